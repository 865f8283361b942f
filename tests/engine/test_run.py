"""One person going through a flow: which question comes, what back and open do, how it ends."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.content.load import load
from bot.engine.flow import Flow, Step
from bot.engine.offer import Held
from bot.engine.reply import reply
from bot.engine.run import Run, begin, current
from bot.engine.talk import (
    Back,
    Buttons,
    Confirm,
    Done,
    Entry,
    Forward,
    Open,
    Option,
    Placed,
    Pressed,
    Refused,
    Said,
    Sent,
    Skip,
    Text,
    Typed,
    Upload,
)
from bot.engine.view import Ended, Overview, Question, view
from bot.engine.walk import ATTEMPTS, Item, Verdict, drawn, questions, verdict

TODAY = date(2026, 11, 21)
FLOWS = Path(__file__).parent / "flows"
A, B, C = "a" * 64, "b" * 64, "c" * 64

OK, PROBLEM, NA = Pressed("ok"), Pressed("problem"), Pressed("na")
YES, NO = Pressed("yes"), Pressed("no")
PHOTO = Sent(A, "photo")


def flow(source: str, name: str = "f.yaml") -> Flow:
    loaded = load(name, source)
    assert loaded.flow, loaded.problems
    return loaded.flow


def form(steps: str, genre: str = "inspection", outcomes: str = "") -> Flow:
    """A flow of these steps, with one ending."""
    head = f"{genre}: f\ntitle: F\nrevision: 1\nfor: [driver]\nsteps:\n"
    return flow(f"{head}{steps}\noutcomes:\n{outcomes}- outcome: end\n  say: Thank you. {{score}}%\n")


def kept_flow(name: str) -> Flow:
    return flow((FLOWS / name).read_text(encoding="utf-8"), name)


def said(flow: Flow, *things: Said, run: Run | None = None) -> Run:
    """The run after all of this was said."""
    after = run or begin()
    for thing in things:
        after = reply(flow, after, thing, TODAY).run
    return after


def question(flow: Flow, run: Run) -> Question:
    shown = view(flow, run, TODAY)
    assert isinstance(shown, Question)
    return shown


def overview(flow: Flow, run: Run) -> Overview:
    shown = view(flow, run, TODAY)
    assert isinstance(shown, Overview)
    return shown


def ended(flow: Flow, run: Run) -> Ended:
    shown = view(flow, run, TODAY)
    assert isinstance(shown, Ended)
    return shown


def asks(flow: Flow, run: Run) -> str:
    """The id of the question that is asked now."""
    return question(flow, run).step.id


def refusal(flow: Flow, run: Run, thing: Said) -> str:
    with pytest.raises(Refused) as refused:
        reply(flow, run, thing, TODAY)
    return refused.value.text.source


THREE = form("""
- yes_no: one
  prompt: One?
- text: two
  prompt: Two?
  optional: yes
- yes_no: three
  prompt: Three?
  when: {one: yes}
