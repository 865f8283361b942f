"""Procedures as the values of a printed sheet, in one language; and who has read them as the rows of a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.editions import words_of
from bot.conversation.manual_cards import LEVEL, criteria_in
from bot.engine.talk import Text
from bot.store.manual import KeptEdition, Standing

LETTER = (
    "US",
    "CA",
    "MX",
    "CO",
    "GT",
    "SV",
    "HN",
    "NI",
    "CR",
    "PA",
    "DO",
    "CL",
)  # countries that print on letter paper
HEAD = (
    Text("Procedure"), Text("Edition"), Text("Since"), Text("SHA-256"), Text("Name"), Text("Role"), Text("Site"),
    Text("Has left"), Text("Asked"), Text("Reminded"), Text("Read"), Text("Chat"), Text("Language"), Text("Answers"),
)  # fmt: skip


def paper(context: Context, some: Sequence[KeptEdition], lang: str) -> dict[str, Any]:
    """A procedure, or all of them with a list of contents."""
    say, who = context.wording.say, context.who
    at = context.wording.regional(lang, who.region)
    procedures = [_procedure(context, one, at) for one in some if not one.file]
    title = procedures[0]["title"] if len(procedures) == 1 else say(Text("Manual of policies and procedures"), at)
    day = context.wording.fill(max((one.since for one in some if one.since), default=context.now).date(), at)
    subtitle = say(Text("As published, the last of it on {day}", {"day": day}), at)
    return {
        "organisation": who.organisation,
        "title": title,
        "name": title,
        "subtitle": subtitle,
        "lang": lang,
        "paper": "us-letter" if context.policy.country in LETTER else "a4",
        "procedures": procedures,
        "words": {
            "contents": say(Text("Contents"), at),
            "questions": say(Text("Questions after reading"), at),
        },
    }


def _procedure(context: Context, one: KeptEdition, lang: str) -> dict[str, Any]:
    words = words_of(one, lang)
    return {
        "title": words["title"],
        "facts": _facts(context, one, words, lang),
        "paragraphs": [
            {"text": part["text"], "criteria": criteria_in(context, part["criteria"], lang)}
            for part in words["paragraphs"]
        ],
        "questions": [asked["ask"] for asked in words["questions"]],
        "proof": context.wording.say(Text("SHA-256 of this edition"), lang),
        "digest": one.digest,
    }


def _facts(context: Context, one: KeptEdition, words: dict[str, Any], lang: str) -> list[dict[str, str]]:
    say = context.wording.say
    ids = list(dict.fromkeys(id for part in words["paragraphs"] for id in part["criteria"]))
    day = context.wording.fill(one.since.astimezone(ZoneInfo(context.who.zone)).date(), lang) if one.since else ""
    roles = context.wording.fill(tuple(ROLE.get(role, Text(role)) for role in one.roles), lang)
    rows = (
        (Text("Edition"), str(one.number)),
        (Text("Since"), day),
        (Text("Answers for it"), say(ROLE.get(one.owner, Text(one.owner)), lang)),
        (Text("For"), roles),
        (Text("CTPAT criteria"), _criteria(context, ids, lang)),
        (Text("BASC standard"), ", ".join(dict.fromkeys((*words["basc"], *context.library.criteria.clauses(ids))))),
    )
    return [{"label": say(label, lang), "value": value} for label, value in rows if value]


def _criteria(context: Context, ids: Sequence[str], lang: str) -> str:
    known = context.library.criteria.of(context.policy.entity)
    return ", ".join(f"{id} {context.wording.say(LEVEL[known[id].level], lang)}" for id in ids if id in known)


def readings(context: Context, editions: Sequence[KeptEdition], lang: str) -> list[list[str | int | datetime | None]]:
    """The head, and a row for each person and edition, those who have left among them."""
    by_id = {one.id: one for one in editions}
    theirs = context.tx.manual.standings(context.who.organisation_id, list(by_id), all_of=True)
    head: list[str | int | datetime | None] = [context.wording.say(one, lang) for one in HEAD]
    return [head, *(_row(context, by_id[one.edition_id], one, lang) for one in theirs)]


def _row(context: Context, edition: KeptEdition, one: Standing, lang: str) -> list[str | int | datetime | None]:
    clock = ZoneInfo(one.zone)
    times = (edition.since, one.left_at, one.told_at, one.reminded_at, one.read_at)
    since, left, told, reminded, read = (at.astimezone(clock) if at else None for at in times)
    words = words_of(edition, lang)
    role = context.wording.say(ROLE.get(one.role, Text(one.role)), lang)
    return [
        words["title"], edition.number, since, edition.digest, " ".join(one.name.split()), role, one.site, left, told,
        reminded, read, one.read_in, one.lang, _answers(one, words),
    ]  # fmt: skip


def _answers(one: Standing, words: dict[str, Any]) -> str:
    """What was chosen, in order; a wrong one is told by a sign before it."""
    said = []
    for number, choice in json.loads(one.tries):
        asked = words["questions"][number]
        said.append(f"{'✓' if choice == asked['right'] else '✗'} {number + 1}: {asked['choices'][choice]}")
    return "; ".join(said)
