"""A button's data is read as what was written, and nothing that anybody makes up can break the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.channel import DATA
from bot.engine.flow import ROLES
from bot.engine.talk import Back, Confirm, Done, Forward, Skip
from bot.presses.acting import DoAction, GiveAction, OpenAction, OpenOne, ShowOfRun, ShowTasks, Write, Writing
from bot.presses.acts import Answer, Cancel, ConfirmCancel, GoOn, InLanguage, Meant, OpenStep, Page
from bot.presses.admitting import Admit, Decline, Invite, LinkAccount
from bot.presses.alarming import RaiseAlarm, ShowAlarm
from bot.presses.announcing import (
    AudienceLanguage,
    AudienceSite,
    EndAudience,
    ShowAudience,
    ShowAudiences,
    SwitchSort,
)
from bot.presses.awaiting import NotExpected, ShowExpected
from bot.presses.buttons import at_home, button, decode, encode, turning
from bot.presses.correcting import CorrectAnswer, CorrectReport
from bot.presses.every import (
    ChooseLanguage,
    OnCard,
    OpenRun,
    ShowCriterion,
    ShowFlows,
    ShowHelp,
    ShowMenu,
    ShowSummary,
    Speak,
    StartFlow,
    TakeReport,
)
from bot.presses.following import (
    CloseIncident,
    HandOver,
    Leave,
    NotMine,
    NoWords,
    Reopen,
    Resolve,
    ShowFiles,
    ShowTimeline,
    TakeOver,
    WriteNote,
    WriteTo,
)
from bot.presses.listing import ShowFound, ShowList, ShowRecord
from bot.presses.obliging import MeetObligation, MissObligation, ShowObligations
from bot.presses.owning import AskErasure, DecideErasure, KeepRecord, SendOwn
from bot.presses.pieces import LARGEST, awaits_words
from bot.presses.scheduling import BeginDue, InTime, Plan, ShowDue, ShowPlan, ShowPlans, StopPlan
from bot.presses.sheeting import SendWorkbook
from bot.presses.signing import Approve, PickQuestions, SayingWhy, SayWhy, ShowSignOff
from bot.presses.staffing import ChooseChat, HasLeft, NewRole, NewSite, ShowChats, ShowPeople, ShowPerson
from bot.presses.tipping import (
    AnswerTip,
    BeginTip,
    DropTip,
    LeaveTip,
    SendTip,
    ShowTip,
    ShowTips,
    TipAboutReader,
    TipSo,
)

WORDS = st.from_regex(r"[A-Za-z0-9._-]{1,20}", fullmatch=True)
SHORT = st.from_regex(r"[A-Za-z0-9._-]{1,12}", fullmatch=True)  # three of them are as long as they may be together
IDS = st.integers(0, LARGEST)
COUNTS = st.integers(0, 99_999)
HOME = st.booleans()
ACTS = st.one_of(
    st.sampled_from([Back(), Skip(), Forward(), Done(), Confirm(), Cancel(), ConfirmCancel(), GoOn()]),
    st.builds(Answer, COUNTS),
    st.builds(Meant, WORDS),
    st.builds(OpenStep, COUNTS),
    st.builds(Page, COUNTS),
    st.builds(InLanguage, WORDS),
)
MENU = st.one_of(
    st.builds(StartFlow, WORDS, HOME),
    st.builds(OpenRun, IDS, HOME),
    st.builds(TakeReport, IDS, HOME),
    st.builds(ShowMenu, HOME),
    st.builds(ShowFlows, WORDS, COUNTS, HOME),
    st.builds(ShowHelp, HOME),
    st.builds(ShowList, SHORT, st.just("") | SHORT, IDS | st.just(0), COUNTS | st.just(0), HOME),
    st.builds(ShowFound, st.just("") | st.from_regex(r"[a-z0-9./-]{1,40}", fullmatch=True), COUNTS | st.just(0), HOME),
    st.builds(ShowRecord, IDS, st.sampled_from(["", "p", "c"]), COUNTS | st.just(0), HOME),
    st.builds(ShowAlarm, HOME),
    st.builds(CorrectReport, IDS, COUNTS | st.just(0), HOME),
    st.builds(CorrectAnswer, IDS, IDS, COUNTS, HOME),
    st.builds(RaiseAlarm, IDS, SHORT, SHORT, SHORT, HOME),
    st.builds(ShowCriterion, WORDS, HOME),
    st.builds(ShowSummary, st.just("") | WORDS, IDS | st.just(0), HOME),
    st.builds(SendWorkbook, WORDS, IDS | st.just(0), HOME),
    st.builds(ChooseLanguage, HOME),
    st.builds(Speak, WORDS, HOME),
    st.builds(Admit, IDS, st.sampled_from(["", *ROLES]), IDS, HOME, HOME),
    st.builds(Decline, IDS, HOME),
    *(st.builds(press, IDS, HOME) for press in (ShowPlan, StopPlan, BeginDue, ShowPerson, ChooseChat, NotExpected)),
    *(st.builds(press, IDS | st.just(0), HOME) for press in (ShowPlans, ShowDue)),
    *(st.builds(press, HOME) for press in (ShowPeople, ShowChats, ShowExpected)),
    st.builds(InTime, IDS, COUNTS, HOME),
    *(st.builds(press, HOME) for press in (ShowPeople, ShowChats, SendOwn)),
    st.builds(KeepRecord, IDS, HOME, HOME),
    st.builds(AskErasure, HOME, HOME),
    st.builds(DecideErasure, IDS, HOME, HOME, HOME),
    st.builds(NewRole, IDS, st.sampled_from(["", *ROLES]), HOME),
    st.builds(NewSite, IDS | st.just(0), IDS | st.just(0), HOME),
    st.builds(HasLeft, IDS, HOME, HOME),
    st.builds(
        Plan,
        st.just(""),
        st.just("") | WORDS,
        st.integers(0, 999),
        st.sampled_from(["", "supervisor.each", "1234567890"]),
        st.sampled_from(["", "m15"]),
        st.sampled_from(["", "0700"]),
        HOME,
        HOME,
    ),
    st.builds(ShowTasks, HOME),
    *(st.builds(press, IDS, HOME) for press in (OpenAction, ShowOfRun, ShowSignOff, Approve)),
    st.builds(DoAction, IDS, WORDS, HOME),
    *(st.builds(press, IDS, WORDS, COUNTS, HOME) for press in (Write, Writing)),
    st.builds(GiveAction, IDS, IDS, HOME),
    st.builds(OpenOne, IDS, COUNTS, IDS, COUNTS, HOME),
    st.builds(PickQuestions, IDS, IDS, COUNTS, HOME),
    *(st.builds(press, IDS, IDS, HOME) for press in (SayWhy, SayingWhy)),
    *(
        st.builds(press, IDS, HOME)
        for press in (NotMine, TakeOver, Resolve, CloseIncident, Reopen, WriteTo, WriteNote, ShowFiles, ShowTimeline)
    ),
    st.builds(HandOver, IDS, IDS, HOME),
    *(st.builds(press, IDS, WORDS, HOME) for press in (Leave, NoWords)),
    st.builds(Invite, st.sampled_from(["", *ROLES]), st.sampled_from(["", "en", "es_MX"]), IDS, HOME),
    st.builds(LinkAccount, HOME),
    *(st.builds(press, HOME) for press in (BeginTip, TipSo, TipAboutReader, SendTip, DropTip, ShowTips)),
    st.builds(ShowTip, IDS, HOME),
    st.builds(ShowObligations, IDS, HOME),
    *(st.builds(press, IDS, WORDS, HOME) for press in (MeetObligation, MissObligation)),
    *(st.builds(press, IDS, WORDS, HOME) for press in (AnswerTip, LeaveTip)),
    st.builds(ShowAudiences, HOME),
    *(st.builds(press, IDS, HOME) for press in (ShowAudience, EndAudience)),
    st.builds(SwitchSort, IDS, WORDS, HOME),
    st.builds(AudienceSite, IDS, IDS | st.just(0), HOME, HOME),
    st.builds(AudienceLanguage, IDS, st.sampled_from(["", "en", "es_MX"]), HOME),
)
CARD = st.builds(OnCard, IDS, IDS, ACTS)


@given(MENU | CARD)
def test_what_is_written_on_a_button_is_what_is_pressed(press):
    data = encode(press)

    assert decode(data) == press
    assert len(data.encode()) <= DATA


@given(st.text() | st.from_regex(r"[a-z]?:?.*(@h)?", fullmatch=True) | st.from_regex(r"r:[0-9]*:[0-9]*:.*"))
def test_nothing_that_is_made_up_breaks_the_reader(data):
    press = decode(data)

    assert press is None or decode(encode(press)) == press


# What the buttons that hang in chats today carry.
HANGING = {
    "s:incident": StartFlow("incident"),
    "s:tractor-trailer-msc-17@h": StartFlow("tractor-trailer-msc-17", at_home=True),
    "o:12": OpenRun(12),
    "t:12": TakeReport(12),
    "m": ShowMenu(),
    "m:inspection": ShowFlows("inspection"),
    "m:inspection:2": ShowFlows("inspection", 2),
    "h@h": ShowHelp(at_home=True),
    "c:6.7": ShowCriterion("6.7"),
    "w": ShowSummary(),
    "w:2026-W47": ShowSummary("2026-W47"),
    "w:2026:12": ShowSummary("2026", 12),
    "l": ChooseLanguage(),
    "l:es@h": Speak("es", at_home=True),
    "r:12:3:0": OnCard(12, 3, Answer(0)),
    "r:12:3:b": OnCard(12, 3, Back()),
    "r:12:3:s": OnCard(12, 3, Skip()),
    "r:12:3:f": OnCard(12, 3, Forward()),
    "r:12:3:d": OnCard(12, 3, Done()),
    "r:12:3:c": OnCard(12, 3, Confirm()),
    "r:12:3:x": OnCard(12, 3, Cancel()),
    "r:12:3:xx": OnCard(12, 3, ConfirmCancel()),
    "r:12:3:v": OnCard(12, 3, GoOn()),
    "r:12:3:o4": OnCard(12, 3, OpenStep(4)),
    "r:12:3:p1": OnCard(12, 3, Page(1)),
    "r:12:3:les": OnCard(12, 3, InLanguage("es")),
    "r:12:3:=MSCU1234566": OnCard(12, 3, Meant("MSCU1234566")),
}


@pytest.mark.parametrize(("data", "press"), HANGING.items())
def test_a_button_that_hangs_in_a_chat_goes_on_working(data, press):
    assert decode(data) == press
    assert encode(press) == data


# What the same buttons carried at first.
EARLIER = {
    "w:": ShowSummary(),
    "ac:5:w:done:0": Write(5, "done"),
    "ac:5:y:note:0@h": Writing(5, "note", at_home=True),
    "so:5:p:0:0": PickQuestions(5),
    "so:5:y:0": SayingWhy(5),
}


@pytest.mark.parametrize(("data", "press"), EARLIER.items())
def test_a_button_from_before_an_upgrade_goes_on_working(data, press):
    assert decode(data) == press


@pytest.mark.parametrize("press", [Writing(5, "note"), SayingWhy(5), SayingWhy(5, 3), Writing(5, "more", 3)])
def test_a_screen_that_awaits_words_says_so_in_its_buttons(press):
    assert awaits_words(f'[["Never mind", "{encode(press)}"]]')


@pytest.mark.parametrize("press", [Write(5, "note"), SayWhy(5), DoAction(5, "take"), OpenAction(5)])
def test_a_screen_that_only_offers_to_write_awaits_nothing(press):
    assert not awaits_words(f'[["Comment", "{encode(press)}"]]')


@pytest.mark.parametrize(
    "data",
    [
        "", ":", "q:1", "s:", "s:a flow", "s:é", "o:x", "o:-1", "o:9223372036854775808", "o:" + "0" * 20, "t:", "o:１",
        "m:inspection:x", "m:inspection:999999", "h:1", "r:", "r:1", "r:1:2", "r:1:2:", "r:1:2:zz", "r:1:2:o", "r:1:2:=",
        "r:1:2:x@h", "m@x", "m@h@h", "ac:5:w:done:999999", "q:h", "q:h:1:x", "pg:1:n", "seal:abc", "free:1:X:y:z", "u:1", "pc:x", "s:" + "x" * 80, "\ud800", "o:1\n",
    ],
)  # fmt: skip
def test_a_forged_button_means_nothing(data):
    assert decode(data) is None


def test_the_largest_ids_and_the_longest_option_fit():
    assert len(encode(OnCard(LARGEST, LARGEST, Meant("X" * 20)))) == DATA - 1


def test_a_button_too_long_to_be_carried_is_our_mistake_and_not_the_readers():
    with pytest.raises(AssertionError):
        encode(OnCard(LARGEST, LARGEST, Meant("X" * 24)))


def test_a_word_that_would_be_read_as_something_else_is_not_put_on_a_button():
    with pytest.raises(AssertionError):
        encode(StartFlow("incident@h"))


@pytest.mark.parametrize("press", [ShowFlows("quiz"), OnCard(7, 2, Page(0))])
def test_a_channel_turns_pages_by_writing_the_number_behind(press):
    turned = decode(f"{turning(press)}3")

    assert turned in (ShowFlows("quiz", 3), OnCard(7, 2, Page(3)))


def test_a_button_says_that_it_hangs_at_home():
    assert decode(at_home(button("Help", ShowHelp())).data) == ShowHelp(at_home=True)
