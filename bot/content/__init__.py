"""From the files people write to flows and criteria, or to every mistake in them with its line and column."""
