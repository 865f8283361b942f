"""What people do in Slack, as Heard: messages, files, buttons, commands, shortcuts, the App Home.

Takes the JSON as it came, whatever it holds; asks nobody. Names and languages are added elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.channels.channel import Forwarded, Heard
from bot.channels.slack.emoji import signs
from bot.channels.slack.message import SERVICE, message_of, shared, subtype, told, words
from bot.channels.slack.payload import Json, moment, several, word
from bot.engine.talk import Typed

DIRECT = "D"  # what the ids of one-to-one conversations begin with
DIRECT_TYPES = ("im", "app_home")
DIRECT_MESSAGE = re.compile(r"D[A-Z0-9]+:[0-9]+\.[0-9]+", re.ASCII)
SHORTCUTS = {"report_incident": "incident", "report_incident_from_message": "incident"}  # deploy/slack-manifest.yaml
FIRST = 1500  # characters of a message with which a report begins: there is a link to all of it
IGNORED = "link"  # what the ids of buttons begin with that only open a page
PICKED = {"datepicker": "selected_date", "timepicker": "selected_time"}


def hear(body: Json, now: datetime) -> Heard | None:
    """What a person did; None for what is nobody's doing, or nothing to us."""
    match body.get("type"):
        case "event_callback":
            return _event(body, now)
        case "block_actions":
            return _action(body, now)
        case "shortcut" | "message_action":
            return _shortcut(body, now)
        case None:
            return _command(body, now)
    return None


def whereabouts(body: Json) -> str:
    """The conversation something was done in; empty on the App Home and for global shortcuts."""
    return word(body, "channel", "id") or word(body, "channel_id") or word(body, "event", "channel")


def doer(body: Json) -> str:
    """The id of the person who did it."""
    event = body.get("event")
    of = message_of(event) if isinstance(event, Mapping) else None
    return word(body, "user", "id") or word(body, "user_id") or word(of, "user")


def gist(body: Json) -> dict[str, Any]:
    """What slack-bolt needs of a payload that was heard to find its listener; it trips over oddities in the rest."""
    found = {name: body[name] for name in ("type", "callback_id", "command") if word(body, name)}
    if event := word(body, "event", "type"):
        found["event"] = {"type": event}
    if actions := several(body, "actions"):
        found["actions"] = [{"action_id": word(actions[0], "action_id")}]
    return found


# Events.


def _event(body: Json, now: datetime) -> Heard | None:
    event = body.get("event")
    if not isinstance(event, Mapping) or event.get("bot_id") or subtype(event) in SERVICE:
        return None
    heard = _heard(body, word(body, "event_id"), _moment(event.get("event_ts"), now))
    if heard is None:
        return None
    match event.get("type"):
        case "message" if event.get("channel_type") in DIRECT_TYPES:
            return told(event, heard)
        case "app_mention":
            return replace(heard, command="help", elsewhere=True)
        case "app_home_opened" if event.get("tab") == "home":
            return replace(heard, command="home")
    return None


# Interactions and commands.


def _action(body: Json, now: datetime) -> Heard | None:
    action = next(iter(several(body, "actions")), {})
    name = word(action, "action_id")
    if not name or name.startswith(IGNORED):
        return None
    field = PICKED.get(word(action, "type"))
    done = _picked(action, field) if field else _pressed(body, action)
    at = _moment(action.get("action_ts"), now)
    return _heard(body, _trigger(body, action), at, elsewhere=_elsewhere(body), **done) if done else None


def _picked(action: Json, field: str) -> dict[str, Any]:
    picked = word(action, field)
    return {"said": Typed(picked)} if picked else {}


def _pressed(body: Json, action: Json) -> dict[str, Any]:
    press = word(action, "value") or word(action, "selected_option", "value")
    return {"press": press, "message": _pressed_on(body)} if press else {}


def _pressed_on(body: Json) -> str:
    """The ref of our message in the private conversation; not of what only one person sees, nor of a view."""
    container = body.get("container")
    if not isinstance(container, Mapping) or container.get("type") != "message" or container.get("is_ephemeral"):
        return ""
    channel, ts = word(container, "channel_id"), word(container, "message_ts")
    return f"{channel}:{ts}" if DIRECT_MESSAGE.fullmatch(f"{channel}:{ts}") else ""


def _shortcut(body: Json, now: datetime) -> Heard | None:
    callback = word(body, "callback_id")
    heard = _heard(body, _trigger(body, body), _moment(body.get("action_ts"), now))
    if heard is None or not callback:
        return None
    heard = replace(heard, command=SHORTCUTS.get(callback, callback))
    return _from_message(body, heard) if body.get("type") == "message_action" else heard


def _from_message(body: Json, heard: Heard) -> Heard:
    """A shortcut in the menu of a message, with the words of that message, a link to it, and its files."""
    message = body.get("message")
    heard = replace(heard, elsewhere=True)
    if not isinstance(message, Mapping):
        return heard
    heard = replace(heard, files=tuple(file.attachment for file in shared(message)))
    said = words(message)
    if said is None:
        return heard
    by = word(message, "user") or word(message, "username")
    text = "\n".join(filter(None, (said.text[:FIRST], _link(body, word(message, "ts")))))
    return replace(heard, said=Typed(text), forwarded=Forwarded(by, moment(message.get("ts"))))


def _link(body: Json, ts: str) -> str:
    """As chat.getPermalink writes it: https://docs.slack.dev/reference/methods/chat.getPermalink"""
    domain, channel = word(body, "team", "domain"), whereabouts(body)
    known = domain and channel and ts
    return f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}" if known else ""


def _command(body: Json, now: datetime) -> Heard | None:
    if not word(body, "command"):
        return None
    first, _, rest = signs(word(body, "text")).strip().replace("\x00", "").partition(" ")
    first = "menu" if first.lower() in ("", "home") else first.lower()  # the Home page opens itself, and not by a word
    where = _place(body) if _elsewhere(body) else {}
    return _heard(body, word(body, "trigger_id"), now, command=first, rest=rest.strip(), **where)


def _place(body: Json) -> dict[str, Any]:
    """The channel in which a command was given; Slack calls one that is not open to everybody privategroup."""
    name, id = word(body, "channel_name"), whereabouts(body)
    called = f"#{name}" if name and name != "privategroup" else id
    return {"elsewhere": True, "place": f"{word(body, 'team_id')}:{id}", "place_name": called}


def _trigger(body: Json, action: Json) -> str:
    """The same when Slack delivers the same click again; the time tells two clicks apart where a trigger is missing."""
    return ":".join(filter(None, (word(body, "trigger_id"), word(action, "action_ts"))))


def _elsewhere(body: Json) -> bool:
    channel = whereabouts(body)
    return bool(channel) and not channel.startswith(DIRECT)


# What they share.


def _heard(body: Json, delivery: str, at: datetime, **what: Any) -> Heard | None:
    team = word(body, "team_id") or word(body, "team", "id") or word(body, "user", "team_id")
    user = doer(body)
    if not (delivery and team and user):
        return None
    address = f"{team}:{user}"
    return Heard("slack", delivery, address, address, at, **what)


def _moment(ts: object, now: datetime) -> datetime:
    return moment(ts) or now
