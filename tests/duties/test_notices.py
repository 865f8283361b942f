"""Where a notice says that the unit is, and by which clock: help is sent there."""

import pytest
import sqlalchemy as sa

from bot.conversation.received import Received
from bot.store.sql import organisation, person, site
from tests.saying import Say, buttons, card, pressed, saying, told


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


@pytest.fixture
def tijuana(storage, world) -> int:
    """A second yard, two hours west of the first; Ana, Luis and everybody else stay where they are."""
    row = {"organisation_id": world.organisation, "name": "Patio Otay", "zone": "America/Tijuana"}
    return storage.now(lambda tx: tx.connection.execute(sa.insert(site), row).inserted_primary_key[0])


def moves(storage, person_id: int, site_id: int) -> None:
    moved = sa.update(person).where(person.c.id == person_id).values(site_id=site_id)
    storage.now(lambda tx: tx.connection.execute(moved))


def reported(say: Say) -> None:
    """Seals are missing, as short as it can be told."""
    said = say("Juan", press="s:incident")
    for label in ("Sello roto, faltante o distinto", "Faltan sellos del inventario", "Hoy", "Omitir"):
        said = say("Juan", press=pressed(said, label))
    for words in ("Gabinete", "4820914", "Falta uno"):
        said = say("Juan", typed=words)
    said = say("Juan", press=pressed(said, "Omitir"))
    say("Juan", press=pressed(said, "Enviar el reporte"))


@pytest.mark.parametrize(
    ("reader", "site_label", "when"),
    [
        ("Ana", "Site", "11/21/26, 11:30 AM (Mexico City time)"),
        ("Luis", "Sitio", "21/11/26, 11:30 (hora de Ciudad de México)"),
    ],
)
def test_a_notice_has_the_site_and_the_clock_of_the_report_and_not_of_its_reader(
    storage, say, world, tijuana, reader, site_label, when
):
    moves(storage, world.people["Ana"], tijuana)
    moves(storage, world.people["Luis"], tijuana)

    reported(say)

    notice = told(storage, world.people[reader])[-1]
    assert (site_label, "Patio Vallejo") in [(line.label, line.value) for line in notice.head]
    assert when in [line.value for line in notice.head]
    assert notice.fallback.endswith(f" · Patio Vallejo · {when}")


def test_who_reports_and_moves_to_another_yard_has_reported_from_the_first(storage, say, world, tijuana):
    reported(say)
    moves(storage, world.people["Juan"], tijuana)

    say("Ana", press="t:1")

    has_it = told(storage, world.people["Juan"])[-1]
    assert [line.value for line in has_it.lines] == ["Patio Vallejo", "21/11/26, 11:30 (hora de Ciudad de México)"]
    assert "Patio Vallejo" in has_it.fallback
    assert ("Lo atiende", "Ana, 21/11/26, 11:30 (hora de Ciudad de México)") in [
        (line.label, line.value) for line in told(storage, world.people["Luis"])[-1].lines
    ]


def test_an_alarm_has_the_site_of_the_run_also_when_its_driver_has_moved(storage, say, world, tijuana):
    said = say("Juan", press="s:tractor-trailer-17")
    moves(storage, world.people["Juan"], tijuana)
    in_danger(say, said)

    alarm = told(storage, world.people["Ana"])[0]

    assert [line.value for line in alarm.head if line.label in ("Site", "When")] == [
        "Patio Vallejo",
        "11/21/26, 11:30 AM (Mexico City time)",
    ]
    assert "Begun, not finished" in alarm.note
    assert alarm.fallback.endswith(" · Patio Vallejo · 11/21/26, 11:30 AM (Mexico City time)")


def in_danger(say: Say, said: Received) -> None:
    """Every point is a problem until one of them stops everything."""
    for _ in range(40):
        shown = card(said)
        by_label = {b.label: b.data for b in buttons(shown)}
        if "Terminar" in by_label:
            return
        way_on = next((by_label[label] for label in ("Omitir", "Sí", "Problema") if label in by_label), None)
        if way_on:
            said = say("Juan", press=way_on)
        elif shown.options:
            said = say("Juan", press=shown.options[-1].data)
        else:
            said = say("Juan", typed="ABC 123")
    raise AssertionError("nothing stopped it")


def test_who_reports_to_nobody_reads_that_nobody_is_there_and_whom_to_call(storage, say, world, now):
    """What the flow says at its end was written for places where somebody is there."""
    numbers = sa.update(organisation).values(settings='{"dispatch": "+52 55 1234 5678"}', region="MX")
    storage.now(lambda tx: tx.connection.execute(numbers))
    others = sa.update(person).where(person.c.id != world.people["Juan"]).values(left_at=now)
    storage.now(lambda tx: tx.connection.execute(others))

    reported(say)

    last = told(storage, world.people["Juan"])[-1]
    assert last.note == "No hay nadie registrado para recibir esto. Llame ahora a su supervisor o a la gerencia."
    assert [(line.label, line.value) for line in last.lines if line.mark == "call"] == [
        ("Llamar a emergencias", "911"),
        ("Llamar a monitoreo", "+52 55 1234 5678"),
    ]
