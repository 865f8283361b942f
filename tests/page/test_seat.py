"""An auditor's seat: a link for one person, some days, some sites; what is seen, what never, and that every view is written down."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store.sql import file, person, run, seat_view
from tests.field.filling import fill
from tests.field.house import House, house
from tests.field.test_evidence_joined import added, certified
from tests.page.visiting import ADDRESS, Visitor, visitor

LINK = re.compile(r"http://127\.0\.0\.1:[0-9]+/app(/in/seat/[A-Za-z0-9_-]+)")
WINDOWS = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Ana Ruiz", "manager", "en", "slack")
        made.enrol("Bruno Paz", "manager", "es")
        made.enrol("Greta Luna", "supervisor", "en", phone="+52 81 5555 0101")
        made.enrol("Beto Díaz", "driver", "es", "telegram", "slack")
        made.enrol("Gil Mora", "supervisor", "en", site="Monterrey dock")
        await made.apps[0].reached_at(ADDRESS)
        yield made


async def box(yard: House, first: str, number: int) -> None:
    """A box of seals is received, with a photo."""
    await fill(
        yard, first, "seals-received", "en", first=f"ZQ7700{number}", last=f"ZQ7700{number + 1}", picture="photo"
    )


async def asked_for(yard: House, first: str, *labels: str) -> str:
    """The path of the link of a new seat."""
    spanish = first == "Bruno"
    await yard.say(first, "/auditor")
    await yard.press(first, "Dar acceso a alguien" if spanish else "Let somebody look")
    await yard.say(first, "Laura Gómez")
    await yard.say(first, "CTPAT")
    await yard.press(first, *labels, "Crear el enlace" if spanish else "Make the link")
    found = LINK.search(yard.newest(first))
    assert found, yard.newest(first)
    return found[1]


async def sits(yard: House, path: str) -> Visitor:
    there = visitor(yard.apps[0])
    there.client.headers["user-agent"] = WINDOWS
    await there.get(path)
    await there.press("Begin to look")
    return there


def rows(yard: House) -> list[tuple[str, str, int]]:
    columns = (seat_view.c.what, seat_view.c.named, seat_view.c.count)
    with yard.apps[0].storage.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*columns).order_by(seat_view.c.id))]


async def test_an_auditor_reads_a_record_and_the_manager_sees_what_was_looked_at(yard: House) -> None:
    await box(yard, "Greta", 100)

    laura = await sits(yard, await asked_for(yard, "Ana"))

    assert laura.answer.status_code == 200
    assert (
        "Laura Gómez, CTPAT looks here as a guest of Transportes del Norte. Sites: Laredo yard, Monterrey dock"
        in laura.text
    )
    assert "Laura Gómez, CTPAT consulta aquí" in laura.text
    await laura.get("/seat/records")
    await laura.get("/seat/record/1")
    assert "Greta Luna" in laura.text
    assert "5555 0101" not in laura.answer.text
    await yard.say("Ana", "/auditor")
    await yard.press("Ana", next(label for label in yard.seat("Ana").seen()[-1].buttons if "Laura" in label))
    assert "Signed in since" in yard.newest("Ana")
    await yard.press("Ana", next(label for label in yard.seat("Ana").seen()[-1].buttons if "looked at" in label))
    shown = yard.newest("Ana")
    assert all(word in shown for word in ("Overview", "List of records", "Record "))
    assert [what for what, _, _ in rows(yard)] == ["in", "home", "records", "record"]


async def test_whoever_gave_the_seat_is_told_when_it_is_opened_and_when_it_is_over(yard: House) -> None:
    await sits(yard, await asked_for(yard, "Bruno"))

    await yard.passes(1)
    assert "Laura Gómez, CTPAT abrió el enlace" in yard.newest("Bruno")
    await yard.restart()
    await yard.passes(3 * 24 * 60)

    assert "El acceso de Laura Gómez, CTPAT terminó. Consultas: 2" in yard.newest("Bruno")


async def test_a_link_opens_once(yard: House) -> None:
    path = await asked_for(yard, "Ana")
    laura = await sits(yard, path)

    other = visitor(yard.apps[0])
    await other.get(path)

    assert other.answer.status_code == 410
    assert "Begin to look" not in other.text
    await other.get("/seat/records")
    assert other.answer.status_code == 403
    await laura.get("/seat/records")
    assert laura.answer.status_code == 200


async def test_another_link_puts_out_whoever_came_by_the_one_before(yard: House) -> None:
    laura = await sits(yard, await asked_for(yard, "Ana"))
    await yard.press("Ana", "How it stands", "Another link; the one before is no good then")
    found = LINK.search(yard.newest("Ana"))
    assert found

    await laura.get("/seat/records")
    assert laura.answer.status_code == 403
    again = await sits(yard, found[1])

    assert again.answer.status_code == 200


async def over_by_button(yard: House) -> None:
    await yard.press("Ana", "End it now")


async def over_by_time(yard: House) -> None:
    await yard.passes(3 * 24 * 60)


async def over_by_leaving(yard: House) -> None:
    with yard.apps[0].storage.engine.begin() as connection:
        connection.execute(sa.update(person).where(person.c.name == "Ana Ruiz").values(left_at=yard.clock()))


@pytest.mark.parametrize("ends", [over_by_button, over_by_time, over_by_leaving])
async def test_a_seat_that_is_over_opens_nothing(yard: House, ends: object) -> None:
    laura = await sits(yard, await asked_for(yard, "Ana"))

    await ends(yard)  # type: ignore[operator]

    for path in ("/seat/", "/seat/records", "/seat/numbers", "/seat/elsewhere"):
        await laura.get(path)
        assert laura.answer.status_code == 403, path
        assert "Laredo" not in laura.answer.text


async def test_a_record_of_another_day_or_site_is_not_there(yard: House) -> None:
    await box(yard, "Greta", 100)
    await yard.passes(24 * 60)
    await box(yard, "Greta", 200)
    await box(yard, "Gil", 300)
    await yard.say("Ana", "/auditor")
    await yard.press("Ana", "Let somebody look")
    await yard.say("Ana", "Laura Gómez")
    await yard.say("Ana", "CTPAT")
    await yard.press("Ana", "✓ Monterrey dock", "Other days")
    await yard.say("Ana", "2026-11-22 to 2026-11-22")
    assert "Laredo yard" in yard.newest("Ana")
    await yard.press("Ana", "Make the link")
    found = LINK.search(yard.newest("Ana"))
    assert found
    laura = await sits(yard, found[1])

    await laura.get("/seat/records")
    assert "Records: 1" in laura.text
    statuses = {}
    for id in (1, 2, 3, 4):
        await laura.get(f"/seat/record/{id}")
        statuses[id] = laura.answer.status_code

    assert statuses == {1: 404, 2: 200, 3: 404, 4: 404}
    with yard.apps[0].storage.engine.connect() as connection:
        digests = list(connection.execute(sa.select(file.c.digest)).scalars())
        numbers = list(connection.execute(sa.select(run.c.number).order_by(run.c.id)).scalars())
    for digest in digests:
        await laura.get(f"/seat/file/1/{digest}")
        assert laura.answer.status_code == 404
    for number in numbers:
        await laura.get(f"/seat/records?words={number}")
        assert ("seat/record/" in laura.answer.text) == (number == numbers[1])


async def test_a_photo_is_seen_and_written_down(yard: House) -> None:
    await box(yard, "Greta", 100)
    laura = await sits(yard, await asked_for(yard, "Ana"))
    await laura.get("/seat/record/1")
    found = re.search(r'href="/app(/seat/file/1/[0-9a-f]+)"', laura.answer.text)
    assert found, laura.answer.text

    await laura.get(f"{found[1]}?small")

    assert laura.answer.headers["content-type"].startswith("image/")
    assert rows(yard)[-1][0] == "file"
    await laura.get("/seat/seals")
    assert "ZQ7700100" in laura.text


@pytest.mark.parametrize(("first", "channel"), [("Greta", "telegram"), ("Beto", "telegram"), ("Beto", "slack")])
async def test_nobody_but_a_manager_lets_anybody_look(yard: House, first: str, channel: str) -> None:
    await yard.say(first, "auditor" if channel == "slack" else "/auditor", channel)

    assert "Laura" not in yard.newest(first, channel)
    assert not any("/in/seat/" in one for one in yard.screen(first, channel))


async def test_days_that_are_none_are_asked_again(yard: House) -> None:
    await yard.say("Ana", "/auditor")
    await yard.press("Ana", "Let somebody look")
    await yard.say("Ana", "Laura Gómez")
    await yard.say("Ana", "CTPAT")
    await yard.press("Ana", "Other days")

    await yard.say("Ana", "2026-11-22 2026-11-01")
    assert "These are no two days in order." in yard.newest("Ana")
    await yard.say("Ana", "2026-10")

    assert "October 1" in yard.newest("Ana") or "Oct 1" in yard.newest("Ana"), yard.newest("Ana")


async def test_every_language_is_spoken(yard: House) -> None:
    laura = await sits(yard, await asked_for(yard, "Ana"))

    await laura.get("/seat/?lang=es")
    assert "Registros" in laura.text
    await laura.get("/seat/numbers")

    assert "Cifras" in laura.text or "Números" in laura.text
    assert 'lang="es"' in laura.answer.text


async def test_a_criterion_stands_there_as_it_does_in_chat_where_a_partner_would_fail(yard: House) -> None:
    await added(yard)
    await certified(yard, "2026-06-10")
    await added(yard, "Bodegas sin papeles")
    await yard.say("Ana", "/evidence 3.4")
    assert "Partly on record" in yard.newest("Ana")

    laura = await sits(yard, await asked_for(yard, "Ana", "12 months"))
    await laura.get("/seat/evidence/3.4")

    assert "Partly on record" in laura.text
