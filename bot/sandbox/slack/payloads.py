"""The JSON that Slack sends to a bot: events, interactions and commands.

Only builds it. Field for field like the examples under docs.slack.dev/reference.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.surface import Control, Surface

if TYPE_CHECKING:
    from bot.sandbox.slack.person import SlackPerson
    from bot.sandbox.slack.sandbox import SlackSandbox

TOKEN = "sandbox-verification-token"  # noqa: S105  long deprecated by Slack, still sent


def event_callback(slack: SlackSandbox, event: Json) -> Json:
    granted = {"enterprise_id": None, "team_id": slack.team, "user_id": slack.bot_user, "is_bot": True}
    return {
        "token": TOKEN,
        "team_id": slack.team,
        "context_team_id": slack.team,
        "context_enterprise_id": None,
        "api_app_id": slack.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(time.time()),
        "authorizations": [{**granted, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": f"4-{secrets.token_hex(16)}",
    }


def message_event(slack: SlackSandbox, person: SlackPerson, message: Json) -> Json:
    """What the bot hears of a message in its conversation. Slack leaves out the team when files are shared."""
    event = {**message, "channel": person.channel, "event_ts": message["ts"], "channel_type": "im"}
    if "files" not in message:
        words = [{"type": "text", "text": message["text"]}]
        section = {"type": "rich_text_section", "elements": words}
        event["blocks"] = [{"type": "rich_text", "block_id": secrets.token_urlsafe(4), "elements": [section]}]
        event["team"] = slack.team
    return event


def home_opened(slack: SlackSandbox, person: SlackPerson, view: Json | None) -> Json:
    event = {
        "type": "app_home_opened",
        "user": person.user_id,
        "channel": person.channel,
        "tab": "home",
        "event_ts": slack.next_ts(),
    }
    return {**event, "view": view} if view else event


def interaction(slack: SlackSandbox, person: SlackPerson, kind: str) -> Json:
    """The part that all interactions have."""
    user = {"id": person.user_id, "username": person.username, "name": person.username, "team_id": slack.team}
    return {
        "type": kind,
        "team": {"id": slack.team, "domain": slack.domain},
        "user": user,
        "api_app_id": slack.app_id,
        "token": TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def block_actions(slack: SlackSandbox, person: SlackPerson, control: Control, chosen: Json) -> Json:
    block_id, action_id = control.place
    action = {"action_id": action_id, "block_id": block_id, "type": control.element["type"]}
    return {
        **interaction(slack, person, "block_actions"),
        "trigger_id": slack.tickets.trigger(person),
        **whereabouts(slack, person, control.surface),
        "actions": [{**action, **chosen, "action_ts": slack.next_ts()}],
    }


def block_suggestion(slack: SlackSandbox, person: SlackPerson, control: Control, typed: str) -> Json:
    block_id, action_id = control.place
    asked = {"block_id": block_id, "action_id": action_id, "value": typed}
    return {
        **interaction(slack, person, "block_suggestion"),
        **asked,
        **whereabouts(slack, person, control.surface),
    }


def whereabouts(slack: SlackSandbox, person: SlackPerson, surface: Surface) -> Json:
    """The surface an interaction came from, with the state of everything on it."""
    if surface.kind != "message":
        return {"container": {"type": "view", "view_id": surface.key}, "view": as_seen(person, surface)}
    hidden = bool(surface.record.get("ephemeral"))
    channel = surface.record.get("channel") or person.channel
    container = {"type": "message", "message_ts": surface.key, "channel_id": channel, "is_ephemeral": hidden}
    place = {
        "container": container,
        "channel": channel_of(person, channel),
        "state": {"values": person.state(surface)},
        "response_url": slack.tickets.response_url(person, channel, surface.key),
    }
    return place if hidden else {**place, "message": surface.record}


def as_seen(person: SlackPerson, surface: Surface) -> Json:
    """A view with what the person typed and chose."""
    return {**surface.record, "state": {"values": person.state(surface)}}


def channel_of(person: SlackPerson, channel: str) -> Json:
    return {"id": channel, "name": "directmessage" if channel == person.channel else "general"}


def view_submission(slack: SlackSandbox, person: SlackPerson, surface: Surface) -> Json:
    return {
        **interaction(slack, person, "view_submission"),
        "trigger_id": slack.tickets.trigger(person),
        "view": as_seen(person, surface),
        "response_urls": [],
    }


def view_closed(slack: SlackSandbox, person: SlackPerson, surface: Surface, *, everything: bool) -> Json:
    seen = as_seen(person, surface)
    return {**interaction(slack, person, "view_closed"), "view": seen, "is_cleared": everything}


def shortcut(slack: SlackSandbox, person: SlackPerson, callback_id: str, message: Json | None) -> Json:
    """A global shortcut, or with a message the shortcut in that message's menu."""
    common = {
        **interaction(slack, person, "message_action" if message else "shortcut"),
        "callback_id": callback_id,
        "trigger_id": slack.tickets.trigger(person),
        "action_ts": slack.next_ts(),
    }
    if not message:
        return common
    return {
        **common,
        "message_ts": message["ts"],
        "message": message,
        "channel": channel_of(person, person.channel),
        "response_url": slack.tickets.response_url(person, person.channel, message["ts"]),
    }


def command(slack: SlackSandbox, person: SlackPerson, name: str, text: str, channel: str) -> Json:
    return {
        "token": TOKEN,
        "team_id": slack.team,
        "team_domain": slack.domain,
        "channel_id": channel,
        "channel_name": channel_of(person, channel)["name"],
        "user_id": person.user_id,
        "user_name": person.username,
        "command": name,
        "text": text,
        "api_app_id": slack.app_id,
        "is_enterprise_install": "false",
        "response_url": slack.tickets.response_url(person, channel, None),
        "trigger_id": slack.tickets.trigger(person),
    }
