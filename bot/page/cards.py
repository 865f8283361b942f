"""What was shown last, as it would stand in chat; and where somebody is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.talk import Text
from bot.page.acting import about
from bot.page.reader import Reader, Shown


@dataclass(frozen=True)
class SignedIn:
    id: int
    browser: str
    since: str
    used: str
    here: bool


def card(reader: Reader) -> Shown:
    """The cards that came of the last thing done, and where what they are about is whole."""
    some = [
        (slot, message)
        for slot, message in reader.outcome.cards
        if not about(slot) or about(slot).startswith("/record")
    ]
    whole = next((about(slot) for slot, _ in reversed(some) if about(slot)), "")
    values = {"cards": [message for _, message in some], "whole": whole}
    return Shown("card.html", values=values)


def sessions(reader: Reader) -> Shown:
    now = reader.context.now
    there = [one for one in reader.tx.pages.of(reader.who.person_id) if one.good(now, *reader.lasts)]
    shown = [
        SignedIn(
            one.id, one.browser, reader.moment(one.began_at), reader.moment(one.used_at), one.id == reader.session.id
        )
        for one in there
    ]
    return Shown("sessions.html", reader.say(Text("Signed in")), {"sessions": shown})
