"""The Web API: one function a method, each taking the sandbox and the arguments of the call.

A function returns what Slack answers beside `ok: true`, or raises Refused with Slack's error.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.sandbox.slack import views
from bot.sandbox.slack.blocks import MOST_TEXT, length, problems
from bot.sandbox.slack.files import StoredFile
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.surface import Surface, controls, identified
from bot.sandbox.slack.views import Refused

if TYPE_CHECKING:
    from bot.sandbox.slack.person import SlackPerson
    from bot.sandbox.slack.sandbox import SlackSandbox

MOST_CHARACTERS = 40_000  # `text` is cut there

Method = Callable[["SlackSandbox", Json], Json]


def api_test(_slack: SlackSandbox, call: Json) -> Json:
    return {"args": {name: value for name, value in call.items() if name != "token"}}


def auth_test(slack: SlackSandbox, _call: Json) -> Json:
    return {
        "url": "https://sandbox.slack.com/",
        "team": "Sandbox",
        "user": slack.bot_name,
        "team_id": slack.team,
        "user_id": slack.bot_user,
        "bot_id": slack.bot_id,
        "is_enterprise_install": False,
    }


def chat_post_message(slack: SlackSandbox, call: Json) -> Json:
    person = _person(slack, call)
    content = message_content(slack, call)
    message = slack.bot_message(person, content, thread_ts=call.get("thread_ts"))
    return {"channel": person.channel, "ts": message["ts"], "message": message}


def chat_post_ephemeral(slack: SlackSandbox, call: Json) -> Json:
    person = slack.people.get(str(call.get("user")))
    if person is None:
        raise Refused("user_not_in_channel")
    channel = str(call.get("channel") or "")
    if channel not in (person.channel, person.user_id) and not channel.startswith("C"):
        raise Refused("channel_not_found")
    message = slack.bot_message(person, {**message_content(slack, call), "ephemeral": True, "channel": channel})
    return {"message_ts": message["ts"]}


def chat_update(slack: SlackSandbox, call: Json) -> Json:
    person = _person(slack, call)
    ts = str(call.get("ts") or "")
    before = person.message(ts)
    if before is None or before.get("ephemeral"):
        raise Refused("message_not_found")
    if before.get("bot_id") != slack.bot_id:
        raise Refused("cant_update_message")
    message = revised(slack, person, before, call)
    return {"channel": person.channel, "ts": ts, "text": message["text"], "message": message}


def revised(slack: SlackSandbox, person: SlackPerson, before: Json, call: Json) -> Json:
    """Blocks stay only where neither text nor blocks are given; a text alone takes them away."""
    content = message_content(slack, call)
    message = {**before, **content}
    if "blocks" not in content:
        message.pop("blocks", None)
        message["edited"] = {"user": slack.bot_user, "ts": slack.next_ts()}
    elif call.get("text") is None:
        message["text"] = before["text"]
    person.replace_message(message)
    return message


def chat_delete(slack: SlackSandbox, call: Json) -> Json:
    person = _person(slack, call)
    known = person.message(str(call.get("ts") or ""))
    if known is None or known.get("ephemeral"):
        raise Refused("message_not_found")
    if known.get("bot_id") != slack.bot_id:
        raise Refused("cant_delete_message")
    person.remove_message(known["ts"])
    return {"channel": person.channel, "ts": known["ts"]}


def conversations_open(slack: SlackSandbox, call: Json) -> Json:
    users = str(call.get("users") or "").split(",")
    person = slack.by_channel.get(str(call.get("channel"))) or slack.people.get(users[0].strip())
    if person is None:
        raise Refused("channel_not_found" if call.get("channel") else "user_not_found")
    return {"no_op": True, "already_open": True, "channel": _channel(slack, person)}


def conversations_info(slack: SlackSandbox, call: Json) -> Json:
    return {"channel": _channel(slack, _person(slack, call))}


def users_info(slack: SlackSandbox, call: Json) -> Json:
    person = slack.people.get(str(call.get("user")))
    if person is None:
        raise Refused("user_not_found")
    return {"user": _user(slack, person, call)}


def users_list(slack: SlackSandbox, call: Json) -> Json:
    people = list(slack.people.values())
    start, limit = _whole(call, "cursor"), _whole(call, "limit")
    end = start + limit if limit else len(people)
    bot = {"id": slack.bot_user, "team_id": slack.team, "name": slack.bot_name, "is_bot": True, "deleted": False}
    members = [_user(slack, person, call) for person in people[start:end]]
    if end >= len(people):
        members.append(bot)
    return {
        "members": members,
        "cache_ts": int(time.time()),
        "response_metadata": {"next_cursor": f"at:{end}" if end < len(people) else ""},
    }


def bots_info(slack: SlackSandbox, call: Json) -> Json:
    if call.get("bot") not in (None, slack.bot_id):
        raise Refused("bot_not_found")
    bot = {"id": slack.bot_id, "deleted": False, "name": slack.bot_name, "app_id": slack.app_id}
    return {"bot": {**bot, "user_id": slack.bot_user, "updated": 0, "icons": {}}}


def team_info(slack: SlackSandbox, _call: Json) -> Json:
    return {"team": {"id": slack.team, "name": "Sandbox", "domain": slack.domain, "email_domain": "", "icon": {}}}


def apps_connections_open(slack: SlackSandbox, _call: Json) -> Json:
    address = slack.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/socket?ticket={slack.carrier.sockets.ticket()}&app_id={slack.app_id}"}


def files_info(slack: SlackSandbox, call: Json) -> Json:
    stored = slack.files.get(str(call.get("file")))
    if stored is None or stored.content is None:
        raise Refused("file_not_found")
    return {"file": stored.record, "comments": [], "response_metadata": {"next_cursor": ""}}


def files_upload_url(slack: SlackSandbox, call: Json) -> Json:
    name = str(call.get("filename") or "")
    size = _whole(call, "length")
    if not name or not size:
        raise Refused("invalid_arguments")
    stored = slack.files.reserve(slack.bot_user, name, size)
    return {"upload_url": f"{slack.base_url}/upload/{stored.ticket}", "file_id": stored.id}


def files_complete_upload(slack: SlackSandbox, call: Json) -> Json:
    wanted = call.get("files")
    if not isinstance(wanted, list) or not wanted:
        raise Refused("invalid_arguments")
    ready = [_uploaded(slack, item) for item in wanted]
    channels = str(call.get("channel_id") or call.get("channels") or "")
    for channel in filter(None, channels.split(",")):
        person = _person(slack, {"channel": channel})
        content = {"text": str(call.get("initial_comment") or ""), "files": [stored.record for stored in ready]}
        if call.get("blocks"):
            content |= message_content(slack, call)
        slack.bot_message(person, content, thread_ts=call.get("thread_ts"))
    return {"files": [stored.record for stored in ready]}


def _uploaded(slack: SlackSandbox, item: Json) -> StoredFile:
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


def message_content(slack: SlackSandbox, call: Json) -> Json:
    """Text, blocks and attachments of a message, checked as Slack checks them."""
    text, blocks, attachments = call.get("text"), call.get("blocks"), call.get("attachments")
    if not text and not blocks and not attachments:
        raise Refused("no_text")
    content: Json = {"text": str(text or "")[:MOST_CHARACTERS]}
    if blocks is not None:
        _check_blocks(blocks)
    if blocks:
        content["blocks"] = identified(blocks)
        _note(slack, text, content["blocks"])
    slack.note_pings(content["text"], blocks, call)
    if attachments:
        content["attachments"] = attachments
    if call.get("metadata"):
        content["metadata"] = call["metadata"]
    return content


def _check_blocks(blocks: object) -> None:
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if found := problems(blocks):
        messages = [f"[ERROR] {words}" for words in found]
        raise Refused("invalid_blocks", errors=found, response_metadata={"messages": messages})
    if length(blocks) > MOST_TEXT:
        raise Refused("msg_blocks_too_long")


def _note(slack: SlackSandbox, text: object, blocks: list[Json]) -> None:
    """Slack takes these, and somebody suffers: no notification text, or one action in several blocks."""
    if not text:
        slack.warn("a message has blocks and no text: notifications and screen readers get nothing")
    names = Counter(control.element["action_id"] for control in controls(Surface("message", "", blocks, {})))
    for name, times in names.items():
        if times > 1:
            slack.warn(f"action_id {name!r} is in {times} blocks of one message")


def _whole(call: Json, name: str) -> int:
    value = str(call.get(name) or "0").removeprefix("at:")
    if not value.isdecimal():
        raise Refused("invalid_cursor" if name == "cursor" else "invalid_arguments")
    return int(value)


def _person(slack: SlackSandbox, call: Json) -> SlackPerson:
    channel = str(call.get("channel") or "")
    person = slack.by_channel.get(channel) or slack.people.get(channel)
    if person is None:
        raise Refused("channel_not_found")
    return person


def _channel(slack: SlackSandbox, person: SlackPerson) -> Json:
    return {
        "id": person.channel,
        "created": 1700000000,
        "is_archived": False,
        "is_im": True,
        "is_org_shared": False,
        "context_team_id": slack.team,
        "user": person.user_id,
        "is_user_deleted": False,
        "is_open": True,
    }


def _user(slack: SlackSandbox, person: SlackPerson, call: Json) -> Json:
    profile = {"real_name": person.name, "display_name": person.name, "team": slack.team, "title": "", "phone": ""}
    user: Json = {
        "id": person.user_id,
        "team_id": slack.team,
        "name": person.username,
        "deleted": False,
        "real_name": person.name,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": 0,
        "profile": profile,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": 1700000000,
    }
    if str(call.get("include_locale")).lower() in ("1", "true"):
        user["locale"] = person.locale
    return user
