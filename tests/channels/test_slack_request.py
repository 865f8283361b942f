"""What is unpacked from the body of a click is what was packed into it."""

import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.request import Malformed, unpacked

# What JSON can carry: any text but halves of surrogate pairs, which are no text.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(TEXTS, TEXTS))
def test_a_click_is_unpacked_as_it_was_packed(payload: dict[str, str]) -> None:
    for ascii_only in (True, False):
        body = urlencode({"payload": json.dumps(payload, ensure_ascii=ascii_only)})

        assert unpacked(body.encode()) == payload


@given(TEXTS)
def test_signs_that_need_no_escape_may_stand_for_themselves(words: str) -> None:
    body = "payload=" + quote(json.dumps({"a": words}), safe="=/?:@!$'()*,;{}[]\"")

    assert unpacked(body.encode()) == {"a": words}


@pytest.mark.parametrize(
    "body", ["payload=", "payload=%", "payload=%7", "payload=%zz", "payload=%%7B%7D", "payload=%7B%0"]
)
def test_half_an_escape_is_malformed(body: str) -> None:
    with pytest.raises(Malformed):
        unpacked(body.encode())
