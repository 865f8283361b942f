"""Everything people wrote, checked together: a small project with one flow, two criteria and a Spanish catalog."""

from pathlib import Path

import pytest
from babel.messages import Catalog

from bot.authoring.catalogs import catalog_paths, read_catalog, same_catalog, texts, write_catalog
from bot.authoring.check import check
from bot.authoring.regions import Variant, exchanged, regional, regional_problems, write_regional
from bot.content.criteria import read_criteria
from bot.content.folder import criteria_ids, flow_paths, load_all
from bot.content.load import load

FLOW = """\
report: seals
title: Seals
revision: 1
for: [driver]
criteria: ["6.7"]
steps:
- choice: who
  prompt: Who seals the trailer?
  choices:
    driver: The driver
    guard: The guard
- seal: number
  prompt: Which seal number does {who} read?
outcomes:
- outcome: end
  say: The seal is recorded.
"""
CRITERIA = """\
edition: March 2020
categories:
- id: seal_security
  text: Seal security
criteria:
- id: "6.7"
  category: seal_security
  level: must
  text: Look at every seal.
  applies_to: [highway_carrier, importer]
  certainty: verified
  source: https://www.cbp.gov/
- id: "6.10"
  category: seal_security
  level: should
  text: Count them.
  certainty: recalled
"""
CODE = '''\
"""The words of the program."""

from bot.engine.talk import Refused, Text

MENU = Text("Menu")


def refuse(count: int) -> None:
    # Translators: said when a seal is too long
    raise Refused("At most {count} characters.", {"count": count})
'''
SPANISH = {
    "Seals": "Sellos",
    "Who seals the trailer?": "¿Quién pone el sello al remolque?",
    "The driver": "El conductor",
    "The guard": "El guardia",
    "Which seal number does {who} read?": "¿Qué número de sello lee {who}?",
    "The seal is recorded.": "El sello quedó registrado.",
    "March 2020": "Marzo de 2020",
    "Seal security": "Seguridad de los sellos",
    "Look at every seal.": "Mire cada sello.",
    "Count them.": "Cuéntelos.",
    "Menu": "Menú",
    "At most {count} characters.": "Como máximo {count} caracteres.",
}
VARIANTS = """\
language,term,plural,countries,variant,variant_plural,except
es,sello,sellos,CO PE,precinto,precintos,sello de inspección|/sello
es,conductor,conductores,CO,chofer,choferes,
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in which everything is in order."""
    write(tmp_path / "flows" / "reports" / "seals.yaml", FLOW)
    write(tmp_path / "flows" / "criteria.yaml", CRITERIA)
    write(tmp_path / "bot" / "words.py", CODE)
    write(tmp_path / "bot" / "sandbox" / "words.py", CODE.replace("Menu", "Not for people"))
    spanish(tmp_path, SPANISH)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def po(root: Path, language: str = "es") -> Path:
    return root / "locales" / language / "LC_MESSAGES" / "messages.po"


def spanish(root: Path, told: dict[str, str]) -> None:
    catalog = Catalog(locale="es", project="sello", charset="utf-8", fuzzy=False)
    for id, string in told.items():
        catalog.add(id, string)
    write_catalog(po(root), catalog)


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in check(root)]


def test_what_is_in_order_has_no_problems(root: Path) -> None:
    assert problems(root) == []
    assert [path.name for path in flow_paths(root)] == ["seals.yaml"]
    assert criteria_ids(root) == {"6.7", "6.10"}


def test_without_a_list_of_criteria_any_will_do(root: Path) -> None:
    (root / "flows" / "criteria.yaml").unlink()

    assert criteria_ids(root) is None
    assert problems(root) == []


def test_a_criterion_that_is_not_on_the_list_is_a_mistake(root: Path) -> None:
    write(root / "flows" / "reports" / "seals.yaml", FLOW.replace('"6.7"', '"6.1"'))

    assert problems(root) == [
        "flows/reports/seals.yaml:5:12: unknown criterion '6.1'; did you mean '6.10'? [unknown-criterion]"
    ]


def test_two_flows_with_one_id_are_a_mistake(root: Path) -> None:
    write(root / "flows" / "inspections" / "seals.yaml", FLOW.replace("report:", "inspection:"))

    assert problems(root) == [
        "flows/reports/seals.yaml:1:1: flows/inspections/seals.yaml has the same id [repeated-id]"
    ]


