"""What is kept of what people say, question type by question type. `Refused` stands for: asked again."""

import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.identifiers import LETTERS, check_digit, container_fits, containers_meant
from bot.engine.kinds import (
    KINDS,
    Check,
    Choice,
    Colleague,
    Container,
    Date,
    Draft,
    File,
    FreeText,
    Kind,
    MultiChoice,
    Number,
    Partner,
    Phone,
    Photo,
    Place,
    Plate,
    Practice,
    Seal,
    Seals,
    Sign,
    Threat,
    Time,
    Vulnerability,
    YesNo,
)
from bot.engine.kinds.people import Known, about, plain
from bot.engine.kinds.typed import clean
from bot.engine.talk import (
    Buttons,
    Done,
    Entry,
    Option,
    Placed,
    Pressed,
    Refused,
    Said,
    Sent,
    Skip,
    Text,
    Typed,
    Upload,
    Value,
)

TODAY = date(2026, 11, 21)
FISH = (Option("cod", Text("Cod")), Option("eel", Text("Eel, smoked")), Option("ray", Text("Ray")))
A, B, C = "a" * 64, "b" * 64, "c" * 64
EMOJI = "🚛" * 4096
FAMILY = "👩‍👩‍👧‍👦"
OVERRIDE = "\u202e"  # shows what follows from right to left

