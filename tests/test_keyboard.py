"""What people get wrong at the keyboard is told in one sentence that they can do something with."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import main
from tests.postgres import Postgres


class Keyboard:
    """`sello` in an empty folder, with a database of its own unless `.env` names another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, **env: str) -> Result:
        return CliRunner().invoke(main, words, env=env)

    def env_file(self, written: bytes) -> None:
        (self.folder / ".env").write_bytes(written)

    def table(self, written: bytes) -> Result:
        (self.folder / "people.csv").write_bytes(written)
        return self("people", "import", "people.csv", "--create")


@pytest.fixture
def sello(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keyboard:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SELLO_DATABASE_URL", f"sqlite:///{tmp_path / 'sello.db'}")
    return Keyboard(tmp_path)


@pytest.fixture
def company(sello: Keyboard) -> Keyboard:
    added = sello("people", "add", "--name", "Ana", "--role", "manager", "--site", "Laredo yard", "--telegram", "1")
    assert added.exit_code == 0, added.output
    return sello


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


# Settings.


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("SELLO_BIND=127.0.0.1:8080\n# José\n".encode("latin-1"), ".env, line 2: this is not UTF-8"),
        (b"# ours\nSELLO_BIND: 127.0.0.1:8080\n", ".env, line 2: a setting looks like SELLO_BIND=127.0.0.1:8080"),
        (b"SELLO_BIND 127.0.0.1:8080\n", ".env, line 1: a setting looks like"),
        (b'SELLO_MEDIA_URL="var/media\n', ".env, line 1: a setting looks like"),
        (b"SELLO_BIND=127.0.0.1:99999\n", "SELLO_BIND is an address and a port"),
        (b"SELLO_BIND=localhost\n", "SELLO_BIND is an address and a port"),
    ],
)
def test_a_line_of_settings_that_is_none_is_told_with_its_line(sello: Keyboard, written: bytes, told: str) -> None:
    sello.env_file(written)

    said = sello("people", "list")

    assert said.exit_code == 1
    assert told in said.output
    assert not (sello.folder / "var").exists()  # no other database was begun instead


@pytest.mark.parametrize(
    "written",
    [
        b'\xef\xbb\xbfSELLO_BIND="127.0.0.1:8081"\r\n\r\nSELLO_TRANSPORT = poll\r\n',
        b"export SELLO_BIND='127.0.0.1:8081' # mine\n",
        b"",
    ],
)
def test_settings_are_read_as_editors_write_them(sello: Keyboard, written: bytes) -> None:
    sello.env_file(written)

    assert sello("people", "list").stdout == "Nobody yet: sello people add --help\n"


def test_a_password_with_a_sign_that_an_address_cannot_hold_is_explained(sello: Keyboard) -> None:
    said = sello("people", "list", SELLO_DATABASE_URL="postgresql://u:p@ss@127.0.0.1/sello")

    assert "an @ in a password is written %40" in said.output


def test_the_first_command_says_what_it_did_and_nothing_of_tables(sello: Keyboard) -> None:
    said = sello("people", "list")

    assert said.stdout == "Nobody yet: sello people add --help\n"
    assert said.stderr.startswith("A new database was made: /")
    assert said.stderr.count("\n") == 1
    assert sello("people", "list").stderr == ""


BOT = {"SELLO_TELEGRAM_TOKEN": "1:x", "SELLO_TELEGRAM_API_URL": "http://127.0.0.1:9/bot"}


def test_a_port_that_another_program_has_is_told_before_anything_begins(sello: Keyboard, taken: int) -> None:
    said = sello("run", **BOT, SELLO_BIND=f"127.0.0.1:{taken}")

    assert said.exit_code == 1
    assert said.output.startswith(f"Error: SELLO_BIND=127.0.0.1:{taken} cannot be used: address already in use.")


def test_an_address_that_is_not_ours_is_told(sello: Keyboard) -> None:
    said = sello("run", **BOT, SELLO_BIND="192.0.2.1:8080")

    assert said.exit_code == 1
    assert "SELLO_BIND=192.0.2.1:8080 cannot be used" in said.output


def test_the_demo_on_a_port_that_is_taken_says_so(sello: Keyboard, taken: int) -> None:
    said = sello("demo", "--port", str(taken))

    assert (
        f"Port {taken} is taken; choose another: make run PORT={taken + 1 if taken < 65535 else taken - 1}"
        in said.output
    )


def test_the_demo_in_a_folder_that_cannot_be_written_to_does_not_blame_the_port(sello: Keyboard) -> None:
    (sello.folder / "var").write_bytes(b"")  # a file where the folder must be

    said = sello("demo", "--port", "0")

    assert said.exit_code == 1
    assert "The demo cannot begin: " in said.output
    assert "is taken" not in said.output


def test_a_folder_of_files_that_cannot_be_made_is_told(sello: Keyboard) -> None:
    (sello.folder / "media").write_bytes(b"")

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = sello("run", **BOT, SELLO_BIND=f"127.0.0.1:{port}", SELLO_MEDIA_URL=str(sello.folder / "media" / "kept"))

    assert said.exit_code == 1
    assert "Files cannot be kept in " in said.output
    assert "SELLO_MEDIA_URL names their folder." in said.output


# PostgreSQL.


