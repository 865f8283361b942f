"""A ZIP that is written file by file, each hashed on its way; what it has is listed in its manifest, which comes last.

Nothing but the list of its files is held in memory.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from bot.proof.pack_form import MANIFEST, Member

PIECE = 1 << 20  # bytes copied at once
LEVEL = 4  # of deflate: pages shrink to a twelfth in half of the time that the usual 6 takes
PLAIN = zipfile.ZIP_STORED


class Hashed:
    """Takes the bytes of one file."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._made, self.size = out, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self._out.write(data)
        self._made.update(data)
        self.size += len(data)

    @property
    def sha256(self) -> str:
        return self._made.hexdigest()


class Archive:
    """`at` is the time that every file has."""

    def __init__(self, out: IO[bytes], at: datetime) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self._at, self.members = at, dict[str, Member]()

    def __contains__(self, path: str) -> bool:
        return path in self.members

    def put(self, path: str, data: str | bytes, *, packed: bool = True) -> None:
        """`packed`: it is made smaller; photos are small already."""
        with self.writing(path, packed=packed) as out:
            out.write(data.encode() if isinstance(data, str) else data)

    def copy(self, path: str, file: Path) -> None:
        with file.open("rb") as source, self.writing(path, packed=False) as out:
            while piece := source.read(PIECE):
                out.write(piece)

    @contextmanager
    def writing(self, path: str, *, packed: bool = True) -> Iterator[Hashed]:
        """A file that is written piece by piece; no other can be meanwhile."""
        assert path not in self.members, f"{path} is there already"
        with self._zip.open(self._info(path, packed=packed), "w", force_zip64=True) as out:
            hashed = Hashed(out)
            yield hashed
        self.members[path] = Member(path, hashed.sha256, hashed.size)

    def _info(self, path: str, *, packed: bool) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(path, max(self._at, self._at.replace(year=1980)).timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else PLAIN
        info._compresslevel = LEVEL  # type: ignore[attr-defined]  # noqa: SLF001  the library takes none for a file that is written in pieces
        info.external_attr = 0o644 << 16
        return info

    def close(self, said: Mapping[str, Any]) -> str:
        """Writes the manifest; gives its hash, which is that of the whole pack."""
        files = [{"path": one.path, "sha256": one.sha256, "size": one.size} for one in self.members.values()]
        text = json.dumps({**said, "files": files}, ensure_ascii=False, indent=1)
        self._zip.writestr(self._info(MANIFEST, packed=True), text)
        self._zip.close()
        return hashlib.sha256(text.encode()).hexdigest()
