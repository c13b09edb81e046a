"""Who writes nothing, or nonsense, is told in Chinese: no names of fields, no English sentences reach the reader."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from liantu.people.models import User, Zone
from liantu.ui.acts import declared
from tests.access.test_cast import addresses, values

__all__ = ["values"]

# Latin that readers know: formats and currencies, units, and what they typed themselves.
KNOWN = re.compile(
    r"\b(LIANTU_\w+|stages|YAML|CSV|Excel|XLSX|xlsx|xls|csv|PDF|CNY|USD|KB|MB|GB|HTTP|URL|API|ID|Parquet|parquet|zip|ZIP)\b"
)
TOLD = re.compile(r'<(?:span class="problem-(?:where|what|fix)"|ul class="errorlist"[^>]*)>(.*?)</(?:span|ul)>', re.S)
ENGLISH = re.compile(r"[A-Za-z]{3,}")
NONSENSE = "％＆"  # no letters: what comes back of it is not Latin


def english_in(page: str) -> list[str]:
    """The parts of refusals on a page that hold Latin words."""
    told = [unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", part)) for part in TOLD.findall(page)]
    return [" ".join(text.split()) for text in told if ENGLISH.search(KNOWN.sub("", text))]


def enter(username: str) -> Client:
    client = Client()
    person = User.objects.get(username=username)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_forms_sent_empty_are_told_in_chinese(demo_zone: Zone, values: dict[str, tuple[object, ...]]) -> None:
    wrong, seen = set(), 0
    for username in ("officer", "chief", "data", "admin"):
        client = enter(username)
        client.raise_request_exception = False
        for name, path, _pattern in addresses(values):
            if name == "accounts:logout":
                continue
            answer = client.post(path, {"kind": NONSENSE, "text": NONSENSE} if username == "chief" else {})
            if answer.status_code in (400, 422) and "html" in answer.headers.get("Content-Type", ""):
                seen += 1
                wrong |= {f"{name}: {text}" for text in english_in(answer.content.decode())}
    assert not wrong, "\n".join(sorted(wrong))
    assert seen > 20


def test_acts_on_real_things_refuse_in_chinese(demo_zone: Zone) -> None:
    wrong, seen = set(), 0
    for username in ("officer", "chief", "data", "admin", "boss"):
        if not User.objects.filter(username=username).exists():
            continue
        client = enter(username)
        for acts in declared():
            thing = acts.model._default_manager.filter(zone=demo_zone).first()
            if thing is None:
                continue
            for act in acts.acts:
                for given in ({}, dict.fromkeys(act.fields(), NONSENSE), dict.fromkeys(act.fields(), "999999")):
                    answer = client.post(acts.url(act, thing), given)
                    where = f"{acts.room}.{act.verb}"
                    if answer.status_code == 422:
                        seen += 1
                        wrong |= {f"{where}: {text}" for text in english_in(answer.content.decode())}
                    body = {name: value for name, value in given.items() if value != NONSENSE}
                    at = f"/api/v1/{acts.room}/{acts.below}{thing.pk}/acts/{act.verb}"
                    told = client.post(at, body, content_type="application/json")
                    for problem in told.json().get("problems", ()) if told.status_code == 422 else ():
                        texts = (problem["message"], problem["place"], problem["fix"])
                        wrong |= {f"{where}: {text}" for text in texts if ENGLISH.search(KNOWN.sub("", text))}
    assert not wrong, "\n".join(sorted(wrong))
    assert seen > 20


def test_the_walk_sees_english() -> None:
    assert english_in('<span class="problem-where">intent_paper</span>')
    assert not english_in('<span class="problem-where">合同</span><span class="problem-what">应为 PDF。</span>')
