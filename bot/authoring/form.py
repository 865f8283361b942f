"""`sello show`: a flow as a form, as text for the terminal or as a page to print and hang on a clipboard.

Questions have numbers (#12, #12a), and conditions speak of them. Knows nothing of runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape

from bot.content.beside import both
from bot.conversation.calling import ROLE
from bot.conversation.wording import Wording
from bot.engine.flow import NOW, Flow, Outcome, Repeat, Step, When
from bot.engine.kinds import Kind, YesNo
from bot.engine.ledger import DISPUTED, Ledger
from bot.engine.talk import Buttons, Text
from bot.presses.sealing import CALLED

FACTS = {
    "pass": Text("passed"),
    "fail": Text("not passed"),
    DISPUTED: Text("the seal ledger does not agree"),
}
ANY_DAY = date(2026, 1, 1)  # no button bears a day
BLANK = "______________"
PAGE = """<!doctype html>
<html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 11pt/1.4 system-ui, sans-serif; max-width: 48rem; margin: 1rem auto; padding: 0 1rem; color: #111 }}
h1 {{ font-size: 1.4rem; margin: 0 }} h2 {{ font-size: 1rem; margin: 1.2em 0 .3em; border-bottom: 1px solid #999 }}
p {{ margin: .4em 0 }} .q {{ margin: .6em 0; break-inside: avoid }} .in {{ margin-left: 1.6em }}
.no {{ color: #666; font-size: .8em }} .hint, .when, .small {{ color: #444; font-size: .85em }} .when {{ font-style: italic }}
.say {{ background: #eee; padding: .4em .6em; break-inside: avoid }} .box {{ margin-right: 1em; white-space: nowrap }}
.line {{ border-bottom: 1px solid #333; height: 1.6em }}
@media print {{ body {{ margin: 0; max-width: none }} .say {{ background: none; border: 1px solid #999 }} }}
</style>
{body}
</html>
"""


@dataclass(frozen=True)
class Row:
    """A line of the form. `type` is head, say, question, repeat or outcome; `level` how far it is moved in."""

    type: str
    text: str
    when: str = ""
    number: str = ""
    answers: tuple[str, ...] = ()
    hint: str = ""
    small: str = ""
    level: int = 0


class Form:
    """One flow in one language."""

    def __init__(self, flow: Flow, wording: Wording, lang: str) -> None:
        self._flow = flow
        self._wording = wording
        self._lang = lang
        self._steps = {s.id: s for e in flow.steps for s in (e.steps if isinstance(e, Repeat) else (e,))}
        self._numbers = dict(_numbered(self._steps.values()))

    def text(self) -> str:
        """For the terminal."""
        return "\n".join(line for row in self._rows() for line in _plain(row))

    def page(self) -> str:
        """For a printer."""
        body = "\n".join(_html(row) for row in self._rows())
        return PAGE.format(lang=self._lang, title=escape(self._say(self._flow.title)), body=body)

    def _rows(self) -> Iterator[Row]:
        flow = self._flow
        revision = self._wording.say(Text("revision {number}", {"number": flow.revision}), self._lang)
        source = f" · {self._say(flow.source)}" if flow.source else ""
        signed = f" · {self._wording.say(Text('signed off by somebody else'), self._lang)}" if flow.sign_off else ""
        yield Row("head", self._say(flow.title), small=f"{flow.id} · {revision}{source}{signed}")
        if flow.intro:
            yield Row("say", self._say(flow.intro))
        before = ""
        for entry in flow.steps:
            here = "" if isinstance(entry, Repeat) else entry.station
            if here and here != before:
                yield Row("repeat", self._say(flow.stations[here].title))
            before = here
            yield from self._repeat(entry) if isinstance(entry, Repeat) else (self._step(entry, 0),)
        yield Row("repeat", self._wording.say(Text("How it ends"), self._lang))
        for outcome in flow.outcomes:
            yield self._outcome(outcome)

    def _repeat(self, repeat: Repeat) -> Iterator[Row]:
        title = self._wording.say(Text(repeat.title, {"n": f"1–{repeat.at_most}"}), self._lang)
        yield Row("repeat", title, when=self._when(repeat.when))
        for step in repeat.steps:
            yield self._step(step, 1)
        yield Row("question", self._say(repeat.more), answers=self._labels(YesNo()), level=1)

    def _step(self, step: Step, level: int) -> Row:
        when = self._when(step.when)
        prompt = self._wording.say(Text(step.prompt, {"n": 1}), self._lang)
        if step.kind is None:
            return Row("say", prompt, when, level=level)
        return Row(
            "question",
            prompt,
            when,
            f"#{self._numbers[step.id]}",
            self._labels(step.kind),
            " ".join(filter(None, self._below(step))),
            " · ".join(filter(None, (both(step.criteria, step.basc), self._ledger(step.ledger)))),
            level + bool(step.follows),
        )

    def _ledger(self, ledger: Ledger | None) -> str:
        """What the answer makes of a seal, in the ledger."""
        if ledger is None:
            return ""
        return self._wording.say(Text("seal ledger: {event}", {"event": CALLED[ledger.event]}), self._lang)

    def _below(self, step: Step) -> Iterator[str]:
        """The hint, who hears of it before the end, and what is to be done about a finding."""
        if step.hint:
            yield self._say(step.hint)
        if NOW in step.tell:
            yield self._wording.say(Text("Whatever is answered is sent at once."), self._lang)
        elif step.tell:
            yield self._named(Text("Sent at once: {answers}."), step, step.tell)
        if step.alarm:
            yield self._named(Text("An alarm with two taps: {answers}."), step, frozenset(step.alarm))
        demands = step.on_fail
        if demands.action:
            fill = {"days": demands.due, "action": Text(demands.action)}
            within = Text("To be done within {days} days: {action}", fill)
            yield self._wording.say(within if demands.due else Text("To be done: {action}", fill), self._lang)
        if demands.proof:
            yield self._wording.say(Text("A photo shows that it is done."), self._lang)

    def _named(self, text: Text, step: Step, wanted: frozenset[str]) -> str:
        """A sentence with some of the answers, in the order of the question."""
        named = step.kind.named() if step.kind else ()
        answers = " / ".join(self._wording.say(one.label, self._lang) for one in named if one.id in wanted)
        return self._wording.say(Text(text.source, {"answers": answers}), self._lang) if answers else ""

    def _labels(self, kind: Kind) -> tuple[str, ...]:
        """What the buttons say; nothing for what is typed or sent."""
        control = kind.control((), ANY_DAY)
        options = control.options if isinstance(control, Buttons) else ()
        return tuple(self._wording.say(o.label, self._lang) for o in options)

    def _outcome(self, outcome: Outcome) -> Row:
        told = ", ".join(self._wording.say(ROLE[role], self._lang) for role in outcome.notify)
        return Row("outcome", self._say(outcome.say), self._when(outcome.when), small=f"→ {told}" if told else "")

    def _when(self, when: When) -> str:
        """A condition as a person reads it: #3: Yes."""
        return " | ".join("; ".join(self._fact(id, wanted) for id, wanted in condition.items()) for condition in when)

    def _fact(self, id: str, wanted: frozenset[str]) -> str:
        step = self._steps.get(id)
        named = step.kind.named() if step and step.kind else ()
        names = {o.id: self._wording.say(o.label, self._lang) for o in named}
        names |= {fact: self._wording.say(text, self._lang) for fact, text in FACTS.items()}
        known = [o for o in names if o in wanted]
        answers = " / ".join(names[w] for w in known)
        return f"#{self._numbers[id]}: {answers}" if id in self._numbers else answers

    def _say(self, source: str) -> str:
        return self._wording.say(Text(source, {"n": 1, "mark": self._flow.pass_mark}), self._lang)


def _numbered(steps: Iterable[Step]) -> Iterator[tuple[str, str]]:
    """1, 2, 2a, 2b, 3: what follows a question has its number and a letter."""
    number = letter = 0
    for step in steps:
        if step.kind is None:
            continue
        if step.follows:
            letter += 1
            yield step.id, f"{number}{chr(ord('a') + letter - 1)}"
        else:
            number, letter = number + 1, 0
            yield step.id, str(number)


def _plain(row: Row) -> Iterator[str]:
    """The lines of a row in the terminal."""
    inside = "    " * row.level
    when = f"[{row.when}] " if row.when else ""
    if row.type in ("say", "repeat"):
        yield f"\n{inside}{when}{row.text}"
    elif row.type == "outcome":
        yield f"- {when}{row.text}  {row.small}".rstrip()
    elif row.type == "head":
        yield from (row.text, row.small)
    else:
        answers = "   ".join(f"☐ {a}" for a in row.answers) or BLANK
        criteria = f"  ({row.small})" if row.small else ""
        number = f"{row.number} " if row.number else ""
        yield f"{inside}{number}{when}{row.text}{criteria}   {answers}"
        if row.hint:
            yield f"{inside}    {row.hint}"


def _html(row: Row) -> str:
    """The row on the page. Every word is escaped."""
    when = f'<span class="when">[{escape(row.when)}]</span> ' if row.when else ""
    words = escape(row.text).replace("\n", "<br>")
    inside = ' style="margin-left:1.6em"' if row.level else ""
    match row.type:
        case "head":
            return f'<h1>{words}</h1><p class="small">{escape(row.small)}</p>'
        case "say":
            return f'<p class="say"{inside}>{when}{words}</p>'
        case "repeat":
            return f"<h2>{when}{words}</h2>"
        case "outcome":
            return f'<p>{when}{words} <span class="small">{escape(row.small)}</span></p>'
    boxes = "".join(f'<span class="box">☐ {escape(a)}</span>' for a in row.answers) or '<div class="line"></div>'
    hint = f'<div class="hint">{escape(row.hint)}</div>' if row.hint else ""
    small = f' <span class="small">({escape(row.small)})</span>' if row.small else ""
    return f'<div class="q"{inside}><span class="no">{row.number}</span> {when}<b>{words}</b>{small}{hint}<div>{boxes}</div></div>'
