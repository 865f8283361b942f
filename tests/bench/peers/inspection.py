"""The inspection as a careful user of an SDK would write it: each answer and the new position in one transaction, then the card.

Knows no SDK and no database. `Screen` is what is shown next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tests.bench import journey


@dataclass(frozen=True)
class Position:
    """Where somebody stands. `state` is truck, trailer, point, note, confirm or done."""

    inspection: int
    lang: str
    state: str
    n: int


@dataclass(frozen=True)
class Screen:
    """Words, and buttons as pairs of a label and what they carry."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()


class Store(Protocol):
    """Durable when it returns."""

    async def begin(self, user: int, lang: str) -> None: ...

    async def position(self, user: int) -> Position | None: ...

    async def answer(self, at: Position, key: str, value: str, state: str, n: int) -> None: ...

    async def answers(self, inspection: int) -> dict[str, str]: ...


async def started(store: Store, user: int, lang: str) -> Screen:
    await store.begin(user, lang)
    return Screen(journey.TEXTS[lang]["ask_truck"])


async def typed(store: Store, user: int, words: str) -> Screen | None:
    at = await store.position(user)
    if at is None:
        return None
    if at.state == "truck":
        await store.answer(at, "truck", words, "trailer", at.n)
        return Screen(journey.TEXTS[at.lang]["ask_trailer"])
    if at.state == "trailer":
        await store.answer(at, "trailer", words, "point", 1)
        return point(at.lang, 1)
    return await _onward(store, at, f"note{at.n}", words) if at.state == "note" else None


async def pressed(store: Store, user: int, n: int, value: str) -> Screen | None:
    at = await store.position(user)
    if at is None or at.state != "point" or at.n != n:
        return None  # an old button
    if value == "fail":
        await store.answer(at, f"point{n}", value, "note", n)
        return Screen(journey.note_text(at.lang, n))
    return await _onward(store, at, f"point{n}", value)


async def _onward(store: Store, at: Position, key: str, value: str) -> Screen:
    if at.n < journey.N_POINTS:
        await store.answer(at, key, value, "point", at.n + 1)
        return point(at.lang, at.n + 1)
    await store.answer(at, key, value, "confirm", at.n)
    text = journey.confirm_text(at.lang, await store.answers(at.inspection))
    return Screen(text, ((journey.TEXTS[at.lang]["confirm"], "c:yes"),))


async def confirmed(store: Store, user: int) -> Screen | None:
    at = await store.position(user)
    if at is None or at.state != "confirm":
        return None
    await store.answer(at, "confirm", "yes", "done", at.n)
    return Screen(journey.TEXTS[at.lang]["done"])


def point(lang: str, n: int) -> Screen:
    words = journey.TEXTS[lang]
    keys = tuple((words[value], f"p:{n}:{value}") for value in ("pass", "fail"))
    return Screen(journey.point_text(lang, n), keys)
