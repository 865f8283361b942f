"""Every question we ask the database, named. A Visit is one transaction's worth of them.

Rows never leave: what comes out is plain frozen data. Knows no flow and no channel.
"""

from __future__ import annotations

import itertools
import json
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.engine.talk import Value
from bot.store.tables import (
    AnswerRow,
    Delivery,
    FileRow,
    Handle,
    LetterRow,
    Moment,
    Organisation,
    Person,
    Published,
    RunRow,
    Shown,
    Site,
    Stranger,
    Taken,
)

Enqueue = Callable[[sa.Connection, str, str], None]  # in this transaction: send this letter, in this lane


LATELY = timedelta(minutes=10)  # in which it is not written down again that an account is in use


def table(model: Any) -> sa.Table:
    found: sa.Table = model.__table__
    return found


organisation, site, person, handle, stranger = map(table, (Organisation, Site, Person, Handle, Stranger))
published, run, answer, file = map(table, (Published, RunRow, AnswerRow, FileRow))
delivery, letter, shown, taken = map(table, (Delivery, LetterRow, Shown, Taken))


@dataclass(frozen=True)
class Who:
    """A person we know, and the account they are speaking from.

    `zone` is the IANA name of the site's time zone; `region` and `pass_mark` are the organisation's. `heard_at` is when
    it was last written down that the account is in use, `only` whether it is the only one they have.
    """

    person_id: int
    organisation_id: int
    site_id: int
    name: str
    role: str
    lang: str
    focus: int | None
    organisation: str
    site: str
    zone: str
    channel: str
    account: str
    address: str
    region: str = ""
    pass_mark: int | None = None
    heard_at: datetime | None = None
    only: bool = False

    def heard_lately(self, address: str, now: datetime) -> bool:
        """Is there nothing new in that they are heard from here? Of two accounts, the last one always is."""
        lately = self.heard_at is not None and now - self.heard_at < LATELY
        return lately and self.only and self.address == address


@dataclass(frozen=True)
class KeptRun:
    id: int
    person_id: int
    organisation_id: int
    site_id: int
    flow_id: str
    digest: str
    status: str
    turn: int
    state: Mapping[str, Any]
    began_at: datetime
    touched_at: datetime
    finished_at: datetime | None
    outcome: str
    severity: str
    score: int | None


@dataclass(frozen=True)
class Given:
    """An answer to be recorded: the value, and the words as the person read them."""

    step: str
    value: Value
    asked: str
    shown: str
    finding: bool


@dataclass(frozen=True)
class Letter:
    """A message in the outbox. `body` is the channel's Message as JSON."""

    id: str
    channel: str
    address: str
    slot: str
    body: str
    edit: bool
    notice: bool = False

    @property
    def written_at(self) -> datetime:
        """The id begins with it, in microseconds."""
        return datetime.fromtimestamp(int(self.id[:14], 16) / 1e6, UTC)


