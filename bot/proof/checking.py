"""A record's proof, as a file, checked with nothing but itself: content, leaf, way to the day's root, and the day's chained hash."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.proof.canonical import canonical, digest
from bot.proof.chain import Link
from bot.proof.sealed import leaf_hash
from bot.proof.tree import reached

FORMAT = "sello-proof-1"
# A SHA-256 as it stands in an answer: 64 signs, and none of its kind on either side.
DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", re.ASCII)


@dataclass(frozen=True)
class Checked:
    """What a proof proves, or the first thing in it that does not match: form, content, leaf, root or chain."""

    wrong: str = ""
    record: str = ""
    content: str = ""
    day: Link | None = None
    media: tuple[str, ...] = ()


def check(proof: Any) -> Checked:
    """Raises nothing, whatever it is given."""
    try:
        return _check(proof)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return Checked("form")


def _check(proof: Any) -> Checked:
    if proof["format"] != FORMAT:
        return Checked("form")
    day = Link(**{name: proof["day"][name] for name in Link.__dataclass_fields__})
    made = digest(canonical(proof["content"]))
    found = Checked("", str(proof["content"]["record"]), made, day, tuple(media(proof["content"]["answers"])))
    if made != proof["sha256"]:
        return Checked("content", found.record)
    hash = leaf_hash(proof["kind"], proof["salt"], made)
    if hash != proof["leaf"]:
        return Checked("leaf", found.record)
    way = [bytes.fromhex(one) for one in proof["path"]]
    top = reached(bytes.fromhex(hash), proof["place"], day.size, way)
    if top is None or top.hex() != day.root:
        return Checked("root", found.record)
    return Checked("chain", found.record) if day.hash != proof["day"]["hash"] else found


def media(value: Any) -> list[str]:
    """The digests of files that stand in something, wherever they do, each once."""
    return list(dict.fromkeys(DIGEST.findall(canonical(value))))
