"""Corrective actions, what was due, training, seals, changed forms and letters that were not delivered: a row each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from bot.conversation.action_card import STATE
from bot.conversation.calling import ROLE
from bot.conversation.notice import SEVERITY
from bot.engine.genres import GENRES
from bot.engine.talk import Text
from bot.figures.training import Standing, standings
from bot.presses.sealing import CALLED, DISPUTED
from bot.sheets.cells import Row
from bot.sheets.records import SECRET
from bot.sheets.source import Source, local
from bot.store import sheet_lines
from bot.store.dues import DONE, DROPPED, DUE, EMPTY, LATE, MISSED
from bot.store.sheet_lines import Line

SCORED = tuple(word for word, genre in GENRES.items() if genre.scored)
DUE_STATES = {
    DUE: Text("Still due"), DONE: Text("Done in time"), LATE: Text("Done late"), MISSED: Text("Missed"),
    EMPTY: Text("No unit to draw"), DROPPED: Text("Not due anymore"),
}  # fmt: skip


def actions(source: Source, today: date) -> Iterator[Row]:
    for line in source.lines(partial(sheet_lines.actions, now=source.asked.lately)):
        if line["confidential"]:
            yield {"number": line["number"], "site": line["site"], "what": source.say(SECRET)}
            continue
        done, closed = (local(line["zone"], line[name]) for name in ("done_at", "closed_at"))
        yield {
            **_taken(line, "number", "record", "site", "zone", "owner", "due", "done_by", "checked_by"),
            "what": source.sentence(line["what"]),
            "severity": source.word(SEVERITY, line["severity"]),
            "state": source.word(STATE, line["state"]),
            "role": source.word(ROLE, line["role"]),
            "opened": local(line["zone"], line["made_at"]),
            "done_at": done,
            "closed": closed,
            "late": (closed.date() if closed else today) > line["due"],
        }


def due(source: Source) -> Iterator[Row]:
    for line in source.lines(sheet_lines.dues):
        moments = {"due": line["at"], "until": line["until"], "done_at": line["done_at"]}
        yield {
            **_taken(line, "site", "zone", "person", "done_by", "unit", "record"),
            "form": source.title(line["flow_id"]),
            "role": source.word(ROLE, line["role"]),
            "state": source.word(DUE_STATES, line["state"]),
            **{name: local(line["zone"], at) for name, at in moments.items()},
        }


def training(source: Source) -> Iterator[Row]:
    """What was tried, by person and topic; and then who has still to do something and has not tried."""
    some = (
        source.storage.read_now(lambda tx: standings(tx, source.library, source.asked)) if source.asked.lately else []
    )
    stands = {(one.learner.person_id, one.title.source): one for one in some}
    left = {key: one for key, one in stands.items() if one.due}
    for line in source.storage.read_now(partial(sheet_lines.trained, span=source.span, genres=SCORED)):
        key = line["person_id"], line["title"]
        yield {
            "owing": left.pop(key, None) is not None,
            **_stands(stands.get(key)),
            **_taken(line, "person", "site", "zone", "attempts", "best"),
            "role": source.word(ROLE, line["role"]),
            "topic": source.sentence(line["title"]),
            "passed": int(line["passed"]),
            "mean": round(line["total"] / line["attempts"]),
            "last": local(line["zone"], line["last_at"]),
        }
    yield from (_untried(source, one) for one in left.values())


def _stands(one: Standing | None) -> Row:
    """When it was passed last, by which edition, and from when on it is due; of a time that is long over nothing."""
    if one is None or one.passed is None:
        return {}
    zone = one.learner.zone
    return {"since": local(zone, one.passed.at), "edition": one.passed.revision, "again": local(zone, one.again)}


def _untried(source: Source, one: Standing) -> Row:
    """Not in this time; perhaps in an earlier one."""
    who = one.learner
    return {
        **_stands(one),
        "person": who.name,
        "site": who.site,
        "zone": who.zone,
        "role": source.word(ROLE, who.role),
        "topic": source.say(one.title),
        "attempts": 0,
        "passed": 0,
        "last": local(who.zone, one.passed.at if one.passed else None),
        "owing": True,
    }


def seals(source: Source) -> Iterator[Row]:
    """Of what belongs to a confidential record it says that there is something, and nothing else."""
    for line in source.lines(sheet_lines.seals):
        at = local(line["zone"], line["at"])
        if line["confidential"]:
            yield {**_taken(line, "record", "site", "zone"), "at": at, "event": source.say(SECRET)}
            continue
        yield {
            **_taken(line, "record", "site", "zone", "unit", "whom", "by"),
            "seal": line["number"],
            "event": source.word(CALLED, line["event"]),
            "at": at,
            "disputed": source.word(DISPUTED, line["disputed"]),
            "taken_back": bool(line["taken_back"]),
        }


def forms(source: Source) -> Iterator[Row]:
    for line in source.storage.read_now(partial(sheet_lines.changed, span=source.span)):
        yield {
            "title": source.sentence(line["title"]),
            "id": line["flow_id"],
            "genre": source.say(GENRES[line["genre"]].heading),
            "revision": line["revision"],
            "published": local(source.asked.zone, line["published_at"]),
            "zone": source.asked.zone,
        }


def lost(source: Source) -> Iterator[Row]:
    for line in source.lines(sheet_lines.lost):
        yield {
            **_taken(line, "person", "site", "zone"),
            "app": line["channel"].capitalize(),
            "written": local(line["zone"], line["written_at"]),
            "notice": bool(line["notice"]),
            "why": line["failed"],
        }


def _taken(line: Line, *names: str) -> dict[str, Any]:
    """Some columns as they are."""
    return {name: line[name] for name in names}
