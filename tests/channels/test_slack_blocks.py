"""Messages as Slack gets them: what they look like, that they fit, and that nobody can smuggle anything into them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.channel import Button, Group, Line, Message
from bot.channels.slack.blocks import draw
from bot.channels.slack.text import BROKEN, SECTION, cut, pieces, size, tidy
from bot.sandbox.slack.blocks import MOST_TEXT, length, pings, problems, texts, view_problems

Json = dict[str, Any]

QUESTION = Message(
    title="Trailer inspection",
    progress=(5, 21),
    note="Please choose one of the buttons.",
    lead=("Part 1: the tractor.",),
    text="1. Is the bumper as it should be?",
    hint="Look behind it, too.",
    options=(Button("OK", "7:3:ok", "good"), Button("Problem", "7:3:problem", "bad"), Button("Not sure", "7:3:maybe")),
    controls=(Button("Back", "7:3:<"), Button("Cancel", "7:3:x")),
    fallback="Is the bumper as it should be?",
)


def bare(part: Any) -> Any:
    """Without the ids and what is the same everywhere."""
    if isinstance(part, list):
        return [bare(one) for one in part]
    if isinstance(part, dict):
        return {key: bare(value) for key, value in part.items() if key not in ("block_id", "action_id", "emoji")}
    return part


def rich(text: str, *, bold: bool = False) -> Json:
    words = {"type": "text", "text": text, **({"style": {"bold": True}} if bold else {})}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [words]}]}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def context(text: str) -> Json:
    return {"type": "context", "elements": [plain(text)]}


def button(label: str, value: str, **style: str) -> Json:
    return {"type": "button", "text": plain(label), "value": value, **style}


def elements(drawn: Json, kind: str) -> list[Json]:
    actions = [block for block in drawn["blocks"] if block["type"] == "actions"]
    return [element for block in actions for element in block["elements"] if element["type"] == kind]


def said(drawn: Json) -> str:
    return "\n".join(words for _, words in texts(drawn["blocks"]))


def refused(drawn: Json, *, home: bool = False) -> list[str]:
    """What Slack would have against it."""
    if home:
        return view_problems({"type": "home", "blocks": drawn["blocks"]})
    too_long = [f"{length(drawn['blocks'])} characters"] if length(drawn["blocks"]) > MOST_TEXT else []
    return [*problems(drawn["blocks"]), *too_long, *([] if drawn["text"] else ["no text"])]


def test_a_question_is_a_card_with_buttons_and_controls():
    drawn = draw(QUESTION)

    assert drawn["text"] == (
        "Please choose one of the buttons. · Part 1: the tractor. · Is the bumper as it should be?"
    )
    assert bare(drawn["blocks"]) == [
        rich("⚠️ Please choose one of the buttons."),
        rich("Trailer inspection", bold=True),
        context("▰▰▱▱▱▱▱▱▱▱ 5/21"),
        rich("Part 1: the tractor."),
        rich("1. Is the bumper as it should be?", bold=True),
        context("Look behind it, too."),
        {
            "type": "actions",
            "elements": [
                button("OK", "7:3:ok", style="primary"),
                button("Problem", "7:3:problem", style="danger"),
                button("Not sure", "7:3:maybe"),
            ],
        },
        {"type": "actions", "elements": [button("Back", "7:3:<"), button("Cancel", "7:3:x")]},
    ]
    assert refused(drawn) == []


def test_an_overview_lists_answers_and_marks_findings():
    lines = (Line("Is the floor clean?", "Yes", "good"), Line("Seal", "ABC 123"), Line("Lights", "Broken", "finding"))

    drawn = draw(Message(title="Overview", lines=lines, choose="Change an answer…"))

    assert said(drawn) == "Overview\n✅ Is the floor clean? \nYes\n\nSeal: \nABC 123\n\n🔺 Lights: \nBroken\n"


def test_a_command_is_written_as_it_is_typed_in_slack():
    lines = (Line("menu", "What you can do", "command"), Line("quiz …", "", "command"))

    words = "".join(words for _, words in texts(draw(Message(lines=lines))["blocks"]))
    assert words == "/sello menu – What you can do\n/sello quiz …\n"


def test_a_number_to_call_is_a_link_that_calls_it():
    drawn = draw(Message(lines=(Line("Call Juan", "+52 81 5555 0101", "call"), Line("Call dispatch", "911", "call"))))

    links = [e for e in drawn["blocks"][0]["elements"][0]["elements"] if e["type"] == "link"]
    assert [(e["url"], e["text"]) for e in links] == [("tel:+528155550101", "+52 81 5555 0101"), ("tel:911", "911")]


def test_a_date_is_picked_beside_the_quick_answers():
    asked = Message(text="When?", entry="date", placeholder="Pick the day", options=(Button("Today", "7:3:today"),))

    blocks = bare(draw(asked)["blocks"])

    picker = {"type": "datepicker", "placeholder": plain("Pick the day")}
    assert blocks[1:] == [{"type": "actions", "elements": [picker, button("Today", "7:3:today")]}]


def test_a_time_is_picked_with_nothing_picked_before():
    assert bare(draw(Message(text="At what time?", entry="time"))["blocks"])[1:] == [
        {"type": "actions", "elements": [{"type": "timepicker"}]}
    ]


@pytest.mark.parametrize("asked", [{"entry": "seal"}, {"entry": "number"}, {"upload": ("photo",)}])
def test_what_is_typed_or_sent_is_invited_in_small_print(asked):
    drawn = draw(Message(text="?", placeholder="Type the number on the seal", **asked))

    assert bare(drawn["blocks"])[-1] == context("Type the number on the seal")


def test_many_options_become_a_select():
    options = tuple(Button(f"Yard {n}", f"7:3:{n}") for n in range(11))

    drawn = draw(Message(text="Which yard?", options=options, choose="Choose…"))

    [select] = elements(drawn, "static_select")
    assert select["placeholder"]["text"] == "Choose…"
    assert [option["value"] for option in select["options"]] == [button.data for button in options]
    assert elements(drawn, "button") == []


def test_a_hundred_options_with_long_labels_fit():
    options = tuple(Button("é" * 90, f"7:3:{n}") for n in range(100))

    drawn = draw(Message(text="Which? " * 2_000, options=options, choose="Choose…"))

    assert refused(drawn) == []
    assert len(elements(drawn, "static_select")[0]["options"]) == 100


def test_more_options_than_a_select_holds_are_turned_over():
    options = tuple(Button(f"Yard {n}", f"7:3:{n}") for n in range(250))

    drawn = draw(Message(text="Which yard?", options=options, page=1, pages="7:3:page:"))

    [select] = elements(drawn, "static_select")
    assert [option["value"] for option in select["options"]] == [f"7:3:{n}" for n in range(100, 200)]
    assert [(one["text"]["text"], one["value"]) for one in elements(drawn, "button")] == [
        ("◀ 1/3", "7:3:page:0"),
        ("3/3 ▶", "7:3:page:2"),
    ]


def test_a_menu_has_headings_and_a_long_group_is_a_select():
    few = Group("Today", (Button("Inspection", "do:1"),), "Due at 17:00")
    many = Group("All", tuple(Button(f"Flow {n}", f"do:{n}") for n in range(6)))

    blocks = bare(draw(Message(title="Menu", groups=(few, many), choose="Choose…"))["blocks"])

    assert blocks[1:4] == [
        rich("Today", bold=True),
        rich("Due at 17:00"),
        {"type": "actions", "elements": [button("Inspection", "do:1")]},
    ]
    assert blocks[4] == rich("All", bold=True)
    assert len(blocks[5]["elements"][0]["options"]) == 6


def test_a_menu_too_tall_for_a_message_is_one_select_with_headings():
    groups = tuple(Group(f"Site {n}", (Button(f"Inspect {n}", f"do:{n}"),)) for n in range(40))

    drawn = draw(Message(title="Menu", groups=groups))

    assert refused(drawn) == []
    [select] = elements(drawn, "static_select")
    assert [group["label"]["text"] for group in select["option_groups"]] == [f"Site {n}" for n in range(40)]


def test_the_desk_may_have_twice_as_many_blocks():
    groups = tuple(Group(f"Site {n}", (Button(f"Inspect {n}", f"do:{n}"),)) for n in range(40))

    drawn = draw(Message(title="Desk", groups=groups, home=True))

    assert len(elements(drawn, "button")) == 40
    assert refused(drawn, home=True) == []


def test_four_thousand_emoji_fit_and_none_is_torn():
    drawn = draw(
        Message(title="👩🏽‍🔧" * 200, text="👩🏽‍🔧" * 4_096, hint="🇲🇽" * 4_096, options=(Button("🇲🇽" * 60, "a"),))
    )

    assert refused(drawn) == []
    assert all(len(words) <= 3_000 and size(words) <= SECTION for _, words in texts(drawn["blocks"]))
    assert not set("🏽🔧\u200d") & {words[0] for _, words in texts(drawn["blocks"])}
    json.dumps(drawn, ensure_ascii=False).encode()


def test_an_overview_of_three_hundred_lines_is_cut_and_says_so():
    lines = tuple(Line(f"Question {n}?", "An answer of some length " * 3) for n in range(300))

    drawn = draw(Message(title="Overview", lines=lines, controls=(Button("Send", "7:3:send", "good"),)))

    assert refused(drawn) == []
    assert length(drawn["blocks"]) < 10_100
    shown = sum(words.startswith("Question") for _, words in texts(drawn["blocks"]))
    assert said(drawn).count(f"… {shown}/300") == 1
    assert elements(drawn, "button")[0]["text"]["text"] == "Send"


def test_a_shorter_drawing_of_the_same_has_the_same_buttons():
    long = replace(QUESTION, lead=("word " * 3_000,))

    whole, short = draw(long), draw(long, 3_000)

    assert elements(short, "button")[0]["value"] == elements(whole, "button")[0]["value"]
    assert length(short["blocks"]) < 3_300


HOSTILE = "<!channel> <@U0BOSS> <https://evil.example|click> *bold* _it_ `code` :smile: @here & https://evil.example"


def test_what_a_person_wrote_is_only_words_to_slack():
    everywhere = Message(
        title=HOSTILE, note=HOSTILE, lead=(HOSTILE,), text=HOSTILE, hint=HOSTILE, placeholder=HOSTILE, entry="text",
        lines=(Line(HOSTILE, HOSTILE),), options=(Button(HOSTILE, "a"),), groups=(Group(HOSTILE, (Button("x", "b"),), HOSTILE),),
        controls=(Button(HOSTILE, "c"),), choose=HOSTILE, fallback=HOSTILE,
    )  # fmt: skip

    drawn = draw(everywhere)

    assert pings(drawn["text"], drawn["blocks"]) == []
    assert "<" not in drawn["text"]
    assert {kind for kind, _ in texts(drawn["blocks"])} == {"text", "plain_text"}  # neither of them is parsed
    assert refused(drawn) == []


def test_the_same_card_keeps_what_was_picked_and_another_forgets_it():
    asked = Message(text="When?", entry="date")

    same, again = draw(asked)["blocks"], draw(replace(asked, note="Not in the future, please."))["blocks"]

    assert draw(asked)["blocks"] == same
    assert used(same)
    assert used(same).isdisjoint(used(again))


def test_a_card_that_says_who_was_notified_meanwhile_is_the_same_to_a_finger_on_its_way():
    asked = replace(QUESTION, lines=(Line("Being notified", "Lucía"),))

    before, after = (
        draw(asked)["blocks"],
        draw(replace(asked, lines=(Line("Notified", "Lucía"), *asked.lines)))["blocks"],
    )

    assert before != after
    assert used(before) == used(after)


def used(blocks: list[Any]) -> set[str]:
    """The ids of everything that can be used."""
    found = {block["block_id"] for block in blocks if block["type"] == "actions"}
    return found | {one["action_id"] for block in blocks if block["type"] == "actions" for one in block["elements"]}


def test_an_empty_message_still_says_something():
    assert draw(Message())["text"] == "…"
    assert bare(draw(Message(fallback="Done."))["blocks"]) == [rich("Done.")]


words = st.text(max_size=4_000) | st.text(alphabet="👩🏽‍🔧🇲🇽é\u0301ab \n<>&\x00\ud800", max_size=4_000)
buttons = st.lists(st.builds(Button, words, st.text("abc:", min_size=1, max_size=64)), max_size=30).map(tuple)


@given(
    st.builds(
        Message, title=words, note=words, text=words, hint=words, lead=st.lists(words, max_size=5).map(tuple),
        lines=st.lists(st.builds(Line, words, words), max_size=20).map(tuple), options=buttons, controls=buttons,
        groups=st.lists(st.builds(Group, words, buttons, words), max_size=4).map(tuple), fallback=words,
        progress=st.none() | st.tuples(st.integers(-5, 50), st.integers(-5, 50)),
        entry=st.sampled_from(["", "text", "date", "time"]), placeholder=words, columns=st.integers(0, 9),
    )
)  # fmt: skip
def test_slack_takes_any_message(message):
    drawn = draw(message)

    assert refused(drawn) == []
    json.dumps(drawn, ensure_ascii=False).encode()


@given(st.text(max_size=300), st.integers(2, 100))
def test_a_cut_text_is_no_longer_than_it_may_be(text, most):
    assert size(cut(text, most)) <= most


@given(st.text(st.characters(codec=None)))
def test_nothing_that_slack_stumbles_over_is_left_in_a_text(text):
    assert tidy(text) == BROKEN.sub(" ", text).strip()
    assert size(text) == sum(2 if sign > "\uffff" else 1 for sign in text)


def test_pieces_of_a_long_text_lose_nothing_but_space():
    text = "seal " * 2_000

    assert " ".join(piece.strip() for piece in pieces(text.strip())) == text.strip()


def test_the_line_on_a_locked_phone_says_what_went_wrong_and_what_to_do_before_the_question() -> None:
    stopped = Message(
        title="Seal check", note="The numbers differ.", lead=("Stop. Leave the seal closed.",), text="Is it safe there?",
        fallback="Is it safe there?",
    )  # fmt: skip
    assert draw(stopped)["text"] == "The numbers differ. · Stop. Leave the seal closed. · Is it safe there?"


def test_what_a_notice_says_already_is_not_pushed_twice() -> None:
    notice = Message(title="Seal check", note="Findings: 1", fallback="Seal check · Findings: 1 · Laredo")
    assert draw(notice)["text"] == "Seal check · Findings: 1 · Laredo"
