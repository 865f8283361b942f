"""What a person sees and fills in on one surface of Slack: a message, a modal or the Home tab.

Works on blocks alone: finds controls by what is written on them, turns what a person chose into Slack's state.
"""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.elements import options_of
from bot.sandbox.slack.shapes import Json

Place = tuple[str, str]  # block_id and action_id
Typed = Mapping[Place, Json]

BUTTONS = ("button", "workflow_button", "icon_button", "overflow")
# For each kind of element: the field it starts from and the field its answer travels in.
FIELDS = {
    "plain_text_input": ("initial_value", "value"),
    "email_text_input": ("initial_value", "value"),
    "url_text_input": ("initial_value", "value"),
    "number_input": ("initial_value", "value"),
    "rich_text_input": ("initial_value", "rich_text_value"),
    "static_select": ("initial_option", "selected_option"),
    "external_select": ("initial_option", "selected_option"),
    "radio_buttons": ("initial_option", "selected_option"),
    "multi_static_select": ("initial_options", "selected_options"),
    "multi_external_select": ("initial_options", "selected_options"),
    "checkboxes": ("initial_options", "selected_options"),
    "datepicker": ("initial_date", "selected_date"),
    "timepicker": ("initial_time", "selected_time"),
    "datetimepicker": ("initial_date_time", "selected_date_time"),
    "users_select": ("initial_user", "selected_user"),
    "multi_users_select": ("initial_users", "selected_users"),
    "conversations_select": ("initial_conversation", "selected_conversation"),
    "multi_conversations_select": ("initial_conversations", "selected_conversations"),
    "channels_select": ("initial_channel", "selected_channel"),
    "multi_channels_select": ("initial_channels", "selected_channels"),
    "file_input": ("initial_files", "files"),
}
LISTS = {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"}
# What the client itself refuses before anything is sent.
FORMS = {
    "datepicker": re.compile(r"\d{4}-\d\d-\d\d"),
    "timepicker": re.compile(r"[0-2]\d:[0-5]\d"),
    "datetimepicker": re.compile(r"\d{10}"),
    "number_input": re.compile(r"-?\d+(\.\d+)?"),
    "email_text_input": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "url_text_input": re.compile(r"https?://\S+"),
}


@dataclass(frozen=True)
class Surface:
    """One place with controls: `key` is a message's ts or a view's id."""

    kind: str
    key: str
    blocks: list[Json]
    record: Json


@dataclass(frozen=True)
class Control:
    """An interactive element in its block, on its surface."""

    surface: Surface
    block: Json
    element: Json

    @property
    def place(self) -> Place:
        return self.block["block_id"], self.element["action_id"]

    @property
    def names(self) -> set[str | None]:
        """All a person or a test may call it."""
        element = self.element
        label = (self.block.get("label") or {}).get("text")
        written = (element.get("text") or {}).get("text")
        return {written, label, element["action_id"], element.get("value"), self.block["block_id"]}

    @property
    def labels(self) -> list[str]:
        """What is written on it: several where it is a menu of buttons."""
        element = self.element
        if element["type"] == "overflow":
            return [option["text"]["text"] for option in element["options"]]
        written = element.get("text") or self.block.get("label") or element.get("placeholder") or {}
        return [str(written.get("text", element["action_id"]))]

    @property
    def speaks(self) -> bool:
        """Whether using it tells the bot at once; input blocks wait for the submission unless they say otherwise."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))


def view_surface(view: Json) -> Surface:
    """A modal or the Home tab."""
    return Surface(view["type"], view["id"], view["blocks"], view)


def identified(blocks: Sequence[Json]) -> list[Json]:
    """The blocks with the ids Slack makes up where the bot gave none. What came in is left alone."""
    return [_identified_block(block) for block in blocks]


def _identified_block(block: Json) -> Json:
    filled = {**block, "block_id": block.get("block_id") or secrets.token_urlsafe(4)}
    for name in ("accessory", "element"):
        if isinstance(part := block.get(name), dict) and part["type"] != "image":
            filled[name] = _identified_element(part)
    if block["type"] in ("actions", "context_actions"):
        filled["elements"] = [_identified_element(part) for part in block["elements"]]
    if block["type"] == "card" and block.get("actions"):
        filled["actions"] = [_identified_element(part) for part in block["actions"]]
    return filled


def _identified_element(element: Json) -> Json:
    return element if element.get("action_id") else {**element, "action_id": secrets.token_urlsafe(4)}


def controls(surface: Surface) -> Iterator[Control]:
    """Everything on the surface that can be used, in the order shown."""
    for block in surface.blocks:
        for element in _elements(block):
            yield Control(surface, block, element)


def _elements(block: Json) -> list[Json]:
    match block["type"]:
        case "section" if block.get("accessory", {}).get("type") not in (None, "image"):
            return [block["accessory"]]
        case "actions" | "context_actions":
            return list(block["elements"])
        case "card":
            return list(block.get("actions") or ())
        case "input":
            return [block["element"]]
    return []


def entry(element: Json, value: Any) -> Json:
    """One value of `state.values`, in the field its kind of element uses."""
    field = FIELDS[element["type"]][1]
    return {"type": element["type"], field: [] if value is None and field in LISTS else value}


def value_of(element: Json, kept: Json) -> Any:
    return kept.get(FIELDS[element["type"]][1])


def state(surface: Surface, typed: Typed) -> Json:
    """`state.values`: what was typed or chosen, else what the bot put there to begin with."""
    values: Json = {}
    for control in controls(surface):
        element = control.element
        if element["type"] in FIELDS:
            block_id, action_id = control.place
            values.setdefault(block_id, {})[action_id] = current(control, typed)
    return values


def current(control: Control, typed: Typed) -> Json:
    kept = typed.get(control.place)
    if kept and kept["type"] == control.element["type"]:
        return kept
    return entry(control.element, control.element.get(FIELDS[control.element["type"]][0]))


def answer(control: Control, given: Any, offered: Sequence[Json] = ()) -> Json:
    """What the person gave, as Slack would keep it. ValueError when the client would not take it."""
    element = control.element
    kind, field = element["type"], FIELDS[element["type"]][1]
    if given is None:
        return entry(element, None)
    if field == "selected_option":
        return entry(element, _option(element, given, offered))
    if field == "selected_options":
        several = [given] if isinstance(given, str) else given
        return entry(element, [_option(element, one, offered) for one in several])
    if field in LISTS:
        return entry(element, [given] if isinstance(given, str) else list(given))
    form = FORMS.get(kind)
    if form and not form.fullmatch(str(given)):
        raise ValueError(f"{given!r} is not what a {kind} takes")
    return entry(element, int(given) if kind == "datetimepicker" else str(given))


def _option(element: Json, given: str, offered: Sequence[Json]) -> Json:
    options = [*options_of(element), *offered]
    for option in options:
        if given in (option["text"]["text"], option["value"]):
            return option
    raise ValueError(f"no option {given!r}; there are {[option['text']['text'] for option in options]}")


def complaints(surface: Surface, typed: Typed) -> dict[str, str]:
    """What the client itself says under the inputs of a modal before it sends anything."""
    found = {}
    for control in controls(surface):
        if control.block["type"] == "input":
            value = value_of(control.element, current(control, typed))
            if words := _complaint(control, value):
                found[control.block["block_id"]] = words
    return found


def _complaint(control: Control, value: Any) -> str | None:
    if value in (None, "", []):
        return None if control.block.get("optional") else "Please complete this required field."
    element = control.element
    if element["type"] == "plain_text_input":
        if len(value) < element.get("min_length", 0):
            return f"Must be at least {element['min_length']} characters."
        if len(value) > element.get("max_length", 3000):
            return f"Must be less than {element.get('max_length', 3000) + 1} characters."
    if element["type"] == "number_input":
        return _out_of_range(element, value)
    most = element.get("max_files", 10) if element["type"] == "file_input" else element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        return f"Choose at most {most}."
    return None


def _out_of_range(element: Json, value: str) -> str | None:
    if not element.get("is_decimal_allowed") and "." in value:
        return "Enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Enter a number of at most {element['max_value']}."
    return None


def is_button(control: Control, name: str) -> bool:
    element = control.element
    if element["type"] == "overflow":
        return option_of(element, name) is not None
    written = (element.get("text") or {}).get("text")
    return element["type"] in BUTTONS and name in (written, element["action_id"], element.get("value"))


def option_of(element: Json, name: str) -> Json | None:
    return next((one for one in element["options"] if name in (one["text"]["text"], one["value"])), None)
