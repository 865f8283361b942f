"""A private PostgreSQL for tests, from the binaries of apt: made in a second, ended with the tests that asked for it.

Listens on a Unix socket in its own folder and nowhere else. Knows nothing of our tables.
"""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

# Durability is what the program asks for, not what these tests look at: PostgreSQL 17, chapter 14.5.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}
# What the program asks for: `docs/performance.md` and the soak are of a server that keeps what it has taken.
DURABLE = {
    **SETTINGS,
    "shared_buffers": "256MB",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "autovacuum": "on",
    "max_wal_size": "2GB",
}
MISSING = "PostgreSQL is not installed, and the tests need its binaries: apt-get install postgresql"
PATIENCE = 30  # seconds for a busy machine to get a server up


class Missing(Exception):
    """No PostgreSQL on this machine."""


def binaries() -> Path:
    """The folder of initdb and postgres, of the newest version there is."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    found = str(installed[-1]) if installed else shutil.which("initdb")
    if not found:
        raise Missing(MISSING)
    return Path(found).parent


class Postgres:
    """One server, and a database of its own for each test."""

    def __init__(self, settings: Mapping[str, str] = SETTINGS) -> None:
        self._settings = settings
        self._bin = binaries()
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: the path of a socket has at most 107 bytes
        self._numbers = itertools.count(1)
        self._server: subprocess.Popen[bytes] | None = None
        try:
            self._begin()
        except BaseException:
            self.stop()
            raise

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    @property
    def pid(self) -> int:
        assert self._server
        return self._server.pid

    def create(self, template: str = "template1") -> str:
        """The name of a new database, like the template."""
        name = f"{template}_{next(self._numbers)}"
        self._say(f"create database {name} template {template}")
        return name

    def drop(self, database: str) -> None:
        self._say(f"drop database if exists {database} with (force)")

    def stop(self) -> None:
        if self._server:
            self._server.terminate()
            self._server.wait(PATIENCE)
        shutil.rmtree(self._folder, ignore_errors=True)

    def go_away(self) -> None:
        """Ends every connection and takes no new one, until it is `back`."""
        assert self._server
        self._server.send_signal(signal.SIGINT)  # a fast shutdown: PostgreSQL 17, chapter 18.5
        self._server.wait(PATIENCE)

    def back(self) -> None:
        """With everything that was committed."""
        self._serve()

    def _begin(self) -> None:
        data = self._folder / "data"
        made = [str(self._bin / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*self._as_owner(), *made, "--locale=C.UTF-8", "--no-sync"], check=True, cwd="/", stdout=subprocess.DEVNULL
        )
        self._serve()

    def _serve(self) -> None:
        settings = [word for key, value in self._settings.items() for word in ("-c", f"{key}={value}")]
        command = [str(self._bin / "postgres"), "-D", str(self._folder / "data"), "-k", str(self._folder), *settings]
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen([*self._as_owner(), *command], cwd="/", stdout=log, stderr=log)
        self._wait()

    def _as_owner(self) -> list[str]:
        """PostgreSQL refuses root. It ends when these tests end, however they do, where setpriv can see to it."""
        setpriv = shutil.which("setpriv")
        if os.geteuid() != 0:
            return [setpriv, "--pdeathsig=QUIT"] if setpriv else []
        assert setpriv, "as root the server is started by setpriv, of util-linux"
        owner = pwd.getpwnam("postgres")
        os.chown(self._folder, owner.pw_uid, owner.pw_gid)
        return [
            setpriv, f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", "--pdeathsig=QUIT",
        ]  # fmt: skip

    def _wait(self) -> None:
        """Until it answers: a connection is refused while it starts."""
        assert self._server
        until = time.monotonic() + PATIENCE
        while self._server.poll() is None and time.monotonic() < until:
            try:
                self._say("select 1")
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return
        raise RuntimeError((self._folder / "log").read_text(errors="replace"))

    def _say(self, sentence: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sentence)
