"""Records of any length, as they would be printed, without a database."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PIL import Image
from pypdf import PdfReader

from bot.channels.channel import Picture
from bot.conversation.dossier import Dossier, Ink
from bot.conversation.fingerprint import Entry
from bot.conversation.on_paper import sheet
from bot.conversation.record import Record
from bot.engine.flow import Outcome, Step
from bot.engine.kinds import Check, FreeText, Sign
from bot.engine.talk import Text
from bot.engine.walk import Item, Verdict
from bot.paper.printing import Printer, Sheet
from bot.store import qr
from bot.store.people import Place
from bot.store.runs import KeptRun
from tests.saying import LIBRARY, WORDING

AT = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
FLOW = LIBRARY.today["container-7"]
HOSTILE = '#import "@preview/x:1.0.0" $a$ *b* _c_ \\ ] } " `code` {d} <e> @f = g // h #read("/etc/passwd") #{panic()}'


def photo(number: int, size: tuple[int, int] = (1000, 750)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue() + bytes([number])


def item(id: str, kind: object, label: str, value: object, *, finding: bool = False, follows: str = "") -> Item:
    step = Step(
        id=id,
        prompt=label,
        kind=kind,
        follows=follows,
        expect="ok" if isinstance(kind, Check) else "",
        criteria=("5.3",),
        basc=("6.0.1 2.2",),
    )  # type: ignore[arg-type]
    assert step.kind
    return Item(
        step,
        Text("{words}", {"words": label}),
        Text("{words}", {"words": label}),
        value,
        step.kind.shown(value),
        finding,
    )  # type: ignore[arg-type]


def dossier(
    points: int, photos: int = 0, words: str = "Placa sobre la viga", *, name: str = "Juan Pérez Núñez"
) -> Dossier:
    """So many points, every third with a problem, and so many photos at the first of them."""
    items: list[Item] = [item("carrier", FreeText(), "Carrier", words)]
    pictures = {}
    for n in range(points):
        bad = n % 3 == 0
        items.append(item(f"p{n}", Check(), f"{n + 1}. {words}", "problem" if bad else "ok", finding=bad))
        if bad:
            items.append(item(f"p{n}.what", FreeText(), "What was found", words, follows=f"p{n}"))
    if photos:
        pictures["p0"] = tuple(Picture(f"{n:064}", "image/jpeg", f"{n}.jpg") for n in range(1, photos + 1))
    items.append(item("sign", Sign(), "Signature", name))
    steps = tuple(i.step for i in items if i.finding)
    kept = KeptRun(
        1,
        7,
        1,
        1,
        FLOW.id,
        "d" * 64,
        "finished",
        9,
        {},
        AT - timedelta(minutes=20),
        AT,
        AT,
        "hold",
        "high",
        None,
        "LAR-26-0012",
    )
    verdict = Verdict(Outcome("hold", "The unit is on hold."), steps, 60, not steps, "high")
    record = Record(
        kept, FLOW, Place("Laredo yard", "America/Chicago"), name, verdict, Text("The unit is on hold."), tuple(items),
        pictures, (), (),
    )  # fmt: skip
    entries = tuple(Entry(i.step.id, i.value, AT, 7, name) for i in items)
    return Dossier(
        record, "Transportes del Norte", "US", entries, "5e" * 32, "LAR-26-0012",
    )  # fmt: skip


def in_country(made: Dossier, country: str) -> Dossier:
    return replace(made, country=country)


def ink(*langs: str) -> Ink:
    return Ink(WORDING, langs)


async def printed(made: Dossier, *langs: str) -> PdfReader:
    values, photos = sheet(made, ink(*langs))
    return await compiled("record", values, {name: photo(n) for n, name in enumerate(photos)})


async def compiled(template: str, values: dict, pictures: dict[str, bytes]) -> PdfReader:  # type: ignore[type-arg]
    code = qr.as_svg(values["link"])
    return PdfReader(io.BytesIO(await Printer().printed(Sheet(template, values, AT, {**pictures, "qr.svg": code}))))


def words(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
