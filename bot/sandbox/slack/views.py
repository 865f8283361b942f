"""Modals and the Home tab: the views.* methods, and what a bot may answer to a submission.

A person has a stack of at most three modals and one Home. Does not know how the calls arrive.
"""

from __future__ import annotations

import secrets

from bot.sandbox.slack.blocks import view_problems
from bot.sandbox.slack.call import Refused
from bot.sandbox.slack.screen import Screen
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.surface import controls, identified, view_surface
from bot.sandbox.slack.workspace import Workspace

MOST_STACKED = 3  # docs.slack.dev/reference/methods/views.push


def views_open(slack: Workspace, call: Json) -> Json:
    view = _checked(call, "modal")
    screen = slack.tickets.spend(call)
    _unused(slack, view)
    clear(slack, screen)
    return _stacked(slack, screen, view)


def views_push(slack: Workspace, call: Json) -> Json:
    view = _checked(call, "modal")
    screen = slack.tickets.spend(call)
    if not screen.stack:
        raise Refused("not_found")
    if len(screen.stack) >= MOST_STACKED:
        raise Refused("push_limit_reached")
    _unused(slack, view)
    return _stacked(slack, screen, view)


def views_update(slack: Workspace, call: Json) -> Json:
    if bool(call.get("view_id")) == bool(call.get("external_id")):
        words = "[ERROR] Must provide exactly one of `view_id` and `external_id`"
        raise Refused("invalid_arguments", response_metadata={"messages": [words]})
    screen = slack.views.get(str(call.get("view_id") or call.get("external_id")))
    known = screen and _found(screen, call)
    if not screen or not known:
        raise Refused("not_found")
    _fresh(known, call)
    view = _checked(call, known["type"])
    return {"view": replace(slack, screen, known["id"], view)}


def views_publish(slack: Workspace, call: Json) -> Json:
    view = _checked(call, "home")
    screen = slack.people.get(str(call.get("user_id")))
    if screen is None:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] invalid `user_id`"]})
    if screen.home:
        _fresh(screen.home, call)
        return {"view": replace(slack, screen, screen.home["id"], view)}
    _unused(slack, view)
    screen.home = _record(slack, view, f"V{secrets.token_hex(5).upper()}")
    _indexed(slack, screen, screen.home)
    screen.changed()
    return {"view": screen.home}


METHODS = {
    "views.open": views_open,
    "views.push": views_push,
    "views.update": views_update,
    "views.publish": views_publish,
}


def submitted(slack: Workspace, screen: Screen, view_id: str, answer: Json | None) -> None:
    """Do what the bot answered to a submission; without an answer the modal closes."""
    if not any(view["id"] == view_id for view in screen.stack):
        return
    try:
        match (answer or {}).get("response_action"):
            case "errors":
                _complain(screen, view_id, (answer or {}).get("errors"))
            case "update":
                replace(slack, screen, view_id, _checked(answer or {}, "modal"))
            case "push" if len(screen.stack) < MOST_STACKED:
                _stacked(slack, screen, _checked(answer or {}, "modal"))
            case "clear":
                clear(slack, screen)
            case None:
                pop(slack, screen, view_id)
            case other:
                raise Refused(f"cannot {other}")
    except Refused as refused:
        screen.fail("view_submission", refused.error, **refused.more)
    screen.changed()


def pop(slack: Workspace, screen: Screen, view_id: str) -> None:
    """Close a modal and what lies on it."""
    while screen.stack and any(view["id"] == view_id for view in screen.stack):
        _forget(slack, screen, screen.stack.pop())


def clear(slack: Workspace, screen: Screen) -> None:
    while screen.stack:
        _forget(slack, screen, screen.stack.pop())


def replace(slack: Workspace, screen: Screen, view_id: str, view: Json) -> Json:
    """Show another view under the same id. What was typed stays where block_id and action_id stay."""
    before = screen.home if screen.home and screen.home["id"] == view_id else None
    before = before or next(known for known in screen.stack if known["id"] == view_id)
    slack.views.pop(before["external_id"], None)
    after = _record(slack, view, view_id) | {name: before[name] for name in ("root_view_id", "previous_view_id")}
    if after["type"] == "home":
        screen.home = after
    else:
        screen.stack = [after if known["id"] == view_id else known for known in screen.stack]
    _indexed(slack, screen, after)
    screen.keep_typed(view_surface(after))
    screen.modal_errors = {}
    screen.changed()
    return after


def _complain(screen: Screen, view_id: str, errors: object) -> None:
    view = next(view for view in screen.stack if view["id"] == view_id)
    inputs = {control.block["block_id"] for control in controls(view_surface(view)) if control.block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        raise Refused("errors must name input blocks of the view", errors=errors)
    screen.modal_errors = {str(block_id): str(words) for block_id, words in errors.items()}


def _checked(call: Json, kind: str) -> Json:
    view = call.get("view")
    found = view_problems(view)
    if not found and isinstance(view, dict) and view["type"] != kind:
        found = ["must match the `type` of the view it goes to [json-pointer:/view/type]"]
    if found or not isinstance(view, dict):
        raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {words}" for words in found]})
    return view


def _unused(slack: Workspace, view: Json) -> None:
    if view.get("external_id") and view["external_id"] in slack.views:
        raise Refused("duplicate_external_id")


def _fresh(known: Json, call: Json) -> None:
    if call.get("hash") and call["hash"] != known["hash"]:
        raise Refused("hash_conflict")


def _found(screen: Screen, call: Json) -> Json | None:
    views = [*screen.stack, *([screen.home] if screen.home else [])]
    wanted = (call.get("view_id"), call.get("external_id"))
    return next((view for view in views if view["id"] == wanted[0] or view["external_id"] == wanted[1] != ""), None)


def _stacked(slack: Workspace, screen: Screen, view: Json) -> Json:
    record = _record(slack, view, f"V{secrets.token_hex(5).upper()}")
    record["root_view_id"] = screen.stack[0]["id"] if screen.stack else record["id"]
    record["previous_view_id"] = screen.stack[-1]["id"] if screen.stack else None
    screen.stack.append(record)
    screen.modal_errors = {}
    _indexed(slack, screen, record)
    screen.changed()
    return {"view": record}


def _indexed(slack: Workspace, screen: Screen, record: Json) -> None:
    slack.views[record["id"]] = screen
    if record["external_id"]:
        slack.views[record["external_id"]] = screen


def _forget(slack: Workspace, screen: Screen, record: Json) -> None:
    slack.views.pop(record["id"], None)
    slack.views.pop(record["external_id"], None)
    screen.typed.pop(record["id"], None)
    screen.modal_errors = {}


def _record(slack: Workspace, view: Json, view_id: str) -> Json:
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
