"""What people read is true: commands, settings, modules, examples, links."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from bot.authoring.manual import BEGIN, END, table
from bot.cli.main import main
from bot.content.folder import criteria_ids
from bot.content.load import load
from bot.engine.kinds import KINDS
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    page
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("flows/*.md"), *ROOT.glob("deploy/*.md"))
)
FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")
COMMAND = re.compile(r"\bsello (?!sello)((?:[a-z]+ ?){1,2})")

# What is around an example that is only a part of a flow.
HEAD = "inspection: example\ntitle: An example\nrevision: 1\nfor: [driver]\n"
ONE_STEP = "steps:\n- check: floor\n  prompt: 1. Floor\n"
TOLD = "steps:\n- choice: what\n  prompt: What?\n  choices: {robbery: Robbery, noise: A noise}\n- place: where\n  prompt: Where?\n"
ONE_OUTCOME = "outcomes:\n- outcome: over\n  say: Thank you.\n"
AROUND = {
    "yaml": lambda text: text,
    "yaml steps": lambda text: f"{HEAD}steps:\n{text}{ONE_OUTCOME}",
    "yaml report": lambda text: HEAD.replace("inspection", "report") + text,
    "yaml guidance": lambda text: f"{HEAD}{TOLD}{ONE_OUTCOME}guidance:\n{text}",
    "yaml outcomes": lambda text: f"{HEAD}{ONE_STEP}outcomes:\n{text}",
}


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def fences(page: Path) -> Iterator[tuple[str, str]]:
    """What a fenced block is, and what it says."""
    for found in FENCE.finditer(page.read_text(encoding="utf-8")):
        yield found["info"].strip(), found["text"]


def examples() -> list[pytest.ParameterSet]:  # type: ignore[name-defined]
    """Every YAML example of every page, as a whole flow."""
    return [
        pytest.param(AROUND[info](text), id=f"{name(page)}-{number}")
        for page in PAGES
        for number, (info, text) in enumerate(fences(page))
        if info in AROUND and "deploy" not in page.parts
    ]


@pytest.mark.parametrize("source", examples())
def test_an_example_on_a_page_is_a_flow_that_loads(source: str) -> None:
    id = re.match(r"\w+: ([a-z0-9_-]+)\n", re.sub(r"(?m)^#.*\n|^\n", "", source))
    assert id

    loaded = load(f"{id[1]}.yaml", source, criteria_ids(ROOT))

    assert loaded.problems == ()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_mistakes_on_a_page_are_reported_as_it_says(page: Path) -> None:
    blocks = list(fences(page))
    shown = [(text, blocks[place + 1][1]) for place, (info, text) in enumerate(blocks) if info == "yaml mistakes"]

    for source, told in shown:
        path = told.partition(":")[0]
        found = load(path, source, criteria_ids(ROOT)).problems
        assert "\n".join(map(str, found)) == told.strip()


def test_the_table_of_question_types_is_what_the_program_says() -> None:
    manual = (ROOT / "flows" / "README.md").read_text(encoding="utf-8")

    shown = manual.partition(BEGIN)[2].partition(END)[0].strip()

    assert shown == table(), "run: sello texts"


@pytest.mark.parametrize("word", KINDS)
def test_the_keys_in_the_table_are_keys_the_type_knows(word: str) -> None:
    """A key with a value that cannot be is another problem; an unknown key would be this one."""
    question = "\n".join(
        (f"- {word}: asked", "  prompt: A question?", *(f"  {key}: x" for key in KINDS[word].own_keys()))
    )
    source = f"{HEAD}steps:\n{question}\n{ONE_OUTCOME}"

    found = load("example.yaml", source).problems

    assert [problem.message for problem in found if problem.rule == "unknown-key"] == []


def test_the_example_of_the_settings_names_every_setting() -> None:
    example = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")

    named = set(re.findall(r"^#? ?SELLO_([A-Z_]+)=", example, re.MULTILINE))

    assert named == {field.name.upper() for field in fields(Settings)}


def test_the_example_of_the_settings_shows_the_defaults_that_are() -> None:
    example = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")

    shown = dict(re.findall(r"^# SELLO_([A-Z_]+)=(.+)$", example, re.MULTILINE))

    defaults = {field.name.upper(): field.default for field in fields(Settings)}
    assert {key: value for key, value in shown.items() if defaults[key] and defaults[key] != value} == {}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_on_a_page_are_commands_there_are(page: Path) -> None:
    unknown = [words for words in COMMAND.findall(code(page)) if not known(words.split())]

    assert unknown == []


def code(page: Path) -> str:
    """What a page shows as to be typed."""
    text = page.read_text(encoding="utf-8")
    typed = [block for info, block in fences(page) if info in ("", "sh")]
    return "\n".join((*typed, *re.findall(r"`([^`\n]+)`", FENCE.sub("", text))))


def known(words: list[str]) -> bool:
    """Is this a command, or a command of a group of commands?"""
    found = main.commands.get(words[0])
    if isinstance(found, click.Group) and len(words) > 1:
        return words[1] in found.commands
    return found is not None


def test_the_first_page_names_every_command() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [command for command in main.commands if f"`sello {command}" not in told] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_a_page_calls_by_make_is_in_the_makefile(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    called = set(re.findall(r"(?m)^make ([a-z]+)\b", code(page)))

    assert called <= targets


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))

    lost = [t for t in targets if not t.startswith(("https://", "http://", "mailto:")) and not leads(page, t)]

    assert lost == []


def leads(page: Path, target: str) -> bool:
    """Is there such a file, with such a heading? The pictures come all at once, from `make shots`."""
    path, _, heading = target.partition("#")
    if path.startswith("docs/pictures/") and not (ROOT / "docs" / "pictures").exists():
        return True
    there = (page.parent / path).resolve() if path else page
    if not there.exists():
        return False
    return not heading or heading in anchors(there)


def anchors(page: Path) -> set[str]:
    """The headings of a page as GitHub makes links of them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_tree_in_the_layout_names_every_module_and_no_other() -> None:
    tree = next(text for _, text in fences(ROOT / "docs" / "layout.md") if text.startswith("bot/\n"))

    assert sorted(drawn(tree)) == sorted(modules())


