"""A summary as a picture: what is drawn, and the same in words for whoever does not see it. Knows no database and no ink."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.pen import cut
from bot.conversation.summary_rows import Reader
from bot.conversation.summary_words import WORDS
from bot.engine.talk import Text
from bot.figures.summary import AtSite, Stretch, Summary

POINTS, SITES = 5, 8  # that a phone shows without scrolling
LABEL = 48  # characters beside a bar
RATE = Text("Inspections without findings")
FOUND = Text("Findings")
WORST = Text("Most frequent findings")
SIDE_BY_SIDE = Text("Sites: inspections without findings")


@dataclass(frozen=True)
class Chart:
    """`values` for the template, and the whole in words."""

    values: Mapping[str, Any]
    said: str


def chart(made: Summary, reader: Reader, organisation: str, site: str = "") -> Chart:
    say, stretches = reader.say, made.series if any(one.finished for one in made.series) else ()
    points, sites = made.findings[:POINTS], _sites(made)
    title = ", ".join(
        filter(None, (say(Text(WORDS[made.period.unit].title.source, {"period": made.period.name})), site))
    )
    values = {
        "name": title,
        "title": title,
        "lang": reader.lang.partition("_")[0],
        "organisation": organisation,
        "days": say(Text("{first} to {last}", {"first": made.period.first, "last": made.period.last})),
        "stretches": [_stretch(one, reader) for one in stretches],
        "points": [
            {"label": cut(say(point), LABEL), "value": count, "said": reader.wording.fill(count, reader.lang)}
            for point, count in points
        ],
        "sites": [
            {"label": cut(one.name, LABEL), "value": one.rate, "said": _rate(one.rate, reader)} for one in sites[:SITES]
        ],
        "more": say(Text("and {count} more", {"count": len(sites) - SITES})) if len(sites) > SITES else "",
        "words": {
            "rate": say(RATE),
            "findings": say(FOUND),
            "points": say(WORST),
            "sites": say(SIDE_BY_SIDE),
            "nothing": say(Text("Nothing was inspected in this time.")),
        },
    }
    return Chart(values, _in_words(values))


def _sites(made: Summary) -> list[AtSite]:
    """Side by side, if there are several: those with the lowest rate first."""
    some = [one for one in made.sites if one.rate is not None]
    return sorted(some, key=lambda one: (one.rate or 0, one.name.casefold())) if len(made.sites) > 1 else []


def _stretch(one: Stretch, reader: Reader) -> dict[str, Any]:
    return {
        "label": one.period.name.rpartition("-")[2],
        "rate": one.rate,
        "rate_said": _rate(one.rate, reader),
        "findings": one.findings,
        "findings_said": reader.wording.fill(one.findings, reader.lang),
    }


def _rate(rate: int | None, reader: Reader) -> str:
    return "–" if rate is None else reader.say(Text("{rate}%", {"rate": rate}))


def _in_words(values: Mapping[str, Any]) -> str:
    """Line by line what is seen, for a screen reader."""
    words, stretches = values["words"], values["stretches"]
    lines = [values["title"]]
    if not stretches:
        return f"{values['title']}. {words['nothing']}"
    rates = ", ".join(f"{one['label']} {one['rate_said']}" for one in stretches)
    found = ", ".join(f"{one['label']} {one['findings_said']}" for one in stretches)
    lines += [f"{words['rate']}: {rates}", f"{words['findings']}: {found}"]
    for name in ("points", "sites"):
        told = ", ".join(f"{one['label']} {one['said']}" for one in values[name])
        lines += [f"{words[name]}: {told}"] if told else []
    return ". ".join(lines)
