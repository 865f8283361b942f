"""Local stand-ins of Slack and Telegram, and the demo page: the other end of the line, for tests and for showing.

Knows the platforms' wire formats and nothing of any particular bot, but for `demo.py`, which puts ours between them.
"""
