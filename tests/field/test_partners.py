"""Partners: entered, shown to stand somewhere by a photo and its date, and found when they would fail an audit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.presses.buttons import encode
from bot.presses.partnering import OpenPartner, SetPartner, ShowPartners
from bot.store.sql import letter, partner, partner_evidence
from tests.field.filling import fill
from tests.field.house import House, house
from tests.field.test_actions import sends
from tests.field.test_due import pressed, rows


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Ana Torres", "manager", "en", "slack")
        made.enrol("Rosa Díaz", "manager", "es", "telegram")
        made.enrol("Greta Ruiz", "guard", "en", "telegram")
        made.enrol("Juan Pérez", "driver", "es", "telegram")
        yield made


async def added(yard: House, name: str = "Fletes del Bajío SA de CV") -> None:
    await yard.say("Ana", "/partner")
    await yard.press("Ana", "Add a partner")
    await yard.say("Ana", name)
    await yard.press("Ana", "Carrier")


async def certified(yard: House, dated: str = "2026-01-10") -> None:
    await yard.press("Ana", "Add evidence", "BASC certificate")
    await sends(yard, "Ana", "a photo")
    await yard.say("Ana", dated)
    await yard.press("Ana", "No end is printed on it")


async def test_a_basc_certificate_sent_as_a_photo_shows_where_a_carrier_stands_and_until_when(yard):
    await yard.say("Ana", "/partner")
    assert "No partners yet" in yard.newest("Ana")
    await added(yard)
    assert "Nothing on file" in yard.newest("Ana")

    await certified(yard)

    card = yard.newest("Ana")
    assert "Due soon" in card
    assert "counts until January 10, 2027" in card
    await yard.say("Rosa", "/socio fletes bajio")
    assert "cuenta hasta el 10 de enero de 2027" in yard.newest("Rosa")


async def test_words_instead_of_a_photo_show_nothing_and_a_day_to_come_is_no_date(yard):
    await added(yard)
    await yard.press("Ana", "Add evidence", "BASC certificate")
    await yard.say("Ana", "they have it, trust me")
    assert "Words alone do not show it" in yard.newest("Ana")
    await sends(yard, "Ana", "a photo")
    await yard.say("Ana", "2027-01-10")
    assert "future" in yard.newest("Ana")
    assert [row.ready for row in await rows(yard, partner_evidence)] == [False]

    await yard.say("Ana", "/failing")
    assert "1 of 1 would fail" in yard.newest("Ana")


async def test_an_oea_of_ecuador_counts_for_nothing_and_one_of_peru_with_security_does(yard):
    for country, security, state in (
        ("Ecuador", "Yes", "Does not count"),
        ("Perú", "No", "Does not count"),
        ("Peru", "Yes", "Due soon"),
    ):
        await added(yard, f"Agencia {country} {security} {'abcdefgh'[len(country)]}")
        await yard.press("Ana", "Add evidence", "AEO / OEA certificate")
        await sends(yard, "Ana", "a photo")
        await yard.say("Ana", "2026-01-10")
        await yard.press("Ana", "No end is printed on it")
        await yard.say("Ana", country)
        await yard.press("Ana", security)
        assert state in yard.newest("Ana")


async def test_who_would_fail_an_audit_today_is_one_command_with_the_worst_first(yard):
    await added(yard, "Good Carrier")
    await certified(yard)
    await added(yard, "Old Carrier")
    await certified(yard, "2024-01-10")
    await added(yard, "Bare Broker")

    await yard.say("Ana", "/failing")

    card = yard.newest("Ana")
    assert "2 of 3 would fail an audit today" in card
    assert card.index("Bare Broker") < card.index("Old Carrier")
    assert "Good Carrier" not in card
    await yard.say("Rosa", "/incumplen")
    assert "2 de 3" in yard.newest("Rosa")


async def test_news_of_a_suspension_reopens_a_partner_at_once(yard):
    await added(yard)
    await certified(yard)
    await yard.press(
        "Ana", "BASC certificate, January 10, 2026", "Suspended or withdrawn", "Yes, it was suspended or withdrawn"
    )

    assert "Suspended or withdrawn" in "\n".join(yard.screen("Ana"))
    await yard.say("Ana", "/failing")
    assert "1 of 1 would fail" in yard.newest("Ana")


async def test_managers_are_reminded_60_and_30_days_before_and_the_day_after_once_also_of_two_processes(
    tmp_path, postgres_url
):
    async with house(tmp_path, postgres_url, processes=2) as yard:
        yard.enrol("Ana Torres", "manager", "en", "slack")
        yard.enrol("Rosa Díaz", "manager", "es", "telegram")
        await added(yard)
        await certified(yard, "2026-02-10")
        seen = []
        for _ in range(90):
            before = len([row for row in await rows(yard, letter) if (row.key or "").startswith("partner/")])
            await yard.passes(24 * 60)
            after = len([row for row in await rows(yard, letter) if (row.key or "").startswith("partner/")])
            seen += [(f"{yard.clock():%m-%d}", after - before)] if after > before else []

        assert seen in ([("12-13", 2), ("01-12", 2), ("02-12", 2)], [("12-12", 2), ("01-11", 2), ("02-11", 2)])
        assert "expired after February 10, 2027" in yard.newest("Ana")


@pytest.mark.parametrize("first", ["Greta", "Juan"])
async def test_who_does_not_lead_sees_no_partner_and_changes_none(yard, first):
    await added(yard)
    await yard.say(first, "/partner Fletes")
    assert "Fletes" not in yard.newest(first)
    id = (await rows(yard, partner))[0].id
    for press in (ShowPartners(), OpenPartner(id), SetPartner(id, "risk", "low"), SetPartner(id, "end", "yes")):
        await pressed(yard, first, encode(press))
        assert "Fletes" not in "".join(yard.screen(first))

    assert [(row.risk, row.ended_at) for row in await rows(yard, partner)] == [("", None)]


async def test_another_organisation_has_its_own_partners(yard):
    await added(yard)
    with yard.apps[0].storage.engine.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO organisation (id, name, region, settings) VALUES (2, 'Other', 'MX', '{}')")
        )
        connection.execute(sa.update(partner).values(organisation_id=2))
    id = (await rows(yard, partner))[0].id

    await yard.say("Ana", "/partner")
    assert "No partners yet" in yard.newest("Ana")
    await pressed(yard, "Rosa", encode(SetPartner(id, "risk", "low")))

    assert [row.risk for row in await rows(yard, partner)] == [""]


async def test_a_guard_who_types_the_carrier_reads_where_it_stands_and_goes_on(yard):
    await added(yard, "Good Carrier")
    await certified(yard, "2026-06-10")
    await added(yard, "Bare Carrier")
    for typed, told in (
        ("good carrier", "🟢 Good Carrier: current."),
        ("Bare Carrier", "🔴 Bare Carrier: nothing on file."),
        ("Who?", "not in the list"),
    ):
        await fill(yard, "Greta", "seal-vvtt", "en", until="carrier", unit_kind="trailer", by_road="yes")
        await yard.say("Greta", typed)

        assert told in yard.newest("Greta")
        await yard.press("Greta", "Cancel", "Yes, cancel")


async def test_the_table_of_arrangements_answers_for_a_country_in_both_languages(yard):
    await yard.say("Ana", "/mra Colombia")
    assert "Colombia: arrangement signed 2023-04-17." in yard.newest("Ana")
    await yard.say("Rosa", "/arm España")
    assert "acuerdo firmado 2012-05" in yard.newest("Rosa")
    await yard.say("Rosa", "/arm Ecuador")
    assert "ningún acuerdo en nuestra tabla" in yard.newest("Rosa")
    await yard.say("Ana", "/mra")
    assert "Table checked" in yard.newest("Ana")


async def test_a_membership_has_dates_which_remind_90_60_and_30_days_before(yard):
    await yard.say("Ana", "/programs")
    assert "No program is entered yet" in yard.newest("Ana")
    await yard.press("Ana", "CTPAT", "Certified", "Annual review of the security profile")
    await yard.say("Ana", "2027-02-20")
    assert "in 91 days" in yard.newest("Ana")

    seen = []
    for _ in range(95):
        before = len(yard.screen("Rosa"))
        await yard.passes(24 * 60)
        if len(yard.screen("Rosa")) > before:
            seen.append(yard.newest("Rosa").splitlines()[0])

    assert [line for line in seen if "Revisión anual" in line] == [
        f"CTPAT, Revisión anual del perfil de seguridad: 20 de febrero de 2027, faltan {left} días."
        for left in (90, 60, 30)
    ] + ["CTPAT, Revisión anual del perfil de seguridad: 20 de febrero de 2027 ya pasó, hace 1 días."]


async def test_the_type_of_company_decides_whether_there_is_a_tier_and_which_criteria_are_found(yard):
    await yard.say("Ana", "/programs")
    await yard.press("Ana", "CTPAT", "Certified")
    assert "Tier 2" not in yard.newest("Ana")
    await yard.say("Ana", "/programs")
    await yard.press("Ana", "Type of company", "U.S. importer")
    await yard.press("Ana", "CTPAT", "Tier 2")
    assert "certified, Tier 2" in yard.newest("Ana")
    await yard.say("Ana", "/programs")
    await yard.press("Ana", "Type of company", "Licensed U.S. customs broker")

    assert "Tier" not in yard.newest("Ana")
    await yard.say("Ana", "/criterion 3")
    assert "3.1" in yard.newest("Ana")
    assert "3.5" not in yard.newest("Ana")
    await yard.say("Ana", "/criterion 3.5")
    assert "It does not apply to your type of company." in yard.newest("Ana")
