"""What people type, as they type it: numbers with words around, amounts, days, times, telephones, names.

A row says what was typed and what becomes of it: a value that is kept, `ASKED` and what is offered, or `NO`.
"""

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from bot.engine.identifiers import look_alike
from bot.engine.kinds import Container, Date, Kind, Number, Phone, Plate, Seal, Sign, Time
from bot.engine.talk import Pressed, Refused, Typed

TODAY = date(2026, 11, 26)  # a Thursday
NOON = datetime(2026, 11, 26, 12, 0)  # noqa: DTZ001  the clock on the wall


@dataclass(frozen=True)
class Asked:
    """It is asked back, with these to press."""

    offered: tuple[str, ...]


def ask(*offered: str) -> Asked:
    return Asked(offered)


NO = ask()  # refused, with nothing to press
Row = tuple[str, str | Asked]


def outcome(kind: Kind, typed: str, lang: str = "", name: str = "", today: date = TODAY) -> object:
    try:
        return kind.read(Typed(typed, lang, name), (), today)
    except Refused as why:
        return ask(*(option.id for option in why.meant))


def table(*rows: Row) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("typed", "expected"), rows, ids=[ascii(row[0])[:50] for row in rows])


@table(
    ("No. 123456", "123456"),
    ("no 123456", "123456"),
    ("Seal 123456", "123456"),
    ("sello 123456", "123456"),
    ("Sello No. ML-MX 0012345.", "MLMX0012345"),
    ("precinto N° 4820914", "4820914"),
    ("marchamo: 4820914", "4820914"),
    ("N.º 4820914", "4820914"),
    ("N.º4820914", "4820914"),
    ("№ 4820914", "4820914"),
    ("Nro. 4820914", "4820914"),
    ("S/N: 4820914", "4820914"),
    ("seal #123", "123"),
    ("#4820914", "4820914"),
    ("número de sello: 4820914", "4820914"),
    ("it is 4820914", "4820914"),
    ("the seal is 4820914", "4820914"),
    ("el sello es el 4820914", "4820914"),
    ("Seal number 4820914 please", "4820914"),
    ("sello: 4820914 🔒", "4820914"),
    ("«4820914»", "4820914"),
    ("(4820914)", "4820914"),
    ("4820914.", "4820914"),
    ("4️⃣8️⃣2️⃣0️⃣9️⃣1️⃣4️⃣", "4820914"),
    ("٤٨٢٠٩١٤", "4820914"),
    ("４８２０９１４", "4820914"),
    ("48\u00a020\u2009914", "4820914"),
    ("48\u200b20\u2060914", "4820914"),
    ("\u202a4820914\u202c", "4820914"),
    ("48\u00ad20914", "4820914"),
    ("ML\u2010MX 0012345", "MLMX0012345"),
    ("ML\u2011MX 0012345", "MLMX0012345"),
    ("ML\u2012MX0012345", "MLMX0012345"),
    ("ML\u2013MX0012345", "MLMX0012345"),
    ("ML\u2014MX0012345", "MLMX0012345"),
    ("ML\u2015MX0012345", "MLMX0012345"),
    ("ML\u2212MX0012345", "MLMX0012345"),
    ("ML\ufe63MX0012345", "MLMX0012345"),
    ("ML\uff0dMX0012345", "MLMX0012345"),
    ("МХ0012345", "MX0012345"),  # the letters of a Cyrillic keyboard
    ("ABC-12345", "ABC12345"),
    ("UL 7654321", "UL7654321"),
    ("seal A 123456", "A123456"),
    ("0012345 ML", "0012345ML"),
    ("12 34 56 7", "1234567"),
    ("123,456", "123456"),
    ("seal # 12", NO),
    ("4820914?", ask("4820914")),
    ("sin sello", NO),
    ("no seal", NO),
    ("no tiene", NO),
    ("NO123456", ask("123456", "NO123456")),
    ("sello123456", ask("123456", "SELLO123456")),
    ("el 4820914", ask("4820914", "EL4820914")),
    ("no es 4820914", ask("4820914")),
    ("the driver said 4820914", ask("4820914")),
    ("marchamo 4820914 verde", ask("4820914")),
    ("123456 y 123457", ask("123456", "123457")),
    ("123456 and 123457", ask("123456", "123457")),
    ("123456, 123457", ask("123456", "123457")),
    ("123456 o 123457", ask("123456", "123457")),
    ("123456/123457", ask("123456", "123457")),
    ("UL123456 & UL123457", ask("UL123456", "UL123457")),
    ("123456 123457", ask("123456", "123457", "123456123457")),
    ("123456-123457", ask("123456", "123457", "123456123457")),
    ("4820914 o 4820915?", ask("4820914", "4820915")),
    ("sello 1: 123456, sello 2: 123457", ask("123456", "123457")),
    ("ISO 17712 4820914", "4820914"),
    ("4820914 4820914", "4820914"),
    ("UL_7712345", "UL7712345"),
    ("№4820914", "4820914"),
    ("high security seal 4820914", "4820914"),
    ("000000", NO),
    ("123456\n123457", ask("123456", "123457", "123456123457")),
    ("1" * 300, NO),
)
def test_a_seal_number_is_found_among_the_words_around_it(typed: str, expected: object) -> None:
    assert outcome(Seal(), typed) == expected


