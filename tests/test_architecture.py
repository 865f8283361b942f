"""The house, as a table: who may import whom, which library has which door, and the smells of a wall being broken.

The table is the upper bound; docs/layout.md draws what is there now.
"""

import ast
import sys
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.engine.genres import GENRES

TESTS = Path(__file__).parent
BOT = TESTS.parent / "bot"

# Folders whose own files and folders are rooms each: the things on the shelf do not know each other.
DIVIDED = ("channels", "sandbox")

CHANNEL = "channels.channel"
PLATFORM = "channels.platform"
WRITTEN = "channels.written"
STAND_INS = ("sandbox.telegram", "sandbox.slack", "sandbox.page")
PLATFORMS = {path.name for path in (BOT / "channels").iterdir() if (path / "channel.py").exists()}

# Of bot/, by room: a folder, or a file.
MAY_IMPORT: dict[str, set[str]] = {
    "__init__": set(),
    "engine": set(),
    "settings": set(),
    "running": set(),
    "root": set(),
    "sandbox": set(),
    "sandbox.telegram": {"sandbox"},
    "sandbox.slack": {"sandbox"},
    "sandbox.page": {"sandbox", "sandbox.telegram", "sandbox.slack"},
    "proof": set(),
    "store": {"engine", "proof"},
    "programmes": {"engine"},
    "content": {"engine", "programmes", "recurring", "store"},
    "channels": set(),
    "channels.pace": set(),
    CHANNEL: {"engine", "channels.pace"},
    "channels.retry": {CHANNEL},
    WRITTEN: {CHANNEL},
    PLATFORM: {CHANNEL},
    "channels.console": {"engine", CHANNEL},
    "channels.nowhere": {CHANNEL, "channels.pace"},
    **{
        f"channels.{platform}": {"engine", CHANNEL, PLATFORM, "channels.pace", "channels.retry"} for platform in PLATFORMS
    },
    "named": {"engine", "store"},
    "audiences": {"named", "store"},
    "people": {"engine", "named", "store"},
    "records": {"named", "store"},
    "own_file": {"content", "conversation", "store"},
    "own_ordered": {"running", "content", "conversation", "own_file", "store"},
    "own_sent": {"own_ordered", "presses", "running", "store"},
    "reading": {"content", "running", "store"},
    "sheets": {"presses", "running", "content", "conversation", "duties", "engine", "figures", "store"},
    "paper": {"running"},
    "chart_file": {"made_file", "presses", "content", "conversation", "duties", "figures", "paper", "store", CHANNEL},
    "made_file": {"content", "conversation", "paper", "store", CHANNEL},
    "drill_file": {"made_file", "presses", "content", "conversation", "engine", "paper", "store", CHANNEL},
    "manual_file": {"made_file", "presses", "content", "conversation", "engine", "paper", "sheets", "store", CHANNEL},
    "profile_file": {"made_file", "presses", "content", "conversation", "engine", "figures", "sheets", "store", CHANNEL},
    "packing": {
        "content", "conversation", "duties", "engine", "figures", "paper", "presses", "proof", "record_file", "record_sheet", "running", "sheets", "store",
        CHANNEL,
    },
    "record_sheet": {"presses", "content", "conversation", "duties", "engine", "store"},
    "record_file": {"made_file", "presses", "content", "conversation", "paper", "record_sheet", "store", CHANNEL},
    "risk_file": {"made_file", "presses", "content", "conversation", "engine", "paper", "sheets", "store", CHANNEL},
    "policy": set(),
    "recurring": set(),
    "organisation": {"engine", "named", "policy", "recurring", "store"},
    "schedules": {"content", "named", "people", "recurring", "store"},
    "web": {CHANNEL, PLATFORM},
    "outbox": {"store", CHANNEL, WRITTEN},
    "figures": {"engine", "content", "programmes", "recurring", "store"},
    "presses": {"engine", CHANNEL},
    "conversation": {"engine", "content", "figures", "policy", "presses", "programmes", "proof", "store", CHANNEL, WRITTEN},
    "authoring": {"presses", "engine", "content", "conversation", CHANNEL, "channels.console"},
    "duties": {"presses", "engine", "content", "figures", "policy", "programmes", "proof", "recurring", "store", "conversation", CHANNEL, WRITTEN},
    "every_duty": {"duties"},
    "assistant": {"presses", "engine", "content", "policy", "store", "conversation", "duties", "every_duty", CHANNEL},
    "hearing": {"presses", "engine", "store", "conversation", "running", CHANNEL},
    "page": {"presses", "engine", "store", "conversation", "duties", "figures", "assistant", "hearing", CHANNEL, WRITTEN},
    "sent_files": {
        "chart_file", "content", "conversation", "drill_file", "manual_file", "own_sent", "packing", "paper", "profile_file", "record_file",
        "risk_file", "settings", "sheets", "store",
    },
    "app": {
        "engine", "content", "store", "conversation", "duties", "outbox", "assistant", "hearing", "page", "reading", "root", "running",
        "sent_files", "settings", "web", CHANNEL, PLATFORM, "channels.nowhere",
        *(f"channels.{platform}" for platform in PLATFORMS),
    },
    "sample": {
        "assistant", "content", "conversation", "duties", "engine", "every_duty", "named", "organisation", "people", "presses", "recurring",
        "store", CHANNEL,
    },
    "sandbox.history": {"engine", "content", "conversation", "store"},
    "sandbox.demo": {
        "app", "assistant", "content", "conversation", "named", "organisation", "people", "policy", "running", "sample", "schedules",
        "settings", "store", "sandbox", "sandbox.history", *STAND_INS,
    },
    "__main__": {"cli"},
}  # fmt: skip
MAY_IMPORT["cli"] = {*MAY_IMPORT} - {"__main__", "sandbox", *STAND_INS}  # what a person types can be about anything

