"""What docs/content.md says of the content is what the files say."""

from pathlib import Path

from bot.flowfiles import contents
from bot.flowfiles.criteria import read_criteria

ROOT = Path(__file__).parent.parent


def test_the_tables_of_what_is_covered_are_those_of_the_files():
    page = (ROOT / contents.PAGE).read_text(encoding="utf-8")

    assert contents.tables(ROOT) in page, "run: sello texts"


def test_a_criterion_is_either_covered_or_listed_as_uncovered():
    flows, criteria = contents.flows_of(ROOT), read_criteria(ROOT)

    covered = {id for flow in flows for id in flow.covers}

    assert covered.isdisjoint(contents.uncovered(flows, criteria))
    assert covered.union(contents.uncovered(flows, criteria)) == set(criteria.by_id)


def test_everything_recalled_is_listed():
    listed = "\n".join(contents.recalled(ROOT))

    for flow in contents.flows_of(ROOT):
        assert (f"flow {flow.id}:" in listed) == (flow.certainty == "recalled")
    for criterion in read_criteria(ROOT).by_id.values():
        assert (f"criterion {criterion.id}:" in listed) == (criterion.certainty == "recalled")
