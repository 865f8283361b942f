"""What people do with their hands: words beside files, edits, topics, contact cards, and what is said to the wrong thing."""

import time
from typing import Any

import sqlalchemy as sa

from bot.sandbox.slack.deliveries import deliver
from bot.sandbox.slack.payloads import event_callback
from bot.store.sql import aside, run
from tests.field.test_messages import at_account, at_evidence, at_where, newest_own, photo, steps
from tests.field.yard import ANA, JUAN, TEAM, Yard

Json = dict[str, Any]
PRIVATE = {"id": JUAN, "first_name": "Juan", "type": "private"}
HELP_AT_HAND = "If you are in danger now, press this:"


async def posted(at: Yard, **content: Any) -> None:
    """A message of Juan's that the stand-in has no hand for."""
    person = {"id": JUAN, "is_bot": False, "first_name": "Juan"}
    message = {"message_id": 90_000, "date": int(time.time()), "chat": PRIVATE, "from": person, **content}
    at.demo.telegram.inject({"message": message})
    await at.settled()


def shown(at: Yard, last: int) -> str:
    """The newest messages of Juan's screen."""
    return "\n".join(line for seen in at.seats[0].seen()[-last:] for line in (*seen.lines, *seen.buttons))


def newest_of_ana(at: Yard) -> Json:
    return next(m for m in reversed(at.ana.messages) if m.get("user") == ANA)


# Words beside a file.


async def test_the_words_beside_a_photo_that_no_question_waits_for_are_the_account_of_the_report(at: Yard) -> None:
    await at.juan_does("/menu")

    at.juan.send_photo(photo(), "Trailer 53123 has a cut seal")
    await at.settled()

    assert "“Trailer 53123 has a cut seal”" in at.juan_sees()
    assert [row.words for row in at._read(aside.select())] == ["Trailer 53123 has a cut seal"]


async def test_the_words_beside_an_album_are_kept_with_all_of_it(at: Yard) -> None:
    await at.juan_does("/menu")

    at.juan.send_album([photo("red"), photo("blue"), photo("green")], "Seal cut, left side")
    await at.settled()

    assert "“Seal cut, left side”" in at.juan_sees()
    assert "Files sent along: 3" in at.juan_sees()


async def test_words_of_danger_beside_a_photo_are_met_with_the_alarm_card(at: Yard) -> None:
    await at.juan_does("/menu")

    at.juan.send_photo(photo(), "SOS me están asaltando")
    await at.settled()

    assert "[I am in danger]" in at.juan_sees()


async def test_words_of_danger_beside_a_photo_in_slack_are_met_with_the_alarm_card(at: Yard) -> None:
    at.ana.upload(photo(), "a.jpg", "image/jpeg", "SOS help me")
    await at.settled()

    assert "[I am in danger]" in at.ana_sees()


async def test_words_of_danger_beside_a_file_in_a_form_bring_help_and_lose_nothing(at: Yard) -> None:
    await at_evidence(at)

    at.juan.send_photo(photo(), "help me they are robbing me")
    await at.settled()

    assert HELP_AT_HAND in shown(at, 3)
    assert "Received: 1." in at.juan_sees()
    assert steps(at, "evidence#caption") == ["help me they are robbing me"]


async def test_words_of_danger_beside_a_file_at_a_button_question_bring_help(at: Yard) -> None:
    await at.juan_does("/incident")

    at.juan.send_document(b"%PDF-1.4\n", "a.pdf", "application/pdf", "auxilio")
    await at.settled()

    assert HELP_AT_HAND in shown(at, 3)


# Edits.


async def test_a_message_that_is_edited_to_words_of_danger_is_met_with_the_alarm_card(at: Yard) -> None:
    await at.juan_does("/menu", "hola")

    at.juan.edit(newest_own(at)["message_id"], "me están asaltando")
    await at.settled()

    assert "[I am in danger]" in at.juan_sees()