# Where a library may be met: the beginnings of paths below bot/. Replacing it means opening that one room.
ONE_DOOR: dict[str, tuple[str, ...]] = {
    "yaml": ("content/marks.py",),
    "babel": ("conversation/wording.py", "authoring/"),
    "sqlmodel": ("store/",),
    "alembic": ("store/",),
    "sqlalchemy": ("store/",),
    "psycopg": ("store/batch.py",),
    "obstore": ("store/files.py", "store/unclaimed.py"),
    "PIL": ("store/pictures.py", "store/drawings.py"),
    "zxingcpp": ("store/barcodes.py",),
    "puremagic": ("store/contents.py",),
    "pillow_heif": ("store/pictures.py",),
    "python_calamine": ("conversation/sheet_rows.py",),
    "rfc8785": ("proof/canonical.py",),
    "pydantic": ("channels/written.py", "outbox/showing.py"),
    "telegram": ("channels/telegram/",),
    "slack_bolt": ("channels/slack/",),
    "slack_sdk": ("channels/slack/",),
    "emoji": ("channels/slack/emoji.py",),
    "segno": ("store/qr.py",),
    "aiohttp": ("channels/", "sandbox/"),
    "jinja2": ("authoring/catalogs.py", "packing/drawing.py", "page/"),
    "starlette": ("app.py", "page/", "running/server.py", "web.py"),
    "uvicorn": ("app.py", "running/server.py", "web.py"),
    "prometheus_client": ("running/metrics.py",),
    "click": ("cli/", "sandbox/demo.py"),
    "dotenv": ("cli/",),
    "dateutil": ("recurring.py",),
    "xlsxwriter": ("sheets/workbook.py",),
    "typst": ("paper/typst_door.py",),
}

# Who looks at the clock; everybody else is told the time. Telegram's updates of edits and presses carry none.
CLOCKS = ("app.py", "cli/", "sandbox/demo.py", "channels/telegram/channel.py")

# Where something may be awaited. Engine, store and assistant are plain functions.
ASYNC = (
    "app.py", "hearing.py", "made_file.py", "own_file.py", "own_ordered.py", "own_sent.py", "chart_file.py", "record_file.py", "packing/asked.py", "packing/making.py", "packing/papers.py", "packing/sending.py", "paper/printing.py", "reading/beside.py", "reading/frames.py",
    "sheets/sending.py", "running/", "channels/",
    "cli/", "outbox/", "sandbox/", "store/database.py", "store/files.py", "store/unclaimed.py",
    "authoring/rehearse.py", "page/", "web.py",
)  # fmt: skip

# What a function that only computes has no use for.
IMPURE = {
    "asyncio", "ftplib", "http", "io", "locale", "logging", "multiprocessing", "os", "pathlib", "secrets", "select",
    "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib",
}  # fmt: skip


def modules() -> list[str]:
    """Every module of the program, by its path below bot/, but for what Alembic wrote."""
    paths = (p.relative_to(BOT).as_posix() for p in BOT.rglob("*.py"))
    return sorted(p for p in paths if not p.startswith("store/migrations/versions/"))


def each_module() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("module", modules())


@cache
def parsed(module: str) -> ast.Module:
    return ast.parse((BOT / module).read_text(encoding="utf-8"))