@table(
    ("placa ABC-123", "ABC123"),
    ("Placas: 12-AB-3C", "12AB3C"),
    ("la placa es ABC 123 D", "ABC123D"),
    ("my plate is ABC 123", "ABC123"),
    ("ABC 12 E", "ABC12E"),
    ("unidad 45", "45"),
    ("Eco. 45", "45"),
    ("tractor 118", "118"),
    ("trailer 53123", "53123"),
    ("unit #45", "45"),
    ("Ñu 12", "ÑU12"),
    ("AB·12", NO),
    ("no", NO),
    ("No.", NO),
    ("no tiene", NO),
    ("ok", NO),
    ("NO SE", NO),
    ("S/N", NO),
    ("sin placas", "no plate"),
    ("none", NO),
    ("pendiente", NO),
    ("N/A", NO),
    ("ABC", NO),
    ("7", NO),
    ("00", NO),
    ("none 1", NO),
    ("ABC 1234 / DEF 5678", ask("ABC1234", "DEF5678")),
    ("ABC123 y DEF456", ask("ABC123", "DEF456")),
)
def test_a_plate_has_a_digit_and_no_words(typed: str, expected: object) -> None:
    assert outcome(Plate(), typed) == expected


@table(
    ("RAIU 6900114 25U1", "RAIU6900114"),
    ("CSQU3054383 22G1", "CSQU3054383"),
    ("CSQU 305438 3 45R1", "CSQU3054383"),
    ("45R1 CSQU3054383", "CSQU3054383"),
    ("CSQU3054383 US 45G1", "CSQU3054383"),
    ("CSQU 3054383 4310", "CSQU3054383"),
    ("número CSQU3054383 tamaño 22G1", "CSQU3054383"),
    ("csqu3054383 csqu3054383", "CSQU3054383"),
    ("cont. CSQU 305438 3 40HC", "CSQU3054383"),
    ("csqu 305438[3]", "CSQU3054383"),
    ("contenedor CSQU3054383", "CSQU3054383"),
    ("it is CSQU3054383", "CSQU3054383"),
    ("N.º CSQU 305438-3", "CSQU3054383"),
    ("HLXU\u2011200841\u20119", "HLXU2008419"),
    ("HLXU\u2013200841\u20139", "HLXU2008419"),
    ("ATBE1003091", "ATBE1003091"),
    ("ATBE 100309-1", "ATBE1003091"),
    ("HLXU2008519", ask("HLXU2008519")),
    ("RAIU 6900115 25U1", ask("RAIU6900115")),
    ("CSOU3054383", ask("CSQU3054383", "CSOU3054383")),
    ("contenedor CSOU3054383", ask("CSQU3054383", "CSOU3054383")),
    ("CSQU3O54383", ask("CSQU3054383", "CSQU3O54383")),
    ("CSQU3045383", ask("CSQU3054383", "CSQU3045383")),
    ("CSQU305438", ask("CSQU305438")),
    ("ATBE1003092", ask("ATBE1003092")),
    ("CSQU3054383 y HLXU2008419", ask("CSQU3054383", "HLXU2008419")),
    ("MSKU1100810 y MSKU1100811", ask("MSKU1100810", "MSKU1100811")),
    ("CSQU3054383 sello 123456", ask("CSQU3054383")),
    ("no", NO),
    ("MSCU", NO),
)
def test_a_container_number_is_found_beside_its_size_and_is_never_completed(typed: str, expected: object) -> None:
    assert outcome(Container(), typed) == expected


