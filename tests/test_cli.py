"""The commands a person types: what they say, and with which exit code they end."""

import csv
import io
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import Session

from bot.channels.channel import Button, Group, Line, Message
from bot.channels.console import draw, visible
from bot.cli.main import main
from bot.content.library import Library
from bot.store.database import Storage
from bot.store.tables import RunRow, Stranger

ROOT = Path(__file__).parent.parent


@pytest.fixture
def sello(tmp_path, monkeypatch):
    """`sello("people", "list")` in an empty folder with a database of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SELLO_DATABASE_URL", f"sqlite:///{tmp_path / 'sello.db'}")

    def running(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, words, input=typed)

    return running


@pytest.mark.parametrize("command", [[], *([name] for name in main.commands), ["people", "add"]])
def test_every_command_tells_what_it_does(sello, command):
    told = sello(*command, "--help")

    assert told.exit_code == 0
    assert len(told.output.splitlines()) > 3


def test_a_first_person_needs_no_more_than_their_name_role_site_and_account(sello):
    said = sello("people", "add", "--name", "Ana", "--role", "manager", "--site", "Laredo", "--lang", "es",
                 "--telegram", "4711", "--slack", "T1:U1")  # fmt: skip

    assert said.exit_code == 0, said.output
    assert "Ana is manager at Laredo: telegram 4711, slack T1:U1." in said.output
    assert "Ana, manager, Laredo, es: slack T1:U1, telegram 4711" in sello("people", "list").output


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (("--role", "boss"), "--role is one of"),
        (("--telegram", "@ana"), "--telegram is a number"),
        (("--slack", "U1"), "--slack is TEAM:USER"),
        (("--lang", "fr"), "--lang is one of"),
        (("--zone", "Laredo"), "is no time zone"),
        (("--name", " "), "--name has 1 to 80 characters"),
    ],
)
def test_a_mistake_is_answered_with_one_sentence(sello, wrong, sentence):
    given = {"--name": "Ana", "--role": "manager", "--site": "Laredo", "--telegram": "4711", wrong[0]: wrong[1]}

    said = sello("people", "add", *(word for pair in given.items() for word in pair))

    assert said.exit_code == 1
    assert sentence in said.output
    assert sello("people", "list").output == "Nobody yet: sello people add --help\n"


def test_an_account_has_one_owner_until_they_leave(sello):
    ana = ("people", "add", "--role", "manager", "--site", "Laredo", "--telegram", "4711", "--name")
    sello(*ana, "Ana")

    assert "belongs to somebody else" in sello(*ana, "Berta").output
    assert "has no access any" in sello("people", "remove", "1").output
    assert "Berta is manager" in sello(*ana, "Berta").output
    assert sello("people", "remove", "99").exit_code == 1


def test_an_organisation_chooses_its_country_and_pass_mark(sello):
    sello("people", "add", "--name", "Ana", "--role", "manager", "--site", "Cali", "--telegram", "1")

    assert "words of CO, pass mark 90 %" in sello("organisation", "--region", "co", "--pass-mark", "90").output
    assert "pass mark each quiz's own" in sello("organisation", "--pass-mark", "0").output
    assert sello("organisation", "--region", "XQ").exit_code == 1


def test_a_week_without_anything_says_so(sello):
    sello("people", "add", "--name", "Ana", "--role", "manager", "--site", "Laredo", "--telegram", "1")

    assert "Nothing was recorded this week." in sello("summary").output
    assert "No se registró nada esta semana." in sello("summary", "-l", "es", "--week", "2026-W01").output
    assert sello("summary", "--week", "soon").exit_code == 1


def test_an_empty_export_has_its_heading(sello):
    sello("migrate")

    rows = list(csv.reader(io.StringIO(sello("export").stdout)))

    assert rows[0][:3] == ["organisation", "site", "run"]
    assert sello("export", "--format", "jsonl").stdout == ""


STEERING = "Ana\x1b[2J\u202eanA\r\n99  Boss, admin\x9b31m\u2066"
SHOWN = r"Ana\x1b[2J\u202eanA\r\n99  Boss, admin\x9b31m\u2066"


def a_week_of(url: str) -> None:
    """A report that Ana sent today and that nobody has, and a stranger who gave her name."""
    storage, now, library = Storage(url), datetime.now(UTC), Library(ROOT)
    storage.now(lambda tx: library.publish(tx, now))
    digest = library.today["incident"].digest
    with Session(storage.engine) as session:
        session.add(RunRow(organisation_id=1, site_id=1, person_id=1, flow_id="incident", digest=digest,
                           status="finished", version=2, state="{}", began_at=now, touched_at=now, finished_at=now,
                           outcome="told", severity="high"))  # fmt: skip
        session.add(Stranger(channel="telegram", account="5", name=STEERING, first_at=now, told_at=now))
        session.commit()
    storage.close()


@pytest.mark.parametrize(
    "command",
    [
        ("people", "add", "--name", STEERING, "--role", "guard", "--site", STEERING, "--slack", "T1:U1"),
        ("people", "list"),
        ("people", "waiting"),
        ("people", "remove", "1"),
        ("organisation", "--region", "CO"),
        ("summary",),
        ("summary", "--org", STEERING + "?"),
        ("organisation", "--org", STEERING, "--region", STEERING),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_what_people_are_called_cannot_steer_the_terminal(sello, tmp_path, command):
    sello("people", "add", "--name", STEERING, "--role", "manager", "--site", STEERING, "--org", STEERING,
          "--telegram", "1")  # fmt: skip
    a_week_of(f"sqlite:///{tmp_path / 'sello.db'}")

    said = sello(*command)
    told = said.output

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]", told), ascii(told)
    assert not [line for line in told.splitlines() if line.startswith("99")]
    assert SHOWN in told or SHOWN.replace(r"\r\n", " ") in told, said.exception


def test_a_message_in_the_terminal_cannot_steer_it():
    button = Button("r:1", STEERING)
    message = Message(
        title=STEERING, note=STEERING, lead=(STEERING,), text=STEERING, hint=STEERING, placeholder=STEERING,
        lines=(Line("finding", STEERING, STEERING), Line("command", STEERING, STEERING)),
        groups=(Group(STEERING, (button,), STEERING),), options=(button,), controls=(button,),
    )  # fmt: skip

    drawn = draw(message)

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]", drawn), ascii(drawn)


@pytest.mark.parametrize("text", ["José Ñandú", "السائق", "👨‍👩‍👧", "a\\b", "日本", "नमस्ते", "می\u200cخواهم"])
def test_what_people_really_write_is_shown_as_it_is(text):
    assert visible(text) == text


def test_migrating_twice_changes_nothing(sello):
    assert "Revision none → " in sello("migrate").output
    assert "The database is at revision" in sello("migrate").output


def test_an_unknown_flow_is_answered_with_the_nearest(sello):
    said = sello("show", "seal-vtt")

    assert said.exit_code == 1
    assert "did you mean 'seal-vvtt'?" in said.output


def test_a_form_is_printed_as_text_and_as_a_page(sello):
    text, page = sello("show", "seal-vvtt", "-l", "es").output, sello("show", "seal-vvtt", "-l", "es", "--page").output

    assert "[#2: Contenedor]" in text
    assert page.startswith("<!doctype html>")
    assert "{" not in page.split("</style>")[1]


def test_a_conversation_in_the_terminal_comes_to_its_end(sello):
    said = sello("try", "seals", typed="1\n" * 10)

    assert said.exit_code == 0
    assert "10/10" in said.output
    assert "Recorded." in said.output


def test_mistakes_are_annotations_where_a_pull_request_is_checked(sello, tmp_path, monkeypatch):
    flow = tmp_path / "x.yaml"
    flow.write_text("quiz: x\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    said = sello("check", str(flow))

    assert said.exit_code == 1
    assert said.output.startswith(f"::error file={flow},line=1,col=1::")


def test_the_words_of_an_answer_cannot_become_a_formula():
    from bot.cli.export import NAMES, Entry, write_csv

    row = Entry(**{name: "=1+1" if name == "shown" else "1" for name in NAMES})
    out = io.StringIO()

    write_csv(out, iter([row]))

    assert "'=1+1" in out.getvalue()
    assert json.dumps("=1+1") not in out.getvalue()


def test_help_waits_for_no_library_it_does_not_need():
    heavy = {"alembic", "asyncio", "slack_sdk", "sqlalchemy", "telegram", "uvicorn", "yaml"}
    program = "import sys, bot.cli.main; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert heavy & set(loaded.stdout.split()) == set()
