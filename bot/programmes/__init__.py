"""What programmes ask of members and partners, worked out. A wall: pure, and knows no database, no clock and no file."""
