"""What people do on Telegram, as Heard.

Pure: knows no network. A file is named here and fetched elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeGuard

from telegram import (
    Audio,
    CallbackQuery,
    Chat,
    Contact,
    Document,
    Location,
    MessageOrigin,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    PhotoSize,
    Update,
    User,
    Venue,
    Video,
    VideoNote,
    Voice,
)
from telegram import Message as Post
from telegram.constants import ChatType

from bot.channels.channel import FILE, Attachment, Forwarded, Heard
from bot.channels.telegram.card import JOINER
from bot.engine.talk import Placed, Typed

# "/start@sello_bot invitation": the word, the bot it is meant for, the rest of the line.
COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
# What Telegram itself writes into a private chat when something is done there: nobody expects an answer to it.
SERVICE = (
    "pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "new_chat_title", "new_chat_photo",
    "delete_chat_photo", "connected_website", "write_access_allowed", "proximity_alert_triggered", "boost_added",
    "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
    "general_forum_topic_hidden", "general_forum_topic_unhidden", "checklist_tasks_done", "checklist_tasks_added",
    "poll_option_added", "poll_option_deleted", "giveaway_created", "giveaway_completed", "refunded_payment",
    "successful_payment", "direct_message_price_changed", "paid_message_price_changed", "suggested_post_approved",
    "suggested_post_approval_failed", "suggested_post_declined", "suggested_post_paid", "suggested_post_refunded",
    "managed_bot_created",
)  # fmt: skip


@dataclass(frozen=True)
class Enclosed:
    """A file that can be fetched, and what it will be then."""

    file_id: str
    attachment: Attachment


def hear(update: Update, now: datetime, username: str = "") -> Heard | None:
    """What a person did, its file not yet fetched; None for what is nobody's answer. `username` is the bot's own."""
    if update.callback_query:
        return _pressed(update, update.callback_query, now, username)
    post = update.message or update.edited_message
    person = post.from_user if post else None
    if post is None or not _is_person(person):
        return None
    if not _is_private(post.chat):
        return _called(_heard(update, person, person.id, post.date), post, username) if update.message else None
    heard = _about(_heard(update, person, post.chat.id, post.date), post)
    return _told(heard, post) if update.message else _edited(heard, post)


def enclosed(post: Post) -> Enclosed | None:
    """The file that came with a message."""
    if post.animation:  # comes with a document too, for old programs
        return None
    if post.photo:
        return _enclosed(post, max(post.photo, key=lambda size: size.width * size.height), "photo", "photo.jpg")
    if document := post.document:
        type = "photo" if (document.mime_type or "").startswith("image/") else "document"
        return _enclosed(post, document, type, document.file_name or "document")
    if post.video:
        return _enclosed(post, post.video, "video", post.video.file_name or "video.mp4")
    if post.video_note:
        return _enclosed(post, post.video_note, "video", "video.mp4")
    if post.voice:
        return _enclosed(post, post.voice, "voice", "voice.ogg")
    if post.audio:
        return _enclosed(post, post.audio, "voice", post.audio.file_name or "audio")
    return None


def _enclosed(
    post: Post, file: PhotoSize | Document | Video | VideoNote | Voice | Audio, type: str, name: str
) -> Enclosed:
    trouble = "too_big" if int(file.file_size or 0) > FILE else ""
    return Enclosed(str(file.file_id), Attachment(type, words(name), str(post.media_group_id or ""), trouble))


def words(text: str) -> str:
    """What a person wrote, without what cannot be kept, and without the joiners of a copied card."""
    return text.replace("\x00", "").replace(JOINER, "").encode(errors="replace").decode()


def _is_person(user: User | None) -> TypeGuard[User]:
    return user is not None and not user.is_bot and type(user.id) is int


def _is_private(chat: Chat | None) -> TypeGuard[Chat]:
    return chat is not None and chat.type == ChatType.PRIVATE and type(chat.id) is int


def _is_on_earth(place: Location | None) -> TypeGuard[Location]:
    return place is not None and abs(place.latitude) <= 90 and abs(place.longitude) <= 180


def _heard(update: Update, user: User, chat: int, at: datetime) -> Heard:
    return Heard(
        channel="telegram",
        delivery=str(update.update_id),
        account=str(user.id),
        address=str(chat),
        at=at,
        name=words(user.full_name or ""),
        language=str(user.language_code or ""),
    )


def _pressed(update: Update, query: CallbackQuery, now: datetime, username: str) -> Heard | None:
    """A button says when its card was sent, not when it was pressed. In a group whoever pressed it did, and is answered
    in private."""
    chat, person = query.message.chat if query.message else None, query.from_user
    if not (query.data and query.message and _is_person(person)):
        return None
    if _is_private(chat):
        heard = _heard(update, person, chat.id, now)
        return replace(heard, press=str(query.data), message=str(query.message.message_id))
    if chat is None or chat.type not in GROUPS:
        return None
    heard = _heard(update, person, person.id, now)
    return replace(heard, press=str(query.data), elsewhere=True, door=f"https://t.me/{username}")


def _about(heard: Heard, post: Post) -> Heard:
    """Which message it is, which one it replies to, and whose words it passes on."""
    quoted = post.reply_to_message
    here = quoted is not None and quoted.chat.id == post.chat.id and not _begins_topic(post, quoted)
    return replace(
        heard,
        ref=str(post.message_id),
        quotes=str(quoted.message_id) if quoted and here else "",
        forwarded=_forwarded(post.forward_origin) if post.forward_origin else None,
    )


def _begins_topic(post: Post, quoted: Post) -> bool:
    """In a topic every message that replies to nothing replies to the one that began the topic."""
    return quoted.message_id == post.message_thread_id or quoted.forum_topic_created is not None


def _forwarded(origin: MessageOrigin) -> Forwarded:
    match origin:
        case MessageOriginUser():
            by = origin.sender_user.full_name
        case MessageOriginHiddenUser():
            by = origin.sender_user_name
        case MessageOriginChat():
            by = origin.sender_chat.effective_name or ""
        case MessageOriginChannel():
            by = origin.chat.effective_name or ""
        case _:
            by = ""
    return Forwarded(words(by), origin.date)


def _told(heard: Heard, post: Post) -> Heard | None:
    if post.text is not None:
        return _written(heard, post.text)
    if enclosure := enclosed(post):
        return replace(heard, files=(enclosure.attachment,), said=_caption(post))
    if _is_on_earth(post.location):
        return replace(heard, said=_placed(post.location, post.venue))
    if post.contact and str(post.contact.user_id) == heard.account:
        return replace(heard, said=Typed(words(post.contact.phone_number)))
    if post.contact:
        return replace(heard, said=Typed(_called_by(post.contact)))
    if any(getattr(post, name, None) for name in SERVICE):
        return None
    trouble = "unsupported" if post.effective_attachment else "unread"
    return replace(heard, files=(Attachment("document", "", trouble=trouble),), said=_caption(post))


def _called_by(contact: Contact) -> str:
    """Somebody else's card: the name and the number that people would have typed."""
    name = " ".join(filter(None, (contact.first_name, contact.last_name)))
    return ", ".join(filter(None, map(words, (name, contact.phone_number))))


