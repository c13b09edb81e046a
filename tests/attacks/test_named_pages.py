"""The address a browser names in a head is a stranger's text: no answer breaks on one that is none."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from liantu.people.models import User, Zone
from liantu.projects.models import Project

NO_ADDRESSES = ["http://[", "http://[::1", "http://]x[/", "//[v1.]/", "\\\\", "http://a\u2100b/", "x" * 4000]


@pytest.mark.parametrize("head", ["HTTP_REFERER", "HTTP_HX_CURRENT_URL"])
@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_no_answer_breaks_on_an_address_that_is_none(demo_zone: Zone, head: str, text: str) -> None:
    client = Client(headers={})
    client.force_login(User.objects.get(username="officer"), backend="django.contrib.auth.backends.ModelBackend")
    heads = {head: text}
    project = Project.objects.filter(zone=demo_zone, health="normal").latest("pk")
    address = reverse("projects:act_note", args=[project.pk])
    assert client.get(reverse("ui:side"), **heads).status_code == 200
    assert client.post(address, {"text": ""}, **heads).status_code == 422
    assert client.post(address, {"text": ""}, HTTP_HX_REQUEST="true", **heads).status_code == 422
