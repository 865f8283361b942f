"""Organisations and their sites."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.numbering import free, initials
from bot.store.sql import made, organisation, site


@dataclass(frozen=True)
class KeptOrganisation:
    """An organisation: `region` a country code or empty, `pass_mark` in percent or the quiz's own, other settings as JSON."""

    id: int
    name: str
    region: str
    pass_mark: int | None = None
    settings: str = "{}"


@dataclass(frozen=True)
class KeptSite:
    """A site. `zone` is the IANA name of its time zone, `settings` is JSON."""

    id: int
    zone: str
    settings: str = "{}"


KEPT = sa.select(
    organisation.c.id, organisation.c.name, organisation.c.region, organisation.c.pass_mark, organisation.c.settings
)


@dataclass(slots=True)
class Organisations:
    """Every organisation, oldest first, with its settings and sites."""

    connection: sa.Connection

    def all(self) -> list[KeptOrganisation]:
        return [KeptOrganisation(*row) for row in self.connection.execute(KEPT.order_by(organisation.c.id))]

    def get(self, id: int) -> KeptOrganisation | None:
        row = self.connection.execute(KEPT.where(organisation.c.id == id)).one_or_none()
        return KeptOrganisation(*row) if row else None

    def begin(self, name: str) -> int:
        return made(self.connection, organisation, name=name, region="")

    def change(self, id: int, **settings: str | int | None) -> None:
        self.connection.execute(sa.update(organisation).where(organisation.c.id == id).values(**settings))

    def sites(self, id: int) -> dict[str, KeptSite]:
        """The sites of an organisation by name, oldest first."""
        c = site.c
        query = sa.select(c.name, c.id, c.zone, c.settings).where(c.organisation_id == id).order_by(c.id)
        return {name: KeptSite(*row) for name, *row in self.connection.execute(query)}

    def site_names(self, id: int) -> dict[int, str]:
        """The names of its sites, by id."""
        return {one.id: name for name, one in self.sites(id).items()}

    def open_site(self, id: int, name: str, zone: str) -> KeptSite:
        codes = self.connection.execute(sa.select(site.c.code).where(site.c.organisation_id == id)).scalars()
        code = free(initials(name), set(codes))
        return KeptSite(made(self.connection, site, organisation_id=id, name=name, zone=zone, code=code), zone)

    def decided(self, site_id: int) -> tuple[str, str, str]:
        """Region and settings of the organisation of a site, and the settings of the site."""
        theirs = sa.select(organisation.c.region, organisation.c.settings, site.c.settings).join_from(
            site, organisation
        )
        row = self.connection.execute(theirs.where(site.c.id == site_id)).one()
        return row[0], row[1], row[2]

    def decide(self, site_id: int, settings: str) -> None:
        self.connection.execute(sa.update(site).where(site.c.id == site_id).values(settings=settings))

    def rename_site(self, site_id: int, name: str) -> None:
        self.connection.execute(sa.update(site).where(site.c.id == site_id).values(name=name))

    def change_zone(self, site_id: int, zone: str) -> None:
        self.connection.execute(sa.update(site).where(site.c.id == site_id).values(zone=zone))