@pytest.mark.parametrize("serial", [f"HLXU20084{n}9" for n in "023456789"])
def test_a_slip_of_one_digit_never_becomes_another_container(serial: str) -> None:
    offered = outcome(Container(), serial)

    assert isinstance(offered, Asked)
    assert f"{serial[:10]}" not in {number[:10] for number in offered.offered if number != serial}


@table(
    ("24 pallets", "24"),
    ("1200 cajas", "1200"),
    ("24pcs", "24"),
    ("total: 24", "24"),
    ("son 24", "24"),
    ("~20", "20"),
    ("aprox. 24", "24"),
    ("20.0", "20"),
    ("20,00", "20"),
    ("24.", "24"),
    ("+24", "24"),
    ("1 200", "1200"),
    ("1\u00a0200", "1200"),
    ("1'200", "1200"),
    ("1’200", "1200"),
    ("1,200", "1200"),
    ("1,200,000", "1200000"),
    ("1.200.000", "1200000"),
    ("1,200.0", "1200"),
    ("1.200,0", "1200"),
    ("٢٤", "24"),
    ("2４", "24"),
    ("veinticuatro", "24"),
    ("Veinticuatro cajas", "24"),
    ("treinta y dos", "32"),
    ("ciento veinte", "120"),
    ("mil doscientos", "1200"),
    ("20 mil", "20000"),
    ("twenty-four", "24"),
    ("two hundred and five", "205"),
    ("a dozen", "12"),
    ("una docena", "12"),
    ("media docena", "6"),
    ("half a dozen", "6"),
    ("dos docenas", "24"),
    ("3 dozen", "36"),
    ("20 (veinte)", "20"),
    ("cero", "0"),
    ("ninguna", "0"),
    ("none", "0"),
    ("1.200", ask("1200")),
    ("20.000", ask("20000", "20")),
    ("20-25", ask("20", "25")),
    ("20 o 25", ask("20", "25")),
    ("24 pallets, 3 damaged", ask("24", "3")),
    ("un millar", "1000"),
    ("٣٫٥", NO),
    ("--3", NO),
    ("docena y media", NO),
    ("3.5", NO),
    ("12,50", NO),
    ("1/2", NO),
    ("½", NO),
    ("24 y media", NO),
    ("2O", NO),
    ("1k", NO),
    ("20%", NO),
    ("1e3", NO),
    ("-3", NO),
    ("−3", NO),
    ("menos 3", NO),
    ("minus three", NO),
    ("many", NO),
    ("🚛", NO),
)
def test_how_many_is_read_with_its_unit_and_in_words(typed: str, expected: object) -> None:
    assert outcome(Number(at_least=0), typed) == expected


@pytest.mark.parametrize(
    ("lang", "typed", "expected"),
    [
        ("en", "1,200", "1200"),
        ("en_US", "1.200", ask("1200")),
        ("es_MX", "1,200", "1200"),
        ("es_MX", "1.200", ask("1200")),
        ("es_MX", "20.000", ask("20000", "20")),
        ("es_CO", "1.200", "1200"),
        ("es_CO", "1,200", ask("1200")),
        ("es_CO", "20.000", "20000"),
        ("es_CO", "20,0", "20"),
        ("es", "1.200", "1200"),
        ("es", "1,200", ask("1200")),
    ],
)
def test_the_thousands_are_those_of_the_reader_or_asked_about(lang: str, typed: str, expected: object) -> None:
    assert outcome(Number(), typed, lang) == expected


