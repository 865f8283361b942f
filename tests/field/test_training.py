"""Training that counts: how people stand with it, who is reminded, and the certificate of what was passed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.channels.channel import Heard
from bot.engine.flow import Step
from bot.engine.kinds import Choice
from bot.engine.talk import Text
from bot.presses.buttons import encode
from bot.presses.every import MenuPress
from bot.presses.papering import SendCertificate
from bot.presses.training import RemindLearner, ShowLearner, ShowLearners, ShowTopics
from bot.sandbox.telegram.person import TelegramPerson
from bot.store.sql import published, run
from bot.store.tables import Organisation, Person, Site
from tests.conftest import LINES
from tests.field.house import TEAM, House, house
from tests.field.test_papers import documents
from tests.field.test_papers import text as text_of
from tests.saying import LIBRARY, WORDING

QUIZ = LIBRARY.today["seals"]


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Ana, a manager on Slack in English, Lucía one on Telegram in Spanish; Sara supervises the yard, Greta guards it on Slack, Beto
    drives from the dock on Telegram."""
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        made.enrol("Ana Torres", "manager", "en", "slack")
        made.enrol("Lucía Herrera", "manager", "es")
        made.enrol("Sara Gil", "supervisor", "en")
        made.enrol("Greta Ruiz", "guard", "en", "slack")
        made.enrol("Beto Gil", "driver", "es", site="Tijuana dock")
        yield made


async def does(home: House, first: str, lang: str, wrong: int = 0, flow: str = "seals") -> list[Step]:
    """Somebody does a quiz, with so many wrong answers at first; the questions that were wrong."""
    before = home.newest(first) if home.screen(first) else ""
    await home.say(first, f"/quiz {flow}" if (first, "telegram") in home.seats else f"quiz {flow}")
    assert home.newest(first) != before
    asked: list[Step] = []
    for number in range(20):
        step = _open(home, first, lang, flow)
        if step is None:
            return asked[:wrong]
        asked.append(step)
        await home.press(first, _label(step, lang, right=number >= wrong))
    raise AssertionError(home.newest(first))


async def forges(home: House, first: str, press: MenuPress) -> None:
    """Anybody can forge a button."""
    home.clock.at += timedelta(minutes=1)
    person = home.seat(first).person  # type: ignore[attr-defined]
    channel = "telegram" if isinstance(person, TelegramPerson) else "slack"
    account = str(person.id) if channel == "telegram" else f"{TEAM}:{person.user_id}"
    address = account if channel == "telegram" else person.channel
    delivery = f"forged {home.clock.at}"
    heard = Heard(channel, delivery, account, address, home.clock.at, press=encode(press), line=LINES[channel])
    await home.apps[0].hearing.hear(heard)
    await home.settled()


def _open(home: House, first: str, lang: str, flow: str) -> Step | None:
    """The question that stands on the newest card with its buttons."""
    newest = home.newest(first)
    steps = LIBRARY.today[flow].questions
    return next((s for s in steps if all(f"[{_said(o.label, lang)}]" in newest for o in _choices(s))), None)


def _choices(step: Step) -> tuple:
    assert isinstance(step.kind, Choice)
    return step.kind.choices


def _said(text, lang: str) -> str:
    return WORDING.say(text, WORDING.regional(lang, "MX"))


def _label(step: Step, lang: str, *, right: bool) -> str:
    return next(_said(o.label, lang) for o in _choices(step) if (o.id == step.wanted) is right)


@pytest.mark.parametrize(
    ("first", "lang", "word", "begin", "certificate", "passed"),
    [
        (
            "Greta",
            "en",
            "training",
            "Begin: High-security seals",
            "Certificate: High-security seals",
            "Passed November 21, 2026, 100%, edition 2; due",
        ),
        (
            "Beto",
            "es",
            "/capacitacion",
            "Comenzar: ",
            "Constancia: ",
            "La aprobó el 21 de noviembre de 2026, 100%, edición 2;",
        ),
    ],
)
async def test_everybody_sees_what_they_have_passed_and_begins_what_is_due(
    home, first, lang, word, begin, certificate, passed
):
    await home.say(first, word)
    assert begin in home.newest(first)
    assert passed not in home.newest(first)
    assert certificate not in home.newest(first)

    await does(home, first, lang)
    await home.say(first, word)

    assert passed in home.newest(first)
    assert certificate in home.newest(first)


