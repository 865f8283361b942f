"""A JSON Schema of flow files, for completion and hints in an editor. `sello check` stays the judge.

Made from the classes of bot/engine/kinds, like the manual. Says less than the check: conditions, for one, are free.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.content.defaults import WORDS as DEFAULTS
from bot.content.guidance import SENTENCE
from bot.content.keys import LABEL
from bot.content.ledger import KEYS as LEDGER_KEYS
from bot.content.load import CERTAINTIES, HEAD, LISTS, TITLE
from bot.content.reading import ID
from bot.content.stations import LABEL as SHORT
from bot.content.steps import ANY, MARKED, PROMPT, PROOFS, SAY
from bot.engine.flow import CALLS, OUTSIDERS, ROLES, SEVERITIES, SOURCES
from bot.engine.genres import GENRES
from bot.engine.kinds import KINDS, Kind
from bot.engine.kinds.keys import Choices, Count, Earlier, Flag, Group, Key, OneOf
from bot.engine.ledger import EVENTS, HELD

NAME = "flows/flow.schema.json"
Json = dict[str, Any]

YES: Json = {"enum": ["yes", "no", True, False]}  # an editor may read yes as a word or as true
NUMBER: Json = {"type": ["integer", "string"]}
WORDS: Json = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
WHEN: Json = {"type": ["object", "array"], "description": "ask only if an earlier question has one of these answers"}


def text(most: int) -> Json:
    return {"type": "string", "minLength": 1, "maxLength": most}


READERS: Json = {"oneOf": [{"enum": [*ROLES, *OUTSIDERS]}, {"type": "array", "items": {"enum": [*ROLES, *OUTSIDERS]}}]}
ROLE_LIST: Json = {"oneOf": [{"enum": list(ROLES)}, {"type": "array", "items": {"enum": list(ROLES)}}]}
SEVERITY: Json = {"enum": list(SEVERITIES)}
DEFAULT: Json = {
    "oneOf": [{"enum": list(DEFAULTS)}, {"type": "array", "items": {"enum": list(DEFAULTS)}}],
    "description": "where the answer may be known from",
}
ON_FAIL: Json = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "danger": YES, "photo": YES, "note": YES, "stop": YES, "severity": SEVERITY, "say": text(SAY),
        "action": text(PROMPT), "due": NUMBER, "proof": {"enum": list(PROOFS)},
    },
}  # fmt: skip
LEDGER: Json = {
    "oneOf": [
        {"enum": [*EVENTS, HELD]},
        {
            "type": "object",
            "required": ["event"],
            "additionalProperties": False,
            "properties": {
                **{key: {"type": "string"} for key in LEDGER_KEYS},
                "event": {"enum": [*EVENTS, HELD]}, "unit": WORDS, "say": text(SAY),
            },
        },
    ],
    "description": "the answer is compared with the seal ledger, and goes into it as this",
}  # fmt: skip
KEYS: Json = {
    "prompt": text(PROMPT), "label": text(SHORT), "default": DEFAULT, "hint": text(PROMPT), "when": WHEN, "optional": YES,
    "recommended": YES, "criteria": WORDS, "basc": WORDS, "on_fail": ON_FAIL, "ledger": LEDGER, "from": {"enum": list(SOURCES)}, "tell": WORDS, "notify": ROLE_LIST, "alarm": WORDS,
    "expect": {"type": ["string", "boolean"]}, "explain": text(PROMPT),
}  # fmt: skip
HEADS: Json = {
    "title": text(TITLE), "revision": NUMBER, "for": READERS, "intro": text(SAY), "pass_mark": NUMBER, "draw": NUMBER, "again": NUMBER,
    "criteria": WORDS, "basc": WORDS, "source": text(300), "certainty": {"enum": list(CERTAINTIES)},
    "begun_by": {"enum": list(CALLS)}, "list17": {"enum": list(LISTS)},
    "spot_photo": YES, "sign_off": YES, "audits": {"type": "string"},
    "danger": {"type": "object", "properties": {"ask": text(PROMPT), "say": text(SAY)}, "additionalProperties": False},
}  # fmt: skip


def schema() -> Json:
    """The whole schema. A step is told by its first word."""
    id = {"type": "string", "pattern": f"^{ID.pattern}$"}
    heads = {**HEADS, **dict.fromkeys(GENRES, id), "steps": _list("step"), "outcomes": _list("outcome")}
    heads |= {"guidance": _list("guide")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A flow of Sello",
        "type": "object",
        "properties": {key: heads[key] for key in HEAD},
        "required": ["title", "revision", "for", "steps", "outcomes"],
        "additionalProperties": False,
        "$defs": {
            "step": {"oneOf": [_question(type, id) for type in KINDS.values()] + [_say(), _repeat(id), _station(id)]},
            "outcome": _outcome(id),
            "guide": _guide(id),
        },
    }


def _list(of: str) -> Json:
    return {"type": "array", "minItems": 1, "items": {"$ref": f"#/$defs/{of}"}}


def _question(type: type[Kind], id: Json) -> Json:
    told = " ".join((type.__doc__ or "").split())
    before, after = ({key: KEYS[key] for key in keys} for keys in (ANY, () if type.settled else MARKED))
    properties = {type.word: {**id, "description": told}, **before, **_own(type.own_keys()), **after}
    return {
        "type": "object",
        "required": [type.word, "prompt"],
        "properties": properties,
        "additionalProperties": False,
    }


def _own(keys: Mapping[str, Key]) -> Json:
    return {name: _key(key) for name, key in keys.items()}


def _key(key: Key) -> Json:
    """What may be written for a key of a type's own."""
    match key:
        case Flag():
            return YES
        case Count(least, most):
            bounds = {"minimum": least, "maximum": most}
            return NUMBER if key == Count(like=key.like) else {**NUMBER, **bounds}
        case OneOf(words):
            return {"enum": list(words)}
        case Earlier():
            return {"type": "string"}
        case Choices():
            return {"type": "object", "minProperties": 2, "additionalProperties": text(LABEL)}
        case Group(keys):
            return {"type": "object", "properties": _own(keys), "additionalProperties": False}


