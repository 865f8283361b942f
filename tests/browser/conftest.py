"""A demo and a browser for each module, and a fresh look at the page for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.demo import Missing, Person, Screen, looking, running_browser, running_demo


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_demo(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Never skipped: a page nobody has looked at is not a page that works."""
    try:
        with running_browser() as browser:
            yield browser
    except Missing as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture
def screen() -> Screen:
    """What the page is looked at with; a test may ask for another."""
    return Screen()


@pytest.fixture
def page(browser: Browser, address: str, screen: Screen) -> Iterator[Page]:
    with looking(browser, address, screen) as page:
        yield page


@pytest.fixture
def worker(page: Page) -> Person:
    """Sam Carter in the warehouse: Slack, English."""
    return Person(page, "worker", "en")


@pytest.fixture
def manager(page: Page) -> Person:
    """Lucía Herrera, the manager: Slack, Spanish."""
    return Person(page, "manager", "es")


@pytest.fixture
def driver(page: Page) -> Person:
    """Juan Pérez, who drives: Telegram, Spanish."""
    return Person(page, "driver", "es")
