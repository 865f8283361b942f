"""python-telegram-bot alone: parses the update, finds one handler that does nothing."""

from __future__ import annotations

import json
from typing import Any

from tests.bench import from_telegram, terms

CHANNEL = "telegram"
TITLE = "python-telegram-bot, nothing kept or said"
KIND = "bare"
DURABLE = False
SERVICES: list[str] = []
PYTHON = terms.PYTHON
RUNNING: dict[str, Any] = {}


async def setup(cfg: Any) -> None:
    from telegram import Update
    from telegram.ext import ApplicationBuilder, TypeHandler

    async def nothing(_update: Update, _context: Any) -> None:
        pass

    app = ApplicationBuilder().token(from_telegram.TOKEN).base_url(f"{cfg.api_base}/bot").updater(None).build()
    app.add_handler(TypeHandler(Update, nothing))
    await app.initialize()
    RUNNING["app"], RUNNING["read"] = app, Update.de_json


async def feed(payload: Any) -> None:
    app = RUNNING["app"]
    await app.process_update(RUNNING["read"](json.loads(payload.body), app.bot))


async def teardown() -> None:
    await RUNNING["app"].shutdown()
