"""What an organisation keeps besides its forms proves criteria, too: partners, acknowledged procedures, bulletins, corrective actions
that were closed, sealed days. Each number opens its list, for whom it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.presses.buttons import encode
from bot.presses.profiling import ShowProof
from bot.store.proofs import seal
from tests.field.filling import fill
from tests.field.house import House, house
from tests.field.test_actions import forged
from tests.field.test_manual import publishes, reads
from tests.field.test_partners import added, certified


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """Ana, a manager, is on Slack; Rosa, a manager, Sara, who looks after security, and Luis, a driver, on Telegram in Spanish."""
    async with house(tmp_path, database_url) as made:
        made.clock.set("2026-11-23 10:00")
        made.enrol("Ana Torres", "manager", "en", "slack")
        made.enrol("Rosa Díaz", "manager", "es", "telegram")
        made.enrol("Sara Paz", "security", "es", "telegram")
        made.enrol("Luis Vega", "driver", "es", "telegram")
        yield made


def button_of(yard: House, first: str, begin: str) -> str:
    return next(one for one in yard.seat(first).seen()[-1].buttons if one.startswith(begin))


async def test_a_partner_that_shows_its_status_proves_the_criterion_and_one_that_does_not_is_missing(
    yard: House,
) -> None:
    await yard.say("Ana", "/evidence 3.4")
    assert "Not attached: Partners and their status" in yard.newest("Ana")
    await added(yard)
    await certified(yard, "2026-06-10")

    await yard.say("Ana", "/evidence 3.4")
    card = yard.newest("Ana")
    assert "On record" in card
    assert "Proofs of a partner's status" in card
    assert "Not attached" not in card
    await yard.press("Ana", button_of(yard, "Ana", "Proofs of a partner's status: 1"))
    assert "Fletes del Bajío" in yard.newest("Ana")
    assert "BASC certificate" in yard.newest("Ana")
    await added(yard, "Bodegas sin papeles")
    await yard.say("Rosa", "/evidencia 3.4")
    assert "Socios que hoy no pasarían una auditoría: 1" in yard.newest("Rosa")
    assert "Registrado en parte" in yard.newest("Rosa")


async def test_a_certificate_that_was_withdrawn_proves_nothing(yard: House) -> None:
    await added(yard)
    await certified(yard, "2026-06-10")
    await yard.press(
        "Ana", "BASC certificate, June 10, 2026", "Suspended or withdrawn", "Yes, it was suspended or withdrawn"
    )

    await yard.say("Rosa", "/evidencia 3.4")

    assert "Nada registrado" in yard.newest("Rosa")
    assert "Socios que hoy no pasarían una auditoría: 1" in yard.newest("Rosa")


async def test_whoever_looks_after_security_reads_how_many_and_not_of_which_partners(yard: House) -> None:
    await added(yard)
    await certified(yard, "2026-06-10")

    await yard.say("Sara", "/evidencia 3.4")
    assert "Comprobantes del estado de un socio" in yard.newest("Sara")
    assert "[Comprobantes" not in yard.newest("Sara")
    await forged(yard, "7002", encode(ShowProof("3.4", "partners")), "telegram")
    await forged(yard, "7003", encode(ShowProof("3.4", "partners")), "telegram")

    assert "Fletes" not in "".join((*yard.screen("Sara"), *yard.screen("Luis")))


async def test_a_procedure_that_was_acknowledged_is_the_written_one_and_opens_who_has_read_it(yard: House) -> None:
    await yard.say("Ana", "/evidence 6.1")
    assert "Not attached: Written procedure" in yard.newest("Ana")
    await publishes(yard, "Seal control")
    await reads(yard, "Luis", "Control de sellos", "es")

    await yard.say("Ana", "/evidence 6.1")
    assert "Not attached" not in yard.newest("Ana")
    await yard.press("Ana", button_of(yard, "Ana", "Procedures acknowledged: 1"))
    assert "Luis Vega" in yard.newest("Ana")
    assert "Seal control" in yard.newest("Ana")
    await yard.restart()
    await yard.say("Rosa", "/evidencia 6.1")
    await yard.press("Rosa", button_of(yard, "Rosa", "Procedimientos leídos y confirmados: 1"))
    assert "Control de sellos" in yard.newest("Rosa")


async def test_a_bulletin_that_was_seen_makes_aware_and_is_not_said_to_be_shared_with_partners(yard: House) -> None:
    await yard.say("Ana", "/bulletin Two trailers were followed near the bridge.")
    await yard.press("Ana", "Which roles", "Driver", "Done", "Handling", "Internal only", "Send it")
    await yard.passes(1)
    await yard.press("Luis", "Visto")

    await yard.say("Ana", "/evidence 4.4")
    assert "Bulletins seen" not in yard.newest("Ana")
    await yard.say("Ana", "/evidence 12.1")
    await yard.press("Ana", button_of(yard, "Ana", "Bulletins seen: 1"))
    assert "Two trailers were followed" in yard.newest("Ana")
    assert "seen by 1 of 1" in yard.newest("Ana")


async def test_sealed_days_show_that_an_altered_record_would_be_found(yard: House) -> None:
    storage = yard.apps[0].storage
    await fill(yard, "Ana", "seals-received", "en", first="UL0012345", last="UL0012346")
    await yard.passes(60 * 48)
    for _ in range(20):
        await storage.transaction(lambda tx: seal(tx, 1, yard.clock()))

    await yard.say("Ana", "/evidence 4.5")
    await yard.press("Ana", button_of(yard, "Ana", "Days of records sealed: "))

    assert "things sealed" in yard.newest("Ana")
