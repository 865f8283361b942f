"""One thing heard: its files fetched if they are wanted, one transaction, an Ack. What could not be saved is not heard, and comes again.

Knows no channel and no duty.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from bot.channels.channel import Ack, Attachment, Heard, NotFetched, NotHeard
from bot.conversation.beforehand import UNREAD, Known, ReadFirst
from bot.conversation.context import Came
from bot.conversation.received import Received
from bot.conversation.remembered import Remembered
from bot.conversation.uploads import Wanted
from bot.conversation.wording import Wording
from bot.engine.talk import Refused, Said, Sent, Text, Typed
from bot.presses.buttons import decode
from bot.running.metrics import Metrics
from bot.store.ahead import Ahead, of_turn
from bot.store.contents import Kept, NotAFile
from bot.store.database import NotRead, NotSaved, Storage
from bot.store.files import Files
from bot.store.letters import Letter
from bot.store.transaction import Transaction

log = logging.getLogger("sello.hearing")

FEW = 8  # files of a channel that are fetched at once: each is in memory as a whole
UNSEEN = ""  # the digest of a file that was not fetched, because no question wanted one: whatever is open refuses it

NOT_SAVED = Text("That was not saved. Please try again in a moment.")
NOT_YET = Text("That is not saved yet. I keep trying; you don't need to send it again. If it's urgent, call.")
TROUBLES = {
    "too_big": Text("That file is too large: the limit is {limit} MB. Please send a smaller one.", {"limit": 20}),
    "unsupported": Text("I can't accept that type of file. Please send a photo, a video, a voice note or a PDF."),
    "link": Text(
        "That is a link to a file on another site, which can change. Please send the file itself, or a photo of it."
    ),
    "unread": Text(
        "I can't read that sort of message. Please type it, or send a photo, a video, a voice note or a PDF."
    ),
    "canvas": Text("A canvas can be changed later and is not kept. Please send it as a PDF, or type it here."),
    "hidden": Text("This file is not open to this app. Please save it on your device and send it from there."),
    "gone": Text("That file has been deleted. Please send it again, or another one."),
    "pixels": Text("That photo is larger than can be opened here. Please send it in a smaller size."),
    "empty": Text("That file is empty. Please send it again."),
    "picture": Text(
        "That kind of picture cannot be opened here. Please send it as a JPEG, or send a screenshot of it."
    ),
    "telling": Text("Only photos can be sent with an anonymous tip: a recording or a document can tell whose it is."),
    "unavailable": Text("I couldn't download that file. Please send it again."),
}
NOT_A_PHOTO = Text("That is not a photo we can open. Please take it again and send it.")


class Listener(Protocol):
    """Whoever works on what was heard: the assistant, in chat or at the page."""

    @property
    def remembered(self) -> Remembered: ...

    def receive(self, tx: Transaction, heard: Heard, said: Came, now: datetime, known: Known = UNREAD) -> Received: ...

    def wants_files(self, tx: Transaction, heard: Heard, now: datetime) -> Wanted: ...


@dataclass(eq=False)
class Hearing:
    """`lines` are the bots by the names of their channels; `hand_over` takes the letters that are to go out."""

    storage: Storage
    files: Files
    assistant: Listener
    wording: Wording
    metrics: Metrics
    clock: Callable[[], datetime]
    lines: Mapping[str, int]
    hand_over: Callable[[Sequence[Letter]], None]
    _few: defaultdict[str, asyncio.Semaphore] = field(
        default_factory=lambda: defaultdict(lambda: asyncio.Semaphore(FEW))
    )

    def beside(self, assistant: Listener, lines: Mapping[str, int]) -> Hearing:
        """The same for another listener, whose lines have other names."""
        return replace(self, assistant=assistant, lines=lines)

    async def hear(self, heard: Heard) -> Ack:
        """Returns when it is durable. Raises NotHeard; a mistake of ours is not repeated, but said."""
        self.metrics.heard(heard.channel).inc()
        began = time.perf_counter()
        try:
            received = await self._received(replace(heard, line=self.lines[heard.channel]))
        except (NotSaved, NotRead):
            self.metrics.not_saved(heard.channel).inc()
            raise NotHeard(self._not_saved(heard), Ack(self._words(heard, NOT_YET))) from None
        except Exception:
            self.metrics.failed(heard.channel).inc()
            log.exception("turn.failed channel=%s delivery=%s", heard.channel, heard.delivery)
            return self._not_saved(heard)
        self.metrics.turn(heard.channel).observe(time.perf_counter() - began)
        self.assistant.remembered.keep(received.moved)
        self.hand_over(received.letters)
        return received.acked

    def _not_saved(self, heard: Heard) -> Ack:
        return Ack(self._words(heard, NOT_SAVED), alert=True)

    def _words(self, heard: Heard, sentence: Text) -> str:
        """In the language of the chat account: the database cannot be asked for another."""
        return self.wording.say(sentence, self.wording.language(heard.language))

    async def _received(self, heard: Heard) -> Received:
        wanted = await self._wanted(heard) if heard.files else Wanted.NO
        fetching = [self._file(one, heard.channel, wanted) for one in heard.files]
        files = await asyncio.gather(*fetching) if fetching else []
        kept = [k for k, _ in files if k]
        said = _said(heard.said, [s for _, s in files])
        moment = self.clock()
        known: dict[Hashable, Any] = {Wanted.BARE: True} if wanted is Wanted.BARE else {}
        kept_at = day_of(moment) if wanted is Wanted.BARE else moment

        def work(tx: Transaction) -> Received:
            if heard.files and not wanted and self.assistant.wants_files(tx, heard, moment):  # since just now
                return self.assistant.receive(tx, heard, (_refused("unavailable"),), moment)
            new = [one.digest for one in kept if _written(tx, one, kept_at)]
            received = self.assistant.receive(tx, heard, said, moment, known)
            tx.files.drop([digest for digest in new if digest not in received.kept])
            return received

        while True:
            try:
                return await self.storage.transaction(work, _ahead(heard))
            except ReadFirst as missing:
                known[missing.key] = await self.storage.reading(missing.read)

    async def _wanted(self, heard: Heard) -> Wanted:
        return await self.storage.transaction(lambda tx: self.assistant.wants_files(tx, heard, self.clock()))

    async def _file(self, sent: Attachment, channel: str, wanted: Wanted) -> tuple[Kept | None, Said | Refused]:
        """A file in the store of files, or the sentence that says why not; or a file that nobody has looked at."""
        if sent.fetch is None:
            return None, _refused(sent.trouble)
        if not wanted:
            return None, Sent(UNSEEN, sent.type, sent.album)
        async with self._few[channel]:
            try:
                data = await sent.fetch()
                if wanted is Wanted.BARE:
                    kept = await self.files.keep_bare(data, sent.type)
                else:
                    kept = await self.files.keep(data, sent.type, read=wanted is Wanted.READ)
            except NotFetched as wrong:
                return None, _refused(wrong.trouble)
            except NotAFile as wrong:
                return None, _no_file(wrong)
            except OSError as wrong:
                log.exception("file.failed")
                raise NotSaved(type(wrong).__name__) from wrong
        return kept, Sent(kept.digest, kept.type, sent.album, codes=kept.codes)


def _ahead(heard: Heard) -> Ahead:
    """What the assistant will ask the database first."""
    pressed = getattr(decode(heard.press), "run", None) if heard.press else None
    return of_turn(heard.line, heard.account, heard.delivery, heard.at, pressed)


def _written(tx: Transaction, one: Kept, at: datetime) -> bool:
    new = tx.files.keep(one.digest, one.mime, one.size, one.type, at, one.taken)
    if one.bits:
        tx.photos.looks_like(one.digest, one.bits)
    return new


def day_of(at: datetime) -> datetime:
    """When the day began: all that is kept of when a file came that nobody is to be found by."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _no_file(wrong: NotAFile) -> Refused:
    if wrong.why:
        return _refused(wrong.why)
    return Refused(NOT_A_PHOTO.source) if wrong.type == "photo" else _refused("unsupported")


def _said(words: Said | None, files: list[Said | Refused]) -> tuple[Said | Refused, ...]:
    """Words that came with files belong to the first of them; where none could be kept, they stand for themselves."""
    first = next((n for n, one in enumerate(files) if isinstance(one, Sent)), None)
    if first is None or not isinstance(words, Typed):
        return (*files, *((words,) if words is not None else ()))
    return tuple(replace(one, caption=words.text) if n == first else one for n, one in enumerate(files))  # type: ignore[type-var]


def _refused(trouble: str) -> Refused:
    told = TROUBLES.get(trouble, TROUBLES["unavailable"])
    return Refused(told.source, told.fill)
