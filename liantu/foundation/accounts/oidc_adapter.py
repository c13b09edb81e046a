"""How django-allauth is held: it recognises people the zone knows, never makes new ones. Loaded only with OIDC on."""

from __future__ import annotations

import hashlib
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from requests.adapters import BaseAdapter

from liantu.foundation.accounts import actions
from liantu.foundation.accounts.oidc import configured
from liantu.lib import outgoing
from liantu.people import reads

ANSWER_BYTES_MOST = 256 * 1024
SECONDS = 5.0  # for each of the four questions of a log-in


class NoSignUp(DefaultAccountAdapter):
    """Nobody makes an account of their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def add_message(self, *_args: Any, **_details: Any) -> None:
        """No words of the library's on our pages."""


class Outgoing(BaseAdapter):
    """Carries the library's requests through the one way out (``lib/outgoing``)."""

    def send(self, request: requests.PreparedRequest, *_ignored: Any, **_more: Any) -> requests.Response:
        """Ask; every way it can fail is a RequestException."""
        provider = configured()
        reach = outgoing.reach_of(provider.issuer, inside=settings.INSIDE_HOSTS, plain=provider.plain)
        try:
            answer = outgoing.ask(
                request.url or "",
                reach=reach,
                method=request.method or "GET",
                headers={name: str(value) for name, value in request.headers.items()},
                body=request.body.encode() if isinstance(request.body, str) else None,
                seconds=SECONDS,
                bytes_most=ANSWER_BYTES_MOST,
            )
        except outgoing.OutgoingError as error:
            raise requests.ConnectionError(str(error), request=request) from error
        response = requests.Response()
        response.status_code, response.url, response.request = answer.status, request.url or "", request
        response.headers.update(answer.headers)
        response.headers.setdefault("content-type", "application/octet-stream")
        response._content, response.encoding = answer.content, "utf-8"
        return response

    def close(self) -> None:
        """Nothing is kept open."""


class KnownPeopleOnly(DefaultSocialAccountAdapter):
    """Lets a person in whose user name the zone's administrator has entered."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def get_requests_session(self) -> requests.Session:
        """A session that knows no other way out, no proxies and no passwords of the machine."""
        session = requests.Session()
        session.trust_env = False
        session.adapters.clear()
        for scheme in ("http://", "https://"):
            session.mount(scheme, Outgoing())
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The provider says who it is: link a known person on the first time, send everybody else back.

        A person has one identity at the provider. Another one that states the same user name or e-mail is a stranger:
        user names are given anew, and some providers let people choose them.
        """
        if sociallogin.is_existing:
            if sociallogin.user.is_active and not sociallogin.user.is_superuser:
                return
            raise _sent_back(request, _("The provider knows you, this zone does not: ask the zone administrator."))
        person = reads.person_for_claim(stated_name(sociallogin.account.extra_data or {}))
        if person is None:
            raise _sent_back(request, _("The provider knows you, this zone does not: ask the zone administrator."))
        linked = SocialAccount.objects.filter(user=person, provider=sociallogin.account.provider)
        former = linked.filter(uid=str(sociallogin.account.extra_data["id_token"]["sub"]))  # of before issuers counted
        if linked.exclude(pk__in=former).exists():
            raise _sent_back(
                request, _("This account is linked to another identity at the provider: ask who runs Liantu.")
            )
        actions.link_identity(person, connect=lambda: sociallogin.connect(request, person), instead_of=former)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_details: Any) -> None:
        """The provider refused or did not answer."""
        raise _sent_back(request, _("Logging in through the provider did not work. Try again, or use your password."))


def _sent_back(request: HttpRequest, words: str) -> ImmediateHttpResponse:
    messages.error(request, words)
    return ImmediateHttpResponse(redirect("accounts:login"))


def stated_name(stated: dict[str, Any]) -> str:
    """The user name in what the provider stated; "" for none, and for an e-mail address that it did not verify.

    What stands in the signed token counts before what was asked for besides.
    """
    for claims in (stated.get("id_token") or {}, stated.get("userinfo") or {}):
        name = claims.get(settings.OIDC_CLAIM)
        if not isinstance(name, str) or not name:
            continue
        if settings.OIDC_CLAIM == "email" and claims.get("email_verified") is not True:
            return ""
        return name
    return ""


def identity(issuer: str, subject: str) -> str:
    """Who somebody is: the subject at one issuer; another provider's person of the same subject is another."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()