@pytest.mark.parametrize(("first", "lang", "label"), [("Greta", "en", "Certificate"), ("Beto", "es", "Constancia")])
async def test_whoever_passes_gets_the_certificate_in_both_languages(home, first, lang, label):
    await does(home, first, lang)
    await home.press(first, label)
    await home.press(first, label)

    ((name, pdf),) = documents(home, first)
    said = text_of(pdf)
    assert name.endswith("-certificate.pdf")
    for words in (
        "Certificate of training",
        "Constancia de capacitación",
        "100%",
        home.full(first),
        "Transportes del Norte",
        "6.1",
    ):
        assert words in said, (words, said)


async def test_whoever_fails_sees_what_was_wrong_and_again_and_gets_no_certificate(home):
    await does(home, "Greta", "en", wrong=6)

    assert "[Again]" in home.newest("Greta")
    assert "[Certificate]" not in home.newest("Greta")
    assert "right is:" in home.newest("Greta")
    await forges(home, "Greta", SendCertificate(1))
    assert documents(home, "Greta") == []


DAYS = {flow.id: flow.again for flow in LIBRARY.today.values() if flow.again}


async def passed(home: House, name: str, ago: int, *flows: str, digest: str = "", score: int = 90) -> None:
    """It was passed so many days ago."""

    def write(tx) -> None:
        for flow in flows:
            row = {
                "organisation_id": 1, "site_id": home.sites["Laredo yard"], "person_id": home.people[name], "flow_id": flow,
                "digest": digest or LIBRARY.today[flow].digest, "status": "finished", "version": 1, "state": "{}",
                "began_at": home.clock() - timedelta(days=ago), "touched_at": home.clock() - timedelta(days=ago),
                "finished_at": home.clock() - timedelta(days=ago), "outcome": "passed", "severity": "", "score": score,
                "passed": True, "number": f"X-{home.people[name]}-{flow}-{ago}", "unit": "", "confidential": False,
            }  # fmt: skip
            tx.connection.execute(sa.insert(run).values(**row))

    await home.apps[0].storage.transaction(write)


@pytest.mark.parametrize(
    ("first", "word", "people", "topics", "remind", "begin"),
    [
        ("Ana", "training", "By person", "By topic", "Remind", "Training is due for you. Ana Torres asks you to do it."),
        (
            "Lucía", "/capacitacion", "Por persona", "Por tema", "Recordar",
            "Training is due for you. Lucía Herrera asks you to do it.",
        ),
    ],
)  # fmt: skip
async def test_a_manager_sees_who_has_most_to_do_and_reminds_them_once(
    home, first, word, people, topics, remind, begin
):
    asked = [flow for flow in DAYS if "guard" in LIBRARY.today[flow].roles]
    await passed(home, "Greta Ruiz", 30, *asked[2:])
    await passed(home, "Greta Ruiz", 400, asked[0])
    await home.say(first, word)
    await home.press(first, people)
    listed = [line for line in home.newest(first).splitlines() if line.startswith("[")]
    people_ = [one.split(":")[0][1:] for one in listed if one.split(":")[0][1:] in home.people]
    assert people_[-1] == "Greta Ruiz"  # who has most to do comes first
    assert any(one.startswith("[Greta Ruiz: 2 ") for one in listed)
    await home.press(first, next(one for one in listed if one.startswith("[Greta"))[1:-1])
    assert home.newest(first).splitlines()[0] == "Greta Ruiz", home.screen(first)

    await home.press(first, remind, remind)

    told = [card for card in home.screen("Greta") if begin in card]
    assert len(told) == 1
    assert told[0].count("[Begin: ") == 2
    await home.press(first, topics)
    assert WORDING.say(Text(LIBRARY.today[asked[0]].title), "es" if first == "Lucía" else "en") in home.newest(first)


