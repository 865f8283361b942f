"""Partners in a sheet: what its columns are called, and each row as values, or what is wrong with it and what to write instead.

Knows no database: what comes of the rows says partner_entering.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.conversation.partner_asking import day_in
from bot.conversation.partnering import PART, RISK, plain
from bot.conversation.sheet_rows import SheetRow, Unreadable, column_of
from bot.conversation.wording import Wording
from bot.engine.kinds.typed import bare
from bot.engine.talk import Text, Typed
from bot.programmes.facts import Facts

# The columns, as whoever works in English or Spanish calls them; the first of each is in the template.
COLUMNS = (
    ("name", ("name", "nombre", "partner", "socio")),
    ("part", ("part in the chain", "papel en la cadena", "role in the chain", "part", "role", "papel", "rol")),
    ("country", ("country", "pais")),
    ("risk", ("risk", "riesgo")),
    ("contract", ("contract", "contrato", "contract clause", "clausula del contrato")),
    ("contact", ("contact", "contacto", "contact name", "nombre del contacto")),
    ("email", ("mail", "correo", "e-mail", "email", "correo electronico")),
    ("phone", ("telephone", "telefono", "phone")),
    ("lang", ("language", "idioma")),
    ("proof", ("evidence", "evidencia", "programme", "programa", "program")),
    ("dated", ("dated", "fecha", "evidence date", "fecha de la evidencia")),
    ("until", ("valid until", "vence", "until", "vigencia")),
    ("issued", ("issued in", "emitido en")),
    ("security", ("covers security", "cubre seguridad")),
)
LONGEST = {"name": 120, "contact": 80, "email": 120, "phone": 40}
NOTHING = ("", "-", "no", "n/a", "na")  # what is written where there is no contract
YES, NO = ("yes", "si", "x", "1", "true"), ("no", "0", "false", "")


@dataclass(frozen=True)
class Wrong:
    """A row that cannot be taken: which line, and what to write instead."""

    line: int
    said: Text

    @property
    def whole(self) -> Text:
        return Text("Line {line}: {what}", {"line": self.line, "what": self.said})


@dataclass(frozen=True)
class PartnerRow:
    """What one row says of a partner; what is empty is not said. `contact` is name, mail, telephone and language."""

    line: int
    name: str
    values: dict[str, object] = field(default_factory=dict)
    contact: tuple[str, str, str, str] = ("", "", "", "")
    proof: str = ""
    shown: dict[str, object] = field(default_factory=dict)


@dataclass
class Reading:
    """`today` by the clock of whoever leads."""

    wording: Wording
    facts: Facts
    today: date
    wrong: list[Wrong] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    _countries: dict[str, str] = field(default_factory=dict)

    def read(self, rows: Sequence[SheetRow]) -> list[PartnerRow]:
        """The rows below the heading; what cannot be taken is in `wrong`. Raises Unreadable."""
        heading = self._heading(rows)
        made = [one for row in rows[1:] if (one := self._row(row, dict(zip(heading, row.cells, strict=False))))]
        for row in rows[1:]:
            if any(row.cells[len(heading) :]):
                self._say(
                    row.line, Text("There are more cells than columns. A cell with a comma needs quotation marks.")
                )
        return made

    def _heading(self, rows: Sequence[SheetRow]) -> list[str]:
        if not rows:
            raise Unreadable(Text("The sheet is empty."))
        words = list(rows[0].cells)
        while words and not words[-1]:
            words.pop()
        named = [column_of(bare(word).strip().rstrip(":*"), COLUMNS) for word in words]
        known = ", ".join(said[0] for _, said in COLUMNS)
        for word, column in zip(words, named, strict=True):
            if word and not column:
                raise Unreadable(
                    Text("There is no column “{word}”. There is: {known}", {"word": word[:60], "known": known})
                )
            if column and named.count(column) > 1:
                raise Unreadable(Text("The column “{word}” is there twice.", {"word": word[:60]}))
        if "name" not in named:
            raise Unreadable(Text("The first line names the columns. One of them is: name"))
        self.titles = dict(zip(named, words, strict=True))
        return [column or f"?{n}" for n, column in enumerate(named)]

    def _row(self, row: SheetRow, cells: dict[str, str]) -> PartnerRow | None:
        before = len(self.wrong)
        line, name = row.line, cells.get("name", "")
        if not plain(name):
            self._say(line, Text("The name of the partner is missing."))
        for column, most in LONGEST.items():
            if len(cells.get(column, "")) > most:
                self._say(
                    line, Text("{column}: at most {most} characters.", {"column": self._title(column), "most": most})
                )
        made = PartnerRow(
            line, name, self._values(line, cells), self._contact(line, cells), *self._evidence(line, cells)
        )
        return made if len(self.wrong) == before else None

    def _values(self, line: int, cells: dict[str, str]) -> dict[str, object]:
        contract = cells.get("contract", "")
        found: dict[str, object] = {
            "part": self._one_of(line, "part", cells.get("part", ""), PART),
            "country": self._country(line, "country", cells.get("country", "")),
            "risk": self._one_of(line, "risk", cells.get("risk", ""), RISK),
            "contract": None if bare(contract) in NOTHING else self._day(line, "contract", contract),
        }
        return {name: value for name, value in found.items() if value}

    def _contact(self, line: int, cells: dict[str, str]) -> tuple[str, str, str, str]:
        name, email, phone = (cells.get(column, "") for column in ("contact", "email", "phone"))
        if email and (email.count("@") != 1 or email[0] == "@" or email[-1] == "@" or " " in email):
            self._say(line, Text("mail: “{word}” is no address. Write it like name@company.com", {"word": email[:60]}))
        if phone and sum(c.isdecimal() for c in phone) < 5:
            self._say(line, Text("telephone: “{word}” is no number.", {"word": phone[:60]}))
        return name, email, phone, self._language(line, cells.get("lang", ""))

    def _evidence(self, line: int, cells: dict[str, str]) -> tuple[str, dict[str, object]]:
        """Of which sort, and its columns. Without a sort nothing of it may stand there."""
        known = {id: Text(one.name) for id, one in self.facts.proofs.items()}
        proof = self._one_of(line, "proof", cells.get("proof", ""), known)
        said = {column: cells.get(column, "") for column in ("dated", "until", "issued", "security")}
        if not proof:
            if any(said.values()) and not cells.get("proof"):
                self._say(line, Text("There is something about evidence, and the column evidence is empty."))
            return "", {}
        dated = self._day(line, "dated", said["dated"])
        if dated is None and not said["dated"]:
            self._say(line, Text("dated: the date of the evidence is missing. Write it like 2026-01-31"))
        until = self._day(line, "until", said["until"], future=True)
        if dated and until and until < dated:
            self._say(line, Text("valid until: that is before its own date."))
        country = self._country(line, "issued", said["issued"]) or self.facts.proofs[proof].country
        security = self._yes(line, said["security"])
        return proof, {"dated": dated, "until": until, "country": country, "security": security}

    # One cell.

    def _one_of(self, line: int, column: str, word: str, known: dict[str, Text]) -> str:
        """The id that a word means, in any language; empty where nothing stands there, or it is none."""
        wanted = bare(word)
        if not wanted:
            return ""
        for id, said in known.items():
            if wanted in (id, *(bare(name) for name in self.wording.words(said.source).values())):
                return id
        there = ", ".join(known)
        fill = {"column": self._title(column), "word": word[:60], "known": there}
        self._say(line, Text("{column}: there is no “{word}”. Write one of: {known}", fill))
        return ""

    def _country(self, line: int, column: str, word: str) -> str:
        if word and word not in self._countries:
            self._countries[word] = self.wording.country_code(word)
        code = self._countries.get(word, "")
        if word and not code:
            fill = {"column": self._title(column), "word": word[:60]}
            self._say(
                line, Text("{column}: no country is called “{word}”. Write its name, or its code such as MX.", fill)
            )
        return code

    def _day(self, line: int, column: str, word: str, *, future: bool = False) -> date | None:
        if not word:
            return None
        found = day_in(Typed(word), self.today, future=future)
        if not isinstance(found, date) and future:
            found = day_in(Typed(word), self.today)  # one that is over
        if isinstance(found, date) and (future or found <= self.today):
            return found
        fill = {"column": self._title(column), "word": word[:60]}
        said = Text("{column}: “{word}” is no day. Write it like 2026-01-31", fill)
        self._say(
            line, said if future else Text("{column}: “{word}” is no day up to today. Write it like 2026-01-31", fill)
        )
        return None

    def _language(self, line: int, word: str) -> str:
        known = {lang: Text(self.wording.name(lang)) for lang in self.wording.languages}
        return self._one_of(line, "lang", word, known)

    def _yes(self, line: int, word: str) -> bool:
        if bare(word) not in (*YES, *NO):
            self._say(line, Text("covers security: write yes or no, not “{word}”.", {"word": word[:60]}))
        return bare(word) in YES

    def agree(self, rows: Sequence[PartnerRow]) -> None:
        """Rows of the same partner may not say different things of it."""
        first: dict[tuple[str, str], tuple[int, object]] = {}
        for row in rows:
            for column, value in row.values.items():
                line, before = first.setdefault((plain(row.name), column), (row.line, value))
                if before != value:
                    fill = {"column": self._title(column), "line": line}
                    self._say(row.line, Text("{column}: line {line} says something else of the same partner.", fill))

    def _title(self, column: str) -> str:
        """As the sheet itself calls it."""
        return self.titles.get(column, column)

    def _say(self, line: int, said: Text) -> None:
        self.wrong.append(Wrong(line, said))


def template(say: Callable[[Text], str], today: date) -> list[list[str]]:
    """The heading, in the language of `say`, and a row to begin from."""
    spanish = 1 if say(Text("Country")) != "Country" else 0
    heading = [said[min(spanish, len(said) - 1)] for _, said in COLUMNS]
    example = {
        "name": "Transportes Ejemplo, S.A. de C.V.", "part": "carrier", "country": "MX", "risk": "medium",
        "contract": today.replace(day=1).isoformat(), "contact": "Luz Ejemplo", "email": "luz@ejemplo.example",
        "phone": "+52 55 5555 0100", "lang": "es", "proof": "basc", "dated": today.replace(day=1).isoformat(),
    }  # fmt: skip
    return [heading, [example.get(name, "") for name, _ in COLUMNS]]
