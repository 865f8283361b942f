"""Modals and the Home tab: the views.* methods, and what a bot may answer to a submission.

A person has a stack of at most three modals and one Home. Does not know how the calls arrive.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bot.sandbox.slack.blocks import view_problems
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.surface import Surface, controls, identified

if TYPE_CHECKING:
    from bot.sandbox.slack.person import SlackPerson
    from bot.sandbox.slack.sandbox import SlackSandbox

MOST_STACKED = 3  # docs.slack.dev/reference/methods/views.push


class Refused(Exception):
    """A call Slack answers with `ok: false`; `more` goes into the answer beside the error."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.error, self.more = error, more


def views_open(slack: SlackSandbox, call: Json) -> Json:
    view = _checked(call, "modal")
    person = slack.tickets.spend(call)
    _unused(slack, view)
    clear(slack, person)
    return _stacked(slack, person, view)


def views_push(slack: SlackSandbox, call: Json) -> Json:
    view = _checked(call, "modal")
    person = slack.tickets.spend(call)
    if not person.stack:
        raise Refused("not_found")
    if len(person.stack) >= MOST_STACKED:
        raise Refused("push_limit_reached")
    _unused(slack, view)
    return _stacked(slack, person, view)


def views_update(slack: SlackSandbox, call: Json) -> Json:
    if bool(call.get("view_id")) == bool(call.get("external_id")):
        words = "[ERROR] Must provide exactly one of `view_id` and `external_id`"
        raise Refused("invalid_arguments", response_metadata={"messages": [words]})
    person = slack.views.get(str(call.get("view_id") or call.get("external_id")))
    known = person and _found(person, call)
    if not person or not known:
        raise Refused("not_found")
    _fresh(known, call)
    view = _checked(call, known["type"])
    return {"view": replace(slack, person, known["id"], view)}


def views_publish(slack: SlackSandbox, call: Json) -> Json:
    view = _checked(call, "home")
    person = slack.people.get(str(call.get("user_id")))
    if person is None:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] invalid `user_id`"]})
    if person.home:
        _fresh(person.home, call)
        return {"view": replace(slack, person, person.home["id"], view)}
    _unused(slack, view)
    person.home = _record(slack, view, f"V{secrets.token_hex(5).upper()}")
    _indexed(slack, person, person.home)
    slack.changed(person)
    return {"view": person.home}


METHODS = {
    "views.open": views_open,
    "views.push": views_push,
    "views.update": views_update,
    "views.publish": views_publish,
}


def submitted(slack: SlackSandbox, person: SlackPerson, view_id: str, answer: Json | None) -> None:
    """Do what the bot answered to a submission; without an answer the modal closes."""
    if not any(view["id"] == view_id for view in person.stack):
        return
    try:
        match (answer or {}).get("response_action"):
            case "errors":
                _complain(person, view_id, (answer or {}).get("errors"))
            case "update":
                replace(slack, person, view_id, _checked(answer or {}, "modal"))
            case "push" if len(person.stack) < MOST_STACKED:
                _stacked(slack, person, _checked(answer or {}, "modal"))
            case "clear":
                clear(slack, person)
            case None:
                pop(slack, person, view_id)
            case other:
                raise Refused(f"cannot {other}")
    except Refused as refused:
        person.failures.append({"what": "view_submission", "reason": refused.error, **refused.more})
    slack.changed(person)


def pop(slack: SlackSandbox, person: SlackPerson, view_id: str) -> None:
    """Close a modal and what lies on it."""
    while person.stack and any(view["id"] == view_id for view in person.stack):
        _forget(slack, person, person.stack.pop())


def clear(slack: SlackSandbox, person: SlackPerson) -> None:
    while person.stack:
        _forget(slack, person, person.stack.pop())


