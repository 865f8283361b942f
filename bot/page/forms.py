"""Forms that were sent, within bounds. Knows nothing of what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from bot.channels.channel import ALBUM, FILE, Attachment

FIELDS = 20
FIELD = 64 * 1024  # bytes
WHOLE = FILE * 2 + FIELD  # bytes of a form with its files
SORTS = {"image": "photo", "video": "video", "audio": "voice"}


@dataclass(frozen=True)
class Form:
    words: Mapping[str, str]
    files: tuple[Attachment, ...] = ()


async def read(request: Request) -> Form:
    """Raises HTTPException where it is too large, or none."""
    size = request.headers.get("content-length", "")
    if not size.isdecimal():
        raise HTTPException(411)
    if int(size) > WHOLE:
        raise HTTPException(413)
    try:
        async with request.form(max_files=ALBUM, max_fields=FIELDS, max_part_size=FIELD) as form:
            pairs = form.multi_items()
            sent = [
                (one.content_type or "", one.filename or "", await one.read())
                for _, one in pairs
                if isinstance(one, UploadFile)
            ]
            words = {name: value for name, value in pairs if isinstance(value, str)}
    except ClientDisconnect as gone:
        raise HTTPException(400) from gone
    return Form(words, tuple(_attachment(type, name, data) for type, name, data in sent if name or data))


def _attachment(type: str, name: str, data: bytes) -> Attachment:
    sort = SORTS.get(type.partition("/")[0], "document")
    if len(data) > FILE:
        return Attachment(sort, name, trouble="too_big")
    return Attachment(sort, name, fetch=partial(_bytes, data))


async def _bytes(data: bytes) -> bytes:
    return data
