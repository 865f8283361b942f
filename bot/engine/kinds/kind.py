"""What every question type can do: the class they all are kinds of, and what it speaks of.

Knows no type, no file and no chat.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import ClassVar

from bot.engine.kinds.keys import Group, Key, declared, references
from bot.engine.talk import Answers, Control, Option, Said, Sent, Text, Value

Drafted = tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """A beginning of an answer: some choices, some files."""

    items: Drafted


@dataclass(frozen=True)
class Ask:
    """A question that another brings with it, after an answer of the classes in `after`. Its id ends with `part`.

    `label` is what the overview calls its answer.
    """

    part: str
    prompt: Text
    label: Text
    kind: Kind
    after: tuple[str, ...]
    optional: bool = False
    hint: Text | None = None


@dataclass(frozen=True)
class Kind(ABC):
    """What every type can do. `today` is the date where the person is; a datetime tells the hour, too.

    The docstring of a type, `word` and `kept` (what is kept of an answer) are its row in the manual; its fields are
    the keys authors may write, all of them below the key `below` if it has one.
    """

    word: ClassVar[str]
    kept: ClassVar[str]
    below: ClassVar[str] = ""
    can_expect: ClassVar[bool] = False
    """Authors may say which answer they expect."""
    can_default: ClassVar[bool] = False
    """Authors may say where an answer is known from: nobody has to look at the unit for it."""
    settled: ClassVar[str] = ""
    """The answer that is expected of every question of this type: authors cannot say another."""
    ordered: ClassVar[bool] = True
    """Its choices keep their order, also where others are shuffled."""
    neither: ClassVar[frozenset[str]] = frozenset()
    """Answers that are neither what is expected nor a finding."""
    half: ClassVar[frozenset[str]] = frozenset()
    """Findings that count half where points are weighed."""
    collects: ClassVar[bool] = False
    """A file that comes late with its album joins the answer."""

    proposes: ClassVar[bool] = False
    """An answer of it may be proposed by the program; conditions know whether another was given."""
    seals: ClassVar[bool] = False
    """Vouches for the answers before it: when one of them changes, it is asked again."""

    @abstractmethod
    def control(self, draft: Drafted, today: date) -> Control:
        """How it can be answered, with what has been chosen or sent so far."""

    @abstractmethod
    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        """What is kept for what was said, or a Draft when more may come; raises Refused."""

    def weigh(self, value: Value, draft: Drafted, answers: Answers, today: date) -> None:  # noqa: B027  most have no doubt
        """Raises Refused for an answer that has to be asked about once it is seen beside the others."""

    @classmethod
    def own_keys(cls) -> Mapping[str, Key]:
        """What authors may write for this type and no other."""
        own = declared(cls)
        return {cls.below: Group(own)} if cls.below else own

    def impossible(self) -> tuple[str, str] | None:
        """A field, and why no answer could be accepted with it as it is. For authors."""
        return None

    def asks(self) -> tuple[Ask, ...]:
        """The questions that it brings with it."""
        return ()

    def named(self) -> tuple[Option, ...]:
        """What conditions may ask about an answer of this type, and how people read it."""
        return ()

    def classes(self) -> tuple[str, ...]:
        """What conditions may ask, by their words alone."""
        return tuple(one.id for one in self.named())

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.classes())

    def classify(self, value: Value, answers: Answers) -> str | None:
        """Which of `classes` an answer belongs to."""
        return value if isinstance(value, str) and value in self._known else None

    def facts(self, value: Value, answers: Answers) -> tuple[str, ...]:
        """All of `classes` that an answer belongs to."""
        known = self.classify(value, answers)
        return () if known is None else (known,)

    def wants(self) -> str:
        """The class that is no finding, where the type itself knows it."""
        return ""

    def refers(self) -> tuple[str, ...]:
        """The earlier questions whose answers this one is held against."""
        return tuple(filter(None, (getattr(self, name) for name in references(type(self)))))

    def renamed(self, new: Callable[[str], str]) -> Kind:
        """The same, where earlier questions have other ids, as in a round of a repeat."""
        names = references(type(self))
        return replace(self, **{name: new(getattr(self, name)) for name in names}) if names else self

    def begun(self, before: Value) -> Drafted:
        """What a question that is opened again begins with."""
        return ()

    def joined(self, before: Value, said: Sent) -> Value:
        """An answer and a late file of its album; raises Refused. Only of a type that `collects`."""
        raise NotImplementedError

    def shown(self, value: Value) -> object:
        """The answer as people read it: something to fill into a Text."""
        return value if isinstance(value, str) else ""
