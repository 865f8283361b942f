"""A company where something of every sort has happened, and the company next door.

What is said of the first one is in words that occur nowhere else: whoever reads one of them has read of it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from bot.engine.flow import ROLES
from bot.recurring import next_after
from bot.store.database import engine_for
from bot.store.migrate import migrate
from bot.store.proofs import seal
from bot.store.schedules import DUE, Planned
from bot.store.tables import Handle, Organisation, Person, Site
from bot.store.transaction import Transaction
from tests.conftest import LINES
from tests.field.filling import fill
from tests.field.house import House, house
from tests.field.test_risk import LOW, begun, lane
from tests.field.test_training import does

SITE = "Zarzamora yard"
NAMES = dict(
    zip(
        ROLES,
        (
            "Quirino Ixtla", "Wenceslao Popoca", "Xicotli Zepeda", "Yolotzin Uribe", "Zenaida Ocampo", "Nemesio Lira",
            "Prisciliano Tepetl", "Hermelinda Chuymani", "Tranquilino Mezquitic", "Eustolia Kantun", "Crispina Batz",
        ),
        strict=True,
    )
)  # fmt: skip
DRIVER, GUARD, WAREHOUSE, SUPERVISOR, MANAGER, ADMIN = (
    NAMES[role].split()[0] for role in ("driver", "guard", "warehouse", "supervisor", "manager", "admin")
)
SEAL, OTHER_SEAL, UNIT, HELD, COMING = "ZQ7700451", "ZQ7700452", "ZX9Q11", "ZX9Q22", "ZX9Q33"
CAUSE, STORY, FINDING, SECRET = "barrancabermeja", "chapultepecana", "tlaquepaquense", "xoloitzcuintle"
MARKERS = (
    *(word for name in NAMES.values() for word in name.split()), "Zarzamora", "Transportes del Norte", "ZRZ-26-", SEAL,
    OTHER_SEAL, UNIT, HELD, COMING, CAUSE, STORY, FINDING, SECRET, "Ulrica",
)  # fmt: skip
AS_USUAL = ("Skip", "All OK here", "The rest is OK", "OK", "No", "Next ›")
STRANGER = "9999"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def founded(folder: Path) -> tuple[str, dict[str, str], datetime]:
    """Makes the database of both companies in the folder: its address, the accounts of those who try things by who they are,
    and what time it is then."""
    url = f"sqlite:///{folder}/sello.db"
    engine = engine_for(url)
    migrate(engine)
    engine.dispose()
    async with house(folder, url) as yard:
        for role, name in NAMES.items():
            yard.enrol(name, role, "en", *(("telegram", "slack") if role == "auditor" else ()), site=SITE)
        with yard.apps[0].storage.engine.begin() as connection:
            connection.execute(sa.text("UPDATE site SET code = 'ZRZ'"))
        yard.decide('{"check": "all", "sign_off": "inspections", "keep_reports": "120", "dispatch": "+1 956 555 0110"}')
        await people(yard)
        await pages(yard)
        await shown(yard)
        await incidents(yard)
        await inspections(yard)
        await seals(yard)
        await due(yard)
        await manual(yard)
        await partners(yard)
        await questioned(yard)
        await training(yard)
        await sealed(yard)
        await risk(yard)
        await drill(yard)
        await packs(yard)
        await auditors(yard)
        await tips(yard)
        await words(yard)
        return url, {**bystanders(yard), **neighbours(yard), "stranger": STRANGER}, yard.clock()


async def people(yard: House) -> None:
    yard._account("Ulrica", "telegram", 9100, "en")
    await yard.say("Ulrica", "hello")
    await yard.press(ADMIN, "Add")
    await yard.say(ADMIN, "/invite")
    await yard.press(ADMIN, "Guard")
    await yard.say(ADMIN, "/staff")
    await yard.say(DRIVER, "/link")
    await yard.say(WAREHOUSE, "/mydata")
    await yard.press(WAREHOUSE, "Erase my data", "Ask for it")
    await yard.say(DRIVER, "/mydata")


async def pages(yard: House) -> None:
    """Somebody is signed in to the page, and asks for another link."""
    await yard.apps[0].reached_at("http://127.0.0.1:8099")
    manager = yard.people[NAMES["manager"]]
    await yard.apps[0].storage.transaction(lambda tx: tx.pages.begin(manager, "Firefox, Windows", yard.clock()))
    await yard.say(MANAGER, "/page")


async def shown(yard: House) -> None:
    """A group in which notices are shown."""
    there = yard.demo.telegram.group(-100500, "Zarzamora group")
    await yard.say(MANAGER, "/menu")
    yard.seat(MANAGER, "telegram").person.say_in(there, "/here")  # type: ignore[attr-defined]
    await yard.settled()
    await yard.press(MANAGER, "Show: Incident reports")
    await yard.say(MANAGER, "/here")


async def incidents(yard: House) -> None:
    """One that is confidential, one closed, one resolved, one taken, and one that nobody has and that is not finished."""
    await yard.say(WAREHOUSE, "/incident")
    await yard.press(WAREHOUSE, "Strangers, threats or bribes", "Bribe or inside help")
    await yard.say(WAREHOUSE, SECRET)
    await yard.press(MANAGER, f"Write to {NAMES['warehouse']}")
    await yard.say(MANAGER, SECRET)
    await yard.press(MANAGER, "I'll handle it", "Required steps (1 open)", "Done: Own investigation begun", "Cancel")
    for first, until in ((DRIVER, "closed"), (GUARD, "resolved"), (WAREHOUSE, "taken"), (DRIVER, "reported")):
        await incident(yard, first, until)
    await alarm(yard)
    await yard.say(MANAGER, "/incident ZRZ-26-0001")


async def incident(yard: House, first: str, until: str) -> None:
    await yard.say(first, "they are robbing me")
    await yard.press(first, "I am in danger")
    if until == "reported":
        return
    await yard.say(first, STORY)
    await yard.press(SUPERVISOR, "I'll handle it", f"Write to {yard.full(first)}")
    await yard.say(SUPERVISOR, f"Who is there? {STORY}")
    if until == "taken":
        return
    await yard.press(SUPERVISOR, "Resolved")
    await yard.say(SUPERVISOR, CAUSE)
    await yard.say(SUPERVISOR, f"mended {CAUSE}")
    if until == "closed":
        await yard.press(SUPERVISOR, "Close")


async def alarm(yard: House) -> None:
    """One that was sent to its end and is being corrected, with a photo, and a note of whoever has it."""
    await yard.say(WAREHOUSE, "/alarm")
    await yard.press(WAREHOUSE, "Someone is ill or injured")
    await yard.say(WAREHOUSE, STORY)
    await yard.press(WAREHOUSE, "Yes")
    await yard.say(WAREHOUSE, STORY)
    yard.seat(WAREHOUSE).send("a photo")
    await yard.settled()
    await yard.press(WAREHOUSE, "Done", "Skip", "Send the report", "Correct or add")
    await yard.press(SUPERVISOR, "I'll handle it", "🔒 Add a note")
    await yard.say(SUPERVISOR, CAUSE)
    await yard.press(SUPERVISOR, "Done", "History")


async def inspections(yard: House) -> None:
    """Findings that are to be dealt with, and that somebody has to sign off."""
    for _ in range(2):
        await walk(yard)
    await yard.press(SUPERVISOR, "Corrective action", "I'll do it", "It is done")
    await yard.say(SUPERVISOR, f"done {FINDING}")


async def walk(yard: House) -> None:
    """The bins are open."""
    await fill(yard, GUARD, "walk-agricultural", "en", until="has", area=FINDING)
    await yard.press(GUARD, "Waste bins", "Done", "Problem")
    await yard.say(GUARD, FINDING)
    await on(yard, GUARD)
    await yard.press(GUARD, "Finish")


async def on(yard: House, first: str) -> None:
    """To the overview."""
    signed = f"Sign as {yard.full(first)}"
    while "[Finish]" not in (seen := yard.newest(first)):
        await yard.press(first, next(one for one in (*AS_USUAL, signed) if f"[{one}]" in seen))


async def seals(yard: House) -> None:
    await fill(yard, SUPERVISOR, "seals-received", "en", first=SEAL, last=OTHER_SEAL, picture="photo")
    await fill(yard, SUPERVISOR, "seals-issued", "en", person=NAMES["warehouse"], number=SEAL)
    given = {"unit_kind": "trailer", "trailer_number": UNIT, "issued": SEAL, "stamped": SEAL, "documents": SEAL,
             "pictures": "photo"}  # fmt: skip
    await fill(yard, WAREHOUSE, "seal-affixing", "en", **given)
    await fill(yard, WAREHOUSE, "seal-affixing", "en", **{**given, "trailer_number": HELD})
    for unit in (UNIT, HELD):
        await yard.say(MANAGER, f"/unit {unit}")
    await yard.say(MANAGER, f"/seal {SEAL}")


async def due(yard: House) -> None:
    usual = Planned(
        organisation_id=1, site_id=yard.sites[SITE], flow_id="walk-physical", role="guard", person_id=None, each=False,
        draws=False, rule="FREQ=DAILY", begins=date(2026, 11, 20), at="07:00", grace=120,
    )  # fmt: skip

    def make(tx: Transaction) -> None:
        at = next_after(usual.rule, usual.begins, time(7), "America/Chicago", yard.clock())
        one = tx.schedules.make(usual, at, yard.clock())
        tx.timers.set(DUE, at, str(one.id))

    await yard.apps[0].storage.transaction(make)
    await yard.passes(24 * 60)
    await yard.say(GUARD, f"/expected {COMING}\n{NAMES['driver']}")
    await yard.say(MANAGER, "/due")


async def auditors(yard: House) -> None:
    """A seat that was given, and one whose days are asked for."""
    for _ in range(2):
        await yard.say(MANAGER, "/auditor")
        await yard.press(MANAGER, "Let somebody look")
        await yard.say(MANAGER, FINDING)
        await yard.say(MANAGER, "CTPAT")
        await yard.press(
            MANAGER, "3 months", "7 days", "Make the link", "How it stands", "What was looked at: 0", "Back"
        )
    await yard.say(MANAGER, "/auditor")
    await yard.press(MANAGER, "Let somebody look")
    await yard.say(MANAGER, FINDING)
    await yard.say(MANAGER, "CTPAT")
    await yard.press(MANAGER, "Other days")


async def risk(yard: House) -> None:
    """A lane that is assessed with a category to act on, and one whose next place is asked for."""
    name = f"Route {FINDING}"
    await lane(yard, MANAGER, name, SITE)
    await begun(yard, MANAGER)
    rating = (
        "Yes, that is how it flows",
        "High: does not meet them",
        LOW,
        f"Sign as {yard.full(MANAGER)}",
        "Finish",
        "Next ›",
    )
    while "[Action plan]" not in yard.newest(MANAGER):
        label = next((one for one in rating if f"[{one}]" in yard.newest(MANAGER)), "")
        await (yard.press(MANAGER, label) if label else yard.say(MANAGER, FINDING))
    await yard.press(MANAGER, "Action plan")
    await yard.say(MANAGER, f"/risk {FINDING}")
    await yard.press(MANAGER, "No longer used", "Back", "Add a place")


async def packs(yard: House) -> None:
    """One of a week, and one of a record."""
    await yard.say(MANAGER, "/pack 2026-W47")


async def drill(yard: House) -> None:
    """One whose questions are with those who were drawn."""
    await yard.passes(25)
    await yard.say(MANAGER, "/drill 4711")
    await yard.passes(1)
    await yard.say(MANAGER, "/drill")
    await yard.press(MANAGER, next(one for one in yard.seat(MANAGER).seen()[-1].buttons if "missing" in one))
    await yard.press(MANAGER, next(one for one in yard.seat(MANAGER).seen()[-1].buttons if "Corrective actions" in one))


async def tips(yard: House) -> None:
    """One that is sent, and one that is not."""
    await yard.say(DRIVER, f"/tip {SECRET}")
    await yard.press(DRIVER, "Skip", "Send")
    await yard.passes(61)
    await yard.say(DRIVER, f"/tip {SECRET}")


async def manual(yard: House) -> None:
    """A procedure that is published and one of the company's own that is not; a bulletin that is sent and one that is not."""
    await yard.say(MANAGER, "/manual")
    await yard.press(MANAGER, "Not published: Seal control", "Publish this procedure")
    await yard.passes(1)
    await yard.say(DRIVER, "/manual")
    await yard.press(DRIVER, "Read: Seal control", "I have read it")
    await yard.say(MANAGER, "/manual")
    await yard.press(MANAGER, "Add a PDF of our own")
    yard.seat(MANAGER).person.send_document(PDF, "gate.pdf", "application/pdf", "Gate")  # type: ignore[attr-defined]
    await yard.settled()
    await yard.press(MANAGER, "Guard", "Add a question")
    await yard.say(MANAGER, "Who opens the gate?\nThe guard\nThe driver")
    await yard.press(MANAGER, "Publish it")
    await yard.say(MANAGER, "/manual")
    await yard.press(MANAGER, "Add a PDF of our own")
    yard.seat(MANAGER).person.send_document(PDF, "fence.pdf", "application/pdf", "Fence")  # type: ignore[attr-defined]
    await yard.settled()
    await yard.press(MANAGER, "Guard")
    await yard.say(MANAGER, f"/bulletin {STORY} at the bridge")
    await yard.press(MANAGER, "Send it")
    await yard.passes(1)
    await yard.say(MANAGER, f"/bulletin {STORY} at the ramp")