@pytest.mark.parametrize("words", ["greta", "Greta Ruiz", "ruiz gre"])
async def test_somebody_is_found_by_their_name(home, words):
    await home.say("Ana", f"training {words}")

    assert home.newest("Ana").splitlines()[0] == "Greta Ruiz"


@pytest.mark.parametrize("first", ["Greta", "Beto"])
async def test_who_looks_after_nobody_gets_nothing_of_others(home, first):
    await home.say(first, "/training Ana" if first == "Beto" else "training Ana")
    for press in (
        ShowLearner(home.people["Ana Torres"]),
        ShowLearners(),
        ShowTopics(),
        RemindLearner(home.people["Ana Torres"]),
    ):
        await forges(home, first, press)

    assert not any("Ana Torres" in card for card in home.screen(first))
    assert home.screen("Ana") == []


async def test_a_supervisor_sees_their_own_site_and_nobody_sees_another_organisation(home):
    with Session(home.apps[0].storage.engine) as session:
        session.add(Organisation(id=2, name="Otra"))
        session.flush()
        session.add(Site(id=90, organisation_id=2, name="Otra planta", zone="UTC"))
        session.flush()
        session.add(
            Person(
                id=900,
                organisation_id=2,
                site_id=90,
                name="Nemo Ajeno",
                role="guard",
                lang="en",
                joined_at=home.clock(),
            )
        )
        session.commit()

    await forges(home, "Sara", ShowLearners())
    assert "Greta Ruiz" in home.newest("Sara")
    assert "Beto Gil" not in home.newest("Sara")
    await forges(home, "Ana", ShowLearners())
    assert "Beto Gil" in home.newest("Ana")
    for first, person in (("Sara", home.people["Beto Gil"]), ("Ana", 900), ("Sara", 900), ("Ana", 2**62)):
        before = home.screen(first)
        await forges(home, first, ShowLearner(person))
        await forges(home, first, RemindLearner(person))
        assert home.screen(first)[: len(before)] == before
        assert not any("Nemo" in card for card in home.screen(first))
    assert home.screen("Beto") == []


async def test_what_an_older_edition_taught_counts_and_says_so(home):
    old = "0" * 64

    def publish(tx) -> None:
        row = {
            "digest": old, "flow_id": "seals", "revision": 1, "genre": "quiz", "title": "Seals", "source": "",
            "published_at": home.clock(),
        }  # fmt: skip
        tx.connection.execute(sa.insert(published).values(**row))

    await home.apps[0].storage.transaction(publish)
    await passed(home, "Greta Ruiz", 10, "seals", digest=old, score=85)
    await home.say("Greta", "training")

    assert "85%, edition 1; due" in home.newest("Greta")
    assert "(today's edition is 2)" in home.newest("Greta")


@pytest.mark.parametrize(("first", "word"), [("Ana", "training"), ("Lucía", "/capacitacion")])
async def test_two_hundred_people_are_paged_and_none_is_left_out(home, first, word):
    names = [f"Persona Número {number:03}" for number in range(200)]
    with Session(home.apps[0].storage.engine) as session:
        for name in names:
            site = home.sites["Laredo yard"]
            session.add(
                Person(organisation_id=1, site_id=site, name=name, role="guard", lang="es", joined_at=home.clock())
            )
        session.commit()
    await home.say(first, word)
    await home.press(first, "By person" if first == "Ana" else "Por persona")
    seen: set[str] = set()
    for _ in range(30):
        card = home.newest(first)
        seen |= {line[1:].split(":")[0] for line in card.splitlines() if line.startswith("[Persona")}
        further = next((line[1:-1] for line in card.splitlines() if line.endswith("›]")), "")
        if not further:
            break
        await home.press(first, further)

    assert seen == set(names)
