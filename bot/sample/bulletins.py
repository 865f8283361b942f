"""Bulletins of a past: what a manager has told whom, from inside and from outside, and who has seen it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.duties import sending_bulletins
from bot.sample.days import at_wall, later
from bot.sample.story import Story

SEEN, SLOW = 0.93, 0.8  # of those to whom it came; of those to whom the last one came, which is young
MINUTES = 160  # until it is seen, more or less


@dataclass(frozen=True)
class Told:
    """Sent so many days before the end; none of `roles` is everybody. One from outside has a source, dated days before."""

    ago: int
    en: str
    es: str
    roles: tuple[str, ...] = ()
    home: bool = False
    source: str = ""
    before: int = 0
    handling: str = ""


TOLD = (
    Told(330, "From Monday on the night gate closes at 22:00. Whoever comes later calls the guard.",
         "Desde el lunes la puerta de noche cierra a las 22:00. Quien llegue después llama al guardia.", home=True),
    Told(212, "The boxes of seals are now in the cabinet behind the office. Take none without noting its number.",
         "Las cajas de sellos están ahora en el gabinete detrás de la oficina. No tome ninguno sin anotar su número.",
         ("warehouse", "supervisor", "guard"), handling="internal"),
    Told(47, "Trailers with a false wall behind the refrigeration unit were found at two yards of the region. Measure inside and outside.",
         "En dos patios de la región se hallaron remolques con pared falsa detrás de la unidad de refrigeración. Mida por dentro y por fuera.",
         ("guard", "warehouse", "supervisor", "driver"), source="Red de Seguridad de Patios del Norte (ejemplo)", before=2,
         handling="partners"),
    Told(19, "Insects were found in wood from one supplier. Pallets without the mark of ISPM 15 go back unopened.",
         "Se hallaron insectos en madera de un proveedor. Las tarimas sin la marca de la NIMF 15 se devuelven sin abrir.",
         ("warehouse", "supervisor"), source="Boletín Fitosanitario Fronterizo (ejemplo)", before=5, handling="free"),
    Told(3, "A caller says that he is from dispatch and asks for seal numbers. We never give numbers by telephone.",
         "Alguien llama diciendo que es de despacho y pide números de sello. Nunca damos números por teléfono.",
         handling="internal"),
)  # fmt: skip


@dataclass(frozen=True)
class Sender:
    """Who sends them, in their language."""

    story: Story
    by: int
    lang: str

    def begins(self) -> None:
        clock = ZoneInfo(self.story.world.yards[0].zone)
        for one in TOLD:
            day = self.story.until.astimezone(clock).date() - timedelta(days=one.ago)
            self.story.begins(self._life(one), at_wall(day, time(9, 20), clock))

    def _life(self, one: Told) -> Iterator[datetime]:
        at, books = self.story.now, self.story.stage.tx.bulletins
        id = books.draft(self.story.world.organisation_id, self.by, made_at=at, **self._values(one, at))
        sites = (self.story.world.yards[0].id,) if one.home else ()
        books.change(id, roles=one.roles, sites=sites)
        kept = books.get(id)
        assert kept, "it was just drafted"
        if not books.addressed(kept):
            return
        books.change(id, sent_at=at)
        self.story.stage.tx.timers.set(sending_bulletins.TIMER, at, str(id))
        yield at + timedelta(seconds=5)
        yield from self._seen(id, one)

    def _values(self, one: Told, at: datetime) -> Mapping[str, object]:
        words, other = (one.es, one.en) if self.lang == "es" else (one.en, one.es)
        outside = {"source": one.source, "source_at": at - timedelta(days=one.before)} if one.source else {}
        return {"lang": self.lang, "words": words, "other": other, "handling": one.handling, **outside}

    def _seen(self, id: int, one: Told) -> Iterator[datetime]:
        """It has come to everybody; most see it, one after the other."""
        chance, books, now = self.story.stage.chance, self.story.stage.tx.bulletins, self.story.now
        share = SLOW if one is TOLD[-1] else SEEN
        people = [got.person_id for got in books.got([id])[id] if got.told_at]
        for person in people:
            books.marks(id, person, came_at=now)
        seeing = sorted((now + later(chance, MINUTES), person) for person in people if chance.random() < share)
        for at, person in seeing:
            yield at
            self.story.stage.tx.bulletins.seen(id, person, at)
