"""People come in by themselves, with a code that somebody gave them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.store.codes import shown
from bot.store.invitations import Invited
from bot.store.qr import drawn
from bot.store.sql import file, invitation, line, person, petition
from bot.store.tables import Organisation, Site
from tests.conftest import LINES
from tests.field.house import House, house

WELCOME = "Le damos la bienvenida a Transportes del Norte. Esto es lo que puede hacer."
BOT = "sello_demo_bot"
NO_GOOD = "That code does not work. Check it, or ask your manager for a new one."
WAIT = "That was the wrong code five times. Wait an hour, or ask your manager to add you."


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Ana, an administrator, reads English on Telegram; Juan, a driver, Spanish on Slack."""
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        made.enrol("Ana Torres", "admin")
        made.enrol("Juan Pérez", "driver", "es", "slack")
        yield made


def stranger(home: House, name: str, lang: str = "es", channel: str = "telegram") -> None:
    number = 9000 + len(home.seats)
    home._account(name, channel, number, lang)


async def invited(home: House, **given: object) -> str:
    """A code of Ana's for a driver at the yard, unless it is for somebody else."""
    whom = {"role": "driver", "lang": "es", "made_by": home.people["Ana Torres"], **given}
    made = Invited(1, home.sites["Laredo yard"], **whom)  # type: ignore[arg-type]
    return await home.apps[0].storage.transaction(lambda tx: tx.invitations.make(made, home.clock()))


async def who(home: House, account: str) -> tuple[str, str, str, str] | None:
    over = LINES["slack" if ":" in account else "telegram"]
    found = await home.apps[0].storage.transaction(lambda tx: tx.people.who(over, account))
    return (found.name, found.role, found.site, found.lang) if found else None


async def rows(home: House, table: sa.Table) -> list[sa.Row]:
    return await home.apps[0].storage.transaction(lambda tx: list(tx.connection.execute(sa.select(table))))


async def test_whoever_opens_the_link_is_in_and_reads_the_menu_in_their_language(home):
    stranger(home, "Rosa", "en")
    code = await invited(home)

    await home.say("Rosa", f"/start {code}")

    assert await who(home, "9002") == ("Rosa", "driver", "Laredo yard", "es")
    assert home.newest("Rosa").splitlines()[0].endswith(WELCOME)
    assert "Hola, Rosa." in home.newest("Rosa")
    assert len(home.screen("Rosa")) == 1
    assert home.newest("Ana") == "Rosa has joined as driver at Laredo yard."


@pytest.mark.parametrize("typed", ["{}", "unirme {}", "join {}", "Unirme {}.", "/unirme {}"])
async def test_in_slack_the_code_is_typed(home, typed):
    stranger(home, "Rosa Díaz", channel="slack")
    code = await invited(home)

    await home.say("Rosa", typed.format(shown(code).lower()))

    assert await who(home, "T0DEMO:U9002") == ("Rosa Díaz", "driver", "Laredo yard", "es")
    assert WELCOME in home.newest("Rosa")


async def test_an_open_request_is_settled_by_the_code(home):
    stranger(home, "Rosa")
    await home.say("Rosa", "hola")
    code = await invited(home)

    await home.say("Rosa", shown(code))

    assert "Rosa has been added already." in home.screen("Ana")
    assert not any("[Add]" in seen for seen in home.screen("Ana"))
    (asked,) = await rows(home, petition)
    assert (asked.decided_by, asked.person_id) == (home.people["Ana Torres"], 3)


async def test_used_and_unknown_codes_sound_the_same(home):
    for name in ("Rosa", "Beto", "Caro"):
        stranger(home, name, "en")
    code = await invited(home)
    await home.say("Rosa", code)

    await home.say("Beto", code)
    await home.say("Caro", "ZZZZZ-ZZZZ9")

    assert home.screen("Beto") == home.screen("Caro") == [NO_GOOD]
    assert await who(home, "9003") is await who(home, "9004") is None


async def test_an_expired_code_is_said_to_be_that(home):
    stranger(home, "Rosa")
    code = await invited(home)
    home.clock.at += timedelta(days=8)

    await home.say("Rosa", code)

    assert home.newest("Rosa") == "Ese código venció. Pida uno nuevo."
    assert await who(home, "9002") is None


async def test_five_wrong_codes_make_a_pause_of_an_hour_that_is_said_once(home):
    stranger(home, "Rosa", "en")
    code = await invited(home)

    for last in "23456789":
        await home.say("Rosa", f"ZZZZZ-ZZZZ{last}")
    await home.say("Rosa", code)

    assert home.screen("Rosa") == [NO_GOOD] * 4 + [WAIT]
    assert await who(home, "9002") is None

    await home.passes(60)
    await home.say("Rosa", code)
    assert await who(home, "9002") is not None


