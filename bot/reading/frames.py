"""What the two processes say to each other: pickled values, each with its length before it. Both are ours, on a pipe of ours."""

from __future__ import annotations

import asyncio
import pickle
import struct
from typing import IO, Any

LENGTH = struct.Struct(">Q")
READY, READ, UNREAD, FAILED = "ready", "read", "unread", "failed"  # what an answer is


def framed(value: object) -> bytes:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(data)) + data


async def come(stream: asyncio.StreamReader) -> Any:
    """The next value. Raises EOFError where there is none anymore."""
    (length,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
    return pickle.loads(await stream.readexactly(length))  # noqa: S301  our own program has written it


def taken(stream: IO[bytes]) -> Any:
    """The same for who waits in a thread."""
    if len(head := stream.read(LENGTH.size)) < LENGTH.size:
        raise EOFError
    return pickle.loads(stream.read(LENGTH.unpack(head)[0]))  # noqa: S301  likewise