""")


# One question after another


def test_the_first_question_that_applies_and_has_no_answer_is_asked() -> None:
    assert asks(THREE, begin()) == "one"
    assert asks(THREE, said(THREE, YES)) == "two"
    assert asks(THREE, said(THREE, YES, Typed("2"))) == "three"


def test_a_question_that_does_not_apply_is_left_out() -> None:
    assert overview(THREE, said(THREE, NO, Typed("2"))).items[-1].step.id == "two"


def test_a_refused_answer_changes_nothing() -> None:
    run = said(THREE, YES)

    assert refusal(THREE, run, Placed(1, 2)) == "Please type your answer as a message."
    assert asks(THREE, run) == "two"


def test_an_optional_question_can_be_skipped() -> None:
    run = said(THREE, YES, Skip())

    assert run.answers["two"] is None
    assert asks(THREE, run) == "three"


def test_a_question_that_is_needed_cannot_be_skipped() -> None:
    assert refusal(THREE, begin(), Skip()) == "This question needs an answer."


def test_the_card_says_what_can_be_done() -> None:
    first, second = question(THREE, begin()), question(THREE, said(THREE, YES))

    assert (first.can_skip, first.can_go_back, first.number, first.count) == (False, False, 1, 3)
    assert (second.can_skip, second.can_go_back, second.number, second.count) == (True, True, 2, 3)


def test_a_flow_of_sayings_alone_can_be_finished() -> None:
    only_said = form("- say: Drive with care.")

    shown = overview(only_said, begin())
    assert shown.lead == (Text("Drive with care."),)
    assert said(only_said, Confirm()).done


# Back, forward, open, confirm


def test_back_shows_the_question_before_with_the_answer_it_had() -> None:
    shown = question(THREE, said(THREE, YES, Back()))

    assert (shown.step.id, shown.before, shown.answered) == ("one", "yes", True)


def test_forward_goes_on_where_the_run_had_got_to() -> None:
    run = said(THREE, YES, Typed("2"))

    assert said(THREE, Back(), Back(), Forward(), run=run) == run


def test_a_skipped_question_is_shown_as_answered_when_one_goes_back_to_it() -> None:
    shown = question(THREE, said(THREE, YES, Skip(), Back()))

    assert (shown.step.id, shown.before, shown.answered) == ("two", None, True)


def test_there_is_nothing_before_the_first_question() -> None:
    assert refusal(THREE, begin(), Back()) == "This is the first question."


def test_back_from_the_overview_shows_the_last_question() -> None:
    run = said(THREE, NO, Typed("2"))

    assert asks(THREE, said(THREE, Back(), run=run)) == "two"


def test_a_changed_answer_brings_the_questions_it_makes_necessary() -> None:
    run = said(THREE, NO, Typed("2"), Open("one"), YES)

    assert run.at == ""
    assert asks(THREE, run) == "three"


def test_an_answer_that_no_longer_applies_is_kept_and_does_not_count() -> None:
    run = said(THREE, YES, Typed("2"), YES, Open("one"), NO)

    assert run.answers["three"] == "yes"
    assert [i.step.id for i in overview(THREE, run).items] == ["one", "two"]
    assert [i.step.id for i in overview(THREE, said(THREE, Open("one"), YES, run=run)).items] == ["one", "two", "three"]


@pytest.mark.parametrize("step", ["three", "nothing", ""])
def test_only_an_answer_that_was_given_can_be_opened(step: str) -> None:
    assert refusal(THREE, said(THREE, YES), Open(step)) == "This answer cannot be changed here."


def test_the_overview_is_confirmed_once() -> None:
    run = said(THREE, NO, Typed("2"))

    assert refusal(THREE, said(THREE, NO), Confirm()) == "You haven't answered this question yet."
    assert refusal(THREE, run, YES) == "Please check your answers, then press “Finish”."
    done = said(THREE, Confirm(), run=run)
    assert isinstance(view(THREE, done, TODAY), Ended)
    for thing in (Confirm(), Back(), YES, Forward()):
        assert refusal(THREE, done, thing) == "This form is finished and recorded."


def test_a_run_waits_in_json() -> None:
    several = form(
        "- several: a\n  prompt: A?\n  choices: {x: X, y: Y}\n- photo: p\n  prompt: P?\n  photos: {at_most: 3}"
    )
    run = said(several, Pressed("x"), Done(), Sent(A, "photo", "album"), Sent(B, "photo", "album"), run=begin(seed=7))

    again = Run.from_json(json.loads(json.dumps(run.as_json())), json.loads(json.dumps(dict(run.answers))))
    assert again == run
    assert again.drafts == {"p": (A, B)}
    assert again.answers == {"a": ("x",)}


# What is said on the way


def test_sayings_stand_above_the_next_question() -> None:
    parts = form("""
- say: "Part 1."
- yes_no: one
  prompt: One?
- say: "Part 2."
- say: After a yes.
  when: {one: yes}
- yes_no: two
  prompt: Two?
- say: "The end."
""")

    assert question(parts, begin()).lead == (Text("Part 1."),)
    assert question(parts, said(parts, YES)).lead == (Text("Part 2."), Text("After a yes."))
    assert question(parts, said(parts, NO)).lead == (Text("Part 2."),)
    assert overview(parts, said(parts, NO, NO)).lead == (Text("The end."),)


def test_the_intro_is_said_before_the_first_question_only() -> None:
    everything = kept_flow("everything.yaml")

    assert question(everything, begin()).lead[0] == Text(everything.intro)
    assert Text(everything.intro) not in question(everything, said(everything, Pressed("van"))).lead
    assert question(everything, said(everything, Pressed("van"), Back())).lead[0] == Text(everything.intro)


def test_a_question_names_earlier_answers() -> None:
    named = form("""