async def partners(yard: House) -> None:
    """A carrier with a certificate, one whose evidence is asked for and one whose name is; a membership whose day is asked for."""
    await yard.say(MANAGER, "/partner")
    await yard.press(MANAGER, "Add a partner")
    await yard.say(MANAGER, f"Fletes {FINDING}")
    await yard.press(MANAGER, "Carrier", "Add evidence", "BASC certificate")
    yard.seat(MANAGER).send("a photo")
    await yard.settled()
    await yard.say(MANAGER, "2026-01-10")
    await yard.press(MANAGER, "No end is printed on it", "BASC certificate, January 10, 2026", "Suspended or withdrawn")
    await yard.say(MANAGER, f"/partner {FINDING}")
    await yard.press(MANAGER, "Add evidence", "AEO / OEA certificate")
    yard.seat(MANAGER).send("a photo")
    await yard.settled()
    await yard.say(MANAGER, "2026-01-10")
    await yard.say(MANAGER, "/mra Peru")
    await yard.say(MANAGER, "/programs")
    await yard.press(MANAGER, "Type of company")
    await yard.say(MANAGER, "/programs")
    await yard.press(MANAGER, "CTPAT", "Certified", "Annual review of the security profile")
    await yard.say(MANAGER, "/partner")
    await yard.press(MANAGER, "Add a partner")


