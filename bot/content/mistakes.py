"""What is wrong with a file that is no YAML at all, in words for whoever wrote it: mostly its indentation.

Knows what the parser says, and the lines around it.
"""

from __future__ import annotations

import re

# "  - check: doors": where the key of a line begins, behind a dash if there is one, and its colon.
KEY = re.compile(r"(?P<before>\s*(?:-\s+)*)(?P<key>[\w-]+):(?=\s|$)")
DASH = re.compile(r"\s*-[^\s-]")  # a dash with no space behind it
MISFIT = "what belongs together begins in the same column"
WRONG_PLACE = ("did not find expected key", "did not find expected '-' indicator", "expected <block end>")

# Keys that are right somewhere else in a flow: at the wrong depth they are unknown.
BELONGS = {
    **dict.fromkeys(("title", "revision", "for", "intro", "steps", "outcomes", "source", "certainty"), "the flow"),
    **dict.fromkeys(("prompt", "hint", "optional", "expect", "explain", "on_fail", "choices"), "a question"),
}


def misplaced(key: str) -> str:
    """The end of a sentence about an unknown key that belongs elsewhere; empty if it belongs nowhere."""
    return f" here; it belongs to {BELONGS[key]}: is it indented right?" if key in BELONGS else ""


def explained(problem: str, source: str, line: int, column: int) -> str:
    """The parser's sentence as what to do about it; lines and columns count from 1."""
    lines = source.splitlines()
    here = lines[line - 1] if line <= len(lines) else ""
    number, above = _above(lines, line)
    if "\t" in here[: len(here) - len(here.lstrip())] or "tab character" in problem or "'\\t'" in problem:
        return "lines are indented with spaces, not with tabs"
    if DASH.match(above) and not above.lstrip().startswith("---"):
        return f"line {number} needs a space behind its dash"
    if "mapping values are not allowed" in problem:
        return _deeper(here, above, number, column)
    if "could not find expected ':'" in problem:
        return f"line {number} needs a colon with a space behind it: {above.strip()[:40]!r}"
    if any(words in problem for words in WRONG_PLACE):
        return f"the indentation of this line does not fit the lines above it: {MISFIT}"
    return problem


def _above(lines: list[str], line: int) -> tuple[int, str]:
    """The line before that says something, and its number."""
    for number in range(min(line - 1, len(lines)), 0, -1):
        if lines[number - 1].strip() and not lines[number - 1].lstrip().startswith("#"):
            return number, lines[number - 1]
    return 0, ""


def _deeper(here: str, above: str, number: int, column: int) -> str:
    """A second colon in a line; or the first, of a line that was taken for more of the text above."""
    ours, theirs = KEY.match(here), KEY.match(above)
    if ours is None or ours.end() != column:
        return "a text that contains ': ' needs quotes around it"
    begins = len(ours["before"]) + 1
    expected = f", as '{theirs['key']}' on line {number} does" if theirs else ""
    wanted = (
        f" It begins in column {begins}, and should in column {len(theirs['before']) + 1}{expected}." if theirs else ""
    )
    return f"the indentation of '{ours['key']}' does not fit: {MISFIT}.{wanted}"
