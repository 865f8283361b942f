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

from bot.cli.main import main
from tests.field.house import House, house
from tests.field.test_papers import inspect, text
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
        yield made


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
        del made[[path for path in made if path.startswith(name)][0]]

    return change


CHANGES: dict[str, tuple[Change, str, bool]] = {
    "an answer": (replaced("proof/day-", '=HYPERLINK(', '=hYPERLINK('), "Record LAR-26-0001, sealed on 2026-11-21: the answer to", True),
    "an answer's time": (replaced("proof/day-", '"first_at": ""', '"first_at": "2"'), "Record LAR-26-0001, sealed on 2026-11-21: the answer to", True),
    "the record": (replaced("proof/day-", '"outcome": "', '"outcome": "x'), "Record LAR-26-0001: its content is not the one", True),
    "a row": (replaced("proof/day-", '"what": "', '"what": "x'), "Record LAR-26-0001, sealed on 2026-11-21: a corrective action was changed", True),
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
            spoken = await sello(home, "verify", str(pack), "-l", "es")
            assert spoken.exit_code == 1
            assert spoken.output != ran.output


async def test_one_byte_anywhere_in_the_file_is_found(home):
    await home.passes(TO_MORNING)
    pack = await packed(home)
    data = pack.read_bytes()

    for at in range(40, len(data) - 200, len(data) // 60):
        pack.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        ran = await sello(home, "verify", str(pack))
        same = ran.exit_code == 0 and files(pack)  # a sign of an archive's own, such as the time of a file
        assert ran.exit_code == 1 or same, at


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
    answers = [row["Respuesta"] for row in Book(book).rows("Respuestas")]
    assert [one.sort for one in answers if one.value == FORMULA] == ["inlineStr"], "text, whatever it begins with"
