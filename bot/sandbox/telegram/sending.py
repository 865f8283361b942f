"""The Bot API methods that put messages into a chat, change them and take them away.

Each is a function of the world and the call's parameters, and refuses in the real server's words.
"""

from typing import Any

from bot.sandbox.telegram.files import Stored, as_video, is_picture, measured, photo_sizes
from bot.sandbox.telegram.groups import check, in_topic
from bot.sandbox.telegram.html import Rich
from bot.sandbox.telegram.markup import checked_inline, checked_markup
from bot.sandbox.telegram.text import caption, message_text
from bot.sandbox.telegram.wire import MAX_UPLOAD, Json, Refused, Upload, bad_request, whole
from bot.sandbox.telegram.world import Chat, World

MAX_PHOTO = 10 * 1024 * 1024  # core.telegram.org/bots/api#sendphoto, as are the next two
MAX_PHOTO_SIDES = 10_000
MAX_PHOTO_RATIO = 20
ALBUM = range(2, 11)  # core.telegram.org/bots/api#sendmediagroup
MAX_ACCURACY = 1500  # metres: core.telegram.org/bots/api#sendlocation
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def send_message(world: World, params: Json) -> Json:
    chat = _writable(world, params)
    return _sent(world, chat, params, message_text(params).content("text", "entities"))


def send_photo(world: World, params: Json) -> Json:
    chat = _writable(world, params)
    return _sent(world, chat, params, _photo(world, chat, params.get("photo")) | _captioned(params))


def send_document(world: World, params: Json) -> Json:
    chat = _writable(world, params)
    return _sent(world, chat, params, _document(world, chat, params.get("document")) | _captioned(params))


def send_voice(world: World, params: Json) -> Json:
    chat = _writable(world, params)
    stored = _file(world, chat, "voice", params.get("voice"))
    voice = stored.description() | {"duration": whole(params, "duration"), "mime_type": stored.mime or "audio/ogg"}
    return _sent(world, chat, params, {"voice": voice} | _captioned(params))


def send_video(world: World, params: Json) -> Json:
    chat = _writable(world, params)
    stored = _file(world, chat, "videos", params.get("video"))
    return _sent(world, chat, params, {"video": as_video(stored, whole(params, "duration"))} | _captioned(params))


def send_media_group(world: World, params: Json) -> list[Json]:
    chat = _writable(world, params)
    media = params.get("media")
    if not isinstance(media, list):
        raise bad_request("expected an Array of InputMedia")
    if len(media) not in ALBUM:  # the range is published, these words for it are ours
        raise bad_request("an album must have 2-10 items")
    contents = [_album_item(world, chat, params, item) for item in media]
    group = {"media_group_id": str(13_000_000_000_000_000 + world.next_message_id())}
    return [_sent(world, chat, params, group | content) for content in contents]


def _album_item(world: World, chat: Chat, params: Json, item: Json) -> Json:
    source = item.get("media")
    if isinstance(source, str) and source.startswith("attach://"):
        source = params.get(source.removeprefix("attach://"))
    match item.get("type"):
        case "photo":
            return _photo(world, chat, source) | _captioned(item)
        case "document":
            return _document(world, chat, source) | _captioned(item)
    raise bad_request("can't use the media of the specified type in the album")


def send_location(world: World, params: Json) -> Json:
    chat = _writable(world, params)
    try:
        location = {"latitude": float(params["latitude"]), "longitude": float(params["longitude"])}
    except (KeyError, ValueError):
        raise bad_request("latitude or longitude is empty") from None
    if accuracy := params.get("horizontal_accuracy"):
        location["horizontal_accuracy"] = min(float(accuracy), MAX_ACCURACY)
    return _sent(world, chat, params, {"location": location})


