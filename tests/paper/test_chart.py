"""A summary as a picture: what is drawn is what is counted, in words as in columns."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.chart_file import sheet_of
from bot.conversation.chart import chart
from bot.conversation.summary_rows import Reader
from bot.engine.talk import Text
from bot.figures.period import week_of
from bot.figures.summary import AtSite, Decisions, Incidents, Stretch, Summary
from bot.paper.printing import Printer
from tests.saying import WORDING

WEEK = week_of(date(2026, 11, 27))
NOW = datetime(2026, 11, 27, 18, tzinfo=UTC)
HOSTILE = '#import "x" $a$ *b* `c` \\ ] " <d>'


def summary(rates: list[tuple[int, int, int]], sites: tuple[AtSite, ...] = (), *, points: int = 3) -> Summary:
    periods = (*WEEK.earlier(len(rates) - 1), WEEK)
    series = tuple(Stretch(period, *one) for period, one in zip(periods, rates, strict=True))
    found = tuple((Text(f"{HOSTILE} {n}"), 9 - n) for n in range(points))
    return Summary(
        WEEK, {}, {}, Decisions(), series, sites, {}, {}, {}, found, {}, Incidents(), Incidents(), Incidents()
    )


def drawn(made: Summary, lang: str = "en"):
    return chart(made, Reader(WORDING, lang, "America/Chicago", NOW), HOSTILE)


def test_every_number_that_is_drawn_is_said_in_words_too() -> None:
    sites = (AtSite("Laredo", 8, 8, 7), AtSite("Tijuana", 3, 3, 3), AtSite("Bogotá"))

    made = drawn(summary([(4, 3, 2), (0, 0, 0), (8, 7, 1)], sites))

    assert [one["rate"] for one in made.values["stretches"]] == [75, None, 88]
    assert "Inspections without findings: W46 75%, W47 –, W48 88%" in made.said
    assert "Findings: W46 2, W47 0, W48 1" in made.said
    assert made.said.endswith("Sites: inspections without findings: Laredo 88%, Tijuana 100%")


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(
    "made",
    [
        summary([(0, 0, 0)] * 9, points=0),
        summary([(1, 0, 0)] * 9, points=0),
        summary([(9, 9, 0)] * 12, tuple(AtSite("Ñ" * 60, 1, 1, n % 2) for n in range(200)), points=8),
    ],
    ids=["nothing", "zeros", "200-sites"],
)
async def test_whatever_is_counted_is_drawn(made: Summary, lang: str) -> None:
    data = await Printer().printed(sheet_of(drawn(made, lang).values, NOW))

    assert data.startswith(b"\x89PNG")
    assert len(data) < 400_000
