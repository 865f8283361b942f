"""Run as a program of its own: compiles one sheet in a folder, within bounds of memory and time, and ends.

The only place that knows typst. The sheet is data in JSON: typst reads nothing a person wrote as its own language, and
the templates beside this file import no package, so that nothing is fetched.
"""

from __future__ import annotations

import os
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

MEMORY = 1 << 30  # bytes of address space; that of 400 points with 24 photos is there in 300 MB
SECONDS = 20  # of the processor; 400 points with 24 photos take 1.3, and are more than any form has
HERE = Path(__file__).parent


def main(folder: Path, template: str, form: str, at: int) -> None:
    """Writes `out` into the folder, from `sheet.json` and the pictures that are there."""
    os.nice(5)  # people are answered first
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import typst  # with the bounds

    for part in HERE.glob("*.typ"):
        (folder / part.name).write_bytes(part.read_bytes())
    made = typst.Compiler(
        input=folder / f"{template}.typ",
        root=folder,
        font_paths=[HERE / "fonts"],
        ignore_system_fonts=True,
        package_path=folder,
        package_cache_path=folder,
    ).compile(format="png" if form == "png" else "pdf", ppi=144, timestamp=datetime.fromtimestamp(at, UTC))
    data = made[0] if isinstance(made, list) else made
    assert data is not None
    (folder / "out").write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
