"""Gives the bot a payload, and shows the person when it does not arrive."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

from bot.sandbox.slack import payloads
from bot.sandbox.slack.carrier import Delivery
from bot.sandbox.slack.screen import Screen
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.workspace import Workspace


def event(slack: Workspace, screen: Screen, happened: Json) -> str:
    return deliver(slack, screen, "events_api", payloads.event_callback(slack, happened))


def deliver(
    slack: Workspace, screen: Screen, kind: str, payload: Json, answered: Callable[[Json | None], None] | None = None
) -> str:
    """Returns the id of the delivery. `answered` is given what the bot puts into its acknowledgement."""
    delivery = Delivery(uuid.uuid4().hex, kind, json.dumps(payload), screen.user_id, answered is not None)
    delivery.answered = answered
    delivery.failed = lambda reason: screen.fail(payload.get("type", kind), reason)
    return slack.carrier.send(delivery)
