"""A duty the program knows nothing of: a finding that demands an action writes it down, and its timer reminds somebody.

It has a table of its own and is given to the assistant in a tuple, like the others. Everything else is the real program.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.assistant import Assistant
from bot.channels.channel import Line, Message
from bot.content.library import Library
from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Duty, Undelivered
from bot.conversation.received import Received
from bot.conversation.vocabulary import Word
from bot.engine.events import Finished, Raised, Withdrawn
from bot.engine.talk import Text
from bot.every_duty import DUTIES
from bot.presses.every import ShowHelp
from bot.store.database import Storage
from bot.store.sql import answer, person
from bot.store.tables import Moment
from bot.store.transaction import Transaction
from tests.conftest import World
from tests.saying import LIBRARY, ROOT, WORDING, Say, buttons, card, count, pressed, saying, told

FLOW = """\
inspection: forklift
title: Forklift
revision: 1
for: [driver]
steps:
- check: brakes
  prompt: 1. Brakes
  on_fail: {severity: high, action: Repair the brakes., due: 3}
- check: horn
  prompt: 2. Horn
outcomes:
- outcome: over
  say: Thank you.
"""

actions = sa.Table(
    "corrective_action",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("run_id", sa.Integer),
    sa.Column("step", sa.String(80)),
    sa.Column("demanded", sa.Text),
    sa.Column("due_at", Moment()),
)


def demand(context: Context, occasion: Occasion, event: Raised) -> None:
    """A finding with an action is something to be done until a day."""
    wanted = event.step.on_fail
    if not wanted.action:
        return
    due_at = context.now + timedelta(days=wanted.due)
    row = {"run_id": occasion.kept.id, "step": event.step.id, "demanded": wanted.action, "due_at": due_at}
    made = context.tx.connection.execute(sa.insert(actions), row)
    context.tx.timers.set("example-due", due_at, str(made.inserted_primary_key[0]))


def drop(context: Context, occasion: Occasion, event: Withdrawn) -> None:
    mine = sa.and_(actions.c.run_id == occasion.kept.id, actions.c.step == event.step.id)
    for id in context.tx.connection.execute(sa.select(actions.c.id).where(mine)).scalars():
        context.tx.timers.cancel("example-due", str(id))
    context.tx.connection.execute(sa.delete(actions).where(mine))


def remind(context: Context, subject: str) -> None:
    """Nobody is speaking: whoever manages the site is told, each in their language."""
    one = context.tx.connection.execute(sa.select(actions).where(actions.c.id == int(subject))).one()
    kept = context.tx.runs.get(one.run_id)
    assert kept
    flow, _ = context.run_of(kept)
    for who in context.tx.people.staff(kept.organisation_id, ("manager", "supervisor"), kept.site_id):
        lang = context.reads(who)
        title = context.wording.say(Text(flow.title), lang)
        demanded = Line(context.wording.say(Text("Critical"), lang), one.demanded)
        context.notify(who, "", Message(title=title, lines=(demanded,), fallback=title), key=f"action/{one.id}/{lang}")


def count_of(context: Context, _rest: str) -> None:
    found = context.tx.connection.execute(sa.select(sa.func.count()).select_from(actions)).scalar_one()
    text = f"{found} to do"
    context.show("menu", Message(text=text, fallback=text), edit=False)


ACTIONS = Duty(
    words=(Word("actions", Text("/actions"), Text("What is to be done")),),
    commands={"actions": count_of},
    events={Raised: demand, Withdrawn: drop},
    timers={"example-due": remind},
)


@dataclass
class House:
    """The program with one duty more."""

    assistant: Assistant
    say: Say
    storage: Storage

    def at(self, now: datetime) -> list[Received]:
        """Every timer that is due by then goes off."""

        def work(tx: Transaction) -> list[Received]:
            ripe = [timer for timer in tx.timers.due(now) if tx.timers.take(timer, now)]
            return [self.assistant.ring(tx, timer.name, timer.subject, now) for timer in ripe]

        return self.storage.now(work)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "flows" / "inspections").mkdir(parents=True)
    (tmp_path / "flows" / "inspections" / "forklift.yaml").write_text(FLOW)
    return Library(tmp_path)


@pytest.fixture
def house(storage, world, now, library) -> House:
    actions.metadata.create_all(storage.engine)
    assistant = Assistant(WORDING, library, (*DUTIES, ACTIONS))
    return House(assistant, saying(storage, now, assistant, library), storage)


MODULES = sorted(path.stem for path in (ROOT / "bot" / "duties").glob("[!_]*.py"))


@pytest.mark.parametrize("module", MODULES)
def test_every_duty_says_what_is_its_own_in_one_value(module):
    assert import_module(f"bot.duties.{module}").DUTY in DUTIES


def broken_brakes(say: Say) -> Received:
    began = say("Juan", press="s:forklift")
    return say("Juan", press=pressed(began, "Problema"))


def test_a_finding_that_demands_an_action_writes_it_down_in_the_same_transaction(storage, house):
    broken_brakes(house.say)

    kept = storage.now(lambda tx: tx.connection.execute(sa.select(actions)).one())
    assert (kept.step, kept.demanded) == ("brakes", "Repair the brakes.")
    assert kept.due_at == datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


def test_a_finding_that_is_taken_back_demands_nothing_anymore(storage, house, now):
    said = broken_brakes(house.say)
    while "Atrás" in [b.label for b in buttons(card(said))]:
        said = house.say("Juan", press=pressed(said, "Atrás"))

    house.say("Juan", press=pressed(said, "Conforme"))

    assert count(storage, actions) == 0
    assert house.at(now + timedelta(days=3)) == []


def test_a_timer_sends_a_letter_to_everybody_concerned_and_sends_it_once(storage, house, world, now):
    broken_brakes(house.say)
    early = house.at(now + timedelta(days=2))

    house.at(now + timedelta(days=3))
    house.at(now + timedelta(days=4))

    assert early == []
    for reader, title in (("Ana", "Forklift"), ("Luis", "Forklift")):
        (letter,) = told(storage, world.people[reader])
        assert (letter.title, letter.lines[0].value) == (title, "Repair the brakes.")


def test_a_timer_nobody_knows_anymore_does_no_harm(storage, house, now):
    assert storage.now(lambda tx: house.assistant.ring(tx, "of an older version", "1", now)) == Received()


def test_when_a_timer_is_due_nobody_is_speaking(storage, house, library, now):
    asked = Duty(timers={"who": lambda context, _: context.toast(Text("{name}", {"name": context.who.name}))})
    assistant = Assistant(WORDING, library, (asked,))

    with pytest.raises(LookupError, match="nobody is speaking"):
        storage.now(lambda tx: assistant.ring(tx, "who", "", now))


def test_what_a_duty_cannot_do_undoes_the_answer_it_reacts_to(storage, world, now, library):
    actions.metadata.create_all(storage.engine)

    def breaks(_context: Context, _occasion: Occasion, _event: Raised) -> None:
        raise ValueError("a duty with a mistake")

    say = saying(storage, now, Assistant(WORDING, library, (*DUTIES, ACTIONS, Duty(events={Raised: breaks}))), library)

    with pytest.raises(ValueError, match="a duty with a mistake"):
        broken_brakes(say)

    assert count(storage, actions) == 0
    assert count(storage, answer) == 0


def test_duties_react_in_the_order_of_the_tuple(storage, world, now, library):
    heard = []
    first, second = (Duty(events={Raised: lambda *_, n=n: heard.append(n)}) for n in ("first", "second"))

    broken_brakes(saying(storage, now, Assistant(WORDING, library, (*DUTIES, first, second)), library))

    assert heard == ["first", "second"]


def test_a_duty_hears_of_the_end_after_all_that_led_to_it(storage, world, now, library):
    heard = []
    ends = Duty(events={Finished: lambda _c, occasion, _e: heard.append((occasion.kept.status, occasion.kept.outcome))})
    say = saying(storage, now, Assistant(WORDING, library, (*DUTIES, ends)), library)
    said = say("Juan", press="s:forklift")

    for label in ("Conforme", "Conforme", "Terminar"):
        said = say("Juan", press=pressed(said, label))

    assert heard == [("finished", "over")]


def test_a_duty_brings_its_own_words(house):
    told_by_word = house.say("Juan", typed="actions")
    told_by_command = house.say("Juan", command="actions")
    help_page = house.say("Juan", command="ayuda")

    assert card(told_by_word).text == card(told_by_command).text == "0 to do"
    assert "actions" in [line.label for line in card(help_page).lines]


def test_two_duties_cannot_want_the_same_button(library):
    other = Duty(presses={ShowHelp: lambda _context, _press: None})

    with pytest.raises(AssertionError, match="claimed by two duties"):
        Assistant(WORDING, library, (*DUTIES, other))


def test_without_its_duty_a_button_does_nothing(storage, world, now, library):
    without = tuple(duty for duty in DUTIES if ShowHelp not in duty.presses)

    heard = saying(storage, now, Assistant(WORDING, library, without), library)("Juan", press="h")

    assert card(heard).note == "Ese botón ya no funciona."


def test_who_has_left_gets_no_reminder(storage, house, world, now):
    broken_brakes(house.say)
    left = sa.update(person).where(person.c.id == world.people["Ana"]).values(left_at=now)
    storage.now(lambda tx: tx.connection.execute(left))

    house.at(now + timedelta(days=3))

    assert told(storage, world.people["Ana"]) == []


def test_a_letter_that_is_given_up_is_known_to_the_duties(storage: Storage, world: World, now: datetime) -> None:
    """What follows from it goes out like every other letter."""

    def tell_the_manager(context: Context, event: Undelivered) -> None:
        who = world.who(context.tx, "Ana")
        context.notify(who, "", Message(text=f"{event.letter.person}: {event.reason}"))

    assistant = Assistant(WORDING, LIBRARY, (*DUTIES, Duty(undelivered=tell_the_manager)))

    def work(tx: Transaction) -> Received:
        lost = tx.letters.write(world.who(tx, "Juan"), "", "{}", now, edit=False)
        assert lost
        return assistant.undelivered(tx, lost, "blocked", now)

    followed = storage.now(work)

    assert [f"{world.people['Juan']}: blocked" in letter.body for letter in followed.letters] == [True]
