"""Partners of a past: each becomes one, something is sent and looked at, a certificate is withdrawn. At its times, by a manager."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.partnering import plain
from bot.sample.days import at_wall
from bot.sample.papers import SECURED, dated, named, printed
from bot.sample.partner_words import COMPANIES, Company, Piece
from bot.sample.story import Story

LOOKED = 4  # days after its date a printed certificate is sent
AT_ONCE = ("svi", "cbp-mail", "visit")  # what is dated on the day on which it is looked at
HOUR = 10
DOMAIN = "example.com"


@dataclass(frozen=True)
class Books:
    """Who keeps them, and the papers by name."""

    story: Story
    by: int
    papers: Mapping[str, str]

    def begins(self) -> None:
        """Of every partner."""
        for number, one in enumerate(COMPANIES):
            first = max((piece.ago for piece in one.pieces), default=200)
            at = self.moment(max(first, one.contract) + 5, number)
            self.story.begins(self._life(one, number), at)

    def moment(self, ago: int, number: int, *, later: int = 0) -> datetime:
        """So many days before the end, in the morning of the first site."""
        clock = ZoneInfo(self.story.world.yards[0].zone)
        day = self.story.until.astimezone(clock).date() - timedelta(days=ago - later)
        return min(at_wall(day, time(HOUR, number * 2), clock), self.story.until - timedelta(minutes=30 + number))

    def _life(self, one: Company, number: int) -> Iterator[datetime]:
        books, at = self.story.stage.tx.partners, self.story.now
        org, today = self.story.world.organisation_id, self.story.until.date()
        id = books.add(org, one.name, plain(one.name), self.by, at)
        books.change(id, part=one.part, country=one.country, risk=one.risk)
        if one.contact:
            mail = f"{plain(one.contact).split()[0]}@{plain(one.name).replace(' ', '-')}.{DOMAIN}"
            books.contact(org, id, at, name=one.contact, email=mail, lang="en" if one.country in ("US", "CA") else "es")
        for moment, what in sorted(self._coming(one, number), key=lambda each: each[0]):
            yield moment
            if isinstance(what, Piece):
                self._sent(id, one, what, moment)
            else:
                self.story.stage.tx.partners.change(id, contract=today - timedelta(days=what))
        yield from self._withdrawn(id, one, number)

    def _coming(self, one: Company, number: int) -> Iterator[tuple[datetime, Piece | int]]:
        for piece in one.pieces:
            yield self.moment(piece.ago, number, later=0 if piece.proof in AT_ONCE else LOOKED), piece
        if one.contract:
            yield self.moment(one.contract, number), one.contract

    def _sent(self, id: int, one: Company, piece: Piece, at: datetime) -> None:
        paper, today = self.papers.get(named(one, piece)), self.story.until.date()
        self.story.stage.tx.partners.show(
            self.story.world.organisation_id, id, piece.proof, files=[paper] if paper else [], dated=dated(piece, today),
            until=printed(piece, today), country=one.country, security=piece.security and piece.proof in SECURED,
            checked_by=self.by, checked_at=at, ready=True,
        )  # fmt: skip

    def _withdrawn(self, id: int, one: Company, number: int) -> Iterator[datetime]:
        for piece in (piece for piece in one.pieces if piece.ended):
            yield self.moment(piece.ended, number)
            books, day = self.story.stage.tx.partners, self.story.until.date() - timedelta(days=piece.ended)
            (kept,) = [each for each in books.evidence([id])[id] if each.proof == piece.proof]
            books.amend(kept.id, ended=day, ended_by=self.by)
