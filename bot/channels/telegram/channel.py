"""Telegram: carries what people do there to whoever hears it, and shows Messages as cards in their private chat.

Decides nothing.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from telegram import Bot, BotCommand
from telegram.error import EndPointNotFound, InvalidToken, TelegramError

from bot.channels.channel import (
    Ack,
    Command,
    Commands,
    Fault,
    Fetch,
    Hear,
    Message,
    Undeliverable,
)
from bot.channels.pace import Pause
from bot.channels.platform import Answer
from bot.channels.retry import persist
from bot.channels.telegram.board import Board, Shown
from bot.channels.telegram.calls import Calls, answering
from bot.channels.telegram.card import clipped, draw
from bot.channels.telegram.ear import Ear, Occasion
from bot.channels.telegram.errors import asked
from bot.channels.telegram.files import Files
from bot.channels.telegram.transport import (
    ALLOWED,
    PAUSE,
    AiohttpRequest,
    Poll,
    insist,
    is_update,
)

log = logging.getLogger(__name__)

T = TypeVar("T")

DESCRIPTION = 256  # of a command: https://core.telegram.org/bots/api#botcommand
ANSWERING = 15.0  # seconds for a toast; later than that nobody knows what it is about
FAREWELL = 2.0  # seconds for what is still being said when the channel closes
HEADER = "x-telegram-bot-api-secret-token"  # https://core.telegram.org/bots/api#setwebhook


class Telegram:
    name = "telegram"
    path = "/telegram/webhook"
    rate = 25.0  # below the 30 of https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this

    def __init__(
        self,
        token: str,
        *,
        api_url: str = "https://api.telegram.org/bot",
        file_url: str = "https://api.telegram.org/file/bot",
        fetch: Fetch,
        commands: Commands,
        secret: str = "",
        public_url: str = "",
        pause: float = PAUSE,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        library = logging.getLogger("telegram")
        library.setLevel(max(library.level, logging.INFO))  # below that it logs the token and whole updates
        self.pause = Pause()
        self._request = AiohttpRequest(self.pause)
        self._bot = Bot(token, api_url, file_url, request=self._request, get_updates_request=self._request)
        self._calls = Calls(self._request, self._bot.base_url)
        self._board = Board(self._bot, self._calls, fetch, self._soon)
        self._commands = commands
        self.invites = ""
        self._secret = secret
        self._public_url = public_url
        self._wait = pause
        self._ear = Ear(Files(self._bot, self._request), self._reply, self._answer_soon, clock, pause)
        self._errands: set[asyncio.Task[None]] = set()

    # Beginning and ending.

    async def open(self, hear: Hear) -> None:
        """Greets the server, for as long as it takes, and offers the command menu. Does not listen yet."""
        self._ear.hear = hear
        await self._request.initialize()
        me = await self._insisting(self._bot.get_me)
        self._ear.username = me.username or ""
        self.invites = f"https://t.me/{me.username}?start="  # https://core.telegram.org/bots/features#deep-linking
        await self._offer_commands()

    async def close(self) -> None:
        if self._errands:
            _, late = await asyncio.wait(self._errands, timeout=FAREWELL)
            for errand in late:
                errand.cancel()
        await self._request.shutdown()

    async def _insisting(self, call: Callable[[], Coroutine[Any, Any, T]]) -> T:
        try:
            return await insist(call, self._wait)
        except InvalidToken:  # the library's own words may contain the token
            raise Undeliverable("the token is refused", Fault.CREDENTIALS) from None

    async def _offer_commands(self) -> None:
        """The English menu for everybody, then each language's own."""
        menus = {"": self._commands.get("", self._commands.get("en", ())), **self._commands}
        for language, commands in menus.items():
            try:
                await self._bot.set_my_commands([_entry(command) for command in commands], language_code=language)
            except TelegramError as refused:
                log.warning("telegram.commands.refused language=%s error=%s", language, type(refused).__name__)

    # Listening.

    async def listen(self) -> None:
        """Fetches what people do until cancelled."""
        try:
            await self._insisting(lambda: self._bot.delete_webhook(drop_pending_updates=False))
        except EndPointNotFound:  # a Bot API server of another make, which has no webhooks
            log.info("telegram.webhook.none")
        await Poll(self._request, self._bot.base_url, self._ear.polled, self._wait).run()

    async def hook(self) -> None:
        """See Platform."""
        if self._public_url:
            await self.set_webhook()
        else:
            log.warning("telegram.webhook.unset reason=SELLO_PUBLIC_URL is empty: set the webhook by hand")

    async def set_webhook(self) -> None:
        """Has Telegram send what people do to the public address."""
        if not (self._public_url and self._secret):
            raise ValueError("a webhook needs a public address and a secret")
        await self._insisting(
            lambda: self._bot.set_webhook(
                f"{self._public_url.rstrip('/')}{self.path}",
                secret_token=self._secret,
                allowed_updates=ALLOWED,
            )
        )

    async def webhook(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answers 200 once what came is safely kept, and for what will never be understood. All else comes again.

        A call may ride in the answer: https://core.telegram.org/bots/api#making-requests-when-getting-updates
        """
        if not self._is_telegram(headers):
            return Answer(401)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return Answer(400)
        if not is_update(update):
            return Answer(400)
        reply = await self._ear.pushed(update)
        if reply is None:
            return Answer(503)
        return Answer(200, reply, "application/json") if reply else Answer(200)

    def _is_telegram(self, headers: Mapping[str, str]) -> bool:
        """Whether the sender knows the secret. Without one nobody could be told from anybody."""
        told = headers.get(HEADER, "").encode(errors="replace")
        return bool(self._secret) and hmac.compare_digest(told, self._secret.encode())

    def _soon(self, errand: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Nobody waits for it: the webhook is answered and the lane is free meanwhile."""
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
        return task

    def _reply(self, occasion: Occasion, acked: Ack) -> str:
        """The toast of a button rides in the answer to the webhook; if that gets lost, the press comes again.

        Nobody says whether such a call was obeyed. So it does not ride during a pause, and nothing else ever does.
        """
        if not occasion.query or self.pause.left:
            return self._answer_soon(occasion, acked)
        return json.dumps(
            {"method": "answerCallbackQuery", **answering(occasion.query, acked.toast, alert=acked.alert)}
        )

    def _answer_soon(self, occasion: Occasion, acked: Ack) -> str:
        if occasion.query or acked.toast:
            self._soon(self._answer(occasion, acked))
        return ""

    async def _answer(self, occasion: Occasion, acked: Ack) -> None:
        """The toast. A button is always answered, or it would go on turning; Telegram takes no answer to an old one."""
        try:
            await persist(lambda: asked(lambda: self._toast(occasion, acked)), ANSWERING)
        except Undeliverable as failure:
            log.info("telegram.toast.failed reason=%s", failure.reason)

    async def _toast(self, occasion: Occasion, acked: Ack) -> None:
        if occasion.query:
            await self._calls.answer(occasion.query, acked.toast, alert=acked.alert)
        else:
            await self._calls.send(occasion.chat, draw(Message(lead=tuple(acked.toast.split("\n")))))

    # Showing.

    def same(self, ref: str, other: str) -> bool:
        return Shown.read(ref).card == Shown.read(other).card

    async def show(self, address: str, message: Message, ref: str = "") -> str:
        """See Channel."""
        chat, topic = _chat(address)
        return await self._board.show(chat, message, ref, topic)


def _chat(address: str) -> tuple[int, int]:
    """A chat and, behind a slash, a topic of it."""
    chat, _, topic = address.partition("/")
    try:
        return int(chat), int(topic or 0)
    except ValueError:
        raise Undeliverable("not the address of a chat", Fault.ADDRESS) from None


def _entry(command: Command) -> BotCommand:
    return BotCommand(command.word, clipped(command.description, DESCRIPTION))
