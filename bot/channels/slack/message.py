"""What a message in Slack says: its words as they were typed, its files, what it changes, and whose words it passes on.

Takes the JSON as it came. Does not know who is speaking.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.channels.channel import FILE, Attachment, Forwarded, Heard
from bot.channels.slack.emoji import signs
from bot.channels.slack.payload import Json, moment, several, word
from bot.engine.talk import Typed

# Subtypes of messages that nobody says to us: what Slack writes into a conversation by itself, and what other programs
# say. All others are heard like any message: https://docs.slack.dev/reference/events/message#subtypes
SERVICE = frozenset({
    "assistant_app_thread", "bot_add", "bot_disable", "bot_enable", "bot_message", "bot_remove", "channel_archive",
    "channel_canvas_updated", "channel_convert_to_private", "channel_convert_to_public", "channel_join",
    "channel_leave", "channel_name", "channel_posting_permissions", "channel_purpose", "channel_topic",
    "channel_unarchive", "document_mention", "ekm_access_denied", "file_comment", "file_mention", "group_archive",
    "group_join", "group_leave", "group_name", "group_purpose", "group_topic", "group_unarchive", "huddle_thread",
    "joiner_notification", "message_replied", "pinned_item", "reminder_add", "reply_broadcast", "sh_room_created",
    "sh_room_shared", "slackbot_response", "tabbed_canvas_updated", "tombstone", "unpinned_item",
})  # fmt: skip

PARTS = ("text", "blocks", "attachments", "files")  # a message that has none of them was sent by nobody

# Where the message is that was changed or deleted.
INSIDE = {"message_changed": "message", "message_deleted": "previous_message"}

# Files that Slack lists and does not keep, or keeps as something that is no file, by their mode, access or type. A page
# cannot be told from the page on which Slack asks us to log in:
# https://docs.slack.dev/reference/objects/file-object
WITHOUT_BYTES = {"external": "link", "quip": "canvas", "canvas": "canvas", "docs": "canvas", "space": "canvas",
                 "list": "canvas", "tombstone": "gone", "file_not_found": "gone", "hidden_by_limit": "hidden",
                 "access_denied": "hidden", "email": "unsupported", "html": "unsupported"}  # fmt: skip
STUB = "check_file_info"  # of a file from another organisation, of which the message tells no more than the id

# <https://example.com|example.com>, <mailto:a@b.mx|a@b.mx>, <@U012>, <!here>: what Slack's client makes of what is typed.
LINKED = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


@dataclass(frozen=True)
class Shared:
    """A file of a message, and where it can be fetched; where `url` is empty, Slack is asked by the `id`."""

    url: str
    attachment: Attachment
    id: str = ""


def shared(event: Json) -> tuple[Shared, ...]:
    """The files of a message, and of the message it passes on; those sent together are one album."""
    passed_on = [file for one in several(event, "attachments") if one.get("is_share") for file in several(one, "files")]
    files = [file for file in (*several(event, "files"), *passed_on) if word(file, "id") and not snippet(file)]
    album = (word(event, "client_msg_id") or word(event, "ts")) if len(files) > 1 else ""
    return tuple(described(file, album) for file in files)


def message_of(event: Json) -> Json:
    """The message that an event is about, which may be one that was changed or deleted."""
    inside = INSIDE.get(subtype(event))
    if inside is None:
        return event
    inner = event.get(inside)
    return inner if isinstance(inner, Mapping) else {}


def subtype(event: Json) -> str:
    return word(event, "subtype")


def told(event: Json, heard: Heard) -> Heard | None:
    message, channel = message_of(event), word(event, "channel")
    heard = _about(heard, message, channel)
    match subtype(event):
        case "message_changed":
            return _changed(event, message, heard)
        case "message_deleted":
            return None if message.get("bot_id") else replace(heard, edits=True, thread="")
    said, files = words(message), tuple(file.attachment for file in shared(message))
    if not (said or files or subtype(event) or any(message.get(part) for part in PARTS)):
        return None
    if not (said or files):
        files = (Attachment("document", "", trouble="unread"),)
    return replace(heard, said=said, files=files)


def _about(heard: Heard, message: Json, channel: str) -> Heard:
    """Which message it is, whether it stands in a thread, and whose words it passes on."""
    ts, thread = word(message, "ts"), word(message, "thread_ts")
    below = f"{channel}:{thread}" if thread and thread != ts else ""
    heard = replace(heard, ref=f"{channel}:{ts}" if ts else "", thread=below)
    for one in several(message, "attachments"):
        if one.get("is_share"):
            by = word(one, "author_name") or word(one, "author_subname")
            return replace(heard, forwarded=Forwarded(by, moment(one.get("ts"))))
    return heard


def words(message: Json) -> Typed | None:
    """What was typed, with the text snippets that were pasted with it, and below it the words that are passed on."""
    shares = [word(one, "text") for one in several(message, "attachments") if one.get("is_share")]
    typed, *passed_on = (_typed(text).strip() for text in (word(message, "text"), *shares))
    snippets = (snippet(file) for file in several(message, "files"))
    text = "\n".join(filter(None, (typed, *snippets, *passed_on)))
    return Typed(text) if text else None


def snippet(file: Json) -> str:
    """The words of a text snippet, which Slack's client makes of a long paste; empty for any other file, and for one of
    which the message does not have the whole."""
    if word(file, "mode") != "snippet" or file.get("preview_is_truncated") is True:
        return ""
    return word(file, "preview").replace("\x00", "").strip()


def _changed(event: Json, message: Json, heard: Heard) -> Heard | None:
    """Other words than before. Slack also changes a message by itself, for the preview of a link."""
    before = event.get("previous_message")
    same = isinstance(before, Mapping) and word(before, "text") == word(message, "text")
    if message.get("bot_id") or same or subtype(message) in SERVICE:
        return None
    files = tuple(replace(one.attachment, trouble="unchanged") for one in shared(message))
    return replace(heard, edits=True, said=words(message), files=files, thread="")


def _typed(text: str) -> str:
    """What the person typed: the links, the names of emoji and the escaping of Slack's client undone."""
    plain = html.unescape(LINKED.sub(lambda found: _unlinked(found[1], found[2] or ""), text))
    return signs(plain).replace("\x00", "")


