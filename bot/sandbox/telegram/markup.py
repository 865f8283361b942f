"""Keyboards as Telegram checks them before it shows them."""

from typing import Any

from bot.sandbox.telegram.wire import Json, Refused, bad_request

MAX_CALLBACK_BYTES = 64  # core.telegram.org/bots/api#inlinekeyboardbutton
MAX_BUTTONS = 100  # telegram.constants.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
MAX_COPY_TEXT = 256  # core.telegram.org/bots/api#copytextbutton
MAX_PLACEHOLDER = 64  # core.telegram.org/bots/api#forcereply
STYLES = frozenset({"primary", "success", "danger"})  # core.telegram.org/bots/api#inlinekeyboardbutton
LINK_SCHEMES = ("http://", "https://", "tg://")
OTHER_ACTIONS = (
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def checked_markup(params: Json) -> Json | None:
    """The reply_markup, or None where there is none (an empty one counts as none)."""
    markup = params.get("reply_markup")
    if markup is None or markup == "":
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if markup.get("keyboard"):
        return markup | {"keyboard": _checked_rows(markup, "keyboard", _checked_key), **_placeholder(markup)}
    if markup.get("inline_keyboard"):
        return {"inline_keyboard": _checked_rows(markup, "inline_keyboard", _checked_button)}
    if markup.get("remove_keyboard"):
        return markup
    if markup.get("force_reply"):
        return markup | _placeholder(markup)
    return None


def checked_inline(params: Json) -> Json | None:
    """The reply_markup of an edit, where only inline keyboards will do."""
    markup = checked_markup(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _placeholder(markup: Json) -> Json:
    placeholder = markup.get("input_field_placeholder")
    if placeholder is None:
        return {}
    if not 1 <= len(placeholder) <= MAX_PLACEHOLDER:  # the limit is published, these words for it are ours
        raise bad_request("input field placeholder must be 1-64 characters long")
    return {"input_field_placeholder": placeholder}


def _checked_rows(markup: Json, name: str, checked: Any) -> list[list[Json]]:
    rows = markup[name]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{name}" must be an Array of Arrays')
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return [[checked(button) for button in row] for row in rows if row]


def _checked_key(button: Any) -> Json:
    """A key of a reply keyboard; a bare string is short for its text."""
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise _bad_key("KeyboardButton must be a String or an Object")
    if not button.get("text"):
        raise bad_request("keyboard button text must be non-empty")
    _check_style(button)
    return button


def _checked_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _bad_button("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise _bad_button('Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    _check_style(button)
    _check_action(button)
    return button


def _check_action(button: Json) -> None:
    if url := button.get("url"):
        if not str(url).startswith(LINK_SCHEMES):
            raise bad_request("BUTTON_URL_INVALID")
    elif told := button.get("callback_data"):
        if not isinstance(told, str) or len(told.encode()) > MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif not any(name in button for name in OTHER_ACTIONS):
        raise _bad_button("Text buttons are unallowed in the inline keyboard")
    elif "copy_text" in button and not 1 <= len(button["copy_text"].get("text", "")) <= MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_style(button: Json) -> None:
    if button.get("style") and button["style"] not in STYLES:
        raise bad_request("invalid button style specified")


def _bad_button(reason: str) -> Refused:
    return bad_request(f"can't parse inline keyboard button: {reason}")


def _bad_key(reason: str) -> Refused:
    return bad_request(f"can't parse keyboard button: {reason}")
