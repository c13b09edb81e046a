"""Pages of accounts: HTTP only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.foundation.accounts import actions, oidc
from liantu.foundation.accounts.forms import OwnPasswordForm
from liantu.lib.whole_numbers import whole_number
from liantu.people import reads
from liantu.people.abilities import needs
from liantu.people.models import ApiToken, Membership, User
from liantu.people.requests import ZoneRequest, signed_in
from liantu.people.rules.abilities import ROLES
from liantu.ui.problems import refusing


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
    form = OwnPasswordForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, actions.change_password(form))
        messages.success(request, _("The password is changed."))
        return redirect("accounts:profile")
    return render(request, "accounts/password.html", {"form": form, "title": _("Change password")})


@require_POST
@login_required
def switch_zone(request: HttpRequest) -> HttpResponse:
    """Work in another of one's zones."""
    chosen = whole_number(request.POST.get("zone"))
    if chosen in signed_in(request).zone_ids():
        request.session["zone_id"] = chosen
    return redirect("/")


@require_GET
@needs("accounts.manage")
def people(request: ZoneRequest) -> HttpResponse:
    """Who holds which role."""
    context = {"title": _("People and roles"), "memberships": reads.people_of(request.zone)}
    return render(request, "accounts/people.html", context | {"today": timezone.localdate()})


@require_POST
@needs("accounts.manage")
@refusing("accounts:people")
def role_end(request: ZoneRequest, pk: int) -> HttpResponse:
    """End a role as of yesterday."""
    membership = get_object_or_404(Membership.objects.select_related("zone", "user"), pk=pk, zone=request.zone)
    actions.end_role(membership, by=request.user, on=timezone.localdate() - timedelta(days=1))
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


@require_POST
@needs("accounts.token")
def token_revoke(request: ZoneRequest, pk: int) -> HttpResponse:
    """End a token."""
    actions.revoke_token(get_object_or_404(ApiToken, pk=pk, user=request.user, zone=request.zone), by=request.user)
    messages.success(request, _("The token is revoked."))
    return redirect("accounts:tokens")
