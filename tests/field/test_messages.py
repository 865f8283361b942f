"""What a person does in a chat beside typing an answer and pressing a button: each has its right value."""

import io
import time
from typing import Any

from PIL import Image

from bot.store.sql import answer
from tests.field.yard import JUAN, Yard


def photo(colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


async def at_where(at: Yard) -> None:
    """Juan has got to the question where it happened."""
    await at.juan_does("/incident", "Seal broken, missing or wrong", "Seals missing from stock", "Today", "Skip")
    assert "Where?" in at.juan_sees()


async def at_account(at: Yard) -> None:
    await at_where(at)
    await at.juan_does("km 23, road to Monterey", "4820914")
    assert "Tell us what happened" in at.juan_sees()


async def at_evidence(at: Yard) -> None:
    await at_account(at)
    await at.juan_does("One seal is missing")
    assert "photos or documents" in at.juan_sees()


def newest_own(at: Yard) -> dict[str, Any]:
    return next(m for m in reversed(at.juan.messages) if not m["from"]["is_bot"])


def steps(at: Yard, step: str) -> list[Any]:
    return [value for name, value in at.kept() if name == step]


# Edits.


async def test_an_answer_is_corrected_by_editing_the_message_that_gave_it(at: Yard) -> None:
    await at_where(at)
    await at.juan_does("km 23, road to Monterey")

    at.juan.edit(newest_own(at)["message_id"], "km 32, road to Monterrey")
    await at.settled()

    assert steps(at, "where") == ["km 23, road to Monterey", "km 32, road to Monterrey"]
    assert "“Where?” is now: km 32, road to Monterrey" in at.juan_sees()
    assert "Which seal numbers are missing?" in at.juan_sees()


async def test_an_edit_delivered_twice_has_one_effect(at: Yard) -> None:
    await at_where(at)
    await at.juan_does("km 23")

    update = at.juan.edit(newest_own(at)["message_id"], "km 32")
    await at.settled()
    at.demo.telegram.redeliver(update)
    await at.settled()

    assert steps(at, "where") == ["km 23", "km 32"]


async def test_an_edit_that_cannot_be_an_answer_opens_its_question_with_the_reason(at: Yard) -> None:
    await at_where(at)
    await at.juan_does("km 23")

    at.juan.edit(newest_own(at)["message_id"], "x" * 400)
    await at.settled()

    assert steps(at, "where") == ["km 23"]
    assert "400 characters" in at.juan_sees()
    assert "Where?" in at.juan_sees()


async def test_an_edit_of_what_gave_no_answer_is_said_not_to_be_read(at: Yard) -> None:
    await at_where(at)
    at.juan.say("km 23")
    await at.settled()
    at.juan.say("/menu")
    await at.settled()

    at.juan.edit(newest_own(at)["message_id"], "km 40")
    await at.settled()

    assert steps(at, "where") == ["km 23"]
    assert "An edit is not read there." in at.juan_sees()


async def test_an_edit_after_a_newer_answer_changes_nothing_and_says_so(at: Yard) -> None:
    await at_where(at)
    await at.juan_does("km 23")
    first = newest_own(at)["message_id"]
    await at.juan_does("Back", "km 24")

    at.juan.edit(first, "km 25")
    await at.settled()

    assert steps(at, "where") == ["km 23", "km 24"]
    assert "another answer to that question since" in at.juan_sees()


async def test_an_edit_after_the_end_says_that_it_is_over(at: Yard) -> None:
    await at_evidence(at)
    account = newest_own(at)["message_id"]
    await at.juan_does("Skip", "Send the report")
    assert steps(at, "account") == ["One seal is missing"]

    at.juan.edit(account, "Two seals are missing")
    await at.settled()

    assert steps(at, "account") == ["One seal is missing"]
    assert "press “Correct or add”" in at.juan_sees()


async def test_an_edited_word_that_named_a_button_names_another(at: Yard) -> None:
    await at.juan_does("/incident")
    at.juan.say("nonsense")
    at.juan.say("Seal broken, missing or wrong")
    await at.settled()
    assert steps(at, "group") == ["seal"]

    at.juan.edit(newest_own(at)["message_id"], "Cargo: theft, count or pests")
    await at.settled()

    assert len(steps(at, "group")) == 2


# Replies.


async def test_a_reply_to_an_earlier_question_corrects_that_one(at: Yard) -> None:
    await at_account(at)
    recap = next(m for m in at.juan.messages if m["from"]["is_bot"] and "km 23" in m.get("text", ""))

    at.juan.say("km 32, not 23", reply_to=recap["message_id"])
    await at.settled()

    assert steps(at, "where") == ["km 23, road to Monterey", "km 32, not 23"]
    assert steps(at, "account") == []
    assert "“Where?” is now: km 32, not 23" in at.juan_sees()
    assert "Tell us what happened" in at.juan_sees()


async def test_a_reply_to_ones_own_answer_corrects_it(at: Yard) -> None:
    await at_where(at)
    await at.juan_does("km 23")

    at.juan.say("km 32", reply_to=newest_own(at)["message_id"])
    await at.settled()

    assert steps(at, "where") == ["km 23", "km 32"]


async def test_a_reply_to_the_question_that_is_open_answers_it(at: Yard) -> None:
    await at_where(at)
    card = at.juan.messages[-1] if "Where?" in at.juan.messages[-1].get("text", "") else at.juan.messages[-2]

    at.juan.say("km 23", reply_to=card["message_id"])
    await at.settled()

    assert steps(at, "where") == ["km 23"]


async def test_a_reply_to_what_is_no_question_is_filed_nowhere(at: Yard) -> None:
    await at.juan_does("/menu")
    menu = at.juan.messages[-1]["message_id"]
    await at_where(at)

    at.juan.say("km 23", reply_to=menu)
    await at.settled()

    assert steps(at, "where") == []
    assert "write without a reply" in at.juan_sees()


# Captions, and photos that nobody asked for.


async def test_a_caption_is_kept_beside_its_photo_and_read_by_whoever_is_told(at: Yard) -> None:
    await at_evidence(at)

    at.juan.send_photo(photo(), "Seal cut on the left side, number 0012345")
    await at.settled()
    await at.juan_does("Done")

    assert steps(at, "evidence#caption") == ["Seal cut on the left side, number 0012345"]
    assert "1 file · Seal cut on the left side, number 0012345" in at.juan_sees()


async def test_a_caption_that_is_edited_is_kept_beside_its_photo(at: Yard) -> None:
    await at_evidence(at)
    at.juan.send_photo(photo(), "left side")
    await at.settled()

    at.juan.edit(newest_own(at)["message_id"], "right side")
    await at.settled()

    assert steps(at, "evidence#caption") == ["left side", "right side"]
    assert "right side" in at.juan_sees()


async def test_a_photo_at_a_button_question_is_kept_as_evidence_of_that_point(at: Yard) -> None:
    await at.ana_does("/inspect")
    await at.juan_does("/incident")

    at.juan.send_photo(photo(), "this one")
    await at.settled()
    assert "Keep this with “What happened" in at.juan_sees()
    await at.juan_does("Yes")

    assert [len(files) for files in steps(at, "group#files")] == [1]
    assert steps(at, "group#caption") == ["this one"]
    assert "What happened?" in at.juan_sees()


async def test_a_photo_that_is_to_be_kept_nowhere_is_gone(at: Yard) -> None:
    await at.juan_does("/incident")

    at.juan.send_photo(photo())
    await at.settled()
    await at.juan_does("No")

    assert at.kept() == []
    assert "What happened?" in at.juan_sees()


async def test_the_words_beside_a_photo_are_the_answer_where_words_are_wanted(at: Yard) -> None:
    await at_account(at)

    at.juan.send_photo(photo(), "The box was open")
    await at.settled()
    await at.juan_does("Yes")

    assert steps(at, "account") == ["The box was open"]
    assert [len(files) for files in steps(at, "account#files")] == [1]
    assert "photos or documents" in at.juan_sees()


async def test_whoever_goes_on_answering_finds_the_photo_with_the_question_at_which_it_came(at: Yard) -> None:
    await at_where(at)
    at.juan.send_photo(photo())
    await at.settled()
    assert "Keep this with “Place”?" in at.juan_sees()

    await at.juan_does("Gate 4")

    assert [len(files) for files in steps(at, "where#files")] == [1]
    assert steps(at, "where") == ["Gate 4"]
    assert "Which seal numbers are missing?" in at.juan_sees()


async def test_a_photo_behind_an_answer_of_photos_is_offered_to_it(at: Yard) -> None:
    await at_evidence(at)
    at.juan.send_photo(photo())
    await at.settled()
    await at.juan_does("Done")

    at.juan.send_photo(photo("red"))
    await at.settled()
    assert "Keep this with “Photos and documents”?" in at.juan_sees()
    await at.juan_does("Yes")

    assert [len(files) for files in steps(at, "evidence")] == [1, 2]


# In pieces.


async def test_more_words_behind_an_answer_are_offered_to_be_added_to_it(at: Yard) -> None:
    await at_account(at)
    for words in ("there is a weld", "on the left side", "and new paint"):
        at.juan.say(words)
    await at.settled()
    assert "Add this to “Account”?" in at.juan_sees()
    assert "on the left side and new paint" in at.juan_sees()

    await at.juan_does("Yes")

    assert steps(at, "account") == ["there is a weld", "there is a weld\non the left side\nand new paint"]
    assert "photos or documents" in at.juan_sees()


# Places, forwards.


async def test_how_far_a_location_may_be_off_is_kept_and_its_digits_do_not_look_exact(at: Yard) -> None:
    await at_where(at)

    sent = at.juan.send_location(27.506401, -99.507502, accuracy=1500, live=900)
    await at.settled()
    calls = len(at.demo.telegram.calls)
    at.juan.move(newest_own(at)["message_id"], 27.6, -99.6)
    await at.settled()

    assert sent
    assert steps(at, "where") == ["geo:27.50640,-99.50750;u=1500"]
    assert [c for c, _ in at.demo.telegram.calls[calls:] if c != "getUpdates"] == []
    assert any("27.51, -99.51 (± 1,500 m)" in m.get("text", "") for m in at.juan.messages)


async def test_a_place_chosen_on_the_map_is_kept_with_its_name_and_address(at: Yard) -> None:
    await at_where(at)
    there = {"latitude": 27.506401, "longitude": -99.507502}
    venue = {"location": there, "title": "Bodega 4", "address": "Av. Central 12, Laredo"}
    person = {"id": JUAN, "is_bot": False, "first_name": "Juan"}
    chat = {"id": JUAN, "first_name": "Juan", "type": "private"}

    shared = {
        "message_id": 90_000,
        "date": int(time.time()),
        "chat": chat,
        "from": person,
        "location": there,
        "venue": venue,
    }
    at.demo.telegram.inject({"message": shared})
    await at.settled()

    assert steps(at, "where") == ["geo:27.50640,-99.50750 Bodega 4, Av. Central 12, Laredo"]
    shown = "Bodega 4, Av. Central 12, Laredo (27.50640, -99.50750)"
    assert any(shown in m.get("text", "") for m in at.juan.messages)


async def test_what_is_forwarded_keeps_its_mark_and_its_date(at: Yard) -> None:
    await at_account(at)
    origin = {"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "Rosa"}

    at.juan.say("The seal was gone at the gate", forwarded=origin)
    await at.settled()

    ((by, first),) = at.rows(answer.c.passed_on, answer.c.first_at)[-1:]
    assert by == "Rosa"
    assert first.isoformat() == "2023-11-14T22:13:20+00:00"


# Groups.


async def test_a_command_in_a_group_by_somebody_whose_private_chat_is_closed_gets_the_link_there(at: Yard) -> None:
    group = at.demo.telegram.group(-100123, "Yard")
    at.juan._chat.started = False

    at.juan.say_in(group, "/incident")
    await at.settled()

    (told,) = [m for m in group.shown.values() if m["from"]["is_bot"]]
    assert "https://t.me/" in told["text"]
    assert at.runs() == 0
    assert [m for m in at.juan.messages if m["from"]["is_bot"]] == []


async def test_a_command_in_a_group_by_somebody_who_blocked_the_bot_gets_the_link_from_then_on(at: Yard) -> None:
    group = at.demo.telegram.group(-100123, "Yard")
    await at.juan_does("/menu")
    at.juan.blocked = True
    at.juan.say_in(group, "/menu")
    await at.settled()

    at.juan.say_in(group, "/incident")
    await at.settled()

    told = [m["text"] for m in group.shown.values() if m["from"]["is_bot"]]
    assert "https://t.me/" in told[-1]
    assert at.runs() == 0


# 48 hours later.


async def test_the_key_for_the_location_leaves_nothing_where_deleting_is_refused(at: Yard) -> None:
    await at_where(at)
    (key,) = [m for m in at.juan.messages if m.get("text", "").startswith("📍")]
    at.demo.telegram.fail("deleteMessages", code=400, description="Bad Request: message can't be deleted", times=1)

    await at.juan_does("Gate 4")

    left = [m["text"] for m in at.juan.messages if m.get("text", "").startswith("📍")]
    assert left in ([], ["📍"])
    assert key


async def test_a_cry_that_is_edited_into_an_answer_is_heard(at: Yard) -> None:
    await at_where(at)
    await at.juan_does("km 23")

    at.juan.edit(newest_own(at)["message_id"], "km 23, they are robbing me")
    await at.settled()

    assert steps(at, "where") == ["km 23", "km 23, they are robbing me"]
    assert any("If you are in danger now" in m.get("text", "") for m in at.juan.messages)


async def test_an_edit_can_name_a_button_by_what_people_say_for_it(at: Yard) -> None:
    await at.juan_does("/incident", "the second one")
    (first,) = steps(at, "group")

    at.juan.edit(newest_own(at)["message_id"], "3")
    await at.settled()

    assert len(steps(at, "group")) == 2
    assert steps(at, "group") != [first, first]
