"""The journey that every contestant serves: an inspection of a truck and its trailer in 17 points.

Start, truck, trailer, 17 presses of which two fail and ask for a note, confirm: 23 turns that leave 22 answers. A third of
the users reads Spanish. Knows no platform.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

POINTS_EN = [
    "Service brakes and air lines",
    "Parking brake",
    "Steering mechanism",
    "Lights and reflectors",
    "Tires and tread depth",
    "Horn",
    "Windshield wipers and washers",
    "Rear-view mirrors",
    "Coupling devices and fifth wheel",
    "Wheels, rims and lug nuts",
    "Emergency equipment",
    "Suspension and frame",
    "Exhaust system",
    "Fuel system and caps",
    "Trailer doors and hinges",
    "Trailer landing gear",
    "Cargo securement",
]
POINTS_ES = [
    "Frenos de servicio y líneas de aire",
    "Freno de estacionamiento",
    "Mecanismo de dirección",
    "Luces y reflectores",
    "Neumáticos y profundidad del dibujo",
    "Bocina",
    "Limpiaparabrisas y lavaparabrisas",
    "Espejos retrovisores",
    "Enganches y quinta rueda",
    "Ruedas, llantas y tuercas",
    "Equipo de emergencia",
    "Suspensión y bastidor",
    "Sistema de escape",
    "Sistema y tapas de combustible",
    "Puertas y bisagras del remolque",
    "Patas de apoyo del remolque",
    "Sujeción de la carga",
]
N_POINTS = 17
TEXTS = {
    "en": {
        "ask_truck": "Truck number?",
        "ask_trailer": "Trailer number?",
        "ask_point": "Point {n} of 17: {name}. Pass or fail?",
        "pass": "Pass",
        "fail": "Fail",
        "ask_note": "{name} failed. Describe the defect.",
        "ask_confirm": "Truck {truck}, trailer {trailer}: {passed} passed, {failed} failed. Submit?",
        "confirm": "Submit",
        "done": "Inspection recorded. Thank you.",
        "points": POINTS_EN,
    },
    "es": {
        "ask_truck": "¿Número de camión?",
        "ask_trailer": "¿Número de remolque?",
        "ask_point": "Punto {n} de 17: {name}. ¿Aprobado o fallo?",
        "pass": "Aprobado",
        "fail": "Fallo",
        "ask_note": "{name}: fallo. Describa el defecto.",
        "ask_confirm": "Camión {truck}, remolque {trailer}: {passed} aprobados, {failed} fallos. ¿Enviar?",
        "confirm": "Enviar",
        "done": "Inspección registrada. Gracias.",
        "points": POINTS_ES,
    },
}
TURNS = 23
ANSWERS = 22
HALF = 3 + 8 + 1  # turns: start, truck, trailer, eight points, one note
NUMBERS = 9973  # so many trucks there are


@dataclass(frozen=True)
class Turn:
    """What a user does: `start`, `truck`, `trailer`, `point` with a value, `note`, `confirm`."""

    kind: str
    n: int = 0
    value: str = ""


def language(i: int) -> str:
    return "es" if i % 3 == 0 else "en"


def point_text(lang: str, n: int) -> str:
    words = TEXTS[lang]
    return words["ask_point"].format(n=n, name=words["points"][n - 1])


def note_text(lang: str, n: int) -> str:
    words = TEXTS[lang]
    return words["ask_note"].format(name=words["points"][n - 1])


def confirm_text(lang: str, answers: dict[str, str]) -> str:
    points = [value for key, value in answers.items() if key.startswith("point")]
    failed = points.count("fail")
    fill = {"truck": answers["truck"], "trailer": answers["trailer"], "passed": len(points) - failed, "failed": failed}
    return TEXTS[lang]["ask_confirm"].format(**fill)


def failing(i: int) -> tuple[int, int]:
    """The two points that fail for a user: one of the first eight, one of the next eight."""
    return (i % 8) + 1, (i % 8) + 9


def truck(i: int) -> str:
    return f"TRK-{i % NUMBERS:04d}"


def trailer(i: int) -> str:
    return f"TRL-{(i * 7) % NUMBERS:04d}"


def note(i: int, n: int) -> str:
    return f"worn beyond limit at point {n}, unit {i % NUMBERS}"


def turn(i: int, t: int) -> Turn:
    return _turns(i % 8)[t]


@cache
def _turns(sort: int) -> tuple[Turn, ...]:
    turns = [Turn("start"), Turn("truck"), Turn("trailer")]
    for n in range(1, N_POINTS + 1):
        fails = n in failing(sort)
        turns.append(Turn("point", n, "fail" if fails else "pass"))
        if fails:
            turns.append(Turn("note", n))
    return (*turns, Turn("confirm"))


def typed(i: int, turn: Turn) -> str:
    """The words of a turn that is typed."""
    if turn.kind == "start":
        return "/inspect"
    if turn.kind == "note":
        return note(i, turn.n)
    return truck(i) if turn.kind == "truck" else trailer(i)


def answers(i: int) -> dict[str, str]:
    """What must be in the store at the end, in the order it was given."""
    given = {"truck": truck(i), "trailer": trailer(i)}
    for n in range(1, N_POINTS + 1):
        fails = n in failing(i)
        given[f"point{n}"] = "fail" if fails else "pass"
        if fails:
            given[f"note{n}"] = note(i, n)
    return given | {"confirm": "yes"}
