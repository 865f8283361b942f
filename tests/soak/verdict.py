"""What came of it: the record of the calls beside the books, promise by promise.

Judges only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.outbox.health import BURST, CHAT, HELD
from tests.scripts import PHOTO
from tests.soak import duties
from tests.soak.chaos import Spell
from tests.soak.evidence import Evidence, Row
from tests.soak.life import TICK
from tests.soak.processes import Blow
from tests.soak.trail import Step

CUT_OFF = ("Hang", "Slow", "Reset", "Lost")
GRACE = 1.0  # seconds until every process knows that a bot has to keep silent
SOON = 5.0  # seconds after a recovery
TAKEN_OVER = 60.0  # seconds until what a killed process held is with another
OVERTAKEN = "overtaken"


@dataclass
class Verdict:
    """What is counted, what is measured, and every broken promise in words."""

    figures: dict[str, Any] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def table(self) -> str:
        width = max(map(len, self.figures))
        lines = [f"{name:<{width}}  {value}" for name, value in self.figures.items()]
        return "\n".join([*lines, "", *(self.broken or ["Every promise was kept."])])

    def count(self, name: str, found: Iterable[str]) -> None:
        """Of these there must be none."""
        words = list(found)
        self.figures[name] = len(words)
        self.broken += [f"{name}: {one}" for one in words[:12]]
        if len(words) > 12:
            self.broken.append(f"{name}: … {len(words)} in all")

    def at_most(self, name: str, seconds: float, most: float, where: str) -> None:
        self.figures[name] = f"{seconds:.1f} s" + (f" ({where})" if where else "")
        if seconds > most:
            self.broken.append(f"{name}: {seconds:.1f} s, must be at most {most:.1f} s; {where}")


def judged(e: Evidence) -> Verdict:
    v = Verdict()
    settled = [row for row in e.letters.values() if row.settled is not None]
    v.figures |= {
        "turns acknowledged": sum(one.status == 200 for one in e.told),
        "things done by people": sum(one.acts for one in e.company.people),
        "processes started": len(e.lives),
        "blows": len(e.blows),
        "of these": ", ".join(f"{c} {kind}" for kind, c in sorted(Counter(blow.kind for _, blow in e.blows).items())),
        "faults played": ", ".join(f"{n} {c}" for n, c in sorted(Counter(s.name for s in e.spells).items())),
        "calls struck": sum(s.hits for s in e.spells),
        "calls": len(e.trail),
        "letters written": len(e.letters),
        "letters sent": sum(row.sent for row in settled),
        "letters overtaken": sum(row.failed == OVERTAKEN for row in settled),
        "quiet after the end": f"{e.quiet_after:.1f} s",
        "forms left: begun twice, a photo not fetched": sum(len(one.left) for one in e.company.workers),
        "pressed again for want of an answer": sum(one.nudges for one in e.company.workers),
    }
    v.count("people without an answer", e.stuck)
    v.count("lost turns", _lost_turns(e))
    v.count("wrong answers", _wrong_answers(e))
    v.count("lost letters", _lost_letters(e))
    v.count("failed letters", (_named(row) for row in settled if row.failed not in ("", OVERTAKEN)))
    v.count("open letters", (_named(row) for row in e.letters.values() if row.settled is None))
    _doubles(e, v)
    v.count("out of order", _disordered(e))
    v.count("wrong place", _misplaced(e))
    _silence(e, v)
    _recovery(e, v)
    _taken_over(e, v)
    _timers(e, v)
    _duties(e, v)
    v.count("ended by themselves", (f"{one.log.name} {one.ended}" for one in e.lives if one.ended is not None))
    v.count("tracebacks", _tracebacks(e))
    return v


def _named(row: Row) -> str:
    return f"letter {row.id} {row.slot} to {row.platform} {row.address} {row.failed}"


def _lost_turns(e: Evidence) -> Iterator[str]:
    for one in e.told:
        if one.status == 200 and one.delivery and (one.platform, one.delivery) not in e.deliveries:
            yield f"{one.platform} {one.delivery}, answered after {one.took:.2f} s"


def _wrong_answers(e: Evidence) -> Iterator[str]:
    """Every answer once, in its run and step, versions without a gap; who is done is done in the books."""
    for worker in e.company.workers:
        for place, (run, job) in enumerate(worker.runs.items()):
            meant = [
                (n, act.step, None if act.said == PHOTO else act.value) for n, act in enumerate(job.acts[:-1], start=1)
            ]
            found = e.answers.get(run, [])
            if run in worker.left:
                meant, found = meant[: worker.left[run]], found[: worker.left[run]]
            whole = place < len(worker.runs) - 1 and run not in worker.left
            if found != meant[: len(found)] or (whole and (found != meant or e.statuses.get(run) != "finished")):
                wrong = next((pair for pair in zip(found, meant, strict=False) if pair[0] != pair[1]), found[-2:])
                yield f"run {run} of {worker.account}: {wrong}, {len(found)} of {len(meant)}, {e.statuses.get(run)}"


def _lost_letters(e: Evidence) -> Iterator[str]:
    yield from (_named(row) for row in e.letters.values() if row.sent and row.id not in e.shows and not _same(e, row))


def _same(e: Evidence, row: Row) -> bool:
    """Whether the platform said that the message says this already, or that the copy to be changed is not there."""
    said = " ".join(step.call.outcome for step in e.tries[row.id]).replace("_", " ")
    return "not modified" in said or (not row.slot and "not found" in said)


def _doubles(e: Evidence, v: Verdict) -> None:
    allowed, others = 0, []
    for id, steps in e.shows.items():
        new = sorted((step for step in steps if step.new), key=lambda step: step.call.at)
        for earlier in new[:-1]:
            if _cut_off(e, earlier):
                allowed += 1
            else:
                others.append(f"{_named(e.letters[id])}: {[(s.port, s.call.fault, s.message) for s in new]}")
    v.figures["doubles of those cut off in flight"] = allowed
    v.count("other doubles", others)


def _cut_off(e: Evidence, step: Step) -> bool:
    """Whether nobody could know that this call took effect: struck, or its process before it had written it down."""
    settled = e.letters[step.letter].settled or float("inf")
    blows = [blow for life, blow in e.blows if life.port == step.port]
    return step.call.fault in CUT_OFF or any(step.call.at <= blow.at + GRACE and blow.at < settled for blow in blows)


def _disordered(e: Evidence) -> Iterator[str]:
    lanes: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in e.letters.values():
        if row.id in e.shows:
            lanes[row.lane].append(row)
    for rows in lanes.values():
        latest = rows[0]
        for row in rows[1:]:
            if _shown(e, row) < _shown(e, latest) and not _together(e, latest, row):
                yield (
                    f"{_named(row)} at {_shown(e, row):.3f} before {_named(latest)} at {_shown(e, latest):.3f}; written "
                    f"{row.written:.3f} and {latest.written:.3f}, durable {e.durable.get(latest.id, 0):.3f}"
                )
            latest = max(latest, row, key=lambda one: _shown(e, one))


def _shown(e: Evidence, row: Row) -> float:
    return min(step.call.done_at or 0 for step in e.shows[row.id])


def _together(e: Evidence, one: Row, later: Row) -> bool:
    """Whether the transactions that wrote them were going on at the same time."""
    return later.written <= e.durable.get(one.id, one.written + SOON)


def _misplaced(e: Evidence) -> Iterator[str]:
    """An edit changes the message that its letter names, or else the one where the slot's last letter stood then."""
    places: dict[tuple[str, str, str], set[str]] = {}
    last: dict[tuple[str, str, str], int] = {}
    for _, lands, step in sorted(_moments(e), key=lambda moment: moment[:2]):
        row = e.letters[step.letter]
        slot = (*row.lane, row.slot)
        wanted = {row.ref_message} if row.ref else places.get(slot, set())
        if not lands and row.edit and not step.new and step.target not in wanted:
            yield f"{_named(row)} changed {step.target} and not {wanted}; {_story(e, slot)}"
        if lands and row.id > last.get(slot, 0):
            places[slot], last[slot] = set(), row.id
        if lands and row.id == last[slot]:
            places[slot].add(step.message)


