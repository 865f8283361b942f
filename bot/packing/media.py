"""The files of a pack: each once, by its hash, as it was sent. What is lost or damaged is said to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.conversation.record import EXTENSIONS
from bot.packing.archive import Archive
from bot.packing.recorded import extension
from bot.proof.pack_form import media_path
from bot.store.database import Storage

SOME = 400  # files that are looked up at once


@dataclass
class Media:
    """`fetch` gives the bytes of a kept file, or none where it is lost. `paths` are those of all that is wanted, empty where it is
    lost or not looked for yet."""

    archive: Archive
    fetch: Callable[[str], bytes | None]
    paths: dict[str, str] = field(default_factory=dict)
    lost: dict[str, None] = field(default_factory=dict)

    def put(self, digest: str, path: str) -> str:
        """Where it lies; empty if it is lost."""
        if self.paths.get(digest) or digest in self.lost:
            return self.paths[digest]
        data = self.fetch(digest)
        self.paths[digest] = path if data is not None else ""
        if data is None:
            self.lost[digest] = None
        elif path not in self.archive:
            self.archive.put(path, data, packed=False)
        return self.paths[digest]

    def wanted(self, digests: Iterable[str]) -> None:
        """They have to be there in the end."""
        for digest in digests:
            self.paths.setdefault(digest, "")

    def rest(self, storage: Storage) -> Mapping[str, str]:
        """Whatever is wanted and not there yet; gives the paths of all."""
        left = [digest for digest, path in self.paths.items() if not path and digest not in self.lost]
        for start in range(0, len(left), SOME):
            some = left[start : start + SOME]
            kinds = storage.read_now(lambda tx: tx.files.by_digest(some))  # noqa: B023  called at once
            for digest in some:
                self._found(digest, kinds[digest][0] if digest in kinds else "")
        return self.paths

    def _found(self, digest: str, mime: str) -> None:
        """What stands in no list of files was never one of ours, such as a hash that somebody typed, or is lost."""
        self.put(digest, media_path(digest, extension(f"1.{EXTENSIONS.get(mime, 'bin')}", mime)))
