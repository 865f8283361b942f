"""Names as they are typed at the keyboard: cleaned, and the organisation or site that is meant found.

A typing mistake makes nothing: what is near is offered, and only --create makes a second one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar

from bot.engine.kinds.typed import clean
from bot.store.organisations import KeptOrganisation, KeptSite
from bot.store.transaction import Transaction

T = TypeVar("T")
ORGANISATION = "My organisation"  # until there is a second one, nobody has to name the first
LONGEST = 80  # characters of a name
NEAR = 0.6  # how much of a name must be right for it to be offered
BLANKS = dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0"))  # letters and signs that are drawn as nothing


class Rejected(Exception):
    """What was asked cannot be done: one sentence."""


def name_of(typed: str, what: str) -> str:
    """A name without signs that nobody sees and in one line; raises Rejected where nothing is left, or too much."""
    name = " ".join(clean(unicodedata.normalize("NFC", typed.replace("\n", " "))).translate(BLANKS).split())
    seen = any(unicodedata.category(character)[0] in "LNPS" for character in name)
    if not seen or len(name) > LONGEST:
        raise Rejected(f"{what} has 1 to {LONGEST} characters that can be seen")
    return name


def organisation_named(tx: Transaction, name: str, *, create: bool | None = None) -> KeptOrganisation:
    """The organisation that is meant: the only one where none is named. The first is made, others with `create`.

    Without a word about `create` the command has no such option, and does not offer it.
    """
    there = {company.name: company for company in tx.organisations.all()}
    if not name and len(there) == 1:
        return next(iter(there.values()))
    if not name and there:
        raise Rejected(f"There are several organisations; say which: --org {' or --org '.join(sorted(there))}")
    if name and not there and create is None:
        raise Rejected("There is nobody yet: sello people add --help")
    wanted = name_of(name or ORGANISATION, "--org")
    if found := _meant(wanted, there):
        return found
    if there and not create:
        hint = "" if create is None else " --create makes it."
        raise Rejected(f"There is no organisation called '{wanted}'{offered(wanted, there)}{hint}")
    return KeptOrganisation(tx.organisations.begin(wanted), wanted, "")


def site_named(tx: Transaction, org: int, name: str, *, create: bool = False, zone: str = "UTC") -> KeptSite:
    """The site that is meant. The first of an organisation is made, others with `create`."""
    wanted, there = name_of(name, "--site"), tx.organisations.sites(org)
    if found := _meant(wanted, there):
        return found
    if there and not create:
        raise Rejected(f"There is no site called '{wanted}'{offered(wanted, there)} --create makes it.")
    return tx.organisations.open_site(org, wanted, zone)


def site_called(tx: Transaction, org: int, name: str) -> KeptSite:
    """A site that is there."""
    there = tx.organisations.sites(org)
    found = _meant(name, there)
    if found is None:
        raise Rejected(f"There is no site called '{name}'{offered(name, there)}")
    return found


def organisation_for(tx: Transaction, name: str) -> tuple[int, str]:
    """An organisation that is there, and the time zone of its first site."""
    sites = {company.name: (company.id, tx.organisations.sites(company.id)) for company in tx.organisations.all()}
    there = {company: (id, next(iter(places.values())).zone) for company, (id, places) in sites.items() if places}
    if not there:
        raise Rejected("There is nobody yet: sello people add --help")
    if not name and len(there) > 1:
        raise Rejected(f"There are several organisations; say which: --org {' or --org '.join(sorted(there))}")
    found = _meant(name, there) if name else next(iter(there.values()))
    if found is None:
        raise Rejected(f"There is no organisation called '{name}'{offered(name, there)}")
    return found


def offered(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: those that are near it, or all there are."""
    names = list(known)
    plain = {_plain(name): name for name in names}
    near = [plain[one] for one in get_close_matches(_plain(word), plain, 3, NEAR)]
    if near:
        return f"; did you mean {' or '.join(repr(one) for one in near)}?"
    return f". There is: {', '.join(names)}." if names else "."


def _meant(word: str, there: Mapping[str, T]) -> T | None:
    """The one of that name; capitals, accents and spaces may differ."""
    if word in there:
        return there[word]
    alike = [one for name, one in there.items() if _plain(name) == _plain(word)]
    return alike[0] if len(alike) == 1 else None


def _plain(name: str) -> str:
    bare = (c for c in unicodedata.normalize("NFKD", name.casefold()) if unicodedata.category(c) != "Mn")
    return " ".join("".join(bare).split())
