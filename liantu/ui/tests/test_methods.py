"""The method pages inside the program."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from liantu.ui.methods import method_names, method_page, methods_folder


def test_every_page_reads_without_markup_of_its_own() -> None:
    for name in method_names():
        for chinese in (True, False):
            page = method_page(name, chinese=chinese)
            assert page is not None
            assert page.title
            assert "<script" not in page.html
            assert "style=" not in page.html


@pytest.mark.parametrize("name", ["../settings", "no-such", "PRESENCE", "presence.md", ""])
def test_other_names_are_no_pages(name: str) -> None:
    assert method_page(name, chinese=False) is None


def test_links_between_pages_stay_inside_the_program() -> None:
    for path in methods_folder().glob("*.md"):
        page = method_page(path.name.split(".")[0], chinese=".zh." in path.name)
        assert page is not None
        assert '.md"' not in page.html, path.name


@pytest.mark.django_db
def test_the_pages_open(demo_zone: object) -> None:
    client = Client()
    client.force_login(
        get_user_model().objects.get(username="officer"), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.get(reverse("ui:methods")).status_code == 200
    answer = client.get(reverse("ui:method", args=["screening"]))
    assert answer.status_code == 200
    assert b"<table" in answer.content
    assert client.get(reverse("ui:method", args=["no-such"])).status_code == 404
