"""What `sello verify` says: the first thing that does not match, or that everything does."""

from __future__ import annotations

from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.proof.chain import short
from bot.proof.checking import Checked
from bot.store.proof_found import Told, Wrong

KIND = {
    "record": Text("the record itself"),
    "action": Text("a corrective action"),
    "move": Text("a step of a corrective action"),
    "sign-off": Text("a sign-off"),
    "incident": Text("a step of an incident"),
    "seal": Text("an entry of the seal ledger"),
    "removal": Text("a removal by rule"),
    "erasure": Text("an erasure of somebody's data"),
}
KEY = {
    "finished": Text("the time of its end"),
    "begun": Text("the time of its beginning"),
    "outcome": Text("the outcome"),
    "severity": Text("the severity"),
    "score": Text("the score"),
    "passed": Text("whether it was passed"),
    "by": Text("whose it is"),
    "record": Text("its number"),
    "site": Text("the site"),
    "organisation": Text("the organisation"),
    "form": Text("the form"),
    "form_sha256": Text("the form"),
    "version": Text("how often it was changed"),
}
SAID = {
    "answer changed": Text("Record {record}, sealed on {day}: the answer to “{asked}” ({step}) was changed."),
    "answer missing": Text("Record {record}, sealed on {day}: answer number {detail} is missing."),
    "answer added": Text("Record {record}, sealed on {day}: an answer was added to “{asked}” ({step})."),
    "record changed": Text("Record {record}, sealed on {day}: {detail} was changed."),
    "seal changed": Text("Record {record}, sealed on {day}: the seal itself was changed."),
    "row changed": Text("Record {record}, sealed on {day}: {kind} was changed (row {row})."),
    "row missing": Text("Record {record}, sealed on {day}: {kind} is missing (row {row})."),
    "not sealed": Text("Record {record}, dated {day}: {kind} is in no sealed day. It was added later, or its time was changed (row {row})."),
    "no reason": Text("Record {record}, sealed on {day}: {kind} is said to be gone, and nothing says why (row {row})."),
    "day missing": Text("Sealed day number {row} is missing."),
    "day changed": Text("Sealed day number {row}, {day}: its root, its date or what it is chained to was changed."),
    "root": Text("Sealed day {day}: its leaves do not lead to its root."),
    "leaf missing": Text("Sealed day {day}: leaf number {row} is missing."),
    "leaf added": Text("Sealed day {day}: a leaf was added, of {kind} (row {row})."),
    "form changed": Text("The form {detail} is not the text that was answered."),
    "file unknown": Text("Record {record}, sealed on {day}: the file {detail} ({step}) is in no list of files."),
    "file changed": Text("Record {record}: the file {detail} ({step}) is not there as it was kept."),
    "witness": Text("Day {day}: the database says {detail}, the witness something else."),
    "no witness": Text("Day {day} is not sealed here."),
}  # fmt: skip


def wrong(wording: Wording, one: Wrong, lang: str) -> str:
    """In plain words."""
    kind = wording.say(KIND.get(one.kind, Text("something")), lang)
    detail = wording.say(KEY[one.detail], lang) if one.what == "record changed" and one.detail in KEY else one.detail
    fill = {"record": one.record or "-", "day": one.day or "-", "asked": one.asked, "step": one.step, "kind": kind,
            "row": str(one.row), "detail": detail}  # fmt: skip
    return wording.say(Text(SAID[one.what].source, fill), lang)


def right(wording: Wording, told: Told, lang: str) -> list[str]:
    """How much matches, what was lawfully changed or removed, and what is still open."""
    made = [
        Text("Everything matches: {days} days, {leaves} leaves, {records} records, {files} files.",
             {name: str(getattr(told, name)) for name in ("days", "leaves", "records", "files")}),
    ]  # fmt: skip
    for rule, count in sorted(told.rules.items()):
        made.append(Text("Removed by the rule “{rule}”: {count} records.", {"rule": rule, "count": str(count)}))
    if told.erased:
        made.append(Text("Sealed once more, since somebody's data were erased: {count}.", {"count": str(told.erased)}))
    if told.late:
        made.append(Text("Sealed later than their day: {count}.", {"count": str(told.late)}))
    if told.waiting and told.since:
        made.append(Text("Not sealed yet: {count}, since {at} UTC.", {"count": str(told.waiting), "at": f"{told.since:%Y-%m-%d %H:%M}"}))  # fmt: skip
    if told.last:
        made.append(
            Text("Last sealed day: {day}, {hash}", {"day": told.last.link.date, "hash": short(told.last.link.hash)})
        )
    return [wording.say(one, lang) for one in made]


UNPROVEN = {
    "form": Text("This file is no proof of a record."),
    "content": Text("Record {record}: its content is not the one with this hash: it was changed."),
    "leaf": Text("Record {record}: its content and its leaf do not belong together."),
    "root": Text("Record {record}: its leaf does not lead to the day's root."),
    "chain": Text("Record {record}: the day and its chained hash do not belong together."),
}


def proven(wording: Wording, found: Checked, lang: str) -> list[str]:
    """What a proof in a file proves, and with what it has to be compared; or what does not match."""
    if found.wrong or found.day is None:
        said = UNPROVEN[found.wrong or "form"]
        return [wording.say(Text(said.source, {"record": found.record}), lang)]
    fill = {"record": found.record, "day": found.day.date, "count": str(found.day.size), "content": found.content,
            "hash": found.day.hash}  # fmt: skip
    made = [
        Text("Record {record} is among the {count} things that were sealed on {day}.", fill),
        Text("SHA-256 of its content, as it is printed on paper: {content}", fill),
        Text("The whole hash of that day: {hash}", fill),
        Text("Compare it with the line in the managers' chat of the day after: only that is not in this file."),
    ]
    return [wording.say(one, lang) for one in made]