# For each type: the question, what was said, what is kept.
STAFF = Colleague().among(
    [
        Known(7, "Ana López", plain("Ana López manager gerente")),
        Known(8, "Ana Ruiz", plain("Ana Ruiz guard guardia")),
        Known(9, "Juan Pérez", plain("Juan Pérez driver conductor")),
    ]
)
ROWS: dict[str, list[tuple[Kind, Said, object]]] = {
    "choice": [
        (Choice(FISH), Pressed("eel"), "eel"),
        (Choice(FISH), Typed(" EEL, smoked "), "eel"),
        (Choice(FISH), Typed("eel"), "eel"),
        (Choice(FISH), Pressed("whale"), Refused),
        (Choice(FISH), Typed("whale"), Refused),
        (Choice(FISH), Typed(""), Refused),
        (Choice(FISH), Typed("\x00"), Refused),
        (Choice(FISH), Sent(A, "photo"), Refused),
        (Choice(FISH), Placed(1, 2), Refused),
        (Choice(FISH), Done(), Refused),
    ],
    "yes_no": [
        (YesNo(), Pressed("yes"), "yes"),
        (YesNo(), Typed("No"), "no"),
        (YesNo(), Pressed("ok"), Refused),
        (YesNo(), Typed("maybe"), Refused),
        (YesNo(), Typed(EMOJI), Refused),
    ],
    "check": [
        (Check(), Pressed("ok"), "ok"),
        (Check(), Pressed("problem"), "problem"),
        (Check(), Typed("ok"), "ok"),
        (Check(), Pressed("na"), Refused),
        (Check(may_not_apply=True), Pressed("na"), "na"),
        (Check(may_not_apply=True), Typed("not applicable"), "na"),
    ],
    "text": [
        (FreeText(), Typed("  two holes, left wall \n near the floor "), "two holes, left wall \n near the floor"),
        (FreeText(), Typed("a\tb\r\nc"), "a b\nc"),
        (FreeText(), Typed("a\x00b\x1bc\x7f"), "abc"),
        (FreeText(), Typed(f"open {OVERRIDE}gpj.exe"), "open gpj.exe"),
        (FreeText(), Typed("\u200b\ufeff\u2066"), Refused),
        (FreeText(), Typed("half a \ud83d pair"), "half a  pair"),
        (FreeText(), Typed(FAMILY), FAMILY),
        (FreeText(), Typed("🩷"), "🩷"),
        (FreeText(), Typed("\ufffe\U0001fffe"), Refused),
        (FreeText(), Typed("1234"), "1234"),
        (FreeText(at_most=5), Typed("12345"), "12345"),
        (FreeText(at_most=5), Typed("123456"), Refused),
        (FreeText(), Typed(EMOJI), Refused),
        (FreeText(at_most=5000), Typed(EMOJI), EMOJI),
        (FreeText(), Typed("   "), Refused),
        (FreeText(), Pressed("yes"), Refused),
        (FreeText(), Sent(A, "voice"), Refused),
        (FreeText(voice=True), Sent(A, "voice"), (A,)),
        (FreeText(voice=True), Sent(A, "photo"), Refused),
        (FreeText(voice=True), Typed(" "), Refused),
        (FreeText(voice=True), Typed("rust"), "rust"),
    ],
    "seals": [
        (Seals(), Typed("UL0012301 to UL0012303"), "UL0012301-UL0012303"),
        (Seals(), Typed("ul-0012301 x 3"), "UL0012301-UL0012303"),
        (Seals(), Typed("UL0012301, UL0012303"), "UL0012301 UL0012303"),
        (Seals(), Typed("UL0012303 to UL0012301"), Refused),
        (Seals(), Typed("none of them"), Refused),
        (Seals(), Typed(", ".join(f"A{n}00001 x 1000" for n in range(10, 16))), Refused),
        (Seals(), Sent("a" * 64, "photo"), Refused),
    ],
    "seal": [
        (Seal(), Typed("abc-123 45"), "ABC12345"),
        (Seal(), Typed(" UL 7654321 "), "UL7654321"),
        (Seal(), Typed("0045821"), "0045821"),
        (Seal(), Typed("ＵＬ７６５"), "UL765"),
        (Seal(), Typed("U\x00L\u202e7\u200b65"), "UL765"),
        (Seal(), Typed("ab/12.3"), "AB123"),
        (Seal(), Typed("??"), Refused),
        (Seal(), Typed("12"), Refused),
        (Seal(), Typed("ABCDEF"), Refused),
        (Seal(), Typed("1" * 21), Refused),
        (Seal(), Typed("ñ123"), Refused),
        (Seal(), Typed("xxxx"), Refused),
        (Seal(), Typed("no seal"), Refused),
        (Seal(), Typed(""), Refused),
        (Seal(), Typed(EMOJI), Refused),
        (Seal(), Pressed("yes"), Refused),
        (Seal(), Sent(A, "photo"), Refused),
        (Seal(), Placed(1, 2), Refused),
    ],
    "container": [
        (Container(), Typed("csqu 305438-3"), "CSQU3054383"),
        (Container(), Typed("ｃｓｑｕ３０５４３８３"), "CSQU3054383"),
        (Container(), Typed("CSQU3054384"), Refused),
        (Container(), Pressed("CSQU3054384"), "CSQU3054384"),
        (Container(), Pressed("??"), Refused),
        (Container(), Typed("ABC"), Refused),
        (Container(), Typed("MSCU"), Refused),
        (Container(), Typed("A" * 21), Refused),
        (Container(), Typed(EMOJI), Refused),
        (Container(), Typed("\x00\u202e"), Refused),
        (Container(), Sent(A, "photo"), Refused),
    ],
    "plate": [
        (Plate(), Typed("75-ac-9f"), "75AC9F"),
        (Plate(), Typed("wln 482"), "WLN482"),
        (Plate(), Typed("Ñu 12"), "ÑU12"),
        (Plate(), Typed("１２３ＡＢ４"), "123AB4"),
        (Plate(), Typed("7"), Refused),
        (Plate(), Typed("A" * 13), Refused),
        (Plate(), Typed("P?123"), Refused),
        (Plate(), Typed(EMOJI), Refused),
        (Plate(), Done(), Refused),
    ],
    "phone": [
        (Phone(), Typed("+52 (55) 1234-5678"), "+525512345678"),
        (Phone(), Typed("55.1234.5678"), "5512345678"),
        (Phone(), Typed("＋５２ ５５１２３４５６７８"), "+525512345678"),
        (Phone(), Typed("\u202a+52 55 1234 5678\u202c"), "+525512345678"),
        (Phone(), Typed("1234567"), "1234567"),
        (Phone(), Typed("123456"), Refused),
        (Phone(), Typed("1" * 15), "1" * 15),
        (Phone(), Typed("1" * 16), Refused),
        (Phone(), Typed("55+1234567"), Refused),
        (Phone(), Typed("٥٥١٢٣٤٥٦٧٨"), "5512345678"),
        (Phone(), Typed("call me"), Refused),
        (Phone(), Typed(EMOJI), Refused),
    ],
    "number": [
        (Number(), Typed("007"), "7"),
        (Number(), Typed("-18"), "-18"),
        (Number(), Typed("-0"), "0"),
        (Number(), Typed("１２"), "12"),
        (Number(), Typed("12 000"), "12000"),
        (Number(), Typed("1" * 13), Refused),
        (Number(), Typed("3.5"), Refused),
        (Number(), Typed("1e3"), Refused),
        (Number(), Typed("½"), Refused),
        (Number(), Typed("²"), "2"),
        (Number(), Typed("٣"), "3"),
        (Number(), Typed("many"), Refused),
        (Number(), Typed(EMOJI), Refused),
        (Number(), Typed("\x00"), Refused),
        (Number(at_least=2, at_most=4), Typed("2"), "2"),
        (Number(at_least=2, at_most=4), Typed("4"), "4"),
        (Number(at_least=2, at_most=4), Typed("1"), Refused),
        (Number(at_least=2, at_most=4), Typed("5"), Refused),
    ],
    "date": [
        (Date(), Typed("2026-11-21"), "2026-11-21"),
        (Date(), Pressed("2026-11-20"), "2026-11-20"),
        (Date(), Typed("21/11/2026"), "2026-11-21"),
        (Date(), Typed("11/20/2026"), "2026-11-20"),
        (Date(), Typed("20.11.26"), "2026-11-20"),
        (Date(), Typed("２０２６－１１－２１"), "2026-11-21"),
        (Date(), Typed("2026 11 21"), "2026-11-21"),
        (Date(), Typed("5/5/2026"), "2026-05-05"),
        (Date(), Typed("3/4/2026"), Refused),
        (Date(future=True), Typed("3/4/2027"), Refused),
        (Date(), Typed("11/12/2026"), "2026-11-12"),
        (Date(), Typed("10/12/2026"), "2026-10-12"),
        (Date(), Typed("2026-11-22"), Refused),
        (Date(future=True), Typed("2026-11-22"), "2026-11-22"),
        (Date(), Typed("2026-02-29"), Refused),
        (Date(), Typed("2024-02-29"), "2024-02-29"),
        (Date(), Typed("21/11/202"), Refused),
        (Date(), Typed("0-0-0"), Refused),
        (Date(), Typed("99999-1-1"), Refused),
        (Date(), Typed("yesterday"), "2026-11-20"),
        (Date(), Typed("2026-11-21T10:00"), Refused),
        (Date(), Typed("1-2-3-4"), Refused),
        (Date(), Typed("٢٠٢٦-١١-٢١"), "2026-11-21"),
        (Date(), Typed(EMOJI), Refused),
        (Date(), Placed(1, 2), Refused),
    ],
    "time": [
        (Time(), Typed("17:30"), "17:30"),
        (Time(), Typed("7:05"), "07:05"),
        (Time(), Typed("17.30 hrs"), "17:30"),
        (Time(), Typed("17h30"), "17:30"),
        (Time(), Typed("5 pm"), "17:00"),
        (Time(), Typed("5:30 p. m."), "17:30"),
        (Time(), Typed("12 am"), "00:00"),
        (Time(), Typed("12:15 PM"), "12:15"),
        (Time(), Typed("0:00"), "00:00"),
        (Time(), Typed("１７：３０"), "17:30"),
        (Time(), Typed("24:00"), Refused),
        (Time(), Typed("12:60"), Refused),
        (Time(), Typed("13 pm"), "13:00"),
        (Time(), Typed("0:30 am"), "00:30"),
        (Time(), Typed("17"), Refused),
        (Time(), Typed("noon"), "12:00"),
        (Time(), Typed(EMOJI), Refused),
    ],
    "several": [
        (MultiChoice(FISH), Pressed("ray"), Draft(("ray",))),
        (MultiChoice(FISH), Typed("cod"), Draft(("cod",))),
        (MultiChoice(FISH), Pressed("whale"), Refused),
        (MultiChoice(FISH), Done(), Refused),
        (MultiChoice(FISH, at_least=0), Done(), ()),
        (MultiChoice(FISH), Sent(A, "photo"), Refused),
    ],
    "photo": [
        (Photo(), Sent(A, "photo"), (A,)),
        (Photo(), Sent(A, "voice"), Refused),
        (Photo(), Sent(A, "document"), Refused),
        (Photo(), Typed("here it is"), Refused),
        (Photo(), Done(), Refused),
        (Photo(at_least=2, at_most=3), Sent(A, "photo"), Draft((A,))),
    ],
    "file": [
        (File(), Sent(A, "photo"), (A,)),
        (File(), Sent(A, "voice"), (A,)),
        (File(), Sent(A, "document"), (A,)),
        (File(), Sent(A, "sticker"), Refused),
        (File(), Pressed("yes"), Refused),
    ],
    "place": [
        (Place(), Placed(19.4326, -99.1332), "geo:19.43260,-99.13320"),
        (Place(), Typed("27.50640, -99.50750"), "geo:27.50640,-99.50750"),
        (Place(), Typed("27.506, -199.5"), "27.506, -199.5"),
        (Place(), Typed("km 20.500, 3.250"), "km 20.500, 3.250"),
        (Place(), Typed(" Gate 4,\n by the scale "), "Gate 4, by the scale"),
        (Place(), Typed("x" * 300), "x" * 300),
        (Place(), Typed("x" * 301), Refused),
        (Place(), Typed(EMOJI), Refused),
        (Place(), Typed("\x00"), Refused),
        (Place(), Sent(A, "photo"), Refused),
    ],
    "partner": [
        (Partner(), Typed(" Fletes del Bajío SA de CV "), "Fletes del Bajío SA de CV"),
        (Partner(at_most=80), Typed("x" * 81), Refused),
        (Partner(), Typed("\x00"), Refused),
        (Partner(), Sent(A, "photo"), Refused),
    ],
    "threat": [
        (Threat(), Pressed("high"), "high"),
        (Threat(), Typed("Medium: some information, no recent incident"), "medium"),
        (Threat(), Pressed("na"), Refused),  # none of the five can be left out
        (Threat(), Typed("2.5"), Refused),
        (Threat(), Sent(A, "photo"), Refused),
    ],
    "vulnerability": [
        (Vulnerability(of=6), Pressed("low"), "low"),
        (Vulnerability(of=6), Pressed("na"), "na"),
        (Vulnerability(of=6), Typed("Medium: meets some"), "medium"),
        (Vulnerability(of=6), Pressed("changed"), Refused),
        (Vulnerability(of=6), Typed("average"), Refused),
    ],
    "practice": [
        (Practice(), Pressed("part"), "part"),
        (Practice(evidence=True), Pressed("yes"), "yes"),
        (Practice(), Typed("not yet"), "no"),
        (Practice(), Pressed("na"), "na"),
        (Practice(), Pressed("always"), Refused),
        (Practice(), Sent(A, "photo"), Refused),
    ],
    "colleague": [
        (STAFF, Pressed("nobody"), ("nobody",)),
        (STAFF, Pressed("7"), ("#7 Ana López",)),
        (STAFF, Typed("ana lopez"), ("#7 Ana López",)),
        (STAFF, Typed("Ana"), Refused),  # there are two: whom?
        (STAFF, Typed("Pérez"), ("#9 Juan Pérez",)),
        (STAFF, Typed("el gerente"), ("#7 Ana López",)),
        (STAFF, Typed("Ana López y Juan"), ("#7 Ana López", "#9 Juan Pérez")),
        (STAFF, Typed("Ana, somebody with a red cap"), ("#7 Ana López", "#8 Ana Ruiz", "somebody with a red cap")),
        (STAFF, Typed("the man at the gate"), ("the man at the gate",)),
        (STAFF, Typed("#7 Ana"), ("7 Ana",)),
        (STAFF, Typed(" "), Refused),
        (STAFF, Sent(A, "photo"), Refused),
        (STAFF, Typed("x" * 301), Refused),
    ],
    "sign": [
        (Sign(), Typed(" Juan  Pérez "), "Juan Pérez"),
        (Sign(), Typed("J. Pérez"), "J. Pérez"),
        (Sign(), Typed("Ana-María O'Neill"), "Ana-María O'Neill"),
        (Sign(), Typed(f"Juan {OVERRIDE}Pérez"), "Juan Pérez"),
        (Sign(), Typed("Juan"), "Juan"),
        (Sign(), Typed("Juan 1234"), Refused),
        (Sign(), Typed(". ."), Refused),
        (Sign(), Typed("x y" * 30), Refused),
        (Sign(), Typed(EMOJI), Refused),
        (Sign(), Skip(), Refused),
    ],
}


