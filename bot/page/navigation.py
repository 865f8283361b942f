"""The views of the page by their paths, and the ways between them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine.talk import Text
from bot.page import (
    auditors,
    bulletins,
    cards,
    deciding,
    evidence,
    lists,
    looking_up,
    making,
    manual,
    numbers,
    partners,
    planned,
    programmes,
    recording,
    records,
    risk,
    staff,
    training,
)
from bot.page.reader import Reader, View

VIEWS: Mapping[str, View] = {
    "/": deciding.to_decide,
    "/records": records.records,
    "/record/{number:int}": recording.record,
    "/record/{name}": recording.numbered,
    "/incidents": lists.incidents,
    "/actions": lists.actions,
    "/action/{number:int}": recording.action,
    "/numbers": numbers.numbers,
    "/list": lists.behind,
    "/due": planned.planned,
    "/seals": looking_up.numbers_of,
    "/manual": manual.manual,
    "/procedure/{number:int}": manual.procedure,
    "/evidence": evidence.evidence,
    "/evidence/{name}": evidence.criterion,
    "/partners": partners.partners,
    "/partner/{number:int}": partners.partner,
    "/programmes": programmes.programmes,
    "/bulletins": bulletins.bulletins,
    "/risk": risk.risk,
    "/risk/{number:int}": risk.assessment,
    "/people": staff.people,
    "/training": training.training,
    "/auditors": auditors.auditors,
    "/auditor/{number:int}": auditors.auditor,
    "/card": cards.card,
    "/made": making.making,
    "/sessions": cards.sessions,
}
WAYS = (
    ("/", Text("To decide")),
    ("/incidents", Text("Incidents")),
    ("/actions", Text("Corrective actions")),
    ("/records", Text("Records")),
    ("/numbers", Text("Numbers")),
    ("/due", Text("What is due")),
    ("/seals", Text("Seals and units")),
    ("/training", Text("Training")),
    ("/manual", Text("Procedures")),
    ("/evidence", Text("Security profile")),
    ("/partners", Text("Partners")),
    ("/programmes", Text("Our programs")),
    ("/bulletins", Text("Bulletins")),
)


def ways(reader: Reader) -> tuple[tuple[str, str], ...]:
    found = (("/risk", Text("Risk")),) if risk.offered(reader) else ()
    people = (("/people", Text("People")),) if staff.offered(reader) else ()
    guests = (("/auditors", Text("Auditors")),) if auditors.offered(reader) else ()
    return tuple((path, reader.say(label)) for path, label in (*WAYS, *found, *people, *guests))