- choice: unit
  prompt: Unit?
  choices: {van: Van, trailer: Trailer}
- text: colour
  prompt: Colour?
- say: A {colour} one.
- text: size
  prompt: How large is the {colour} {unit}?
  hint: "Not {colour}: how large."
""")

    shown = question(named, said(named, Pressed("van"), Typed("red")))
    assert shown.prompt.source == "How large is the {colour} {unit}?"
    assert shown.prompt.fill["colour"] == "red"
    assert shown.prompt.fill["unit"] == Text("Van")
    assert shown.hint is not None
    assert shown.hint.fill["colour"] == "red"
    assert shown.lead[0].fill["colour"] == "red"


# Shorthands and findings


CHECKED = form("""
- check: lamp
  prompt: Lamp
  on_fail: {severity: high, say: Do not drive at night.}
- check: reefer
  prompt: Reefer
  may_not_apply: yes
- yes_no: last
  prompt: Last?
""")


def test_a_problem_asks_what_was_found_and_for_a_photo() -> None:
    run = said(CHECKED, PROBLEM)
    assert (asks(CHECKED, run), question(CHECKED, run).lead) == ("lamp.what", (Text("Do not drive at night."),))

    run = said(CHECKED, Sent(A, "voice"), run=run)
    assert (asks(CHECKED, run), question(CHECKED, run).can_skip) == ("lamp.photo", True)

    assert asks(CHECKED, said(CHECKED, Skip(), run=run)) == "reefer"


def test_not_applicable_asks_why() -> None:
    run = said(CHECKED, OK, NA)

    assert asks(CHECKED, run) == "reefer.why"


def test_what_was_found_is_asked_no_more_when_it_was_no_problem_after_all() -> None:
    run = said(CHECKED, PROBLEM, Typed("cracked"), PHOTO, Open("lamp"), OK)

    assert asks(CHECKED, run) == "reefer"
    assert verdict(CHECKED, run.answers).findings == ()
    assert not any(s.step.id == "lamp.what" for s in overview(CHECKED, said(CHECKED, OK, YES, run=run)).items)


def test_a_container_number_kept_against_its_check_digit_asks_why() -> None:
    unit = form("- container: unit\n  prompt: Unit?\n- text: last\n  prompt: Last?\n  when: {unit: verified}")

    doubtful = said(unit, Pressed("CSQU3054384"))
    assert asks(unit, doubtful) == "unit.why"
    assert asks(unit, said(unit, Typed("painted so"), run=doubtful)) == "unit.photo"
    assert asks(unit, said(unit, Typed("CSQU3054383"))) == "last"


STOPPED = form(
    """
- check: floor
  prompt: Floor
  on_fail: {stop: yes, severity: critical, say: Stop.}
- yes_no: after
  prompt: After?
- say: Later.
""",
    outcomes="- outcome: stop\n  when: {floor: problem}\n  say: Stop.\n  severity: low\n",
)


def test_a_finding_that_stops_asks_for_itself_and_nothing_more() -> None:
    run = said(STOPPED, PROBLEM)
    assert (asks(STOPPED, run), question(STOPPED, run).count) == ("floor.what", 2)

    run = said(STOPPED, Typed("a hole"), PHOTO, run=run)
    assert [i.step.id for i in overview(STOPPED, run).items] == ["floor", "floor.what", "floor.photo"]
    assert overview(STOPPED, run).lead == ()

    verdict = ended(STOPPED, said(STOPPED, Confirm(), run=run)).verdict
    assert (verdict.outcome.id, verdict.severity, verdict.passed) == ("stop", "critical", False)


URGENT = form(
    """
- text: what
  prompt: What happened?
- yes_no: danger
  prompt: Is anyone in danger?
  expect: no
  on_fail: {stop: yes, say: Call the emergency number first.}
- yes_no: after
  prompt: After?
