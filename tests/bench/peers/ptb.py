"""The inspection on python-telegram-bot: its handlers and filters, its own HTTP client, our tables instead of its pickles."""

from __future__ import annotations

import json
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from tests.bench import from_telegram
from tests.bench.peers import inspection
from tests.bench.peers.inspection import Screen, Store
from tests.bench.terms import Payload


class Inspector:
    """Handlers of the inspection."""

    def __init__(self, address: str, store: Store) -> None:
        self._store = store
        builder = ApplicationBuilder().token(from_telegram.TOKEN).base_url(f"{address}/bot").updater(None)
        self.app: Any = builder.build()
        self.app.add_handler(CommandHandler("inspect", self.start))
        self.app.add_handler(CallbackQueryHandler(self.pressed, pattern=r"^p:\d+:(pass|fail)$"))
        self.app.add_handler(CallbackQueryHandler(self.confirmed, pattern="^c:yes$"))
        self.app.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, self.typed))

    async def feed(self, payload: Payload) -> None:
        await self.app.process_update(Update.de_json(json.loads(payload.body), self.app.bot))

    async def start(self, update: Any, _context: Any) -> None:
        user = update.effective_user
        screen = await inspection.started(self._store, user.id, "es" if user.language_code == "es" else "en")
        await update.message.reply_text(screen.text)

    async def typed(self, update: Any, _context: Any) -> None:
        if screen := await inspection.typed(self._store, update.effective_user.id, update.message.text):
            await update.message.reply_text(screen.text, reply_markup=_keys(screen))

    async def pressed(self, update: Any, _context: Any) -> None:
        query = update.callback_query
        _, n, value = query.data.split(":")
        await self._shown(query, await inspection.pressed(self._store, update.effective_user.id, int(n), value))

    async def confirmed(self, update: Any, _context: Any) -> None:
        await self._shown(update.callback_query, await inspection.confirmed(self._store, update.effective_user.id))

    async def _shown(self, query: Any, screen: Screen | None) -> None:
        await query.answer()
        if screen:
            await query.edit_message_text(screen.text, reply_markup=_keys(screen))


def _keys(screen: Screen) -> InlineKeyboardMarkup | None:
    row = [InlineKeyboardButton(label, callback_data=carried) for label, carried in screen.buttons]
    return InlineKeyboardMarkup([row]) if row else None
