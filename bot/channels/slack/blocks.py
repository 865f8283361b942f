"""Draws a message in Slack's Block Kit: which blocks, in which order, within every limit.

Whatever a person may have written goes into rich_text or plain_text, which Slack does not parse: nothing in it becomes a
link, a mention or bold. Knows no network.
"""

from __future__ import annotations

import hashlib
import logging
import math
from collections.abc import Iterator, Sequence

from bot.channels.channel import Button, Fault, Group, Message, Undeliverable
from bot.channels.slack.lines import CONTAINER, Json, dialled, overview, rich, words
from bot.channels.slack.text import ELLIPSIS, SECTION, cut, escaped, pieces, size, tidy

log = logging.getLogger(__name__)

# Limits of docs.slack.dev/reference/block-kit, also to be found in slack_sdk.models.blocks.
MESSAGE = 50  # blocks in a message
VIEW = 100  # blocks in a view
LABEL = 75  # of a button or an option
PLACEHOLDER = 150
OPTIONS = 100  # in a select
ROOM = 10_000  # of a whole message: Slack refuses near 12,000 and counts the containers too (bolt-js issues 2509, 2867)
FALLBACK = 500

BUTTONS = 10  # as many options are buttons, more are a select
GROUPED = 5  # as many in a group are buttons
ROW = 5
BAR = 10  # cells of the progress bar
STYLES = {"good": "primary", "primary": "primary", "bad": "danger"}
PICKERS = {"date": "datepicker", "time": "timepicker"}


def drawn(message: Message, room: int = ROOM) -> Json:
    """The arguments of a message. One that cannot be drawn today will not be drawn tomorrow."""
    try:
        return draw(message, room)
    except Exception as wrong:
        log.exception("slack.undrawable")
        raise Undeliverable(f"cannot be drawn: {type(wrong).__name__}", Fault.LETTER) from wrong