def send_chat_action(world: World, params: Json) -> bool:
    _writable(world, params)
    if params.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def edit_message_text(world: World, params: Json) -> Json:
    chat, message = _editable(world, params)
    rich = message_text(params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edited(world, chat, message, params, rich, ("text", "entities"))


def edit_message_caption(world: World, params: Json) -> Json:
    chat, message = _editable(world, params)
    rich = caption(params)
    if not message.keys() & {"photo", "document", "voice", "video"}:
        raise bad_request("there is no caption in the message to edit")
    return _edited(world, chat, message, params, rich, ("caption", "caption_entities"))


def edit_message_reply_markup(world: World, params: Json) -> Json:
    chat, message = _editable(world, params)
    markup = checked_inline(params)
    if markup == message.get("reply_markup"):
        raise bad_request(NOT_MODIFIED)
    return _replaced(world, chat, _with_markup(message, markup))


def delete_message(world: World, params: Json) -> bool:
    chat = chat_of(world, params)
    if chat.shown.pop(whole(params, "message_id"), None) is None:
        raise bad_request("message to delete not found")
    world.changed(chat)
    return True


def delete_messages(world: World, params: Json) -> bool:
    """Those that cannot be found are skipped."""
    chat = chat_of(world, params)
    for message_id in params.get("message_ids", []):
        chat.shown.pop(message_id, None)
    world.changed(chat)
    return True


def chat_of(world: World, params: Json) -> Chat:
    if params.get("chat_id", "") == "":
        raise bad_request("chat_id is empty")
    try:
        chat = world.chats.get(int(params["chat_id"]))
    except (TypeError, ValueError):
        chat = None
    if chat is None or not chat.started:
        raise bad_request("chat not found")
    return chat


def _writable(world: World, params: Json) -> Chat:
    chat = chat_of(world, params)
    check(chat, whole(params, "message_thread_id"))
    if chat.blocked:
        raise Refused(403, "Forbidden: bot was blocked by the user")
    return chat


def _sent(world: World, chat: Chat, params: Json, content: Json) -> Json:
    message: Json = {
        "message_id": 0,
        "from": world.bot,
        "chat": chat.place(),
        "date": world.now(),
        **_reply(chat, params),
        **in_topic(whole(params, "message_thread_id")),
        **content,
    }
    markup = checked_markup(params)
    if params.get("protect_content") is True:
        message["has_protected_content"] = True
    if params.get("link_preview_options"):
        message["link_preview_options"] = params["link_preview_options"]
    message["message_id"] = world.next_message_id()
    _show_markup(chat, message, markup)
    chat.show(message)
    world.changed(chat)
    return message


def _reply(chat: Chat, params: Json) -> Json:
    wanted = params.get("reply_parameters") or {"message_id": params.get("reply_to_message_id")}
    if not isinstance(wanted, dict):
        raise bad_request("object expected as reply parameters")
    if wanted.get("message_id") is None:
        return {}
    original = chat.shown.get(whole(wanted, "message_id"))
    if original is None:
        if wanted.get("allow_sending_without_reply") or params.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": {name: original[name] for name in original if name != "reply_to_message"}}


def _show_markup(chat: Chat, message: Json, markup: Json | None) -> None:
    """Inline keyboards belong to the message, the others to the person's input field."""
    if markup is None:
        return
    if "inline_keyboard" in markup:
        message["reply_markup"] = markup
    elif "keyboard" in markup:
        chat.keyboard = markup
    elif "remove_keyboard" in markup:
        chat.keyboard = None
    else:
        chat.forced_reply = markup
        chat.reply_to = message["message_id"]


def _editable(world: World, params: Json) -> tuple[Chat, Json]:
    chat = _writable(world, params)
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    message = chat.shown.get(whole(params, "message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message["from"]["is_bot"]:
        raise bad_request("message can't be edited")
    return chat, message


def _edited(world: World, chat: Chat, message: Json, params: Json, rich: Rich, names: tuple[str, str]) -> Json:
    markup = checked_inline(params)
    kept = {name: value for name, value in message.items() if name not in (*names, "reply_markup", "edit_date")}
    edited = _with_markup(kept | rich.content(*names), markup)
    if edited == {name: value for name, value in message.items() if name != "edit_date"}:
        raise bad_request(NOT_MODIFIED)
    return _replaced(world, chat, edited | {"edit_date": world.now()})


def _with_markup(message: Json, markup: Json | None) -> Json:
    bare = {name: value for name, value in message.items() if name != "reply_markup"}
    return bare | {"reply_markup": markup} if markup else bare


def _replaced(world: World, chat: Chat, message: Json) -> Json:
    chat.show(message)
    world.changed(chat)
    return message


def _captioned(params: Json) -> Json:
    return caption(params).content("caption", "caption_entities")


def _photo(world: World, chat: Chat, source: Any) -> Json:
    if isinstance(source, Upload):
        _check_photo(source.data)
    return {"photo": photo_sizes(_file(world, chat, "photos", source))}


def _check_photo(data: bytes) -> None:
    if len(data) > MAX_PHOTO:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes"
        )
    if not is_picture(data):
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = measured(data) or (1, 1)
    if width + height > MAX_PHOTO_SIDES or max(width, height) > MAX_PHOTO_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _document(world: World, chat: Chat, source: Any) -> Json:
    stored = _file(world, chat, "documents", source)
    return {"document": stored.description() | {"file_name": stored.name, "mime_type": stored.mime}}


def _file(world: World, chat: Chat, folder: str, source: Any) -> Stored:
    """An uploaded file put on the shelf, or one already there."""
    if isinstance(source, Upload):
        if not source.data:
            raise bad_request("file must be non-empty")
        if len(source.data) > MAX_UPLOAD:
            raise Refused(413, "Request Entity Too Large")
        return world.shelf.store(folder, source.data, chat.id, mime=source.mime, name=source.name)
    if not source:
        raise bad_request(f"there is no {folder.rstrip('s')} in the request")
    if str(source).startswith(("http://", "https://")):  # nothing is fetched from outside
        raise bad_request("failed to get HTTP URL content")
    return world.shelf.file(source)
