"""What a running process has beside its work: background tasks, the limits of its port, logs, numbers."""