def _placed(place: Location, venue: Venue | None) -> Placed:
    """A venue is a place that was chosen from a list: it has a title and an address."""
    called = ", ".join(filter(None, map(words, (venue.title, venue.address)))) if venue else ""
    return Placed(place.latitude, place.longitude, round(place.horizontal_accuracy or 0), called)


def _caption(post: Post) -> Typed | None:
    caption = words(post.caption or "").strip()
    return Typed(caption) if caption else None


def _edited(heard: Heard, post: Post) -> Heard | None:
    """Words or a caption as they are now. A location that is shared live changes by itself, which says nothing."""
    heard = replace(heard, edits=True, at=post.edit_date or heard.at)
    if post.text is not None:
        return replace(heard, said=Typed(words(post.text)))
    if enclosure := enclosed(post):
        return replace(heard, files=(replace(enclosure.attachment, trouble="unchanged"),), said=_caption(post))
    return None


def _written(heard: Heard, text: str) -> Heard:
    return replace(heard, **(written(text) if not heard.forwarded else {"said": Typed(words(text))}))


def written(text: str) -> dict[str, Any]:
    """What a text fills in: a command and its rest, or what is said."""
    command = COMMAND.fullmatch(text.strip())
    if command:
        return {"command": command[1].lower(), "rest": words(command[3] or "").strip()}
    return {"said": Typed(words(text))}


def _called(heard: Heard, post: Post, username: str) -> Heard | None:
    """In a group only a command counts, and the answer goes to the person who gave it."""
    command = COMMAND.fullmatch((post.text or "").strip())
    if command is None or (command[2] or username).lower() != username.lower():
        return None
    topic = f"/{post.message_thread_id}" if post.is_topic_message and post.message_thread_id else ""
    where: dict[str, Any] = {"place": f"{post.chat.id}{topic}", "place_name": words(post.chat.title or "")}
    return replace(_written(heard, post.text or ""), elsewhere=True, door=f"https://t.me/{username}", **where)
