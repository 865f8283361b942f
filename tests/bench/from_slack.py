"""What Slack sends on the journey (slash command, message events, block actions), signed, and what its Web API answers."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus, urlencode

from tests.bench import journey
from tests.bench.terms import Payload

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TOKEN = "xoxb-1234567890-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx"
TEAM, APP, BOT_USER, BOT = "T0123ABCD", "A0123ABCDEF", "U0BOTBOT00", "B0123ABCD"
VERIFICATION = "gIkuvaNzQIHg97ATvDxqgjtO"
CARD = "1795200000.100000"  # the moment of whatever the stand-in is given to show: see from_telegram
FORM = "application/x-www-form-urlencoded"

Button = Callable[..., tuple[str, str]]


def button(kind: str, i: int, n: int = 0, value: str = "") -> tuple[str, str]:
    """Action and value of a pressed button, for contestants that have no names of their own."""
    return (f"point_{value}", str(n)) if kind == "point" else ("confirm", "yes")


def user(i: int) -> str:
    return f"U{i:09d}"


def number(user: str) -> int:
    return int(user[1:])


def channel(i: int) -> str:
    return f"D{i:09d}"


def payload(i: int, t: int, button: Button = button) -> Payload:
    turn = journey.turn(i, t)
    if turn.kind == "start":
        return Payload(_command(i), signed(_command(i), FORM), i, t)
    if turn.kind in {"point", "confirm"}:
        body = ("payload=" + quote_plus(json.dumps(_press(i, t, turn, button), ensure_ascii=False))).encode()
        return Payload(body, signed(body, FORM), i, t)
    body = json.dumps(_event(i, t, turn), ensure_ascii=False).encode()
    return Payload(body, signed(body, "application/json"), i, t)


def signed(body: bytes, kind: str, at: str = "") -> dict[str, str]:
    at = at or str(int(time.time()))
    digest = hmac.new(SIGNING_SECRET.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "content-type": kind, "x-slack-request-timestamp": at, "x-slack-signature": f"v0={digest}",
        "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    }  # fmt: skip


def _command(i: int) -> bytes:
    return urlencode({
        "token": VERIFICATION, "team_id": TEAM, "team_domain": "example", "channel_id": channel(i),
        "channel_name": "directmessage", "user_id": user(i), "user_name": f"driver_{i}", "command": "/inspect",
        "text": journey.language(i), "api_app_id": APP, "is_enterprise_install": "false",
        "response_url": f"https://hooks.slack.com/commands/{TEAM}/{i}/AbCdEf", "trigger_id": f"13345224609.738474920.{i}",
    }).encode()  # fmt: skip


def _event(i: int, t: int, turn: journey.Turn) -> dict[str, Any]:
    text, at = journey.typed(i, turn), _moment(t)
    words = [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}]
    event = {
        "client_msg_id": f"c0ffee00-0000-4000-8000-{i * 64 + t:012d}", "type": "message", "text": text, "user": user(i),
        "ts": at, "blocks": [{"type": "rich_text", "block_id": "hUBz", "elements": words}], "team": TEAM,
        "channel": channel(i), "event_ts": at, "channel_type": "im",
    }  # fmt: skip
    bot = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}
    return {
        "token": VERIFICATION, "team_id": TEAM, "context_team_id": TEAM, "context_enterprise_id": None,
        "api_app_id": APP, "event": event, "type": "event_callback", "event_id": f"Ev{i * 64 + t:09d}",
        "event_time": 1795200000, "authorizations": [bot], "is_ext_shared_channel": False,
        "event_context": f"4-eyJldCI6Im1lc3NhZ2Ui{i}",
    }  # fmt: skip


def _press(i: int, t: int, turn: journey.Turn, button: Button) -> dict[str, Any]:
    text, keys = _card(i, turn, button)
    pressed = keys[1] if turn.value == "fail" else keys[0]
    message = {
        "user": BOT_USER, "type": "message", "ts": CARD, "bot_id": BOT, "app_id": APP, "text": text, "team": TEAM,
        "blocks": _blocks(text, keys),
    }  # fmt: skip
    return {
        "type": "block_actions", "user": {"id": user(i), "username": f"driver_{i}", "name": f"driver_{i}", "team_id": TEAM},
        "api_app_id": APP, "token": VERIFICATION,
        "container": {"type": "message", "message_ts": CARD, "channel_id": channel(i), "is_ephemeral": False},
        "trigger_id": f"13345224609.738474920.{i * 64 + t}", "team": {"id": TEAM, "domain": "example"},
        "enterprise": None, "is_enterprise_install": False, "channel": {"id": channel(i), "name": "directmessage"},
        "message": message, "state": {"values": {}},
        "response_url": f"https://hooks.slack.com/actions/{TEAM}/{i}/AbCdEf",
        "actions": [{**pressed, "block_id": "insp", "action_ts": f"1795200001.{100000 + t:06d}"}],
    }  # fmt: skip


def _card(i: int, turn: journey.Turn, button: Button) -> tuple[str, list[dict[str, Any]]]:
    lang = journey.language(i)
    words = journey.TEXTS[lang]
    if turn.kind == "confirm":
        return words["confirm"], [_key(words["confirm"], *button("confirm", i), "primary")]
    keys = [
        _key(words[value], *button("point", i, turn.n, value), style)
        for value, style in (("pass", "primary"), ("fail", "danger"))
    ]
    return journey.point_text(lang, turn.n), keys


def _moment(t: int) -> str:
    return f"1795200000.{100000 + t:06d}"


def _key(text: str, action: str, value: str, style: str) -> dict[str, Any]:
    label = {"type": "plain_text", "text": text, "emoji": True}
    return {"type": "button", "action_id": action, "text": label, "value": value, "style": style}


def _blocks(text: str, keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
    words = {"type": "mrkdwn", "text": text, "verbatim": False}
    return [
        {"type": "section", "block_id": "q", "text": words},
        {"type": "actions", "block_id": "insp", "elements": keys},
    ]


# What the Web API answers.


def _posted() -> bytes:
    text, keys = _card(1, journey.Turn("point", 9), button)
    icon = {"image_36": "https://a.slack-edge.com/80588/img/plugins/app/bot_36.png"}
    profile = {
        "id": BOT, "app_id": APP, "user_id": BOT_USER, "name": "compliance", "deleted": False, "icons": icon,
        "updated": 1700000000, "team_id": TEAM,
    }  # fmt: skip
    message = {
        "user": BOT_USER, "type": "message", "ts": CARD, "bot_id": BOT, "app_id": APP, "text": text, "team": TEAM,
        "bot_profile": profile, "blocks": _blocks(text, keys),
    }  # fmt: skip
    return json.dumps({"ok": True, "channel": channel(1), "ts": CARD, "message": message}).encode()


POSTED = _posted()
US = json.dumps({
    "ok": True, "url": "https://example.slack.com/", "team": "example", "user": "compliance", "team_id": TEAM,
    "user_id": BOT_USER, "bot_id": BOT, "is_enterprise_install": False,
}).encode()  # fmt: skip
OK = b'{"ok":true}'


SPOKEN_TO = re.compile(rb'channel["=: ]+[UD](\d{9})')  # in JSON and in a form


def answer(method: str, request: bytes) -> bytes:
    """The same message whatever is sent, in the conversation with whoever it was sent to."""
    if method in {"chat.postMessage", "chat.update"}:
        whom = SPOKEN_TO.search(request)
        return POSTED.replace(channel(1).encode(), b"D" + whom[1]) if whom else POSTED
    return US if method == "auth.test" else OK
