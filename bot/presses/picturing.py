"""What a button can mean about a summary as a picture, the forms of its data, and how a letter asks for such a picture.

The letter carries the numbers that are drawn: they are counted once, and the picture shows what its words say.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What stands in the place of a digest in a letter: the picture is for this person, and of these values.
WANTED = re.compile(r"chart:([0-9]{1,18}):([A-Za-z0-9_=-]+)", re.ASCII)


def wanted(person_id: int, values: Mapping[str, Any]) -> str:
    """What a letter says in the place of a digest."""
    packed = urlsafe_b64encode(zlib.compress(json.dumps(values, ensure_ascii=False).encode()))
    return f"chart:{person_id}:{packed.decode()}"


def drawn_from(digest: str) -> tuple[int, Mapping[str, Any]] | None:
    """For whom, and what is drawn; None if it is no such picture."""
    found = WANTED.fullmatch(digest)
    return (int(found[1]), json.loads(zlib.decompress(urlsafe_b64decode(found[2])))) if found else None


@dataclass(frozen=True)
class SendChart:
    """Send me a period as a picture. Site 0 is all of them."""

    period: str
    site: int = 0
    at_home: bool = False


Picturing = SendChart

FORMS: dict[type, str] = {SendChart: "sc:{period}:{site}"}