async def questioned(yard: House) -> None:
    """A contact has come by a link, has begun and canceled; and an audit on the spot has found something."""
    await yard.say(MANAGER, f"/partner {FINDING}")
    await yard.press(MANAGER, "Send the questionnaire", "English")
    (code,) = re.findall(r"start=([0-9A-Z]{10})", "".join(yard.screen(MANAGER)[-2:]))[:1]
    yard._account("Uriel", "telegram", 9101, "en")
    await yard.say("Uriel", f"/start {code}")
    await yard.say("Uriel", "/cancel")
    await yard.press("Uriel", "Yes, cancel")
    await yard.say("Uriel", "/menu")
    await yard.say(MANAGER, f"/partner {FINDING}")
    await fill(yard, MANAGER, "supplier-audit", "en", company=f"Fletes {FINDING}", gates="problem", visitors="problem")


async def training(yard: House) -> None:
    """Somebody has passed a quiz and has its certificate before them, somebody else a lesson with its question."""
    await does(yard, GUARD, "en")
    await yard.say(GUARD, "/training")
    await yard.press(WAREHOUSE, "Begin the lesson")
    await yard.say(WAREHOUSE, "/training")
    await yard.say(MANAGER, "/training")


async def sealed(yard: House) -> None:
    """What has happened so far is sealed, and the last hash is asked for."""
    later = yard.clock() + timedelta(days=2)
    while (await yard.apps[0].storage.transaction(lambda tx: seal(tx, 1, later))).more:
        pass
    await yard.say(MANAGER, "/proof")


