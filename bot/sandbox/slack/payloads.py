"""The JSON that Slack sends to a bot: events, interactions and commands.

Only builds it. Field for field like the examples under docs.slack.dev/reference.
"""

from __future__ import annotations

import re
import secrets
import time

from bot.sandbox.slack.screen import Screen
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.surface import Control, Surface
from bot.sandbox.slack.workspace import Workspace

# What the client makes into a link before it sends a message: web addresses, e-mail addresses.
LINK = re.compile(r"(https?://(?:(?!&[lg]t;)[^\s|])*(?!&[lg]t;)[^\s|.,;:!?)'\"])|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
TOKEN = "sandbox-verification-token"  # noqa: S105  long deprecated by Slack, still sent


def as_sent(text: str) -> str:
    """A typed text as it travels: the three characters escaped, addresses made into links."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return LINK.sub(lambda m: f"<{m[1]}>" if m[1] else f"<mailto:{m[2]}|{m[2]}>", escaped)


def event_callback(slack: Workspace, event: Json) -> Json:
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


def message_event(slack: Workspace, screen: Screen, message: Json) -> Json:
    """What the bot hears of a message in its conversation. Slack leaves out the team when files are shared."""
    where = "channel" if screen.id else "im"
    event = {**message, "channel": screen.channel, "event_ts": message["ts"], "channel_type": where}
    if "files" not in message:
        words = [{"type": "text", "text": message["text"]}]
        section = {"type": "rich_text_section", "elements": words}
        event["blocks"] = [{"type": "rich_text", "block_id": secrets.token_urlsafe(4), "elements": [section]}]
        event["team"] = slack.team
    return event


def share(slack: Workspace, text: str, author: str, ts: str) -> Json:
    """Somebody else's message, as it hangs below one that passes it on."""
    link = f"https://{slack.domain}.slack.com/archives/C0/p{ts.replace('.', '')}"
    return {
        "is_msg_unfurl": True, "is_share": True, "author_name": author, "ts": ts, "text": text, "fallback": text,
        "from_url": link,
    }  # fmt: skip


def message_changed(slack: Workspace, screen: Screen, before: Json, new: Json | None) -> Json:
    """A message is changed here and now or, with nothing new, deleted. The person is named in the message alone."""
    ts, after = slack.next_ts(), {**before, **new} if new else None
    if after:
        screen.replace_message(after)
    else:
        screen.remove_message(before["ts"])
    what = {"message": after, "subtype": "message_changed"} if after else {"subtype": "message_deleted"}
    gone = {} if after else {"deleted_ts": before["ts"]}
    return {
        "type": "message", **what, **gone, "previous_message": before, "channel": screen.channel, "hidden": True,
        "ts": ts, "event_ts": ts, "channel_type": "im",
    }  # fmt: skip


def home_opened(slack: Workspace, screen: Screen, view: Json | None) -> Json:
    event = {
        "type": "app_home_opened",
        "user": screen.user_id,
        "channel": screen.channel,
        "tab": "home",
        "event_ts": slack.next_ts(),
    }
    return {**event, "view": view} if view else event


def interaction(slack: Workspace, screen: Screen, kind: str) -> Json:
    """The part that all interactions have."""
    user = {"id": screen.user_id, "username": screen.username, "name": screen.username, "team_id": slack.team}
    return {
        "type": kind,
        "team": {"id": slack.team, "domain": slack.domain},
        "user": user,
        "api_app_id": slack.app_id,
        "token": TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def block_actions(slack: Workspace, screen: Screen, control: Control, chosen: Json) -> Json:
    block_id, action_id = control.place
    action = {"action_id": action_id, "block_id": block_id, "type": control.element["type"]}
    return {
        **interaction(slack, screen, "block_actions"),
        "trigger_id": slack.tickets.trigger(screen),
        **whereabouts(slack, screen, control.surface),
        "actions": [{**action, **chosen, "action_ts": slack.next_ts()}],
    }


def block_suggestion(slack: Workspace, screen: Screen, control: Control, typed: str) -> Json:
    block_id, action_id = control.place
    asked = {"block_id": block_id, "action_id": action_id, "value": typed}
    return {
        **interaction(slack, screen, "block_suggestion"),
        **asked,
        **whereabouts(slack, screen, control.surface),
    }


def whereabouts(slack: Workspace, screen: Screen, surface: Surface) -> Json:
    """The surface an interaction came from, with the state of everything on it."""
    if surface.kind != "message":
        return {"container": {"type": "view", "view_id": surface.key}, "view": as_seen(screen, surface)}
    hidden = bool(surface.record.get("ephemeral"))
    channel = surface.record.get("channel") or screen.channel
    container = {"type": "message", "message_ts": surface.key, "channel_id": channel, "is_ephemeral": hidden}
    place = {
        "container": container,
        "channel": channel_of(screen, channel),
        "state": {"values": screen.state(surface)},
        "response_url": slack.tickets.response_url(screen, channel, surface.key),
    }
    return place if hidden else {**place, "message": surface.record}


def as_seen(screen: Screen, surface: Surface) -> Json:
    """A view with what the person typed and chose."""
    return {**surface.record, "state": {"values": screen.state(surface)}}


def channel_of(screen: Screen, channel: str) -> Json:
    return {"id": channel, "name": screen.called or ("directmessage" if channel == screen.channel else "general")}


def view_submission(slack: Workspace, screen: Screen, surface: Surface) -> Json:
    return {
        **interaction(slack, screen, "view_submission"),
        "trigger_id": slack.tickets.trigger(screen),
        "view": as_seen(screen, surface),
        "response_urls": [],
    }


def view_closed(slack: Workspace, screen: Screen, surface: Surface, *, everything: bool) -> Json:
    seen = as_seen(screen, surface)
    return {**interaction(slack, screen, "view_closed"), "view": seen, "is_cleared": everything}


def shortcut(slack: Workspace, screen: Screen, callback_id: str, message: Json | None) -> Json:
    """A global shortcut, or with a message the shortcut in that message's menu."""
    common = {
        **interaction(slack, screen, "message_action" if message else "shortcut"),
        "callback_id": callback_id,
        "trigger_id": slack.tickets.trigger(screen),
        "action_ts": slack.next_ts(),
    }
    if not message:
        return common
    return {
        **common,
        "message_ts": message["ts"],
        "message": message,
        "channel": channel_of(screen, screen.channel),
        "response_url": slack.tickets.response_url(screen, screen.channel, message["ts"]),
    }


def command(slack: Workspace, screen: Screen, name: str, text: str, channel: str) -> Json:
    there = slack.by_channel.get(channel, screen)
    return {
        "token": TOKEN,
        "team_id": slack.team,
        "team_domain": slack.domain,
        "channel_id": channel,
        "channel_name": channel_of(there, channel)["name"],
        "user_id": screen.user_id,
        "user_name": screen.username,
        "command": name,
        "text": text,
        "api_app_id": slack.app_id,
        "is_enterprise_install": "false",
        "response_url": slack.tickets.response_url(screen, channel, None),
        "trigger_id": slack.tickets.trigger(screen),
    }
