"""The program on Telegram with SQLite: see own.py. Also importable from elsewhere, by the name of this file alone."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parents[2])
sys.path[:0] = [] if ROOT in sys.path else [ROOT]

from tests.bench import terms  # noqa: E402
from tests.bench.face import Face  # noqa: E402

CHANNEL = "telegram"
TITLE = "Sello, Telegram, SQLite"
KIND = "product"
DURABLE = True
SERVICES: list[str] = []
PYTHON = terms.PYTHON

FACE = Face(CHANNEL)
prepare, setup, feed, settled, teardown = FACE.prepare, FACE.setup, FACE.feed, FACE.settled, FACE.teardown
button, dump, seed_open, seed_done = FACE.button, FACE.dump, FACE.seed_open, FACE.seed_done
made, apart = FACE.made, FACE.apart
