"""Every form that posts, as the pages draw it and filled until it is taken, sent twenty times: what it does it does once.

Forms come from the pages of every address and from every declared act; a form is filled with what its controls offer,
with days around today and with numbers, until the program takes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.forms import FileField
from django.test import Client
from django.utils import timezone

from liantu.people.models import Membership, User, Zone
from liantu.people.rules.abilities import ROLES
from liantu.ui.once import FIELD, new_token
from tests.attacks.fuzz import taken_back
from tests.attacks.fuzz_files import TABLE
from tests.attacks.fuzz_inputs import Form, Inputs

BACKEND = "django.contrib.auth.backends.ModelBackend"
CLICKS = 20
FILLINGS = 5
OWN_TABLES = ("ui_sentform", "django_session")  # the tokens themselves; what is said on the next page
# they end or change the session that sends, so that the next sending is somebody else's
OF_THE_SESSION = ("/logout/", "/demo/", "/login", "/zone/", "/language", "/me/password/")
A_LOOK = "/phone/"  # somebody looks at a number: nothing is done but that each look is logged


@dataclass
class Writes:
    """What was written to the database, by table."""

    said: list[str] = field(default_factory=list)

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(sql)
        if text.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"} and not any(one in text for one in OWN_TABLES):
            self.said.append(text[:160])
        return execute(sql, params, many, context)


@contextmanager
def writes() -> Iterator[Writes]:
    """What is written meanwhile."""
    found = Writes()
    with connection.execute_wrapper(found):
        yield found


@dataclass
class Clicks:
    """Sends forms; ``wrong``: forms that did it again; ``never``: those no filling of which was taken."""

    zone: Zone
    clicks: int = CLICKS
    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        person = User.objects.create(username="everything", display_name="全职")
        Membership.objects.bulk_create(Membership(user=person, zone=self.zone, role=role.code) for role in ROLES)
        self.client = Client(raise_request_exception=False, headers={"accept-language": "zh-hans"})
        self.client.force_login(person, backend=BACKEND)
        self.inputs = Inputs(self.zone, [], self._look)

    def _look(self, path: str) -> bytes:
        with taken_back():
            answer = self.client.get(path)
            return b"" if answer.streaming else bytes(answer.content)

    def forms(self) -> Iterator[tuple[str, str, Form]]:
        """Name, page and form: one of each address, from the first page that draws it."""
        seen = set()
        for place in self.inputs.places:
            for path in self.inputs.paths[place.name][:1]:
                for form in self.inputs.seen(path)[0]:
                    name = _name_of(form)
                    if form.method == "POST" and name not in seen and self._is_asked(name):
                        seen.add(name)
                        yield name, path, form
        for acts, act in self.inputs.acts:
            for thing in self.inputs.rows(acts.model._meta.label)[:1]:
                address = acts.url(act, thing)
                if _place(address) in {one.split(" ")[0] for one in seen}:
                    continue
                fields = tuple((name, (value,)) for name, value in self.inputs._given(Random(5), act))
                files = tuple((name, "") for name, one in act.fields().items() if isinstance(one, FileField))
                yield f"{_place(address)} (act)", acts.page_of(thing), Form(address, "POST", fields, files)

    @staticmethod
    def _is_asked(name: str) -> bool:
        return not name.startswith(OF_THE_SESSION) and A_LOOK not in name

    def run(self) -> None:
        """Every form, as a page sends it and as a part of a page."""
        for name, page, form in self.forms():
            if not self.sent(name, page, form, by_part=False):
                self.never.append(name)
            else:
                self.sent(name, page, form, by_part=True)

    def sent(self, name: str, page: str, form: Form, by_part: bool) -> bool:
        """Fill the form until it is taken, send it as often; whether it was ever taken."""
        for turn in range(FILLINGS):
            given = {**filled(form, Random(f"{name}{turn}"), turn), FIELD: new_token()}
            with taken_back():
                with writes() as first:
                    answer = self._send(form, page, given, by_part)
                if answer.status_code >= 400 or not first.said:
                    continue
                self.done["part" if by_part else "page"] += 1
                with writes() as more:
                    again = {self._send(form, page, given, by_part).status_code for _ in range(self.clicks - 1)}
                if more.said or max(again) >= 400:
                    kind = "as a part" if by_part else "as a page"
                    told = ", ".join(f"{number} × {sql}" for sql, number in Counter(more.said).most_common(2))
                    self.wrong.append(f"{name} {kind} {answer.status_code}, then {sorted(again)}: {told}")
                return True
        return False

    def _send(self, form: Form, page: str, given: dict[str, Any], by_part: bool) -> Any:
        more = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"} if by_part else {"Referer": page}
        files = {name: _file(accept) for name, accept in form.files}
        parts = urlsplit(form.action)
        return self.client.post(f"{parts.path}?{parts.query}", {**given, **files}, headers=more)

    def report(self) -> str:
        """The numbers, and the forms by name."""
        told = ", ".join(f"{number} as a {kind}" for kind, number in sorted(self.done.items()))
        return "\n".join([f"sent {self.clicks} times: {told}", *self.wrong, f"never taken: {sorted(self.never)}"])


def _place(address: str) -> str:
    """An address without its numbers."""
    return "/".join("*" if part.isdigit() else part for part in urlsplit(address).path.split("/"))


def _name_of(form: Form) -> str:
    """One name for all forms of one kind: address and fields."""
    return f"{_place(form.action)} {','.join(sorted(name for name, _values in form.fields if name != FIELD))}".strip()


def _file(accept: str) -> SimpleUploadedFile:
    if "csv" in accept or not accept:
        return SimpleUploadedFile("表.csv", TABLE, content_type="text/csv")
    if ".yaml" in accept or ".yml" in accept:
        return SimpleUploadedFile("表.yaml", "名称: 汾泽\n".encode())
    return SimpleUploadedFile("说明.txt", "汾泽引进轧制材项目，总投资 3 亿元。".encode())


def filled(form: Form, chance: Random, turn: int) -> dict[str, Any]:
    """The fields of a form: first as drawn, then with other choices, days and numbers."""
    today = timezone.localdate()
    given: dict[str, Any] = {}
    for name, values in form.fields:
        if not values or name == "check":  # another button of the form: looks, does nothing
            continue
        chosen = [value for value in values if value] or [""]
        value = values[0] if turn == 0 and values[0] else chance.choice(chosen)
        if value == "2026-06-30" or name.endswith(("_on", "due", "day", "deadline")):
            value = (today + timedelta(days=(10, 0, 30, -3)[turn % 4])).isoformat()
        elif value in {"汾泽", "", "一段说明"} and turn:
            value = ("汾泽", "3", "120", "2026-11", "李强", "31.5", "a@example.com")[turn % 7]
        given[name] = value
    return given
