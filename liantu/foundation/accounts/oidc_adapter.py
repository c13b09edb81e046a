"""How django-allauth is held: it recognises people the zone knows, never makes new ones. Loaded only with OIDC on."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from liantu.foundation.accounts import actions
from liantu.people import reads


class NoSignUp(DefaultAccountAdapter):
    """Nobody makes an account of their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class KnownPeopleOnly(DefaultSocialAccountAdapter):
    """Lets a person in whose user name the zone's administrator has entered."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The provider says who it is: link a known person on the first time, send everybody else back."""
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data or {}
        claims = claims.get("userinfo") or claims.get("id_token") or claims
        person = reads.person_for_claim(str(claims.get(settings.OIDC_CLAIM) or ""))
        if person is None:
            messages.error(request, _("The provider knows you, this zone does not: ask the zone administrator."))
            raise ImmediateHttpResponse(redirect("accounts:login"))
        actions.link_identity(person, connect=lambda: sociallogin.connect(request, person))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_details: Any) -> None:
        """The provider refused or did not answer."""
        messages.error(request, _("Logging in through the provider did not work. Try again, or use your password."))
        raise ImmediateHttpResponse(redirect("accounts:login"))
