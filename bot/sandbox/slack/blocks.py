"""Block Kit's rules: what Slack refuses in a message or a view, and in which words.

Knows the shapes and limits of blocks; nothing of channels, people or deliveries. The limits are those of
docs.slack.dev/reference/block-kit and of the constants and typings in Slack's own SDKs.
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.elements import (
    CHOICES,
    ENTRIES,
    ID,
    IMAGE,
    IMAGE_ELEMENT,
    PRESSED,
    SELECTS,
    SOURCE,
    URL,
    unique_actions,
)
from bot.sandbox.slack.shapes import (
    PLAIN,
    Rule,
    any_of,
    anything,
    either,
    flag,
    items,
    number,
    said,
    shape,
    string,
    text,
    typed,
)

MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100
MOST_TEXT = 13_200  # undocumented, found by experiment: github.com/slackapi/bolt-js/issues/2509

# <!channel>, <!here|here>, <!everyone>, a user group or a person: what makes a telephone ring.
PING = re.compile(r"<(?:!(?:channel|here|everyone|group)|!subteam\^\w+|@[UW]\w+)(?:\|[^>]*)?>")


_CELL = typed(
    {
        "raw_text": shape({"text": string(3000)}, {}),
        "raw_number": shape({"value": anything}, {"text": anything}),
        "rich_text": anything,
    }
)
_CARD = {
    "hero_image": IMAGE_ELEMENT,
    "icon": IMAGE_ELEMENT,
    "title": text(150),
    "subtitle": text(150),
    "body": text(200),
    "actions": items(typed(PRESSED), 5),
    "slack_icon": anything,
}
_BLOCK_ID = {"block_id": ID}
CARD = shape({}, {**_BLOCK_ID, **_CARD})


def _block(required: dict[str, Rule], optional: dict[str, Rule] | None = None, *also: Rule) -> Rule:
    return shape(required, {**_BLOCK_ID, **(optional or {})}, *also)


BLOCKS: dict[str, Rule] = {
    "section": _block(
        {},
        {
            "text": text(3000),
            "fields": items(text(2000), 10),
            "accessory": typed({"image": IMAGE_ELEMENT, **PRESSED, **SELECTS, **CHOICES}),
            "expand": flag,
        },
        either("text", "fields"),
    ),
    "header": _block({"text": text(150, PLAIN)}, {"level": number(1, 6)}),
    "divider": _block({}),
    "context": _block(
        {
            "elements": items(
                typed({"image": IMAGE_ELEMENT, "plain_text": text(3000, PLAIN), "mrkdwn": text(3000, ("mrkdwn",))}),
                10,
            )
        }
    ),
    "actions": _block({"elements": items(typed({**PRESSED, **SELECTS, **CHOICES}), 25)}, {}, unique_actions),
    "context_actions": _block(
        {"elements": items(typed({"feedback_buttons": anything, "icon_button": anything}), 5)}, {}, unique_actions
    ),
    "input": _block(
        {"label": text(2000, PLAIN), "element": typed({**ENTRIES, **SELECTS, **CHOICES})},
        {"hint": text(2000, PLAIN), "optional": flag, "dispatch_action": flag},
    ),
    "image": _block(IMAGE, {**SOURCE, "title": text(2000, PLAIN)}, either("image_url", "slack_file")),
    "markdown": _block({"text": string(12_000)}),
    "rich_text": _block({"elements": items(anything, 1000)}),
    "table": _block({"rows": items(items(_CELL, 20), 100)}, {"column_settings": items(anything, 20)}),
    "video": _block(
        {"alt_text": string(2000), "title": text(200, PLAIN), "thumbnail_url": URL, "video_url": URL},
        {
            "author_name": string(50),
            "description": text(200, PLAIN),
            "provider_icon_url": URL,
            "provider_name": string(100),
            "title_url": URL,
        },
    ),
    "file": _block({"external_id": ID, "source": any_of("remote")}),
    "alert": _block({"text": text(200)}, {"level": string(20)}),
    "card": CARD,
    "carousel": _block({"elements": items(typed({"card": CARD}), 10)}),
}

VIEW = shape(
    {},
    {
        "blocks": items(typed(BLOCKS), MOST_IN_VIEW, 0),
        "title": text(24, PLAIN),
        "submit": text(24, PLAIN),
        "close": text(24, PLAIN),
        "private_metadata": string(3000, 0),
        "callback_id": string(255, 0),
        "external_id": string(255, 0),
        "clear_on_close": flag,
        "notify_on_close": flag,
    },
)


def _repeated_blocks(blocks: Any, at: str) -> Iterator[str]:
    seen = set()
    for place, block in enumerate(blocks if isinstance(blocks, list) else ()):
        name = block.get("block_id") if isinstance(block, dict) else None
        if not isinstance(name, str):
            continue
        if name in seen:
            yield said(f'`block_id` "{name}" already exists', f"{at}/{place}/block_id")
        seen.add(name)


def problems(blocks: Any, at: str = "/blocks", most: int = MOST_IN_MESSAGE) -> list[str]:
    """What Slack would say against the blocks of a message; nothing when it would take them."""
    return [*items(typed(BLOCKS), most, 0)(blocks, at), *_repeated_blocks(blocks, at)]


def view_problems(view: Any) -> list[str]:
    """What Slack would say against a view; nothing when it would take it."""
    if not isinstance(view, dict):
        return [said("must provide an object", "/view")]
    if view.get("type") not in ("modal", "home"):
        return [said(f"unsupported type: {view.get('type')}", "/view/type")]
    required = ("title", "blocks") if view["type"] == "modal" else ("blocks",)
    missing = [said(f"missing required field: {name}", "/view") for name in required if view.get(name) is None]
    found = [*missing, *VIEW(view, "/view"), *_repeated_blocks(view.get("blocks"), "/view/blocks")]
    if not found and view["type"] == "modal" and not view.get("submit"):
        found += [
            said("must define `submit` to use an `input` block in modals", f"/view/blocks/{place}/input")
            for place, block in enumerate(view["blocks"])
            if block["type"] == "input"
        ]
    return found


def texts(part: Any) -> Iterator[tuple[str, str]]:
    """Every text in the blocks, with its kind: plain_text, mrkdwn, markdown, raw_text."""
    if isinstance(part, list):
        for item in part:
            yield from texts(item)
    elif isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield str(part.get("type")), part["text"]
        for item in part.values():
            if isinstance(item, (dict, list)):
                yield from texts(item)


def length(blocks: Any) -> int:
    """The characters Slack counts against the whole message."""
    return sum(len(words) for _, words in texts(blocks))


def pings(words: str, blocks: Any = None) -> list[str]:
    """The parts of a message that would call people by name or call everyone."""
    marked = (part for kind, part in texts(blocks or []) if kind in ("mrkdwn", "markdown"))
    return [found for said_so in (words, *marked) for found in PING.findall(said_so)]