@table(
    ("5 de marzo", "2026-03-05"),
    ("marzo 5", "2026-03-05"),
    ("5 mar", "2026-03-05"),
    ("25-nov-26", "2026-11-25"),
    ("25nov26", "2026-11-25"),
    ("25 de noviembre del 2026", "2026-11-25"),
    ("veinticinco de noviembre", "2026-11-25"),
    ("1º de marzo", "2026-03-01"),
    ("1ro de marzo", "2026-03-01"),
    ("primero de marzo", "2026-03-01"),
    ("March 5", "2026-03-05"),
    ("March 5th, 2026", "2026-03-05"),
    ("Nov. 25, 2026", "2026-11-25"),
    ("martes 24 nov", "2026-11-24"),
    ("el lunes", "2026-11-23"),
    ("el lunes pasado", "2026-11-23"),
    ("last Monday", "2026-11-23"),
    ("on Monday", "2026-11-23"),
    ("miércoles", "2026-11-25"),
    ("lunes 23", "2026-11-23"),
    ("ayer", "2026-11-25"),
    ("Ayer.", "2026-11-25"),
    ("ayer en la noche", "2026-11-25"),
    ("ayer a las 8", "2026-11-25"),
    ("anoche", "2026-11-25"),
    ("last night", "2026-11-25"),
    ("yesterday", "2026-11-25"),
    ("anteayer", "2026-11-24"),
    ("antier", "2026-11-24"),
    ("antes de ayer", "2026-11-24"),
    ("the day before yesterday", "2026-11-24"),
    ("hoy", "2026-11-26"),
    ("hoy por la mañana", "2026-11-26"),
    ("esta manana", "2026-11-26"),
    ("today", "2026-11-26"),
    ("ahora", "2026-11-26"),
    ("hace 3 días", "2026-11-23"),
    ("hace tres dias", "2026-11-23"),
    ("3 days ago", "2026-11-23"),
    ("hace una semana", "2026-11-19"),
    ("a week ago", "2026-11-19"),
    ("25/11", "2026-11-25"),
    ("2026/11/25", "2026-11-25"),
    ("2026\u201111\u201125", "2026-11-25"),
    ("20261125", "2026-11-25"),
    ("25112026", "2026-11-25"),
    ("٢٠٢٦-١١-٢١", "2026-11-21"),
    ("ayer tarde", "2026-11-25"),
    ("ayer 17:30", "2026-11-25"),
    ("2026-11-25 17:30", "2026-11-25"),
    ("el día de ayer", "2026-11-25"),
    ("fue ayer", "2026-11-25"),
    ("antes de anoche", "2026-11-24"),
    ("lunes de la semana pasada", "2026-11-16"),
    ("Monday last week", "2026-11-16"),
    ("26-11-25", ask("2025-11-26", "2026-11-25")),
    ("25/11/1926", ask("1926-11-25")),
    ("3/4/26", ask("2026-04-03", "2026-03-04")),
    ("3/4", ask("2026-04-03", "2026-03-04")),
    ("251126", ask("2026-11-25", "2025-11-26")),
    ("jueves", ask("2026-11-26", "2026-11-19")),
    ("el 23", ask("2026-11-23")),
    ("lunes 24", ask("2026-11-24")),
    ("25 de diciembre", ask("2025-12-25")),
    ("27 nov", ask("2025-11-27")),
    ("mañana", NO),
    ("tomorrow", NO),
    ("5 de marzo de 2027", NO),
    ("2026-11-27", NO),
    ("30 de febrero", NO),
    ("la semana pasada", NO),
    ("pronto", NO),
    ("1-2-3-4", NO),
    ("9" * 199, NO),
)
def test_a_day_is_read_as_people_write_it_and_never_lies_ahead(typed: str, expected: object) -> None:
    assert outcome(Date(), typed) == expected


@table(
    ("mañana", "2026-11-27"),
    ("next Monday", "2026-11-30"),
    ("27 nov", "2026-11-27"),
    ("el lunes", ask("2026-11-23", "2026-11-30")),
)
def test_a_day_to_come_is_read_where_it_may_be_one(typed: str, expected: object) -> None:
    assert outcome(Date(future=True), typed) == expected