def drawn(tree: str) -> Iterator[str]:
    """The modules of a tree that is drawn with two spaces a level; several may share a line."""
    folders: list[str] = []
    for line in tree.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        for word in re.findall(r"[a-z0-9_]+(?:/|\.py)(?=\s|$)", line):
            if word.endswith("/"):
                folders[depth:] = [word]
            else:
                yield "".join(folders[:depth]) + word


def modules() -> Iterator[str]:
    return (str(path.relative_to(ROOT)) for path in (ROOT / "bot").rglob("*.py") if path.name != "__init__.py")


def test_what_is_installed_to_run_is_a_part_of_what_is_installed_to_test() -> None:
    """Both locks come from one: the same versions, the same hashes."""
    everything = pins(ROOT / "requirements.lock")
    running = pins(ROOT / "requirements-run.lock")

    assert running.items() <= everything.items(), "run: make lock"
    assert not {"pytest", "mypy", "ruff", "playwright", "moto", "hypothesis"} & {p.partition("==")[0] for p in running}


def pins(lock: Path) -> dict[str, str]:
    """Each pinned version with its hashes."""
    text = re.sub(r"(?m)^ *#.*\n", "", lock.read_text(encoding="utf-8"))
    entries = re.findall(r"(?m)^([a-z0-9.\-]+==[^ ]+)([^\n]*(?:\n +--hash.*)*)", text)
    return dict(entries)


def rows(page: Path, heading: str) -> Iterator[tuple[list[str], list[str]]]:
    """The rows of the table with this first heading: the words in backticks on the left and on the right."""
    _, _, table = page.read_text(encoding="utf-8").partition(f"| {heading} |")
    for line in table.partition("\n\n")[0].splitlines()[2:]:
        _, left, right, _ = line.split("|")
        yield re.findall(r"`([^`]+)`", left), ["anything"] if "anything" in right else re.findall(r"`([^`]+)`", right)


def imports(path: Path) -> set[str]:
    """The modules a file imports, ours and others'."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"bot.{alias.name}" for alias in node.names} if node.module == "bot" else {node.module}
    return found


def sources() -> Iterator[Path]:
    """Every file of the program but the migrations and what only makes packages of folders."""
    return (p for p in (ROOT / "bot").rglob("*.py") if "migrations" not in p.parts and not p.name.startswith("__"))


def test_rooms_import_what_the_layout_allows_and_nothing_else() -> None:
    allowed = {left[0]: set(right) for left, right in rows(ROOT / "docs" / "layout.md", "room")}
    used: dict[str, set[str]] = {room: set() for room in allowed}

    for path in sources():
        room = path.relative_to(ROOT / "bot").parts[0].removesuffix(".py")
        used[room] |= {m.split(".")[1] for m in imports(path) if m.startswith("bot.")} - {room}

    assert {room: used[room] for room in used if "anything" not in allowed[room]} == {
        room: told for room, told in allowed.items() if "anything" not in told
    }


def test_every_library_has_the_doors_the_layout_names() -> None:
    doors = {library: set(right) for left, right in rows(ROOT / "docs" / "layout.md", "library") for library in left}
    used: dict[str, set[str]] = {}

    for path in sources():
        inside = path.relative_to(ROOT / "bot")
        for library in {m.split(".")[0] for m in imports(path)} - sys.stdlib_module_names - {"bot"}:
            known = doors.get(library, set())
            used.setdefault(library, set()).add(inside.parts[0] if inside.parts[0] in known else str(inside))

    assert used == doors


def rules() -> Iterator[str]:
    """The names of rules, as they stand in the calls that report a problem."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".problem", "Problem")):
                said = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
                yield from [word for word in said if re.fullmatch(r"[a-z-]+", word)][:1]


def test_the_rules_for_flow_files_are_all_explained() -> None:
    told = {rule for left, _ in rows(ROOT / "docs" / "flow-format.md", "rule") for rule in left}

    assert set(rules()) <= told


@pytest.mark.parametrize(("folder", "libraries"), [("telegram", {"telegram"}), ("slack", {"slack_bolt", "slack_sdk"})])
def test_leaving_the_library_of_a_platform_costs_as_many_files_as_the_page_says(
    folder: str, libraries: set[str]
) -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")

    using = [path for path in sources() if libraries & {name.partition(".")[0] for name in imports(path)}]

    assert f"{len(using)} files of `channels/{folder}/`" in page
    assert all(path.parent.name == folder for path in using if "channels" in path.parts)


def test_make_help_names_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE)) - {"help"}

    assert targets == set(re.findall(r'@echo "make ([a-z]+) ', makefile))
