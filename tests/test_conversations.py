"""Every transcript of tests/conversations, played on both platforms. `--update` writes down what is seen now."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.postgres import Postgres
from tests.stage import Stage, stage
from tests.transcripts import FOLDER, Transcript, read

TRANSCRIPTS = [read(path) for path in sorted(FOLDER.glob("*.txt"))]
ANYWHERE = [t for t in TRANSCRIPTS if t.anywhere]
SOMEWHERE = [t for t in TRANSCRIPTS if not t.anywhere]


IN_TURN = {
    "another-yard-en", "incident-es", "quiz-seals-en", "seal-mismatch-en", "several-runs-es", "stale-button-en",
    "tractor-17-es", "wrong-answers-en",
}  # fmt: skip


def named(transcript: Transcript) -> str:
    return transcript.name


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def on_stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Stage, str]]:
    """A stage of its own for each platform: the same people have the same numbers on both, and the same quizzes."""
    async with stage(tmp_path_factory.mktemp("stage")) as empty:
        yield empty, request.param


@pytest.mark.parametrize("on_stage", ["telegram", "slack"], indirect=True, scope="module")
@pytest.mark.parametrize("transcript", ANYWHERE, ids=named)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_conversation_goes_as_it_is_written(
    on_stage: tuple[Stage, str], transcript: Transcript, request: pytest.FixtureRequest
):
    await compared(*on_stage, transcript, update=request.config.getoption("--update", default=False))


@pytest.mark.parametrize("on_stage", ["as written"], indirect=True, scope="module")
@pytest.mark.parametrize("transcript", SOMEWHERE, ids=named)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_conversation_goes_on_in_another_chat(
    on_stage: tuple[Stage, str], transcript: Transcript, request: pytest.FixtureRequest
):
    await compared(*on_stage, transcript, update=request.config.getoption("--update", default=False))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def three_processes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, postgres_template: str
) -> AsyncIterator[tuple[Stage, str]]:
    """The same stage, with three processes over one PostgreSQL that hear in turn."""
    name = postgres.create(postgres_template)
    async with stage(tmp_path_factory.mktemp("three"), postgres.url(name), processes=3) as empty:
        yield empty, request.param
    postgres.drop(name)


@pytest.mark.parametrize("three_processes", ["telegram", "slack"], indirect=True, scope="module")
@pytest.mark.parametrize("transcript", [t for t in ANYWHERE if t.name in IN_TURN], ids=named)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_conversation_goes_the_same_whichever_process_hears(
    three_processes: tuple[Stage, str], transcript: Transcript
):
    await compared(*three_processes, transcript, update=False)


async def compared(on: Stage, channel: str, transcript: Transcript, *, update: bool) -> None:
    played = await on.play(transcript, channel)

    assert on.told_in_english() == set()
    if update and channel != "slack":
        (FOLDER / f"{transcript.name}.txt").write_text(played, encoding="utf-8")
    else:
        assert played.splitlines() == transcript.text.splitlines()
