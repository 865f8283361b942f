"""Why a database cannot be used, in one sentence that an operator can do something with. Tells no password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import make_url

# What a driver says, and what is to be done about it.
HINTS = {
    "password authentication failed": "Check the user and the password in SELLO_DATABASE_URL.",
    "no password supplied": "SELLO_DATABASE_URL has no password: postgresql://USER:PASSWORD@HOST:5432/DATABASE",
    "does not exist": "Create the database and the user first, or check their names in SELLO_DATABASE_URL.",
    "not a database": "The file is something else: check the name in SELLO_DATABASE_URL.",
    "readonly": "This user may not write there.",
    "permission denied": "This user may not open it.",
    "too many": "Raise max_connections of PostgreSQL, or stop another program.",
    "locked": "Another program holds it; is Sello running?",
}
POSTGRES = "Is PostgreSQL running, and are host and port in SELLO_DATABASE_URL right?"
SQLITE = "Is the folder in SELLO_DATABASE_URL there, and may this user write to it?"


class Unreachable(Exception):
    """The database cannot be used: one sentence."""


@contextmanager
def reaching(url: str) -> Iterator[None]:
    """Whatever fails because the database cannot be used is raised as Unreachable."""
    try:
        yield
    except (sa.exc.DBAPIError, sa.exc.ArgumentError, OSError) as wrong:
        raise Unreachable(_sentence(url, wrong)) from wrong


def _sentence(url: str, wrong: Exception) -> str:
    reason = str(getattr(wrong, "orig", None) or getattr(wrong, "strerror", None) or wrong).strip().split("\n")[0]
    reason = reason.rpartition("failed: ")[2].rpartition("FATAL:")[2].strip().rstrip(".")
    usual = SQLITE if make_url(url).get_backend_name() == "sqlite" else POSTGRES
    hint = next((told for words, told in HINTS.items() if words in reason.lower()), usual)
    return f"The database {where(url)} cannot be used: {reason}. {hint}"


def where(url: str) -> str:
    """Which database it is: the file, or the name and the server."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return address.database or ""
    return f"{address.database or ''} at {address.host or 'localhost'}:{address.port or 5432}".strip()
