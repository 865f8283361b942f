"""A manager's Monday in the demo, in one walk: from the summary in the chat to a record, its files, and the page in the browser."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.demo import Person, Screen, Sends, running_demo
from tests.browser.walking import NUMBER, Manager, at, browsing, text_of
from tests.workbook import Book

PHONE, WIDE = Screen(width=390, height=844, phone=True), Screen(width=1400, height=900)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo with its past."""
    with running_demo(tmp_path_factory.mktemp("demo"), past=True) as address:
        yield address


def begin(page: Page, seat: str, lang: str) -> Manager:
    """Lucía reads English from now on, or makes Juan a manager, who has Telegram."""
    lucia = Manager(page, "manager", "es")
    lucia.turn_to()
    if seat == "manager":
        lucia.command("english")
        lucia.told("Hi Lucía Herrera.")
        return Manager(page, seat, lang)
    lucia.command("español")
    lucia.told("Hola, Lucía Herrera.")
    lucia.command("personal Juan")
    lucia.sees("Whose role or site changes, or who has left?")
    lucia.card.get_by_role("button", name=re.compile("^Juan Pérez")).click()
    lucia.press("Another role")
    lucia.sees("Which role?")
    lucia.card.get_by_test_id("select").select_option(label="Gerente")
    expect(lucia.card).to_contain_text("Función: gerente")
    juan = Manager(page, seat, lang)
    juan.turn_to()
    return juan


def reported(page: Page, where: str) -> str:
    """Sam, in the warehouse, reports a stranger, question by question; the number of the report."""
    sam = Person(page, "worker", "en")
    sam.turn_to()
    sam.begins("incident")
    sam.answers(
        "incident",
        {"group": "people", "people_kind": "suspicious_person", "going_on": "yes", "approached": "yes"},
    )
    sam.sees("Notified")
    expect(sam.card).not_to_contain_text("Being notified")  # until then its buttons move down, line by line
    sam.answers("incident", {"us_bound": "unknown", "where": where, "description": "A man in a grey jacket, on foot"})
    sam.sees("Was there another person?")
    sam.press("No")
    sam.answers("incident", {"account": "He asked for the route of truck 12.", "evidence": Sends.SKIP})
    sam.sees("Check your answers")
    before = set(NUMBER.findall(sam.log.inner_text()))
    sam.press("Send the report")
    sam.sees("Recorded.")
    (number,) = set(NUMBER.findall(sam.log.inner_text())) - before
    return number


@pytest.mark.parametrize(
    ("screen", "seat", "lang"), [(PHONE, "driver", "es"), (WIDE, "manager", "en")], ids=["telegram-es", "slack-en"]
)
def test_from_the_summary_to_a_decision_a_number_a_record_its_files_and_the_page(
    browser: Browser, page: Page, screen: Screen, seat: str, lang: str, tmp_path: Path
) -> None:
    manager = begin(page, seat, lang)
    number = reported(page, "Gate 2")
    manager.turn_to()

    waiting = manager.waiting()
    manager.opens_decision(number)
    manager.sees("I'll handle it")
    manager.press("I'll handle it")
    manager.sees("Resolved")
    assert manager.waiting() == waiting - 1

    said = a_number_and_its_record(manager)
    its_files(manager, said["number"])
    picture_of_the_summary(manager)
    workbook_of_the_summary(manager, said["number"], tmp_path / "week.xlsx")
    the_page(browser, manager, screen, said, number)


def a_number_and_its_record(manager: Manager) -> dict[str, str]:
    """The number of an inspection that is behind "Finished", with some of its answers as the chat has them."""
    manager.opens_number("Finished ({count})")
    button = first_inspection(manager)
    number = button.inner_text()
    button.click()
    expect(manager.card).to_contain_text(f"· {number}")
    manager.sees("PDF", "Driver's copy")
    return {"number": number, "card": manager.card.inner_text()}


def first_inspection(manager: Manager) -> Locator:
    """The first line of the list that is about the trailer, page by page."""
    for page in range(9):
        expect(manager.card).to_contain_text(re.compile(rf"\b{8 * page + 1} (a|to) \d+ (de|of) "))
        lines = manager.card.inner_text()
        found = re.search(rf"({NUMBER.pattern}) · [^\n]*TR11", lines)
        if found:
            return manager.card.get_by_role("button", name=found[1], exact=True)
        manager.press("›")
    raise AssertionError(lines)


