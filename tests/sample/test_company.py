"""What a company of a past has besides its yards: each standing of a partner, a manual that is read, bulletins, a profile, sealed days."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from bot.content.library import Library
from bot.conversation.wording import Wording
from bot.figures.partners import stood
from bot.figures.standing import NOTHING, PROVEN, Known, standings
from bot.programmes.standing import STATES
from bot.root import root
from bot.sample.making import Making
from bot.sample.papers import papers
from bot.sample.partner_words import COMPANIES
from bot.sample.photos import photos
from bot.sample.profile_words import ATTACHED, NARRATED
from bot.store import profiles
from bot.store.contents import examine
from bot.store.database import Storage
from bot.store.migrate import migrate
from bot.store.partners import PARTS
from bot.store.proof_checks import verified
from bot.store.proof_found import Told
from bot.store.sql import acknowledgement, bulletin_copy, edition, letter, proof_day, proof_leaf, recall_answer
from tests.sample.test_sample import UNTIL, wanted

ORGANISATION = 1


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    """One past for all of it; that both databases hold the same is tested beside."""
    made = Storage(f"sqlite:///{tmp_path_factory.mktemp('company') / 'sello.db'}")
    migrate(made.engine)
    kept = {name: examine(data, "photo") for name, data in papers(UNTIL)}
    much = replace(wanted(days=20, rate=0.3), sealed=True)
    doors = [examine(data, "photo") for data in photos()]
    Making(made, Library(root()), Wording.read(root() / "locales"), much, doors, kept).make()
    yield made
    made.close()


def test_every_standing_of_a_partner_is_there_and_every_part_of_the_chain(storage: Storage) -> None:
    library = Library(root())
    found = storage.now(lambda tx: stood(tx, library.programmes, tx.partners.of(ORGANISATION), UNTIL.date()))

    assert {one.standing.state for one in found} == set(STATES)
    assert {one.partner.part for one in found} == set(PARTS)
    assert len(found) == len(COMPANIES) >= 25
    assert {piece.proof for one in found for piece in one.evidence} >= {"svi", "basc", "aeo", "oea-mx", "pip"}
    assert all(piece.files and piece.checked_by for one in found for piece in one.evidence)
    assert all(piece.checked_at <= UNTIL for one in found for piece in one.evidence)


def test_most_have_read_what_concerns_them_and_one_procedure_has_changed(storage: Storage) -> None:
    with storage.engine.connect() as connection:
        asked, read = connection.execute(sa.select(sa.func.count(), sa.func.count(acknowledgement.c.read_at))).one()
        editions = Counter(connection.execute(sa.select(edition.c.procedure)).scalars())

    assert asked > 100
    assert 0.8 < read / asked < 1
    assert sorted(editions.values())[-2:] == [1, 2]
    assert set(editions) == set(Library(root()).procedures.by_id)


def test_bulletins_from_inside_and_outside_are_seen_by_most(storage: Storage) -> None:
    sent = storage.now(lambda tx: tx.bulletins.sent(ORGANISATION, 20))
    c = bulletin_copy.c
    with storage.engine.connect() as connection:
        came, seen = connection.execute(sa.select(sa.func.count(c.came_at), sa.func.count(c.seen_at))).one()

    assert {bool(one.source) for one in sent} == {True, False}
    assert all(one.source_at and one.handling for one in sent if one.source)
    assert all(one.other for one in sent)
    assert 0.7 < seen / came < 1


def test_the_profile_has_narratives_of_which_one_was_written_anew_and_what_is_attached(storage: Storage) -> None:
    library = Library(root())
    there = storage.now(lambda tx: profiles.entries(tx, ORGANISATION))
    known = Known({}, there, {}, frozenset(), UNTIL)
    found = {one.criterion.id: one for one in standings(library.criteria, library.evidence, known)}

    assert len(there) == len(NARRATED) + len(ATTACHED)
    assert [one.criterion.id for one in found.values() if one.earlier] == ["6.1"]
    assert found["2.1"].state == NOTHING
    assert found["3.4"].attached
    assert PROVEN not in {one.state for one in found.values() if not one.proofs}
    assert all(one.files for one in there if one.kind != profiles.NARRATIVE)


def test_questions_that_came_back_were_answered_rightly_mostly(storage: Storage) -> None:
    with storage.engine.connect() as connection:
        answers = connection.execute(sa.select(recall_answer.c.right)).scalars().all()

    assert len(answers) > 5
    assert 0.5 < sum(answers) / len(answers) < 1


def test_every_day_is_sealed_in_the_night_after_it_and_all_of_it_matches(storage: Storage) -> None:
    with storage.engine.connect() as connection:
        days = connection.execute(sa.select(proof_day).order_by(proof_day.c.number)).all()
        leaves = connection.execute(sa.select(sa.func.count()).select_from(proof_leaf)).scalar_one()
        waiting = connection.execute(sa.select(letter.c.id).where(letter.c.settled_at.is_(None))).all()

    assert [one.number for one in days] == list(range(1, len(days) + 1))
    assert all(timedelta(0) < one.made_at - _midnight(one.date) < timedelta(days=2) for one in days)
    assert sum(one.size for one in days) == leaves > 50
    assert waiting == []
    told = Told()
    for _ in verified(storage.read_now, ORGANISATION, told, UNTIL):
        pass
    assert (told.leaves, told.late) == (leaves, 0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
