"""The glossary rules the Spanish."""

import shutil
from pathlib import Path

import pytest

from bot.authoring.regions import exchanged, read_variants
from bot.authoring.terms import term_problems

ROOT = Path(__file__).parent.parent.parent
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n#: flows/x.yaml:1\nmsgid "{en}"\nmsgstr "{es}"\n'


@pytest.mark.parametrize(
    ("english", "spanish", "rules"),
    [
        ("Is the seal there?", "¿Está el sello?", []),
        ("Is the seal there?", "¿Está el candado?", ["term"]),
        ("Seals and padlocks", "Sellos y candados", []),
        ("Soil on the tires", "Suelo en las llantas", ["term"]),
        ("The floor is flat", "El suelo es plano", ["term"]),
    ],
)
def test_a_word_against_the_glossary_is_reported(tmp_path, english, spanish, rules):
    catalog = tmp_path / "locales" / "es" / "LC_MESSAGES" / "messages.po"
    catalog.parent.mkdir(parents=True)
    catalog.write_text(PO.format(en=english, es=spanish), encoding="utf-8")
    (tmp_path / "flows").mkdir()
    shutil.copy(ROOT / "flows" / "glossary.csv", tmp_path / "flows")

    assert [p.rule for p in term_problems(tmp_path)] == rules


def test_a_country_gets_its_own_words_and_keeps_its_sentences():
    colombia = [v for v in read_variants(ROOT) if "CO" in v.countries]

    told = exchanged("El sello y los sellos. Escriba /sello inspeccionar. Selle la unidad.", colombia)

    assert told == "El precinto y los precintos. Escriba /sello inspeccionar. Selle la unidad."


@pytest.mark.parametrize(
    ("country", "usual", "told"),
    [
        ("CO", "Los dos extremos del tubo de la defensa", "Los dos extremos del tubo del parachoques"),
        ("CO", "Hay defensas contra código malicioso", "Hay defensas contra código malicioso"),
        ("CO", "Tarimas y madera de estiba", "Estibas y madera de acomodo"),
        ("CO", "Conocimiento de embarque de su embarque", "Conocimiento de embarque de su despacho"),
        ("CO", "No cambie nada en ninguna computadora", "No cambie nada en ningún computador"),
        ("CO", "Avise a la central de monitoreo", "Avise a la central de operaciones"),
        ("MX", "Llame a la central de monitoreo", "Llame a monitoreo"),
        ("MX", "El techo del remolque", "El techo de la caja"),
        ("PE", "Una llanta recién montada", "Un neumático recién montado"),
        ("GT", "El estacionamiento y el freno de estacionamiento", "El parqueo y el freno de estacionamiento"),
    ],
)
def test_articles_go_with_the_word_of_the_country(country, usual, told):
    assert exchanged(usual, [v for v in read_variants(ROOT) if country in v.countries]) == told
