"""The Web API: one function a method, each taking the workspace and the arguments of the call.

A function returns what Slack answers beside `ok: true`, or raises Refused with Slack's error.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.sandbox.slack import views
from bot.sandbox.slack.call import Refused
from bot.sandbox.slack.files import StoredFile
from bot.sandbox.slack.messages import checked, put_up, revise
from bot.sandbox.slack.screen import TIME_ZONE, Screen
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.workspace import Workspace

Method = Callable[[Workspace, Json], Json]


def api_test(_slack: Workspace, call: Json) -> Json:
    return {"args": {name: value for name, value in call.items() if name != "token"}}


def auth_test(slack: Workspace, _call: Json) -> Json:
    return {
        "url": "https://sandbox.slack.com/",
        "team": "Sandbox",
        "user": slack.bot_name,
        "team_id": slack.team,
        "user_id": slack.bot_user,
        "bot_id": slack.bot_id,
        "is_enterprise_install": slack.org_wide,
    }


def chat_post_message(slack: Workspace, call: Json) -> Json:
    screen = _screen(slack, call)
    content = checked(slack, call)
    message = put_up(slack, screen, content, thread_ts=call.get("thread_ts"))
    return {"channel": screen.channel, "ts": message["ts"], "message": message}


def chat_post_ephemeral(slack: Workspace, call: Json) -> Json:
    screen = slack.people.get(str(call.get("user")))
    if screen is None:
        raise Refused("user_not_in_channel")
    channel = str(call.get("channel") or "")
    if channel not in (screen.channel, screen.user_id) and not channel.startswith("C"):
        raise Refused("channel_not_found")
    content = {**checked(slack, call), "ephemeral": True, "channel": channel}
    message = put_up(slack, screen, content, thread_ts=call.get("thread_ts"))
    return {"message_ts": message["ts"]}


def chat_update(slack: Workspace, call: Json) -> Json:
    screen = _screen(slack, call)
    ts = str(call.get("ts") or "")
    before = screen.message(ts)
    if before is None or before.get("ephemeral"):
        raise Refused("message_not_found")
    if before.get("bot_id") != slack.bot_id:
        raise Refused("cant_update_message")
    message = revise(slack, screen, before, call)
    return {"channel": screen.channel, "ts": ts, "text": message["text"], "message": message}


def chat_delete(slack: Workspace, call: Json) -> Json:
    screen = _screen(slack, call)
    known = screen.message(str(call.get("ts") or ""))
    if known is None or known.get("ephemeral"):
        raise Refused("message_not_found")
    if known.get("bot_id") != slack.bot_id:
        raise Refused("cant_delete_message")
    screen.remove_message(known["ts"])
    return {"channel": screen.channel, "ts": known["ts"]}


def conversations_open(slack: Workspace, call: Json) -> Json:
    users = str(call.get("users") or "").split(",")
    screen = slack.by_channel.get(str(call.get("channel"))) or slack.people.get(users[0].strip())
    if screen is None:
        raise Refused("channel_not_found" if call.get("channel") else "user_not_found")
    return {"no_op": True, "already_open": True, "channel": _channel(slack, screen)}


def conversations_info(slack: Workspace, call: Json) -> Json:
    return {"channel": _channel(slack, _screen(slack, call))}


def users_info(slack: Workspace, call: Json) -> Json:
    screen = slack.people.get(str(call.get("user")))
    if screen is None:
        raise Refused("user_not_found")
    return {"user": _user(slack, screen, call)}


def users_list(slack: Workspace, call: Json) -> Json:
    people = list(slack.people.values())
    start, limit = _whole(call, "cursor"), _whole(call, "limit")
    end = start + limit if limit else len(people)
    bot = {"id": slack.bot_user, "team_id": slack.team, "name": slack.bot_name, "is_bot": True, "deleted": False}
    members = [_user(slack, screen, call) for screen in people[start:end]]
    if end >= len(people):
        members.append(bot)
    return {
        "members": members,
        "cache_ts": int(time.time()),
        "response_metadata": {"next_cursor": f"at:{end}" if end < len(people) else ""},
    }


def bots_info(slack: Workspace, call: Json) -> Json:
    if call.get("bot") not in (None, slack.bot_id):
        raise Refused("bot_not_found")
    bot = {"id": slack.bot_id, "deleted": False, "name": slack.bot_name, "app_id": slack.app_id}
    return {"bot": {**bot, "user_id": slack.bot_user, "updated": 0, "icons": {}}}


def team_info(slack: Workspace, _call: Json) -> Json:
    return {"team": {"id": slack.team, "name": "Sandbox", "domain": slack.domain, "email_domain": "", "icon": {}}}


def apps_connections_open(slack: Workspace, _call: Json) -> Json:
    address = slack.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/socket?ticket={slack.carrier.sockets.ticket()}&app_id={slack.app_id}"}


def files_info(slack: Workspace, call: Json) -> Json:
    stored = slack.files.get(str(call.get("file")))
    if stored is None or stored.content is None:
        raise Refused("file_not_found")
    return {"file": stored.record, "comments": [], "response_metadata": {"next_cursor": ""}}


def files_upload_url(slack: Workspace, call: Json) -> Json:
    name = str(call.get("filename") or "")
    size = _whole(call, "length")
    if not name or not size:
        raise Refused("invalid_arguments")
    stored = slack.files.reserve(slack.bot_user, name, size)
    stored.record["alt_txt"] = call.get("alt_txt", "")
    return {"upload_url": f"{slack.base_url}/upload/{stored.ticket}", "file_id": stored.id}


def files_complete_upload(slack: Workspace, call: Json) -> Json:
    wanted = call.get("files")
    if not isinstance(wanted, list) or not wanted:
        raise Refused("invalid_arguments")
    ready = [_uploaded(slack, item) for item in wanted]
    channels = str(call.get("channel_id") or call.get("channels") or "")
    for channel in filter(None, channels.split(",")):
        screen = _screen(slack, {"channel": channel})
        content = {"text": str(call.get("initial_comment") or ""), "files": [stored.record for stored in ready]}
        if call.get("blocks"):
            content |= checked(slack, call)
        put_up(slack, screen, content, thread_ts=call.get("thread_ts"))
    return {"files": [stored.record for stored in ready]}


def _uploaded(slack: Workspace, item: Json) -> StoredFile:
    stored = slack.files.get(str(item.get("id")))
    if stored is None or stored.content is None:
        raise Refused("file_not_found")
    stored.record["title"] = item.get("title") or stored.record["name"]
    return stored


METHODS: dict[str, Method] = {
    "api.test": api_test,
    "auth.test": auth_test,
    "chat.postMessage": chat_post_message,
    "chat.postEphemeral": chat_post_ephemeral,
    "chat.update": chat_update,
    "chat.delete": chat_delete,
    "conversations.open": conversations_open,
    "conversations.info": conversations_info,
    "users.info": users_info,
    "users.list": users_list,
    "bots.info": bots_info,
    "team.info": team_info,
    "apps.connections.open": apps_connections_open,
    "files.info": files_info,
    "files.getUploadURLExternal": files_upload_url,
    "files.completeUploadExternal": files_complete_upload,
    **views.METHODS,
}


def _whole(call: Json, name: str) -> int:
    value = str(call.get(name) or "0").removeprefix("at:")
    if not value.isdecimal():
        raise Refused("invalid_cursor" if name == "cursor" else "invalid_arguments")
    return int(value)


def _screen(slack: Workspace, call: Json) -> Screen:
    channel = str(call.get("channel") or "")
    screen = slack.by_channel.get(channel) or slack.people.get(channel)
    if screen is None:
        raise Refused("channel_not_found")
    if screen.archived:
        raise Refused("is_archived")
    return screen


def _channel(slack: Workspace, screen: Screen) -> Json:
    return {
        "id": screen.channel,
        "created": 1700000000,
        "is_archived": False,
        "is_im": True,
        "is_org_shared": False,
        "context_team_id": slack.team,
        "user": screen.user_id,
        "is_user_deleted": False,
        "is_open": True,
    }


def _user(slack: Workspace, screen: Screen, call: Json) -> Json:
    profile = {"real_name": screen.name, "display_name": screen.name, "team": slack.team, "title": "", "phone": ""}
    user: Json = {
        "id": screen.user_id,
        "team_id": slack.team,
        "name": screen.username,
        "deleted": False,
        "real_name": screen.name,
        "tz": TIME_ZONE,
        "tz_label": TIME_ZONE,
        "tz_offset": 0,
        "profile": profile,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": 1700000000,
    }
    if screen.outside:
        user[screen.outside] = True
    if str(call.get("include_locale")).lower() in ("1", "true"):
        user["locale"] = screen.locale
    return user
