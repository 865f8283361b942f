"""The journey as a flow of the program, with its Spanish, beside all its own flows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.bench import journey
from tests.bench.terms import ROOT

FLOW = "yardstick-17"
TITLE = "Yardstick inspection of 17 points"
ROLE = "auditor"  # has no other inspection, so /inspect begins this one at once
HEAD = f"""inspection: {FLOW}
title: {TITLE}
revision: 1
for: [{ROLE}]

steps:
- text: truck
  prompt: Truck number?

- text: trailer
  prompt: Trailer number?
"""
POINT = """
- choice: point{n}
  prompt: "{prompt}"
  choices:
    pass: Pass
    fail: Fail
  expect: pass
  on_fail: {{note: yes}}
"""
TAIL = """
outcomes:
- outcome: done
  say: Inspection recorded. Thank you.
"""


def flow() -> str:
    points = (POINT.format(n=n, prompt=journey.point_text("en", n)) for n in range(1, journey.N_POINTS + 1))
    return HEAD + "".join(points) + TAIL


def spanish() -> dict[str, str]:
    english, other = journey.TEXTS["en"], journey.TEXTS["es"]
    words = {english[key]: other[key] for key in ("ask_truck", "ask_trailer", "pass", "fail", "done")}
    words |= {journey.point_text("en", n): journey.point_text("es", n) for n in range(1, journey.N_POINTS + 1)}
    return words | {TITLE: "Inspección de prueba de 17 puntos"}


def root(folder: Path) -> Path:
    """A folder of flows and translations like the program's own, with the journey among them."""
    made = folder / "root"
    if made.exists():
        return made
    for name in ("flows", "locales"):
        shutil.copytree(ROOT / name, made / name)
    (made / f"flows/inspections/{FLOW}.yaml").write_text(flow())
    catalog = made / "locales/es/LC_MESSAGES/messages.po"
    catalog.write_text(_with(catalog.read_text(), spanish()))
    return made


def _with(catalog: str, words: dict[str, str]) -> str:
    new = ((_quoted(key), _quoted(value)) for key, value in words.items())
    return catalog + "".join(f"\nmsgid {k}\nmsgstr {v}\n" for k, v in new if f"msgid {k}\n" not in catalog)


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