def _unlinked(target: str, label: str) -> str:
    sign, name = target[0], label or target[1:].rpartition("^")[2]
    if sign in "@!":
        return f"@{name.removeprefix('@')}"
    return f"#{name}" if sign == "#" else label or target


def described(file: Json, album: str = "") -> Shared:
    """A file as Slack describes it."""
    name = word(file, "name") or word(file, "title") or word(file, "id")
    url = word(file, "url_private_download") or word(file, "url_private")
    return Shared(url, Attachment(_type(file), name, album, _trouble(file, url)), word(file, "id"))


def _type(file: Json) -> str:
    mime = word(file, "mimetype")
    if _is_voice(file, mime):
        return "voice"
    return {"image": "photo", "video": "video"}.get(mime.partition("/")[0], "document")


def _trouble(file: Json, url: str) -> str:
    """Why a file cannot be fetched; empty if it can, or if Slack has to be asked first."""
    mode, access, size = word(file, "mode"), word(file, "file_access"), file.get("size")
    if found := WITHOUT_BYTES.get(mode) or WITHOUT_BYTES.get(access) or WITHOUT_BYTES.get(word(file, "filetype")):
        return found
    if file.get("is_external") is True:
        return "link"
    if isinstance(size, int) and size > FILE:
        return "too_big"
    return "" if url or access == STUB else "unavailable"


def _is_voice(file: Json, mime: str) -> bool:
    return mime.startswith("audio/") or word(file, "subtype") == "slack_audio"  # a clip, which may come as video/webm
