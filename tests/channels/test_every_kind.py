"""Every kind of thing a platform can deliver, from a person we know: what they do is answered, or there is a reason why not.

The kinds of the Bot API are those of the installed library: a new one is wanted here as soon as it is there.
"""

import time
from pathlib import Path
from typing import Any

from telegram import Message, Update

from bot.channels.slack.message import SERVICE as SLACK_SERVICE
from bot.channels.telegram.heard import SERVICE
from bot.sandbox.slack.deliveries import deliver
from bot.sandbox.slack.payloads import event_callback
from tests.channels.kinds import fields, value
from tests.field.yard import ANA, JUAN, TEAM, Yard, yard

Json = dict[str, Any]

# Telegram.

PERSON = {"id": JUAN, "is_bot": False, "first_name": "Juan"}
PRIVATE = {"id": JUAN, "first_name": "Juan", "type": "private"}

# What may stand in any message, and is not what it says.
ABOUT = {
    "message_id", "date", "chat", "from_user", "author_signature", "business_connection_id", "caption_entities",
    "direct_messages_topic", "edit_date", "effect_id", "entities", "forward_origin", "guest_bot_caller_chat",
    "guest_bot_caller_user", "guest_query_id", "has_media_spoiler", "has_protected_content", "is_automatic_forward",
    "is_from_offline", "is_paid_post", "is_topic_message", "link_preview_options", "media_group_id",
    "message_thread_id", "paid_star_count", "quote", "reply_markup", "reply_to_checklist_task_id", "reply_to_message",
    "reply_to_poll_option_id", "reply_to_story", "sender_boost_count", "sender_business_bot", "sender_chat",
    "sender_tag", "show_caption_above_media", "suggested_post_info", "via_bot", "external_reply", "caption",
    "api_kwargs",
}  # fmt: skip

# Kinds of update that nobody is answered for, and why.
NOT_A_PERSON = "no message of a person to us"
NOT_ASKED_FOR = "never delivered: we do not ask for it"
SILENT_UPDATES = {
    "channel_post": "a channel speaks, nobody in it",
    "edited_channel_post": "a channel speaks, nobody in it",
    "poll": NOT_A_PERSON,
    "poll_answer": NOT_A_PERSON,
    "my_chat_member": "the person has blocked us, or let us in again: a word would not reach them, or be in the way",
    "chat_member": NOT_ASKED_FOR,
    "chat_join_request": NOT_A_PERSON,
    "chat_boost": NOT_A_PERSON,
    "removed_chat_boost": NOT_A_PERSON,
    "message_reaction": NOT_ASKED_FOR,
    "message_reaction_count": NOT_ASKED_FOR,
    "business_connection": "we are nobody's business account",
    "business_message": "we are nobody's business account",
    "edited_business_message": "we are nobody's business account",
    "deleted_business_messages": "we are nobody's business account",
    "inline_query": "inline mode is off",
    "chosen_inline_result": "inline mode is off",
    "shipping_query": "we sell nothing",
    "pre_checkout_query": "we sell nothing",
    "purchased_paid_media": "we sell nothing",
    "managed_bot": NOT_A_PERSON,
    "guest_message": "guest mode is off",
}

# What Telegram writes into groups and channels alone.
ELSEWHERE = {
    "group_chat_created", "supergroup_chat_created", "channel_chat_created", "migrate_to_chat_id",
    "migrate_from_chat_id", "left_chat_member", "new_chat_members", "video_chat_scheduled", "video_chat_started",
    "video_chat_ended", "video_chat_participants_invited", "chat_owner_changed", "chat_owner_left",
}  # fmt: skip


def post(**content: Any) -> Json:
    return {"message_id": 5, "date": int(time.time()), "chat": PRIVATE, "from": PERSON, **content}


def test_every_field_of_a_message_is_decided() -> None:
    """In a new version of the library there may be more: decide whether it is something said."""
    said = set(fields(Message)) - ABOUT

    assert said >= {"text", "photo", "sticker", *SERVICE, *ELSEWHERE}
    assert said - {"text", *SERVICE, *ELSEWHERE} == ANSWERED


ANSWERED = {
    "animation", "audio", "chat_shared", "checklist", "contact", "dice", "document", "game", "gift",
    "gift_upgrade_sent", "giveaway", "giveaway_winners", "invoice", "live_photo", "location", "paid_media",
    "passport_data", "photo", "poll", "sticker", "story", "unique_gift", "users_shared", "venue", "video",
    "video_note", "voice", "web_app_data",
}  # fmt: skip


async def calls_for(at: Yard, update: Json) -> list[str]:
    """What the bot sends because of an update."""
    before = len(at.demo.telegram.calls)
    at.demo.telegram.inject(update)
    await at.settled()
    sending = ("sendMessage", "editMessageText", "answerCallbackQuery", "sendPhoto")
    return [method for method, _ in at.demo.telegram.calls[before:] if method in sending]


async def test_every_kind_of_message_in_a_private_chat_is_answered(tmp_path: Path) -> None:
    async with yard(tmp_path) as at:
        await at.juan_does("/menu")
        silent = {kind for kind in ANSWERED | {"text"} if not await calls_for(at, {"message": _of_kind(at, kind)})}
        answered = {kind for kind in SERVICE if await calls_for(at, {"message": _of_kind(at, kind)})}

    assert silent == set()
    assert answered == set()


