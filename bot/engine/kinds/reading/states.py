"""The state that a license plate of the United States or a province of Canada names beside its number."""

from __future__ import annotations

import re

from bot.engine.identifiers import tidy
from bot.engine.kinds.reading.marks import JOINTS, KNOWN, WORDS

# The two letters of the postal services: https://pe.usps.com/text/pub28/28apb.htm and
# https://www.canadapost-postescanada.ca/cpc/en/support/articles/addressing-guidelines/symbols-and-abbreviations.page
_NAMES = """
    AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware, FL Florida,
    GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine,
    MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, MO Missouri, MT Montana, NE Nebraska,
    NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York, NC North Carolina, ND North Dakota, OH Ohio,
    OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas,
    UT Utah, VT Vermont, VA Virginia, WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming, NM Nuevo Mexico,
    NY Nueva York, NC Carolina del Norte, SC Carolina del Sur, ND Dakota del Norte, SD Dakota del Sur, TX Tejas,
    AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NS Nova Scotia, ON Ontario, QC Quebec,
    SK Saskatchewan
"""
NAMES = {name.upper(): code for entry in _NAMES.split(",") for code, name in [entry.split(maxsplit=1)]}
# "OK" and "OR" beside a number are words more often than Oklahoma and Oregon.
CODES = frozenset(NAMES.values()) - KNOWN - JOINTS - WORDS
NAMED = re.compile(
    rf"(?<![A-Z0-9])(?:(?:STATE OF|ESTADO DE|DE|FROM|OF) )?({'|'.join(sorted(NAMES, key=len, reverse=True))})(?![A-Z0-9])"
)
APART = re.compile(r"[\s\-/.,:;()#]+")
UNIT = re.compile(r"[A-Z]{4}[0-9]{6,7}")  # MS KU1234567 is a container
FEWEST = 6  # signs of a number beside which two letters are a state: with fewer they may be a part of it
WITH_STATE = re.compile(r"[A-Z]{2} [A-Z0-9Ñ]{2,12}")


def apart(line: str) -> tuple[str, str]:
    """The two letters of the state and the line without it; no letters where none is surely named."""
    names = list(NAMED.finditer(line))
    if len(names) == 1 and any(map(str.isdigit, line)):
        start, end = names[0].span()
        return NAMES[names[0][1]], f"{line[:start]} {line[end:]}"
    said = [token for token in APART.split(line) if token and token not in KNOWN]
    for code, rest in ((said[0], said[1:]), (said[-1], said[:-1])) if len(said) > 1 else ():
        number = tidy("".join(rest))
        if code in CODES and len(number) >= FEWEST and any(map(str.isdigit, number)) and not UNIT.match(code + number):
            return code, " ".join(rest)
    return "", line


def without_state(plate: str) -> str:
    """The number by which a plate is compared: with its state and without it is one unit."""
    return plate[3:] if WITH_STATE.fullmatch(plate) else plate
