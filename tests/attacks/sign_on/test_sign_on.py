"""A stranger, a neighbour and a provider gone bad try to become somebody; people who are known get in.

Single sign-on is chosen when the program starts, so these tests run in a process of their own that has it on; the two
at the end start it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as installation
from django.core.management import CommandError, call_command
from django.test import Client

pytest.importorskip("allauth")
import jwt  # comes with the extra

from tests.attacks.sign_on import provider as bad

ROOT = Path(__file__).resolve().parents[3]
START, BACK = "/oidc/oidc/zone/login/", "/oidc/oidc/zone/login/callback/"
INSIDE = pytest.mark.skipif(not installation.OIDC_ENABLED, reason="run by the last two tests, with sign-on on")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> bad.Provider:
    """The provider the settings name, trusted by its certificate; the tables of the library stand."""
    made = bad.Provider(urlsplit(installation.OIDC.issuer).port or 0, tmp_path_factory.mktemp("provider"))
    os.environ["SSL_CERT_FILE"] = str(made.trusted)
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
    return made


@pytest.fixture
def provider(running: bad.Provider) -> Iterator[bad.Provider]:
    """An honest provider, until a test makes it lie."""
    running.reset()
    yield running
    running.reset()


@pytest.fixture
def officer(running: bad.Provider, db: None) -> Any:
    """A person of one zone."""
    from liantu.people.models import Membership, User, Zone

    person = User.objects.create_user("officer", email="o@zone.example")
    Membership.objects.create(
        user=person, zone=Zone.objects.create(code="north", name="北区"), role="promotion_officer"
    )
    return person


def off(client: Client, there: str = "") -> str:
    """Press the button; the provider's address where the browser is sent."""
    sent = client.post(START, {"next": there} if there else {})
    assert sent.status_code == 302, sent.content[:300]
    return str(sent["Location"])


def back(provider: bad.Provider, address: str) -> dict[str, str]:
    """The provider agrees; what it sends back with the browser."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    code = f"code-{len(provider.codes)}-{time.monotonic_ns()}"
    provider.codes[code] = asked
    return {"code": code, "state": asked["state"]}


def arrive(provider: bad.Provider, there: str = "", client: Client | None = None) -> tuple[Client, Any]:
    """The whole way; the browser and the last answer."""
    client = client or Client()
    return client, client.get(BACK, back(provider, off(client, there)))


def is_in(client: Client) -> str:
    """Whose page the browser shows; "" for nobody's."""
    from liantu.people.models import User

    pk = client.session.get("_auth_user_id")
    assert (client.get("/me/").status_code == 200) == bool(pk)
    return User.objects.get(pk=pk).username if pk else ""


def refused(client: Client, answer: Any) -> str:
    """Back at the log-in page as nobody; what it says, in the reader's language."""
    assert (answer.status_code, answer.get("Location")) == (302, "/login/"), (answer.status_code, answer.content[:500])
    assert is_in(client) == ""
    page = client.get("/login/").content.decode()
    assert any(words in page for words in ("统一身份认证登录未成功", "尚未登记您的账号", "另一统一身份")), page[:3000]
    return page


# -- who is known gets in ----------------------------------------------------------------------------------------------


@INSIDE
def test_a_known_person_gets_in_again_and_again_and_out(provider: bad.Provider, officer: Any) -> None:
    from allauth.socialaccount.models import SocialAccount

    for _ in range(2):
        client, answer = arrive(provider)
        assert answer["Location"] == "/"
        assert is_in(client) == "officer"
    assert SocialAccount.objects.count() == 1
    client.post("/logout/")
    assert is_in(client) == ""
    assert client.get(BACK, {"code": "c", "state": "s"})["Location"] == "/login/"


@INSIDE
@pytest.mark.parametrize(
    ("there", "led"),
    [
        ("/duties/?late=1", "/duties/?late=1"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("https:elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("///elsewhere.example", "/"),
        ("http://testserver@elsewhere.example/", "/"),
        ("\x01//elsewhere.example", "/"),
    ],
)
def test_where_one_was_going_is_kept_and_leads_nowhere_else(
    provider: bad.Provider, officer: Any, there: str, led: str
) -> None:
    assert arrive(provider, there)[1]["Location"] == led


@INSIDE
def test_nothing_of_the_request_is_passed_on(provider: bad.Provider, officer: Any) -> None:
    client = Client()
    assert client.get(START).status_code == 405
    asked = client.post(f"{START}?auth_params=prompt%3Dnone&scope=admin&process=connect&next=https://e.example/")
    query = parse_qs(urlsplit(asked["Location"]).query)
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}
    assert "prompt" not in query
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["nonce"][0]) >= 20
    assert asked["Location"].startswith(f"{provider.issuer}/authorize?")
    for path in ("/oidc/", "/oidc/signup/", "/oidc/3rdparty/", "/oidc/social/signup/", "/oidc/logout/"):
        assert client.get(path).status_code == 404, path