def draw(message: Message, room: int = ROOM) -> Json:
    """The arguments `text` and `blocks` of a message. `room` is how many characters it may have in all."""
    most = VIEW if message.home else MESSAGE
    labels = sum(len(button.label) for button in (*message.options, *message.controls))
    below = [*_answers(message), *_controls(message.controls)]
    groups = _groups(message, most - len(below) - 8)
    above = _above(message, max(room - labels, room // 3))[: most - len(groups) - len(below)]
    blocks = [*above, *groups, *below] or list(_prose(message.fallback))
    return {"text": fallback(message), "blocks": _named(blocks, message)}


def fallback(message: Message) -> str:
    """The line for notifications. This one Slack does parse, so it is escaped."""
    return escaped(cut(tidy(message.pushed), FALLBACK)) or ELLIPSIS


def aside(words: str) -> Json:
    """The arguments of a short word to one person."""
    return {"text": escaped(cut(tidy(words), FALLBACK)) or ELLIPSIS, "blocks": list(_prose(cut(words, SECTION)))}


# Above the buttons.


def _above(message: Message, room: int) -> list[Json]:
    """The words of a message. What matters most takes its room first; the overview has what is left."""
    title = cut(tidy(message.title), 300)
    note = cut(tidy(message.note), room // 4)
    hint = cut(tidy(message.hint), min(SECTION, room // 4))
    left = room - size(title) - size(note) - size(hint)
    head = list(overview(message.head, room // 3))
    left -= min(sum(size(line.label) + size(line.value) + CONTAINER for line in message.head), room // 3)
    text = cut(tidy(message.text), left)
    lead = cut(tidy("\n\n".join(message.lead)), max(left - size(text), 200))
    return [
        *_prose(f"⚠️ {note}" if note else "", message.calls),
        *_prose(title, bold=True),
        *_progress(message.progress),
        *head,
        *_prose(lead, message.calls),
        *_prose(text, message.calls, bold=True),
        *_context(hint),
        *overview(message.lines, max(left - size(text) - size(lead), 500)),
    ]


def _prose(text: str, calls: Sequence[str] = (), *, bold: bool = False) -> Iterator[Json]:
    for piece in pieces(tidy(text)):
        yield rich(list(_calling(piece, calls, bold=bold)))


def _calling(text: str, calls: Sequence[str], *, bold: bool) -> Iterator[Json]:
    """Words, with the numbers in parentheses as links that call them."""
    at, number = min(((text.find(f"({one})"), one) for one in calls if f"({one})" in text), default=(-1, ""))
    if at < 0:
        yield words(text, bold=bold)
        return
    end = at + len(number) + 1
    yield words(text[: at + 1], bold=bold)
    yield {"type": "link", "url": f"tel:{dialled(number)}", "text": number}
    yield from _calling(text[end:], calls, bold=bold)


def _context(text: str) -> list[Json]:
    return [{"type": "context", "elements": [_plain(text, SECTION)]}] if text else []


def _plain(text: str, most: int) -> Json:
    return {"type": "plain_text", "text": cut(tidy(text), most) or ELLIPSIS, "emoji": False}


def _progress(progress: tuple[int, int] | None) -> list[Json]:
    done, total = progress or (0, 0)
    if total <= 0:
        return []
    full = min(max(round(BAR * done / total), 0), BAR)
    return _context(f"{'▰' * full}{'▱' * (BAR - full)} {done}/{total}")


# Buttons, selects, pickers.


def _answers(message: Message) -> list[Json]:
    shown, turning = _page(message)
    picker = _picker(message)
    if len(shown) > BUTTONS:
        rows: list[Sequence[Json]] = [[*picker, _select(message.choose, shown)]]
    else:
        rows = _rows([*picker, *map(_button, shown)], message.columns)
    invited = [] if picker else _context(message.placeholder if message.entry or message.upload else "")
    return [*map(_actions, rows), *_controls(turning), *invited]


def _page(message: Message) -> tuple[Sequence[Button], Sequence[Button]]:
    """The options a select can hold, and the buttons that turn to the others."""
    pages = math.ceil(len(message.options) / OPTIONS)
    if pages < 2:
        return message.options, ()
    page = min(max(message.page, 0), pages - 1)
    shown = message.options[page * OPTIONS : (page + 1) * OPTIONS]
    back = [Button(f"◀ {page}/{pages}", f"{message.pages}{page - 1}")] if page else []
    on = [Button(f"{page + 2}/{pages} ▶", f"{message.pages}{page + 1}")] if page + 1 < pages else []
    return shown, [*back, *on] if message.pages else ()


def _picker(message: Message) -> list[Json]:
    kind = PICKERS.get(message.entry)
    return [{"type": kind, **_inviting(message.placeholder)}] if kind else []


def _controls(buttons: Sequence[Button]) -> list[Json]:
    return [_actions(row) for row in _rows([_button(button) for button in buttons])]


def _rows(elements: Sequence[Json], columns: int = 0) -> list[Sequence[Json]]:
    width = min(columns, ROW) if columns > 0 else ROW
    return [elements[start : start + width] for start in range(0, len(elements), width)]


def _actions(elements: Sequence[Json]) -> Json:
    return {"type": "actions", "elements": list(elements)}


def _button(button: Button) -> Json:
    style = {"style": STYLES[button.tone]} if button.tone in STYLES else {}
    return {"type": "button", "text": _plain(button.label, LABEL), "value": button.data, **style}


def _select(choose: str, buttons: Sequence[Button]) -> Json:
    return {"type": "static_select", **_inviting(choose), "options": list(map(_option, buttons[:OPTIONS]))}


def _inviting(words: str) -> Json:
    return {"placeholder": _plain(words, PLACEHOLDER)} if words else {}


def _option(button: Button) -> Json:
    return {"text": _plain(button.label, LABEL), "value": button.data}


def _groups(message: Message, most: int) -> list[Json]:
    """A menu: headings with their buttons; one select of them all where that is too much for the screen."""
    spread = [block for group in message.groups for block in _group(group, message.choose)]
    if len(spread) <= most:
        return spread
    return [_actions([_grouped(message)])]


def _group(group: Group, choose: str) -> list[Json]:
    title, text = _prose(cut(group.title, 300), bold=True), _prose(cut(group.text, SECTION))
    if len(group.buttons) > GROUPED:
        return [*title, *text, _actions([_select(choose or group.title, group.buttons)])]
    return [*title, *text, *_controls(group.buttons)]


def _grouped(message: Message) -> Json:
    groups, left = [], OPTIONS
    for group in message.groups:
        options = list(map(_option, group.buttons[:left]))
        left -= len(options)
        if options:
            groups.append({"label": _plain(group.title, LABEL), "options": options})
    return {"type": "static_select", **_inviting(message.choose), "option_groups": groups}


# Names.


def _named(blocks: list[Json], message: Message) -> list[Json]:
    """Ids of what can be used: Slack's client keeps what was picked where the ids stay, and forgets it with a new card. Lines
    are no part of it: they change while somebody's finger is on its way, as others are notified, and it is the same card."""
    asked = (message.title, message.note, message.head, message.lead, message.text, message.hint, message.groups,
             message.options, message.controls, message.page, message.entry)  # fmt: skip
    stamp = hashlib.blake2b(repr(asked).encode(errors="surrogatepass"), digest_size=6).hexdigest()
    used = [block for block in blocks if block["type"] == "actions"]
    for place, block in enumerate(used):
        _name(block, f"{place}-{stamp}")
    return blocks


def _name(block: Json, name: str) -> None:
    """Writes the names into the block, which was drawn a moment ago and is nobody else's yet."""
    block["block_id"] = name
    for place, element in enumerate(block["elements"]):
        element["action_id"] = f"{element['type']}-{name}-{place}"
