"""The commands a person types: what they say, and with which exit code they end."""

import csv
import io
import json
import re
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import click
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from PIL import Image
from sqlmodel import Session

from bot.channels.channel import Button, Group, Line, Message
from bot.channels.console import draw, visible
from bot.cli.main import main
from bot.content.library import Library
from bot.settings import read
from bot.store.database import Storage
from bot.store.tables import Organisation, Person, RunRow, Site, Stranger

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


@pytest.mark.parametrize("group", [(), ("people",)])
def test_no_line_of_a_list_of_commands_breaks_off(sello, group):
    listed = sello(*group, "--help").output.partition("Commands:")[2].splitlines()

    assert len(listed) > 5
    assert [line for line in listed if line.endswith("...")] == []


def test_every_command_says_in_a_few_words_what_it_does():
    commands = [*main.commands.values(), *main.commands["people"].commands.values()]

    assert [c.name for c in commands if not c.short_help or len(c.short_help) > 55] == []


def test_every_option_says_what_it_is_for():
    commands = [*main.commands.values(), *main.commands["people"].commands.values()]
    options = [option for command in commands for option in command.params if isinstance(option, click.Option)]

    assert [option.name for option in options if not option.help] == []


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
        (("--zone", "America/Mexico_Cty"), "did you mean 'America/Mexico_City'"),
        (("--zone", "../etc/passwd"), "is no time zone"),
        (("--phone", "12"), "--phone is a telephone number"),
        (("--name", " "), "--name has 1 to 80 characters that can be seen"),
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


ANA = ("people", "add", "--name", "Ana", "--role", "manager", "--site", "Laredo yard", "--telegram", "1")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("people", "add", "--name", "B", "--role", "guard", "--site", "Laredo yrad", "--telegram", "2"),
         "There is no site called 'Laredo yrad'; did you mean 'Laredo yard'? --create makes it."),
        (("people", "add", "--name", "B", "--role", "guard", "--site", "Bogota", "--telegram", "2"),
         "There is no site called 'Bogota'. There is: Laredo yard. --create makes it."),
        (("people", "add", "--name", "B", "--role", "guard", "--site", "Laredo yard", "--telegram", "2", "--org", "Nroth"),
         "There is no organisation called 'Nroth'; did you mean 'North'? --create makes it."),
        (("people", "change", "1", "--site", "Bogota"), "There is no site called 'Bogota'"),
        (("organisation", "--org", "Nroth", "--region", "CO"), "did you mean 'North'?"),
        (("organisation", "--site", "Laredo", "--country", "US"), "did you mean 'Laredo yard'?"),
        (("summary", "--org", "Nroth"), "did you mean 'North'?"),
        (("export", "--org", "Nroth"), "did you mean 'North'?"),
        (("people", "add", "--name", "B", "--role", "manger", "--site", "Laredo yard", "--telegram", "2"),
         "did you mean 'manager'?"),
        (("people", "remove", "Anna"), "did you mean 'Ana'?"),
    ],
)  # fmt: skip
def test_a_typing_mistake_makes_nothing_and_what_is_near_is_offered(sello, words, sentence):
    sello(*ANA, "--org", "North")
    before = sello("people", "list").output

    said = sello(*words)

    assert said.exit_code == 1
    assert sentence in said.output
    assert sello("people", "list").output == before
    assert "South" not in sello("organisation").output


def test_another_site_and_another_organisation_are_made_when_that_is_said(sello):
    sello(*ANA)

    said = sello(
        "people", "add", "--name", "Berta", "--role", "guard", "--site", "Bogota", "--telegram", "2", "--create"
    )
    other = sello("people", "add", "--name", "Caro", "--role", "guard", "--site", "Cali", "--telegram", "3",
                  "--org", "South", "--create")  # fmt: skip

    assert "Berta is guard at Bogota" in said.output
    assert "Caro is guard at Cali" in other.output


@pytest.mark.parametrize("site", ["laredo YARD", " Laredo  yard ", "Laredo\u200b yard"])
def test_the_same_name_in_other_letters_is_the_same_site(sello, site):
    sello(*ANA)

    said = sello("people", "add", "--name", "Berta", "--role", "guard", "--site", site, "--telegram", "2")

    assert "Berta is guard at Laredo yard" in said.output


