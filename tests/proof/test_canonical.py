"""JSON in one form, against the examples of RFC 8785."""

import json

import pytest

from bot.proof.canonical import canonical

# RFC 8785, sections 3.2.2, 3.2.3 and appendix B.
EXAMPLE = r"""{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
 "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}"""
WRITTEN = (
    r"""{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"""
    r""""string":"€$\u000f\nA'B\"\\\\\"/"}"""
)
KEYS = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\u00f6": 7}


def test_the_example_of_the_rfc_is_written_as_it_says():
    assert canonical(json.loads(EXAMPLE)) == WRITTEN


def test_keys_are_in_the_order_of_utf_16():
    assert list(json.loads(canonical(KEYS)).values()) == [2, 4, 6, 7, 1, 5, 3]


@pytest.mark.parametrize(("value", "written"), [(0.0, "0"), (-0.0, "0"), (1e21, "1e+21"), (9007199254740991, "9007199254740991"),
    (1e23, "1e+23"), (0.000001, "0.000001"), (1e-7, "1e-7"), ("ñ", '"ñ"')])  # fmt: skip
def test_there_is_one_way_to_write_a_value(value, written):
    assert canonical(value) == written
