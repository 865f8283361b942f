"""The conversation itself, and nothing else: flows, runs, question types.

Pure. It reads no clock, opens no socket, knows no language and has never heard of Slack or Telegram;
the standard library is all it may import.
"""
