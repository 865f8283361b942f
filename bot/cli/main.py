"""The commands a person types. Each says what it did, or in one sentence what to do instead.

Exit codes: 0 done, 1 something is wrong with what was asked or found, 2 the command itself was mistyped.
"""

from __future__ import annotations

import click

from bot.cli import (
    authoring,
    organisation,
    pack,
    partners,
    people,
    places,
    profile,
    reading,
    record,
    records,
    running,
    sample,
    schedules,
    verify,
)
from bot.running import logs


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sello")
def main() -> None:
    """Sello: inspections, seals, incidents and training in Slack and Telegram.

    Try it first: `sello demo` needs no account and no token. Settings are environment variables or lines of .env;
    deploy/env.example lists them all.
    """
    logs.set_up()


COMMANDS = (
    running.demo, running.run, running.migrate, sample.sample,
    authoring.check, authoring.show, authoring.try_flow, authoring.texts, authoring.content,
    people.people, organisation.organisation, schedules.schedules, places.places, record.record, records.records, verify.verify, pack.pack,
    reading.summary, reading.export, profile.profile, partners.partners, partners.programmes,
)  # fmt: skip
for command in COMMANDS:
    main.add_command(command)

if __name__ == "__main__":
    main()
