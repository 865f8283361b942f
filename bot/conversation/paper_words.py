"""The words that stand on every printed sheet: heads of columns, headings, the foot of the page."""

from __future__ import annotations

from bot.engine.talk import Text

HEADS = {
    "record": Text("Record"),
    "page": Text("Page {n} of {of}", {"n": "{n}", "of": "{of}"}),
    "point": Text("Point"),
    "ok": Text("OK"),
    "bad": Text("Not OK"),
    "other": Text("Not checked"),
    "remarks": Text("Remarks"),
    "photo": Text("Photo"),
    "todo": Text("What to do"),
    "signatures": Text("Signatures"),
    "changes": Text("Answers that were changed"),
    "actions": Text("Corrective actions"),
    "history": Text("History"),
    "when": Text("When"),
    "who": Text("Who"),
    "what": Text("What"),
    "before": Text("Before"),
    "after": Text("After"),
    "why": Text("Why"),
    "due": Text("Due by"),
    "state": Text("State"),
    "area": Text("Area"),
    "areas": Text("Areas inspected"),
    "result": Text("Result"),
    "proof": Text("SHA-256 of the content of this record. It changes if an answer is changed."),
}
STATE = {
    "open": Text("To be done"),
    "taken": Text("In progress"),
    "done": Text("Done, to be checked"),
    "closed": Text("Closed"),
}
DECISION = {
    "approved": Text("Approved by"),
    "rejected": Text("Rejected by"),
    "back": Text("Sent back by"),
}