@pytest.mark.parametrize("name", ["\u200b", "\u202e", "\u200d", "\u2800", "\u3164", "\u2066\u2069", "\n"])
def test_a_name_that_nobody_can_see_is_refused(sello, name):
    said = sello("people", "add", "--name", name, "--role", "manager", "--site", "Laredo", "--telegram", "1")

    assert said.exit_code == 1
    assert "--name has 1 to 80 characters that can be seen" in said.output


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("the driver\u202e", "the driver"),
        ("Juan\nPérez", "Juan Pérez"),
        ("Juan\r\nPérez\u2028", "Juan Pérez"),
        (" Ana\u200b  Ruiz ", "Ana Ruiz"),
        ("Jose\u0301", "José"),
        ("السائق", "السائق"),
        ("Juan 🚛", "Juan 🚛"),
    ],
)
def test_a_name_is_kept_as_it_is_seen(sello, typed, kept):
    sello("people", "add", "--name", typed, "--role", "manager", "--site", "Laredo", "--telegram", "1")

    assert f"1  {kept}, manager, Laredo," in sello("people", "list").output


def test_a_person_gets_another_name_role_site_and_language(sello):
    sello(*ANA)

    said = sello("people", "change", "1", "--role", "supervisor", "--site", "Bogota", "--create", "--lang", "es")
    renamed = sello("people", "rename", "Ana", "Ana María Ruiz")

    assert "1  Ana, supervisor, Bogota, es: telegram 1" in said.output
    assert "1  Ana María Ruiz, supervisor, Bogota, es" in renamed.output
    assert "Say what changes" in sello("people", "change", "1").output
    assert sello("people", "change", "9", "--name", "X").exit_code == 1


def test_a_misspelt_site_is_given_its_right_name(sello):
    sello("people", "add", "--name", "Ana", "--role", "manager", "--site", "Lardo", "--telegram", "1")

    assert sello("people", "rename-site", "Lardo", "Laredo").output == "Lardo is called Laredo now.\n"
    assert "Ana, manager, Laredo" in sello("people", "list").output


def test_a_slack_account_of_a_team_that_was_never_heard_is_doubted(sello, tmp_path):
    sello(*ANA)
    with Session(Storage(f"sqlite:///{tmp_path / 'sello.db'}").engine) as session:
        now = datetime.now(UTC)
        session.add(Stranger(channel="slack", account="T0OURS:U1", name="Berta", first_at=now, told_at=now))
        session.commit()

    foreign = sello("people", "add", "--name", "B", "--role", "guard", "--site", "Laredo yard", "--slack", "T9:U1")
    ours = sello("people", "add", "--name", "C", "--role", "guard", "--site", "Laredo yard", "--slack", "T0OURS:U1")

    assert "nobody of the team T9 was ever heard" in foreign.output
    assert "T0OURS" in foreign.output
    assert "Careful" not in ours.output


# Many people at once

TABLE = """\
Name,Role,Site,Telegram,Slack,Lang
Ana Ruiz,manager,Laredo,1,,es
"Pérez, Juan",driver,Laredo,2,,
Berta,guard,Laredo,,T1:U1,en
"""


