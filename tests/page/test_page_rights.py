"""Who gets what at the page, by trying every route: without a session, with one that is forged, ended or too old, as a driver,
as somebody of the next company, and as a manager who was told of nothing."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.routing import Mount, Route

from bot.app import App
from bot.settings import Settings
from bot.store.sql import action, file, handle, run
from tests.field import company
from tests.page.visiting import ADDRESS, Visitor, visitor

Founded = tuple[str, dict[str, str], datetime]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return asyncio.run(company.founded(tmp_path_factory.mktemp("company")))


class Clock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
async def app(founded: Founded) -> AsyncIterator[App]:
    url, _, now = founded
    made = App(
        Settings(database_url=url, media_url=str(Path(url.removeprefix("sqlite:///")).parent / "media")),
        clock=Clock(now),
    )
    await made.reached_at(ADDRESS)
    yield made
    await made.close()


def ids(app: App, table: sa.Table, column: str = "id") -> list[str]:
    with app.storage.engine.connect() as connection:
        return [str(one) for one in connection.execute(sa.select(table.c[column])).scalars()]


def paths(app: App) -> Iterator[str]:
    """Every route that is looked at, with every number there is."""
    mount = next(one for one in app.page.routes() if isinstance(one, Mount))
    runs, actions, digests = ids(app, run), ids(app, action), ids(app, file, "digest")
    for route in mount.routes:
        assert isinstance(route, Route)
        if route.methods and "GET" in route.methods and not route.path.startswith(("/static", "/in", "/out")):
            if "{kind}" in route.path:
                some = [
                    f"/file/{kind}/{n}/{digest}"
                    for kind in ("record", "action", "card")
                    for n in runs
                    for digest in digests
                ]
                yield from some
            elif "{number" in route.path:
                numbers = actions if "action" in route.path else runs
                yield from (route.path.replace("{number:int}", n) for n in numbers)
            elif "{name}" in route.path:
                yield from (route.path.replace("{name}", one) for one in ids(app, run, "number") if one)
            else:
                yield route.path.replace("{rest:path}", "elsewhere")
    yield from (f"/seals?words={one}" for one in (company.SEAL, company.UNIT))
    yield from (
        "/records?words=Popoca",
        "/incidents?state=closed",
        "/actions?state=closed",
        "/numbers?site=1",
        "/due?site=1",
        "/people?words=Popoca",
    )


POSTS = ("/do", "/end", "/language")
SECRET_FIELDS = {"press": "t:1", "key": "k", "words": "x", "lang": "es", "session": "all", "back": "/"}


async def begun(app: App, account: str, secret: str = "") -> Visitor:
    """A session of somebody, as if they had been let in."""
    there = visitor(app)
    with app.storage.engine.connect() as connection:
        whose = connection.execute(sa.select(handle.c.person_id).where(handle.c.account == account)).scalar_one()
    made = await app.storage.transaction(lambda tx: tx.pages.begin(whose, "Test", app.clock()))
    there.client.cookies.set("sello", secret or made)
    return there


async def gets_nothing(app: App, there: Visitor) -> None:
    for path in paths(app):
        await there.get(path)
        assert there.answer.status_code in (403, 404), path
        assert [word for word in company.MARKERS if word in there.answer.text] == [], path
        assert "image" not in there.answer.headers["content-type"]
    for path in POSTS:
        await there.post(path, {**SECRET_FIELDS, "form": "0" * 64})
        assert there.answer.status_code == 403, path


async def test_without_a_session_there_is_nothing(app: App) -> None:
    await gets_nothing(app, visitor(app))


@pytest.mark.parametrize("role", ["driver", "guard", "warehouse", "supervisor", "security", "hr"])
async def test_who_may_not_read_the_summary_has_no_use_for_a_session(app: App, founded: Founded, role: str) -> None:
    await gets_nothing(app, await begun(app, founded[1][role]))


async def test_a_forged_session_opens_nothing(app: App, founded: Founded) -> None:
    await gets_nothing(app, await begun(app, founded[1]["manager"], secret="A" * 43))


async def test_a_session_that_was_ended_opens_nothing(app: App, founded: Founded) -> None:
    there = await begun(app, founded[1]["manager"])
    assert (await there.get("/"), there.answer.status_code)[1] == 200

    await app.storage.transaction(
        lambda tx: [
            tx.pages.end(one.person_id, app.clock()) for one in [tx.pages.session(there.client.cookies["sello"])] if one
        ]
    )

    await gets_nothing(app, there)


@pytest.mark.parametrize("later", [timedelta(minutes=30), timedelta(hours=12)])
async def test_a_session_that_is_not_used_is_over(app: App, founded: Founded, later: timedelta) -> None:
    there = await begun(app, founded[1]["manager"])

    app.clock.at += later  # type: ignore[attr-defined]

    assert (await there.get("/"), there.answer.status_code)[1] == 403


async def test_who_has_left_or_has_another_role_is_out_at_once(app: App, founded: Founded) -> None:
    for change in ("left_at = joined_at", "role = 'driver'"):
        there = await begun(app, founded[1]["auditor"])
        await there.get("/")
        assert there.answer.status_code == 200
        with app.storage.engine.begin() as connection:
            whose = sa.text("SELECT person_id FROM handle WHERE account = :a")
            person = connection.execute(whose, {"a": founded[1]["auditor"]}).scalar_one()
            connection.execute(sa.text(f"UPDATE person SET {change} WHERE id = {person}"))

        await there.get("/records")
        assert there.answer.status_code == 403
        with app.storage.engine.begin() as connection:
            connection.execute(sa.text(f"UPDATE person SET left_at = NULL, role = 'auditor' WHERE id = {person}"))


@pytest.mark.parametrize("role", ["next admin", "next manager"])
async def test_somebody_of_the_next_company_reads_nothing_of_this_one(app: App, founded: Founded, role: str) -> None:
    there = await begun(app, founded[1][role])
    for path in paths(app):
        await there.get(path)
        asked, told = re.sub(r".*words=", "", path), there.answer.text.replace(path, "")  # what they typed themselves
        assert [w for w in company.MARKERS if w in told and w != asked] == [], path
        assert "image" not in there.answer.headers["content-type"]


@pytest.mark.parametrize("role", ["auditor", "admin"])  # the flow of a bribe names managers
async def test_what_is_confidential_and_tips_are_read_by_nobody_who_was_not_told(
    app: App, founded: Founded, role: str
) -> None:
    there, seen = await begun(app, founded[1][role]), 0
    for path in paths(app):
        await there.get(path)
        none = 403 if path.startswith("/seat") else 404  # whoever has no seat reads that, whatever there is
        assert there.answer.status_code in (200, none), path
        assert company.SECRET not in there.answer.text, path
        assert "Bribe" not in there.answer.text, path
        seen += company.STORY in there.answer.text
    assert seen


async def test_a_form_without_its_token_does_nothing(app: App, founded: Founded) -> None:
    there = await begun(app, founded[1]["manager"])
    await there.get("/")
    token = there.forms[0].fields["form"]

    for given in ({}, {"form": ""}, {"form": token[:-1]}):
        for path in POSTS:
            await there.post(path, {**SECRET_FIELDS, **given})
            assert there.answer.status_code == 403
    await there.post("/end", {**SECRET_FIELDS, "form": token}, headers={"sec-fetch-site": "cross-site"})
    assert there.answer.status_code == 403
    assert (await there.get("/"), there.answer.status_code)[1] == 200


async def test_every_answer_says_how_it_is_to_be_treated(app: App, founded: Founded) -> None:
    for there in (visitor(app), await begun(app, founded[1]["manager"])):
        for path in ("/", "/in/x", "/elsewhere", "/static/page.css", "/static/none"):
            await there.get(path)
            said = there.answer.headers
            assert "default-src 'none'" in said["content-security-policy"]
            assert "frame-ancestors 'none'" in said["content-security-policy"]
            assert (said["referrer-policy"], said["x-content-type-options"]) == ("no-referrer", "nosniff")
            assert said["cache-control"] == "no-store" or path == "/static/page.css"
            assert "strict-transport-security" not in said
    await app.reached_at("https://sello.example")
    await there.get("/")
    assert "max-age" in there.answer.headers["strict-transport-security"]


async def test_over_https_the_cookie_is_for_this_host_alone(app: App, founded: Founded) -> None:
    await app.reached_at("https://sello.example")
    there = visitor(app)
    there.client.base_url = "https://sello.example"  # type: ignore[assignment]
    with app.storage.engine.connect() as connection:
        account = founded[1]["manager"]
        whose = connection.execute(sa.select(handle.c.person_id).where(handle.c.account == account)).scalar_one()
    link = await app.storage.transaction(lambda tx: tx.pages.link(whose, app.clock()))
    await there.get(f"/in/{link}")

    there.client.follow_redirects = False
    await there.press("Sign in")

    kept = next(one for one in there.answer.headers.get_list("set-cookie") if one.startswith("__Host-sello="))
    assert all(word in kept for word in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"))
    assert "Domain" not in kept


async def test_signing_in_is_tried_twenty_times(app: App) -> None:
    there = visitor(app)

    for _ in range(20):
        await there.post("/in", {"link": "x"})
        assert there.answer.status_code == 403
    await there.post("/in", {"link": "x"})

    assert there.answer.status_code == 429


@pytest.mark.parametrize(
    ("headers", "status"), [({"content-length": str(10**9)}, 413), ({"transfer-encoding": "chunked"}, 411)]
)
async def test_a_form_has_bounds(app: App, founded: Founded, headers: dict[str, str], status: int) -> None:
    there = await begun(app, founded[1]["manager"])

    async def endless() -> AsyncIterator[bytes]:
        yield b"form=x"

    there.answer = await there.client.post("/app/end", content=endless(), headers=headers)

    assert there.answer.status_code == status
