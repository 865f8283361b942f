"""Partners, programs and bulletins at the page: what is seen, what is done there, and who gets nothing."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from bot.store.sql import organisation, partner, partner_contact, partner_evidence, person, site
from tests.field.house import House, house
from tests.field.test_due import rows
from tests.page.visiting import Visitor, signed_in


@pytest.fixture
async def yard(tmp_path: Path, sqlite_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, sqlite_url) as made:
        made.enrol("Ana Torres", "manager", "en")
        made.enrol("Luis Vega", "auditor", "es")
        yield made


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "#3a6ea5").save(out, "JPEG")
    return out.getvalue()


SHEET = "name,part,country,contact,mail,evidence,dated\nFletes del Bajío,carrier,MX,Luz,luz@x.mx,basc,2026-10-01\nNorte Agencia,broker,US,,,,\n"


async def sent(visitor: Visitor, data: bytes, label: str = "Enter the partners") -> str:
    await visitor.get("/partners")
    form = visitor.form(label)
    name, value = form.buttons[label]
    path = form.action.removeprefix("/app")
    files = [("files", ("partners.csv", data, "text/csv"))]
    return await visitor.post(path, {**form.fields, name: value}, files=files)


async def test_a_sheet_is_checked_then_entered_and_a_partner_is_brought_in_order_at_the_page(yard):
    ana = await signed_in(yard, "Ana")
    assert "No partners yet" in await ana.get("/partners")

    assert "Nothing was entered" in await sent(ana, SHEET.encode(), "Only check")
    assert await rows(yard, partner) == []
    assert "New partners: 2" in await sent(ana, SHEET.encode())
    assert "As they were: 2" in await sent(ana, SHEET.encode())
    told = await sent(ana, b"name,country\nA,Atlantis\n,MX\n")
    assert "Line 2" in told
    assert "Line 3" in told

    whole = await ana.get("/partners?state=failing&country=MX")
    assert "Fletes del Bajío" in whole
    assert "Norte Agencia" not in whole
    id = (await rows(yard, partner))[0].id
    assert "entered without a file" in await ana.get(f"/partner/{id}")
    await ana.press("Open")
    await ana.press("Add a photo or file")
    at = await ana.write("", ("basc.jpg", photo(), "image/jpeg"))
    assert "counts until October 1, 2027" in at
    assert ana.answer.url.path == f"/app/partner/{id}"
    digest = (await rows(yard, partner_evidence))[0].files.strip('[]"')
    piece = (await rows(yard, partner_evidence))[0].id
    await ana.get(f"/file/evidence/{piece}/{digest}")
    assert ana.answer.headers["content-type"] == "image/jpeg"


async def test_contacts_are_added_changed_and_taken_off_at_the_page_and_go_with_the_partner(yard):
    ana = await signed_in(yard, "Ana")
    await sent(ana, b"name\nNorte\n")
    id = (await rows(yard, partner))[0].id
    await ana.get(f"/partner/{id}")
    await ana.press("Add a contact")
    assert "That could not be read" in await ana.write("a@b, c@d, e@f")
    await ana.write("+52 55 5555 0100, luz@ejemplo.mx, Luz Ejemplo")
    assert [(row.name, row.email, row.phone) for row in await rows(yard, partner_contact)] == [
        ("Luz Ejemplo", "luz@ejemplo.mx", "+52 55 5555 0100")
    ]
    await ana.press("Open")
    form = next(one for one in ana.forms if one.buttons.get("Español", ("", ""))[1].startswith("pk:"))
    await ana.post("/do", {**form.fields, "press": form.buttons["Español"][1]})
    await ana.press("Open")
    await ana.press("Change it")
    await ana.write("Pepe Pérez")
    assert [(row.name, row.email, row.lang) for row in await rows(yard, partner_contact)] == [
        ("Pepe Pérez", "luz@ejemplo.mx", "es")
    ]
    await ana.press("No longer a partner")
    await ana.press("Yes, no longer a partner")
    assert await rows(yard, partner_contact) == []


async def test_an_auditor_sees_everything_and_changes_nothing(yard):
    ana = await signed_in(yard, "Ana")
    await sent(ana, SHEET.encode())
    luis = await signed_in(yard, "Luis")
    id = (await rows(yard, partner))[0].id

    assert "Hoy no pasaría una auditoría" in await luis.get("/partners")
    assert "Registrar los socios" not in luis.answer.text
    assert "luz@x.mx" in await luis.get(f"/partner/{id}")
    assert not [label for form in luis.forms for label in form.buttons if label in ("Abrir", "Agregar un contacto")]
    fields = next(form.fields for form in luis.forms if "form" in form.fields)
    await luis.post("/partners/import", fields, files=[("files", ("p.csv", b"name\nX\n", "text/csv"))])
    assert luis.answer.status_code == 403
    assert len(await rows(yard, partner)) == 2


async def test_without_the_token_of_the_form_and_without_a_session_no_sheet_is_entered(yard):
    ana = await signed_in(yard, "Ana")
    for fields in ({}, {"form": "forged"}):
        await ana.post("/partners/import", fields, files=[("files", ("p.csv", b"name\nX\n", "text/csv"))])
        assert ana.answer.status_code == 403
    ana.client.cookies.clear()
    for path in ("/partners", "/programmes", "/bulletins", "/partners/template", "/partner/1"):
        await ana.get(path)
        assert ana.answer.status_code == 403
    assert await rows(yard, partner) == []


async def test_another_organisation_sees_none_of_it(yard):
    ana = await signed_in(yard, "Ana")
    await sent(ana, SHEET.encode())
    id = (await rows(yard, partner))[0].id
    piece = (await rows(yard, partner_evidence))[0].id
    with yard.apps[0].storage.engine.begin() as connection:
        connection.execute(sa.insert(organisation).values(id=2, name="Other"))
        connection.execute(sa.insert(site).values(id=99, organisation_id=2, name="There", zone="UTC"))
        connection.execute(sa.update(person).where(person.c.name == "Luis Vega").values(organisation_id=2, site_id=99))
    luis = await signed_in(yard, "Luis")

    assert "Fletes" not in await luis.get("/partners")
    for path in (f"/partner/{id}", f"/file/evidence/{piece}/{'0' * 64}"):
        await luis.get(path)
        assert luis.answer.status_code == 404


async def test_the_programs_say_their_days_with_the_next_reminder(yard):
    await yard.say("Ana", "/programs")
    await yard.press("Ana", "CTPAT", "Certified", "Annual review of the security profile")
    await yard.say("Ana", "2027-02-01")
    luis = await signed_in(yard, "Luis")

    told = await luis.get("/programmes")

    assert "CTPAT certificado" in told
    assert "1 de febrero de 2027" in told
    assert "Próximo recordatorio" in told


async def test_a_bulletin_at_the_page_says_who_has_not_seen_it_and_reminds_them(yard):
    ana = await signed_in(yard, "Ana")
    assert "No bulletin was sent yet." in await ana.get("/bulletins")
    await ana.press("New bulletin")
    await ana.write("Gate 3 is closed from Monday on.")
    await ana.press("Send it")
    await yard.settled()

    told = await ana.get("/bulletins")
    assert "Seen by 0 of 1" in told
    assert "Luis Vega" in told
    assert "They are reminded: 1." in await ana.press("Remind those who have not")


async def test_the_summary_says_what_stands_open_and_each_number_is_its_list(yard):
    ana = await signed_in(yard, "Ana")
    await yard.say("Ana", "/summary")
    assert "audit" not in yard.newest("Ana")
    await sent(ana, SHEET.encode())

    await yard.say("Ana", "/summary")

    assert "Partners that would fail an audit today: 2" in yard.newest("Ana")
    await yard.press("Ana", "Failing partners (2)")
    assert "2 of 2 would fail" in yard.newest("Ana")
    assert "Partners that would fail an audit today: 2" in await ana.get("/numbers")
    assert "Partners 2" in await ana.get("/partners?state=failing")
