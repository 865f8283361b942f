"""OK with a remark means what the trade calls low, in every list of points and in both languages."""

import pytest

from bot.engine.talk import Text
from tests.saying import LIBRARY, WORDING

LISTS = ("container-7", "reefer-8", "tractor-trailer-17", "tractor-trailer-msc-17")
LOW = {"en": "dirt or structural damage with no sign of a security problem", "es": "suciedad o daño estructural sin indicios de un problema de seguridad"}  # fmt: skip


@pytest.mark.parametrize("language", LOW)
@pytest.mark.parametrize("flow", LISTS)
def test_what_a_remark_is_for_is_said_before_the_first_point_and_at_the_end(flow: str, language: str) -> None:
    asked = LIBRARY.today[flow]
    remarked = next(o for o in asked.outcomes if o.id == "remarked")

    for said in (asked.intro, remarked.say):
        assert LOW[language] in WORDING.say(Text(said), language).casefold()