def _say() -> Json:
    return {
        "type": "object",
        "required": ["say"],
        "properties": {"say": text(SAY), "when": WHEN},
        "additionalProperties": False,
    }


def _repeat(id: Json) -> Json:
    properties = {
        "repeat": id, "title": text(LABEL), "at_least": NUMBER, "at_most": NUMBER, "when": WHEN, "steps": _list("step"),
        "more": text(PROMPT),
    }  # fmt: skip
    return {
        "type": "object",
        "required": ["repeat", "title", "steps", "more"],
        "properties": properties,
        "additionalProperties": False,
    }


def _station(id: Json) -> Json:
    return {
        "type": "object",
        "required": ["station", "title", "steps"],
        "properties": {"station": id, "title": text(TITLE), "steps": _list("step")},
        "additionalProperties": False,
    }


def _outcome(id: Json) -> Json:
    properties = {
        "outcome": id, "when": WHEN, "say": text(SAY), "notify": ROLE_LIST, "severity": SEVERITY, "confidential": YES,
    }  # fmt: skip
    return {"type": "object", "required": ["outcome", "say"], "properties": properties, "additionalProperties": False}


def _guide(id: Json) -> Json:
    do: Json = {"oneOf": [text(SENTENCE), {"type": "array", "minItems": 1, "items": text(SENTENCE)}]}
    properties = {"guide": id, "when": WHEN, "for": ROLE_LIST, "do": do}
    return {"type": "object", "required": ["guide", "do"], "properties": properties, "additionalProperties": False}


def bring_up(root: Path) -> bool:
    """Rewrites the file; tells whether it had to be."""
    path = root / NAME
    made = json.dumps(schema(), indent=1) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == made:
        return False
    path.write_text(made, encoding="utf-8")
    return True
