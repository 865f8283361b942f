"""What people do in Slack, as Heard: messages, files, buttons, commands, shortcuts, the App Home.

Takes the JSON as it came, whatever it holds; asks nobody. Names and languages are added elsewhere.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.channels.channel import FILE, Attachment, Heard
from bot.engine.talk import Typed

Json = Mapping[str, Any]

DIRECT = "D"  # what the ids of one-to-one conversations begin with
DIRECT_MESSAGE = re.compile(r"D[A-Z0-9]+:[0-9]+\.[0-9]+", re.ASCII)
SHORTCUTS = {"report_incident": "incident", "report_incident_from_message": "incident"}  # deploy/slack-manifest.yaml
IGNORED = "link"  # what the ids of buttons begin with that only open a page
PICKED = {"datepicker": "selected_date", "timepicker": "selected_time"}
# Files that Slack lists and does not keep, or keeps as something that is no file, by their mode, access or type:
# https://docs.slack.dev/reference/objects/file-object
WITHOUT_BYTES = {"external": "link", "quip": "canvas", "canvas": "canvas", "docs": "canvas", "space": "canvas",
                 "list": "canvas", "tombstone": "gone", "file_not_found": "gone", "hidden_by_limit": "hidden",
                 "access_denied": "hidden"}  # fmt: skip
STUB = "check_file_info"  # of a file from another organisation, of which the message tells no more than the id

# <https://example.com|example.com>, <mailto:a@b.mx|a@b.mx>, <@U012>, <!here>: what Slack's client makes of what is typed.
LINKED = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


@dataclass(frozen=True)
class Shared:
    """A file of a message, and where it can be fetched; where `url` is empty, Slack is asked by the `id`."""

    url: str
    attachment: Attachment
    id: str = ""


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


def shared(event: Json) -> tuple[Shared, ...]:
    """The files of a message; those sent together are one album."""
    files = [file for file in _list(event, "files") if _word(file, "id")]
    album = (_word(event, "client_msg_id") or _word(event, "ts")) if len(files) > 1 else ""
    return tuple(described(file, album) for file in files)


def whereabouts(body: Json) -> str:
    """The conversation something was done in; empty on the App Home and for global shortcuts."""
    return _word(body, "channel", "id") or _word(body, "channel_id") or _word(body, "event", "channel")


def doer(body: Json) -> str:
    """The id of the person who did it."""
    return _word(body, "user", "id") or _word(body, "user_id") or _word(body, "event", "user")


def gist(body: Json) -> dict[str, Any]:
    """What slack-bolt needs of a payload that was heard to find its listener; it trips over oddities in the rest."""
    found = {name: body[name] for name in ("type", "callback_id", "command") if _word(body, name)}
    if event := _word(body, "event", "type"):
        found["event"] = {"type": event}
    if actions := _list(body, "actions"):
        found["actions"] = [{"action_id": _word(actions[0], "action_id")}]
    return found


# Events.


def _event(body: Json, now: datetime) -> Heard | None:
    event = body.get("event")
    if not isinstance(event, Mapping) or event.get("bot_id"):
        return None
    heard = _heard(body, _word(body, "event_id"), _moment(event.get("event_ts"), now))
    if heard is None:
        return None
    match event.get("type"):
        case "message" if event.get("channel_type") == "im" and event.get("subtype") in (None, "file_share"):
            return _message(event, heard)
        case "app_mention":
            return replace(heard, command="help", elsewhere=True)
        case "app_home_opened" if event.get("tab") == "home":
            return replace(heard, command="home")
    return None


def _message(event: Json, heard: Heard) -> Heard | None:
    if files := shared(event):
        return replace(heard, files=tuple(file.attachment for file in files))
    text = _typed(_word(event, "text")).strip()
    return replace(heard, said=Typed(text)) if text else None


def _typed(text: str) -> str:
    """What the person typed: the links and the escaping of Slack's client undone."""
    return html.unescape(LINKED.sub(lambda found: _unlinked(found[1], found[2] or ""), text)).replace("\x00", "")


def _unlinked(target: str, label: str) -> str:
    sign, name = target[0], label or target[1:].rpartition("^")[2]
    if sign in "@!":
        return f"@{name.removeprefix('@')}"
    return f"#{name}" if sign == "#" else label or target


def described(file: Json, album: str = "") -> Shared:
    """A file as Slack describes it."""
    name = _word(file, "name") or _word(file, "title") or _word(file, "id")
    url = _word(file, "url_private_download") or _word(file, "url_private")
    return Shared(url, Attachment(_type(file), name, album, _trouble(file, url)), _word(file, "id"))