@INSIDE
def test_keys_change_and_clocks_stand_a_little_apart(provider: bad.Provider, officer: Any) -> None:
    assert is_in(arrive(provider)[0]) == "officer"
    provider.key, former = bad.Key("second"), provider.key
    provider.keys = [former, provider.key]
    assert is_in(arrive(provider)[0]) == "officer"
    provider.keys = [provider.key]
    assert is_in(arrive(provider)[0]) == "officer"
    for seconds in (-30, 30):
        provider.lies["claims"] = lambda claims, by=seconds: (
            claims | {"iat": claims["iat"] + by, "exp": claims["iat"] + by}
        )
        assert is_in(arrive(provider)[0]) == "officer", seconds
    provider.lies["claims"] = lambda claims: claims | {"aud": [bad.CLIENT, "another"], "azp": bad.CLIENT}
    assert is_in(arrive(provider)[0]) == "officer"


@INSIDE
def test_a_session_of_before_is_not_the_session_of_after(provider: bad.Provider, officer: Any) -> None:
    client = Client()
    there = back(provider, off(client))
    before = client.cookies["sessionid"].value
    client.get(BACK, there)
    assert is_in(client) == "officer"
    assert client.cookies["sessionid"].value != before
    stolen = Client()
    stolen.cookies["sessionid"] = before
    assert is_in(stolen) == ""


@INSIDE
def test_a_person_of_another_zone_is_there_and_not_here(provider: bad.Provider, officer: Any) -> None:
    from liantu.people.models import Membership, User, Zone

    other = User.objects.create_user("neighbour")
    south = Zone.objects.create(code="south", name="南区")
    Membership.objects.create(user=other, zone=south, role="promotion_officer")
    provider.person = {"sub": "subject-2", "preferred_username": "neighbour", "zone": "north", "groups": ["admin"]}
    client, _answer = arrive(provider)
    assert is_in(client) == "neighbour"
    page = client.get("/me/").content.decode()
    assert "南区" in page
    assert "北区" not in page
    client.post("/me/zone/", {"zone": officer.memberships.get().zone_id})
    assert "北区" not in client.get("/me/").content.decode()


# -- who is not, does not ----------------------------------------------------------------------------------------------


@INSIDE
@pytest.mark.parametrize("who", ["stranger", "Officer", " officer", "officer\x00", "", "retired", "root"])
def test_nobody_else_gets_in(provider: bad.Provider, officer: Any, who: str) -> None:
    from liantu.people.models import User

    User.objects.create_user("retired", is_active=False)
    User.objects.create_superuser("root")
    provider.person = {"sub": "subject-9", "preferred_username": who, "email": officer.email, "email_verified": True}
    refused(*arrive(provider))
    assert User.objects.count() == 3


@INSIDE
@pytest.mark.parametrize("name", [["officer"], {"a": 1}, 7, True, None])
def test_a_user_name_is_text(provider: bad.Provider, officer: Any, name: object) -> None:
    provider.person = {"sub": "subject-9", "preferred_username": name}
    refused(*arrive(provider))


@INSIDE
def test_who_is_known_already_and_then_left_stays_out(provider: bad.Provider, officer: Any) -> None:
    assert is_in(arrive(provider)[0]) == "officer"
    officer.is_active = False
    officer.save()
    refused(*arrive(provider))
    officer.is_active, officer.is_superuser = True, True
    officer.save()
    refused(*arrive(provider))


@INSIDE
def test_a_user_name_given_anew_does_not_become_the_former_person(provider: bad.Provider, officer: Any) -> None:
    assert is_in(arrive(provider)[0]) == "officer"
    provider.person = provider.person | {"sub": "somebody-who-took-the-name"}
    assert "另一" in refused(*arrive(provider))
    provider.person = provider.person | {"sub": "subject-1", "preferred_username": "renamed"}
    assert is_in(arrive(provider)[0]) == "officer"
    provider.person = {"sub": "somebody-who-took-the-name", "preferred_username": "officer"}
    call_command("identity", "forget", "officer")
    assert is_in(arrive(provider)[0]) == "officer"
    with pytest.raises(CommandError, match="没有此用户名"):
        call_command("identity", "forget", "nobody")


