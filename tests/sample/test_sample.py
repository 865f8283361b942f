"""A past that is played: what is in it holds together, the same wishes make the same rows, and nothing of it goes on."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlmodel import SQLModel

from bot.channels.channel import Message
from bot.channels.written import write
from bot.cli.main import main
from bot.content.library import Library
from bot.conversation.wording import Wording
from bot.engine.run import Run
from bot.engine.walk import drawn
from bot.figures.asked import Asked
from bot.figures.period import week_of
from bot.figures.training import owing
from bot.root import root
from bot.sample.days import beginnings, changes
from bot.sample.making import Making, Refusal
from bot.sample.photos import photos
from bot.sample.scope import MOST_SITES, PLAYED, Scope, Wanted
from bot.sandbox.demo import bot, settings_for, stand_ins
from bot.store import findings
from bot.store.contents import examine
from bot.store.database import Storage
from bot.store.letters import Letter
from bot.store.lines import INVENTED
from bot.store.sql import answer, finding, handle, incident, letter, line, numbering, person, run, seal_event, timer
from bot.store.transaction import Transaction

UNTIL = datetime(2026, 11, 27, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
LONG_AGO = timedelta(days=600)  # before that nobody was trained who is there now


def wanted(days: int = 12, sites: int = 2, rate: float = 0.8, copies: int = 0, seed: int = 7, **more: int) -> Wanted:
    return Wanted("Sample Logistics", UNTIL - timedelta(days=days), UNTIL, sites, rate, seed, copies, **more)


def made(storage: Storage, much: Wanted) -> None:
    kept = [examine(data, "photo") for data in photos()]
    Making(storage, Library(root()), Wording.read(root() / "locales"), much, kept).make()


def rows(storage: Storage) -> dict[str, list[tuple[object, ...]]]:
    """Everything, table by table, in the order of its keys."""
    with storage.engine.connect() as connection:
        return {
            one.name: [tuple(row) for row in connection.execute(sa.select(one).order_by(*one.primary_key.columns))]
            for one in SQLModel.metadata.sorted_tables
        }


def test_the_same_seed_and_day_make_the_same_rows_in_every_table(
    database_url: str, opened: Callable[[str], Storage], tmp_path: Path
) -> None:
    first, other = opened(database_url), tmp_path / "other.db"
    made(first, wanted())
    here = rows(first)

    code = "import sys; from tests.sample.test_sample import *; store(sys.argv[1])"
    hashed = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, str(other)], check=True, env=hashed, cwd=ROOT)
    there = rows(opened(f"sqlite:///{other}"))

    for name, written in here.items():
        assert same(name, written) == same(name, there[name]), name
    assert len(here["run"]) > 15


def same(name: str, written: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Rows as they are compared: of a letter not its number, since PostgreSQL counts those too that were there already."""
    return [row[1:] for row in written] if name == "letter" else written


def store(file: str) -> None:
    """The same in a process of its own, which has an order of its own where none is promised."""
    from bot.store.migrate import migrate

    storage = Storage(f"sqlite:///{file}")
    migrate(storage.engine)
    made(storage, wanted())
    storage.close()


def test_every_form_ended_as_its_answers_say(storage_made: Storage) -> None:
    library = Library(root())
    with storage_made.engine.connect() as connection:
        over = connection.execute(sa.select(run).where(run.c.status == "finished")).all()
        for one in over:
            given = connection.execute(sa.select(answer).where(answer.c.run_id == one.id).order_by(answer.c.id)).all()
            answers = {a.step: json.loads(a.value) for a in given}
            again = Run.from_json(json.loads(one.state), answers)
            flow = drawn(library.today[one.flow_id], again.seed)
            verdict = again.verdict(flow)

            assert (one.outcome, one.score, one.severity) == (verdict.outcome.id, verdict.score, verdict.severity)
            assert one.began_at <= given[0].at <= given[-1].at <= one.finished_at if given else True
        kept = set(map(tuple, connection.execute(sa.select(finding))))
        assert kept == set(map(tuple, connection.execute(findings.of_runs())))
        assert len(over) > 15


def test_records_are_numbered_without_a_gap(storage_made: Storage) -> None:
    with storage_made.engine.connect() as connection:
        numbers = connection.execute(sa.select(run.c.site_id, run.c.number).where(run.c.number != "")).all()

    for site_id, year in {(site, number[:-4]) for site, number in numbers}:
        theirs = sorted(int(number[-4:]) for site, number in numbers if (site, number[:-4]) == (site_id, year))
        assert theirs == list(range(1, len(theirs) + 1))


