"""What a manager does in the demo from the summary on: a decision, a number, a record, its files, and the page in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.browser.demo import PATIENCE, Person, _complaints

NUMBER = re.compile(r"[A-Z]{2,4}-\d{2}-\d{4}")
LATE = 60_000  # milliseconds in which a file is surely made, whatever else the machine does


class Manager(Person):
    """Somebody who reads the summary, on either platform and in either language."""

    # The chat.

    def summary(self) -> Locator:
        """A new summary, below everything."""
        before = self._summaries.count()
        self.command(self.reads("/summary").removeprefix("/"))
        expect(self._summaries).to_have_count(before + 1)
        return self._summaries.last

    @property
    def _summaries(self) -> Locator:
        return self.messages.filter(
            has_text=re.compile(rf"{re.escape(self.reads('Weekly summary {period}'))} \d{{4}}-W")
        )

    def waiting(self) -> int:
        """How many decisions a new summary counts."""
        said = re.search(rf"{re.escape(self.reads('Needs a decision: {count}'))} ?(\d+)", self.summary().inner_text())
        return int(said[1]) if said else 0

    def opens_decision(self, words: str) -> None:
        """The decision that has these words, on the card or behind "and … more"."""
        card, listed = self.summary(), False
        for _ in range(9):
            found = re.search(rf"(\d+)\. [^\n]*{re.escape(words)}", card.inner_text())
            if found:
                self._chooses(card, f"{found[1]}. ")
                return
            line = re.search(r"\d+\. [^\n]+", card.inner_text())
            card.get_by_role("button", name=re.compile(rf"^{self.reads('and {count} more')} \d+|›$")).last.click()
            card = self.card  # the same, with other words
            expect(card).not_to_contain_text(line[0] if line and listed else self.reads("In numbers"))
            listed = True
        raise AssertionError(f"no decision says {words}")

    def _chooses(self, card: Locator, beginning: str) -> None:
        """A button, or one of many that are a menu."""
        menu = card.get_by_test_id("select")
        if menu.count():
            labels = [label for label in menu.locator("option").all_text_contents() if label.startswith(beginning)]
            menu.select_option(label=labels[0])
        else:
            card.get_by_role("button", name=re.compile(rf"^{re.escape(beginning)}")).first.click()

    def opens_number(self, label: str) -> int:
        """The list behind a number of a new summary, line by line; the number."""
        heading = re.escape(self.reads(label).removesuffix("(").rstrip())
        self.summary()
        self.press("All numbers")
        wanted = self.card.get_by_role("button", name=re.compile(rf"^{heading} \(\d+\)$")).first
        count = int(re.findall(r"\((\d+)\)", wanted.inner_text())[0])
        wanted.click()
        self.press("One by one")
        expect(self.card).to_contain_text(re.compile(rf"1 (a|to) \d+ (de|of) {count}(?!\d)"))
        return count

    def file(self, ending: str, *labels: str) -> bytes:
        """Presses the last button, and waits for the file."""
        there = self.log.locator("a[href*='media/']", has_text=ending)
        before = there.count()
        for label in labels:
            self.press(label)
        expect(there).to_have_count(before + 1, timeout=LATE)
        return self.fetched(there.last)

    def fetched(self, link: Locator) -> bytes:
        address = link.get_attribute("href") or ""
        answer = self.page.request.get(urljoin(self.page.url, address))
        assert answer.status == 200, address
        return answer.body()

    def picture(self) -> tuple[bytes, str]:
        """The newest summary as a picture, and what is said of it to whoever does not see it."""
        there = self.log.locator("img[src*='media/']")
        before = there.count()
        self.summary()
        self.press("Send …")
        self.press("Send as a picture")
        expect(there).to_have_count(before + 1, timeout=LATE)
        message = self.messages.filter(has=self.page.locator("img[src*='media/']")).last
        said = " ".join((message.inner_text(), there.last.get_attribute("alt") or ""))
        return self.fetched(message.locator("a[href*='media/']").last), said

    # The page.

    def link(self) -> str:
        """A new link from the chat."""
        links = self.log.locator('a[href*="/app/in/"]')
        before = links.count()
        self.command("pagina" if self.lang == "es" else "page")
        expect(links).to_have_count(before + 1)
        return links.last.get_attribute("href") or ""


@contextmanager
def browsing(browser: Browser, link: str, width: int, locale: str = "es-MX") -> Iterator[Page]:
    """A browser that remembers nothing, before the link. Whatever the page complains about or asks elsewhere is an error."""
    context = browser.new_context(
        viewport={"width": width, "height": 844}, reduced_motion="reduce", locale=locale, accept_downloads=True
    )
    context.set_default_timeout(PATIENCE)
    complaints = _complaints(context, urlsplit(link).netloc)
    page = context.new_page()
    page.goto(link)
    yield page
    context.close()
    assert [one for one in complaints if "status of 403" not in one and "status of 410" not in one] == []


def at(page: Page, path: str) -> str:
    parts = urlsplit(page.url)
    return f"{parts.scheme}://{parts.netloc}/app/{path}"


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