def test_every_question_type_has_a_table() -> None:
    assert set(ROWS) == set(KINDS)


def kept(kind: Kind, said: Said, draft: tuple[str, ...] = ()) -> Value | Draft | type[Refused]:
    try:
        return kind.read(said, draft, TODAY)
    except Refused:
        return Refused


@pytest.mark.parametrize(
    ("word", "kind", "said", "expected"),
    [pytest.param(word, *row, id=f"{word}-{ascii(row[1])[:40]}") for word, rows in ROWS.items() for row in rows],
)
def test_what_is_said_is_kept_or_asked_again(word: str, kind: Kind, said: Said, expected: object) -> None:
    assert type(kind) is KINDS[word]

    assert kept(kind, said) == expected


@pytest.mark.parametrize(
    ("kind", "control"),
    [
        (Choice(FISH), Buttons(FISH)),
        (FreeText(voice=True), Entry("text", voice=True)),
        (Seal(), Entry("code")),
        (Container(), Entry("code")),
        (Plate(), Entry("code", (Option("no plate", Text("It has no plate or number")),))),
        (Phone(), Entry("phone")),
        (Number(), Entry("number")),
        (Time(), Entry("time")),
        (Place(), Entry("place")),
        (Sign(), Entry("name")),
        (Photo(), Upload(("photo",), 1, 1, 0)),
        (File(at_least=1, at_most=5), Upload(("photo", "video", "voice", "document"), 1, 5, 0)),
        (
            Date(),
            Entry("date", (Option("2026-11-21", Text("Today")), Option("2026-11-20", Text("Yesterday")))),
        ),
    ],
)
def test_each_type_says_how_it_is_answered(kind: Kind, control: object) -> None:
    assert kind.control((), TODAY) == control


