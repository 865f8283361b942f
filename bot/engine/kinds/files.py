"""Types that are answered with files: photos, videos, voice notes, documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from bot.engine.kinds.keys import Count, written
from bot.engine.kinds.kind import Draft, Drafted, Kind
from bot.engine.talk import Control, Done, Refused, Said, Sent, Text, Upload, Value

ALBUM = 10  # the most files one album holds, on Telegram: https://core.telegram.org/bots/api#sendmediagroup


@dataclass(frozen=True)
class Photo(Kind):
    """A photo. `photos: {at_least: 2, at_most: 5}` asks for several; an album sent at once is kept whole."""

    word = "photo"
    kept = "the digests (SHA-256) of the stored files"
    below = "photos"
    collects = True
    at_least: int = field(default=1, metadata=written(Count(most=ALBUM)))
    at_most: int = field(default=0, metadata=written(Count(least=1, most=ALBUM, like=5)))
    types: ClassVar[tuple[str, ...]] = ("photo",)
    wanted: ClassVar[Text] = Text("Please send a photo.")
    one: ClassVar[Text] = Text("1 photo")
    many: ClassVar[Text] = Text("{count} photos")

    def __post_init__(self) -> None:
        if not self.at_most:
            object.__setattr__(self, "at_most", max(1, self.at_least))

    def impossible(self) -> tuple[str, str] | None:
        return ("at_most", "at_least is more than at_most") if self.at_least > self.at_most else None

    def control(self, draft: Drafted, today: date) -> Control:
        return Upload(self.types, self.at_least, self.at_most, len(draft))

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        if isinstance(said, Done) and draft:
            return self._enough(draft)
        files = tuple(dict.fromkeys((*draft, self._file(said))))
        if self.at_most == 1 or len(files) >= self.at_most:
            return files
        return Draft(files)

    def _file(self, said: Said) -> str:
        if not isinstance(said, Sent) or said.type not in self.types:
            raise Refused(self.wanted.source)
        return said.digest

    def _enough(self, draft: Drafted) -> Value:
        if len(draft) < self.at_least:
            raise Refused("Please send at least {limit}.", {"limit": self.at_least})
        return draft

    def joined(self, before: Value, said: Sent) -> Value:
        if not isinstance(before, tuple) or said.digest in before:
            return before
        file = self._file(said)
        if len(before) >= ALBUM:
            raise Refused("Please send at most {limit}.", {"limit": ALBUM})
        return (*before, file)

    def shown(self, value: Value) -> object:
        count = len(value) if isinstance(value, tuple) else 0
        return self.one if count == 1 else Text(self.many.source, {"count": count})


@dataclass(frozen=True)
class File(Photo):
    """Photos, videos, voice notes or documents (PDF), as they come. `files:` bounds how many, as with photos."""

    word = "file"
    below = "files"
    types: ClassVar[tuple[str, ...]] = ("photo", "video", "voice", "document")
    wanted: ClassVar[Text] = Text("Please send a photo, a video, a voice note or a document.")
    one: ClassVar[Text] = Text("1 file")
    many: ClassVar[Text] = Text("{count} files")