@INSIDE
def test_the_same_subject_at_another_provider_is_another(provider: bad.Provider, officer: Any) -> None:
    from allauth.socialaccount.models import SocialAccount

    arrive(provider)
    SocialAccount.objects.update(uid="kept-under-the-former-issuer")
    refused(*arrive(provider))


@INSIDE
def test_a_link_of_before_issuers_counted_is_carried_on(provider: bad.Provider, officer: Any) -> None:
    from allauth.socialaccount.models import SocialAccount

    SocialAccount.objects.create(user=officer, provider="zone", uid="subject-1")
    for _ in range(2):
        assert is_in(arrive(provider)[0]) == "officer"
    assert SocialAccount.objects.get().uid != "subject-1"


@INSIDE
@pytest.mark.parametrize(
    ("stated", "ok"), [(True, True), (False, False), ("true", False), (1, False), (None, False), ("absent", False)]
)
def test_an_email_counts_only_where_the_provider_verified_it(
    provider: bad.Provider, officer: Any, settings: Any, stated: object, ok: bool
) -> None:
    from liantu.people.models import User

    User.objects.create_user("o@zone.example")
    settings.OIDC_CLAIM = "email"
    provider.person = {"sub": "s", "email": "o@zone.example", "email_verified": stated}
    if stated == "absent":
        del provider.person["email_verified"]
    client, _answer = arrive(provider)
    assert is_in(client) == ("o@zone.example" if ok else "")


@INSIDE
def test_state_and_code_serve_once_and_only_the_browser_that_began(provider: bad.Provider, officer: Any) -> None:
    client = Client()
    there = back(provider, off(client))
    thief = Client()
    refused(thief, thief.get(BACK, there))  # the victim's code in another browser
    assert client.get(BACK, there)["Location"] == "/"
    client.post("/logout/")
    refused(client, client.get(BACK, there))
    again = back(provider, off(client))
    refused(client, client.get(BACK, {**again, "code": there["code"]}))  # a used code under a fresh state
    for wrong in ({}, {"state": "made-up", "code": "c"}, {"error": "access_denied"}, {"code": "c"}):
        refused(client, client.get(BACK, wrong))
    for error in ("access_denied", "server_error", "<script>alert(1)</script>"):
        mine = back(provider, off(client))
        assert "<script>alert" not in refused(client, client.get(BACK, {"error": error, "state": mine["state"]}))
    assert client.post(BACK, there).status_code == 405


@INSIDE
def test_a_code_of_another_log_in_is_of_no_use(provider: bad.Provider, officer: Any) -> None:
    """The code of one browser put into the answer to another: the proof (PKCE) does not fit."""
    mine, other = Client(), Client()
    there, its = back(provider, off(mine)), back(provider, off(other))
    refused(mine, mine.get(BACK, {"state": there["state"], "code": its["code"]}))


def signed_by(key: Any, how: str, **head: str) -> Callable[[Any], str]:
    """Sign with another key or in another way."""
    return lambda claims: jwt.encode(claims, key, how, {"kid": "first"} | head)


def secret_of_a_public_key(provider: bad.Provider) -> Callable[[Any], str]:
    """HS256 with what everybody can read as the secret."""
    import base64
    import hashlib
    import hmac
    import json

    def sign(claims: Any) -> str:
        def part(content: bytes) -> bytes:
            return base64.urlsafe_b64encode(content).rstrip(b"=")

        head = part(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "first"}).encode())
        text = head + b"." + part(json.dumps(claims).encode())
        return (text + b"." + part(hmac.new(provider.key.public_pem, text, hashlib.sha256).digest())).decode()

    return sign


