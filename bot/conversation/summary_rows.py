"""What a summary counts, a line each, in a reader's language and by the clock where they work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.conversation.calling import ROLE
from bot.conversation.look_words import SHORT as SHORT_LOOK
from bot.conversation.notice import SEVERITY
from bot.conversation.pen import cut
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.figures.details import Counted, Lost, Planned, Row
from bot.figures.summary import CONFIDENTIAL, AtSite, Decision, Incident, Stretch
from bot.figures.training import Owing
from bot.store.counting_letters import Changed
from bot.store.counting_looks import Noticed
from bot.store.counting_runs import Ran
from bot.store.dues import DONE, LATE, MISSED

LINE = 260  # characters; eight of them fit wherever a message is shown
SORTS = {
    "incident": Text("Nobody is handling it: {what}"),
    "hold": Text("Unit on hold: {code}"),
    "begun": Text("Report begun, not finished: {what}"),
    "action": Text("Overdue: {what}"),
    "seal": Text("{what}: {code}"),
    "signature": Text("To be signed off: {what}"),
    "unreached": Text("Messages do not reach {who}"),
}
DUE = {MISSED: Text("Missed"), LATE: Text("Late"), DONE: Text("In time"), "due": Text("Still due")}
SHORT = {"hold": "code", "seal": "code", "unreached": "who"}  # what names it, where that is not its number


@dataclass(frozen=True)
class Reader:
    """Somebody's language and clock."""

    wording: Wording
    lang: str
    zone: str
    now: datetime

    def say(self, source: Text) -> str:
        return self.wording.say(source, self.lang)

    def since(self, at: datetime | date) -> str:
        """By the clock; of what is only a day, that."""
        if isinstance(at, datetime):
            return self.wording.clock(at, self.now, self.zone, self.lang)
        return self.wording.fill(at, self.lang)

    def row(self, row: Row) -> str:
        return cut(" ".join(self._row(row).splitlines()), LINE)

    def _row(self, row: Row) -> str:
        match row:
            case Decision():
                return self._decision(row)
            case Incident():
                return self.incident(row)
            case Counted():
                what = self.say(row.what)
                return f"{f'{what}, {row.site}' if row.site else what}: {row.count}"
            case Planned():
                return self._planned(row)
            case Owing():
                return self._owing(row)
            case Ran():
                return self._ran(row)
            case AtSite():
                return self._site(row)
            case Stretch():
                return self._stretch(row)
            case Changed():
                fill = {"title": Text(row.title), "revision": row.revision, "at": self.since(row.at)}
                return self.say(Text("{title}, revision {revision}, {at}", fill))
            case Noticed():
                return self._listed(
                    self.say(SHORT_LOOK[row.what]), self.say(Text(row.title)), row.number, row.site, row.person
                )
            case Lost():
                return f"{row.name}, {self.since(row.at)}"

    def _decision(self, one: Decision) -> str:
        fill = {"what": one.what, "code": one.code or CONFIDENTIAL, "who": one.who}
        said = self.say(Text(SORTS[one.sort].source, fill))
        who = "" if one.sort == "unreached" else one.who
        since = self.say(Text("since {at}", {"at": self.since(one.since)}))
        if one.sort == "action" and not self._over(one.since):
            said, since = self.say(one.what), self.say(Text("due {at}", {"at": self.since(one.since)}))
        return self._listed(self._grave(one.severity), said, one.site, who, one.number, since)

    def _over(self, day: datetime | date) -> bool:
        """Is it in the past where the reader works?"""
        return isinstance(day, datetime) or day < self.now.astimezone(ZoneInfo(self.zone)).date()

    def name_of(self, one: Decision) -> str:
        """What it is called in short: its number, its unit, its seal, or the person."""
        return str(getattr(one, SHORT.get(one.sort, "number"))) or self.say(Text("Open"))

    def incident(self, one: Incident) -> str:
        """What it is about and, if somebody has it, who."""
        parts = self._listed(self._grave(one.severity), self.say(one.kind), one.site, one.reporter, one.number)
        if not one.takers:
            return parts
        return self.say(Text("{incident} – handled by: {names}", {"incident": parts, "names": one.takers}))

    def _grave(self, severity: str) -> str:
        grave = SEVERITY.get(severity)
        return self.say(grave) if grave else ""

    def _planned(self, one: Planned) -> str:
        whose = one.name or (self.say(ROLE[one.role]) if one.role in ROLE else "")
        who = one.done_by if one.state in (DONE, LATE) else whose
        when = self.wording.clock(one.done_at or one.at, self.now, one.zone, self.lang)
        return f"{self.say(DUE[one.state])}: {self._listed(self.say(one.what), one.site, who, when)}"

    def _owing(self, one: Owing) -> str:
        last = Text("last passed {at}", {"at": self.since(one.last.date())}) if one.last else Text("never passed")
        return f"{self.say(Text('Overdue'))}: {self._listed(one.name, self.say(one.title), one.site, self.say(last))}"

    def _ran(self, one: Ran) -> str:
        passed = Text("passed") if one.passed else Text("not passed")
        name = "" if one.confidential else one.person
        score = f"{one.score}%" if one.score is not None else ""
        return self._listed(name, self.say(Text(one.title)), one.site, self.say(passed), score, self.since(one.at))

    def _site(self, one: AtSite) -> str:
        said = [Text("finished: {count}", {"count": one.finished}), Text("findings: {count}", {"count": one.findings})]
        said += [Text("without findings: {rate}%", {"rate": one.rate})] if one.rate is not None else []
        said += [Text("incidents: {count}", {"count": one.incidents})] if one.incidents else []
        said += [Text("missed: {count}", {"count": one.missed})] if one.missed else []
        return f"{one.name}: {self._listed(*map(self.say, said))}"

    def _stretch(self, one: Stretch) -> str:
        return f"{one.period.name}: {self.inspected(one)}"

    def inspected(self, one: Stretch) -> str:
        """How many inspections, and how they went."""
        said = [Text("inspections: {count}", {"count": one.finished})]
        said += [Text("without findings: {rate}%", {"rate": one.rate})] if one.rate is not None else []
        said += [Text("findings: {count}", {"count": one.findings})]
        return self._listed(*map(self.say, said))

    def took(self, seconds: int) -> str:
        """About how long."""
        minutes = round(seconds / 60)
        if minutes < 120:
            return self.say(Text("{count} min", {"count": minutes}))
        hours = round(minutes / 60)
        return self.say(
            Text("{count} h", {"count": hours}) if hours < 72 else Text("{count} days", {"count": round(hours / 24)})
        )

    def _listed(self, *parts: str) -> str:
        return ", ".join(filter(None, parts))
