"""What is written and attached in the security profile of a past, by criterion, in both languages. Does not know who wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Both = Mapping[str, str]


@dataclass(frozen=True)
class Narrated:
    """Written so many days before the end."""

    criterion: str
    ago: int
    words: Both


@dataclass(frozen=True)
class Attached:
    """A sheet about a criterion, attached so many days before the end."""

    criterion: str
    kind: str
    ago: int
    title: str
    lines: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.criterion}/{self.kind}/{self.ago}"


NARRATED = (
    Narrated("6.1", 402, {
        "en": "Seals are kept by the supervisor in a locked drawer and noted in the paper log.",
        "es": "Los sellos los guarda el supervisor en un cajón con llave y se anotan en la bitácora de papel.",
    }),
    Narrated("1.1", 210, {
        "en": "The statement of support is signed by the general manager. It hangs at the entrance of each site, in English and Spanish.",
        "es": "La declaración de apoyo está firmada por la gerencia general. Está a la vista en la entrada de cada sitio, en español y en inglés.",
    }),
    Narrated("1.3", 188, {
        "en": "Each month one site is reviewed against the written plan. What was found goes to an action with an owner and a date.",
        "es": "Cada mes se revisa un sitio con el plan escrito. Lo que se encuentra pasa a una acción con responsable y fecha.",
    }),
    Narrated("3.4", 171, {
        "en": "Of every partner we keep what shows its standing, with the date on which somebody looked at it. Reminders come before it runs out.",
        "es": "De cada socio guardamos lo que demuestra su estatus, con la fecha en que alguien lo revisó. Los avisos llegan antes de que venza.",
    }),
    Narrated("4.7", 149, {
        "en": "Rights follow the role. The list of users is compared with the list of staff every month, and access ends on the last day of work.",
        "es": "Los permisos siguen al puesto. La lista de usuarios se compara cada mes con la de personal, y el acceso termina el último día de trabajo.",
    }),
    Narrated("5.1", 133, {
        "en": "Empty trailers and containers stand inside the fence, doors against doors. The guard looks at each row on every round.",
        "es": "Los remolques y contenedores vacíos están dentro de la cerca, puerta contra puerta. El guardia revisa cada fila en cada recorrido.",
    }),
    Narrated("5.3", 120, {
        "en": "No unit is loaded before its inspection is finished in the chat. A finding that matters puts the unit on hold.",
        "es": "Ninguna unidad se carga antes de terminar su inspección en el chat. Un hallazgo grave pone la unidad en retención.",
    }),
    Narrated("6.6", 98, {
        "en": "The stock of seals is counted at each site and compared with the ledger. A number that is missing is looked for the same day.",
        "es": "Los sellos en existencia se cuentan en cada sitio y se comparan con la bitácora. Un número que falta se busca el mismo día.",
    }),
    Narrated("6.7", 84, {
        "en": "Whoever affixes or receives a seal goes through View, Verify, Tug and Twist, with a photo of the number.",
        "es": "Quien coloca o recibe un sello pasa por Ver, Verificar, Tirar y Torcer, con una foto del número.",
    }),
    Narrated("7.23", 66, {
        "en": "A report goes at once to whoever is on duty. If nobody takes it, the next ones are told; the whole course stays on record.",
        "es": "Un reporte llega de inmediato a quien está en turno. Si nadie lo toma, se avisa a los siguientes; todo el curso queda registrado.",
    }),
    Narrated("8.1", 52, {
        "en": "Units are looked at for soil, plants and insects before loading. Pallets without the ISPM 15 mark are not accepted.",
        "es": "Antes de cargar se busca tierra, plantas e insectos en las unidades. No se aceptan tarimas sin la marca de la NIMF 15.",
    }),
    Narrated("12.1", 38, {
        "en": "Each role has its quizzes, which come back every year or half-year. What was answered wrong is asked again some days later.",
        "es": "Cada puesto tiene sus cuestionarios, que se repiten cada año o cada medio año. Lo que se respondió mal se pregunta otra vez días después.",
    }),
    Narrated("6.1", 24, {
        "en": "Seals lie in a locked cabinet, and the ledger says who has received, issued and affixed each number. A box is signed for when it comes.",
        "es": "Los sellos están en un gabinete con llave, y la bitácora dice quién recibió, entregó y colocó cada número. Cada caja se firma al llegar.",
    }),
)  # fmt: skip
ATTACHED = (
    Attached("4.13", "disposal", 395, "Inventory of equipment", ("One drive destroyed, with witness",)),
    Attached("1.1", "statement", 208, "Statement of support", ("Declaración de apoyo", "Signed / Firmada")),
    Attached("1.3", "audit", 186, "Review plan / Plan de revisión", ("12 months / meses", "Last review: no open points")),
    Attached("3.1", "procedure", 172, "Screening of partners", ("Selección de socios comerciales",)),
    Attached("3.4", "partners", 170, "Partners and their status", ("Socios y su estatus",)),
    Attached("4.1", "policy", 150, "Cyber policy / Política", ("Reviewed / Revisada",)),
    Attached("4.7", "users", 146, "List of users / Usuarios", ("Compared with staff / Comparada",)),
    Attached("5.6", "photos", 118, "Inspection area / Área", ("Gate, light, camera", "Acceso, luz, cámara")),
    Attached("6.5", "certificate", 101, "ISO 17712, class H", ("Bolt seal / Sello de perno",)),
    Attached("6.1", "procedure", 97, "Seal procedure", ("Procedimiento de sellos",)),
    Attached("8.1", "procedure", 50, "Pest procedure", ("Procedimiento de plagas",)),
    Attached("10.2", "log", 44, "Visitor log / Visitas", ("One page / Una hoja",)),
    Attached("12.1", "plan", 36, "Training plan", ("Plan de capacitación",)),
)  # fmt: skip