TOKENS: dict[str, Callable[[bad.Provider], tuple[str, Any]]] = {
    "another issuer": lambda _p: ("claims", lambda c: c | {"iss": "https://evil.example"}),
    "no issuer": lambda _p: ("claims", lambda c: c | {"iss": None}),
    "for another program": lambda _p: ("claims", lambda c: c | {"aud": "another"}),
    "for many, not told for whom": lambda _p: ("claims", lambda c: c | {"aud": [bad.CLIENT, "another"]}),
    "for us, meant for another": lambda _p: ("claims", lambda c: c | {"azp": "another"}),
    "no audience": lambda _p: ("claims", lambda c: c | {"aud": None}),
    "over": lambda _p: ("claims", lambda c: c | {"exp": c["iat"] - 120}),
    "without an end": lambda _p: ("claims", lambda c: c | {"exp": None}),
    "from the future": lambda _p: ("claims", lambda c: c | {"iat": c["iat"] + 3600, "exp": c["exp"] + 3600}),
    "not yet": lambda _p: ("claims", lambda c: c | {"nbf": c["iat"] + 3600}),
    "end is no number": lambda _p: ("claims", lambda c: c | {"exp": "soon"}),
    "of another log-in": lambda _p: ("claims", lambda c: c | {"nonce": "another"}),
    "of no log-in": lambda _p: ("claims", lambda c: c | {"nonce": None}),
    "of nobody": lambda _p: ("claims", lambda c: c | {"sub": None}),
    "of an empty nobody": lambda _p: ("claims", lambda c: c | {"sub": ""}),
    "of a number": lambda _p: ("claims", lambda c: c | {"sub": 7}),
    "of somebody endless": lambda _p: ("claims", lambda c: c | {"sub": ["x"] * 100}),
    "unsigned": lambda _p: ("sign", lambda c: jwt.encode(c, "", "none", {"kid": "first"})),
    "signed by nobody": lambda _p: ("sign", lambda c: jwt.encode(c, "", "none", {"kid": "first"}) + "AAAA"),
    "secret of a public key": lambda p: ("sign", secret_of_a_public_key(p)),
    "secret both know": lambda _p: ("sign", signed_by(bad.SECRET, "HS256")),
    "a stranger's key": lambda _p: ("sign", signed_by(bad.Key("x").private, "RS256")),
    "a key nobody knows": lambda p: ("sign", signed_by(p.key.private, "RS256", kid="other")),
    "a key brought along": lambda _p: ("sign", _with_own_key()),
    "no token": lambda _p: ("sign", lambda _c: ""),
    "gibberish": lambda _p: ("sign", lambda _c: "a.b.c"),
    "a page of dots": lambda _p: ("sign", lambda _c: "." * 10_000),
    "another's information": lambda _p: ("userinfo", lambda one: one | {"sub": "another"}),
    "no information": lambda _p: ("userinfo", lambda _one: []),
    "no keys": lambda _p: ("jwks", lambda _one: {"keys": []}),
    "keys that are none": lambda _p: ("jwks", lambda _one: {"keys": [{"kty": "RSA"}, 7, None]}),
    "a secret among the keys": lambda _p: ("jwks", lambda _one: {"keys": [{"kty": "oct", "k": "AAAA", "kid": "first"}]}),
    "keys for packing": lambda _p: ("jwks", lambda one: {"keys": [k | {"use": "enc"} for k in one["keys"]]}),
    "no addresses": lambda _p: ("discovery", lambda _one: {}),
    "a list of addresses": lambda _p: ("discovery", lambda _one: []),
    "addresses that are none": lambda _p: ("discovery", lambda one: one | {"token_endpoint": 7}),
    "another's name": lambda _p: ("discovery", lambda one: one | {"issuer": "https://evil.example"}),
    "keys in clear": lambda _p: ("discovery", lambda one: one | {"jwks_uri": one["jwks_uri"].replace("https", "http")}),
    "a file as keys": lambda _p: ("discovery", lambda one: one | {"jwks_uri": "file:///etc/passwd"}),
    "keys inside": lambda _p: ("discovery", lambda one: one | {"jwks_uri": "https://127.0.0.1:22/"}),
    "keys at the cloud's own": lambda _p: ("discovery", lambda one: one | {"jwks_uri": "https://169.254.169.254/"}),
    "no token but a list": lambda _p: ("token", lambda _one: ["x"]),
    "a token without an end": lambda _p: ("token", lambda one: one | {"expires_in": "x"}),
    "a token until the end of days": lambda _p: ("token", lambda one: one | {"expires_in": 10**30}),
}  # fmt: skip


def _with_own_key() -> Callable[[Any], str]:
    key = bad.Key("own")
    return lambda claims: jwt.encode(claims, key.private, "RS256", {"kid": "first", "jwk": key.public()})


@INSIDE
@pytest.mark.parametrize("lie", TOKENS)
def test_a_lie_of_the_provider_lets_nobody_in(provider: bad.Provider, officer: Any, lie: str) -> None:
    name, told = TOKENS[lie](provider)
    provider.lies[name] = told
    client = Client()
    sent = client.post(START)
    if sent["Location"] == "/login/":
        refused(client, sent)
        return
    refused(client, client.get(BACK, back(provider, sent["Location"])))


