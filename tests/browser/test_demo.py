"""Three people use the demo page in a browser: the real bot with the real SDKs, and the buttons they see.

Every test begins its own conversation, in chats that others have used before it, as on any morning.
"""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.demo import Person, Screen, Sends

PHONE = Screen(width=390, height=844, phone=True)
SEAL_BROKEN = {
    "group": "seal",
    "seal_kind": "seal_broken",
    "broken_by": "unknown",
    "us_bound": "yes",
    "day": "Yesterday",
    "hour": "6:40",
}


# The driver: Telegram, Spanish.


def test_a_driver_inspects_after_a_stop(driver: Person) -> None:
    driver.begins("in-transit")
    driver.answers(
        "in-transit",
        {
            "tractor_plate": "45-AB-9X",
            "trailer_number": "R 220",
            "carrier": "Transportes Bravo",
            "where": Sends.PLACE,
            "stopped": "6:10",
            "reason": "traffic",
            "it_place": "ok",
            "danger": "no",
            "it_walkaround": "ok",
            "load": "empty",
            "it_log": "ok",
            "leaving": Sends.SKIP,
            "signature": "Juan Pérez",
        },
    )
    driver.sees("Check your answers", "27.5028", "45AB9X")
    driver.press("Finish")

    driver.sees("Recorded.")


def test_a_driver_takes_a_quiz(driver: Person) -> None:
    driver.begins("driver-in-transit")
    driver.takes("driver-in-transit")

    driver.sees("100%")


@pytest.mark.parametrize("screen", [PHONE], ids=["phone"])
def test_a_driver_reports_an_incident_on_a_phone(driver: Person, manager: Person) -> None:
    driver.turn_to()
    driver.begins("incident")
    driver.answers("incident", SEAL_BROKEN)
    driver.answers("incident", {"where": Sends.PLACE, "unit": "R 7741", "number": "fx-0044213"})
    driver.sees("Is there another seal, old or new?")
    driver.press("No")
    driver.answers("incident", {"account": Sends.VOICE, "evidence": Sends.PHOTO})
    driver.sees("Received: {count}. Send more, or press Done.")
    driver.press("Done")
    driver.sees("Check your answers", "FX0044213", "voice note", "1 file")
    driver.press("Send the report")
    driver.sees("Recorded.")

    expect(manager.part("tab")).to_contain_text("new messages")
    manager.turn_to()
    notice = manager.told("Security incident report", "R 7741", "Juan Pérez", "Critical")
    expect(manager.log.locator("audio").last).to_be_visible()
    notice.get_by_role("button", name="Yo lo atiendo").click()
    manager.told("R 7741", "Lo atiende: Lucía Herrera")


# The warehouse worker: Slack, English.


def test_a_worker_finds_something_in_a_container(worker: Person, manager: Person) -> None:
    worker.begins("container-7")
    worker.answers("container-7", {"kind": "dry", "container_number": "MSCU 123456 7"})
    worker.sees("The check digit in MSCU1234567 is wrong.")
    worker.say("MSCU 123456 6")
    worker.answers(
        "container-7",
        {
            "by_road": "no",
            "where": "Dock 4, north side",
            "shipment": Sends.SKIP,
        },
    )
    worker.sees("Outside, to the doors")
    worker.press("Problem: 2. Doors and locking")
    worker.answers("container-7", {"doors.danger": "no", "doors.what": "New rivets on the left hinge"})
    worker.sees(worker.prompt("container-7", "doors.photo"))
    choose_photo(worker, "hinge.jpg")
    worker.part("send").click()
    worker.sees("Outside, to the doors", "2. Doors and locking: Problem")
    worker.press("The rest is OK")
    worker.sees("Inside the container")
    worker.press("All OK here")
    worker.answers("container-7", {"supervised": "no", "signature": "Sam Carter"})
    worker.sees("Check your answers", "1 photo")
    worker.choose(worker.called("container-7", "where"))
    worker.answers("container-7", {"where": "Dock 5, north side"})
    worker.press("Sign as Sam Carter")
    worker.sees("Check your answers", "Dock 5")
    worker.press("Finish")
    worker.sees("Recorded.", "Findings: 1")

    notice = manager.told("7 points: empty container before loading", "New rivets on the left hinge", "Sam Carter")
    expect(notice).to_contain_text("Hallazgos: 1")
    expect(manager.log.locator("img").last).to_be_visible()
    notice.get_by_role("button", name="Yo lo atiendo").click()
    manager.told("New rivets on the left hinge", "Lo atiende: Lucía Herrera")


def choose_photo(person: Person, name: str) -> None:
    """From the files of the machine; it waits at the entry to be sent."""
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "#37506b").save(file, "JPEG")
    person.part("file-photos").set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}  # type: ignore[arg-type]
    )
    expect(person.part("staged")).to_contain_text(name)