def imported(sello, tmp_path, table, *words):
    (tmp_path / "people.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    return sello("people", "import", str(tmp_path / "people.csv"), *words)


@pytest.mark.parametrize(
    "table",
    [TABLE, "\ufeff" + TABLE, TABLE.replace("\n", "\r\n"), TABLE.replace("Pérez, ", "Pérez ").replace(",", ";")],
    ids=["commas", "byte order mark", "line ends", "semicolons"],
)
def test_everybody_in_a_table_is_added(sello, tmp_path, table):
    said = imported(sello, tmp_path, table)

    assert said.exit_code == 0, said.output
    assert "3 people." in said.output
    assert len(sello("people", "list").output.splitlines()) == 3


def test_every_bad_row_is_named_with_its_line_and_nobody_is_added(sello, tmp_path):
    said = imported(
        sello, tmp_path,
        TABLE + "Caro,boss,Laredo,4,,\n\nDora,guard,Laredo,@dora,,\nElsa,guard,Lardo,6,,\nFina,guard,Laredo,1,,\n"
        "Gina,guard,Laredo,,,\n\u200b,guard,Laredo,8,,\nHugo,guard,Laredo,9,,fr\nIda,guard,Laredo,10,,en,,,x\n",
    )  # fmt: skip

    assert said.exit_code == 1
    for line, words in {
        5: "--role is one of", 7: "--telegram is a number", 8: "did you mean 'Laredo'?", 9: "is also on line 2",
        10: "at least one account", 11: "can be seen", 12: "--lang is one of", 13: "more cells than columns",
    }.items():  # fmt: skip
        assert re.search(rf"^line {line}: .*{re.escape(words)}", said.output, re.MULTILINE), said.output
    assert "8 rows are wrong, nobody was added." in said.output
    assert sello("people", "list").output.startswith("Nobody yet")


def test_a_table_can_be_tried_first(sello, tmp_path):
    said = imported(sello, tmp_path, TABLE, "--dry-run")

    assert said.exit_code == 0
    assert "3 people could be added; nobody was." in said.output
    assert sello("people", "list").output.startswith("Nobody yet")


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("Name,Rol,Site,Telegram\n", "there is no column 'rol'; did you mean 'role'?"),
        ("Ana,manager,Laredo,1\n", "there is no column 'ana'"),
        ("name,role,telegram\n", "line 1 names the columns"),
        ("", "line 1 names the columns"),
        (TABLE.encode("cp1252"), "line 3 is not UTF-8"),
    ],
)
def test_a_table_of_another_sort_is_told_in_one_sentence(sello, tmp_path, table, sentence):
    said = imported(sello, tmp_path, table)

    assert said.exit_code == 1
    assert sentence in said.output
    assert len(said.output.splitlines()) == 1


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


def test_a_summary_is_written_as_a_workbook_with_the_same_as_text_beside_it(sello, tmp_path):
    sello("people", "add", "--name", "Ana", "--role", "manager", "--site", "Laredo", "--telegram", "1")

    said = sello("summary", "--week", "2026-W53", "--lang", "es", "--out", "out/of the way", "--separator", ";")

    folder = tmp_path / "out" / "of the way"
    assert (said.exit_code, said.stdout) == (0, "out/of the way/summary.xlsx\n")
    assert "0 rows in inspections.csv and inspections.jsonl." in said.stderr
    assert (folder / "numbers.csv").read_text(encoding="utf-8-sig").startswith("Parte;Qué;Sitio;Número;")
    assert (folder / "summary.xlsx").read_bytes().startswith(b"PK")
    assert sello("summary", "--week", "2026-W53", "--out", "out/of the way").exit_code == 0  # over what is there


def test_a_workbook_that_cannot_be_written_is_one_sentence(sello, tmp_path):
    sello("people", "add", "--name", "Ana", "--role", "manager", "--site", "Laredo", "--telegram", "1")
    (tmp_path / "file").write_text("")

    assert sello("summary", "--out", "file").exit_code == 2
    assert sello("summary", "--out", "file/below").output.endswith("file/below cannot be written: Not a directory\n")
    assert sello("summary", "--week", "2026-W54", "--out", "new").exit_code == 1
    assert not (tmp_path / "new").exists()


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
        for table in (Person, Site, Organisation):  # as an earlier version kept them
            session.exec(sa.update(table).values(name=STEERING))
        session.add(Stranger(channel="telegram", account="5", name=STEERING, first_at=now, told_at=now))
        session.commit()
    storage.close()


