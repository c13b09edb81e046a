"""Single sign-on: off without its variables, whole or refused with them (who gets in: ``tests/attacks/sign_on``)."""

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
assert Client().get("/oidc/signup/").status_code == 404
assert Client().get("/oidc/login/")["Location"] == "/login/"
"""


def test_configured_shows_the_button(home_with_tables: Path) -> None:
    pytest.importorskip("allauth")
    ended = run(CONFIGURED, home_with_tables, **SET)
    assert ended.returncode == 0, ended.stderr[-3000:]