""",
    genre="report",
)


def test_a_report_of_somebody_in_danger_is_sent_without_another_word() -> None:
    run = said(URGENT, Typed("a fire"), YES)

    assert run.done
    assert ended(URGENT, run).lead == (Text("Call the emergency number first."),)


def test_a_report_that_nothing_stops_is_looked_over_first() -> None:
    run = said(URGENT, Typed("a scratch"), NO, NO)

    assert not overview(URGENT, run).lead
    assert ended(URGENT, said(URGENT, Confirm(), run=run)).lead == ()


def test_a_finding_taken_back_lets_the_flow_go_on() -> None:
    run = said(STOPPED, PROBLEM, Open("floor"), OK)

    assert asks(STOPPED, run) == "after"


# Danger first


DANGER = flow("""
inspection: f
title: F
revision: 1
for: [driver]
danger:
  ask: Could it be a person or a package?
  say: Touch nothing and move away.
steps:
- check: floor
  prompt: Floor
  on_fail: {danger: yes, severity: high}
- repeat: seals
  title: Seal {n}
  more: Another?
  steps:
  - check: seal
    prompt: Seal {n}
    on_fail: {danger: yes, stop: yes}
- yes_no: last
  prompt: Last?
outcomes:
- outcome: stop
  when: {result: fail}
  say: Stop.
- outcome: go
  say: Go.
""")


def test_danger_is_asked_about_before_words_and_photos() -> None:
    run = said(DANGER, PROBLEM)

    assert asks(DANGER, run) == "floor.danger"
    assert asks(DANGER, said(DANGER, NO, run=run)) == "floor.what"


def test_somebody_in_danger_is_asked_nothing_more() -> None:
    run = said(DANGER, PROBLEM, YES)

    shown = overview(DANGER, run)
    assert [i.step.id for i in shown.items] == ["floor", "floor.danger"]
    assert shown.lead == (Text("Touch nothing and move away."),)
    assert verdict(DANGER, run.answers).severity == "critical"


def test_danger_in_a_round_ends_the_flow_too() -> None:
    run = said(DANGER, OK, PROBLEM, YES)
    assert [i.step.id for i in overview(DANGER, run).items] == ["floor", "seals.1.seal", "seals.1.seal.danger"]

    safe = said(DANGER, OK, PROBLEM, NO, Typed("cut"), Skip())
    assert [i.step.id for i in overview(DANGER, safe).items][-2:] == ["seals.1.seal.what", "seals.1.seal.photo"]


# Seals that must match


SEALS = form("""
- yes_no: papers
  prompt: Papers?
- seal: first
  prompt: First?
  when: {papers: yes}
  optional: yes
- seal: second
  prompt: Second?
  matches: first
  on_fail: {note: yes, photo: yes, say: Compare them.}
- text: why
  prompt: Why?
  when: {second: differs}
- text: fine
  prompt: Fine?
  when: {second: same}
