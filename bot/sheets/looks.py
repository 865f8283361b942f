"""What is worth a second look, a row each: of which inspection, at which question, what it is, and what its person said of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

from bot.conversation.look_words import said, told
from bot.sheets.cells import Row
from bot.sheets.source import Source, local
from bot.store import sheet_lines
from bot.store.second_looks import look_of


def rows(source: Source) -> Iterator[Row]:
    """As many as the summary counts."""
    labels = cache(partial(_labels, source))
    for line in source.lines(sheet_lines.looks):
        look = look_of(line)
        yield {
            **{name: line[name] for name in ("record", "site", "zone", "by")},
            "form": source.title(line["flow_id"]),
            "at": local(line["zone"], look.at),
            "question": _label(labels(line["digest"]), look.step),
            "what": source.say(told(look)),
            "said": source.say(said(look, None, line["by"])),
        }


def _label(labels: dict[str, str], step: str) -> str:
    """Of a photo of a point that was drawn, the point's."""
    return labels.get(step) or labels.get(step.rpartition(".")[0], "")


def _labels(source: Source, digest: str) -> dict[str, str]:
    """The questions of an edition of a form, in short."""
    flow = source.storage.read_now(lambda tx: source.library.by_digest(tx, digest))
    return {step.id: source.sentence(step.label or step.prompt) for step in flow.questions}
