"""`sello run` with nothing but its settings: every way in, on its own and together, and what must not come in."""

import asyncio
import json
import resource
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.sandbox import faults
from bot.sandbox.telegram.person import TelegramPerson
from bot.sandbox.telegram.updates import HEADER
from tests.running import (
    EVENT,
    SECRET,
    UPDATE,
    Person,
    StandIns,
    command,
    enrol,
    free_port,
    newest,
    place_settings,
    press,
    reads,
    refused,
    running,
    screen,
    slack_settings,
    stand_ins,
    telegram_settings,
    until,
    webhook_settings,
)

ROOT = Path(__file__).parent.parent


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 48), "navy").save(out, "JPEG")
    return out.getvalue()


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(url.removeprefix("sqlite:///"), timeout=10) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


async def report_a_bribe(person: Person) -> None:
    """As far as the question that is answered in one's own words."""
    command(person, "incident")
    await reads(person, "What happened?")
    press(person, "Strangers, threats or bribes")
    await reads(person, "Who or what is it?")
    press(person, "Bribe or inside help")
    await reads(person, "someone who works here")
    press(person, "Nobody who works here")
    await reads(person, "United States")
    press(person, "Yes")
    await reads(person, "What day did it happen")
    person.say("2026-11-20")
    await reads(person, "About what time?")
    press(person, "Skip")
    await reads(person, "Where?")
    person.say("Gate 4")
    await reads(person, "in your own words")


async def finish(person: Person, words: str, picture: bytes) -> None:
    """From there to the end, with a photo."""
    person.say(words)
    await reads(person, "Do you have photos")
    await finish_with(person, picture)


async def finish_with(person: Person, picture: bytes) -> None:
    send(person, picture)
    await reads(person, "Done")
    press(person, "Done")
    await reads(person, "Check your answers")
    press(person, "Send the report")
    await reads(person, "Recorded.")


def send(person: Person, data: bytes) -> None:
    if isinstance(person, TelegramPerson):
        person.send_photo(data)
    else:
        person.upload(data, "photo.jpg", "image/jpeg")


def send_document(person: Person, data: bytes) -> None:
    if isinstance(person, TelegramPerson):
        person.send_document(data, "something.bin", "application/octet-stream")
    else:
        person.upload(data, "something.bin", "application/octet-stream")


def wiring(both: StandIns, url: str, folder: Path, ways: str) -> dict[str, str]:
    """The settings for `telegram`, `slack` or both, `poll` or `webhook`."""
    place = place_settings(url, folder)
    settings = dict(place)
    if "telegram" in ways:
        settings |= telegram_settings(both)
    if "slack" in ways:
        settings |= slack_settings(both)
    if "webhook" in ways:
        settings |= webhook_settings(place)
        both.slack.request_url = f"http://{place['SELLO_BIND']}/slack/events"
    return {name: value for name, value in settings.items() if value}


@pytest.mark.parametrize(
    "ways",
    [
        "telegram poll",
        "telegram webhook",
        "slack poll",
        "slack webhook",
        "telegram slack poll",
        "telegram slack webhook",
    ],
)
async def test_a_report_with_a_photo_comes_in_by_every_way(ways: str, sqlite_url: str, tmp_path: Path) -> None:
    enrol(sqlite_url)
    async with stand_ins() as both, running(wiring(both, sqlite_url, tmp_path, ways), tmp_path) as program:
        people = [p for name, p in (("telegram", both.juan), ("slack", both.sam)) if name in ways]
        both.managers_are_there()
        manager = both.rosa if "telegram" in ways else both.lucia

        for person in people:
            await report_a_bribe(person)
            await finish(person, "He offered money", photo())

        runs = rows(sqlite_url, "SELECT status, outcome FROM run")
        kept = rows(sqlite_url, "SELECT digest, mime FROM file")
        assert runs == [("finished", "confidential_bribery")] * len(people)
        assert kept == [(kept[0][0], "image/jpeg")], "the same photo is kept once"
        digest = str(kept[0][0])
        assert (tmp_path / "media" / digest[:2] / digest).read_bytes() == photo()
        await reads(manager, "I'll handle it" if manager is both.rosa else "Yo lo atiendo")
        assert await program.get("/healthz") == (200, "ok")
        assert await program.get("/readyz") == (200, "ready")
        status, numbers = await program.get("/metrics")
        assert status == 200
        for way in ("telegram", "slack"):
            assert (f'sello_heard_total{{channel="{way}"}}' in numbers) == (way in ways)


