"""The page as somebody uses it: signed in with a link from the chat, an incident taken, asked about and resolved."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store.sql import letter, page_link
from tests.field.house import House, house
from tests.page.visiting import ADDRESS, link, signed_in, visitor
from tests.seats import photo

ROBBERY = "Asalto o robo de la unidad"


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Juan Pérez", "driver", "es", phone="+52 81 5555 0101")
        made.enrol("Ana Ruiz", "manager", "en", "slack")
        made.enrol("Bruno Paz", "manager", "es")
        yield made


async def alarm(yard: House) -> None:
    await yard.say("Juan", "menú")
    await yard.press("Juan", "🚨 Alarma", ROBBERY)


async def test_a_manager_signs_in_and_takes_an_incident(yard: House) -> None:
    await alarm(yard)

    ana = await signed_in(yard, "Ana")

    assert "Robbery or hijacking" in ana.text
    await ana.get("/record/1")
    assert "Juan Pérez" in ana.text
    said = await ana.press("I'll handle it")
    await yard.settled()
    assert "Got it: you are handling this." in said
    assert "Handled by Ana Ruiz" in ana.text
    assert "✓ Handled by: Ana Ruiz" in yard.screen("Ana")[0]
    assert any("Ana Ruiz" in one and "su reporte" in one for one in yard.screen("Juan")), yard.screen("Juan")
    assert len(yard.screen("Ana")) == 2  # the notice, and the link


async def test_what_is_clicked_twice_is_done_once(yard: House) -> None:
    await alarm(yard)
    ana = await signed_in(yard, "Ana")
    await ana.get("/record/1")
    form = ana.form("Write to Juan Pérez")
    await ana.press("Write to Juan Pérez")
    form = ana.form("Send")

    for _ in range(2):
        await ana.post("/do", {**form.fields, "words": "Are you safe?"})
    await yard.settled()

    assert sum("Are you safe?" in one for one in yard.screen("Juan")) == 1


async def test_an_incident_is_asked_about_and_resolved_at_the_page(yard: House) -> None:
    await alarm(yard)
    ana = await signed_in(yard, "Ana")
    await ana.get("/record/1")
    await ana.press("I'll handle it")

    await ana.press("Write to Juan Pérez")
    assert "Your message to Juan Pérez" in ana.text
    await ana.write("Are you safe?")
    await yard.settled()
    assert any("Ana Ruiz (gerente): Are you safe?" in one for one in yard.screen("Juan"))

    await ana.get("/record/1")
    await ana.press("Resolved")
    assert "What was the cause?" in ana.text
    await ana.write("The gate was open.")
    await ana.write("It has a lock now.")
    await yard.settled()
    assert "This is resolved." in ana.text
    await ana.press("Close")
    assert "Before this is closed: say of each step" in ana.text  # as in chat
    assert "The gate was open." in await ana.get("/record/1")
    assert "Resolved Ana Ruiz" in ana.text
    assert "Resolved: Ana Ruiz" in yard.screen("Ana")[0]


async def test_a_form_that_is_open_in_chat_is_not_disturbed(yard: House) -> None:
    await alarm(yard)
    yard.enrol("Carla Ríos", "manager", "en", "slack")
    await yard.say("Carla", "inspect walk-physical")
    asked = yard.newest("Carla")
    carla = await signed_in(yard, "Carla")
    await yard.press("Carla", "Continue: Yard and building security walk") if "[Continue" in yard.newest(
        "Carla"
    ) else None

    await carla.press("Menu")

    assert asked
    assert "What would you like to do?" in carla.text
    await yard.say("Carla", "Gate 4")
    assert "Gate 4" in "".join(yard.screen("Carla"))


async def test_a_link_is_looked_at_without_being_used_up(yard: House) -> None:
    await yard.apps[0].reached_at(ADDRESS)
    path = await link(yard, "Ana")

    for _ in range(3):  # as a platform does that shows a preview
        await visitor(yard.apps[0]).get(path)
    ana = visitor(yard.apps[0])
    await ana.get(path)
    await ana.press("Sign in")

    assert "To decide" in ana.text
    other = visitor(yard.apps[0])
    await other.get(path)
    assert other.answer.status_code == 410


async def test_a_photo_and_words_go_to_the_reporter_and_stand_in_the_record_as_they_were_written(yard: House) -> None:
    await alarm(yard)
    ana = await signed_in(yard, "Ana")
    await ana.get("/record/1")
    await ana.press("Write to Juan Pérez")

    await ana.write("<b>Which</b> gate?", ("gate.jpg", photo(1), "image/jpeg"))
    await yard.settled()

    assert any("<b>Which</b> gate?" in one for one in yard.screen("Juan"))
    await ana.get("/record/1")
    assert "&lt;b&gt;Which&lt;/b&gt; gate?" in ana.answer.text
    assert "<b>Which" not in ana.answer.text
    path = re.search(r'/app(/file/record/1/[0-9a-f]{64})"', ana.answer.text)
    assert path
    for query in ("", "?small"):
        await ana.get(path[1] + query)
        said = ana.answer.headers
        assert (ana.answer.status_code, said["content-type"]) == (200, "image/jpeg")
        assert said["content-disposition"].startswith('inline; filename="1.')
        assert "sandbox" in said["content-security-policy"]


async def test_a_file_that_is_a_page_is_not_taken(yard: House) -> None:
    await alarm(yard)
    ana = await signed_in(yard, "Ana")
    await ana.get("/record/1")
    await ana.press("Write to Juan Pérez")

    await ana.write("", ("photo.jpg", b"<html><script>alert(1)</script></html>", "image/jpeg"))

    assert "That is not a photo we can open." in ana.text


async def test_a_button_of_an_older_page_is_answered_with_how_it_stands_now(yard: House) -> None:
    await alarm(yard)
    ana = await signed_in(yard, "Ana")
    await ana.get("/record/1")
    await yard.press("Bruno", "Yo lo atiendo")

    await ana.press("I'll handle it")

    assert "Bruno Paz is handling this already." in ana.text
    assert "Handled by Bruno Paz" in ana.text
    await ana.press("Take over")
    assert "Handled by Ana Ruiz" in ana.text


async def test_it_asks_whether_anything_is_new_and_that_keeps_nobody_signed_in(yard: House) -> None:
    ana = await signed_in(yard, "Ana")
    await ana.get("/")
    mark = re.search(r'data-mark="([0-9a-f]{16})"', ana.answer.text)
    assert mark

    await ana.get("/", **{"x-seen": mark[1]})
    assert (ana.answer.status_code, ana.answer.content) == (204, b"")
    await alarm(yard)
    await ana.get("/", **{"x-seen": mark[1]})
    assert "Robbery or hijacking" in ana.text
    for _ in range(6):
        yard.clock.at += timedelta(minutes=5)
        await ana.get("/", **{"x-seen": mark[1]})
    assert ana.answer.status_code == 403


async def test_the_language_of_the_page_is_the_person_s(yard: House) -> None:
    ana = await signed_in(yard, "Ana")

    await ana.press("Español")

    assert "Por decidir" in ana.text
    assert '<html lang="es">' in ana.answer.text


async def test_sessions_are_listed_and_ended_here_and_in_chat(yard: House) -> None:
    first, second = await signed_in(yard, "Ana"), await signed_in(yard, "Ana")
    await first.get("/sessions")
    assert first.text.count("last used") == 2

    end = next(form for form in first.forms if form.buttons.get("End") and form is not first.form("End"))
    await first.post("/end", {**end.fields, "session": end.buttons["End"][1]})
    assert (await first.get("/"), first.answer.status_code, (await second.get("/"), second.answer.status_code)[1])[
        1:
    ] in {(200, 403), (403, 200)}

    await yard.say("Ana", "/page end")
    assert "Sessions that were ended: 1" in yard.newest("Ana")
    for one in (first, second):
        await one.get("/")
        assert one.answer.status_code == 403


@pytest.mark.parametrize(
    ("role", "says"), [("driver", "for managers"), ("supervisor", "for managers"), ("manager", "SELLO_PUBLIC_URL")]
)
async def test_who_may_not_or_cannot_yet_reads_why(yard: House, role: str, says: str) -> None:
    yard.enrol("Zoe Gil", role, "en")

    await yard.say("Zoe", "/page")

    assert says in yard.newest("Zoe")
    assert "/app/in" not in yard.newest("Zoe")


async def test_the_link_is_not_kept(yard: House) -> None:
    await yard.apps[0].reached_at(ADDRESS)
    path = await link(yard, "Bruno", "/pagina")

    with yard.apps[0].storage.engine.connect() as connection:
        bodies = connection.execute(sa.select(letter.c.body)).scalars().all()
        kept = connection.execute(sa.select(page_link.c.digest)).scalars().all()
    secret = path.rpartition("/")[2]
    assert [body for body in bodies if secret in body] == []
    assert secret not in kept


async def test_a_session_outlives_a_restart(yard: House) -> None:
    ana = await signed_in(yard, "Ana")
    await yard.restart()
    await yard.apps[0].reached_at(ADDRESS)

    again = visitor(yard.apps[0])
    again.client.cookies = ana.client.cookies

    assert "To decide" in await again.get("/")