class Statements:
    """The statements of a turn, built once: building them costs more than running them.

    `mark` is what the ids of letters end with, the same for every start of one worker.
    """

    def __init__(self, dialect: str, worker: str) -> None:
        self.mark = f"{zlib.crc32(worker.encode()):08x}"
        insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
        b = sa.bindparam

        def once(into: sa.Table) -> Any:
            """Writes a row that is not there yet. SQLAlchemy forgets how many those were, unless it is told not to."""
            return insert(into).on_conflict_do_nothing().execution_options(preserve_rowcount=True)

        self.heard = once(delivery)
        other = handle.alias()
        others = sa.select(other.c.id).where(other.c.person_id == handle.c.person_id, other.c.id != handle.c.id)
        self.who = (
            _whom(handle.c.heard_at, ~sa.exists(others))
            .where(handle.c.channel == b("b_channel"), handle.c.account == b("b_account"), person.c.left_at.is_(None))
            .with_for_update(of=person)
        )  # fmt: skip
        self.heard_from = (
            sa.update(handle)
            .where(handle.c.channel == b("b_channel"), handle.c.account == b("b_account"))
            .values(address=b("b_address"), heard_at=b("b_at"))
        )
        self.run = sa.select(*_run_columns()).where(run.c.id == b("b_id"))
        self.open_runs = (
            sa.select(*_run_columns())
            .where(run.c.person_id == b("b_person"), run.c.status == "open")
            .order_by(run.c.touched_at.desc(), run.c.id.desc())
        )
        self.answers = (
            sa.select(answer.c.step, answer.c.value).where(answer.c.run_id == b("b_run")).order_by(answer.c.id)
        )
        self.move = (
            sa.update(run)
            .where(run.c.id == b("b_id"), run.c.turn == b("b_read"), run.c.status == "open")
            .values(turn=b("b_next"), state=b("b_state"), touched_at=b("b_at"))
        )
        self.record = sa.insert(answer)
        self.focus = sa.update(person).where(person.c.id == b("b_id")).values(focus=b("b_run"))
        self.letter = once(letter)
        self.sent = (
            sa.update(letter).where(letter.c.id == b("b_id")).values(sent_at=b("b_at"), tries=letter.c.tries + 1)
        )
        put = insert(shown)
        self.put = put.on_conflict_do_update(
            index_elements=[shown.c.channel, shown.c.address, shown.c.slot], set_={"ref": put.excluded.ref}
        )
        self.ref = sa.select(shown.c.ref).where(
            shown.c.channel == b("b_channel"), shown.c.address == b("b_address"), shown.c.slot == b("b_slot")
        )
        self.stranger = once(stranger)
        self.keep_file = once(file)
        self.take = once(taken)


