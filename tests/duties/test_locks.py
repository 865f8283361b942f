"""Two processes over one PostgreSQL: what two people do to the same report or run at once."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
import sqlalchemy as sa

from bot.store.database import Storage
from bot.store.sql import answer
from tests.conftest import people_of
from tests.saying import Say, count, pressed, saying, told

TOGETHER = 1.0  # seconds in which the other one comes to the same place, unless a lock keeps it away


@pytest.fixture
def processes(postgres_url: str, opened: Callable[[str], Storage]) -> tuple[Storage, Storage]:
    return opened(postgres_url), opened(postgres_url)


@contextmanager
def meeting(processes: tuple[Storage, Storage], before: str) -> Iterator[None]:
    """Both processes wait for each other before their first statement that begins so."""
    meet = threading.Barrier(len(processes))
    here = threading.local()

    def waits(_connection, _cursor, statement, *_more) -> None:
        if not statement.startswith(before) or getattr(here, "been", False):
            return
        here.been = True
        with suppress(threading.BrokenBarrierError):
            meet.wait(TOGETHER)

    for storage in processes:
        sa.event.listen(storage.engine, "before_cursor_execute", waits)
    yield
    for storage in processes:
        sa.event.remove(storage.engine, "before_cursor_execute", waits)


def at_once(*acts: Callable[[], object]) -> list[object]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=20) for future in [pool.submit(act) for act in acts]]


def reported(say: Say) -> None:
    said = say("Juan", press="s:incident")
    for label in ("Sello roto, faltante o distinto", "Faltan sellos del inventario", "Hoy", "Omitir"):
        said = say("Juan", press=pressed(said, label))
    for words in ("Gabinete", "4820914", "Falta uno"):
        said = say("Juan", typed=words)
    said = say("Juan", press=pressed(said, "Omitir"))
    say("Juan", press=pressed(said, "Enviar el reporte"))


def names(storage: Storage, person: int) -> list[str]:
    """Who has it, on the newest card of somebody."""
    lines = told(storage, person)[-1].lines
    return [line.value.partition(",")[0] for line in lines if line.label in ("Handled by", "Lo atiende")]


@pytest.mark.parametrize("before", ["UPDATE incident", "INSERT INTO letter"])
def test_of_two_people_who_take_a_report_at_once_one_has_it_and_the_other_sees_who(processes, now, before):
    first, second = processes
    world = people_of(first, now)
    say, also = saying(first, now), saying(second, now)
    reported(say)

    with meeting(processes, before):
        ana, luis = at_once(
            lambda: say("Ana", press="t:1", delivery="ana"),
            lambda: also("Luis", press="t:1", delivery="luis"),
        )

    (has_it,) = names(first, world.people["Ana"])
    assert names(first, world.people["Luis"]) == [has_it]
    toasts = {"Ana": ana.acked.toast, "Luis": luis.acked.toast}
    other = "Luis" if has_it == "Ana" else "Ana"
    assert has_it in toasts[other]
    assert has_it not in toasts[has_it]


def test_an_answer_and_an_end_that_come_at_once_have_one_effect(processes, now):
    first, second = processes
    people_of(first, now)
    say = saying(first, now)
    say("Juan", press="s:in-transit")
    kept = first.now(lambda tx: tx.runs.get(1))

    with meeting(processes, "UPDATE run"):
        answered, ended = at_once(
            lambda: say("Juan", typed="ABC 123", delivery="typed"),
            lambda: second.now(lambda tx: tx.runs.cancel(kept, now)),
        )

    run = first.now(lambda tx: tx.runs.get(1))
    answers = count(first, answer)
    if ended:
        assert (run.status, answers, answered.acked.toast) == ("cancelled", 0, "Este formulario se canceló.")
    else:
        assert (run.status, answers, run.version) == ("open", 1, 1)


def test_whoever_locks_a_run_second_waits_and_reads_what_the_first_has_done(processes, now):
    first, second = processes
    people_of(first, now)
    saying(first, now)("Juan", press="s:incident")
    locked = threading.Event()

    def moves(tx) -> None:
        kept = tx.runs.lock(1)
        locked.set()
        time.sleep(0.2)  # the other one asks for the lock meanwhile
        tx.runs.move(kept, kept.state, now)

    def reads(tx) -> int:
        locked.wait(5)
        return tx.runs.lock(1).version

    _, seen = at_once(lambda: first.now(moves), lambda: second.now(reads))

    assert seen == 1
