"""An act is one declaration: the page draws it, one view posts it, the API and the command line know it.

    ACTS = Acts("challenges", model=Challenge, find=pages.challenge_or_404, acts=(
        Act("award", title=_("Award"), do=actions.award, ability="challenges.award", form=AwardForm, fits=is_reviewed),
    ))
    urlpatterns = [*ACTS.urls]                   # challenges:act_award
    {% acts challenge %}                         # what this person may do with it now: buttons, forms in the drawer

``do(thing, by=user, **what the form read)`` is the room's action; it asks for its ability again, as every caller does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Generic, TypeVar, cast
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import messages
from django.db.models import Model
from django.forms import Field, ModelChoiceField, MultipleChoiceField, Textarea
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from liantu.lib.problems import Problem, ProblemsError
from liantu.lib.whole_numbers import whole_number
from liantu.people.abilities import may, needs, require
from liantu.people.requests import ZoneRequest
from liantu.ui import once, seen
from liantu.ui.act_forms import ActForm, label_of
from liantu.ui.answers import asks_part
from liantu.ui.field_words import MORE_LABELS
from liantu.ui.picking import asked_rows
from liantu.ui.problems import problems_of, refused, tell
from liantu.ui.toasts import offer_undo
from liantu.ui.uniqueness import races_told

T = TypeVar("T", bound=Model)
Text = str | Promise
Fit = bool | Text
DONE = gettext_lazy("Done.")
DRAWER = "drawer"  # the element of the frame in which forms open beside the page
EDIT = "edit-"  # how the elements are called in which one value is changed where it stands
STALE = frozenset({"somebody_was_faster", "changed_meanwhile", "row_gone"})
_DECLARED: dict[tuple[str, str], Acts[Any]] = {}


def always(_thing: object, _user: object) -> bool:
    """The act fits whatever the thing is."""
    return True


@dataclass(frozen=True)
class Act:
    """One thing a person may do with something.

    ``do(thing, by=, **given)`` does it. ``fits(thing, user)``: True; False hides the act; words say why it does not
    fit now and are shown with the act. ``about``: the field of the form that names the part of the thing that is acted
    on (a paper of the project): ``do`` and ``fits`` get that part instead. ``done``: what is said when it is done, or
    a function of what ``do`` answered. ``open``: its form is not folded. ``leads_to`` (thing, what ``do`` answered):
    where the person goes. ``key``: the key of the keyboard that does it, a capital with shift. ``each``
    (thing, user): the act is drawn once for each answer, (what is given, title): what a fact can become. ``seen``: who
    acts on what somebody changed meanwhile is told (``ui/seen.py``): True for any column, or the names of some.
    ``at_value``: it stands at the values it changes and nowhere else, unless it is named. ``undo`` (thing, what ``do``
    answered): where what was done is taken back, offered with the words that it is done; what is to be sent along is
    in the address's query.
    """

    verb: str
    title: Text
    do: Callable[..., object]
    ability: str
    form: type[ActForm] = ActForm
    fits: Callable[[Any, Any], Fit] = always
    about: str = ""
    icon: str = ""
    tone: str = ""
    confirm: Text = ""
    help: Text = ""
    done: Text | Callable[[Any], Text] = DONE
    open: bool = False
    leads_to: Callable[[Any, Any], str] | None = None
    key: str = ""
    each: Callable[[Any, Any], Iterable[tuple[Mapping[str, object], Text]]] | None = None
    seen: bool | Sequence[str] = False
    at_value: bool = False
    undo: Callable[[Any, Any], str] | None = None

    def words_when_done(self, made: object) -> str:
        """What is said when it is done; ``made``: what ``do`` answered."""
        return str(self.done(made) if callable(self.done) else self.done)

    @property
    def key_words(self) -> str:
        """The key as people read it on a keyboard."""
        return f"⇧{self.key}" if self.key.isupper() else self.key

    def why_not(self, thing: object, user: object) -> Fit:
        """Nothing when the act fits now; else why not, False when the act is not even shown."""
        fit = self.fits(thing, user)
        return "" if fit is True else fit

    def marked(self, form: ActForm, thing: Model) -> ActForm:
        """The form with the marks of what it was drawn of."""
        if self.seen:
            form.seen = seen.marks(thing, self.seen_columns)  # type: ignore[attr-defined]  # the template draws it
        return form

    @property
    def seen_columns(self) -> Sequence[str] | None:
        """The columns that must stand as they were seen; None for all."""
        return None if isinstance(self.seen, bool) else self.seen

    def fields(self) -> Mapping[str, Field]:
        """What comes with the act, by name."""
        return self.form.base_fields


@dataclass(frozen=True)
class InPlace(Generic[T]):
    """The part of a page that is drawn anew after an act on it, so that the reader keeps his place.

    ``element``: the id of the part; ``draw``: the part as it stands now, a refused form in its place.
    """

    element: Callable[[T], str]
    draw: Callable[[ZoneRequest, T], HttpResponse]


class RefusedFormError(ProblemsError):
    """What was given does not read, or is refused by the rules; carries the form that says so at its fields."""

    def __init__(self, form: ActForm, problems: Iterable[Problem]) -> None:
        self.form = form
        super().__init__(problems)


@dataclass
class Acts(Generic[T]):
    """The acts of one kind of thing in a room. ``find(request, pk)``: the thing this person may see, or Http404."""

    room: str
    model: type[T]
    find: Callable[[ZoneRequest, int], T]
    acts: Sequence[Act]
    at: str = "<int:pk>/act/"
    prefix: str = ""  # of the address's name and of the interface, when a room has acts on several kinds of things
    home: Callable[[T], str] | None = None  # the page the acts stand on, when it is not the thing's own
    in_place: InPlace[T] | None = None  # when the thing is one of many on a page, its part alone is drawn anew
    by_verb: dict[str, Act] = field(init=False)

    def __post_init__(self) -> None:
        self.by_verb = {act.verb: act for act in self.acts}
        if len(self.by_verb) != len(self.acts):
            raise ValueError(f"{self.room}: two acts share a verb")
        for act in self.acts:
            if act.about and act.about not in act.form.base_fields:
                raise ValueError(f"{self.room}.{act.verb}: its form has no field {act.about!r}")
        _DECLARED[self.room, self.model._meta.label_lower] = self

    # -- addresses --

    @property
    def below(self) -> str:
        """The part of the interface's addresses that tells kinds of things of one room apart."""
        return self.prefix.replace("_", "-").rstrip("-") + "/" if self.prefix else ""

    @property
    def urls(self) -> list[URLPattern]:
        """One address an act, each guarded by the act's own ability: its form asked for, and sent."""
        methods = require_http_methods(["GET", "POST"])
        return [
            path(f"{self.at}{act.verb}/", methods(needs(act.ability)(partial(self.answer, act))), name=self.name(act))
            for act in self.acts
        ]

    def name(self, act: Act) -> str:
        """The name of the act's address within the room."""
        return f"{self.prefix}act_{act.verb}"

    def url(self, act: Act, thing: T) -> str:
        """Where the act is posted to."""
        return reverse(f"{self.room}:{self.name(act)}", args=[thing.pk])

    def page_of(self, thing: T) -> str:
        """The page the acts stand on, without the place on it."""
        return self.address(thing).split("#")[0].split("?")[0]

    def address(self, thing: T) -> str:
        """Where the thing of the acts is seen."""
        return self.home(thing) if self.home is not None else str(thing.get_absolute_url())  # type: ignore[attr-defined]

    # -- asking --

    def answer(self, act: Act, request: ZoneRequest, pk: int) -> HttpResponseBase:
        """The form of the act when it is asked for, the act when the form is sent."""
        return self.post(act, request, pk) if request.method == "POST" else self.asked(act, request, pk)

    def asked(self, act: Act, request: ZoneRequest, pk: int) -> HttpResponse:
        """The form of the act: in the drawer, or on a page of its own; what the address knows stands in it."""
        thing = self.find(request, pk)
        form = act.form(thing=thing, user=request.user, zone=request.zone, initial=_known(act, request.GET))
        if (rows := asked_rows(request, form)) is not None:
            return rows
        why = act.why_not(self._part(act, form, request.GET) if act.about else thing, request.user)
        words = str(_("This does not fit as things stand.")) if why is False else str(why)
        return self.alone(request, Drawn(self, act, act.marked(form, thing), thing, words))

    @staticmethod
    def _part(act: Act, form: ActForm, given: QueryDict) -> Model:
        """The part of the thing that the address names, of those the form takes. Raises Http404."""
        field = cast("ModelChoiceField[Any]", form.fields[act.about])
        number = whole_number(given.get(act.about, ""), least=0)
        found: Model = get_object_or_404(field.queryset, pk=-1 if number is None else number)  # type: ignore[arg-type]
        return found

    def alone(self, request: ZoneRequest, drawn: Drawn, status: int = 200) -> HttpResponse:
        """An act by itself: inside the drawer, in the place of the value it changes, else on a page of its own."""
        context = {"act": drawn, "form": drawn.form, "title": drawn.title, "home": self.page_of(drawn.thing)}
        crumbs = [(str(drawn.thing), context["home"]), (drawn.title, "")]
        return render(request, _template_for(request), {**context, "crumbs": crumbs}, status=status)

    # -- doing --

    def post(self, act: Act, request: ZoneRequest, pk: int) -> HttpResponseBase:
        """Do the act as the form says; refused: the thing's own page with the form as it was sent, 422."""
        thing = self.find(request, pk)
        try:
            made = self.perform(act, request, thing, request.POST, request.FILES)
        except ProblemsError as error:
            return self._refused(act, request, thing, error)
        to = act.leads_to(thing, made) if act.leads_to else ""
        if not to and self.in_place is not None and self._is_in_place(request, thing):
            return once.is_done(self.in_place.draw(request, thing))
        if act.undo is not None:
            offer_undo(request, act.words_when_done(made), act.undo(thing, made))
        else:
            messages.success(request, act.words_when_done(made))
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Redirect": to} if to else {"HX-Refresh": "true"})
        return HttpResponseRedirect(to or self.page_of(thing))

    def perform(self, act: Act, request: ZoneRequest, thing: T, data: Any, files: Any = None) -> object:
        """Read what was given, ask whether the act fits, do it. Raises PermissionDenied, ProblemsError."""
        require(request.user, act.ability, request.zone)
        form = act.marked(act.form(data, files, thing=thing, user=request.user, zone=request.zone), thing)
        if not form.is_valid():
            raise RefusedFormError(form, problems_of(form))
        given = form.given()
        part = given.pop(act.about) if act.about else thing
        try:
            sent = str(data.get(seen.FIELD) or "") if act.seen else ""
            with races_told(), seen.held(thing, sent, act.seen_columns):
                if (why := act.why_not(part, request.user)) != "":
                    raise ProblemsError([_does_not_fit(why)])
                return act.do(part, by=request.user, **given)
        except ProblemsError as error:
            tell(request, error, form)
            raise RefusedFormError(form, error.problems) from error

    def _refused(self, act: Act, request: ZoneRequest, thing: T, error: ProblemsError) -> HttpResponseBase:
        """The form with what is wrong at its fields: where it was sent from, else on a page of its own."""
        if not isinstance(error, RefusedFormError):
            return refused(request, error, self.page_of(thing))
        drawn = Drawn(self, act, error.form, thing)
        if self.in_place is not None and self._is_in_place(request, thing):
            return self._refused_in_place(self.in_place, drawn, request, error)
        if asks_part(request, DRAWER):
            return self.alone(request, drawn, 422)
        if _is_in_line(request):  # two people on one value: both are shown, and it is said that this was another try
            stale = any(one.code in STALE for one in error.problems)
            return self.alone(request, drawn, 409 if stale else 422)
        if request.headers.get("HX-Request") == "true":
            if request.headers.get("HX-Target", "") != drawn.key:
                return refused(request, error, self.page_of(thing))
            return render(request, "ui/acts/_act.html", {"act": drawn, "form": drawn.form}, status=422)
        if drawn.is_button:
            return refused(request, error, self.page_of(thing))
        if not drawn.is_inline:
            return self.alone(request, drawn, 422)
        request.refused_act = drawn  # type: ignore[attr-defined]  # {% acts %} draws it in its place
        answer = refused(request, ProblemsError(()), self.page_of(thing))
        return answer if drawn.is_shown else self.alone(request, drawn, 422)

    def _is_in_place(self, request: ZoneRequest, thing: T) -> bool:
        """Whether htmx asks for the thing's part of the page only."""
        target = request.headers.get("HX-Target", "")
        return self.in_place is not None and bool(target) and target == self.in_place.element(thing)

    @staticmethod
    def _refused_in_place(
        place: InPlace[Any], drawn: Drawn, request: ZoneRequest, error: ProblemsError
    ) -> HttpResponseBase:
        """The thing's part with the refused form in it; with the refusal alone when the act is not offered any more."""
        request.refused_act = drawn  # type: ignore[attr-defined]
        answer = place.draw(request, drawn.thing)
        if not drawn.is_shown:
            request.refusal = error  # type: ignore[attr-defined]  # {% refusal %} of the part tells it
            answer = place.draw(request, drawn.thing)
        answer.status_code = 422
        return answer

    # -- drawing --

    def drawn(
        self, thing: T, request: ZoneRequest, verbs: Sequence[str], known: Mapping[str, Any], *, in_line: bool = False
    ) -> list[Drawn]:
        """What this person may do with ``thing`` now; ``verbs``: only these; ``known``: what the page knows already.

        ``in_line``: forms that belong on the page itself are drawn there, a refused one as it was sent.
        """
        zone, sent = request.zone, getattr(request, "refused_act", None)
        found = []
        for act in [self.by_verb[verb] for verb in verbs] or [
            one for one in self.acts if not one.about and not one.at_value
        ]:
            if not may(request.user, act.ability, zone):
                continue
            why = act.why_not(known[act.about] if act.about else thing, request.user)
            if why is False:
                continue
            known_here = {name: getattr(one, "pk", one) for name, one in known.items() if name in act.form.base_fields}
            for given, title in act.each(thing, request.user) if act.each else [({}, act.title)]:
                form = act.form(thing=thing, user=request.user, zone=zone, initial={**known_here, **given})
                act.marked(form, thing)
                one = Drawn(self, act, form, thing, str(why), title, {**known_here, **given})
                if in_line and isinstance(sent, Drawn) and (sent.key, sent.thing) == (one.key, thing):
                    sent.is_shown, sent.title, one = True, title, sent
                found.append(one)
        return found


