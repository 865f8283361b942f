"""Files that no answer holds are removed after a day; all others stay."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import obstore
import pytest
from obstore.store import from_url

from bot.store import unclaimed
from bot.store.contents import Kept
from bot.store.database import Storage
from bot.store.files import Files
from tests.store.test_files import GIF, JPEG, PDF, PNG

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def written_down(storage: Storage, kept: Kept) -> None:
    storage.now(lambda tx: tx.files.keep(kept.digest, kept.mime, kept.size, kept.type, NOW))


async def test_what_no_answer_holds_is_removed_a_day_later(
    sqlite_url: str, opened: Callable[[str], Storage], tmp_path: Path
) -> None:
    storage, files = opened(sqlite_url), Files(str(tmp_path / "media"))
    held, refused, fresh, again = [await files.keep(data, "document") for data in (JPEG, PNG, GIF, PDF)]
    written_down(storage, held)
    for kept in (held, refused, again):
        path = tmp_path / "media" / kept.digest[:2] / kept.digest
        os.utime(path, (time.time() - 90_000,) * 2)
    await files.keep(PDF, "document")  # sent once more, perhaps for a question that will take it

    folders = {kept.digest[:2] for kept in (held, refused, fresh, again)}
    removed = [await unclaimed.remove(files, storage, folder, NOW - DAY) for folder in folders]

    assert sum(removed) == 1
    assert [await there(files, kept) for kept in (held, refused, fresh, again)] == [True, False, True, True]


async def there(files: Files, kept: Kept) -> bool:
    try:
        return bool(await files.fetch(kept.digest))
    except FileNotFoundError:
        return False


@pytest.mark.usefixtures("account")
async def test_a_bucket_is_tidied_too(
    moto: str, sqlite_url: str, opened: Callable[[str], Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)
    storage, files = opened(sqlite_url), Files("s3://evidence/unclaimed")
    held, refused = await files.keep(JPEG, "photo"), await files.keep(PNG, "photo")
    written_down(storage, held)

    for kept in (held, refused):
        await unclaimed.remove(files, storage, kept.digest[:2], NOW + DAY)

    left = [one["path"] for some in obstore.list(from_url("s3://evidence/unclaimed")) for one in some]
    assert left == [f"{held.digest[:2]}/{held.digest}"]


def test_in_a_day_every_folder_has_its_turn() -> None:
    turns = [number for hour in range(24) for number in range(hour, unclaimed.FOLDERS, 24)]

    assert sorted(turns) == list(range(256))