def test_it_is_in_both_languages_and_on_both_platforms_and_of_every_genre(storage_made: Storage) -> None:
    with storage_made.engine.connect() as connection:
        said = set(map(tuple, connection.execute(sa.select(answer.c.lang, answer.c.channel).distinct())))
        begun = set(connection.execute(sa.select(run.c.flow_id)).scalars())
        events = set(connection.execute(sa.select(seal_event.c.event)).scalars())

    assert {lang for lang, _ in said} == {"en", "es"}
    assert {channel for _, channel in said} == {"slack", "telegram"}
    assert {Library(root()).today[flow].genre for flow in begun} == {"inspection", "quiz", "report"}
    assert {"received", "issued"} <= events


def test_everybody_of_it_has_an_account_that_leads_nowhere_and_nothing_of_it_goes_off(storage_made: Storage) -> None:
    with storage_made.engine.connect() as connection:
        waiting = connection.execute(sa.select(sa.func.count()).where(letter.c.settled_at.is_(None))).scalar()
        timers = connection.execute(sa.select(sa.func.count()).select_from(timer)).scalar()
        focus = connection.execute(sa.select(person.c.id).where(person.c.focus.is_not(None))).all()

    assert (waiting, timers, focus) == (0, 0, [])
    assert all(one.accounts for one in storage_made.now(lambda tx: tx.people.members()))
    with storage_made.engine.connect() as connection:
        over = set(connection.execute(sa.select(line.c.name).join(handle, handle.c.line_id == line.c.id)).scalars())
    assert over == {INVENTED}


def test_most_people_of_it_are_trained_and_a_few_are_overdue(storage_made: Storage) -> None:
    asked = Asked(week_of(UNTIL.date()), "America/Chicago", 1, (), UNTIL.date())
    library = Library(root())
    left = storage_made.now(lambda tx: owing(tx, library, asked))
    with storage_made.engine.connect() as connection:
        people = connection.execute(sa.select(person.c.role).where(person.c.left_at.is_(None))).scalars().all()
    asked_for = sum(bool(flow.again) and role in flow.roles for role in people for flow in library.today.values())

    assert asked_for > 100
    assert 0 < len(left) < asked_for * 0.12
    assert any(one.last is None for one in left)


async def test_what_is_written_to_the_people_of_it_goes_to_no_platform(tmp_path: Path) -> None:
    async with stand_ins(0) as demo:
        async with bot(settings_for(demo, tmp_path), past=False):
            pass
        storage = Storage(f"sqlite:///{tmp_path / 'sello.db'}")
        made(storage, replace(wanted(days=2, sites=1, rate=0.1), name="Demo Logistics"))
        storage.close()
        for platform in (demo.telegram, demo.slack):
            platform.record.clear()
        async with bot(settings_for(demo, tmp_path)) as app:
            people = await app.storage.transaction(lambda tx: tx.people.staff(1, ("supervisor", "manager", "admin")))
            message = Message(text="A notice", fallback="A notice")

            def tell(tx: Transaction) -> list[Letter | None]:
                body = write(message)
                return [tx.letters.write(who, "", body, UNTIL, edit=False, notice=True) for who in people]

            app.sender.hand_over([one for one in await app.storage.transaction(tell) if one])
            await app.sender.quiet()
            assert await app.storage.reading(lambda tx: tx.letters.open()) == 0

        sent = [call for platform in (demo.telegram, demo.slack) for call in platform.record if call.chat]
        assert len(people) > 1
        assert len(sent) == sum(one.name == "Lucía Herrera" for one in people) == 1


def test_a_past_is_made_once(storage_made: Storage) -> None:
    before = rows(storage_made)

    with pytest.raises(Refusal, match="in which nothing was begun"):
        made(storage_made, wanted())

    assert rows(storage_made) == before


@pytest.fixture
def storage_made(database_url: str, opened: Callable[[str], Storage]) -> Storage:
    storage = opened(database_url)
    made(storage, wanted())
    return storage


def test_copies_of_a_site_hold_together_as_it_does(database_url: str, opened: Callable[[str], Storage]) -> None:
    storage = opened(database_url)
    made(storage, wanted(sites=1, copies=3))

    with storage.engine.connect() as connection:
        by_site = sa.select(run.c.site_id, sa.func.count()).group_by(run.c.site_id).order_by(run.c.site_id)
        counts = [row[1] for row in connection.execute(by_site)]
        kept = set(map(tuple, connection.execute(sa.select(finding))))
        assert kept == set(map(tuple, connection.execute(findings.of_runs())))
        told = connection.execute(
            sa.select(incident.c.number, run.c.number).join(run, run.c.id == incident.c.run_id)
        ).all()
        numbers = connection.execute(sa.select(run.c.number).where(run.c.number != "")).scalars().all()
        seals = connection.execute(
            sa.select(seal_event.c.number, sa.func.count(seal_event.c.site_id.distinct())).group_by(seal_event.c.number)
        ).all()
        names = connection.execute(sa.select(person.c.name)).scalars().all()

    assert len(counts) == 4
    assert len(set(counts)) == 1
    assert all(mine == of_run for mine, of_run in told if mine)
    assert len(set(numbers)) == len(numbers)
    assert all(sites == 1 for _, sites in seals)
    assert len(set(names)) == len(names)


