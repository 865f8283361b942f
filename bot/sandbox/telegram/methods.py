"""The Bot API methods by name, and those of them that concern the bot itself rather than its messages.

A method returns what goes into "result", or raises Refused in the real server's words.
"""

import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.telegram import sending
from bot.sandbox.telegram.files import MAX_DOWNLOAD
from bot.sandbox.telegram.updates import Webhook
from bot.sandbox.telegram.wire import Json, bad_request, whole
from bot.sandbox.telegram.world import World

MAX_TOAST = 200  # core.telegram.org/bots/api#answercallbackquery
MAX_COMMANDS = 100  # core.telegram.org/bots/api#setmycommands
MAX_COMMAND_DESCRIPTION = 256
COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # core.telegram.org/bots/api#setwebhook
PROFILE_LIMITS = {"name": 64, "description": 512, "short_description": 120}  # core.telegram.org/bots/api#setmyname
STALE_QUERY = "query is too old and response timeout expired or query ID is invalid"


def get_me(world: World, _params: Json) -> Json:
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def answer_callback_query(world: World, params: Json) -> bool:
    query_id = str(params.get("callback_query_id", ""))
    chat = world.chats.get(world.queries.get(query_id, 0))
    if chat is None:
        raise bad_request(STALE_QUERY)
    text = str(params.get("text", ""))
    if len(text) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    if query_id in chat.spinning:  # only the first answer reaches the person
        chat.toast(query_id, text, params.get("show_alert") is True)
        world.changed(chat)
    return True


def get_file(world: World, params: Json) -> Json:
    stored = world.shelf.file(params.get("file_id"))
    if len(stored.data) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return stored.description() | {"file_path": stored.path}


def get_chat(world: World, params: Json) -> Json:
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return sending.chat_of(world, params).place() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def set_my_commands(world: World, params: Json) -> bool:
    commands = params.get("commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.command_lists[_commands_key(params)] = [_checked_command(command) for command in commands]
    return True


def _checked_command(command: Any) -> Json:
    if not isinstance(command, dict) or not {"command", "description"} <= command.keys():
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command["command"]).removeprefix("/")
    if not COMMAND_NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(command["description"]) <= MAX_COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": command["description"]}


def get_my_commands(world: World, params: Json) -> list[Json]:
    return world.command_lists.get(_commands_key(params), [])


def delete_my_commands(world: World, params: Json) -> bool:
    world.command_lists.pop(_commands_key(params), None)
    return True


def _commands_key(params: Json) -> tuple[str, str]:
    scope = params.get("scope") or {"type": "default"}
    if not isinstance(scope, dict) or "type" not in scope:
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    place = [str(scope[name]) for name in ("type", "chat_id", "user_id") if name in scope]
    return ":".join(place), str(params.get("language_code", ""))


def _profile_setter(field: str) -> Callable[[World, Json], bool]:
    def store(world: World, params: Json) -> bool:
        text = str(params.get(field, ""))
        if len(text) > PROFILE_LIMITS[field]:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        world.profile[field, str(params.get("language_code", ""))] = text
        return True

    return store


def _profile_reader(field: str) -> Callable[[World, Json], Json]:
    def read(world: World, params: Json) -> Json:
        own = world.profile.get((field, str(params.get("language_code", ""))))
        return {field: own or world.profile.get((field, ""), "")}

    return read


def set_chat_menu_button(world: World, params: Json) -> bool:
    chat_id = sending.chat_of(world, params).id if "chat_id" in params else None
    world.menu_buttons[chat_id] = params.get("menu_button") or {"type": "default"}
    return True


def get_chat_menu_button(world: World, params: Json) -> Json:
    chat_id = sending.chat_of(world, params).id if "chat_id" in params else None
    commands = {"type": "commands"}
    return world.menu_buttons.get(chat_id) or world.menu_buttons.get(None, commands)


def set_webhook(world: World, params: Json) -> bool:
    url = str(params.get("url", ""))
    if not url:
        return delete_webhook(world, params)
    if not url.startswith(("https://", "http://")):  # plain http would be refused outside
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = str(params.get("secret_token", ""))
    if secret and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if params.get("drop_pending_updates") is True:
        world.updates.drop()
    restrict(world, params)
    connections = min(max(whole(params, "max_connections", 40), 1), 100)
    world.updates.set_webhook(Webhook(url, secret, connections))
    return True


def delete_webhook(world: World, params: Json) -> bool:
    if params.get("drop_pending_updates") is True:
        world.updates.drop()
    world.updates.set_webhook(None)
    return True


def restrict(world: World, params: Json) -> None:
    """The kinds of updates the bot wants; remembered until it says otherwise."""
    if isinstance(params.get("allowed_updates"), list):
        world.updates.allowed = tuple(map(str, params["allowed_updates"]))


def get_webhook_info(world: World, _params: Json) -> Json:
    updates = world.updates
    told: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(updates)}
    if updates.webhook:
        told |= {"url": updates.webhook.url, "max_connections": updates.webhook.max_connections}
    if updates.last_error:
        told |= {"last_error_date": updates.last_error[0], "last_error_message": updates.last_error[1]}
    if updates.allowed:
        told["allowed_updates"] = updates.allowed
    return told


METHODS: dict[str, Callable[[World, Json], Any]] = {
    "getme": get_me,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendvoice": sending.send_voice,
    "sendvideo": sending.send_video,
    "sendmediagroup": sending.send_media_group,
    "sendlocation": sending.send_location,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": sending.edit_message_text,
    "editmessagecaption": sending.edit_message_caption,
    "editmessagereplymarkup": sending.edit_message_reply_markup,
    "deletemessage": sending.delete_message,
    "deletemessages": sending.delete_messages,
    "answercallbackquery": answer_callback_query,
    "getfile": get_file,
    "getchat": get_chat,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setmyname": _profile_setter("name"),
    "getmyname": _profile_reader("name"),
    "setmydescription": _profile_setter("description"),
    "getmydescription": _profile_reader("description"),
    "setmyshortdescription": _profile_setter("short_description"),
    "getmyshortdescription": _profile_reader("short_description"),
    "setchatmenubutton": set_chat_menu_button,
    "getchatmenubutton": get_chat_menu_button,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
}
