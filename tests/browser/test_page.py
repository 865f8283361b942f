"""The page for managers in a browser: taken by keyboard, alive without being loaded anew, whole without scripts, and open to everybody."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo import PATIENCE, Person, _complaints
from tests.seats import photo

VIEWS = ("", "incidents", "incidents?state=closed", "records", "actions", "numbers", "due", "seals?words=UL0012345", "people", "sessions",
         "record/1", "record/2")  # fmt: skip
ROBBERY = "Robbery or hijacking"


def href(manager: Person) -> str:
    """A new link from the chat."""
    before = manager.log.locator('a[href*="/app/in/"]').count()
    manager.say("/sello pagina")
    links = manager.log.locator('a[href*="/app/in/"]')
    expect(links).to_have_count(before + 1)
    return links.last.get_attribute("href") or ""


@contextmanager
def at_page(
    browser: Browser, manager: Person, width: int = 1280, *, scripts: bool = True, dark: bool = False
) -> Iterator[Page]:
    """Signed in. Whatever the page complains about or asks elsewhere is an error."""
    link = href(manager)
    context = browser.new_context(
        viewport={"width": width, "height": 844}, java_script_enabled=scripts, reduced_motion="reduce", locale="es-MX",
        color_scheme="dark" if dark else "light",
    )  # fmt: skip
    context.set_default_timeout(PATIENCE)
    complaints = _complaints(context, urlsplit(link).netloc)
    page = context.new_page()
    page.goto(link)
    page.locator("#sign-in").click()
    expect(page.locator("h1")).to_have_text("Por decidir")
    yield page
    context.close()
    assert complaints == []


def at(page: Page, path: str) -> str:
    parts = urlsplit(page.url)
    return f"{parts.scheme}://{parts.netloc}/app/{path}"


def alarm(driver: Person, what: str = ROBBERY) -> None:
    driver.command("alarma")
    driver.press(what)
    driver.told("Where?")


def test_nothing_keeps_anybody_out_in_either_language(browser: Browser, driver: Person, manager: Person) -> None:
    alarm(driver)
    for width, dark in ((390, False), (1280, True)):
        with at_page(browser, manager, width, dark=dark) as page:
            for name in ("English", "Español"):
                opened(page)
                page.get_by_role("button", name=name, exact=True).first.click()
                for path in VIEWS:
                    page.goto(at(page, path))
                    found = Axe().run(page).response["violations"]
                    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], (name, path)
                    assert page.evaluate("document.documentElement.scrollWidth") == width, (name, path)
                    assert small(page) == [], (name, path)


def opened(page: Page) -> None:
    """The menu of the views, which lies open where there is room for it."""
    button = page.locator("#open-ways")
    if button.is_visible():
        button.click()
        expect(page.locator("#ways")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "opens", "goes"), [("Español", "Vistas", "Registros"), ("English", "Views", "Records")]
)
def test_the_views_are_a_menu_on_a_phone_that_the_keyboard_opens(
    browser: Browser, manager: Person, name: str, opens: str, goes: str
) -> None:
    with at_page(browser, manager, 390) as page:
        opened(page)
        if name == "English":
            page.get_by_role("button", name=name, exact=True).click()
        page.goto(at(page, "incidents"))
        links = page.locator("#ways a")
        expect(links.first).to_be_hidden()

        page.get_by_role("button", name=opens).focus()
        page.keyboard.press("Enter")

        for one in links.all():
            box = one.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []
        page.keyboard.press("Escape")
        expect(links.first).to_be_hidden()
        expect(page.get_by_role("button", name=opens)).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(links.first).to_be_focused()
        page.get_by_role("link", name=goes).press("Enter")
        expect(page.locator("h1")).to_have_text(goes)
        expect(links.first).to_be_hidden()
        if name == "English":
            opened(page)
            page.get_by_role("button", name="Español", exact=True).click()


def small(page: Page) -> list[str]:
    """What is too small for a thumb: targets of less than 24 pixels that are no words in a sentence."""
    return page.evaluate(  # type: ignore[no-any-return]
        """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
        .filter((one) => !one.closest('dd') && !one.classList.contains('skip') && one.getClientRects().length)
        .filter((one) => { const box = one.getBoundingClientRect(); return box.width < 24 || box.height < 24; })
        .map((one) => one.outerHTML)"""
    )


def test_an_incident_is_taken_by_keyboard(browser: Browser, driver: Person, manager: Person) -> None:
    alarm(driver)
    with at_page(browser, manager) as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Ir al contenido")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        link = page.locator("main .entries a").first
        for _ in range(4):  # past the filter
            if link.evaluate("link => link === document.activeElement"):
                break
            page.keyboard.press("Tab")
        expect(link).to_be_focused()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Yo lo atiendo").focus()
        page.keyboard.press("Enter")

        expect(page.get_by_role("status")).to_contain_text("Anotado")
        expect(page.get_by_role("button", name="Resuelto")).to_be_visible()
    driver.told("Lucía Herrera")


def test_what_happens_elsewhere_is_there_without_loading(browser: Browser, driver: Person, manager: Person) -> None:
    with at_page(browser, manager) as page:
        page.goto(at(page, "incidents"))
        count = page.locator(".entries li").count()
        page.evaluate("window.stayed = true")

        alarm(driver, "Fire or explosion")

        expect(page.locator(".entries li")).to_have_count(count + 1)
        assert page.evaluate("window.stayed") is True


def test_words_that_are_being_typed_survive_what_is_new(browser: Browser, driver: Person, manager: Person) -> None:
    alarm(driver)
    with at_page(browser, manager) as page:
        page.locator("main a").first.click()
        page.get_by_role("button", name=re.compile("^Escribir a")).click()
        page.locator("#words").fill("¿Está usted ")
        mark = page.locator("#main").get_attribute("data-mark")

        page.evaluate("document.getElementById('main').dataset.mark = 'older'")

        expect(page.locator("#main")).to_have_attribute("data-mark", mark or "")
        expect(page.locator("#words")).to_have_value("¿Está usted ")
        expect(page.locator("#words")).to_be_focused()
        page.keyboard.type("bien?")
        page.locator("#send").click()
        expect(page.locator("main")).to_contain_text("Su mensaje")
    driver.told("¿Está usted bien?")


def test_it_is_whole_without_scripts(browser: Browser, driver: Person, manager: Person) -> None:
    alarm(driver)
    with at_page(browser, manager, 390, scripts=False) as page:
        page.locator("main a").first.click()
        page.get_by_role("button", name="Yo lo atiendo").click()
        expect(page.get_by_role("status")).to_contain_text("Anotado")
        opened(page)
        page.get_by_role("button", name="Salir").click()
        expect(page.locator("h1")).to_have_text("Entre, por favor")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_photo_is_sent_and_seen(browser: Browser, driver: Person, manager: Person, width: int) -> None:
    alarm(driver)
    with at_page(browser, manager, width) as page:
        page.locator("main .entries a").first.click()
        page.get_by_role("button", name=re.compile("^Escribir a")).click()
        page.locator("#files").set_input_files({"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": photo(width)})
        page.locator("#send").click()
        page.get_by_role("link", name="El registro completo").click()

        page.locator(".files img").first.evaluate("image => image.decode()")
