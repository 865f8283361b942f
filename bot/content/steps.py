"""The steps of a flow: questions, sayings, repeats, conditions, and the two shorthands.

A `check` that is a problem asks what was found and for a photo; a `container` whose number was kept against its
check digit asks why. Here they become ordinary steps: the engine has never heard of shorthands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from bot.content.marks import Entry, Listed, Mapped, nearest
from bot.content.reading import ID, Reading
from bot.engine.flow import SEVERITIES, OnFail, Repeat, Step, When
from bot.engine.kinds import KINDS, Check, Choice, Container, FreeText, Kind, MultiChoice, Number, Photo, Seal, YesNo
from bot.engine.talk import Option, Text

PROMPT = 900  # characters; question, hint and progress then fit a Telegram caption (1024) and one Slack section (3000)
LABEL = 75  # characters; the text of a Slack button
SAY = 3000  # characters; a Slack section
AT_MOST_ROUNDS = 20

ANY = ("prompt", "hint", "when", "optional", "criteria", "basc", "on_fail")
MARKED = ("expect", "explain")
COUNTS = {"photo": "photos", "file": "files"}
FOUND = Text("What did you find?")
PHOTO = Text("Please send a photo of it.")
SAFE = Text("Only if it is safe. Do not move anything.")
REASON = Text("Why does it not apply?")
KEPT = Text("Why do you keep a number whose check digit does not fit?")
KEPT_PHOTO = Text("Please send a photo of the number on the unit.")


def read_steps(reading: Reading, tree: Mapped) -> tuple[Step | Repeat, ...]:
    steps: list[Step | Repeat] = []
    for item in reading.items(tree, "steps"):
        steps += _entry(reading, item, inside=())
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
    """One entry of a list of steps; several steps where it is a shorthand. `inside` is None within a repeat."""
    first = item.entries[0]
    if first.key == "say":
        return [_saying(reading, item, first)]
    if first.key == "repeat" and inside is not None:
        return [_repeat(reading, item, first)]
    if first.key == "repeat":
        reading.problem(first.at, "repeat", "there is no repeat inside a repeat")
        return []
    if first.key not in KINDS:
        types = (*KINDS, "say", "repeat")
        reading.problem(first.at, "unknown-type", f"unknown question type '{first.key}'{nearest(first.key, types)}")
        return []
    return list(_question(reading, item, first))


def _saying(reading: Reading, item: Mapped, first: Entry) -> Step:
    reading.known_keys(item, ("say", "when"))
    when = condition(reading, item.entry("when"), reading.classes)
    said = reading.sentence(first, f"Said on the way in '{reading.title}'", SAY)
    return Step(id=f"say.{first.at.line}", prompt=said, when=when)


def _question(reading: Reading, item: Mapped, first: Entry) -> list[Step]:
    type = KINDS[first.key]
    id = reading.new_id(first, "step")
    own = [COUNTS[first.key]] if first.key in COUNTS else [f.name for f in fields(type)]
    if type.word in ("yes_no", "check"):
        own.remove("choices")
    reading.known_keys(item, (first.key, *ANY, *own, *(() if type is Check else MARKED)))
    when = condition(reading, item.entry("when"), reading.classes)
    prompt = reading.text(
        item, "prompt", f"Question in '{reading.title}'", PROMPT, needed=f"the question '{id}'",
        braces=(*reading.asked, "score") if reading.genre.scored else None,
    )  # fmt: skip
    kind = _kind(reading, item, type, prompt)
    expect = "ok" if isinstance(kind, Check) else _expect(reading, item, kind)
    step = Step(
        id=id,
        prompt=prompt,
        kind=kind,
        hint=reading.text(item, "hint", f"Hint. Question: {prompt}", PROMPT),
        when=when,
        optional=reading.yes(item, "optional"),
        expect=expect,
        explain=reading.text(item, "explain", f"Explanation. Question: {prompt}", PROMPT),
        on_fail=_on_fail(reading, item, bool(expect) or bool(getattr(kind, "matches", ""))),
        criteria=reading.ids(item, "criteria", reading.criteria),
        basc=reading.ids(item, "basc", None),
    )
    reading.asked.append(id)
    if kind.classes():
        reading.classes[id] = kind.classes()
    if isinstance(kind, Seal):
        reading.seals.append(id)
    return [step, *_followers(reading, item, step)]


def _kind(reading: Reading, item: Mapped, type: type[Kind], prompt: str) -> Kind:
    """The question type with what the author set."""
    given: dict[str, Any] = {}
    counts = COUNTS.get(type.word)
    if counts:
        given = _bounds(reading, item.entry(counts), ("at_least", "at_most"))
    for key in () if counts else [f.name for f in fields(type)]:
        entry = item.entry(key)
        if entry is None:
            continue
        if key == "choices":
            given[key] = _choices(reading, entry, prompt)
        elif key in ("at_least", "at_most"):
            given[key] = reading.number(item, key, getattr(type, key))
        elif key == "matches":
            given[key] = _earlier_seal(reading, entry)
        else:
            given[key] = reading.yes(item, key)
    if type.word in ("choice", "several") and "choices" not in given:
        reading.problem(item.at, "choices", f"'{type.word}' needs 'choices:', two or more lines 'id: text'")
    kind = type(**given)
    _possible(reading, item, kind)
    return kind


def _possible(reading: Reading, item: Mapped, kind: Kind) -> None:
    """Every question has an answer that is accepted."""
    entry = item.entry("at_least") or item.entry("at_most")
    wrong = _impossible(kind) if entry else ""
    if entry and wrong:
        reading.problem(entry.value.at, "number", wrong)


def _impossible(kind: Kind) -> str:
    """Why the bounds leave no answer; empty where they do."""
    if isinstance(kind, MultiChoice) and kind.choices:
        most = min(kind.at_most or len(kind.choices), len(kind.choices))
        return f"nobody can give {kind.at_least} answers of at most {most}" if kind.at_least > most else ""
    if isinstance(kind, Number) and kind.at_least is not None and kind.at_most is not None:
        return "at_least is more than at_most" if kind.at_least > kind.at_most else ""
    if isinstance(kind, FreeText) and kind.at_most < 1:
        return "nobody can type anything in 0 characters"
    return ""


def _bounds(reading: Reading, entry: Entry | None, keys: tuple[str, ...]) -> dict[str, int]:
    if entry is None:
        return {}
    if not isinstance(entry.value, Mapped):
        reading.problem(entry.value.at, "number", f"'{entry.key}:' looks like {{at_least: 1, at_most: 5}}")
        return {}
    reading.known_keys(entry.value, keys)
    bounds = {key: reading.number(entry.value, key, 1, most=10) for key in keys if entry.value.entry(key)}
    if bounds.get("at_least", 1) > bounds.get("at_most", bounds.get("at_least", 1)):
        reading.problem(entry.value.at, "number", "at_least is more than at_most")
    return {"at_most": max(bounds.get("at_least", 1), bounds.get("at_most", 1)), **bounds}


def _choices(reading: Reading, entry: Entry, prompt: str) -> tuple[Option, ...]:
    if not isinstance(entry.value, Mapped) or len(entry.value.entries) < 2:
        reading.problem(entry.value.at, "choices", "'choices:' needs two or more lines 'id: text'")
        return ()
    options = []
    for line in entry.value.entries:
        if not ID.fullmatch(line.key):
            message = f"'{line.key}' is not an id: small letters, digits, - and _, at most 24, a letter first"
            reading.problem(line.at, "id", message)
        label = reading.sentence(line, f"Answer. Question: {prompt}", LABEL, braces=())
        options.append(Option(line.key, Text(label)))
    return tuple(options)


def _earlier_seal(reading: Reading, entry: Entry) -> str:
    earlier = reading.words(entry)
    seals = [id for id in reading.seals if id in reading.asked]
    if earlier and earlier not in seals:
        reading.problem(entry.value.at, "unknown-step", f"'{earlier}' is not an earlier seal{nearest(earlier, seals)}")
    return earlier


def _expect(reading: Reading, item: Mapped, kind: Kind) -> str:
    entry = item.entry("expect")
    if entry is None:
        return ""
    if not isinstance(kind, Choice):
        reading.problem(entry.at, "expect", "only a question with buttons can expect an answer")
        return ""
    wanted = reading.words(entry)
    if wanted and kind.classes() and wanted not in kind.classes():
        reading.problem(entry.value.at, "unknown-choice", f"unknown answer '{wanted}'{nearest(wanted, kind.classes())}")
    return wanted


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
    reading.known_keys(told, ("danger", "photo", "note", "say", "stop", "severity", "action", "due"))
    return OnFail(
        stop=reading.yes(told, "stop"),
        severity=reading.one_of(told, "severity", SEVERITIES),
        action=reading.text(told, "action", f"What must be done after a finding in '{reading.title}'", PROMPT),
        due=reading.number(told, "due", 0, most=3650),
    )


def _followers(reading: Reading, item: Mapped, step: Step) -> list[Step]:
    """The steps a question brings with it: what to do at once, what was found, a photo, the reason."""
    entry = item.entry("on_fail")
    on_fail = entry.value if entry and isinstance(entry.value, Mapped) else Mapped((), item.at)
    failed = _failed(step)
    found, pictured = reading.yes(on_fail, "note"), reading.yes(on_fail, "photo")
    made: list[Step] = []
    if say := reading.text(on_fail, "say", f"Said at once after a finding. Question: {step.prompt}", SAY):
        made.append(Step(id=f"{step.id}.say", prompt=say, when=failed, follows=step.id))
    if reading.yes(on_fail, "danger"):
        made += _danger(reading, on_fail, step, failed)
    if isinstance(step.kind, Check) or found:
        made.append(_asked(step, "what", FOUND, FreeText(voice=True), failed))
    if isinstance(step.kind, Check) or pictured:
        made.append(_asked(step, "photo", PHOTO, Photo(at_most=1), failed, optional=not pictured, hint=SAFE.source))
    if isinstance(step.kind, Check) and step.kind.may_not_apply:
        made.append(_asked(step, "why", REASON, FreeText(at_most=300, voice=True), _when(step.id, "na")))
    if isinstance(step.kind, Container):
        unverified = _when(step.id, "unverified")
        made.append(_asked(step, "why", KEPT, FreeText(at_most=300, voice=True), unverified))
        made.append(_asked(step, "photo", KEPT_PHOTO, Photo(), unverified, optional=True))
    return made


def _danger(reading: Reading, on_fail: Mapped, step: Step, failed: When) -> list[Step]:
    """Before anybody is asked for words or a photo: is it safe to stay? If not, the flow ends there."""
    if reading.danger is None:
        reading.problem(on_fail.at, "danger", "the flow has no 'danger:' that says what to ask")
        return []
    id = f"{step.id}.danger"
    ask, say = reading.danger
    stop = OnFail(stop=True, severity="critical")
    return [
        Step(id=id, prompt=ask, kind=YesNo(), when=failed, expect="no", on_fail=stop, follows=step.id),
        Step(id=f"{id}.say", prompt=say, when=_when(id, "yes"), follows=id),
    ]


def _asked(
    step: Step, part: str, prompt: Text, kind: Kind, when: When, *, optional: bool = False, hint: str = ""
) -> Step:
    return Step(
        id=f"{step.id}.{part}",
        prompt=prompt.source,
        kind=kind,
        when=when,
        optional=optional,
        hint=hint,
        follows=step.id,
    )


def _failed(step: Step) -> When:
    """The condition that the answer is a finding."""
    assert step.kind is not None
    if isinstance(step.kind, Seal):
        return _when(step.id, "differs")
    return _when(step.id, *(c for c in step.kind.classes() if c not in (step.expect, "na")))


def _when(id: str, *classes: str) -> When:
    return ({id: frozenset(classes)},)


def _repeat(reading: Reading, item: Mapped, first: Entry) -> Repeat:
    reading.known_keys(item, ("repeat", "title", "at_least", "at_most", "when", "steps", "more"))
    id = reading.new_id(first, "step")
    when = condition(reading, item.entry("when"), reading.classes)
    outside = (dict(reading.classes), list(reading.asked), set(reading.given.get("step", ())))
    reading.asked.append("n")
    reading.given["step"].add("more")  # the id of the question whether there is another
    steps = _inner(reading, item)
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


def condition(reading: Reading, entry: Entry | None, facts: Mapping[str, tuple[str, ...]]) -> When:
    """`when:`, one condition or a list of them, each of whose words is checked."""
    if entry is None:
        return ()
    nodes = (isinstance(entry.value, Listed) and entry.value.items) or (entry.value,)
    made = []
    for node in nodes:
        if not isinstance(node, Mapped) or not node.entries:
            reading.problem(node.at, "when", "a condition looks like {question: answer}")
            continue
        made.append({e.key: _classes(reading, e, facts) for e in node.entries})
    return tuple(made)


def _classes(reading: Reading, entry: Entry, facts: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    if entry.key not in facts:
        what = "has no answers to choose from" if entry.key in reading.asked else "is not an earlier question"
        reading.problem(entry.at, "unknown-step", f"'{entry.key}' {what}{nearest(entry.key, facts)}")
        return frozenset()
    wanted = reading.listed(entry)
    for word, at in wanted:
        if word not in facts[entry.key]:
            reading.problem(at, "unknown-choice", f"unknown answer '{word}'{nearest(word, facts[entry.key])}")
    return frozenset(word for word, _ in wanted)
