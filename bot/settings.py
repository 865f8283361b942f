"""From environment variables to one frozen Settings. The names are fixed: others depend on them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

NEAR = 0.85  # how alike a misspelt name is; TELEGRAM_TOKEN alone may be another program's
PORTS = 65535
LONGEST = 720  # minutes or hours that somebody stays signed in to the page
# A file, or a server with the name of a database. A password may hold anything that is written as %40.
DATABASE = re.compile(
    r"sqlite:///[^?]+(\?.*)?"
    r"|postgres(ql)?(\+psycopg)?://([^/@]+@)?(\[[0-9a-fA-F:]+\]|[^/@:]*)(:[0-9]+)?/[^/?]+(\?.*)?"
)


class BadSetting(Exception):
    """A setting that cannot be: which one, and what it should look like."""


@dataclass(frozen=True)
class Settings:
    """Every setting, by the name of its variable without SELLO_, in small letters. Secrets are not shown in logs."""

    database_url: str = "sqlite:///var/sello.db"
    media_url: str = "var/media"
    bind: str = "127.0.0.1:8080"
    public_url: str = ""
    transport: str = "poll"
    telegram_token: str = field(default="", repr=False)
    telegram_api_url: str = "https://api.telegram.org/bot"
    telegram_file_url: str = "https://api.telegram.org/file/bot"
    telegram_webhook_secret: str = field(default="", repr=False)
    slack_bot_token: str = field(default="", repr=False)
    slack_app_token: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api/"
    page_idle: str = "30"
    page_hours: str = "12"

    @property
    def host(self) -> str:
        return self.bind.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.bind.rpartition(":")[2])

    @property
    def page(self) -> str:
        """Where the page is reached: it asks for https, but on this machine. Empty if it is not."""
        local = re.match(r"http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/|$)", self.public_url)
        return self.public_url.rstrip("/") if local or self.public_url.startswith("https://") else ""

    @property
    def telegram(self) -> bool:
        return bool(self.telegram_token)

    @property
    def slack(self) -> bool:
        return bool(self.slack_bot_token)


def read(environment: Mapping[str, str]) -> Settings:
    """The settings that are set; raises BadSetting with one sentence about the first that is wrong."""
    names = Settings.__dataclass_fields__
    _spelt({f"SELLO_{name.upper()}" for name in names}, environment)
    given = {
        name: environment[f"SELLO_{name.upper()}"].strip() for name in names if environment.get(f"SELLO_{name.upper()}")
    }
    settings = Settings(**given)
    _checked(settings)
    return settings


def _spelt(known: Collection[str], environment: Iterable[str]) -> None:
    """Nobody waits for a setting that has another name."""
    for name in environment:
        near = get_close_matches(name.upper(), known, 1, NEAR)
        if name not in known and (near or name.startswith("SELLO_")):
            meant = f"; did you mean {near[0]}?" if near else "; deploy/env.example lists them all"
            raise BadSetting(f"{name} is no setting{meant}")


def _checked(settings: Settings) -> None:
    if not DATABASE.fullmatch(settings.database_url):
        raise BadSetting(
            "SELLO_DATABASE_URL is sqlite:///FILE, with three slashes, or postgresql://USER:PASSWORD@HOST:5432/DATABASE;"
            " an @ in a password is written %40"
        )
    host, _, port = settings.bind.rpartition(":")
    if not host or not port.isdecimal() or int(port) > PORTS:
        raise BadSetting("SELLO_BIND is an address and a port, like 127.0.0.1:8080")
    for name, given in (("IDLE", settings.page_idle), ("HOURS", settings.page_hours)):
        if not given.isdecimal() or not 0 < int(given) <= LONGEST:
            raise BadSetting(f"SELLO_PAGE_{name} is a number from 1 to {LONGEST}")
    if settings.transport not in ("poll", "webhook"):
        raise BadSetting("SELLO_TRANSPORT is poll or webhook")
    for name, end in (("telegram_api_url", "/bot"), ("telegram_file_url", "/file/bot"), ("slack_api_url", "/api/")):
        if not getattr(settings, name).endswith(end):
            raise BadSetting(f"SELLO_{name.upper()} ends in {end}")
    if settings.transport == "poll" and settings.slack and not settings.slack_app_token:
        raise BadSetting("SELLO_SLACK_APP_TOKEN is needed for Socket Mode; or set SELLO_TRANSPORT=webhook")
    if settings.transport == "webhook":
        _webhooks(settings)


def _webhooks(settings: Settings) -> None:
    if settings.telegram and not settings.telegram_webhook_secret:
        raise BadSetting("SELLO_TELEGRAM_WEBHOOK_SECRET is needed for webhooks: 1 to 256 of A-Z a-z 0-9 _ -")
    if settings.slack and not settings.slack_signing_secret:
        raise BadSetting("SELLO_SLACK_SIGNING_SECRET is needed for webhooks")
