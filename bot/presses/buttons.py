"""The data of a button: a press as at most 64 bytes, and back. `r:12:3:b` is Back on the card of run 12 at version 3.

Nobody else writes or reads this data. Does not know what a press does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from bot.channels.channel import DATA, Button
from bot.presses import (
    acting,
    admitting,
    alarming,
    announcing,
    awaiting,
    browsing,
    bulletins,
    correcting,
    drilling,
    following,
    listing,
    looking,
    manual,
    obliging,
    owning,
    packing,
    papering,
    partnering,
    picturing,
    profiling,
    questioning,
    risking,
    scheduling,
    sealing,
    seating,
    sheeting,
    signing,
    staffing,
    summarizing,
    tipping,
    training,
    witnessing,
)
from bot.presses.acts import Act
from bot.presses.correcting import CorrectReport
from bot.presses.every import (
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
    ShowFlows,
    ShowHelp,
    ShowMenu,
    ShowSummary,
    Speak,
    StartFlow,
    TakeReport,
    WhatToDo,
)
from bot.presses.forms import forms
from bot.presses.pieces import LARGEST, id_in
from bot.presses.signs import act_in, sign_of

P = TypeVar("P")

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


def turning(press: ShowFlows | CorrectReport | OnCard) -> str:
    """What the data of a page's turning buttons begins with: the channel writes the number of the page behind it."""
    match press:
        case ShowFlows(genre):
            return f"m:{genre}:"
        case CorrectReport(run):
            return f"cr:{run}:"
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
    data = _short(FORMS.write(press) + (HOME if press.at_home else ""))
    assert decode(data) == press, f"a button would be misread: {press}"
    return data


@lru_cache(4096)  # the buttons of a screen are asked about by several duties for each word that is typed
def decode(data: str) -> Press | None:
    """What was pressed; None if no button of ours has this data. Anybody can forge a button."""
    if len(data) > DATA:
        return None
    if not data.endswith(HOME):
        return _read(data)
    press = _read(data.removesuffix(HOME))
    return None if press is None or isinstance(press, OnCard) else replace(press, at_home=True)


def among(buttons: Sequence[Button], sort: type[P]) -> P | None:
    """What the first button of a sort means."""
    return next((press for one in buttons if isinstance(press := decode(one.data), sort)), None)


def _read(data: str) -> Press | None:
    return _card(data) if data.startswith("r:") else FORMS.read(data)


def _card(data: str) -> OnCard | None:
    _, run, version, sign = (*data.split(":", 3), "", "", "")[:4]
    id, at, act = id_in(run), id_in(version), act_in(sign)
    return None if id is None or at is None or act is None else OnCard(id, at, act)


FORMS = forms(
    {
        StartFlow: "s:{flow}",
        OpenRun: "o:{run}",
        TakeReport: "t:{run}",
        WhatToDo: "d:{run}",
        InspectAgain: "v:{run}",
        ReportFound: "f:{run}",
        SendAsItIs: "n:{run}",
        AmSafe: "i:{run}",
        ShowMenu: "m",
        ShowFlows: "m:{genre}:{page}",
        ShowHelp: "h",
        ShowCriterion: "c:{criterion}",
        ShowSummary: "w:{period}:{site}",
        ChooseLanguage: "l",
        Speak: "l:{lang}",
        AskDanger: "k",
        InDanger: "k:{aside}",
        Describe: "e:{aside}",
        AsAnswer: "a:{aside}",
        **acting.FORMS,
        **admitting.FORMS,
        **alarming.FORMS,
        **correcting.FORMS,
        **announcing.FORMS,
        **awaiting.FORMS,
        **browsing.FORMS,
        **drilling.FORMS,
        **following.FORMS,
        **listing.FORMS,
        **looking.FORMS,
        **obliging.FORMS,
        **owning.FORMS,
        **packing.FORMS,
        **papering.FORMS,
        **partnering.FORMS,
        **risking.FORMS,
        **scheduling.FORMS,
        **sealing.FORMS,
        **seating.FORMS,
        **picturing.FORMS,
        **profiling.FORMS,
        **questioning.FORMS,
        **sheeting.FORMS,
        **signing.FORMS,
        **staffing.FORMS,
        **summarizing.FORMS,
        **tipping.FORMS,
        **training.FORMS,
        **witnessing.FORMS,
        **manual.FORMS,
        **bulletins.FORMS,
    }
)
