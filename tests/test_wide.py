"""The export with a row an inspection: what a sheet shows of it, which inspections, and the files beside it."""

import asyncio
import csv
import io
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.channels.channel import Message
from bot.cli.choosing import chosen, copied
from bot.content.library import Library
from bot.conversation.notice import NONE
from bot.engine.talk import Sent, Text
from bot.named import Rejected
from bot.sheets.cells import MARK
from bot.sheets.records import Wanted
from bot.sheets.wide import Sheet
from bot.store.database import Storage
from bot.store.files import Files
from bot.store.journal import Chosen
from tests.conftest import World
from tests.saying import LIBRARY, WORDING, Say, buttons, card, pressed, saying
from tests.store.test_contents import heic, jpeg

STEPS = """\
revision: 1
for: [driver]
steps:
- plate: tractor
  prompt: Tractor?
- text: note
  prompt: A note?
  label: Note
- check: doors
  prompt: Doors
  criteria: [MSC-7.2]
outcomes:
- outcome: stop
  when: {result: fail}
  say: Stop.
  notify: [manager]
%s- outcome: go
  say: Thank you.
"""
FLOWS = {
    "gate": "inspection: gate\ntitle: Gate\n" + STEPS % "",
    "quiet": "inspection: quiet\ntitle: Quiet\n" + STEPS % "  confidential: yes\n",
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "flows" / "inspections"
    folder.mkdir(parents=True)
    for name, source in FLOWS.items():
        (folder / f"{name}.yaml").write_text(source)
    return Library(tmp_path)


@pytest.fixture
def say(storage: Storage, world: World, now: datetime, library: Library) -> Say:
    return saying(storage, now, Assistant(WORDING, library), library)


def inspected(say: Say, flow: str = "gate", note: str = "=1+1", photo: str = "") -> None:
    say("Juan", press=f"s:{flow}")
    say("Juan", typed="ABC 123")
    said = say("Juan", typed=note)
    if not photo:
        said = say("Juan", press=pressed(said, "Conforme"))
    else:
        say("Juan", press=pressed(said, "Problema"))
        say("Juan", typed="A cut, on the left")
        said = say("Juan", sent=Sent(photo, "photo"))
    say("Juan", press=pressed(said, "Terminar"))


def read(storage: Storage, library: Library, wanted: Wanted | None = None, lang: str = "en", separator: str = ","):
    out = io.StringIO()
    written = Sheet(storage, library, WORDING, lang).write(out, wanted or Wanted(Chosen()), separator)
    text = out.getvalue()
    assert text.startswith(MARK)
    return list(csv.DictReader(io.StringIO(text.removeprefix(MARK)), delimiter=separator)), written


def test_an_inspection_is_one_row_with_its_questions_as_columns(storage: Storage, say: Say, library: Library) -> None:
    inspected(say, note="all quiet")

    [row], written = read(storage, library)

    assert written.rows == 1
    assert row["Record"] == "PV-26-0001"
    assert (row["Form"], row["Site"], row["By"], row["Unit"]) == ("Gate", "Patio Vallejo", "Juan", "ABC123")
    assert (row["Begun"], row["Time zone"]) == ("2026-11-21 11:30", "America/Mexico_City")
    assert (row["State"], row["Result"], row["Problems"]) == ("Complete", "Thank you.", "")
    assert (row["Tractor?"], row["Note"], row["Doors"]) == ("ABC123", "all quiet", "OK")


def test_a_problem_is_there_with_its_criterion_its_words_its_photo_and_who_took_it(
    storage: Storage, say: Say, library: Library, now: datetime, world: World
) -> None:
    storage.now(lambda tx: tx.files.keep("f" * 64, "image/heic", 10, "photo", now))
    inspected(say, photo="f" * 64)
    storage.now(lambda tx: tx.reports.take(1, world.people["Ana"], now))

    [row], written = read(storage, library)

    assert row["Result"] == "Stop."
    assert (row["Problems"], row["Criteria"], row["Taken by"]) == ("Doors", "MSC-7.2", "Ana")
    assert row["Doors – What was found"] == "A cut, on the left"
    assert row["Doors – Photo of it"] == row["Files"] == "PV-26-0001/1.heic"
    assert written.files == {"PV-26-0001/1.heic": "f" * 64}


@pytest.mark.parametrize("word", ["=1+1", "+1", "-1", "@A1", "＝1+1", '=HYPERLINK("http://x")'])
def test_no_answer_becomes_a_formula(storage: Storage, say: Say, library: Library, word: str) -> None:
    inspected(say, note=word)

    [row], _ = read(storage, library)

    assert row["Note"] == f"'{word}"


def test_the_sheet_is_in_the_language_that_is_asked_for(storage: Storage, say: Say, library: Library) -> None:
    inspected(say)

    [row], _ = read(storage, library, lang="es", separator=";")

    assert row["Unidad"] == "ABC123"
    assert row["Sitio"] == "Patio Vallejo"


def typed(shown: Message) -> str:
    return {"time": "10:30", "phone": "5512345678"}.get(shown.entry, "ABC1234")


def test_result_and_questions_are_in_the_words_of_the_form_in_either_language(
    storage: Storage, world: World, now: datetime
) -> None:
    say = saying(storage, now)
    said = say("Juan", press="s:in-transit")
    for _ in range(60):
        labels = [b.label for b in buttons(card(said))]
        wanted = ("Terminar", "Todo conforme aquí", "Conforme", "Omitir", "Sí", "No")
        named = [*(w for w in wanted if w in labels), *(b for b in labels if b.startswith("Firmar como"))]
        named = named or [b.label for b in card(said).options[:1] if not card(said).entry]
        said = say("Juan", press=pressed(said, named[0])) if named else say("Juan", typed=typed(card(said)))
        if named and named[0] == "Terminar":
            break
    else:
        raise AssertionError(card(said))

    [english], [spanish] = (read(storage, LIBRARY, lang=lang)[0] for lang in ("en", "es"))

    flow = LIBRARY.today["in-transit"]
    step = next(one for one in flow.questions if one.id == "tractor_plate")
    assert english[step.called] == spanish[WORDING.say(Text(step.called), "es")] == "ABC1234"
    for row, lang, heading in ((english, "en", "Result"), (spanish, "es", "Resultado")):
        told = {WORDING.knowing(NONE).say(Text(one.say), lang) for one in flow.outcomes}
        assert row[heading] in {" ".join(words.split()) for words in told}


def test_of_a_confidential_record_it_says_only_that_there_is_one(
    storage: Storage, say: Say, library: Library, now: datetime
) -> None:
    storage.now(lambda tx: tx.files.keep("f" * 64, "image/jpeg", 10, "photo", now))
    inspected(say, "quiet", photo="f" * 64)

    [row], written = read(storage, library)

    told = {name: cell for name, cell in row.items() if cell}
    assert told == {
        "Record": "PV-26-0001", "Site": "Patio Vallejo", "Form": "Confidential report", "State": "Complete",
        "Begun": "2026-11-21 11:30", "Time zone": "America/Mexico_City",
    }  # fmt: skip
    assert written.files == {}


@pytest.mark.parametrize(
    ("since", "until", "rows"),
    [
        (None, None, 1), (date(2026, 11, 21), date(2026, 11, 21), 1), (date(2026, 11, 22), None, 0),
        (None, date(2026, 11, 20), 0),
    ],
)  # fmt: skip
def test_days_are_those_of_the_site(
    storage: Storage, say: Say, library: Library, since: date | None, until: date | None, rows: int
) -> None:
    inspected(say)

    assert len(read(storage, library, Wanted(Chosen(), since, until))[0]) == rows


def test_a_site_and_a_form_are_chosen_by_name(storage: Storage, say: Say, library: Library, world: World) -> None:
    inspected(say)
    inspected(say, "quiet")

    def rows(**given) -> int:
        runs = storage.read_now(
            lambda tx: chosen(tx, **{"org": "", "sites": (), "flows": (), "today": library.today} | given)
        )
        return len(read(storage, library, Wanted(runs))[0])

    assert rows() == 2
    assert rows(flows=["gate"]) == 1
    assert rows(sites=["patio vallejo"], org="Transportes del Norte") == 2
    for wrong, near in (({"flows": ["gat"]}, "'gate'"), ({"sites": ["Patio Valejo"]}, "'Patio Vallejo'")):
        with pytest.raises(Rejected, match=near):
            rows(**wrong)


def test_what_is_not_finished_is_no_row(storage: Storage, say: Say, library: Library) -> None:
    say("Juan", press="s:gate")

    assert read(storage, library)[0] == []


def test_files_are_copied_as_they_were_sent(tmp_path: Path) -> None:
    async def play() -> tuple[int, list[str]]:
        files = Files(str(tmp_path / "media"))
        kept = [await files.keep(data, "photo") for data in (PHOTO, APPLES)]
        named = {"PV-26-0001/1.jpg": kept[0].digest, "PV-26-0001/2.heic": kept[1].digest, "PV-26-0002/1.jpg": "0" * 64}
        return await copied(str(tmp_path / "media"), tmp_path / "out", named.items())

    count, lost = asyncio.run(play())

    assert (count, lost) == (2, ["PV-26-0002/1.jpg"])
    assert (tmp_path / "out" / "PV-26-0001" / "1.jpg").read_bytes() == PHOTO
    assert (tmp_path / "out" / "PV-26-0001" / "2.heic").read_bytes() == APPLES


PHOTO, APPLES = jpeg(), heic()
