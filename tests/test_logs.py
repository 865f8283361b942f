"""What reaches the log when something fails: where, and never what a person said."""

import io
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.running.logs import FORMAT, Discreet
from bot.store.database import Storage
from bot.store.tables import AnswerRow
from bot.store.transaction import Transaction

SECRET = "He offered me 500 pesos"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged, as `sello run` would write it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Discreet(FORMAT))
    logging.getLogger().addHandler(handler)
    yield out
    logging.getLogger().removeHandler(handler)


def an_answer_to_nothing(tx: Transaction) -> None:
    """A statement that the database refuses, with an answer among its values."""
    answer = {"step": "account", "value": SECRET, "shown": SECRET, "asked": SECRET}
    tx.connection.execute(sa.insert(AnswerRow).values(**answer))


def an_answer_for_a_number(tx: Transaction) -> None:
    tx.connection.execute(sa.text("SELECT CAST(CAST(:said AS text) AS integer)"), {"said": SECRET})


def test_an_answer_is_neither_in_the_log_of_a_failed_statement_nor_in_its_exception(
    storage: Storage, logged: io.StringIO
) -> None:
    with pytest.raises(sa.exc.IntegrityError) as failed:
        storage.now(an_answer_to_nothing)
    logging.getLogger("sello").error("turn.failed", exc_info=failed.value)

    assert SECRET not in f"{failed.value} {failed.value!r} {failed.value.orig} {failed.value.orig!r}"
    assert SECRET not in logged.getvalue()
    assert "sqlalchemy.exc.IntegrityError" in logged.getvalue()
    assert "an_answer_to_nothing" in logged.getvalue(), "where it happened is told"


def test_postgres_does_not_quote_an_answer_that_it_cannot_read(
    postgres_url: str, opened: Callable[[str], Storage]
) -> None:
    with pytest.raises(sa.exc.DataError) as failed:
        opened(postgres_url).now(an_answer_for_a_number)

    assert SECRET not in f"{failed.value} {failed.value.orig}"
    assert "invalid input syntax for type integer" in str(failed.value)


def _raised(make: Callable[[], object]) -> BaseException:
    try:
        make()
    except BaseException as error:  # noqa: BLE001  whatever it is
        return error
    raise AssertionError("it did not fail")


def _in_consequence() -> None:
    try:
        int(SECRET)
    except ValueError as wrong:
        raise LookupError(SECRET) from wrong


def _together() -> None:
    raise ExceptionGroup(SECRET, [_raised(lambda: int(SECRET)), KeyError(SECRET)])


@pytest.mark.parametrize(
    ("fail", "named"),
    [
        (lambda: int(SECRET), ["ValueError"]),
        (lambda: {}[SECRET], ["KeyError"]),
        (_in_consequence, ["ValueError", "which led to:", "LookupError"]),
        (_together, ["ExceptionGroup", "ValueError", "KeyError"]),
        (lambda: Path(f"/{SECRET}").read_text(), ["FileNotFoundError: No such file or directory"]),
    ],
)
def test_a_traceback_in_the_log_does_not_quote_what_was_worked_on(
    fail: Callable[[], object], named: list[str], logged: io.StringIO
) -> None:
    logging.getLogger("sello").error("turn.failed channel=telegram", exc_info=_raised(fail))

    assert SECRET not in logged.getvalue()
    assert "turn.failed channel=telegram" in logged.getvalue()
    assert [name for name in named if name not in logged.getvalue()] == []


def test_a_log_line_cannot_be_made_to_look_like_two(logged: io.StringIO) -> None:
    logging.getLogger("sello").warning("letter.failed reason=%s", "x\nERROR all is lost\x1b[2J")

    assert logged.getvalue().count("\n") == 1
    assert "\x1b" not in logged.getvalue()
