"""What an evidence pack is made of: where what lies, what its manifest says, and what an archive may have at most.

Knows neither how a pack is made nor how it is checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FORMAT = "sello-pack-1"
MANIFEST = "manifest.json"
DAYS = "proof/days.jsonl"  # the whole chain, a day a line
UNSEALED = "proof/unsealed.jsonl"  # records of which no day is sealed yet
RECORDS = "records"
MEDIA = "media"
# A day's leaves, a line each, in the order of its tree.
DAY_FILE = re.compile(r"proof/day-([0-9]{1,9})\.jsonl", re.ASCII)
# A path as we write it: no root, no way up, nothing that another system takes for a name of its own.
PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,119}){0,3}", re.ASCII)
RECORD_PAGE = re.compile(rf"{RECORDS}/([A-Za-z0-9._-]+)\.(?:html|pdf)", re.ASCII)
MOST = 200_000  # files in a pack: a directory of them takes some 150 MB to read
DIRECTORY = 32 << 20  # bytes of an archive's list of its files
LARGEST = 64 << 20  # bytes of the manifest, and of a line of a proof
WHOLE = 64 << 30  # bytes of all files together, once unpacked
THICKEST = 400  # how much larger all files may be than the archive: pages and proofs reach thirty


def day_file(number: int) -> str:
    return f"proof/day-{number}.jsonl"


def media_path(digest: str, extension: str) -> str:
    return f"{MEDIA}/{digest[:2]}/{digest}.{extension}"


def page_path(number: str) -> str:
    """The page of a record, below a name that every system can have."""
    return f"{RECORDS}/{re.sub(r'[^A-Za-z0-9-]', '_', number)}.html"


@dataclass(frozen=True)
class Member:
    """A file of a pack, as the manifest names it."""

    path: str
    sha256: str
    size: int
