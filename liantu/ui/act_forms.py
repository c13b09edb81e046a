"""What comes with an act: a form that knows its thing, its person and its zone, and shows no row they may not see."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from liantu.lib.whole_numbers import whole_number
from liantu.people.models import EXTERNAL, User
from liantu.people.reads import present_in
from liantu.people.rules.abilities import ABILITY_BY_CODE, ROLES
from liantu.ui.dressing import dress
from liantu.ui.field_words import FIELD_WORDS
from liantu.ui.written_fields import Amount as Amount
from liantu.ui.written_fields import Day as Day
from liantu.ui.written_fields import Money as Money
from liantu.ui.written_fields import Share as Share
from liantu.ui.written_fields import When as When

Choices: TypeAlias = Iterable[tuple[Any, Any]]


class UnscopedError(TypeError):
    """A form offers rows without saying which of them a person may see."""


class Row(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A row that the thing itself names: on the page it travels hidden in the form beside it."""

    widget = forms.HiddenInput


class Person(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Somebody of the zone today. ``may``: who may do this; ``inside``: with an office inside the zone."""

    def __init__(
        self, queryset: models.QuerySet[User] | None = None, *, may: str = "", inside: bool = False, **more: Any
    ) -> None:
        self.roles: frozenset[str] | None = None
        if may:
            self.roles = frozenset(ABILITY_BY_CODE[may].roles)
        elif inside:
            self.roles = frozenset(role.code for role in ROLES) - EXTERNAL
        more.setdefault("empty_label", "—")
        super().__init__(User.objects.all() if queryset is None else queryset, **more)


class Fitted(forms.BaseForm):
    """A form that knows its thing, its person and its zone.

    A form may say which rows or choices fit its thing: ``rows_<field>(self)`` answers a queryset,
    ``choices_<field>(self)`` answers pairs, ``first_<field>(self)`` what stands there at first. Rows are narrowed to
    the zone and to what the person may see whatever ``rows_<field>`` says; a model that knows neither is refused.
    """

    required_css_class = "required"

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, UploadedFile[Any]] | None = None,
        *,
        thing: Any,
        user: Any,
        zone: Any,
        initial: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        self.thing, self.user, self.zone = thing, user, zone
        super().__init__(data, files, initial=dict(initial or {}), **more)
        for name, field in self.fields.items():
            self._fit(name, field)
        narrow(self, user, zone)
        dress(self)

    def _fit(self, name: str, field: forms.Field) -> None:
        """Narrow the choices of one field to the thing, the zone and the person; fill in what is known."""
        field.label = label_of(field) or FIELD_WORDS.get(name)
        if isinstance(field, forms.ModelChoiceField):
            said = self._said("rows", name)
            field.queryset = said() if said else field.queryset
            field.label_from_instance = _called  # type: ignore[method-assign, assignment]
        elif isinstance(field, forms.ChoiceField) and (said := self._said("choices", name)):
            field.choices = list(said())
        if name not in self.initial:
            if said := self._said("first", name):
                self.initial[name] = said()
            elif name == "revision":
                self.initial[name] = getattr(self.thing, "revision", None)

    def _said(self, what: str, name: str) -> Callable[[], Any] | None:
        found: Callable[[], Any] | None = getattr(self, f"{what}_{name}", None)
        return found

    def given(self) -> dict[str, Any]:
        """What the action takes: everything that was read, by name."""
        return dict(self.cleaned_data)


class ActForm(Fitted, forms.Form):
    """Base of the forms of acts. ``thing``: what is acted on; ``user``; ``zone``."""


class RowForm(Fitted, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A form of a row's own fields, for what is made or changed on a page of its own."""


def label_of(field: forms.Field) -> str:
    """What readers call a field: its label, or what the rows are that it takes; nothing when it has neither."""
    if field.label is None and isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        return capfirst(str(field.queryset.model._meta.verbose_name))
    return str(field.label or "")


def _called(row: Any) -> str:
    """What a row is called in a choice."""
    return str(getattr(row, "label", row))


@dataclass(frozen=True)
class Lines:
    """Lines of one kind in a form: what each asks, and how many stand there at first."""

    form: type[ActForm]
    shown: int = 3


class LinesForm(ActForm):
    """A form with lines that repeat: ``lines = {"tasks": Lines(OwedForm)}``.

    A line's field is named as problems name it, ``tasks.1.text``. Lines that say nothing are none; those below move
    up, so that a line has one number on the page, in the action and in what is told about it.
    """

    lines: ClassVar[Mapping[str, Lines]] = {}

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, **known: Any) -> None:
        self.filled = {name: _filled_lines(data or {}, name) for name in self.lines}
        super().__init__(data if data is None else self._moved_up(data), files, **known)
        for name, lines in self.lines.items():
            asked = lines.form(thing=self.thing, user=self.user, zone=self.zone).fields
            for number in self.numbers_of(name):
                for field_name, field in asked.items():
                    self.fields[f"{name}.{number}.{field_name}"] = one = deepcopy(field)
                    one.required = False

    def _moved_up(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What was sent, its filled lines numbered without holes."""
        rest = {key: value for key, value in data.items() if key.split(".")[0] not in self.lines}
        for name, filled in self.filled.items():
            for number, line in enumerate(filled, 1):
                rest |= {f"{name}.{number}.{field}": value for field, value in line.items()}
        return rest

    def names_of(self, lines: str, number: int, *fields: str) -> tuple[str, ...]:
        """The names of a line's fields, all or the named ones; for the parts of a page."""
        beginning = f"{lines}.{number}."
        return tuple(f"{beginning}{name}" for name in fields or self.lines[lines].form.base_fields)

    def numbers_of(self, lines: str) -> range:
        """The numbers of the lines of one kind that the form shows."""
        return range(1, max(self.lines[lines].shown, len(self.filled[lines])) + 1)

    def given(self) -> dict[str, Any]:
        """What was read, by name; the lines of each kind as a list."""
        read = super().given()
        found: dict[str, Any] = {name: value for name, value in read.items() if "." not in name}
        for name, filled in self.filled.items():
            asked = self.lines[name].form.base_fields
            found[name] = [
                {field: read[f"{name}.{number}.{field}"] for field in asked} for number in range(1, len(filled) + 1)
            ]
        return found


def _filled_lines(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The lines of one kind in which something was written, in their order."""
    found: dict[int, dict[str, Any]] = {}
    for key, value in data.items():
        kind, _dot, rest = key.partition(".")
        written, _dot, field = rest.partition(".")
        number = whole_number(written, most=999)
        if kind == name and number is not None and field:
            found.setdefault(number, {})[field] = value
    return [line for _number, line in sorted(found.items()) if any(str(value).strip() for value in line.values())]


class Reason(ActForm):
    """Only words."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class Noted(ActForm):
    """A note that may stay empty."""

    note = forms.CharField(label=_("Note"), max_length=300, required=False)


def narrow(form: forms.BaseForm, user: Any, zone: Any) -> None:
    """Let every field of rows offer and take only what ``scoped`` leaves.

    Somebody named on the row who left since stays, so that the rest of the row can be corrected.
    """
    row = getattr(form, "instance", None)
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField):
            named = getattr(row, f"{name}_id", None) if row is not None and row.pk is not None else None
            roles = field.roles if isinstance(field, Person) else None
            field.queryset = scoped(field.queryset, user, zone, named=named, roles=roles)


def scoped(
    rows: models.QuerySet[Any] | None,
    user: Any,
    zone: Any,
    *,
    named: int | None = None,
    roles: Collection[str] | None = None,
) -> models.QuerySet[Any]:
    """The rows of the zone that ``user`` may see; people are those who hold a role in it today, one of ``roles``.

    ``named``: the person who is named already; stays when he ever held a role in the zone.
    Raises UnscopedError for a model that belongs to no zone and does not say who sees it.
    """
    if rows is None:
        raise UnscopedError("a field of rows names no rows: give it a queryset or write rows_<field>")
    if rows.model is User:
        may_be_chosen = models.Q(pk__in=present_in(zone, roles).order_by().values("pk"))
        if named is not None:
            stays = User.objects.filter(pk=named, memberships__zone=zone)
            may_be_chosen |= models.Q(pk__in=stays.values("pk"))
        return rows.filter(may_be_chosen).order_by("display_name", "username")
    visible = getattr(rows, "visible_to", None)
    if visible is None:
        raise UnscopedError(f"{rows.model.__name__} does not say who sees its rows (visible_to)")
    seen: models.QuerySet[Any] = visible(user)
    return seen.filter(zone=zone) if any(one.name == "zone" for one in rows.model._meta.get_fields()) else seen
