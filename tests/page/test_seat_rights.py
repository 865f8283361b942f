"""What an auditor's seat never opens, by trying every route of the page there is, with every number there is."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.routing import Mount, Route

from bot.app import App
from bot.settings import Settings
from bot.store.sql import bulletin, file, person, profile_entry, run, seat, site, tip
from bot.store.transaction import Transaction
from tests.field import company
from tests.page.test_page_rights import Clock, Founded, begun, ids
from tests.page.visiting import ADDRESS, Visitor, visitor

PHONES = ("5550110", "555 0110", "tel:")
WRITTEN = (company.SECRET, company.CAUSE, "Fence")  # what is confidential, a note, what is not published
WHOLE = (date(2026, 1, 1), date(2027, 12, 31))


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return asyncio.run(company.founded(tmp_path_factory.mktemp("company")))


@pytest.fixture
async def app(founded: Founded) -> AsyncIterator[App]:
    url, _, now = founded
    media = str(Path(url.removeprefix("sqlite:///")).parent / "media")
    made = App(Settings(database_url=url, media_url=media), clock=Clock(now))
    await made.reached_at(ADDRESS)
    yield made
    await made.close()


async def seated(app: App, days: tuple[date, date] = WHOLE, **changed: object) -> Visitor:
    """Whoever sits there, as if they had used the link."""
    there = visitor(app)
    now = app.clock()
    with app.storage.engine.connect() as connection:
        managers = sa.select(sa.func.min(person.c.id)).where(person.c.role == "manager", person.c.organisation_id == 1)
        manager = connection.execute(managers).scalar_one()
        sites = list(connection.execute(sa.select(site.c.id).where(site.c.organisation_id == 1)).scalars())

    def make(tx: Transaction) -> str:
        id = tx.seats.draft(1, manager, "Laura", days, now)
        tx.seats.change(id, **{"sites": sites, **changed})
        one = tx.seats.get(1, id)
        assert one
        link = tx.seats.link(one, now)
        return str(tx.seats.take(link, "Test", now)[1])

    there.client.cookies.set("sello-seat", await app.storage.transaction(make))
    return there


def routes(app: App) -> list[Route]:
    mount = next(one for one in app.page.routes() if isinstance(one, Mount))
    return [one for one in mount.routes if isinstance(one, Route)]


def filled(app: App, path: str) -> Iterator[str]:
    """The path with every number and name there is."""
    runs, digests = ids(app, run), ids(app, file, "digest")
    if "{digest}" in path:
        some = (path.replace("{number:int}", n).replace("{digest}", digest) for n in runs for digest in digests)
        yield from (one.replace("{kind}", kind) for one in some for kind in ("record", "action", "card"))
    elif "{number:int}" in path:
        yield from (path.replace("{number:int}", n) for n in runs)
    elif "{name}" in path:
        yield from (
            path.replace("{name}", one) for one in (*filter(None, ids(app, run, "number")), "6.1", "static.css")
        )
    else:
        yield re.sub(r"\{.*?\}", "elsewhere", path)


def seats_own(path: str) -> bool:
    return path.startswith("/seat")


async def test_no_other_view_of_the_page_knows_a_seat(app: App) -> None:
    there = await seated(app)
    tried = 0

    for route in routes(app):
        if (
            "GET" in (route.methods or ())
            and not seats_own(route.path)
            and not route.path.startswith(("/static", "/in/", "/out"))
        ):
            for path in filled(app, route.path):
                await there.get(path)
                assert there.answer.status_code in (403, 404), path
                assert [word for word in company.MARKERS if word in there.answer.text] == [], path
                tried += 1

    assert tried > 20


async def test_nothing_can_be_sent(app: App) -> None:
    there = await seated(app)
    with app.storage.engine.connect() as connection:
        before = [
            connection.execute(sa.select(sa.func.count()).select_from(one)).scalar()
            for one in (run, tip, bulletin, profile_entry, seat)
        ]

    for route in routes(app):
        for path in list(filled(app, route.path))[:3]:
            await there.post(path, {"form": "0" * 64, "press": "t:1", "key": "k", "words": "x", "link": "A" * 43})
            assert there.answer.status_code in (403, 405), path

    with app.storage.engine.connect() as connection:
        after = [
            connection.execute(sa.select(sa.func.count()).select_from(one)).scalar()
            for one in (run, tip, bulletin, profile_entry, seat)
        ]
    assert after == before


async def test_what_is_confidential_private_or_inside_is_on_no_view(app: App) -> None:
    there = await seated(app)
    shown = 0

    for route in routes(app):
        if seats_own(route.path):
            for path in filled(app, route.path):
                await there.get(path)
                assert there.answer.status_code in (200, 404), path
                if not there.answer.headers["content-type"].startswith("image/"):
                    assert [word for word in (*WRITTEN, *PHONES) if word in there.answer.text] == [], path
                    assert '<form method="post"' not in there.answer.text, path
                shown += there.answer.status_code == 200

    assert shown > 12


async def test_outside_of_its_days_there_is_no_record_and_no_photo(app: App) -> None:
    there = await seated(app, (date(2026, 1, 1), date(2026, 1, 31)))

    for template in ("/seat/record/{number:int}", "/seat/file/{number:int}/{digest}"):
        for path in filled(app, template):
            await there.get(path)
            assert there.answer.status_code == 404, path
    for path in ("/seat/records", "/seat/seals", "/seat/numbers", "/seat/"):
        await there.get(path)
        assert [
            word for word in (company.STORY, company.FINDING, company.SEAL, company.UNIT) if word in there.answer.text
        ] == []


async def opens_nothing(app: App, there: Visitor) -> None:
    for route in routes(app):
        if seats_own(route.path):
            for path in list(filled(app, route.path))[:5]:
                await there.get(path)
                assert there.answer.status_code == 403, path
                assert [word for word in company.MARKERS if word in there.answer.text] == [], path


@pytest.mark.parametrize("secret", ["", "A" * 43, "x", "1", "sello"])
async def test_guessing_opens_nothing(app: App, secret: str) -> None:
    there = visitor(app)
    there.client.cookies.set("sello-seat", secret)

    await opens_nothing(app, there)


async def test_a_manager_s_own_session_is_no_seat(app: App, founded: Founded) -> None:
    there = await begun(app, founded[1]["manager"])

    await opens_nothing(app, there)


async def test_an_ended_seat_and_one_that_is_over_open_nothing(app: App) -> None:
    ended, late = await seated(app), await seated(app)
    with app.storage.engine.begin() as connection:
        last = connection.execute(sa.select(sa.func.max(seat.c.id))).scalar_one()
        connection.execute(sa.update(seat).where(seat.c.id == last).values(until=app.clock() - timedelta(seconds=1)))
        connection.execute(sa.update(seat).where(seat.c.id == last - 1).values(ended_at=app.clock()))

    await opens_nothing(app, ended)
    await opens_nothing(app, late)
