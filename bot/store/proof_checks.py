"""Everything that was sealed, read again from its rows and hashed anew, until the first thing that does not match.

A few hundred leaves at a time, each batch in a transaction that only reads. Knows no words: what it finds is a value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.proof.chain import FIRST, Link
from bot.proof.checking import media
from bot.proof.sealed import MARK, leaf_hash
from bot.proof.tree import Growing, root
from bot.store import proof_contents
from bot.store.proof_contents import GO, RECORD, Content, upto
from bot.store.proof_found import Broken, Told, Wrong
from bot.store.proof_marks import ERASED, REMOVED
from bot.store.proof_missing import forms, stray, waiting
from bot.store.proofs import Day, contents, day_of, zone_of
from bot.store.sql import erasure, file, proof_day, proof_leaf, removal, run
from bot.store.transaction import Transaction

SOME = 200  # leaves read at once
c, d = proof_leaf.c, proof_day.c


def verified(read: Any, organisation_id: int, told: Told, now: datetime, since: str = "") -> Iterator[Told]:
    """The chain of days, what was sealed on those since a date, what is in none, and the forms that were answered. Raises Broken."""
    days: list[Day] = read(lambda tx: chain(tx, organisation_id))
    told.last = days[-1] if days else None
    for one in days:
        if one.link.date >= since:
            yield from _day(read, one, told)
    after = 0
    while ids := read(lambda tx: _open(tx, organisation_id, after, told)):  # noqa: B023  called at once
        after = ids[-1]
        yield told
    read(lambda tx: stray(tx, organisation_id, len(days)))
    read(lambda tx: waiting(tx, organisation_id, told, now))
    read(forms)
    yield told


def _open(tx: Transaction, organisation_id: int, after: int, told: Told) -> list[int]:
    """Leaves whose day is not over: they are hashed already."""
    mine = sa.select(proof_leaf).where(c.organisation_id == organisation_id, c.day.is_(None), c.id > after)
    rows = tx.connection.execute(mine.order_by(c.id).limit(SOME)).all()
    check(tx, rows, Day(Link(organisation_id, 0, "-", 0, "", ""), datetime.min.replace(tzinfo=UTC)), told)
    return [row.id for row in rows]


def of_record(tx: Transaction, organisation_id: int, run_id: int, told: Told) -> list[str]:
    """All that was sealed of one record, and the days it is in; the files it names. Raises Broken."""
    days = {one.link.number: one for one in chain(tx, organisation_id)}
    names: dict[str, None] = {}
    mine = sa.select(proof_leaf).where(c.run_id == run_id, c.day.is_not(None)).order_by(c.day, c.place)
    for row in tx.connection.execute(mine).all():
        day = days.get(row.day)
        if day is None:
            raise Broken(Wrong("day missing", row=row.day))
        check(tx, [row], day, told)
        hashes = sa.select(c.hash).where(c.organisation_id == organisation_id, c.day == row.day).order_by(c.place)
        if root(map(bytes.fromhex, tx.connection.execute(hashes).scalars())).hex() != day.link.root:
            raise Broken(Wrong("root", day=day.link.date))
        told.last = day
    for content in proof_contents.records(tx, [run_id]).values():
        names |= dict.fromkeys(media(list(content.parts or ())))
    return list(names)


def chain(tx: Transaction, organisation_id: int) -> list[Day]:
    """Every day, if each is chained to the one before."""
    query = sa.select(proof_day).where(d.organisation_id == organisation_id).order_by(d.number)
    days: list[Day] = []
    for row in tx.connection.execute(query):
        day, before = day_of(row), days[-1].link.hash if days else FIRST
        if row.number != len(days) + 1:
            raise Broken(Wrong("day missing", row=len(days) + 1, day=day.link.date))
        if day.link.hash != row.hash or day.link.previous != before:
            raise Broken(Wrong("day changed", row=row.number, day=day.link.date))
        if days and day.link.date <= days[-1].link.date:
            raise Broken(Wrong("day changed", row=row.number, day=day.link.date))
        days.append(day)
    return days


def _day(read: Any, day: Day, told: Told) -> Iterator[Told]:
    tree, place = Growing(), 0
    while place < day.link.size:
        start = place
        hashes = read(lambda tx: _batch(tx, day, start, told))  # noqa: B023  called at once
        for hash in hashes:
            tree.add(bytes.fromhex(hash))
        place += SOME
        yield told
    if tree.root.hex() != day.link.root:
        raise Broken(Wrong("root", day=day.link.date))
    read(lambda tx: _no_more(tx, day))
    told.days += 1


def _batch(tx: Transaction, day: Day, start: int, told: Told) -> list[str]:
    link = day.link
    mine = (c.organisation_id == link.organisation, c.day == link.number, c.place >= start, c.place < start + SOME)
    rows = tx.connection.execute(sa.select(proof_leaf).where(*mine).order_by(c.place)).all()
    wanted = range(start, min(start + SOME, link.size))
    for place, row in zip(wanted, rows, strict=False):
        if row.place != place:
            raise Broken(Wrong("leaf missing", day=link.date, row=place))
    if len(rows) < len(wanted):
        raise Broken(Wrong("leaf missing", day=link.date, row=start + len(rows)))
    check(tx, rows, day, told)
    return [row.hash for row in rows]


def _no_more(tx: Transaction, day: Day) -> None:
    """A leaf behind the last one is none of the tree."""
    link = day.link
    mine = (c.organisation_id == link.organisation, c.day == link.number, c.place >= link.size)
    row = tx.connection.execute(sa.select(proof_leaf).where(*mine).limit(1)).first()
    if row:
        raise Broken(Wrong("leaf added", kind=row.kind, row=row.subject, day=link.date))


def check(tx: Transaction, rows: Sequence[Any], day: Day, told: Told) -> None:
    """The things of some leaves of a day, as they are now."""
    there: dict[tuple[str, int], Content] = {}
    for kind in {row.kind for row in rows}:
        ids = [row.subject for row in rows if row.kind == kind and not row.gone]
        there |= {(kind, id): content for id, content in contents(tx, kind, ids).items()} if ids else {}
    state = _states(tx, [row.subject for row in rows if row.kind == RECORD])
    zone = zone_of(tx, day.link.organisation)
    for row in rows:
        told.leaves += 1
        told.late += not row.round and row.at.astimezone(zone).date().isoformat() < day.link.date
        if row.gone:
            _gone(tx, row, day, told)
        else:
            _same(row, there.get((row.kind, row.subject)), state.get(row.subject), day, told)
    _media(tx, there, day)


def _states(tx: Transaction, ids: Sequence[int]) -> dict[int, tuple[str, int]]:
    if not ids:
        return {}
    query = sa.select(run.c.id, run.c.status, run.c.version).where(run.c.id.in_(ids))
    return {id: (status, version) for id, status, version in tx.connection.execute(query)}


def _same(row: Any, content: Content | None, state: tuple[str, int] | None, day: Day, told: Told) -> None:
    """Does the content still lead to the leaf?"""
    where = {"kind": row.kind, "row": row.subject, "day": day.link.date}
    if content is None or (row.kind == RECORD and (state is None or state[0] == "removed")):
        raise Broken(Wrong("row missing", record=_number(row), **where))
    if row.kind == RECORD:
        told.records += 1
        _record(row, content, state == ("finished", row.version), where)
    elif leaf_hash(row.kind, row.salt, content.sha256) != row.hash:
        raise Broken(Wrong("row changed", record=whose(content.head), **where))


def _number(row: Any) -> str:
    """The record's number, as far as the leaf still says it."""
    try:
        return str(json.loads(row.head)["record"])
    except (ValueError, KeyError, TypeError):
        return f"R-{row.run_id}" if row.run_id else ""


