"""The routes of the page below /app: who asks, what they may see, and what they have done.

Knows HTTP; what is shown stands in the views, what is done in the duties.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.assistant import Assistant
from bot.channels.channel import NotHeard
from bot.engine.talk import Text
from bot.hearing import Hearing
from bot.page import acting, forms, importing, partners, served, signing_in
from bot.page.drawing import Drawing, Drawn, Environment, environment
from bot.page.guarding import DOOR, SESSION, Place, Tries, from_elsewhere, same, token
from bot.page.listening import Listening, Outcome
from bot.page.making import Making
from bot.page.navigation import VIEWS, ways
from bot.page.reader import Reader, Shown, View, may_sign_in, missing
from bot.page.seat_site import Seats
from bot.store.database import NotRead, NotSaved
from bot.store.transaction import Transaction

LATELY = timedelta(minutes=1)  # in which it is not written down again that a session is in use
DOORSTEP = 15 * 60  # seconds that the cookie of the sign-in page is kept
SEEN = "x-seen"  # the header of a page that asks by itself whether anything is new: nobody is there because of that
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(eq=False)
class Page:
    """`hearing` is that of the chat: what is done here goes the same way. `idle` and `whole` are how long a session lasts."""

    hearing: Hearing
    assistant: Assistant
    clock: Callable[[], datetime]
    idle: timedelta
    whole: timedelta
    place: Place
    making: Making
    tries: Tries = field(default_factory=Tries)
    templates: Environment = field(default_factory=environment)

    def routes(self) -> Sequence[BaseRoute]:
        views = [Route(path, self.guarded(partial(self._view, view))) for path, view in VIEWS.items()]
        return [
            Mount(
                "/app",
                routes=[
                    Route("/in/{secret}", self.guarded(self._doorstep)),
                    Route("/in", self.guarded(self._sign_in), methods=["POST"]),
                    Route("/do", self.guarded(self._do), methods=["POST"]),
                    Route("/out", self.guarded(self._signed_out)),
                    Route("/end", self.guarded(self._end), methods=["POST"]),
                    Route("/language", self.guarded(self._language), methods=["POST"]),
                    Route("/file/{kind}/{number:int}/{digest}", self.guarded(self._file)),
                    Route("/partners/import", self.guarded(self._import), methods=["POST"]),
                    Route("/partners/template", self.guarded(self._template)),
                    Route("/made/file", self.guarded(self._made)),
                    Route("/static/{name}", self.guarded(served.static)),
                    *Seats(self).routes(),
                    *views,
                    Route("/{rest:path}", self.guarded(self._nowhere)),
                ],
            ),
            Route("/app", self.guarded(self._home)),
        ]

    def guarded(self, answer: Endpoint) -> Endpoint:
        async def guarded(request: Request) -> Response:
            try:
                made = await answer(request)
            except (NotRead, NotSaved):
                made = self.said(request, Text("That did not work just now. Please try again in a moment."), 503)
            except HTTPException as wrong:
                made = self.said(request, Text("That cannot be read."), wrong.status_code)
            return self.place.guarded(made)

        return guarded

    @property
    def drawing(self) -> Drawing:
        return Drawing(self.hearing.wording, self.place.root, self.templates)

    # Who is there.

    def reader(self, tx: Transaction, request: Request) -> Reader | None:
        """Whoever is signed in and may still be."""
        secret, now = self.place.read(request, SESSION), self.clock()
        session = tx.pages.session(secret) if secret else None
        who = tx.people.whom(session.person_id) if session and session.good(now, self.idle, self.whole) else None
        if session is None or who is None or not may_sign_in(who):
            return None
        there = replace(who, lang=who.lang or self.wanted(request))
        return Reader(
            self.assistant.context(tx, there, now), session, request.query_params, request.path_params.get("number", 0),
            request.path_params.get("name", ""), lasts=(self.idle, self.whole),
        )  # fmt: skip

    def wanted(self, request: Request) -> str:
        """The language of a browser, as long as nobody is known."""
        return self.hearing.wording.language(request.headers.get("accept-language", "en").partition(",")[0])

    async def _posted(self, request: Request) -> tuple[Reader, forms.Form]:
        """A form that somebody sent who is signed in, from a page of ours. Raises HTTPException."""
        reader = await self.hearing.storage.reading(lambda tx: self.reader(tx, request))
        if reader is None or from_elsewhere(request):
            raise HTTPException(403)
        form = await forms.read(request)
        if not same(form.words.get("form", ""), token(self.place.read(request, SESSION))):
            raise HTTPException(403)
        return reader, form

    # What is seen.

    async def _view(self, view: View, request: Request) -> Response:
        def look(tx: Transaction) -> tuple[Reader, Shown, Drawn] | None:
            reader = self.reader(tx, request)
            if reader is None:
                return None
            shown = view(reader)
            return reader, shown, self._draw(request, reader, shown)

        found = await self.hearing.storage.reading(look)
        if found is None:
            return self._out(request)
        reader, shown, drawn = found
        if SEEN in request.headers:
            return _page(drawn, shown.status) if request.headers[SEEN] != drawn.mark else Response(status_code=204)
        await self._in_use(reader)
        return _page(drawn, shown.status)

    def _draw(self, request: Request, reader: Reader, shown: Shown) -> Drawn:
        secret = self.place.read(request, SESSION)
        said = reader.outcome.toast if "said" in reader.asked else ""
        values = {
            **shown.values, "title": shown.title, "reader": reader, "form": token(secret), "said": said,
            "ways": ways(reader), "here": request.url.path.partition("/app")[2] or "/",
            "languages": [(one, reader.context.wording.name(one)) for one in reader.context.wording.languages],
        }  # fmt: skip
        return self.drawing.draw(shown.template, reader.lang, values, signing_in.nonce())

    async def _in_use(self, reader: Reader) -> None:
        now = self.clock()
        if now - reader.session.used_at > LATELY:
            with suppress(NotSaved):
                await self.hearing.storage.transaction(lambda tx: tx.pages.used(reader.session.id, now))

    def _out(self, request: Request, status: int = 403) -> Response:
        """To whoever is not signed in: the same, whatever they ask for."""
        return _page(self.drawing.draw("out.html", self.wanted(request), {"title": "Sello"}), status)

    def said(self, request: Request, said: Text | str, status: int) -> Response:
        lang = self.wanted(request)
        text = self.hearing.wording.say(said, lang) if isinstance(said, Text) else said
        values = {"title": "Sello", "text": text}
        return _page(self.drawing.draw("said.html", lang, values), status)

    async def _nowhere(self, request: Request) -> Response:
        return await self._view(missing, request)

    async def _home(self, _request: Request) -> Response:
        return self.to("/")

    def to(self, path: str) -> Response:
        return RedirectResponse(f"{self.place.root}/app{path}", 303)

    async def _file(self, request: Request) -> Response:
        reader_of = partial(self.reader, request=request)
        return await served.file(self.hearing, reader_of, request) or self.said(request, Text("Not found"), 404)

    async def _made(self, request: Request) -> Response:
        reader = await self.hearing.storage.reading(lambda tx: self.reader(tx, request))
        if reader is None:
            return self._out(request)
        made = await self.making.made(reader)
        return made if isinstance(made, Response) else self.said(request, *made)

    async def _import(self, request: Request) -> Response:
        """A sheet of partners, of whoever may change them."""
        reader, form = await self._posted(request)
        if not partners.leads(reader):
            raise HTTPException(403)
        check = bool(form.words.get("check", ""))
        await importing.entered(self.hearing, reader, form.files, self.clock(), check=check)
        return self.to("/card")

    async def _template(self, request: Request) -> Response:
        reader = await self.hearing.storage.reading(lambda tx: self.reader(tx, request))
        return importing.begin(reader) if reader and partners.offered(reader) else self._out(request)

    # Signing in and out.

    async def _doorstep(self, request: Request) -> Response:
        """Uses nothing up."""
        secret, now, door = request.path_params["secret"], self.clock(), signing_in.nonce()
        good = await self.hearing.storage.reading(lambda tx: signing_in.good(tx, secret, now))
        values = {"title": "Sello", "good": good, "link": secret, "form": token(door)}
        answer = _page(self.drawing.draw("in.html", self.wanted(request), values), 200 if good else 410)
        self.place.keep(answer, DOOR, door, DOORSTEP)
        return answer

    async def _sign_in(self, request: Request) -> Response:
        now, client = self.clock(), request.client.host if request.client else ""
        if not self.tries.allowed(client, now):
            return self.said(request, Text("Too many tries. Please wait ten minutes."), 429)
        form = await forms.read(request)
        if from_elsewhere(request) or not same(form.words.get("form", ""), token(self.place.read(request, DOOR))):
            return self.said(request, Text("Please open the link from the chat once more."), 403)
        link, agent = form.words.get("link", ""), request.headers.get("user-agent", "")
        secret = await self.hearing.storage.transaction(lambda tx: signing_in.signed_in(tx, link, agent, now))
        if not secret:
            return _page(self.drawing.draw("in.html", self.wanted(request), {"title": "Sello", "good": False}), 410)
        answer = self.to("/")
        self.place.keep(answer, SESSION, secret, int(self.whole.total_seconds()))
        self.place.keep(answer, DOOR, "", 0)
        return answer

    async def _end(self, request: Request) -> Response:
        """One session of one's own, or all."""
        reader, form = await self._posted(request)
        number, mine = form.words.get("session", ""), reader.who.person_id
        one = int(number) if number.isdecimal() and len(number) < 19 else None
        if one is not None or number == "all":
            await self.hearing.storage.transaction(lambda tx: tx.pages.end(mine, self.clock(), one))
        return self.to("/out" if one == reader.session.id or one is None else "/sessions")

    async def _signed_out(self, request: Request) -> Response:
        return self._out(request, 200)

    # What is done.

    async def _language(self, request: Request) -> Response:
        reader, form = await self._posted(request)
        lang, mine = form.words.get("lang", ""), reader.who.person_id
        if lang in self.hearing.wording.languages:
            await self.hearing.storage.transaction(lambda tx: tx.people.language(mine, lang))
        return self.to(acting.back_to(form.words.get("back", "/")))

    async def _do(self, request: Request) -> Response:
        """One thing done, in the same way as one heard in chat."""
        reader, form = await self._posted(request)
        done = acting.Done(**{name: form.words.get(name, "") for name in ("key", "press", "words", "command", "back")})
        if not (done.press or done.command or done.words.strip() or form.files):
            return self.to(acting.back_to(done.back))
        listening = Listening(self.assistant, reader.session.id)
        hearing = self.hearing.beside(listening, {acting.NAME: reader.who.line})
        try:
            ack = await hearing.hear(acting.heard(reader.who, done, form.files, self.clock()))
        except NotHeard as wrong:
            return self.said(request, wrong.ack.toast, 503)
        if listening.outcome is None and ack.toast:
            return self.said(request, ack.toast, 500)
        await self._in_use(reader)
        return self.to(_with_word(acting.leads_to(listening.outcome, done.back), listening.outcome))


def _with_word(path: str, outcome: Outcome | None) -> str:
    return f"{path}?said=1" if outcome and outcome.toast and not outcome.file else path


def _page(drawn: Drawn, status: int = 200) -> Response:
    return Response(drawn.body, status, media_type="text/html")
