"""A person on Telegram: what they see of their chat with the bot, and what they can do in it.

Everything done here is synchronous and becomes an update on its way to the bot.
"""

import asyncio
import time
from typing import Any

from bot.sandbox.telegram import groups
from bot.sandbox.telegram.files import as_video, photo_sizes
from bot.sandbox.telegram.html import Rich
from bot.sandbox.telegram.text import MAX_TEXT, with_found
from bot.sandbox.telegram.wire import Json
from bot.sandbox.telegram.world import Chat, World

QUIET = 0.03  # seconds without a bot call after which the bot is taken to be done
PICTURE_CAPTION = ("caption", "caption_entities")


class TelegramPerson:
    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._chat = chat

    @property
    def id(self) -> int:
        return self._chat.id

    @property
    def first_name(self) -> str:
        return self._chat.first_name

    @property
    def language_code(self) -> str | None:
        return self._chat.language_code

    @language_code.setter
    def language_code(self, code: str | None) -> None:
        self._chat.language_code = code

    @property
    def blocked(self) -> bool:
        """Whether this person blocked the bot; setting it tells the bot, as Telegram does."""
        return self._chat.blocked

    @blocked.setter
    def blocked(self, blocked: bool) -> None:
        if blocked == self._chat.blocked:
            return
        before, after = self._membership(), self._membership(blocked=blocked)
        self._chat.blocked = blocked
        change = {"chat": self._chat.place(), "from": self._chat.user(), "date": self._world.now()}
        self._do("my_chat_member", change | {"old_chat_member": before, "new_chat_member": after})

    def _membership(self, *, blocked: bool | None = None) -> Json:
        if self._chat.blocked if blocked is None else blocked:
            return {"user": self._world.bot, "status": "kicked", "until_date": 0}
        return {"user": self._world.bot, "status": "member"}

    @property
    def messages(self) -> list[Json]:
        """Message JSON, oldest first, edits applied and deletions gone. Not to be changed."""
        return list(self._chat.shown.values())

    @property
    def keyboard(self) -> Json | None:
        """The reply keyboard shown under the input field."""
        return self._chat.keyboard

    @property
    def forced_reply(self) -> Json | None:
        """The ForceReply that the next message will answer."""
        return self._chat.forced_reply

    @property
    def toasts(self) -> list[Json]:
        return self._chat.toasts

    @property
    def spinning(self) -> list[str]:
        """The callback queries the bot has not answered: their buttons still turn."""
        return list(self._chat.spinning)

    def buttons(self) -> list[str]:
        """The labels of the newest message that has inline buttons."""
        for message in reversed(self.messages):
            if labels := [button["text"] for button in _inline(message)]:
                return labels
        return []

    def say(self, text: str, *, reply_to: int | None = None, forwarded: Json | None = None) -> int:
        """Writes; as a reply to a message of this chat, or passing on words whose origin is given (MessageOrigin)."""
        return self._send(_written(text) | self._replying(reply_to) | _origin(forwarded))

    def say_in(self, group: Chat, text: str, topic: int = 0) -> int:
        """Writes in a group that the bot is in, or in a topic of it."""
        return self._do("message", groups.said(self._world, self._chat, group, _written(text), topic))

    def _replying(self, to: int | None) -> Json:
        if to is None:
            return {}
        original = self._chat.shown[to]
        return {"reply_to_message": {name: original[name] for name in original if name != "reply_to_message"}}

    def press(self, button: str, *, message_id: int | None = None) -> int:
        """Presses an inline button by label or callback_data, or a key of the reply keyboard by label."""
        for message in reversed(self.messages):
            if message_id is not None and message["message_id"] != message_id:
                continue
            for candidate in _inline(message):
                if button in (candidate["text"], candidate.get("callback_data")):
                    return self._press_inline(message, candidate)
        if message_id is None and (key := self._key(button)):
            return self._press_key(key)
        raise LookupError(f"no button {button!r}; there are {self.buttons() + self._keys()}")

    def press_in(self, group: Chat, button: str) -> int:
        """Presses a button of the newest message in a group that has it."""
        return self._press_inline(*groups.button(group, button))

    def _press_inline(self, message: Json, button: Json) -> int:
        if "callback_data" not in button:
            raise LookupError(f"{button['text']!r} tells the bot nothing: {button}")
        query = {
            "id": self._world.new_query(self._chat),
            "from": self._chat.user(),
            "message": message,
            "chat_instance": str(-7_000_000_000_000_000_000 - self.id),
            "data": button["callback_data"],
        }
        return self._do("callback_query", query)

    def _press_key(self, key: Json) -> int:
        asks = [name for name in key if name.startswith("request_") and key[name]] + [n for n in key if n == "web_app"]
        if asks:
            raise LookupError(f"{key['text']!r} sends no text, it asks: {asks}")
        update_id = self.say(key["text"])
        self._fold_keyboard()
        return update_id

    def _fold_keyboard(self) -> None:
        """A one-time keyboard goes away once it was used."""
        if self._chat.keyboard and self._chat.keyboard.get("one_time_keyboard"):
            self._chat.keyboard = None

    def _key(self, label: str) -> Json | None:
        rows = self._chat.keyboard["keyboard"] if self._chat.keyboard else []
        return next((key for row in rows for key in row if key["text"] == label), None)

    def _keys(self) -> list[str]:
        rows = self._chat.keyboard["keyboard"] if self._chat.keyboard else []
        return [key["text"] for row in rows for key in row]

    def edit(self, message_id: int, text: str) -> int:
        """Changes an own text, or the caption of an own photo or document."""
        message = self._chat.shown[message_id]
        names = ("text", "entities") if "text" in message else PICTURE_CAPTION
        if message["from"]["is_bot"] or not message.keys() & {"text", "photo", "document"}:
            raise ValueError(f"not an own message with words: {message}")
        kept = {name: value for name, value in message.items() if name not in names}
        return self._edited(kept | with_found(Rich(text)).content(*names))

    def move(self, message_id: int, lat: float, lon: float) -> int:
        message = self._chat.shown[message_id]
        return self._edited(message | {"location": message["location"] | {"latitude": lat, "longitude": lon}})

    def _edited(self, message: Json) -> int:
        edited = message | {"edit_date": self._world.now()}
        self._chat.show(edited)
        return self._do("edited_message", edited)

    def send_photo(
        self, data: bytes, caption: str = "", *, reply_to: int | None = None, forwarded: Json | None = None
    ) -> int:
        content = self._photo(data) | with_found(Rich(caption)).content(*PICTURE_CAPTION)
        return self._send(content | self._replying(reply_to) | _origin(forwarded))

    def send_album(self, pictures: list[bytes], caption: str = "") -> list[int]:
        """Several photos at once: one message and one update each, with one media_group_id. The first is captioned."""
        group = {"media_group_id": str(13_000_000_000_000_000 + self._world.next_message_id())}
        captions = [caption] + [""] * (len(pictures) - 1)
        contents = [
            group | self._photo(picture) | with_found(Rich(words)).content(*PICTURE_CAPTION)
            for picture, words in zip(pictures, captions, strict=True)
        ]
        return [self._send(content) for content in contents]

    def _photo(self, data: bytes) -> Json:
        return {"photo": photo_sizes(self._world.shelf.store("photos", data, self.id, mime="image/jpeg"))}

    def send_voice(self, data: bytes, mime: str = "audio/ogg", duration: int = 3) -> int:
        stored = self._world.shelf.store("voice", data, self.id, mime=mime)
        return self._send({"voice": stored.description() | {"duration": duration, "mime_type": mime}})

    def send_video(self, data: bytes, name: str = "", mime: str = "video/mp4", caption: str = "") -> int:
        stored = self._world.shelf.store("videos", data, self.id, mime=mime, name=name)
        return self._send({"video": as_video(stored, 3)} | with_found(Rich(caption)).content(*PICTURE_CAPTION))

    def send_video_note(self, data: bytes) -> int:
        """A round video."""
        stored = self._world.shelf.store("video_notes", data, self.id)
        return self._send({"video_note": stored.description() | {"duration": 3, "length": 384}})

    def send_document(self, data: bytes, name: str, mime: str, caption: str = "") -> int:
        stored = self._world.shelf.store("documents", data, self.id, mime=mime, name=name)
        document = stored.description() | {"file_name": name, "mime_type": mime}
        return self._send({"document": document} | with_found(Rich(caption)).content(*PICTURE_CAPTION))

    def send_location(self, lat: float, lon: float, accuracy: float | None = None, live: int | None = None) -> int:
        """A place; with `live`, shared for so many seconds."""
        location: Json = {"latitude": lat, "longitude": lon} | ({"live_period": live} if live else {})
        if accuracy is not None:
            location["horizontal_accuracy"] = accuracy
        return self._send_asked("request_location", {"location": location})

    def send_contact(self, phone_number: str) -> int:
        """The person's own number, as the contact button sends it."""
        contact = {"phone_number": phone_number, "first_name": self.first_name, "user_id": self.id}
        return self._send_asked("request_contact", {"contact": contact})

    def _send_asked(self, request: str, content: Json) -> int:
        update_id = self._send(content)
        rows = self._chat.keyboard["keyboard"] if self._chat.keyboard else []
        if any(key.get(request) for row in rows for key in row):
            self._fold_keyboard()
        return update_id

    def _send(self, content: Json) -> int:
        message: Json = {
            "message_id": self._world.next_message_id(),
            "from": self._chat.user(),
            "chat": self._chat.place(),
            "date": self._world.now(),
            **self._answered(),
            **content,
        }
        self._chat.started = True
        self._chat.show(message)
        return self._do("message", message)

    def _answered(self) -> Json:
        """A ForceReply makes the next message a reply."""
        original = self._chat.shown.get(self._chat.reply_to or 0)
        self._chat.reply_to = self._chat.forced_reply = None
        if original is None:
            return {}
        return {"reply_to_message": {name: original[name] for name in original if name != "reply_to_message"}}

    def _do(self, kind: str, content: Json) -> int:
        self._world.changed(self._chat)
        return self._world.updates.add(kind, content, self.id)

    async def settled(
        self,
        timeout: float = 10,  # noqa: ASYNC109 - it is part of the question
        *,
        quiet: float = QUIET,
        anyone: bool = True,
    ) -> None:
        """Waits until the bot took every update of this person and then called nothing for a while.

        With `anyone` any bot call counts, without it only those about this person: for many people at once.
        """
        activity = self._world.activity if anyone else self._chat.activity
        try:
            async with asyncio.timeout(timeout):
                while (left := self._unsettled(activity.busy, activity.last + quiet, quiet)) is not None:
                    if self._chat.unconfirmed:
                        await self._chat.all_confirmed.wait()
                    else:
                        await asyncio.sleep(left)
        except TimeoutError:
            raise TimeoutError(
                f"not settled after {timeout} s: {self._chat.unconfirmed} updates of {self.first_name} not taken,"
                f" {activity.busy} bot calls going on"
            ) from None

    def _unsettled(self, busy: int, quiet_at: float, quiet: float) -> float | None:
        """How long to wait before looking again; None when there is nothing to wait for."""
        if self._chat.unconfirmed or busy:
            return quiet
        left = quiet_at - time.monotonic()
        return left if left > 0 else None


def _written(text: str) -> Json:
    text = text.strip()
    if not 0 < len(text) <= MAX_TEXT:
        raise ValueError(f"Telegram sends messages of 1-{MAX_TEXT} characters, not {len(text)}")
    return with_found(Rich(text)).content("text", "entities")


def _origin(forwarded: Json | None) -> Json:
    return {"forward_origin": forwarded} if forwarded else {}


def _inline(message: Json) -> list[Json]:
    markup: Any = message.get("reply_markup")
    return [button for row in markup["inline_keyboard"] for button in row] if markup else []
