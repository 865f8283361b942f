"""Organisations and their sites."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.sql import made, organisation, site


@dataclass(frozen=True)
class KeptOrganisation:
    """An organisation and its settings: `region` a country code or empty, `pass_mark` in percent or the quiz's own."""

    id: int
    name: str
    region: str
    pass_mark: int | None


@dataclass(frozen=True)
class KeptSite:
    """A site. `zone` is the IANA name of its time zone."""

    id: int
    zone: str


@dataclass(slots=True)
class Organisations:
    """Every organisation, oldest first, with its settings and sites."""

    connection: sa.Connection

    def all(self) -> list[KeptOrganisation]:
        c = organisation.c
        rows = self.connection.execute(sa.select(c.id, c.name, c.region, c.pass_mark).order_by(c.id))
        return [KeptOrganisation(*row) for row in rows]

    def begin(self, name: str) -> int:
        return made(self.connection, organisation, name=name, region="")

    def change(self, id: int, **settings: str | int | None) -> None:
        self.connection.execute(sa.update(organisation).where(organisation.c.id == id).values(**settings))

    def sites(self, id: int) -> dict[str, KeptSite]:
        """The sites of an organisation by name, oldest first."""
        query = sa.select(site.c.name, site.c.id, site.c.zone).where(site.c.organisation_id == id).order_by(site.c.id)
        return {name: KeptSite(site_id, zone) for name, site_id, zone in self.connection.execute(query)}

    def open_site(self, id: int, name: str, zone: str) -> KeptSite:
        return KeptSite(made(self.connection, site, organisation_id=id, name=name, zone=zone), zone)

    def change_zone(self, site_id: int, zone: str) -> None:
        self.connection.execute(sa.update(site).where(site.c.id == site_id).values(zone=zone))