def whose(head: dict[str, Any]) -> str:
    return f"R-{head['run_id']}" if head.get("run_id") else ""


def _record(row: Any, content: Content, current: bool, where: dict[str, Any]) -> None:
    """The record as it was when it was sealed; and where that is how it stands, its own row says the same."""
    try:
        head = json.loads(row.head)
    except ValueError:
        head = {}
    number = str(head.get("record", "")) if isinstance(head, dict) else ""
    then = upto(content, row.version, head)
    if current and content.parts and len(then.parts or ()) < len(content.parts):
        late = next(one for one in content.parts if one["version"] > row.version)
        raise Broken(Wrong("answer added", number, step=late["step"], asked=late["asked"], **where))
    if leaf_hash(row.kind, row.salt, then.sha256) != row.hash:
        raise Broken(_differs(row, content, then, number, where))
    if current and content.head != head:
        raise Broken(Wrong("record changed", number, detail=_key(head, content.head), **where))


def _key(head: dict[str, Any], now: dict[str, Any]) -> str:
    return next((name for name in now if now[name] != head.get(name)), "")


def _differs(row: Any, now: Content, then: Content, number: str, where: dict[str, Any]) -> Wrong:
    """Which answer it is, by the marks; or the record itself; or else the seal."""
    parts, were = then.parts or (), [row.marks[at : at + MARK] for at in range(0, len(row.marks), MARK)]
    are = [then.marks[at : at + MARK] for at in range(0, len(then.marks), MARK)]
    first = next(
        (at for at, (was, is_) in enumerate(zip(were, are, strict=False)) if was != is_), min(len(were), len(are))
    )
    what = "answer changed" if len(were) == len(are) else "answer missing" if len(were) > len(are) else "answer added"
    if first < max(len(were), len(are)):
        one = parts[first] if first < len(parts) and what != "answer missing" else {"step": "", "asked": ""}
        return Wrong(what, number, step=one["step"], asked=one["asked"], detail=str(first + 1), **where)
    key = _key(then.head, now.head)
    return Wrong("record changed" if key else "seal changed", str(now.head["record"]), detail=key, **where)


