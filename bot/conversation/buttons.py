"""The data of a button: a press as at most 64 bytes, and back. `r:12:3:b` is Back on the card of run 12 at version 3.

Nobody else writes or reads this data. Does not know what a press does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.channels.channel import DATA, Button
from bot.conversation.acting import MARK, Acting, acting, acting_in
from bot.conversation.admitting import Admit, Decline, Invite, LinkAccount, admit_in, admitting, invite_in
from bot.conversation.following import SIGN as FOLLOWING
from bot.conversation.following import following, following_in
from bot.conversation.pieces import LARGEST, count_in, id_in, one_in, word_in
from bot.conversation.presses import (
    Act,
    AmSafe,
    AsAnswer,
    AskDanger,
    ChooseLanguage,
    Describe,
    InDanger,
    InspectAgain,
    MenuPress,
    OnCard,
    OpenRun,
    Press,
    ReportFound,
    SendAsItIs,
    ShowCriterion,
    ShowHelp,
    ShowList,
    ShowMenu,
    ShowSummary,
    Speak,
    StartFlow,
    TakeReport,
    WhatToDo,
)
from bot.conversation.scheduling import READ as PLANS
from bot.conversation.scheduling import BeginDue, Plan, ShowDue, ShowPlan, ShowPlans, StopPlan, scheduling
from bot.conversation.sealing import READ as SEALS
from bot.conversation.sealing import ReleaseUnit, ShowSeal, ShowSealPhotos, ShowUnit, sealing
from bot.conversation.signing import SIGNED, Signing, signing, signing_in
from bot.conversation.signs import act_in, sign_of
from bot.conversation.staffing import READ as STAFF
from bot.conversation.staffing import ChooseChat, HasLeft, NewRole, NewSite, ShowChats, ShowPeople, ShowPerson, staffing

HOME = "@h"  # what the data of a button on the Home page ends with


def shown_as(pairs: Sequence[Sequence[str]]) -> tuple[Button, ...]:
    """Buttons of a screen as it was kept: pairs of label and data."""
    return tuple(Button(label, data) for label, data in pairs)


def button(label: str, press: Press, tone: str = "plain") -> Button:
    return Button(label, encode(press), tone)


def button_on_card(label: str, run: int, version: int, act: Act, tone: str = "plain") -> Button:
    """A button of a run's card: every card has several, and all they differ in is the act."""
    return Button(label, _of_card(run, version, act), tone)


def at_home(shown: Button) -> Button:
    """The same button on the Home page."""
    press = decode(shown.data)
    assert press is not None
    assert not isinstance(press, OnCard)
    return replace(shown, data=encode(replace(press, at_home=True)))


def turning(press: ShowList | OnCard) -> str:
    """What the data of a page's turning buttons begins with: the channel writes the number of the page behind it."""
    match press:
        case ShowList(genre):
            return f"m:{genre}:"
        case OnCard(run, version):
            return f"r:{run}:{version}:p"


def encode(press: Press) -> str:
    return _of_card(press.run, press.version, press.act) if isinstance(press, OnCard) else _of_menu(press)


def _of_card(run: int, version: int, act: Act) -> str:
    assert 0 <= run <= LARGEST
    assert 0 <= version <= LARGEST
    return _short(f"r:{run}:{version}:{sign_of(act)}")


def _short(data: str) -> str:
    assert len(data) <= DATA, f"the data of a button is too long: {data}"
    return data


@lru_cache(4096)
def _of_menu(press: MenuPress) -> str:
    data = _short(_written(press) + (HOME if press.at_home else ""))
    assert decode(data) == press, f"a button would be misread: {press}"
    return data


