"""The line to the Bot API: python-telegram-bot's calls over aiohttp, and the loop that fetches updates.

Knows requests, waiting and order. Does not know what an update says.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import urlencode

import aiohttp
from aiohttp.payload import BytesPayload, Payload
from telegram.error import BadRequest, Conflict, EndPointNotFound, InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.pace import Pause

log = logging.getLogger(__name__)

Json = dict[str, Any]
T = TypeVar("T")

CONNECTIONS = 0  # as many as are wanted: a chat whose call hangs holds up no other
ANSWER = 5.0  # seconds for a call, as the library itself waits
UPLOAD = 60.0  # seconds for a call that carries files, 50 MB at most
LONG_POLL = 30  # seconds; the server takes up to 50: telegram-bot-api/Client.h, LONG_POLL_MAX_TIMEOUT
PAUSE = 1.0  # seconds after a first failure, doubled from there
LONGEST_PAUSE = 3.0
BOTH = 30.0  # seconds between two tries while another program fetches our updates
LISTENING = ("/getMe", "/getUpdates", "/deleteWebhook", "/setWebhook")  # what hearing needs, which knows no pause
ALLOWED = ("message", "edited_message", "callback_query")


class Flooded(TelegramError):
    """Too many calls. `after`: seconds to wait.

    Stands in for the library's RetryAfter, which warns of its own deprecation whenever it is made.
    """

    def __init__(self, after: float) -> None:
        super().__init__(f"too many requests, retry after {after:g} s")
        self.after = after


class TooBig(Exception):
    """A file with more bytes than are wanted."""


@dataclass(frozen=True)
class Arguments:
    """What a call says, as it goes out; stands in for the library's RequestData, which makes it out of objects."""

    parameters: Json
    contains_files = False


class AiohttpRequest(BaseRequest):
    """Costs a third of the default, which is on httpx. Never says an address: the token is part of it."""

    def __init__(self, pause: Pause) -> None:
        self._pause = pause
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return ANSWER

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, url: str, arguments: Json) -> Any:
        """The result. The library only hands the arguments on, and says what an error is."""
        return await self.post(url, Arguments(arguments))  # type: ignore[arg-type]

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | Arguments | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        if not url.partition("?")[0].endswith(LISTENING):
            self._quiet()
        seconds = UPLOAD if request_data and request_data.contains_files else ANSWER
        if isinstance(read_timeout, int | float):
            seconds = read_timeout
        status, body = await self._exchange(method, url, _body(request_data), seconds)
        if not 200 <= status < 300:
            self._refused(status, body)
        return status, body

    def _quiet(self) -> None:
        """Nothing is sent while the server wants a pause: asking on makes it longer."""
        if left := self._pause.left:
            raise Flooded(left)

    def _flooded(self, after: float) -> Flooded:
        self._pause.seen(after)
        return Flooded(after)

    def _refused(self, status: int, body: bytes) -> None:
        """What the library would take for the server's own word on this call."""
        after = _retry_after(body)
        if status == 429 or after:
            raise self._flooded(after or PAUSE)
        if status == 413:  # from the web server in front of the API, as a page
            raise BadRequest("request entity too large")
        if not body.lstrip().startswith(b"{"):  # a page of a proxy, whatever its status
            raise NetworkError(f"http {status}")

    async def _exchange(self, method: str, url: str, body: Payload | None, seconds: float) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("the line is closed")
        limits = aiohttp.ClientTimeout(total=seconds, sock_connect=ANSWER)
        try:
            async with self._session.request(method, url, data=body, timeout=limits, allow_redirects=False) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as failure:
            raise NetworkError(type(failure).__name__) from None

    async def download(self, url: str, limit: int) -> bytes:
        """A file of at most so many bytes; TooBig as soon as there are more. However large, it may not come to a halt."""
        if self._session is None:
            raise NetworkError("the line is closed")
        self._quiet()
        limits = aiohttp.ClientTimeout(sock_connect=ANSWER, sock_read=ANSWER)
        try:
            async with self._session.get(url, timeout=limits, allow_redirects=False) as response:
                if response.status == 429:
                    raise self._flooded(_retry_after(await response.read()) or PAUSE)
                if response.status in (401, 403, 404):
                    raise BadRequest(f"file server: {response.status}")
                if response.status != 200:
                    raise NetworkError(f"file server: {response.status}")
                data = bytearray()
                async for piece in response.content.iter_any():
                    data += piece
                    if len(data) > limit:
                        raise TooBig
                return bytes(data)
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as failure:
            raise NetworkError(type(failure).__name__) from None

    async def updates(self, base_url: str, offset: int, wait: int) -> list[Any]:
        """The next updates as they came, valid or not. Those below the offset are confirmed and never come again."""
        query = urlencode({"offset": offset, "timeout": wait, "allowed_updates": json.dumps(ALLOWED)})
        try:
            batch = await self.post(f"{base_url}/getUpdates?{query}", read_timeout=wait + ANSWER)
        except KeyError:  # an answer without a result
            raise NetworkError("unreadable answer") from None
        if not isinstance(batch, list):
            raise NetworkError("unreadable answer")
        return batch

    @staticmethod
    def parse_json_payload(payload: bytes) -> Json:
        """The library's own would log what it cannot read, people's words included."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise NetworkError("unreadable answer")
        return answer


def _body(request_data: RequestData | Arguments | None) -> Payload | None:
    """Data as JSON, files as a form: https://core.telegram.org/bots/api#making-requests."""
    if request_data is None:
        return None
    if isinstance(request_data, Arguments) or not request_data.contains_files:
        return BytesPayload(json.dumps(request_data.parameters).encode(), content_type="application/json")
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in request_data.multipart_data.items():
        stream = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=file_name, content_type=mime)
    return form()


