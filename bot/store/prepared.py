"""A statement that is worked out once, and from then on runs on the driver's own cursor.

SQLAlchemy says what its text is and how values are converted. Doing so at every execution costs three times as much as
the database itself: that is for statements that are run seldom. Knows no table.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

Convert = Callable[[Any], Any] | None


def order(connection: sa.Connection, sql: str, filled: Any = ()) -> Any:
    """Runs a text that is ready for the driver; its cursor. Whoever listens to what SQLAlchemy runs hears of it, too."""
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, None, sql, filled, None, False)
    driver: Any = connection.connection.dbapi_connection
    try:
        return driver.execute(sql, filled)
    except connection.dialect.loaded_dbapi.Error as wrong:
        raise _as_usual(connection, sql, wrong) from wrong


@contextlib.contextmanager
def together(connection: sa.Connection) -> Iterator[None]:
    """In which a server gets statements when an answer is wanted, all that have gathered at once."""
    if connection.dialect.name == "sqlite":
        yield
        return
    from bot.store.batch import batched  # the driver is not there for SQLite

    driver: Any = connection.connection.dbapi_connection
    try:
        with batched(driver):
            yield
    except connection.dialect.loaded_dbapi.Error as wrong:
        raise _as_usual(connection, "", wrong) from wrong


def answered(connection: sa.Connection, sql: str = "", *, sync: bool = False) -> None:
    """What was wrong with a statement is raised now.

    Without a `sync` the driver does not know that a transaction is under way, and would not commit it.
    """
    batch = _batch(connection)
    if batch is None:
        return
    try:
        batch.sync() if sync else batch.answer()
    except connection.dialect.loaded_dbapi.Error as wrong:
        raise _as_usual(connection, sql, wrong) from wrong


def _batch(connection: sa.Connection) -> Any:
    return getattr(connection.connection.dbapi_connection, "_pipeline", None)


def changed(connection: sa.Connection) -> None:
    """Anything may be different from what was read ahead."""
    if (batch := _batch(connection)) is not None:
        batch.forget_all()


@dataclass(frozen=True, slots=True)
class _Text:
    """A statement as one driver takes it. `takes` are its parameters in order: the name, a constant in its place, the
    conversion."""

    sql: str
    positional: bool
    takes: tuple[tuple[str, Any, Convert], ...]
    gives: tuple[Convert, ...]
    changes: bool
    """Does it change the row of an id, which somebody may have read ahead?"""

    def filled(self, values: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        filled = [
            constant if name not in values else convert(values[name]) if convert else values[name]
            for name, constant, convert in self.takes
        ]
        return filled if self.positional else {take[0]: value for take, value in zip(self.takes, filled, strict=True)}

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """A row in the types of its columns."""
        return tuple([convert(value) if convert else value for value, convert in zip(row, self.gives, strict=True)])


class Prepared:
    """A statement, or one for each database, with parameters by name. Every call gives the same names.

    Raises what SQLAlchemy raises for the same statement, and what a conversion raises.
    """

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._texts: dict[str, _Text] = {}

    def all(self, connection: sa.Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows it gives."""
        text, cursor = self._asked(connection, values)
        return [text.read(row) for row in cursor.fetchall()]

    def one(self, connection: sa.Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The row it gives, if there is one."""
        rows = self.all(connection, values)
        assert len(rows) < 2, "more than one row"
        return rows[0] if rows else None

    def value(self, connection: sa.Connection, values: Mapping[str, Any]) -> Any:
        """The first value of the row it gives; None if there is no row."""
        row = self.one(connection, values)
        return row[0] if row else None

    def count(self, connection: sa.Connection, values: Mapping[str, Any]) -> int:
        """How many rows it has written."""
        return int(self._asked(connection, values)[1].rowcount)

    def do(self, connection: sa.Connection, values: Mapping[str, Any]) -> None:
        """Writes. What is wrong with it may be raised later, but before anything is durable."""
        self._run(connection, values)

    def later(self, connection: sa.Connection, values: Mapping[str, Any]) -> Callable[[], tuple[Any, ...]]:
        """Writes a row, and gives it back when it is called: at the latest when the transaction has ended."""
        text, cursor = self._run(connection, values)
        if connection.dialect.name != "sqlite":
            return cache(lambda: text.read(cursor.fetchone()))
        row = text.read(cursor.fetchall()[0])
        return lambda: row

    def foresee(self, connection: sa.Connection, values: Mapping[str, Any]) -> None:
        """Asks already what will be asked once later in this transaction, if that saves anything."""
        batch = _batch(connection)
        if batch is not None and (self, *values.values()) not in batch.foreseen:
            batch.foreseen[(self, *values.values())] = self._run(connection, values)[1]

    def unforeseen(self, connection: sa.Connection, values: Mapping[str, Any]) -> int:
        """It will not be asked after all. How many rows it has read or written already."""
        batch = _batch(connection)
        cursor = batch.foreseen.pop((self, *values.values()), None) if batch is not None else None
        if cursor is None:
            return 0
        if cursor.pgresult is None:
            answered(connection)
        return int(cursor.rowcount)

    def _asked(self, connection: sa.Connection, values: Mapping[str, Any]) -> tuple[_Text, Any]:
        text, cursor = self._run(connection, values)
        if getattr(cursor, "pgresult", True) is None:
            answered(connection, text.sql)
        return text, cursor

    def _run(self, connection: sa.Connection, values: Mapping[str, Any]) -> tuple[_Text, Any]:
        text = self._texts.get(connection.dialect.name) or self._worked_out(connection, values)
        if (batch := _batch(connection)) is not None and batch.foreseen:
            if there := batch.foreseen.pop((self, *values.values()), None):
                return text, there
            if text.changes:
                batch.forget(values["b_id"])
        return text, order(connection, text.sql, text.filled(values))

    def _worked_out(self, connection: sa.Connection, values: Mapping[str, Any]) -> _Text:
        dialect = connection.dialect
        statement = self._statement[dialect.name] if isinstance(self._statement, Mapping) else self._statement
        text = self._texts[dialect.name] = _text(statement, dialect, list(values))
        return text


def _text(statement: Any, dialect: sa.Dialect, names: list[str]) -> _Text:
    compiled = statement.compile(dialect=dialect, column_keys=names)
    assert not compiled.insert_prefetch, "a column has a default that we would have to give"
    types = {name: bind.type.dialect_impl(dialect) for bind, name in compiled.bind_names.items()}
    converts = {name: type.bind_processor(dialect) for name, type in types.items()}
    ours = {name: _converted(converts[name], value) for name, value in compiled.params.items() if name not in names}
    places = compiled.positiontup if compiled.positional else list(types)
    takes = tuple((name, ours.get(name), converts[name]) for name in places)
    columns = statement.exported_columns if statement.is_select or statement._returning else ()  # noqa: SLF001
    gives = tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
    changes = bool(statement.is_update) and "b_id" in names
    return _Text(compiled.string, compiled.positional, takes, gives, changes)


def _converted(convert: Convert, constant: Any) -> Any:
    return constant if constant is None or convert is None else convert(constant)


def withhold(*errors: BaseException | None) -> None:
    """Takes what somebody has written out of errors. PostgreSQL quotes a value after `: "`, and whole rows in the lines
    below the first."""
    for error in errors:
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0].partition(': "')[0], *error.args[1:])


def _as_usual(connection: sa.Connection, sql: str, wrong: Exception) -> BaseException:
    """The error as every other statement would raise it: nothing but its kind, and the connection given up if it is dead."""
    dialect = connection.dialect
    if dialect.name != "sqlite":
        withhold(wrong)
    dead = dialect.is_disconnect(wrong, connection.connection.dbapi_connection, None)  # type: ignore[arg-type]
    if dead:
        connection.invalidate(wrong)
    return sa.exc.DBAPIError.instance(
        sql, None, wrong, dialect.loaded_dbapi.Error, hide_parameters=True, connection_invalidated=dead, dialect=dialect
    )
