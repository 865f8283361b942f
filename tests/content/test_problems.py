"""Mistakes in flow files: each is reported where it stands, all of them at once, and none ends in a traceback."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.content import marks as marking
from bot.content.load import Loaded, load
from bot.content.marks import Mark, Page, Problem, nearest
from bot.engine.flow import Repeat, Step
from bot.engine.kinds import KINDS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CRITERIA = frozenset({"5.3", "6.7", "10.1", "10.10"})
EXPECTED = re.compile(r"# error (.+)$")  # `# error 3 unknown-key; 12 text`: columns and rules


def marks(source: str) -> list[tuple[int, int, str]]:
    """Line, column and rule of every problem that a file says it has."""
    found = []
    for number, line in enumerate(source.splitlines(), start=1):
        if told := EXPECTED.search(line):
            found += [(number, int(c), rule) for c, rule in (one.split() for one in told[1].split(";"))]
    return sorted(found)


def problems(source: str, path: str = "flows/reports/f.yaml") -> list[str]:
    """Every problem, as `sello check` prints it, without the path."""
    return [str(p).removeprefix(f"{path}:") for p in load(path, source, CRITERIA).problems]


@pytest.mark.parametrize("path", sorted(HERE.glob("problems/*.yaml")), ids=lambda path: path.stem)
def test_each_mistake_is_reported_where_it_is_marked(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    loaded = load(f"flows/{path.name}", source, CRITERIA)

    assert [(p.line, p.column, p.rule) for p in loaded.problems] == marks(source)
    assert loaded.flow is None


TWELVE = """\
flows/broken.yaml:1:7: the file name must be seal-basics.yaml [id]
flows/broken.yaml:3:11: a whole number is needed here, not 'one' [number]
flows/broken.yaml:4:15: unknown role 'gaurd'; did you mean 'guard'? [unknown-role]
flows/broken.yaml:6:3: the question 'who_seals' has no 'prompt:' [missing-key]
flows/broken.yaml:7:3: unknown key 'promt'; did you mean 'prompt'? [unknown-key]
flows/broken.yaml:11:11: unknown answer 'desginated'; did you mean 'designated'? [unknown-choice]
flows/broken.yaml:12:11: there is already a step called 'who_seals' [repeated-id]
flows/broken.yaml:13:11: unknown step in braces 'seal_no'; use one of: who_seals, score [unknown-step]
flows/broken.yaml:14:21: unknown answer 'anybody'; did you mean 'anyone'? [unknown-choice]
flows/broken.yaml:15:3: unknown question type 'fhoto'; did you mean 'photo'? [unknown-type]
flows/broken.yaml:19:3: 'prompt' was already given on line 18 [repeated-key]
flows/broken.yaml:21:3: the last outcome must have no 'when:', so that there is always one [outcomes]
"""


def test_twelve_mistakes_are_found_in_one_go() -> None:
    source = (HERE / "problems" / "broken.yaml").read_text(encoding="utf-8")

    found = load("flows/broken.yaml", source).problems

    assert "".join(f"{problem}\n" for problem in found) == TWELVE


# What is not YAML of our sort at all


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", "1:1: the file is empty [syntax]"),
        ("\n \n# nothing but this\n", "1:1: the file is empty [syntax]"),
        ("report: f\x00\n", "1:10: this character cannot be used here: U+0000 [syntax]"),
        ("report: f\ntitle: é\x1b[31m\n", "2:9: this character cannot be used here: U+001B [syntax]"),
        ("report: f\r\ntitle: \ufffe", "2:8: this character cannot be used here: U+FFFE [syntax]"),
        ("report: \ud800", "1:9: this character cannot be used here: U+D800 [syntax]"),
        ("report: caf\udce9", "1:12: this is not UTF-8; please save the file as UTF-8 [syntax]"),
        ("report: f\n\ttitle: F\n", "2:1: lines are indented with spaces, not with tabs [syntax]"),
        ("title: Part 1: the seal", "1:14: a text that contains ': ' needs quotes around it [syntax]"),
        ("- report: f", "1:1: a flow begins with 'inspection:', 'quiz:', 'report:' or 'questionnaire:' [syntax]"),
        ("report", "1:1: a flow begins with 'inspection:', 'quiz:', 'report:' or 'questionnaire:' [syntax]"),
        ("a: *b", "1:4: anchors (&), aliases (*) and tags (!) cannot be used in a flow [plain-yaml]"),
        ("a: " + "[" * 21 + "]" * 21, "1:23: lists can lie within lists at most 20 deep [plain-yaml]"),
        ("[" * 100_000, "1:21: lists can lie within lists at most 20 deep [plain-yaml]"),
        ("- " * 100_000, "1:41: lists can lie within lists at most 20 deep [plain-yaml]"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_problem(source: str, expected: str) -> None:
    assert problems(source) == [expected]


def test_a_character_that_cannot_be_used_cannot_be_written_with_an_escape_either() -> None:
    assert "1:9: this character cannot be used here: U+0000 [syntax]" in problems('report: "a\\0b"')


def test_a_megabyte_of_nonsense_is_read_and_refused() -> None:
    for nonsense in ("x" * 10**6, "report: " + "x" * 10**6, "{" * 10**6, "- a\n" * 10**4, "\x00" * 10**6, '"' * 10**6):
        assert problems(nonsense)


def test_every_anchor_and_tag_is_reported() -> None:
    found = problems("a: &x 1\nb: *x\nc: !!str d\ne: !mine [f]\n")

    assert [line.split(":")[0] for line in found] == ["1", "2", "3", "4"]


# Sentences of the rules

HEAD = "report: f\ntitle: F\nrevision: 1\nfor: [driver]\n"
END = "outcomes:\n- outcome: end\n  say: Thank you.\n"


def steps(source: str) -> list[str]:
    """The problems of these steps in an otherwise faultless flow."""
    return problems(f"{HEAD}steps:\n{source}{END}")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "- text: Two\n  prompt: Two?\n",
            "6:9: 'Two' is not an id: small letters, digits, - and _, at most 24, a letter first [id]",
        ),
        (
            "- station: cab\n  titel: Cab\n  title: Cab\n  steps:\n  - check: a\n    prompt: A\n",
            "7:3: unknown key 'titel'; did you mean 'title'? [unknown-key]",
        ),
        (
            "- station: cab\n  title: Cab\n  steps:\n  - text: a\n    prompt: A\n",
            "9:5: a station has only 'check' and 'say', not 'text' [station]",
        ),
        (
            "- station: cab\n  title: Cab\n  steps:\n  - chek: a\n    prompt: A\n",
            "9:5: a station has only 'check' and 'say', not 'chek'; did you mean 'check'? [station]",
        ),
        (
            "- station: cab\n  title: Cab\n  steps:\n  - check: a\n    prompt: A prompt that is longer than a button\n",
            "9:5: a point of a station needs a 'label:' where its prompt has more than 30 characters [missing-key]",
        ),
        (
            "- station: cab\n  title: Cab\n",
            "6:3: a station has 'steps:', a list of checks [missing-key]",
        ),
        (
            "- repeat: r\n  title: R\n  more: M?\n  steps:\n  - station: cab\n    title: Cab\n    steps:\n    - check: a\n      prompt: A\n",
            "10:5: a station stands in the steps of the flow, not in a repeat or a station [station]",
        ),
        (
            "- text: c\n  prompt: C?\n  default: lats\n",
            "8:12: unknown default 'lats' of a 'text'; did you mean 'last'? [default]",
        ),
        (
            "- sign: s\n  prompt: S?\n  default: me.nmae\n",
            "8:12: unknown default 'me.nmae' of a 'sign'; did you mean 'me.name'? [default]",
        ),
        (
            "- seal: s\n  prompt: S?\n  default: last\n",
            "8:3: nothing can be known beforehand of a 'seal': people must look [default]",
        ),
        (
            "- text: c\n  prompt: C?\n  label: A label that is longer than thirty characters\n",
            "8:10: 45 characters; 'label:' can have at most 30 [too-long]",
        ),
        (
            "- xyz: two\n  prompt: Two?\n",
            f"6:3: unknown question type 'xyz'; use one of: {', '.join(KINDS)}, say, repeat, station [unknown-type]",
        ),
        (
            "- photo: p\n  prompt: P?\n  photos: {at_least: 3, at_most: 2}\n",
            "8:11: at_least is more than at_most [number]",
        ),
        (
            "- several: s\n  prompt: S?\n  choices: {a: A, b: B}\n  at_least: 3\n",
            "9:13: nobody can give 3 answers of at most 2 [number]",
        ),
        (
            "- number: n\n  prompt: N?\n  at_least: 3\n  at_most: 2\n",
            "8:13: at_least is more than at_most [number]",
        ),
        (
            "- text: t\n  prompt: T?\n  at_most: 0\n",
            "8:12: nobody can type anything in 0 characters [number]",
        ),
        (
            "- yes_no: a\n  prompt: A?\n- text: b\n  prompt: B?\n- text: c\n  prompt: C?\n  when: {b: yes}\n",
            "12:10: 'b' has no answers to choose from; use one of: a [unknown-step]",
        ),
        (
            "- text: c\n  prompt: C?\n  when: {d: yes}\n",
            "8:10: 'd' is not an earlier question [unknown-step]",
        ),
        (
            "- text: c\n  prompt: C?\n  criteria: [\"10.2\"]\n",
            "8:14: unknown criterion '10.2'; did you mean '10.1'? [unknown-criterion]",
        ),
        (
            "- text: c\n  prompt: C?\n  criteria: nothing\n",
            "8:13: unknown criterion 'nothing' [unknown-criterion]",
        ),
        (
            "- text: c\n  prompt: \"\"\n",
            "7:11: 'prompt:' needs a text; quote it if it begins with {, [ or a quote [text]",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_a_sentence_that_helps(source: str, expected: str) -> None:
    assert steps(source) == [expected]


@pytest.mark.parametrize(
    ("source", "limit"),
    [
        ("- text: c\n  prompt: {long}\n", 900),
        ("- text: c\n  prompt: C?\n  hint: {long}\n", 900),
        ("- choice: c\n  prompt: C?\n  choices:\n    a: A\n    b: {long}\n", 75),
        ("- say: {long}\n", 3000),
    ],
)
def test_no_text_is_longer_than_the_smallest_channel_can_show(source: str, limit: int) -> None:
    exactly, more = source.replace("{long}", "x" * limit), source.replace("{long}", "x" * (limit + 1))

    assert steps(exactly) == []
    (found,) = steps(more)
    assert found.endswith(f"can have at most {limit} [too-long]")


def test_a_title_has_at_most_sixty_characters() -> None:
    flow = f"{HEAD}steps:\n- say: Hello.\n{END}"

    assert problems(flow.replace("title: F", "title: " + "x" * 60)) == []
    assert problems(flow.replace("title: F", "title: " + "x" * 61)) == [
        "2:8: 61 characters; 'title:' can have at most 60 [too-long]"
    ]


def test_any_criterion_will_do_where_there_is_no_list_of_them() -> None:
    assert load("f.yaml", f"{HEAD}criteria: anything\nsteps:\n- say: Hello.\n{END}").problems == ()


def test_columns_count_letters_and_not_bytes() -> None:
    (found,) = steps("- {text: c, prompt: ¿Qué?, ñandú: 1}\n")

    assert found.startswith("6:28: unknown key 'ñandú'; use one of: text, prompt, label")


def test_a_problem_is_a_line_that_editors_can_jump_to() -> None:
    assert str(Problem("flows/a.yaml", 3, 11, "number", "a whole number is needed")) == (
        "flows/a.yaml:3:11: a whole number is needed [number]"
    )


def test_the_nearest_word_is_offered_or_all_of_them() -> None:
    assert nearest("promt", ("prompt", "hint")) == "; did you mean 'prompt'?"
    assert nearest("xyz", ("prompt", "hint")) == "; use one of: prompt, hint"
    assert nearest("xyz", ()) == ""


# What a flow becomes


def read(name: str) -> Loaded:
    path = ROOT / "tests" / "engine" / "flows" / name
    loaded = load(path.name, path.read_text(encoding="utf-8"), CRITERIA | {"5.5"})
    assert loaded.flow, loaded.problems
    return loaded


def test_a_faultless_file_becomes_a_flow() -> None:
    flow = read("everything.yaml").flow

    assert flow
    assert (flow.id, flow.genre, flow.revision, flow.roles[0], flow.certainty) == (
        "everything",
        "inspection",
        3,
        "driver",
        "recalled",
    )
    assert flow.intro == "Walk round the whole unit and look at every point."
    assert (flow.criteria, flow.basc) == (("5.3", "6.7"), ("6.0.1 2.2",))
    assert [o.id for o in flow.outcomes] == ["held", "looked_at", "go"]
    assert flow.outcomes[0].notify == ("supervisor", "manager")


def test_a_flow_covers_the_criteria_of_its_head_and_of_its_questions() -> None:
    flow = load("f.yaml", f"{HEAD}criteria: 6.7\nsteps:\n{COVERING}{END}").flow

    assert flow
    assert flow.covers == {"6.7", "5.3", "10.1"}


COVERING = """\
- text: one
  prompt: One?
  criteria: ["5.3", "6.7"]
