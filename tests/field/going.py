"""Somebody on the way through a flow, up to the question that a test is about."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from bot.channels.channel import Message
from bot.content.library import Library
from bot.conversation.received import Received
from bot.engine.kinds import Container, Date, Kind, Number, Phone, Plate, Seal, Time
from bot.engine.run import Run
from bot.engine.stations import AtStation
from bot.engine.talk import Buttons, Sent, Upload
from bot.engine.view import Question, view
from bot.store.database import Storage
from bot.store.sql import answer, run
from bot.store.transaction import Transaction
from tests.saying import LIBRARY, Say, buttons, card

WORDS: Mapping[type[Kind], str] = {
    Seal: "UL0012345", Container: "CSQU3054383", Plate: "ABC1234", Phone: "5512345678", Number: "12", Date: "hoy",
    Time: "10:30",
}  # fmt: skip


class Going:
    """One person in one flow. What nobody says otherwise is answered as when all is well."""

    def __init__(self, storage: Storage, say: Say, who: str, flow: str, library: Library = LIBRARY) -> None:
        self.storage, self.say, self.who, self.flow = storage, say, who, library.today[flow]
        self.said = say(who, press=f"s:{flow}")

    def to(self, step: str, **given: str) -> Received:
        """Answers until the step is asked; `given` are presses by the end of the id of a step, or words to type."""
        for _ in range(80):
            asked = self.asked
            if isinstance(asked, AtStation) and asked.open:
                self.press("All OK here", "Todo conforme aquí", "The rest is OK", "El resto, conforme")
            elif isinstance(asked, Question) and asked.step.id != step:
                self._answer(asked, given)
            else:
                break
        assert self.step == step, f"{step} is not asked; after {sorted(self.values)} comes {self.step}"
        return self.said

    def _answer(self, asked: Question, given: Mapping[str, str]) -> None:
        control, kind = asked.control, asked.step.kind
        named = given.get(asked.step.id) or given.get(asked.step.id.rsplit(".", 1)[-1])
        if isinstance(control, Buttons):
            wanted = named or asked.step.wanted or "no"
            place = next((n for n, o in enumerate(control.options) if o.id == wanted), 0)
            self.press(buttons(self.card)[place].label)
            if control.many:
                self.press("Done", "Listo")
        elif asked.can_skip and not named:
            self.press("Skip", "Omitir")
        elif isinstance(control, Upload):
            self.said = self.say(self.who, sent=Sent("a" * 64, "photo"))
        else:
            self.types(named or WORDS.get(type(kind), "Juan Pérez"))

    def types(self, *words: str) -> Message:
        for one in words:
            self.said = self.say(self.who, typed=one)
        return self.card

    def press(self, *labels: str) -> Message:
        data = next(b.data for b in buttons(self.card) if b.label in labels)
        self.said = self.say(self.who, press=data)
        return self.card

    def finish(self) -> Message:
        """From the overview, whose button is on its last page."""
        while not any(b.label in ("Finish", "Terminar") for b in buttons(self.card)):
            self.press("Next ›", "Siguiente ›")
        return self.press("Finish", "Terminar")

    @property
    def card(self) -> Message:
        return card(self.said)

    @property
    def labels(self) -> list[str]:
        """What is offered to press, besides the controls of every card."""
        return [button.label for button in self.card.options]

    @property
    def asked(self) -> object:
        return view(self.flow, self._run(), self.today)

    @property
    def step(self) -> str:
        asked = self.asked
        return asked.step.id if isinstance(asked, Question) else ""

    @property
    def values(self) -> dict[str, object]:
        return dict(self._run().answers)

    def kept(self, step: str) -> list[str]:
        """Everything that was ever kept for a step, in order, as it was shown."""
        rows = sa.select(answer.c.shown).where(answer.c.step == step).order_by(answer.c.id)
        return list(self.storage.now(lambda tx: tx.connection.execute(rows).scalars()))

    @property
    def today(self) -> date:
        return date(2026, 11, 21)  # any: only what is asked depends on it

    def _run(self) -> Run:
        def read(tx: Transaction) -> Run:
            newest = tx.connection.execute(sa.select(sa.func.max(run.c.id))).scalar_one()
            kept = tx.runs.get(newest)
            return Run.from_json(kept.state, tx.runs.answers(newest))

        return self.storage.now(read)