def test_what_is_there_several_times_and_the_years_before_hold_together(
    database_url: str, opened: Callable[[str], Storage]
) -> None:
    storage = opened(database_url)
    made(storage, wanted(days=9, sites=1, copies=1, runs=180, years=2))

    with storage.engine.connect() as connection:
        runs = connection.execute(sa.select(run.c.site_id, run.c.began_at, run.c.status, run.c.number)).all()
        kept = set(map(tuple, connection.execute(sa.select(finding))))
        assert kept == set(map(tuple, connection.execute(findings.of_runs())))
        waiting = sa.select(run.c.began_at).join(incident, incident.c.run_id == run.c.id)
        left = connection.execute(waiting.where(incident.c.state != "closed")).scalars().all()
        ends = sa.select(numbering.c.site_id, numbering.c.year, numbering.c.last)
        last = {(row[0], row[1]): row[2] for row in connection.execute(ends)}
        seals = connection.execute(
            sa.select(seal_event.c.number, sa.func.count(seal_event.c.site_id.distinct())).group_by(seal_event.c.number)
        ).all()

    lately = [row for row in runs if row[1] > UNTIL - timedelta(weeks=26)]
    numbers = [row[3] for row in runs if row[3]]
    assert abs(len(lately) - 180) < 90
    assert len({row[0] for row in runs}) == 2
    assert len(set(numbers)) == len(numbers)
    assert max(last.values()) >= max(int(one[-4:]) for one in numbers)
    assert all(row[2] != "open" for row in runs if row[1] < UNTIL - LONG_AGO)
    assert all(at > UNTIL - timedelta(weeks=26) for at in left)
    assert {(UNTIL - row[1]).days // 364 for row in runs} >= {0, 1, 2}
    assert all(sites == 1 for _, sites in seals)


async def test_a_program_that_starts_over_a_past_sends_nothing(tmp_path: Path):
    async with stand_ins(0) as demo:
        async with bot(settings_for(demo, tmp_path)) as app:
            pass
        storage = Storage(f"sqlite:///{tmp_path / 'sello.db'}")
        made(storage, wanted())
        storage.close()
        for platform in (demo.telegram, demo.slack):
            platform.record.clear()

        async with bot(settings_for(demo, tmp_path)) as app:
            await app.watch.look()
            await app.sender.quiet()
            assert await app.storage.reading(lambda tx: tx.letters.open()) == 0

        sent = [call.method for platform in (demo.telegram, demo.slack) for call in platform.record if call.chat]
        assert sent == []


def test_much_is_spread_over_many_sites_of_which_few_are_played() -> None:
    much = Scope(0, 1_000_000, 0).wanted("X", UNTIL, 1)
    weeks = Scope(8, 0, 0).wanted("X", UNTIL, 1)

    assert much.sites + much.copies == MOST_SITES
    assert much.sites <= 3
    assert round(much.rate * 364 * much.sites) == PLAYED
    assert much.runs == 1_000_000
    assert (weeks.sites, weeks.copies) == (3, 0)
    assert weeks.until - weeks.since == timedelta(weeks=8)


def test_forms_are_begun_over_midnight_and_at_every_change_of_the_clock() -> None:
    import random

    since = datetime(2026, 1, 1, tzinfo=UTC)
    made = beginnings(random.Random(1), "America/Chicago", since, since + timedelta(days=364), 1)

    turned = list(changes("America/Chicago", since, since + timedelta(days=364)))
    assert [f"{at:%m-%d %H:%M}" for at in turned] == ["03-08 08:00", "11-01 07:00"]
    assert all(any(timedelta() < at - one < timedelta(minutes=5) for one in made) for at in turned)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Say how much"),
        (("--year", "--weeks", "2"), "Say how much"),
        (("--weeks", "0"), "0 is not in the range"),
        (("--weeks", "1", "--sites", "201"), "201 is not in the range"),
        (("--year", "--until", "soon"), "is no day"),
    ],
)
def test_what_was_mistyped_is_said(words: tuple[str, ...], told: str) -> None:
    said = CliRunner().invoke(main, ["sample", *words])

    assert said.exit_code == 2
    assert told in said.output
