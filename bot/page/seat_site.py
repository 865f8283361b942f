"""The routes of an auditor's seat below /app/seat: signing in with its link, its views and photos, each written down before it is
shown. There is nothing to be sent: whoever sits here can only look. Knows HTTP.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.assistant import Assistant
from bot.channels.channel import Picture
from bot.duties.seat_links import OPENED, subject_of
from bot.engine.talk import Text
from bot.hearing import Hearing
from bot.page import forms, seat_views, served, signing_in
from bot.page.drawing import Drawing, Drawn
from bot.page.guarding import DOOR, Place, Tries, from_elsewhere, same, token
from bot.page.reader import Shown, missing
from bot.page.seat import Seated, View, banner, seated_by
from bot.page.seat_records import file_of
from bot.store.transaction import Transaction

SEAT, LANG = "sello-seat", "sello-lang"  # cookies
DOORSTEP = 15 * 60  # seconds
LONGEST = (
    30 * 24 * 60 * 60
)  # seconds that a seat can last: the cookie is not kept any longer, and opens nothing after the seat
Look = tuple[Seated, Shown, Drawn]
Endpoint = Callable[[Request], Awaitable[Response]]


class Page(Protocol):
    """The page that it is part of."""

    place: Place
    tries: Tries

    @property
    def hearing(self) -> Hearing: ...

    @property
    def assistant(self) -> Assistant: ...

    @property
    def clock(self) -> Callable[[], datetime]: ...

    @property
    def drawing(self) -> Drawing: ...

    def guarded(self, answer: Endpoint) -> Endpoint: ...

    def wanted(self, request: Request) -> str: ...

    def said(self, request: Request, said: Text | str, status: int) -> Response: ...

    def to(self, path: str) -> Response: ...


@dataclass(eq=False)
class Seats:
    """`page` is where it is: its address, templates, and how often somebody may try."""

    page: Page

    def routes(self) -> Sequence[BaseRoute]:
        guarded = self.page.guarded
        views = [
            Route(f"/seat{path}", guarded(partial(self._view, *known))) for path, known in seat_views.VIEWS.items()
        ]
        return [
            Route("/in/seat/{secret}", guarded(self._doorstep)),
            Route("/in/seat", guarded(self._sign_in), methods=["POST"]),
            *views,
            Route("/seat/file/{number:int}/{digest}", guarded(self._file)),
            Route("/seat", guarded(partial(self._view, *seat_views.VIEWS["/"]))),
            Route("/seat/{rest:path}", guarded(partial(self._view, "missing", missing))),
        ]

    # Who is there.

    def reader(self, tx: Transaction, request: Request) -> Seated | None:
        """Whoever came by a link that is still good."""
        secret, now = self.page.place.read(request, SEAT), self.page.clock()
        one = tx.seats.seated(secret, now) if secret else None
        if one is None:
            return None
        lang, asked = self._lang(request), dict(request.query_params)
        made = seated_by(self.page.assistant, tx, one, lang, asked, now)
        named = request.path_params.get("name", "")
        return replace(made, part=request.path_params.get("number", 0), named=named) if made else None

    def _lang(self, request: Request) -> str:
        """What they chose, or the language of their browser."""
        chosen = request.query_params.get("lang") or self.page.place.read(request, LANG)
        return chosen if chosen in self.page.hearing.wording.languages else self.page.wanted(request)

    # What is seen.

    async def _view(self, what: str, view: View, request: Request) -> Response:
        """Written down first: what cannot be is not shown."""

        def look(tx: Transaction) -> Look | None:
            reader = self.reader(tx, request)
            return self._drawn(request, reader, view(reader)) if reader else None

        found = await self.page.hearing.storage.reading(look)
        if found is None:
            return self._out(request)
        reader, shown, drawn = found
        seen = "missing" if shown.status == 404 else what
        await self._seen(reader, seen, _named(shown, reader) if seen == what else "")
        answer = Response(drawn.body, shown.status, media_type="text/html")
        if "lang" in request.query_params:
            self.page.place.keep(answer, LANG, self._lang(request), LONGEST)
        return answer

    def _drawn(self, request: Request, reader: Seated, shown: Shown) -> Look:
        wording = self.page.hearing.wording
        here = request.url.path.partition("/app/seat")[2] or "/"
        values = {
            **shown.values, "title": shown.title, "reader": reader, "banner": banner(reader), "here": here,
            "ways": [(path, reader.say(label)) for path, label in seat_views.WAYS],
            "languages": [(one, wording.name(one)) for one in wording.languages],
        }  # fmt: skip
        template = "seat_missing.html" if shown.status == 404 else shown.template
        return reader, shown, self.page.drawing.draw(template, reader.lang, values, signing_in.nonce())

    async def _seen(self, reader: Seated, what: str, named: str) -> None:
        id, now = reader.seat.id, self.page.clock()
        await self.page.hearing.storage.transaction(lambda tx: tx.seats.seen(id, what, named, now))

    async def _file(self, request: Request) -> Response:
        number, digest = request.path_params["number"], request.path_params["digest"]

        def look(tx: Transaction) -> tuple[Seated | None, str]:
            reader = self.reader(tx, request)
            found = file_of(reader, number, digest) if reader else None
            return reader, found[1] if found else ""

        reader, record = await self.page.hearing.storage.reading(look)
        if reader is None:
            return self._out(request)
        await self._seen(reader, "file" if record else "missing", record)

        def of(tx: Transaction) -> dict[str, Picture]:
            there = self.reader(tx, request)
            found = file_of(there, number, digest) if there else None
            return {digest: found[0]} if found else {}

        return await served.sent(self.page.hearing, of, request) or self.page.said(request, Text("Not found"), 404)

    def _out(self, request: Request) -> Response:
        """To whoever has no seat: the same, whatever they ask for."""
        drawn = self.page.drawing.draw("seat_out.html", self._lang(request), {"title": "Sello"})
        return Response(drawn.body, 403, media_type="text/html")

    # Signing in.

    async def _doorstep(self, request: Request) -> Response:
        """Uses nothing up."""
        secret, now, door = request.path_params["secret"], self.page.clock(), signing_in.nonce()
        good = await self.page.hearing.storage.reading(
            lambda tx: bool(signing_in.SECRET.fullmatch(secret) and tx.seats.linked(secret, now))
        )
        answer = self._door(request, {"good": good, "link": secret, "form": token(door)})
        self.page.place.keep(answer, DOOR, door, DOORSTEP)
        return answer

    def _door(self, request: Request, values: dict[str, object]) -> Response:
        drawn = self.page.drawing.draw("seat_in.html", self._lang(request), {"title": "Sello", **values})
        return Response(drawn.body, 200 if values["good"] else 410, media_type="text/html")

    async def _sign_in(self, request: Request) -> Response:
        now, client = self.page.clock(), request.client.host if request.client else ""
        if not self.page.tries.allowed(client, now):
            return self.page.said(request, Text("Too many tries. Please wait ten minutes."), 429)
        form = await forms.read(request)
        if from_elsewhere(request) or not same(form.words.get("form", ""), token(self.page.place.read(request, DOOR))):
            return self.page.said(request, Text("Please open the link once more."), 403)
        link, browser = form.words.get("link", ""), signing_in.called(request.headers.get("user-agent", ""))
        secret = await self.page.hearing.storage.transaction(lambda tx: _taken(tx, link, browser, now))
        if not secret:
            return self._door(request, {"good": False})
        answer = self.page.to("/seat/")
        self.page.place.keep(answer, SEAT, secret, LONGEST)
        self.page.place.keep(answer, DOOR, "", 0)
        return answer


def _taken(tx: Transaction, link: str, browser: str, now: datetime) -> str:
    """The secret of the session; empty if the link is no good anymore. Whoever gave it is told."""
    one, secret = tx.seats.take(link, browser, now) if signing_in.SECRET.fullmatch(link) else (None, "")
    if one:
        tx.seats.seen(one.id, "in", browser, now)
        tx.timers.set(OPENED, now, subject_of(one))
    return secret


def _named(shown: Shown, reader: Seated) -> str:
    """What is written down of it: the number of a record or criterion, the title of a procedure."""
    return str(shown.values.get("number", "")) or reader.named or (shown.title if reader.part else "")
