"""What is read from an update as it came is what the library makes of it."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.channels.channel import Heard
from bot.channels.telegram.brief import brief
from bot.channels.telegram.card import JOINER
from tests.channels.test_telegram import (
    GROUP,
    JUAN,
    NOBODYS,
    NOW,
    PRIVATE,
    SAID,
    TEMPLATES,
    _places,
    json_values,
    listened,
    post,
    press,
)

LINK = {"offset": 0, "length": 5, "type": "url"}
ORIGIN = {"type": "hidden_user", "sender_user_name": "Ana", "date": 1}
QUOTED = {"message_id": 4, "chat": PRIVATE, "date": 1, "text": "?"}

texts = st.text(max_size=20) | st.sampled_from(
    [
        "/start x",
        "/Menu@sello_demo_bot",
        "/menu@another_bot now",
        " /help ",
        "/ 12",
        f"a{JOINER}b\x00",
        "/start\ninv-1",
        "\ud800",
    ]
)
people = st.builds(
    lambda first, last, language, more: {**JUAN, "first_name": first, **last, **language, **more},
    texts,
    st.sampled_from([{}, {"last_name": None}, {"last_name": ""}, {"last_name": "Pérez\x00"}]),
    st.sampled_from([{}, {"language_code": None}, {"language_code": ""}, {"language_code": "en-US"}]),
    st.sampled_from([{}, {"username": "juan", "is_premium": True}, {"is_bot": True}]),
)
extras = st.sampled_from(
    [
        {}, {"entities": [LINK]}, {"link_preview_options": {"is_disabled": True}}, {"reply_to_message": QUOTED},
        {"forward_origin": ORIGIN}, {"message_thread_id": 3, "is_topic_message": True}, {"caption": "x"},
        {"edit_date": 1_795_000_000}, {"hologram": 1}, {"via_bot": {**JUAN, "is_bot": True}},
    ]
)  # fmt: skip
dates = st.sampled_from([0, 1, 1_795_000_000, 2**31, 2**32 - 1])


@st.composite
def updates(draw: st.DrawFn) -> dict[str, Any]:
    person, text, chat = draw(people), draw(texts), draw(st.sampled_from([PRIVATE, PRIVATE, GROUP]))
    if draw(st.booleans()):
        card = {"message_id": 4, "chat": chat, "date": draw(dates), "text": text, **draw(extras)}
        return press(text, **{"from": person, "message": card})
    update = post(chat, person, text=text, **draw(extras))
    update["message"]["date"] = draw(dates)
    return update


def read(update: dict[str, Any]) -> Heard | None:
    return brief(json.loads(json.dumps(update)), NOW)


@given(updates())
@settings(max_examples=500, deadline=None)
def test_what_is_read_in_brief_is_what_the_library_reads(update):
    found = read(update)

    assert found is None or found == listened(update)


@given(template=st.sampled_from(TEMPLATES), spot=st.integers(0, 200), value=json_values)
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_has_an_odd_value_in_it_is_left_to_the_library_or_read_alike(template, spot, value):
    update = json.loads(json.dumps(template))
    places = list(_places(update))
    holder, key = places[spot % len(places)]
    holder[key] = value
    assume(type(update.get("update_id")) is int)
    found = read(update)

    try:
        by_library = listened(update)
    except Exception:  # noqa: BLE001  # whatever the odd value leads to where we do not look at it
        return
    assert found is None or found == by_library


@pytest.mark.parametrize("update", [*(row[0] for row in SAID), *NOBODYS])
def test_every_sample_is_read_alike(update):
    found = read(update)

    assert found is None or found == listened(update)


@pytest.mark.parametrize(
    "update",
    [
        press(),
        press(message={"chat": PRIVATE, "message_id": 4, "date": 0}),
        post(sender={**JUAN, "first_name": ""}, text="nameless"),
        post(text="abc-123 45"),
        post(text="/start inv-1", entities=[{"offset": 0, "length": 6, "type": "bot_command"}]),
        post(text="see a.com", entities=[LINK], link_preview_options={"is_disabled": True}),
    ],
)
def test_presses_and_plain_words_need_no_library(update):
    assert read(update) == listened(update) is not None


@pytest.mark.parametrize(
    "update",
    [
        post(text="x", reply_to_message=QUOTED),
        post(text="x", forward_origin=ORIGIN),
        post(text="x", hologram={}),
        post(GROUP, text="/menu"),
        post(photo=[]),
        {"update_id": 1, "edited_message": post(text="x")["message"]},
    ],
)
def test_what_says_more_than_its_words_is_left_to_the_library(update):
    assert read(update) is None
