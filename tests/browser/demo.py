"""`sello demo` as somebody starts it, and the browser it is looked at with.

Knows the page by its test ids: the list at the top of bot/sandbox/page/static/page.js.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from bot.content.library import Library
from bot.conversation.wording import Wording
from bot.engine.flow import Flow, Repeat, Step
from bot.engine.kinds import Choice

ROOT = Path(__file__).parents[2]
READY = re.compile(r"Open (http://\S+) in a browser")
ENDING = 20  # seconds the demo may take to end
PATIENCE = 15_000  # milliseconds: two cores may have other work to do
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # whatever asks for another machine fails
)


class Missing(Exception):
    """There is no browser on this machine."""


@contextlib.contextmanager
def running_demo(folder: Path, *, past: bool = False) -> Iterator[str]:
    """The address of a demo of its own, begun in an empty folder. It must end as quietly as it began."""
    errors, fresh = folder / "errors.txt", [] if past else ["--fresh"]
    with errors.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", *fresh, "--port", "0"],
            cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    try:
        yield _address(process, errors)
        process.send_signal(signal.SIGINT)
        process.wait(ENDING)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0, errors.read_text()
    assert errors.read_text() == ""


def _address(process: subprocess.Popen[str], errors: Path) -> str:
    assert process.stdout
    ready = READY.search(process.stdout.readline())
    assert ready, errors.read_text()
    return ready[1]


@contextlib.contextmanager
def running_browser() -> Iterator[Browser]:
    """A headless Chromium; raises Missing where there is none."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise Missing("There is no Chromium on the PATH: apt-get install chromium")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=list(ARGUMENTS), downloads_path=profile, timeout=60_000
        )
        yield browser
        browser.close()


@dataclass(frozen=True)
class Screen:
    """What somebody looks at the page with."""

    width: int = 1400
    height: int = 900
    phone: bool = False
    dark: bool = False
    sharpness: int = 1
    """Pixels of the screen for one of the page."""


@contextlib.contextmanager
def looking(browser: Browser, address: str, screen: Screen = Screen()) -> Iterator[Page]:
    """The page in a browser that remembers nothing. Whatever it complains about or asks elsewhere is an error."""
    context = browser.new_context(
        viewport={"width": screen.width, "height": screen.height}, is_mobile=screen.phone, has_touch=screen.phone,
        device_scale_factor=screen.sharpness, color_scheme="dark" if screen.dark else "light", locale="en-US",
        timezone_id="America/Chicago", reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    complaints = _complaints(context, urlsplit(address).netloc)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_test_id("composer-driver")).to_have_count(1)
    try:
        yield page
    finally:
        context.close()
    assert complaints == [], complaints


def _complaints(context: BrowserContext, home: str) -> list[str]:
    """Filled with errors and warnings of the page, and with what it asked another place for."""
    found: list[str] = []
    context.on("console", lambda said: found.append(said.text) if said.type in ("error", "warning") else None)
    context.on("weberror", lambda wrong: found.append(str(wrong.error)))
    context.on("request", lambda asked: None if _is_here(asked.url, home) else found.append(f"asked {asked.url}"))
    return found