async def test_a_second_program_over_the_same_sqlite_file_is_turned_away(sqlite_url: str, tmp_path: Path) -> None:
    enrol(sqlite_url)
    async with stand_ins() as both, running(wiring(both, sqlite_url, tmp_path, "slack poll"), tmp_path) as program:
        again = {**wiring(both, sqlite_url, tmp_path, "slack poll"), "SELLO_BIND": f"127.0.0.1:{free_port()}"}

        code, said = await asyncio.to_thread(refused, again, tmp_path)

        assert code == 1
        assert "already runs over" in said
        assert await program.get("/readyz") == (200, "ready")


async def test_the_pictures_of_a_report_come_although_the_platforms_are_ill(sqlite_url: str, tmp_path: Path) -> None:
    enrol(sqlite_url)
    async with stand_ins() as both:
        settings = wiring(both, sqlite_url, tmp_path, "telegram slack poll")
        async with running(settings, tmp_path):
            both.managers_are_there()
            both.telegram.ill(faults.BadGateway(), methods=["sendPhoto"], times=2)
            both.slack.ill(faults.ServerError(), methods=["files.completeUploadExternal"], times=2)
            await report_a_bribe(both.juan)
            await finish(both.juan, "He offered money", photo())

            await until(lambda: any("photo" in message for message in both.rosa.messages))
            await until(lambda: any("files" in message for message in both.lucia.messages))

            assert sum("photo" in message for message in both.rosa.messages) == 1
            assert sum("files" in message for message in both.lucia.messages) == 1


def test_without_a_platform_it_points_to_the_demo(tmp_path: Path) -> None:
    code, said = refused({}, tmp_path)

    assert code == 1
    assert "To try without any, run: sello demo" in said


def copied(folder: Path) -> Path:
    """The program over flows and translations of its own, which may be broken."""
    root = folder / "root"
    root.mkdir()
    (root / "bot").symlink_to(ROOT / "bot")
    for name in ("flows", "locales"):
        shutil.copytree(ROOT / name, root / name)
    return root


def break_a_flow(root: Path) -> None:
    flow = root / "flows" / "quizzes" / "seals.yaml"
    flow.write_text(flow.read_text().replace("\ntitle:", "\ntitel:", 1))


def lose_a_translation(root: Path) -> None:
    catalog = root / "locales" / "es" / "LC_MESSAGES" / "messages.po"
    catalog.write_text(catalog.read_text().replace('msgstr "Atrás"', 'msgstr ""', 1))


def change_a_published_flow(root: Path) -> None:
    flow = root / "flows" / "quizzes" / "seals.yaml"
    flow.write_text(f"# another word\n{flow.read_text()}")


@pytest.mark.parametrize(
    ("harm", "place"),
    [(break_a_flow, "flows/quizzes/seals.yaml:"), (lose_a_translation, "locales/es/LC_MESSAGES/messages.po:")],
)
def test_it_refuses_to_start_with_what_is_broken_and_says_where(
    harm: Callable[[Path], None], place: str, tmp_path: Path
) -> None:
    root = copied(tmp_path)
    harm(root)

    code, said = refused({"SELLO_TELEGRAM_TOKEN": "1:DEMO"}, root, sys.executable, "-m", "bot", "run")

    assert code == 1
    assert place in said
    assert "Traceback" not in said


async def test_it_refuses_a_published_flow_that_was_changed(sqlite_url: str, tmp_path: Path) -> None:
    root = copied(tmp_path)
    async with stand_ins() as both:
        settings = wiring(both, sqlite_url, tmp_path, "telegram poll")
        async with running(settings, tmp_path):
            pass
        change_a_published_flow(root)

        code, said = await asyncio.to_thread(refused, settings, root, sys.executable, "-m", "bot", "run")

    assert code == 1
    assert "flows/quizzes/seals.yaml:1:1: revision 2 is already published" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_a_platform_that_refuses_our_token_takes_the_other_from_nobody(
    platform: str, sqlite_url: str, tmp_path: Path
) -> None:
    enrol(sqlite_url)
    async with stand_ins() as both:
        settings = wiring(both, sqlite_url, tmp_path, "telegram slack poll")
        sandbox, other = (both.telegram, both.sam) if platform == "telegram" else (both.slack, both.juan)
        illness = sandbox.ill(faults.BadToken())
        async with running(settings, tmp_path, ready=False) as program:
            await until(lambda: "channel.refused" in program.said())
            command(other, "menu")
            await until(lambda: newest(other))
            status, said = await program.get("/readyz")
            assert (status, f"{platform} does not take our token" in said) == (503, True)

            sandbox.well(illness)

            await program.ready()