def _type(file: Json) -> str:
    mime = _word(file, "mimetype")
    if _is_voice(file, mime):
        return "voice"
    return {"image": "photo", "video": "video"}.get(mime.partition("/")[0], "document")


def _trouble(file: Json, url: str) -> str:
    """Why a file cannot be fetched; empty if it can, or if Slack has to be asked first."""
    mode, access, size = _word(file, "mode"), _word(file, "file_access"), file.get("size")
    if found := WITHOUT_BYTES.get(mode) or WITHOUT_BYTES.get(access) or WITHOUT_BYTES.get(_word(file, "filetype")):
        return found
    if file.get("is_external") is True:
        return "link"
    if isinstance(size, int) and size > FILE:
        return "too_big"
    return "" if url or access == STUB else "unavailable"


def _is_voice(file: Json, mime: str) -> bool:
    return mime.startswith("audio/") or _word(file, "subtype") == "slack_audio"  # a clip, which may come as video/webm


# Interactions and commands.


def _action(body: Json, now: datetime) -> Heard | None:
    action = next(iter(_list(body, "actions")), {})
    name = _word(action, "action_id")
    heard = _heard(body, _trigger(body, action), _moment(action.get("action_ts"), now))
    if heard is None or not name or name.startswith(IGNORED):
        return None
    heard = replace(heard, elsewhere=_elsewhere(body))
    if field := PICKED.get(_word(action, "type")):
        picked = _word(action, field)
        return replace(heard, said=Typed(picked)) if picked else None
    press = _word(action, "value") or _word(action, "selected_option", "value")
    return replace(heard, press=press, message=_pressed_on(body)) if press else None


def _pressed_on(body: Json) -> str:
    """The ref of our message in the private conversation; not of what only one person sees, nor of a view."""
    container = body.get("container")
    if not isinstance(container, Mapping) or container.get("type") != "message" or container.get("is_ephemeral"):
        return ""
    channel, ts = _word(container, "channel_id"), _word(container, "message_ts")
    return f"{channel}:{ts}" if DIRECT_MESSAGE.fullmatch(f"{channel}:{ts}") else ""


def _shortcut(body: Json, now: datetime) -> Heard | None:
    callback = _word(body, "callback_id")
    heard = _heard(body, _trigger(body, body), _moment(body.get("action_ts"), now))
    if heard is None or not callback:
        return None
    elsewhere = body.get("type") == "message_action"
    return replace(heard, command=SHORTCUTS.get(callback, callback), elsewhere=elsewhere)


def _command(body: Json, now: datetime) -> Heard | None:
    heard = _heard(body, _word(body, "trigger_id"), now)
    if heard is None or not _word(body, "command"):
        return None
    word, _, rest = _word(body, "text").strip().replace("\x00", "").partition(" ")
    word = "menu" if word.lower() in ("", "home") else word.lower()  # the Home page opens itself, and not by a word
    return replace(heard, command=word, rest=rest.strip(), elsewhere=_elsewhere(body))


def _trigger(body: Json, action: Json) -> str:
    """The same when Slack delivers the same click again; the time tells two clicks apart where a trigger is missing."""
    return ":".join(filter(None, (_word(body, "trigger_id"), _word(action, "action_ts"))))


def _elsewhere(body: Json) -> bool:
    channel = whereabouts(body)
    return bool(channel) and not channel.startswith(DIRECT)


# What they share.


def _heard(body: Json, delivery: str, at: datetime) -> Heard | None:
    team = _word(body, "team_id") or _word(body, "team", "id") or _word(body, "user", "team_id")
    user = doer(body)
    if not (delivery and team and user):
        return None
    return Heard("slack", delivery, f"{team}:{user}", f"{team}:{user}", at)


def _moment(ts: object, now: datetime) -> datetime:
    """1700000000.000100, or the same without the dot as App Home events have it."""
    try:
        seconds = float(str(ts))
        return datetime.fromtimestamp(seconds / 1e6 if seconds > 1e11 else seconds, UTC)  # 1e11: the year 5138
    except (ValueError, OverflowError, OSError):
        return now


def _word(body: Any, *path: str) -> str:
    """The text at the end of a path, or nothing."""
    for name in path:
        body = body.get(name) if isinstance(body, Mapping) else None
    return body if isinstance(body, str) else ""


def _list(body: Json, name: str) -> list[Json]:
    found = body.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
