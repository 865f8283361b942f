"""What the buttons can mean, and the data that says so."""
