"""Workbooks as somebody else reads them: cell by cell out of the file, and as LibreOffice shows them."""

from __future__ import annotations

import csv
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
OFFICE = shutil.which("soffice")


@dataclass(frozen=True)
class Cell:
    """`sort` is "n" for a number, with the format it is shown in; "inlineStr" for text."""

    sort: str
    value: str
    look: str = ""


class Book:
    def __init__(self, path: Path) -> None:
        self.parts = {}
        with ZipFile(path) as packed:
            self.parts = {
                name: ET.fromstring(packed.read(name)) for name in packed.namelist() if name.endswith((".xml", ".rels"))
            }
        styles = self.parts["xl/styles.xml"]
        formats = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter(f"{MAIN}numFmt")}
        cells = styles.find(f"{MAIN}cellXfs")
        assert cells is not None
        self.looks = [formats.get(one.get("numFmtId"), one.get("numFmtId", "")) for one in cells]
        self.quoted = [one.get("quotePrefix") == "1" for one in cells]
        self.names = [one.get("name", "") for one in self.parts["xl/workbook.xml"].iter(f"{MAIN}sheet")]

    def part(self, name: str) -> ET.Element:
        return self.parts[f"xl/worksheets/sheet{self.names.index(name) + 1}.xml"]

    def links(self, name: str) -> dict[str, str]:
        """By cell where it leads to."""
        related = self.parts[f"xl/worksheets/_rels/sheet{self.names.index(name) + 1}.xml.rels"]
        targets = {one.get("Id"): one.get("Target", "") for one in related}
        return {one.get("ref", ""): targets[one.get(RELATED)] for one in self.part(name).iter(f"{MAIN}hyperlink")}

    def has_links(self, name: str) -> bool:
        return next(self.part(name).iter(f"{MAIN}hyperlink"), None) is not None

    def rows(self, name: str) -> list[dict[str, Cell]]:
        """By their headings."""
        head, *rows = self._cells(self.part(name))
        named = {place: cell.value for place, cell in head.items()}
        return [{named[place]: cell for place, cell in row.items()} for row in rows]

    @property
    def words(self) -> str:
        return "\n".join(text for part in self.parts.values() for text in part.itertext())

    def frozen(self, name: str) -> str:
        """How many rows stay in sight."""
        pane = next(self.part(name).iter(f"{MAIN}pane"))
        assert pane.get("state") == "frozen"
        return pane.get("ySplit", "")

    def filtered(self, name: str) -> str:
        return next(self.part(name).iter(f"{MAIN}autoFilter")).get("ref", "")

    def quoted_cells(self, name: str) -> int:
        return sum(self.quoted[int(one.get("s", "0"))] for one in self.part(name).iter(f"{MAIN}c"))

    def _cells(self, part: ET.Element) -> Iterator[dict[str, Cell]]:
        for row in part.iter(f"{MAIN}row"):
            yield {one.get("r", "").rstrip("0123456789"): self._cell(one) for one in row}

    def _cell(self, one: ET.Element) -> Cell:
        assert one.find(f"{MAIN}f") is None, "nothing is computed"
        sort, look = one.get("t", "n"), self.looks[int(one.get("s", "0"))]
        found = one.find(f"{MAIN}is/{MAIN}t" if sort == "inlineStr" else f"{MAIN}v")
        return Cell(sort, (found.text or "") if found is not None else "", look)


def shown(path: Path, lang: str = "en-US") -> dict[str, list[dict[str, str]]]:
    """By sheet the rows as LibreOffice shows them, by their headings."""
    assert OFFICE
    out, home = path.parent / "shown", path.parent / "office"
    every = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"  # each sheet, as it is shown
    env = {"HOME": str(path.parent), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    command = [
        OFFICE,
        f"-env:UserInstallation=file://{home}",
        "--headless",
        "--convert-to",
        every,
        "--outdir",
        out,
        path,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env=env)
    found = {}
    for one in sorted(out.glob("*.csv")):
        with one.open(encoding="utf-8", newline="") as text:
            found[one.stem.removeprefix(f"{path.stem}-")] = list(csv.DictReader(text))
    return found