@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_it_says_whose_token_is_refused(platform: str, sqlite_url: str, tmp_path: Path) -> None:
    async with stand_ins() as both:
        both.telegram.token, both.slack.bot_token = "2:OTHER", "xoxb-other"
        settings = wiring(both, sqlite_url, tmp_path, f"{platform} poll")
        both.telegram.token, both.slack.bot_token = "1:DEMO", "xoxb-demo"

        code, said = await asyncio.to_thread(refused, settings, tmp_path)

    assert code == 1
    assert f"{platform.capitalize()} does not let us in" in said
    assert "Traceback" not in said
    assert "OTHER" not in said
    assert "xoxb-other" not in said


async def test_it_ends_in_good_order_when_it_is_asked_to(sqlite_url: str, tmp_path: Path) -> None:
    """What is on its way is finished before the process goes."""
    enrol(sqlite_url)
    async with stand_ins() as both, running(wiring(both, sqlite_url, tmp_path, "telegram poll"), tmp_path) as program:
        both.telegram.ill(faults.Slow(0.5), methods=["sendMessage"])
        both.juan.say("/menu")
        await until(lambda: any(call.method == "sendMessage" for call in both.telegram.record))

        code = await program.stopped()

        assert code == 0
        await reads(both.juan, "What would you like to do?")
        assert rows(sqlite_url, "SELECT count(*) FROM letter WHERE settled_at IS NULL") == [(0,)]


def books(url: str) -> dict[str, int]:
    """How many rows there are of everything that people cause."""
    return {
        table: int(str(rows(url, f"SELECT count(*) FROM {table}")[0][0]))
        for table in ("delivery", "run", "answer", "letter", "stranger", "file", "taken")
    }


DEEP = b"[" * 100_000


def forgeries(both: StandIns) -> list[tuple[str, str, bytes, dict[str, str]]]:
    """Requests that did not come from the platform: a name, the path, the body and the headers."""
    telegram, slack = "/telegram/webhook", "/slack/events"
    update, event = json.dumps(UPDATE).encode(), json.dumps(EVENT).encode()
    now, sign = int(time.time()), both.slack.carrier.sign
    good = sign(event)
    return [
        ("no secret", telegram, update, {}),
        ("an empty secret", telegram, update, {HEADER: ""}),
        ("another secret", telegram, update, {HEADER: "guess"}),
        ("a secret that is no ASCII", telegram, update, {HEADER: "clavé"}),
        ("no signature", slack, event, {}),
        ("a signature of another body", slack, event + b" ", good),
        ("a stale signature", slack, event, sign(event, now - 301)),
        ("one from the future", slack, event, sign(event, now + 400)),
        ("a time that is none", slack, event, {**good, "X-Slack-Request-Timestamp": "soon"}),
        ("a time beyond all years", slack, event, sign(event, 10**300)),
        ("a negative time", slack, event, sign(event, -1)),
        ("Arabic digits", slack, event, {**good, "X-Slack-Request-Timestamp": "١٢٣"}),
        ("a signature that is no ASCII", slack, event, {**good, "X-Slack-Signature": "v0=é"}),
        ("an older scheme", slack, event, {**good, "X-Slack-Signature": good["X-Slack-Signature"].replace("v0", "v1")}),
        ("an empty signature", slack, event, {**good, "X-Slack-Signature": ""}),
    ]


