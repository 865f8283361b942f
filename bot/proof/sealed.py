"""What of a thing becomes a leaf: the hash of its content, covered by salt, so that what is erased cannot be guessed from it."""

from __future__ import annotations

from bot.proof.canonical import canonical, digest
from bot.proof.tree import leaf

MARK = 8  # signs of a hash that are kept to name which part differs; they prove nothing


def entry(kind: str, salt: str, content: str) -> str:
    """What is hashed as a leaf, by the hash of the content."""
    return canonical({"kind": kind, "salt": salt, "sha256": content})


def leaf_hash(kind: str, salt: str, content: str) -> str:
    return leaf(entry(kind, salt, content).encode()).hex()


def mark(part: str) -> str:
    return digest(part)[:MARK]
