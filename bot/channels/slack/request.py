"""A request that claims to come from Slack: whether it does, and what is in it.

Stricter than slack-bolt, which answers 500 to some forgeries. Does not know what the payload means.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

WINDOW = 300  # seconds a signature is good for: slack_sdk/signature
LARGEST = 1024 * 1024  # bytes of a body; Slack's own stay far below
FIELDS = 100
PIECE = 2047  # bytes: https://docs.python.org/3/library/hashlib.html#hashlib.hash.update
ALONE = "payload="  # what the body of an interaction begins with: it has no other field


class Malformed(Exception):
    """The body is not what Slack sends."""


def genuine(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> bool:
    """Whether the body was signed with our secret, not long ago. Names of headers are lower-case."""
    said_at = headers.get("x-slack-request-timestamp", "")
    signature = headers.get("x-slack-signature", "").encode("utf-8", "replace")
    if not secret or not (said_at.isascii() and said_at.isdecimal() and len(said_at) < 16):
        return False
    if abs(now - int(said_at)) > WINDOW:
        return False
    return hmac.compare_digest(f"v0={_digest(secret, said_at, body)}".encode(), signature)


def _digest(secret: str, said_at: str, body: bytes) -> str:
    """In pieces: for a longer one hashlib lets another thread go first, and waits for it longer than it hashes."""
    mac = hmac.new(secret.encode(), f"v0:{said_at}:".encode(), hashlib.sha256)
    for start in range(0, len(body), PIECE):
        mac.update(body[start : start + PIECE])
    return mac.hexdigest()


def unpacked(body: bytes) -> dict[str, Any]:
    """The payload: of an event as JSON, of an interaction as JSON in a form, of a command as a form."""
    if len(body) > LARGEST:
        raise Malformed
    try:
        text = body.decode()
        if text.lstrip().startswith(("{", "[", '"')):
            return _object(text)
        if text.startswith(ALONE) and "&" not in text:
            return _object(_unquoted(text.removeprefix(ALONE)))
        form = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True, max_num_fields=FIELDS))
    except ValueError:  # UnicodeDecodeError is one too
        raise Malformed from None
    if "payload" in form:
        return _object(form["payload"])
    if "command" in form or "ssl_check" in form:
        return form
    raise Malformed


def _unquoted(text: str) -> str:
    """What `unquote_plus` makes of it, in a twentieth of the time: a click is some kilobytes of escapes.

    Percent-encoding is quoted-printable with another sign, and that the standard library decodes in C.
    """
    escaped = text.replace("=", "=3D").replace("+", " ").replace("%", "=")
    return binascii.a2b_qp(escaped.encode()).decode(errors="replace")


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed from None
    if not isinstance(value, dict):
        raise Malformed
    return value