async def test_an_answer_that_is_edited_to_words_of_danger_is_kept_and_help_is_offered(at: Yard) -> None:
    await at_where(at)
    await at.juan_does("km 23")

    at.juan.edit(newest_own(at)["message_id"], "SOS")
    await at.settled()

    assert steps(at, "where") == ["km 23", "SOS"]
    assert HELP_AT_HAND in shown(at, 3)


async def test_an_answer_that_is_edited_to_help_is_help_and_no_answer(at: Yard) -> None:
    await at_where(at)
    await at.juan_does("km 23")

    at.juan.edit(newest_own(at)["message_id"], "help")
    await at.settled()

    assert steps(at, "where") == ["km 23"]
    assert "How this works" in at.juan_sees()


async def test_an_edit_in_slack_to_words_of_danger_brings_help(at: Yard) -> None:
    at.ana.say("hello")
    await at.settled()

    at.ana.edit(newest_of_ana(at)["ts"], "me están asaltando")
    await at.settled()

    assert "[I am in danger]" in at.ana_sees()


async def test_of_an_answer_in_a_canceled_form_nobody_says_that_it_was_finished(at: Yard) -> None:
    await at_account(at)
    own = newest_own(at)["message_id"]
    await at.juan_does("/cancel", "Yes, cancel")

    at.juan.say("new words", reply_to=own)
    await at.settled()

    assert "That form was canceled. It cannot be changed anymore." in at.juan_sees()


async def test_a_message_that_is_deleted_after_its_form_is_over_cannot_be_changed_by_going_back(at: Yard) -> None:
    at.ana.command("/sello", "incident")
    await at.settled()
    await at.ana_does("Seal broken, missing or wrong", "Seals missing from stock", "Today", "Skip", "Gate 4")
    own = newest_of_ana(at)["ts"]
    at.ana.command("/sello", "cancel")
    await at.settled()
    await at.ana_does("Yes, cancel")

    at.ana.delete(own)
    await at.settled()

    assert at.seats[1].toast(at.seats[1].toasts() - 1) == "You deleted a message. The answer in it is kept."


# Topics and contact cards.


async def test_a_message_in_a_topic_is_no_reply_to_what_began_the_topic(at: Yard) -> None:
    await at_where(at)
    began = {
        "message_id": 4444, "date": 1_700_000_000, "chat": PRIVATE,
        "forum_topic_created": {"name": "Sello", "icon_color": 7322096},
    }  # fmt: skip

    await posted(at, text="km 99", message_thread_id=4444, is_topic_message=True, reply_to_message=began)

    assert steps(at, "where") == ["km 99"]


async def test_the_contact_card_of_somebody_else_is_their_name_and_number(at: Yard) -> None:
    await at_account(at)

    await posted(at, contact={"phone_number": "+5215512345678", "first_name": "Luis", "last_name": "Mora"})

    assert steps(at, "account") == ["Luis Mora, +5215512345678"]


# Files of Slack that no photo or document is in.


async def test_a_mail_that_was_shared_in_slack_is_no_download_that_failed(at: Yard) -> None:
    file = {
        "id": "F1",
        "mode": "email",
        "filetype": "email",
        "name": "mail",
        "url_private": "https://files.slack.com/m",
    }
    event = {
        "type": "message", "subtype": "file_share", "channel_type": "im", "user": ANA, "channel": at.ana.channel,
        "ts": "1700000000.000100", "event_ts": "1700000000.000100", "text": "", "files": [file],
    }  # fmt: skip

    deliver(at.ana._slack, at.ana.screen, "events_api", {**event_callback(at.ana._slack, event), "team_id": TEAM})
    await at.settled()

    assert "I can't accept that type of file." in at.ana_sees()


# Files whose name says something else than they are.


async def test_a_pdf_that_is_named_like_a_photo_is_kept_where_documents_are_wanted(at: Yard) -> None:
    await at_evidence(at)

    at.juan.send_document(b"%PDF-1.4\n%%EOF", "scan.jpg", "image/jpeg")
    await at.settled()

    assert "Received: 1." in at.juan_sees()