def test_a_check_offers_not_applicable_only_where_the_author_allows_it() -> None:
    assert Check().classes() == ("ok", "problem", "remark", "unseen")
    assert Check(may_not_apply=True).classes() == ("ok", "problem", "remark", "unseen", "na")


def test_whoever_is_named_is_known_by_number() -> None:
    assert about(("#7 Ana López", "the man at the gate", "#9 Juan Pérez")) == {7, 9}
    assert about(("nobody",)) == about(None) == about("7") == frozenset()
    assert STAFF.shown(("#7 Ana López", "the man at the gate")) == ("Ana López", "the man at the gate")


# Several choices, several files


def test_ticks_come_and_go_in_the_order_of_the_form() -> None:
    kind = MultiChoice(FISH)

    assert kept(kind, Pressed("cod"), ("ray",)) == Draft(("cod", "ray"))
    assert kept(kind, Pressed("ray"), ("cod", "ray")) == Draft(("cod",))
    assert kept(kind, Done(), ("cod", "ray")) == ("cod", "ray")
    assert kind.control(("ray",), TODAY) == Buttons(
        (FISH[0], FISH[1], Option("ray", Text("Ray"), chosen=True)), many=True
    )


def test_how_many_may_be_ticked_is_bounded() -> None:
    kind = MultiChoice(FISH, at_least=2, at_most=2)

    assert kept(kind, Done(), ("cod",)) is Refused
    assert kept(kind, Pressed("eel"), ("cod", "ray")) is Refused
    assert kept(kind, Pressed("ray"), ("cod", "ray")) == Draft(("cod",))
    assert kept(kind, Done(), ("cod", "ray")) == ("cod", "ray")


