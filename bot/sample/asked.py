"""What is typed in a past where a question takes any words, by what it asks. Knows the questions by words of them in English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bot.sample.words import CARRIERS, FOUND, PLACES, SUPPLIERS, TOLD, Pool, some

UNSEEN: Pool = {
    "en": ("Loaded up to the door, not to be reached.", "It was raining hard, looked at from the outside only.", "Locked, and the key is with the carrier.",
           "Too dark there, the lamp was out.", "The unit had to leave the bay."),
    "es": ("Cargado hasta la puerta, no se alcanza.", "Llovía fuerte, solo se vio por fuera.", "Cerrado, y la llave la tiene el transportista.",
           "Ahí estaba muy oscuro, la lámpara no servía.", "La unidad tuvo que dejar el área."),
}  # fmt: skip
REMARK: Pool = {
    "en": ("Worn, but good until the next service.", "Was painted anew last week.", "To be looked at again next time.",
           "Scratched, nothing more.", "The driver knows about it.", "Not from here, it came like that."),
    "es": ("Desgastado, pero aguanta hasta el próximo servicio.", "Se pintó la semana pasada.", "Hay que verlo otra vez la próxima.",
           "Rayado, nada más.", "El operador ya lo sabe.", "No es de aquí, así llegó."),
}  # fmt: skip
KEPT: Pool = {
    "en": ("It is painted so on the door and on the papers.", "Read twice, the number stands so on the unit."),
    "es": ("Así está pintado en la puerta y en los papeles.", "Se leyó dos veces, así viene en la unidad."),
}
UNUSED: Pool = {
    "en": ("There is none at this site.", "Nothing stays here overnight."),
    "es": ("En este sitio no hay.", "Aquí nada se queda de noche."),
}
LEAKS: Pool = {
    "en": ("Diesel, from the tank of the tractor.", "UN 1203 on the placard.", "Hydraulic oil, says the label."),
    "es": ("Diésel, del tanque del tractor.", "UN 1203 en el cartel.", "Aceite hidráulico, dice la etiqueta."),
}
PERSONS: Pool = {
    "en": ("A man of about 30 with a gray hoodie; a white pickup without plates.", "A woman with a blue cap, on foot."),
    "es": ("Un hombre de unos 30 años con sudadera gris; una pickup blanca sin placas.", "Una mujer con gorra azul, a pie."),
}  # fmt: skip
AUTHORITIES: Pool = {
    "en": ("The state police, report 4471.", "The police of the county; the number comes tomorrow."),
    "es": ("La policía estatal, folio 4471.", "La policía municipal; el folio lo dan mañana."),
}
SYSTEMS: Pool = {
    "en": ("The computer at the gate.", "The mail account of shipping.", "The recorder of the cameras."),
    "es": ("La computadora de la puerta.", "La cuenta de correo de embarques.", "El grabador de las cámaras."),
}
LOTS: Pool = {"en": ("lot 4471", "lot B-208"), "es": ("lote 4471", "lote B-208")}
ABSENT: Pool = {
    "en": ("The last two of the open box.", "One from the drawer of the night shift."),
    "es": ("Los dos últimos de la caja abierta.", "Uno del cajón del turno de noche."),
}
AREAS: Pool = {
    "en": (
        "The yard and its fence.",
        "Warehouse 1 with its docks.",
        "The north gate and the guard house.",
        "The offices.",
    ),
    "es": ("El patio y su cerca.", "La bodega 1 con sus andenes.", "La puerta norte y la caseta.", "Las oficinas."),
}
OFFICERS: Pool = {
    "en": ("Officer Ramsey, customs at the bridge, record 1184.", "Officer Dunn, highway patrol, record 20-331."),
    "es": ("Oficial Ramos, aduana del puente, acta 1184.", "Oficial Duarte, Guardia Nacional, acta 20-331."),
}
ORIGINS: Pool = {
    "en": ("The carrier's yard in San Antonio.", "A farm near Edinburg.", "The plant in Monterrey."),
    "es": ("El patio del transportista en San Antonio.", "Un rancho cerca de Linares.", "La planta de Monterrey."),
}
CRITERIA = ("5.7", "6.7", "10.2")
HASPS: Pool = {
    "en": ("Right door, lower hasp.", "Left door, handle.", "Side door."),
    "es": ("Puerta derecha, pasador de abajo.", "Puerta izquierda, manija.", "Puerta lateral."),
}
PARTS: Pool = {
    "en": ("On the floor in the rear corner.", "Under the frame, by the axles.", "On the roof."),
    "es": ("En el piso, en la esquina de atrás.", "Debajo del chasis, junto a los ejes.", "En el techo."),
}
REASONS: Pool = {
    "en": ("A flat tire, changed on the shoulder.", "The bridge was closed for two hours."),
    "es": ("Una llanta ponchada, se cambió en el acotamiento.", "El puente estuvo cerrado dos horas."),
}


@dataclass(frozen=True)
class Asked:
    """A question, who is asked for where a name is, and the unit that it may be about."""

    prompt: str
    colleague: str
    unit: str


Typing = Callable[[Random, Asked, str], str]


def one_of(pool: Pool) -> Typing:
    return lambda chance, _, lang: some(chance, pool, lang)


def _colleague(_chance: Random, asked: Asked, _lang: str) -> str:
    return asked.colleague


def _with_company(chance: Random, asked: Asked, _lang: str) -> str:
    return f"{asked.colleague}, {chance.choice(CARRIERS)}"


def _stored(chance: Random, asked: Asked, lang: str) -> str:
    return f"{some(chance, PLACES, lang)}, {asked.colleague}"


def _lot(chance: Random, _asked: Asked, lang: str) -> str:
    return f"{chance.choice(SUPPLIERS)}, {some(chance, LOTS, lang)}"


def _papers(chance: Random, _asked: Asked, _lang: str) -> str:
    return f"BL-{chance.randrange(100_000, 999_999)}"


# What a question has in it, and what is typed then; the first that fits.
QUESTIONS: tuple[tuple[str, Typing], ...] = (
    ("did you find", one_of(FOUND)),
    ("your remark", one_of(REMARK)),
    ("not be inspected", one_of(UNSEEN)),
    ("keeping a number", one_of(KEPT)),
    ("not apply", one_of(UNUSED)),
    ("leaking", one_of(LEAKS)),
    ("describe person", one_of(PERSONS)),
    ("authorities", one_of(AUTHORITIES)),
    ("device, account", one_of(SYSTEMS)),
    ("which lot", _lot),
    ("delivered", lambda chance, _asked, _lang: chance.choice(SUPPLIERS)),
    ("missing", one_of(ABSENT)),
    *((words, one_of(AREAS)) for words in ("area or building", "entrance or building", "office or area")),
    ("name and company", _with_company),
    ("name, office", one_of(OFFICERS)),
    ("where did the unit come from", one_of(ORIGINS)),
    ("where on the unit", one_of(HASPS)),
    ("part of the unit", one_of(PARTS)),
    ("where exactly", one_of(PLACES)),
    ("the reason", one_of(REASONS)),
    ("which criterion", lambda chance, _asked, _lang: chance.choice(CRITERIA)),
    ("and who has the key", _stored),
    ("which unit", lambda _chance, asked, _lang: asked.unit),
    ("which company", lambda chance, _asked, _lang: chance.choice(CARRIERS)),
    ("reference", _papers),
    ("what happened", one_of(TOLD)),
    ("full name", _colleague),
    ("who ", _colleague),
)


def typed(chance: Random, asked: Asked, lang: str) -> str:
    """What is typed for a question that takes any words; a few sentences where it asks for nothing that is known here."""
    prompt = asked.prompt.casefold()
    typing = next((one for words, one in QUESTIONS if words in prompt), one_of(TOLD))
    return typing(chance, asked, lang)
