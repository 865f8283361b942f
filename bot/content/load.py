"""A flow file, read and checked: a Flow, or every mistake in it at once; and the texts it holds, for translators.

Knows the head and the outcomes of a flow; steps.py knows the questions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from bot.content.alarms import check_alarms
from bot.content.conditions import condition
from bot.content.guidance import read_guidance
from bot.content.marks import Entry, Mapped, Mark, Page, Problem
from bot.content.reading import ID, Reading, Translatable
from bot.content.roles import known_roles, who_answers
from bot.content.steps import read_danger, read_steps
from bot.engine.flow import ASKED, CALLS, FACTS, ROUNDS, SEVERITIES, Flow, Outcome, Repeat, Step
from bot.engine.genres import GENRES, INSPECTION, Genre
from bot.engine.kinds import Partner

TITLE = 60  # characters; what a phone shows of a menu entry without cutting it
TEXT = 3000  # characters; a Slack section: https://docs.slack.dev/reference/block-kit/blocks/section-block

HEAD = (
    *GENRES, "title", "revision", "for", "intro", "pass_mark", "draw", "again", "criteria", "basc", "source", "certainty", "list17", "danger", "begun_by", "spot_photo", "sign_off", "audits", "steps", "outcomes",
    "guidance",
)  # fmt: skip
CERTAINTIES = ("verified", "recalled")
LISTS = ("ctpat", "msc")  # of 17 points: that of the CBP training, that of criterion 5.3


@dataclass(frozen=True)
class Loaded:
    """What a file gave. `flow` is None when there is any problem."""

    flow: Flow | None
    problems: tuple[Problem, ...]
    texts: tuple[Translatable, ...]


@lru_cache(maxsize=128)
def load(path: str, source: str, criteria: frozenset[str] | None = None) -> Loaded:
    """Reads one file, the same one once. `criteria` are the ids that `criteria:` may name; None accepts any."""
    page = Page(path)
    tree = page.parse(source)
    if tree is None:
        return Loaded(None, tuple(page.problems), ())
    if not isinstance(tree, Mapped):
        page.problem(tree.at, "syntax", "a flow begins with 'inspection:', 'quiz:', 'report:' or 'questionnaire:'")
        return Loaded(None, tuple(page.problems), ())
    reading = Reading(page, criteria)
    flow = _flow(reading, tree, source)
    check_alarms(reading, flow)
    problems = tuple(sorted(page.problems))
    return Loaded(None if problems else flow, problems, tuple(reading.texts))


def _flow(reading: Reading, tree: Mapped, source: str) -> Flow:
    reading.known_keys(tree, HEAD)
    genre, id = _identity(reading, tree)
    title = reading.text(tree, "title", f"Title of the {genre.word}", TITLE, needed="the flow")
    reading.title, reading.genre = title, genre
    roles = _roles(reading, tree.entry("for"), tree.at, "for")
    revision = reading.number(tree, "revision", 0, needed="the flow")
    intro = reading.text(tree, "intro", f"Said before the first question of '{title}'", TEXT)
    reading.danger = read_danger(reading, tree)
    steps = read_steps(reading, tree)
    return Flow(
        id=id,
        genre=genre.word,
        title=title,
        revision=revision,
        roles=roles,
        steps=steps,
        outcomes=_outcomes(reading, tree, steps),
        intro=intro,
        pass_mark=reading.number(tree, "pass_mark", 100, most=100),
        draw=_draw(reading, tree, steps),
        again=_again(reading, tree),
        criteria=reading.ids(tree, "criteria", reading.criteria),
        basc=reading.ids(tree, "basc", None),
        source=reading.text(tree, "source", f"Where '{title}' comes from", 300),
        certainty=reading.one_of(tree, "certainty", CERTAINTIES),
        begun_by=reading.one_of(tree, "begun_by", CALLS),
        list17=reading.one_of(tree, "list17", LISTS),
        guidance=read_guidance(reading, tree),
        digest=hashlib.sha256(source.encode()).hexdigest(),
        stations=dict(reading.stations),
        spot_photo=_spot_photo(reading, tree),
        sign_off=_sign_off(reading, tree),
        audits=_audits(reading, tree),
    )


def _draw(reading: Reading, tree: Mapped, steps: tuple[Step | Repeat, ...]) -> int:
    """How many questions an attempt asks; they must not depend on each other."""
    entry = tree.entry("draw")
    if entry is None:
        return 0
    count = reading.number(tree, "draw", 0)
    asked = [s for s in steps if isinstance(s, Step) and s.kind]
    if not reading.genre.scored or any(s.when for s in steps):
        reading.problem(entry.at, "draw", "'draw:' needs a quiz whose questions have no 'when:'")
    elif not 0 < count <= len(asked):
        reading.problem(entry.value.at, "draw", f"there are {len(asked)} questions to draw from")
    return count


def _spot_photo(reading: Reading, tree: Mapped) -> bool:
    """One photo a run, of a point drawn among those of the stations."""
    entry = tree.entry("spot_photo")
    if entry is not None and not reading.stations:
        reading.problem(entry.at, "station", "'spot_photo:' needs a station, whose points it can draw from")
    return reading.yes(tree, "spot_photo")


def _sign_off(reading: Reading, tree: Mapped) -> bool:
    """Only what counts findings says how something was: a quiz is right or wrong, and a report is taken by somebody."""
    entry = tree.entry("sign_off")
    if entry is not None and not reading.genre.counts_findings:
        reading.problem(entry.at, "sign-off", "'sign_off:' is for inspections")
    return reading.yes(tree, "sign_off")


def _audits(reading: Reading, tree: Mapped) -> str:
    """The question that names the partner who is audited."""
    entry = tree.entry("audits")
    if entry is None:
        return ""
    id = reading.words(entry)
    if reading.types.get(id) != Partner.word or not reading.genre.counts_findings:
        reading.problem(entry.value.at, "audits", "'audits:' names a question of the type 'partner', in an inspection")
    return id


def _again(reading: Reading, tree: Mapped) -> int:
    """After how many days a quiz is due again: for those in `for:`, and for everybody new at once."""
    entry = tree.entry("again")
    if entry is not None and not reading.genre.scored:
        reading.problem(entry.at, "unknown-key", "'again:' belongs to a quiz")
    return reading.number(tree, "again", 0, most=3650)


def _identity(reading: Reading, tree: Mapped) -> tuple[Genre, str]:
    """The genre and the id, which is the name of the file."""
    entries = [e for e in tree.entries if e.key in GENRES]
    for other in entries[1:]:
        reading.problem(
            other.at,
            "repeated-key",
            "a flow is an inspection, a quiz, a report or a questionnaire, and only one of them",
        )
    entry = next(iter(entries), None)
    if entry is None:
        reading.problem(
            tree.at, "missing-key", "a flow begins with 'inspection:', 'quiz:', 'report:' or 'questionnaire:'"
        )
        return INSPECTION, ""
    id = reading.words(entry)
    if not ID.fullmatch(id):
        reading.problem(
            entry.value.at, "id", f"'{id}' is not an id: small letters, digits, - and _, at most 24, a letter first"
        )
    elif PurePosixPath(reading.page.path).name not in (f"{id}.yaml", f"{id}.yml"):
        reading.problem(entry.value.at, "id", f"the file name must be {id}.yaml")
    return GENRES[entry.key], id


def _roles(reading: Reading, entry: Entry | None, at: Mark, key: str) -> tuple[str, ...]:
    if entry is None:
        reading.problem(at, "missing-key", f"the flow has no '{key}:'")
        return ()
    return who_answers(reading, entry)


def _facts(reading: Reading, steps: tuple[Step | Repeat, ...]) -> dict[str, tuple[str, ...]]:
    """What outcomes can ask: every answer, whether a question or a repeat was asked at all, and how it stands."""
    asked = {id: (*reading.classes.get(id, ()), *ASKED) for id in reading.asked}
    rounds = {s.id: ROUNDS for s in steps if isinstance(s, Repeat)}
    return {**reading.classes, **asked, **rounds, **FACTS}


def _outcomes(reading: Reading, tree: Mapped, steps: tuple[Step | Repeat, ...]) -> tuple[Outcome, ...]:
    items = reading.items(tree, "outcomes")
    if not items:
        return ()
    facts = _facts(reading, steps)
    outcomes = tuple(_outcome(reading, item, facts) for item in items)
    for place, (outcome, item) in enumerate(zip(outcomes, items, strict=True)):
        last = place == len(items) - 1
        when = item.entry("when")
        if last and when is not None:
            reading.problem(item.at, "outcomes", "the last outcome must have no 'when:', so that there is always one")
        if not last and not outcome.when and when is None:
            reading.problem(
                item.at, "outcomes", "only the last outcome can be without 'when:'; the ones below can never happen"
            )
    return outcomes


def _outcome(reading: Reading, item: Mapped, facts: dict[str, tuple[str, ...]]) -> Outcome:
    reading.known_keys(item, ("outcome", "when", "say", "notify", "severity", "confidential"))
    entry = item.entry("outcome")
    if entry is None:
        reading.problem(item.at, "missing-key", "an outcome begins with 'outcome:'")
    id = reading.new_id(entry, "outcome") if entry else ""
    say = reading.text(
        item,
        "say",
        f"Said at the end of '{reading.title}'",
        TEXT,
        needed="the outcome",
        braces=(*reading.asked, "score", *(("mark",) if reading.genre.scored else ())),
    )
    return Outcome(
        id=id,
        say=say,
        when=condition(reading, item.entry("when"), facts),
        notify=known_roles(reading, item.entry("notify")),
        severity=reading.one_of(item, "severity", SEVERITIES),
        confidential=reading.yes(item, "confidential"),
    )
