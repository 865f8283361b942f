"""One message in, one transaction, letters out.

The place to begin reading. Knows what can be heard and who deals with it; never a particular channel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.channels.channel import Heard, Heeded
from bot.content.library import Library
from bot.conversation.cards import number
from bot.conversation.context import Turn
from bot.conversation.wording import Wording
from bot.duties import criteria, menu, reports, runs, strangers, summary
from bot.engine.talk import Refused, Said, Sent, Text, Typed
from bot.store.store import Letter, Visit

DIGITS = 9  # of an id; a number of ten may be larger than a column of ids can hold on PostgreSQL
NOTHING = Heeded()


@dataclass(frozen=True)
class Received:
    """What came of something heard: the letters to hand over when it is durable, and a word for the one who did it."""

    letters: tuple[Letter, ...] = ()
    heeded: Heeded = NOTHING


class Assistant:
    def __init__(self, wording: Wording, library: Library) -> None:
        self._wording = wording
        self._library = library
        self._words = menu.command_words(wording)

    def receive(self, visit: Visit, heard: Heard, said: tuple[Said | Refused, ...], now: datetime) -> Received:
        """Everything that happens to one thing heard. `said` is what it says to a flow, files already kept."""
        if not visit.heard(heard.channel, heard.delivery, heard.at):
            return Received()
        who = visit.who(heard.channel, heard.account)
        if who is None:
            return Received(tuple(strangers.answer(visit, self._wording, heard, now)))
        if not who.heard_lately(heard.address, now):
            visit.heard_from(heard.channel, heard.account, heard.address, now)
        turn = Turn(visit, replace(who, address=heard.address), self._wording, self._library, now)
        if who.lang not in self._wording.languages:
            turn.speaks(self._wording.language(who.lang or heard.language))
        if heard.press:
            self._pressed(turn, heard.press)
        elif heard.command:
            self._commanded(turn, heard)
        else:
            for one in said:
                self._said(turn, one)
        return Received(tuple(turn.letters), turn.heeded)

    def _pressed(self, turn: Turn, data: str) -> None:
        """A button, by its data: `r:run:turn:key`, `s:flow`, `o:run`, `t:run`, `l:language`, `w:week`, `c:criterion`, `m`, `h`."""
        data, _, where = data.partition("@")
        sort, _, rest = data.partition(":")
        id = number(rest, DIGITS)
        acts: dict[str, Callable[[], None]] = {
            "s": lambda: runs.start(turn, rest),
            "o": lambda: runs.open_run(turn, id),
            "t": lambda: reports.take(turn, id),
            "m": lambda: self._menu(turn, rest),
            "h": lambda: menu.help_page(turn),
            "c": lambda: criteria.show(turn, rest),
            "w": lambda: summary.show(turn, rest, pressed=True),
            "l": lambda: self._language(turn, rest, at_home=where == "h"),
            "r": lambda: self._card(turn, rest),
        }
        acts.get(sort, lambda: menu.show_menu(turn, Text("That button does nothing anymore.")))()

    def _menu(self, turn: Turn, rest: str) -> None:
        """The menu; or, of `inspection:2`, the second page of a list."""
        genre, _, page = rest.partition(":")
        if genre:
            menu.show_list(turn, genre, page=max(0, number(page, 3)))
        else:
            menu.show_menu(turn)

    def _card(self, turn: Turn, rest: str) -> None:
        run, _, more = rest.partition(":")
        at, _, key = more.partition(":")
        id, drawn_at = number(run, DIGITS), number(at, DIGITS)
        if id < 0 or drawn_at < 0:
            menu.show_menu(turn, Text("That button does nothing anymore."))
            return
        runs.press(turn, id, drawn_at, key)

    def _language(self, turn: Turn, lang: str, *, at_home: bool) -> None:
        if lang not in turn.wording.languages:
            menu.languages(turn)
            return
        turn.speaks(lang)
        turn.toast(Text("From now on in English."))
        if at_home:
            menu.show_home(turn)
        else:
            menu.show_menu(turn)

    def _commanded(self, turn: Turn, heard: Heard) -> None:
        name = self._words.get(heard.command.casefold(), "")
        if heard.elsewhere:
            turn.toast(Text("I have written to you in our own conversation."))
        self._command(turn, name, heard.rest.strip())

    def _command(self, turn: Turn, name: str, rest: str) -> None:
        match name:
            case "home":
                menu.show_home(turn)
            case "menu":
                menu.show_menu(turn)
            case "inspect":
                self._choose(turn, "inspection", rest)
            case "quiz":
                self._choose(turn, "quiz", rest)
            case "incident":
                self._choose(turn, "report", rest)
            case "open":
                menu.open_list(turn)
            case "criterion":
                criteria.show(turn, rest)
            case "summary":
                summary.show(turn, rest)
            case "language":
                self._language(turn, rest.casefold(), at_home=False)
            case "cancel":
                self._cancel(turn)
            case "help":
                menu.help_page(turn)
            case _:
                menu.show_menu(turn, Text("I do not know that word. This is what I can do."))

    def _choose(self, turn: Turn, genre: str, search: str) -> None:
        """Starts the flow that is meant, or shows those it could be."""
        fitting = menu.found(turn, genre, search)
        if len(fitting) == 1:
            runs.start(turn, fitting[0].id)
        elif fitting:
            menu.show_list(turn, genre, search=search, edit=False)
        else:
            menu.show_menu(turn, Text("Nothing here is called that."))

    def _cancel(self, turn: Turn) -> None:
        """The run that is being answered, else the one that was touched last."""
        kept = turn.visit.run(turn.who.focus) if turn.who.focus else None
        if kept is None or kept.status != "open":
            kept = next(iter(turn.visit.open_runs(turn.who.person_id)), None)
        if kept is None:
            menu.show_menu(turn, Text("There is nothing to cancel."))
            return
        runs.press(turn, kept.id, kept.turn, "x", typed=True)

    def _said(self, turn: Turn, said: Said | Refused) -> None:
        """Words, a place or a file: the answer to the open question, if there is one."""
        kept = turn.visit.run(turn.who.focus) if turn.who.focus else None
        if kept is not None and kept.status == "open":
            runs.said(turn, kept, said)
        elif isinstance(said, Typed):
            words = said.text.strip().removeprefix("/").split(maxsplit=1)
            name = self._words.get(words[0].casefold(), "") if words else ""
            self._command(turn, name or "menu", words[1] if name and len(words) > 1 else "")
        elif isinstance(said, Sent | Refused):
            menu.show_menu(turn, Text("No question is waiting for a file. Please open what it belongs to."))
        else:
            menu.show_menu(turn)
