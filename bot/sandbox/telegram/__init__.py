"""A stand-in of the Telegram Bot API, with the people on the other side of it. Knows no bot."""