def _written(press: MenuPress) -> str:
    if isinstance(press, Acting):
        return acting(press)
    if isinstance(press, Signing):
        return signing(press)
    match press:
        case StartFlow(flow):
            return f"s:{flow}"
        case OpenRun(run):
            return f"o:{run}"
        case TakeReport(run):
            return f"t:{run}"
        case InspectAgain(run):
            return f"v:{run}"
        case ReportFound(run):
            return f"f:{run}"
        case WhatToDo(run):
            return f"d:{run}"
        case SendAsItIs(run):
            return f"n:{run}"
        case AmSafe(run):
            return f"i:{run}"
        case ShowList(genre, page):
            return f"m:{genre}:{page}" if page else f"m:{genre}"
        case ShowMenu():
            return "m"
        case ShowHelp():
            return "h"
        case ShowCriterion(criterion):
            return f"c:{criterion}"
        case ShowSummary(period, site):
            return f"w:{period}:{site}" if site else f"w:{period}"
        case ChooseLanguage():
            return "l"
        case Speak(lang):
            return f"l:{lang}"
        case AskDanger():
            return "k"
        case InDanger(aside):
            return f"k:{aside}"
        case Describe(aside):
            return f"e:{aside}"
        case AsAnswer(aside):
            return f"a:{aside}"
        case Admit() | Decline() | Invite() | LinkAccount():
            return admitting(press)
        case ShowSeal() | ShowSealPhotos() | ShowUnit() | ReleaseUnit():
            return sealing(press)
        case Plan() | ShowPlan() | ShowPlans() | StopPlan() | ShowDue() | BeginDue():
            return scheduling(press)
        case ShowPeople() | ShowPerson() | NewRole() | NewSite() | HasLeft() | ShowChats() | ChooseChat():
            return staffing(press)
        case _:
            return following(press)


def decode(data: str) -> Press | None:
    """What was pressed; None if no button of ours has this data. Anybody can forge a button."""
    if len(data) > DATA:
        return None
    if not data.endswith(HOME):
        return _read(data)
    press = _read(data.removesuffix(HOME))
    return None if press is None or isinstance(press, OnCard) else replace(press, at_home=True)


def _read(data: str) -> Press | None:
    letter, _, rest = data.partition(":")
    return READ[letter](rest) if letter in READ else None


def _list(rest: str) -> ShowList | None:
    genre, _, page = rest.partition(":")
    number = count_in(page or "0")
    return ShowList(genre, number) if word_in(genre) and number is not None else None


def _summary(rest: str) -> ShowSummary | None:
    period, _, site = rest.partition(":")
    return ShowSummary(period, at) if word_in(period or "-") and (at := id_in(site or "0")) is not None else None


def _card(rest: str) -> OnCard | None:
    run, _, more = rest.partition(":")
    version, _, sign = more.partition(":")
    id, at, act = id_in(run), id_in(version), act_in(sign)
    return None if id is None or at is None or act is None else OnCard(id, at, act)


READ: dict[str, Callable[[str], Press | None]] = {
    "s": one_in(StartFlow, word_in),
    "o": one_in(OpenRun, id_in),
    "t": one_in(TakeReport, id_in),
    "d": one_in(WhatToDo, id_in),
    "v": one_in(InspectAgain, id_in),
    "f": one_in(ReportFound, id_in),
    "n": one_in(SendAsItIs, id_in),
    "i": one_in(AmSafe, id_in),
    "m": lambda rest: _list(rest) if rest else ShowMenu(),
    "h": lambda rest: None if rest else ShowHelp(),
    "c": one_in(ShowCriterion, word_in),
    "w": _summary,
    "l": lambda rest: one_in(Speak, word_in)(rest) if rest else ChooseLanguage(),
    "k": lambda rest: one_in(InDanger, id_in)(rest) if rest else AskDanger(),
    "e": one_in(Describe, id_in),
    "a": one_in(AsAnswer, id_in),
    "x": one_in(Decline, id_in),
    "j": admit_in,
    "u": lambda rest: None if rest else LinkAccount(),
    "g": invite_in,
    FOLLOWING: following_in,
    "r": _card,
    MARK: acting_in,
    SIGNED: signing_in,
    **PLANS,
    **STAFF,
    **SEALS,
}
