"""Files that the page makes for whoever asked for one there: a record as PDF, a workbook, a picture, what is kept about them.

Made when the browser fetches them, by what makes those of letters, which asks once more whether their reader may have them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.responses import Response

from bot.channels.channel import Fetch, Picture
from bot.engine.talk import Text
from bot.page.acting import back_to
from bot.page.reader import Reader, Shown

GONE = Text("There is no file for you here anymore. Please ask for it once more.")
BUSY = Text("A file is still being made for you. Please wait until it is there.")
FAILED = Text("The file could not be made just now. Please try again in a moment.")


def making(reader: Reader) -> Shown:
    """Says that it is being made, while the browser waits for it."""
    file = reader.outcome.file
    values = {"name": file.name if file else "", "way_back": back_to(reader.asked.get("back", "/"))}
    return Shown("made.html", reader.say(Text("Your file")), values)


@dataclass(eq=False)
class Making:
    """One file after the other for each session: `busy` are those that wait for one."""

    fetch: Fetch
    busy: set[int] = field(default_factory=set)

    async def made(self, reader: Reader) -> Response | tuple[Text, int]:
        """The file that was asked for last; or what is in the way, with its status."""
        file, session = reader.outcome.file, reader.session.id
        if file is None:
            return GONE, 404
        if session in self.busy:
            return BUSY, 429
        self.busy.add(session)
        try:
            return _sent(file, await self.fetch(file.digest))
        except FileNotFoundError:
            return GONE, 404
        except OSError:
            return FAILED, 503
        finally:
            self.busy.discard(session)


def _sent(file: Picture, data: bytes) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(data, media_type=file.mime, headers=named)
