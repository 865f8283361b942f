"""How a Bot API call looks on the wire: its parameters in every accepted encoding, its answer, its refusal.

Does not know what any method does.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import hdrs, web
from aiohttp.multipart import BodyPartReader

Json = dict[str, Any]

MAX_UPLOAD = 50 * 1024 * 1024  # core.telegram.org/bots/api#sending-files
MAX_BODY = MAX_UPLOAD + 1024 * 1024  # the file and the words around it

# Form fields carry these as JSON. All other fields are words, even when they look like numbers.
JSON_FIELDS = frozenset(
    [
        "allow_sending_without_reply",
        "allowed_updates",
        "cache_time",
        "caption_entities",
        "chat_id",
        "commands",
        "disable_content_type_detection",
        "disable_notification",
        "disable_web_page_preview",
        "drop_pending_updates",
        "duration",
        "entities",
        "for_channels",
        "horizontal_accuracy",
        "latitude",
        "limit",
        "link_preview_options",
        "longitude",
        "max_connections",
        "media",
        "menu_button",
        "message_id",
        "message_ids",
        "message_thread_id",
        "offset",
        "protect_content",
        "reply_markup",
        "reply_parameters",
        "reply_to_message_id",
        "scope",
        "show_alert",
        "show_caption_above_media",
        "timeout",
        "user_id",
    ]
)
NEVER_IN_REPLY = ("get", "setwebhook", "deletewebhook", "close", "logout")
UNREADABLE = {  # the server's own words where it has some
    "reply_markup": "can't parse reply keyboard markup JSON object",
    "commands": "can't parse commands JSON object",
    "scope": "can't parse BotCommandScope JSON object",
}


class Refused(Exception):
    """What the Bot API answers instead of a result."""

    def __init__(self, code: int, description: str, retry_after: int | None = None, moved_to: int = 0) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.moved_to = moved_to

    def response(self) -> web.Response:
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        if self.moved_to:
            body["parameters"] = {"migrate_to_chat_id": self.moved_to}
        return _json_response(body, self.code)


def bad_request(reason: str) -> Refused:
    return Refused(400, f"Bad Request: {reason}")


def default_description(code: int, retry_after: int | None) -> str:
    if retry_after is not None:
        return f"Too Many Requests: retry after {retry_after}"
    return HTTPStatus(code).phrase


@dataclass(frozen=True)
class Upload:
    """A file that came along with the call."""

    name: str
    mime: str
    data: bytes


def answer(result: Any, description: str = "") -> web.Response:
    body: Json = {"ok": True, "result": result}
    if description:
        body["description"] = description
    return _json_response(body, 200)


def _json_response(body: Json, status: int) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")


async def parameters(request: web.Request) -> Json:
    """The call's parameters, decoded alike whichever way they were sent."""
    length = request.content_length or 0
    if length > MAX_BODY:
        raise Refused(413, "Request Entity Too Large")
    if length > request.client_max_size:  # the application's own limit is for its own pages
        request = request.clone(client_max_size=MAX_BODY)
    raw: Json = dict(request.query)
    match request.content_type if request.can_read_body else "":
        case "application/json":
            raw |= _json_body(await request.read())
        case "application/x-www-form-urlencoded":
            raw |= parse_qsl((await request.read()).decode(errors="replace"), keep_blank_values=True)
        case "multipart/form-data":
            raw |= await _multipart(request)
    return {name: _decoded(name, value) for name, value in raw.items() if value is not None}


def call_in_reply(content_type: str, body: bytes) -> tuple[str, Json]:
    """The call that rides in the answer to a webhook, its method empty if there is none: telegram-bot-api/WebhookActor.cpp."""
    try:
        said = _json_body(body) if content_type == "application/json" else {}
        params = {name: _decoded(name, value) for name, value in said.items() if value is not None}
    except Refused:
        return "", {}
    method = str(params.pop("method", ""))
    return ("" if method.lower().startswith(NEVER_IN_REPLY) else method), params


def _json_body(body: bytes) -> Json:
    try:
        decoded = json.loads(body)
    except ValueError:
        decoded = None
    if not isinstance(decoded, dict):
        raise bad_request("can't parse JSON object in the request body")
    return decoded


async def _multipart(request: web.Request) -> Json:
    fields: Json = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        body = bytes(await part.read(decode=True))
        if part.filename is None:
            fields[part.name] = body.decode(errors="replace")
        else:
            mime = part.headers.get(hdrs.CONTENT_TYPE, "application/octet-stream")
            fields[part.name] = Upload(part.filename, mime, body)
    return fields


def _decoded(name: str, value: Any) -> Any:
    if name not in JSON_FIELDS or not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        if name not in UNREADABLE and value[0] not in "[{":  # "@channel", "True"
            return value
        raise bad_request(UNREADABLE.get(name, f"can't parse {name} JSON object")) from None


def whole(params: Json, name: str, default: int = 0) -> int:
    """A whole number, or the default where there is none, as the server reads it."""
    try:
        return int(params.get(name, default))
    except (TypeError, ValueError):
        return default


def recordable(params: Json) -> Json:
    """The parameters with files described instead of kept, so that a record of calls stays small."""
    if not any(isinstance(value, Upload) for value in params.values()):
        return params
    return {name: _described(value) for name, value in params.items()}


def _described(value: Any) -> Any:
    if not isinstance(value, Upload):
        return value
    return {"file_name": value.name, "mime_type": value.mime, "file_size": len(value.data)}
