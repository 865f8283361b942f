"""How Slack says no when something is wrong with it, with the bot's token or with a chat.

Does not know when that is so.
"""

from aiohttp import web

from bot.sandbox import faults
from bot.sandbox.calls import Call
from bot.sandbox.slack.call import answered
from bot.sandbox.slack.files import login_page
from bot.sandbox.slack.shapes import Json

# What is no method of the Web API: a file fetched, a file's bytes brought, an answer to a response_url.
DOWNLOAD, UPLOAD, RESPONSE = OTHERS = ("download", "upload", "response_url")

INVALID_BLOCKS = "must be valid [json-pointer:/blocks]"


def refusal(fault: faults.Refusal, call: Call) -> web.Response:
    match fault:
        case faults.TooMany(seconds):
            return answered({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(seconds)})
        case faults.ServerError():
            return _no("internal_error", 500)
        case faults.Refuse(status, words):
            return _no(words or "internal_error", status)
        case faults.BadToken() if call.method == DOWNLOAD:
            return login_page()
        case faults.BadToken():
            return _no("invalid_auth", 403 if call.method in OTHERS else 200)
        case faults.ChatGone():
            return _no("channel_not_found", 404 if call.method in OTHERS else 200)
        case faults.BadRequest() if call.method in OTHERS:
            return _no("invalid_payload", 400)
        case faults.BadRequest():
            told = {"errors": [INVALID_BLOCKS], "response_metadata": {"messages": [f"[ERROR] {INVALID_BLOCKS}"]}}
            return _no("invalid_blocks", 200, told)


def _no(error: str, status: int, more: Json | None = None) -> web.Response:
    return answered({"ok": False, "error": error, **(more or {})}, status)
