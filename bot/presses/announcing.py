"""What a button can mean about channels and groups in which notices are shown, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ShowAudiences:
    """Every channel and group in which something is shown."""

    at_home: bool = False


@dataclass(frozen=True)
class ShowAudience:
    """What is shown in a channel or group."""

    audience: int
    at_home: bool = False


@dataclass(frozen=True)
class SwitchSort:
    """Show this sort of notice there, or not anymore."""

    audience: int
    sort: str
    at_home: bool = False


@dataclass(frozen=True)
class AudienceSite:
    """Of which site notices are shown there, or of all; asked while there is neither."""

    audience: int
    site: int = 0
    every: bool = False
    at_home: bool = False


@dataclass(frozen=True)
class AudienceLanguage:
    """In which language notices are shown there; asked while there is none."""

    audience: int
    lang: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class EndAudience:
    """Nothing is shown there anymore."""

    audience: int
    at_home: bool = False


Announcing = ShowAudiences | ShowAudience | SwitchSort | AudienceSite | AudienceLanguage | EndAudience

FORMS: dict[type, str] = {
    ShowAudiences: "au",
    ShowAudience: "au:{audience}",
    SwitchSort: "aus:{audience}:{sort}",
    AudienceSite: "auw:{audience}:{site}:{every}",
    AudienceLanguage: "aul:{audience}:{lang}",
    EndAudience: "aux:{audience}",
}
