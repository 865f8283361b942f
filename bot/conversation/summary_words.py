"""What a summary of a day, a week, a month or a year says of its time."""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.talk import Text


@dataclass(frozen=True)
class Words:
    """What is said of one unit of time."""

    title: Text
    before: Text
    nothing: Text


WORDS = {
    "day": Words(
        Text("Daily summary {period}"),
        Text("{total} (day before: {before})"),
        Text("Nothing was recorded this day."),
    ),
    "week": Words(
        Text("Weekly summary {period}"),
        Text("{total} (week before: {before})"),
        Text("Nothing was recorded this week."),
    ),
    "month": Words(
        Text("Monthly summary {period}"),
        Text("{total} (month before: {before})"),
        Text("Nothing was recorded this month."),
    ),
    "days": Words(
        Text("Summary {period}"),
        Text("{total} (as many days before: {before})"),
        Text("Nothing was recorded in these days."),
    ),
    "year": Words(
        Text("Yearly summary {period}"),
        Text("{total} (year before: {before})"),
        Text("Nothing was recorded this year."),
    ),
}
USUAL = {
    "day": Text("The 8 days before: {inspected}"),
    "week": Text("The 8 weeks before: {inspected}"),
    "month": Text("The 8 months before: {inspected}"),
}
