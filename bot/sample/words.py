"""What people of the past are called and what they write, in both languages. All of it is invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

Pool = Mapping[str, Sequence[str]]

FIRST: Pool = {
    "en": ("Dana", "Marcus", "Ellen", "Tyrone", "Grace", "Walter", "Naomi", "Derek", "Joan", "Carl", "Irene", "Howard",
           "Paula", "Vernon", "Ruth", "Keith", "Angela", "Leon", "Martha", "Clyde"),
    "es": ("Rosa", "Ignacio", "Elena", "Tomás", "Beatriz", "Ramiro", "Alma", "Gustavo", "Noemí", "Efraín", "Silvia",
           "Octavio", "Marisol", "Joaquín", "Patricia", "Rubén", "Adriana", "Nicolás", "Verónica", "Álvaro", "Íñigo", "Julia"),
}  # fmt: skip
LAST: Pool = {
    "en": ("Whitfield", "Okafor", "Brandt", "Mercer", "Holloway", "Pruitt", "Lindqvist", "Abbott", "Farrow", "Tran",
           "Delaney", "Kowalski", "Stroud", "Hensley", "Bautista", "Yates"),
    "es": ("Villaseñor", "Quintana", "Arriaga", "Peralta Núñez", "Cárdenas", "Ibáñez", "Montoya", "Escamilla", "Zúñiga",
           "Barragán", "Tovar", "Lizárraga", "Peñaloza", "Urrutia", "Salgado", "de la O", "Muñoz Leal", "Cifuentes"),
}  # fmt: skip
CARRIERS = (
    "Transportes Sierra Alta",
    "Línea Norte Carga",
    "Blue Mesa Freight",
    "Autotransportes El Cardenal",
    "Halcyon Haulage",
)
SUPPLIERS = ("Border Seal Supply", "Sellos y Precintos Atlas", "Keystone Security Seals")
MAKERS: Mapping[str, tuple[str, ...]] = {"container": ("MSCU", "TCLU", "HLXU", "CAIU", "TGHU")}
PLACES: Pool = {
    "en": ("Dock 2", "Dock 4", "Dock 7", "North gate", "Inspection bay", "Yard, row C", "Warehouse 1"),
    "es": ("Andén 2", "Andén 4", "Andén 7", "Puerta norte", "Área de inspección", "Patio, fila C", "Bodega 1"),
}
FOUND: Pool = {
    "en": (
        "Crack about 10 cm long, photo taken.", "Loose bolt, tightened and looked at again.", "Dirty, swept on the spot.",
        "Dent on the left side, old and painted over.", "Soil and leaves in the corner.", "The latch does not close all the way.",
        "A rivet is new and of another color.", "Lamp out of order.",
    ),
    "es": (
        "Grieta de unos 10 cm, se tomó foto.", "Tornillo flojo, se apretó y se revisó otra vez.", "Sucio, se barrió en el lugar.",
        "Golpe en el lado izquierdo, viejo y pintado.", "Tierra y hojas en la esquina.", "El pasador no cierra por completo.",
        "Un remache es nuevo y de otro color.", "Luz fundida.",
    ),
}  # fmt: skip
TOLD: Pool = {
    "en": (
        "I noticed it on my round and stayed with the unit until the supervisor came.",
        "The guard at the gate saw it first. Nothing was touched.",
        "It was like this when the unit came in; the driver does not know since when.",
        "Two people whom nobody knows were beside the fence and left when they were spoken to.",
        "The paper says one thing and the unit another. Both were photographed.",
    ),
    "es": (
        "Lo noté en mi recorrido y me quedé junto a la unidad hasta que llegó el supervisor.",
        "El vigilante de la puerta lo vio primero. No se tocó nada.",
        "Ya venía así cuando llegó la unidad; el operador no sabe desde cuándo.",
        "Dos personas que nadie conoce estaban junto a la cerca y se fueron cuando les hablaron.",
        "El papel dice una cosa y la unidad otra. Se tomaron fotos de ambos.",
    ),
}  # fmt: skip
CAUSE: Pool = {
    "en": ("The night shift had no key for the second lock.", "The number was copied from an old manifest.",
           "The gate camera was off after the power cut.", "The carrier changed the trailer and told nobody."),
    "es": ("El turno de noche no tenía llave del segundo candado.", "El número se copió de un manifiesto viejo.",
           "La cámara de la puerta quedó apagada tras el corte de luz.", "El transportista cambió el remolque y no avisó."),
}  # fmt: skip
MEASURES: Pool = {
    "en": ("A second key is kept with the shift leader.", "Numbers are read at the unit by two people.",
           "The camera has a battery now and is looked at every morning.", "The carrier confirms each unit one hour ahead."),
    "es": ("El jefe de turno guarda una segunda llave.", "Dos personas leen los números en la unidad.",
           "La cámara ya tiene batería y se revisa cada mañana.", "El transportista confirma cada unidad una hora antes."),
}  # fmt: skip
INFORMED: Pool = {
    "en": (
        "Called the authorized contact; the call is in the log book.",
        "Sent by e-mail to the customs broker, with the record.",
    ),
    "es": (
        "Se llamó al contacto autorizado; la llamada está en la bitácora.",
        "Se envió por correo al agente aduanal, con el registro.",
    ),
}
DONE: Pool = {
    "en": (
        "Repaired and looked at with the shift leader.",
        "Replaced by a new one.",
        "Cleaned, and the unit was inspected again.",
    ),
    "es": (
        "Se reparó y se revisó con el jefe de turno.",
        "Se cambió por uno nuevo.",
        "Se limpió y la unidad se inspeccionó otra vez.",
    ),
}
MISSING: Pool = {
    "en": ("The photo does not show the repaired part.", "Please measure it once more and write the number."),
    "es": ("En la foto no se ve la parte reparada.", "Mídalo otra vez y escriba el número, por favor."),
}
NOTES: Pool = {
    "en": ("The recording of the gate camera was asked for.", "The shift leader is to be asked who had the key."),
    "es": (
        "Se pidió la grabación de la cámara de la puerta.",
        "Hay que preguntar al jefe de turno quién tenía la llave.",
    ),
}
LATER: Pool = {
    "en": ("The spare part has not come yet.",),
    "es": ("Todavía no llega el repuesto.",),
}
TIPS: Pool = {
    "en": ("Somebody lends his gate card to drivers who are not on the list.", "Seals lie open in the drawer of the night shift."),
    "es": ("Alguien presta su tarjeta de la puerta a operadores que no están en la lista.",
           "En el turno de noche los sellos quedan en un cajón abierto."),
}  # fmt: skip
ANSWERS: Pool = {
    "en": ("Thank you. In which shift was it?", "We have looked at it and changed the lock."),
    "es": ("Gracias. ¿En qué turno fue?", "Lo revisamos y se cambió la cerradura."),
}


def some(chance: Random, pool: Pool, lang: str) -> str:
    """One of them in a language, or in English where there is none."""
    return chance.choice(pool.get(lang) or pool["en"])
