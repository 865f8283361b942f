"""What of an inspection is worth a second look: asked about once and politely, answered or not, on record for whoever signs it off."""

from __future__ import annotations

import io
import json
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from PIL import Image

from bot.presses import owning, sheeting
from bot.store import second_looks
from bot.store.sql import likeness, pace, photo, photo_band, run, second_look
from tests.field.house import House, house
from tests.field.test_actions import at, forged, rows
from tests.field.test_old_pictures import exif
from tests.field.test_workbooks import opened

FLOW = "container-7"
LABELS = {
    "es": (
        "/inspeccion",
        "Contenedor seco o ULD, vacío",
        "Ahora muéstrelo",
        ("Todo conforme aquí", "Conforme", "Terminar", "No", "Omitir", "Sí"),
    ),
    "en": (
        "inspect",
        "Empty dry container or ULD",
        "Now show it",
        ("All OK here", "OK", "Finish", "No", "Skip", "Yes"),
    ),
}
ONE, OTHER = "MSCU6693871", "CSQU3054383"


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """Gabriel, of the warehouse, reads Spanish on Telegram, Nora English on Slack; Marta, a manager, signs off on Slack."""
    async with house(tmp_path, database_url) as made:
        made.clock.set("2026-11-23 10:00")
        made.enrol("Gabriel Ruiz", "warehouse", "es")
        made.enrol("Nora Paz", "warehouse", "en", "slack")
        made.enrol("Marta Lima", "manager", "en", "slack")
        made.decide('{"sign_off": "inspections"}')
        yield made


def yard_of(seed: int) -> Image.Image:
    """A picture of something; each number something else."""
    dice, small = random.Random(seed), Image.new("L", (8, 6))
    small.putdata([dice.randrange(30, 226) for _ in range(48)])
    return small.resize((640, 480), Image.Resampling.BICUBIC).convert("RGB")


def shot(of: int = 1, *, quality: int = 80, side: int = 640, taken: str = "") -> bytes:
    """A photo of it: in another size or quality it is a copy."""
    small, out = yard_of(of), io.BytesIO()
    small.thumbnail((side, side))
    small.save(out, "JPEG", quality=quality, **({"exif": exif(taken)} if taken else {}))
    return out.getvalue()


def sends(home: House, first: str, data: bytes, *, forwarded: bool = False) -> None:
    seat = home.seat(first)
    if first == "Gabriel":
        origin = {"type": "hidden_user", "sender_user_name": "Luis", "date": 1_700_000_000} if forwarded else None
        seat.person.send_photo(data, forwarded=origin)  # type: ignore[attr-defined]
    else:
        seat.person.upload(data, "photo.jpg", "image/jpeg")  # type: ignore[attr-defined]


async def inspects(
    home: House, first: str, data: bytes, number: str, *, forwarded: bool = False, end: bool = True
) -> None:
    """Somebody inspects an empty container, all of it fine, and sends the photo that is asked for; not a second one."""
    lang = "es" if first == "Gabriel" else "en"
    begin, kind, _, _ = LABELS[lang]
    await home.say(first, f"{begin} {FLOW}")
    await home.press(first, kind)
    await home.say(first, number)
    await goes_on(home, first, data, forwarded=forwarded, end=end)


async def goes_on(
    home: House, first: str, data: bytes, *, forwarded: bool = False, end: bool = True, sent: bool = False
) -> None:
    lang = "es" if first == "Gabriel" else "en"
    _, _, show, labels = LABELS[lang]
    for _ in range(40):
        card = next(
            one for one in reversed(home.screen(first)) if "[Cancelar]" in one or "[Cancel]" in one or "[PDF" in one
        )
        if "[PDF" in card or (sent and not end):
            return
        if show in card and not sent:
            sends(home, first, data, forwarded=forwarded)
            await home.settled()
            sent = True
            continue
        label = next(
            (
                one
                for one in (*labels, f"Firmar como {home.full(first)}", f"Sign as {home.full(first)}")
                if f"[{one}]" in card
            ),
            "",
        )
        await (home.press(first, label) if label else home.say(first, "Muelle 3"))
    raise AssertionError(card)


def asked(home: House, first: str) -> list[str]:
    """What they were asked about their photos."""
    words = ("¿Es de esta inspección?", "Is it from this inspection?")
    return [one for one in home.screen(first) if any(w in one for w in words)]


def card(home: House) -> str:
    """What Marta has to sign off, as it stands now."""
    return [one for one in home.screen("Marta") if "To be signed off" in one][-1]


