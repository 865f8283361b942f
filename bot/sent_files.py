"""Every file that is made only when it is sent, by whoever makes it: a maker that does not know a name asks the next one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.chart_file import ChartFiles
from bot.content.library import Library
from bot.conversation.wording import Wording
from bot.drill_file import DrillFiles
from bot.manual_file import ManualFiles
from bot.own_sent import OwnSent
from bot.packing.sending import PackFiles
from bot.paper.printing import Printer
from bot.profile_file import ProfileFiles
from bot.record_file import RecordFiles
from bot.risk_file import RiskFiles
from bot.settings import Settings
from bot.sheets.sending import SheetFiles
from bot.store.database import Storage
from bot.store.files import Files


def sent_files(
    settings: Settings,
    storage: Storage,
    files: Files,
    library: Library,
    wording: Wording,
    root: Path,
    clock: Callable[[], datetime],
) -> RecordFiles:
    """The first maker, who knows the rest. Photos and files that people sent are the last one's."""
    printer = Printer()
    told = (storage, library, wording, clock, printer)
    own = OwnSent(settings.database_url, settings.media_url, root, files)
    sheets = SheetFiles(settings.database_url, root, clock, own.fetch)
    packs = PackFiles(settings.database_url, root, settings.media_url, clock, sheets.fetch)
    charts = ChartFiles(storage, clock, printer, packs.fetch)
    manual = ManualFiles(*told, charts.fetch)
    risk = RiskFiles(*told, manual.fetch)
    drills = DrillFiles(*told, risk.fetch)
    profile = ProfileFiles(*told, drills.fetch)
    return RecordFiles(storage, files, library, wording, root, profile.fetch, settings.public_url, printer)