def _story(e: Evidence, slot: tuple[str, str, str]) -> str:
    """How the cards of a slot came to stand where they do."""
    steps = sorted((s for one in e.tries.values() for s in one), key=lambda step: step.call.at)
    told = []
    for step in steps:
        row = e.letters[step.letter]
        if (*row.lane, row.slot) == slot:
            done = f"{step.call.done_at - step.call.at:.2f} s" if step.call.done_at else "not done"
            where = step.message or step.target
            told.append(f"{row.id}@{step.port} {step.call.at:.2f} {where} {done} {step.call.fault} ref={row.ref}")
    return " | ".join(told)


def _moments(e: Evidence) -> Iterator[tuple[float, bool, Step]]:
    """When calls that showed a letter were made, and when they took effect: of a slow one that is long after."""
    for step in (step for steps in e.shows.values() for step in steps):
        yield step.call.at, False, step
        yield step.call.done_at or step.call.at, True, step


def _silence(e: Evidence, v: Verdict) -> None:
    """Calls that came more than a moment after a 429 of their bot was answered, and before its time was over."""
    letters, others = [], []
    for platform in ("telegram", "slack"):
        calls = [step for step in e.trail if step.platform == platform]
        asked = [(step.call.at, _seconds(e, step)) for step in calls if step.call.fault == "TooMany"]
        for step in calls:
            broken = [at for at, seconds in asked if at + GRACE < step.call.at < at + seconds]
            if broken:
                when = f"{step.call.at - broken[0]:.2f} s after 429"
                told = f"{platform} {step.call.method} of letter {step.letter} by {step.port}, {when}"
                (letters if step.letter else others).append(f"{told}, at {step.call.at + e.clock:.3f}")
    v.count("calls for letters while a bot had to be silent", letters)
    methods = dict(Counter(told.split()[1] for told in others))
    v.figures["other calls while a bot had to be silent"] = f"{len(others)} {methods or ''}"


