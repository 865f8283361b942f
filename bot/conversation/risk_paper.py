"""An assessment as the values of a printed sheet in one language, and the same as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.conversation.action_card import STATE
from bot.conversation.assessed import Assessed, Rated
from bot.conversation.context import Context
from bot.conversation.lanes import MODE, RATING, seen_said
from bot.conversation.manual_paper import LETTER
from bot.engine.kinds import Sign
from bot.engine.talk import Text
from bot.store.risks import KeptAssessment

STEPS = (
    Text("Cargo flow and business partners"),
    Text("Threat assessment"),
    Text("Vulnerability assessment"),
    Text("Action plan"),
    Text("How the assessment was done"),
)
HEADS = (Text("Rating"), Text("This year"), Text("Before"), Text("Why, and what the records say"))
COLUMNS = (
    Text("Lane"), Text("Step"), Text("Rating"), Text("This year"), Text("Before"), Text("Proposed"),
    Text("Why, and what the records say"), Text("Action plan"), Text("In charge, due"),
)  # fmt: skip


class Teller:
    """One assessment in one language."""

    def __init__(self, context: Context, found: Assessed, lang: str) -> None:
        self.context, self.found = context, found
        self.lang = context.wording.regional(lang, context.who.region)

    def say(self, text: Text) -> str:
        return self.context.wording.say(text, self.lang)

    def fill(self, value: object) -> str:
        return self.context.wording.fill(value, self.lang)

    def rating(self, value: str) -> str:
        return self.say(RATING[value])

    def day(self, at: datetime | None) -> str:
        return self.fill(at.astimezone(self.context.clock.tzinfo).date()) if at else ""

    def legs(self) -> Iterator[dict[str, Any]]:
        for number, leg in enumerate(self.found.kept.legs, 1):
            country = self.context.wording.country(leg["country"], self.lang) if leg["country"] else ""
            mode = self.say(MODE[leg["mode"]]) if leg["mode"] in MODE else ""
            yield {"number": number, "place": leg["place"], "country": country, "mode": mode, "handler": leg["handler"]}

    def why(self, one: Rated) -> str:
        return self.fill(one.why) if one.why else ""

    def seen(self, one: Rated) -> str:
        return seen_said(self.context.wording, self.lang, one.seen) if one.seen else ""

    def before(self, one: Rated) -> str:
        return self.rating(one.before) if one.before else ""

    def owner(self, one: Rated) -> str:
        if one.action is None:
            return ""
        return f"{one.action.owner}, {self.fill(one.action.due)}. {self.say(STATE[one.action.state])}"

    def step(self, number: int) -> str:
        return self.say(Text("Step {number}. {title}", {"number": number, "title": STEPS[number - 1]}))

    def by(self, kept: KeptAssessment) -> str:
        fill = {"name": kept.by, "day": self.day(kept.finished_at), "number": kept.number}
        return self.say(Text("Assessed by {name} on {day}, record {number}.", dict(fill)))


def paper(context: Context, found: Assessed, lang: str) -> dict[str, Any]:
    told, kept = Teller(context, found, lang), found.kept
    title = told.say(Text(found.record.flow.title))
    earlier = (
        Text("The earlier assessment is of {day}.", {"day": told.day(found.before.finished_at)})
        if found.before
        else None
    )
    method = next((one.step.hint for one in found.record.items if isinstance(one.step.kind, Sign)), "")
    edition = Text(
        "Edition {number} of the method, {source}.", {"number": kept.edition, "source": Text(found.record.flow.source)}
    )
    return {
        "organisation": context.who.organisation, "title": title, "name": f"{title}: {found.lane}", "lane": found.lane,
        "subtitle": told.say(earlier or Text("There is no earlier assessment of this lane.")),
        "lang": lang, "paper": "us-letter" if context.policy.country in LETTER else "a4",
        "threat": _said(told, kept.threat, Text("Threat: {rating}")),
        "vulnerability": _said(told, kept.vulnerability, Text("Vulnerability: {rating}")),
        "steps": [told.step(number) for number in range(1, len(STEPS) + 1)],
        "legs": list(told.legs()), "flow": _different(told), "heads": [told.say(one) for one in HEADS],
        "threats": [_row(told, one) for one in found.threats], "categories": [_row(told, one) for one in found.categories],
        "highest": told.say(Text("The highest threat is the rating of the lane: {rating}.", {"rating": RATING[kept.threat]})),
        "worst": told.say(Text("The highest of its categories: {rating}.", {"rating": RATING[kept.vulnerability]})),
        "plan": list(_plan(told)), "words": {"nothing": told.say(Text("No corrective action"))},
        "method": told.say(Text(method)), "by": told.by(kept), "edition": told.say(edition),
    }  # fmt: skip


def _said(told: Teller, value: str, words: Text) -> dict[str, str]:
    return {"value": value, "word": told.say(Text(words.source, {"rating": RATING[value]}))}


def _different(told: Teller) -> str:
    """What was said to be different of the flow."""
    rated = {one.rating.step for one in told.found.rated}
    items = [one for one in told.found.record.items if one.step.id not in rated and one.step.follows not in rated]
    return "; ".join(told.fill(one.shown) for one in items[1:] if not isinstance(one.step.kind, Sign))


def _row(told: Teller, one: Rated) -> dict[str, Any]:
    return {
        "label": told.say(one.item.label),
        "now": {"value": one.rating.value, "word": told.rating(one.rating.value)},
        "before": {"value": one.before, "word": told.before(one)},
        "why": told.why(one),
        "seen": told.seen(one),
    }


def _plan(told: Teller) -> Iterator[dict[str, str]]:
    """What is done, and what has no action yet."""
    for one in told.found.categories:
        label = told.say(one.item.label)
        if one.action:
            yield {"label": label, "number": one.action.number, "what": one.action.what, "owner": told.owner(one)}
        elif one.wants_action:
            missing = told.say(Text("No corrective action"))
            yield {"label": label, "number": told.rating(one.rating.value), "what": missing, "owner": ""}


def table(context: Context, found: Assessed, lang: str) -> list[list[str | int | datetime | None]]:
    """The head, the places of the flow, and a row for each rating, with the one before beside it."""
    told = Teller(context, found, lang)
    head: list[str | int | datetime | None] = [told.say(one) for one in COLUMNS]
    flow: list[list[str | int | datetime | None]] = [
        [found.lane, told.step(1), f"{leg['number']}. {leg['place']}", leg["country"], "", "", leg["mode"], leg["handler"], ""]
        for leg in told.legs()
    ]  # fmt: skip
    rated: list[list[str | int | datetime | None]] = [
        [
            found.lane, told.step(2 if one.threat else 3), told.say(one.item.label), told.rating(one.rating.value),
            told.before(one), told.rating(one.rating.proposed) if one.rating.proposed else "",
            " ".join(filter(None, (told.why(one), told.seen(one)))),
            f"{one.action.number} {one.action.what}" if one.action else "", told.owner(one),
        ]
        for one in found.rated
    ]  # fmt: skip
    return [head, *flow, *rated]