def _retry_after(body: bytes) -> float:
    """Seconds the server asks us to wait, or none."""
    try:
        return float(json.loads(body)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0


async def insist(call: Callable[[], Awaitable[T]], pause: float = PAUSE) -> T:
    """What the call returns in the end. Goes on trying through failures of the line, not through a refused token."""
    while True:
        try:
            return await call()
        except (InvalidToken, EndPointNotFound):
            raise
        except TelegramError as failure:
            log.warning("telegram.call.failed error=%s", type(failure).__name__)
            await asyncio.sleep(max(pause, getattr(failure, "after", 0)))
            pause = min(pause * 2, LONGEST_PAUSE)


class Poll:
    """Fetches updates for as long as it runs. `attend` deals with one and must not raise.

    An update is confirmed to Telegram only when it and all before it have been attended to. The library's own loop
    confirms them with the next fetch, and loses what a crash finds in between.
    """

    PATIENCE = 0.2  # seconds until the next fetch while something slow (a large file) is under way

    def __init__(
        self, request: AiohttpRequest, base_url: str, attend: Callable[[Json], Awaitable[None]], pause: float = PAUSE
    ) -> None:
        self._request = request
        self._base_url = base_url
        self._attend = attend
        self._pause = pause
        self._offset = 0
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._failures = 0
        self._in_conflict = False

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:  # what is under way ends together with the loop
            while True:
                batch = await self._batch()
                for update in filter(self._is_new, batch):
                    self._under_way[update["update_id"]] = tasks.create_task(self._attending(update))
                if running := [task for task in self._under_way.values() if not task.done()]:
                    await asyncio.wait(running, timeout=self.PATIENCE)
                elif batch:  # nothing that could ever be confirmed
                    await asyncio.sleep(self._pause)
                self._confirm()

    async def _attending(self, update: Json) -> None:
        await self._attend(update)

    def _is_new(self, update: Any) -> bool:
        return is_update(update) and update["update_id"] not in self._under_way

    def _confirm(self) -> None:
        """Moves the offset up to the first update that is not done. One whose hearing was called off comes again."""
        undone = [number for number, task in self._under_way.items() if not task.done() or task.cancelled()]
        self._offset = max(self._offset, min(undone) if undone else max(self._under_way, default=-1) + 1)
        self._under_way = {
            number: task
            for number, task in self._under_way.items()
            if not task.done() or (number >= self._offset and not task.cancelled())
        }

    async def _batch(self) -> list[Any]:
        """The next updates, or none after a failure and a pause."""
        try:
            batch = await self._request.updates(self._base_url, self._offset, 0 if self._under_way else LONG_POLL)
        except TelegramError as failure:
            await self._recover(failure)
            return []
        self._failures, self._in_conflict = 0, False
        return batch

    async def _recover(self, failure: TelegramError) -> None:
        if not (self._in_conflict and isinstance(failure, Conflict)):  # the other poller stays: told once
            log.warning("telegram.polling.failed error=%s", type(failure).__name__)
        self._in_conflict = self._in_conflict or isinstance(failure, Conflict)
        pause = min(self._pause * 2**self._failures, BOTH if self._in_conflict else LONGEST_PAUSE)
        self._failures = min(self._failures + 1, 10)
        await asyncio.sleep(max(pause, getattr(failure, "after", 0)))


def is_update(candidate: Any) -> bool:
    """Whether it can be told from others and confirmed, which is all that is asked here."""
    return isinstance(candidate, dict) and type(candidate.get("update_id")) is int
