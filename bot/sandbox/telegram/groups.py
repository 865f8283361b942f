"""Groups that the bot is in, and their topics: what is written and pressed there, and when nobody lets the bot write."""

from bot.sandbox.telegram.wire import Json, Refused, bad_request
from bot.sandbox.telegram.world import Chat, World


def check(chat: Chat, topic: int) -> None:
    """May the bot write there? Raises Refused."""
    if chat.moved_to:
        raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", moved_to=chat.moved_to)
    if chat.blocked and chat.title:
        raise Refused(403, "Forbidden: bot was kicked from the supergroup chat")
    if topic and topic not in chat.topics:
        raise bad_request("message thread not found")


def in_topic(topic: int) -> Json:
    """What a message in a topic of a group says of it."""
    return {"message_thread_id": topic, "is_topic_message": True} if topic else {}


def said(world: World, by: Chat, group: Chat, content: Json, topic: int) -> Json:
    """The message that somebody has written in a group."""
    first = {"message_id": world.next_message_id(), "from": by.user(), "chat": group.place(), "date": world.now()}
    message = first | content | in_topic(topic)
    group.show(message)
    return message


def button(group: Chat, label: str) -> tuple[Json, Json]:
    """The newest message of a group that has a button of this name, and the button."""
    for message in reversed(group.shown.values()):
        for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
            if found := next((one for one in row if one["text"] == label), None):
                return message, found
    raise LookupError(f"no button {label!r} in {group.title}")
