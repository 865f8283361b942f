"""One person of the workspace and what they have before them: the conversation with the bot, modals, Home.

Finds what is shown there. Does not know what a person does with it, nor how it came there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.surface import Control, Place, Surface, controls, state, view_surface

MOST_MESSAGES = 500
MOST_FAILURES = 1000
TIME_ZONE = "Etc/UTC"


@dataclass(eq=False)
class Screen:
    """With an `id` it is a channel, `called` so, as this person reads it with others; `archived` once nobody may write there.
    `outside` is what Slack calls somebody who is no full member: is_restricted, is_stranger.

    `stack` has the open modals, `typed` what was put into controls, by message or view; `changed` tells watchers."""

    user_id: str
    name: str
    locale: str
    id: str = ""
    called: str = ""
    archived: bool = False
    outside: str = ""
    changed: Callable[[], None] = lambda: None
    messages: list[Json] = field(default_factory=list)
    home: Json | None = None
    stack: list[Json] = field(default_factory=list)
    modal_errors: dict[str, str] = field(default_factory=dict)
    failures: list[Json] = field(default_factory=list)
    typed: dict[str, dict[Place, Json]] = field(default_factory=dict)

    @property
    def username(self) -> str:
        return self.name.lower().replace(" ", ".")

    @property
    def channel(self) -> str:
        """The conversation with the bot."""
        return self.id or f"D{self.user_id[1:]}"

    @property
    def modal(self) -> Json | None:
        """The modal on top."""
        return self.stack[-1] if self.stack else None

    def message(self, ts: str) -> Json | None:
        return next((message for message in reversed(self.messages) if message["ts"] == ts), None)

    def state(self, surface: Surface) -> Json:
        return state(surface, self.typed.get(surface.key, {}))

    def add_message(self, message: Json) -> None:
        self.messages.append(message)
        for old in self.messages[:-MOST_MESSAGES]:
            self.remove_message(old["ts"])
        self.changed()

    def replace_message(self, message: Json) -> None:
        place = next(i for i, known in enumerate(self.messages) if known["ts"] == message["ts"])
        self.messages[place] = message
        self.keep_typed(Surface("message", message["ts"], message.get("blocks", []), message))
        self.changed()

    def remove_message(self, ts: str) -> None:
        self.messages = [message for message in self.messages if message["ts"] != ts]
        self.typed.pop(ts, None)
        self.changed()

    def keep_typed(self, surface: Surface) -> None:
        """Forget what was typed into controls that are gone."""
        if typed := self.typed.get(surface.key):
            here = {control.place for control in controls(surface)}
            self.typed[surface.key] = {place: kept for place, kept in typed.items() if place in here}

    def fail(self, what: str, reason: str, **more: object) -> None:
        """Show the person that something of theirs did not work."""
        self.failures.append({"what": what, "reason": reason, **more})
        del self.failures[:-MOST_FAILURES]
        self.changed()

    def surfaces(self, ts: str | None = None, where: str | None = None) -> Iterator[Surface]:
        """Where to look: the modal lies on top, then the messages from the newest, then Home."""
        if ts is None and where in (None, "modal") and self.modal:
            yield view_surface(self.modal)
        if where in (None, "message"):
            for message in reversed(self.messages):
                if message.get("blocks") and ts in (None, message["ts"]):
                    yield Surface("message", message["ts"], message["blocks"], message)
        if ts is None and where in (None, "home") and self.home:
            yield view_surface(self.home)

    def find(self, fits: Callable[[Control], bool], wanted: str, ts: str | None, where: str | None) -> Control:
        seen: dict[str, None] = {}
        for surface in self.surfaces(ts, where):
            for control in controls(surface):
                if fits(control):
                    return control
                seen |= dict.fromkeys(control.labels)
        raise LookupError(f"{wanted} is nowhere; there is {list(seen)[:60]}")
