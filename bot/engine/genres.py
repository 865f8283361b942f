"""The genres of flows, and in what they differ. The rest of the program asks these values, never the word.

A behaviour that belongs to one genre is a field here, or it is not a matter of genre.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.talk import Text

FINISH = Text("Finish")
UNCHECKED = Text("Please check your answers, then press “Finish”.")


@dataclass(frozen=True)
class Genre:
    """One genre. `word` is what stands in files and tables, `folder` where its files are.

    `heading` names its flows in the menu, and `search` is the command that finds one. `last` is the button that ends
    a run, `unchecked` the refusal of whoever types instead of pressing it.
    """

    word: str
    folder: str
    heading: Text
    search: Text
    last: Text = FINISH
    unchecked: Text = UNCHECKED
    goes_back: bool = True
    """Answers can be changed until the end."""
    ends_with_last: bool = False
    """The last answer ends the run: there is no overview."""
    ends_when_stopped: bool = False
    """A finding that stops the flow ends the run: nobody in danger is asked to confirm."""
    corrects: bool = False
    """Says after each answer whether it was right."""
    shuffles: bool = False
    """Choices come in an order of the run's own."""
    scored: bool = False
    """What counts is the score: it has a pass mark, may draw its questions, is due again. No answer is a finding."""
    counts_findings: bool = False
    """The last word says how many findings there are."""
    incident: bool = False
    """A run tells of something that happened, and the summary tells each."""
    from_menu: bool = True
    """People find its flows and begin them. Those of others the program begins, about something that it knows."""
    outside: bool = False
    """Somebody of another company answers, by invitation alone. What it says is of that company, and counted with nothing of ours;
    its findings are that company's weaknesses."""
    proves: str = "inspections"
    """The source of proof that its runs are, where it is asked what a year proves of the criteria."""


INSPECTION = Genre(
    "inspection",
    folder="inspections",
    heading=Text("Inspections"),
    search=Text("/inspect"),
    counts_findings=True,
)
QUIZ = Genre(
    "quiz",
    folder="quizzes",
    heading=Text("Training"),
    search=Text("/quiz"),
    goes_back=False,
    ends_with_last=True,
    corrects=True,
    shuffles=True,
    scored=True,
    proves="training",
)
REPORT = Genre(
    "report",
    folder="reports",
    heading=Text("Reports"),
    search=Text("/incident"),
    last=Text("Send the report"),
    unchecked=Text("Please check your answers, then press “Send the report”."),
    ends_when_stopped=True,
    incident=True,
    proves="reports",
)
ASSESSMENT = Genre(
    "assessment",
    folder="assessments",
    heading=Text("Risk assessments"),
    search=Text("/risk"),
    from_menu=False,
    proves="risks",
)
QUESTIONNAIRE = Genre(
    "questionnaire",
    folder="questionnaires",
    heading=Text("Questionnaires"),
    search=Text("/partner"),
    last=Text("Send the answers"),
    unchecked=Text("Please check your answers, then press “Send the answers”."),
    outside=True,
    from_menu=False,
    proves="assessments",
)
GENRES = {one.word: one for one in (INSPECTION, QUIZ, REPORT, ASSESSMENT, QUESTIONNAIRE)}
