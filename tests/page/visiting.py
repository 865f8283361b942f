"""Somebody at the page, over HTTP, as a browser without scripts: links are followed and forms are sent as they stand there."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

from bot.app import App
from tests.field.house import House

ADDRESS = "http://127.0.0.1:8099"
LINK = re.compile(r"http://127\.0\.0\.1:[0-9]+(/app/in/[A-Za-z0-9_-]+)")


@dataclass
class Form:
    """A form as it stands on the page: where it goes, what is in it, and its buttons: name and value by label."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.button: tuple[str, str] | None = None
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif tag == "input" and given.get("type") == "hidden":
            self.forms[-1].fields[given["name"]] = given["value"]
        elif tag == "button" and given.get("type") != "button":
            self.button, self.words = (given.get("name", ""), given.get("value", "")), ""

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self.button:
            self.forms[-1].buttons[self.words.strip()] = self.button
            self.button = None


@dataclass
class Visitor:
    app: App
    client: httpx.AsyncClient
    answer: httpx.Response = field(init=False)

    async def get(self, path: str, **headers: str) -> str:
        self.answer = await self.client.get(f"/app{path}", headers=headers)
        return self.text

    async def post(self, path: str, fields: dict[str, str], **more: object) -> str:
        self.answer = await self.client.post(f"/app{path}", data=fields, **more)  # type: ignore[arg-type]
        return self.text

    @property
    def text(self) -> str:
        """The words of the page, as they are read."""
        plain = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", self.answer.text, flags=re.DOTALL)
        return " ".join(html.unescape(plain).split())

    @property
    def forms(self) -> list[Form]:
        found = Forms()
        found.feed(self.answer.text)
        return found.forms

    def form(self, label: str) -> Form:
        return next(form for form in self.forms if label in form.buttons)

    async def press(self, label: str, **more: str) -> str:
        form = self.form(label)
        name, value = form.buttons[label]
        fields = {**form.fields, **({name: value} if name else {}), **more}
        return await self.post(form.action.removeprefix("/app"), fields)

    async def write(self, words: str, *files: tuple[str, bytes, str]) -> str:
        form = self.form("Send" if "Send" in self.answer.text else "Enviar")
        sent = [("files", one) for one in files]
        path = form.action.removeprefix("/app")
        return await self.post(path, {**form.fields, "words": words}, **({"files": sent} if sent else {}))


def visitor(app: App) -> Visitor:
    transport = httpx.ASGITransport(app.web())
    client = httpx.AsyncClient(
        transport=transport, base_url=ADDRESS, follow_redirects=True, headers={"accept-language": "en"}
    )
    return Visitor(app, client)


async def link(home: House, first: str, command: str = "/page") -> str:
    """The path of a new link, as it stands in the chat."""
    await home.say(first, command)
    found = LINK.search(home.newest(first))
    assert found, home.newest(first)
    return found[1].removeprefix("/app")


async def signed_in(home: House, first: str, command: str = "/page") -> Visitor:
    await home.apps[0].reached_at(ADDRESS)
    there = visitor(home.apps[0])
    await there.get(await link(home, first, command))
    await there.press("Sign in")
    assert there.answer.status_code == 200, there.text
    return there
