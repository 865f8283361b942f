"""The evidence pack: it proves itself, says what was changed by hand, and holds what whoever asks may have."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlmodel import Session

from bot.channels.channel import Heard
from bot.cli.main import main
from bot.presses.buttons import encode
from bot.presses.packing import SendPack
from bot.proof.packed import Seen, Unlike, checked
from bot.store.action_tables import ActionRow
from tests.field.house import House, house
from tests.field.test_papers import documents, inspect, text
from tests.workbook import Book

TO_MORNING = 20 * 60  # minutes from the first afternoon to the next morning
FORMULA = '=HYPERLINK("http://x","y")'


@pytest.fixture(params=["sqlite", "postgres"])
async def home(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """Two inspections, one with a problem and its photo, sealed; and people who ask for a pack."""
    async with house(tmp_path, request.getfixturevalue(f"{request.param}_url")) as made:
        made.enrol("Juan Pérez", "warehouse", "es")
        made.enrol("Eva Paz", "manager", "es", "slack")
        made.enrol("Marta Lima", "manager", "en")
        made.enrol("Tomas Rey", "driver", "es")
        with made.apps[0].storage.engine.begin() as connection:
            connection.execute(sa.text("UPDATE site SET code = 'LAR'"))
        await inspect(made, "Juan", "container-7", problem="1. ", what=FORMULA, photo="photo")
        mend(made)
        yield made


def mend(home: House) -> None:
    """Something is to be done about the first point."""
    with Session(home.apps[0].storage.engine) as session:
        session.add(ActionRow(organisation_id=1, site_id=home.sites["Laredo yard"], run_id=1, step="p1", place=1, what="Mend the floor",
                              severity="high", proof="", role="warehouse", due=home.clock().date(), state="open", made_at=home.clock()))  # fmt: skip
        session.commit()


async def sello(home: House, *words: str) -> Result:
    env = {"SELLO_DATABASE_URL": home.url, "SELLO_MEDIA_URL": str(home.folder / "media")}
    return await asyncio.to_thread(CliRunner().invoke, main, list(words), env=env)


async def packed(home: House, *words: str) -> Path:
    out = home.folder / "pack.zip"
    out.unlink(missing_ok=True)
    ran = await sello(home, "pack", "--from", "2026-11-01", "--to", "2026-11-30", *words, "--out", str(out))
    assert ran.exit_code == 0, ran.output
    return out


def files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(path: Path, made: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in made.items():
            archive.writestr(name, data)


def repaired(made: dict[str, bytes]) -> None:
    """Somebody thinks of the manifest, too."""
    said = json.loads(made["manifest.json"])
    for one in said["files"]:
        data = made[one["path"]]
        one["sha256"], one["size"] = hashlib.sha256(data).hexdigest(), len(data)
    made["manifest.json"] = json.dumps(said).encode()


Change = Callable[[dict[str, bytes]], None]


def replaced(name: str, old: str, new: str) -> Change:
    """In the first file of a name that begins so and has it."""

    def change(made: dict[str, bytes]) -> None:
        path = next((path for path in made if path.startswith(name) and old.encode() in made[path]), "")
        assert path, f"{old} is nowhere in {name}"
        made[path] = made[path].replace(old.encode(), new.encode(), 1)

    return change


def another_photo(made: dict[str, bytes]) -> None:
    path = next(path for path in made if path.startswith("media/"))
    made[path] = made[path][:-1] + bytes([made[path][-1] ^ 1])


def root_changed(made: dict[str, bytes]) -> None:
    lines = made["proof/days.jsonl"].decode().splitlines()
    said = json.loads(lines[0])
    said["root"] = "0" * 64
    made["proof/days.jsonl"] = "\n".join([json.dumps(said), *lines[1:]]).encode()


def gone(name: str) -> Change:
    def change(made: dict[str, bytes]) -> None:
        del made[next(path for path in made if path.startswith(name))]

    return change


CHANGES: dict[str, tuple[Change, str, bool]] = {
    "an answer": (replaced("proof/day-", '=HYPERLINK(', '=hYPERLINK('), "Record LAR-26-0001, sealed on 2026-11-21: the answer to", True),
    "an answer's time": (replaced("proof/day-", '"first_at": ""', '"first_at": "2"'), "Record LAR-26-0001, sealed on 2026-11-21: the answer to", True),
    "the record": (replaced("proof/day-", '"outcome": "', '"outcome": "x'), "Record LAR-26-0001: its content is not the one", True),
    "a row": (replaced("proof/day-", "Mend the floor", "Mend the roof"), "Record LAR-26-0001, sealed on 2026-11-21: a corrective action was changed", True),
    "a photo": (another_photo, "It belongs to record LAR-26-0001 (", True),
    "a day's root": (root_changed, "Sealed day 2026-11-21: its root, its date or what it is chained to was changed", True),
    "a leaf": (replaced("proof/day-", '{"leaf": "', '{"leaf": "0'), "", True),
    "a page": (replaced("records/LAR", "LAR-26-0001", "LAR-26-0009"), "The file records/LAR-26-0001.html was changed. It belongs to record LAR-26-0001.", False),
    "a page is gone": (gone("records/LAR"), "The file records/LAR-26-0001", False),
    "a photo is gone": (gone("media/"), "is missing", False),
    "a file more": (lambda made: made.update({"records/LAR-26-0002.html": b"x"}), "The file records/LAR-26-0002.html was added", False),
}  # fmt: skip


async def test_a_pack_proves_itself_and_each_change_by_hand_is_found_and_named(home):
    await home.passes(TO_MORNING)
    pack = await packed(home)
    whole = files(pack)
    if shelf := os.environ.get("PACKS"):
        Path(shelf, "tried.zip").write_bytes(pack.read_bytes())
    ran = await sello(home, "verify", str(pack))
    assert ran.exit_code == 0, ran.output
    assert "1 sealed records" in ran.output
    assert hashlib.sha256(whole["manifest.json"]).hexdigest() in ran.output

    for what, (change, said, also_repaired) in CHANGES.items():
        for mending in (False, True) if also_repaired else (False,):
            made = dict(whole)
            change(made)
            if mending:
                repaired(made)
            written(pack, made)

            ran = await sello(home, "verify", str(pack))

            assert ran.exit_code == 1, what
            assert said in ran.output, (what, ran.output)


async def test_one_byte_anywhere_in_the_file_is_found(home):
    await home.passes(TO_MORNING)
    pack = await packed(home)
    data, whole = pack.read_bytes(), files(pack)

    for at in range(60, len(data) - 200, len(data) // 25):
        pack.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        found = None
        try:
            list(checked(pack, Seen()))
        except Unlike as wrong:
            found = wrong
        assert found or files(pack) == whole, "else it is a sign of the archive's own, such as the time of a file"


async def test_what_was_changed_in_the_database_before_is_said_by_the_command_and_named_by_verify(home):
    await home.passes(TO_MORNING)
    with home.apps[0].storage.engine.begin() as connection:
        connection.execute(sa.text("UPDATE answer SET value = :n WHERE value LIKE :w"), {"n": '"all well"', "w": "%HYPERLINK%"})  # fmt: skip
    out = home.folder / "pack.zip"

    ran = await sello(home, "pack", "--from", "2026-11-01", "--out", str(out))

    assert ran.exit_code == 1
    assert "Not as they were sealed: LAR-26-0001" in ran.output
    ran = await sello(home, "verify", str(out))
    assert "Record LAR-26-0001, sealed on 2026-11-21: the answer to" in ran.output


async def test_what_is_not_sealed_yet_is_in_it_and_said_to_be(home):
    pack = await packed(home, "-l", "both")

    ran = await sello(home, "verify", str(pack))

    assert "In no sealed day yet, so proven by nothing but the manifest: 1 records." in ran.output
    made = files(pack)
    page = made["records/LAR-26-0001.html"].decode()
    assert "It is in no sealed day yet." in page
    assert "No está todavía en ningún día sellado." in page
    assert "=HYPERLINK(&#34;" in page or "=HYPERLINK(&quot;" in page
    assert FORMULA in text(made["records/LAR-26-0001.pdf"])
    index = made["index.html"].decode()
    assert "Expediente de evidencias" in index
    assert "Evidence pack" in index
    assert "http" not in index.replace("http-equiv", "")
    book = home.folder / "es.xlsx"
    book.write_bytes(made["sheets/es_MX.xlsx"])
    cells = [one for row in Book(book).rows("Respuestas") for one in row.values() if one.value == FORMULA]
    assert {one.sort for one in cells} == {"inlineStr"}, "text, whatever it begins with"


async def test_one_unit_one_criterion_and_a_time_with_nothing(home):
    unit = (await asked(home, "SELECT unit FROM run WHERE number = 'LAR-26-0001'")).split(",")[0]
    for words, there in (
        (("--unit", f"{unit[:4]} {unit[4:]}".lower()), True), (("--criterion", "5.2"), True), (("--criterion", "6.0.1 2.2"), True),
        (("--record", "LAR-26-0001"), True), (("--unit", "ABC123"), False), (("--seal", "NONE1"), False), (("--criterion", "8.1"), False),
    ):  # fmt: skip
        made = files(await packed(home, *words))

        assert ("records/LAR-26-0001.html" in made) is there, words
        assert any(name.startswith("media/") for name in made) is there
        assert b"The narrative is not written" not in made["index.html"], "what is missing is said of a whole period"
    nothing = files(await packed(home, "--to", "2026-11-02", "-l", "es"))
    assert "No se registró nada en estos días." in nothing["index.html"].decode()
    ran = await sello(home, "verify", str(home.folder / "pack.zip"))
    assert ran.exit_code == 0, ran.output


@pytest.mark.parametrize("words", [("--site", "Somewhere else"), ("--organisation", "Others"), ("--record", "LAR-26-0099"), ("--criterion", "99.9"), ("--to", "2026-10-01")])  # fmt: skip
async def test_what_is_not_there_is_said_and_makes_no_file(home, words):
    out = home.folder / "pack.zip"

    ran = await sello(home, "pack", "--from", "2026-11-01", *words, "--out", str(out))

    assert ran.exit_code == 1
    assert ran.output.startswith("Error: ")
    assert not out.exists()


async def asked(home: House, query: str) -> str:
    with home.apps[0].storage.engine.begin() as connection:
        return str(connection.execute(sa.text(query)).scalar())


# In chat.


def zips(home: House, first: str) -> list[tuple[str, bytes]]:
    return [(name, data) for name, data in documents(home, first, ".zip") if name.endswith(".zip")]


@pytest.mark.parametrize(
    ("first", "words", "button"),
    [("Eva", "expediente 2026-11", "Español"), ("Marta", "/pack LAR-26-0001", "In both languages")],
)
async def test_a_manager_is_sent_it_in_chat_and_it_proves_itself(home, first, words, button):
    await home.passes(TO_MORNING)
    await home.say(first, words)
    assert "1" in home.newest(first)

    await home.press(first, button)

    ((name, data),) = zips(home, first)
    assert name in ("sello-2026-11.zip", "sello-LAR-26-0001.zip")
    pack = home.folder / name
    pack.write_bytes(data)
    ran = await sello(home, "verify", str(pack), "-l", "es")
    assert ran.exit_code == 0, ran.output
    assert "1 registros sellados" in ran.output


async def pressed(home: House, first: str, press: SendPack) -> None:
    """A button as a forger could press it."""
    account = str(home.people[home.full(first)] + 6999)
    await home.passes(1)
    heard = Heard("telegram", f"x{home.clock()}", account, account, home.clock(), press=encode(press))
    await home.apps[0].hearing.hear(heard)
    await home.settled()


async def test_nobody_else_is_sent_one_nor_of_a_site_that_is_not_theirs(home):
    for first in ("Tomas", "Juan"):
        await home.say(first, "/pack 2026-11")
        assert "ZIP" not in home.newest(first)
    for press in (
        SendPack("both", "2026-11", 99),
        SendPack("both", "2026-11", run=1, number="X1"),
        SendPack("both"),
        SendPack("fr", "2026-11"),
    ):
        await pressed(home, "Marta", press)
    await pressed(home, "Tomas", SendPack("both", "2026-11"))

    assert [zips(home, first) for first in ("Tomas", "Juan", "Marta")] == [[], [], []]
