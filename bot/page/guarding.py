"""What every answer of the page says to browsers, the cookies, the token of every form, and how often somebody may try.

Knows HTTP, and nobody's name.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
YEAR = 365 * 24 * 60 * 60  # seconds
SESSION, DOOR = "sello", "sello-door"  # cookies: who is signed in, and who is about to
TRIES, WITHIN = 20, timedelta(minutes=10)  # of one address
ADDRESSES = 2000  # that are remembered


def token(secret: str) -> str:
    """What a form must bring along: whoever cannot read the cookie cannot write it."""
    return hashlib.sha256(f"form:{secret}".encode()).hexdigest()


def same(one: str, other: str) -> bool:
    return bool(one) and hmac.compare_digest(one.encode(), other.encode())


def from_elsewhere(request: Request) -> bool:
    """Does the browser say that another page sends this? Older ones say nothing: the token is asked for anyway."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


@dataclass(frozen=True)
class Place:
    """Where the page is reached, which says how its cookies are kept."""

    address: str

    @property
    def secure(self) -> bool:
        return self.address.startswith("https://")

    @property
    def root(self) -> str:
        """The path before /app, where a proxy has the program below one."""
        return urlsplit(self.address).path.rstrip("/")

    def cookie(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name

    def read(self, request: Request, name: str) -> str:
        return request.cookies.get(self.cookie(name), "")

    def keep(self, answer: Response, name: str, secret: str, seconds: int) -> None:
        answer.set_cookie(
            self.cookie(name), secret, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def guarded(self, answer: Response) -> Response:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("Cache-Control", "no-store")
        if self.secure:
            answer.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        return answer


@dataclass
class Tries:
    """Who has tried to sign in of late, by address. Kept by each process for itself."""

    _made: dict[str, deque[datetime]] = field(default_factory=dict)

    def allowed(self, address: str, now: datetime) -> bool:
        made = self._made.pop(address, deque())
        while made and now - made[0] > WITHIN:
            made.popleft()
        if len(self._made) >= ADDRESSES:
            self._made.pop(next(iter(self._made)))
        self._made[address] = made
        if len(made) >= TRIES:
            return False
        made.append(now)
        return True
