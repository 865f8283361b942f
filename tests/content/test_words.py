"""The list of words: what is danger and what only looks like it, which words are orders, and which mistakes are found."""

from pathlib import Path

import pytest

from bot.content.word_problems import word_problems
from bot.content.words import NAME, read_words
from tests.saying import ROOT

WORDS = read_words(ROOT)

DANGER = [
    "me quieren robar", "They want to rob me", "SOS", "s.o.s.", "S O S", "sooos", "911", "9-1-1", "llama al 911", "🆘",
    "auxilio", "AUXILIO!!!", "ausilio", "auxlio", "auxiliooo", "ayuda urgente", "Ayúdenme", "help me", "we need help",
    "help me please", "me están asaltando", "me estan asaltndo", "nos asaltaron", "asalto a mano armada", "un robo",
    "nos roban", "me robaron la caja", "I'm being robbed", "robery", "they are robbing me", "secuestro", "kidnapped",
    "we are being hijacked", "hijaking", "me siguen", "nos vienen siguiendo dos camionetas", "someone is following me",
    "fuego", "se quema el remolque", "fire", "FIRE!!", "there is a fire in the trailer", "hay una bomba", "bomb",
    "armed men at the gate", "hombres armados", "they have guns", "me amenazan con pistola", "they're shooting at us",
    "estoy en peligro", "I am in danger", "emergencia", "emergency", "no puedo respirar", "can't breathe", "socorro",
]  # fmt: skip
HARMLESS = [
    "hola", "ayuda", "help", "luego llego", "todo bien", "fire extinguisher ok", "extintor vencido", "no fire damage",
    "mancha en el asfalto", "rodando bien", "juego en la quinta rueda", "rubber seal is worn", "papers are attached",
    "thread worn on bolt", "sealing the doors", "treated wood", "salida de emergencia bloqueada", "emergency brake ok",
    "bomba de agua rota", "grease gun missing", "pistola de silicón", "simulacro de incendio", "robot arm", "Rob Smith",
    "Roberto Robles", "Calle Socorro 12", "Socorro, TX", "no es una emergencia", "need help with the form",
    "me siguen faltando cajas", "sello 911234", "trailer 53123 has a cut seal", "el sello está roto", "",
]  # fmt: skip


@pytest.mark.parametrize("typed", DANGER)
def test_a_cry_for_help_is_one_however_it_is_typed(typed):
    assert WORDS.dangerous(typed)


@pytest.mark.parametrize("typed", HARMLESS)
def test_what_only_looks_like_danger_alarms_nobody(typed):
    assert not WORDS.dangerous(typed)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("menú", "menu"), ("MENU", "menu"), ("menus", "menu"), ("¡Menú!", "menu"), ("inicio", "menu"), ("help", "help"),
        ("Ayuda.", "help"), ("ayudas", "help"), ("?", "help"), ("¿?", "help"), ("cancelar", "cancel"), ("salir", "cancel"),
        ("stop", "cancel"), ("español", "speak"), ("ESPANOL", "speak"), ("inglés", "speak"), ("english", "speak"),
        ("es", "speak"), ("idioma", "language"), ("atrás", "back"), ("undo", "back"), ("inspecciones", "inspect"),
        ("reporte", "incident"), ("examenes", "quiz"), ("hola", "greeting"), ("sí", "yes"), ("e", None), ("the", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_word_is_known_without_its_accents_plural_or_capitals(typed, means):
    found = WORDS.meaning(typed)

    assert (found[0] if found else None) == means


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("xx,danger,sos", "'xx' is not one of our languages"),
        ("en,alarm,sos", "'alarm' means nothing"),
        ("en,danger,sos|!!", "'!!' has no letters"),
        ("en,danger,rob*", "'rob*' begins too many words"),
        ("en,danger,stop\nen,cancel,Stop", "stands on line 2 already, and means danger there"),
        ("es,danger,auxilio", "there are no words of danger in the language 'en'"),
    ],
)
def test_a_mistake_in_the_list_is_found(tmp_path: Path, row: str, told: str):
    (tmp_path / "flows").mkdir()
    (tmp_path / NAME).write_text(f"language,means,words\n{row}\n", encoding="utf-8")

    assert any(told in problem.message for problem in word_problems(tmp_path, ("en", "es")))


def test_the_list_of_the_project_has_no_mistakes():
    assert word_problems(ROOT, ("en", "es")) == []
