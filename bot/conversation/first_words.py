"""The first draft of a report: words that were said somewhere else, kept as the account of what happened.

The person is not asked for them again, and can change them before the end.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.context import Context
from bot.engine.flow import Flow, Step
from bot.engine.kinds import FreeText
from bot.engine.kinds.typed import clean
from bot.engine.run import Run
from bot.engine.talk import Text, Typed
from bot.store.runs import Given

ACCOUNT = "account"  # the question of a report that takes it in the person's own words
KEPT = Text("Those words are kept as your account. You can change them before you finish.")


def drafted(context: Context, run_id: int, flow: Flow, run: Run) -> Run:
    """The run with the words that began it, if they fit in somewhere."""
    said = context.heard.said if context.heard and context.heard.command else None
    step = next((s for s in flow.steps if isinstance(s, Step) and s.id == ACCOUNT), None)
    if not isinstance(said, Typed) or step is None or not isinstance(step.kind, FreeText) or not clean(said.text):
        return run
    words = _within(clean(said.text), step.kind.at_most)
    after = replace(run, answers={**run.answers, step.id: words})
    given = Given(step.id, words, context.say(Text(step.prompt)), words, finding=False)
    kept = context.tx.runs.get(run_id)
    assert kept, "it has just begun"
    context.tx.runs.record(kept, given, context.who, context.now, context.source)
    context.note = KEPT
    return after


def _within(words: str, most: int) -> str:
    """Cut in the middle, if they are too many: the last line says where they are whole."""
    if len(words) <= most:
        return words
    rest, _, last = words.rpartition("\n")
    return f"{rest[: most - len(last) - 2]}…\n{last}" if 0 < len(last) < most // 2 else f"{words[: most - 1]}…"