async def test_the_pause_is_for_one_account_alone_and_danger_is_answered_in_it(home):
    stranger(home, "Rosa", "en")
    stranger(home, "Beto", "en")
    for last in "23456":
        await home.say("Rosa", f"ZZZZZ-ZZZZ{last}")

    await home.say("Rosa", "help, they have guns")
    await home.say("Beto", await invited(home))

    assert "If you are in danger" in home.newest("Rosa")
    assert await who(home, "9003") is not None


async def test_whoever_sends_the_code_again_is_told_that_they_are_in(home):
    stranger(home, "Rosa")
    code = await invited(home)
    await home.say("Rosa", code)

    await home.say("Rosa", code)

    assert len(await rows(home, person)) == 3
    assert "Usted ya tiene acceso. El código no se usó." in home.newest("Rosa")


@pytest.mark.parametrize("typed", ["/start {}", "/join {}", "join {}", "{}"])
async def test_somebody_we_know_does_not_use_up_the_code_of_another(home, typed):
    code = await invited(home)

    await home.say("Ana", typed.format(shown(code)))

    assert "You have access already. The code was not used." in home.newest("Ana")
    stranger(home, "Rosa")
    await home.say("Rosa", code)
    assert await who(home, "9002") is not None


async def test_somebody_without_a_name_is_asked_for_one(home):
    stranger(home, "🚚")
    code = await invited(home)

    await home.say("🚚", code)
    assert home.newest("🚚").splitlines() == [
        "¿Cuál es su nombre? Escriba esto con su nombre al final:", f"unirme {shown(code)} …",
    ]  # fmt: skip

    await home.say("🚚", f"unirme {shown(code)} Rosa Díaz")
    assert await who(home, "9002") == ("Rosa Díaz", "driver", "Laredo yard", "es")


async def test_the_name_on_the_invitation_is_the_name(home):
    stranger(home, "rosy")

    await home.say("rosy", await invited(home, name="Rosa Díaz"))

    assert (await who(home, "9002") or ("",))[0] == "Rosa Díaz"


async def test_nobody_comes_in_by_the_code_of_somebody_who_has_left(home):
    stranger(home, "Rosa", "en")
    code = await invited(home)
    await home.apps[0].storage.transaction(lambda tx: tx.people.leave(home.people["Ana Torres"], home.clock()))

    await home.say("Rosa", code)

    assert home.newest("Rosa") == NO_GOOD


async def test_the_code_of_the_next_organisation_is_no_good_at_our_bot(home):
    with Session(home.apps[0].storage.engine) as session:
        session.connection().execute(sa.update(line).values(organisation_id=1))
        session.add(Organisation(id=2, name="Aduanas del Sur"))
        session.flush()
        session.add(place := Site(organisation_id=2, name="Muelle", zone="America/Tijuana"))
        session.commit()
        theirs = Invited(2, int(place.id or 0), "admin", "en")
    code = await home.apps[0].storage.transaction(lambda tx: tx.invitations.make(theirs, home.clock()))
    stranger(home, "Rosa", "en")

    await home.say("Rosa", code)

    assert home.newest("Rosa") == NO_GOOD
    assert [row.used_at for row in await rows(home, invitation)] == [None]


@pytest.mark.parametrize(
    ("typed", "pressed", "until"),
    [("menu", ["Invite somebody"], "11:34"), ("invite", [], "11:33"), ("invitar", [], "11:33")],
)
async def test_an_administrator_makes_an_invitation_with_a_few_taps(home, typed, pressed, until):
    await home.say("Ana", typed)
    await home.press("Ana", *pressed, "Guard", "Español")

    made = home.screen("Ana")[-2]
    found = re.search(r"Slack: unirme (\w{5})-(\w{5})", made)
    assert found
    assert made.splitlines() == [
        "Invitation: guard, Laredo yard",
        f"Pass this on to one person. It works once, until 11/28/26, {until} AM.",
        "Transportes del Norte le da acceso a Sello. Abra el enlace o envíe este texto a Sello en la aplicación indicada:",
        f"Telegram: https://t.me/{BOT}?start={found[1]}{found[2]}",
        f"Slack: unirme {found[1]}-{found[2]}",
        "[Menu]",
    ]

    stranger(home, "Rosa", "en")
    await home.say("Rosa", f"/start {found[1]}{found[2]}")
    assert await who(home, "9002") == ("Rosa", "guard", "Laredo yard", "es")
    assert home.newest("Ana") == "Rosa has joined as guard at Laredo yard."


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_the_link_comes_as_a_picture_to_be_scanned_as_well(home, channel):
    home.enrol("Luis Paz", "admin", "en", channel)
    await home.say("Luis", "invite")
    await home.press("Luis", "Guard", "Español")

    card, picture = home.seat("Luis").seen()[-2:]
    link = re.search(r"https://t.me/\S+", "\n".join(card.lines))
    assert link
    assert len(picture.files) == 1
    assert drawn(link[0]) == sent_picture(home, channel)


