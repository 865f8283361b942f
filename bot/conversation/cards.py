"""From what the engine wants to show to a Message in the reader's language: the card of a run.

Knows no person and no channel. The overview and the stations are drawn by overview.py and station.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.channels.channel import Button, Line, Message
from bot.conversation.invitations import INVITATIONS, UPLOADS, VOICE
from bot.conversation.offering import offered
from bot.conversation.overview import CHECK, overview
from bot.conversation.pen import Pen, answer_lines
from bot.conversation.saying import mark_of
from bot.conversation.station import at_station
from bot.conversation.wording import Wording
from bot.engine.flow import Flow
from bot.engine.kinds import Check
from bot.engine.offer import Stray
from bot.engine.stations import AtStation
from bot.engine.talk import (
    Back,
    Buttons,
    Done,
    Entry,
    Forward,
    Option,
    Refused,
    Skip,
    Text,
    Upload,
)
from bot.engine.view import Ended, Overview, Question, View
from bot.engine.walk import Item
from bot.presses import acts
from bot.presses import every as presses
from bot.presses.buttons import button, turning

DONE, BACK, SKIP, CANCEL, MISTAKE = Text("Done"), Text("Back"), Text("Skip"), Text("Cancel"), Text("It was a mistake")
CHOOSE = Text("Choose an answer")
SURE = Text("Cancel this form? Your answers so far stay on record, marked as canceled.")
FALSE_ALARM = Text(
    "Was it a false alarm? Those who were notified will read that. What you have said so far stays on record."
)


class Cards:
    """Draws the card of one run at one version, in one language."""

    def __init__(self, wording: Wording, lang: str, run_id: int, version: int) -> None:
        self._pen = Pen(wording, lang, run_id, version)
        self._wording, self._lang = wording, lang

    def card(self, flow: Flow, view: View, note: Refused | Text | None = None, page: int = 0) -> Message:
        """The card, with what went wrong on top, if something did."""
        meant = note.meant if isinstance(note, Refused) else ()
        said = note.text if isinstance(note, Refused) else note
        told = self._say(said) if said else ""
        match view:
            case Question():
                return self._question(flow, view, told, meant, page)
            case AtStation():
                return at_station(self._pen, flow, view, told, page)
            case Overview():
                return overview(self._pen, flow, view, told, page)
            case Ended():
                return self.ended(flow, view, told)
            case Stray():
                return offered(self._pen, Text(flow.title), view, told, meant)

    def leads(self, leads: Sequence[Text]) -> tuple[str, ...]:
        """What is said before a question."""
        return self._pen.leads(leads)

    def cancel(self, flow: Flow, *, alarm: bool = False) -> Message:
        """Are you sure?"""
        return Message(
            title=self._say(Text(flow.title)),
            text=self._say(FALSE_ALARM if alarm else SURE),
            options=(
                self._button(
                    Text("Yes, it was a mistake") if alarm else Text("Yes, cancel"), acts.ConfirmCancel(), "bad"
                ),
                self._button(Text("No, keep going"), acts.GoOn(), "primary"),
            ),
            fallback=self._say(Text(flow.title)),
        )

    def closed(self, flow: Flow, shown: Question | AtStation | Overview | Stray) -> Message:
        """What is left of a card that is shown again further down."""
        prompt, about = self._say(_heading(shown)), shown.step.id if isinstance(shown, Question) else ""
        return Message(
            title=self._say(Text(flow.title)), lead=(prompt,), fallback=prompt, only_in_place=True, about=about
        )

    def recap(self, flow: Flow, item: Item) -> Message:
        """What is left of a card once its question has been answered below it."""
        mark = "finding" if item.finding else "good" if item.step.expect else ""
        (line,) = answer_lines(self._wording, self._lang, [item])
        line = replace(line, mark=mark)
        return Message(
            title=self._say(Text(flow.title)),
            lines=(line,),
            fallback=line.label,
            only_in_place=True,
            about=item.step.id,
        )

    def ended(self, flow: Flow, view: Ended, note: str = "") -> Message:
        """The last word of a run."""
        fill = {"score": view.verdict.score}
        told = "{score}" in view.verdict.outcome.say
        result = (Text("Result: {score}%", fill),) if flow.ways.scored and not told else ()
        found = len(view.verdict.findings)
        if found and flow.ways.counts_findings:
            result = (Text("Findings: {count}", {"count": found}),)
        return Message(
            title=self._say(Text(flow.title)),
            note=note,
            lead=tuple(self._say(t) for t in (*view.lead, *result)),
            text=self._say(view.say),
            hint=self._say(Text("Recorded.")),
            controls=(button(self._say(Text("Menu")), presses.ShowMenu()),),
            fallback=self._say(view.say),
        )

    def _question(self, flow: Flow, asked: Question, note: str, meant: tuple[Option, ...], page: int) -> Message:
        entry, invitation, place = self._invitation(asked)
        prompt = self._say(asked.prompt)
        return Message(
            title=self._say(Text(flow.title)),
            progress=None if flow.begun_by else (asked.number, asked.count),
            note=note,
            lead=(*self._known(asked), *self._pen.leads(asked.lead)),
            text=prompt,
            hint=self._say(asked.hint) if asked.hint else "",
            lines=(Line(self._say(Text("Your current answer")), self._before(asked)),) if asked.answered else (),
            options=tuple(self._meant(o) for o in meant) or (*self._offers(asked), *self._options(asked)),
            controls=self._controls(flow, asked),
            columns=_columns(asked),
            page=page,
            pages=turning(self._pressed(acts.Page(0))),
            choose=self._say(CHOOSE),
            entry=entry,
            placeholder=invitation,
            place=place,
            upload=asked.control.types if isinstance(asked.control, Upload) else (),
            fallback=prompt,
            about=asked.step.id,
        )

    def _known(self, asked: Question) -> tuple[str, ...]:
        """What was not asked, because it is in the books."""
        return tuple(
            self._say(
                Text(
                    "{question}: {answer} (from the books; it can be changed at the end)",
                    {"question": i.label, "answer": i.shown},
                )
            )
            for i in asked.known
        )

    def _offers(self, asked: Question) -> tuple[Button, ...]:
        return tuple(self._button(offer.label, acts.Offered(mark_of(offer)), "primary") for offer in asked.offered)

    def _before(self, asked: Question) -> str:
        assert asked.step.kind is not None
        shown = Text("skipped") if asked.before is None else asked.step.kind.shown(asked.before)
        return self._wording.fill(shown, self._lang)

    def _options(self, asked: Question) -> tuple[Button, ...]:
        control = asked.control
        match control:
            case Buttons(options) | Entry(_, options):
                return tuple(self._option(n, o) for n, o in enumerate(options))
            case Upload():
                return ()

    def _option(self, number: int, option: Option) -> Button:
        """The data is a number, so that it tells nothing about which answer is right."""
        tick = "☑ " if option.chosen else ""
        return self._pen.sign(tick + self._say(option.label), acts.Answer(number), option.tone)

    def _meant(self, option: Option) -> Button:
        return self._button(option.label, acts.Meant(option.id), option.tone)

    def _controls(self, flow: Flow, asked: Question) -> tuple[Button, ...]:
        made = []
        if _more_may_come(asked):
            made.append(self._button(DONE, Done(), "primary"))
        if asked.can_go_back:
            made.append(self._button(BACK, Back()))
        if asked.can_skip and not _more_may_come(asked):
            made.append(self._button(SKIP, Skip()))
        if asked.answered:
            keep = Text("Leave it as it is") if asked.corrects else Text("Keep it and continue")
            made.append(self._button(keep, Forward(), "primary"))
        if asked.corrects:
            return tuple(made)
        leave = MISTAKE if flow.begun_by or asked.alarm else CANCEL
        return (*made, self._button(leave, acts.Cancel()), *self._pen.languages())

    def _invitation(self, asked: Question) -> tuple[str, str, str]:
        """What may be typed, the words that invite to it, and the label of the location button."""
        match asked.control:
            case Entry(type, _, voice):
                place = self._say(Text("Share my location")) if type == "place" else ""
                return type, self._say(VOICE if voice else INVITATIONS[type]), place
            case Upload(types, at_least, _, got) if got:
                short = max(0, at_least - got)
                if short:
                    return (
                        "",
                        self._say(Text("Received: {count}. Still needed: {short}.", {"count": got, "short": short})),
                        "",
                    )
                return "", self._say(Text("Received: {count}. Send more, or press Done.", {"count": got})), ""
            case Upload(types):
                return "", self._say(UPLOADS[types]), ""
            case _:
                return "", "", ""

    def _button(self, label: Text, act: acts.Act, tone: str = "plain") -> Button:
        return self._pen.button(label, act, tone)

    def _pressed(self, act: acts.Act) -> presses.OnCard:
        return self._pen.pressed(act)

    def _say(self, text: Text) -> str:
        return self._pen.say(text)


def _heading(shown: Question | AtStation | Overview | Stray) -> Text:
    match shown:
        case Question():
            return shown.prompt
        case AtStation():
            return Text(shown.station.title)
        case Overview():
            return CHECK
        case Stray():
            return shown.asked


def _more_may_come(asked: Question) -> bool:
    """An answer of several parts is over when the person says so."""
    control = asked.control
    return (isinstance(control, Buttons) and control.many) or (isinstance(control, Upload) and control.got > 0)


def _columns(asked: Question) -> int:
    """A check's OK and Problem stand side by side, under the thumb."""
    control = asked.control
    pairs = isinstance(control, Buttons) and not control.many and len(control.options) == 2
    return 2 if pairs or isinstance(asked.step.kind, Check) else 0
