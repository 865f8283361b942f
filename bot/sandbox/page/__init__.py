"""The demo page: what the people of both stand-ins see, side by side in a browser. Knows no bot."""
