"""What stands in the templates: sentences that are translated, and nothing that a strict policy would forbid."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from bot.authoring.catalogs import template
from bot.page.drawing import HERE

TEMPLATES = sorted((HERE / "templates").glob("*.html"))
ROOT = HERE.parent.parent
TAG = re.compile(r"<[^>]*>?|[^<>]*>")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_word_of_a_template_is_left_in_one_language(path: Path) -> None:
    tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))

    plain = TAG.sub(" ", "§".join(one.data for one in tree.find_all(nodes.TemplateData)))

    assert re.findall(r"[A-Za-z]{2,}", re.sub(r'"[^"]*"?', " ", plain).replace("Sello", "")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_there_is_no_script_and_no_style_in_a_template(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    assert re.findall(r"\son[a-z]+=|style=|<style|javascript:|\|\s*safe", source) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", source) == []
    assert re.findall(r'(?:src|action)="(?!\{\{ root \}\})', source) == []


def test_sentences_of_templates_are_in_the_catalogs() -> None:
    assert template(ROOT, {}).get("Please sign in") is not None
