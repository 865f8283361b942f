"""What a year proves of the criteria, at the page: the same as in chat, and to nobody whom it is not shown to."""

from pathlib import Path

from tests.field.house import house
from tests.page.visiting import visiting


async def test_the_page_shows_how_each_criterion_stands_and_opens_one(tmp_path: Path, sqlite_url: str) -> None:
    async with house(tmp_path, sqlite_url) as yard:
        yard.enrol("Luis Vega", "manager", "es")
        async with visiting(yard, "Luis") as visitor:
            page = await visitor.get("/evidence")
            assert "Obligatorios sin nada registrado: 62" in page
            assert "CTPAT 6.7 · BASC 6.0.1 2.6 · debe" in page
            one = await visitor.get("/evidence/6.7")
            assert "Nada registrado" in one
            assert "Escribir la narrativa" in one
            assert "No se encontró" in await visitor.get("/evidence/99.9") or visitor.answer.status_code == 404
