"""How long a database takes nothing: said once when it begins, and why, and once when it is over."""

from __future__ import annotations

import logging
import threading
import time

log = logging.getLogger("sello.store")

LONGEST = 200  # characters of a reason


class Outage:
    """Good in several threads. Without an outage `over` costs a look."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reason = ""
        self._jobs = 0
        self._began = 0.0

    def failed(self, jobs: int, wrong: BaseException) -> None:
        reason = _reason(wrong)
        with self._lock:
            if not self._jobs:
                self._began = time.monotonic()
            self._jobs += jobs
            told, self._reason = self._reason == reason, reason
        if not told:
            log.error("store.failed jobs=%d reason=%s", jobs, reason)

    def over(self) -> None:
        """Something was saved."""
        if not self._jobs:
            return
        with self._lock:
            jobs, seconds = self._jobs, time.monotonic() - self._began
            self._jobs, self._reason = 0, ""
        if jobs:
            log.warning("store.back seconds=%.1f jobs=%d", seconds, jobs)


def _reason(wrong: BaseException) -> str:
    """The first line of what the driver says. It tells of the server or the file, and never of what was to be written."""
    driver = getattr(wrong, "orig", None) or wrong
    line = str(driver).partition("\n")[0][:LONGEST]
    return f"{type(driver).__name__}: {line}" if line else type(driver).__name__