def replace(slack: SlackSandbox, person: SlackPerson, view_id: str, view: Json) -> Json:
    """Show another view under the same id. What was typed stays where block_id and action_id stay."""
    before = person.home if person.home and person.home["id"] == view_id else None
    before = before or next(known for known in person.stack if known["id"] == view_id)
    slack.views.pop(before["external_id"], None)
    after = _record(slack, view, view_id) | {name: before[name] for name in ("root_view_id", "previous_view_id")}
    if after["type"] == "home":
        person.home = after
    else:
        person.stack = [after if known["id"] == view_id else known for known in person.stack]
    _indexed(slack, person, after)
    person.keep_typed(surface(after))
    person.modal_errors = {}
    slack.changed(person)
    return after


def surface(view: Json) -> Surface:
    return Surface(view["type"], view["id"], view["blocks"], view)


def _complain(person: SlackPerson, view_id: str, errors: object) -> None:
    view = next(view for view in person.stack if view["id"] == view_id)
    inputs = {control.block["block_id"] for control in controls(surface(view)) if control.block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        raise Refused("errors must name input blocks of the view", errors=errors)
    person.modal_errors = {str(block_id): str(words) for block_id, words in errors.items()}


def _checked(call: Json, kind: str) -> Json:
    view = call.get("view")
    found = view_problems(view)
    if not found and isinstance(view, dict) and view["type"] != kind:
        found = ["must match the `type` of the view it goes to [json-pointer:/view/type]"]
    if found or not isinstance(view, dict):
        raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {words}" for words in found]})
    return view


def _unused(slack: SlackSandbox, view: Json) -> None:
    if view.get("external_id") and view["external_id"] in slack.views:
        raise Refused("duplicate_external_id")


def _fresh(known: Json, call: Json) -> None:
    if call.get("hash") and call["hash"] != known["hash"]:
        raise Refused("hash_conflict")


def _found(person: SlackPerson, call: Json) -> Json | None:
    views = [*person.stack, *([person.home] if person.home else [])]
    wanted = (call.get("view_id"), call.get("external_id"))
    return next((view for view in views if view["id"] == wanted[0] or view["external_id"] == wanted[1] != ""), None)


def _stacked(slack: SlackSandbox, person: SlackPerson, view: Json) -> Json:
    record = _record(slack, view, f"V{secrets.token_hex(5).upper()}")
    record["root_view_id"] = person.stack[0]["id"] if person.stack else record["id"]
    record["previous_view_id"] = person.stack[-1]["id"] if person.stack else None
    person.stack.append(record)
    person.modal_errors = {}
    _indexed(slack, person, record)
    slack.changed(person)
    return {"view": record}


def _indexed(slack: SlackSandbox, person: SlackPerson, record: Json) -> None:
    slack.views[record["id"]] = person
    if record["external_id"]:
        slack.views[record["external_id"]] = person


def _forget(slack: SlackSandbox, person: SlackPerson, record: Json) -> None:
    slack.views.pop(record["id"], None)
    slack.views.pop(record["external_id"], None)
    person.typed.pop(record["id"], None)
    person.modal_errors = {}


def _record(slack: SlackSandbox, view: Json, view_id: str) -> Json:
    return {
        "id": view_id,
        "team_id": slack.team,
        "type": view["type"],
        "blocks": identified(view["blocks"]),
        "private_metadata": view.get("private_metadata") or "",
        "callback_id": view.get("callback_id") or "",
        "state": {"values": {}},
        "hash": f"{slack.next_ts().split('.')[0]}.{secrets.token_hex(4)}",
        "title": view.get("title"),
        "submit": view.get("submit"),
        "close": view.get("close"),
        "clear_on_close": bool(view.get("clear_on_close")),
        "notify_on_close": bool(view.get("notify_on_close")),
        "root_view_id": view_id,
        "previous_view_id": None,
        "external_id": view.get("external_id") or "",
        "app_id": slack.app_id,
        "app_installed_team_id": slack.team,
        "bot_id": slack.bot_id,
    }
