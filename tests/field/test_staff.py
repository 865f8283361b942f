"""Whoever decides who comes in changes roles and sites in chat, and ends the access of who has left."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.channels.channel import Heard
from bot.presses.buttons import encode
from bot.presses.staffing import HasLeft, NewRole, NewSite, ShowPerson
from bot.store.sql import person
from bot.store.tables import Handle, Organisation, Person, Site
from tests.conftest import LINES
from tests.field.house import House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Ana, an administrator, reads English on Slack; Juan, a driver, Spanish on Telegram; Luis is a guard in Tijuana."""
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        made.enrol("Ana Torres", "admin", "en", "slack")
        made.enrol("Juan Pérez", "driver", "es")
        made.enrol("Luis Mora", "guard", "en", site="Tijuana dock")
        yield made


async def who(home: House, name: str) -> tuple[str, int, bool]:
    query = sa.select(person.c.role, person.c.site_id, person.c.left_at).where(person.c.id == home.people[name])
    role, site, left = await home.apps[0].storage.transaction(lambda tx: tx.connection.execute(query).one())
    return role, site, left is not None


async def test_an_administrator_gives_somebody_another_role_and_another_site_and_they_read_it(home):
    await home.say("Ana", "menu")
    await home.press("Ana", "Staff", "Juan Pérez, driver, Laredo yard", "Another role", "Guard")

    assert await who(home, "Juan Pérez") == ("guard", home.sites["Laredo yard"], False)
    assert home.newest("Ana").splitlines()[:4] == ["Juan Pérez", "Changed.", "Role: guard", "Site: Laredo yard"]
    assert "Ana Torres cambió su acceso: ahora usted es vigilante en Laredo yard." in home.newest("Juan")

    await home.press("Ana", "Another site", "Tijuana dock")
    assert await who(home, "Juan Pérez") == ("guard", home.sites["Tijuana dock"], False)


async def test_who_has_left_is_out_at_once_and_gets_nothing_anymore(home):
    await home.say("Ana", "staff juan")
    await home.press("Ana", "Juan Pérez, driver, Laredo yard", "Has left")
    assert await who(home, "Juan Pérez") == ("driver", home.sites["Laredo yard"], False)
    await home.press("Ana", "Yes, has left")

    assert home.newest("Ana").splitlines()[0] == "Juan Pérez has no access anymore."
    assert await who(home, "Juan Pérez") == ("driver", home.sites["Laredo yard"], True)
    before = len(home.screen("Juan"))
    await home.say("Juan", "menu")
    assert not any("¿Qué desea hacer?" in seen for seen in home.screen("Juan")[before:])


async def test_a_name_is_found_by_its_beginning_and_a_word_about_people_is_no_order(home):
    await home.say("Ana", "staff per")
    assert [line for line in home.newest("Ana").splitlines() if line.startswith("[") and "," in line] == [
        "[Juan Pérez, driver, Laredo yard]"
    ]

    await home.say("Ana", "staff hiding in the trailer")
    assert "Juan Pérez, driver" not in home.newest("Ana")


async def test_nobody_changes_their_own_access(home):
    await home.say("Ana", "staff ana")
    await home.press("Ana", "Ana Torres, administrator, Laredo yard")

    assert home.seat("Ana").toasts()
    assert await who(home, "Ana Torres") == ("admin", home.sites["Laredo yard"], False)


async def test_neither_a_worker_nor_the_next_organisation_changes_anybody(home):
    with Session(home.apps[0].storage.engine) as session:
        session.add(Organisation(id=2, name="Aduanas del Sur"))
        session.flush()
        session.add(site := Site(organisation_id=2, name="Muelle", zone="America/Tijuana"))
        session.flush()
        place = int(site.id or 0)
        eva = Person(organisation_id=2, site_id=place, name="Eva Sol", role="admin", lang="en", joined_at=home.clock())
        session.add(eva)
        session.flush()
        account = home._account("Eva Sol", "telegram", 9900, "en")
        session.add(Handle(person_id=eva.id, line_id=LINES["telegram"], account=account, address=account))
        session.commit()
    juan, luis = home.people["Juan Pérez"], home.people["Luis Mora"]

    for first in ("Eva", "Juan"):
        for press in (ShowPerson(luis), NewRole(luis, "admin"), NewSite(luis, place), HasLeft(luis, sure=True)):
            await forged(home, first, encode(press))
        await home.say(first, "staff")
    await forged(home, "Juan", encode(NewRole(juan, "admin")))

    assert await who(home, "Luis Mora") == ("guard", home.sites["Tijuana dock"], False)
    assert (await who(home, "Juan Pérez"))[0] == "driver"
    assert not any("Luis" in seen for first in ("Eva", "Juan") for seen in home.screen(first))
    assert "Solo los administradores pueden hacer cambios en el personal." in home.newest("Juan")


async def test_a_site_of_the_next_organisation_is_asked_again(home):
    with Session(home.apps[0].storage.engine) as session:
        session.add(Organisation(id=2, name="Aduanas del Sur"))
        session.flush()
        session.add(Site(id=99, organisation_id=2, name="Muelle", zone="America/Tijuana"))
        session.commit()

    home.clock.at += timedelta(minutes=1)
    account = "T0DEMO:U7000"
    press = encode(NewSite(home.people["Juan Pérez"], 99))
    await home.apps[0].hearing.hear(
        Heard("slack", "f1", account, account, home.clock.at, press=press, line=LINES["slack"])
    )
    await home.settled()

    assert await who(home, "Juan Pérez") == ("driver", home.sites["Laredo yard"], False)


async def forged(home: House, first: str, data: str) -> None:
    """Anybody can forge a button."""
    home.clock.at += timedelta(minutes=1)
    account = str(home.seat(first, "telegram").person.id)  # type: ignore[attr-defined]
    heard = Heard("telegram", f"forged {home.clock.at}", account, account, home.clock.at, press=data, line=1)
    await home.apps[0].hearing.hear(heard)
    await home.settled()
