"""Makes pictures of everything a manager looks at: `python -m tests.manager_shots var/pictures`.

The summary, its numbers, a list and a record in the chat; picture, PDF and driver's copy; the views of the page. Each in both
languages, on a phone and wide.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.demo import Missing, Screen, looking, running_browser, running_demo
from tests.browser.walking import Manager, at, browsing

PHONE = Screen(width=390, height=2400, phone=True, sharpness=2)  # so high that a whole card is in sight
WIDE = Screen(width=1280, height=1800)
VIEWS = ("", "numbers", "list?what=finished", "records", "incidents", "actions", "due", "seals?words=TR11", "people")
HELLO = {"en": ("english", "Hi Lucía Herrera."), "es": ("español", "Hola, Lucía Herrera.")}


def main(folder: Path) -> None:
    if shutil.which("pdftoppm") is None:
        raise Missing("The pages of a PDF are drawn by pdftoppm: apt-get install poppler-utils")
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as demo,
        running_demo(Path(demo), past=True) as address,
        running_browser() as browser,
    ):
        for lang in HELLO:
            for screen in (PHONE, WIDE):
                _of(browser, address, folder, lang, screen)
    for made in sorted(folder.glob("*.png")):
        sys.stdout.write(f"{made}\n")


def _of(browser: Browser, address: str, folder: Path, lang: str, screen: Screen) -> None:
    with looking(browser, address, screen) as page:
        manager = Manager(page, "manager", lang)
        manager.turn_to()
        word, hello = HELLO[lang]
        manager.command(word)
        manager.told(hello)
        record = _chat(manager, folder, f"{lang}-{screen.width}")
        if screen is PHONE:
            _files(manager, folder, lang)
        with browsing(browser, manager.link(), screen.width, "es-MX" if lang == "es" else "en-US") as there:
            _page(there, manager, folder, f"{lang}-{screen.width}", record)


def _chat(manager: Manager, folder: Path, name: str) -> str:
    """Ends with a record on its card; the number of it."""
    manager.summary()
    _card(manager, folder / f"chat-1-summary-{name}.png")
    manager.press("All numbers")
    expect(manager.card).to_contain_text(manager.reads("Back to the summary"))
    _card(manager, folder / f"chat-2-numbers-{name}.png")
    manager.opens_number("Finished ({count})")
    _card(manager, folder / f"chat-3-list-{name}.png")
    button = manager.card.get_by_role("button", name="-26-").first
    number = button.inner_text()
    button.click()
    expect(manager.card).to_contain_text(f"· {number}")
    _card(manager, folder / f"chat-4-record-{name}.png")
    return number


def _card(manager: Manager, path: Path) -> None:
    manager.page.mouse.move(0, 0)
    manager.card.screenshot(path=path)


def _files(manager: Manager, folder: Path, lang: str) -> None:
    """Of the record whose card is the last; and the summary as a picture."""
    for label, ending, name in (("PDF", ".pdf", "record"), ("Driver's copy", "-driver.pdf", "driver")):
        data = manager.file(ending, label)
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(data)
            file.flush()
            out = folder / f"file-{name}-{lang}"
            subprocess.run(["pdftoppm", "-png", "-r", "80", file.name, out], check=True)
    picture, _ = manager.picture()
    (folder / f"file-picture-{lang}.png").write_bytes(picture)


def _page(page: Page, manager: Manager, folder: Path, name: str, record: str) -> None:
    page.get_by_role("button", name=manager.reads("Sign in")).click()
    expect(page.locator("h1")).to_have_text(manager.reads("To decide"))
    for view in (*VIEWS, f"record/{record}"):
        page.goto(at(page, view))
        expect(page.locator("h1")).to_be_visible()
        called = view.partition("?")[0].partition("/")[0] or "decisions"
        page.screenshot(path=folder / f"page-{called}-{name}.png", full_page=True)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/pictures"))
    except Missing as missing:
        sys.exit(str(missing))