async def test_a_copy_of_a_photo_is_asked_about_and_the_answer_stands_on_the_card_of_whoever_signs_off(
    home: House,
) -> None:
    await inspects(home, "Gabriel", shot(), ONE)
    assert asked(home, "Gabriel") == []
    assert "Worth a second look" not in card(home)

    await at(home, "2026-11-25 09:00")
    await inspects(home, "Nora", shot(quality=60, side=320), OTHER)

    (one,) = asked(home, "Nora")
    assert "This photo looks like one that was sent on November 23, 2026." in one
    assert "[It is right]" in one
    assert "photo · The photo looks like one that was sent on November 23, 2026 · S1-26-0001" in card(home)
    assert "Nora Paz has not answered yet" in card(home)

    await home.press("Nora", "It is right, and I say why")
    await home.say("Nora", "Same door, the unit came back")
    assert "Thank you. It is on record that it is right." in home.newest("Nora")
    assert "Nora Paz: it is right. Same door, the unit came back" in card(home)
    (look,) = await rows(home, second_look)
    assert (look.what, look.answer, look.note) == ("photo", "right", "Same door, the unit came back")


async def test_in_spanish_somebody_takes_the_photo_again_and_that_is_seen(home: House) -> None:
    await inspects(home, "Nora", shot(), ONE)
    await at(home, "2026-11-25 09:00")
    await inspects(home, "Gabriel", shot(), OTHER, end=False)
    (one,) = asked(home, "Gabriel")
    assert "Esta foto se parece a una que se envió el 23 de noviembre de 2026. ¿Es de esta inspección?" in one

    await home.press("Gabriel", "La tomo de nuevo")
    assert "Ahora muéstrelo" in home.newest("Gabriel")
    sends(home, "Gabriel", shot(2))
    await home.settled()
    await goes_on(home, "Gabriel", shot(2), sent=True)

    assert len(asked(home, "Gabriel")) == 1
    assert "Gabriel Ruiz sent another photo after that" in card(home)


async def test_the_same_bad_photo_twice_is_on_record_and_asked_about_once(home: House) -> None:
    await inspects(home, "Nora", shot(), ONE)
    await at(home, "2026-11-25 09:00")
    await inspects(home, "Gabriel", shot(), OTHER, end=False)
    await home.press("Gabriel", "La tomo de nuevo")
    sends(home, "Gabriel", shot(quality=50, side=320))
    await home.settled()

    assert len(asked(home, "Gabriel")) == 1
    assert [one.asked for one in await rows(home, second_look)] == [True, False]


@pytest.mark.parametrize(
    ("data", "forwarded", "words"),
    [
        (shot(taken="2026:05:03 14:20:11"), False, "Al parecer, esta foto se tomó el 3 de mayo de 2026."),
        (shot(taken="2004:05:03 14:20:11"), False, ""),
        (shot(taken="2026:11:23 09:59:11"), False, ""),
        (shot(), True, "Esta foto fue reenviada."),
        (shot(), False, ""),
    ],
)
async def test_an_older_or_forwarded_photo_is_asked_about(
    home: House, data: bytes, forwarded: bool, words: str
) -> None:
    await inspects(home, "Gabriel", data, ONE, forwarded=forwarded, end=False)

    assert [words in one for one in asked(home, "Gabriel")] == ([True] if words else [])


async def test_nobody_is_asked_where_the_organisation_does_not_want_it(home: House) -> None:
    home.decide('{"look_photos": "0", "look_dates": "no", "look_pace": "0", "look_words": "0"}')
    for number in (ONE, OTHER):
        await inspects(home, "Gabriel", shot(taken="2026:05:03 14:20:11"), number, forwarded=True)
        await at(home, "2026-11-25 09:00")

    assert asked(home, "Gabriel") == []
    assert [len(await rows(home, one)) for one in (second_look, photo, photo_band, pace)] == [0, 0, 0, 0]


async def test_only_who_was_asked_answers_also_after_a_restart(home: House) -> None:
    await inspects(home, "Nora", shot(), ONE)
    await at(home, "2026-11-25 09:00")
    await inspects(home, "Gabriel", shot(), OTHER)
    (look,) = await rows(home, second_look)

    for data in ("", ":a", ":s", ":y"):
        assert (await forged(home, "T0DEMO:U7001", f"sl:{look.id}{data}")).toast == "That question is not for you."
        assert (await forged(home, "T0DEMO:U7002", f"sl:{look.id}{data}")).toast == "That question is not for you."
    assert (await forged(home, "7000", f"sl:{2**62}", "telegram")).toast == "Esa pregunta no es para usted."
    assert [one.answer for one in await rows(home, second_look)] == [""]

    await home.press("Gabriel", "La tomo de nuevo")
    assert any("Este formulario ya terminó." in one for one in home.screen("Gabriel"))
    assert "Gabriel Ruiz wanted to answer it again" in card(home)
    await forged(home, "7000", f"sl:{look.id}", "telegram")
    await home.restart()
    await forged(home, "7000", f"sl:{look.id}", "telegram")
    assert [one.answer for one in await rows(home, second_look)] == ["right"]


