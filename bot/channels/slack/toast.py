"""A short word to the one who did something, which nobody else sees and which nobody keeps.

Does not know what the words are about.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from bot.channels.channel import Undeliverable
from bot.channels.retry import persist
from bot.channels.slack.blocks import aside
from bot.channels.slack.heard import doer, whereabouts
from bot.channels.slack.payload import word
from bot.channels.slack.web import Web

log = logging.getLogger(__name__)

TRYING = 15.0  # seconds; later than that nobody knows what the word was about


async def toast(web: Web, body: Mapping[str, Any], words: str) -> None:
    """Where they are, in the thread they are in or, failing that, in the conversation with us."""
    if channel := whereabouts(body):
        try:
            await _whisper(web, channel, doer(body), words, word(body, "event", "thread_ts"))
        except Undeliverable as refused:
            if not refused.permanent:
                return
        else:
            return
    try:
        channel = await persist(lambda: web.conversation(doer(body)), TRYING)
        await _whisper(web, channel, doer(body), words)
    except Undeliverable:
        return


async def _whisper(web: Web, channel: str, user: str, words: str, thread: str = "") -> None:
    said = {"channel": channel, "user": user, **aside(words), **({"thread_ts": thread} if thread else {})}
    try:
        await persist(lambda: web.call(web.client.chat_postEphemeral, **said), TRYING)
    except Undeliverable as refused:
        log.warning("slack.toast reason=%s", refused.reason)
        raise
