"""`/expected`: whoever watches the gate enters the units and drivers that are expected today, one on each line.

The units are offered first where a unit is asked for; of the drivers it is seen who has not done the list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from bot.channels.channel import Group, Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.today import ENTERS, day_at, driving, to_come, without_list
from bot.conversation.vocabulary import Word, plain_words
from bot.duties import menu
from bot.engine.flow import ROLES
from bot.engine.identifiers import container_fits, tidy
from bot.engine.kinds.codes import PLATE
from bot.engine.kinds.reading.states import apart
from bot.engine.kinds.typed import capitals, plain
from bot.engine.talk import Text
from bot.presses.awaiting import NotExpected, ShowExpected
from bot.presses.buttons import button
from bot.store.awaited import KeptAwaited
from bot.store.people import Who

MOST = 100  # lines at a time
SHOWN = 40  # lines on the card
REMOVED = 20  # buttons
FEW = 5  # lines that are shown again because nothing is known of them
# 10:30, 10.30 pm, 7h05: an hour beside the number or the name
HOUR = re.compile(r"(?<![0-9A-Z])([01]?[0-9]|2[0-3])[:.H]([0-5][0-9])\s*([AP])?\.?(?:M\.?)?(?![0-9A-Z])")
BETWEEN = re.compile(r"[,;](?!\s*[0-9]{1,2}[:.hH][0-9]{2})")  # units on one line; not what stands before an hour
TITLE = Text("Expected today")
NOT_YOURS = Text("Only guards, supervisors and managers enter what is expected.")
HOW = Text(
    "Type the command and behind it one unit or driver on each line, with an hour if you like, such as TR11 10:30."
)
TOO_MANY = Text("At most {most} lines are read at a time. Please send the last {count} again.")
UNREAD = Text("Not entered, since it is neither a number nor somebody who works here: {lines}")


@dataclass
class Read:
    """What was typed: the units and people with their hours, and the lines that are neither."""

    units: list[tuple[str, str]] = field(default_factory=list)
    people: list[tuple[int, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    left: int = 0
    """Lines that were too many."""


def typed(context: Context, rest: str) -> None:
    if context.who.role not in ENTERS:
        menu.show_menu(context, NOT_YOURS)
        return
    read = _read(context, rest)
    _enter(context, read)
    show(context, read, edit=False)


def _enter(context: Context, read: Read) -> None:
    day = day_at(context, context.who.site_id)
    if read.units or read.people:
        context.tx.awaited.forget(context.who.site_id, day)
    for unit, at in read.units:
        context.tx.awaited.add(context.who, day, unit, 0, at, context.now)
    for person, at in read.people:
        context.tx.awaited.add(context.who, day, "", person, at, context.now)


def _unread(context: Context, read: Read) -> str:
    """What is not on the list, and why."""
    more = len(read.unread) - FEW
    lines = (*(line[:60] for line in read.unread[:FEW]), *([f"… +{more}"] if more > 0 else []))
    unread = context.say(Text(UNREAD.source, {"lines": lines})) if lines else ""
    left = context.say(Text(TOO_MANY.source, {"most": MOST, "count": read.left})) if read.left else ""
    return "\n".join(filter(None, (left, unread)))


def _entered(context: Context, read: Read) -> tuple[str, ...]:
    entered = len(read.units) + len(read.people)
    return (context.say(Text("Entered: {count}.", {"count": entered})),) if entered else ()


def _read(context: Context, words: str) -> Read:
    """Each line, or each part between commas, is a number or somebody who works here."""
    read = Read()
    parts = [part.strip() for line in words.splitlines() for part in BETWEEN.split(line)]
    staff: list[Who] = []
    parts = [part for part in parts if part]
    read.left = max(len(parts) - MOST, 0)
    for part in parts[:MOST]:
        line, at = _apart(part)
        if unit := _unit(line):
            read.units.append((unit, at))
            continue
        staff = staff or context.tx.people.staff(context.who.organisation_id, ROLES, context.who.site_id)
        if (person := _person(line, staff)) is not None:
            read.people.append((person, at))
        else:
            read.unread.append(part)
    return read


def _apart(part: str) -> tuple[str, str]:
    """The line without its hour, and the hour as 07:00."""
    line = capitals(plain(part))
    found = HOUR.search(line)
    if found is None:
        return line, ""
    hour, minute, half = int(found[1]), int(found[2]), found[3]
    hour = hour % 12 + (12 if half == "P" else 0) if half and hour <= 12 else hour
    return f"{line[: found.start()]} {line[found.end() :]}".strip(" ,-"), f"{hour:02d}:{minute:02d}"


def _unit(line: str) -> str:
    """A container number or a plate, without the state it is from."""
    number = tidy(apart(line)[1])
    return number if container_fits(number) or PLATE.fullmatch(number) else ""


def _person(line: str, staff: Sequence[Who]) -> int | None:
    """The one whose name has all of these words."""
    wanted = set(plain_words(line))
    found = [who.person_id for who in staff if wanted and wanted <= set(plain_words(who.name))]
    return found[0] if len(set(found)) == 1 else None


def pressed(context: Context, press: ShowExpected) -> None:
    if context.who.role not in ENTERS:
        context.toast(NOT_YOURS)
        return
    show(context, edit=not press.at_home)


def show(context: Context, read: Read | None = None, *, edit: bool) -> None:
    """What is still to come, with a button that takes each off the list."""
    site = context.who.site_id
    units, left = to_come(context, site), {one.person_id for one in without_list(context, site)}
    drivers = driving(context, site)
    title = f"{context.say(TITLE)} · {context.tx.people.place(site).name}"
    shown = (
        _part(context, Text("Units"), [_line(context, one) for one in units]),
        _part(context, Text("Drivers"), [_driver(context, one, done=one.person_id not in left) for one in drivers]),
    )
    message = Message(
        title=title,
        note=_unread(context, read) if read else "",
        lead=_entered(context, read) if read else (),
        text="" if units or drivers else context.say(Text("Nothing is expected today.")),
        groups=tuple(part for part in shown if part.text),
        hint=context.say(HOW),
        options=tuple(button(context.say(_remove(one)), NotExpected(one.id)) for one in (*units, *drivers)[:REMOVED]),
        choose=context.say(Text("Take off the list")),
        controls=(context.menu_button(),),
        fallback=title,
    )
    context.show("menu", message, edit=edit)


def _part(context: Context, heading: Text, lines: list[str]) -> Group:
    more = [f"… +{len(lines) - SHOWN}"] if len(lines) > SHOWN else []
    return Group(context.say(heading), (), "\n".join(f"• {line}" for line in (*lines[:SHOWN], *more)))


def _remove(one: KeptAwaited) -> Text:
    return Text("Take off: {name}", {"name": one.unit or one.name})


def _line(context: Context, one: KeptAwaited) -> str:
    return ", ".join(filter(None, (one.unit or one.name, hour(context, one.at))))


def hour(context: Context, at: str) -> str:
    """An hour as the reader's language has it."""
    moment = datetime.combine(context.now.date(), time.fromisoformat(at), UTC) if at else None
    return context.wording.clock(moment, moment, "UTC", context.lang) if moment else ""


def _driver(context: Context, one: KeptAwaited, *, done: bool) -> str:
    state = Text("list done") if done else Text("list not done")
    return f"{_line(context, one)}: {context.say(state)}"


def drop(context: Context, press: NotExpected) -> None:
    if context.who.role not in ENTERS:
        context.toast(NOT_YOURS)
        return
    if not context.tx.awaited.drop(context.who.site_id, press.awaited):
        context.toast(Text("That is not expected anymore."))
        return
    show(context, edit=True)


def _belongs(context: Context, rest: str) -> bool:
    """Are all of the words behind it numbers and names? Else it is a sentence that begins like this."""
    read = _read(context, rest)
    return bool(read.units or read.people) and not read.unread


DUTY = Duty(
    words=(
        Word(
            "expected",
            Text("/expected"),
            Text("Units and drivers that are expected today"),
            roles=ENTERS,
            takes=_belongs,
        ),
    ),
    commands={"expected": typed},
    presses={ShowExpected: pressed, NotExpected: drop},
)
