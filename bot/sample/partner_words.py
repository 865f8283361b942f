"""Partners of a past with what shows where each stands: every standing once at least, in every part of the chain. All are invented."""

from __future__ import annotations

from dataclasses import dataclass

SVI, MAIL, BASC, MEXICO, AEO, PIP, VISIT, OTHER = (
    "svi", "cbp-mail", "basc", "oea-mx", "aeo", "pip", "visit", "other",
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """Something that is on file: of which sort, dated so many days before the end, valid for so many days after it (or before, if
    that is less than nothing), whether it covers security, and how many days before the end it was withdrawn."""

    proof: str
    ago: int
    until: int | None = None
    security: bool = True
    ended: int = 0


@dataclass(frozen=True)
class Company:
    """A partner. `contract` is how many days before the end a contract was signed, 0 if none was."""

    name: str
    part: str
    country: str
    risk: str
    contract: int
    pieces: tuple[Piece, ...] = ()
    contact: str = ""


COMPANIES = (
    Company("Blue Mesa Freight", "carrier", "US", "medium", 300, (Piece(SVI, 40), Piece(SVI, 402)), "Carla Winslow"),
    Company("Línea Norte Carga", "carrier", "MX", "high", 280, (Piece(SVI, 341),), "Ramón Ochoa Treviño"),
    Company("Transportes Sierra Alta", "carrier", "MX", "medium", 260, (Piece(MEXICO, 200, 165),), "Leticia Guajardo"),
    Company("Autotransportes El Cardenal", "carrier", "MX", "high", 0, (Piece(MEXICO, 150, 215, security=False),)),
    Company("Halcyon Haulage", "carrier", "US", "medium", 410, (Piece(MAIL, 402),), "Dean Foster"),
    Company("Transportes Vega del Magdalena", "carrier", "CO", "high", 190, (Piece(BASC, 160, 205, ended=26),)),
    Company("Laredo Customs Partners", "broker", "US", "low", 350, (Piece(SVI, 120),), "Monica Reyes"),
    Company("Agencia Aduanal Ríos y Luna", "broker", "MX", "medium", 330, (Piece(MEXICO, 331, 33),), "Arturo Ríos"),
    Company("Agencia de Aduanas Sabana", "broker", "CO", "medium", 0, (Piece(BASC, 220, 145),)),
    Company("Almacenes del Bajío Norte", "warehouse", "MX", "high", 0),
    Company("Depósitos La Candelaria", "warehouse", "CO", "medium", 240, (Piece(BASC, 386, -21),), "Pilar Zambrano"),
    Company("Seguridad Centinela Fronteriza", "security", "MX", "medium", 210, (Piece(VISIT, 90),)),
    Company("Vigilancia Andina Integral", "security", "CO", "medium", 325, (Piece(BASC, 325, 40),)),
    Company("Muebles Tijuana Manufactura", "manufacturer", "MX", "medium", 0, (Piece(MEXICO, 380, -15),)),
    Company("Textiles Quetzal Verde", "manufacturer", "GT", "medium", 120, (Piece(AEO, 60, 300),)),
    Company("Cafetalera Cumbres del Istmo", "manufacturer", "PA", "high", 0, (Piece(AEO, 110, 250),)),
    Company("Conservas Valle del Maule", "manufacturer", "CL", "high", 140, (Piece(VISIT, 100), Piece(AEO, 130, 230))),
    Company("Northern Maple Consolidators", "consolidator", "CA", "medium", 200, (Piece(PIP, 210),), "Joanne Tremblay"),
    Company("Three Harbours Forwarding", "consolidator", "CA", "low", 0, (Piece(PIP, 322),)),
    Company("Cantábrica de Carga", "consolidator", "ES", "medium", 0, (Piece(AEO, 95, 270, security=False),)),
    Company("Rhein-Main Kontor Spedition", "consolidator", "DE", "low", 170, (Piece(AEO, 80, 280),), "Jutta Brandl"),
    Company("Border Seal Supply", "supplier", "US", "medium", 230, (Piece(VISIT, 155),), "Walt Jensen"),
    Company("Sellos y Precintos Atlas", "supplier", "CO", "medium", 0, (Piece(BASC, 170, 195),)),
    Company("Keystone Security Seals", "supplier", "US", "medium", 0, (Piece(OTHER, 75, 640),)),
    Company("Empaques y Tarimas del Norte", "supplier", "MX", "low", 0, (Piece(VISIT, 300),)),
    Company("Limpieza Industrial Frontera", "other", "MX", "low", 0),
)  # fmt: skip