def room(dotted: str) -> str:
    """The room that a module belongs to: `channels.slack.web` to `channels.slack`, `store.tables` to `store`."""
    first, *rest = dotted.split(".")
    deeper = f"{first}.{rest[0]}" if first in DIVIDED and rest else first
    return deeper if deeper in MAY_IMPORT or first != "sandbox" else first


def dotted(module: str) -> str:
    return module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported(module: str) -> Iterator[tuple[int, str]]:
    """The line and the full name of everything a module imports."""
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"bot/{module}:{node.lineno}: imports are written in full, from bot on"
            yield node.lineno, f"{node.module}.{node.names[0].name}" if _package(node.module) else str(node.module)


def _package(name: str | None) -> bool:
    """Is it a folder of ours, so that what is imported from it may be a module?"""
    return bool(name) and (BOT.parent / str(name).replace(".", "/")).is_dir()


def ours(module: str) -> Iterator[tuple[int, str]]:
    for line, name in imported(module):
        if name.startswith("bot."):
            yield line, room(name.removeprefix("bot."))


def others(module: str) -> Iterator[tuple[int, str]]:
    for line, name in imported(module):
        library = name.partition(".")[0]
        if library != "bot" and library not in sys.stdlib_module_names:
            yield line, library


@each_module()
def test_every_module_has_a_place_in_the_house(module: str) -> None:
    here = room(dotted(module))

    assert here in MAY_IMPORT, (
        f"bot/{module} is a new room. Decide what it may import, write that into MAY_IMPORT in "
        f"tests/test_architecture.py and into docs/layout.md, and say in its docstring what it does not know."
    )


@each_module()
def test_imports_follow_the_table(module: str) -> None:
    here = room(dotted(module))
    allowed = MAY_IMPORT.get(here, set())

    wrong = [
        f"bot/{module}:{line}: {here} may not import {there}"
        for line, there in ours(module)
        if there != here and there not in allowed
    ]
    assert not wrong, "\n".join(wrong)


@each_module()
def test_every_library_has_one_door(module: str) -> None:
    wrong = [
        f"bot/{module}:{line}: {library} is met only in {', '.join(ONE_DOOR.get(library, ())) or 'no room yet'}"
        for line, library in others(module)
        if not module.startswith(ONE_DOOR.get(library, ()))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_table_has_no_rooms_that_are_gone() -> None:
    there = {room(dotted(module)) for module in modules()}

    assert set(MAY_IMPORT) - there == set()


def test_nobody_depends_on_those_who_depend_on_him() -> None:
    below: dict[str, set[str]] = {}

    def under(here: str, path: tuple[str, ...]) -> set[str]:
        assert here not in path, f"a circle: {' > '.join((*path, here))}"
        if here not in below:
            below[here] = set().union(*(under(there, (*path, here)) | {there} for there in MAY_IMPORT.get(here, ())))
        return below[here]

    for one in MAY_IMPORT:
        assert one not in under(one, ())


def test_no_modules_import_each_other() -> None:
    """File by file, over all of the program; what is imported only for types, or only inside a function, counts too."""
    files = {f"bot.{dotted(module)}": module for module in (*modules(), *packages())}
    done: set[str] = set()

    def visit(here: str, path: tuple[str, ...]) -> None:
        assert here not in path, f"a circle: {' > '.join((*path[path.index(here) :], here))}"
        if here in done:
            return
        for there in imported_files(files[here], files):
            visit(there, (*path, here))
        done.add(here)

    for one in files:
        visit(one, ())
    assert len(done) > 90


def packages() -> Iterator[str]:
    return (path.relative_to(BOT).as_posix() for path in BOT.glob("store/migrations/versions/*.py"))


def imported_files(module: str, files: Collection[str]) -> set[str]:
    """The modules of ours that a file imports, by the deepest name that is a module."""
    found = set()
    for node in ast.walk(parsed(module)):
        names = [f"{node.module}.{alias.name}" for alias in node.names] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            parent = name.rpartition(".")[0]
            found |= {name} & set(files) or {parent} & set(files)
    return found


@pytest.mark.parametrize("module", [m for m in modules() if m.startswith("engine/")])
def test_the_engine_is_pure(module: str) -> None:
    used = {name.partition(".")[0] for _, name in imported(module) if not name.startswith("bot.engine")}

    assert used <= sys.stdlib_module_names - IMPURE
    assert not [node for node in ast.walk(parsed(module)) if _called(node) in ("open", "print", "input")]


def _called(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def test_only_the_demonstration_knows_the_stand_ins() -> None:
    users = {room(dotted(module)) for module in modules() for _, there in ours(module) if there in STAND_INS}

    assert users - {*STAND_INS} == {"sandbox.demo"}


def test_only_the_app_names_a_platform() -> None:
    platforms = {f"channels.{platform}" for platform in PLATFORMS}
    users = {room(dotted(module)) for module in modules() for _, there in ours(module) if there in platforms}

    assert users - platforms <= {"app"}


@each_module()
def test_only_the_doors_look_at_the_clock(module: str) -> None:
    looks = [
        f"bot/{module}:{node.lineno}: the time is given, not asked for"
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in {("datetime", "now"), ("datetime", "utcnow"), ("date", "today")}
    ]
    assert module.startswith((*CLOCKS, "sandbox/")) or not looks, "\n".join(looks)


@each_module()
def test_nobody_asks_which_channel_it_is(module: str) -> None:
    asks = [
        f"bot/{module}:{node.lineno}: what a channel cannot do is its own affair"
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Compare) and any(_platform(side) for side in (node.left, *node.comparators))
    ]
    assert module.startswith(("channels/", "sandbox/")) or not asks, "\n".join(asks)


@each_module()
def test_only_the_codec_reads_and_writes_the_data_of_buttons(module: str) -> None:
    """A channel carries it, and writes the number of a page behind it."""
    wrong = [
        f"bot/{module}:{node.lineno}: a button is made and read in presses/buttons.py"
        for node in ast.walk(parsed(module))
        if _called(node) == "Button" or _takes_apart(node)
    ]
    assert module.startswith(("presses/buttons.py", "channels/", "sandbox/")) or not wrong, "\n".join(wrong)


def _takes_apart(node: ast.AST) -> bool:
    """`button.data.split(…)`, `heard.press[2:]`, `f"{button.data}@h"`."""
    inside = node.value if isinstance(node, ast.Attribute | ast.Subscript | ast.FormattedValue) else None
    return isinstance(inside, ast.Attribute) and inside.attr in ("data", "press")


def _platform(side: ast.expr) -> bool:
    named = side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side]
    return any(isinstance(one, ast.Constant) and one.value in PLATFORMS for one in named)


