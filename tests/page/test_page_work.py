"""What a manager decides at the page, over HTTP as a browser sends it: sign-off, corrective actions, what is planned, people.
And the views of what is planned and of people."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.app import App
from bot.settings import Settings
from bot.store.sql import action, handle, letter, person, run, sign_off
from tests.field import company
from tests.page.test_page_rights import Clock, Founded, begun
from tests.page.visiting import ADDRESS, visitor


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Founded]:
    folder = tmp_path_factory.mktemp("company")
    return folder, asyncio.run(company.founded(folder))


@pytest.fixture
def founded(origin: tuple[Path, Founded], tmp_path: Path) -> Founded:
    """A company of each test's own."""
    folder, (url, accounts, now) = origin
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return url.replace(str(folder), str(tmp_path)), accounts, now


@pytest.fixture
async def app(founded: Founded) -> AsyncIterator[App]:
    url, _, now = founded
    made = App(Settings(database_url=url, media_url=str(Path(url.removeprefix("sqlite:///")).parent / "media")), clock=Clock(now))  # fmt: skip
    await made.reached_at(ADDRESS)
    yield made
    await made.close()


def first(app: App, query: sa.Select[tuple[int]]) -> int:
    with app.storage.engine.connect() as connection:
        return int(connection.execute(query.limit(1)).scalars().one())


def waiting(app: App) -> int:
    return first(app, sa.select(sign_off.c.run_id).where(sign_off.c.state == "waiting"))


async def test_an_inspection_is_sent_back_for_a_question(app: App, founded: Founded) -> None:
    manager = await begun(app, founded[1]["manager"])
    number = waiting(app)
    await manager.get(f"/record/{number}")
    await manager.press("Send back for some questions")
    form = next(form for form in manager.forms if form.action.endswith("/do") and "Never mind" in form.buttons)
    await manager.press(next(label for label in form.buttons if label != "Never mind"))
    await manager.press("Send back: 1")
    await manager.write("Take the photo once more.")

    await manager.get(f"/record/{number}")
    assert "has sent it back: Take the photo once more." in manager.text


async def test_a_corrective_action_is_commented_taken_and_done(app: App, founded: Founded) -> None:
    manager = await begun(app, founded[1]["manager"])
    number = first(app, sa.select(action.c.id).where(action.c.state != "closed"))
    await manager.get(f"/action/{number}")
    for label, words in (("Comment", "The hinge is ordered."), ("It is done", "The hinge is new.")):
        if label == "It is done":
            await manager.press("I'll do it")
            assert "In progress" in manager.text
        await manager.press(label)
        await manager.write(words)
        await manager.get(f"/action/{number}")
        assert words in manager.text

    assert "Done, waits for a check by a second person" in manager.text


async def test_what_is_planned_says_when_and_whose_it_is_and_is_stopped(app: App, founded: Founded) -> None:
    manager = await begun(app, founded[1]["manager"])
    await manager.get("/due")
    assert company.SITE in manager.text
    assert "Next:" in manager.text
    count = manager.text.count("Next:")

    await manager.press("Open")
    assert "Time allowed" in manager.text
    await manager.press("Stop this")
    assert "Stopped. It is not due anymore." in manager.text
    await manager.get("/due")
    assert manager.text.count("Next:") == count - 1
    await manager.get("/due?site=999999999999999999999")
    assert company.SITE in manager.text


async def test_a_procedure_is_read_with_who_has_not_and_the_manual_leads_to_it(app: App, founded: Founded) -> None:
    manager = await begun(app, founded[1]["manager"])
    await manager.get("/manual")
    assert "Seal control" in manager.text
    assert "Not read by" in manager.text

    await manager.get("/procedure/1")
    assert "VVTT must be done" in manager.text
    assert company.NAMES["driver"] in manager.text
    await manager.get("/procedure/999999")
    assert "VVTT" not in manager.text


async def test_people_are_found_by_name_role_and_site_with_their_chats_and_training(app: App, founded: Founded) -> None:
    admin = await begun(app, founded[1]["admin"])
    await admin.get("/people")
    assert "Slack, Telegram" in admin.text
    assert "Training due:" in admin.text

    for query in (f"words={company.DRIVER[:4].lower()}", "role=driver"):
        await admin.get(f"/people?{query}")
        assert company.NAMES["driver"] in admin.text
        assert company.NAMES["guard"] not in admin.text
    await admin.get("/people?words=nobodyatall")
    assert "Nobody has that name." in admin.text
    for odd in ("page=99999", "page=-1", "site=x", "role=x", "page=٣"):
        await admin.get(f"/people?{odd}")
        assert admin.answer.status_code == 200, odd

    await admin.get("/people?role=driver")
    await admin.press("Open")
    await admin.press("Another role")
    await admin.press("Guard")
    await admin.get("/people?role=guard")
    assert company.NAMES["driver"] in admin.text


