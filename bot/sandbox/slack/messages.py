"""The bot's messages: their content checked as Slack checks it, put up, changed, and sent to a response_url."""

from __future__ import annotations

from collections import Counter

from bot.sandbox.slack import payloads
from bot.sandbox.slack.blocks import MOST_TEXT, length, problems
from bot.sandbox.slack.call import Refused
from bot.sandbox.slack.deliveries import event
from bot.sandbox.slack.screen import Screen
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.surface import Surface, controls, identified
from bot.sandbox.slack.tickets import ReplyTo
from bot.sandbox.slack.workspace import Workspace

MOST_CHARACTERS = 40_000  # `text` is cut there


def checked(slack: Workspace, call: Json) -> Json:
    """Text, blocks and attachments of a message. Raises Refused."""
    text, blocks, attachments = call.get("text"), call.get("blocks"), call.get("attachments")
    if not text and not blocks and not attachments:
        raise Refused("no_text")
    found: Json = {"text": str(text or "")[:MOST_CHARACTERS]}
    if blocks is not None:
        _check_blocks(blocks)
    if blocks:
        found["blocks"] = identified(blocks)
        _note(slack, text, found["blocks"])
    slack.note_pings(found["text"], blocks, call)
    if attachments:
        found["attachments"] = attachments
    if call.get("metadata"):
        found["metadata"] = call["metadata"]
    return found


def _check_blocks(blocks: object) -> None:
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if found := problems(blocks):
        messages = [f"[ERROR] {words}" for words in found]
        raise Refused("invalid_blocks", errors=found, response_metadata={"messages": messages})
    if length(blocks) > MOST_TEXT:
        raise Refused("msg_blocks_too_long")


def _note(slack: Workspace, text: object, blocks: list[Json]) -> None:
    """Slack takes these, and somebody suffers: no notification text, or one action in several blocks."""
    if not text:
        slack.warn("a message has blocks and no text: notifications and screen readers get nothing")
    names = Counter(control.element["action_id"] for control in controls(Surface("message", "", blocks, {})))
    for name, times in names.items():
        if times > 1:
            slack.warn(f"action_id {name!r} is in {times} blocks of one message")


def put_up(slack: Workspace, screen: Screen, said: Json, *, thread_ts: str | None = None) -> Json:
    """A new message of the bot on somebody's screen."""
    message = {"type": "message", "user": slack.bot_user, "bot_id": slack.bot_id, "app_id": slack.app_id}
    message |= {"team": slack.team, "ts": slack.next_ts(), **said}
    if screen.id:
        message["channel"] = screen.id
    if thread_ts:
        message["thread_ts"] = thread_ts
    screen.add_message(message)
    if slack.echo and not message.get("ephemeral"):
        event(slack, screen, payloads.message_event(slack, screen, message))
    return message


def revise(slack: Workspace, screen: Screen, before: Json, call: Json) -> Json:
    """Blocks stay only where neither text nor blocks are given; a text alone takes them away."""
    said = checked(slack, call)
    message = {**before, **said}
    if "blocks" not in said:
        message.pop("blocks", None)
        message["edited"] = {"user": slack.bot_user, "ts": slack.next_ts()}
    elif call.get("text") is None:
        message["text"] = before["text"]
    screen.replace_message(message)
    return message


def reply(slack: Workspace, to: ReplyTo, said: Json) -> None:
    """What came to a response_url: a further message, or a change to the one it came from."""
    origin = to.screen.message(to.ts or "")
    if said.get("delete_original") and origin:
        to.screen.remove_message(origin["ts"])
    elif said.get("replace_original") and origin:
        revise(slack, to.screen, origin, said)
    else:
        found = checked(slack, said)
        if said.get("response_type") != "in_channel":
            found |= {"ephemeral": True, "channel": to.channel}
        put_up(slack, to.screen, found, thread_ts=said.get("thread_ts"))


def answer_command(slack: Workspace, screen: Screen, channel: str, said: Json | None) -> None:
    """What the bot answered to a command in the acknowledgement itself."""
    if said and (said.get("text") or said.get("blocks")):
        reply(slack, ReplyTo(screen, channel, None, 0.0), said)