def rubbish(both: StandIns) -> list[tuple[str, str, bytes, dict[str, str]]]:
    """Requests that prove where they are from, and are not what comes from there."""
    bodies = [
        b"", b"{", b"null", b"[]", b"7", b'"x"', b"\xff\xfe", b"\x00", DEEP, b'{"a":' * 50_000, b"payload", b"a=b",
        b"payload=%7B", b"payload=7", b"payload=[]", b"&".join(b"a=b" for _ in range(5_000)),
    ]  # fmt: skip
    proofs = [("/telegram/webhook", lambda _body: {HEADER: SECRET}), ("/slack/events", both.slack.carrier.sign)]
    return [(f"{body[:20]!r}", path, body, proof(body)) for path, proof in proofs for body in bodies]


def oddities(both: StandIns) -> list[tuple[str, str, bytes, dict[str, str]]]:
    """Genuine, readable, and nothing anybody could have an answer for."""
    events = [
        {},
        {"type": "event_callback"}, {"type": "event_callback", "event": 7}, {"type": []}, {"type": "block_actions"},
        {"type": "block_actions", "actions": [7]}, {"type": "view_submission", "view": None}, {"type": "unheard_of"},
        {**EVENT, "event": {**EVENT["event"], "text": None}}, {**EVENT, "event": {**EVENT["event"], "user": ["U0SAM"]}},
        {**EVENT, "event_id": {"$ne": ""}}, {"type": "url_verification", "challenge": {"a": 1}},
    ]  # fmt: skip
    message = UPDATE["message"]
    updates = [
        {"update_id": 9}, {"update_id": 10, "message": 7}, {"update_id": 11, "message": {**message, "chat": 7}},
        {"update_id": 12, "message": {**message, "from": {"id": "x"}}}, {"update_id": 13, "callback_query": {}},
        {"update_id": 14, "message": {**message, "date": "yesterday"}}, {"update_id": 15, "something_new": {"id": 1}},
        {"update_id": 16, "message": {**message, "text": ["/menu"]}}, {"update_id": -(2**70), "poll": {}},
        {"update_id": 17, "message": {**message, "text": None, "photo": [{"width": "wide"}]}},
    ]  # fmt: skip
    written = [json.dumps(one).encode() for one in events]
    return [
        *(("odd event", "/slack/events", body, both.slack.carrier.sign(body)) for body in written),
        *(("odd update", "/telegram/webhook", json.dumps(one).encode(), {HEADER: SECRET}) for one in updates),
    ]


async def test_what_no_platform_sent_is_turned_away_and_changes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    enrol(sqlite_url)
    async with stand_ins() as both:
        settings = wiring(both, sqlite_url, tmp_path, "telegram slack webhook")
        async with running(settings, tmp_path) as program:
            before = books(sqlite_url)

            forged = [(what, await program.post(path, body, headers)) for what, path, body, headers in forgeries(both)]
            broken = [(what, await program.post(path, body, headers)) for what, path, body, headers in rubbish(both)]
            odd = [(body, await program.post(path, body, headers)) for _, path, body, headers in oddities(both)]
            huge = await program.post("/slack/events", BytesIO(b" " * (2 << 20)), {})

            assert [one for one in forged if one[1] != 401] == []
            assert [one for one in broken if one[1] != 400] == []
            assert [one for one in odd if one[1] not in (200, 400)] == []
            assert huge == 413
            assert books(sqlite_url) == before
            assert "Traceback" not in program.said()
            both.juan.say("/menu")
            both.sam.say("menu")
            await reads(both.juan, "What would you like to do?")
            await reads(both.sam, "What would you like to do?")


async def test_an_update_that_cannot_be_read_does_not_stop_polling(sqlite_url: str, tmp_path: Path) -> None:
    enrol(sqlite_url)
    async with stand_ins() as both:
        settings = wiring(both, sqlite_url, tmp_path, "telegram slack poll")
        async with running(settings, tmp_path) as program:
            for update in ({"message": 7}, {"callback_query": {"id": []}}, {"message": {"text": "?"}}, {"poll": None}):
                both.telegram.inject(update)
            for envelope in ({"type": "events_api", "payload": {"event": []}}, {"type": 7}, {"type": "interactive"}):
                both.slack.inject(envelope)

            both.juan.say("/menu")
            both.sam.say("menu")

            await reads(both.juan, "What would you like to do?")
            await reads(both.sam, "What would you like to do?")
            await until(lambda: both.telegram.pending_updates == 0)
            assert rows(sqlite_url, "SELECT count(*) FROM delivery") == [(2,)]
            assert "Traceback" not in program.said()


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
ARABIC = "السائق عرض المال \u202eإلى الوراء\u202c \u2066123\u2069"


