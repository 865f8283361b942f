"""A Message as a Telegram card: text in HTML and an inline keyboard, within every limit of the platform.

Knows no network and no language: what it adds of its own are signs and digits.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import KeyboardButton, ReplyKeyboardMarkup

from bot.channels.channel import DATA, Button, Line, Message

TEXT = 4096  # UTF-16 units after the tags are read: https://core.telegram.org/bots/api#sendmessage
BUTTONS = 100  # of one keyboard: telegram.constants.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
ROW = 8  # buttons side by side: telegram.constants.InlineKeyboardMarkupLimit.BUTTONS_PER_ROW
PLACEHOLDER = 64  # https://core.telegram.org/bots/api#replykeyboardmarkup
# Ours: the parts that are never left out are cut so that together they leave room for the rest.
TITLE, NOTE, QUESTION, HINT, LABEL = 256, 900, 1800, 400, 75
WIDTH = 36  # characters that the buttons of a row show together on a small phone
WHOLE, PAGE = 10, 8  # so many options are shown at once; of more than that, so many a page
CELLS = 10  # of the progress bar

POINT = "point"  # the mark of what to look at: its label is in bold, how to look stands below it
TAPPED = ("command", "call", "link")  # marks of lines that Telegram makes tappable by itself, and would not in bold
MARKS = {"finding": "❗", "good": "✅", "empty": "▫️"}
STYLES = {"good": "success", "bad": "danger", "primary": "primary"}  # Bot API 9.4

JOINER = "\u2060"
# What the server makes a link of when it stands in plain text: @name, #tag, $TAG, /command, scheme://, name.tld, 1.2.3.4.
# Telephone numbers are left alone: to call one by tapping it is what they are for.
# Each begins with its sign, which is what the search then leaps to: four times as fast as with what stands before it first.
LINKABLE = re.compile(
    r"@(?<!\w@)(?=\w)|/(?<!\w/)(?=\w)|#(?<!\w#)(?=\d*[^\W\d])|\$(?<!\w\$)(?=[A-Za-z])"
    r"|:(?=//)|\.(?=[^\W\d_])|\.(?<=\d\.)(?=\d+\.\d+\.\d)"
)
# A paragraph that is nothing but a link is an invitation or a page of ours; people's words stand in sentences.
OWN_LINK = re.compile(r"https://\S+")
# Control characters, which the server turns into spaces or refuses.
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


Key = dict[str, str]  # https://core.telegram.org/bots/api#inlinekeyboardbutton
Keyboard = dict[str, list[list[Key]]]  # https://core.telegram.org/bots/api#inlinekeyboardmarkup


@dataclass(frozen=True)
class Card:
    """As the Bot API takes it: `text` is HTML, `buttons` an inline keyboard."""

    text: str
    buttons: Keyboard | None = None


def draw(message: Message, *, styles: bool = True) -> Card:
    """The card. Without `styles` the buttons have no colours, for servers that do not know them."""
    rows = _rows(message, styles=styles)
    return Card(_text(message), {"inline_keyboard": rows} if rows else None)


# The text.


def _text(message: Message) -> str:
    title, note = clipped(plain(message.title), TITLE), clipped(plain(message.note), NOTE)
    question, hint = clipped(plain(message.text), QUESTION), clipped(plain(message.hint), HINT)
    invited = clipped(plain(message.placeholder), HINT) if message.entry or message.upload else ""
    # A phone that is locked shows the first line: what went wrong stands there.
    top = [f"⚠️ {html.escape(note)}" if note else "", _stacked(_tagged("b", title), _bar(message.progress))]
    ask = _stacked(_tagged("b", question), _tagged("i", hint))

    # What is left goes to the headings of the menu, then from top to bottom.
    room = TEXT - sum(map(units, (title, note, question, hint, invited))) - 60  # the bar, signs and blank lines
    groups, room = _fitted(["\n".join(filter(None, (plain(g.title), plain(g.text)))) for g in message.groups], room)
    head, room = _listed(message.head, room)
    lead, room = _fitted([_paragraph(paragraph) for paragraph in message.lead], room)
    lines, room = _listed(message.lines, room)

    menu = [_stacked(_tagged("b", head), html.escape(rest)) for head, _, rest in (g.partition("\n") for g in groups)]
    blocks = [*top, head, *map(html.escape, lead), ask, lines, *menu, _tagged("i", invited)]
    return "\n\n".join(filter(None, blocks)) or html.escape(clipped(plain(message.fallback), TEXT)) or "…"


def plain(text: str) -> str:
    """Text that stays text: nothing in it becomes a link, a command or a mention."""
    if not text:
        return ""
    encodable = text.encode(errors="replace").decode()
    return LINKABLE.sub(rf"\g<0>{JOINER}", CONTROL.sub(" ", encodable)).strip()


def _paragraph(text: str) -> str:
    return text if OWN_LINK.fullmatch(text) else plain(text)


def _line(line: Line) -> str:
    label, value = plain(line.label), line.value if line.mark == "link" else plain(line.value)
    if line.mark == "command":
        return f"/{label}{' – ' if value else ''}{value}"
    if line.mark == POINT:
        return f"{label}\n{value}".strip()
    between = "" if not (label and value) else " " if label[-1] in "?:.!" else ": "
    return f"{MARKS.get(line.mark, '•')} {label}{between}{value}"


def _listed(lines: Sequence[Line], room: int) -> tuple[str, int]:
    """As many lines as there is room for, in HTML, and the room left."""
    kept, room = _fitted([_line(line) for line in lines], room)
    answered = (_answered(shown, line) for shown, line in zip(kept, (*lines, Line("", "")), strict=False))
    return "\n".join(answered).strip(), room


def _answered(shown: str, line: Line) -> str:
    """A line in HTML, its value bold where the whole of it is shown."""
    value = plain(line.value)
    if line.mark == POINT:
        label, _, how = shown.partition("\n")
        return _stacked(_tagged("b", label), html.escape(how)) + "\n"
    whole = bool(value) and shown.endswith(value) and line.mark not in TAPPED
    return html.escape(shown.removesuffix(value)) + _tagged("b", value) if whole else html.escape(shown)


def _bar(progress: tuple[int, int] | None) -> str:
    if progress is None or progress[1] < 1:
        return ""
    done = min(max(progress[0], 0), progress[1])
    full = CELLS * done // progress[1]
    return f"{'▰' * full}{'▱' * (CELLS - full)} {progress[0]}/{progress[1]}"


def _tagged(tag: str, text: str) -> str:
    return f"<{tag}>{html.escape(text)}</{tag}>" if text else ""


def _stacked(*lines: str) -> str:
    return "\n".join(filter(None, lines))


def _fitted(blocks: Sequence[str], room: int) -> tuple[list[str], int]:
    """As many blocks as there is room for, and the room left. Of those left out, only the number is told."""
    kept: list[str] = []
    reserve = 12  # for that number
    for number, block in enumerate(blocks):
        cut = clipped(block, room - reserve) if room > 2 * reserve else ""
        if cut:
            kept.append(cut)
            room -= units(cut) + 2  # a blank line at most
        if cut != block:
            left = len(blocks) - number - bool(cut)
            return kept + ([f"… +{left}"] if left else []), room - reserve
    return kept, room


def units(text: str) -> int:
    """How long Telegram says it is: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clipped(text: str, limit: int) -> str:
    """The text, or as much of it as fits with an ellipsis, never half an emoji or a letter without its accent."""
    if units(text) <= limit:
        return text
    end, used, flags = 0, 1, 0
    for index, character in enumerate(text):
        if not _joined(text, index, flags):
            end = index
        used += units(character)
        if used > limit:
            break
        flags = flags + 1 if _is_flag(character) else 0
    return text[:end].rstrip() + "…"


