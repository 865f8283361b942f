"""What a button can mean about a record on paper, the forms of its data, and how a letter asks for such a file."""

from __future__ import annotations

import re
from dataclasses import dataclass

RECORD, DRIVER, CERTIFICATE, PROOF = (
    "r",
    "d",
    "c",
    "p",
)  # the whole record; the driver's copy; that a quiz was passed; its proof
BOTH = "both"  # languages, beside each other
# What stands in the place of a digest in a letter: which record, for whom, as what, in which language.
WANTED = re.compile(r"paper:([0-9]{1,18}):([0-9]{1,18}):([rdcp]):(both|[a-z]{2}(?:_[A-Z]{2})?)", re.ASCII)
KIND, JSON = "application/pdf", "application/json"
ENDS = {RECORD: ".pdf", DRIVER: "-driver.pdf", CERTIFICATE: "-certificate.pdf", PROOF: "-proof.json"}


def wanted(run: int, person: int, form: str, lang: str) -> str:
    """What a letter says in the place of a digest."""
    return f"paper:{run}:{person}:{form}:{lang}"


def name_of(number: str, form: str) -> str:
    """What the file is called."""
    return f"{number}{ENDS[form]}"


@dataclass(frozen=True)
class SendPdf:
    """Send me this record as a PDF."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class SendDriverCopy:
    """Send me the page that goes along with the shipping documents."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class SendCertificate:
    """Send me the certificate of this quiz that was passed."""

    run: int
    at_home: bool = False


Papering = SendPdf | SendDriverCopy | SendCertificate

FORMS: dict[type, str] = {
    SendPdf: "pf:{run}",
    SendDriverCopy: "pd:{run}",
    SendCertificate: "pq:{run}",
}