def test_photos_gather_until_there_are_enough() -> None:
    kind = Photo(at_least=2, at_most=3)

    assert kept(kind, Done(), (A,)) is Refused
    assert kept(kind, Sent(A, "photo"), (A,)) == Draft((A,))
    assert kept(kind, Sent(B, "photo"), (A,)) == Draft((A, B))
    assert kept(kind, Done(), (A, B)) == (A, B)
    assert kept(kind, Sent(C, "photo"), (A, B)) == (A, B, C)
    assert kind.control((A,), TODAY) == Upload(("photo",), 2, 3, 1)


# Numbers of the trade: every example of the domain's list

IDENTIFIERS = Path(__file__).parent / "identifiers.yaml"
EXAMPLES: dict[str, Any] = yaml.safe_load(IDENTIFIERS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", EXAMPLES["containers"]["valid"])
def test_container_numbers_that_fit_are_kept(number: str) -> None:
    assert container_fits(number)
    assert kept(Container(), Typed(f"{number[:4]} {number[4:10]}-{number[10]}".lower())) == number
    assert Container().classify(number, {}) == "verified"


@pytest.mark.parametrize(("number", "meant"), EXAMPLES["containers"]["invalid"].items())
def test_container_numbers_that_do_not_fit_are_read_again_or_kept_on_purpose(number: str, meant: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        Container().read(Typed(number), (), TODAY)

    offered = [option.id for option in refused.value.meant]
    assert offered == [*meant, number]
    assert kept(Container(), Pressed(number)) == number
    assert Container().classify(number, {}) == "unverified"


@pytest.mark.parametrize("number", EXAMPLES["containers"]["valid"])
@pytest.mark.parametrize("place", range(11))
def test_every_misread_digit_is_noticed(number: str, place: int) -> None:
    """One wrong character is always found, except that remainder 10 is written as 0."""
    others = "0123456789" if number[place].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    unnoticed = [
        other
        for other in others.replace(number[place], "")
        if container_fits(number[:place] + other + number[place + 1 :])
    ]

    by_remainder = {o for o in unnoticed if _remainder(number) == 10 or _remainder(_with(number, place, o)) == 10}
    by_letters = {o for o in unnoticed if o.isalpha() and (LETTERS[o] - LETTERS[number[place]]) % 11 == 0}
    assert set(unnoticed) <= by_remainder | by_letters


def _with(number: str, place: int, other: str) -> str:
    return number[:place] + other + number[place + 1 :]


def _remainder(number: str) -> int:
    return sum((LETTERS[c] if c in LETTERS else int(c)) << place for place, c in enumerate(number[:10])) % 11


def test_remainder_ten_is_written_as_zero() -> None:
    assert _remainder("TGHU1234090") == 10
    assert check_digit("TGHU123409") == 0


@pytest.mark.parametrize(
    ("number", "meant"),
    [
        ("CSQU3O54383", ("CSQU3054383",)),
        ("CSQU305438", ()),
        ("C5QU305438", ()),
        ("CSQU3045383", ("CSQU3054383",)),
        ("SHORT", ()),
        ("CSQU30543833", ()),
    ],
)
def test_what_may_have_been_meant_comes_with_the_likeliest_first(number: str, meant: tuple[str, ...]) -> None:
    assert containers_meant(number)[: len(meant)] == meant
    assert bool(containers_meant(number)) == bool(meant)


def test_everything_offered_fits() -> None:
    for number in EXAMPLES["containers"]["invalid"]:
        assert all(container_fits(n) for n in containers_meant(number))


@pytest.mark.parametrize("number", EXAMPLES["seals"]["valid"])
def test_seal_numbers_are_kept_as_stamped(number: str) -> None:
    assert kept(Seal(), Typed(number)) == number.replace("-", "")


@pytest.mark.parametrize("words", EXAMPLES["seals"]["no_numbers"])
def test_words_in_the_place_of_a_seal_number_are_refused(words: str) -> None:
    assert kept(Seal(), Typed(words)) is Refused


@pytest.mark.parametrize(("typed", "stamped"), EXAMPLES["seals"]["mistaken"].items())
def test_a_seal_number_read_wrongly_differs_and_is_never_corrected(typed: str, stamped: str) -> None:
    again = Seal(matches="first")

    assert kept(again, Typed(typed)) == typed
    assert again.classify(typed, {"first": stamped}) == "differs"
    assert again.classify(stamped, {"first": stamped}) == "same"


def test_without_a_number_before_there_is_nothing_to_compare() -> None:
    assert Seal(matches="first").classify("UL123", {}) is None
    assert Seal(matches="first").classify("UL123", {"first": None}) is None
    assert Seal(matches="first").classify(None, {"first": "UL123"}) is None
    assert Seal().classify("UL123", {"first": "UL123"}) is None


def test_conditions_can_ask_what_a_type_can_tell_apart() -> None:
    assert Seal(matches="first").classes() == ("same", "differs")
    assert Seal().classes() == ()
    assert Container().classes() == ("verified", "unverified")
    assert Container().classify(None, {}) is None
    assert MultiChoice(FISH).classes() == ("cod", "eel", "ray")
    assert Choice(FISH).classify("eel", {}) == "eel"
    assert Choice(FISH).classify("whale", {}) is None
    assert FreeText().classes() == ()


# Refusals say what to do next


def refusal(kind: Kind, said: Said, draft: tuple[str, ...] = ()) -> Refused:
    with pytest.raises(Refused) as refused:
        kind.read(said, draft, TODAY)
    return refused.value


def test_a_day_that_can_be_two_days_is_asked_back() -> None:
    refused = refusal(Date(), Typed("3/4/2026"))

    assert [option.id for option in refused.meant] == ["2026-04-03", "2026-03-04"]
    assert [kept(Date(), Pressed(option.id)) for option in refused.meant] == ["2026-04-03", "2026-03-04"]
    assert refused.meant[0].label == Text("{day}", {"day": date(2026, 4, 3)})


@pytest.mark.parametrize(
    ("kind", "said", "draft", "sentence"),
    [
        (Choice(FISH), Typed("whale"), (), "Please press one of the buttons."),
        (MultiChoice(FISH, at_most=1), Pressed("eel"), ("cod",), "Please choose at most {limit}."),
        (MultiChoice(FISH), Done(), (), "Please choose at least {limit}."),
        (FreeText(), Sent(A, "photo"), (), "Please type your answer as a message."),
        (FreeText(voice=True), Sent(A, "photo"), (), "Please type it, or send a voice note or a video."),
        (FreeText(at_most=3), Typed("four"), (), "That's {count} characters. The limit is {limit}."),
        (Seal(), Typed("?"), (), "Type the letters and digits stamped on the seal."),
        (Container(), Typed("?"), (), "Type the container number: four letters and seven digits."),
        (
            Container(),
            Typed("CSOU3054383"),
            (),
            "The check digit in {number} is wrong. Did you mean one of these?",
        ),
        (Container(), Typed("SHORT1"), (), "The check digit in {number} is wrong. Please read it again."),
        (
            Plate(),
            Typed("?"),
            (),
            "Type the letters and digits on the plate. Without a plate, type the number painted on the unit.",
        ),
        (Number(at_least=5), Typed("4"), (), "Type a number of at least {limit}."),
        (Number(at_most=5), Typed("6"), (), "Type a number of at most {limit}."),
        (Number(), Typed("many"), (), "Type a whole number, in digits."),
        (Date(), Typed("soon"), (), "Type the day like this: {example}"),
        (Date(), Typed("2027-01-01"), (), "That date is in the future. Type it like this: {example}"),
        (Time(), Typed("soon"), (), "Type the time like this: {example}"),
        (Photo(), Typed("no"), (), "Please send a photo."),
        (Photo(at_least=2, at_most=3), Done(), (A,), "Please send at least {limit}."),
        (File(), Typed("no"), (), "Please send a photo, a video, a voice note or a document."),
        (Place(), Done(), (), "Describe the place, or share your location if this chat can."),
        (Sign(), Typed("ok"), (), "Type your full name, first name and last name."),
    ],
)
def test_a_refusal_says_what_to_do_next(kind: Kind, said: Said, draft: tuple[str, ...], sentence: str) -> None:
    refused = refusal(kind, said, draft)

    assert refused.text.source == sentence
    assert str(refused) == sentence


# Answers as people read them


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Choice(FISH), "eel", Text("Eel, smoked")),
        (Choice(FISH), "gone", ""),
        (MultiChoice(FISH), ("cod", "ray"), (Text("Cod"), Text("Ray"))),
        (MultiChoice(FISH), None, ()),
        (FreeText(), "rust", "rust"),
        (FreeText(voice=True), (A,), Text("voice note")),
        (FreeText(), None, ""),
        (Seal(), "UL123", "UL123"),
        (Seal(), None, ""),
        (Number(), "12000", 12000),
        (Number(), None, ""),
        (Date(), "2026-11-21", date(2026, 11, 21)),
        (Date(), None, ""),
        (Time(), "17:30", "17:30"),
        (Photo(), (A,), Text("1 photo")),
        (Photo(), (A, B), Text("{count} photos", {"count": 2})),
        (Photo(), None, Text("{count} photos", {"count": 0})),
        (File(), (A,), Text("1 file")),
        (File(), (A, B), Text("{count} files", {"count": 2})),
        (Place(), "geo:19.43260,-99.13320", "19.43260, -99.13320"),
        (Place(), "Gate 4, by the scale", "Gate 4, by the scale"),
        (Place(), None, ""),
    ],
)
def test_an_answer_is_shown_in_words(kind: Kind, value: Value, shown: object) -> None:
    assert kind.shown(value) == shown


