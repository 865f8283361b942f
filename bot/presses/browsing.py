"""What a button can mean about the page in the browser, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OpenPage:
    """A link to sign in to the page with, good once and for ten minutes."""

    at_home: bool = False


@dataclass(frozen=True)
class EndPages:
    """Nobody is signed in to the page as whoever presses it."""

    at_home: bool = False


Browsing = OpenPage | EndPages
FORMS: dict[type, str] = {OpenPage: "pg", EndPages: "pg:x"}
