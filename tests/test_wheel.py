"""The program as it is installed: a wheel that has everything, and says so when it has not."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return Path(built)


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Path:
    """The folder where the wheel was unpacked, as an installer does that needs no network."""
    folder = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`python -m bot`, with the folder before everything else."""
    (folder.parent / "empty").mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words], cwd=folder.parent / "empty", capture_output=True, text=True,
        check=False, timeout=60, env={**kept, **settings, "PYTHONPATH": str(folder)},
    )  # fmt: skip


def test_an_installed_program_brings_every_flow_and_translation_along(installed: Path) -> None:
    for name in ("flows", "locales"):
        there = {p.relative_to(ROOT / name) for p in (ROOT / name).rglob("*") if p.is_file()}
        assert there == {
            p.relative_to(installed / "bot" / "share" / name)
            for p in (installed / "bot" / "share" / name).rglob("*")
            if p.is_file()
        }


def test_an_installed_program_brings_all_of_itself_along(installed: Path) -> None:
    mine = {p.relative_to(ROOT) for p in (ROOT / "bot").rglob("*") if p.is_file() and p.suffix != ".pyc"}

    assert [str(p) for p in sorted(mine) if not (installed / p).is_file()] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--help",), "sello demo"),
        (("check",), "Everything is in order."),
        (("show", "incident", "-l", "es"), "¿Qué pasó?"),
        (("migrate",), "Revision none → "),
        (("summary",), ""),
    ],
)
def test_an_installed_program_does_its_work_in_an_empty_folder(installed: Path, words: tuple[str], told: str) -> None:
    said = run(installed, *words)

    assert told in said.stdout
    assert "Traceback" not in said.stderr
    assert said.returncode == (1 if words == ("summary",) else 0), said.stderr


def test_texts_are_not_made_anew_where_the_program_is_installed(installed: Path) -> None:
    said = run(installed, "texts")

    assert said.returncode == 1
    assert "in the project's source" in said.stderr


@pytest.mark.parametrize("words", [("check",), ("run",), ("show", "incident")])
def test_without_any_flows_it_says_so_and_fails(installed: Path, words: tuple[str]) -> None:
    shutil.rmtree(installed / "bot" / "share" / "flows")

    said = run(installed, *words, SELLO_TELEGRAM_TOKEN="1:DEMO")

    assert said.returncode == 1
    assert "there are no flows" in f"{said.stdout}{said.stderr}"
    assert "Traceback" not in said.stderr
