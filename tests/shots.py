"""Makes the pictures of the README: `python -m tests.shots docs/pictures`.

Three people use the demo in a browser as they would on a morning at the yard; each picture is taken on the way.
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from bot.sandbox.history import SEAL, TRAILER
from tests.browser.demo import Missing, Person, Screen, Sends, looking, running_browser, running_demo

DESKTOP = Screen(width=1400, height=900)
PHONE = Screen(width=390, height=844, phone=True, sharpness=2)
BIGGEST = 250_000  # bytes of a picture
COLORS = 256  # enough for screens, and a third of the bytes
OTHER = "UL0012349"  # a seal that is not the one on the trailer
A_MINUTE = 90_000  # milliseconds in which the first step of the policy of the demo surely comes
TALL = Screen(width=390, height=1100, phone=True, sharpness=2)  # a whole card
PAGE = Screen(width=700, height=1000)  # narrow enough for one window

# Waits for the pictures in sight; those further up are loaded when somebody scrolls there.
IMAGES = """() => Promise.all([...document.images]
    .filter((image) => image.checkVisibility() && image.getBoundingClientRect().bottom > 0)
    .map((image) => image.decode()))"""


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as demo, running_demo(Path(demo)) as address, running_browser() as browser:
        _three_people(browser, address, folder)
        _phones(browser, address, folder)
        _summary(browser, address, folder)
    with tempfile.TemporaryDirectory() as demo, running_demo(Path(demo)) as address, running_browser() as browser:
        _alarm(browser, address, folder)
        _mismatch(browser, address, folder)
        _action(browser, address, folder)
        _escalated(browser, address, folder)
        _due(browser, address, folder)


def _three_people(browser: Browser, address: str, folder: Path) -> None:
    """A notice has reached the manager, the worker is at the next unit, and the driver reports a broken seal."""
    with looking(browser, address, DESKTOP) as page:
        worker, manager, driver = _people(page)
        worker.begins("container-inspection")
        worker.takes("container-inspection")
        _finding(worker)
        notice = manager.told("New rivets on the left hinge")
        worker.begins("container-7")
        worker.answers("container-7", {"kind": "dry", "container_number": "TCLU 471208 6"})
        worker.sees("The check digit in TCLU4712086 is wrong.")
        _until_the_unit(driver)
        _keep(page, folder / "demo.png", up_to=notice)


def _phones(browser: Browser, address: str, folder: Path) -> None:
    with looking(browser, address, PHONE) as page:
        worker, _, driver = _people(page)
        page.get_by_test_id("language-es").click()
        driver.turn_to()
        driver.answers("incident", {"unit": "R 7741", "number": "FX-0044213"})
        driver.sees("Is there another seal, old or new?")
        driver.press("No")
        driver.answers("incident", {"account": Sends.VOICE})
        driver.sees(driver.prompt("incident", "evidence"))
        _keep(page, folder / "phone-es.png")
        driver.press("Skip")
        driver.sees("Check your answers")
        driver.press("Send the report")
        driver.sees("Recorded.")
        page.get_by_test_id("language-en").click()
        worker.turn_to()
        worker.answers(
            "container-7",
            {"container_number": "TCLU 471208 5", "by_road": "no", "where": "Dock 4", "shipment": Sends.SKIP},
        )
        worker.sees("Outside, to the doors")
        _keep(page, folder / "phone-en.png")


def _summary(browser: Browser, address: str, folder: Path) -> None:
    with looking(browser, address, PAGE) as page:
        worker, manager, driver = _people(page)
        worker.turn_to()
        _stranger(worker)
        driver.turn_to()
        driver.begins("driver-in-transit")
        driver.takes("driver-in-transit")
        manager.turn_to()
        manager.told("R 7741").get_by_role("button", name="Yo lo atiendo").click()
        manager.told("R 7741", "Lo atiende: Lucía Herrera")
        manager.command("resumen")
        manager.sees("Weekly summary {period}")
        _keep(page, folder / "summary.png", of=manager.part("seat"))


def _alarm(browser: Browser, address: str, folder: Path) -> None:
    """Two taps, and the manager has it; the driver reads what to do and who was notified."""
    with looking(browser, address, TALL) as page:
        _, _, driver = _people(page)
        driver.turn_to()
        driver.command("alarm")
        driver.sees("What is happening?")
        driver.press("Someone is following me")
        told = driver.told("Where?", "Lucía Herrera")
        _keep(page, folder / "alarm.png", up_to=told)
        driver.press("It was a mistake")
        driver.press("Yes, it was a mistake")
        driver.told("Canceled")


def _mismatch(browser: Browser, address: str, folder: Path) -> None:
    """Another seal than the one in the ledger is on the trailer."""
    with looking(browser, address, TALL) as page:
        _, _, driver = _people(page)
        driver.turn_to()
        driver.begins("seal-vvtt")
        driver.answers("seal-vvtt", {
            "occasion": "handover", "unit_kind": "trailer", "trailer_number": TRAILER, "by_road": "no",
            "handed_by": "Sam Carter", "received_by": "Juan Pérez", "where": "Km 23",
            "shipment": Sends.SKIP, "sealed": "yes", "on_documents": "yes", "documents": OTHER, "affixed_by": "Sam Carter",
        })  # fmt: skip
        driver.press("OK")
        driver.answers("seal-vvtt", {"picture": Sends.SKIP, "stamped": OTHER})
        driver.sees(SEAL)
        _keep(page, folder / "seal-es.png", up_to=driver.card)


def _action(browser: Browser, address: str, folder: Path) -> None:
    """A finding becomes something to be done, and is given to somebody."""
    with looking(browser, address, TALL) as page:
        worker, manager, _ = _people(page)
        worker.turn_to()
        _finding(worker)
        manager.turn_to()
        _below(manager, "Open a corrective action", "New rivets on the left hinge")
        manager.sees("Who is to do it?")
        manager.press("Sam Carter")
        manager.sees("Until when?")
        manager.card.get_by_role("button").first.click()
        worker.turn_to()
        worker.sees("In charge")
        _keep(page, folder / "action.png")


def _escalated(browser: Browser, address: str, folder: Path) -> None:
    """Nobody takes a report; a minute later somebody does."""
    with looking(browser, address, TALL) as page:
        worker, manager, _ = _people(page)
        worker.turn_to()
        _stranger(worker)
        manager.turn_to()
        told = manager.messages.filter(has_text="Gate 2")
        late = told.filter(has_text=manager.reads("Nobody has taken this for {minutes} min")).last
        expect(late).to_be_visible(timeout=A_MINUTE)
        late.get_by_role("button", name=manager.reads("I'll handle it")).click()
        worker.turn_to()
        worker.told("Lucía Herrera is handling your report.")
        _keep(page, folder / "escalated.png")


def _due(browser: Browser, address: str, folder: Path) -> None:
    """What is due now, with the button that begins it."""
    with looking(browser, address, TALL) as page:
        worker, _, _ = _people(page)
        worker.turn_to()
        reminder = worker.messages.filter(has_text=worker.reads("This is due."))
        expect(reminder.last).to_be_visible(timeout=2 * A_MINUTE)
        worker.command("due")
        worker.sees("What is due")
        _keep(page, folder / "due.png")


def _below(person: Person, label: str, words: str) -> None:
    """A button of the newest message that has these words."""
    person.told(words).get_by_role("button", name=person.reads(label), exact=True).last.click()


def _people(page: Page) -> tuple[Person, Person, Person]:
    return Person(page, "worker", "en"), Person(page, "manager", "es"), Person(page, "driver", "es")


def _finding(worker: Person) -> None:
    """An inspection that stops at the doors."""
    worker.begins("container-7")
    worker.answers(
        "container-7",
        {
            "kind": "dry",
            "container_number": "MSCU 123456 6",
            "by_road": "no",
            "where": "Dock 4",
            "shipment": Sends.SKIP,
        },
    )
    worker.sees("Outside, to the doors")
    worker.press("Problem: 2. Doors and locking")
    found = {"doors.danger": "no", "doors.what": "New rivets on the left hinge", "doors.photo": Sends.PHOTO}
    worker.answers("container-7", found)
    worker.sees("Outside, to the doors", "2. Doors and locking: Problem")
    worker.press("The rest is OK")
    worker.sees("Inside the container")
    worker.press("All OK here")
    worker.answers("container-7", {"supervised": "no", "signature": "Sam Carter"})
    worker.sees("Check your answers")
    worker.press("Finish")
    worker.sees("Recorded.")


def _until_the_unit(driver: Person) -> None:
    driver.begins("incident")
    driver.answers("incident", {"group": "seal", "seal_kind": "seal_broken", "broken_by": "unknown"})
    driver.answers("incident", {"us_bound": "yes", "day": "Yesterday", "hour": "6:40", "where": Sends.PLACE})
    driver.sees(driver.prompt("incident", "unit"))


def _stranger(worker: Person) -> None:
    """A report that nobody has taken yet."""
    worker.begins("incident")
    worker.answers(
        "incident",
        {
            "group": "people",
            "people_kind": "suspicious_person",
            "going_on": "yes",
            "approached": "yes",
            "us_bound": "unknown",
            "where": "Gate 2",
            "description": "A man in a grey jacket, on foot",
        },
    )
    worker.sees("Was there another person?")
    worker.press("No")
    worker.answers("incident", {"account": "He asked for the route of truck 12.", "evidence": Sends.SKIP})
    worker.sees("Check your answers")
    worker.press("Send the report")
    worker.sees("Recorded.")


def _keep(page: Page, path: Path, *, of: Locator | None = None, up_to: Locator | None = None) -> None:
    """The picture as a small PNG; without a pointer, a cursor or a hint in it."""
    for hint in page.locator(".hint button").all():
        if hint.is_visible():
            hint.click()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    expect(page.get_by_test_id("toast-worker")).to_have_count(0)
    if up_to:
        up_to.evaluate("message => message.scrollIntoView({ block: 'start' })")
    page.evaluate(IMAGES)
    taken = Image.open(BytesIO((of or page).screenshot()))
    taken.convert("RGB").quantize(COLORS, kmeans=3, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    assert size < BIGGEST, f"{path} has {size} bytes"
    sys.stdout.write(f"{path}  {taken.width} x {taken.height}  {size // 1000} kB\n")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"))
    except Missing as missing:
        sys.exit(str(missing))
