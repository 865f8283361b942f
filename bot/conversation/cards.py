"""From what the engine wants to show to a Message in the reader's language: the card of a run.

Knows no person and no channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.channels.channel import Button, Line, Message
from bot.conversation import presses
from bot.conversation.buttons import button, turning
from bot.conversation.invitations import INVITATIONS, UPLOADS, VOICE
from bot.conversation.offering import cut, offered
from bot.conversation.wording import Wording
from bot.engine.flow import Flow
from bot.engine.kinds import Check
from bot.engine.offer import Offer
from bot.engine.run import Ended, Overview, Question, View
from bot.engine.talk import (
    Back,
    Buttons,
    Confirm,
    Done,
    Entry,
    Forward,
    Option,
    Refused,
    Skip,
    Text,
    Upload,
)
from bot.engine.walk import Item

SHORT = 60  # characters of an answer in a list
OVERVIEW = 24  # answers on a page of the overview: as many as there are letters for
CHECK = Text("Check your answers")


def answer_lines(wording: Wording, lang: str, items: Sequence[Item]) -> tuple[Line, ...]:
    """Questions with their answers."""
    return tuple(
        Line(_label(wording.say(i.prompt, lang)), wording.fill(i.shown, lang), "finding" if i.finding else "")
        for i in items
    )


class Cards:
    """Draws the card of one run at one version, in one language."""

    def __init__(self, wording: Wording, lang: str, run_id: int, version: int) -> None:
        self._wording = wording
        self._lang = lang
        self._run = run_id
        self._version = version

    def card(self, flow: Flow, view: View, note: Refused | Text | None = None, page: int = 0) -> Message:
        """The card, with what went wrong on top, if something did."""
        meant = note.meant if isinstance(note, Refused) else ()
        said = note.text if isinstance(note, Refused) else note
        told = self._say(said) if said else ""
        match view:
            case Question():
                return self._question(flow, view, told, meant, page)
            case Overview():
                return self._overview(flow, view, told, page)
            case Ended():
                return self.ended(flow, view, told)
            case Offer():
                return offered(self._say, self._button, Text(flow.title), view, told)

    def cancel(self, flow: Flow) -> Message:
        """Are you sure?"""
        return Message(
            title=self._say(Text(flow.title)),
            text=self._say(Text("Cancel this form? Your answers so far stay on record, marked as canceled.")),
            options=(
                self._button(Text("Yes, cancel"), presses.ConfirmCancel(), "bad"),
                self._button(Text("No, keep going"), presses.GoOn(), "primary"),
            ),
            fallback=self._say(Text(flow.title)),
        )

    def closed(self, flow: Flow, shown: Question | Overview | Offer) -> Message:
        """What is left of a card that is shown again further down."""
        prompt, about = self._say(_asked(shown)), shown.step.id if isinstance(shown, Question) else ""
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
            progress=(asked.number, asked.count),
            note=note,
            lead=self._leads(asked.lead),
            text=prompt,
            hint=self._say(asked.hint) if asked.hint else "",
            lines=(Line(self._say(Text("Your current answer")), self._before(asked)),) if asked.answered else (),
            options=tuple(self._meant(o) for o in meant) or self._options(asked),
            controls=self._controls(asked),
            columns=_columns(asked),
            page=page,
            pages=turning(self._pressed(presses.Page(0))),
            choose=self._say(Text("Choose an answer")),
            entry=entry,
            placeholder=invitation,
            place=place,
            upload=asked.control.types if isinstance(asked.control, Upload) else (),
            fallback=prompt,
            about=asked.step.id,
        )

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
        return button(tick + self._say(option.label), self._pressed(presses.Answer(number)), option.tone)

    def _meant(self, option: Option) -> Button:
        return self._button(option.label, presses.Meant(option.id), option.tone)

    def _controls(self, asked: Question) -> tuple[Button, ...]:
        made = []
        if _more_may_come(asked):
            made.append(self._button(Text("Done"), Done(), "primary"))
        if asked.can_go_back:
            made.append(self._button(Text("Back"), Back()))
        if asked.can_skip and not _more_may_come(asked):
            made.append(self._button(Text("Skip"), Skip()))
        if asked.answered:
            made.append(self._button(Text("Keep it and continue"), Forward(), "primary"))
        return (*made, self._button(Text("Cancel"), presses.Cancel()), *self._languages())

    def _languages(self) -> tuple[Button, ...]:
        others = [lang for lang in self._wording.languages if not self._lang.startswith(lang)]
        if len(others) == 1:
            return (button(self._wording.name(others[0]), self._pressed(presses.InLanguage(others[0]))),)
        return (button(self._say(Text("Language")), presses.ChooseLanguage()),) if others else ()

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

    def _overview(self, flow: Flow, view: Overview, note: str, page: int) -> Message:
        """Every answer; each has a button that opens it."""
        pages = max(1, -(-len(view.items) // OVERVIEW))
        page = min(max(page, 0), pages - 1)
        first = page * OVERVIEW
        some = answer_lines(self._wording, self._lang, view.items[first : first + OVERVIEW])
        lettered = tuple(
            replace(line, label=f"{_letter(n)}. {cut(line.label, 90)}", value=cut(line.value, SHORT))
            for n, line in enumerate(some)
        )
        change = tuple(button(_letter(n), self._pressed(presses.OpenStep(first + n))) for n in range(len(some)))
        turns = [button("‹", self._pressed(presses.Page(page - 1)))] if page else []
        turns += [button("›", self._pressed(presses.Page(page + 1)))] if page + 1 < pages else []
        return Message(
            title=self._say(Text(flow.title)),
            note=note,
            lead=self._leads(view.lead),
            text=self._say(CHECK),
            hint=self._say(Text("To change an answer, press its letter.")),
            lines=lettered,
            options=change,
            columns=6,
            choose=self._say(Text("Change an answer")),
            controls=(
                self._button(flow.ways.last, Confirm(), "good"),
                *turns,
                self._button(Text("Back"), Back()),
                self._button(Text("Cancel"), presses.Cancel()),
                *self._languages(),
            ),
            fallback=self._say(CHECK),
        )

    def _leads(self, leads: Sequence[Text]) -> tuple[str, ...]:
        """What is said before a question. Steps to take stand close together, so that the first is not off the screen."""
        said = tuple(self._say(t) for t in leads)
        return ("\n".join(said),) if len(said) > 2 else said

    def _button(self, label: Text, act: presses.Act, tone: str = "plain") -> Button:
        return button(self._say(label), self._pressed(act), tone)

    def _pressed(self, act: presses.Act) -> presses.OnCard:
        return presses.OnCard(self._run, self._version, act)

    def _say(self, text: Text) -> str:
        return self._wording.say(text, self._lang)


def _asked(shown: Question | Overview | Offer) -> Text:
    match shown:
        case Question():
            return shown.prompt
        case Offer():
            return shown.asked
        case Overview():
            return CHECK


def _more_may_come(asked: Question) -> bool:
    """An answer of several parts is over when the person says so."""
    control = asked.control
    return (isinstance(control, Buttons) and control.many) or (isinstance(control, Upload) and control.got > 0)


def _columns(asked: Question) -> int:
    """A check's OK and Problem stand side by side, under the thumb."""
    control = asked.control
    pairs = isinstance(control, Buttons) and not control.many and len(control.options) == 2
    return 2 if pairs or isinstance(asked.step.kind, Check) else 0


def _letter(place: int) -> str:
    """What an answer is called on its page. Not a number: the points of an inspection have those."""
    return chr(ord("A") + place)


def _label(prompt: str) -> str:
    """A question as the label of its answer: "Type the number." is followed by a colon."""
    return prompt.removesuffix(".")