def test_a_worker_takes_a_quiz_by_keyboard_alone(page: Page, worker: Person) -> None:
    go(worker.part("composer"))
    page.keyboard.type("/sello quiz 7 and 8 points")
    page.keyboard.press("Enter")
    worker.sees("Container inspection: 7 and 8 points", " 1/")
    worker.takes("container-inspection", press=press_by_keyboard)

    worker.sees("100%")


WAY = """element => element === document.activeElement ? "" :
    element.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING ? "Shift+Tab" : "Tab" """


def press_by_keyboard(button: Locator) -> None:
    go(button)
    button.page.keyboard.press("Enter")


def go(wanted: Locator) -> None:
    """Tab, or Shift+Tab where it is further up, until what is wanted has the focus."""
    for _ in range(100):
        key = wanted.evaluate(WAY)
        if not key:
            return
        wanted.page.keyboard.press(key)
    raise AssertionError(f"no key leads to {wanted}")


def test_a_worker_reports_an_incident_from_the_home_tab(worker: Person, manager: Person) -> None:
    worker.begins("cybersecurity")
    worker.sees("Cybersecurity", " 1/")
    worker.part("tab-home").click()
    expect(worker.home).to_contain_text(re.compile("Not finished.*Cybersecurity"))
    worker.home.get_by_role("button", name="Security incident report", exact=True).click()
    worker.part("tab-messages").click()
    worker.answers(
        "incident",
        {
            "group": "people",
            "people_kind": "suspicious_person",
            "going_on": "no",
            "approached": "yes",
            "us_bound": "unknown",
            "day": "Yesterday",
            "hour": Sends.SKIP,
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

    manager.told("Security incident report", "He asked for the route of truck 12.", "Sam Carter", "High")


# What may happen on the way.


def test_the_language_changes_in_the_middle(worker: Person) -> None:
    worker.begins("seal-vvtt")
    worker.answers("seal-vvtt", {"occasion": "pickup"})
    worker.sees(worker.prompt("seal-vvtt", "unit_kind"))
    worker.press("Español")
    worker.lang = "es"
    worker.answers("seal-vvtt", {"unit_kind": "container"})
    worker.sees(worker.prompt("seal-vvtt", "container_number"))
    worker.press("English")
    worker.lang = "en"

    worker.sees(worker.prompt("seal-vvtt", "container_number"))


def test_an_answer_is_changed_on_the_way_and_before_the_end(driver: Person) -> None:
    driver.begins("incident")
    driver.answers("incident", {"group": "other", "hurt": "no"})
    driver.sees(driver.prompt("incident", "going_on"))
    driver.press("Back")
    driver.sees(driver.prompt("incident", "hurt"), "Your current answer")
    driver.press("Keep it and continue")
    driver.answers("incident", {"going_on": "yes", "us_bound": "no", "where": "Puerta 3"})
    driver.answers("incident", {"account": "Una puerta abierta", "evidence": Sends.SKIP})
    driver.sees("Check your answers", "Puerta 3")
    driver.press(driver.called("incident", "where"))
    driver.answers("incident", {"where": "Puerta 4"})

    driver.sees("Check your answers", "Puerta 4")
    expect(driver.card).not_to_contain_text("Puerta 3")


def test_a_page_opened_again_shows_everything(page: Page, driver: Person, worker: Person) -> None:
    driver.begins("in-transit")
    driver.answers("in-transit", {"tractor_plate": "45-AB-9X"})
    driver.sees(driver.prompt("in-transit", "trailer_number"))
    worker.begins("arrival")
    worker.sees("Cancel")
    before = [person.messages.all_inner_texts() for person in (driver, worker)]

    page.reload()

    for person, texts in zip((driver, worker), before, strict=True):
        expect(person.messages).to_have_text(texts, use_inner_text=True)
    driver.answers("in-transit", {"trailer_number": "R 220", "carrier": "Transportes Bravo"})
    driver.sees(driver.prompt("in-transit", "where"))


def test_what_was_begun_is_found_again_and_cancelled(driver: Person) -> None:
    driver.begins("access-control")
    driver.command("ayuda")
    driver.sees("How this works")
    driver.command("pendientes")
    driver.sees("Not finished", "Access control and challenging strangers")
    driver.card.get_by_role("button", name=driver.reads("Access control and challenging strangers")).click()
    driver.sees(" 1/")
    driver.command("cancelar")
    driver.sees("Cancel this form? Your answers so far stay on record, marked as canceled.")
    driver.press("Yes, cancel")

    driver.sees("Canceled.")


def test_the_manager_reads_the_week_and_the_one_before(manager: Person) -> None:
    manager.command("resumen")
    manager.sees("Weekly summary {period}", "In numbers")
    manager.card.get_by_role("button", name="‹").click()

    manager.sees("Nothing was recorded this week.")
