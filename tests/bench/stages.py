"""Where a turn's CPU goes: after every few milliseconds of it, the running thread's stack is written down.

By a signal and in C, at whatever it is doing: neither the interpreter's lock nor a long call hides it. Stages are told by
files, not by functions.
"""

from __future__ import annotations

import contextlib
import faulthandler
import re
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator

LOOKS = 0.002  # seconds of CPU between two; the kernel makes it 4 ms where its clock is slower

MARKING = "marking what was sent"
READING = "reading the platform's payload"
WORKING_OUT = "working out the next question"
TRANSACTION = "the transaction"
DRAWING = "drawing"
SENDING = "sending"
LOOP = "the event loop, threads"
YARDSTICK = "the yardstick itself"
STAGES = (READING, WORKING_OUT, TRANSACTION, DRAWING, SENDING, MARKING, LOOP, YARDSTICK)
# The innermost frame that says something decides; the first line that fits its file is what it says.
FILES = (
    ("/aiohttp/", SENDING), ("/slack_sdk/", SENDING), ("/telegram/_bot.py", SENDING), ("/telegram/request/", SENDING),
    ("/bot/channels/telegram/transport.py", SENDING), ("/bot/channels/slack/web.py", SENDING),
    ("/bot/channels/retry.py", SENDING), ("/bot/channels/telegram/errors.py", SENDING),
    ("/slack_bolt/", READING), ("/heard.py", READING), ("/ear.py", READING), ("/request.py", READING),
    ("/payload.py", READING), ("/completed.py", READING), ("/bot/channels/slack/channel.py", READING),
    ("/bot/channels/telegram/channel.py", READING), ("/bot/channels/", DRAWING), ("/bot/outbox/", SENDING),
    ("/bot/store/", TRANSACTION), ("/sqlalchemy/", TRANSACTION), ("/psycopg", TRANSACTION), ("/bot/", WORKING_OUT),
    ("/tests/bench/", YARDSTICK), ("/asyncio/", LOOP), ("/concurrent/", LOOP), ("/threading.py", LOOP),
)  # fmt: skip
SAYING = frozenset(
    {"show", "_show", "_post", "_answer", "_toast", "_answer_soon"}
)  # a channel's, when it is not reading
SETTLING = (("/bot/outbox/showing.py", "settled"), ("/bot/outbox/sender.py", "_marked"))


FRAME = re.compile(r'^  File "(?P<file>[^"]*)", line \d+ in (?P<function>\S+)$', re.MULTILINE)
HEADING = "most recent call first"


@contextlib.contextmanager
def sampled() -> Iterator[Counter[str]]:
    """Counts the looks by stage; there when it is over. The signal goes to the thread that runs (Linux 6.4 or newer)."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryFile() as written:
        faulthandler.register(signal.SIGPROF, file=written, all_threads=False)
        signal.setitimer(signal.ITIMER_PROF, LOOKS, LOOKS)
        try:
            yield found
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, signal.SIG_IGN)  # one may be on its way
        written.seek(0)
        found.update(stage(stack) for stack in written.read().decode().split(HEADING)[1:])


def stage(stack: str) -> str:
    frames = [(found["file"], found["function"]) for found in FRAME.finditer(stack)]
    if any(file.endswith(path) and name == function for file, function in frames for path, name in SETTLING):
        return MARKING
    return next((found for file, function in frames if (found := _says(file, function))), LOOP)


def _says(file: str, function: str) -> str:
    if file.endswith("/channel.py") and function in SAYING:
        return DRAWING
    return next((stage for path, stage in FILES if path in file), "")
