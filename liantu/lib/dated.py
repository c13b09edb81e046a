"""Rules of the place as dated data: a YAML file of entries, each with the day it begins, read into a pydantic type.

    class PublishingRule(DatedRule):
        second_person: bool = False

    PUBLISHING = Dated("template_publishing.yaml", PublishingRule)
    PUBLISHING.on(today).second_person

Of several entries the newest whose day has come holds. Everything wrong with a file is told at once, with place and
fix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Annotated, Generic, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from liantu.lib.problems import Problem, ProblemsError
from liantu.lib.reference_files import reference_path

YAML_MOST = 2_000_000
YAML_DEEPEST = 32
_EVENTS = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C: no recursion, linear
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=0)]
Days = Annotated[int, Field(ge=1)]
Text = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]


class RuleModel(BaseModel):
    """A part of a rule: never changed, no key that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DatedRule(RuleModel):
    """One entry of a file of dated rules: the day it begins (``from``) and its name."""

    from_on: date = Field(default=date.min, alias="from")
    name: str = ""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def numbers(self) -> dict[str, object]:
        """What the entry says beside its day and name, as JSON values."""
        return self.model_dump(mode="json", exclude={"from_on", "name"})


RuleT = TypeVar("RuleT", bound=DatedRule)
ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True)
class Dated(Generic[RuleT]):
    """The entries of ``reference/<file>`` as values of ``rule``; read once, when first asked.

    ``text`` is read in place of the file (a draft, a test).
    """

    file: str
    rule: type[RuleT]
    text: str | None = field(default=None, repr=False)

    @cached_property
    def entries(self) -> tuple[RuleT, ...]:
        """All entries in the order of their days. Raises ProblemsError with everything wrong with the file."""
        text = self.text if self.text is not None else reference_path(self.file).read_text("utf-8")
        rows = parse_yaml(text, source=self.file)
        if not isinstance(rows, list) or not rows:
            raise ProblemsError([_problem("dated_no_list", "The file is no list of entries.", self.file)])
        found: list[RuleT] = []
        problems: list[Problem] = []
        for number, row in enumerate(rows, 1):
            where = f"{self.file} · {number}"
            if isinstance(row, dict) and "from" not in row:
                fix = "Write from: with the day the entry begins."
                problems.append(_problem("dated_no_from", "The entry has no day it begins.", where, fix))
            try:
                found.append(typed(self.rule, row, source=where))
            except ProblemsError as error:
                problems += error.problems
        days = [entry.from_on for entry in found]
        problems += [
            _problem("dated_day_twice", "Two entries begin on %(day)s.", self.file, day=f"{day}")
            for day in sorted({day for day in days if days.count(day) > 1})
            if not problems
        ]
        if problems:
            raise ProblemsError(problems)
        return tuple(sorted(found, key=lambda entry: entry.from_on))

    def on(self, day: date) -> RuleT:
        """The entry in force on ``day``. Raises ValueError when none has begun, ProblemsError for a wrong file."""
        begun = [entry for entry in self.entries if entry.from_on <= day]
        if not begun:
            raise ValueError(f"no entry of {self.file} is in force on {day}")
        return begun[-1]

    def on_or_first(self, day: date) -> RuleT:
        """The entry in force on ``day``, the first one before any has begun. Raises ProblemsError."""
        return self.on(max(day, self.entries[0].from_on))