""")


def test_another_seal_number_is_a_finding() -> None:
    run = said(SEALS, YES, Typed("UL123"), Typed("UL124"))

    assert asks(SEALS, run) == "second.what"
    assert [s.id for s in verdict(SEALS, run.answers).findings] == ["second"]
    assert refusal(SEALS, said(SEALS, Typed("cut"), run=run), Skip()) == "This question needs an answer."
    assert asks(SEALS, said(SEALS, Typed("cut"), PHOTO, run=run)) == "why"


def test_the_same_seal_number_is_none() -> None:
    run = said(SEALS, YES, Typed("UL123"), Typed("ul-123"))

    assert asks(SEALS, run) == "fine"
    assert verdict(SEALS, run.answers).findings == ()


def test_a_seal_is_not_compared_with_a_number_nobody_gave() -> None:
    for run in (said(SEALS, YES, Skip(), Typed("UL124")), said(SEALS, NO, Typed("UL124"))):
        assert isinstance(view(SEALS, run, TODAY), Overview)
        assert verdict(SEALS, run.answers).passed


def test_a_seal_is_not_compared_with_a_number_that_no_longer_applies() -> None:
    run = said(SEALS, YES, Typed("UL123"), Typed("UL124"), Open("papers"), NO)

    assert isinstance(view(SEALS, run, TODAY), Overview)
    assert verdict(SEALS, run.answers).findings == ()
    assert not any(i.finding for i in overview(SEALS, run).items)


# Repeats


def test_a_round_follows_for_as_long_as_there_is_another() -> None:
    rounds = kept_flow("rounds.yaml")
    one_round = (Typed("A11"), Typed("A11"), OK)

    run = said(rounds, Typed("A11"), YES, *one_round)
    assert asks(rounds, run) == "seals.1.more"
    assert question(rounds, run).prompt == Text(
        "Is there another seal than seal {n}?", question(rounds, run).prompt.fill
    )
    assert question(rounds, run).prompt.fill["n"] == 1

    second = said(rounds, YES, run=run)
    assert asks(rounds, second) == "seals.2.number"
    assert asks(rounds, said(rounds, NO, run=run)) == "people.1.name"


def test_a_round_begins_with_its_heading() -> None:
    rounds = kept_flow("rounds.yaml")

    lead = question(rounds, said(rounds, Typed("A11"), YES)).lead
    assert [t.source for t in lead] == ["Seal {n}", "Look at seal {n}."]
    assert [t.fill["n"] for t in lead] == [1, 1]


def test_the_last_round_does_not_ask_for_another() -> None:
    rounds = kept_flow("rounds.yaml")
    run = said(rounds, Typed("A11"), YES)
    for number in ("A11", "A22"):
        run = said(rounds, Typed(number), Typed(number), OK, YES, run=run)

    last = said(rounds, Typed("A33"), Typed("A33"), OK, run=run)
    assert asks(rounds, last) == "people.1.name"


def test_rounds_that_must_be_are_not_asked_about() -> None:
    rounds = kept_flow("rounds.yaml")
    run = said(rounds, Typed("A11"), NO, Typed("Juan"))

    assert asks(rounds, run) == "people.2.name"
    assert asks(rounds, said(rounds, Typed("Ana"), run=run)) == "signature"


def test_a_round_looks_at_its_own_answers() -> None:
    rounds = kept_flow("rounds.yaml")
    first = said(rounds, Typed("A11"), YES, Typed("A11"), Typed("A11"), OK, YES)

    run = said(rounds, Typed("A22"), run=first)
    shown = question(rounds, run)
    assert shown.step.id == "seals.2.again"
    assert (shown.prompt.fill["number"], shown.prompt.fill["first_seal"], shown.prompt.fill["n"]) == ("A22", "A11", 2)

    different = said(rounds, Typed("A33"), run=run)
    assert asks(rounds, different) == "seals.2.again.what"
    assert [s.id for s in verdict(rounds, different.answers).findings] == ["seals.2.number", "seals.2.again"]
    same = said(rounds, Typed("A22"), run=run)
    assert asks(rounds, same) == "seals.2.condition"


def test_a_condition_inside_a_round_can_look_at_both() -> None:
    rounds = kept_flow("rounds.yaml")
    inside = replace(rounds, steps=tuple(_without_stop(s) for s in rounds.steps))
    run = said(inside, Typed("A11"), YES, Typed("A11"), Typed("A11"), PROBLEM, Typed("broken"), Skip())

    assert asks(inside, run) == "seals.1.dirt"


def _without_stop(entry: object) -> object:
    steps = getattr(entry, "steps", None)
    if steps is None:
        return entry
    return replace(entry, steps=tuple(replace(s, on_fail=replace(s.on_fail, stop=False)) for s in steps))  # type: ignore[type-var]


def test_a_finding_in_a_round_stops_the_flow() -> None:
    rounds = kept_flow("rounds.yaml")
    run = said(rounds, Typed("A11"), YES, Typed("A11"), Typed("A11"), PROBLEM, Typed("broken"), Skip())

    assert isinstance(view(rounds, run, TODAY), Overview)


def test_fewer_rounds_after_all_hides_the_later_ones() -> None:
    rounds = kept_flow("rounds.yaml")
    first, second = (Typed("A11"), Typed("A11"), OK), (Typed("A22"), Typed("A22"), OK)
    run = said(rounds, Typed("A11"), YES, *first, YES, *second, NO, Open("seals.1.more"), NO)

    assert asks(rounds, run) == "people.1.name"
    assert run.answers["seals.2.number"] == "A22"


# Files that come together


PHOTOS = form("""
- photo: side
  prompt: Side?
- photo: all
  prompt: All?
  photos: {at_least: 2, at_most: 3}
