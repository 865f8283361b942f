"""What an organisation has set, as words that stand in its procedures. The word that calls for help in silence is in none of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.content.escalation import Escalation
from bot.content.obligations import Obligation
from bot.conversation.calling import ROLE
from bot.conversation.notice import SEVERITY
from bot.engine.talk import Text
from bot.policy import Policy

LIST17 = {
    "ctpat": Text("the single list of 17 points of the training material"),
    "msc": Text("the list of criterion 5.3, with 7 points of the tractor and 10 of the trailer"),
    "": Text("one of the two lists of 17 points; the record names which one was used"),
}
INSPECT = {
    "stations": Text("by where the inspector stands, several at a time"),
    "single": Text("one by one"),
}
CHECKED = {
    "grave": Text("Of those that are critical or high a second person checks that they are done."),
    "all": Text("Of each a second person checks that it is done."),
    "none": Text("Nobody else has to check them."),
}
SIGN_OFF = {
    "inspections": Text("somebody else signs off each inspection."),
    "none": Text("somebody else signs it off where the form says so."),
}


def settled(
    held: Policy, chain: Escalation | None, steps: Sequence[Obligation], mark: int | None
) -> Mapping[str, object]:
    """Every hole of a procedure, with what fills it there."""
    due = {f"due_{name}": int(getattr(held, f"due_{name}")) for name in SEVERITY if hasattr(held, f"due_{name}")}
    kept = {f"keep_{name}": _kept(getattr(held, f"keep_{name}")) for name in ("inspections", "quizzes", "reports")}
    release = (held.release,) if held.release else ("manager", "security")
    return {
        **due,
        **kept,
        "escalation": tuple(_escalated(chain)) or Text("nobody else is notified by the program"),
        "list17": LIST17[held.list17],
        "inspect": INSPECT[held.inspect],
        "checked": CHECKED[held.check],
        "sign_off": SIGN_OFF[held.sign_off],
        "release": _roles(release),
        "tips": ROLE.get(held.tips, held.tips),
        "tip_minutes": int(held.tip_minutes),
        "parties": _within(steps, "parties"),
        "specialist": _within(steps, "specialist"),
        "pass_mark": Text("{mark} percent", {"mark": mark}) if mark else Text("the mark that the quiz says"),
    }


def _roles(names: Sequence[str]) -> tuple[object, ...]:
    return tuple(ROLE.get(one, one) for one in names)


def _kept(months: str) -> Text:
    return Text("for {months} months", {"months": int(months)}) if months else Text("without a limit of time")


def _within(steps: Sequence[Obligation], id: str) -> Text:
    """The company's own minutes for a step, if it has any."""
    found = next((one.within for one in steps if one.id == id), None)
    if found is None:
        return Text("as soon as feasible")
    return Text("within {minutes} minutes, a target of this company", {"minutes": found})


def _escalated(chain: Escalation | None) -> Iterator[Text]:
    """Who is notified after how many minutes while nobody has taken a report."""
    for rung in chain.steps if chain else ():
        fill = {"minutes": rung.after, "roles": _roles(rung.tell)}
        if rung.severity:
            grave = tuple(SEVERITY[one] for one in rung.severity)
            yield Text("after {minutes} minutes, of those that are {severity}: {roles}", {**fill, "severity": grave})
        else:
            yield Text("after {minutes} minutes: {roles}", fill)
    if chain and chain.repeat and chain.times:
        yield Text("then again {times} times, {minutes} minutes apart", {"times": chain.times, "minutes": chain.repeat})
