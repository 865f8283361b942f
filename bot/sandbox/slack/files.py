"""The files of the workspace: their bytes, Slack's description of them, and the URLs they are fetched from.

Like Slack's, the private URLs answer a login page with status 200 to whoever comes without the bot's token.
"""

import mimetypes
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from bot.sandbox.slack.shapes import Json

MOST_FILES = 1000
MOST_BYTES = 256 * 1024 * 1024
LOGIN_PAGE = (
    "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to your workspace</body></html>"
)


@dataclass(eq=False)
class StoredFile:
    """`content` is None until the bytes have arrived."""

    id: str
    ticket: str
    record: Json
    content: bytes | None = None


class Files:
    """Everything uploaded, oldest forgotten first."""

    def __init__(self, team: str, bot_token: str, base_url: Callable[[], str]) -> None:
        self._team, self._bot_token, self._base_url = team, bot_token, base_url
        self._files: dict[str, StoredFile] = {}
        self._bytes = 0

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def record(self, file_id: str) -> Json:
        """Slack's description of a file. KeyError when there is none."""
        return self._files[file_id].record

    def reserve(self, user: str, name: str, size: int, mime: str = "") -> StoredFile:
        """A place for a file whose bytes are still to come."""
        file_id = f"F{secrets.token_hex(5).upper()}"
        mime = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        stored = StoredFile(file_id, secrets.token_hex(12), self._record(file_id, user, name, size, mime))
        self._files[file_id] = stored
        self._trim()
        return stored

    def add(self, user: str, content: bytes, name: str, mime: str) -> StoredFile:
        stored = self.reserve(user, name, len(content), mime)
        self._fill(stored, content)
        return stored

    def _fill(self, stored: StoredFile, content: bytes) -> None:
        self._bytes += len(content) - len(stored.content or b"")
        stored.content = content
        stored.record["size"] = len(content)
        self._trim()

    def _trim(self) -> None:
        while len(self._files) > MOST_FILES or (self._bytes > MOST_BYTES and len(self._files) > 1):
            oldest = self._files.pop(next(iter(self._files)))
            self._bytes -= len(oldest.content or b"")

    def _record(self, file_id: str, user: str, name: str, size: int, mime: str) -> Json:
        kind = name.rsplit(".", 1)[-1].lower() if "." in name else mime.rsplit("/", 1)[-1]
        address = f"{self._base_url()}/files/{file_id}"
        return {
            "id": file_id,
            "created": int(time.time()),
            "timestamp": int(time.time()),
            "name": name,
            "title": name,
            "mimetype": mime,
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": user,
            "user_team": self._team,
            "editable": False,
            "size": size,
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": False,
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": f"{address}/{quote(name, safe='')}",
            "url_private_download": f"{address}/download/{quote(name, safe='')}",
            "permalink": f"https://sandbox.slack.com/files/{user}/{file_id}/{quote(name, safe='')}",
            "has_rich_preview": False,
            "file_access": "visible",
        }

    async def download(self, request: web.Request) -> web.Response:
        """GET /files/{id}/{name}: the bytes, for whoever shows the bot's token."""
        if request.headers.get("Authorization") != f"Bearer {self._bot_token}":
            return login_page()
        stored = self._files.get(request.match_info["id"])
        if stored is None or stored.content is None:
            return login_page(404)
        return web.Response(body=stored.content, headers={"Content-Type": stored.record["mimetype"]})

    async def upload(self, request: web.Request) -> web.Response:
        """POST /upload/{ticket}: the bytes of a reserved file, bare or as a form."""
        ticket = request.match_info["ticket"]
        stored = next((one for one in self._files.values() if one.ticket == ticket), None)
        if stored is None:
            return web.Response(status=404, text="unknown upload")
        self._fill(stored, await _content(request))
        return web.Response(text=f"OK - {len(stored.content or b'')}")


def login_page(status: int = 200) -> web.Response:
    return web.Response(status=status, text=LOGIN_PAGE, content_type="text/html")


async def _content(request: web.Request) -> bytes:
    """Read as a stream: an application's limit on the size of forms is not meant for files."""
    if request.content_type != "multipart/form-data":
        return bytes(await request.content.read())
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.filename:
            return bytes(await part.read(decode=True))
    return b""