class Drawn:
    """An act on a page: its form and where it goes; ``why_not``: it does not fit now, and this is why."""

    def __init__(
        self,
        acts: Acts[Any],
        act: Act,
        form: ActForm,
        thing: Any,
        why_not: str = "",
        title: Text = "",
        known: Mapping[str, Any] | None = None,
    ) -> None:
        self.act, self.form, self.thing, self.why_not, self.title = act, form, thing, why_not, title or act.title
        self.known = known or {}
        self.target = acts.in_place.element(thing) if acts.in_place is not None else ""
        self.url = acts.url(act, thing)
        hidden = [
            str(one.value()) for one in form.hidden_fields() if one.name != "revision" and one.value() is not None
        ]
        self.key = re.sub(r"[^\w-]", "_", "-".join(["act", acts.prefix + act.verb, str(thing.pk), *hidden]))
        form.auto_id = f"id_{self.key}_%s"
        self.is_shown = False

    @property
    def is_button(self) -> bool:
        """Whether nothing is asked: a button does."""
        return not self.form.visible_fields()

    @property
    def is_long(self) -> bool:
        """Whether words of some length are asked for, which are kept in the browser till the act is done."""
        return not self.target and any(isinstance(one.field.widget, Textarea) for one in self.form.visible_fields())

    @property
    def is_inline(self) -> bool:
        """Whether the form stands on the page itself: the page is there for it, or its part is drawn anew in place."""
        return self.act.open or bool(self.target)

    @property
    def is_open(self) -> bool:
        """Whether a form on the page is not folded."""
        return self.act.open or self.form.is_bound

    @property
    def address(self) -> str:
        """Where the form is asked for, with what the page knows already."""
        known = {name: value for name, value in self.known.items() if value not in (None, "")}
        return f"{self.url}?{urlencode(known, doseq=True)}" if known else self.url


