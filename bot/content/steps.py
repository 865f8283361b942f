"""The steps of a flow: questions, sayings, repeats, conditions.

What a type asks besides (a `check` what was found, a `container` why its number was kept) becomes steps like any
other: the engine has never heard of shorthands.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.content.alarms import read_alarm
from bot.content.conditions import so_far
from bot.content.defaults import read_default
from bot.content.keys import LABEL, read_kind
from bot.content.ledger import NEVER, Written, promised, read_ledger
from bot.content.marks import Entry, Listed, Mapped, nearest
from bot.content.reading import Reading
from bot.content.roles import known_roles, read_tell
from bot.content.stations import LABEL as SHORT
from bot.content.stations import read_station
from bot.engine.flow import SEVERITIES, SOURCES, OnFail, Repeat, Step, When
from bot.engine.kinds import KINDS, Ask, Kind, YesNo
from bot.engine.kinds.check import found, pictured
from bot.engine.ledger import DISPUTED
from bot.engine.talk import Text

PROMPT = 900  # characters; question, hint and progress then fit a Telegram caption (1024) and one Slack section (3000)
SAY = 3000  # characters; a Slack section
AT_MOST_ROUNDS = 20
PROOFS = ("photo",)  # what shows that an action is done, where words are not enough
POSSIBLE_DANGER = Text("Possible danger")

ANY = (
    "prompt", "label", "hint", "default", "when", "optional", "recommended", "criteria", "basc", "on_fail", "from", "tell", "notify", "alarm", "ledger",
)  # fmt: skip
MARKED = ("expect", "explain")


def read_steps(reading: Reading, tree: Mapped) -> tuple[Step | Repeat, ...]:
    steps: list[Step | Repeat] = []
    for item in reading.items(tree, "steps"):
        steps += _entry(reading, item, inside=())
    promised(reading, last=True, ids=reading.asked)
    return tuple(steps)


def read_danger(reading: Reading, tree: Mapped) -> tuple[str, str] | None:
    """The question whether a finding is dangerous, and what to do at once if it is: written once for the whole flow."""
    entry = tree.entry("danger")
    if entry is None:
        return None
    if not isinstance(entry.value, Mapped):
        reading.problem(entry.value.at, "text", "'danger:' has 'ask:' and 'say:' below it")
        return None
    told, title = entry.value, reading.title
    reading.known_keys(told, ("ask", "say"))
    ask = reading.text(told, "ask", f"Asked first after a finding in '{title}'", PROMPT, needed="'danger:'")
    say = reading.text(told, "say", f"Said at once when a finding is dangerous in '{title}'", SAY, needed="'danger:'")
    return ask, say


def _entry(reading: Reading, item: Mapped, inside: tuple[str, ...] | None) -> list[Step | Repeat]:
    """One entry of a list of steps; several steps where it is a shorthand. `inside` is None within a repeat or a station."""
    first = item.entries[0]
    if first.key == "say":
        return [_saying(reading, item, first)]
    if first.key == "repeat" and inside is not None:
        return [_repeat(reading, item, first)]
    if first.key == "repeat":
        reading.problem(first.at, "repeat", "there is no repeat inside a repeat")
        return []
    if first.key == "station" and inside is not None:
        return read_station(reading, item, first, lambda node: _entry(reading, node, inside=None))
    if first.key == "station":
        reading.problem(first.at, "station", "a station stands in the steps of the flow, not in a repeat or a station")
        return []
    if first.key not in KINDS:
        types = (*KINDS, "say", "repeat", "station")
        reading.problem(first.at, "unknown-type", f"unknown question type '{first.key}'{nearest(first.key, types)}")
        return []
    return list(_question(reading, item, first))


def _saying(reading: Reading, item: Mapped, first: Entry) -> Step:
    reading.known_keys(item, ("say", "when"))
    when = so_far(reading, item)
    said = reading.sentence(first, f"Said on the way in '{reading.title}'", SAY)
    return Step(id=f"say.{first.at.line}", prompt=said, when=when)


def _question(reading: Reading, item: Mapped, first: Entry) -> list[Step]:
    type = KINDS[first.key]
    id = reading.new_id(first, "step")
    reading.known_keys(item, (first.key, *ANY, *type.own_keys(), *(() if type.settled else MARKED)))
    when = so_far(reading, item)
    prompt = reading.text(
        item, "prompt", f"Question in '{reading.title}'", PROMPT, needed=f"the question '{id}'",
        braces=(*reading.asked, "score") if reading.genre.scored else None,
    )  # fmt: skip
    label = reading.text(item, "label", f"Label. Question: {prompt}", SHORT)
    kind = read_kind(reading, item, type, prompt)
    expect = type.settled or _expect(reading, item, kind)
    written = read_ledger(reading, item, prompt)
    marked = bool(expect or kind.wants() or written)
    step = Step(
        id=id,
        prompt=prompt,
        kind=kind,
        hint=reading.text(item, "hint", f"Hint. Question: {prompt}", PROMPT),
        when=when,
        optional=reading.yes(item, "optional"),
        recommended=_recommended(reading, item, marked),
        expect=expect,
        explain=reading.text(item, "explain", f"Explanation. Question: {prompt}", PROMPT),
        on_fail=_on_fail(reading, item, marked) if item.entry("on_fail") or not written else NEVER,
        criteria=reading.ids(item, "criteria", reading.criteria),
        basc=reading.ids(item, "basc", None),
        known_from=reading.one_of(item, "from", SOURCES),
        label=label,
        default=read_default(reading, item, type),
        tell=read_tell(reading, item, kind),
        notify=known_roles(reading, item.entry("notify")),
        alarm=read_alarm(reading, item, id, kind),
        ledger=written.ledger if written else None,
    )
    reading.asked.append(id)
    if classes := (*kind.classes(), *((DISPUTED,) if written else ())):
        reading.classes[id] = classes
    reading.types[id] = type.word
    return [step, *_disputed(step, written), *_followers(reading, item, step)]


def _disputed(step: Step, written: Written | None) -> list[Step]:
    """What to do at once when the seal ledger does not agree."""
    if written is None:
        return []
    return [Step(id=f"{step.id}.ledger", prompt=written.say, when=_when(step.id, DISPUTED), follows=step.id)]


def _expect(reading: Reading, item: Mapped, kind: Kind) -> str:
    entry = item.entry("expect")
    if entry is None:
        return ""
    if not kind.can_expect:
        reading.problem(entry.at, "expect", "only a question with buttons can expect an answer")
        return ""
    wanted = reading.words(entry)
    if wanted and kind.classes() and wanted not in kind.classes():
        reading.problem(entry.value.at, "unknown-choice", f"unknown answer '{wanted}'{nearest(wanted, kind.classes())}")
    return wanted


def _recommended(reading: Reading, item: Mapped, marked_question: bool) -> bool:
    """A *should* cannot do what only a *must* may: stop the flow, ask whether there is danger, alarm."""
    entry = item.entry("recommended")
    if entry is None or not reading.yes(item, "recommended"):
        return False
    if not marked_question:
        reading.problem(entry.at, "expect", "'recommended:' needs a question with an expected answer")
    told = item.entry("on_fail")
    for harsh in (
        (e for e in told.value.entries if e.key in ("stop", "danger"))
        if told and isinstance(told.value, Mapped)
        else ()
    ):
        reading.problem(harsh.at, "recommended", f"a recommended point cannot have '{harsh.key}:'")
    return True


def _on_fail(reading: Reading, item: Mapped, marked_question: bool) -> OnFail:
    entry = item.entry("on_fail")
    if entry is None:
        return OnFail()
    if not marked_question:
        reading.problem(entry.at, "expect", "'on_fail:' needs a question with an expected answer")
    if not isinstance(entry.value, Mapped):
        reading.problem(entry.value.at, "text", "'on_fail:' has lines of its own below it")
        return OnFail()
    told = entry.value
    reading.known_keys(told, ("danger", "photo", "note", "say", "stop", "severity", "action", "due", "proof"))
    return OnFail(
        stop=reading.yes(told, "stop"),
        severity=reading.one_of(told, "severity", SEVERITIES),
        action=reading.text(told, "action", f"What must be done after a finding in '{reading.title}'", PROMPT),
        due=reading.number(told, "due", 0, most=3650),
        proof=reading.one_of(told, "proof", PROOFS),
    )


def _followers(reading: Reading, item: Mapped, step: Step) -> list[Step]:
    """The steps a question brings with it: what to do at once, what was found, a photo, the reason."""
    entry = item.entry("on_fail")
    on_fail = entry.value if entry and isinstance(entry.value, Mapped) else Mapped((), item.at)
    failed = _failed(step)
    made: list[Step] = []
    if say := reading.text(on_fail, "say", f"Said at once after a finding. Question: {step.prompt}", SAY):
        made.append(Step(id=f"{step.id}.say", prompt=say, when=_when(step.id, *failed), follows=step.id))
    if reading.yes(on_fail, "danger"):
        made += _danger(reading, on_fail, step, _when(step.id, *failed))
    return made + [_asked(step, ask) for ask in _asks(reading, on_fail, step, failed)]


def _asks(reading: Reading, on_fail: Mapped, step: Step, failed: tuple[str, ...]) -> Iterable[Ask]:
    """What the type asks by itself, and what the author wants to be asked."""
    assert step.kind is not None
    asks = {ask.part: ask for ask in step.kind.asks()}
    if reading.yes(on_fail, "note"):
        asks.setdefault("what", found(*failed))
    if reading.yes(on_fail, "photo"):
        asks["photo"] = pictured(*failed)
    return asks.values()


def _danger(reading: Reading, on_fail: Mapped, step: Step, failed: When) -> list[Step]:
    """Before anybody is asked for words or a photo: is it safe to stay? If not, the flow ends there."""
    if reading.danger is None:
        reading.problem(on_fail.at, "danger", "the flow has no 'danger:' that says what to ask")
        return []
    id = f"{step.id}.danger"
    ask, say = reading.danger
    stop = OnFail(stop=True, severity="critical")
    return [
        Step(id, ask, YesNo(), when=failed, expect="no", on_fail=stop, follows=step.id, label=POSSIBLE_DANGER.source),
        Step(id=f"{id}.say", prompt=say, when=_when(id, "yes"), follows=id),
    ]


def _asked(step: Step, ask: Ask) -> Step:
    return Step(
        id=f"{step.id}.{ask.part}",
        prompt=ask.prompt.source,
        label=ask.label.source,
        kind=ask.kind,
        when=_when(step.id, *ask.after),
        optional=ask.optional,
        hint=ask.hint.source if ask.hint else "",
        follows=step.id,
    )


def _failed(step: Step) -> tuple[str, ...]:
    """The answers that are a finding."""
    classes = step.kind.classes() if step.kind else ()
    neither = step.kind.neither if step.kind else ()
    return tuple(c for c in classes if c != step.wanted and c not in neither)


def _when(id: str, *classes: str) -> When:
    return ({id: frozenset(classes)},)


def _repeat(reading: Reading, item: Mapped, first: Entry) -> Repeat:
    reading.known_keys(item, ("repeat", "title", "at_least", "at_most", "when", "steps", "more"))
    id = reading.new_id(first, "step")
    when = so_far(reading, item)
    outside = (dict(reading.classes), list(reading.asked), set(reading.given.get("step", ())))
    reading.asked.append("n")
    reading.given["step"].add("more")  # the id of the question whether there is another
    steps = _inner(reading, item)
    promised(reading, last=False, ids=[s.id for s in steps])
    more = reading.text(
        item, "more", f"Asked after each round in '{reading.title}'", PROMPT, needed=f"the repeat '{id}'"
    )
    title = reading.text(item, "title", f"Heading of a round in '{reading.title}'", LABEL, needed=f"the repeat '{id}'")
    reading.classes, reading.asked, reading.given["step"] = outside
    at_least = max(1, reading.number(item, "at_least", 1, most=AT_MOST_ROUNDS))
    at_most = max(1, reading.number(item, "at_most", 4, most=AT_MOST_ROUNDS))
    bound = item.entry("at_least")
    if bound and at_least > at_most:
        reading.problem(bound.value.at, "number", "at_least is more than at_most")
    return Repeat(id=id, title=title, steps=steps, more=more, at_least=at_least, at_most=at_most, when=when)


def _inner(reading: Reading, item: Mapped) -> tuple[Step, ...]:
    entry = item.entry("steps")
    if entry is None or not isinstance(entry.value, Listed) or not entry.value.items:
        at = entry.value.at if entry else item.at
        reading.problem(at, "missing-key", "a repeat has 'steps:', a list of questions")
        return ()
    steps = [s for node in reading.begun(entry.value, "steps") for s in _entry(reading, node, inside=None)]
    return tuple(s for s in steps if isinstance(s, Step))