def _seconds(e: Evidence, step: Step) -> float:
    spell = next(
        s for s in e.spells if s.platform == step.platform and s.began <= step.call.at <= (s.ended or step.call.at)
    )
    return float(spell.fault.retry_after)  # type: ignore[union-attr]


def recovered(e: Evidence, spell: Spell) -> float:
    """When a platform was well again for us: the illness over, and the last silence it asked for."""
    end = spell.ended
    for step in e.trail:
        if step.platform == spell.platform and spell.began <= step.call.at <= spell.ended:
            if step.call.fault == "TooMany":
                end = max(end, step.call.at + spell.fault.retry_after)  # type: ignore[union-attr]
            if step.call.fault == "Slow":
                end = max(end, step.call.done_at or step.call.at)
    return end


def _recovery(e: Evidence, v: Verdict) -> None:
    """How long what waited for a platform took once that was well; beyond what the pace of a chat allows."""
    raw, beyond, where, waited = 0.0, 0.0, "", 0
    for number, spell in enumerate(e.spells):
        end = recovered(e, spell)
        following = min((s.began for s in e.spells[number + 1 :] if s.platform == spell.platform), default=float("inf"))
        chats: Counter[str] = Counter()
        for row in e.letters.values():
            if not _waited(e, row, spell, end) or row.settled is None or row.settled > following:
                continue
            waited += 1
            chats[row.address] += 1
            raw = max(raw, row.settled - end)
            late = row.settled - end - max(0.0, chats[row.address] - BURST) / CHAT - _left_alone(e, spell)
            if late > beyond:
                beyond, where = late, f"{spell.name} of {spell.platform} {spell.chats}: {_named(row)}"
    v.figures["letters that waited for a recovery"] = waited
    v.figures["longest delay after a recovery"] = f"{raw:.1f} s"
    v.at_most("the same beyond the pace of a chat", beyond, SOON, where)


