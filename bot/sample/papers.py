"""The papers of a past: what partners sent and what is attached to the security profile, each a small picture of a sheet.

What stands on one is what is said of it, and that it is invented. The same wishes make the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.sample.partner_words import AEO, COMPANIES, MEXICO, Company, Piece
from bot.sample.profile_words import ATTACHED
from bot.store.drawings import sheet

FONT = Path(__file__).parents[1] / "paper" / "fonts" / "NotoSans-Regular.ttf"
SECURED = (MEXICO, AEO)  # whose certificate says whether it covers security
INVENTED = "Sample, invented / Ejemplo inventado"
TITLES = {
    "svi": "SVI status: certified", "cbp-mail": "CTPAT: certified", "basc": "Certificado BASC", "oea-mx": "Registro OEA, México",
    "aeo": "AEO / OEA certificate", "pip": "Partners in Protection: member", "visit": "Visit report / Informe de visita",
    "other": "ISO 28000 certificate",
}  # fmt: skip


def papers(until: datetime) -> Iterator[tuple[str, bytes]]:
    """JPEGs by the names under which they are asked for."""
    for company in COMPANIES:
        for piece in company.pieces:
            yield named(company, piece), sheet(list(_lines(company, piece, until.date())), FONT)
    for one in ATTACHED:
        yield one.name, sheet((one.title, *one.lines, INVENTED), FONT)


def named(company: Company, piece: Piece) -> str:
    return f"{company.name}/{piece.proof}/{piece.ago}"


def dated(piece: Piece, today: date) -> date:
    return today - timedelta(days=piece.ago)


def printed(piece: Piece, today: date) -> date | None:
    return None if piece.until is None else today + timedelta(days=piece.until)


def _lines(company: Company, piece: Piece, today: date) -> Iterator[str]:
    yield TITLES[piece.proof]
    yield company.name
    yield f"{dated(piece, today):%Y-%m-%d}"
    if ends := printed(piece, today):
        yield f"Valid until / Vigente hasta {ends:%Y-%m-%d}"
    if piece.proof in SECURED:
        yield "Security / Seguridad: " + ("yes / sí" if piece.security else "no")
    yield INVENTED
