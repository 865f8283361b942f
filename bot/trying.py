"""`sello try` and `sello show`: a flow in the terminal, as a conversation or as a form on one page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from bot.cards import Cards
from bot.channels import console
from bot.channels.channel import Button
from bot.engine.flow import Flow, Repeat, Step, When
from bot.engine.kinds import Choice, Several
from bot.engine.run import Ended, Overview, Question, Run, begin, reply, view
from bot.engine.talk import Back, Buttons, Confirm, Done, Entry, Forward, Open, Pressed, Refused, Said, Skip, Text
from bot.wording import Wording

CONTROLS: dict[str, Said] = {"b": Back(), "s": Skip(), "f": Forward(), "d": Done(), "c": Confirm()}


def converse(
    flow: Flow, wording: Wording, lang: str, today: date, ask: Callable[[str], str], tell: Callable[[str], None]
) -> None:
    """The conversation, until its end or until it is cancelled. Nothing is kept."""
    run = begin(seed=1)
    note: Refused | None = None
    while True:
        shown = view(flow, run, today)
        cards = Cards(wording, lang, 0, 0)
        message = cards.card(flow, shown, note)
        tell("\n" + console.draw(message))
        if isinstance(shown, Ended):
            return
        heard = console.hear(ask("> "), message)
        key = heard.data.split(":", 3)[3] if isinstance(heard, Button) else ""
        if key.startswith("x"):
            return
        if key.startswith("l"):
            lang = wording.language(key[1:])
            continue
        said = _said(shown, key) if isinstance(heard, Button) else heard
        note = None
        if said is not None:
            run, note = _reply(flow, run, said, today)


def _reply(flow: Flow, run: Run, said: Said, today: date) -> tuple[Run, Refused | None]:
    try:
        return reply(flow, run, said, today), None
    except Refused as why:
        return run, why


def _said(shown: Question | Overview | Ended, key: str) -> Said | None:
    """What a button stands for."""
    if key in CONTROLS:
        return CONTROLS[key]
    if key.startswith("="):
        return Pressed(key[1:])
    if key.startswith("o") and isinstance(shown, Overview):
        return Open(shown.items[int(key[1:])].step.id)
    if isinstance(shown, Question) and isinstance(shown.control, Buttons | Entry) and key.isdigit():
        return Pressed(shown.control.options[int(key)].id)
    return None


def form(flow: Flow, wording: Wording, lang: str) -> str:
    """The whole flow on one page, conditions included, to review or to hang on a clipboard."""

    def say(source: str) -> str:
        return wording.say(Text(source), lang)

    lines = [say(flow.title), f"{flow.id} · {wording.say(Text('revision {number}', {'number': flow.revision}), lang)}"]
    if flow.source:
        lines.append(say(flow.source))
    if flow.intro:
        lines += ["", say(flow.intro)]
    labels = {s.id: s for e in flow.steps for s in (e.steps if isinstance(e, Repeat) else (e,))}
    for entry in flow.steps:
        lines += _entry(entry, labels, wording, lang)
    lines += ["", wording.say(Text("How it ends"), lang)]
    for outcome in flow.outcomes:
        told = ", ".join(wording.say(ROLE_NAMES[role], lang) for role in outcome.notify)
        lines.append(
            f"- {_when(outcome.when, labels, wording, lang)}{say(outcome.say)}" + (f"  → {told}" if told else "")
        )
    return "\n".join(lines)


FACTS = {
    "verified": Text("check digit fits"),
    "unverified": Text("check digit does not fit"),
    "same": Text("the same number"),
    "differs": Text("another number"),
    "pass": Text("passed"),
    "fail": Text("not passed"),
}
ROLE_NAMES = {
    "driver": Text("driver"),
    "guard": Text("guard"),
    "warehouse": Text("warehouse staff"),
    "supervisor": Text("supervisor"),
    "manager": Text("manager"),
    "auditor": Text("auditor"),
    "admin": Text("administrator"),
}


def _entry(
    entry: Step | Repeat, labels: dict[str, Step], wording: Wording, lang: str, indent: str = ""
) -> Iterator[str]:
    def say(source: str) -> str:
        return wording.say(Text(source), lang)

    when = _when(entry.when, labels, wording, lang)
    if isinstance(entry, Repeat):
        yield f"\n{indent}{when}{say(entry.title)} (1–{entry.at_most})"
        for step in entry.steps:
            yield from _entry(step, labels, wording, lang, indent + "    ")
        yield f"{indent}    {say(entry.more)}"
        return
    if entry.kind is None:
        yield f"\n{indent}{when}{say(entry.prompt)}"
        return
    inner = indent + ("    " if entry.follows else "")
    criteria = f"  ({', '.join(entry.criteria)})" if entry.criteria else ""
    answers = ""
    if isinstance(entry.kind, Choice | Several):
        answers = "   " + "   ".join(f"☐ {wording.say(o.label, lang)}" for o in entry.kind.choices)
    yield f"{inner}{when}{say(entry.prompt)}{criteria}{answers or '   ______________'}"
    if entry.hint:
        yield f"{inner}    {say(entry.hint)}"


def _when(when: When, labels: dict[str, Step], wording: Wording, lang: str) -> str:
    """A condition as a person reads it: [Is there a seal? Yes]."""
    if not when:
        return ""
    ways = []
    for condition in when:
        facts = []
        for id, wanted in condition.items():
            step = labels.get(id)
            prompt = wording.say(Text(step.prompt), lang) if step else id
            kind = step.kind if step else None
            names = {o.id: wording.say(o.label, lang) for o in getattr(kind, "choices", ())}
            names |= {fact: wording.say(text, lang) for fact, text in FACTS.items()}
            facts.append(f"{prompt} {' / '.join(names.get(w, w) for w in sorted(wanted))}")
        ways.append("; ".join(facts))
    return f"[{' | '.join(ways)}] "
