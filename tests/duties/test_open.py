"""Showing a run again: one card of it is live."""

import pytest
import sqlalchemy as sa

from bot.channels.written import MESSAGE
from bot.store.sql import handle
from tests.conftest import ACCOUNTS, LINES
from tests.saying import Say, buttons, card, pressed, saying


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


def test_opening_a_run_takes_the_buttons_from_its_card_further_up(say):
    say("Juan", press="s:incident")

    opened = say("Juan", press="o:1")

    closed, live = opened.letters
    assert (closed.slot, closed.edit, closed.ref) == ("run:1", True, "")
    assert buttons(MESSAGE.validate_json(closed.body)) == []
    assert (live.slot, live.edit) == ("run:1", False)
    assert buttons(card(opened))


def test_an_overview_further_up_loses_its_buttons_too(say):
    said = say("Juan", press="s:incident")
    for label in ("Sello roto, faltante o distinto", "Faltan sellos del inventario", "Hoy", "Omitir"):
        said = say("Juan", press=pressed(said, label))
    for words in ("Gabinete", "4820914", "Falta uno"):
        said = say("Juan", typed=words)
    said = say("Juan", press=pressed(said, "Omitir"))

    closed, live = say("Juan", press="o:1").letters

    assert "Enviar el reporte" in [b.label for b in card(said).controls]
    assert buttons(MESSAGE.validate_json(closed.body)) == []
    assert MESSAGE.validate_json(live.body) == card(said)


def test_what_closes_a_card_is_worth_no_message_in_a_chat_that_never_had_it(storage, say, world, monkeypatch):
    row = {"person_id": world.people["Juan"], "line_id": LINES["slack"], "account": "T1:U77", "address": "T1:U77"}
    storage.now(lambda tx: tx.connection.execute(sa.insert(handle), row))
    monkeypatch.setitem(ACCOUNTS, "Juan at Slack", ("slack", "T1:U77"))
    say("Juan", press="s:incident")

    opened = say("Juan at Slack", press="o:1")

    closed, live = opened.letters
    assert MESSAGE.validate_json(closed.body).only_in_place
    assert (closed.place, live.address) == ("", "T1:U77")
    assert buttons(card(opened))


def test_the_id_of_a_form_begins_it_though_another_has_the_word_too(say):
    assert card(say("Luis", command="inspect", rest="agricultural")).title == "Inspección agrícola y de plagas"
    assert card(say("Luis", command="inspect", rest="plagas")).title == "Inspecciones"