# Whatever is said


def test_a_kind_without_its_two_methods_is_none() -> None:
    with pytest.raises(TypeError, match="abstract"):
        Kind()


STRANGE = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    [EMOJI, FAMILY, "\x00", OVERRIDE, "１２", "3/4/26", "CSQU3054384", "5pm", "+525512345678", "2026-11-21"]
)
SAID = st.one_of(
    st.builds(Typed, STRANGE),
    st.builds(Pressed, STRANGE),
    st.builds(Pressed, st.sampled_from(["yes", "no", "ok", "problem", "na", "cod", "eel"])),
    st.builds(Sent, st.sampled_from([A, B, C]), st.sampled_from(["photo", "voice", "document", "other"])),
    st.builds(Placed, st.floats(-90, 90), st.floats(-180, 180)),
    st.just(Done()),
)
ASKED = st.sampled_from([row[0] for rows in ROWS.values() for row in rows])


@given(ASKED, SAID)
def test_anything_can_be_said_to_any_question(kind: Kind, said: Said) -> None:
    """It is kept, begun or refused; what is kept is plain, can be shown, and has nothing invisible in it."""
    value = kept(kind, said)

    if value is Refused:
        return
    held = value.items if isinstance(value, Draft) else value
    assert isinstance(held, str | tuple)
    words = held if isinstance(held, tuple) else (held,)
    assert json.loads(json.dumps(held)) == (held if isinstance(held, str) else list(held))
    assert all("\x00" not in w and OVERRIDE not in w and w == w.strip() for w in words)
    assert all(w.encode() for w in words)
    if not isinstance(value, Draft):
        assert kind.shown(value) is not None


@given(st.text(st.characters(exclude_categories=())))
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    once = clean(typed)

    assert clean(once) == once
    assert not [c for c in once if c != "\n" and unicodedata.category(c) in {"Cc", "Cs"}]