def sent_picture(home: House, channel: str) -> bytes:
    """The bytes of the last picture that Luis was sent."""
    if channel == "slack":
        (shared,) = home.at_slack("Luis").messages[-1]["files"]
        found = home.demo.slack.files.get(shared["id"])
        return found.content
    (photo,) = home.seat("Luis").person.messages[-1]["photo"][-1:]  # type: ignore[attr-defined]
    return home.demo.telegram._world.shelf.file(photo["file_id"]).data


async def test_a_link_is_nowhere_kept_as_a_picture(home):
    await home.say("Ana", "invite")
    await home.press("Ana", "Guard", "Español")

    assert await rows(home, file) == []
    assert not [one for one in (home.folder / "media").rglob("*") if one.is_file()]


async def test_of_several_sites_the_invitation_is_for_one(home):
    home.enrol("Luis", "guard", "en", "slack", site="Tijuana dock")
    stranger(home, "Rosa")
    await home.say("Ana", "menu")
    await home.press("Ana", "Invite somebody", "Driver", "English", "Tijuana dock")

    await home.say("Rosa", code_in(home.screen("Ana")[-2]))

    assert await who(home, "9003") == ("Rosa", "driver", "Tijuana dock", "en")


async def test_only_those_who_may_add_people_invite(home):
    home.enrol("Luis", "manager")
    await home.say("Luis", "menu")
    await home.say("Juan", "menú")

    assert "Invite somebody" not in home.newest("Luis")
    assert "Invitar a alguien" not in home.newest("Juan")

    await home.say("Juan", "invitar")

    assert "¿Qué va a hacer aquí?" not in home.newest("Juan")


async def test_without_an_administrator_a_manager_invites(home):
    home.enrol("Luis", "manager")
    await home.apps[0].storage.transaction(lambda tx: tx.people.leave(home.people["Ana Torres"], home.clock()))

    await home.say("Luis", "menu")

    assert "[Invite somebody]" in home.newest("Luis")


async def test_a_list_that_was_begun_in_slack_goes_on_in_telegram(home):
    stranger(home, "Juan")
    await begin(home, "Juan", "slack")
    asked = home.newest("Juan", "slack")
    await home.say("Juan", "/vincular", "slack")
    shown_code = home.newest("Juan", "slack")
    link = re.search(rf"https://t.me/{BOT}\?start=(\w+)", shown_code)
    assert link
    assert "Usar también otra aplicación" in shown_code

    await home.say("Juan", f"/start {link[1]}", "telegram")

    assert await who(home, "9002") == ("Juan Pérez", "driver", "Laredo yard", "es")
    assert len(await rows(home, person)) == 2
    card = home.newest("Juan", "telegram").splitlines()
    assert card[0].endswith("Esta cuenta ya está vinculada a usted. Continúe donde se quedó.")
    assert set(asked.splitlines()) & set(card[1:])
    told = "Telegram ya está vinculado a su cuenta. Si no fue usted, avise a su gerente."
    assert any(told in seen for seen in home.screen("Juan", "slack"))


async def test_the_other_account_is_linked_from_telegram_to_slack_as_well(home):
    stranger(home, "Ana", "en", "slack")
    await home.say("Ana", "menu", "telegram")
    await home.press("Ana", "Help", "Use another app too", channel="telegram")
    code = code_in(home.newest("Ana", "telegram"))

    await home.say("Ana", f"join {code}", "slack")

    assert await who(home, "T0DEMO:U9002") == ("Ana Torres", "admin", "Laredo yard", "en")
    assert "This account is linked to you now. Go on where you were." in home.newest("Ana", "slack")
    assert home.newest("Ana", "telegram") == (
        "Slack is linked to your account now. If that was not you, tell your manager."
    )
    await home.say("Ana", "help", "telegram")
    assert "[Use another app too]" not in home.newest("Ana", "telegram")


async def test_a_code_for_another_account_is_good_for_a_quarter_of_an_hour(home):
    stranger(home, "Ana", "en", "slack")
    await home.say("Ana", "/link", "telegram")
    code = code_in(home.newest("Ana", "telegram"))
    home.clock.at += timedelta(minutes=15)

    await home.say("Ana", code, "slack")

    assert home.newest("Ana", "slack") == "That code has expired. Please ask for a new one."


async def test_an_account_that_belongs_to_somebody_else_is_not_taken(home):
    await home.say("Ana", "/link")
    code = code_in(home.newest("Ana"))

    await home.say("Juan", f"unirme {code}")

    assert "Usted ya tiene acceso. El código no se usó." in home.newest("Juan")
    assert await who(home, "T0DEMO:U7001") == ("Juan Pérez", "driver", "Laredo yard", "es")


async def begin(home: House, first: str, channel: str) -> None:
    """An inspection, at its first question."""
    await home.say(first, "inspecciones", channel)
    button = next(line for line in home.newest(first, channel).splitlines() if "7 puntos" in line or "17" in line)
    await home.press(first, button.strip("[]"), channel=channel)


def code_in(seen: str) -> str:
    """The code on somebody's screen."""
    found = re.search(r"\b(\w{5}-\w{5})\b|start=(\w{10})", seen)
    assert found
    return found[1] or found[2]