@pytest.mark.parametrize("name", ["flows/reports/seals.yaml", "flows/criteria.yaml"])
def test_a_file_in_another_encoding_is_reported_and_not_a_traceback(root: Path, name: str) -> None:
    (root / name).write_bytes("report: seals\ntitle: Inspección\n".encode("latin-1"))

    assert f"{name}:2:16: this is not UTF-8; please save the file as UTF-8 [syntax]" in problems(root)


# The criteria


def test_criteria_are_read_with_what_is_known_of_them(root: Path) -> None:
    criteria = read_criteria(root)

    assert (criteria.edition, criteria.categories) == ("March 2020", {"seal_security": "Seal security"})
    one = criteria.by_id["6.7"]
    assert (one.level, one.applies_to, one.certainty, one.source) == (
        "must",
        ("highway_carrier", "importer"),
        "verified",
        "https://www.cbp.gov/",
    )
    assert criteria.by_id["6.10"].applies_to == ()


def test_mistakes_in_the_criteria_are_reported_like_any_other(root: Path) -> None:
    wrong = CRITERIA.replace('id: "6.10"', 'id: "6.7"').replace("level: should", "level: shall")
    wrong = wrong.replace("- id: seal_security\n  text", "- text") + "- text: What is it?\n  colour: red\n"
    write(root / "flows" / "criteria.yaml", wrong)

    found = [(p.line, p.rule) for p in check(root) if p.path == "flows/criteria.yaml"]
    assert found == [
        (3, "missing-key"),
        (6, "unknown-choice"),
        (12, "repeated-id"),
        (13, "unknown-choice"),
        (14, "unknown-choice"),
        (17, "missing-key"),
        (18, "unknown-key"),
    ]


def test_criteria_that_are_no_list_are_a_mistake(root: Path) -> None:
    write(root / "flows" / "criteria.yaml", "- 6.7\n")

    assert criteria_ids(root) is None


# Translations


def test_every_sentence_of_the_code_and_of_the_flows_is_extracted(root: Path) -> None:
    assert texts(root, load_all(root)) == {"es": 0}

    made = (root / "locales" / "messages.pot").read_text(encoding="utf-8")
    assert "#. Answer. Question: Who seals the trailer?\n#: flows/reports/seals.yaml\n" in made
    assert "#. Translators: said when a seal is too long\n#: bot/words.py\n" in made
    assert "Not for people" not in made
    assert "Creation-Date" not in made
    assert {str(m.id) for m in read_catalog(po(root)) if m.id} == set(SPANISH)


def test_bringing_catalogs_up_twice_changes_nothing(root: Path) -> None:
    texts(root, load_all(root))
    once = po(root).read_bytes(), (root / "locales" / "messages.pot").read_bytes()

    texts(root, load_all(root))

    assert (po(root).read_bytes(), (root / "locales" / "messages.pot").read_bytes()) == once


def test_a_line_more_in_the_code_is_no_difference_in_the_catalogs(root: Path) -> None:
    texts(root, load_all(root))
    once = po(root).read_bytes(), (root / "locales" / "messages.pot").read_bytes()
    words = root / "bot" / "words.py"

    write(words, f"# One line more.\n{words.read_text(encoding='utf-8')}")
    texts(root, load_all(root))

    assert (po(root).read_bytes(), (root / "locales" / "messages.pot").read_bytes()) == once


def test_a_sentence_that_changed_is_translated_anew_and_nothing_is_guessed(root: Path) -> None:
    write(root / "flows" / "reports" / "seals.yaml", FLOW.replace("Who seals the trailer?", "Who seals this trailer?"))

    assert texts(root, load_all(root)) == {"es": 1}
    (found,) = problems(root)
    assert found.endswith(
        ":1: not translated yet: 'Who seals this trailer?' (flows/reports/seals.yaml:8) [untranslated]"
    )
    assert '"Who seals this trailer?"' in po(root).read_text("utf-8").split("\n")[int(found.split(":")[1]) - 1]


LONG = "In a sentence of more than sixty characters the rest is not shown in the line."


@pytest.mark.parametrize(
    ("english", "told", "expected"),
    [
        ("Menu", "", "not translated yet: 'Menu' (bot/words.py:5) [untranslated]"),
        (
            "Which seal number does {who} read?",
            "¿Qué número lee {quien}?",
            "the words in {braces} must be the same as in the original: 'Which seal number does {who} read?' (flows/reports/seals.yaml:13) [braces]",
        ),
        (
            "The guard",
            "El guardia " * 8,
            "a button can have at most 75 characters: 'The guard' (flows/reports/seals.yaml:11) [too-long]",
        ),
    ],
)
def test_half_a_translation_is_none(root: Path, english: str, told: str, expected: str) -> None:
    spanish(root, {**SPANISH, english: told})

    (found,) = problems(root)
    assert found.startswith("locales/es/LC_MESSAGES/messages.po:")
    assert found.endswith(f":1: {expected}")


