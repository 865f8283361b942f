"""What an organisation decides for itself, and a site differently from it: numbers to call, how it inspects, who reads.

Plain values. Knows no database and no chat; a setting that nobody has made has its default here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache

# Emergency numbers by country, recalled and not verified: every organisation can set its own.
EMERGENCY = {
    "US": "911", "CA": "911", "MX": "911", "CO": "123", "PE": "105", "EC": "911", "GT": "110", "CR": "911", "DO": "911",
    "PA": "911", "SV": "911", "HN": "911", "CL": "133", "AR": "911", "ES": "112",
}  # fmt: skip
NUMBERS = ("emergency", "dispatch", "supervisor", "security")
WAYS = ("stations", "single")
LISTS = ("ctpat", "msc")
RELEASERS = ("manager", "security")  # of units on hold, where the organisation says nothing else
CHECKS = ("grave", "all", "none")
GRAVE = ("critical", "high")
MEMBERS = ("driver", "guard", "warehouse", "dispatch")  # roles that manage nobody and read nothing confidential
WITNESSES = ("summaries", "managers", "no")
SIGN_OFFS = ("inspections", "none")


@dataclass(frozen=True)
class Numbers:
    """Telephone numbers as people dial them there; empty where nobody has set one."""

    emergency: str = ""
    dispatch: str = ""
    supervisor: str = ""
    security: str = ""


@dataclass(frozen=True)
class Policy:
    """What holds at one site.

    `country` by ISO 3166. `silent_word` calls for help and looks as if nothing had happened. `inspect` is stations or
    single: the points of a list by where the inspector stands, or one by one. `list17` says which list of 17 points is
    used: ctpat or msc; empty offers both. `second` is the role, or the number of the person, that reads what the first
    addressee must not. `release` is the role that releases a unit from its hold; empty leaves it to managers and security.
    Of findings whose flow does not say it, `due_…` is within how many days something is to be done:
    our own proposal, no deadline of any law or programme. `check` says which corrective actions a second person checks
    before they are closed: grave (critical and high), all or none.
    `sign_off` is inspections where somebody else signs off each of them, not only those whose flow says so.
    `obligations` is the file that says what the programmes ask of whoever has an incident.
    `tips` is the role that reads anonymous tips, `tip_minutes` within how many minutes it is notified of one.
    `quiet` are the hours, such as 22:00-06:00, in which nobody is reminded of what is due.
    `entity` is the type of company, by which criteria apply; empty lets all apply.
    `members` is the role with which members of a connected workspace are let in, at the site with the number `members_site`;
    empty lets nobody in.
    `escalation` is the file that says who is told next when nobody takes a report.
    `look_…` say what of an inspection is worth a second look, and 0 or no that nobody is asked: that it took less than so many
    percent of the usual time, that a photo was sent before within so many weeks, that it is older or was forwarded, that the same
    was written in so many inspections in a row.
    `recall` says whether what was answered wrong in a quiz comes back, and a point that was not right brings a lesson.
    `witness` is in whose chats the hash of each sealed day stands: of those who get summaries, of all managers, or no.
    `keep_…` are the months after which what is over is removed; empty keeps it for ever.
    """

    country: str = ""
    numbers: Numbers = field(default_factory=Numbers)
    silent_word: str = ""
    inspect: str = "stations"
    list17: str = ""
    second: str = ""
    escalation: str = ""
    release: str = ""
    quiet: str = ""
    check: str = "grave"
    due_critical: str = "1"
    due_high: str = "3"
    due_medium: str = "14"
    due_low: str = "30"
    sign_off: str = "none"
    tips: str = "manager"
    tip_minutes: str = "60"
    obligations: str = ""
    entity: str = ""
    members: str = ""
    members_site: str = ""
    look_pace: str = "20"
    look_photos: str = "8"
    look_dates: str = "yes"
    look_words: str = "4"
    recall: str = "yes"
    witness: str = "summaries"
    keep_inspections: str = ""
    keep_quizzes: str = ""
    keep_reports: str = ""

    def days(self, severity: str) -> int:
        """Within how many days something is to be done about a finding."""
        return int(getattr(self, f"due_{severity or 'medium'}"))

    def checks(self, severity: str) -> bool:
        """Must a second person see that it is done?"""
        return self.check == "all" or (self.check == "grave" and severity in GRAVE)

    def releases(self, role: str) -> bool:
        """May somebody of this role release a unit that is on hold?"""
        return role in ((self.release,) if self.release else RELEASERS)

    @property
    def by_station(self) -> bool:
        return self.inspect == "stations"


KEEP = {"keep_inspections": "inspection", "keep_quizzes": "quiz", "keep_reports": "report"}  # and the genre it is about
DUE = ("due_critical", "due_high", "due_medium", "due_low")
OWN = tuple(one.name for one in fields(Policy) if one.name not in ("country", "numbers"))
# What may be set, for an organisation and for one of its sites.
ORGANISATION = ("country", *NUMBERS, *OWN)
SITE = ("country", *NUMBERS)


@lru_cache(maxsize=256)  # asked for several times in every turn; what was decided is all in its arguments
def policy(region: str, organisation: str, site: str) -> Policy:
    """The policy of a site, from the country of its organisation and the settings of both as they are kept."""
    ours, theirs = kept(organisation), kept(site)
    country = theirs.get("country") or ours.get("country") or region
    numbers = {name: theirs.get(name) or ours.get(name, "") for name in NUMBERS}
    numbers["emergency"] = numbers["emergency"] or EMERGENCY.get(country, "")
    own = {name: ours[name] for name in OWN if ours.get(name)}
    return Policy(country, Numbers(**numbers), **own)


def kept(settings: str) -> Mapping[str, str]:
    """Settings as they are kept: a JSON object of words."""
    return json.loads(settings) if settings not in ("", "{}") else {}


def changed(settings: str, given: Mapping[str, str]) -> str:
    """Settings with some of them set anew; an empty word takes the default again."""
    after = {**kept(settings), **given}
    return json.dumps({name: word for name, word in sorted(after.items()) if word}, ensure_ascii=False)