def _joined(text: str, index: int, flags: int) -> bool:
    """Whether the character at the index belongs to what is in front of it; `flags` counts regional letters there."""
    character = text[index]
    if _is_flag(character):
        return flags % 2 == 1
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # the colours of skin
        or (index > 0 and text[index - 1] == "\u200d")
    )


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


# The buttons.


def _rows(message: Message, *, styles: bool) -> list[list[Key]]:
    """Menu, options and controls; of too many buttons the controls are kept, since they lead on."""
    controls = _grid(message.controls[:BUTTONS], _columns(message.controls, 3))
    room = BUTTONS - len(message.controls)
    options = _options(message, room)
    room -= sum(map(len, options))
    menu = [[button] for group in message.groups for button in group.buttons][: max(room, 0)]
    return [[_button(button, styles=styles) for button in row] for row in (*menu, *options, *controls)]


def _options(message: Message, room: int) -> list[list[Button]]:
    options, columns = message.options, min(message.columns, ROW) or _columns(message.options, 2)
    if len(options) <= WHOLE or not message.pages:
        return _grid(options[: max(room, 0)], columns)
    pages = -(-len(options) // PAGE)
    page = min(max(message.page, 0), pages - 1)
    # At either end the turning buttons go round, so that they are always in the same place under the thumb.
    turning = [("‹", (page - 1) % pages), (f"{page + 1}/{pages}", page), ("›", (page + 1) % pages)]
    return [
        *_grid(options[page * PAGE : (page + 1) * PAGE], columns),
        [Button(label, f"{message.pages}{to}") for label, to in turning],
    ]


def _columns(buttons: Sequence[Button], most: int) -> int:
    longest = max((len(button.label) for button in buttons), default=0)
    return next((columns for columns in range(most, 1, -1) if longest <= WIDTH // columns), 1)


def _grid(buttons: Sequence[Button], columns: int) -> list[list[Button]]:
    return [list(buttons[start : start + columns]) for start in range(0, len(buttons), columns)]


def _button(button: Button, *, styles: bool) -> Key:
    size = len(button.data.encode())
    if not 1 <= size <= DATA:  # it cannot be cut without meaning something else
        raise ValueError(f"the data of a button is 1 to {DATA} bytes, not {size}")
    key = {"text": _label(button.label), "callback_data": button.data}
    return {**key, "style": STYLES[button.tone]} if styles and button.tone in STYLES else key


def _label(label: str) -> str:
    encodable = CONTROL.sub(" ", label.encode(errors="replace").decode()).strip()
    return clipped(encodable, LABEL) or "…"


def location_key(message: Message) -> ReplyKeyboardMarkup | None:
    """The key under the input field that shares the location. It needs a message of its own."""
    if not message.place:
        return None
    return ReplyKeyboardMarkup(
        [[KeyboardButton(_label(message.place), request_location=True)]],
        resize_keyboard=True,
        one_time_keyboard=True,
        input_field_placeholder=clipped(message.placeholder.strip(), PLACEHOLDER) or None,
    )
