"""What is kept beside an answer: the words that came with its files, files that prove it, what barcodes in them say, what
the seal ledger says, which unit was drawn by lot, what the program has seen and what it proposes.

It stands among the answers under the id of the step with a sign that no step has: `evidence#caption`, `floor#files`.
What the ledger says can make a finding of the answer, and an answer other than the proposed one may be asked about. Nothing
depends on the rest: it never decides what is asked, found or concluded.
"""

from __future__ import annotations

from bot.engine.talk import Answers, Text, Value

CAPTION, FILES, LEDGER, CODES, DRAWN = "caption", "files", "ledger", "codes", "drawn"
SEEN, PROPOSED = "seen", "proposed"
LOT, ANOTHER = Text("drawn by lot"), Text("{unit} was drawn by lot")
ONE, MANY = Text("1 file"), Text("{count} files")


def beside(step: str, what: str) -> str:
    return f"{step}#{what}"


def stands_beside(id: str) -> str:
    """The step beside whose answer this is kept; of an answer itself, its own step."""
    return id.partition("#")[0]


def caption(answers: Answers, step: str) -> str:
    """The words that came with the files of an answer."""
    words = answers.get(beside(step, CAPTION))
    return words if isinstance(words, str) else ""


def proof(answers: Answers, step: str) -> tuple[str, ...]:
    """The files that were kept as evidence of a point that asks for none."""
    files = answers.get(beside(step, FILES))
    return files if isinstance(files, tuple) else ()


def seen(answers: Answers, step: str) -> str:
    """What the program has seen that bears on the answer, as the person read it above the question."""
    words = answers.get(beside(step, SEEN))
    return words if isinstance(words, str) else ""


def changed(answers: Answers, step: str) -> bool:
    """Is the answer other than what was proposed?"""
    proposed = answers.get(beside(step, PROPOSED))
    return isinstance(proposed, str) and answers.get(step) != proposed


def codes(answers: Answers, step: str) -> tuple[str, ...]:
    """The numbers that barcodes say in the photos of an answer."""
    kept = answers.get(beside(step, CODES))
    return tuple(kept.split()) if isinstance(kept, str) else ()


def files_shown(count: int) -> Text:
    return ONE if count == 1 else Text(MANY.source, {"count": count})


def with_beside(shown: object, answers: Answers, step: str) -> object:
    """An answer as people read it, with what is kept beside it."""
    files, words = proof(answers, step), caption(answers, step)
    for more in (seen(answers, step), _lot(answers, step), files_shown(len(files)) if files else "", words):
        shown = Text("{answer} · {more}", {"answer": shown, "more": more}) if more else shown
    return shown


def _lot(answers: Answers, step: str) -> Text | str:
    """That the unit was drawn by lot; or that another was."""
    drawn = answers.get(beside(step, DRAWN))
    if not isinstance(drawn, str):
        return ""
    return LOT if drawn == answers.get(step) else Text(ANOTHER.source, {"unit": drawn})


def shown_alone(value: Value) -> object:
    """What is kept beside an answer, by itself."""
    return files_shown(len(value)) if isinstance(value, tuple) else value or ""


def joined(*words: str) -> str:
    """What was said in pieces."""
    return "\n".join(filter(None, words))
