"""Codes as people read, hear and type them."""

import re

import pytest

from bot.store.codes import DIGITS, digest, new_code, read_code, shown

CODE = "K7M2P0XW1D"


def test_a_code_has_ten_signs_of_which_none_looks_like_another():
    made = [new_code() for _ in range(500)]

    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{10}", code) and DIGITS & set(code) for code in made)
    assert len(set(made)) == 500


def test_a_code_is_shown_in_two_halves_and_kept_as_a_digest():
    assert shown(CODE) == "K7M2P-0XW1D"
    assert re.fullmatch("[0-9a-f]{64}", digest(CODE))


@pytest.mark.parametrize(
    "typed",
    [
        "K7M2P-0XW1D", "k7m2p-0xw1d", "K7M2P0XW1D", " k7m2p 0xw1d ", "K7M2P–OXWlD", "k7m2poxwid", "K7 M2 P0 XW 1D",
        "`K7M2P-0XW1D`", "*K7M2P-0XW1D*", "«K7M2P-0XW1D».", "Ｋ７Ｍ２Ｐ０ＸＷ１Ｄ", "K-7-M-2-P-0-X-W-1-D",
    ],
)  # fmt: skip
def test_a_code_is_read_however_it_is_typed(typed):
    assert read_code(typed) == (CODE, "")


def test_a_name_may_stand_behind_a_code():
    assert read_code("K7M2P-0XW1D Juan Pérez") == (CODE, "Juan Pérez")
    assert read_code("k7m2p 0xw 1d Juan Pérez", named=True) == (CODE, "Juan Pérez")


@pytest.mark.parametrize(
    "typed",
    [
        "", "hola", "hola amigos", "HOLAAMIGOS", "buenos días", "K7M2P-0XW1", "K7M2P-0XW1DD", "K7M2PU0XW1",
        "container 5 is broken", "MSCU6639871", "4820914", "K7M2P-0XW1DJuan",
    ],
)  # fmt: skip
def test_other_words_and_numbers_are_no_code(typed):
    assert read_code(typed) == ("", "")
