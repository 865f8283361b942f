"""The evidence pack: a ZIP of a period, by criterion and clause, that proves itself; made by a program of its own."""
