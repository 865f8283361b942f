"""Records, incidents and corrective actions in lists, with what they can be narrowed down to, page by page.

What somebody may not read does not stand in a list: not even that it is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bot.conversation.notice import SEVERITY
from bot.conversation.owners import may_see
from bot.engine.talk import Text
from bot.page.deciding import Entry, action_entry, incident_entry
from bot.page.reader import Reader, Shown, readable
from bot.store import page_lists
from bot.store.actions import DONE, OPEN, TAKEN
from bot.store.incidents import CLOSED, RESOLVED, WAITING
from bot.store.incidents import TAKEN as HANDLED
from bot.store.page_lists import Asked, Row

PAGE = 25
RESULTS = {"findings": Text("With findings"), "none": Text("Without findings"), "failed": Text("Not passed")}
STATES = {
    "waiting": (Text("Waits for somebody"), WAITING),
    "taken": (Text("Being handled"), (HANDLED,)),
    "resolved": (Text("Resolved"), (RESOLVED,)),
    "closed": (Text("Closed"), (CLOSED,)),
}
ACTIONS = {"open": (Text("Open ones"), (OPEN, TAKEN, DONE)), "closed": (Text("Closed"), ("closed",))}


@dataclass(frozen=True)
class Choice:
    """A field of the filter: what can be chosen, with labels; one that has none is typed."""

    name: str
    label: str
    value: str
    type: str = "text"
    options: tuple[tuple[str, str], ...] = ()


def records(reader: Reader) -> Shown:
    """Finished runs."""
    asked = _asked(reader)
    rows = page_lists.records(reader.tx, asked, PAGE + 1)
    entries = (_entry(reader, row) for row in rows[:PAGE])
    choices = (
        Choice("words", reader.say(Text("Number, unit or name")), asked.words, "search"),
        _sites(reader),
        _select(reader, "form", Text("Form"), {id: Text(title) for id, title in _forms(reader)}),
        _select(reader, "result", Text("Result"), RESULTS),
        Choice("first", reader.say(Text("From day")), reader.asked.get("first", ""), "date"),
        Choice("last", reader.say(Text("To day")), reader.asked.get("last", ""), "date"),
    )
    return _list(reader, Text("Records"), choices, tuple(filter(None, entries)), [row.id for row in rows])


def _forms(reader: Reader) -> list[tuple[str, str]]:
    some = page_lists.flows(reader.tx, reader.who.organisation_id)
    hidden = {flow.id for flow in reader.context.library.today.values() if flow.silent}
    return sorted((one for one in some if one[0] not in hidden), key=lambda one: reader.say(Text(one[1])))


def _entry(reader: Reader, row: Row) -> Entry | None:
    """A row, if whoever looks may read the record: of some that is only known by its answers."""
    if readable(reader.context, reader.tx.runs.get(row.id)) is None:
        return None
    number = row.number or f"R-{row.id}"
    scored = (
        reader.say(Text("Score {score}%", {"score": row.score}))
        if row.score is not None and row.passed is not None
        else ""
    )
    failed = reader.say(RESULTS["failed"]) if row.passed is False else ""
    found = reader.say(Text("Findings: {count}", {"count": row.findings})) if row.findings and not scored else ""
    grave = reader.say(SEVERITY[row.severity]) if row.severity in SEVERITY else ""
    when = reader.moment(row.finished_at, row.zone)
    detail = " · ".join(filter(None, (row.site, row.person, when, row.unit, scored)))
    return Entry(
        f"{number} · {reader.say(Text(row.title))}",
        detail,
        f"/record/{row.id}",
        " · ".join(filter(None, (grave, failed, found))),
    )


def incidents(reader: Reader) -> Shown:
    state = reader.asked.get("state", "")
    asked = _asked(reader, STATES[state][1] if state in STATES else ())
    ids = page_lists.incidents(reader.tx, asked, PAGE + 1)
    entries = (incident_entry(reader, id) for id in ids[:PAGE])
    choices = (
        _sites(reader),
        _select(reader, "state", Text("State"), {id: label for id, (label, _) in STATES.items()}),
    )
    return _list(reader, Text("Incidents"), choices, tuple(filter(None, entries)), ids)


def actions(reader: Reader) -> Shown:
    state = reader.asked.get("state", "open")
    asked = _asked(reader, ACTIONS[state][1] if state in ACTIONS else ())
    ids = page_lists.actions(reader.tx, asked, PAGE + 1)
    choices = (
        _sites(reader),
        _select(reader, "state", Text("State"), {id: label for id, (label, _) in ACTIONS.items()}, "open"),
    )
    return _list(reader, Text("Corrective actions"), choices, tuple(_actions(reader, ids[:PAGE])), ids)


def _actions(reader: Reader, ids: list[int]) -> Iterator[Entry]:
    for id in ids:
        one = reader.tx.actions.get(id)
        if one and may_see(reader.context, reader.who, one):
            yield action_entry(reader.context, reader, one)


def _asked(reader: Reader, states: tuple[str, ...] = ()) -> Asked:
    zone, asked = ZoneInfo(reader.who.zone), reader.asked
    first, last = _day(asked.get("first", "")), _day(asked.get("last", ""))
    return Asked(
        reader.who.organisation_id,
        site_id=_number(asked.get("site", "")),
        flow_id=asked.get("form", "")[:24],
        result=asked.get("result", ""),
        words=asked.get("words", "").strip()[:80],
        first=datetime.combine(first, time(), zone) if first else None,
        after=datetime.combine(last + timedelta(days=1), time(), zone) if last and last < date.max else None,
        before=_number(asked.get("before", "")),
        states=states,
    )


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _number(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 19 else None


def _sites(reader: Reader) -> Choice:
    there = reader.tx.organisations.sites(reader.who.organisation_id)
    options = tuple((str(one.id), name) for name, one in sorted(there.items()))
    return Choice(
        "site",
        reader.say(Text("Site")),
        reader.asked.get("site", ""),
        "select",
        (("", reader.say(Text("All sites"))), *options),
    )


def _select(reader: Reader, name: str, label: Text, known: Mapping[str, Text], usual: str = "") -> Choice:
    options = tuple((id, reader.say(said)) for id, said in known.items())
    value = reader.asked.get(name, usual)
    return Choice(name, reader.say(label), value, "select", (("", reader.say(Text("All"))), *options))


def _list(
    reader: Reader, title: Text, choices: tuple[Choice, ...], entries: tuple[Entry, ...], ids: list[int]
) -> Shown:
    """The ways to what is older, and back to the newest, keep what was chosen."""
    kept = {one.name: one.value for one in choices if one.value}
    older = urlencode({**kept, "before": ids[PAGE - 1]}) if len(ids) > PAGE else ""
    values = {
        "choices": choices,
        "entries": entries,
        "older": older,
        "newest": urlencode(kept),
        "turned": "before" in reader.asked,
        "narrowed": any(one.name in reader.asked for one in choices),
    }
    return Shown("list.html", reader.say(title), values)