class _Loader(yaml.SafeLoader):
    """Tells the line of a value that looks like a day or a number and is none."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        """The value of a node. Raises _ValueError where there is none such, as 2026-02-30."""
        try:
            value: object = super().construct_object(node, deep)
            if isinstance(value, int) and value.bit_length() > 64:  # nothing here is counted so high
                raise OverflowError
            return value
        except (ValueError, OverflowError):
            raise _ValueError(str(getattr(node, "value", ""))[:40], node.start_mark.line + 1) from None


class _ValueError(Exception):
    """A value that does not exist, and its line."""

    def __init__(self, value: str, line: int) -> None:
        super().__init__(value)
        self.value, self.line = value, line


def bounded_yaml(text: str, *, source: str) -> None:
    """Refuse what is large, deep or refers to itself, before it is built. Raises ProblemsError, YAMLError."""
    if len(text) > YAML_MOST:
        raise ProblemsError(
            [_problem("yaml_large", "The text has more than %(most)s characters.", source, "Split it.", most=YAML_MOST)]
        )
    if any("\ud800" <= sign <= "\udfff" for sign in text):  # halves of characters, from a broken form
        fix = "Correct it; put quotes around it where it is a text."
        raise ProblemsError([_problem("yaml_value", "The text is no YAML: %(why)s", source, fix, why="�")])
    depth = 0
    for event in yaml.parse(text, Loader=_EVENTS):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        where = f"{source} · {event.start_mark.line + 1}" if event.start_mark else source
        if depth > YAML_DEEPEST:
            problem = "Lists and blocks are nested deeper than %(most)s levels."
            raise ProblemsError([_problem("yaml_deep", problem, where, "Make it simpler.", most=YAML_DEEPEST)])
        if isinstance(event, yaml.AliasEvent):
            fix = "Write the value out where it is needed."
            raise ProblemsError([_problem("yaml_alias", "Anchors and aliases are not accepted.", where, fix)])


def parse_yaml(text: str, *, source: str) -> object:
    """The content of a YAML text. Raises ProblemsError with line and reason when it is none, or beyond its bounds."""
    try:
        bounded_yaml(text, source=source)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except _ValueError as error:
        where, fix = f"{source} · {error.line}", "Correct it; put quotes around it where it is a text."
        message = "“%(value)s” is no day or number that exists."
        raise ProblemsError([_problem("yaml_value", message, where, fix, value=error.value)]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{source} · {mark.line + 1}" if mark is not None else source
        why = getattr(error, "problem", None) or str(error)
        fix = "Correct the indentation and the signs around this line."
        raise ProblemsError(
            [_problem("yaml_unreadable", "The text is no YAML: %(why)s", where, fix, why=why[:200])]
        ) from None


def typed(model: type[ModelT], content: object, *, source: str, context: Mapping[str, object] | None = None) -> ModelT:
    """``content`` as a value of ``model``. Raises ProblemsError: every fault with its place and how to mend it.

    ``context``: what the model's own validators are told (``info.context``); they refuse with ``wrong(problem)``.
    """
    try:
        return model.model_validate(content, context=dict(context or {}))
    except ValidationError as error:
        raise ProblemsError([_fault(one, source) for one in error.errors(include_url=False)]) from None


def load(file: str, model: type[ModelT]) -> ModelT:
    """A reference file without days as a value of ``model``. Raises ProblemsError."""
    return typed(model, parse_yaml(reference_path(file).read_text("utf-8"), source=file), source=file)


def wrong(problem: Problem) -> PydanticCustomError:
    """What a validator raises to refuse in words of its own; the place is found by itself."""
    return PydanticCustomError("problem", "{text}", {"problem": problem, "text": problem.message})


# pydantic's kind of mistake → our words: the kind is stable, its English text is not ours
_MISTAKES = {
    "string_type": Problem("rule_value", "“%(value)s” is no text.", fix="Put it between quotation marks."),
    "string_too_short": Problem("rule_value", "The text is empty.", fix="Write it."),
    "string_pattern_mismatch": Problem(
        "rule_value",
        "“%(value)s” is no code.",
        fix="A code has small letters, digits and _ only, and begins with a letter.",
    ),
    "int_type": Problem("rule_value", "“%(value)s” is no whole number.", fix="Correct the value."),
    "bool_type": Problem("rule_value", "“%(value)s” is neither true nor false.", fix="Write true or false."),
    "greater_than_equal": Problem("rule_value", "“%(value)s” is less than %(ge)s.", fix="Correct the value."),
    "less_than_equal": Problem("rule_value", "“%(value)s” is more than %(le)s.", fix="Correct the value."),
    "tuple_type": Problem("rule_value", "“%(value)s” is no list.", fix="Begin each line of the list with -."),
    "dict_type": Problem("rule_value", "“%(value)s” is no mapping.", fix="Write name: value."),
    "model_type": Problem("rule_value", "“%(value)s” is no mapping.", fix="Write name: value."),
}


def _fault(error: object, source: str) -> Problem:
    """One fault found by pydantic, in our words."""
    assert isinstance(error, dict)
    place = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in error["loc"])
    where, more = f"{source} · {place}" if place else source, error.get("ctx") or {}
    if isinstance(more.get("problem"), Problem):
        return replace(more["problem"], where=where)
    if error["type"] == "missing":
        return _problem("rule_missing", "“%(key)s” is missing.", where, "Write it.", key=place)
    if error["type"] == "extra_forbidden":
        fix = "Correct its spelling, or take it out."
        return _problem("rule_unknown_key", "Nobody reads “%(key)s”.", where, fix, key=place)
    if error["type"] in _MISTAKES:
        params = {"value": str(error["input"])[:60], **more}
        return replace(_MISTAKES[error["type"]], where=where, params=params)
    told = {"value": str(error["input"])[:60], "why": error["msg"]}
    return _problem("rule_value", "“%(value)s” cannot be: %(why)s.", where, "Correct the value.", **told)


def _problem(code: str, message: str, where: str, fix: str = "", **params: object) -> Problem:
    return Problem(code, message, where=where, fix=fix, params=params)