@pytest.mark.parametrize(
    "command",
    [
        ("people", "add", "--name", "Berta", "--role", "guard", "--site", "Bogota", "--slack", "T1:U1"),
        ("people", "change", "1", "--role", "guard"),
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
    sello("people", "add", "--name", "Ana", "--role", "manager", "--site", "Laredo", "--telegram", "1")
    a_week_of(f"sqlite:///{tmp_path / 'sello.db'}")

    said = sello(*command)
    told = said.output

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]", told), ascii(told)
    assert not [line for line in told.splitlines() if line.startswith("99")]
    in_a_line = " ".join(SHOWN.replace(r"\r\n", " ").split())  # where it is one word among others
    assert SHOWN in told or in_a_line in " ".join(told.split()), said.exception


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


# Settings, and a database that is not there

URL = "SELLO_DATABASE_URL is sqlite:///FILE, with three slashes, or postgresql://USER:PASSWORD@HOST:5432/DATABASE"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://sello:s3cret@127.0.0.1:1/sello", "The database sello at 127.0.0.1:1 cannot be used: Connection refused."),
        ("postgresql://sello:s3cret@nowhere.invalid/sello", "failed to resolve host 'nowhere.invalid'"),
        ("mysql://sello@localhost/sello", URL),
        ("sqlite://var/sello.db", URL),
        ("postgres//sello", URL),
        ("postgresql://sello:s3cret@localhost:port/sello", URL),
        ("postgresql://sello:s3cret@localhost", URL),
        ("var/sello.db", URL),
        ("sqlite:////proc/none/sello.db", "Is the folder in SELLO_DATABASE_URL there"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", [("people", "list"), ("migrate",), ("export",), ("run",)], ids=" ".join)
def test_a_database_that_cannot_be_used_is_told_in_one_sentence(sello, monkeypatch, url, sentence, command):
    monkeypatch.setenv("SELLO_DATABASE_URL", url)
    monkeypatch.setenv("SELLO_TELEGRAM_TOKEN", "1:x")

    said = sello(*command)

    assert said.exit_code == 1
    assert sentence in said.output
    assert len(said.output.splitlines()) == 1
    assert "s3cret" not in said.output


def test_a_file_that_is_no_database_and_a_user_that_may_not_enter_are_told(sello, tmp_path, monkeypatch, postgres):
    (tmp_path / "notes.txt").write_text("These are notes and no database, however long they are." * 20)
    monkeypatch.setenv("SELLO_DATABASE_URL", f"sqlite:///{tmp_path}/notes.txt")
    notes = sello("people", "list").output
    monkeypatch.setenv("SELLO_DATABASE_URL", postgres.url("nothing_of_that_name"))
    missing = sello("people", "list").output

    assert "file is not a database" in notes
    assert "does not exist. Create the database and the user first" in missing


@pytest.mark.parametrize(
    "url",
    ["postgres://a:b@db:5432/sello", "postgresql://a@[::1]:5432/sello?sslmode=require&sslrootcert=/etc/ca.pem",
     "postgresql:///sello?host=/run/postgresql", "sqlite:////data/sello.db", "postgresql+psycopg://a:b%40c@db/sello"],
)  # fmt: skip
def test_every_way_to_write_the_address_of_a_database_is_taken(url):
    assert read({"SELLO_DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("SELLO_TELEGRM_TOKEN", "SELLO_TELEGRAM_TOKEN"),
        ("SELLO_SLACK_TOKEN", "SELLO_SLACK_BOT_TOKEN"),
        ("SELO_TELEGRAM_TOKEN", "SELLO_TELEGRAM_TOKEN"),
        ("sello_telegram_token", "SELLO_TELEGRAM_TOKEN"),
        ("SELLO_DATABASE", "SELLO_DATABASE_URL"),
        ("SELLO_COLOUR", "deploy/env.example lists them all"),
    ],
)
def test_a_setting_of_a_name_that_nobody_waits_for_is_told_with_the_nearest(sello, tmp_path, name, near):
    (tmp_path / ".env").write_text(f"{name}=1\n")

    said = sello("people", "list")

    assert said.exit_code == 1
    assert f"{name} is no setting" in said.output
    assert near in said.output


@pytest.mark.parametrize("name", ["TELEGRAM_TOKEN", "SLACK_BOT_TOKEN", "PATH", "POSTGRES_PASSWORD", "AWS_REGION"])
def test_the_settings_of_other_programs_are_none_of_ours(name):
    assert not read({name: "1"}).telegram


YARD = (
    "people",
    "add",
    "--name",
    "Ana",
    "--role",
    "admin",
    "--site",
    "Laredo yard",
    "--zone",
    "America/Chicago",
    "--telegram",
    "1",
)
INVITE = ("people", "invite", "--role", "driver", "--site", "Laredo yard")


def known_at_telegram(tmp_path):
    """As after `sello run` has spoken to Telegram."""
    with closing(Storage(f"sqlite:///{tmp_path / 'sello.db'}")) as storage:
        storage.now(lambda tx: tx.lines.invite_by(tx.lines.id_of("telegram"), "https://t.me/sello_bot?start="))


def test_an_invitation_is_words_to_type_and_a_link(sello, tmp_path):
    sello(*YARD)
    known_at_telegram(tmp_path)

    said = sello(*INVITE, "--lang", "es").output.splitlines()

    assert re.fullmatch(
        r"For one person, as driver at Laredo yard\. Works once, until \d{4}-\d\d-\d\d \d\d:\d\d \(America/Chicago\)\.",
        said[0],
    )
    typed = re.fullmatch(r"To type to Sello in Slack or Telegram: unirme (\w{5})-(\w{5})", said[1])
    assert typed
    assert said[2:] == [f"https://t.me/sello_bot?start={typed[1]}{typed[2]}"]


def test_the_link_of_an_invitation_can_be_printed_as_a_qr_code(sello, tmp_path):
    sello(*YARD)
    known_at_telegram(tmp_path)

    said = sello(*INVITE, "--qr", "join.png").output
    sello(*INVITE, "--qr", "join.svg")

    assert "QR code of the link: join.png" in said
    with Image.open(tmp_path / "join.png") as drawn:
        assert (drawn.format, drawn.width == drawn.height > 200) == ("PNG", True)
    assert "<svg" in (tmp_path / "join.svg").read_text()


def test_before_telegram_was_reached_an_invitation_has_no_link(sello):
    sello(*YARD)

    said = sello(*INVITE, "--qr", "join.png").output

    assert "join " in said
    assert "The link for Telegram is known once `sello run` has spoken to Telegram." in said


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        (("--role", "drivr"), "did you mean 'driver'?"),
        (("--site", "Laredo yrad"), "did you mean 'Laredo yard'?"),
        (("--lang", "xx"), "--lang is one of: "),
        (("--qr", "join.gif"), "--qr is a file that ends with .png or .svg"),
        (("--qr", "nowhere/join.png"), "There is no folder nowhere"),
        (("--org", "Nobody"), "There is no organisation"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(sello, words, instead):
    sello(*YARD)

    said = sello(*INVITE, *words)

    assert said.exit_code == 1
    assert instead in said.output


# What is kept about somebody


def test_what_is_kept_about_a_person_is_written_into_a_file(sello, tmp_path):
    sello(*ANA)

    said = sello("people", "data", "1", "--to", "ana.zip", "--lang", "es")

    assert said.output == "ana.zip: what is kept about Ana. It is theirs: give it to nobody else.\n"
    packed = ZipFile(tmp_path / "ana.zip")
    assert packed.namelist() == ["index.html", "data.json"]
    assert "Lo que se guarda de usted" in packed.read("index.html").decode()
    assert json.loads(packed.read("data.json"))["accounts"] == [{"channel": "telegram", "account": "1"}]
    assert oct((tmp_path / "ana.zip").stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("9", "--to", "new.zip"), "There is nobody with the number 9"),
        (("Anna", "--to", "new.zip"), "did you mean 'Ana'?"),
        (("9" * 30, "--to", "new.zip"), "There is nobody with the number"),
        (("1", "--to", "there.zip"), "there.zip cannot be written: File exists"),
        (("1", "--to", "no/where.zip"), "no/where.zip cannot be written: No such file or directory"),
        (("1", "--to", "new.zip", "--lang", "fr"), "There is no translation into 'fr'"),
    ],
)
def test_a_file_about_a_person_is_never_written_over_another_one(sello, tmp_path, words, told):
    sello(*ANA)
    (tmp_path / "there.zip").write_text("mine")

    said = sello("people", "data", *words)

    assert said.exit_code == 1
    assert told in said.output
    assert (tmp_path / "there.zip").read_text() == "mine"
    assert not (tmp_path / "new.zip").exists()


def test_a_person_is_erased_for_good_only_for_sure(sello):
    sello(*ANA)

    unsure = sello("people", "erase", "1")
    sure = sello("people", "erase", "1", "--sure")
    again = sello("people", "erase", "1", "--sure")

    assert unsure.exit_code == 1
    assert "Say --sure" in unsure.output
    assert (
        sure.output
        == "Erased: Person 1 is what they are called from now on. Backups made before still have the name.\n"
    )
    assert again.exit_code == 1
    assert "Person 1 was erased already" in again.output
    assert "Person 1, manager, Laredo yard: erased 2" in sello("people", "erased").output
    assert sello("people", "list").output == "Nobody yet: sello people add --help\n"


def test_somebody_who_has_left_can_still_be_erased_and_their_account_is_free(sello):
    sello(*ANA)
    sello("people", "remove", "Ana")

    said = sello("people", "erase", "1", "--sure")
    new = sello("people", "add", "--name", "Berta", "--role", "guard", "--site", "Laredo yard", "--telegram", "1")

    assert "Erased: Person 1" in said.output
    assert new.exit_code == 0, new.output


@pytest.mark.parametrize(("who", "told"), [("9", "There is nobody with the number 9"), ("Anna", "did you mean 'Ana'?")])
def test_nobody_is_erased_by_a_slip_of_the_finger(sello, who, told):
    sello(*ANA)

    said = sello("people", "erase", who, "--sure")

    assert said.exit_code == 1
    assert told in said.output
    assert "Ana, manager" in sello("people", "list").output


# How long records are kept


def test_how_long_records_are_kept_is_said_and_can_be_taken_back(sello):
    sello(*ANA)

    before = sello("organisation").output
    after = sello("organisation", "--keep-inspections", "24", "--keep-reports", "60").output
    again = sello("organisation", "--keep-inspections", "").output

    assert "Kept: inspections for ever, quizzes for ever, reports for ever." in before
    assert "Kept: inspections 24 months, quizzes for ever, reports 60 months." in after
    assert "Kept: inspections for ever, quizzes for ever, reports 60 months." in again


@pytest.mark.parametrize("months", ["0", "-3", "1.5", "a year", "9999", "٣"])
def test_months_that_are_none_are_refused(sello, months):
    sello(*ANA)

    said = sello("organisation", "--keep-quizzes", months)

    assert said.exit_code == 1
    assert "--keep-quizzes is a number of months, from 1 to 600" in said.output
    assert "quizzes for ever" in sello("organisation").output


def test_a_record_is_put_on_hold_and_released_by_its_number(sello, tmp_path):
    sello(*ANA)
    recorded(tmp_path)

    held = sello("records", "hold", "pv-26-0001", "--why", "claim of the insurance")
    twice = sello("records", "hold", "PV-26-0001", "--why", "once more")
    listed = sello("records", "holds").output
    released = sello("records", "release", "R-1")
    again = sello("records", "release", "PV-26-0001")

    assert held.output.startswith("pv-26-0001 is on hold: claim of the insurance.")
    assert twice.exit_code == 1
    assert "is on hold already" in twice.output
    assert listed.startswith("PV-26-0001  walk-physical  since 2")
    assert "(at the keyboard): claim of the insurance" in listed
    assert "is not on hold anymore" in released.output
    assert again.exit_code == 1
    assert sello("records", "holds").output == "No record is on hold.\n"
    assert sello("records", "removed").output == "Nothing was removed.\n"


@pytest.mark.parametrize("number", ["PV-26-0002", "R-2", "R-" + "9" * 40, "", "%"])
def test_a_number_that_no_record_has_is_put_on_no_hold(sello, tmp_path, number):
    sello(*ANA)
    recorded(tmp_path)

    said = sello("records", "hold", number, "--why", "a reason")

    assert said.exit_code == 1
    assert f"There is no record with the number {number}" in said.output


def recorded(folder: Path) -> None:
    """Ana has finished a walk, PV-26-0001."""
    at = datetime(2026, 11, 21, tzinfo=UTC)
    with closing(Storage(f"sqlite:///{folder / 'sello.db'}")) as storage:
        storage.now(lambda tx: Library(ROOT).publish(tx, at))
        digest = Library(ROOT).today["walk-physical"].digest
        with Session(storage.engine) as session:
            session.add(
                RunRow(organisation_id=1, site_id=1, person_id=1, flow_id="walk-physical", digest=digest, status="finished",
                       version=1, state="{}", began_at=at, touched_at=at, finished_at=at, number="PV-26-0001")
            )  # fmt: skip
            session.commit()
