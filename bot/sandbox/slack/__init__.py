"""A stand-in of a Slack workspace, with the people on the other side of it. Knows no bot."""