def _gone(tx: Transaction, row: Any, day: Day, told: Told) -> None:
    """Is there what says why?"""
    if row.gone == REMOVED and row.kind in GO:
        query = sa.select(removal.c.rule).where(removal.c.run_id == row.run_id)
        rule = tx.connection.execute(query).scalar()
        told.removed += row.kind == RECORD
        if rule is not None:
            told.rules[rule] = told.rules.get(rule, 0) + (row.kind == RECORD)
            return
    elif row.gone.startswith(ERASED) and _sealed_since(tx, row):
        told.erased += 1
        return
    raise Broken(Wrong("no reason", f"R-{row.run_id}" if row.run_id else "", row.kind, row.subject, day.link.date))


def _sealed_since(tx: Transaction, row: Any) -> bool:
    """Somebody was erased, and what is there now is sealed or waits for it."""
    id = row.gone.removeprefix(ERASED)
    done = sa.select(erasure.c.erased_at).where(erasure.c.id == int(id if id.isdecimal() else 0))
    later = (c.kind == row.kind, c.subject == row.subject, c.version == row.version, c.round > row.round)
    waits = row.again or tx.connection.execute(sa.select(c.id).where(*later)).first() is not None
    return waits and tx.connection.execute(done).scalar() is not None


def _media(tx: Transaction, there: dict[tuple[str, int], Content], day: Day) -> None:
    """Every file that an answer names has its row: the bytes are looked at by themselves."""
    held: dict[str, tuple[Content, str]] = {}
    for content in there.values():
        for part in content.parts or (content.head,):
            names = media([part.get("value", ""), part.get("files", "")])
            held |= {name: (content, part.get("step", "")) for name in names}
    known = (
        set(tx.connection.execute(sa.select(file.c.digest).where(file.c.digest.in_(held))).scalars()) if held else set()
    )
    for name, (content, step) in held.items():
        if name not in known:
            number = content.head.get("record") or whose(content.head)
            raise Broken(Wrong("file unknown", str(number), day=day.link.date, step=step, detail=name))
