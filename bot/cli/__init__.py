"""The commands a person types, a file for each group."""
