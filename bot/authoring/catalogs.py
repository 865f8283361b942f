"""Are the translations complete? And `texts`, which brings the catalogs up to the sentences of the code and the flows.

Knows .po files through Babel. Does not translate.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from bot.content.load import Loaded
from bot.content.marks import Problem
from bot.content.reading import HOLE
from bot.content.stations import LABEL as SHORT

KEYWORDS = {"Text": None, "Refused": None}
SAYS = "_"  # what translates a sentence in a template of the page
LABEL = 75  # characters of a button, in every language


def catalog_paths(root: Path) -> list[Path]:
    """The catalogs that people translate; those of a country are made from them."""
    found = (root / "locales").glob("*/LC_MESSAGES/messages.po")
    return sorted(path for path in found if "_" not in path.parts[-3])


def template(root: Path, loaded: Mapping[str, Loaded]) -> Catalog:
    """Every sentence of the program and of the flows, with where it stands."""
    catalog = Catalog(project="sello", charset="utf-8", fuzzy=False)
    for path in sorted(p for p in (root / "bot").rglob("*.py") if "sandbox" not in p.parts):
        with path.open("rb") as source:
            for line, message, comments, _ in extract(
                "python", source, keywords=KEYWORDS, comment_tags=["Translators:"]
            ):
                assert isinstance(message, str)  # one sentence, as KEYWORDS says
                catalog.add(message, locations=[(str(path.relative_to(root)), line)], auto_comments=comments)
    for path in sorted((root / "bot").rglob("templates/*.html")):
        for line, sentence in _in_template(path):
            catalog.add(sentence, locations=[(str(path.relative_to(root)), line)])
    for path, one in loaded.items():  # type: ignore[assignment]
        for text in one.texts:
            catalog.add(text.text, locations=[(str(path), text.line)], auto_comments=[text.comment])
    return catalog


def _in_template(path: Path) -> Iterator[tuple[int, str]]:
    for call in Environment(autoescape=True).parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == SAYS:
            sentence = call.args[0]
            assert isinstance(sentence, nodes.Const), f"{path}:{call.lineno}: one sentence, in one piece"
            yield call.lineno, str(sentence.value)


def texts(root: Path, loaded: Mapping[str, Loaded]) -> dict[str, int]:
    """Rewrites the template and brings every catalog up to it; how many sentences each still lacks."""
    made = template(root, loaded)
    write_catalog(root / "locales" / "messages.pot", made)
    lacking = {}
    for path in catalog_paths(root):
        catalog = read_catalog(path)
        catalog.update(made, no_fuzzy_matching=True)  # a guess is more work to judge than a sentence to write
        catalog.obsolete.clear()
        write_catalog(path, catalog)
        lacking[path.parts[-3]] = sum(1 for m in catalog if m.id and (not m.string or m.fuzzy))
    return lacking


def catalog_problems(root: Path, loaded: Mapping[str, Loaded]) -> list[Problem]:
    """What keeps a catalog from being finished, each pointing into the catalog and back to the sentence."""
    wanted = template(root, loaded)
    return [p for path in catalog_paths(root) for p in _unfinished(root, path, wanted)]


def _unfinished(root: Path, path: Path, wanted: Catalog) -> Iterator[Problem]:
    name = str(path.relative_to(root))
    catalog = read_catalog(path)
    lines = lines_of(path)
    for message in wanted:
        if not message.id:
            continue
        id = str(message.id)
        there = catalog.get(id)
        found = _fault(message, there)
        if found:
            rule, what = found
            yield Problem(name, lines.get(id, 1), 1, rule, f"{what}: '{_short(id)}'{_where(message)}")


def _fault(wanted: Message, there: Message | None) -> tuple[str, str] | None:
    if there is None or not there.string:
        return "untranslated", "not translated yet"
    if there.fuzzy:
        return "fuzzy", "the original changed; please check the translation"
    told = str(there.string)
    if set(HOLE.findall(str(wanted.id))) != set(HOLE.findall(told)):
        return "braces", "the words in {braces} must be the same as in the original"
    if any(c.startswith("Answer.") for c in wanted.auto_comments) and len(told) > LABEL:
        return "too-long", f"a button can have at most {LABEL} characters"
    if any(c.startswith("Label.") for c in wanted.auto_comments) and len(told) > SHORT:
        return "too-long", f"a label can have at most {SHORT} characters"
    return None


def _short(sentence: str) -> str:
    line = " ".join(sentence.split())
    return line if len(line) <= 60 else line[:59] + "…"


def _where(message: Message) -> str:
    return f" ({message.locations[0][0]}:{message.locations[0][1]})" if message.locations else ""


def lines_of(path: Path) -> dict[str, int]:
    """The line of each sentence in a catalog. Babel's own numbers count the last line of an entry."""
    found = {}
    with path.open("rb") as source:
        for message in read_po(source):
            if message.id and message.lineno:
                found[str(message.id)] = message.lineno
    return found


def read_catalog(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=path.parts[-3])


def write_catalog(path: Path, catalog: Catalog) -> None:
    """Only what matters: no dates, tool versions or numbers of lines, so that a difference is a difference in words."""
    out = io.BytesIO()
    write_po(
        out, catalog, width=110, omit_header=False, sort_by_file=True, include_previous=False, include_lineno=False
    )
    kept = [line for line in out.getvalue().decode().split("\n") if not _changeable(line)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(kept), encoding="utf-8")


def _changeable(line: str) -> bool:
    words = ("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Last-Translator", "Report-Msgid-Bugs-To")
    return line.startswith(tuple(f'"{word}' for word in words))


def same_catalog(one: Catalog, other: Catalog) -> bool:
    """Do both say the same?"""
    return {m.id: m.string for m in one if m.id} == {m.id: m.string for m in other if m.id}
