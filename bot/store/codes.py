"""Codes that people pass on and type: how one is made, written, read and kept.

Made of Crockford's base 32, which has no letter that looks like a digit: https://www.crockford.com/base32.html
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10  # 50 bits
DIGITS = frozenset("23456789")  # those that are never typed for a letter
LOOKS = str.maketrans("OIL", "011")
# Ten signs with anything between them that people or their keyboards put there.
WRITTEN = re.compile(r"[\W_]*(?P<code>(?:[0-9A-TV-Z][\W_]*){9}[0-9A-TV-Z])(?![0-9A-Za-z])(?P<rest>.*)", re.DOTALL)
TIGHT = re.compile(r"[0-9A-Z]{5}[\W_]{0,3}[0-9A-Z]{5}")


def new_code() -> str:
    """One with a digit in it, so that no words of ten letters are ever a code."""
    while True:
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        if DIGITS & set(code):
            return code


def shown(code: str) -> str:
    """As it is printed: XXXXX-XXXXX."""
    return f"{code[:5]}-{code[5:]}"


def digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def read_code(typed: str, *, named: bool = False) -> tuple[str, str]:
    """The code in a line and what stands behind it; empty if there is none.

    Something may stand behind it if the code is in one or two pieces, or if the line was `named` to be one.
    """
    line = unicodedata.normalize("NFKC", typed)
    found = WRITTEN.fullmatch(line.upper())
    if found is None:
        return "", ""
    code = re.sub(r"[\W_]", "", found["code"]).translate(LOOKS)
    rest = line[len(line) - len(found["rest"]) :].strip(" \t\n,;:*_`'\"«»“”.") if found["rest"] else ""
    whole = not rest or named or TIGHT.fullmatch(found["code"])
    return (code, rest) if whole and DIGITS & set(code) else ("", "")
