"""Bulletins at the page: those that were sent, to whom they came, and who has not seen them. For those who may see it in chat."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.channel import Line, Message
from bot.conversation.bulletin_cards import for_whom, head, words_for
from bot.duties.bulletins import READS, SENDS
from bot.engine.talk import Text
from bot.page.lists import PAGE, page_in
from bot.page.reader import Reader, Shown, missing
from bot.page.turning import turned
from bot.presses.bulletins import NewBulletin, RemindOfBulletin, WhoHasSeen
from bot.presses.buttons import button, encode
from bot.store.bulletins import Got, KeptBulletin

FIRST = 120  # characters of one in the list


@dataclass(frozen=True)
class Entry:
    """One that was sent. `left` are those who have not seen it; `press` opens the same in chat, `remind` reminds them."""

    id: int
    begins: str
    words: str
    lines: tuple[Line, ...]
    count: str
    left: tuple[str, ...]
    press: str
    remind: str


def bulletins(reader: Reader) -> Shown:
    if reader.who.role not in READS:
        return missing(reader)
    page = page_in(reader)
    some = reader.tx.bulletins.sent(reader.who.organisation_id, PAGE + 1, page * PAGE)
    got = reader.tx.bulletins.got([one.id for one in some[:PAGE]]) if some else {}
    new = (button(reader.say(Text("New bulletin")), NewBulletin(), "primary"),) if reader.who.role in SENDS else ()
    values = {
        "entries": [_entry(reader, one, got[one.id]) for one in some[:PAGE]],
        "turn": turned(page, {}, more=len(some) > PAGE),
        "card": Message(options=new),
    }
    return Shown("bulletins.html", reader.say(Text("Bulletins")), values)


def _entry(reader: Reader, one: KeptBulletin, got: list[Got]) -> Entry:
    context, words = reader.context, words_for(reader.context, one, reader.lang)[0]
    left = tuple(_named(reader, each) for each in got if each.seen_at is None and each.left_at is None)
    seen = sum(each.seen_at is not None for each in got)
    begins = " ".join(words.split())
    return Entry(
        id=one.id,
        begins=begins if len(begins) <= FIRST else f"{begins[:FIRST]}…",
        words=words,
        lines=(
            *head(context, one, reader.who.zone, reader.lang),
            Line(reader.say(Text("For")), for_whom(context, one)),
        ),
        count=reader.say(Text("Seen by {seen} of {count}", {"seen": seen, "count": len(got)})),
        left=left,
        press=encode(WhoHasSeen(one.id)),
        remind=encode(RemindOfBulletin(one.id)) if left and reader.who.role in SENDS else "",
    )


def _named(reader: Reader, one: Got) -> str:
    state = Text("did not come") if one.lost_at else Text("came") if one.came_at else Text("on its way")
    return f"{' '.join(one.name.split())}, {one.site}: {reader.say(state)}"