@INSIDE
@pytest.mark.parametrize("place", ["discovery", "token", "userinfo", "jwks"])
@pytest.mark.parametrize("way", ["bomb", "endless", "dripping", "leading_inside", "silent", "broken", "gibberish"])
def test_a_provider_gone_bad_is_left_in_time(
    provider: bad.Provider, officer: Any, place: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liantu.foundation.accounts import oidc_adapter

    monkeypatch.setattr(oidc_adapter, "SECONDS", 1.0)
    client = Client()
    there = None if place == "discovery" else back(provider, off(client))
    provider.lies[f"wild {place}"] = getattr(bad, way)
    began = time.monotonic()
    refused(client, client.post(START) if there is None else client.get(BACK, there))
    assert time.monotonic() - began < 5
    assert "inside" not in provider.asked


@INSIDE
def test_a_provider_that_is_away_is_told(provider: bad.Provider, officer: Any, settings: Any) -> None:
    client = Client()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        away = f"https://127.0.0.1:{closed.getsockname()[1]}"
        settings.OIDC = replace(settings.OIDC, issuer=away)
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "APPS": [
                    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0] | {"settings": {"server_url": away}}
                ]
            }
        }
        refused(client, client.post(START))


@INSIDE
def test_a_certificate_of_another_is_not_believed(
    provider: bad.Provider, officer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(bad.certificate(tmp_path)))
    client = Client()
    refused(client, client.post(START))
    assert provider.asked == []


# -- in a browser ------------------------------------------------------------------------------------------------------


@INSIDE
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_whole_way_in_a_browser(provider: bad.Provider, officer: Any, live_server: Any) -> None:
    from playwright.sync_api import sync_playwright

    from tests.journeys.conftest import CHROMIUM, FLAGS

    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(locale="zh-CN", ignore_https_errors=True)
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{live_server.url}/duties/?state=open")
        page.click("button[name=oidc]")
        page.wait_for_url(f"{provider.issuer}/authorize?**")
        page.click("text=Yes, it is me")
        page.wait_for_url(f"{live_server.url}/duties/?state=open")
        assert not wrong
        kept = {one["name"]: one for one in context.cookies()}
        assert kept["sessionid"]["httpOnly"]
        page.goto(f"{live_server.url}/me/")
        assert "北区" in page.content()
        if folder := os.environ.get("LIANTU_PICTURES"):
            page.screenshot(path=f"{folder}/signed-on.png")
        page.evaluate("document.querySelector('form[action=\"/logout/\"]').submit()")
        page.wait_for_url(f"{live_server.url}/login/")
        page.goto(f"{live_server.url}/me/")
        assert "/login/" in page.url
        provider.person = {"sub": "other", "preferred_username": "stranger"}
        page.click("button[name=oidc]")
        page.click("text=Yes, it is me")
        page.wait_for_url(f"{live_server.url}/login/")
        page.wait_for_selector("text=尚未登记您的账号")
        if folder:
            page.screenshot(path=f"{folder}/refused.png")
        browser.close()


# -- the process that has sign-on on -----------------------------------------------------------------------------------


def with_sign_on(tmp_path: Path, *words: str) -> None:
    """Run this file where single sign-on is on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    left = {name: value for name, value in os.environ.items() if not name.startswith(("LIANTU_", "PYTEST_"))}
    kept = {name: value for name, value in os.environ.items() if name == "LIANTU_PICTURES"}
    environ = left | kept | {
        "LIANTU_OIDC_ISSUER": f"https://127.0.0.1:{port}", "LIANTU_OIDC_CLIENT_ID": bad.CLIENT,
        "LIANTU_OIDC_CLIENT_SECRET": bad.SECRET, "LIANTU_OIDC_NAME": "政务云",
    }  # fmt: skip
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-p", "no:xdist", *words, __file__],
        cwd=ROOT, env=environ, capture_output=True, text=True, timeout=500,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]
    assert " passed" in ended.stdout


if not installation.OIDC_ENABLED:

    @pytest.mark.slow
    def test_nobody_lies_themselves_in(tmp_path: Path) -> None:
        with_sign_on(tmp_path, "-m", "not browser", "--tb=short")

    @pytest.mark.browser
    def test_a_browser_goes_the_whole_way(tmp_path: Path) -> None:
        with_sign_on(tmp_path, "-m", "browser")
