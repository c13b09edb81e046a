"""Pages of accounts: HTTP only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.foundation.accounts import actions, forms, oidc
from liantu.foundation.accounts.forms import read_day
from liantu.lib.problems import Problem, ProblemsError
from liantu.people import reads
from liantu.people.abilities import may, needs
from liantu.people.models import ApiToken, Membership, User
from liantu.people.requests import ZoneRequest, signed_in
from liantu.people.rules.abilities import ABILITIES, ROLES
from liantu.ui.problems import tell


class LoginPage(LoginView):
    """Log in; a demo shows its people."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and the demo people."""
        other = oidc.login_link() if settings.OIDC_ENABLED else {}
        return super().get_context_data(**kwargs) | {"people": _demo_people(), "title": _("Log in")} | other


def _demo_people() -> list[reads.RoleGroup]:
    """The people of a demo by role; none outside a demo."""
    return reads.people_by_role() if settings.DEMO else []


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    logout(request)
    return redirect("accounts:login")


@require_GET
def demo_people(request: HttpRequest) -> HttpResponse:
    """Whom one can be in the demo."""
    if not settings.DEMO:
        raise Http404
    return render(request, "accounts/demo.html", {"people": _demo_people(), "title": _("Switch role")})


@require_POST
def demo_enter(request: HttpRequest) -> HttpResponse:
    """Become a demo person."""
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(User, username=request.POST.get("username", ""), is_active=True, is_superuser=False)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("/")


@require_GET
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """A person's own page: roles, password, tokens."""
    person = signed_in(request)
    context = {"title": person.label, "memberships": person.memberships.select_related("zone")}
    return render(request, "accounts/profile.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    form = PasswordChangeForm(signed_in(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, actions.change_password(form))
        messages.success(request, _("The password is changed."))
        return redirect("accounts:profile")
    return render(request, "accounts/password.html", {"form": form, "title": _("Change password")})


@require_POST
@login_required
def switch_zone(request: HttpRequest) -> HttpResponse:
    """Work in another of one's zones."""
    chosen = request.POST.get("zone", "")
    if chosen.isascii() and chosen.isdigit() and int(chosen) in signed_in(request).zone_ids():
        request.session["zone_id"] = int(chosen)
    return redirect("/")


def _people_page(request: ZoneRequest, *, problems: Sequence[Problem] = (), **given: Any) -> HttpResponse:
    """Who holds which role, with what was wrong with the last form."""
    context = {
        "title": _("People and roles"),
        "memberships": reads.people_of(request.zone),
        "people": reads.persons_of(request.zone),
        "roles": ROLES,
        "today": timezone.localdate(),
        "problems": problems,
        "given": given,
    }
    return render(request, "accounts/people.html", context, status=422 if problems else 200)


@require_GET
@needs("accounts.manage")
def people(request: ZoneRequest) -> HttpResponse:
    """Who holds which role."""
    return _people_page(request)


@require_POST
@needs("accounts.manage")
def person_add(request: ZoneRequest) -> HttpResponse:
    """Make a person known."""
    fields = {name: request.POST.get(name, "") for name in ("username", "name", "office", "role", "password")}
    try:
        person = actions.add_person(request.zone, by=request.user, **fields)
    except ProblemsError as refused:
        return _people_page(request, problems=refused.problems, **fields)
    messages.success(request, _("%(who)s can log in now.") % {"who": person.label})
    return redirect("accounts:people")


@require_POST
@needs("accounts.manage")
def role_grant(request: ZoneRequest) -> HttpResponse:
    """Give a person of the zone a further role."""
    pk = request.POST.get("person", "")
    person = get_object_or_404(reads.persons_of(request.zone), pk=int(pk) if pk.isascii() and pk.isdigit() else 0)
    try:
        days = {name: read_day(request.POST.get(name, ""), where=name) for name in ("starts_on", "ends_on")}
        actions.grant_role(person, request.zone, request.POST.get("role", ""), by=request.user, **days)
    except ProblemsError as refused:
        return _people_page(request, problems=refused.problems)
    messages.success(request, _("%(who)s has the role now.") % {"who": person.label})
    return redirect("accounts:people")


@require_POST
@needs("accounts.manage")
def role_end(request: ZoneRequest, pk: int) -> HttpResponse:
    """End a role as of yesterday."""
    membership = get_object_or_404(Membership.objects.select_related("zone", "user"), pk=pk, zone=request.zone)
    try:
        actions.end_role(membership, by=request.user, on=timezone.localdate() - timedelta(days=1))
    except ProblemsError as refused:
        tell(request, refused)
    return redirect("accounts:people")


@require_GET
@needs("accounts.explain")
def abilities(request: ZoneRequest) -> HttpResponse:
    """The one table of who may do what."""
    context = {
        "title": _("Who may do what"),
        "roles": ROLES,
        "rows": reads.ability_table(),
        "people": reads.persons_of(request.zone),
    }
    return render(request, "accounts/abilities.html", context)


@require_GET
@needs("accounts.explain")
def explain(request: ZoneRequest, pk: int) -> HttpResponse:
    """Why a person may or may not."""
    people = reads.persons_of(request.zone)
    person = get_object_or_404(people, pk=pk)
    held = [role.name for role in ROLES if role.code in person.roles_in(request.zone)]
    context = {"title": person.label, "person": person, "people": people, "roles_held": held}
    return render(request, "accounts/explain.html", context | {"rows": reads.explain(person, request.zone)})


@require_http_methods(["GET", "POST"])
@needs("accounts.token")
def tokens(request: ZoneRequest) -> HttpResponse:
    """One's own keys for programs; a new one shows its secret once."""
    secret, given = "", forms.token_in(request.POST)
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        try:
            _token, secret = actions.make_token(request.zone, by=request.user, **given.as_arguments(timezone.now()))
            given = forms.TokenAsked()
        except ProblemsError as refused:
            problems = refused.problems
    context = {
        "title": _("API tokens"),
        "tokens": reads.tokens_of(request.user, request.zone),
        "secret": secret,
        "problems": problems,
        "given": given,
        "now": timezone.now(),
        "abilities": [a for a in ABILITIES if may(request.user, a.code, request.zone)],
    }
    return render(request, "accounts/tokens.html", context, status=422 if problems else 200)


@require_POST
@needs("accounts.token")
def token_revoke(request: ZoneRequest, pk: int) -> HttpResponse:
    """End a token."""
    actions.revoke_token(get_object_or_404(ApiToken, pk=pk, user=request.user, zone=request.zone), by=request.user)
    messages.success(request, _("The token is revoked."))
    return redirect("accounts:tokens")
