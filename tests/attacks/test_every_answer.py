"""What holds for the answer of every address: HEAD as GET, parts told from pages, packing that tells nothing, safe files."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from liantu.foundation.files import actions as files
from liantu.foundation.files.models import StoredFile
from liantu.foundation.files.rules.kinds import MEDIA_TYPES
from liantu.lib.problems import ProblemsError
from liantu.people.models import Membership, User, Zone
from liantu.ui import actions, once
from liantu.ui.answers import COMPRESS_FROM_BYTES, SANDBOX, AttachmentsMiddleware, CompressMiddleware, HeadMiddleware
from tests.access.test_cast import addresses, enter, values

__all__ = ["values"]
pytestmark = pytest.mark.django_db
BACK = {"HX-Request": "true", "HX-History-Restore-Request": "true"}


@pytest.fixture
def zone() -> Zone:
    return Zone.objects.create(code="z", name="甲开发区", name_en="Zone A")


def zone_admin(zone: Zone) -> User:
    person = User.objects.create(username="keeper")
    Membership.objects.create(user=person, zone=zone, role="zone_administrator")
    return person


def answered(values: dict[str, tuple[object, ...]]) -> Iterator[tuple[Client, str, Any]]:
    """Every address that gives something to somebody of the cast: who may, the path, the answer."""
    people = [enter(name)[0] for name in ("officer", "admin", "data")]
    for _name, path, _pattern in addresses(values):
        for client in people:
            answer = client.get(path)
            if answer.status_code == 200:
                yield client, path, answer
                break


def test_every_address_keeps_to_what_holds_for_all(demo_zone: Zone, values: Any) -> None:
    """One walk, because it is long: parts told from pages, Back whole, HEAD as GET, files harmless."""
    wrong, pages, files_seen = [], 0, 0
    for client, path, answer in answered(values):
        head = client.head(path)
        if head.status_code != 200 or head.headers["Content-Type"] != answer.headers["Content-Type"]:
            wrong.append(f"HEAD {path}: {head.status_code}")
        if "no-store" not in answer.headers.get("Cache-Control", ""):
            wrong.append(f"{path}: may be kept by others")
        if client.generic("TRACE", path).status_code != 405:
            wrong.append(f"TRACE {path}: is answered")
        if b"".join(head):
            wrong.append(f"HEAD {path}: has a body")
        if answer.streaming or "Content-Disposition" in answer.headers:
            files_seen += 1
            assert_harmless(answer)
        elif answer.headers["Content-Type"].startswith("text/html"):
            kept_apart = {word.strip() for word in answer.headers.get("Vary", "").split(",")}
            if not {"HX-Request", "HX-Target", "HX-History-Restore-Request"} <= kept_apart:
                wrong.append(f"{path}: Vary {kept_apart}")
            if b"<html" in answer.content:
                pages += 1
                if b"<html" not in client.get(path, headers=BACK).content:
                    wrong.append(f"{path}: Back shows a part")
    assert not wrong, "\n".join(wrong)
    assert pages > 60
    assert files_seen >= 3


def test_a_form_sent_twice_leads_to_no_other_site(zone: Zone, client: Client) -> None:
    client.force_login(zone_admin(zone))
    sent = {"once": "0" * 32, "name": ""}
    for place in ("http://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", ""):
        request = RequestFactory().post("/chains/", sent, headers={"Referer": place, "HX-Current-URL": place})
        request.user = User.objects.get()
        key = once._key(request, sent["once"])
        assert actions.begin_form(key, once.this_process())
        actions.forget_form(key)
        answer = once._as_before(request, key)
        assert answer.headers["Location"] == "/chains/"


def test_head_tells_the_length_and_no_page_sees_it() -> None:
    seen: list[str | None] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request.method)
        return HttpResponse("页" * 10)

    answer = HeadMiddleware(page)(RequestFactory().head("/"))
    assert (seen, answer.content, answer.headers["Content-Length"]) == (["GET"], b"", "30")


def test_pages_are_packed_and_their_length_tells_no_secret(demo_zone: Zone) -> None:
    client, _person = enter("officer")
    packed = [client.get("/projects/", headers={"Accept-Encoding": "gzip"}) for _ in range(12)]
    assert {answer.headers["Content-Encoding"] for answer in packed} == {"gzip"}
    assert all(b"<html" in gzip.decompress(answer.content) for answer in packed)

    def page(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("链" * COMPRESS_FROM_BYTES)

    asked = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    lengths = {len(CompressMiddleware(page)(asked).content) for _ in range(40)}
    assert len(lengths) > 5, "the same page always has the same length"


def test_small_answers_and_files_go_as_they_are() -> None:
    asked = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    for answer in (
        HttpResponse("x" * (COMPRESS_FROM_BYTES - 1)),
        HttpResponse(b"x" * 9999, content_type="text/csv"),
        FileResponse(iter([b"x" * 9999]), content_type="text/html"),
    ):
        assert not CompressMiddleware(lambda _request, answer=answer: answer)(asked).has_header("Content-Encoding")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><script>alert(1)</script>"


def kept(name: str, content: bytes, zone: Zone) -> StoredFile:
    return files.store_bytes(name, content, by=None, zone=zone, purpose="test", allowed=tuple(MEDIA_TYPES))


@pytest.mark.parametrize("content", [SVG, PAGE, b"  \n<html><script>", b"<svg onload=alert(1)>,\n1,2\n"])
@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.txt", "a.csv", "a.png"])
def test_pictures_and_pages_with_scripts_are_not_taken(zone: Zone, name: str, content: bytes) -> None:
    with pytest.raises(ProblemsError):
        kept(name, content, zone)


def test_what_hides_a_page_in_a_table_is_a_download_in_a_sandbox(zone: Zone, client: Client) -> None:
    stored = kept("a.html", b"name,scope\n" + PAGE + b",x\n", zone)
    client.force_login(zone_admin(zone), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/files/{stored.pk}/")
    assert_harmless(answer)
    assert answer.headers["Content-Type"].startswith("text/csv")


def assert_harmless(answer: Any) -> None:
    """A download, of the kind it says, without scripts and without this site's name even when opened."""
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == SANDBOX


def test_a_stream_without_a_name_is_harmless_too() -> None:
    answer = AttachmentsMiddleware(lambda _request: FileResponse(iter([b"<svg>"])))(RequestFactory().get("/"))
    assert answer.headers["Content-Security-Policy"] == SANDBOX
