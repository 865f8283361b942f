"""How the transcripts are rewritten: pytest --update tests/conversations tests/test_conversations.py."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write down in the transcripts what is seen now")
