"""What Telegram sends to a webhook on the journey, and what the Bot API answers: https://core.telegram.org/bots/api"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.bench import journey
from tests.bench.terms import Payload

TOKEN = "1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
BOT = {"id": 1234567890, "is_bot": True, "first_name": "Compliance", "username": "compliance_bot"}
SECRET = "perf-secret"
FIRST = 5_000_000_000  # ids of today are beyond 32 bits
DATE = 1_795_200_000
CARD = 4242  # the id of whatever the stand-in is given to show: a button is pressed on the card that is there
HEADERS = {"content-type": "application/json", "x-telegram-bot-api-secret-token": SECRET}

Button = Callable[..., Any]


def button(kind: str, i: int, n: int = 0, value: str = "") -> str:
    """What a pressed button carries, for contestants that have no names of their own."""
    return f"p:{n}:{value}" if kind == "point" else "c:yes"


def payload(i: int, t: int, button: Button = button) -> Payload:
    turn = journey.turn(i, t)
    told = _pressed(i, t, turn, button) if turn.kind in {"point", "confirm"} else _typed(i, t, turn)
    update = {"update_id": 700_000_000 + i * 32 + t, **told}
    return Payload(json.dumps(update, ensure_ascii=False, separators=(",", ":")).encode(), HEADERS, i, t)


def _typed(i: int, t: int, turn: journey.Turn) -> dict[str, Any]:
    text = journey.typed(i, turn)
    message = {"message_id": 1000 + 2 * t, "from": _user(i), "chat": _chat(i), "date": DATE + t * 20, "text": text}
    if turn.kind == "start":
        message["entities"] = [{"offset": 0, "length": len(text), "type": "bot_command"}]
    return {"message": message}


def _pressed(i: int, t: int, turn: journey.Turn, button: Button) -> dict[str, Any]:
    words = journey.TEXTS[journey.language(i)]
    if turn.kind == "point":
        text = journey.point_text(journey.language(i), turn.n)
        keys = [{"text": words[v], "callback_data": button("point", i, turn.n, v)} for v in ("pass", "fail")]
    else:
        text = words["confirm"]
        keys = [{"text": text, "callback_data": button("confirm", i)}]
    message = {
        "message_id": CARD, "from": BOT, "chat": _chat(i), "date": DATE + t * 20, "text": text,
        "reply_markup": {"inline_keyboard": [keys]},
    }  # fmt: skip
    query = {
        "id": str(21_474_836_480_000_000 + i * 64 + t), "from": _user(i), "message": message,
        "chat_instance": str(-3_000_000_000_000_000_000 + i), "data": button(turn.kind, i, turn.n, turn.value),
    }  # fmt: skip
    return {"callback_query": query}


def _user(i: int) -> dict[str, Any]:
    return {"is_bot": False, "language_code": journey.language(i), **_names(i)}


def _chat(i: int) -> dict[str, Any]:
    return {"type": "private", **_names(i)}


def _names(i: int) -> dict[str, Any]:
    return {"id": FIRST + i, "first_name": f"Driver{i}", "last_name": "Ramirez", "username": f"driver_{i}"}


# What the Bot API answers.


def _compact(answer: Any) -> bytes:
    return json.dumps({"ok": True, "result": answer}, separators=(",", ":")).encode()


MESSAGE = {"message_id": CARD, "from": BOT, "chat": _chat(0), "date": DATE, "text": journey.point_text("en", 9)}
KEYS = [{"text": "Pass", "callback_data": "p:9:pass"}, {"text": "Fail", "callback_data": "p:9:fail"}]
PLAIN = _compact(MESSAGE)
WITH_KEYS = _compact({**MESSAGE, "reply_markup": {"inline_keyboard": [KEYS]}})
ME = _compact({**BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False})
TRUE = _compact(True)


def answer(method: str, body: bytes) -> bytes:
    """The same message whatever is sent: nobody looks at more than its id."""
    match method.lower():
        case "sendmessage" | "editmessagetext":
            return WITH_KEYS if b"reply_markup" in body else PLAIN
        case "getme":
            return ME
    return TRUE
