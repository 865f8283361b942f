"""An archive that means harm is refused before anything is made of it, in one sentence."""

import io
import struct
import time
import zipfile

import pytest

from bot.proof.pack_form import MANIFEST, MOST
from bot.proof.packed import Seen, Unlike, checked


def refused(path, data: bytes) -> Unlike:
    path.write_bytes(data)
    with pytest.raises(Unlike) as found:
        list(checked(path, Seen()))
    return found.value


def archive(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\x05\x06", b"PK\x03\x04" + b"\0" * 50, b"PK\x05\x06" + b"\xff" * 18, b"PK\x06\x07" + b"\xff" * 16 + b"PK\x05\x06" + b"\xff" * 18]
)  # fmt: skip
def test_what_is_no_archive_is_said_to_be_no_pack(tmp_path, data):
    assert refused(tmp_path / "a.zip", data).what == "form"


def test_an_archive_of_something_else_is_no_pack(tmp_path):
    assert refused(tmp_path / "a.zip", archive(**{"letter.txt": "hello"})).what == "form"
    assert refused(tmp_path / "a.zip", archive(**{MANIFEST: "[]"})).what == "form"
    assert refused(tmp_path / "a.zip", archive(**{MANIFEST: "[" * 100_000})).what == "form"
    assert refused(tmp_path / "a.zip", archive(**{MANIFEST: '{"format": "sello-pack-1", "files": 3, "lost": []}'})).what == "form"  # fmt: skip


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../b", "C:\\windows", "a//b", "records/", "a b", "é.html", "x" * 500])  # fmt: skip
def test_a_path_that_leads_elsewhere_is_named(tmp_path, name):
    found = refused(tmp_path / "a.zip", archive(**{name: "x", MANIFEST: "{}"}))

    assert found.what == "name"
    assert name[:200].replace("\\", "/") == found.path.replace("\\", "/")


def test_a_name_that_is_there_twice_is_named(tmp_path):
    data = archive(**{"index.html": "one", "indey.html": "two"}).replace(b"indey.html", b"index.html")

    assert refused(tmp_path / "a.zip", data).path == "index.html"


def test_what_would_be_a_thousand_times_its_size_is_not_unpacked(tmp_path):
    bomb = archive(**{"index.html": "0" * 60_000_000, MANIFEST: "{}"})

    assert len(bomb) < 100_000
    assert refused(tmp_path / "a.zip", bomb).what == "large"


def test_a_million_names_are_refused_at_once(tmp_path):
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    for count in (MOST + 1, 1_000_000):
        listed = entry * count
        end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(listed), 0, 0)
        began = time.process_time()

        found = refused(tmp_path / "a.zip", listed + end)

        assert found.what == "large"
        assert time.process_time() - began < 2
