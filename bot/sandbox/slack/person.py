"""One person of the workspace: what is on their screen, and their hands.

Does what Slack's own client does before anything reaches the bot. Does not know how it reaches the bot.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import payloads, views
from bot.sandbox.slack.blocks import options_of
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.surface import FIELDS, Control, Place, Surface, answer, complaints, controls, state

if TYPE_CHECKING:
    from bot.sandbox.slack.sandbox import SlackSandbox

MOST_MESSAGES = 500
BUTTONS = ("button", "workflow_button", "icon_button", "overflow")
# What the client makes into a link before it sends a message: web addresses, e-mail addresses.
LINK = re.compile(r"(https?://(?:(?!&[lg]t;)[^\s|])*(?!&[lg]t;)[^\s|.,;:!?)'\"])|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")


def as_sent(text: str) -> str:
    """A typed text as it travels: the three characters escaped, addresses made into links."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return LINK.sub(lambda m: f"<{m[1]}>" if m[1] else f"<mailto:{m[2]}|{m[2]}>", escaped)


class SlackPerson:
    """A person, their conversation with the bot, their open modals and their Home."""

    def __init__(self, sandbox: SlackSandbox, user_id: str, name: str, locale: str) -> None:
        self.user_id, self.name, self.locale = user_id, name, locale
        self.username = name.lower().replace(" ", ".")
        self.tz = "Etc/UTC"
        self.channel = f"D{user_id[1:]}"
        self.messages: list[Json] = []
        self.home: Json | None = None
        self.stack: list[Json] = []
        self.modal_errors: dict[str, str] = {}
        self.failures: list[Json] = []
        self.typed: dict[str, dict[Place, Json]] = {}
        self._offered: dict[Place, list[Json]] = {}
        self._sandbox = sandbox

    @property
    def modal(self) -> Json | None:
        """The modal on top."""
        return self.stack[-1] if self.stack else None

    # the screen

    def message(self, ts: str) -> Json | None:
        return next((message for message in reversed(self.messages) if message["ts"] == ts), None)

    def state(self, surface: Surface) -> Json:
        return state(surface, self.typed.get(surface.key, {}))

    def buttons(self) -> list[str]:
        """The labels of the modal if one is open, else of the newest message that has any, else of Home."""
        for surface in self._surfaces(None, None):
            if pressable := [control for control in controls(surface) if control.element["type"] in BUTTONS]:
                return [label for control in pressable for label in _labels(control)]
        return []

    def add_message(self, message: Json) -> None:
        self.messages.append(message)
        for old in self.messages[:-MOST_MESSAGES]:
            self.remove_message(old["ts"])
        self._sandbox.changed(self)

    def replace_message(self, message: Json) -> None:
        place = next(i for i, known in enumerate(self.messages) if known["ts"] == message["ts"])
        self.messages[place] = message
        self.keep_typed(Surface("message", message["ts"], message.get("blocks", []), message))
        self._sandbox.changed(self)

    def remove_message(self, ts: str) -> None:
        self.messages = [message for message in self.messages if message["ts"] != ts]
        self.typed.pop(ts, None)
        self._sandbox.changed(self)

    def keep_typed(self, surface: Surface) -> None:
        """Forget what was typed into controls that are gone."""
        if typed := self.typed.get(surface.key):
            here = {control.place for control in controls(surface)}
            self.typed[surface.key] = {place: kept for place, kept in typed.items() if place in here}

    def _surfaces(self, ts: str | None, where: str | None) -> Iterator[Surface]:
        """Where to look: the modal lies on top, then the messages from the newest, then Home."""
        if ts is None and where in (None, "modal") and self.modal:
            yield views.surface(self.modal)
        if where in (None, "message"):
            for message in reversed(self.messages):
                if message.get("blocks") and ts in (None, message["ts"]):
                    yield Surface("message", message["ts"], message["blocks"], message)
        if ts is None and where in (None, "home") and self.home:
            yield views.surface(self.home)

    def _find(self, fits: Callable[[Control], bool], wanted: str, ts: str | None, where: str | None) -> Control:
        seen: dict[str, None] = {}
        for surface in self._surfaces(ts, where):
            for control in controls(surface):
                if fits(control):
                    return control
                seen |= dict.fromkeys(_labels(control))
        raise LookupError(f"{wanted} is nowhere; there is {list(seen)[:60]}")

    # the hands

    def say(self, text: str, *, thread_ts: str | None = None) -> str:
        threaded = {"thread_ts": thread_ts} if thread_ts else {}
        return self._post({"client_msg_id": str(uuid.uuid4()), "text": as_sent(text), **threaded})

    def upload(self, data: bytes, name: str, mime: str, text: str = "") -> str:
        return self.upload_several([(data, name, mime)], text)

    def upload_several(self, files: Sequence[tuple[bytes, str, str]], text: str = "") -> str:
        """Several files, each with name and type, in one message."""
        records = [self._sandbox.files.add(self.user_id, *one).record for one in files]
        shared = {"subtype": "file_share", "text": as_sent(text), "files": records}
        return self._post({**shared, "upload": False, "display_as_bot": False})

    def add_file(self, data: bytes, name: str, mime: str) -> str:
        """A file that is in no message: what a file input holds. Its id goes to `submit`."""
        return self._sandbox.files.add(self.user_id, data, name, mime).id

    def _post(self, content: Json) -> str:
        message = {"type": "message", "user": self.user_id, "ts": self._sandbox.next_ts(), **content}
        self.add_message(message)
        return self._sandbox.event(payloads.message_event(self._sandbox, self, message), self)

    def click(self, button: str, *, ts: str | None = None, where: str | None = None) -> str:
        """Press a button, or an entry of an overflow menu, by its label, action_id or value."""
        control = self._find(lambda one: _is_button(one, button), f"a button {button!r}", ts, where)
        element = control.element
        if element["type"] == "overflow":
            return self._act(control, {"selected_option": _option(element, button)})
        return self._act(control, {name: element[name] for name in ("text", "value", "style") if name in element})

    def choose(
        self, *options: str, of: str | None = None, ts: str | None = None, where: str | None = None
    ) -> str | None:
        """Choose in a select, radio buttons or checkboxes, which then hold exactly these; None if nothing is sent."""
        control = self._find(lambda one: self._offers(one, options, of), f"a choice of {options}", ts, where)
        several = FIELDS[control.element["type"]][1] == "selected_options"
        return self._set(control, list(options) if several else next(iter(options), None))

    def pick(self, value: str, *, of: str | None = None, ts: str | None = None, where: str | None = None) -> str | None:
        """Pick a date (2026-11-21), a time (17:30) or a moment (seconds since 1970)."""
        kind = "datepicker" if "-" in value else "timepicker" if ":" in value else "datetimepicker"

        def fits(one: Control) -> bool:
            return one.element["type"] == kind and (of is None or of in one.names)

        return self._set(self._find(fits, f"a {kind}", ts, where), value)

    def fill(self, of: str, value: Any, *, ts: str | None = None, where: str | None = None) -> str | None:
        """Put a value into an input, by label, block_id or action_id; the bot hears at once only if it asked to."""

        def fits(one: Control) -> bool:
            return of in one.names and one.element["type"] in FIELDS

        return self._set(self._find(fits, f"an input {of!r}", ts, where), value)

    def look_up(self, of: str, typed: str, *, ts: str | None = None, where: str | None = None) -> str:
        """Type into an external select: what the bot offers can then be chosen."""

        def fits(one: Control) -> bool:
            return of in one.names and "external_select" in one.element["type"]

        control = self._find(fits, f"a lookup {of!r}", ts, where)

        def offered(said: Json | None) -> None:
            self._offered = {control.place: options_of(said or {})}

        asked = payloads.block_suggestion(self._sandbox, self, control, typed)
        return self._sandbox.deliver("interactive", asked, self, offered)

    def command(self, command: str, text: str = "", *, channel: str | None = None) -> str:
        """A slash command, typed in the conversation with the bot or in any other channel."""
        here = channel or self.channel
        payload = payloads.command(self._sandbox, self, command, text, here)

        def answered(said: Json | None) -> None:
            self._sandbox.answer_command(self, here, said)

        return self._sandbox.deliver("slash_commands", payload, self, answered)

    def shortcut(self, callback_id: str, *, ts: str | None = None) -> str:
        """A global shortcut; with `ts`, the shortcut in the menu of that message."""
        message = self.message(ts) if ts else None
        if ts and not message:
            raise LookupError(f"no message {ts}")
        payload = payloads.shortcut(self._sandbox, self, callback_id, message)
        return self._sandbox.deliver("interactive", payload, self)

    def open_home(self) -> str:
        view = payloads.as_seen(self, views.surface(self.home)) if self.home else None
        return self._sandbox.event(payloads.home_opened(self._sandbox, self, view), self)

    def submit(self, values: dict[str, Any] | None = None) -> str:
        """Fill the modal, by block_id, label or action_id, and submit it. ValueError where the client would refuse."""
        modal = self.modal
        if not modal or not modal["submit"]:
            raise LookupError("no modal is open that could be submitted")
        surface = views.surface(modal)
        for name, value in (values or {}).items():
            self.fill(name, value, where="modal")
        self.modal_errors = complaints(surface, self.typed.get(surface.key, {}))
        if self.modal_errors:
            self._sandbox.changed(self)
            raise ValueError(f"not submitted: {self.modal_errors}")

        def answered(said: Json | None) -> None:
            views.submitted(self._sandbox, self, modal["id"], said)

        payload = payloads.view_submission(self._sandbox, self, surface)
        return self._sandbox.deliver("interactive", payload, self, answered)

    def close(self, *, everything: bool = False) -> str | None:
        """Close the modal on top, or all of them; the bot hears of it only if it asked to."""
        modal = self.modal
        if not modal:
            raise LookupError("no modal is open")
        cleared = everything or modal["clear_on_close"]
        surface = views.surface(modal)
        payload = payloads.view_closed(self._sandbox, self, surface, everything=cleared)
        views.pop(self._sandbox, self, self.stack[0]["id"] if cleared else modal["id"])
        self._sandbox.changed(self)
        return self._sandbox.deliver("interactive", payload, self) if modal["notify_on_close"] else None

    async def settled(self, timeout: float = 10, *, quiet: float | None = None) -> None:  # noqa: ASYNC109
        """Until all this person caused was acknowledged and the bot has made no call for a moment."""
        await self._sandbox.settled(timeout, person=self, quiet=quiet)

    def _offers(self, control: Control, options: Sequence[str], of: str | None) -> bool:
        if FIELDS.get(control.element["type"], ("", ""))[1] not in ("selected_option", "selected_options"):
            return False
        if of is not None:
            return of in control.names
        offered = [*options_of(control.element), *self._offered.get(control.place, ())]
        there = {said for option in offered for said in (option["text"]["text"], option["value"])}
        return bool(options) and there.issuperset(options)

    def _set(self, control: Control, given: Any) -> str | None:
        """Keep what was given, and tell the bot where the control does so at once."""
        if control.element["type"] == "file_input":
            given = [self._sandbox.files.record(file_id) for file_id in ([given] if isinstance(given, str) else given)]
        kept = answer(control, given, self._offered.get(control.place, ()))
        self.typed.setdefault(control.surface.key, {})[control.place] = kept
        self._sandbox.changed(self)
        if not control.speaks:
            return None
        return self._act(control, {name: value for name, value in kept.items() if name != "type"})

    def _act(self, control: Control, chosen: Json) -> str:
        payload = payloads.block_actions(self._sandbox, self, control, chosen)
        return self._sandbox.deliver("interactive", payload, self)


def _labels(control: Control) -> list[str]:
    element = control.element
    if element["type"] == "overflow":
        return [option["text"]["text"] for option in element["options"]]
    written = element.get("text") or control.block.get("label") or element.get("placeholder") or {}
    return [str(written.get("text", element["action_id"]))]


def _is_button(control: Control, name: str) -> bool:
    element = control.element
    if element["type"] == "overflow":
        return _option(element, name) is not None
    written = (element.get("text") or {}).get("text")
    return element["type"] in BUTTONS and name in (written, element["action_id"], element.get("value"))


def _option(element: Json, name: str) -> Json | None:
    return next((one for one in element["options"] if name in (one["text"]["text"], one["value"])), None)
