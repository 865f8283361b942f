"""What a button can mean about partners and programmes, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass

from bot.presses.pieces import Count


@dataclass(frozen=True)
class ShowPartners:
    """All of them, or those that would fail an audit today."""

    what: str = ""
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class OpenPartner:
    partner: int
    at_home: bool = False


@dataclass(frozen=True)
class SetPartner:
    """Says something of a partner: part, country, risk, contract, end. Asked while the value is empty."""

    partner: int
    what: str
    value: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class AskPartner:
    """What is typed or sent next is asked for: the name of a new one, a country, a day, a file of a proof, a contact. `piece` is
    the evidence or the contact that is changed by it."""

    partner: int = 0
    what: str = "name"
    proof: str = ""
    piece: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class AwaitPartner:
    """Never mind. While this stands on the screen, what is typed or sent is what `AskPartner` asked for."""

    partner: int
    what: str = "name"
    proof: str = ""
    piece: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class AddProof:
    """What shows where a partner stands: of which sort."""

    partner: int
    at_home: bool = False


@dataclass(frozen=True)
class SetProof:
    """Something about a piece of evidence: its country, its day, its printed end, whether it covers security."""

    piece: int
    what: str
    value: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class ShowProof:
    """A piece of evidence with its files."""

    piece: int
    at_home: bool = False


@dataclass(frozen=True)
class EndProof:
    """It was suspended or withdrawn."""

    piece: int
    sure: bool = False
    at_home: bool = False


@dataclass(frozen=True)
class OpenContact:
    """Somebody at a partner."""

    contact: int
    at_home: bool = False


@dataclass(frozen=True)
class SetContact:
    """Something about them: their language; or that nobody works there by that name anymore, said twice."""

    contact: int
    what: str
    value: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class ShowProgrammes:
    at_home: bool = False


@dataclass(frozen=True)
class SetProgramme:
    """Something about a membership: status, tier, one of its days, its end. Asked while the value is empty."""

    programme: str
    what: str = ""
    value: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class AwaitDay:
    """Never mind. While this stands on the screen, what is typed is that day of a membership."""

    number: int
    programme: str
    what: str
    at_home: bool = False


@dataclass(frozen=True)
class SetEntity:
    """Which type of company the organisation is."""

    entity: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class ShowArrangements:
    page: Count = 0
    at_home: bool = False


Partnering = (
    ShowPartners
    | OpenPartner
    | SetPartner
    | AskPartner
    | AwaitPartner
    | AddProof
    | SetProof
    | ShowProof
    | EndProof
    | OpenContact
    | SetContact
    | ShowProgrammes
    | SetProgramme
    | AwaitDay
    | SetEntity
    | ShowArrangements
)

FORMS: dict[type, str] = {
    ShowPartners: "prt:{what}:{page}",
    OpenPartner: "pa:{partner}",
    SetPartner: "pa:{partner}:s:{what}:{value}",
    AskPartner: "pa:{partner}:a:{what}:{proof}:{piece}",
    AwaitPartner: "pa:{partner}:y:{what}:{proof}:{piece}",
    AddProof: "pa:{partner}:e",
    SetProof: "pe:{piece}:s:{what}:{value}",
    ShowProof: "pe:{piece}",
    EndProof: "pe:{piece}:x:{sure}",
    OpenContact: "pk:{contact}",
    SetContact: "pk:{contact}:s:{what}:{value}",
    ShowProgrammes: "prg",
    SetProgramme: "prg:{programme}:{what}:{value}",
    AwaitDay: "pa:{number}:y:{programme}:d:{what}",
    SetEntity: "pen:{entity}",
    ShowArrangements: "mra:{page}",
}
