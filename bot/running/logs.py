"""How the program logs: one line an event, and of an exception where it happened, but not what it says.

The text of an exception often quotes what was worked on: a person's answer, a name, a token.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from types import TracebackType

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # what would begin a new line or steer a terminal
FORMAT = "%(asctime)s %(levelname)s %(message)s"


class Discreet(logging.Formatter):
    """A line an event; a traceback without the texts of its exceptions."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # where another handler has kept it in full
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the name is the library's
        return CONTROL.sub("?", super().formatMessage(record))

    def formatException(  # noqa: N802  the name is the library's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return "".join(told(ei[1])).rstrip() if ei[1] else ""


def told(error: BaseException) -> list[str]:
    """Where an exception was raised, and those that led to it, each by its class."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    parts = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    lines = [*told(before), "which led to:\n"] if before else []
    lines += ["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__), _name(error)]
    return lines + [line for part in parts for line in ("with:\n", *told(part))]


def _name(error: BaseException) -> str:
    """The class; of the system's own errors also what the system says, which is one of a fixed list."""
    said = f": {error.strerror}" if isinstance(error, OSError) and isinstance(error.strerror, str) else ""
    return f"{type(error).__module__}.{type(error).__qualname__}{said}\n"


def set_up() -> None:
    """Logs to standard error. Libraries keep no handlers of their own."""
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(Discreet(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[out])
    for talkative in ("httpx", "alembic", "PIL"):  # below that PIL logs where a picture was taken
        logging.getLogger(talkative).setLevel(logging.WARNING)
