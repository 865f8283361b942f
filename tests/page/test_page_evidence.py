"""What a year proves of the criteria, at the page: the same as in chat, and one criterion with what can be done about it."""

from pathlib import Path

from tests.field.house import house
from tests.page.visiting import signed_in


async def test_the_page_shows_how_each_criterion_stands_and_opens_one(tmp_path: Path, sqlite_url: str) -> None:
    async with house(tmp_path, sqlite_url) as yard:
        yard.enrol("Luis Vega", "manager", "es")
        luis = await signed_in(yard, "Luis")

        whole = await luis.get("/evidence")
        one = await luis.get("/evidence/6.7")
        await luis.get("/evidence/99.9")

        assert "Obligatorios sin nada registrado: 62" in whole
        assert "CTPAT 6.7 · BASC 6.0.1 2.6 · debe" in whole
        assert "Nada registrado" in one
        assert "Escribir la narrativa" in one
        assert luis.answer.status_code == 404