def _is_in_line(request: ZoneRequest) -> bool:
    """Whether htmx asks for the form in the place of one value on a page."""
    target = request.headers.get("HX-Target", "")
    return target.startswith(EDIT) and asks_part(request, target)


def _template_for(request: ZoneRequest) -> str:
    if asks_part(request, DRAWER):
        return "ui/acts/_drawer.html"
    return "ui/acts/_inline.html" if _is_in_line(request) else "ui/acts/alone.html"


def _known(act: Act, given: QueryDict) -> dict[str, Any]:
    """What an address knows of the fields of an act's form; read anew and checked when the form is sent."""
    found: dict[str, Any] = {}
    for name, one in act.fields().items():
        if name in given and name != "revision":
            found[name] = given.getlist(name)[:50] if isinstance(one, MultipleChoiceField) else given[name][:2000]
    return found


def _does_not_fit(why: Fit) -> Problem:
    """The act was offered once and does not fit any more, or never did."""
    fix = "Look at it again: it may have changed meanwhile."
    if why:
        return Problem("act_does_not_fit", "%(why)s", fix=fix, params={"why": str(why)})
    return Problem("act_does_not_fit", "This does not fit as things stand.", fix=fix)


# -- everything declared -------------------------------------------------------------------------------------


def declared(room: str = "") -> list[Acts[Any]]:
    """Every room's acts, or one room's, by room and kind of thing."""
    for app in apps.get_app_configs():
        if app.name.startswith("liantu.") and find_spec(f"{app.name}.acts") is not None:
            import_module(f"{app.name}.acts")
    return [acts for (name, _model), acts in sorted(_DECLARED.items()) if not room or name == room]


def acts_on(thing: Model, verbs: Collection[str] = ()) -> Acts[Any] | None:
    """The acts of the kind of thing this is: those that have all ``verbs``; without verbs its own room's first."""
    label, own = thing._meta.label_lower, thing._meta.app_label
    found = [acts for (_room, model), acts in _DECLARED.items() if model == label and set(verbs) <= set(acts.by_verb)]
    return min(found, key=lambda acts: acts.room != own, default=None)


def declared_labels() -> Iterator[tuple[str, str]]:
    """What the forms of acts call their fields, in the reader's language."""
    for acts in _DECLARED.values():
        for act in acts.acts:
            for name, one in act.fields().items():
                if label := label_of(one):
                    yield name, label


MORE_LABELS.append(declared_labels)
