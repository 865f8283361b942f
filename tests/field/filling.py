"""Somebody fills in a form before a stand-in, up to the question that a test is about. All is well, if nothing else is said."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from bot.engine.flow import Flow
from bot.engine.run import Run
from bot.engine.talk import Buttons, Text
from bot.engine.view import Overview, Question, View, view
from bot.store.sql import run
from bot.store.transaction import Transaction
from tests.field.going import WORDS
from tests.field.house import House
from tests.saying import LIBRARY, WORDING

ANY_DAY = date(2026, 11, 21)


async def fill(yard: House, first: str, flow: str, lang: str, /, *, until: str = "", **given: str) -> None:
    """From the beginning to the end, or until a question is asked; `given` are answers by the end of the question's id."""
    lang = WORDING.regional(lang, "MX")  # where the house stands
    title = WORDING.say(Text(LIBRARY.today[flow].title), lang)
    await yard.say(first, f"/inspect {flow}" if (first, "telegram") in yard.seats else f"inspect {flow}")
    assert title in yard.newest(first), yard.newest(first)
    await on_with(yard, first, flow, lang, until=until, **given)


async def on_with(
    yard: House, first: str, flow: str, lang: str, /, *, until: str = "", finishing: bool = True, **given: str
) -> None:
    """What is still asked of a form that was begun."""
    for _ in range(60):
        shown = await _shown(yard, first, LIBRARY.today[flow])
        if isinstance(shown, Overview):
            if finishing:
                await finish(yard, first, lang)
            return
        if not isinstance(shown, Question) or shown.step.id == until or shown.step.id.endswith(f".{until}"):
            return
        await _answer(yard, first, shown, lang, given)
    raise AssertionError(yard.newest(first))


async def finish(yard: House, first: str, lang: str) -> None:
    """From the overview, whose button is on its last page."""
    label, further = (WORDING.say(Text(one), lang) for one in ("Finish", "Next ›"))
    while f"[{label}]" not in yard.newest(first):
        await yard.press(first, further)
    await yard.press(first, label)


async def _answer(yard: House, first: str, asked: Question, lang: str, given: dict[str, str]) -> None:
    step, control = asked.step, asked.control
    named = given.get(step.id.rsplit(".", 1)[-1])
    if isinstance(control, Buttons):
        wanted = named or step.wanted or "no"
        label = next((o.label for o in control.options if o.id == wanted), control.options[0].label)
        await yard.press(first, WORDING.say(label, lang))
    elif named == "photo":
        yard.seat(first).send("a photo")
        await yard.settled()
        done = WORDING.say(Text("Done"), lang)
        if f"[{done}]" in yard.newest(first):
            await yard.press(first, done)
    elif asked.can_skip and not named:
        await yard.press(first, WORDING.say(Text("Skip"), lang))
    else:
        await yard.say(first, named or WORDS.get(type(step.kind), yard.full(first)))


async def _shown(yard: House, first: str, flow: Flow) -> View:
    def read(tx: Transaction) -> Run:
        mine = sa.select(sa.func.max(run.c.id)).where(run.c.person_id == yard.people[yard.full(first)])
        newest = tx.connection.execute(mine).scalar_one()
        kept = tx.runs.get(newest)
        assert kept
        return Run.from_json(kept.state, tx.runs.answers(newest))

    return view(flow, await yard.apps[0].storage.transaction(read), ANY_DAY)
