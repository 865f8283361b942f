"""A procedure as it reads with the settings of an organisation, in every language: drawn up, compared, published.

What it says is hashed. A changed setting, a changed sentence and a changed translation make another edition.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from bot.content.procedures import Asked, Procedure
from bot.conversation.context import Context
from bot.conversation.settled import settled
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.policy import policy
from bot.store.manual import KeptEdition
from bot.store.organisations import KeptOrganisation

TIMER = "manual"  # its subject is the number of the organisation
MANAGES = ("manager", "admin")
SEES = ("manager", "auditor", "admin")  # who has read what

Say = Callable[[str], str]


@dataclass(frozen=True)
class Drawn:
    """A procedure that nobody has to read yet. `said` is what it says, by language."""

    procedure: str
    digest: str
    owner: str
    roles: tuple[str, ...]
    said: dict[str, Any]


def drawn_up(context: Context, ours: KeptOrganisation) -> dict[str, Drawn]:
    """Every procedure as it reads now for an organisation."""
    held = policy(ours.region, ours.settings, "{}")
    chain = context.library.escalations.named(held.escalation)
    steps = context.library.obligations.of(held.obligations)
    fill = settled(held, chain, steps, ours.pass_mark)
    wording = context.wording.knowing(held.numbers)
    at = {lang: wording.regional(lang, ours.region) for lang in wording.languages}
    say = {lang: partial(_say, wording, fill, spoken) for lang, spoken in at.items()}
    return {id: _drawn(one, say) for id, one in context.library.procedures.by_id.items()}


def _say(wording: Wording, fill: Mapping[str, object], lang: str, source: str) -> str:
    return wording.say(Text(source, fill), lang)


def _drawn(one: Procedure, say: Mapping[str, Say]) -> Drawn:
    said = {lang: _said(one, tell) for lang, tell in say.items()}
    whole = {"owner": one.owner, "basc": one.basc, "said": said}
    digest = hashlib.sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return Drawn(one.id, digest, one.owner, one.roles, said)


def _said(one: Procedure, tell: Say) -> dict[str, Any]:
    paragraphs = [{"id": part.id, "text": tell(part.say), "criteria": part.criteria} for part in one.paragraphs]
    questions = [_question(asked, tell) for asked in one.questions]
    return {"title": tell(one.title), "paragraphs": paragraphs, "questions": questions, "basc": one.basc}


def _question(asked: Asked, tell: Say) -> dict[str, Any]:
    choices = [tell(one) for one in asked.choices]
    return {
        "ask": tell(asked.ask), "about": asked.about, "choices": choices, "right": asked.right,
        "explain": tell(asked.explain),
    }  # fmt: skip


def publish(context: Context, organisation_id: int, wanted: set[str] | None, by: int | None) -> list[str]:
    """What is published and reads otherwise now, and what is `wanted` for the first time; which those were.

    Nobody is asked here: the timer does that, so that it happens once and at its hour.
    """
    tx = context.tx
    tx.manual.lock(organisation_id)
    ours = tx.organisations.get(organisation_id)
    assert ours, "an organisation is never taken away"
    current = {one.procedure: one for one in tx.manual.current(organisation_id)}
    drawn = drawn_up(context, ours)
    new = [one for id, one in drawn.items() if _changed(one, current.get(id), wanted)]
    for one in new:
        _put_in_force(context, organisation_id, one, by)
    for id, one in drawn.items():
        if id in current and one not in new and current[id].roles != one.roles:
            tx.manual.concerns(current[id].id, one.roles)
    return [one.procedure for one in new]


def _changed(one: Drawn, there: KeptEdition | None, wanted: set[str] | None) -> bool:
    if there is None:
        return wanted is not None and one.procedure in wanted
    return there.digest != one.digest


def _put_in_force(context: Context, organisation_id: int, one: Drawn, by: int | None) -> None:
    kept = context.tx.manual.draft(
        organisation_id, one.procedure, digest=one.digest, owner=one.owner, roles=one.roles, said=one.said,
        made_at=context.now,
    )  # fmt: skip
    found = context.tx.manual.get(organisation_id, kept)
    assert found
    context.tx.manual.publish(found, context.now, by)


def wake(context: Context, organisation_id: int, at: datetime | None = None) -> None:
    """Whoever has something to read is asked at once, where anything is published."""
    if at or context.tx.manual.current(organisation_id):
        context.tx.timers.set(TIMER, at or context.now, str(organisation_id))


def words_of(one: KeptEdition, lang: str) -> dict[str, Any]:
    """What it says in a language, such as es or es_CO; in English where it says nothing in that one."""
    return words_in(one.said, lang)


def words_in(said: Mapping[str, Any], lang: str) -> dict[str, Any]:
    base = lang.split("_", maxsplit=1)[0]
    found: dict[str, Any] = said.get(base) or said.get("en") or next(iter(said.values()))
    return found


def differs(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The paragraphs that read otherwise: as they were and as they are, one of them empty where it is new or gone."""
    then = {one["id"]: one["text"] for one in before["paragraphs"]}
    now = {one["id"]: one["text"] for one in after["paragraphs"]}
    return [(then.get(id, ""), now.get(id, "")) for id in dict.fromkeys((*now, *then)) if then.get(id) != now.get(id)]
