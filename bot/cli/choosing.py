"""What an export is about: organisation, sites and forms by their names; and the kept files that are copied beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from bot.named import Rejected, offered, organisation_named
from bot.store import journal
from bot.store.files import Files
from bot.store.journal import Chosen
from bot.store.transaction import Transaction


def chosen(tx: Transaction, org: str, sites: Sequence[str], flows: Sequence[str], today: Collection[str]) -> Chosen:
    """Raises Rejected with the nearest where a name is not known."""
    company = organisation_named(tx, org).id if org else None
    known = sorted({*today, *journal.flow_ids(tx)})
    for id in flows:
        if id not in known:
            raise Rejected(f"There is no form called '{id}'{offered(id, known)}")
    return Chosen(company, tuple(id for name in sites for id in _sites(tx, company, name)), tuple(flows))


def _sites(tx: Transaction, company: int | None, name: str) -> list[int]:
    """The sites of that name, of one organisation or of all."""
    orgs = [company] if company else [one.id for one in tx.organisations.all()]
    there = [(known, place.id) for org in orgs for known, place in tx.organisations.sites(org).items()]
    found = [id for known, id in there if known.casefold() == name.casefold()]
    if not found:
        raise Rejected(f"There is no site called '{name}'{offered(name, dict(there))}")
    return found


async def copied(media_url: str, folder: Path, named: Iterable[tuple[str, str]]) -> tuple[int, list[str]]:
    """Copies kept files, each by the path it is to have: how many, and the paths of those that are lost or damaged."""
    files, lost, count = Files(media_url), [], 0
    for path, digest in named:
        try:
            data = await files.fetch(digest)
        except FileNotFoundError:
            lost.append(path)
            continue
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
        count += 1
    return count, lost
