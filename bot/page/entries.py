"""Things in lists, each with the way to it: the lines that chat has, and the view of what their buttons open there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.conversation import entries
from bot.conversation.notice import SEVERITY
from bot.conversation.owners import may_see
from bot.duties import summary
from bot.engine.talk import Text
from bot.figures.summary import Decision
from bot.page.reader import Reader, readable
from bot.presses.acting import OpenAction
from bot.presses.buttons import decode
from bot.presses.every import Press
from bot.presses.listing import ShowRecord
from bot.presses.sealing import ShowSeal, ShowUnit
from bot.presses.signing import ShowSignOff
from bot.presses.staffing import ShowPerson
from bot.presses.summarizing import OpenNotice
from bot.store import listed
from bot.store.listed import Listed


@dataclass(frozen=True)
class Entry:
    """One thing: what it is, what is said of it, and where it is whole, if that is open to whoever looks. `grave` stands out."""

    label: str
    detail: str
    path: str = ""
    grave: bool = False


def entry(reader: Reader, one: object) -> Entry:
    """A line of a list as chat has it. Of a record that they may not read it says that there is one: it is counted."""
    if isinstance(one, Listed):
        may = readable(reader.context, reader.tx.runs.get(one.run_id)) is not None
        made = entries.record(reader.context, one if may else replace(one, confidential=True), known=may)
    else:
        made = entries.drawn(reader.context, one)
    press = decode(made.button.data) if made.button else None
    return Entry(made.line.label, made.line.value, path_of(reader, press), made.line.mark == "finding")


def of_runs(reader: Reader, ids: list[int]) -> Iterable[Entry]:
    there = listed.those(reader.tx, ids)
    return (entry(reader, there[id]) for id in ids)


def decision(reader: Reader, one: Decision) -> Entry:
    """Something that waits, with where it is decided, if they may."""
    told = summary.reader_of(reader.context, reader.who)
    since = reader.say(Text("since {at}", {"at": told.since(one.since)}))
    grave = reader.say(SEVERITY[one.severity]) if one.severity in SEVERITY else ""
    label = entries.joined(one.number, reader.say(one.what), one.code)
    press = summary.opens(reader.context, reader.who, one)
    return Entry(label, entries.joined(grave, one.site, one.who, since), path_of(reader, press), bool(grave))


def path_of(reader: Reader, press: Press | None) -> str:
    """The view of what a button opens in chat; empty if there is none, or none that they may see."""
    match press:
        case ShowRecord(run) | OpenNotice(run) | ShowSignOff(run):
            return f"/record/{run}" if readable(reader.context, reader.tx.runs.get(run)) else ""
        case OpenAction(id):
            one = reader.tx.actions.get(id)
            return f"/action/{id}" if one and may_see(reader.context, reader.who, one) else ""
        case ShowSeal(code) | ShowUnit(code):
            return f"/seals?words={code}"
        case ShowPerson():
            return "/people"
    return ""