def its_files(manager: Manager, number: str) -> None:
    record = manager.file(f"{number}.pdf", "PDF")
    for word in (number, "TR11", "UL0012345", "Sam Carter"):
        assert word in text_of(record), word
    copy = manager.file(f"{number}-driver.pdf", "Driver's copy")
    assert number in text_of(copy)
    assert manager.reads("Driver's copy") in text_of(copy)


def picture_of_the_summary(manager: Manager) -> None:
    data, said = manager.picture()
    picture = Image.open(BytesIO(data))
    assert picture.format in ("PNG", "JPEG")
    assert min(picture.size) >= 640
    assert manager.reads("Weekly summary {period}") in said
    assert re.search(r"W\d\d \d+%", said)


def workbook_of_the_summary(manager: Manager, number: str, path: Path) -> None:
    manager.summary()
    path.write_bytes(manager.file(".xlsx", "Send …", "Send as a spreadsheet"))
    words = Book(path).words.splitlines()
    for word in (number, "TR11", "Sam Carter"):
        assert word in words, word


def the_page(browser: Browser, manager: Manager, screen: Screen, said: dict[str, str], taken: str) -> None:
    """By the link from the chat: what was decided there is decided here, and the other way round; and the same record."""
    link = manager.link()
    with browsing(browser, link, screen.width, "es-MX" if manager.lang == "es" else "en-US") as page:
        page.get_by_role("button", name=manager.reads("Sign in")).click()
        expect(page.locator("h1")).to_have_text(manager.reads("To decide"))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(part(page, manager, "You are handling these")).to_contain_text(taken)
        expect(part(page, manager, "Nobody is handling these yet")).not_to_contain_text(taken)
        decided_on_the_page(page, manager)
        the_same_record(page, manager, said)
        is_used_up(browser, link, manager)
        nothing_is_left(page, manager)


def part(page: Page, manager: Manager, heading: str) -> Locator:
    return page.locator("main section", has=page.get_by_role("heading", name=manager.reads(heading)))


def decided_on_the_page(page: Page, manager: Manager) -> None:
    """Another report comes while the page is open; taken there, it is gone from the summary in the chat."""
    waiting = manager.waiting()
    number = reported(manager.page, "Gate 3")
    manager.turn_to()
    link = page.get_by_role("link", name=number)
    expect(link).to_be_visible()
    link.click()
    page.get_by_role("button", name=manager.reads("I'll handle it")).click()
    expect(page.get_by_role("status")).to_be_visible()
    assert manager.waiting() == waiting
    page.goto(at(page, ""))
    expect(part(page, manager, "You are handling these")).to_contain_text(number)
    expect(part(page, manager, "Nobody is handling these yet")).not_to_contain_text(number)


def the_same_record(page: Page, manager: Manager, said: dict[str, str]) -> None:
    """From the list of records, by its number; every answer as the chat has it. And back."""
    page.goto(at(page, f"records?words={said['number']}"))
    page.locator(".entries a", has_text=said["number"]).click()
    expect(page.locator("h1")).to_contain_text(said["number"])
    card = " ".join(said["card"].split())
    given = page.locator(".answers .line").all()
    assert len(given) > 10
    for one in given:
        label, value = one.locator("dt").inner_text(), one.locator("dd").inner_text()
        assert f"{label}: {value}" in card, (label, value)
    page.go_back()
    expect(page.locator("h1")).to_have_text(manager.reads("Records"))
    page.go_forward()
    expect(page.locator("h1")).to_contain_text(said["number"])


def is_used_up(browser: Browser, link: str, manager: Manager) -> None:
    with browsing(browser, link, 390, "es-MX" if manager.lang == "es" else "en-US") as other:
        expect(other.locator("main")).to_contain_text(
            manager.reads("This link has been used, or is older than ten minutes.")
        )
        expect(other.get_by_role("button")).to_have_count(0)


def nothing_is_left(page: Page, manager: Manager) -> None:
    """The chat ends the session: the open page says so by itself, and the way back shows nothing."""
    manager.command("pagina terminar" if manager.lang == "es" else "page end")
    expect(page.locator("h1")).to_have_text(manager.reads("Please sign in"))
    page.go_back()
    expect(page.locator("h1")).to_have_text(manager.reads("Please sign in"))