- file: papers
  prompt: Papers?
  optional: yes
- yes_no: last
  prompt: Last?
""")


def test_an_album_sent_at_once_is_kept_whole() -> None:
    run = said(PHOTOS, Sent(A, "photo", "x"), Sent(B, "photo", "x"), Sent(C, "photo", "x"))

    assert run.answers == {"side": (A, B, C)}
    assert asks(PHOTOS, run) == "all"


def test_the_same_photo_of_an_album_is_kept_once() -> None:
    run = said(PHOTOS, Sent(A, "photo", "x"), Sent(A, "photo", "x"))

    assert run.answers == {"side": (A,)}


def test_another_album_answers_the_next_question() -> None:
    run = said(PHOTOS, Sent(A, "photo", "x"), Sent(B, "photo", "y"), Sent(C, "photo", "y"), Done())

    assert run.answers == {"side": (A,), "all": (B, C)}


def test_an_album_has_a_last_photo() -> None:
    run = said(PHOTOS, *(Sent(str(n) * 64, "photo", "x") for n in range(10)))

    assert refusal(PHOTOS, run, Sent("f" * 64, "photo", "x")) == "Please send at most {limit}."
    assert len(run.answers["side"] or ()) == 10


def test_a_late_file_of_another_sort_does_not_join_an_album_of_photos() -> None:
    run = said(PHOTOS, Sent(A, "photo", "x"))

    assert refusal(PHOTOS, run, Sent(B, "voice", "x")) == "Please send a photo."


def test_a_new_album_takes_the_place_of_the_old_one() -> None:
    """Its second photo belongs to the first of it, not to the answer that is being replaced."""
    run = said(PHOTOS, Sent(A, "photo", "w"), *(Sent(d, "photo", "x") for d in (A, B, C)), Open("all"))

    run = said(PHOTOS, Sent("d" * 64, "photo", "y"), Sent("e" * 64, "photo", "y"), run=run)
    assert run.answers["all"] == (A, B, C)
    assert run.drafts["all"] == ("d" * 64, "e" * 64)
    assert said(PHOTOS, Done(), run=run).answers["all"] == ("d" * 64, "e" * 64)


def test_a_late_photo_for_an_answer_that_was_taken_back_changes_nothing() -> None:
    run = said(PHOTOS, Sent(A, "photo", "w"), *(Sent(d, "photo", "x") for d in (A, B, C)), Sent(A, "document", "y"))
    run = said(PHOTOS, Open("papers"), Skip(), run=run)

    assert said(PHOTOS, Sent(B, "document", "y"), run=run) == run


def test_a_late_photo_for_a_question_that_no_longer_applies_is_not_hidden_in_it() -> None:
    hiding = form("""
- yes_no: one
  prompt: One?
- photo: two
  prompt: Two?
  when: {one: yes}
- yes_no: three
  prompt: Three?