- repeat: seals
  title: Seal {n}
  more: Another?
  steps:
  - seal: number
    prompt: Number?
    criteria: "10.1"
"""


def test_a_check_becomes_ordinary_questions() -> None:
    flow = read("everything.yaml").flow
    assert flow
    by_id = {step.id: step for step in flow.steps if isinstance(step, Step)}

    reefer = [id for id in by_id if id.startswith("reefer")]
    assert reefer == [
        "reefer",
        "reefer.say",
        "reefer.what",
        "reefer.photo",
        "reefer.remark",
        "reefer.unseen",
        "reefer.why",
    ]
    assert by_id["reefer.photo"].when == ({"reefer": frozenset({"problem"})},)
    assert not by_id["reefer.photo"].optional
    assert by_id["bumper.photo"].optional
    assert by_id["reefer"].on_fail.due == 7
    assert [id for id in by_id if id.startswith("door_seal")] == ["door_seal", "door_seal.what", "door_seal.photo"]


def test_a_photo_that_is_not_wanted_is_not_asked_for() -> None:
    loaded = load(
        "f.yaml",
        f"{HEAD}steps:\n- yes_no: a\n  prompt: A?\n  expect: yes\n  on_fail: {{photo: no, note: no, stop: no}}\n{END}",
    )

    assert loaded.flow
    assert [s.id for s in loaded.flow.steps] == ["a"]


def test_a_repeat_keeps_its_questions_inside() -> None:
    flow = read("rounds.yaml").flow
    assert flow
    seals, people = (step for step in flow.steps if isinstance(step, Repeat))

    assert (seals.at_least, seals.at_most, people.at_least, people.at_most) == (1, 3, 2, 2)
    assert [s.id for s in seals.steps][:3] == ["say.20", "number", "again"]


def test_the_texts_for_translators_stand_with_their_lines() -> None:
    loaded = read("everything.yaml")

    texts = {t.text: (t.line, t.comment) for t in loaded.texts}
    assert texts["1. Bumper"] == (44, "Question in 'Everything once'")
    assert texts["Glue"][1] == "Answer. Question: What do you smell?"
    assert texts["Do not open it."][1] == "Said at once after a finding. Question: 2. Refrigeration unit"
    assert len(texts) == 44


def test_the_digest_is_of_the_file_as_it_is() -> None:
    once = f"{HEAD}steps:\n- say: Hello.\n{END}"
    first, second = load("f.yaml", once).flow, load("f.yaml", once.replace("Hello.", "Hello")).flow

    assert first
    assert second
    assert len(first.digest) == 64
    assert first.digest != second.digest


# Whatever is written

VALID = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "engine" / "flows").glob("*.yaml"))]
ANYTHING = st.characters(exclude_categories=())


def _sound(loaded: Loaded) -> None:
    """A flow, or problems that can be found in the file."""
    assert (loaded.flow is None) == bool(loaded.problems)
    assert all(p.line >= 1 and p.column >= 1 and p.message and p.rule for p in loaded.problems)
    assert list(loaded.problems) == sorted(loaded.problems)


@given(st.text(ANYTHING, max_size=300))
def test_any_text_gives_a_flow_or_problems(source: str) -> None:
    _sound(load("flows/f.yaml", source))


@given(st.text(st.sampled_from(list("abc:-?{}[]&*!|>'\"%@` \n\t#,0")), max_size=60))
def test_any_punctuation_gives_a_flow_or_problems(source: str) -> None:
    _sound(load("flows/f.yaml", source))


WORDS = sorted({word for source in VALID for word in re.findall(r"[a-z_]+", source)})
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 2**16),
        st.integers(0, 30),
        st.sampled_from(WORDS) | st.text(ANYTHING, max_size=4) | st.sampled_from(["- ", "\n", ": ", "{}", "[]", "{a: b}", "&a ", "'"]),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


@given(st.sampled_from(VALID), CHANGES)
def test_any_slip_in_a_faultless_file_gives_a_flow_or_problems(
    source: str, changes: list[tuple[int, int, str]]
) -> None:
    """Each change replaces some letters by others."""
    for place, length, written in changes:
        start = place % (len(source) + 1)
        source = source[:start] + written + source[start + length :]

    _sound(load("flows/f.yaml", source))


@given(
    st.sampled_from(VALID),
    st.integers(0, 200),
    st.integers(0, 200),
    st.sampled_from(["move", "drop", "twice", "deeper"]),
)
def test_any_line_out_of_place_gives_a_flow_or_problems(source: str, one: int, other: int, change: str) -> None:
    lines = source.splitlines(keepends=True)
    here, there = one % len(lines), other % len(lines)
    if change == "move":
        lines.insert(there, lines.pop(here))
    elif change == "drop":
        del lines[here]
    elif change == "twice":
        lines.insert(there, lines[here])
    else:
        lines[here] = f"  {lines[here]}"

    _sound(load("flows/f.yaml", "".join(lines)))


# PyYAML without its C part


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The reader of a machine where PyYAML has no C part."""
    monkeypatch.delattr(yaml, "CSafeLoader")
    spec = importlib.util.spec_from_file_location("slowly_marked", marking.__file__)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(__import__("sys").modules, "slowly_marked", module)
    spec.loader.exec_module(module)
    return module


def test_the_slow_reader_reads_the_same(slow: ModuleType) -> None:
    assert slow.Loader is yaml.SafeLoader
    for source in VALID:
        assert repr(slow.Page("f.yaml").parse(source)) == repr(Page("f.yaml").parse(source))
    assert slow.Page("f.yaml").parse("[" * 1000) is None


def test_a_mapping_gives_its_entries_by_key() -> None:
    tree = Page("f.yaml").parse("a: 1\nb: 2\n")

    assert isinstance(tree, marking.Mapped)
    assert tree.entry("b") == marking.Entry("b", Mark(2, 1), marking.Words("2", Mark(2, 4)))
    assert tree.entry("c") is None
