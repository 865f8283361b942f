"""Whether a body was signed by Slack; and what is unpacked from that of a click is what was packed into it."""

import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier

from bot.channels.slack.request import PIECE, Malformed, genuine, unpacked

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


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 1, 100_000])
def test_a_body_of_any_length_is_signed_as_the_sdk_signs_it(length: int) -> None:
    body, at = (b"payload=%7B" * (length // 11 + 1))[:length], "1700000000"
    signature = SignatureVerifier("secret").generate_signature(timestamp=at, body=body)
    headers = {"x-slack-request-timestamp": at, "x-slack-signature": str(signature)}

    assert genuine(headers, body, "secret", 1_700_000_010.0)
    assert not genuine(headers, body + b"x", "secret", 1_700_000_010.0)
    assert not genuine(headers, body[:-1] + b"~" if body else b"~", "secret", 1_700_000_010.0)
