"""What is sealed is proven, and whatever is changed by hand is found and named; what is lawful is said, and breaks nothing."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.conversation.proof_words import SAID, right, wrong
from bot.conversation.wording import Wording
from bot.proof.canonical import digest
from bot.root import root
from bot.store import erasing, proof_checks, proofs, retention
from bot.store.action_tables import ActionEventRow, ActionRow, SignOffEventRow
from bot.store.database import Storage
from bot.store.incident_tables import IncidentEvent
from bot.store.proof_found import Broken, Told
from bot.store.seal_tables import SealEvent
from bot.store.sql import answer, proof_leaf
from bot.store.tables import AnswerRow, Organisation, Person, Published, RunRow, Site

PHOTO = hashlib.sha256(b"a photo").hexdigest()
BEGAN = datetime(2026, 10, 1, 18, 0, tzinfo=UTC)
DAYS = 12
NOW = BEGAN + timedelta(days=DAYS)
WORDING = Wording.read(root() / "locales")


@dataclass
class Yard:
    storage: Storage
    organisation: int
    person: int

    def seal(self, now: datetime = NOW) -> int:
        """Until nothing is to be sealed anymore; how many days that were."""
        days = 0
        while (step := self.storage.now(lambda tx: proofs.seal(tx, self.organisation, now))).more:
            days += step.day is not None
        return days

    def verify(self, now: datetime = NOW) -> Told:
        told = Told()
        for _ in proof_checks.verified(self.storage.read_now, self.organisation, told, now):
            pass
        return told

    def broken(self) -> str:
        """What is said of it, in English; in Spanish something is said, too."""
        with pytest.raises(Broken) as found:
            self.verify()
        assert wrong(WORDING, found.value.wrong, "es")
        return wrong(WORDING, found.value.wrong, "en")

    def by_hand(self, words: str, **values: object) -> None:
        with self.storage.engine.begin() as connection:
            assert connection.execute(sa.text(words), values).rowcount


@pytest.fixture
def yard(storage):
    return built(storage)


def built(
    storage: Storage, name: str = "Transportes del Norte", zone: str = "America/Bogota", days: int = DAYS
) -> Yard:
    """A record a day at noon, with three answers and a photo, and everything that can follow."""
    with Session(storage.engine) as session:
        ours = Organisation(name=name)
        session.add(ours)
        session.flush()
        site = Site(organisation_id=ours.id, name="Patio", zone=zone, code=name[:2].upper())
        session.add(site)
        session.flush()
        who = Person(
            organisation_id=ours.id, site_id=site.id, name="Rosa Quintero", role="guard", lang="es", joined_at=BEGAN
        )
        session.add(who)
        form = "inspection: seal-check\n"
        if not session.get(Published, digest(form)):
            session.add(Published(digest=digest(form), flow_id="seal-check", revision=1, genre="inspection", title="Seal check",
                                  source=form, published_at=BEGAN))  # fmt: skip
        session.flush()
        for day in range(days):
            _record(
                session, ours.id, site.id, who.id, BEGAN + timedelta(days=day), f"{name[:2].upper()}-26-{day + 1:04}"
            )
        made = Yard(storage, ours.id, who.id)
        session.commit()
    with storage.engine.begin() as connection:
        there = sa.text("SELECT COUNT(*) FROM file")
        if not connection.execute(there).scalar():
            connection.execute(sa.text("INSERT INTO file (digest, mime, size, type, kept_at, taken) VALUES (:d, 'image/jpeg', 7, 'photo', :a, '')"),
                               {"d": PHOTO, "a": BEGAN.replace(tzinfo=None) if storage.lite else BEGAN})  # fmt: skip
    return made


def _record(session, organisation, site, who, at, number):
    run = RunRow(organisation_id=organisation, site_id=site, person_id=who, flow_id="seal-check", digest=digest("inspection: seal-check\n"),
                 status="finished", version=3, state="{}", began_at=at - timedelta(minutes=9), touched_at=at, finished_at=at,
                 outcome="fine", severity="low", score=100, passed=True, number=number)  # fmt: skip
    session.add(run)
    session.flush()
    for version, (step, value) in enumerate(
        (("seal", "UL0012345"), ("photos", [PHOTO]), ("note", "Rosa Quintero saw it")), 1
    ):
        session.add(AnswerRow(run_id=run.id, version=version, step=step, value=json.dumps(value), asked=f"The {step}?", shown=str(value),
                              lang="es", finding=False, person_id=who, channel="telegram", account="77", at=at - timedelta(minutes=5 - version)))  # fmt: skip
    action = ActionRow(organisation_id=organisation, site_id=site, run_id=run.id, step="seal", place=1, what="Mend it", severity="low",
                       proof="", role="guard", due=at.date(), state="closed", made_at=at, closed_at=at)  # fmt: skip
    session.add(action)
    session.flush()
    session.add(ActionEventRow(action_id=action.id, person_id=who, at=at, what="done", note="Mended", files="[]"))
    session.add(SignOffEventRow(run_id=run.id, version=3, person_id=who, at=at, what="approved", note="", steps="[]"))
    session.add(IncidentEvent(run_id=run.id, kind="note", at=at, person_id=who, words="Called the police"))
    session.add(SealEvent(organisation_id=organisation, site_id=site, run_id=run.id, step="seal", event="affixed", number="UL0012345",
                          unit="AB1234", whom="Rosa Quintero", person_id=who, photo="", disputed="", at=at))  # fmt: skip
    return run.id


def test_what_is_sealed_is_proven(yard):
    assert yard.seal() == DAYS

    told = yard.verify()
    assert (told.days, told.leaves, told.records, told.waiting, told.late) == (DAYS, 6 * DAYS, DAYS, 0, 0)
    assert right(WORDING, told, "en")[0].startswith("Everything matches: 12 days, 72 leaves, 12 records")
    assert yard.seal() == 0, "nothing is sealed twice"
    assert yard.verify().leaves == 72


def test_a_day_is_sealed_only_when_it_is_over_where_they_work(yard):
    midnight = datetime(2026, 10, 2, tzinfo=ZoneInfo("America/Bogota"))

    assert yard.seal(midnight + timedelta(minutes=59)) == 0
    told = yard.verify(midnight)
    assert told.since == BEGAN
    assert yard.seal(midnight + timedelta(minutes=61)) == 1


FIFTH = "run_id = (SELECT MIN(run_id) + 4 FROM answer)"
TAMPERED = [
    ("one sign of an answer", f"UPDATE answer SET value = '\"UL0012346\"' WHERE step = 'seal' AND {FIFTH}",
     "Record TR-26-0005, sealed on 2026-10-05: the answer to “The seal?” (seal) was changed."),
    ("the words that were read", f"UPDATE answer SET shown = 'UL0012345 ' WHERE step = 'seal' AND {FIFTH}", "“The seal?” (seal) was changed"),
    ("the time of an answer", f"UPDATE answer SET at = '2026-10-05 17:00:00+00:00' WHERE step = 'note' AND {FIFTH}", "(note) was changed"),
    ("who answered", f"UPDATE answer SET person_id = (SELECT MAX(id) FROM person) WHERE step = 'note' AND {FIFTH}", "(note) was changed"),
    ("an answer is deleted", f"DELETE FROM answer WHERE step = 'photos' AND {FIFTH}",
     "Record TR-26-0005, sealed on 2026-10-05: answer number 2 is missing."),
    ("an answer is added", ("INSERT INTO answer (run_id, version, step, value, asked, shown, lang, finding, person_id, channel, account, at, said_in)"
     f" SELECT run_id, 2, 'more', value, 'More?', shown, lang, finding, person_id, channel, account, at, '' FROM answer WHERE step = 'seal' AND {FIFTH}"),
     "an answer was added to “More?” (more)"),
    ("an answer is added as if later", ("INSERT INTO answer (run_id, version, step, value, asked, shown, lang, finding, person_id, channel, account, at, said_in)"
     f" SELECT run_id, 9, 'more', value, 'More?', shown, lang, finding, person_id, channel, account, at, '' FROM answer WHERE step = 'seal' AND {FIFTH}"),
     "an answer was added to “More?” (more)"),
    ("the time of its end", "UPDATE run SET finished_at = '2026-10-05 12:00:00+00:00' WHERE number = 'TR-26-0005'",
     "Record TR-26-0005, sealed on 2026-10-05: the time of its end was changed."),
    ("the outcome", "UPDATE run SET outcome = 'bad' WHERE number = 'TR-26-0005'", "the outcome was changed"),
    ("the score", "UPDATE run SET score = 10 WHERE number = 'TR-26-0005'", "the score was changed"),
    ("the number", "UPDATE run SET number = 'TR-26-0099' WHERE number = 'TR-26-0005'", "its number was changed"),
    ("a record is hidden", "UPDATE run SET status = 'removed' WHERE number = 'TR-26-0005'", "the record itself is missing"),
    ("a sign-off", "UPDATE sign_off_event SET what = 'rejected' WHERE id = (SELECT MIN(id) + 4 FROM sign_off_event)", "a sign-off was changed"),
    ("a step of an action", "UPDATE action_event SET note = 'x' WHERE id = (SELECT MIN(id) + 4 FROM action_event)", "a step of a corrective action was changed"),
    ("an action", "UPDATE action SET what = 'x' WHERE id = (SELECT MIN(id) + 4 FROM action)", "a corrective action was changed"),
    ("a step of an incident", "UPDATE incident_event SET words = 'x' WHERE id = (SELECT MIN(id) + 4 FROM incident_event)", "a step of an incident was changed"),
    ("an entry of the ledger", "UPDATE seal_event SET number = 'UL1' WHERE id = (SELECT MIN(id) + 4 FROM seal_event)", "an entry of the seal ledger was changed"),
    ("a row is deleted", "DELETE FROM incident_event WHERE id = (SELECT MIN(id) + 4 FROM incident_event)", "a step of an incident is missing"),
    ("a row is added", "INSERT INTO incident_event (run_id, kind, at, words, files) SELECT MIN(id), 'note', '2026-10-01 18:30:00+00:00', '', '[]' FROM run",
     "a step of an incident is in no sealed day"),
    ("a form", "UPDATE published SET source = 'x'", "The form seal-check is not the text that was answered."),
    ("a file's row", "DELETE FROM file", f"the file {PHOTO} (photos) is in no list of files"),
    ("a day's root", "UPDATE proof_day SET root = hash WHERE number = 5", "Sealed day number 5, 2026-10-05: its root, its date"),
    ("a day's date", "UPDATE proof_day SET date = '2026-09-05' WHERE number = 5", "Sealed day number 5, 2026-09-05"),
    ("a day's hash", "UPDATE proof_day SET hash = root WHERE number = 5", "Sealed day number 5"),
    ("a day is dropped", "DELETE FROM proof_day WHERE number = 5", "Sealed day number 5 is missing."),
    ("the first day is dropped", "DELETE FROM proof_day WHERE number = 1", "Sealed day number 1 is missing."),
    ("the last day is dropped", "DELETE FROM proof_day WHERE number = 11", "Sealed day number 11 is missing."),
    ("a leaf is dropped", "DELETE FROM proof_leaf WHERE day = 5 AND place = 2", "Sealed day 2026-10-05: leaf number 2 is missing."),
    ("the last leaf is dropped", "DELETE FROM proof_leaf WHERE day = 5 AND place = 5", "leaf number 5 is missing"),
    ("a leaf is another", "UPDATE proof_leaf SET salt = '00' WHERE day = 5 AND kind = 'seal'", "an entry of the seal ledger was changed"),
    ("what a leaf keeps is another", "UPDATE proof_leaf SET marks = '' WHERE day = 5 AND kind = 'record'", None),
    ("it is said to be removed", "UPDATE proof_leaf SET gone = 'removal' WHERE day = 5 AND kind = 'record'", "nothing says why"),
    ("it is said to be erased", "UPDATE proof_leaf SET gone = 'erasure:1', again = true WHERE day = 5 AND kind = 'record'", "nothing says why"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "found"), [one[1:] for one in TAMPERED], ids=[one[0] for one in TAMPERED])
def test_what_is_changed_by_hand_is_found_and_named(yard, words, found):
    built(yard.storage, "Otra", days=1)
    yard.seal()
    yard.verify()

    if yard.storage.lite:
        words = words.replace("+00:00'", ".000000'")
    yard.by_hand(words)

    if found is None:
        yard.verify()  # marks prove nothing
    else:
        assert found in yard.broken()


def test_two_days_that_are_swapped_are_found(yard):
    yard.seal()
    for was, is_ in ((5, 99), (6, 5), (99, 6)):
        yard.by_hand("UPDATE proof_leaf SET day = :is WHERE day = :was", was=was, **{"is": is_})
        yard.by_hand("UPDATE proof_day SET number = :is WHERE number = :was", was=was, **{"is": is_})

    assert "Sealed day number 5, 2026-10-06" in yard.broken()


def test_a_record_that_is_added_to_a_sealed_day_is_never_sealed_and_is_named(yard):
    yard.seal()
    with Session(yard.storage.engine) as session:
        site = session.exec(sa.select(Site.id)).scalar()
        _record(session, yard.organisation, site, yard.person, BEGAN + timedelta(hours=1), "TR-26-0999")
        session.commit()

    yard.seal()
    assert "Record TR-26-0999, dated 2026-10-01: the record itself is in no sealed day" in yard.broken()


def test_what_came_late_is_sealed_late_and_counted(yard):
    yard.seal()
    with Session(yard.storage.engine) as session:
        site = session.exec(sa.select(Site.id)).scalar()
        _record(session, yard.organisation, site, yard.person, NOW - timedelta(days=3), "TR-26-0999")
        session.commit()

    told = yard.verify()
    assert (told.waiting, told.since) == (6, NOW - timedelta(days=3))
    yard.seal(NOW + timedelta(days=1))
    told = yard.verify(NOW + timedelta(days=1))
    assert (told.late, told.waiting) == (6, 0)
    assert "Sealed later than their day: 6." in right(WORDING, told, "en")


def test_a_lawful_correction_is_sealed_beside_what_was_there(yard):
    yard.seal()
    at = NOW - timedelta(hours=3)
    _corrected(yard, at)

    assert yard.verify().waiting == 1
    yard.seal(NOW + timedelta(days=1))
    assert yard.verify().records == DAYS + 1
    old = "UPDATE answer SET value = '\"UL0\"' WHERE step = 'seal' AND version = 1 AND run_id = (SELECT id FROM run WHERE number = 'TR-26-0005')"
    yard.by_hand(old)
    assert "Record TR-26-0005, sealed on 2026-10-05: the answer to “The seal?” (seal) was changed." in yard.broken()


def _corrected(yard: Yard, at: datetime) -> None:
    with Session(yard.storage.engine) as session:
        run = session.exec(sa.select(RunRow).where(RunRow.number == "TR-26-0005")).scalar_one()
        run.version, run.finished_at = 6, at
        session.add(AnswerRow(run_id=run.id, version=5, step="seal", value='"UL0099999"', asked="The seal?", shown="UL0099999", lang="es",
                              finding=False, person_id=yard.person, channel="telegram", account="77", at=at))  # fmt: skip
        session.commit()


def test_somebody_is_erased_and_everything_still_matches(yard):
    yard.seal()

    def erase(tx):
        one = erasing.ask(tx, yard.organisation, yard.person, NOW, None)
        erasing.change(tx, one.id, state="decided", decided_at=NOW)
        erasing.erase(tx, erasing.get(tx, one.id), "Person 1", lambda _digest: ["seal"], NOW)
        return one.id

    id = yard.storage.now(erase)
    assert yard.verify().erased, "while it waits"
    while yard.storage.now(lambda tx: erasing.sweep(tx, erasing.get(tx, id), "Person 1", NOW)):
        yard.verify()
    yard.seal(NOW + timedelta(days=1))

    told = yard.verify(NOW + timedelta(days=1))
    assert told.erased == 2 * DAYS, "the note of every record, and every seal that was handed to them"
    assert "Sealed once more, since somebody's data were erased: 24." in right(WORDING, told, "en")
    with yard.storage.engine.connect() as connection:
        kept = connection.execute(sa.select(proof_leaf.c.salt).where(proof_leaf.c.gone != "")).scalars().all()
        assert set(kept) == {""}
        assert "Rosa" not in str(
            connection.execute(
                sa.select(answer, proof_leaf.c.head).select_from(
                    answer.join(proof_leaf, proof_leaf.c.run_id == answer.c.run_id)
                )
            ).all()
        )
    yard.by_hand("UPDATE answer SET shown = 'Person 2 saw it' WHERE step = 'note'")
    assert "(note) was changed" in yard.broken()


def test_what_is_removed_by_rule_is_said_to_be(yard):
    yard.seal()
    runs = yard.storage.now(
        lambda tx: retention.old(tx, yard.organisation, "inspection", BEGAN + timedelta(days=4, hours=1), 50)
    )
    yard.storage.now(lambda tx: retention.remove(tx, yard.organisation, runs, "inspection: 12 months", NOW))

    yard.seal(NOW + timedelta(days=1))
    told = yard.verify(NOW + timedelta(days=1))
    assert told.removed == 5
    assert "Removed by the rule “inspection: 12 months”: 5 records." in right(WORDING, told, "en")
    yard.by_hand("UPDATE removal SET rule = 'quiz: 1 months'")
    assert "a removal by rule was changed" in yard.broken()


def test_organisations_are_sealed_apart_each_at_its_own_midnight(storage):
    bogota, madrid = built(storage, "Bogota"), built(storage, "Madrid", "Europe/Madrid")
    now = datetime(
        2026, 10, 2, 3, 30, tzinfo=UTC
    )  # half past five in Madrid, half past ten in the evening before in Bogota

    assert (bogota.seal(now), madrid.seal(now)) == (0, 1)
    assert (bogota.seal(), madrid.seal()) == (DAYS, DAYS - 1)
    assert bogota.verify().leaves == madrid.verify().leaves == 6 * DAYS


def test_the_day_on_which_clocks_change_has_its_own_length(storage):
    madrid = built(storage, "Madrid", "Europe/Madrid", days=30)
    changed = datetime(2026, 10, 25, 23, 30, tzinfo=UTC)  # half past midnight of the 26th in winter

    madrid.seal(changed)
    assert madrid.verify(changed).last.link.date == "2026-10-24"
    madrid.seal(changed + timedelta(minutes=31))
    assert madrid.verify(changed).last.link.date == "2026-10-25"


def test_a_process_that_dies_between_leaves_nothing_half(yard):
    class Died(Exception):
        pass

    def dies(tx):
        proofs.seal(tx, yard.organisation, NOW)
        raise Died

    for _ in range(30):
        with pytest.raises(Died):
            yard.storage.now(dies)
        yard.storage.now(lambda tx: proofs.seal(tx, yard.organisation, NOW))

    yard.seal()
    assert yard.verify().leaves == 6 * DAYS


def test_every_sentence_has_its_spanish():
    assert [one for one in SAID.values() if WORDING.say(one, "es") == WORDING.say(one, "en")] == []