@table(
    ("1730", "17:30"),
    ("0830", "08:30"),
    ("8:30", "08:30"),
    ("17:30:00", "17:30"),
    ("17.30", "17:30"),
    ("17,30", "17:30"),
    ("20h30", "20:30"),
    ("20:30hrs", "20:30"),
    ("20 hs", "20:00"),
    ("17 hrs", "17:00"),
    ("las 17", "17:00"),
    ("las 20 horas", "20:00"),
    ("veinte treinta", "20:30"),
    ("8:30 am.", "08:30"),
    ("8:30\u2009p.\u2009m.", "20:30"),
    ("8:30 p.m", "20:30"),
    ("8:30 PM", "20:30"),
    ("8p", "20:00"),
    ("5pm", "17:00"),
    ("17:30 pm", "17:30"),
    ("8:30 de la noche", "20:30"),
    ("8 de la noche", "20:00"),
    ("8:30 in the evening", "20:30"),
    ("9 de la mañana", "09:00"),
    ("9 de la manana", "09:00"),
    ("las dos y media de la tarde", "14:30"),
    ("1 de la madrugada", "01:00"),
    ("esta mañana a las 8", "08:00"),
    ("anoche a las 11", "23:00"),
    ("11:30 pm más o menos", "23:30"),
    ("~17:30", "17:30"),
    ("a las 17:30", "17:30"),
    ("ayer a las 17:30", "17:30"),
    ("mediodía", "12:00"),
    ("12 del día", "12:00"),
    ("12 m", "12:00"),
    ("noon", "12:00"),
    ("medianoche", "00:00"),
    ("12 de la noche", "00:00"),
    ("midnight", "00:00"),
    ("８：３０", "08:30"),
    ("٠٨:٣٠", "08:30"),
    ("17 30", "17:30"),
    ("16 h 30", "16:30"),
    ("1600 hours", "16:00"),
    ("8 noche", "20:00"),
    ("8:30a", "08:30"),
    ("al mediodía", "12:00"),
    ("las doce del día", "12:00"),
    ("alrededor de las 4 pm", "16:00"),
    ("las 8", ask("0800", "2000")),
    ("8", ask("0800", "2000")),
    ("17", ask("1700")),
    ("8 y media", ask("0830", "2030")),
    ("las ocho y media", ask("0830", "2030")),
    ("8 y cuarto", ask("0815", "2015")),
    ("un cuarto para las 9", ask("0845", "2045")),
    ("las 9 menos cuarto", ask("0845", "2045")),
    ("half past eight", ask("0830", "2030")),
    ("quarter to nine", ask("0845", "2045")),
    ("ten to one", ask("0050", "1250")),
    ("8 o'clock", ask("0800", "2000")),
    ("24:00", NO),
    ("12:60", NO),
    ("entre 8 y 9", NO),
    ("8-9", NO),
    ("soon", NO),
)
def test_a_time_is_read_as_people_say_it_and_two_readings_are_asked_about(typed: str, expected: object) -> None:
    assert outcome(Time(), typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("hace una hora y media", "10:30"), ("hace un cuarto de hora", "11:45"), ("ahora", "12:00"), ("right now", "12:00"), ("hace 10 minutos", "11:50"), ("an hour ago", "11:00"),
     ("hace media hora", "11:30"), ("hace dos horas", "10:00")],
)  # fmt: skip
def test_a_time_before_now_is_counted_from_the_clock(typed: str, expected: str) -> None:
    assert outcome(Time(), typed, today=NOON) == expected


@pytest.mark.parametrize("pressed", ["0800", "2000", "1730"])
def test_a_time_that_was_offered_can_be_pressed(pressed: str) -> None:
    assert Time().read(Pressed(pressed), (), TODAY) == f"{pressed[:2]}:{pressed[2:]}"


