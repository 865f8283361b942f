"""One message in, one transaction, letters out.

The place to begin reading. Knows what can be heard and who deals with it; never a particular channel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.channels.channel import Ack, Heard
from bot.content.library import Library
from bot.conversation.cards import number
from bot.conversation.context import Context
from bot.conversation.wording import Wording
from bot.duties import criteria, menu, reports, runs, strangers, summary
from bot.engine.talk import Refused, Said, Sent, Text, Typed
from bot.store.letters import Letter
from bot.store.transaction import Transaction

DIGITS = 9  # of an id; a number of ten may be larger than a column of ids can hold on PostgreSQL
NOTHING = Ack()


@dataclass(frozen=True)
class Received:
    """What came of something heard: the letters to hand over when it is durable, and a word for the one who did it."""

    letters: tuple[Letter, ...] = ()
    acked: Ack = NOTHING


class Assistant:
    def __init__(self, wording: Wording, library: Library) -> None:
        self._wording = wording
        self._library = library
        self._words = menu.command_words(wording)

    def receive(self, tx: Transaction, heard: Heard, said: tuple[Said | Refused, ...], now: datetime) -> Received:
        """Everything that happens to one thing heard. `said` is what it says to a flow, files already kept."""
        if not tx.deliveries.heard(heard.line, heard.delivery, heard.at):
            return Received()
        who = tx.people.who(heard.line, heard.account)
        if who is None:
            return Received(tuple(strangers.answer(tx, self._wording, heard, now)))
        if not who.heard_lately(heard.address, now):
            tx.people.heard_from(heard.line, heard.account, heard.address, now)
        context = Context(tx, replace(who, address=heard.address), self._wording, self._library, now)
        if who.lang not in self._wording.languages:
            context.speaks(self._wording.language(who.lang or heard.language))
        if heard.press:
            self._pressed(context, heard.press)
        elif heard.command:
            self._commanded(context, heard)
        else:
            for one in said:
                self._said(context, one)
        return Received(tuple(context.letters), context.acked)

    def _pressed(self, context: Context, data: str) -> None:
        """A button, by its data: `r:run:turn:key`, `s:flow`, `o:run`, `t:run`, `l:language`, `w:week`, `c:criterion`, `m`, `h`."""
        data, _, where = data.partition("@")
        type, _, rest = data.partition(":")
        id = number(rest, DIGITS)
        acts: dict[str, Callable[[], None]] = {
            "s": lambda: runs.start(context, rest),
            "o": lambda: runs.open_run(context, id),
            "t": lambda: reports.take(context, id),
            "m": lambda: self._menu(context, rest),
            "h": lambda: menu.help_page(context),
            "c": lambda: criteria.show(context, rest),
            "w": lambda: summary.show(context, rest, pressed=True),
            "l": lambda: self._language(context, rest, at_home=where == "h"),
            "r": lambda: self._card(context, rest),
        }
        acts.get(type, lambda: menu.show_menu(context, Text("That button does nothing anymore.")))()

    def _menu(self, context: Context, rest: str) -> None:
        """The menu; or, of `inspection:2`, the second page of a list."""
        genre, _, page = rest.partition(":")
        if genre:
            menu.show_list(context, genre, page=max(0, number(page, 3)))
        else:
            menu.show_menu(context)

    def _card(self, context: Context, rest: str) -> None:
        run, _, more = rest.partition(":")
        at, _, key = more.partition(":")
        id, drawn_at = number(run, DIGITS), number(at, DIGITS)
        if id < 0 or drawn_at < 0:
            menu.show_menu(context, Text("That button does nothing anymore."))
            return
        runs.press(context, id, drawn_at, key)

    def _language(self, context: Context, lang: str, *, at_home: bool) -> None:
        if lang not in context.wording.languages:
            menu.languages(context)
            return
        context.speaks(lang)
        context.toast(Text("From now on in English."))
        if at_home:
            menu.show_home(context)
        else:
            menu.show_menu(context)

    def _commanded(self, context: Context, heard: Heard) -> None:
        name = self._words.get(heard.command.casefold(), "")
        if heard.elsewhere:
            context.toast(Text("I have written to you in our own conversation."))
        self._command(context, name, heard.rest.strip())

    def _command(self, context: Context, name: str, rest: str) -> None:
        match name:
            case "home":
                menu.show_home(context)
            case "menu":
                menu.show_menu(context)
            case "inspect":
                self._choose(context, "inspection", rest)
            case "quiz":
                self._choose(context, "quiz", rest)
            case "incident":
                self._choose(context, "report", rest)
            case "open":
                menu.open_list(context)
            case "criterion":
                criteria.show(context, rest)
            case "summary":
                summary.show(context, rest)
            case "language":
                self._language(context, rest.casefold(), at_home=False)
            case "cancel":
                self._cancel(context)
            case "help":
                menu.help_page(context)
            case _:
                menu.show_menu(context, Text("I do not know that word. This is what I can do."))

    def _choose(self, context: Context, genre: str, search: str) -> None:
        """Starts the flow that is meant, or shows those it could be."""
        fitting = menu.found(context, genre, search)
        if len(fitting) == 1:
            runs.start(context, fitting[0].id)
        elif fitting:
            menu.show_list(context, genre, search=search, edit=False)
        else:
            menu.show_menu(context, Text("Nothing here is called that."))

    def _cancel(self, context: Context) -> None:
        """The run that is being answered, else the one that was touched last."""
        kept = context.tx.runs.get(context.who.focus) if context.who.focus else None
        if kept is None or kept.status != "open":
            kept = next(iter(context.tx.runs.open(context.who.person_id)), None)
        if kept is None:
            menu.show_menu(context, Text("There is nothing to cancel."))
            return
        runs.press(context, kept.id, kept.version, "x", typed=True)

    def _said(self, context: Context, said: Said | Refused) -> None:
        """Words, a place or a file: the answer to the open question, if there is one."""
        kept = context.tx.runs.get(context.who.focus) if context.who.focus else None
        if kept is not None and kept.status == "open":
            runs.said(context, kept, said)
        elif isinstance(said, Typed):
            words = said.text.strip().removeprefix("/").split(maxsplit=1)
            name = self._words.get(words[0].casefold(), "") if words else ""
            self._command(context, name or "menu", words[1] if name and len(words) > 1 else "")
        elif isinstance(said, Sent | Refused):
            menu.show_menu(context, Text("No question is waiting for a file. Please open what it belongs to."))
        else:
            menu.show_menu(context)
