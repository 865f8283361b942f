"""What Block Kit refuses, a row for each limit."""

from typing import Any

import pytest

from bot.sandbox.slack.blocks import length, pings, problems, view_problems

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str = "x", **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": words("Go"), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def entry(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": words("L"), "element": element, **more}


def options(count: int, value: str = "v") -> list[Json]:
    return [{"text": words(f"Option {n}"), "value": f"{value}{n}"} for n in range(count)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "options": options(3), **more}


GOOD = [
    section("x" * 3000, fields=[words("f" * 2000)] * 10, accessory=button(value="v" * 2000)),
    {"type": "header", "text": words("h" * 150)},
    {"type": "divider", "block_id": "b" * 255},
    {"type": "context", "elements": [words("c")] * 9 + [{"type": "image", "image_url": "https://x", "alt_text": "a"}]},
    actions(*[button(action_id=str(n)) for n in range(25)]),
    actions(select(options=options(100), action_id="a"), {"type": "overflow", "options": options(5)}),
    entry(select(option_groups=[{"label": words("G"), "options": options(2)}], options=None)),
    entry({"type": "checkboxes", "options": options(10), "initial_options": options(2)}),
    entry({"type": "number_input", "is_decimal_allowed": False}),
    {"type": "image", "image_url": "https://x", "alt_text": "a", "title": words("t")},
    {"type": "markdown", "text": "m" * 12_000},
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 20] * 100},
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: block["type"])
def test_what_is_within_the_limits_is_taken(block: Json) -> None:
    assert problems([block]) == []


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0]"),
        (section(fields=[words("f")] * 11), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
        (
            section(fields=[words("f" * 2001)]),
            "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
        ),
        (section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
        (section(block_id="b" * 256), "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
        (section(accessory=button(action_id="a" * 256)), "must be less than 256 characters"),
        ({"type": "header", "text": words("h" * 151)}, "must be less than 151 characters"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "h"}}, "unsupported type: mrkdwn"),
        ({"type": "header", "text": "h"}, "must provide an object [json-pointer:/blocks/0/text]"),
        ({"type": "heading"}, "unsupported type: heading [json-pointer:/blocks/0/type]"),
        ({}, "missing required field: type [json-pointer:/blocks/0]"),
        ("section", "must provide an object [json-pointer:/blocks/0]"),
        ({"type": "context", "elements": [words("c")] * 11}, "no more than 10 items allowed"),
        (actions(*[button()] * 26), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
        (actions(), "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
        (actions({"type": "button", "text": words("t" * 76)}), "must be less than 76 characters"),
        (actions(button(value="v" * 2001)), "must be less than 2001 characters"),
        (actions(button(style="blue")), "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"),
        (actions({"type": "plain_text_input"}), "unsupported type: plain_text_input"),
        (
            actions(button(action_id="a"), button(action_id="a")),
            '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
        ),
        (actions(select(options=options(101))), "no more than 100 items allowed"),
        (actions(select(options=[])), "must provide at least 1 items"),
        (actions(select(options=options(1, "v" * 150))), "must be less than 151 characters"),
        (actions(select(options=[{"text": words("t" * 76), "value": "v"}])), "must be less than 76 characters"),
        (actions(select(initial_option=options(9)[8])), "initial option must exactly match one of the options"),
        (actions({"type": "overflow", "options": options(6)}), "no more than 5 items allowed"),
        (actions({"type": "datepicker", "initial_date": "21/11/2026"}), "must match pattern"),
        (entry({"type": "radio_buttons", "options": options(11)}), "no more than 10 items allowed"),
        (entry({"type": "plain_text_input", "max_length": 3001}), "must be less than or equal to 3000"),
        (entry({"type": "file_input", "max_files": 11}), "must be less than or equal to 10"),
        (entry({"type": "plain_text_input", "placeholder": words("p" * 151)}), "must be less than 151 characters"),
        ({"type": "input", "label": words("L")}, "missing required field: element [json-pointer:/blocks/0]"),
        ({"type": "image", "image_url": "https://x"}, "missing required field: alt_text [json-pointer:/blocks/0]"),
        ({"type": "image", "alt_text": "a"}, "must define either `image_url` or `slack_file`"),
        ({"type": "markdown", "text": "m" * 12_001}, "must be less than 12001 characters"),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 21]}, "no more than 20 items allowed"),
        (
            actions(
                button(
                    confirm={"title": words("t"), "text": words("t"), "confirm": words("c" * 31), "deny": words("n")}
                )
            ),
            "must be less than 31 characters",
        ),
    ],
)
def test_what_is_beyond_them_is_refused(block: Any, problem: str) -> None:
    found = problems([block])

    assert any(words.startswith(problem) for words in found), found


def test_a_message_has_at_most_50_blocks_and_a_view_100() -> None:
    view = {"type": "home", "blocks": [section()] * 101}

    assert problems([section()] * 50) == []
    assert problems([section()] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    assert view_problems(view) == ["no more than 100 items allowed [json-pointer:/view/blocks]"]


def test_block_ids_are_unique() -> None:
    assert problems([section(block_id="a"), section(block_id="a")]) == [
        '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]'
    ]


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        ("modal", "must provide an object [json-pointer:/view]"),
        ({"type": "dialog"}, "unsupported type: dialog [json-pointer:/view/type]"),
        ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
        (
            {"type": "modal", "title": words("t" * 25), "blocks": []},
            "must be less than 25 characters [json-pointer:/view/title/text]",
        ),
        ({"type": "modal", "title": words("t"), "submit": words("s" * 25), "blocks": []}, "must be less than 25"),
        ({"type": "modal", "title": words("t"), "close": words("c" * 25), "blocks": []}, "must be less than 25"),
        ({"type": "home", "private_metadata": "p" * 3001, "blocks": []}, "must be less than 3001 characters"),
        (
            {"type": "modal", "title": words("t"), "blocks": [entry({"type": "plain_text_input"})]},
            "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]",
        ),
    ],
)
def test_views_have_limits_of_their_own(view: Any, problem: str) -> None:
    found = view_problems(view)

    assert len(found) == 1
    assert found[0].startswith(problem)


def test_all_text_of_a_message_is_counted() -> None:
    assert length([section("abc", accessory=button()), {"type": "context", "elements": [words("de")]}]) == 7


def test_pings_are_found_in_marked_text_only() -> None:
    blocks = [section("<!subteam^S1> &lt;!here&gt;"), {"type": "header", "text": words("<!channel>")}]

    assert pings("hi <@U1|ana> <https://x|y> <#C1>", blocks) == ["<@U1|ana>", "<!subteam^S1>"]
