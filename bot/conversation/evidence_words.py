"""How a criterion stands, in words: its name in both programmes, what the year proves, what is missing. Chat, page and export say
the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels.channel import Line
from bot.content.beside import both
from bot.content.criteria import Criterion
from bot.content.library import Library
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.figures.proofs import Proof
from bot.figures.standing import ATTACHED, NOTHING, PARTLY, PROVEN, STANDINGS, TRAINED, Gap, Standing
from bot.store.profiles import Entry

STATE: Mapping[str, Text] = {
    NOTHING: Text("Nothing on record"),
    TRAINED: Text("Only training on record"),
    PARTLY: Text("Partly on record"),
    ATTACHED: Text("Attached only"),
    PROVEN: Text("On record"),
}
LEVEL = {"must": Text("Required (must)"), "should": Text("Recommended (should)")}
SHORT = {"must": Text("must"), "should": Text("should")}
SOURCE: Mapping[str, Text] = {
    "inspections": Text("Inspections and walks"),
    "reports": Text("Incidents reported"),
    "training": Text("Quizzes passed"),
    "obligations": Text("Incidents with a step done that the programs ask for"),
    "seals": Text("Entries in the seal ledger"),
    "risks": Text("Risk assessments of lanes"),
    "sign_offs": Text("Inspections signed off"),
    "actions": Text("Corrective actions opened"),
    "closed": Text("Corrective actions closed with a photo or a file"),
    "procedures": Text("Procedures acknowledged"),
    "partners": Text("Proofs of a partner's status"),
    "assessments": Text("Questionnaires and visits of partners"),
    "bulletins": Text("Bulletins seen"),
    "alerts": Text("Bulletins seen by a partner's contact"),
    "days": Text("Days of records sealed"),
}
COUNTED = Text("{count}, the last on {day}")
OURS = Text(
    "Our reading of your records, not an approval: what counts is decided by whoever validates. The days are ours, too."
)
MARK = {NOTHING: "finding", TRAINED: "finding", PROVEN: "good"}


@dataclass(frozen=True)
class Teller:
    """Somebody's language and clock; `sites` are the names of sites by their ids."""

    wording: Wording
    lang: str
    zone: str
    library: Library
    sites: Mapping[int, str]

    def say(self, text: Text) -> str:
        return self.wording.say(text, self.lang)

    def day(self, at: datetime) -> str:
        return self.wording.fill(at.astimezone(ZoneInfo(self.zone)).date(), self.lang)

    def name(self, one: Criterion) -> str:
        """Both programmes and the category."""
        category = self.say(Text(self.library.criteria.categories.get(one.category, "")))
        return " · ".join(filter(None, (self.called(one), category)))

    def called(self, one: Criterion) -> str:
        """As both programmes number it."""
        return both((one.id,), one.basc)

    def short(self, one: Criterion) -> str:
        """Both programmes, and whether it is a must."""
        return f"{self.called(one)} · {self.say(SHORT[one.level])}"

    def level(self, one: Criterion) -> str:
        return self.say(LEVEL[one.level])

    def level_of(self, level: str) -> str:
        return self.say(SHORT[level])

    def category(self, id: str, clauses: Sequence[str] = ()) -> str:
        """Its number and name, and the clauses of BASC that its criteria stand beside."""
        return " · ".join(
            filter(None, (id, self.say(Text(self.library.criteria.categories.get(id, ""))), both((), clauses)))
        )

    def state(self, one: Standing) -> str:
        return self.state_of(one.state)

    def state_of(self, state: str) -> str:
        return self.say(STATE[state])

    def proofs(self, one: Standing) -> Iterator[Line]:
        for proof in one.proofs:
            yield Line(self.say(SOURCE[proof.source]), self.proof(proof))

    def proof(self, proof: Proof) -> str:
        return self.say(Text(COUNTED.source, {"count": proof.count, "day": self.day(proof.last)}))

    def gap(self, gap: Gap) -> str:
        match gap.what:
            case "none":
                return self.say(Text("None in twelve months: {source}", {"source": SOURCE[gap.of]}))
            case "sites":
                fill = {"source": SOURCE[gap.of], "sites": self.places(gap.sites)}
                return self.say(Text("{source}: none in twelve months at {sites}", fill))
            case "old":
                assert gap.last
                fill = {"source": SOURCE[gap.of], "day": self.day(gap.last), "days": gap.days}
                return self.say(Text("{source}: the last on {day}, more than {days} days ago", fill))
            case "failing":
                return self.say(Text("Partners that would fail an audit today: {count}", {"count": gap.count}))
            case "attach":
                return self.say(Text("Not attached: {what}", {"what": self.attachment(gap.of)}))
        return self.say(Text("The narrative is not written."))

    def places(self, ids: Iterable[int]) -> str:
        return ", ".join(sorted(self.sites[id] for id in ids if id in self.sites))

    def attachment(self, kind: str) -> Text:
        known = self.library.evidence.attachments.get(kind)
        return Text(known.label) if known else Text("Something else")

    def said(self, entry: Entry) -> str:
        """Who said it, and when."""
        return f"{entry.by}, {self.day(entry.at)}"

    def counts(self, some: Mapping[str, int]) -> str:
        """How many stand how, the worst first."""
        return ", ".join(f"{self.say(STATE[state])}: {some[state]}" for state in STANDINGS if state in some)