""")
    run = said(hiding, YES, Sent(A, "photo", "x"), Open("one"), NO, Sent(B, "photo", "x"))

    assert run.answers["two"] == (A,)
    assert run.held == Held((B,), steps=("three",))


def test_the_first_photo_of_a_new_album_begins_the_answer_anew() -> None:
    run = said(PHOTOS, Sent(A, "photo", "w"), Sent(B, "photo", "x"), Sent(C, "photo", "x"))

    assert run.answers == {"side": (A,)}
    assert run.drafts == {"all": (B, C)}


def test_a_photo_that_comes_after_done_still_belongs_to_its_album() -> None:
    run = said(PHOTOS, Sent(A, "photo"), Sent(A, "photo", "x"), Sent(B, "photo", "x"), Done(), Sent(C, "photo", "x"))

    assert run.answers["all"] == (A, B, C)


def test_how_many_files_are_here_is_shown() -> None:
    run = said(PHOTOS, Sent(A, "photo"), Sent(B, "photo"))

    assert question(PHOTOS, run).control == Upload(("photo",), 2, 3, 1)
    assert question(PHOTOS, run).answered is False


# Quizzes


QUIZ = kept_flow("quiz.yaml")
RIGHT = Pressed("designated")


def test_a_quiz_says_at_once_whether_it_was_right() -> None:
    assert question(QUIZ, said(QUIZ, RIGHT)).lead == (
        Text("Correct."),
        Text("Seals are controlled."),
        Text("Now the tape."),
    )


def test_a_quiz_says_what_would_have_been_right() -> None:
    lead = question(QUIZ, said(QUIZ, Pressed("driver"))).lead

    assert lead[0] == Text("Not quite. The answer is: {answer}", {"answer": Text("Only a person appointed for it")})


def test_a_quiz_without_an_explanation_gives_none() -> None:
    assert question(QUIZ, said(QUIZ, RIGHT, NO)).lead == (Text("Correct."),)


def test_a_quiz_says_nothing_about_a_question_it_does_not_mark() -> None:
    assert question(QUIZ, said(QUIZ, RIGHT, NO, Pressed("drill"), Done())).lead == ()


def test_a_quiz_has_no_way_back() -> None:
    run = said(QUIZ, RIGHT)

    assert refusal(QUIZ, run, Back()) == "This is the first question."
    assert refusal(QUIZ, run, Open("who")) == "This answer cannot be changed here."
    assert not question(QUIZ, run).can_go_back


def test_a_quiz_ends_with_its_last_answer() -> None:
    run = said(QUIZ, RIGHT, NO, Pressed("drill"), Done(), Pressed("stop"))

    shown = ended(QUIZ, run)
    assert shown.lead == (Text("Correct."),)
    assert shown.say.source == "You scored {score}%. Passed."
    assert shown.say.fill["score"] == 100


def test_the_score_is_the_share_of_expected_answers_among_those_given() -> None:
    two_of_three = said(QUIZ, RIGHT, YES, NO, Pressed("drill"), Done(), Skip())
    one_of_four = said(QUIZ, RIGHT, YES, YES, Pressed("drill"), Done(), Pressed("correct"))

    assert _result(QUIZ, two_of_three) == (67, True, "passed")
    assert _result(QUIZ, one_of_four) == (25, False, "failed")
    assert question(QUIZ, said(QUIZ, RIGHT, YES, NO)).prompt.fill["score"] == 67


def _result(flow: Flow, run: Run) -> tuple[int, bool, str]:
    found: Verdict = ended(flow, run).verdict
    return found.score, found.passed, found.outcome.id


def order(seed: int) -> tuple[str, ...]:
    control = question(QUIZ, begin(seed)).control
    assert isinstance(control, Buttons)
    return tuple(option.id for option in control.options)


def test_the_choices_of_a_quiz_come_in_an_order_of_the_run() -> None:
    orders = {order(seed) for seed in range(20)}

    assert len(orders) > 5
    assert all(set(o) == {"anyone", "designated", "driver", "guard"} for o in orders)
    assert order(3) == order(3)


def test_yes_stays_before_no_and_a_list_to_tick_keeps_its_order() -> None:
    for seed in range(10):
        run = said(QUIZ, RIGHT, run=begin(seed))
        assert _ids(question(QUIZ, run)) == ["yes", "no"]
        assert _ids(question(QUIZ, said(QUIZ, NO, run=run))) == ["drill", "glue", "tape"]


def _ids(shown: Question) -> list[str]:
    assert isinstance(shown.control, Buttons | Entry)
    return [option.id for option in shown.control.options]


def test_an_inspection_keeps_the_order_of_its_choices() -> None:
    unit = form("- choice: unit\n  prompt: Unit?\n  choices: {a: A, b: B, c: C, d: D}")

    assert all(_ids(question(unit, begin(seed))) == ["a", "b", "c", "d"] for seed in range(10))


def test_a_day_offers_today_and_yesterday() -> None:
    day = form("- date: day\n  prompt: When?")

    assert question(day, begin()).control == Entry(
        "date", (Option("2026-11-21", Text("Today")), Option("2026-11-20", Text("Yesterday")))
    )


# A quiz that draws its questions


DRAWN = flow(
    "quiz: f\ntitle: F\nrevision: 1\nfor: [driver]\ndraw: 3\nsteps:\n- say: Hello.\n"
    + "".join(f"- yes_no: q{n}\n  prompt: Q{n}?\n  expect: yes\n" for n in range(8))
    + "outcomes:\n- outcome: end\n  say: You scored {score}%.\n"
)


def attempt(person: int, number: int) -> list[str]:
    return [s.id for s in questions(drawn(DRAWN, person * ATTEMPTS + number), {})]


def test_an_attempt_asks_some_of_the_questions_in_the_order_of_the_file() -> None:
    for person in range(10):
        asked = attempt(person, 0)
        assert len(asked) == 3
        assert asked == sorted(asked)
        assert asked == attempt(person, 0)


def test_the_next_attempt_asks_others_and_all_come_up_in_time() -> None:
    first, second, third = (set(attempt(7, n)) for n in range(3))

    assert not first & second
    assert first | second | third == {f"q{n}" for n in range(8)}


def test_people_are_not_all_asked_the_same() -> None:
    assert len({tuple(attempt(person, 0)) for person in range(20)}) > 5


def test_what_is_said_on_the_way_is_not_drawn_for() -> None:
    assert [s.prompt for s in drawn(DRAWN, 0).steps if isinstance(s, Step) and not s.kind] == ["Hello."]


def test_a_flow_that_draws_nothing_stays_as_it_is() -> None:
    assert drawn(QUIZ, 3) is QUIZ
    assert drawn(replace(DRAWN, draw=8), 3).steps == DRAWN.steps


def test_an_attempt_can_be_passed_with_its_own_questions() -> None:
    mine = drawn(DRAWN, 0)

    assert _result(mine, said(mine, YES, YES, NO))[0] == 67


# The verdict


MARKED = flow("""
inspection: f
title: F
revision: 1
for: [driver]
steps:
- check: lamp
  prompt: Lamp
  may_not_apply: yes
  on_fail: {severity: low}
