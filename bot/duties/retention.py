"""What an organisation keeps no longer is removed, once a day, some records at a time; then the files that nothing else holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.holding import holds
from bot.duties import timeline
from bot.engine.genres import GENRES
from bot.engine.talk import Text
from bot.policy import KEEP, policy
from bot.presses.owning import KeepRecord
from bot.store import recalls, retention, spare_files
from bot.store.retention import RETAIN, SPARE_FILES

IN_CHAT = "in chat"  # why a record is kept
NOT_YOURS = Text("Only managers can keep a record.")
DAY = timedelta(days=1)
BATCH = 50  # records in one transaction, in which others wait


def retain(context: Context, subject: str) -> None:
    """Some records of each genre whose time is over. As long as there are more it goes on at once, then the next day."""
    ours = context.tx.organisations.get(int(subject))
    holds = policy(ours.region, ours.settings, "{}") if ours else None
    rules = {genre: months for name, genre in KEEP.items() if (months := getattr(holds, name, ""))}
    if ours is None or not rules:
        return
    counts = [_removed(context, ours.id, genre, int(months)) for genre, months in rules.items()]
    if any(counts):
        context.tx.timers.set(SPARE_FILES, context.now, "")
    more = max(counts) == BATCH
    context.tx.timers.set(RETAIN, context.now if more else context.now + DAY, subject)


def _removed(context: Context, organisation_id: int, genre: str, months: int) -> int:
    """How many were removed of one genre."""
    before = earlier(context.now, months)
    runs = retention.old(context.tx, organisation_id, genre, before, BATCH)
    retention.remove(context.tx, organisation_id, runs, f"{genre}: {months} months", context.now)
    if GENRES[genre].scored:
        recalls.forget_answers(context.tx.connection, organisation_id, before)
    return len(runs)


def earlier(at: datetime, months: int) -> datetime:
    """The same day so many months before; of a month that has no such day, its last one."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    first = at.replace(year=max(year, 1), month=month + 1, day=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - DAY
    return first.replace(day=min(at.day, last.day))


def spare(context: Context, _subject: str) -> None:
    """A window more, until everything was looked through."""
    if spare_files.spare(context.tx, context.now):
        context.tx.timers.set(SPARE_FILES, context.now, "")


def keep(context: Context, press: KeepRecord) -> None:
    """A record is on hold, or is not anymore: who reads its history and decides about people says so."""
    record = timeline.of_run(context, press.run)
    if record is None or not holds(context):
        context.toast(NOT_YOURS)
        return
    of = (context.tx, context.who.organisation_id, press.run)
    if press.keep:
        retention.hold(*of, IN_CHAT, context.who.person_id, context.now)
    else:
        retention.release(*of, context.who.person_id, context.now)
    timeline.show_record(context, record, edit=True)


DUTY = Duty(presses={KeepRecord: keep}, timers={RETAIN: retain, SPARE_FILES: spare})
