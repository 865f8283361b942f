"""Reads one Web API call off the wire: form, multipart or JSON, with the token in the header or among the fields."""

import json
from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.slack.shapes import Json

# Arguments that travel as JSON inside a form.
NESTED = ("blocks", "attachments", "view", "files", "metadata")


class Refused(Exception):
    """A call Slack answers with `ok: false`; `more` goes into the answer beside the error."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.error, self.more = error, more


@dataclass(frozen=True)
class Call:
    """`error` is set, in Slack's words, when the arguments could not be read."""

    token: str
    arguments: Json
    error: str = ""


async def read(request: web.Request) -> Call:
    arguments: Json = dict(request.query)
    error = ""
    if request.content_type == "application/json":
        try:
            said = json.loads(await request.read() or b"{}")
        except (ValueError, RecursionError):
            said, error = {}, "invalid_json"
        if not isinstance(said, dict):
            said, error = {}, "json_not_object"
        arguments |= said
    elif request.can_read_body:
        arguments |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    for name in NESTED:
        if isinstance(text := arguments.get(name), str):
            try:
                arguments[name] = json.loads(text)
            except (ValueError, RecursionError):
                error = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ") if header.startswith("Bearer ") else str(arguments.get("token") or "")
    arguments.pop("token", None)
    return Call(token.strip(), arguments, error)