async def test_a_picture_that_phones_do_not_make_is_asked_for_in_another_form_and_not_again(at: Yard) -> None:
    await at_evidence(at)

    at.juan.send_document(b"II*\x00" + bytes(60), "scan.tif", "image/tiff")
    await at.settled()

    assert "Please send it as a JPEG, or send a screenshot of it." in at.juan_sees()


async def test_an_empty_file_is_said_to_be_empty(at: Yard) -> None:
    await at_evidence(at)

    at.juan.send_document(b"", "empty.pdf", "application/pdf")
    await at.settled()

    assert "That file is empty. Please send it again." in at.juan_sees()


async def test_a_voice_note_that_no_question_waits_for_is_not_called_a_photo(at: Yard) -> None:
    await at.juan_does("/menu")

    at.juan.send_voice(b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead\x01\x01" + bytes(60))
    await at.settled()

    assert "[Report an incident with this file]" in at.juan_sees()


async def test_the_name_of_a_file_leads_nowhere(at: Yard) -> None:
    await at_evidence(at)

    at.juan.send_document(photo(), "../../etc/\u202egnp.exe\n=1+1.jpg", "image/jpeg")
    await at.settled()

    assert "Received: 1." in at.juan_sees()


async def test_the_words_beside_a_file_are_changed_and_removed_and_the_file_is_not_called_skipped(at: Yard) -> None:
    await at_evidence(at)
    at.juan.send_photo(photo(), "left side")
    await at.settled()
    own = newest_own(at)

    at.juan.edit(own["message_id"], "right side")
    await at.settled()
    assert "The words beside your file are now: right side" in at.juan_sees()

    bare = {name: value for name, value in own.items() if name != "caption"}
    at.demo.telegram.inject({"edited_message": {**bare, "edit_date": int(time.time())}})
    await at.settled()
    assert "The words beside your file were removed." in at.juan_sees()
    assert "skipped" not in at.juan_sees()


async def test_a_photo_in_reply_to_an_answer_does_not_say_that_the_answer_changed(at: Yard) -> None:
    await at_evidence(at)
    where = next(m for m in at.juan.messages if m.get("text", "").startswith("km 23") and not m["from"]["is_bot"])
    file = at.demo.telegram._world.shelf.store("photos", photo(), JUAN, mime="image/jpeg", name="p.jpg").description()

    await posted(at, photo=[{**file, "width": 64, "height": 48}], reply_to_message=where)

    assert "is now:" not in at.juan_sees()
    assert "Keep this with “Place”?" in at.juan_sees()


async def test_an_album_with_words_of_danger_is_one_alarm_card(at: Yard) -> None:
    await at.juan_does("/menu")

    at.juan.send_album([photo("red"), photo("blue"), photo("green")], "SOS")
    await at.settled()

    assert sum("I am in danger" in seen.buttons for seen in at.seats[0].seen()) == 1


async def test_an_answer_that_is_edited_to_cancel_asks_whether_to_cancel_and_is_no_answer(at: Yard) -> None:
    await at_where(at)
    await at.juan_does("km 23")

    at.juan.edit(newest_own(at)["message_id"], "cancel")
    await at.settled()

    assert steps(at, "where") == ["km 23"]
    assert "[Yes, cancel]" in at.juan_sees()


async def test_the_silent_word_beside_a_photo_and_in_an_edit_looks_like_the_menu(at: Yard) -> None:
    with at.app.storage.engine.begin() as connection:
        connection.execute(sa.text("UPDATE organisation SET settings = :s"), {"s": '{"silent_word": "pineapple"}'})
    await at.juan_does("/menu", "hola")

    at.juan.edit(newest_own(at)["message_id"], "pineapple")
    await at.settled()
    at.juan.send_photo(photo(), "pineapple")
    await at.settled()

    assert [row[0] for row in at._read(sa.select(run.c.flow_id))] == ["silent", "silent"]
    assert len(steps(at, "evidence")) == 1
    assert all("What would you like to do?" in seen.lines for seen in at.seats[0].seen() if not seen.aside)