async def test_every_kind_of_message_is_answered_while_a_question_is_open(tmp_path: Path) -> None:
    async with yard(tmp_path) as at:
        await at.juan_does("/incident")
        silent = {kind for kind in ANSWERED | {"text"} if not await calls_for(at, {"message": _of_kind(at, kind)})}

    assert silent == set()


async def test_a_message_of_a_kind_that_is_newer_than_we_are_is_answered(tmp_path: Path) -> None:
    async with yard(tmp_path) as at:
        assert await calls_for(at, {"message": post(hologram={"file_id": "h"})})


async def test_every_kind_of_update_is_answered_or_has_a_reason(tmp_path: Path) -> None:
    async with yard(tmp_path) as at:
        await at.juan_does("/menu")
        kinds = {str(kind.value) for kind in Update.ALL_TYPES}
        answered = {kind for kind in kinds if await calls_for(at, {kind: _content(at, kind)})}

    assert kinds == {*fields(Update)} - {"update_id", "api_kwargs"}
    assert answered == {"message", "edited_message", "callback_query"}
    assert kinds - answered == set(SILENT_UPDATES)


def _of_kind(at: Yard, kind: str) -> Json:
    if kind == "text":
        return post(text="hello")
    content = value(fields(Message)[kind])
    if kind == "contact":
        content |= {"user_id": 1}
    stored = at.demo.telegram._world.shelf.store("documents", b"%PDF-1.4", JUAN, mime="application/pdf", name="a.pdf")
    there = stored.description()["file_id"]
    return post(**{kind: _with_file(content, there)})


def _with_file(content: Any, there: str) -> Any:
    """The same with the id of a file that can be fetched."""
    if isinstance(content, list):
        return [_with_file(one, there) for one in content]
    return {**content, "file_id": there} if isinstance(content, dict) and "file_id" in content else content


def _content(at: Yard, kind: str) -> Json:
    match kind:
        case "callback_query":
            card = {**at.juan.messages[-1]}
            return {
                "id": at.demo.telegram._world.new_query(at.juan._chat),
                "from": PERSON,
                "message": card,
                "data": "m",
                "chat_instance": "1",
            }
        case "edited_message":
            return post(text="changed", edit_date=int(time.time()))
        case "message" | "business_message" | "edited_business_message" | "guest_message":
            return post(text="hello")
        case "channel_post" | "edited_channel_post":
            return post(text="hello", chat={"id": -1001, "type": "channel", "title": "News"})
    made: Json = value(fields(Update)[kind])
    return made


# Slack: the subtypes of https://docs.slack.dev/reference/events/message#subtypes, and those its clients know besides.

HEARD = {"me_message", "thread_broadcast", "file_share", "message_changed", "message_deleted"}


def event(subtype: str, **more: Any) -> Json:
    said = {
        "type": "message", "channel_type": "im", "user": ANA, "channel": "D", "ts": "1700000000.000100",
        "event_ts": "1700000000.000100", "text": "hello", **more,
    }  # fmt: skip
    return {**said, "subtype": subtype} if subtype else said


def of_subtype(at: Yard, subtype: str) -> Json:
    own = {"type": "message", "user": ANA, "ts": "1700000000.000100", "text": "Dock 4"}
    match subtype:
        case "message_changed":
            changed = event(subtype, message={**own, "text": "Dock 5"}, previous_message=own)
            return {name: one for name, one in changed.items() if name != "user"}
        case "file_share":
            return event(subtype, files=[{"id": "F1", "name": "a.pdf", "mimetype": "application/pdf"}])
        case "thread_broadcast":
            return event(subtype, thread_ts="1700000000.000001")
        case _:
            return event(subtype, channel=at.ana.channel)


async def slack_calls_for(at: Yard, body: Json) -> list[str]:
    before = len(at.demo.slack.calls)
    slack = at.ana._slack
    deliver(slack, at.ana.screen, "events_api", {**event_callback(slack, body), "team_id": TEAM})
    await at.settled()
    sending = ("chat.postMessage", "chat.update", "chat.postEphemeral")
    return [method for method, _ in at.demo.slack.calls[before:] if method in sending]


async def test_every_subtype_of_a_message_in_slack_is_answered_or_is_nobodys_word(tmp_path: Path) -> None:
    async with yard(tmp_path) as at:
        subtypes = ["", "something_new", *sorted(HEARD - {"message_deleted"})]
        silent = {one for one in subtypes if not await slack_calls_for(at, of_subtype(at, one))}
        answered = {one for one in SLACK_SERVICE if await slack_calls_for(at, of_subtype(at, one))}

    assert silent == set()
    assert answered == set()
    assert not SLACK_SERVICE & HEARD


async def test_what_we_say_and_change_in_slack_ourselves_is_not_answered(tmp_path: Path) -> None:
    async with yard(tmp_path) as at:
        ours = {"type": "message", "user": "U0BOT", "bot_id": "B0BOT", "ts": "1700000000.000100", "text": "a"}
        said = [
            event("", bot_id="B0BOT", user="U0BOT"),
            event("message_changed", message={**ours, "text": "b"}, previous_message=ours),
            event("message_deleted", previous_message=ours),
        ]
        answered = [body for body in said if await slack_calls_for(at, body)]

    assert answered == []
