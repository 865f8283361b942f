"""What the programmes ask of whoever has an incident, as files say it: read, and every mistake found where it is."""

from pathlib import Path

from bot.authoring.check import check
from bot.content.obligations import read_obligations
from tests.saying import ROOT

GOOD = """\
obligations: ours
steps:
- step: parties
  label: Parties informed
  do: Inform the shipper.
  criteria: ["6.1"]
  within: 30
  kinds: [seal_broken]
"""
BAD = """\
obligations: other
steps:
- step: parties-of-the-seal-number
  label: Parties informed
  criterias: ["6.1"]
  within: soon
  kinds: [seal_broken]
- do: Inform the {police}.
  label: Police
  criteria: ["6.99"]
  within: 0
"""


def written(root: Path, source: str) -> Path:
    folder = root / "flows" / "obligations"
    folder.mkdir(parents=True)
    (folder / "ours.yaml").write_text(source, encoding="utf-8")
    return root


def test_the_project_asks_what_the_criteria_ask_and_nothing_is_wrong_with_it() -> None:
    found = read_obligations(ROOT)

    assert found.problems == ()
    assert {one.criteria for one in found.of("")} == {("6.1",), ("7.23",), ("7.37",)}
    assert found.of("none") == ()
    assert found.of("nowhere") == found.of("default")


def test_the_example_of_the_manual_of_obligations_has_no_mistake(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "flow-format.md").read_text(encoding="utf-8")
    example = page.partition("```yaml obligations\n")[2].partition("```")[0]

    found = read_obligations(written(tmp_path, example))

    assert found.problems == ()
    assert found.of("ours")


def test_every_mistake_of_a_file_of_obligations_is_found_where_it_is(tmp_path: Path) -> None:
    found = read_obligations(written(tmp_path, BAD), ["6.1", "7.23"])

    page = "flows/obligations/ours.yaml"
    assert [str(one) for one in found.problems] == [
        f"{page}:1:14: the file name must be other.yaml [id]",
        f"{page}:3:3: this step has no 'do:' [missing-key]",
        f"{page}:3:9: 'parties-of-the-seal-number' is not an id: small letters, digits, - and _, at most 24, a letter first [id]",
        f"{page}:3:9: the id of a step can have at most 18 characters [too-long]",
        f"{page}:5:3: unknown key 'criterias'; did you mean 'criteria'? [unknown-key]",
        f"{page}:6:11: a whole number is needed here, not 'soon' [number]",
        f"{page}:8:3: this step has no 'kinds:' [missing-key]",
        f"{page}:8:3: this step has no 'step:' [missing-key]",
        f"{page}:8:7: unknown step in braces 'police'; use one of:  [unknown-step]",
        f"{page}:10:14: unknown criterion '6.99' [unknown-criterion]",
        f"{page}:11:11: at least 1 is needed here [number]",
    ]


def test_a_kind_that_no_report_knows_is_found_by_the_check_of_everything(tmp_path: Path) -> None:
    written(tmp_path, GOOD.replace("seal_broken", "seal_brokn"))

    found = [str(one) for one in check(tmp_path) if one.path == "flows/obligations/ours.yaml"]

    assert any("no report has the kind 'seal_brokn'" in one for one in found)