- yes_no: tape
  prompt: Tape?
  expect: no
  optional: yes
  on_fail: {severity: high}
- several: smells
  prompt: Smells?
  choices: {glue: Glue, paint: Paint, no: Nothing}
outcomes:
- outcome: glue_or_clean
  when:
  - {smells: glue, result: fail}
  - {smells: [paint], tape: no}
  say: Said.
  severity: medium
- outcome: failed
  when: {result: fail}
  say: Failed.
- outcome: fine
  say: Fine.
""")


@pytest.mark.parametrize(
    ("answers", "outcome", "score", "severity"),
    [
        ({"lamp": "ok", "tape": "no", "smells": ("no",)}, "fine", 100, ""),
        ({"lamp": "na", "tape": None, "smells": ("no",)}, "fine", 100, ""),
        ({"lamp": "problem", "tape": "no", "smells": ("no",)}, "failed", 50, "low"),
        ({"lamp": "problem", "tape": "yes", "smells": ("no",)}, "failed", 0, "high"),
        ({"lamp": "problem", "tape": "no", "smells": ("glue", "no")}, "glue_or_clean", 50, "medium"),
        ({"lamp": "ok", "tape": "no", "smells": ("paint",)}, "glue_or_clean", 100, "medium"),
        ({"lamp": "ok", "tape": None, "smells": ("paint",)}, "fine", 100, ""),
        ({}, "fine", 100, ""),
    ],
)
def test_the_first_outcome_whose_condition_holds_is_the_one(
    answers: dict[str, str | tuple[str, ...] | None], outcome: str, score: int, severity: str
) -> None:
    found = verdict(MARKED, answers)

    assert (found.outcome.id, found.score, found.severity) == (outcome, score, severity)
    assert found.passed is (not found.findings)


def test_the_overview_marks_findings_and_says_what_was_skipped() -> None:
    run = said(MARKED, PROBLEM, Typed("cracked"), Skip(), Skip(), Pressed("no"), Done())

    items = {i.step.id: i for i in overview(MARKED, run).items}
    assert _line(items["lamp"]) == ("problem", Text("Problem"), True)
    assert _line(items["lamp.what"]) == ("cracked", "cracked", False)
    assert _line(items["tape"]) == (None, Text("skipped"), False)
    assert _line(items["smells"]) == (("no",), (Text("Nothing"),), False)


def _line(item: Item) -> tuple[object, object, bool]:
    return item.value, item.shown, item.finding


def test_there_is_no_current_question_when_all_are_answered() -> None:
    assert current(THREE, begin()) is not None
    assert current(THREE, said(THREE, NO, Skip())) is None