def test_a_sentence_that_is_missing_is_shown_by_its_beginning(root: Path) -> None:
    write(root / "flows" / "reports" / "seals.yaml", FLOW.replace("The seal is recorded.", LONG))

    (found,) = problems(root)
    assert found.endswith(f":1:1: not translated yet: '{LONG[:59]}…' (flows/reports/seals.yaml:16) [untranslated]")


def test_catalogs_that_say_the_same_are_the_same() -> None:
    one, other = Catalog(), Catalog()
    one.add("Menu", "Menú")
    assert not same_catalog(one, other)

    other.add("Menu", "Menú", locations=[("bot/words.py", 1)])
    assert same_catalog(one, other)


# The words of a country


def test_a_country_has_its_own_words(root: Path) -> None:
    write(root / "locales" / "variants.csv", VARIANTS)
    assert [str(p) for p in regional_problems(root)] == [
        f"locales/{code}/LC_MESSAGES/messages.po:1:1: not up to date; run: sello texts [regional]"
        for code in ("es_CO", "es_PE")
    ]

    assert write_regional(root) == ["es_CO", "es_PE"]

    assert problems(root) == []
    colombian = {str(m.id): m.string for m in read_catalog(po(root, "es_CO")) if m.id}
    assert colombian["Seals"] == "Precintos"
    assert colombian["The driver"] == "El chofer"
    assert "Menu" not in colombian
    assert "The driver" not in {str(m.id) for m in read_catalog(po(root, "es_PE")) if m.id}
    assert catalog_paths(root) == [po(root)]


def test_a_country_follows_its_language(root: Path) -> None:
    write(root / "locales" / "variants.csv", VARIANTS)
    write_regional(root)

    spanish(root, {**SPANISH, "Seals": "Los sellos"})

    assert {p.path.split("/")[1] for p in regional_problems(root)} == {"es_CO", "es_PE"}


def test_a_word_stays_where_it_means_something_else() -> None:
    variants = [
        Variant("es", ("CO",), (("sello", "precinto"), ("sellos", "precintos")), ("sello de inspección", "/sello"))
    ]

    assert exchanged("Sello, sellos y sellado.", variants) == "Precinto, precintos y sellado."
    assert exchanged("El sello de inspección no es el sello.", variants) == "El sello de inspección no es el precinto."
    assert exchanged("Escriba /sello.", variants) == "Escriba /sello."


def test_the_name_of_the_program_is_no_seal_in_any_country(root: Path) -> None:
    write(root / "locales" / "variants.csv", VARIANTS)
    spanish(
        root, {**SPANISH, "Show the seal to Sello.": "Muestre el sello a Sello.", "Ask Sello.": "Pregunte a Sello."}
    )

    write_regional(root)

    peruvian = {str(m.id): m.string for m in read_catalog(po(root, "es_PE"))}
    assert peruvian["Show the seal to Sello."] == "Muestre el precinto a Sello."
    assert "Ask Sello." not in peruvian


def test_a_whole_sentence_of_a_country_wins_over_its_nouns(root: Path) -> None:
    write(root / "locales" / "variants.csv", VARIANTS + "es,Sellos,,CO,Los precintos de la unidad,,\n")

    write_regional(root)

    told = {code: {str(m.id): m.string for m in read_catalog(po(root, code))} for code in ("es_CO", "es_PE")}
    assert (told["es_CO"]["Seals"], told["es_PE"]["Seals"]) == ("Los precintos de la unidad", "Precintos")
    assert problems(root) == []


def test_a_sentence_of_a_country_that_nobody_says_anymore_is_reported(root: Path) -> None:
    write(root / "locales" / "variants.csv", VARIANTS + "es,Los sellos viejos,,CO,Los precintos viejos,,\n")
    write_regional(root)

    line = VARIANTS.count("\n") + 1
    assert [str(p) for p in regional_problems(root)] == [
        f"locales/variants.csv:{line}:1: no sentence reads like this anymore: 'Los sellos viejos' [regional]"
    ]


def test_where_no_country_differs_nothing_is_made(root: Path) -> None:
    assert regional(root) == {}


def test_a_flow_of_this_project_loads() -> None:
    assert load("seals.yaml", FLOW).flow