async def words(yard: House) -> None:
    """What is typed beside a form, and forms that are open: at a question, at a station, at the overview."""
    await yard.say(WAREHOUSE, f"the guard {STORY} looks at me strangely today")
    await yard.say(GUARD, "/inspect walk-physical")
    await yard.say(GUARD, FINDING)
    await yard.say(GUARD, "cancel it now")
    await yard.say(MANAGER, f"/summary {SITE}")
    await yard.press(MANAGER, "Send …", "Send me this every Monday at 7:00 AM")
    await yard.say(MANAGER, "/summary")
    await yard.say(MANAGER, "/criterion seal")
    await profile(yard)
    for first in (SUPERVISOR, MANAGER):
        await yard.say(first, "/inspect walk-physical")
        await yard.say(first, FINDING)
        await yard.press(first, "Skip", "None of these", "Done")
    await on(yard, MANAGER)
    await yard.say(GUARD, "/inspect walk-agricultural")


async def profile(yard: House) -> None:
    """A narrative and an attachment of a criterion, and what is asked on the way."""
    await yard.say(MANAGER, "/evidence")
    await yard.say(MANAGER, "/evidence 6")
    await yard.say(MANAGER, "/evidence 6.1")
    await yard.press(MANAGER, "Write the narrative")
    await yard.say(MANAGER, f"Seals are kept by the {FINDING}.")
    await yard.press(MANAGER, "Attach a photo or a file")
    await yard.press(MANAGER, "Written procedure")
    yard.seat(MANAGER).send("a photo")
    await yard.settled()
    await yard.press(MANAGER, "What was written and attached")


def bystanders(yard: House) -> dict[str, str]:
    """One of every role at the same site, who was told of nothing."""
    return {role: str(_person(yard, 1, yard.sites[SITE], role, 9200 + n)) for n, role in enumerate((*ROLES, "partner"))}


def neighbours(yard: House) -> dict[str, str]:
    with Session(yard.apps[0].storage.engine) as session:
        session.add(Organisation(id=2, name="Next door"))
        session.flush()
        session.add(site := Site(organisation_id=2, name="Next dock", zone="America/Chicago"))
        session.commit()
        place = site.id or 0
    return {f"next {role}": str(_person(yard, 2, place, role, 9300 + n)) for n, role in enumerate(("admin", "manager"))}


def _person(yard: House, organisation: int, site: int, role: str, number: int) -> int:
    with Session(yard.apps[0].storage.engine) as session:
        session.add(
            person := Person(
                organisation_id=organisation, site_id=site, name=f"Bystander {role}", role=role, lang="en",
                joined_at=yard.clock(),
            )
        )  # fmt: skip
        session.flush()
        session.add(
            Handle(person_id=person.id or 0, line_id=LINES["telegram"], account=str(number), address=str(number))
        )
        session.commit()
    return number
