"""Message text as Telegram takes it: marks read, ends trimmed, commands and links found, lengths checked.

Does not read Markdown.
"""

import re
from typing import Any

from bot.sandbox.telegram.html import Rich, parsed_html, place, units
from bot.sandbox.telegram.wire import Json, bad_request

MAX_TEXT = 4096  # characters after entity parsing: core.telegram.org/bots/api#sendmessage
MAX_CAPTION = 1024  # core.telegram.org/bots/api#sendphoto
MAX_ENTITIES = 100  # the rest is ignored: telegram.constants.MessageLimit.MESSAGE_ENTITIES

# A command stands apart from words, slashes and angle brackets on both sides.
COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
# Control characters become spaces; carriage returns go.
CONTROL = {code: " " for code in range(32) if chr(code) not in "\n\r"} | {ord("\r"): ""}


def message_text(params: Json) -> Rich:
    rich = _rich(params, "text", "entities")
    if not rich.text:
        raise bad_request("message text is empty")
    if len(rich.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return rich


def caption(params: Json) -> Rich:
    rich = _rich(params, "caption", "caption_entities")
    if len(rich.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return rich


def _rich(params: Json, name: str, entities_name: str) -> Rich:
    source = str(params.get(name, "")).translate(CONTROL)
    mode = str(params.get("parse_mode", "")).lower()
    if mode not in ("", "none", "html"):
        raise bad_request("unsupported parse_mode")
    if mode == "html":
        return with_found(_trimmed(parsed_html(source)))
    return with_found(_trimmed(Rich(source, _given(params.get(entities_name), units(source)))))


def _given(entities: Any, length: int) -> list[Json]:
    if not entities:
        return []
    if not isinstance(entities, list):
        raise bad_request("expected an Array of MessageEntity")
    if not all(isinstance(entity, dict) and {"type", "offset", "length"} <= entity.keys() for entity in entities):
        raise bad_request("can't parse MessageEntity")
    for entity in entities:
        if entity["offset"] + entity["length"] > length:
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity['offset']} ends after the end of the text"
                f" at UTF-16 offset {entity['offset'] + entity['length']}"
            )
    return sorted(entities, key=place)


def with_found(rich: Rich) -> Rich:
    """Commands and links are marked by the server, unless they touch something already marked."""
    if "/" not in rich.text:
        return Rich(rich.text, rich.entities[:MAX_ENTITIES])
    found = [_entity("url", rich.text, match) for match in LINK.finditer(rich.text)]
    found += [_entity("bot_command", rich.text, match) for match in COMMAND.finditer(rich.text)]
    kept = list(rich.entities)
    for entity in found:
        if not any(_overlap(entity, other) for other in kept):
            kept.append(entity)
    return Rich(rich.text, sorted(kept, key=place)[:MAX_ENTITIES])


def _entity(kind: str, text: str, match: re.Match[str]) -> Json:
    return {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def _trimmed(rich: Rich) -> Rich:
    """Spaces and line ends go from both ends; in front only as far as the first entity."""
    text = rich.text.rstrip(" \n")
    end = units(text)
    entities = [
        entity | {"length": min(entity["length"], end - entity["offset"])}
        for entity in rich.entities
        if entity["offset"] < end
    ]
    room = entities[0]["offset"] if entities else len(text)
    cut = min(len(text) - len(text.lstrip(" \n")), room)
    return Rich(text[cut:], [entity | {"offset": entity["offset"] - cut} for entity in entities] if cut else entities)
