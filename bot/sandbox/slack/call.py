"""How a Web API call looks on the wire: read from form, multipart or JSON; answered in JSON, refusals too.

The token is in the header or among the fields. Does not know what any method does.
"""

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
class Asked:
    """`error` is set, in Slack's words, when the arguments could not be read."""

    token: str
    arguments: Json
    error: str = ""


async def read(request: web.Request) -> Asked:
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
    return Asked(token.strip(), arguments, error)


def answered(answer: Json, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(text=json.dumps(answer), status=status, headers=headers, content_type="application/json")
