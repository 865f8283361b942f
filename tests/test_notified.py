"""Whom each kind of incident notifies: at least those whom the table of the trade names within a company."""

import random
from collections.abc import Iterator
from datetime import date

import pytest

from bot.engine.kinds import Choice, YesNo
from bot.engine.reply import reply
from bot.engine.run import Run, begin
from bot.engine.talk import Buttons, Placed, Pressed, Sent, Skip, Typed, Upload
from bot.engine.view import Question, view
from bot.engine.walk import judged
from tests.saying import LIBRARY

FLOW = LIBRARY.today["incident"]
TODAY = date(2026, 11, 21)
WORDS = {"date": "2026-11-20", "time": "06:40", "code": "FX0044213", "number": "3", "phone": "8671234567"}
# The roles that have the offices of the table: who leads security, and who is the contact of CTPAT or BASC, is the
# manager, beside whoever has the role security. Shippers, insurers and authorities are called by those.
OFFICES = {
    "security_manager": "manager",
    "ctpat_poc": "manager",
    "compliance_officer": "manager",
    "hr_or_compliance": "hr",
}
TABLE = {
    "seal_broken": "dispatch security_manager",
    "seal_replaced": "dispatch",
    "seal_missing": "dispatch security_manager ctpat_poc",
    "seal_mismatch": "dispatch security_manager ctpat_poc",
    "seal_tampered": "dispatch security_manager ctpat_poc",
    "unit_tampering": "dispatch security_manager ctpat_poc",
    "cargo_theft": "dispatch security_manager ctpat_poc",
    "hijacking": "dispatch security_manager ctpat_poc",
    "route_deviation": "dispatch",
    "unscheduled_stop": "dispatch",
    "gps_loss": "security_manager",
    "contraband_found": "security_manager ctpat_poc",
    "stowaway_or_smuggling": "dispatch security_manager ctpat_poc",
    "unmanifested_cargo": "supervisor security_manager ctpat_poc",
    "cargo_discrepancy": "supervisor",
    "pest_contamination": "supervisor",
    "wpm_noncompliant": "supervisor",
    "unauthorised_access": "guard supervisor security_manager",
    "suspicious_person": "dispatch guard security_manager",
    "suspicious_package": "security_manager supervisor",
    "documents_lost": "dispatch supervisor",
    "identity_or_code_misuse": "security_manager ctpat_poc",
    "cyber_incident": "it security_manager ctpat_poc",
    "extortion_threat": "security_manager ctpat_poc",
    "bribery_conspiracy": "security_manager hr_or_compliance",
    "seal_inventory_loss": "supervisor security_manager ctpat_poc",
    "accident": "dispatch",
    "breakdown_transfer": "dispatch",
    "suspicious_documents": "compliance_officer ctpat_poc",
    "other": "supervisor",
}


def kinds() -> Iterator[tuple[str, str]]:
    """Every kind with the group it is found in."""
    for option in FLOW.steps[0].kind.choices:
        shown = view(FLOW, reply(FLOW, begin(), Pressed(option.id), TODAY).run, TODAY)
        kind = shown.step.kind if isinstance(shown, Question) else None
        if isinstance(kind, Choice) and not isinstance(kind, YesNo):
            yield from ((option.id, one.id) for one in kind.choices)
        else:
            yield option.id, option.id


def ways(group: str, kind: str, seed: int) -> Iterator[Run]:
    """A report as it grows: whatever is answered after the kind."""
    dice = random.Random(seed)
    run = reply(FLOW, begin(), Pressed(group), TODAY).run
    run = run if kind == group else reply(FLOW, run, Pressed(kind), TODAY).run
    yield run
    while isinstance(shown := view(FLOW, run, TODAY), Question):
        control = shown.control
        if shown.step.id.endswith(".more"):
            said = Pressed("no")
        elif isinstance(control, Buttons):
            said = Pressed(dice.choice(control.options).id)
        elif isinstance(control, Upload):
            said = Skip() if shown.can_skip else Sent("0" * 64, "photo")
        elif control.type == "place":
            said = Placed(27.5, -99.5)
        else:
            said = Typed(WORDS.get(control.type, "Juan Pérez"))
        run = reply(FLOW, run, said, TODAY).run
        yield run


@pytest.mark.parametrize(("group", "kind"), list(kinds()))
def test_a_kind_notifies_whom_the_table_names_whatever_is_answered_after_it(group: str, kind: str) -> None:
    wanted = {OFFICES.get(office, office) for office in TABLE.get(kind, "").split()}

    for seed in range(20):
        for run in ways(group, kind, seed):
            outcome = judged(FLOW, run.asked(FLOW), run.answers).outcome
            assert wanted <= set(outcome.notify), (outcome.id, {k: v for k, v in run.answers.items() if v})


def test_every_kind_of_the_table_can_be_reported() -> None:
    assert set(TABLE) <= {kind for _, kind in kinds()}
