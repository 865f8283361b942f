"""A bucket on this machine."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """The address of a server that speaks S3, with a bucket called evidence."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert server.stdout
    address = server.stdout.readline().strip()
    make = urllib.request.Request(f"{address}/evidence", method="PUT")
    with urllib.request.urlopen(make, timeout=10) as made:
        assert made.status == 200
    yield address
    server.terminate()
    server.wait(10)
    server.stdout.close()


SERVER = """
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print("http://%s:%s" % server.get_host_and_port(), flush=True)
server._thread.join()
"""


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    """The account the server knows nothing of, as an operator would set it."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
