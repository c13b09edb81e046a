"""A form on a page of its own: its parts are named, its refusals told at their fields, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from liantu.people.abilities import may, needs
from liantu.people.requests import ZoneRequest, zone_of
from liantu.ui import once
from liantu.ui import seen as seen_rows
from liantu.ui.act_forms import Fitted, narrow
from liantu.ui.drafts import draft_key
from liantu.ui.dressing import dress
from liantu.ui.pages.cards import Card, DrawnCard
from liantu.ui.pages.parts import Part, drawn_parts
from liantu.ui.pages.steps import Step, Steps, asked_step, step_of_errors
from liantu.ui.picking import asked_rows
from liantu.ui.problems import telling


@dataclass
class FormPage:
    """A declared form.

    ``form``: a form that knows thing, person and zone, or a function of (request, thing, data, files) that makes one.
    ``do(request, thing, form)`` does it and answers where to go on (anything ``redirect`` takes, or an answer of its
    own); it may raise ProblemsError. ``find``: the thing the address names. ``parts``: of the form, or a function of
    it where its lines repeat. ``title`` and ``subtitle``: words, or a function of the thing; ``done``: words, or a
    function of what ``do`` answered; ``leads_to``: where the person goes, when not to what ``do`` answers.
    ``body``: a template that draws the fields in its own way, in ``<div class="form-block">``s.
    ``notice``: template above the form, ``above``: at its top; ``method``: name of the page that tells how it is made.
    A form for people without an account has no ability: its view finds the thing and calls ``respond``.
    ``tone`` of the button: ``bad`` for what cannot be taken back.
    ``check(request, thing, form)``: a second button that tells what is wrong, or what would be, and keeps nothing;
    ``checked``: the template that draws what it answers. It too may raise ProblemsError. ``check_label``: its button's
    words. ``looks_first``: the form can be sent only below what the check answered, unless that is ``holds_back``.
    ``seen``: the thing is a row that the form changes; who was slower is told (``ui/seen.py``).
    ``cards``: what stands below the form, or beside it (``place="side"``): what was brought before, the history.
    ``steps``: a form of more than seven fields is filled in step by step, and checked before it is sent.
    ``drafts``: what is typed stays in the browser until it is kept; off where a form holds what must not stay there.
    """

    form: Callable[[ZoneRequest, Any, Any, Any], forms.BaseForm] | type[Fitted]
    do: Callable[[ZoneRequest, Any, Any], Any]
    title: Any
    ability: str = ""
    submit: Any = ""
    subtitle: Any = ""
    parts: Sequence[Part] | Callable[[Any], Sequence[Part]] = ()
    find: Callable[..., Any] | None = None
    tone: str = "main"
    done: Any = ""
    crumbs: Callable[[Any], Sequence[tuple[Any, str]]] = lambda _thing: ()
    cancel: Callable[[Any], str] | None = None
    shared: Callable[[ZoneRequest, Any], Mapping[str, Any]] = lambda _request, _thing: {}
    check: Callable[[ZoneRequest, Any, Any], Mapping[str, Any]] | None = None
    checked: str = ""
    check_label: Any = ""
    looks_first: bool = False
    leads_to: Callable[[Any], str] | None = None
    notice: str = ""
    above: str = ""
    method: str = ""
    cards: Sequence[Card] = ()
    styles: Sequence[str] = ()
    template: str = "ui/pages/form.html"
    body: str = ""
    seen: bool = False
    steps: Sequence[Step] = ()
    drafts: bool = True

    def view(self) -> Callable[..., HttpResponseBase]:
        """The form as a view behind its ability."""
        assert self.ability, "a form without an ability is answered by the room's own view"

        def page(request: ZoneRequest, /, **named: Any) -> HttpResponse:
            thing = self.find(request, *named.values()) if self.find is not None and named else None
            return self.respond(request, thing)

        return require_http_methods(["GET", "POST"])(needs(self.ability)(page))

    def _form(self, request: ZoneRequest, thing: Any, data: Any, files: Any) -> forms.BaseForm:
        marks = seen_rows.marks(thing) if self.seen and thing is not None else ""  # before a form writes into the row
        if isinstance(self.form, type):
            form: forms.BaseForm = self.form(data, files, thing=thing, user=request.user, zone=request.zone)
        else:
            form = self.form(request, thing, data, files)
            narrow(form, request.user, zone_of(request))
            dress(form)
        form.seen = marks  # type: ignore[attr-defined]  # the template draws it
        form.told = seen_rows.told_by(form, thing) if marks else set()  # type: ignore[attr-defined]
        return form

    def respond(self, request: ZoneRequest, thing: Any = None) -> HttpResponse:
        """The form; after a good post the way on; after a bad one the form again (422) with all that is wrong."""
        posted = request.method == "POST"
        form = self._form(request, thing, *((request.POST, request.FILES) if posted else (None, None)))
        if (rows := asked_rows(request, form)) is not None:
            return rows
        found: Mapping[str, Any] | None = None
        if posted and self.steps and (to := request.POST.get("step")):
            return self.drawn(
                request, thing, form, at=asked_step(form, self.steps, at=request.POST.get("at", ""), to=to)
            )
        if posted and form.is_valid():
            with telling(request, form):
                if self.check is not None and "check" in request.POST:
                    found = self.check(request, thing, form)
                else:
                    sent = request.POST.get(seen_rows.FIELD, "") if self.seen else ""
                    with seen_rows.held(thing, sent, shown=form.told):  # type: ignore[attr-defined]
                        made = self.do(request, thing, form)
                    return self._on(request, made)
        return self.drawn(request, thing, form, found)

    def _on(self, request: ZoneRequest, made: Any) -> HttpResponse:
        """What is said of what was done, and where it leads."""
        if isinstance(made, HttpResponse):
            return once.is_done(made)
        if self.done:
            messages.success(request, str(self.done(made) if callable(self.done) else self.done))
        way = redirect(self.leads_to(made) if self.leads_to is not None else made)
        if request.headers.get("HX-Request") == "true":  # the page that follows has its own styles and scripts
            return HttpResponse(headers={"HX-Redirect": way.url})
        return way

    def drawn(
        self,
        request: ZoneRequest,
        thing: Any,
        form: forms.BaseForm,
        found: Mapping[str, Any] | None = None,
        at: str = "",
    ) -> HttpResponse:
        """The page with this form; ``found``: what the check answered, or what else its templates are given."""
        cards = self._cards(request, thing)
        title = self.title(thing) if callable(self.title) else self.title
        context = {
            "title": title,
            "subtitle": self.subtitle(thing) if callable(self.subtitle) else self.subtitle,
            "above": self.above,
            "body": self.body,
            "notice": self.notice,
            "method": self.method,
            "crumbs": [*self.crumbs(thing), (title, "")] if self.crumbs(thing) else (),
            "form": form,
            "steps": self._steps(form, at),
            "draft": draft_key(request) if self.drafts else "",
            "parts": list(drawn_parts(form, self.parts(form) if callable(self.parts) else self.parts)),
            "submit": self.submit,
            "tone": self.tone,
            "cancel": self.cancel(thing) if self.cancel is not None else "",
            "one": thing,
            "styles": self.styles,
            "cards": [drawn for drawn in cards if drawn.card.place != "side"],
            "beside": [drawn for drawn in cards if drawn.card.place == "side"],
            "has_check": self.check is not None,
            "check_label": self.check_label,
            "can_send": not self.looks_first or (found is not None and not found.get("holds_back")),
            "checked": self.checked if found is not None else "",
            **self.shared(request, thing),
            **(found or {}),
        }
        is_refused = bool(form.errors or context.get("problem_list"))
        return render(request, self.template, context, status=422 if is_refused else 200)

    def _steps(self, form: forms.BaseForm, at: str) -> Steps | None:
        """The steps; after a refusal the first of them in which something is refused."""
        if not self.steps:
            return None
        first = self.steps[0].code if not form.is_bound else step_of_errors(form, self.steps)
        return Steps(form, self.steps, at or first)

    def _cards(self, request: ZoneRequest, thing: Any) -> list[DrawnCard]:
        """The cards below and beside the form that this reader may see and that have something to say."""
        seen = [card for card in self.cards if not card.ability or may(request.user, card.ability, request.zone)]
        return [drawn for card in seen if (drawn := card.drawn(request, thing)) is not None]
