"""Long readings in a process of their own, so that no turn waits for the interpreter. Knows no question that is asked."""
