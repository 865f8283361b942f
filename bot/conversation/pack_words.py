"""What `sello verify` says of an evidence pack: the first thing that does not match, or that everything does."""

from __future__ import annotations

from bot.conversation.proof_words import KIND
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.proof.packed import Seen, Unlike

SAID = {
    "form": Text("This file is no evidence pack."),
    "large": Text("This file says that it holds more than any evidence pack does: it is not read. {path}"),
    "name": Text("A file in it has a name that no pack gives, or one twice: {path}"),
    "missing": Text("The file {path} is missing."),
    "added": Text("The file {path} was added: the manifest does not name it."),
    "changed": Text("The file {path} was changed."),
    "media missing": Text("The file {path} is missing, which record {record} names ({step})."),
    "answer": Text("Record {record}, sealed on {day}: the answer to “{asked}” ({step}) was changed."),
    "answers": Text("Record {record}, sealed on {day}: an answer was added or is missing."),
    "content": Text("Record {record}: its content is not the one with this hash: it was changed."),
    "thing": Text("Record {record}, sealed on {day}: {kind} was changed."),
    "root": Text("Sealed day {day}: its leaves do not lead to its root."),
    "day changed": Text("Sealed day {day}: its root, its date or what it is chained to was changed ({path})."),
    "witness": Text("Day {day}: the pack says {path}, the witness something else."),
    "no witness": Text("Day {day} is not sealed in this pack."),
    "seal": Text("The hash of this pack is {path}, and not the one that was given."),
}
RECORD = Text("It belongs to record {record}.")
AT = Text("It belongs to record {record} ({step}).")


def unlike(wording: Wording, one: Unlike, lang: str) -> str:
    """In plain words."""
    fill = {"path": one.path, "record": one.record or "-", "step": one.step, "asked": one.asked, "day": one.day or "-",
            "kind": wording.say(KIND.get(one.what, Text("something")), lang)}  # fmt: skip
    said = wording.say(Text(SAID.get(one.what, SAID["thing"]).source, fill), lang)
    if one.record and one.what in ("missing", "added", "changed"):
        said = f"{said} {wording.say(Text((AT if one.step else RECORD).source, fill), lang)}"
    return said


def alike(wording: Wording, seen: Seen, lang: str) -> list[str]:
    """How much matches, and with what it has to be compared."""
    fill = {"organisation": str(seen.about.get("organisation", "")), "first": str(seen.about.get("from", "")),
            "last": str(seen.about.get("to", "")), "records": str(seen.records), "files": str(seen.files), "days": str(seen.days),
            "leaves": str(seen.leaves), "count": str(seen.unsealed), "hidden": str(seen.about.get("left_out", 0)),
            "lost": str(seen.lost), "hash": seen.seal}  # fmt: skip
    made = [
        Text("Evidence pack of {organisation}, {first} to {last}.", fill),
        Text("Everything matches: {files} files, {records} sealed records, {days} days with {leaves} leaves.", fill),
    ]
    made += (
        [Text("In no sealed day yet, so proven by nothing but the manifest: {count} records.", fill)]
        if seen.unsealed
        else []
    )
    made += [Text("Files that were lost or damaged when the pack was made: {lost}.", fill)] if seen.lost else []
    made.append(Text("Confidential reports that were left out: {hidden}.", fill))
    if seen.last:
        made.append(Text("Last sealed day: {day}, {hash}", {"day": seen.last.date, "hash": seen.last.hash}))
    made.append(Text("Hash of the pack (SHA-256 of its manifest): {hash}", fill))
    made.append(
        Text(
            "Compare both with what stands in the chat: pages and workbooks are proven by the hash of the pack, records by the day's."
        )
    )
    return [wording.say(one, lang) for one in made]
