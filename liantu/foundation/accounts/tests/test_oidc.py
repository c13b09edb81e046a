"""Single sign-on: off without its variables, whole or refused with them, and nobody unknown gets in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from liantu.foundation.accounts.oidc import Oidc, read_oidc
from liantu.lib.environment import SettingError

ROOT = Path(__file__).resolve().parents[4]
SET = {
    "LIANTU_OIDC_ISSUER": "https://id.example/realms/zone/",
    "LIANTU_OIDC_CLIENT_ID": "liantu",
    "LIANTU_OIDC_CLIENT_SECRET": "s",
}
NO_ALLAUTH = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "allauth":
            raise ImportError(name)
sys.meta_path.insert(0, Blocker())
"""


def run(code: str, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in a fresh interpreter with a data folder of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    clean |= {"LIANTU_HOME": str(home), "LIANTU_DEBUG": "1", "DJANGO_SETTINGS_MODULE": "liantu.settings"} | environ
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=clean, capture_output=True, text=True, timeout=600
    )


def test_off_without_variables() -> None:
    assert read_oidc({}) is None


def test_whole() -> None:
    pytest.importorskip("allauth")
    assert read_oidc(SET) == Oidc("https://id.example/realms/zone", "liantu", "s", "id.example", "preferred_username")
    assert read_oidc(SET | {"LIANTU_OIDC_NAME": "政务云"}).name == "政务云"  # type: ignore[union-attr]
    assert read_oidc(SET).origin == "https://id.example"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"LIANTU_OIDC_CLIENT_SECRET": ""}, "LIANTU_OIDC_CLIENT_SECRET"),
        ({"LIANTU_OIDC_ISSUER": "http://id.example"}, "https"),
        ({"LIANTU_OIDC_ISSUER": "id.example"}, "https"),
    ],
)
def test_half_set_stops_the_start(change: dict[str, str], words: str) -> None:
    with pytest.raises(SettingError, match=words):
        read_oidc(SET | change)


def test_default_settings_need_no_allauth(tmp_path: Path) -> None:
    code = NO_ALLAUTH + "import django; django.setup(); import liantu.urls; assert 'allauth' not in sys.modules"
    ended = run(code, tmp_path)
    assert ended.returncode == 0, ended.stderr[-2000:]


def test_configured_without_allauth_says_what_to_install(tmp_path: Path) -> None:
    block = "import importlib.util as u; f=u.find_spec; u.find_spec=lambda n,*a: None if n.startswith('allauth') else f(n,*a)\n"
    ended = run(block + "import django; django.setup()", tmp_path, **SET)
    assert ended.returncode != 0
    assert "pip install 'liantu[oidc]'" in ended.stderr


CONFIGURED = """
import django; django.setup()
from django.core.management import call_command
call_command("check", fail_level="WARNING")
call_command("migrate", verbosity=0)
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from django.test import Client
page = Client().get("/login/", headers={"accept-language": "en"})
assert page.status_code == 200, page.status_code
assert "Log in with" in page.content.decode() and "/oidc/oidc/zone/login/" in page.content.decode()
assert "form-action 'self' https://id.example" in page["Content-Security-Policy"]
assert Client().get("/oidc/signup/").status_code in (302, 403, 404)
assert Client().get("/oidc/login/")["Location"] == "/login/"

from types import SimpleNamespace
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory
from liantu.people.models import User
from liantu.foundation.accounts.oidc_adapter import KnownPeopleOnly
from liantu.audit.models import AuditEntry
User.objects.create_user("officer"); User.objects.create_superuser("root")
linked = []
def arrive(name):
    request = RequestFactory().get("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    account = SimpleNamespace(extra_data={"userinfo": {"preferred_username": name}})
    login = SimpleNamespace(is_existing=False, account=account, connect=lambda request, user: linked.append(user.username))
    KnownPeopleOnly().pre_social_login(request, login)
arrive("officer")
for stranger in ("nobody", "root", ""):
    try:
        arrive(stranger)
    except ImmediateHttpResponse as sent:
        assert sent.response["Location"] == "/login/"
    else:
        raise AssertionError(stranger)
assert linked == ["officer"], linked
assert AuditEntry.objects.filter(verb="accounts.identity_linked").count() == 1
"""


def test_configured_shows_the_button_and_lets_only_known_people_in(home_with_tables: Path) -> None:
    pytest.importorskip("allauth")
    ended = run(CONFIGURED, home_with_tables, **SET)
    assert ended.returncode == 0, ended.stderr[-3000:]


PROVIDER = """
import json, os, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

class Provider(BaseHTTPRequestHandler):
    name = "officer"

    def log_message(self, *args):
        pass

    def answer(self, content):
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        if self.path.startswith("/.well-known/"):
            self.answer({"issuer": base, "authorization_endpoint": f"{base}/authorize",
                         "token_endpoint": f"{base}/token", "userinfo_endpoint": f"{base}/userinfo",
                         "token_endpoint_auth_methods_supported": ["client_secret_post"]})
        else:
            self.answer({"sub": f"id-of-{Provider.name}", "preferred_username": Provider.name, "email": "a@b.example"})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": "t", "token_type": "Bearer", "expires_in": 60})

server = HTTPServer(("127.0.0.1", 0), Provider)
threading.Thread(target=server.serve_forever, daemon=True).start()
os.environ["LIANTU_OIDC_ISSUER"] = f"http://127.0.0.1:{server.server_port}"

import django; django.setup()
from urllib.parse import parse_qs, urlsplit
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from liantu.people.models import Membership, User, Zone
call_command("migrate", verbosity=0)
settings.ALLOWED_HOSTS = ["testserver"]
zone = Zone.objects.create(code="north", name="北区")
Membership.objects.create(user=User.objects.create_user("officer"), zone=zone, role="promotion_officer")

def arrive(name):
    Provider.name, client = name, Client()
    sent = client.post("/oidc/oidc/zone/login/")
    assert sent.status_code == 302, sent.content[:500]
    asked = urlsplit(sent["Location"])
    assert asked.path == "/authorize", asked
    query = parse_qs(asked.query)
    assert query["code_challenge_method"] == ["S256"]
    back = urlsplit(query["redirect_uri"][0]).path
    return client, client.get(back, {"code": "c", "state": query["state"][0]})

for _ in range(2):  # linked the first time, known the second
    client, answer = arrive("officer")
    assert (answer.status_code, answer["Location"]) == (302, "/"), (answer.status_code, answer.headers)
    assert client.get("/me/").status_code == 200
assert User.objects.count() == 1
client, answer = arrive("stranger")
assert answer["Location"] == "/login/", answer.headers
assert "尚未登记您的账号" in client.get("/login/").content.decode()
assert client.get("/me/").status_code == 302
assert User.objects.count() == 1
forged = Client().get("/oidc/oidc/zone/login/callback/", {"code": "c", "state": "made-up"})
assert forged["Location"] == "/login/", forged.headers
"""


def test_the_whole_way_through_a_provider(home_with_tables: Path) -> None:
    pytest.importorskip("allauth")
    values = {"LIANTU_OIDC_CLIENT_ID": "a", "LIANTU_OIDC_CLIENT_SECRET": "b", "LIANTU_OIDC_ALLOW_HTTP": "1"}
    ended = run(PROVIDER, home_with_tables, **values)
    assert ended.returncode == 0, ended.stderr[-3000:]