def test_a_real_server_that_does_not_let_us_in_is_told_in_one_sentence(sello: Keyboard, postgres: Postgres) -> None:
    url = postgres.url("no_such_database")

    said = sello("people", "list", SELLO_DATABASE_URL=url)

    assert said.exit_code == 1
    assert "Create the database and the user first" in said.output
    assert len(said.output.splitlines()) == 1


def test_people_are_kept_on_a_real_server_as_in_a_file(sello: Keyboard, postgres_url: str) -> None:
    added = sello("people", "add", "--name", "Ana", "--role", "Manager", "--site", "Laredo yard", "--telegram", "1",
                  SELLO_DATABASE_URL=postgres_url)  # fmt: skip

    assert added.output.startswith("Ana is manager at Laredo yard: telegram 1.")
    assert "Ana, manager, Laredo yard" in sello("people", "list", SELLO_DATABASE_URL=postgres_url).output


# Organisation.


@pytest.mark.parametrize("word", ["help", "menú", "SOS", "sí", "5", "ok", "hola", "incidente"])
def test_a_word_that_people_type_every_day_cannot_be_the_silent_word(company: Keyboard, word: str) -> None:
    said = company("organisation", "--silent-word", word)

    assert said.exit_code == 1
    assert f"'{word}' is typed by people who need no help" in said.output
    assert "Silent word: none" in company("organisation").output


@pytest.mark.parametrize(
    ("option", "given", "told"),
    [
        ("--second", "99", "has nobody with the number 99"),
        ("--country", "ZZ", "'ZZ' is no country code"),
        ("--region", "Mexico", "'Mexico' is no country code"),
        ("--emergency", "+", "--emergency is a telephone number"),
    ],
)
def test_a_setting_that_would_reach_nobody_is_refused(company: Keyboard, option: str, given: str, told: str) -> None:
    said = company("organisation", option, given)

    assert said.exit_code == 1
    assert told in said.output


def test_somebody_who_has_left_cannot_be_the_second_addressee(company: Keyboard) -> None:
    company("people", "remove", "Ana")

    assert "has nobody with the number 1" in company("organisation", "--second", "1").output


def test_a_site_is_found_however_its_name_is_written(company: Keyboard) -> None:
    assert company("organisation", "--site", "LAREDO  Yard", "--emergency", "066").exit_code == 0
    assert company("people", "rename-site", "laredo yard", "Yard 2").output == "Laredo yard is called Yard 2 now.\n"


# People, from a table.


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b"PK\x03\x04\x14\x00", "this is a workbook; save its sheet as CSV UTF-8"),
        (b"name,role,site,telegram,telegram\nCy,driver,Yard,3,4\n", "line 1: the column 'telegram' is there twice"),
        ("name,role,site,telegram\nJosé,driver,Yard,3\n".encode("latin-1"), "line 2 is not UTF-8"),
        ("name,role,site,telegram\nCy,driver,Yard,3\n".encode("utf-16"), "line 1 is not UTF-8"),
        (b"sep=;\nname;role;site;telegram\nCy;driver;Yard;9\nDy;w;y;z\n", "line 4: --telegram is a number"),
        (b"name,role,site,telegram\nCy,driver,Yard,1.23E+09\n", "1 row is wrong, nobody was added."),
        (b"name,role,site,telegram\nCy,Yard,driver,3\n", "line 2: --role is one of"),
    ],
)
def test_a_table_that_cannot_be_taken_is_told_where(sello: Keyboard, written: bytes, told: str) -> None:
    said = sello.table(written)

    assert said.exit_code == 1
    assert told in said.output
    assert "Nobody yet" in sello("people", "list").output


@pytest.mark.parametrize(
    "written",
    [
        b"\xef\xbb\xbfname;role;site;telegram\r\nAna;Supervisor;Yard;1\r\n\r\n;;;\r\nBo;DRIVER;yard;2\r\n",
        b"sep=;\r\nname;role;site;telegram\r\nAna;supervisor;Yard;1\r\nBo;driver;Yard;2\r\n",
        b"Name,Role,Site,Telegram,Phone\nAna,supervisor,Yard,1,+52 81 5555 0101\nBo,driver,Yard,2,\n",
        b" name , role , site , telegram ,\n Ana , supervisor , Yard , 1 ,\n Bo , driver , Yard , 2 ,\n",
    ],
)
def test_a_table_is_taken_as_sheets_write_it(sello: Keyboard, written: bytes) -> None:
    said = sello.table(written)

    assert said.exit_code == 0, said.output
    assert "2 people." in said.output
    assert "Bo, driver, Yard" in sello("people", "list").output


# Exports and flow files.


def test_days_the_wrong_way_round_are_told_instead_of_an_empty_sheet(company: Keyboard) -> None:
    said = company("export", "--wide", "--from", "2026-12-01", "--to", "2026-11-01")

    assert said.exit_code == 2
    assert "--from is a day after --to." in said.output


def test_a_day_of_another_form_is_told_with_an_example(company: Keyboard) -> None:
    said = company("export", "--wide", "--from", "01/12/2026")

    assert "'01/12/2026' is no day; one looks like 2026-11-01" in said.output


def test_a_flow_file_of_another_encoding_is_told_with_its_line(sello: Keyboard) -> None:
    (sello.folder / "x.yaml").write_bytes("quiz: x\ntitle: José\n".encode("latin-1"))

    said = sello("check", "x.yaml")

    assert said.exit_code == 1
    assert "x.yaml, line 2: this is not UTF-8; save the file with the encoding UTF-8" in said.output
    assert "codec" not in said.output
