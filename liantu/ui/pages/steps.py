"""A long form in steps: who, what, how much, papers, then everything to be checked before it is sent.

All fields stand in one form; the step that is on is shown. So nothing is kept by the server before the end, and a page
without script goes on by its own buttons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import get_language, pgettext, pgettext_lazy

from liantu.ui import formats
from liantu.ui.pages.parts import DrawnPart, Part, drawn_parts
from liantu.ui.written_fields import Money

CHECK = "check"
CHECK_TITLE = pgettext_lazy("form", "Check")


@dataclass(frozen=True)
class Step:
    """One step of a long form: its code in the address of its button, its title, its fields in parts."""

    code: str
    title: Any
    parts: Sequence[Part]


@dataclass(frozen=True)
class DrawnStep:
    """A step of a form as it stands: its fields, or what was written in them."""

    code: str
    title: Any
    is_current: bool
    parts: Sequence[DrawnPart]
    shown: Sequence[tuple[Any, str]]


@dataclass(frozen=True)
class Steps:
    """The steps of one form in one request; ``current``: the one that is on, ``check`` for the last look."""

    form: forms.BaseForm
    steps: Sequence[Step]
    current: str

    @property
    def is_check(self) -> bool:
        """Whether everything is shown to be checked."""
        return self.current == CHECK

    @property
    def codes(self) -> list[str]:
        """The codes in their order, the check last."""
        return [*(one.code for one in self.steps), CHECK]

    @property
    def next(self) -> str:
        """The step after this one."""
        codes = self.codes
        return codes[min(codes.index(self.current) + 1, len(codes) - 1)]

    @property
    def path(self) -> list[tuple[str, Any, str]]:
        """Code, title and state (done, now, ahead) of each step."""
        codes, titles = self.codes, [*(one.title for one in self.steps), CHECK_TITLE]
        at = codes.index(self.current)
        states = ["done" if number < at else "now" if number == at else "ahead" for number in range(len(codes))]
        return list(zip(codes, titles, states, strict=True))

    @property
    def drawn(self) -> list[DrawnStep]:
        """Every step; on the last look what was written in each."""
        return [
            DrawnStep(
                step.code,
                step.title,
                step.code == self.current,
                list(drawn_parts(self.form, step.parts, is_whole=False)),
                list(self._shown(step)) if self.is_check else (),
            )
            for step in self.steps
        ]

    def _shown(self, step: Step) -> Iterator[tuple[Any, str]]:
        for name in names_of(step.parts):
            if name in self.form.fields and (text := shown_text(self.form, self.form[name])):
                yield self.form[name].label, text


def names_of(parts: Iterable[Part]) -> list[str]:
    """The fields of parts, in their order."""
    return [name for part in parts for names in part.fields for name in ([names] if isinstance(names, str) else names)]


def asked_step(form: forms.BaseForm, steps: Sequence[Step], *, at: str, to: str) -> str:
    """Which step is shown when ``to`` is asked for from ``at``: that one, unless what is written at ``at`` is refused.

    Going back asks nothing; what later steps lack is no fault yet.
    """
    codes = [*(one.code for one in steps), CHECK]
    at, to = at if at in codes else codes[0], to if to in codes else codes[0]
    passed = steps[codes.index(at) : codes.index(to)]
    if to == CHECK:
        passed = list(steps)
    asked = {name for one in passed for name in names_of(one.parts)}
    wrong = ErrorDict({name: errors for name, errors in form.errors.items() if name in asked})
    form._errors = wrong  # type: ignore[attr-defined]  # the rest of the form is not judged yet
    return step_of_errors(form, steps) if wrong else to


def step_of_errors(form: forms.BaseForm, steps: Sequence[Step]) -> str:
    """The first step in which something is refused; the check when it is none of their fields."""
    wrong = [one.code for one in steps if any(name in form.errors for name in names_of(one.parts))]
    return wrong[0] if wrong else CHECK


def shown_text(form: forms.BaseForm, bound: BoundField) -> str:
    """What was written in a field, as readers read it; "" for nothing."""
    value = form.cleaned_data.get(bound.name) if hasattr(form, "cleaned_data") else None
    language = get_language() or "zh-hans"
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else ""
    if value in (None, "", []):
        return ""
    if isinstance(value, date):
        return formats.date_text(value, language=language)
    if isinstance(bound.field, Money):
        return formats.money_text(value, language=language)
    if isinstance(bound.field, forms.ModelChoiceField):
        return bound.field.label_from_instance(value)
    if isinstance(bound.field, forms.ChoiceField):
        return choice_words(bound.field, value)
    return str(value)


def choice_words(field: forms.ChoiceField, value: Any) -> str:
    """The words of a choice, groups looked into."""
    for code, words in list(field.choices):  # type: ignore[arg-type]  # the stubs know every way to say them
        inner = words if isinstance(words, list | tuple) else [(code, words)]
        for one, told in inner:
            if str(one) == str(value):
                return str(told)
    return str(value)
