"""Files as the page serves them: our own two, and those that were sent, to whoever may see what they belong to.

A file is what its bytes say, as it was when it was kept, and never runs as a page.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.channel import PHOTOS, Picture
from bot.hearing import Hearing
from bot.page.reader import Reader
from bot.page.recording import files_of
from bot.store.transaction import Transaction

STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
SMALL = 320  # pixels of the longer side
LOOKED_AT = ("image/", "video/", "audio/")
APART = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; sandbox; frame-ancestors 'none'"
)


async def static(request: Request) -> Response:
    """One of our own, by its name among those that are there."""
    there = {path.name: path for path in STATIC.iterdir()}
    path = there.get(request.path_params["name"])
    if path is None or path.suffix not in TYPES:
        return Response(status_code=404)
    kept = {"Cache-Control": "public, max-age=600"}
    return Response(path.read_bytes(), media_type=TYPES[path.suffix], headers=kept)


async def file(
    hearing: Hearing, reader_of: Callable[[Transaction], Reader | None], request: Request
) -> Response | None:
    """A file that came with what is named; None if there is none that whoever asks may see."""
    kind, number = (request.path_params[name] for name in ("kind", "number"))

    def there(tx: Transaction) -> dict[str, Picture]:
        reader = reader_of(tx)
        return files_of(reader, kind, number) if reader else {}

    return await sent(hearing, there, request)


async def sent(
    hearing: Hearing, there: Callable[[Transaction], dict[str, Picture]], request: Request
) -> Response | None:
    """One of the files that are open to whoever asks, by its digest."""
    digest = request.path_params["digest"]
    found = await hearing.storage.reading(lambda tx: there(tx).get(digest))
    if found is None:
        return None
    small = "small" in request.query_params and found.photo
    try:
        data = await hearing.files.small(digest, SMALL) if small else b""
        small = bool(data)
        data = data or await hearing.files.shown(digest)
    except FileNotFoundError:
        return None
    mime = "image/jpeg" if small or found.mime in ("image/heic", "image/avif") else found.mime
    looked = mime in PHOTOS or mime.startswith(LOOKED_AT[1:])
    disposition = f'{"inline" if looked else "attachment"}; filename="{found.name}"'
    return Response(
        data,
        media_type=mime if looked else "application/octet-stream",
        headers={"Content-Disposition": disposition, "Content-Security-Policy": APART},
    )
