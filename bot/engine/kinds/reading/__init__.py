"""What people type, read: numbers of units among words, amounts, days, hours, names. Knows no question and no clock."""