@each_module()
def test_nobody_asks_which_genre_a_flow_is(module: str) -> None:
    asks = [
        f"bot/{module}:{node.lineno}: what a genre does differently is a field of bot/engine/genres.py"
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Compare) and any(_genre(side) for side in (node.left, *node.comparators))
    ]
    assert module.startswith("store/") or not asks, "\n".join(asks)  # there it is a column


def _genre(side: ast.expr) -> bool:
    named = side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side]
    return any(_word_of(one) in ("genre", *GENRES) for one in named)


def _word_of(side: ast.expr) -> object:
    match side:
        case ast.Attribute(attr=name) | ast.Name(id=name) | ast.Constant(value=name):
            return name
    return None


@each_module()
def test_async_stops_at_the_channels(module: str) -> None:
    awaited = [node.name for node in ast.walk(parsed(module)) if isinstance(node, ast.AsyncFunctionDef)]

    assert module.startswith(ASYNC) or not awaited, f"bot/{module} awaits in {', '.join(awaited)}"


@each_module()
def test_every_module_says_what_it_is_for(module: str) -> None:
    told = ast.get_docstring(parsed(module)) or ""

    assert 1 <= len(told.splitlines()) <= 6, f"bot/{module} needs a docstring of one to four lines"


@each_module()
def test_a_file_that_grows_is_two_things(module: str) -> None:
    assert len((BOT / module).read_text(encoding="utf-8").splitlines()) <= 300


def test_the_program_runs_every_platform_alike_and_names_one_only_where_it_is_made() -> None:
    making = {"__init__", *(f"_{platform}" for platform in PLATFORMS)}
    named = {*PLATFORMS, *(platform.capitalize() for platform in PLATFORMS)}

    asked = [
        f"{function.name}: {word}"
        for module in ("app.py", "web.py", "hearing.py")
        for function in ast.walk(parsed(module))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name not in making
        for node in ast.walk(function)
        for word in [getattr(node, "id", getattr(node, "attr", getattr(node, "value", "")))]
        if isinstance(word, str) and word in named
    ]

    assert asked == []


def test_the_program_is_tested_with_what_could_be_shipped() -> None:
    mocks = [
        str(path.relative_to(TESTS))
        for path in TESTS.rglob("*.py")
        if path != Path(__file__) and "unittest" in path.read_text(encoding="utf-8")
    ]
    assert not mocks, "fakes, not mocks"


def test_a_new_room_is_noticed_and_told_what_to_do() -> None:
    assert room("reports") not in MAY_IMPORT
    assert room("channels.whatsapp.transport") not in MAY_IMPORT
    assert room("channels.slack.web") == room("channels.slack.blocks") == "channels.slack"
    assert room("store.migrations.env") == "store"
