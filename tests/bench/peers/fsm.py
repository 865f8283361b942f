"""The inspection on aiogram with its own finite-state machine, whose storage is SQLite; answers go to a table as they come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from tests.bench import from_telegram
from tests.bench.peers import inspection
from tests.bench.peers.inspection import Screen
from tests.bench.peers.lite import Lite
from tests.bench.terms import Payload

TABLE = "CREATE TABLE IF NOT EXISTS fsm (chat INTEGER, user INTEGER, state TEXT, data TEXT, PRIMARY KEY (chat, user))"
STATE = "INSERT INTO fsm (chat, user, state) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state"
DATA = "INSERT INTO fsm (chat, user, data) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data"
FOUND = "SELECT state, data FROM fsm WHERE chat = ? AND user = ?"


class Kept(BaseStorage):
    """aiogram's storage in the same database. It commits whenever the machine is moved."""

    def __init__(self, store: Lite) -> None:
        self._store = store
        store.connection.execute(TABLE)

    async def _written(self, query: str, key: StorageKey, value: str | None) -> None:
        await self._store.run(lambda c: c.execute(query, (key.chat_id, key.user_id, value)) and None)

    async def _row(self, key: StorageKey) -> tuple[str | None, str | None]:
        row = await self._store.run(lambda c: c.execute(FOUND, (key.chat_id, key.user_id)).fetchone())
        return row or (None, None)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        await self._written(STATE, key, state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._row(key))[0]

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._written(DATA, key, json.dumps(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return json.loads((await self._row(key))[1] or "{}")

    async def close(self) -> None:
        pass


class At(StatesGroup):
    """Where somebody stands, for the router. The point itself stands with the answers."""

    typing = State()
    point = State()
    confirm = State()


class Inspector:
    """Handlers of the inspection. The machine is moved only where it changes, which is cheaper than once a turn."""

    def __init__(self, address: str, store: Lite) -> None:
        self._store = store
        self.bot = Bot(from_telegram.TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(address)))
        self.dispatcher = Dispatcher(storage=Kept(store))
        router = Router()
        router.message.register(self.start, Command("inspect"))
        router.message.register(self.typed, At.typing, F.text)
        router.callback_query.register(self.pressed, At.point, F.data.startswith("p:"))
        router.callback_query.register(self.confirmed, At.confirm, F.data == "c:yes")
        self.dispatcher.include_router(router)

    async def feed(self, payload: Payload) -> None:
        await self.dispatcher.feed_raw_update(self.bot, json.loads(payload.body))

    async def start(self, message: Message, state: FSMContext) -> None:
        user = message.from_user
        assert user
        screen = await inspection.started(self._store, user.id, "es" if user.language_code == "es" else "en")
        await state.set_state(At.typing)
        await message.answer(screen.text)

    async def typed(self, message: Message, state: FSMContext) -> None:
        assert message.from_user
        if screen := await inspection.typed(self._store, message.from_user.id, message.text or ""):
            await self._moved(state, At.typing, screen)
            await message.answer(screen.text, reply_markup=_keys(screen))

    async def pressed(self, query: CallbackQuery, state: FSMContext) -> None:
        _, n, value = (query.data or "").split(":")
        screen = await inspection.pressed(self._store, query.from_user.id, int(n), value)
        if screen:
            await self._moved(state, At.point, screen)
        await self._shown(query, screen)

    async def confirmed(self, query: CallbackQuery, state: FSMContext) -> None:
        screen = await inspection.confirmed(self._store, query.from_user.id)
        await state.clear()
        await self._shown(query, screen)

    async def _moved(self, state: FSMContext, was: State, screen: Screen) -> None:
        carried = screen.buttons[0][1] if screen.buttons else ""
        now = At.typing if not carried else At.confirm if carried == "c:yes" else At.point
        if now != was:
            await state.set_state(now)

    async def _shown(self, query: CallbackQuery, screen: Screen | None) -> None:
        await query.answer()
        if screen and isinstance(query.message, Message):
            await query.message.edit_text(screen.text, reply_markup=_keys(screen))


def _keys(screen: Screen) -> InlineKeyboardMarkup | None:
    row = [InlineKeyboardButton(text=label, callback_data=carried) for label, carried in screen.buttons]
    return InlineKeyboardMarkup(inline_keyboard=[row]) if row else None
