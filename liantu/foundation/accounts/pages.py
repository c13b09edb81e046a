"""The forms of people, roles and tokens, each a page of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.foundation.accounts import actions
from liantu.foundation.accounts.forms import PersonForm, RoleForm, TokenForm
from liantu.people import reads
from liantu.people.models import Membership, User
from liantu.people.requests import ZoneRequest
from liantu.ui.pages import Card, FormPage, Part

STYLES = ("accounts/accounts.css",)


def _crumbs(_thing: object) -> list[tuple[str, str]]:
    return [(_("People and roles"), reverse("accounts:people"))]


def _people(_thing: object) -> str:
    return reverse("accounts:people")


def _told(text: str, person: User) -> str:
    return text % {"who": person.label}


def _add(request: ZoneRequest, _thing: None, form: PersonForm) -> User:
    return actions.add_person(request.zone, by=request.user, **form.cleaned_data)


def _role_form(request: ZoneRequest, _thing: None, data: Any, _files: Any) -> RoleForm:
    return RoleForm(data, people=list(reads.known_in(request.zone)))


def _grant(request: ZoneRequest, _thing: None, form: RoleForm) -> Membership:
    given = dict(form.cleaned_data)
    return actions.grant_role(
        form.known[given.pop("person")], request.zone, given.pop("role"), by=request.user, **given
    )


ADD = FormPage(
    ability="accounts.manage",
    title=gettext_lazy("Add a person"),
    submit=gettext_lazy("Add"),
    form=lambda _request, _thing, data, _files: PersonForm(data),
    do=_add,
    parts=(Part((("username", "name"), ("office", "role"), "password")),),
    done=lambda person: _told(_("%(who)s can log in now."), person),
    leads_to=_people,
    crumbs=_crumbs,
    cancel=_people,
)
GRANT = FormPage(
    ability="accounts.manage",
    title=gettext_lazy("Give a further role"),
    submit=gettext_lazy("Give role"),
    form=_role_form,
    do=_grant,
    parts=(Part((("person", "role"), ("starts_on", "ends_on"))),),
    done=lambda held: _told(_("%(who)s has the role now."), held.user),
    leads_to=_people,
    crumbs=_crumbs,
    cancel=_people,
)


def _make(request: ZoneRequest, _thing: None, form: TokenForm) -> HttpResponse:
    """The page again, with an empty form and the secret, which is shown only now."""
    given = form.cleaned_data
    until = timezone.now() + timedelta(days=given["days"])
    _token, secret = actions.make_token(
        request.zone, by=request.user, name=given["name"], abilities=given["abilities"], expires_at=until
    )
    return TOKENS.drawn(request, None, TokenForm(request), {"secret": secret})


def _tokens(request: ZoneRequest, _thing: None) -> dict[str, Any]:
    return {"tokens": reads.tokens_of(request.user, request.zone), "now": timezone.now()}


TOKENS = FormPage(
    ability="accounts.token",
    title=gettext_lazy("API tokens"),
    subtitle=gettext_lazy("A program with a token works in your name, in this zone, and may at most what you may."),
    submit=gettext_lazy("Make token"),
    form=lambda request, _thing, data, _files: TokenForm(request, data),
    do=_make,
    parts=(Part((("name", "days"), "abilities"), title=gettext_lazy("New token")),),
    notice="accounts/_secret.html",
    styles=STYLES,
    cards=(Card(code="tokens", title=gettext_lazy("My tokens"), template="accounts/_tokens.html", fill=_tokens),),
)