async def test_what_people_really_send_is_answered_in_a_sentence(sqlite_url: str, tmp_path: Path) -> None:
    """Too large, no photo, all emoji, from right to left, with a NUL in it: the run goes on after each."""
    enrol(sqlite_url)
    async with stand_ins() as both:
        both.slack.base_url = both.address
        settings = wiring(both, sqlite_url, tmp_path, "telegram slack poll")
        async with running(settings, tmp_path) as program:
            both.managers_are_there()
            for person in (both.juan, both.sam):
                await report_a_bribe(person)

                person.say("😀" * 4096 if person is both.sam else "😀" * 2048)
                await reads(person, "The limit is 2,000.")
                person.say(FAMILY * 300)
                await reads(person, "Do you have photos")
                press(person, "Back")
                await reads(person, "in your own words")
                person.say(f"{ARABIC} \x00 ok")
                await reads(person, "Do you have photos")
                send(person, b"this is no photo")
                await reads(person, "That is not a photo we can open.")
                send_document(person, b"\x00" * (30 << 20))
                await reads(person, "too large")
                send_document(person, b"MZ\x90 a program")
                await reads(person, "can't accept that type")
                await finish_with(person, photo())

            told = rows(sqlite_url, "SELECT shown FROM answer WHERE step = 'account' ORDER BY id")
            assert [row[0] for row in told] == [FAMILY * 300, told[1][0]] * 2
            assert "السائق عرض المال" in str(told[1][0])
            assert "\x00" not in str(told[1][0])
            assert rows(sqlite_url, "SELECT status FROM run") == [("finished",)] * 2
            assert "Traceback" not in program.said()


@pytest.mark.parametrize("ways", ["telegram slack poll", "telegram slack webhook"])
async def test_what_is_said_while_the_database_is_locked_is_heard_afterwards(
    ways: str, sqlite_url: str, tmp_path: Path
) -> None:
    """Messages come again by themselves. Of buttons and commands people are told that they have to."""
    enrol(sqlite_url)
    async with stand_ins() as both, running(wiring(both, sqlite_url, tmp_path, ways), tmp_path) as program:
        both.managers_are_there()
        for person in (both.juan, both.sam):
            await report_a_bribe(person)
        command(both.rosa, "menu")
        await reads(both.rosa, "What would you like to do?")
        both.slack.carrier.retry_delays = (0.02, 1, 6)  # Slack's last try, after five minutes, finds the database free
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        both.juan.say("He offered money")
        both.sam.say("He offered money")
        press(both.rosa, "Help")
        command(both.lucia, "menu")
        await until(lambda: any("was not saved" in toast["text"] for toast in both.rosa.toasts))
        await until(lambda: "No se guardó" in screen(both.lucia) or "was not saved" in screen(both.lucia))
        not_ready = await program.get("/readyz")
        other.execute("ROLLBACK")
        other.close()

        for person in (both.juan, both.sam):
            await reads(person, "Do you have photos")
            assert "was not saved" not in screen(person)
            await finish_with(person, photo())
        assert not_ready[0] == 503
        assert rows(sqlite_url, "SELECT count(*) FROM answer WHERE step = 'account'") == [(2,)]
        assert "Traceback" not in program.said()


async def test_what_is_said_while_the_disk_is_full_is_heard_afterwards(sqlite_url: str, tmp_path: Path) -> None:
    enrol(sqlite_url)
    async with stand_ins() as both:
        settings = wiring(both, sqlite_url, tmp_path, "telegram slack poll")
        async with running(settings, tmp_path) as program:
            both.managers_are_there()
            for person in (both.juan, both.sam):
                await report_a_bribe(person)
            limits = resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (4096, limits[1]))

            both.juan.say("He offered money")
            both.juan.send_photo(photo())
            both.sam.say("He offered money")
            press(both.sam, "Cancel")
            await until(lambda: "was not saved" in screen(both.sam))
            resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, limits)

            await reads(both.juan, "Done")
            press(both.juan, "Done")
            await reads(both.juan, "Check your answers")
            await reads(both.sam, "Do you have photos")
            assert rows(sqlite_url, "SELECT count(*) FROM answer WHERE step = 'account'") == [(2,)]
