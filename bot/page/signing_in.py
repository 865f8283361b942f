"""Signing in with the link from the chat, and out again.

Looking at the link uses nothing up: platforms look at every link that is sent. The button does.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from bot.page.reader import may_sign_in
from bot.store.transaction import Transaction

# How a browser and its device call themselves, most particular first.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung"), ("Firefox", "Firefox"), ("CriOS", "Chrome"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def nonce() -> str:
    return secrets.token_urlsafe(24)


def called(agent: str) -> str:
    """A browser as its person would call it."""
    parts = [next((name for sign, name in some if sign in agent), "") for some in (BROWSERS, DEVICES)]
    return ", ".join(filter(None, parts)) or "?"


def good(tx: Transaction, secret: str, now: datetime) -> bool:
    """Can somebody sign in with it now?"""
    whose = tx.pages.whose(secret, now) if SECRET.fullmatch(secret) else None
    return whose is not None and may_sign_in(tx.people.whom(whose))


def signed_in(tx: Transaction, secret: str, agent: str, now: datetime) -> str:
    """The secret of a new session; empty if the link is no good anymore."""
    whose = tx.pages.take(secret, now) if SECRET.fullmatch(secret) else None
    if whose is None or not may_sign_in(tx.people.whom(whose)):
        return ""
    return tx.pages.begin(whose, called(agent), now)
