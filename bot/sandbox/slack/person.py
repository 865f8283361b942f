"""One person of the workspace: what they see, and their hands.

Does what Slack's own client does before anything reaches the bot. Does not know how it reaches the bot.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from bot.sandbox.slack import payloads, views
from bot.sandbox.slack.deliveries import deliver, event
from bot.sandbox.slack.elements import options_of
from bot.sandbox.slack.messages import answer_command
from bot.sandbox.slack.screen import Screen
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.surface import (
    BUTTONS,
    FIELDS,
    Control,
    Place,
    answer,
    complaints,
    controls,
    is_button,
    option_of,
    view_surface,
)
from bot.sandbox.slack.workspace import Workspace


class SlackPerson:
    """A person before their screen."""

    def __init__(self, workspace: Workspace, screen: Screen) -> None:
        self.screen = screen
        self._slack = workspace
        self._offered: dict[Place, list[Json]] = {}

    # what they see

    @property
    def user_id(self) -> str:
        return self.screen.user_id

    @property
    def name(self) -> str:
        return self.screen.name

    @property
    def channel(self) -> str:
        """Their conversation with the bot."""
        return self.screen.channel

    @property
    def messages(self) -> list[Json]:
        return self.screen.messages

    @property
    def home(self) -> Json | None:
        return self.screen.home

    @property
    def modal(self) -> Json | None:
        """The modal on top."""
        return self.screen.modal

    @property
    def modal_errors(self) -> dict[str, str]:
        return self.screen.modal_errors

    @property
    def failures(self) -> list[Json]:
        return self.screen.failures

    def message(self, ts: str) -> Json | None:
        return self.screen.message(ts)

    def buttons(self) -> list[str]:
        """The labels of the modal if one is open, else of the newest message that has any, else of Home."""
        for surface in self.screen.surfaces():
            if pressable := [control for control in controls(surface) if control.element["type"] in BUTTONS]:
                return [label for control in pressable for label in control.labels]
        return []

    # the hands

    def say(self, text: str, *, thread_ts: str | None = None, to_channel: bool = False) -> str:
        threaded = {"thread_ts": thread_ts} if thread_ts else {}
        broadcast = {"subtype": "thread_broadcast"} if to_channel else {}
        return self._post({"client_msg_id": str(uuid.uuid4()), "text": payloads.as_sent(text), **threaded, **broadcast})

    def me(self, text: str) -> str:
        return self._post({"subtype": "me_message", "text": payloads.as_sent(text)})

    def forward(self, text: str, author: str, ts: str, comment: str = "") -> str:
        shared = payloads.share(self._slack, payloads.as_sent(text), author, ts)
        return self._post({"text": payloads.as_sent(comment), "attachments": [shared]})

    def edit(self, ts: str, text: str) -> str:
        edited = {"user": self.user_id, "ts": self._slack.next_ts()}
        return self._changed(ts, {"text": payloads.as_sent(text), "edited": edited})

    def delete(self, ts: str) -> str:
        return self._changed(ts, None)

    def _changed(self, ts: str, new: Json | None) -> str:
        before = next(m for m in self.messages if m["ts"] == ts and m["user"] == self.user_id)
        return event(self._slack, self.screen, payloads.message_changed(self._slack, self.screen, before, new))

    def upload(self, data: bytes, name: str, mime: str, text: str = "") -> str:
        return self.upload_several([(data, name, mime)], text)

    def upload_several(self, files: Sequence[tuple[bytes, str, str]], text: str = "") -> str:
        """Several files, each with name and type, in one message."""
        records = [self._slack.files.add(self.user_id, *one).record for one in files]
        shared = {"subtype": "file_share", "text": payloads.as_sent(text), "files": records}
        return self._post({**shared, "upload": False, "display_as_bot": False})

    def record(self, data: bytes, mime: str = "video/webm", subtype: str = "slack_audio") -> str:
        """A clip, recorded in Slack's own window."""
        name = "audio_message.webm" if subtype == "slack_audio" else "video_message.webm"
        record = self._slack.files.add(self.user_id, data, name, mime).record
        record["subtype"] = subtype
        return self._share(record)

    def share_link(self, title: str, url: str) -> str:
        """A file that stays with another service, such as Google Drive."""
        record = self._slack.files.reserve(self.user_id, title, 0, "text/html").record
        outside = {"mode": "external", "is_external": True, "external_type": "gdrive", "filetype": "gdoc"}
        record |= outside | {"url_private": url, "external_url": url}
        del record["url_private_download"]
        return self._share(record)

    def share_canvas(self, title: str) -> str:
        record = self._slack.files.reserve(self.user_id, title, 900, "application/vnd.slack-docs").record
        record |= {"mode": "quip", "filetype": "quip", "pretty_type": "Canvas"}
        return self._share(record)

    def share_from_another_organisation(self, data: bytes, name: str, mime: str) -> str:
        """A file of which the message tells no more than its id: files.info has the rest."""
        whole = self._slack.files.add(self.user_id, data, name, mime).record
        stub = {"id": whole["id"], "mode": "file_access", "file_access": "check_file_info", "created": 0, "user": ""}
        return self._share(stub)

    def _share(self, record: Json) -> str:
        return self._post({"subtype": "file_share", "text": "", "files": [record], "upload": False})

    def add_file(self, data: bytes, name: str, mime: str) -> str:
        """A file that is in no message: what a file input holds. Its id goes to `submit`."""
        return self._slack.files.add(self.user_id, data, name, mime).id

    def _post(self, content: Json) -> str:
        message = {"type": "message", "user": self.user_id, "ts": self._slack.next_ts(), **content}
        self.screen.add_message(message)
        return event(self._slack, self.screen, payloads.message_event(self._slack, self.screen, message))

    def click(self, button: str, *, ts: str | None = None, where: str | None = None) -> str:
        """Press a button, or an entry of an overflow menu, by its label, action_id or value."""
        control = self.screen.find(lambda one: is_button(one, button), f"a button {button!r}", ts, where)
        element = control.element
        if element["type"] == "overflow":
            return self._act(control, {"selected_option": option_of(element, button)})
        return self._act(control, {name: element[name] for name in ("text", "value", "style") if name in element})

    def choose(
        self, *options: str, of: str | None = None, ts: str | None = None, where: str | None = None
    ) -> str | None:
        """Choose in a select, radio buttons or checkboxes, which then hold exactly these; None if nothing is sent."""
        control = self.screen.find(lambda one: self._offers(one, options, of), f"a choice of {options}", ts, where)
        several = FIELDS[control.element["type"]][1] == "selected_options"
        return self._set(control, list(options) if several else next(iter(options), None))

    def pick(self, value: str, *, of: str | None = None, ts: str | None = None, where: str | None = None) -> str | None:
        """Pick a date (2026-11-21), a time (17:30) or a moment (seconds since 1970)."""
        kind = "datepicker" if "-" in value else "timepicker" if ":" in value else "datetimepicker"

        def fits(one: Control) -> bool:
            return one.element["type"] == kind and (of is None or of in one.names)

        return self._set(self.screen.find(fits, f"a {kind}", ts, where), value)

    def fill(self, of: str, value: Any, *, ts: str | None = None, where: str | None = None) -> str | None:
        """Put a value into an input, by label, block_id or action_id; the bot hears at once only if it asked to."""

        def fits(one: Control) -> bool:
            return of in one.names and one.element["type"] in FIELDS

        return self._set(self.screen.find(fits, f"an input {of!r}", ts, where), value)

    def look_up(self, of: str, typed: str, *, ts: str | None = None, where: str | None = None) -> str:
        """Type into an external select: what the bot offers can then be chosen."""

        def fits(one: Control) -> bool:
            return of in one.names and "external_select" in one.element["type"]

        control = self.screen.find(fits, f"a lookup {of!r}", ts, where)

        def offered(said: Json | None) -> None:
            self._offered = {control.place: options_of(said or {})}

        asked = payloads.block_suggestion(self._slack, self.screen, control, typed)
        return self._deliver("interactive", asked, offered)

    def command(self, command: str, text: str = "", *, channel: str | None = None) -> str:
        """A slash command, typed in the conversation with the bot or in any other channel."""
        here = channel or self.channel
        payload = payloads.command(self._slack, self.screen, command, text, here)

        def answered(said: Json | None) -> None:
            answer_command(self._slack, self.screen, here, said)

        return self._deliver("slash_commands", payload, answered)

    def shortcut(self, callback_id: str, *, ts: str | None = None) -> str:
        """A global shortcut; with `ts`, the shortcut in the menu of that message."""
        message = self.message(ts) if ts else None
        if ts and not message:
            raise LookupError(f"no message {ts}")
        payload = payloads.shortcut(self._slack, self.screen, callback_id, message)
        return self._deliver("interactive", payload)

    def open_home(self) -> str:
        view = payloads.as_seen(self.screen, view_surface(self.home)) if self.home else None
        return event(self._slack, self.screen, payloads.home_opened(self._slack, self.screen, view))

    def submit(self, values: dict[str, Any] | None = None) -> str:
        """Fill the modal, by block_id, label or action_id, and submit it. ValueError where the client would refuse."""
        modal = self.modal
        if not modal or not modal["submit"]:
            raise LookupError("no modal is open that could be submitted")
        surface = view_surface(modal)
        for name, value in (values or {}).items():
            self.fill(name, value, where="modal")
        self.screen.modal_errors = complaints(surface, self.screen.typed.get(surface.key, {}))
        if self.modal_errors:
            self.screen.changed()
            raise ValueError(f"not submitted: {self.modal_errors}")

        def answered(said: Json | None) -> None:
            views.submitted(self._slack, self.screen, modal["id"], said)

        payload = payloads.view_submission(self._slack, self.screen, surface)
        return self._deliver("interactive", payload, answered)

    def close(self, *, everything: bool = False) -> str | None:
        """Close the modal on top, or all of them; the bot hears of it only if it asked to."""
        modal = self.modal
        if not modal:
            raise LookupError("no modal is open")
        cleared = everything or modal["clear_on_close"]
        surface = view_surface(modal)
        payload = payloads.view_closed(self._slack, self.screen, surface, everything=cleared)
        views.pop(self._slack, self.screen, self.screen.stack[0]["id"] if cleared else modal["id"])
        self.screen.changed()
        return self._deliver("interactive", payload) if modal["notify_on_close"] else None

    async def settled(self, timeout: float = 10, *, quiet: float | None = None) -> None:  # noqa: ASYNC109
        """Until all this person caused was acknowledged and the bot has made no call for a moment."""
        await self._slack.activity.settled(timeout, self.user_id, quiet)

    def _deliver(self, kind: str, payload: Json, answered: Callable[[Json | None], None] | None = None) -> str:
        return deliver(self._slack, self.screen, kind, payload, answered)

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
            given = [self._slack.files.record(file_id) for file_id in ([given] if isinstance(given, str) else given)]
        kept = answer(control, given, self._offered.get(control.place, ()))
        self.screen.typed.setdefault(control.surface.key, {})[control.place] = kept
        self.screen.changed()
        if not control.speaks:
            return None
        return self._act(control, {name: value for name, value in kept.items() if name != "type"})

    def _act(self, control: Control, chosen: Json) -> str:
        payload = payloads.block_actions(self._slack, self.screen, control, chosen)
        return self._deliver("interactive", payload)
