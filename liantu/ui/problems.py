"""A refusal is told in one place: in the reader's language, at its field, once.

    told = words_of(problem)                 # code, message, place and fix as the reader knows them
    with telling(request, form): ...         # what is refused inside is told at the fields of the form
    @refusing("room:page")                   # a refused POST answers that page again with every problem, 422
    tell(request, error, form)               # at the fields of a form, or as messages of the next page

Nothing else turns a ``Problem`` into words; ``tests/architecture/test_problems.py`` holds this.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.apps import apps
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liantu.lib.problems import Problem, ProblemsError
from liantu.people.requests import ZoneRequest
from liantu.ui.answers import named_page
from liantu.ui.field_words import FIELD_WORDS, ITEM_WORDS, MORE_LABELS, UNITS
from liantu.ui.uniqueness import races_told

P = ParamSpec("P")
_ITEM = re.compile(r"(?P<list>[a-z_]\w*)\.(?P<number>\d+)(?:\.(?P<field>\w+))?")


@dataclass(frozen=True)
class Told:
    """A problem in the reader's language; ``field``: its place as programs name it."""

    code: str
    message: str
    where: str
    fix: str
    field: str = ""

    @property
    def line(self) -> str:
        """All of it in one line: for terminals, messages and sheets."""
        return f"{self.placed} → {self.fix}" if self.fix else self.placed

    @property
    def placed(self) -> str:
        """Place and message."""
        return _("%(place)s: %(what)s") % {"place": self.where, "what": self.message} if self.where else self.message

    @property
    def at_field(self) -> str:
        """Message and fix, for who stands at the field already."""
        return f"{self.message} → {self.fix}" if self.fix else self.message


def words_of(problem: Problem | Mapping[str, object] | str, form: BaseForm | None = None) -> Told:
    """A problem (or its stored mapping, or a text already told) in the reader's language.

    ``form``: its labels are what the reader sees; without one the labels of the models and acts are.
    """
    if isinstance(problem, str):
        return Told("", problem, "", "")
    given = problem if isinstance(problem, Mapping) else vars(problem)
    params = cast("Mapping[str, object]", given.get("params") or {})
    field = str(given.get("where") or "")
    return Told(
        code=str(given.get("code") or ""),
        message=_filled(str(given.get("message") or ""), params),
        where=str(given.get("place") or "") or place_told(field, form),
        fix=_filled(str(given.get("fix") or ""), params),
        field=field,
    )


def told_of(error: ProblemsError, form: BaseForm | None = None) -> list[Told]:
    """Every problem of a refusal in the reader's language, each once."""
    return list(dict.fromkeys(words_of(problem, form) for problem in error.problems))


def line_of(error: Exception) -> str:
    """A refusal as the lines of a terminal; another error by its own words."""
    return "\n".join(told.line for told in told_of(error)) if isinstance(error, ProblemsError) else str(error)


def _filled(text: str, params: Mapping[str, object]) -> str:
    """The translated text with its places filled; the bare text when a place is missing."""
    if not text:
        return ""
    translated = _(text)
    try:
        return translated % dict(params) if params else translated.replace("%%", "%")
    except (KeyError, ValueError, TypeError):
        return translated


# -- places --------------------------------------------------------------------------------------------------


def place_told(where: str, form: BaseForm | None = None) -> str:
    """The place a problem names as the reader knows it; places in files (``Sheet1!C1``) and options stay."""
    return " · ".join(_part_told(part, form) for part in where.split(" · "))


def _part_told(part: str, form: BaseForm | None) -> str:
    """One name: the form's label, the general word, the label of the models and acts; else as it is."""
    item = _ITEM.fullmatch(part)
    if item is not None and item["list"] == "lines":
        return _("line %(number)s") % {"number": item["number"]}
    if item is not None and item["list"] in ITEM_WORDS:
        words = _("%(thing)s %(number)s") % {"thing": ITEM_WORDS[item["list"]], "number": item["number"]}
        return f"{words} · {_part_told(item['field'], form)}" if item["field"] else words
    if form is not None and part in form.fields:
        return _with_unit(part, str(form.fields[part].label or "") or part)
    name = "w" if part.startswith("w_") else part
    label = str(FIELD_WORDS[name]) if name in FIELD_WORDS else _labels(get_language() or "").get(name, "")
    return _with_unit(name, label) if label else part