def _left_alone(e: Evidence, spell: Spell) -> float:
    """Seconds that chats are spared beyond what was asked for, since they alone had the bot silenced: see Health.wait."""
    if not spell.chats:
        return 0.0
    asked = [s for s in e.trail if s.platform == spell.platform and spell.began <= s.call.at <= spell.ended]
    return min(HELD, sum(_seconds(e, step) for step in asked if step.call.fault == "TooMany"))


def _waited(e: Evidence, row: Row, spell: Spell, end: float) -> bool:
    if row.platform != spell.platform or not row.written <= end < (row.settled or float("inf")):
        return False
    if spell.chats and not any(str(chat) == row.address.rpartition(":")[2] for chat in spell.chats):
        return False
    moments = [end, *(blow.at for _, blow in e.blows if end < blow.at < (row.settled or end))]
    return all(_up(e, moment) for moment in moments) and not any(_orphaned(e, blow, end, row) for _, blow in e.blows)


def _up(e: Evidence, moment: float) -> bool:
    """Whether there was a process at all."""
    return any(
        life.ready and life.ready <= moment and not any(blow.at <= moment <= blow.until for blow in life.blows)
        for life in e.lives
    )


def _orphaned(e: Evidence, blow: Blow, since: float, row: Row) -> bool:
    """Whether a process that was struck held something in this lane after that time, until this letter was out."""
    held = [e.letters[id] for id in blow.held if id in e.letters and e.letters[id].lane == row.lane]
    until = max((one.settled or float("inf") for one in held), default=0.0)
    return blow.at <= (row.settled or float("inf")) and until >= since


def _taken_over(e: Evidence, v: Verdict) -> None:
    longest, where, orphans = 0.0, "", 0
    for _, blow in e.blows:
        for row in (e.letters[id] for id in {*blow.held} if id in e.letters):
            orphans += 1
            waited = (row.settled or e.clock) - _well(e, row, blow.at)
            if waited > longest:
                longest, where = waited, f"{blow.kind}: {_named(row)}"
    v.figures["letters in the hands of those struck"] = orphans
    v.at_most("longest wait of these, platform well", longest, TAKEN_OVER, where)


def _well(e: Evidence, row: Row, since: float) -> float:
    """When nothing but the killed process was in the way of a letter."""
    for spell in e.spells:
        end = recovered(e, spell)
        if spell.platform == row.platform and spell.began <= (row.settled or end) and end > since:
            since = min(end, row.settled or end)
    return since


def _timers(e: Evidence, v: Verdict) -> None:
    fired: dict[int, list[Row]] = defaultdict(list)
    for row in e.letters.values():
        if row.slot.startswith(f"{TICK}:"):
            fired[int(row.slot.partition(":")[2])].append(row)
    v.figures["timers"] = len(e.timers)
    v.count("timers not fired", (str(n) for n in e.timers if n not in fired))
    v.count("timers fired twice", (str(n) for n, rows in fired.items() if len(rows) > 1))
    late = {n: rows[0].written - e.timers[n] for n, rows in fired.items()}
    v.count("timers too early", (f"{n} {seconds:.3f}" for n, seconds in late.items() if seconds < -0.01))
    v.figures["latest timer"] = f"{max(late.values(), default=0):.1f} s"


def _duties(e: Evidence, v: Verdict) -> None:
    planned, opened, steps = len(e.duties.schedules), len(e.duties.actions), sum(e.books.escalated.values())
    v.figures["planned, actions opened, steps of an escalation"] = f"{planned}, {opened}, {steps}"
    v.count("schedules never due", duties.never_due(e.duties, e.books))
    v.count("reminders not once", duties.reminders(e.books))
    v.count("escalations not once", duties.passed_on(e.books))
    v.count("escalations too late", duties.not_passed_on(e.books))


def _tracebacks(e: Evidence) -> Iterator[str]:
    for life in e.lives:
        said = life.log.read_text(errors="replace")
        if "Traceback" in said:
            yield said[max(0, said.index("Traceback") - 200) :][:1500]
