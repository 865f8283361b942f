"""The windows of the page: who sits there, and what they see, as the page's scripts take it.

Does not know HTTP.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.slack.shapes import Json
from bot.sandbox.telegram.person import TelegramPerson
from bot.sandbox.telegram.sandbox import TelegramSandbox

MAX_MESSAGES = 200  # the newest of a conversation: more are not shown


@dataclass(frozen=True)
class Seat:
    """One window of the page. `commands` and `shortcuts` are what a Slack app's manifest would offer there."""

    id: str
    title: str
    channel: Literal["slack", "telegram"]
    lang: Literal["en", "es"]
    person: SlackPerson | TelegramPerson
    hint: str
    commands: Mapping[str, str] = field(default_factory=dict)  # "sello inspect" -> what it does
    shortcuts: Mapping[str, str] = field(default_factory=dict)  # callback_id -> its name in the menu
    aside: bool = False  # shown only to whoever opens it

    @property
    def person_id(self) -> str | int:
        return self.person.user_id if isinstance(self.person, SlackPerson) else self.person.id


def shown(seat: Seat, bot_name: str, telegram: TelegramSandbox | None, *, typing: bool) -> Json:
    shared = {
        "id": seat.id,
        "title": seat.title,
        "channel": seat.channel,
        "lang": seat.lang,
        "hint": seat.hint,
        "aside": seat.aside,
        "shortcuts": [{"callback_id": key, "label": label} for key, label in seat.shortcuts.items()],
        "messages": seat.person.messages[-MAX_MESSAGES:],
        "bot": {"name": bot_name},
        "typing": typing,
    }
    if isinstance(seat.person, SlackPerson):
        return shared | _in_slack(seat, seat.person)
    assert telegram is not None, "a seat in Telegram without a stand-in of Telegram"
    return shared | _in_telegram(seat.person, telegram)


def _in_slack(seat: Seat, person: SlackPerson) -> Json:
    return {
        "person": {"id": person.user_id, "name": person.name},
        "home": person.home,
        "modal": person.modal,
        "errors": person.modal_errors,
        "failures": len(person.failures),
        "commands": [{"command": name, "description": words} for name, words in seat.commands.items()],
        "keyboard": None,
        "toasts": [],
        "spinning": [],
    }


def _in_telegram(person: TelegramPerson, telegram: TelegramSandbox) -> Json:
    return {
        "person": {"id": person.id, "name": person.first_name},
        "home": None,
        "modal": None,
        "errors": {},
        "failures": 0,
        "commands": telegram.commands(person.language_code or "", person.id),
        "keyboard": person.keyboard or person.forced_reply,
        "toasts": person.toasts,
        "spinning": person.spinning,
    }
