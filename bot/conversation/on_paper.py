"""A record as the values of a printed sheet: points with their boxes and remarks, answers, photos at their point.

Draws nothing: bot/paper/record.typ does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.channel import Picture
from bot.content.beside import both
from bot.conversation.dossier import Dossier, Ink, Words
from bot.conversation.fingerprint import Entry
from bot.conversation.paper_words import HEADS
from bot.conversation.proven import actions, changes, history, signatures
from bot.engine.kinds import Check, Sign
from bot.engine.talk import Text
from bot.engine.walk import Item

MOST_PHOTOS = 24  # of one PDF, made small: it stays under 5 MB, and is made in a few seconds
MOST_ROWS = 400  # of one PDF, some 30 pages
MARKS = {"ok": "ok", "problem": "bad", "remark": "remark", "unseen": "unseen", "na": "na"}

Json = dict[str, Any]


@dataclass
class Album:
    """The photos that are shown, by the name of the file each is read from, and no more than `most`; how many are not, and how many
    answers there are, of which no more than `most_rows` are shown."""

    most: int = MOST_PHOTOS
    most_rows: int = MOST_ROWS
    files: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    photos_left: int = 0
    others: int = 0

    def add(self, pictures: tuple[Picture, ...]) -> list[Json]:
        return [made for one in pictures if (made := self._one(one)) is not None]

    def _one(self, picture: Picture) -> Json | None:
        if not picture.photo:
            self.others += 1
            return None
        if len(self.files) >= self.most:
            self.photos_left += 1
            return None
        number = picture.name.partition(".")[0]
        name = f"photo-{number}.jpg"
        self.files[name] = picture.digest
        return {"file": name, "number": number}


def sheet(dossier: Dossier, ink: Ink, album: Album | None = None) -> tuple[Json, Mapping[str, str]]:
    """The values of the sheet, and the digests of the photos it shows by the names of their files."""
    record, album = dossier.record, album or Album()
    head, sections = _body(dossier, ink, album)
    values = {
        **frame(dossier, ink),
        "head": [*_about(dossier, ink), *head],
        "sections": sections,
        "todo": [ink.say(one) for one in dossier.to_do],
        "signatures": signatures(dossier, ink),
        "changes": changes(dossier, ink),
        "actions": actions(dossier, ink),
        "history": history(dossier, ink),
        "subtitle": (both(dossier.named(record.flow.criteria), record.flow.basc),),
    }
    lost = ink.say(Text("Photos that are lost or damaged: {count}", {"count": "{count}"}))
    return {**values, "lost": lost, "left": [*_left(album, ink), *values["left"]]}, album.files


def frame(dossier: Dossier, ink: Ink) -> Json:
    """What every sheet begins and ends with."""
    record = dossier.record
    return {
        "paper": dossier.paper,
        "lang": ink.langs[0].partition("_")[0],
        "name": f"{record.number} {ink.say(record.title)[0]}",
        "organisation": dossier.organisation,
        "site": record.place.name,
        "title": ink.say(record.title),
        "number": record.number,
        "link": dossier.link,
        "hash": dossier.hash,
        "words": {name: ink.say(text) for name, text in HEADS.items()},
        "bad": bool(record.findings) if record.flow.ways.counts_findings else not record.verdict.passed,
        "result": result(dossier, ink),
        "said": ink.say(record.said),
        "left": [],
    }


def result(dossier: Dossier, ink: Ink) -> Words:
    """What it came to, in a word."""
    record = dossier.record
    if record.flow.ways.scored:
        return ink.say(Text("Result: {score}%", {"score": record.verdict.score}))
    if record.findings:
        return ink.say(Text("Findings: {count}", {"count": len(record.findings)}))
    return ink.say(Text("No findings") if record.flow.ways.counts_findings else Text("Report"))


def _about(dossier: Dossier, ink: Ink) -> list[Json]:
    record, zone = dossier.record, dossier.record.place.zone
    told = (
        (Text("Unit"), (", ".join(record.units),)),
        (Text("Seal"), (", ".join(record.seals),)),
        (Text("Inspected by") if record.flow.ways.counts_findings else Text("From"), (record.reporter,)),
        (Text("Begun at"), ink.moment(record.began_at, zone)),
        (Text("Completed at"), ink.moment(record.finished_at, zone)),
    )
    return [{"label": ink.say(label), "value": value} for label, value in told if any(value)]


def _body(dossier: Dossier, ink: Ink, album: Album) -> tuple[list[Json], list[Json]]:
    """What is asked before the first point goes into the head, as on a printed form; the rest in sections."""
    head: list[Json] = []
    sections: list[Json] = []
    has_points = any(isinstance(item.step.kind, Check) for item in dossier.record.items)
    for row, item in _rows(dossier, ink, album):
        album.rows += 1
        if album.rows > album.most_rows:
            continue
        point = isinstance(item.step.kind, Check)
        plain = not (row["photos"] or row["notes"] or row["by"])
        if has_points and not sections and not point and plain:
            if item.value is None:
                continue
            head.append({"label": row["label"], "value": row["value"], "bad": row["mark"] == "bad"})
            continue
        station = dossier.stations.get(item.step.station, "")
        title = ink.say(Text(station)) if station else ()
        if not sections or sections[-1]["points"] != point or (sections[-1]["title"] != title and title):
            sections.append({"title": title, "points": point, "rows": []})
        sections[-1]["rows"].append(row)
    return _but_named(dossier, head), sections


def _but_named(dossier: Dossier, head: list[Json]) -> list[Json]:
    """Units and seals stand there already."""
    named = {*dossier.record.units, *dossier.record.seals}
    return [one for one in head if one["bad"] or not named.intersection(one["value"])]


def _rows(dossier: Dossier, ink: Ink, album: Album) -> Iterator[tuple[Json, Item]]:
    """Each question with what was asked after it: what was found, a photo of it."""
    record, given = dossier.record, {one.step: one for one in dossier.entries}
    ids = {item.step.id for item in record.items}
    follows: dict[str, list[Item]] = {}
    for item in record.items:
        if item.step.follows in ids:
            follows.setdefault(item.step.follows, []).append(item)
    for item in record.items:
        if item.step.follows in ids or isinstance(item.step.kind, Sign):
            continue
        yield _row(dossier, ink, album, item, tuple(follows.get(item.step.id, ())), given.get(item.step.id)), item


def _row(
    dossier: Dossier, ink: Ink, album: Album, item: Item, after: tuple[Item, ...], entry: Entry | None
) -> Json:  # fmt: skip
    pictures = dossier.record.pictures
    photos = [one for each in (item, *after) for one in album.add(pictures.get(each.step.id, ()))]
    notes = [
        {"label": ink.called(each.label), "value": ink.fill(each.shown)}
        for each in after
        if each.value is not None and not pictures.get(each.step.id)
    ]
    bad = item.finding or MARKS.get(str(item.value)) == "bad"
    mark = "bad" if bad else MARKS.get(str(item.value), "")
    shown = ink.fill(item.shown)
    return {
        "label": ink.called(item.prompt if isinstance(item.step.kind, Check) else item.label),
        "hint": ink.say(Text(item.step.hint)) if item.step.hint and isinstance(item.step.kind, Check) else (),
        "criteria": both(dossier.named(item.step.criteria), item.step.basc),
        "mark": mark if isinstance(item.step.kind, Check) else "bad" if item.finding else "",
        "word": shown,
        "value": shown,
        "notes": notes,
        "photos": photos,
        "by": _by(dossier, ink, entry),
    }


def _by(dossier: Dossier, ink: Ink, entry: Entry | None) -> Words:
    """Who answered and when, where that was somebody else than the reporter."""
    if entry is None or entry.person_id == dossier.record.kept.person_id:
        return ()
    return tuple(f"{entry.name}, {at}" for at in ink.moment(entry.at, dossier.record.place.zone))


def _left(album: Album, ink: Ink) -> Iterator[Words]:
    """What is not on this paper."""
    if album.rows > album.most_rows:
        fill = {"count": album.rows - album.most_rows}
        yield ink.say(Text("Answers that are not printed here: {count}. They are in the record.", fill))
    if album.photos_left:
        fill = {"count": album.photos_left}
        yield ink.say(Text("Photos that are not printed here: {count}. They are in the record.", fill))
    if album.others:
        fill = {"count": album.others}
        yield ink.say(Text("Videos, voice notes and documents, which are in the record: {count}.", fill))
