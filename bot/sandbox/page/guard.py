"""Who may use the page, and how a refusal is said.

Answers this machine's own browser only. Does not know what the page shows.
"""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.page.acts import Unknown

MAX_BYTES = 32 << 20  # of one request
LOOPBACK_PICTURES = "http://127.0.0.1:* http://localhost:*"
HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": (
        f"default-src 'self'; img-src 'self' data: blob: {LOOPBACK_PICTURES}; media-src 'self' blob:;"
        " object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guarded(handler: Handler) -> Handler:
    """Refuses pages from elsewhere, and says every refusal as JSON."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if not _from_here(request):
            return refusal(403, "This page serves the browser of its own machine only.")
        try:
            return await handler(request)
        except web.HTTPRequestEntityTooLarge:
            return refusal(413, f"That is more than {MAX_BYTES >> 20} MB.")
        except Unknown as unknown:
            return refusal(400, str(unknown))
        except LookupError as missing:
            return refusal(409, str(missing.args[0]) if missing.args else "That is not there.")
        except ValueError as refused:
            return refusal(422, str(refused))

    return guarded


def _from_here(request: web.Request) -> bool:
    """Whether the page was asked for under a name of this machine, and a doing came from the page itself."""
    try:
        host = urlsplit(f"//{request.host}").hostname or ""
        origin = urlsplit(request.headers.get("Origin", f"http://{request.host}"))
    except ValueError:
        return False
    return _is_loopback(host) and origin.netloc == request.host


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def refusal(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)
