"""A form of a strange page, sent by the browser of who is logged in, does nothing: at every address and operation."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from liantu.api import api
from liantu.people.models import User, Zone
from tests.access.test_cast import addresses, values

__all__ = ["values"]
pytestmark = pytest.mark.django_db
BODIES = (
    {"data": {"name": "x"}},
    {"data": "{}", "content_type": "application/json"},
    {"data": "{}", "content_type": "text/plain"},
)


@pytest.fixture
def keeper(demo_zone: Zone) -> Iterator[Client]:
    """An administrator in a browser; the log of refusals is still."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    person = User.objects.get(username="admin")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    logging.disable(logging.ERROR)
    yield client
    logging.disable(logging.NOTSET)


def test_no_address_takes_a_strange_form(keeper: Client, values: dict[str, tuple[object, ...]]) -> None:
    wrong, seen = [], 0
    real = {name: (one[0], one[0]) for name, one in values.items()}
    for at, path in enumerate(dict.fromkeys(path for _name, path, _pattern in addresses(real))):
        answer = keeper.post(path, **BODIES[at % len(BODIES)])  # type: ignore[arg-type]
        seen += 1
        if answer.status_code != 403:
            wrong.append(f"{path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert seen > 200


def test_no_operation_takes_one_either(keeper: Client) -> None:
    wrong, seen = [], 0
    for route, operations in api.get_openapi_schema()["paths"].items():
        for method in set(operations) - {"get"}:
            body = BODIES[seen % len(BODIES)]
            answer = getattr(keeper, method)(re.sub(r"{\w+}", "1", route), **body)
            seen += 1
            if answer.status_code != 403:
                wrong.append(f"{method} {route}: {answer.status_code} {answer.content[:80]!r}")
    assert not wrong, "\n".join(wrong)
    assert seen > 20
