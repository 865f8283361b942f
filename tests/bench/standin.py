"""Both platforms' APIs on one loopback port, in a process of its own: reads a request whole, answers what is always answered.

`python -m tests.bench.standin FD MILLISECONDS CORE` serves on a socket that its parent listens to already, and ends when
its input does. GET /calls tells how many calls came, by name.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections import Counter
from dataclasses import dataclass, field

from tests.bench import from_slack, from_telegram
from tests.bench.terms import ROOT

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
END_OF_CHUNKS = b"0\r\n\r\n"


class Talk(asyncio.Protocol):
    """One kept-alive connection."""

    def __init__(self, calls: Counter[str], delay: float) -> None:
        self._calls, self._delay = calls, delay
        self._came = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        while (end := _whole(self._came)) > 0:
            request, self._came = self._came[:end], self._came[end:]
            self._answer(request)

    def _answer(self, request: bytes) -> None:
        path = request.split(b" ", 2)[1].decode()
        body = json.dumps(self._calls).encode() if path == "/calls" else self._called(path, request)
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode()
        if self._delay:
            asyncio.get_running_loop().call_later(self._delay, self._say, head + body)
        else:
            self._say(head + body)

    def _called(self, path: str, request: bytes) -> bytes:
        method = path.rpartition("/")[2].partition("?")[0]
        self._calls[method] += 1
        return from_slack.answer(method, request) if path.startswith("/api/") else from_telegram.answer(method, request)

    def _say(self, answer: bytes) -> None:
        assert self._transport
        if not self._transport.is_closing():
            self._transport.write(answer)


def _whole(came: bytes) -> int:
    """Where the first request ends; 0 while it has not come whole."""
    head = came.find(b"\r\n\r\n") + 4
    if head < 4:
        return 0
    if CHUNKED.search(came, 0, head):
        return came.find(END_OF_CHUNKS, head) + len(END_OF_CHUNKS) if END_OF_CHUNKS in came[head:] else 0
    length = LENGTH.search(came, 0, head)
    end = head + int(length[1] if length else 0)
    return end if len(came) >= end else 0


@dataclass
class StandIn:
    """A running stand-in, as its parent sees it. It answers from the first moment: the socket listens before it does."""

    delay: float = 0.0  # seconds a platform takes to answer
    core: int = -1
    address: str = field(init=False)

    def __post_init__(self) -> None:
        listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        command = [
            sys.executable, "-m", "tests.bench.standin",
            str(listening.fileno()), str(self.delay), str(self.core),
        ]  # fmt: skip
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[listening.fileno()], cwd=ROOT)
        listening.close()

    def calls(self) -> dict[str, int]:
        """How often each method was called."""
        with urllib.request.urlopen(f"{self.address}/calls") as answer:
            return json.load(answer)

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


async def serve(fd: int, delay: float) -> None:
    calls: Counter[str] = Counter()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Talk(calls, delay), sock=socket.socket(fileno=fd))
    async with server:
        await loop.run_in_executor(None, sys.stdin.buffer.read)
    os._exit(0)  # connections may be open still


def main() -> None:
    fd, delay, core = sys.argv[1:]
    if int(core) >= 0:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {int(core)})
    asyncio.run(serve(int(fd), float(delay)))


if __name__ == "__main__":
    main()
