"""Logging in through the zone's own identity provider (OpenID Connect), by django-allauth; off unless configured.

Read by the settings, therefore free of Django at import. Nobody is let in that the zone's administrator has not made
known first: a person is recognised by the user name the provider states (docs/reference/api.md, "Single sign-on").
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from liantu.lib.environment import SettingError, read_flag, read_text

PROVIDER_ID = "zone"
_NEEDED = ("LIANTU_OIDC_ISSUER", "LIANTU_OIDC_CLIENT_ID", "LIANTU_OIDC_CLIENT_SECRET")


@dataclass(frozen=True)
class Oidc:
    """A configured provider; ``claim`` is the statement that holds the user name, ``plain`` whether http will do."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    claim: str
    plain: bool = False

    @property
    def origin(self) -> str:
        """Scheme and host of the provider: where the log-in form may lead."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"


def read_oidc(environ: Mapping[str, str] = os.environ) -> Oidc | None:
    """The provider named by the environment, or None when none of its variables is set.

    Raises SettingError for a half-set provider, an address without https, or a missing django-allauth.
    """
    values = {name: read_text(name, environ=environ).strip() for name in _NEEDED}
    if not any(values.values()):
        return None
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise SettingError(f"{', '.join(missing)}: also needed when another LIANTU_OIDC_ variable is set.")
    issuer = values["LIANTU_OIDC_ISSUER"].rstrip("/")
    parts = urlsplit(issuer)
    plain = read_flag("LIANTU_OIDC_ALLOW_HTTP", environ=environ)
    if not parts.netloc or not (parts.scheme == "https" or (plain and parts.scheme == "http")):
        raise SettingError(f"LIANTU_OIDC_ISSUER={issuer!r}: write the https address of the provider.")
    if find_spec("allauth") is None or find_spec("allauth.socialaccount") is None:
        raise SettingError("LIANTU_OIDC_ISSUER is set but django-allauth is missing: pip install 'liantu[oidc]'")
    return Oidc(
        issuer,
        values["LIANTU_OIDC_CLIENT_ID"],
        values["LIANTU_OIDC_CLIENT_SECRET"],
        read_text("LIANTU_OIDC_NAME", parts.netloc, environ=environ),
        read_text("LIANTU_OIDC_CLAIM", "preferred_username", environ=environ),
        plain,
    )


APPS = ("allauth", "allauth.account", "allauth.socialaccount", "allauth.socialaccount.providers.openid_connect")
MIDDLEWARE = ("allauth.account.middleware.AccountMiddleware",)
BACKENDS = ("allauth.account.auth_backends.AuthenticationBackend",)


def allauth_settings(provider: Oidc) -> dict[str, Any]:
    """The settings django-allauth needs for ``provider``: this provider only, no sign-up, no passwords of its own."""
    app = {
        "provider_id": PROVIDER_ID,
        "name": provider.name,
        "client_id": provider.client_id,
        "secret": provider.client_secret,
        "settings": {"server_url": provider.issuer},
    }
    return {
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}},
        "SOCIALACCOUNT_ADAPTER": "liantu.foundation.accounts.oidc_adapter.KnownPeopleOnly",
        "ACCOUNT_ADAPTER": "liantu.foundation.accounts.oidc_adapter.NoSignUp",
        "SOCIALACCOUNT_ONLY": True,
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        "ACCOUNT_EMAIL_VERIFICATION": "none",
    }


def configured() -> Oidc:
    """The provider of this installation; only where single sign-on is on."""
    from django.conf import settings

    provider: Oidc | None = settings.OIDC
    if provider is None:
        raise SettingError("LIANTU_OIDC_ISSUER is not set.")
    return provider


def login_link() -> dict[str, str]:
    """Where the log-in page's second button leads and what it is called."""
    from django.conf import settings
    from django.urls import reverse

    return {"oidc_url": reverse("openid_connect_login"), "oidc_name": settings.OIDC_NAME}
