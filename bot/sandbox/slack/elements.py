"""The elements of Block Kit: buttons, selects, choices and inputs, each as a rule for its JSON.

The limits are those of docs.slack.dev/reference/block-kit and of the constants and typings in Slack's own SDKs.
"""

from collections.abc import Iterable, Iterator

from bot.sandbox.slack.shapes import (
    EITHER,
    PLAIN,
    Json,
    Rule,
    any_of,
    anything,
    either,
    flag,
    items,
    like,
    number,
    said,
    shape,
    string,
    text,
)


def options_of(element: Json) -> list[Json]:
    """Every option of a choice, whether it lists them or groups them."""
    grouped = (option for group in element.get("option_groups") or () for option in group.get("options") or ())
    return [*(element.get("options") or ()), *grouped]


def _initial_is_offered(value: Json, at: str) -> Iterator[str]:
    chosen = [value["initial_option"]] if value.get("initial_option") else value.get("initial_options") or []
    try:
        offered = options_of(value)
    except (AttributeError, TypeError):  # misshapen options are reported by their own rule
        return
    if any(option not in offered for option in chosen):
        yield said("initial option must exactly match one of the options", at)


def unique_actions(value: Json, at: str) -> Iterator[str]:
    seen = set()
    elements = value.get("elements")
    for place, element in enumerate(elements if isinstance(elements, list) else ()):
        name = element.get("action_id") if isinstance(element, dict) else None
        if not isinstance(name, str):
            continue
        if name in seen:
            yield said(f'`action_id` "{name}" already exists', f"{at}/elements/{place}/action_id")
        seen.add(name)


ID = string(255)
URL = string(3000)
CONFIRM = shape(
    {"title": text(100, PLAIN), "text": text(300), "confirm": text(30, PLAIN), "deny": text(30, PLAIN)},
    {"style": any_of("primary", "danger")},
)


def _option(kinds: Iterable[str]) -> Rule:
    return shape(
        {"text": text(75, kinds), "value": string(150)},
        {"description": text(75, kinds), "url": URL},
    )


def _element(required: dict[str, Rule], optional: dict[str, Rule] | None = None, *also: Rule) -> Rule:
    common = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": flag}
    return shape(required, {**common, **(optional or {})}, *also)


def _menu(optional: dict[str, Rule], *also: Rule) -> Rule:
    """A select. The placeholder is optional today, whatever older pages say."""
    return _element({}, {"placeholder": text(150, PLAIN), **optional}, *also)


def _entry(optional: dict[str, Rule] | None = None) -> Rule:
    common = {"placeholder": text(150, PLAIN), "initial_value": string(3000, 0), "dispatch_action_config": anything}
    return _element({}, {**common, **(optional or {})})


_CHOICE = _option(EITHER)
_ROW = _option(PLAIN)
_GROUP = shape({"label": text(75, PLAIN), "options": items(_ROW, 100)}, {})
_ROWS = {"options": items(_ROW, 100), "option_groups": items(_GROUP, 100)}
_SEVERAL = {"max_selected_items": number(1, 100)}
_DATE, _TIME = like(r"\d{4}-\d\d-\d\d"), like(r"[0-2]\d:[0-5]\d")
_IDS = items(anything, 100)

IMAGE = {"alt_text": string(2000)}
SOURCE = {"image_url": URL, "slack_file": anything}
IMAGE_ELEMENT = shape(IMAGE, SOURCE, either("image_url", "slack_file"))
BUTTON = _element(
    {"text": text(75, PLAIN)},
    {
        "value": string(2000),
        "url": URL,
        "style": any_of("primary", "danger"),
        "accessibility_label": string(75),
    },
)

SELECTS: dict[str, Rule] = {
    "static_select": _menu({**_ROWS, "initial_option": _ROW}, either("options", "option_groups"), _initial_is_offered),
    "multi_static_select": _menu(
        {**_ROWS, **_SEVERAL, "initial_options": items(_ROW, 100)},
        either("options", "option_groups"),
        _initial_is_offered,
    ),
    "external_select": _menu({"initial_option": _ROW, "min_query_length": number(0, 100)}),
    "multi_external_select": _menu(
        {**_SEVERAL, "initial_options": items(_ROW, 100), "min_query_length": number(0, 100)}
    ),
    "users_select": _menu({"initial_user": ID}),
    "multi_users_select": _menu({**_SEVERAL, "initial_users": _IDS}),
    "conversations_select": _menu(
        {
            "initial_conversation": ID,
            "default_to_current_conversation": flag,
            "filter": anything,
            "response_url_enabled": flag,
        }
    ),
    "multi_conversations_select": _menu(
        {**_SEVERAL, "initial_conversations": _IDS, "default_to_current_conversation": flag, "filter": anything}
    ),
    "channels_select": _menu({"initial_channel": ID, "response_url_enabled": flag}),
    "multi_channels_select": _menu({**_SEVERAL, "initial_channels": _IDS}),
}
CHOICES: dict[str, Rule] = {
    "checkboxes": _element(
        {"options": items(_CHOICE, 10)}, {"initial_options": items(_CHOICE, 10)}, _initial_is_offered
    ),
    "radio_buttons": _element({"options": items(_CHOICE, 10)}, {"initial_option": _CHOICE}, _initial_is_offered),
    "datepicker": _menu({"initial_date": _DATE}),
    "timepicker": _menu({"initial_time": _TIME, "timezone": ID}),
    "datetimepicker": _element({}, {"initial_date_time": number(1_000_000_000, 9_999_999_999)}),
}
ENTRIES: dict[str, Rule] = {
    "plain_text_input": _entry(
        {"multiline": flag, "min_length": number(0, 3000), "max_length": number(1, 3000)},
    ),
    "email_text_input": _entry(),
    "url_text_input": _entry(),
    "number_input": _element(
        {"is_decimal_allowed": flag},
        {
            "placeholder": text(150, PLAIN),
            "initial_value": string(150),
            "min_value": string(150),
            "max_value": string(150),
            "dispatch_action_config": anything,
        },
    ),
    "rich_text_input": _menu({"initial_value": anything, "dispatch_action_config": anything}),
    "file_input": _element({}, {"filetypes": items(string(50), 100), "max_files": number(1, 10)}),
}
OVERFLOW = _element({"options": items(_ROW, 5)})
PRESSED: dict[str, Rule] = {"button": BUTTON, "workflow_button": anything, "overflow": OVERFLOW}
