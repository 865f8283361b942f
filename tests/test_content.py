"""What docs/content.md says of the content is what the files say."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.authoring import coverage, schema
from bot.content.criteria import read_criteria
from bot.content.folder import flow_paths

ROOT = Path(__file__).parent.parent


def test_the_tables_of_what_is_covered_are_those_of_the_files():
    page = (ROOT / coverage.PAGE).read_text(encoding="utf-8")

    assert coverage.tables(ROOT) in page, "run: sello texts"


def test_a_criterion_is_either_covered_or_listed_as_uncovered():
    flows, criteria = coverage.flows_of(ROOT), read_criteria(ROOT)

    covered = {id for flow in flows for id in flow.covers}

    assert covered.isdisjoint(coverage.uncovered(flows, criteria))
    assert covered.union(coverage.uncovered(flows, criteria)) == set(criteria.by_id)


def test_everything_recalled_is_listed():
    listed = "\n".join(coverage.recalled(ROOT))

    for flow in coverage.flows_of(ROOT):
        assert (f"flow {flow.id}:" in listed) == (flow.certainty == "recalled")
    for criterion in read_criteria(ROOT).by_id.values():
        assert (f"criterion {criterion.id}:" in listed) == (criterion.certainty == "recalled")


@pytest.mark.parametrize("path", flow_paths(ROOT), ids=lambda path: path.stem)
def test_every_flow_fits_the_schema_that_editors_use(path: Path):
    flow = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)

    wrong = list(Draft202012Validator(schema.schema()).iter_errors(flow))

    assert [f"{w.json_path}: {w.message[:200]}" for w in wrong] == []


def test_the_schema_refuses_what_the_check_refuses():
    flow = yaml.load((ROOT / "flows/quizzes/seals.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    flow["steps"][0]["promt"] = flow["steps"][0].pop("prompt")

    assert not Draft202012Validator(schema.schema()).is_valid(flow)


def test_the_schema_file_is_up_to_date():
    assert json.loads((ROOT / schema.NAME).read_text(encoding="utf-8")) == schema.schema(), "run: sello texts"
