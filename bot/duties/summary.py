"""The weekly summary: rows to a Week, a Week to a message. What needs a decision comes first.

Weeks are ISO weeks, from Monday 0:00 where the reader works.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.channels.channel import Button, Group, Message
from bot.content.library import Library
from bot.conversation.buttons import button
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.notice import SEVERITY
from bot.conversation.presses import ShowWeek
from bot.conversation.vocabulary import Word
from bot.conversation.wording import Wording
from bot.engine.flow import SEVERITIES, Flow, Repeat
from bot.engine.kinds import Choice, YesNo
from bot.engine.talk import Text
from bot.engine.walk import walk
from bot.store.transaction import Transaction
from bot.store.weekly import FindingLine, RunLine, answers_of, findings_between, runs_between, undelivered

READERS = ("manager", "auditor", "admin")
WEEK = re.compile(r"([0-9]{4})-?w([0-9]{1,2})", re.IGNORECASE | re.ASCII)
MOST = 8  # lines of one part; the rest is a number


@dataclass(frozen=True)
class Totals:
    finished: int
    open: int
    findings: int
    incidents: int


@dataclass(frozen=True)
class Incident:
    """A report: what it was about, how grave, who said that they have it; `open_to` are the roles that may know."""

    kind: Text
    severity: str
    site: str
    reporter: str
    at: datetime
    takers: tuple[str, ...]
    open_to: tuple[str, ...]

    def discreet(self, role: str) -> Incident:
        """What a role may know of it: of a confidential report, that there was one."""
        if not self.open_to or role in self.open_to:
            return self
        return replace(self, kind=Text("Confidential report"), reporter="", takers=self.takers and ("…",))


@dataclass(frozen=True)
class Week:
    """One week of an organisation, and the totals of the week before. `monday` is its first day."""

    monday: date
    zone: str
    totals: Totals
    before: Totals
    finished: dict[tuple[str, str], int]
    open: dict[tuple[str, str], int]
    findings: tuple[tuple[Text, int], ...]
    quizzes: dict[str, tuple[int, int, int]]
    incidents: tuple[Incident, ...]
    undelivered: int

    @property
    def undecided(self) -> tuple[Incident, ...]:
        """Incidents nobody has taken, the gravest first."""
        return tuple(i for i in self.incidents if not i.takers)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def chosen(words: str, today: date) -> date | None:
    """The Monday of the week that is meant: this one, 2026-W47, or -1 for the last; None if it is no week."""
    words = words.strip()
    if not words:
        return monday_of(today)
    if words in ("-1", "last", "pasada"):
        return monday_of(today) - timedelta(weeks=1)
    found = WEEK.fullmatch(words)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None


def week(tx: Transaction, library: Library, organisation_id: int, monday: date, zone: str) -> Week:
    """The week's rows, counted."""
    start, end = _moment(monday, zone), _moment(monday + timedelta(weeks=1), zone)
    runs = runs_between(tx, organisation_id, start, end)
    flows = {r.digest: library.by_digest(tx, r.digest) for r in runs}
    found = findings_between(tx, organisation_id, start, end)
    finished = [r for r in runs if r.status == "finished" and r.finished_at and r.finished_at < end]
    done = {r.id for r in finished}
    reports = [r for r in finished if flows[r.digest].ways.incident]
    earlier = _moment(monday - timedelta(weeks=1), zone)
    return Week(
        monday=monday,
        zone=zone,
        totals=_totals(runs, found, flows, end),
        before=_before(tx, library, organisation_id, earlier, start),
        finished=dict(Counter((flows[r.digest].title, r.site) for r in finished)),
        open=dict(
            Counter((flows[r.digest].title, r.site) for r in runs if r.id not in done and r.status != "cancelled")
        ),
        findings=_points(tx, library, found),
        quizzes=_quizzes(finished, flows),
        incidents=_incidents(tx, reports, flows),
        undelivered=undelivered(tx, organisation_id, start, end),
    )


