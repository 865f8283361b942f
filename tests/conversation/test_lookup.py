"""Words that people type find what speaks of them."""

from pathlib import Path

import pytest

from bot.content.synonyms import read_synonyms
from bot.conversation.lookup import best

ROOT = Path(__file__).parents[2]
GROUPS = read_synonyms(ROOT)
THINGS = [
    ("seal", "6.2 Every shipment is secured with a high-security seal. Todo embarque lleva un sello."),
    ("camera", "9.12 Cameras monitor the premises. Las cámaras vigilan las instalaciones."),
    ("policy", "4.1 The policy is reviewed. La política se revisa."),
    ("money", "12.6 Training on money laundering. Capacitación sobre lavado de dinero."),
    ("container", "7.4 Containers are inspected. Los contenedores se inspeccionan."),
]


def found(wanted: str) -> tuple[list[str], bool]:
    return best(wanted, THINGS, GROUPS)


@pytest.mark.parametrize(
    ("wanted", "thing"),
    [
        ("seals", "seal"),
        ("SELLOS", "seal"),
        ("precinto", "seal"),
        ("marchamos", "seal"),
        ("camara", "camera"),
        ("cámaras", "camera"),
        ("policies", "policy"),
        ("política", "policy"),
        ("lavado de activos", "money"),
        ("contenedor", "container"),
        ("the container", "container"),
    ],
)
def test_a_word_in_either_language_or_of_a_country_finds_it(wanted: str, thing: str) -> None:
    assert found(wanted) == ([thing], True)


def test_what_is_asked_in_a_whole_sentence_finds_the_closest() -> None:
    assert found("how many cameras must watch the money transports") == (["camera", "money"], False)


def test_a_term_that_nothing_has_is_looked_for_word_by_word() -> None:
    assert found("container number") == (["container"], False)


@pytest.mark.parametrize("wanted", ["", "the", "¿y si?", "xyzzy"])
def test_what_nothing_speaks_of_finds_nothing(wanted: str) -> None:
    assert found(wanted)[0] == []


def test_without_a_glossary_words_are_only_themselves(tmp_path: Path) -> None:
    assert read_synonyms(tmp_path) == ()
    assert best("precinto", THINGS, ()) == ([], False)
