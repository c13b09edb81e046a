"""The two addresses of logging in through the provider. Loaded only with OIDC on; the rest of the library has none."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from liantu.foundation.accounts.oidc import PROVIDER_ID, configured
from liantu.foundation.accounts.oidc_adapter import identity

# Keys of both sides are another thing than a secret both know: HS256 with the provider's public key signs nothing.
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
CLOCKS_APART_SECONDS = 60
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
# whatever a provider sends instead of what was agreed
_NONSENSE = (
    OAuth2Error,
    RequestException,
    jwt.PyJWTError,
    ImproperlyConfigured,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
    RecursionError,
)


class ZoneClient(OpenIDConnectOAuth2Adapter):
    """Talks to the provider and believes only what it signed for this log-in."""

    nonce = ""

    def get_provider(self) -> ZoneProvider:
        """The configured provider, the only one."""
        adapter = get_adapter(self.request)
        return ZoneProvider(self.request, app=adapter.get_app(self.request, provider=self.provider_id))

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself: of the issuer that was configured, all addresses as safe as it."""
        if not hasattr(self, "_checked_config"):
            config = super().openid_config
            if str(config["issuer"]).rstrip("/") != configured().issuer:
                raise OAuth2Error("the provider names another issuer")
            schemes = {"https", "http"} if configured().plain else {"https"}
            for name in _ADDRESSES:
                if name in config and urlsplit(str(config[name])).scheme not in schemes:
                    raise OAuth2Error(f"{name} is no https address")
            self._checked_config = config
        checked: dict[str, Any] = self._checked_config
        return checked

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Where the provider sends people back to."""
        there: str = build_absolute_uri(request, reverse("openid_connect_callback"), self.redirect_uri_protocol)
        return there

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who it is, by the signed token; what was asked for besides must be of the same person."""
        stated = {"id_token": self._decode_id_token(app, kwargs["response"]["id_token"])}
        if "userinfo_endpoint" in self.openid_config:
            stated["userinfo"] = self._fetch_user_info(token.token)
            if stated["userinfo"]["sub"] != stated["id_token"]["sub"]:
                raise OAuth2Error("token and user information are of two people")
        return self.get_provider().sociallogin_from_response(request, stated)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """The claims of a token signed by a key of the provider for us, for this log-in, now."""
        head = jwt.get_unverified_header(id_token)
        if head.get("alg") not in SIGNED_BY:
            raise OAuth2Error("not signed by a key")
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key=self._key(head),
            algorithms=[head["alg"]],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            leeway=CLOCKS_APART_SECONDS,
            options={"require": ["iss", "aud", "exp", "iat", "sub"]},
        )
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else app.client_id) != app.client_id:
            raise OAuth2Error("the token was made for another program")
        if not self.nonce or not secrets.compare_digest(str(claims.get("nonce")).encode(), self.nonce.encode()):
            raise OAuth2Error("the token belongs to another log-in")
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise OAuth2Error("the token names nobody")
        return claims

    def _key(self, head: dict[str, Any]) -> Any:
        """The provider's key for a token's head, fetched anew each time: keys change."""
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
        keys = [one for one in jwt.PyJWKSet.from_dict(response.json()).keys if one.public_key_use in (None, "sig")]
        if "kid" in head:
            keys = [one for one in keys if one.key_id == head["kid"]]
        if len(keys) != 1 or keys[0].key_type == "oct":
            raise OAuth2Error("no key, or several, for this token")
        return keys[0].key


class ZoneProvider(OpenIDConnectProvider):
    """The provider: what goes with the browser to it, and who a person is there."""

    oauth2_adapter_class = ZoneClient

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing of the request goes along but where one was going, when that is here."""
        nonce = secrets.token_urlsafe(24)
        there = request.POST.get("next", "")
        kwargs = {"process": AuthProcess.LOGIN, "auth_params": {"nonce": nonce}, "nonce": nonce}
        if url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
            kwargs["next_url"] = there
        return kwargs

    def extract_uid(self, data: dict[str, Any]) -> str:
        """The subject at this issuer."""
        return identity(configured().issuer, data["id_token"]["sub"])


class _Callback(OAuth2CallbackView):
    """The way back; the token must carry what was sent along."""

    def _get_state(self, request: HttpRequest, provider: ZoneProvider) -> Any:
        state, response = super()._get_state(request, provider)
        if state is not None:
            self.adapter.nonce = state.get("nonce", "")
        return state, response


def _tried(request: HttpRequest, view: Any) -> HttpResponse:
    """What the view answers; a provider that talks nonsense or not at all leads back to the log-in page."""
    try:
        answer: HttpResponse = view()
    except ImmediateHttpResponse as sent:
        answer = sent.response
    except _NONSENSE as error:
        provider = ZoneClient(request, PROVIDER_ID).get_provider()
        answer = render_authentication_error(request, provider, exception=error)
    return answer


@require_POST
@login_not_required
def login(request: HttpRequest) -> HttpResponse:
    """Off to the provider."""
    return _tried(request, lambda: ZoneClient(request, PROVIDER_ID).get_provider().redirect_from_request(request))


@require_GET
@login_not_required
def callback(request: HttpRequest) -> HttpResponse:
    """Back from the provider."""
    return _tried(request, lambda: _Callback.adapter_view(ZoneClient(request, PROVIDER_ID))(request))
