"""Whether a line is well or ill, and how fast letters may go out over it.

Knows no letter. Times are monotonic seconds: setting the clock changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ILL = 3  # failures in a row, over a whole line, make it ill
PROBES = 8  # sends in flight over a line that is ill
AT_ONCE = 64  # and over a well line; only letters that had waited count
PROBE = 1.0  # seconds until the retry of a letter, while its line is ill
WAITS = (1.0, 2.0, *[3.0] * 100, 8.0, 16.0, 30.0, 60.0)  # and while only its chat fails, by its tries
HELD = 120.0  # seconds at most that a chat is left alone, beyond the pauses that are asked for whenever we write to it
RETRIES = 10.0  # retries a second, over all the chats that fail on a well line
TRIES = 600  # of one letter on a well line, some eight hours; then it is given up
CHATS = 10_000  # whose pace is remembered
CHAT, BURST = (
    1.0,
    5.0,
)  # letters a second in one chat, and how many may come at once: https://core.telegram.org/bots/faq


@dataclass
class Pace:
    """A limit: `rate` a second, and at most `burst` at once. `at` is when the next may go."""

    rate: float
    burst: float
    at: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next one may go."""
        return max(0.0, self.at - now)

    def take(self, now: float) -> None:
        """One goes now, or as soon as it may."""
        self.at = max(self.at, now - self.burst / self.rate) + 1 / self.rate


@dataclass
class Health:
    """The health of one line, as this process sees it."""

    pace: Pace
    failures: int = 0
    in_flight: int = 0
    reason: str = ""
    refused: bool = False
    chats: dict[str, Pace] = field(default_factory=dict)
    failing: dict[str, float] = field(default_factory=dict)

    @property
    def ill(self) -> bool:
        return self.failures >= ILL

    def arrived(self, chat: str) -> None:
        """The platform has answered, with success or with a refusal: the line is well."""
        self.failing.pop(chat, None)
        self.failures, self.reason, self.refused = 0, "", False

    def failed(self, reason: str, *, ours: bool) -> None:
        """A send failed. `ours`: the platform refuses our token; no letter can go until the operator replaces it."""
        self.failures = max(ILL, self.failures) if ours else self.failures + 1
        self.reason = reason
        self.refused = ours

    @property
    def room(self) -> int:
        """How many waiting letters may be claimed now."""
        return max(0, (PROBES if self.ill else AT_ONCE) - self.in_flight)

    def wait(self, chat: str, tries: int, now: float, pause: float = 0.0) -> float:
        """Seconds until the retry of a letter. While the line is ill, the failure is not counted against the chat.

        `pause` is what the platform has just asked for. It does not say whether the bot writes too much or only to this chat,
        so everybody keeps it. But if others were reached since the last time, it is this chat, and it must not silence
        the bot again as soon as it may speak: the others get as long as the pauses so far.
        """
        if self.ill:
            return PROBE
        if pause and tries and self.failures == 1:
            return pause + min(HELD, pause * tries)
        lately = {one: at for one, at in self.failing.items() if now - at < 2 * WAITS[-1]}
        self.failing = {**lately, chat: now}
        return min(WAITS[-1], max(WAITS[min(tries, len(WAITS) - 1)], len(self.failing) / RETRIES))

    def turn(self, chat: str, now: float, patience: float) -> float:
        """Seconds until the next letter may go to a chat, by the limits of line and chat. The turn is used up if that is
        within `patience`."""
        if len(self.chats) > CHATS:
            self.chats.clear()
        mine = self.chats.setdefault(chat, Pace(CHAT, BURST))
        wait = max(self.pace.wait(now), mine.wait(now))
        if wait <= patience:
            self.pace.take(now)
            mine.take(now)
        return wait
