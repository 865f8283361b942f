"""The words that stand on the pages of a pack."""

from __future__ import annotations

from bot.engine.talk import Text

WORDS = {
    "index": Text("Evidence pack"),
    "records": Text("Records"),
    "record": Text("Record"),
    "ended": Text("Ended"),
    "site": Text("Site"),
    "sites": Text("Sites"),
    "form": Text("Form"),
    "about": Text("Unit or seal"),
    "outcome": Text("Result"),
    "lost": Text("the file is lost or damaged"),
    "files": Text("Files"),
    "proof": Text("Proof"),
    "period": Text("Period"),
    "only": Text("Only"),
    "made": Text("Made"),
    "criterion": Text("Criterion"),
    "clause": Text("Clause"),
    "clauses": Text("By clause of the BASC standard"),
    "criteria": Text("By criterion of CTPAT"),
    "beside": Text("CTPAT criteria beside it"),
    "state": Text("How it stands"),
    "missing": Text("Missing"),
    "asked": Text("A validator asks to see"),
    "narrative": Text("Narrative"),
    "sheets": Text("Workbook"),
    "all": Text("All records"),
    "none": Text("There is no record of this in the pack."),
    "empty": Text("Nothing was recorded in these days."),
    "tips": Text("Anonymous tips are in no pack."),
    "level": Text("Level"),
    "check": Text("How to check this pack"),
    "checking": Text(
        "Run sello verify with this file. It reads every file, every sealed record and the chain of days, and names the first thing that does not match. It needs no database and no network."
    ),
    "comparing": Text(
        "Compare the hash of the last sealed day with the line in the managers' chat, and the hash of the pack with what was said when it was made."
    ),
    "last": Text("Last sealed day"),
    "earlier": Text("Earlier ones"),
    "later": Text("Later ones"),
}
CONFIDENTIAL = Text("Confidential reports that are left out: {count}")
UNSEALED = Text("Records that are in no sealed day yet: {count}")
UNLIKE = Text("Records that are not as they were sealed: {numbers}. sello verify says what was changed.")
LOST = Text("Files that are lost or damaged: {count}")
SEALED_ON = Text("Sealed on {day}, as number {place} of {count}.")
NOT_YET = Text("It is in no sealed day yet.")
