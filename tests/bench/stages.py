"""Where a turn's CPU goes: a thread looks, some hundred times a second, what each thread of the program is at.

What a thread has used since the last look is put down to where it is now. Stages are told by files, not by functions.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

LOOKS = 0.001  # seconds between two; a look waits for its turn like any thread
SWITCH = 0.0005  # seconds after which a running thread makes room

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


@dataclass
class Found:
    """Seconds of CPU by stage, and looks that found a thread at work."""

    cpu: Counter[str] = field(default_factory=Counter)
    looks: int = 0

    def told(self) -> dict[str, Any]:
        return {"cpu": dict(self.cpu), "looks": self.looks}


@contextlib.contextmanager
def sampled() -> Iterator[Found]:
    found, over, before = Found(), threading.Event(), sys.getswitchinterval()
    sampler = threading.Thread(target=_look_on, args=(found, over), name="stages", daemon=True)
    sys.setswitchinterval(SWITCH)
    sampler.start()
    try:
        yield found
    finally:
        over.set()
        sampler.join()
        sys.setswitchinterval(before)


def _look_on(found: Found, over: threading.Event) -> None:
    used: dict[int, float] = {}
    while not over.wait(LOOKS):
        for thread, frame in sys._current_frames().items():
            if thread != threading.get_ident():
                _look(found, used, thread, frame)


def _look(found: Found, used: dict[int, float], thread: int, frame: FrameType) -> None:
    try:
        now = time.clock_gettime(time.pthread_getcpuclockid(thread))
    except OSError:  # it has ended
        return
    spent = now - used.get(thread, now)
    used[thread] = now
    if spent > 0:
        found.cpu[stage(frame)] += spent
        found.looks += 1


def stage(frame: FrameType) -> str:
    stack = list(_stack(frame))
    if any(file.endswith(path) and name == function for file, function in stack for path, name in SETTLING):
        return MARKING
    return next((found for file, function in stack if (found := _says(file, function))), LOOP)


def _says(file: str, function: str) -> str:
    if file.endswith("/channel.py") and function in SAYING:
        return DRAWING
    return next((stage for path, stage in FILES if path in file), "")


def _stack(frame: FrameType | None) -> Iterator[tuple[str, str]]:
    while frame is not None:
        yield frame.f_code.co_filename, frame.f_code.co_name
        frame = frame.f_back