def _whom(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """People with their accounts, in the order of the fields of Who."""
    everybody = (
        handle.join(person, person.c.id == handle.c.person_id)
        .join(site, site.c.id == person.c.site_id)
        .join(organisation, organisation.c.id == person.c.organisation_id)
    )
    return sa.select(
        person.c.id, person.c.organisation_id, person.c.site_id, person.c.name, person.c.role, person.c.lang,
        person.c.focus, organisation.c.name, site.c.name, site.c.zone, handle.c.channel, handle.c.account,
        handle.c.address, organisation.c.region, organisation.c.pass_mark, *more,
    ).select_from(everybody)  # fmt: skip


def _run_columns() -> tuple[Any, ...]:
    c = run.c
    return (
        c.id, c.person_id, c.organisation_id, c.site_id, c.flow_id, c.digest, c.status, c.turn, c.state, c.began_at,
        c.touched_at, c.finished_at, c.outcome, c.severity, c.score,
    )  # fmt: skip


_count = itertools.count()


def letter_id(mark: str = "00000000") -> str:
    """An id that sorts by time, then by order within the process: the queue sends ties in the order of their ids.

    Ends in the mark of the process.
    """
    return f"{time.time_ns() // 1000:014x}{next(_count) & 0xFFFFFF:06x}{mark}"


class Visit:
    """One transaction. Good only inside the turn it was made for."""

    def __init__(self, connection: sa.Connection, statements: Statements, enqueue: Enqueue) -> None:
        self.connection = connection
        self._s = statements
        self._enqueue = enqueue

    # Deliveries and people

    def heard(self, channel: str, id: str, at: datetime) -> bool:
        """Writes a delivery down; False if it had its effect before."""
        done = self.connection.execute(self._s.heard, {"channel": channel, "delivery": id, "at": at})
        return done.rowcount == 1

    def who(self, channel: str, account: str) -> Who | None:
        """The person behind an account, locked until the transaction ends: one turn at a time for each person."""
        row = self.connection.execute(self._s.who, {"b_channel": channel, "b_account": account}).one_or_none()
        return Who(*tuple(row)) if row else None

    def heard_from(self, channel: str, account: str, address: str, at: datetime) -> None:
        """Where this account answers from, and that it is in use."""
        self.connection.execute(
            self._s.heard_from, {"b_channel": channel, "b_account": account, "b_address": address, "b_at": at}
        )

    def stranger(self, channel: str, account: str, name: str, at: datetime) -> datetime | None:
        """Writes down that somebody unknown wrote; when we last answered them, None if never."""
        row = {"channel": channel, "account": account, "name": name[:80], "first_at": at, "told_at": at}
        if self.connection.execute(self._s.stranger, row).rowcount == 1:
            return None
        mine = sa.and_(stranger.c.channel == channel, stranger.c.account == account)
        told: datetime = self.connection.execute(sa.select(stranger.c.told_at).where(mine)).scalar_one()
        return told

    def told_stranger(self, channel: str, account: str, at: datetime) -> None:
        mine = sa.and_(stranger.c.channel == channel, stranger.c.account == account)
        self.connection.execute(sa.update(stranger).where(mine).values(told_at=at))

    def language(self, person_id: int, lang: str) -> None:
        self.connection.execute(sa.update(person).where(person.c.id == person_id).values(lang=lang))

    def focus(self, person_id: int, run_id: int | None) -> None:
        self.connection.execute(self._s.focus, {"b_id": person_id, "b_run": run_id})

    def staff(self, organisation_id: int, roles: Sequence[str], site_id: int | None = None) -> list[Who]:
        """The people with one of the roles, of one site or of all, each with the account last heard from."""
        here = sa.true() if site_id is None else person.c.site_id == site_id
        return self._whom(sa.and_(person.c.organisation_id == organisation_id, person.c.role.in_(roles), here))

    def whom(self, person_id: int) -> Who | None:
        """Somebody, with the account last heard from; None if they left or never had one."""
        return next(iter(self._whom(person.c.id == person_id)), None)

    def _whom(self, wanted: sa.ColumnElement[bool]) -> list[Who]:
        rows = self.connection.execute(
            _whom()
            .where(wanted, person.c.left_at.is_(None))
            .order_by(person.c.id, sa.func.coalesce(handle.c.heard_at, person.c.joined_at), handle.c.id)
        )  # fmt: skip
        return list({row[0]: Who(*tuple(row)) for row in rows}.values())

    def person_by_id(self, person_id: int) -> tuple[str, str, str] | None:
        """Name, role and site of anybody, also of one who left."""
        row = self.connection.execute(
            sa.select(person.c.name, person.c.role, site.c.name)
            .join(site, site.c.id == person.c.site_id)
            .where(person.c.id == person_id)
        ).one_or_none()
        return (row[0], row[1], row[2]) if row else None

    # Runs and answers

    def begin_run(self, who: Who, flow_id: str, digest: str, state: Mapping[str, Any], now: datetime) -> int:
        row = {
            "organisation_id": who.organisation_id, "site_id": who.site_id, "person_id": who.person_id,
            "flow_id": flow_id, "digest": digest, "status": "open", "turn": 0, "state": json.dumps(state),
            "began_at": now, "touched_at": now,
        }  # fmt: skip
        made = self.connection.execute(sa.insert(run).values(outcome="", severity=""), row)
        id: int = made.inserted_primary_key[0]  # type: ignore[index]
        return id

    def run(self, run_id: int) -> KeptRun | None:
        row = self.connection.execute(self._s.run, {"b_id": run_id}).one_or_none()
        return _kept(row) if row else None

    def open_runs(self, person_id: int) -> list[KeptRun]:
        """What a person has not finished, the last touched first."""
        return [_kept(row) for row in self.connection.execute(self._s.open_runs, {"b_person": person_id})]

    def answers(self, run_id: int) -> dict[str, Any]:
        """The answers that hold, by step, as JSON gave them back."""
        rows = self.connection.execute(self._s.answers, {"b_run": run_id})
        return {step: json.loads(value) for step, value in rows}

    def move(self, kept: KeptRun, state: Mapping[str, Any], now: datetime) -> bool:
        """The run is one turn further; False if somebody else moved it first."""
        moved = self.connection.execute(
            self._s.move,
            {"b_id": kept.id, "b_read": kept.turn, "b_next": kept.turn + 1, "b_state": json.dumps(state), "b_at": now},
        )
        return moved.rowcount == 1

    def record(self, kept: KeptRun, given: Given, who: Who, now: datetime) -> None:
        self.connection.execute(
            self._s.record,
            {
                "run_id": kept.id, "turn": kept.turn + 1, "step": given.step, "value": json.dumps(given.value),
                "asked": given.asked, "shown": given.shown, "lang": who.lang, "finding": given.finding,
                "person_id": who.person_id, "channel": who.channel, "account": who.account, "at": now,
            },
        )  # fmt: skip

    def finish(self, run_id: int, now: datetime, outcome: str, severity: str, score: int, *, passed: bool) -> None:
        self.connection.execute(
            sa.update(run)
            .where(run.c.id == run_id)
            .values(status="finished", finished_at=now, outcome=outcome, severity=severity, score=score, passed=passed)
        )

    def cancel(self, run_id: int, now: datetime) -> None:
        self.connection.execute(
            sa.update(run).where(run.c.id == run_id).values(status="cancelled", finished_at=now, touched_at=now)
        )

    def attempts(self, person_id: int, flow_id: str) -> int:
        """How often a person has begun a flow."""
        mine = sa.and_(run.c.person_id == person_id, run.c.flow_id == flow_id)
        count: int = self.connection.execute(sa.select(sa.func.count()).select_from(run).where(mine)).scalar_one()
        return count

    def passed(self, person_id: int) -> dict[str, datetime]:
        """When a person last passed each flow."""
        mine = sa.and_(run.c.person_id == person_id, run.c.passed.is_(True))
        latest = sa.func.max(run.c.finished_at, type_=Moment())
        rows = self.connection.execute(sa.select(run.c.flow_id, latest).where(mine).group_by(run.c.flow_id))
        return {row[0]: row[1] for row in rows}

    def begun(self, person_id: int) -> list[str]:
        """The flows a person has begun, the latest first."""
        latest = sa.func.max(run.c.id).label("latest")
        rows = self.connection.execute(
            sa.select(run.c.flow_id, latest)
            .where(run.c.person_id == person_id)
            .group_by(run.c.flow_id)
            .order_by(sa.desc("latest"))
        )
        return [row[0] for row in rows]

    def journal(self, run_id: int) -> list[sa.Row[Any]]:
        """Every answer ever given in a run, in order."""
        return list(self.connection.execute(sa.select(answer).where(answer.c.run_id == run_id).order_by(answer.c.id)))

    # Taking a report

    def take(self, run_id: int, person_id: int, now: datetime) -> bool:
        """ "I have it"; False if this person had said so before."""
        done = self.connection.execute(self._s.take, {"run_id": run_id, "person_id": person_id, "at": now})
        return done.rowcount == 1

    def takers(self, run_id: int) -> list[tuple[str, datetime]]:
        rows = self.connection.execute(
            sa.select(person.c.name, taken.c.at)
            .join(person, person.c.id == taken.c.person_id)
            .where(taken.c.run_id == run_id)
            .order_by(taken.c.at, taken.c.person_id)
        )
        return [(row[0], row[1]) for row in rows]

    def has_taken(self, run_id: int) -> set[int]:
        """Who said that they have it."""
        return set(self.connection.execute(sa.select(taken.c.person_id).where(taken.c.run_id == run_id)).scalars())

    def told(self, slot: str) -> list[int]:
        """The people who were sent a letter with this slot."""
        rows = self.connection.execute(
            sa.select(letter.c.person_id).where(letter.c.slot == slot, letter.c.person_id.is_not(None)).distinct()
        )
        return [row[0] for row in rows]

    # Letters

    def write(
        self, who: Who, slot: str, body: str, now: datetime, *, edit: bool, notice: bool = False, key: str | None = None
    ) -> Letter | None:
        """A letter to the account a person speaks from; None if one with this key was written before."""
        id = letter_id(self._s.mark)
        row = {
            "id": id, "channel": who.channel, "address": who.address, "slot": slot, "body": body, "edit": edit,
            "notice": notice, "key": key, "person_id": who.person_id, "written_at": now, "tries": 0, "failed": "",
        }  # fmt: skip
        if self.connection.execute(self._s.letter, row).rowcount != 1:
            return None
        if notice:
            self._enqueue(self.connection, id, f"{who.channel}:{who.address}")
        return Letter(id, who.channel, who.address, slot, body, edit, notice)

    def write_to(self, channel: str, address: str, body: str, now: datetime) -> Letter:
        """A letter to somebody we do not know."""
        id = letter_id(self._s.mark)
        row = {
            "id": id, "channel": channel, "address": address, "slot": "", "body": body, "edit": False, "notice": False,
            "key": None, "person_id": None, "written_at": now, "tries": 0, "failed": "",
        }  # fmt: skip
        self.connection.execute(self._s.letter, row)
        return Letter(id, channel, address, "", body, edit=False)

    def letter(self, id: str) -> Letter | None:
        """A letter that has not been sent yet."""
        row = self.connection.execute(
            _letters().where(letter.c.id == id, letter.c.sent_at.is_(None), letter.c.failed == "")
        ).one_or_none()
        return Letter(*row) if row else None

    def unsent(self, before: datetime, *, notices: bool, most: int = 200) -> list[Letter]:
        """Letters that should have gone out by now, oldest first."""
        due = sa.and_(letter.c.written_at < before, letter.c.notice.is_(notices))
        return self._open_letters(due, most)

    def left_behind(self, channel: str, *, most: int = 200) -> list[Letter]:
        """Letters to a channel that this worker wrote and did not send, oldest first."""
        mine = sa.and_(letter.c.channel == channel, letter.c.id.endswith(self._s.mark))
        return self._open_letters(mine, most)

    def _open_letters(self, which: sa.ColumnElement[bool], most: int) -> list[Letter]:
        """But for those that a later one has taken the place of: an old card would push the new one away."""
        later = letter.alias()
        same_place = (later.c[name] == letter.c[name] for name in ("channel", "address", "slot"))
        overtaken = sa.exists().where(
            letter.c.slot != "", *same_place, later.c.id > letter.c.id, later.c.sent_at.is_not(None)
        )
        rows = self.connection.execute(
            _letters()
            .where(letter.c.sent_at.is_(None), letter.c.failed == "", which, ~overtaken)
            .order_by(letter.c.id)
            .limit(most)
        )
        return [Letter(*row) for row in rows]

    def sent(self, one: Letter, ref: str, at: datetime) -> None:
        self.connection.execute(self._s.sent, {"b_id": one.id, "b_at": at})
        if one.slot and ref:
            place = {"channel": one.channel, "address": one.address, "slot": one.slot, "ref": ref}
            self.connection.execute(self._s.put, place)

    def failed(self, one: Letter, reason: str, *, for_good: bool) -> None:
        values: dict[str, Any] = {"tries": letter.c.tries + 1}
        if for_good:
            values["failed"] = reason[:200]
        self.connection.execute(sa.update(letter).where(letter.c.id == one.id).values(values))

    def ref(self, channel: str, address: str, slot: str) -> str:
        """Where the last letter of a slot stands; empty if nowhere."""
        row = self.connection.execute(
            self._s.ref, {"b_channel": channel, "b_address": address, "b_slot": slot}
        ).one_or_none()
        return row[0] if row else ""

    # Files and flows

    def keep_file(self, digest: str, mime: str, size: int, sort: str, at: datetime) -> None:
        row = {"digest": digest, "mime": mime, "size": size, "sort": sort, "kept_at": at}
        self.connection.execute(self._s.keep_file, row)

    def files(self, digests: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Kind (MIME) and sort of kept files, by digest."""
        rows = self.connection.execute(
            sa.select(file.c.digest, file.c.mime, file.c.sort).where(file.c.digest.in_(digests))
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def published(self, digest: str) -> tuple[str, str] | None:
        """The name and the text of a flow file as it was."""
        row = self.connection.execute(
            sa.select(published.c.flow_id, published.c.source).where(published.c.digest == digest)
        ).one_or_none()
        return (row[0], row[1]) if row else None

    def publish(self, flow: Mapping[str, Any]) -> str:
        """Keeps a flow file; the digest that is published under its id and revision, another's if the text differs."""
        there = self.connection.execute(
            sa.select(published.c.digest).where(
                published.c.flow_id == flow["flow_id"], published.c.revision == flow["revision"]
            )
        ).scalar_one_or_none()
        if there is None:
            self.connection.execute(sa.insert(published), dict(flow))
            return str(flow["digest"])
        return str(there)

    def forget_deliveries(self, before: datetime) -> int:
        """Deliveries too old to come again. Telegram keeps updates for a day, Slack retries for minutes."""
        return self.connection.execute(sa.delete(delivery).where(delivery.c.at < before)).rowcount


def _letters() -> Any:
    c = letter.c
    return sa.select(c.id, c.channel, c.address, c.slot, c.body, c.edit, c.notice)


def _kept(row: Any) -> KeptRun:
    values = list(row)
    values[8] = json.loads(values[8])
    return KeptRun(*values)