def _moment(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _totals(runs: list[RunLine], found: list[FindingLine], flows: dict[str, Flow], end: datetime) -> Totals:
    finished = [r for r in runs if r.status == "finished" and r.finished_at and r.finished_at < end]
    open_runs = [r for r in runs if r not in finished and r.status != "cancelled"]
    marked = {digest for digest, flow in flows.items() if not flow.ways.scored}
    return Totals(
        finished=len(finished),
        open=len(open_runs),
        findings=sum(f.count for f in found if f.digest in marked),
        incidents=sum(flows[r.digest].ways.incident for r in finished),
    )


def _before(tx: Transaction, library: Library, organisation_id: int, start: datetime, end: datetime) -> Totals:
    runs = runs_between(tx, organisation_id, start, end)
    flows = {r.digest: library.by_digest(tx, r.digest) for r in runs}
    return _totals(runs, findings_between(tx, organisation_id, start, end), flows, end)


def _points(tx: Transaction, library: Library, found: list[FindingLine]) -> tuple[tuple[Text, int], ...]:
    """Findings of inspections and reports by point, the most frequent first."""
    counts: Counter[str] = Counter()
    for line in found:
        flow = library.by_digest(tx, line.digest)
        if not flow.ways.scored:
            counts[_prompt(flow, line.step)] += line.count
    return tuple((Text(prompt), count) for prompt, count in counts.most_common())


def _prompt(flow: Flow, step: str) -> str:
    """The question as it stands in the flow, also of a step in a repeat."""
    last = step.rsplit(".", 1)[-1]
    for entry in flow.steps:
        for one in entry.steps if isinstance(entry, Repeat) else (entry,):
            if one.id in (step, last):
                return one.prompt
    return step


def _quizzes(finished: list[RunLine], flows: dict[str, Flow]) -> dict[str, tuple[int, int, int]]:
    """By title: attempts, passed, mean score in percent."""
    by_title: dict[str, list[RunLine]] = {}
    for line in finished:
        if flows[line.digest].ways.scored:
            by_title.setdefault(flows[line.digest].title, []).append(line)
    return {
        title: (len(lines), sum(bool(r.passed) for r in lines), round(sum(r.score or 0 for r in lines) / len(lines)))
        for title, lines in by_title.items()
    }


def _incidents(tx: Transaction, reports: list[RunLine], flows: dict[str, Flow]) -> tuple[Incident, ...]:
    answers = answers_of(tx, [r.id for r in reports]) if reports else {}
    made = [_incident(r, flows[r.digest], answers.get(r.id, {})) for r in reports]
    made.sort(key=lambda i: (-_grade(i.severity), i.at))
    return tuple(made)


def _incident(line: RunLine, flow: Flow, kept: dict[str, str]) -> Incident:
    outcome = next((o for o in flow.outcomes if o.id == line.outcome), None)
    open_to = outcome.notify if outcome and outcome.confidential else ()
    at = line.finished_at or line.began_at
    return Incident(_kind(flow, kept), line.severity, line.site, line.person, at, line.takers, open_to)


def _grade(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else -1


def _kind(flow: Flow, kept: dict[str, str]) -> Text:
    """A report is named after the last of the choices it begins with."""
    answers = {step: json.loads(value) for step, value in kept.items()}
    named = Text(flow.title)
    for step in walk(flow, answers):
        if not isinstance(step.kind, Choice) or isinstance(step.kind, YesNo):
            break
        shown = step.kind.shown(answers.get(step.id))
        if isinstance(shown, Text):
            named = shown
    return named


def show(context: Context, words: str, *, pressed: bool = False) -> None:
    """`/summary`, for those who may read it; a week that was pressed takes the place of the other."""
    if context.who.role not in READERS:
        text = context.say(Text("The weekly summary is for managers."))
        context.show("menu", Message(text=text, controls=(context.menu_button(),), fallback=text), edit=False)
        return
    monday = chosen(words, context.today)
    if monday is None:
        text = context.say(Text("Name a week like this: {example}", {"example": _name(monday_of(context.today))}))
        context.show("menu", Message(text=text, controls=(context.menu_button(),), fallback=text), edit=False)
        return
    counted = week(context.tx, context.library, context.who.organisation_id, monday, context.who.zone)
    made = replace(counted, incidents=tuple(i.discreet(context.who.role) for i in counted.incidents))
    earlier, later = monday - timedelta(weeks=1), monday + timedelta(weeks=1)
    controls = [button(f"‹ {_name(earlier)}", ShowWeek(_name(earlier)))]
    if later <= context.today:
        controls.append(button(f"{_name(later)} ›", ShowWeek(_name(later))))
    message = message_of(made, context.wording, context.lang, tuple(controls))
    context.show("summary", message, edit=pressed and bool(words))


def _name(monday: date) -> str:
    year, number, _ = monday.isocalendar()
    return f"{year}-W{number:02}"


def message_of(made: Week, wording: Wording, lang: str, controls: tuple[Button, ...] = ()) -> Message:
    """The week in the reader's language."""

    def say(source: Text) -> str:
        return wording.say(source, lang)

    days = {"week": _name(made.monday), "first": made.monday, "last": made.monday + timedelta(days=6)}
    title = say(Text("Weekly summary {week}", days))
    undecided = made.undecided
    note = say(Text("Needs a decision: {count}", {"count": len(undecided)})) if undecided else ""
    parts = (
        (Text("Nobody has it yet"), [_named(i, wording, lang) for i in undecided]),
        (Text("In all"), _compared(made, say)),
        (Text("Finished"), _counted(made.finished, wording, lang)),
        (Text("Not finished"), _counted(made.open, wording, lang)),
        (Text("Findings"), [f"{say(point)}: {count}" for point, count in made.findings]),
        (Text("Training"), _trained(made, wording, lang)),
        (Text("Incidents"), _reported(made, wording, lang)),
        (Text("Messages that could not be delivered"), [str(made.undelivered)] if made.undelivered else []),
    )
    empty = not (made.totals.finished or made.totals.open)
    return Message(
        title=title,
        note=note,
        text=say(Text("Nothing was recorded in this week.")) if empty else "",
        hint=say(Text("{first} to {last}", days)),
        groups=tuple(_part(say(heading), lines) for heading, lines in parts if lines),
        controls=controls,
        fallback=title,
    )


def _part(heading: str, lines: list[str]) -> Group:
    """A heading with its first lines, and the number of those that are left out. A name with a line end adds no line."""
    left = len(lines) - MOST
    shown = (*lines[:MOST], *([f"… +{left}"] if left > 0 else []))
    return Group(heading, (), "\n".join(f"• {' '.join(line.splitlines())}" for line in shown))


def _compared(made: Week, say: Callable[[Text], str]) -> list[str]:
    """The totals against the week before."""
    pairs = (
        (Text("Finished: {count}"), made.totals.finished, made.before.finished),
        (Text("Left open: {count}"), made.totals.open, made.before.open),
        (Text("Findings: {count}"), made.totals.findings, made.before.findings),
        (Text("Incidents: {count}"), made.totals.incidents, made.before.incidents),
    )
    week_before = Text("{total} (week before: {before})")
    return [
        say(Text(week_before.source, {"total": Text(label.source, {"count": now}), "before": then}))
        for label, now, then in pairs
    ]


def _counted(counts: dict[tuple[str, str], int], wording: Wording, lang: str) -> list[str]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [f"{wording.say(Text(title), lang)}, {site}: {count}" for (title, site), count in ordered]


def _trained(made: Week, wording: Wording, lang: str) -> list[str]:
    result = Text("{title}: {passed} of {attempts} passed, {score}% on average")
    return [
        wording.say(
            Text(result.source, {"title": Text(title), "passed": passed, "attempts": attempts, "score": score}), lang
        )
        for title, (attempts, passed, score) in sorted(made.quizzes.items())
    ]


def _reported(made: Week, wording: Wording, lang: str) -> list[str]:
    """Incidents somebody has, and who."""
    has_it = Text("{incident} – has it: {names}")
    return [
        wording.say(Text(has_it.source, {"incident": _named(i, wording, lang), "names": i.takers}), lang)
        for i in made.incidents
        if i.takers
    ]


def _named(incident: Incident, wording: Wording, lang: str) -> str:
    grave = SEVERITY.get(incident.severity)
    parts = [wording.say(grave, lang)] if grave else []
    return ", ".join(filter(None, (*parts, wording.say(incident.kind, lang), incident.site, incident.reporter)))


DUTY = Duty(
    words=(Word("summary", Text("/summary"), Text("The weekly summary, for managers"), roles=READERS),),
    commands={"summary": show},
    presses={ShowWeek: lambda context, press: show(context, press.week, pressed=True)},
)
