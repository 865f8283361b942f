"""Periods as managers say them, with a site or without, and what is none."""

from datetime import date

import pytest

from bot.conversation.spoken import period_and_rest

SATURDAY = date(2026, 11, 21)
SAID = (
    ("last week", "2026-W46", ""),
    ("semana pasada", "2026-W46", ""),
    ("la semana anterior", "2026-W46", ""),
    ("this week", "2026-W47", ""),
    ("esta semana", "2026-W47", ""),
    ("this month", "2026-11", ""),
    ("este mes", "2026-11", ""),
    ("el mes pasado", "2026-10", ""),
    ("last month Laredo yard", "2026-10", "Laredo yard"),
    ("Laredo yard last month", "2026-10", "Laredo yard"),
    ("el año pasado", "2025", ""),
    ("today", "2026-11-21", ""),
    ("ayer", "2026-11-20", ""),
    ("¿ayer?", "2026-11-20", ""),
    ("lunes", "2026-11-16", ""),
    ("el lunes pasado", "2026-11-16", ""),
    ("Saturday", "2026-11-21", ""),
    ("last Saturday", "2026-11-14", ""),
    ("miércoles Tijuana", "2026-11-18", "Tijuana"),
    ("yesterday Muelle Tijuana", "2026-11-20", "Muelle Tijuana"),
    ("noviembre", "2026-11", ""),
    ("December", "2025-12", ""),
    ("noviembre pasado", "2025-11", ""),
    ("noviembre de 2024", "2024-11", ""),
    ("november 2024", "2024-11", ""),
    ("2024 november", "2024-11", ""),
    ("Patio Vallejo septiembre", "2026-09", "Patio Vallejo"),
    ("week 46", "2026-W46", ""),
    ("semana 46", "2026-W46", ""),
    ("w46", "2026-W46", ""),
    ("week 50", "2025-W50", ""),
    ("week 53", "2020-W53", ""),
    ("week 53 2026", "2026-W53", ""),
    ("semana 46 de 2025 Laredo", "2025-W46", "Laredo"),
    ("-1", "2026-W46", ""),
    ("-2 month", "2026-09", ""),
    ("2026-W47", "2026-W47", ""),
    ("2026/7", "2026-07", ""),
    ("7/2026 Vallejo", "2026-07", "Vallejo"),
    ("2026-11-20", "2026-11-20", ""),
    ("2026", "2026", ""),
)


@pytest.mark.parametrize(("words", "name", "rest"), SAID)
def test_a_period_is_understood_as_it_is_said(words: str, name: str, rest: str) -> None:
    period, left = period_and_rest(words, SATURDAY)

    assert (period and period.name, left) == (name, rest)


@pytest.mark.parametrize(
    "words", ["", "tijuana", "next quarter", "2026-13", "2026-W54", "2026-11-40", "soon", "20266", "0001"]
)
def test_what_is_no_period_is_left_as_it_is(words: str) -> None:
    assert period_and_rest(words, SATURDAY) == (None, words)


def test_a_week_that_no_year_has_is_no_week() -> None:
    assert period_and_rest("week 60", SATURDAY)[1] != ""
