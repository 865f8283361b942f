"""What is kept about somebody, as a page that any browser opens and as JSON for a program. Every word is escaped.

Knows what is on the page, not where it is read from, and not where the page goes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from html import escape

from bot.conversation import look_words
from bot.conversation.calling import ROLE
from bot.conversation.planned import WEEKLY
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.store.own import Books, Noticed, Ordered, OwnAnswer, OwnForm, WasDue, Wrote

TITLE = Text("What is kept about you")
STATUS = {
    "finished": Text("Completed"),
    "cancelled": Text("Canceled"),
    "open": Text("Not finished"),
    "removed": Text("No longer kept"),
}
DUE = {
    "due": Text("due"),
    "done": Text("done"),
    "late": Text("done late"),
    "missed": Text("missed"),
    "dropped": Text("no longer planned"),
}
STYLE = """body{font:16px/1.45 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
h1{font-size:1.5rem}h2{margin-top:2.2rem;border-bottom:1px solid #ccc}h3{margin:1.6rem 0 .2rem}
table{border-collapse:collapse;width:100%}td{padding:.25rem .6rem .25rem 0;vertical-align:top;border-top:1px solid #eee}
td:first-child{width:40%;color:#444}small{color:#666}img{max-width:12rem;max-height:12rem;display:block;margin:.2rem 0}
s{color:#777}"""


@dataclass(frozen=True)
class Kept:
    """All of it. `files` are the paths of those that come along by digest, `absent` how many do not, since the file may have so
    many megabytes (`most`)."""

    books: Books
    accounts: tuple[tuple[str, str], ...]
    forms: tuple[OwnForm, ...]
    titles: Mapping[str, str]
    wrote: tuple[Wrote, ...]
    due: tuple[WasDue, ...]
    files: Mapping[str, str] = field(default_factory=dict)
    absent: int = 0
    most: int = 0
    summary: Ordered | None = None
    noticed: tuple[Noticed, ...] = ()


def digests_in(one: OwnAnswer | Wrote) -> tuple[str, ...]:
    """The files of an answer, or of something written."""
    if isinstance(one, Wrote):
        return one.files
    there = one.value if isinstance(one.value, list) else []
    return tuple(word for word in there if isinstance(word, str) and len(word) == 64)


def as_json(kept: Kept) -> str:
    """The same for a program: times in UTC, files by their paths."""
    whole = {
        "person": asdict(kept.books),
        "accounts": [{"channel": channel, "account": account} for channel, account in kept.accounts],
        "forms": [_form(kept, one) for one in kept.forms],
        "wrote": [{**asdict(one), "files": _paths(kept, one)} for one in kept.wrote],
        "due": [asdict(one) for one in kept.due],
        "worth_a_second_look": [asdict(one) for one in kept.noticed],
        "summary": asdict(kept.summary) if kept.summary else None,
        "files_left_out": kept.absent,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=lambda at: at.isoformat())


def _form(kept: Kept, one: OwnForm) -> dict[str, object]:
    answers = [{**asdict(given), "files": _paths(kept, given)} for given in one.answers]
    return {**asdict(one), "title": kept.titles[one.digest], "answers": answers}


def _paths(kept: Kept, one: OwnAnswer | Wrote) -> list[str]:
    return [kept.files[digest] for digest in digests_in(one) if digest in kept.files]


@dataclass(frozen=True)
class Page:
    """Draws the page in one language."""

    kept: Kept
    wording: Wording
    lang: str

    def html(self) -> str:
        title = escape(self._say(TITLE))
        body = "\n".join(("", f"<h1>{title}</h1>", *self._parts()))
        head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
        return f'<!doctype html>\n<html lang="{self.lang[:2]}"><head>{head}<style>{STYLE}</style></head><body>{body}\n</body></html>\n'

    def _say(self, text: Text) -> str:
        return self.wording.say(text, self.lang)

    def _at(self, at: datetime, zone: str) -> str:
        return self.wording.moment(at, zone, self.lang)

    def _parts(self) -> Iterator[str]:
        kept = self.kept
        yield _table(self._books())
        if kept.absent:
            fill = {"count": kept.absent, "limit": kept.most}
            yield _paragraph(
                self._say(
                    Text(
                        "Not in this file: {count} photos and other files, since it may have {limit} MB."
                        " Your administrator can give you all of them.",
                        fill,
                    )
                )
            )
        yield from self._section(Text("Forms you began"), (self._form(one) for one in kept.forms))
        yield from self._section(Text("What you wrote about records"), (self._wrote(one) for one in kept.wrote))
        yield from self._section(Text("What was due for you"), [_table(map(self._due, kept.due))] if kept.due else [])

        noticed = [_table(map(self._noticed, kept.noticed))] if kept.noticed else []
        yield from self._section(look_words.WORTH, noticed)

    def _section(self, heading: Text, parts: Iterable[str]) -> Iterator[str]:
        there = list(parts)
        return iter((f"<h2>{escape(self._say(heading))}</h2>", *there) if there else ())

    def _books(self) -> Iterator[tuple[str, str]]:
        who = self.kept.books
        accounts = ", ".join(f"{channel.capitalize()} {account}" for channel, account in self.kept.accounts)
        rows = (
            (Text("Name"), who.name),
            (Text("Role"), self._say(ROLE[who.role])),
            (Text("Site"), who.site),
            (Text("Company"), who.organisation),
            (Text("Phone"), who.phone),
            (Text("Chat accounts"), accounts),
            (Text("Here since"), self._at(who.joined_at, who.zone)),
            (Text("The summary comes"), self._summary()),
            (Text("Left"), self._at(who.left_at, who.zone) if who.left_at else ""),
        )
        return ((escape(self._say(label)), escape(value)) for label, value in rows if value)

    def _summary(self) -> str:
        """On which day of the week, at what hour, of which sites; the next time by the clock of their site."""
        order = self.kept.summary
        if order is None:
            return ""
        about = ", ".join(order.sites) or self._say(Text("All sites"))
        fill = {"at": self._at(order.next_at, self.kept.books.zone)}
        return f"{self._say(WEEKLY[order.day])}, {order.at}: {about}. {self._say(Text('Next time: {at}', fill))}"

    def _form(self, one: OwnForm) -> str:
        title = self._say(Text(self.kept.titles[one.digest]))
        status = self._say(STATUS[one.status])
        ended = f" – {self._at(one.finished_at, one.zone)}" if one.finished_at else ""
        score = f" · {one.score} %" if one.score is not None and one.finished_at else ""
        about = f"{status} · {one.site} · {self._at(one.began_at, one.zone)}{ended}{score}"
        head = f"<h3>{escape(' '.join(filter(None, (title, one.number))))}</h3>\n<small>{escape(about)}</small>"
        return f"{head}\n{_table(self._answer(given, one.zone) for given in one.answers)}"

    def _answer(self, one: OwnAnswer, zone: str) -> tuple[str, str]:
        shown = escape(one.shown)
        if one.changed:
            shown = f"<s>{shown}</s> <small>{escape(self._say(Text('changed later')))}</small>"
        return escape(one.asked), f"{shown}{self._files(one)}<br><small>{escape(self._at(one.at, zone))}</small>"

    def _wrote(self, one: Wrote) -> str:
        about = " · ".join(filter(None, (one.number, self._at(one.at, self.kept.books.zone))))
        return f"<p>{escape(one.words)}{self._files(one)}<br><small>{escape(about)}</small></p>"

    def _due(self, one: WasDue) -> tuple[str, str]:
        title = self._say(Text(self.kept.titles.get(one.flow_id, one.flow_id)))
        state = self._say(DUE[one.state]) if one.state in DUE else ""
        return escape(title), escape(f"{self._at(one.at, self.kept.books.zone)} {state}".rstrip())

    def _noticed(self, one: Noticed) -> tuple[str, str]:
        """With what they said when they were asked."""
        title = self._say(Text(self.kept.titles.get(one.flow_id, one.flow_id)))
        about = " ".join(filter(None, (title, one.number, self._at(one.look.at, self.kept.books.zone))))
        said = look_words.said(one.look, None, self.kept.books.name) if one.look.asked else None
        words = (self._say(look_words.told(one.look)), self._say(said) if said else "")
        return escape(about), escape(" · ".join(filter(None, words)))

    def _files(self, one: OwnAnswer | Wrote) -> str:
        return "".join(_linked(path) for path in _paths(self.kept, one))


def _linked(path: str) -> str:
    name = escape(path, quote=True)
    inside = f'<img src="{name}" alt="" loading="lazy">' if path.endswith((".jpg", ".png", ".webp")) else ""
    return f' <a href="{name}">{inside}{name}</a>'


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return "<table>" + "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows) + "</table>"


def _paragraph(words: str) -> str:
    return f"<p>{escape(words)}</p>"
