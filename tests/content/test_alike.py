from __future__ import annotations

import random
import string

import pytest

from bot.content.alike import MORE, Likenesses, alike
from bot.content.words import DANGER, read_words, stems
from tests.saying import ROOT

WORDS = sorted({token for one in read_words(ROOT).entries if one.means == DANGER for token in stems(one.phrase)})


def slips(word: str, chance: random.Random) -> list[str]:
    """The word with a letter too many, too few, another one, two that changed places, or more behind it."""
    at, letter, bare = chance.randrange(len(word)), chance.choice(string.ascii_lowercase), word.removesuffix(MORE)
    return [
        bare,
        bare[:at] + letter + bare[at:],
        bare[:at] + bare[at + 1 :],
        bare[:at] + letter + bare[at + 1 :],
        bare[:at] + bare[at : at + 2][::-1] + bare[at + 2 :],
        bare + letter * 2,
    ]


@pytest.mark.parametrize("seed", range(4))
def test_words_of_danger_are_found_as_if_each_of_them_were_looked_at(seed: int) -> None:
    chance, found = random.Random(seed), Likenesses(WORDS)

    for said in (slip for word in WORDS for slip in slips(word, chance)):
        assert found.to(said) == {word for word in WORDS if alike(said, word)}, said