@table(
    ("55\u20131234\u20135678", "5512345678"),
    ("\u202a+52 55 1234 5678\u202c", "+525512345678"),
    ("(55) 1234-5678", "5512345678"),
    ("tel. 55 1234 5678", "5512345678"),
    ("mi número es 5512345678", "5512345678"),
    ("0052 55 1234 5678", "+525512345678"),
    ("📞 5512345678", "5512345678"),
    ("5512345678 y 5512345679", NO),
    ("5512345678 / 5512345679", NO),
    ("55 1234 5678 ext 12", NO),
    ("123", NO),
    ("call me", NO),
)
def test_a_telephone_number_is_found_among_dashes_and_words(typed: str, expected: object) -> None:
    assert outcome(Phone(), typed) == expected


@table(
    ("Sukarno", "Sukarno"),
    ("李明", "李明"),
    ("J. Pérez", "J. Pérez"),
    ("the driver Pérez 🚛", "the driver Pérez"),
    ("👷\u200d♂️ Juan Pérez", "Juan Pérez"),
    ("Ana-María O’Neill", "Ana-María O’Neill"),
    ("ok", NO),
    ("Sí", NO),
    ("yes", NO),
    ("listo", NO),
    ("firmado", NO),
    ("x", NO),
    ("M", NO),
    ("123", NO),
    ("Juan 1234", NO),
    ("...", NO),
    ("🚛", NO),
)
def test_a_signature_is_a_name(typed: str, expected: object) -> None:
    assert outcome(Sign(), typed) == expected


@pytest.mark.parametrize(
    ("book", "typed", "expected"),
    [
        ("Sukarno", "sukarno", "sukarno"),
        ("Juan Pérez", "JUAN PEREZ", "JUAN PEREZ"),
        ("Juan Pérez", "J. Pérez", "J. Pérez"),
        ("Juan Pérez", "Juan Carlos Pérez Gómez", "Juan Carlos Pérez Gómez"),
        ("Juan Pérez", "Pérez Juan", "Pérez Juan"),
        ("the driver 🚛", "the driver", "the driver"),
        ("Caja 3", "caja 3", "caja 3"),
        ("Juan Pérez", "Juan", ask("books", "typed")),
        ("Juan Pérez", "Pedro López", ask("books", "typed")),
        ("Juan Pérez", "Pedro Pérez", ask("books", "typed")),
        ("Sukarno", "Pedro López", ask("books", "typed")),
        ("Juan Pérez", "ok", NO),
    ],
)
def test_the_name_in_the_books_always_signs_and_another_is_asked_about(book: str, typed: str, expected: object) -> None:
    assert outcome(Sign(), typed, name=book) == expected


def test_whoever_is_asked_can_sign_with_either_name_or_insist() -> None:
    asked = ("Pedro López", "Juan Pérez")

    assert Sign().read(Pressed("books"), asked, TODAY) == "Juan Pérez"
    assert Sign().read(Pressed("typed"), asked, TODAY) == "Pedro López"
    assert Sign().read(Typed("Pedro López", name="Juan Pérez"), asked, TODAY) == "Pedro López"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("ULOO12345", "UL0012345", True),
        ("ULI12345", "UL112345", True),
        ("AB51234", "ABS1234", True),
        ("UL0012345", "UL0012346", False),
        ("UL0012345", "UL0012345", False),
        ("45821", "0045821", False),
    ],
)
def test_numbers_of_the_same_shape_are_told_from_others(one: str, other: str, alike: bool) -> None:
    assert look_alike(one, other) is alike


def test_a_number_that_looks_like_the_one_before_is_asked_about_once() -> None:
    again = Seal(matches="first")
    answers = {"first": "UL0012345"}

    with pytest.raises(Refused) as asked:
        again.weigh("ULOO12345", (), answers, TODAY)

    assert [option.id for option in asked.value.meant] == ["UL0012345", "ULOO12345"]
    again.weigh("ULOO12345", asked.value.draft, answers, TODAY)
    again.weigh("UL0012346", (), answers, TODAY)


def test_a_time_of_today_that_is_still_to_come_is_not_accepted() -> None:
    hour = Time(day="day")

    with pytest.raises(Refused, match="still to come"):
        hour.weigh("23:30", (), {"day": "2026-11-26"}, NOON)
    hour.weigh("12:00", (), {"day": "2026-11-26"}, NOON)
    hour.weigh("23:30", (), {"day": "2026-11-25"}, NOON)
    hour.weigh("23:30", (), {}, NOON)
