"""What a reply says has happened."""

from datetime import date

from bot.content.load import load
from bot.engine.events import MISSING, Answered, Event, Finished, Joined, Move
from bot.engine.flow import Flow
from bot.engine.reply import reply
from bot.engine.run import begin
from bot.engine.talk import Back, Confirm, Done, Forward, Open, Pressed, Said, Sent, Skip, Typed

TODAY = date(2026, 11, 21)
A, B = "a" * 64, "b" * 64


def form(steps: str, genre: str = "inspection", head: str = "") -> Flow:
    source = f"{genre}: f\ntitle: F\nrevision: 1\nfor: driver\n{head}steps:\n{steps}\noutcomes:\n- outcome: end\n  say: Bye.\n"
    loaded = load("f.yaml", source)
    assert loaded.flow, loaded.problems
    return loaded.flow


def last(flow: Flow, *things: Said) -> tuple[Event, ...]:
    """What the last of all that was said brought about."""
    move = Move(begin())
    for thing in things:
        move = reply(flow, move.run, thing, TODAY)
    return move.events


def told(flow: Flow, *things: Said) -> list[str]:
    """The same, in words."""
    return [_in_words(event) for event in last(flow, *things)]


def _in_words(event: Event) -> str:
    match event:
        case Joined() | Finished():
            return type(event).__name__
        case _:
            return f"{type(event).__name__} {event.step.id}"


TYRES = form("""
- yes_no: flat
  prompt: Is a tyre flat?
  expect: no
  on_fail: {stop: yes, severity: critical}
- seal: papers
  prompt: The seal on the papers?
  optional: yes
- seal: door
  prompt: The seal on the door?
  matches: papers
""")
PHOTOS = form("- photo: front\n  prompt: Front?\n  photos: {at_most: 3}\n- yes_no: ok\n  prompt: OK?")
YES, NO, ONE, TWO = Pressed("yes"), Pressed("no"), Typed("UL1111"), Typed("UL2222")


def test_an_answer_says_what_was_there_before() -> None:
    flat = TYRES.steps[0]

    assert last(TYRES, NO) == (Answered(flat, "no", MISSING, finding=False),)
    assert last(TYRES, NO, Back(), YES)[0] == Answered(flat, "yes", "no", finding=True)


def test_a_question_that_is_skipped_is_answered_with_nothing() -> None:
    assert last(TYRES, NO, Skip()) == (Answered(TYRES.steps[1], None, MISSING, finding=False),)
    assert last(TYRES, NO, Skip(), Back(), ONE)[0] == Answered(TYRES.steps[1], "UL1111", None, finding=False)


def test_the_same_answer_given_again_is_no_event() -> None:
    assert last(TYRES, YES, Open("flat"), YES) == ()


def test_looking_back_and_forth_is_no_event() -> None:
    assert last(TYRES, NO, Back()) == last(TYRES, NO, Back(), Forward()) == last(TYRES, YES, Open("flat")) == ()


def test_a_finding_is_raised_once_and_withdrawn_when_it_is_put_right() -> None:
    assert told(TYRES, YES) == ["Answered flat", "Raised flat"]
    assert told(TYRES, YES, Open("flat"), NO) == ["Answered flat", "Withdrawn flat"]


def test_a_change_of_one_answer_raises_the_finding_of_another() -> None:
    """The number on the papers was right until it was changed."""
    assert told(TYRES, NO, ONE, ONE, Open("papers"), TWO) == ["Answered papers", "Raised door"]
    assert told(TYRES, NO, ONE, TWO, Open("papers"), Skip()) == ["Answered papers", "Withdrawn door"]


def test_a_finding_that_is_no_longer_asked_is_withdrawn_until_it_is_asked_again() -> None:
    found = (NO, ONE, TWO, Open("flat"), YES)

    assert told(TYRES, *found) == ["Answered flat", "Withdrawn door", "Raised flat"]
    assert told(TYRES, *found, Open("flat"), NO) == ["Answered flat", "Withdrawn flat", "Raised door"]


def test_choices_and_files_are_drafted_until_they_are_done() -> None:
    assert told(PHOTOS, Sent(A, "photo")) == ["Drafted front"]
    assert told(PHOTOS, Sent(A, "photo"), Done()) == ["Answered front"]


def test_the_photos_of_an_album_join_the_first_of_them() -> None:
    album = Sent(A, "photo", "album"), Sent(B, "photo", "album")

    assert told(PHOTOS, album[0]) == ["Drafted front"]
    assert told(PHOTOS, *album) == ["Drafted front", "Joined"]
    assert told(PHOTOS, album[0], Done(), album[1]) == ["Answered front", "Joined"]
    assert told(PHOTOS, album[0], Done(), album[0]) == ["Joined"]


def test_the_end_comes_last_with_its_verdict() -> None:
    *_, ended = last(TYRES, YES, Confirm())

    assert isinstance(ended, Finished)
    assert [s.id for s in ended.verdict.findings] == ["flat"]


def test_a_quiz_and_danger_end_with_an_answer() -> None:
    quiz = form("- yes_no: one\n  prompt: One?\n  expect: yes", "quiz")
    report = form("- yes_no: fire\n  prompt: Fire?\n  expect: no\n  on_fail: {stop: yes, severity: critical}", "report")

    assert told(quiz, YES) == ["Answered one", "Finished"]
    assert told(report, YES) == ["Answered fire", "Raised fire", "Finished"]
    assert told(report, NO) == ["Answered fire"]