@pytest.mark.parametrize("role", ["manager", "auditor"])
async def test_people_are_for_those_who_decide(app: App, founded: Founded, role: str) -> None:
    there = await begun(app, founded[1][role])

    assert "There is nothing here that you may read." in await there.get("/people")


async def test_the_number_on_paper_opens_the_record_on_the_page(app: App, founded: Founded) -> None:
    manager = await begun(app, founded[1]["manager"])
    with app.storage.engine.connect() as connection:
        named = sa.select(run.c.number).where(run.c.id == waiting(app))
        number = connection.execute(named).scalar_one()
    await manager.get(f"/record/{number}")
    assert "PDF" in [label for form in manager.forms for label in form.buttons]
    neighbour = await begun(app, founded[1]["next manager"])
    await neighbour.get(f"/record/{number}")
    assert neighbour.answer.status_code == 404


def letters(app: App) -> int:
    return first(app, sa.select(sa.func.count()).select_from(letter))


@pytest.mark.parametrize(
    ("labels", "called", "begins"),
    [
        (("PDF",), r"[A-Z]+-\d+-\d+\.pdf", b"%PDF"),
        (("Download as a picture",), r"sello-\d+-W\d+\.png", b"\x89PNG"),
        (("Download as a spreadsheet",), r"sello-\d+-W\d+\.xlsx", b"PK"),
        (("/mydata", "Send me the file"), r"my-data\.zip", b"PK"),
    ],
)
async def test_what_is_asked_for_at_the_page_is_downloaded_there(
    app: App, founded: Founded, labels: tuple[str, ...], called: str, begins: bytes
) -> None:
    manager = await begun(app, founded[1]["manager"])
    before = letters(app)
    await manager.get("/")
    if labels[0].startswith("/"):
        form = manager.form("Menu")
        await manager.post("/do", {**form.fields, "command": labels[0][1:]})
        labels = labels[1:]
    else:
        await manager.get(f"/record/{waiting(app)}" if labels == ("PDF",) else "/numbers")
    for label in labels:
        await manager.press(label)

    assert "is being made" in manager.text
    assert '<meta http-equiv="refresh" content="0; url=/app/made/file">' in manager.answer.text
    for _ in range(2):
        await manager.get("/made/file")
        assert manager.answer.status_code == 200, manager.text
        assert manager.answer.content.startswith(begins)
        assert re.fullmatch(f'attachment; filename="{called}"', manager.answer.headers["content-disposition"])
    assert letters(app) == before  # nothing in the chat

    other = await begun(app, founded[1]["next manager"])
    await other.get("/made/file")
    assert (other.answer.status_code, "There is no file for you here" in other.text) == (404, True)


async def test_a_file_is_only_for_whoever_may_still_read_it(app: App, founded: Founded) -> None:
    manager = await begun(app, founded[1]["manager"])
    await manager.get(f"/record/{waiting(app)}")
    await manager.press("PDF")
    with app.storage.engine.begin() as connection:
        mine = sa.select(handle.c.person_id).where(handle.c.account == founded[1]["manager"])
        connection.execute(sa.update(person).values(role="supervisor").where(person.c.id.in_(mine)))
    await manager.get("/made/file")
    assert manager.answer.status_code == 403

    stranger = visitor(app)
    await stranger.get("/made/file")
    assert stranger.answer.status_code == 403


async def test_a_file_that_cannot_be_made_is_said_and_one_is_made_at_a_time(app: App, founded: Founded) -> None:
    manager = await begun(app, founded[1]["manager"])
    await manager.get(f"/record/{waiting(app)}")
    await manager.press("PDF")
    begun_at, going = asyncio.Event(), asyncio.Event()

    async def ill(_: str) -> bytes:
        begun_at.set()
        await going.wait()
        raise OSError("the disk is full")

    app.page.making.fetch = ill
    slow = asyncio.create_task(manager.client.get("/app/made/file"))
    await begun_at.wait()
    await manager.get("/made/file")
    assert (manager.answer.status_code, "still being made" in manager.text) == (429, True)
    going.set()
    assert ((await slow).status_code, "could not be made just now" in (await slow).text) == (503, True)
