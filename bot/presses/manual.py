"""What a button can mean about the manual, the forms of its data, and how a letter asks for a file of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.presses.pieces import Count

# What stands in the place of a digest in a letter: an edition (0 is the whole manual), or who has read, for this person.
WANTED = re.compile(r"manual:(pdf|sheet):([0-9]{1,18}):([0-9]{1,18}):([a-z]{2}(?:_[A-Z]{2})?)", re.ASCII)


def wanted(form: str, edition: int, person_id: int, lang: str) -> str:
    """What a letter says in the place of a digest."""
    return f"manual:{form}:{edition}:{person_id}:{lang}"


@dataclass(frozen=True)
class ShowManual:
    """What concerns me: to read, and read."""

    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ReadEdition:
    """One edition, a page of it."""

    edition: int
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ReadDraft:
    """A procedure as it would read, before it is published."""

    procedure: str
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class PublishProcedure:
    """It is in force from now on; without a name all that are not."""

    procedure: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class HaveRead:
    """I have read it: ask me."""

    edition: int
    at_home: bool = False


@dataclass(frozen=True)
class AnswerAboutIt:
    """The answer to a question about it."""

    edition: int
    question: Count
    choice: Count
    at_home: bool = False


@dataclass(frozen=True)
class WhoHasNot:
    """Who has not read it."""

    edition: int
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class RemindReaders:
    """Remind those who have not."""

    edition: int
    at_home: bool = False


@dataclass(frozen=True)
class SendManual:
    """An edition as a PDF, or all of them (0)."""

    edition: int
    lang: str
    at_home: bool = False


@dataclass(frozen=True)
class SendReadings:
    """Who has read what, as a workbook."""

    at_home: bool = False


@dataclass(frozen=True)
class AddFile:
    """A file of our own becomes a procedure, or the next edition of one (0 is a new one)."""

    edition: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class AddingFile:
    """Never mind. While this stands on the screen, a PDF that is sent is that."""

    edition: int
    at_home: bool = False


@dataclass(frozen=True)
class ChooseReader:
    """A role reads it, or no longer; without a role the draft is only shown."""

    edition: int
    role: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class AskAboutIt:
    """Write a question about our own file."""

    edition: int
    at_home: bool = False


@dataclass(frozen=True)
class AskingAboutIt:
    """Never mind. While this stands on the screen, what is typed is that question."""

    edition: int
    at_home: bool = False


@dataclass(frozen=True)
class PublishFile:
    """Our own file is in force from now on."""

    edition: int
    at_home: bool = False


@dataclass(frozen=True)
class SendFile:
    """Our own file, as it was sent."""

    edition: int
    at_home: bool = False


ManualPress = (
    ShowManual
    | ReadEdition
    | ReadDraft
    | PublishProcedure
    | HaveRead
    | AnswerAboutIt
    | WhoHasNot
    | RemindReaders
    | SendManual
    | SendReadings
    | AddFile
    | AddingFile
    | ChooseReader
    | AskAboutIt
    | AskingAboutIt
    | PublishFile
    | SendFile
)

FORMS: dict[type, str] = {
    ShowManual: "mn:{page}",
    ReadEdition: "mne:{edition}:{page}",
    ReadDraft: "mnd:{procedure}:{page}",
    PublishProcedure: "mnp:{procedure}",
    HaveRead: "mnh:{edition}",
    AnswerAboutIt: "mna:{edition}:{question}:{choice}",
    WhoHasNot: "mnw:{edition}:{page}",
    RemindReaders: "mnr:{edition}",
    SendManual: "mnf:{edition}:{lang}",
    SendReadings: "mnx",
    AddFile: "mno:{edition}",
    AddingFile: "mnt:{edition}:y",
    ChooseReader: "mnc:{edition}:{role}",
    AskAboutIt: "mnq:{edition}",
    AskingAboutIt: "mnq:{edition}:y",
    PublishFile: "mni:{edition}",
    SendFile: "mns:{edition}",
}