def _is_here(url: str, home: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob") or parts.netloc == home


class Sends(Enum):
    """What is neither a button of the question nor typed."""

    SKIP = "skip"
    PHOTO = "sample-photo"
    VOICE = "sample-voice"
    PLACE = "place"


class Person:
    """Somebody in front of one window. Questions and answers are named by their ids in the flow files, the program's
    own sentences in English; both are looked for in the language the person reads.

    `sees` waits for the newest card; everything else is done to what is there.
    """

    def __init__(self, page: Page, seat: str, lang: str) -> None:
        self.page = page
        self.lang = lang
        self.log = page.get_by_test_id(f"log-{seat}")
        self.home = page.get_by_test_id(f"home-{seat}")
        self._seat = seat
        self._wording = Wording.read(ROOT / "locales")
        self._flows = Library(ROOT).today

    def part(self, name: str) -> Locator:
        """A part of this person's window, by the name the page gives it: composer, send, tab-home."""
        return self.page.get_by_test_id(f"{name}-{self._seat}")

    @property
    def messages(self) -> Locator:
        return self.log.get_by_test_id("msg")

    @property
    def card(self) -> Locator:
        """The newest message with something to press."""
        return self.messages.filter(has=self.page.get_by_test_id("btn")).last

    def reads(self, english: str) -> str:
        """A sentence of the program or of a flow as far as its first hole, or a word of a person as it is."""
        return self._wording.words(english).get(self.lang, english).split("{")[0].rstrip()

    def sees(self, *sentences: str) -> None:
        """The card says so, now or in a moment."""
        for sentence in sentences:
            expect(self.card).to_contain_text(self.reads(sentence))

    def told(self, *sentences: str) -> Locator:
        """The newest message that has all these words, now or in a moment."""
        found = self.messages
        for sentence in sentences:
            found = found.filter(has_text=self.reads(sentence))
        expect(found.last).to_be_visible()
        return found.last

    def button(self, label: str) -> Locator:
        return self.card.get_by_role("button", name=self.reads(label), exact=True).last

    def press(self, label: str) -> None:
        self.button(label).click()

    def choose(self, label: str) -> None:
        """An entry of the card's list."""
        self.card.get_by_test_id("select").select_option(label=self.reads(label))

    def say(self, words: str) -> None:
        self.part("composer").fill(words)
        self.part("composer").press("Enter")

    def command(self, word: str) -> None:
        """A slash command, as the platform has it."""
        self.say(f"/sello {word}" if self.part("tab-home").count() else f"/{word}")

    def attach(self, what: str) -> None:
        """From the menu beside the entry."""
        self.part("attach").click()
        self.part(f"attach-{what}").click()

    def turn_to(self) -> None:
        """On a phone only one window is shown."""
        if self.part("tab").is_visible():
            self.part("tab").click()

    # Flows.

    def begins(self, flow_id: str) -> None:
        """From the menu, button by button."""
        flow = self._flows[flow_id]
        self._opens_menu()
        if flow.genre != "report":
            heading = self.reads(flow.ways.heading.source)
            self.card.get_by_role("button", name=re.compile(rf"^{heading} \(")).click()
            self.sees("You can also type a word:")
        title = self.reads(flow.title)
        offered = self.card.get_by_role(
            "button", name=re.compile(rf"^{re.escape(title)}( \(|$)")
        )  # a quiz may be "(due)"
        if offered.count():
            offered.last.click()
        else:
            self.choose(flow.title)  # there are too many for buttons

    def _opens_menu(self) -> None:
        """Until there is a new one: what stands there may be an older menu, which says the same."""
        earlier = self.card.get_attribute("data-key") if self.card.count() else ""
        self.command("menu")
        expect(self.card).not_to_have_attribute("data-key", earlier or "")
        self.sees("What would you like to do?")

    def answers(self, flow_id: str, given: Mapping[str, str | Sends]) -> None:
        """Each question when it is seen, in whatever order they come: with its button if it has one, else typed."""
        waiting = {step_id: self.prompt(flow_id, step_id) for step_id in given}
        while waiting:
            seen = self._seen(waiting)
            del waiting[seen]
            self._answer(self.label(flow_id, seen, str(given[seen])), given[seen])

    def takes(self, quiz_id: str, press: Callable[[Locator], None] = Locator.click) -> None:
        """A quiz, answered as it expects, until no question is left."""
        expected = {step.id: str(step.expect) for step in steps_of(self._flows[quiz_id]) if step.expect}
        waiting = {step_id: self.prompt(quiz_id, step_id) for step_id in expected}
        while seen := self._seen({**waiting, "": "Recorded."}):
            del waiting[seen]
            press(self.button(self.label(quiz_id, seen, expected[seen])))

    def _seen(self, sentences: Mapping[str, str]) -> str:
        """Which of the sentences the card says, now or in a moment."""
        said = {name: self.reads(sentence) for name, sentence in sentences.items()}
        expect(self.card).to_contain_text(re.compile("|".join(map(re.escape, said.values()))))
        card = " ".join(self.card.inner_text().split())
        return next(name for name, sentence in said.items() if sentence in card)

    def _answer(self, label: str, answer: str | Sends) -> None:
        match answer:
            case Sends.SKIP:
                self.press("Skip")
            case Sends.PLACE:
                self.part("keyboard").get_by_role("button").click()
            case Sends():
                self.attach(answer.value)
            case _ if self.button(label).count():
                self.press(label)
            case _:
                self.say(answer)

    def prompt(self, flow_id: str, step_id: str) -> str:
        return self._step(flow_id, step_id).prompt

    def label(self, flow_id: str, step_id: str, answer: str) -> str:
        """What stands on the button of an answer; what has no button is what it is."""
        kind = self._step(flow_id, step_id).kind
        options = kind.choices if isinstance(kind, Choice) else ()
        return next((o.label.source for o in options if o.id == answer), answer)

    def called(self, flow_id: str, step_id: str) -> str:
        """What the overview calls an answer: it stands on the button that changes it."""
        return self._step(flow_id, step_id).called

    def _step(self, flow_id: str, step_id: str) -> Step:
        return next(s for s in steps_of(self._flows[flow_id]) if s.id == step_id)


def steps_of(flow: Flow) -> Iterator[Step]:
    """The questions of a flow, those of repeats among them."""
    for entry in flow.steps:
        yield from entry.steps if isinstance(entry, Repeat) else (entry,)
