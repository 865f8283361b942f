"""What a drill draws and what it came to: records and people by a seed, what is missing of a record, and all of it in words.

The same seed on the same day draws the same. Writes nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.channels.channel import Line
from bot.content.library import Library
from bot.conversation.context import Context
from bot.conversation.entries import called
from bot.conversation.recalled import alone
from bot.conversation.record import Record
from bot.engine.genres import GENRES
from bot.engine.kinds import Choice
from bot.engine.kinds.files import Photo
from bot.engine.talk import Option, Text
from bot.store.drills import Asked, Drawn, Gap, KeptDrill
from bot.store.people import Who

RECORDS, PEOPLE, QUESTIONS = 5, 3, 3
BACK = timedelta(days=365)  # that records are drawn from
INSPECTIONS = tuple(word for word, genre in GENRES.items() if genre.counts_findings)
GAPS = {
    "photo": Text("No photo: {of}"),
    "skipped": Text("Skipped: {of}"),
    "signature": Text("Not signed off"),
    "late": Text("Done late"),
    "day": Text("Begun on one day and finished on another"),
    "action": Text("Corrective action still open: {of}"),
    "seal": Text("Seal that does not stand in the ledger: {of}"),
}
OF_QUESTION = ("photo", "skipped")  # whose `of` is the id of a question


def draws(seed: str, site: int, day: date, about: str) -> random.Random:
    return random.Random(f"{seed}/{site}/{day}/{about}")  # noqa: S311  it is drawn by a seed that is said, so that it can be drawn again


def span(day: date, zone: str) -> tuple[datetime, datetime]:
    """From a year ago up to the beginning of the day: what is finished today changes nothing of what is drawn today."""
    end = datetime.combine(day, time(), ZoneInfo(zone))
    return end - BACK, end


def records(pool: Sequence[int], seed: str, site: int, day: date) -> list[int]:
    return draws(seed, site, day, "records").sample(list(pool), min(RECORDS, len(pool)))


def people(staff: Sequence[Who], library: Library, seed: str, site: int, day: date) -> list[Who]:
    """Of those whom quizzes are for."""
    some = sorted((one for one in staff if len(fitting(library, one.role)) >= QUESTIONS), key=lambda one: one.person_id)
    return draws(seed, site, day, "people").sample(some, min(PEOPLE, len(some)))


def questions(library: Library, one: Who, seed: str, day: date) -> list[tuple[str, str]]:
    return draws(seed, one.person_id, day, "questions").sample(fitting(library, one.role), QUESTIONS)


def fitting(library: Library, role: str) -> list[tuple[str, str]]:
    """The questions of the quizzes of a role that can be asked by themselves: quiz and question."""
    quizzes = sorted(
        (one for one in library.today.values() if one.ways.scored and role in one.roles), key=lambda one: one.id
    )
    return [(flow.id, step.id) for flow in quizzes for step in flow.questions if alone(step)]


def choices(kind: Choice, question: int) -> tuple[Option, ...]:
    """In an order of their own for each question that is asked, which stays as it is."""
    some = list(kind.choices)
    if not kind.ordered:
        random.Random(f"drill/{question}").shuffle(some)  # noqa: S311  the order is no secret
    return tuple(some)


# What is missing.


def drawn(context: Context, record: Record) -> Drawn:
    kept = record.kept
    return Drawn(kept.id, record.number, record.flow.title, kept.digest, tuple(gaps(context, record)))


def gaps(context: Context, record: Record) -> Iterator[Gap]:
    """What whoever validates would ask about."""
    tx, kept = context.tx, record.kept
    for item in record.items:
        if item.value is None:
            yield Gap("photo" if isinstance(item.step.kind, Photo) else "skipped", item.step.id)
    if tx.sign_offs.state(kept.id) in ("waiting", "back"):
        yield Gap("signature")
    if tx.drills.late(kept.id):
        yield Gap("late")
    if _other_day(record):
        yield Gap("day")
    for action in tx.actions.of_run(kept.id):
        if action.is_open:
            yield Gap("action", action.number)
    for number in tx.drills.disputed(kept.id):
        yield Gap("seal", number)


def _other_day(record: Record) -> bool:
    zone = ZoneInfo(record.place.zone)
    assert record.finished_at, "only what is finished is drawn"
    return record.began_at.astimezone(zone).date() != record.finished_at.astimezone(zone).date()


# In words.


def gap_text(context: Context, one: Drawn, gap: Gap) -> Text:
    of: object = gap.of
    if gap.what in OF_QUESTION:
        of = called(context.library.by_digest(context.tx, one.digest), gap.of)
    return Text(GAPS[gap.what].source, {"of": of})


def score(asked: Sequence[Asked]) -> tuple[int, int]:
    """Right answers, of how many questions."""
    return sum(one.right is True for one in asked), len(asked)


def head(context: Context, one: KeptDrill, lang: str) -> list[Line]:
    """The seed, and this drill against the one before it."""
    asked, last = context.tx.drills.asked(one.id), context.tx.drills.before(one)
    then = context.tx.drills.asked(last.id) if last else []
    rows = [(Text("Seed"), Text("{seed}, {day}", {"seed": one.seed, "day": one.day}))]
    rows.append((Text("Drawn"), Text("{count} of {pool} records", {"count": len(one.found), "pool": one.pool})))
    rows.append((Text("Missing"), _against(len(one.gaps), len(last.gaps) if last else None)))
    (right, count), (before, of) = score(asked), score(then)
    if count:
        rows.append((Text("Right answers"), _share(right, count, (before, of) if of else None)))
    say = context.wording.say
    return [Line(say(label, lang), say(said, lang)) for label, said in rows]


def _against(now: int, before: int | None) -> Text:
    if before is None:
        return Text("{count}", {"count": now})
    return Text("{count} (the drill before: {before})", {"count": now, "before": before})


def _share(right: int, count: int, before: tuple[int, int] | None) -> Text:
    fill = {"right": right, "count": count}
    if before is None:
        return Text("{right} of {count}", fill)
    return Text(
        "{right} of {count} (the drill before: {before} of {of})", {**fill, "before": before[0], "of": before[1]}
    )


def short(one: KeptDrill, asked: Sequence[Asked]) -> Text | None:
    """Said honestly: fewer records or people than a drill is made of."""
    count = len({each.person_id for each in asked})
    if len(one.found) < RECORDS and count < PEOPLE:
        return Text("Only {records} records and {people} people of the site could be drawn.", {"records": len(one.found), "people": count})  # fmt: skip
    if len(one.found) < RECORDS:
        return Text(
            "Only {records} finished inspections of the site were there to be drawn.", {"records": len(one.found)}
        )
    return Text("Only {people} people of the site could be asked.", {"people": count}) if count < PEOPLE else None


def record_lines(context: Context, one: KeptDrill, lang: str) -> list[Line]:
    """A line each: what is missing of it."""
    say = context.wording.say
    made = []
    for each in one.found:
        missing = "; ".join(say(gap_text(context, each, gap), lang) for gap in each.gaps)
        label = f"{each.number} · {say(Text(each.title), lang)}"
        made.append(Line(label, missing or say(Text("Nothing is missing"), lang), "finding" if missing else "good"))
    return made


def people_lines(context: Context, asked: Sequence[Asked], lang: str, *, over: bool) -> list[Line]:
    """Everybody with each of their answers; who did not answer within the day."""
    say = context.wording.say
    made: list[Line] = []
    for person_id in dict.fromkeys(one.person_id for one in asked):
        theirs = [one for one in asked if one.person_id == person_id]
        right, count = score(theirs)
        left = sum(one.answered_at is None for one in theirs)
        said = say(Text("{right} of {count} right", {"right": right, "count": count}), lang)
        late = Text("Not answered within a day: {count}") if over else Text("Not answered yet: {count}")
        open_ = f" · {say(Text(late.source, {'count': left}), lang)}" if left else ""
        made.append(
            Line(" ".join(theirs[0].name.split()), f"{said}{open_}", "finding" if over and right < count else "")
        )
        made += [Line(f"{'✓' if one.right else '✗'} {one.asked}", one.shown, "" if one.right else "finding") for one in theirs if one.answered_at]  # fmt: skip
    return made
