"""Units of every kind, and emergencies, from a phone: a tractor alone, a tanker, curtains, several seals, gas, fire.

On both platforms: whoever inspects or reports is now on the one, now on the other.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.duties.afterwards import about
from tests.field.house import House, house
from tests.saying import LIBRARY

PLATFORMS = ("telegram", "slack")
CLEAN = (
    "All OK here", "The rest is OK", "OK", "Skip", "Yes, sent", "Sign as Dana Cole", "Finish", "Send the report", "No",
)  # fmt: skip
LISTS = ("/inspect 17 training", "/inspect 17 criterion")


@pytest.fixture(params=PLATFORMS)
async def yard(request: pytest.FixtureRequest, tmp_path: Path, sqlite_url: str) -> AsyncIterator[House]:
    """Dana inspects and reports; Max, her manager, is on the other platform."""
    async with house(tmp_path, sqlite_url) as made:
        made.enrol("Dana Cole", "supervisor", "en", request.param)
        made.enrol("Max Rivera", "manager", "en", *(one for one in PLATFORMS if one != request.param))
        yield made


async def does(yard: House, *words: str) -> str:
    """Presses the button of that label on the newest card, or types the words where there is none."""
    for one in words:
        if f"[{one}]" in yard.newest("Dana"):
            await yard.press("Dana", one)
        else:
            await yard.say("Dana", one)
    return yard.newest("Dana")


async def begins(yard: House, *words: str) -> str:
    await yard.say("Dana", words[0])
    return await does(yard, *words[1:])


async def ends(yard: House, words: str = "Dock 4") -> tuple[str, str]:
    """Everything else as when all is well, to the end: all that was read on the way, and the last card."""
    read: list[str] = []
    for _ in range(40):
        card = yard.newest("Dana")
        read.append(card)
        if "Recorded." in card:
            return "\n".join(read), card
        next_page = "Next ›" if "[Finish]" not in card and "[Next ›]" in card else ""
        await does(yard, next_page or next((one for one in CLEAN if f"[{one}]" in card), words))
    raise AssertionError(yard.newest("Dana"))


# Kinds of units.


async def test_a_tractor_alone_is_asked_its_ten_points_and_no_trailer(yard: House) -> None:
    await begins(yard, LISTS[0], "ABC1234", "Nothing: tractor alone")

    read, last = await ends(yard)

    points = (
        "1. Bumper",
        "2. Engine",
        "3. Tires (tractor)",
        "4. Floor of the tractor",
        "9. Fifth wheel",
        "17. Exhaust",
    )
    assert [one for one in points if one not in read] == []
    for never in ("number or plate of the trailer", "Shipment reference", "10. Outside", "11. Doors", "seal 1"):
        assert never not in read
    assert "the 10 tractor points of the CBP training list" in last
    assert "no trailer was inspected" in last
    assert "17-point" not in last


async def test_a_tractor_alone_has_seven_points_in_the_list_of_the_criterion(yard: House) -> None:
    await begins(yard, LISTS[1], "Tractor alone", "ABC1234")

    read, last = await ends(yard)

    for never in ("number or plate of the trailer", "Shipment reference", "8. Fifth wheel", "17. Outside", "seal 1"):
        assert never not in read
    assert "the 7 tractor points of criterion 5.3" in last
    assert "10 trailer" not in last


async def test_a_trailer_alone_is_not_said_to_have_had_a_tractor(yard: House) -> None:
    await begins(yard, LISTS[1], "Trailer alone", "53TX118", "Norte", "Dock 4", "Skip", "Dry van", "Empty")

    _, last = await ends(yard)

    assert "the 10 trailer points of criterion 5.3. No tractor was inspected." in last


@pytest.mark.parametrize("list17", LISTS)
async def test_a_tanker_is_inspected_from_the_ground_at_its_shell_hatches_and_valves(yard: House, list17: str) -> None:
    await to_the_kind(yard, list17, "Tanker")
    await does(yard, "Empty")

    read, last = await ends(yard)

    assert "stay on the ground" in read
    assert "the air in a tank can kill" in read
    assert "Tank shell and ends" in read
    assert "Hatches, valves and hoses" in read
    for never in ("Front wall", "Ceiling and roof", "hook them open", "Tap the wall", "Floor of the trailer"):
        assert never not in read
    assert "at the points that this kind of trailer has" in last


async def test_every_seal_of_a_tanker_is_checked_and_stands_on_the_record(yard: House) -> None:
    await to_the_kind(yard, LISTS[0], "Tanker")
    await does(yard, "Loaded and sealed", *["All OK here"] * 3)
    await past_the_photo(yard)
    for number in ("UL001", "UL002", "UL003"):
        await past_the_photo(yard)
        await does(yard, "Yes", number, "Ann Lee, Acme", "OK", "Skip", number, "OK", "OK")
        await does(yard, "Yes" if number != "UL003" else "No")

    _, last = await ends(yard)

    assert "Seal: UL001, UL002, UL003" in last
    assert "The inside of the trailer was not inspected." in last


@pytest.mark.parametrize(("list17", "curtain"), [*zip(LISTS, ("13. Side walls", "12. Left side"), strict=True)])
async def test_the_curtains_of_a_curtain_sider_are_its_side_walls(yard: House, list17: str, curtain: str) -> None:
    await to_the_kind(yard, list17, "Curtain sider")
    await does(yard, "Empty")

    read, last = await ends(yard)

    assert f"{curtain} (the curtain" in read
    assert "a spliced cable" in read
    assert "Tap the wall and check the beams" not in read
    assert "14. F" in read
    assert "No problems found. Recorded" in last


async def test_wear_and_dirt_are_a_remark_that_the_supervisor_decides_about(yard: House) -> None:
    await to_the_kind(yard, LISTS[0], "Dry van")
    await does(yard, "Empty", "Another answer", "1. Bumper", "OK with a remark", "a dent, old rust")

    _, last = await ends(yard)

    assert "No problems found that hold the unit." in last
    assert "The supervisor decides" in last


async def test_whoever_is_notified_of_a_hold_reads_who_may_release_it(yard: House) -> None:
    await to_the_kind(yard, LISTS[0], "Dry van")
    await does(yard, "Empty", "Problem: 2. Engine", "No", "a new bracket", "Skip")

    await ends(yard)

    assert "Only the security or warehouse manager releases the unit." in yard.newest("Max")
    assert "A second person signs the decision." in yard.newest("Max")


async def to_the_kind(yard: House, list17: str, kind: str) -> None:
    """As far as the kind of trailer is chosen, and everything before the question whether it is empty."""
    if list17 == LISTS[0]:
        await begins(yard, list17, "ABC1234", kind, "53TX118", "Norte", "Juan Pérez", "Dock 4", "Skip")
    else:
        await begins(yard, list17, "Tractor and trailer", "ABC1234", "53TX118", "Norte", "Juan Pérez", "Dock 4")
        await does(yard, "Skip", kind)


async def past_the_spot(yard: House) -> None:
    """The photo of one point, where this is its place."""
    if "Now show it" in yard.newest("Dana"):
        await does(yard, "Skip")


async def past_the_photo(yard: House) -> None:
    """The photo of one point, the remaining stations; up to the documents."""
    for _ in range(6):
        card = yard.newest("Dana")
        if "Documents first" in card:
            return
        await does(yard, next(one for one in ("Skip", "All OK here", "The rest is OK", "OK") if f"[{one}]" in card))


# Several seals on one unit.


async def test_several_seals_are_affixed_one_after_another_and_each_is_on_record(yard: House) -> None:
    await to_the_first_seal(yard)
    await does(yard, "UL001", "UL001", "OK", "OK", "OK", "Yes", "OK", "UL001", "OK", "OK", "Skip")
    assert "Does another seal go on this unit?" in await does(yard)
    await does(yard, "Yes")
    for number, more in (("UL002", "Yes"), ("UL003", "No")):
        await does(yard, number, number, "OK", "Outlet valve", "OK", "Yes", "OK", number, "OK", "OK", "Skip", more)

    read, last = await ends(yard)

    assert read.count("Outlet valve") >= 2
    assert "Seal: UL001, UL002, UL003" in last
    assert "Sealed and verified." in last


async def test_a_further_seal_that_is_not_the_one_in_the_log_is_not_used(yard: House) -> None:
    await to_the_first_seal(yard)
    await does(yard, "UL001", "UL001", "OK", "OK", "OK", "Yes", "OK", "UL001", "OK", "OK", "Skip", "Yes")

    card = await does(yard, "UL002", "UL009")

    assert "Don't use this seal." in card
    assert "Take another one from the log" in card


async def test_a_further_seal_that_differs_from_the_documents_holds_the_unit(yard: House) -> None:
    await to_the_first_seal(yard)
    await does(yard, "UL001", "UL001", "OK", "OK", "OK", "Yes", "OK", "UL001", "OK", "OK", "Skip", "Yes")

    card = await does(yard, "UL002", "UL002", "OK", "Left door", "OK", "Yes", "OK", "UL003")
    assert "STOP. The seal and the documents don't match." in card
    _, last = await ends(yard)

    assert "the unit does not leave" in last
    assert "Seal: UL001, UL002" in last
    assert "Critical" in yard.newest("Max")


async def to_the_first_seal(yard: House) -> None:
    await begins(yard, "/inspect affixing", "Yes", "Trailer", "53TX118", "No", "Dock 4", "Skip")


# A controlled atmosphere.


async def test_nobody_is_sent_into_a_container_whose_air_was_not_measured(yard: House) -> None:
    await to_the_atmosphere(yard)

    card = await does(yard, "Yes")
    assert "STOP. Don't go in" in card
    assert "too little oxygen" in card
    await does(yard, "No, or I don't know")
    read, last = await ends(yard)

    assert "2. Doors, outside" in read
    for never in ("Now inside", "Stand to one side", "3. Right side", "8. Fan housing", "7. Floor"):
        assert never not in read
    assert "not yet a complete inspection" in last
    assert "Nobody goes in until a trained person has measured the air" in last
    assert "No problems" not in last


async def test_a_container_that_was_measured_and_cleared_has_all_eight_points(yard: House) -> None:
    await to_the_atmosphere(yard)

    await does(yard, "Yes", "Yes, measured and cleared", "All OK here")
    await past_the_spot(yard)
    await does(yard, "Rita Gomez")
    read, last = await ends(yard)

    assert "8. Fan housing" in read
    assert "Cleared by: Rita Gomez" in read
    assert "No problems found at the eight points." in last


def test_that_the_air_was_measured_is_asked_anew_when_the_same_container_is_inspected_again() -> None:
    before = {"container_number": "CSQU3054383", "atmosphere": "yes", "entry": "cleared", "cleared_by": "Rita Gomez"}

    assert about(LIBRARY.today["reefer-8"], before) == {"container_number": "CSQU3054383", "atmosphere": "yes"}


async def to_the_atmosphere(yard: House) -> None:
    await begins(yard, "/inspect 8 points", "Empty refrigerated unit", "CSQU3054383", "No", "Dock 4", "Skip")


# Emergencies.

EMERGENCIES = {
    "Fire or explosion": ("get everyone out", "Make sure that the fire department was called", "Critical"),
    "Chemical leak or spill": ("upwind and uphill", "have the place closed off", "High"),
    "Someone is ill or injured": ("don't go in after them", "Make sure that an ambulance was called", "Critical"),
}


@pytest.mark.parametrize("kind", EMERGENCIES)
async def test_an_emergency_is_told_when_it_is_chosen_with_what_to_do(yard: House, kind: str) -> None:
    here, there, severity = EMERGENCIES[kind]

    card = await begins(yard, "/incident", "Fire, leak or medical emergency", kind)

    assert here in card
    assert "call your emergency number (911)" in card.replace("Call", "call")
    assert "Notified: Max Rivera (manager)" in card
    notice = yard.newest("Max")
    assert f"{kind} · Begun, not finished" in notice
    assert there in notice
    assert "Keep: " in notice
    assert f"Severity: {severity}" in notice


@pytest.mark.parametrize("kind", EMERGENCIES)
async def test_the_report_of_an_emergency_is_ended_and_kept(yard: House, kind: str) -> None:
    await begins(yard, "/incident", "Fire, leak or medical emergency", kind)
    if "safe place" in yard.newest("Dana"):
        await does(yard, "Yes")
    await does(yard, *(["No"] if "hurt" in yard.newest("Dana") else []), "Yes")

    _, last = await ends(yard)

    assert "call your emergency number (911) again" in last
    assert "Begun, not finished" not in yard.newest("Max")


async def test_whoever_is_not_safe_from_a_leak_is_asked_nothing_more_and_it_is_critical(yard: House) -> None:
    await begins(yard, "/incident", "Fire, leak or medical emergency", "Chemical leak or spill")

    last = await does(yard, "No")

    assert "get to safety" in last
    assert "Severity: Critical" in yard.newest("Max")


async def test_a_leak_that_has_hurt_somebody_is_critical(yard: House) -> None:
    await begins(yard, "/incident", "Fire, leak or medical emergency", "Chemical leak or spill", "Yes")

    card = await does(yard, "Yes")

    assert "Call your emergency number (911) now, before anything else." in card
    assert "Severity: Critical" in yard.newest("Max")
