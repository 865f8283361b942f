"""What a platform is: a channel with a server at its other end, and how the program runs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.channels.channel import Channel, Fault, Fetch, Hear, Picture, Undeliverable


@dataclass(frozen=True)
class Answer:
    """What a webhook answers."""

    status: int
    body: str = ""
    type: str = "text/plain; charset=utf-8"


class Platform(Channel, Protocol):
    """A channel with a server at its other end. The program runs each the same way: `open`, then `listen` or `hook`."""

    path: str
    """Where its webhook is on our port."""

    invites: str
    """What a link begins with that opens our conversation and hands us a code; empty before `open`, or if there is none."""

    async def open(self, hear: Hear) -> None:
        """Greets the server, for as long as it takes. Raises Undeliverable if it does not take our token."""

    async def listen(self) -> None:
        """Carries what people do to whoever hears it, until cancelled."""

    async def hook(self) -> None:
        """Our port answers now: tells the server where, if that is not done by hand."""

    async def webhook(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """One request of the server. Names of headers are lower-case."""
        ...

    async def close(self) -> None:
        """Lets what is under way come to its end, for a moment."""


async def fetched(fetch: Fetch, picture: Picture) -> bytes:
    """The bytes of a picture that is to be shown. Raises Undeliverable."""
    try:
        return await fetch(picture.digest)
    except FileNotFoundError:
        raise Undeliverable(f"the file {picture.digest[:12]} is lost or damaged", Fault.LETTER) from None
    except OSError as wrong:
        raise Undeliverable(f"the store of files: {type(wrong).__name__}", Fault.LATER) from None
