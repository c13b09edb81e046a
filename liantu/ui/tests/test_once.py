"""A form sent many times is done once; a refused one may be sent again, so may one that was changed."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.test import RequestFactory

from liantu.people.models import User
from liantu.ui import once
from liantu.ui.models import SentForm
from liantu.ui.once import OnceMiddleware, _key, new_token


def sent(token: str, user: object, text: str = "甲公司", **headers: str) -> HttpRequest:
    """A form as a browser sends it."""
    request = RequestFactory(headers=headers).post("/leads/new/", {"once": token, "name": text})
    request.user = user  # type: ignore[assignment]
    return request


class Counting:
    """A view that counts and leads somewhere new each time."""

    def __init__(self, status: int = 302, seconds: float = 0.0) -> None:
        self.times, self.status, self.seconds = 0, status, seconds

    def __call__(self, _request: HttpRequest) -> HttpResponse:
        self.times += 1
        time.sleep(self.seconds)
        return HttpResponseRedirect(f"/leads/{self.times}/") if self.status == 302 else HttpResponse(status=self.status)


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("officer", password="x")


def test_twenty_sendings_one_after_the_other_are_one(user: User) -> None:
    view, token = Counting(), new_token()
    places = {OnceMiddleware(view)(sent(token, user)).headers["Location"] for _turn in range(20)}
    assert (view.times, places) == (1, {"/leads/1/"})


@pytest.mark.parametrize("status", [200, 422, 500])
def test_what_was_refused_or_stays_may_be_sent_again(user: User, status: int) -> None:
    view, token = Counting(status), new_token()
    for _turn in range(3):
        OnceMiddleware(view)(sent(token, user))
    assert (view.times, SentForm.objects.count()) == (3, 0)


def test_other_content_other_person_and_no_token_are_other_forms(user: User) -> None:
    view, token = Counting(), new_token()
    once = OnceMiddleware(view)
    other = User.objects.create_user("other", password="x")
    for request in (
        sent(token, user), sent(token, user, "乙公司"), sent(token, other), sent("", user), sent("", user),
        sent("x" * 32, user), sent(token, AnonymousUser()), sent(token, AnonymousUser()),
    ):  # fmt: skip
        once(request)
    assert view.times == 8


def test_a_fragment_is_led_as_well(user: User) -> None:
    view, token = Counting(), new_token()
    OnceMiddleware(view)(sent(token, user))
    again = OnceMiddleware(view)(sent(token, user, **{"HX-Request": "true"}))
    assert (view.times, again.status_code, again.headers["HX-Redirect"]) == (1, 200, "/leads/1/")


def test_an_error_lets_the_form_be_sent_again(user: User) -> None:
    def broken(_request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    token = new_token()
    with pytest.raises(RuntimeError):
        OnceMiddleware(broken)(sent(token, user))
    view = Counting()
    OnceMiddleware(view)(sent(token, user))
    assert view.times == 1


@pytest.mark.django_db(transaction=True)
def test_sendings_at_the_same_moment_wait_for_the_first() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory locks whole tables; the server is tried")
    user = User.objects.create_user("officer", password="x")
    view, token, places = Counting(seconds=0.5), new_token(), []

    def send() -> None:
        try:
            places.append(OnceMiddleware(view)(sent(token, user)).headers["Location"])
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _turn in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (view.times, set(places), len(places)) == (1, {"/leads/1/"}, 12)


def test_every_form_carries_its_own_token() -> None:
    template = engines["django"].from_string("{% csrf_token %}{% csrf_token %}")
    drawn = template.render({}, RequestFactory().get("/"))
    tokens = re.findall(r'name="once" value="([0-9a-f]{32})"', drawn)
    assert len(set(tokens)) == 2
    assert drawn.count("csrfmiddlewaretoken") == 2


@pytest.mark.django_db(transaction=True)
def test_one_whose_process_was_killed_is_told_at_once_and_may_be_sent_again(tmp_path: Path, settings: Any) -> None:
    """It is not done unasked: it may have been done before the kill."""
    settings.HOME = tmp_path
    user = User.objects.create_user("officer", password="x")
    view, token, told = Counting(), new_token(), list[str]()
    key = _key(sent(token, user), token)
    SentForm.objects.create(key=key, process=".building-forms-0badc0de")  # nobody holds it
    again = sent(token, user, Referer="/leads/new/")
    again._messages = type("Told", (), {"add": lambda _self, _level, text, _tags="": told.append(str(text))})()  # type: ignore[attr-defined]
    began = time.monotonic()
    answer = OnceMiddleware(view)(again)
    assert (view.times, answer.headers["Location"], time.monotonic() - began < 5) == (0, "/leads/new/", True)
    assert len(told) == 1
    assert OnceMiddleware(view)(sent(token, user)).headers["Location"] == "/leads/1/"
    assert view.times == 1


def test_who_sends_again_while_the_first_takes_long_is_told(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the wait the second is led back where it came from, with the word that the first is still at work."""
    monkeypatch.setattr(once, "WAIT_SECONDS", 0.2)
    view, token, said = Counting(), new_token(), []
    monkeypatch.setattr(once.messages, "info", lambda _request, text, **_more: said.append(str(text)))

    def slow(_request: HttpRequest) -> HttpResponse:
        again = OnceMiddleware(view)(sent(token, user, Referer="http://testserver/leads/new/?a=1"))
        assert again.headers["Location"] == "http://testserver/leads/new/?a=1"
        return HttpResponseRedirect("/leads/9/")

    OnceMiddleware(slow)(sent(token, user))
    assert (view.times, len(said)) == (0, 1)
    assert "still at work" in said[0] or "仍在处理" in said[0]
    OnceMiddleware(view)(sent(token, user))
    assert len(said) == 1, "what is done needs no word"
