"""What can be counted while the program runs, for Prometheus. No names, no answers."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """The counters of one running program."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.heard = Counter("sello_heard", "Things heard, by channel", ["channel"], registry=self._registry)
        self.not_saved = Counter(
            "sello_not_saved", "Things that could not be saved", ["channel"], registry=self._registry
        )
        self.failed = Counter(
            "sello_failed", "Things heard that ended in an error", ["channel"], registry=self._registry
        )
        self.died = Counter("sello_task_died", "Background tasks that died", ["name"], registry=self._registry)
        self.turn = Histogram(
            "sello_turn_seconds", "From hearing to durable", ["channel"], registry=self._registry,
            buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3),
        )  # fmt: skip

        self.letters = Counter(
            "sello_letters", "Letters by what came of a try: sent, later or failed", ["channel", "outcome"],
            registry=self._registry,
        )  # fmt: skip
        self.waiting = Gauge(
            "sello_letters_open", "Letters still to be sent, of all processes", registry=self._registry
        )
        self.refused = Gauge(
            "sello_credentials_refused",
            "1 while a platform does not take our token",
            ["channel"],
            registry=self._registry,
        )

    def text(self) -> bytes:
        return generate_latest(self._registry)