def _with_unit(name: str, label: str) -> str:
    """The label with its unit, where the name has one and the label does not say it."""
    unit = next((str(unit) for suffix, unit in UNITS.items() if name.endswith(suffix)), "")
    return _("%(label)s (%(unit)s)") % {"label": label, "unit": unit} if unit and not _has_unit(label) else label


def _has_unit(label: str) -> bool:
    return any(bracket in label for bracket in "(（")


@lru_cache(maxsize=8)
def _labels(_language: str) -> Mapping[str, str]:
    """Field name → what every model and act that has it calls it; a name with two meanings is left out."""
    if not apps.ready:
        return {}
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("liantu."):
            continue
        for field in model._meta.get_fields():
            label = getattr(field, "verbose_name", None)
            if label is not None and str(label) != field.name.replace("_", " "):
                found.setdefault(field.name, set()).add(str(label))
    for labels_of in MORE_LABELS:
        for name, text in labels_of():
            found.setdefault(name, set()).add(text)
    return {name: labels.pop() for name, labels in found.items() if len(labels) == 1}


# -- telling -------------------------------------------------------------------------------------------------


def tell(request: ZoneRequest, error: ProblemsError, form: BaseForm | None = None) -> None:
    """Tell a refusal: at the fields of ``form``, which is then in error, or as messages of the next page."""
    for told in told_of(error, form):
        if form is None:
            messages.error(request, told.line)
        elif told.field in form.fields:
            form.add_error(told.field, told.at_field)
        else:
            form.add_error(None, told.line)


@contextmanager
def telling(request: ZoneRequest, form: BaseForm) -> Iterator[None]:
    """What is refused inside is told at the fields of ``form``; the view goes on and draws the form again (422)."""
    try:
        with races_told():
            yield
    except ProblemsError as error:
        tell(request, error, form)


def problems_of(form: BaseForm) -> list[Problem]:
    """What a form finds wrong, as the problems everything else speaks of; their words are the reader's already."""
    return [
        Problem(str(one.code or "bad_field"), "%(why)s", where=name if name != "__all__" else "", params={"why": text})
        for name, errors in form.errors.items()
        for one in errors.as_data()
        for text in one.messages
    ]


def refused(request: ZoneRequest, error: ProblemsError, address: str) -> HttpResponseBase:
    """The page at ``address`` as if it were asked for, with the refusal on top: 422; for htmx the refusal alone."""
    if request.headers.get("HX-Request") == "true":
        return render(request, "ui/problems_fragment.html", {"problems": error.problems}, status=422)
    request.refusal = error  # type: ignore[attr-defined]  # {% refusal %} of the frame tells it
    found, method = resolve(address), request.method
    request.method = "GET"
    request.GET = _asked(request, address)  # type: ignore[assignment]  # immutable all the same
    try:
        answer = found.func(request, *found.args, **found.kwargs)
    finally:
        request.method = method
    return _unfit(answer)


def _asked(request: ZoneRequest, address: str) -> QueryDict:
    """What the page was asked with when the person sent the form: its tab, its filters."""
    came_from = named_page(request, "Referer")
    return QueryDict(came_from.query if came_from.path == address else "")


def _unfit(answer: HttpResponseBase) -> HttpResponseBase:
    if answer.status_code == 200:
        answer.status_code = 422
    return answer


View = Callable[Concatenate[ZoneRequest, P], HttpResponseBase]


def refusing(page: str | Callable[[ZoneRequest], str] = "") -> Callable[[View[P]], View[P]]:
    """Guard of a view that writes: a refused POST answers ``page`` again with every problem, status 422.

    ``page``: the name of the address to draw, with the view's own places or those of them it has; a function of the
    request answering an address; the view's own unless given. What was typed is still in ``request.POST``.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: ZoneRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                with races_told():
                    return view(request, *args, **kwargs)
            except ProblemsError as error:
                if request.method != "POST":
                    raise
                return refused(request, error, _address(request, page, kwargs))

        return guarded

    return guard


def _address(request: ZoneRequest, page: str | Callable[[ZoneRequest], str], places: Mapping[str, Any]) -> str:
    if callable(page):
        return page(request)
    if not page:
        return request.path
    try:
        return reverse(page, kwargs=dict(places))
    except NoReverseMatch:
        return reverse(page)


def lines(problems: Iterable[Problem | Mapping[str, object]]) -> str:
    """Problems in one cell of a sheet."""
    return "；".join(dict.fromkeys(words_of(problem).line for problem in problems))
