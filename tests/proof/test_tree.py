"""Trees of hashes, against the known answers of Certificate Transparency, and against the definition."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.proof.tree import EMPTY, leaf, node, path, reached, root

# The eight entries and the roots of their first n that Certificate Transparency's own tests have.
ENTRIES = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
           "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_certificate_transparency(size):
    assert root(map(leaf, ENTRIES[:size])).hex() == ROOTS[size - 1]


def test_a_tree_with_nothing_in_it_has_the_root_of_nothing():
    assert root([]) == EMPTY == hashlib.sha256(b"").digest()


def defined(hashes):
    """RFC 6962, section 2.1, word by word."""
    if len(hashes) < 2:
        return hashes[0] if hashes else EMPTY
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return node(defined(hashes[:half]), defined(hashes[half:]))


@given(st.integers(1, 200), st.data())
def test_every_leaf_has_a_way_to_the_root_and_to_no_other(size, data):
    hashes = [leaf(bytes([one])) for one in range(size)]
    place = data.draw(st.integers(0, size - 1))
    top, way = defined(hashes), path(hashes, place)

    assert root(hashes) == top
    assert reached(hashes[place], place, size, way) == top
    assert reached(leaf(b"another"), place, size, way) != top
    assert reached(hashes[place], place, size, [*way, top]) is None
    assert reached(hashes[place], size, size, way) is None
    if way:
        assert reached(hashes[place], place, size, way[:-1]) is None
        assert reached(hashes[place], place, size, [way[0][:-1] + b"!", *way[1:]]) != top