async def test_the_summary_counts_them_and_shows_each(home: House) -> None:
    await inspects(home, "Nora", shot(), ONE)
    await at(home, "2026-11-25 09:00")
    await inspects(home, "Gabriel", shot(), OTHER)

    await home.say("Marta", "summary")
    await home.press("Marta", "All numbers")
    assert "Worth a second look: 1" in home.newest("Marta")
    await home.press("Marta", "Worth a second look (1)")
    assert (
        "The same photo again, 7 points: empty container before loading, S1-26-0002, Laredo yard, Gabriel Ruiz"
        in home.newest("Marta")
    )
    await home.press("Marta", "One by one")
    assert "Gabriel Ruiz has not answered yet" in home.newest("Marta")
    await home.press("Marta", "S1-26-0002")
    assert "Worth a second look" in home.newest("Marta")


async def test_what_is_removed_takes_all_of_it_along(home: House) -> None:
    await inspects(home, "Nora", shot(), ONE)
    await at(home, "2026-11-25 09:00")
    await inspects(home, "Gabriel", shot(), OTHER)
    storage = home.apps[0].storage

    ids = [one.id for one in await rows(home, run)]
    await storage.transaction(lambda tx: second_looks.forget(tx.connection, ids))
    await storage.transaction(
        lambda tx: tx.files.drop([one.digest for one in tx.connection.execute(sa.select(likeness))])
    )

    assert [len(await rows(home, one)) for one in (second_look, photo, photo_band, pace, likeness)] == [0, 0, 0, 0, 0]


BOTH = pytest.mark.parametrize(("first", "copies"), [("Gabriel", "Nora"), ("Nora", "Gabriel")])


@BOTH
async def test_the_workbook_has_a_sheet_of_them_and_ones_own_data_has_those_about_oneself(
    home: House, first: str, copies: str
) -> None:
    await inspects(home, first, shot(), ONE)
    await at(home, "2026-11-25 09:00")
    await inspects(home, copies, shot(), OTHER)
    press = {"Nora": "It is right", "Gabriel": "Es correcto"}[copies]
    await home.press(copies, press)
    fetch = home.apps[0].sent_files.fetch

    book = opened(home, await fetch(sheeting.wanted(home.people["Marta Lima"], "2026-W48", 0, "en")))
    [row] = book.rows("Worth a second look")
    assert row["Record"].value == "S1-26-0002"
    assert row["By"].value == home.full(copies)
    assert row["Question"].value
    assert row["What"].value == "The photo looks like one that was sent on November 23, 2026"
    assert row["Answer given"].value == f"{home.full(copies)}: it is right"
    spanish = opened(home, await fetch(sheeting.wanted(home.people["Marta Lima"], "2026-W48", 0, "es")))
    assert len(spanish.rows("Conviene revisarlo otra vez")) == 1

    for name, there in ((copies, 1), (first, 0)):
        packed = ZipFile(io.BytesIO(await fetch(owning.wanted(home.people[home.full(name)], "en"))))
        page, kept = packed.read("index.html").decode(), json.loads(packed.read("data.json"))
        assert page.count("S1-26-0002 ") >= there
        assert ("Worth a second look" in page, len(kept["worth_a_second_look"])) == (bool(there), there)


@BOTH
async def test_who_was_much_quicker_than_others_is_asked_once(home: House, first: str, copies: str) -> None:
    await inspects(home, copies, shot(), ONE)
    with home.apps[0].storage.engine.begin() as connection:
        [took] = connection.execute(sa.select(pace)).mappings().all()
        for day in range(1, 21):  # others took ten times as long, for three weeks
            earlier = {"at": took["at"] - timedelta(days=day), "seconds": took["seconds"] * 10}
            connection.execute(sa.insert(pace).values(**{**took, **earlier}))

    await inspects(home, first, shot(2), OTHER)

    words = {"Nora": "Here it usually takes about", "Gabriel": "Aquí suele tomar"}[first]
    assert len([one for one in home.screen(first) if words in one]) == 1, home.screen(first)
    await home.press(first, {"Nora": "It is right", "Gabriel": "Es correcto"}[first])
    assert "it is right" in card(home)
    assert [one for one in home.screen(copies) if words in one] == []
