"""Run as a program of its own: reads what it is asked, after whatever else the machine has to do, until nobody asks anymore."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import IO, Any

from bot.reading.frames import FAILED, READ, READY, UNREAD, framed, taken


class Answers:
    """Where they go, one whole answer after the other."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._whole = out, Lock()

    def say(self, number: int, what: str, value: object = None) -> None:
        try:
            frame = framed((number, what, value))
        except Exception as wrong:  # noqa: BLE001  what cannot be sent is read where it is wanted
            frame = framed((number, FAILED, type(wrong).__name__))
        with self._whole:
            self._out.write(frame)
            self._out.flush()


def main() -> None:
    """Whoever began us ends us, also by ending: then nothing comes in anymore."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal interrupts all of us, and the others still want answers
    answers, asked = Answers(os.fdopen(os.dup(1), "wb")), sys.stdin.buffer
    os.dup2(2, 1)  # what a library prints is no answer
    try:
        _serve(answers, asked)
    finally:
        os._exit(0)  # what is still being read is read for nobody


def _serve(answers: Answers, asked: IO[bytes]) -> None:
    from bot.content.library import Library
    from bot.store.database import READERS, reader_for

    url, root, wanted = taken(asked)
    flows, engine = Library(Path(root)), reader_for(url)
    for name in wanted:
        __import__(name)  # now, and not when somebody waits
    gc.freeze()  # what was begun with stays for good, and is not looked through while somebody waits
    answers.say(0, READY)
    with ThreadPoolExecutor(READERS) as pool:
        while True:
            pool.submit(_answer, answers, engine, flows, *taken(asked))


def _answer(
    answers: Answers, engine: Any, flows: Any, number: int, function: Callable[..., Any], given: Sequence[Any]
) -> None:
    from bot.store.database import NotRead, read_with
    from bot.store.question import Question

    try:
        answers.say(number, READ, read_with(engine, Question(function, flows, tuple(given))))
    except NotRead as wrong:
        answers.say(number, UNREAD, str(wrong))
    except Exception as wrong:  # noqa: BLE001  it is read where it is wanted, and fails there where it is logged
        answers.say(number, FAILED, type(wrong).__name__)


if __name__ == "__main__":
    main()
