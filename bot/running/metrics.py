"""What can be counted while the program runs, for Prometheus. No names, no answers."""

from __future__ import annotations

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

TURN = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3)  # seconds


class Metrics:
    """The counters of one running program. One with labels is asked for by them: `heard("slack").inc()`."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        heard = Counter("sello_heard", "Things heard, by channel", ["channel"], registry=registry)
        not_saved = Counter("sello_not_saved", "Things that could not be saved", ["channel"], registry=registry)
        failed = Counter("sello_failed", "Things heard that ended in an error", ["channel"], registry=registry)
        died = Counter("sello_task_died", "Background tasks that died", ["name"], registry=registry)
        turn = Histogram("sello_turn_seconds", "From hearing to durable", ["channel"], registry=registry, buckets=TURN)
        outcome = "Letters by what came of a try: sent, later or failed"
        letters = Counter("sello_letters", outcome, ["channel", "outcome"], registry=registry)
        ill = "1 while a platform does not take our token"
        refused = Gauge("sello_credentials_refused", ill, ["channel"], registry=registry)

        # The library looks a counter up under a lock each time, which costs more than counting.
        self.heard, self.not_saved, self.failed = cache(heard.labels), cache(not_saved.labels), cache(failed.labels)
        self.died, self.turn, self.refused = cache(died.labels), cache(turn.labels), cache(refused.labels)
        self.letters = cache(letters.labels)
        self.waiting = Gauge("sello_letters_open", "Letters still to be sent, of all processes", registry=registry)

    def text(self) -> bytes:
        return generate_latest(self._registry)
