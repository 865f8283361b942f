"""Makes the pictures of the evidence pack: `python -m tests.pack_shots docs/pictures`.

Two weeks of an invented past, a pack of them in each language, its index as a browser shows it from the disk; of both languages on a phone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.browser.demo import Screen, running_browser

SCREENS = {
    "en": Screen(width=1000, height=900),
    "es": Screen(width=1000, height=900),
    "both": Screen(width=390, height=844, phone=True, sharpness=2),
}
COLORS = 128


def main(folder: Path, given: Path | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, running_browser() as browser:
        there = Path(name)
        for lang, screen in SCREENS.items():
            opened = _unpacked(there, lang, given)
            page = browser.new_page(
                viewport={"width": screen.width, "height": screen.height}, device_scale_factor=screen.sharpness
            )
            page.goto((opened / "index.html").as_uri())
            _kept(page.screenshot(), folder / f"pack-{lang}.png")
            record = max((opened / "records").glob("*-*.html"))
            page.goto(record.as_uri())
            _kept(page.screenshot(), folder / f"pack-record-{lang}.png")
            page.close()


def _unpacked(there: Path, lang: str, given: Path | None) -> Path:
    env = {**os.environ, "SELLO_DATABASE_URL": f"sqlite:///{there}/sello.db", "SELLO_MEDIA_URL": f"{there}/media"}
    sello = str(Path(sys.executable).parent / "sello")
    if given is None and not (there / "sello.db").exists():
        subprocess.run([sello, "sample", "--weeks", "2", "--until", "2026-11-21"], env=env, check=True)
    pack = given or there / f"{lang}.zip"
    if given is None:
        words = ["pack", "--from", "2026-11-08", "--to", "2026-11-21", "-l", lang, "--out", str(pack)]
        subprocess.run([sello, *words], env=env, check=True)
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(there / f"opened-{lang}")
    return there / f"opened-{lang}"


def _kept(data: bytes, path: Path) -> None:
    Image.open(BytesIO(data)).convert("RGB").quantize(COLORS).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
