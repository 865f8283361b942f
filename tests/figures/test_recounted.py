"""Every number of a summary, and its list, beside a plain recount of the rows in Python: over weeks, months and years with edges."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.channels.channel import Message
from bot.content.library import Library
from bot.conversation.chart import chart
from bot.conversation.summary_card import Drawn, message_of
from bot.conversation.summary_rows import Reader
from bot.engine.run import Run
from bot.engine.talk import Text
from bot.figures.asked import FOUND, Asked, lists
from bot.figures.decisions import decisions, waiting
from bot.figures.period import Period, period_named
from bot.figures.summing import summed
from bot.sheets.figures import TOTALS, numbers
from bot.sheets.source import Source
from bot.store import erasing, retention, tallies
from bot.store.counting_runs import ABANDONED
from bot.store.database import Storage
from bot.store.ledger import lost_sight_of
from bot.store.sql import (
    action,
    due,
    finding,
    incident,
    incident_event,
    letter,
    loose_seal,
    person,
    published,
    run,
    seal_event,
    second_look,
    sign_off,
    site,
    taken,
    tally,
    unit_hold,
)
from bot.store.tables import Organisation, Person, Site
from bot.store.transaction import Transaction
from tests.saying import WORDING

LIBRARY = Library(Path(__file__).parent.parent.parent)
ZONE = "America/Chicago"
# Week 53 and the year around it, both changes of the clock, and what has them in it.
PERIODS = (
    "2026-W44",
    "2026-W53",
    "2027-W01",
    "2027-W10",
    "2027-W11",
    "2026-11",
    "2027-03",
    "2026",
    "2027",
    "2026-11-01",
    "2027-03-14",
)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
Rows = Mapping[str, list[Mapping[str, Any]]]
RUNS, SEALS = 330, 40
PLAIN = json.dumps(Run().as_json())  # of a run in which nothing was said


def period(name: str) -> Period:
    found = period_named(name)
    assert found
    return found


def edges(dice: random.Random) -> datetime:
    """A moment near the beginning or the end of a period, by one clock or another; or any moment of these two years."""
    if dice.random() < 0.35:
        return datetime(2026, 8, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(400 * 86400))
    one = period(dice.choice(PERIODS))
    day, zone = dice.choice((one.first, one.after)), dice.choice((ZONE, "Europe/Madrid"))
    near = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return near + dice.choice((-HOUR, -SECOND, timedelta(), SECOND, HOUR, 9 * HOUR))


def founded(storage: Storage) -> tuple[list[int], list[int]]:
    """Two organisations with two sites and four people each: the ids of the sites and people, those of the first in front."""
    sites, people = [], []
    with Session(storage.engine) as session:
        for name in ("Norte", "Sur"):
            company = Organisation(name=name)
            session.add(company)
            session.flush()
            for number, zone in enumerate((ZONE, "Europe/Madrid")):
                place = Site(organisation_id=company.id, name=f"{name} {number}", zone=zone)
                session.add(place)
                session.flush()
                sites.append(place.id)
                for role in ("driver", "manager"):
                    who = Person(
                        organisation_id=company.id, site_id=place.id, name=f"{role} {place.id}", role=role, lang="es",
                        joined_at=datetime(2026, 1, 1, tzinfo=UTC),
                    )  # fmt: skip
                    session.add(who)
                    session.flush()
                    people.append(who.id)
        session.commit()
    return sites, people  # type: ignore[return-value]


class Made:
    """What has happened, by the dice."""

    def __init__(self, tx: Transaction, dice: random.Random, sites: list[int], people: list[int]) -> None:
        self.tx, self.dice, self.sites, self.people = tx, dice, sites, people
        genre = {
            flow.genre: [f for f in LIBRARY.today.values() if f.genre == flow.genre] for flow in LIBRARY.today.values()
        }
        self.genre = genre
        for _ in range(RUNS):
            self.run()
        for number in range(SEALS):
            self.seal(number)

    def add(self, table: sa.Table, **values: object) -> int:
        return int(self.tx.connection.execute(sa.insert(table).values(**values)).inserted_primary_key[0])  # type: ignore[index]

    def run(self) -> None:
        dice = self.dice
        flow = dice.choice(self.genre[dice.choice(list(self.genre))])
        place = dice.choice(self.sites)
        who = dice.choice([p for n, p in enumerate(self.people) if n // 4 == self.sites.index(place) // 2])
        of = 1 + self.sites.index(place) // 2
        began, status = edges(dice), dice.choice(("finished", "finished", "finished", "open", "cancelled"))
        ended = began + dice.choice((SECOND, HOUR / 3, 20 * HOUR)) if status != "open" else None
        told = began + SECOND if flow.genre == "report" and dice.random() < 0.5 else None
        secret = flow.genre == "report" and dice.random() < 0.2
        severity, score, passed = dice.choice(("", "low", "high", "critical")), dice.randrange(101), dice.random() < 0.6
        id = self.add(
            run, organisation_id=of, site_id=place, person_id=who, flow_id=flow.id, digest=flow.digest, status=status, version=1,
            state=PLAIN, began_at=began, touched_at=ended or began, finished_at=ended, told_at=told, confidential=secret,
            outcome="", severity=severity, score=score, passed=passed, number="", unit="",
        )  # fmt: skip
        if ended and status == "finished":
            tallies.add(self.tx.connection, place, ended, flow.digest, score, passed=passed)
        if status == "finished" and not secret:
            for step in dice.sample(("lamp", "tire", "door"), dice.randrange(3)):
                row = {"site_id": place, "finished_at": ended, "digest": flow.digest, "step": step, "run_id": id}
                self.tx.connection.execute(sa.insert(finding).values(**row))
                self.action(id, of, place, who, step)
        if flow.genre == "report" and (told or status == "finished"):
            self.incident(id, of, who, told or ended or began)
        if flow.genre == "inspection":
            self.planned(id if status == "finished" else None, flow.id, of, place, who, began)
            if status == "finished" and dice.random() < 0.4:
                state = dice.choice(("waiting", "approved"))
                row = {"run_id": id, "organisation_id": of, "site_id": place, "state": state, "asked_at": ended}
                self.tx.connection.execute(sa.insert(sign_off).values(**row))
            if status == "finished" and dice.random() < 0.2:
                freed = dice.choice((None, began + 24 * HOUR))
                self.add(unit_hold, organisation_id=of, unit=f"U{id}", run_id=id, at=ended, released_at=freed)
            own = random.Random(id)
            for what in own.sample(("pace", "photo", "words"), own.randrange(3)):
                self.add(
                    second_look, organisation_id=of, site_id=place, run_id=id, person_id=who, step="lamp", what=what, facts="{}",
                    at=edges(own), asked=True,
                )  # fmt: skip
        self.letter(who, began)

    def action(self, id: int, of: int, place: int, who: int, step: str) -> None:
        if self.dice.random() < 0.5:
            self.add(
                action, organisation_id=of, site_id=place, run_id=id, step=step, place=1, what=step, severity="low", proof="",
                role="driver", owner_id=who, due=self.dice.choice((edges(self.dice).date(), TODAY, TODAY - timedelta(days=1))),
                state=self.dice.choice(("open", "taken", "done", "closed")), made_at=edges(self.dice),
            )  # fmt: skip

    def incident(self, id: int, of: int, who: int, at: datetime) -> None:
        state = self.dice.choice(("reported", "reopened", "taken", "resolved", "closed"))
        row = {"run_id": id, "organisation_id": of, "number": "", "state": state, "since": at, "round": 0, "rung": 0}
        self.tx.connection.execute(sa.insert(incident).values(**row))
        if state in ("taken", "resolved", "closed"):
            self.tx.connection.execute(sa.insert(taken).values(run_id=id, person_id=who, at=at + HOUR))
            for late in (1, 3):
                self.add(
                    incident_event, run_id=id, kind="taken", at=at + late * HOUR, person_id=who, words="", files="[]"
                )
        if state == "closed":
            self.add(incident_event, run_id=id, kind="closed", at=at + 30 * HOUR, person_id=who, words="", files="[]")

    def planned(self, id: int | None, flow: str, of: int, place: int, who: int, at: datetime) -> None:
        if self.dice.random() < 0.5:
            return
        one = self.tx.connection.execute(sa.text("SELECT count(*) FROM schedule")).scalar_one() + 1
        self.tx.connection.execute(
            sa.text(
                "INSERT INTO schedule (organisation_id, site_id, flow_id, role, each, draws, rule, begins, at, grace, name, made_at)"
                " VALUES (:of, :place, :flow, 'driver', :no, :no, 'FREQ=DAILY', '2026-01-01', '07:00', 60, '', '2026-01-01')"
            ),
            {"of": of, "place": place, "flow": flow, "no": False},
        )
        self.add(
            due, schedule_id=one, site_id=place, flow_id=flow, role="driver", person_id=who, at=at, until=at + HOUR, run_id=id,
            state=self.dice.choice(("due", "done", "late", "missed", "dropped", "empty")), unit="", seed="", pool="[]",
        )  # fmt: skip

    def letter(self, who: int, at: datetime) -> None:
        failed = self.dice.choice(("", "", "blocked", "overtaken", "has left"))
        self.add(
            letter, line_id=1, address="1", slot="", body="{}", edit=False, notice=True, person_id=who, written_at=at, due_at=at,
            worker=0, tries=0, settled_at=at, failed=failed, shown="", ref="",
        )  # fmt: skip

    def seal(self, number: int) -> None:
        """Up to three events of one seal, some of them not valid, some taken back."""
        runs = self.tx.connection.execute(
            sa.select(run.c.id, run.c.site_id, run.c.organisation_id, run.c.person_id)
        ).all()
        of = self.dice.choice((1, 2))
        for event in ("issued", "affixed", "verified")[: self.dice.randrange(1, 4)]:
            one = self.dice.choice([row for row in runs if row.organisation_id == of])
            row = {
                "organisation_id": of, "site_id": one.site_id, "run_id": one.id, "step": "s", "event": event, "number": f"S{number}",
                "unit": "", "whom": "", "person_id": one.person_id, "photo": "", "at": edges(self.dice),
                "disputed": self.dice.choice(("", "", "elsewhere")),
            }  # fmt: skip
            id = self.add(seal_event, **row)
            if self.dice.random() < 0.15:
                self.add(seal_event, **row, taken_back=id)
        lost_sight_of(self.tx.connection, seal_event.c.organisation_id == of, seal_event.c.number == f"S{number}")


TODAY = date(2027, 1, 4)  # the day after week 53


def recounted(rows: Rows, asked: Asked) -> dict[str, list[Any]]:
    """The ids of every list, by looking at every row."""
    start, end = (
        datetime.combine(day, datetime.min.time(), ZoneInfo(ZONE)) for day in (asked.period.first, asked.period.after)
    )
    ours = {s["id"] for s in rows["site"] if s["organisation_id"] == 1 and (not asked.sites or s["id"] in asked.sites)}
    genre = {p["digest"]: p["genre"] for p in rows["published"]}
    home = {p["id"]: p["site_id"] for p in rows["person"]}
    secret = {r["id"] for r in rows["run"] if r["confidential"]}
    here = {
        name: [row for row in rows[name] if row.get("site_id") in ours]
        for name in ("run", "due", "action", "seal_event", "finding", "second_look")
    }

    def within(at: datetime | None) -> bool:
        return at is not None and start <= at < end

    done = [r for r in here["run"] if r["status"] == "finished" and within(r["finished_at"])]
    reports = [r for r in done if genre[r["digest"]] == "report"]
    has = {t["run_id"] for t in rows["taken"]}
    ends = {"open": lambda r: r["finished_at"] is None, "finished": lambda r: r["finished_at"] >= end}
    return {
        "finished": [r["id"] for r in done],
        "open": [
            r["id"] for r in here["run"]
            if end - ABANDONED <= r["began_at"] < end and r["status"] in ends and ends[r["status"]](r)
        ],
        **{
            what: [d["id"] for d in here["due"] if within(d["at"]) and d["state"] == what]
            for what in ("due", "done", "late", "missed")
        },
        "findings": [f["run_id"] for f in here["finding"] if within(f["finished_at"]) and genre[f["digest"]] in FOUND],
        "incidents": [r["id"] for r in reports],
        "undecided": [r["id"] for r in reports if r["id"] not in has],
        "unfinished": [r["id"] for r in here["run"] if r["status"] in ("open", "cancelled") and within(r["told_at"])],
        "training": [r["id"] for r in done if genre[r["digest"]] == "quiz"],
        "seals": [e["id"] for e in here["seal_event"] if within(e["at"]) and loose(rows, e) and e["run_id"] not in secret],
        "looks": [
            k["id"] for k in here["second_look"]
            if within(k["at"]) and any(r["id"] == k["run_id"] and r["status"] == "finished" for r in here["run"])
        ],
        "undelivered": [
            one["id"] for one in rows["letter"]
            if one["failed"] not in ("", "overtaken", "has left") and within(one["written_at"]) and home[one["person_id"]] in ours
        ],
        "changed": [
            p["digest"] for p in rows["published"]
            if within(p["published_at"]) and p["published_at"] > min(q["published_at"] for q in rows["published"])
        ],
        **(
            {
                "actions": [a["id"] for a in here["action"] if a["state"] != "closed"],
                "overdue": [a["id"] for a in here["action"] if a["state"] != "closed" and a["due"] < TODAY],
            }
            if asked.lately
            else {}
        ),
    }  # fmt: skip


def loose(rows: Rows, event: Mapping[str, Any]) -> bool:
    """Is this where a seal was lost sight of?"""
    back = {e["taken_back"] for e in rows["seal_event"]}

    def stands(e: Mapping[str, Any]) -> bool:
        return e["taken_back"] is None and e["id"] not in back

    of = (event["organisation_id"], event["number"])
    later = [e for e in rows["seal_event"] if (e["organisation_id"], e["number"]) == of and e["id"] > event["id"]]
    after = any(stands(e) and not e["disputed"] for e in later)
    return stands(event) and (event["event"] == "issued" or bool(event["disputed"])) and not after


def waits(rows: Rows, asked: Asked) -> dict[str, list[Any]]:
    """The same of what needs a decision."""
    if not asked.lately:
        return {}
    ours = {s["id"] for s in rows["site"] if s["organisation_id"] == 1 and (not asked.sites or s["id"] in asked.sites)}
    runs = {r["id"]: r for r in rows["run"] if r["site_id"] in ours}
    states = {i["run_id"]: i["state"] for i in rows["incident"] if i["run_id"] in runs}
    midnight = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    return {
        "incident": [id for id, state in states.items() if state in ("reported", "reopened")],
        "hold": [h["id"] for h in rows["unit_hold"] if h["run_id"] in runs and h["released_at"] is None],
        "begun": [id for id, state in states.items() if state == "taken" and runs[id]["status"] in ("open", "cancelled")],
        "action": [a["id"] for a in rows["action"] if a["site_id"] in ours and a["state"] != "closed" and a["due"] < TODAY],
        "seal": [
            e["id"] for e in rows["seal_event"]
            if e["site_id"] in ours and midnight - ABANDONED <= e["at"] < midnight and loose(rows, e)
            and not next(r for r in rows["run"] if r["id"] == e["run_id"])["confidential"]
        ],
        "signature": [s["run_id"] for s in rows["sign_off"] if s["site_id"] in ours and s["state"] == "waiting"],
        "unreached": [
            p["id"] for p in rows["person"] if p["site_id"] in ours and p["missed_at"] is not None and p["left_at"] is None
        ],
    }  # fmt: skip


TABLES = (
    run,
    finding,
    due,
    action,
    incident,
    incident_event,
    seal_event,
    letter,
    person,
    site,
    published,
    taken,
    second_look,
    sign_off,
    unit_hold,
)


def everything(tx: Transaction) -> Rows:
    return {t.name: [dict(row._mapping) for row in tx.connection.execute(sa.select(t))] for t in TABLES}


def happened(storage: Storage, seed: int) -> list[int]:
    """All of it; then one record is removed, an answer is corrected, somebody is erased, and somebody cannot be reached."""
    dice = random.Random(seed)
    first = datetime(2026, 7, 1, tzinfo=UTC)
    storage.now(lambda tx: LIBRARY.publish(tx, first))
    sites, people = founded(storage)

    def work(tx: Transaction) -> None:
        Made(tx, dice, sites, people)
        flow = next(iter(LIBRARY.today.values()))
        for number, name in enumerate(PERIODS):
            at = edges(dice)
            row = {
                "digest": f"{number:064}",
                "flow_id": flow.id,
                "revision": 900 + number,
                "genre": flow.genre,
                "title": name,
            }
            tx.connection.execute(sa.insert(published).values(**row, source="", published_at=at))
        over = (
            sa.select(run.c.id)
            .where(run.c.organisation_id == 1, run.c.status == "finished")
            .order_by(run.c.id)
            .limit(8)
        )
        free = [id for id in tx.connection.execute(over).scalars() if tx.runs.get(id)]
        held = sa.delete(unit_hold).where(unit_hold.c.run_id.in_(free[:4]))
        tx.connection.execute(held)
        tx.connection.execute(sa.update(due).where(due.c.run_id.in_(free[:4])).values(run_id=None))
        retention.remove(tx, 1, free[:4], "inspection: 12 months", first)
        tx.connection.execute(sa.delete(finding).where(finding.c.run_id.in_(free[4:6])))
        one = erasing.ask(tx, 1, people[0], first, None)
        assert one
        erasing.erase(tx, one, "P-1", lambda _digest: (), first)
        tx.connection.execute(sa.update(person).where(person.c.id.in_(people[1:3])).values(missed_at=first))

    storage.now(work)
    return sites


@pytest.mark.parametrize("seed", [1, 2])
def test_every_number_and_every_list_is_what_a_plain_recount_finds(storage: Storage, seed: int) -> None:
    sites = happened(storage, seed)

    def compare(tx: Transaction) -> set[str]:
        rows, some = everything(tx), set()
        for name in PERIODS:
            for chosen in ((), (sites[0],), (sites[1], sites[2])):
                asked = Asked(period(name), ZONE, 1, chosen, TODAY)
                wanted, made = recounted(rows, asked), summed(tx, LIBRARY, asked)
                assert {what: len(ids) for what, ids in wanted.items()} == made.counts, (name, chosen)
                for what, listed in lists(asked).items():
                    assert paged(tx, listed.ids) == sorted(wanted[what]), (name, chosen, what)
                    some |= {what} if wanted[what] else set()
                later = waits(rows, asked)
                assert {what: len(ids) for what, ids in later.items() if ids} == made.decisions.counts
                for what, listed in waiting(asked).items():
                    assert paged(tx, listed.ids) == sorted(later[what]), (name, chosen, what)
                    some |= {what} if later[what] else set()
                consistent(rows, asked, made, wanted)
        return some

    seen = storage.read_now(compare)
    assert storage.now(kept_and_made_anew) == (True, True)
    assert len(seen) > 20, f"nothing is left to recount: {seen}"


def kept_and_made_anew(tx: Transaction) -> tuple[bool, ...]:
    """Is what was summed up and looked for as it happened what all the rows give, also after removals?"""

    def kept(table: sa.Table) -> set[tuple[Any, ...]]:
        return {tuple(row) for row in tx.connection.execute(sa.select(table))}

    before = kept(tally), kept(loose_seal)
    tallies.anew(tx.connection)
    lost_sight_of(tx.connection)
    return tuple(had == kept(table) for had, table in zip(before, (tally, loose_seal), strict=True))


def paged(tx: Transaction, ids: Callable[..., list[Any]]) -> list[Any]:
    """A list page by page, until nothing more comes."""
    found: list[Any] = []
    while page := ids(tx, len(found), 7):
        found += page
    return sorted(found)


def consistent(rows: Rows, asked: Asked, made: Any, wanted: Mapping[str, list[Any]]) -> None:
    """What the summary says besides adds up to the same."""
    by_id = {r["id"]: r for r in rows["run"]}
    genre = {p["digest"]: p["genre"] for p in rows["published"]}
    assert sum(made.finished.values()) == sum(one.finished for one in made.sites) == len(wanted["finished"])
    assert sum(made.missed.values()) == sum(one.missed for one in made.sites) == len(wanted["missed"])
    assert (
        sum(count for _, count in made.findings) == sum(one.findings for one in made.sites) == len(wanted["findings"])
    )
    assert (
        sum(one.incidents for one in made.sites) == made.undecided.count + made.taken.count == len(wanted["incidents"])
    )
    assert sum(attempts for attempts, _, _ in made.quizzes.values()) == len(wanted["training"])
    inspected = [by_id[id] for id in wanted["finished"] if genre[by_id[id]["digest"]] == "inspection"]
    assert (made.latest.finished, made.latest.passed) == (len(inspected), sum(bool(r["passed"]) for r in inspected))
    for stretch in made.series:
        done = [r for r in finished_in(rows, stretch.period, asked) if genre[r["digest"]] == "inspection"]
        assert (stretch.finished, stretch.passed) == (len(done), sum(bool(r["passed"]) for r in done))
    taken_at = [
        _first(rows, id) - (by_id[id]["told_at"] or by_id[id]["finished_at"])
        for id in wanted["incidents"]
        if _first(rows, id)
    ]
    assert made.to_take == (round(median(one.total_seconds() for one in taken_at)) if taken_at else None)


def finished_in(rows: Rows, one: Period, asked: Asked) -> list[Mapping[str, Any]]:
    start, end = (datetime.combine(day, datetime.min.time(), ZoneInfo(ZONE)) for day in (one.first, one.after))
    ours = {s["id"] for s in rows["site"] if s["organisation_id"] == 1 and (not asked.sites or s["id"] in asked.sites)}
    return [
        r for r in rows["run"] if r["status"] == "finished" and r["site_id"] in ours and start <= r["finished_at"] < end
    ]


def _first(rows: Rows, id: int) -> Any:
    return min((e["at"] for e in rows["incident_event"] if e["run_id"] == id and e["kind"] == "taken"), default=None)


def test_decisions_are_read_by_pages_over_all_their_sorts(storage: Storage) -> None:
    happened(storage, 1)
    asked = Asked(period("2026-W53"), ZONE, 1, (), TODAY)

    def pages(tx: Transaction, size: int) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        while page := decisions(tx, LIBRARY, asked, len(found), size).first:
            found += [(one.sort, one.id) for one in page]
        return found

    whole = storage.read_now(lambda tx: pages(tx, 1000))

    assert storage.read_now(lambda tx: pages(tx, 7)) == whole
    assert len(set(whole)) == len(whole) == storage.read_now(lambda tx: decisions(tx, LIBRARY, asked)).count


@pytest.mark.parametrize("lang", ["en", "es"])
def test_card_picture_and_sheet_show_the_same_numbers(storage: Storage, lang: str) -> None:
    sites = happened(storage, 2)
    reader = Reader(WORDING, lang, ZONE, datetime(2027, 3, 20, tzinfo=UTC))
    for name in PERIODS:
        for chosen in ((), (sites[0],)):
            asked = Asked(period(name), ZONE, 1, chosen, TODAY)
            made = storage.read_now(lambda tx, asked=asked: summed(tx, LIBRARY, asked))
            card, drawn = _words(message_of(made, Drawn(reader))), chart(made, reader, "Norte").values
            sheet = {
                row["what"]: row for row in numbers(Source(storage, LIBRARY, WORDING, lang, asked)) if "before" in row
            }

            for what, label in TOTALS.items():
                assert (sheet[reader.say(label)]["number"], sheet[reader.say(label)]["before"]) == (
                    made.counts[what], made.before[what],
                )  # fmt: skip
            for label, what in (("Finished: {count}", "finished"), ("Not finished: {count}", "open")):
                if made.counts[what] or made.before[what]:
                    assert reader.say(Text(label, {"count": made.counts[what]})) in card
            if drawn["stretches"]:
                assert [one["rate"] for one in drawn["stretches"]] == [one.rate for one in made.series]
                assert [one["findings"] for one in drawn["stretches"]] == [one.findings for one in made.series]
            assert [one["value"] for one in drawn["points"]] == [count for _, count in made.findings[:5]]


def _words(card: Message) -> str:
    return "\n".join(group.text for group in card.groups)
