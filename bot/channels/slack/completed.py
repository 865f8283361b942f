"""What a payload of Slack does not say of what was heard: names, the language, and the ways to the files.

Asks Slack for them. Does not know what was heard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.channels.channel import Heard
from bot.channels.slack.files import Files
from bot.channels.slack.heard import doer
from bot.channels.slack.message import shared
from bot.channels.slack.web import Web

MEMBER = re.compile(r"[UW][A-Z0-9]{2,}", re.ASCII)  # the id of a person


async def completed(web: Web, files: Files, body: Mapping[str, Any], heard: Heard) -> Heard:
    """What was heard, with all of that. The files of a message that was changed are known already."""
    profile = await web.profile(doer(body))
    heard = replace(heard, name=profile.name, language=profile.language, member=profile.team == web.team)
    if heard.files and not heard.edits and (found := shared(body.get("event") or body["message"])):
        heard = replace(heard, files=tuple(map(files.attachment, found)))
    return await _named(web, heard)


async def _named(web: Web, heard: Heard) -> Heard:
    """With the name of the person whose words are passed on, where only their id is known."""
    passed_on = heard.forwarded
    if passed_on is None or not MEMBER.fullmatch(passed_on.by):
        return heard
    profile = await web.profile(passed_on.by)
    return replace(heard, forwarded=replace(passed_on, by=profile.name))
