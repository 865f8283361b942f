"""Rules for JSON values, and Slack's words for breaking them.

Each rule takes a value and its JSON pointer and yields complaints. Knows nothing of what is described with them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Json = dict[str, Any]
Rule = Callable[[Any, str], Iterator[str]]

PLAIN = ("plain_text",)
EITHER = ("plain_text", "mrkdwn")


def said(words: str, at: str) -> str:
    return f"{words} [json-pointer:{at}]"


def anything(_value: Any, _at: str) -> Iterator[str]:
    yield from ()


def flag(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield said("must provide a boolean", at)


def string(most: int, least: int = 1) -> Rule:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield said("must provide a string", at)
        elif len(value) < least:
            yield said(f"must be more than {least - 1} characters", at)
        elif len(value) > most:
            yield said(f"must be less than {most + 1} characters", at)

    return check


def number(least: int, most: int) -> Rule:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield said("must provide an integer", at)
        elif value < least:
            yield said(f"must be greater than or equal to {least}", at)
        elif value > most:
            yield said(f"must be less than or equal to {most}", at)

    return check


def like(pattern: str) -> Rule:
    form = re.compile(pattern)

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str) or not form.fullmatch(value):
            yield said(f"must match pattern {pattern}", at)

    return check


def any_of(*values: str) -> Rule:
    def check(value: Any, at: str) -> Iterator[str]:
        if value not in values:
            yield said("must be a valid enum value", at)

    return check


def items(rule: Rule, most: int, least: int = 1) -> Rule:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield said("must provide an array", at)
            return
        if len(value) < least:
            yield said(f"must provide at least {least} items", at)
        if len(value) > most:
            yield said(f"no more than {most} items allowed", at)
        for place, item in enumerate(value):
            yield from rule(item, f"{at}/{place}")

    return check


def shape(required: dict[str, Rule], optional: dict[str, Rule], *also: Rule) -> Rule:
    rules = {"type": anything, **required, **optional}

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield said("must provide an object", at)
            return
        yield from (said(f"missing required field: {name}", at) for name in required if value.get(name) is None)
        for name, part in value.items():
            if name not in rules:
                yield said(f"invalid additional property: {name}", at)
            elif part is not None:
                yield from rules[name](part, f"{at}/{name}")
        for rule in also:
            yield from rule(value, at)

    return check


def typed(shapes: dict[str, Rule]) -> Rule:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield said("must provide an object", at)
        elif not isinstance(kind := value.get("type"), str):
            yield said("missing required field: type", at)
        elif kind not in shapes:
            yield said(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from shapes[kind](value, at)

    return check


def text(most: int, kinds: Iterable[str] = EITHER) -> Rule:
    words = {"text": string(most)}
    shapes = {"plain_text": shape(words, {"emoji": flag}), "mrkdwn": shape(words, {"verbatim": flag})}
    return typed({kind: shapes[kind] for kind in kinds})


def either(*names: str) -> Rule:
    def check(value: Json, at: str) -> Iterator[str]:
        if not any(value.get(name) for name in names):
            yield said("must define either " + " or ".join(f"`{name}`" for name in names), at)

    return check
