"""Every address × every person × the rows of another zone, and the rows of her own zone that are not hers to see.

A cell is one question with its answer: status and content. The second zone is a marked copy of the first
(``other_zone``): where its mark shows to somebody of the first, something crossed. Addresses come from the table of
addresses and fail without a case (``places``); so do the operations of the interface.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.apps import apps
from django.test import Client

from liantu.foundation.files.actions import store_bytes
from liantu.people.abilities import may
from liantu.people.models import Membership, User, Zone
from liantu.people.rules.abilities import ROLES
from tests.access.test_cast import ability_of
from tests.attacks.fuzz import taken_back
from tests.attacks.fuzz_files import TABLE
from tests.attacks.fuzz_inputs import Inputs, components, example
from tests.attacks.other_zone import CHINESE, MARK, WORD, OtherZone, crossed, other_zone, state_of
from tests.attacks.places import OF_EVERY_ZONE, Place, operations, places, rows_of
from tests.attacks.rows import first_row, make_row

BACKEND = "django.contrib.auth.backends.ModelBackend"
CAST = ("officer", "chief", "leader", "data", "admin", "assessor", "observer", "liaison", "ambassador1")
OUTSIDE = ("liaison", "ambassador1", "agency", "chamber")
BY_SECRET = {"leads:public", "outreach:feed"}  # whoever has the token: it is the key, wherever its holder works
SAID_TWICE = {"ui:delete_view"}  # what is gone is gone: leads back whoever asks; the row must stay
NOT_HERS = "⚐"
FEW = {"from elsewhere", "lists by programs", "searches", "outside by programs"}
FEW |= {"keys in acts", "keys in forms", "keys in JSON"}
# words that lists, searches and sheets are asked with
ASKED = ("", "?q=" + WORD, "?export=xlsx", "?export=csv", "?sort=-pk&per=200", "?who=all&state=all&page=1")
WHERE_SEARCHED = ("?q=" + WORD, "?text=" + WORD, "?words=" + WORD, "?firm_name=" + WORD, "?name=" + WORD)


@dataclass
class Matrix:
    """The cells asked so far and the wrong ones; ``every``: one cell of how many is asked, ``seed``: which ones."""

    zone: Zone
    every: int = 1
    seed: int = 1
    cells: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    shown: int = 0  # own rows that were shown to their own people: the questions can be answered otherwise

    def __post_init__(self) -> None:
        self._people()
        self._one_of_each()
        self.other: OtherZone = other_zone(self.zone)
        everywhere = User.objects.create(username="far-keeper", display_name="别处主管")
        _member(everywhere, self.other.there, *(role.code for role in ROLES))
        self.far = User.objects.get(pk=everywhere.pk)
        self.clients = {person.username: _client(person) for person in (*self.people, self.far)}
        self.clients[""] = Client()
        self.places = places()
        self.operations = list(operations())

    def _people(self) -> None:
        everything = User.objects.create(username="everything", display_name="全职")
        _member(everything, self.zone, *(role.code for role in ROLES))
        for name, role in (("agency", "third_party_agency"), ("chamber", "chamber_of_commerce")):
            _member(User.objects.create(username=name, display_name=name), self.zone, role)
        nobody = User.objects.create(username="nobody", display_name="无职")
        past = User.objects.create(username="past", display_name="离任")
        Membership.objects.create(user=past, zone=self.zone, role="zone_administrator", ends_on="2020-01-01")
        names = (*CAST, "everything", "agency", "chamber")
        self.people = [User.objects.get(username=name) for name in names] + [nobody, past]

    def _one_of_each(self) -> None:
        """A row of every kind an address names; of what is one person's alone, one that is somebody else's."""
        owner = User.objects.get(username="chief2")
        for name in PERSONAL:
            kind = apps.get_model(name)
            field_of_owner = "person" if any(one.name == "person" for one in kind._meta.fields) else "user"
            make_row(kind, self.zone, **{field_of_owner: owner})
        store_bytes("表.csv", TABLE, by=owner, zone=self.zone, purpose="test", allowed=("csv",))
        keeper = _client(User.objects.get(username="everything"))
        saving = next(place for place in places() if place.name == "prospects:save")
        keeper.post(saving.paths(rows_of(saving.model, self.zone)[:1])[0], {"name": "一份名单", "title": "一份名单"})
        for place in places():
            if place.model:
                first_row(place.kind, self.zone)

    # -- one cell --

    def ask(
        self, part: str, person: str, method: str, path: str, judge: Callable[[Any], str], row: Any = None, **given: Any
    ) -> None:
        """Ask one question, judge the answer; '' when it is right. ``row`` must be there afterwards as it was."""
        key = f"{part} {person or 'a stranger'} {method.upper()} {path}"
        if not self._is_asked(part, key):
            return
        self.cells[part] += 1
        try:
            with taken_back():
                answer = getattr(self.clients[person], method)(path, **given)
                why = judge(answer)
                kept = None if row is None else type(row)._default_manager.filter(pk=row.pk).first()
                if row is not None and (kept is None or _values(kept) != _values(row)):
                    why += " changes the row"
        except Exception as error:
            why = f"{type(error).__name__}: {str(error)[:200]}"
        if why:
            self.wrong.append(f"{key}: {why}")

    def _is_asked(self, part: str, key: str) -> bool:
        """Whether the cell is of the sample; of parts with few cells more are asked."""
        every = max(self.every // 12, 1) if part in FEW else self.every
        return zlib.crc32(f"{self.seed} {key}".encode()) % every == 0

    def refused(self, place: Place, person: User | None) -> Callable[[Any], str]:
        """What must come where a row is not hers to see: 404 with the ability, 403 without; a stranger logs in."""
        if person is None:
            return lambda answer: _unless(
                answer.status_code == 405
                or (answer.status_code == 302 and answer.headers["Location"].startswith("/login/")),
                answer,
            )
        code = ability_of(place.pattern)
        allowed = may(person, code, self.zone) if code else bool(person.zone_ids())
        right = {404, 405} if allowed else {403, 405}
        if place.name in SAID_TWICE:
            right.add(302)
        return lambda answer: _unless(answer.status_code in right, answer) or shows(answer, MARK)

    # -- the parts --

    def run(self) -> None:
        """Every part."""
        for part in (
            self.rows_of_elsewhere,
            self.programs_elsewhere,
            self.not_hers,
            self.lists,
            self.lists_outside,
            self.keys,
        ):
            part()
        self.own_rows()

    def rows_of_elsewhere(self) -> None:
        """Addresses about rows of the second zone, and those of the first for the people of the second."""
        for place in self.places:
            if not place.model or place.name in BY_SECRET:
                continue
            for row in _ends(rows_of(place.model, self.other.there)):
                path = place.path(place.fill(row))
                for person in (None, *self.people):
                    for method in ("get", "post"):
                        name = person.username if person else ""
                        self.ask("elsewhere", name, method, path, self.refused(place, person), row)
            here = [row for row in rows_of(place.model, self.zone)[:1]]
            for path in (place.path(place.fill(row)) for row in here if self._names_only_here(place, row)):
                for method in ("get", "post"):
                    self.ask(
                        "from elsewhere",
                        "far-keeper",
                        method,
                        path,
                        lambda answer: _unless(answer.status_code in {404, 405}, answer),
                    )

    def _names_only_here(self, place: Place, row: Any) -> bool:
        return not isinstance(row, User) or not row.memberships.filter(zone=self.other.there).exists()

    def programs_elsewhere(self) -> None:
        """The interface about rows of the second zone."""
        for method, route, about, label in self.operations:
            if not label:
                continue
            row = rows_of(label, self.other.there).first()
            if row is None:
                continue
            path = _filled(route, label, row, self.places)
            body = json.dumps(_body(about))
            for person in (None, *self.people):
                right = {401} if person is None else {404, 403, 422} if method != "get" else {404, 403}
                self.ask(
                    "by programs",
                    person.username if person else "",
                    method,
                    path,
                    lambda answer, right=right: _unless(answer.status_code in right, answer) or shows(answer, MARK),
                    **({} if method == "get" else {"data": body, "content_type": "application/json"}),
                )

    def not_hers(self) -> None:
        """Rows of her own zone that are another's."""
        for place in self.places:
            hers = HERS.get(place.model)
            if hers is None or place.name in BY_SECRET:
                continue
            for person in self.people:
                if place.model not in PERSONAL and person.username not in OUTSIDE:
                    continue
                for row in [one for one in rows_of(place.model, self.zone) if not hers(person, one)][:3]:
                    for method in ("get", "post"):
                        self.ask(
                            "not hers",
                            person.username,
                            method,
                            place.path(place.fill(row)),
                            self.refused(place, person),
                        )

    def lists(self) -> None:
        """Lists, searches, sheets, feeds, notices and pages of the first zone show nothing of the second."""
        for person in self.people:
            for path, is_list in self._pages():
                for asked in ASKED if is_list else ("",):
                    self.ask(
                        "lists",
                        person.username,
                        "get",
                        path + asked,
                        lambda answer: _no_fault(answer) or shows(answer, MARK),
                    )
            for asked in WHERE_SEARCHED:
                for path in (
                    "/search/",
                    "/leads/check/",
                    "/outreach/check/",
                    "/documents/find/",
                    "/enterprises/",
                    "/projects/",
                ):
                    self.ask("searches", person.username, "get", path + asked, lambda answer: shows(answer, MARK))
            for method, route, _about, label in self.operations:
                row = rows_of(label, self.zone).first() if label else None
                if method == "get" and (row is not None or not label):
                    path = _filled(route, label, row, self.places)
                    for asked in ("", "?q=" + WORD, "?limit=100&who=all"):
                        self.ask(
                            "lists by programs",
                            person.username,
                            "get",
                            path + asked,
                            lambda answer: shows(answer, MARK),
                        )

    def lists_outside(self) -> None:
        """Whoever stands outside sees in lists and searches nothing of the rows that are not hers."""
        for name in OUTSIDE:
            person = next(one for one in self.people if one.username == name)
            with taken_back():
                for label, hers in HERS.items():
                    if label not in PERSONAL:
                        _mark_rows([row for row in rows_of(label, self.zone) if not hers(person, row)])
                for path, is_list in self._pages():
                    for asked in ASKED[:4] if is_list else ("",):
                        self.ask("outside", name, "get", path + asked, lambda answer: shows(answer, NOT_HERS))
                for method, route, _about, label in self.operations:
                    row = rows_of(label, self.zone).first() if label else None
                    if method == "get" and (row is not None or not label):
                        path = _filled(route, label, row, self.places)
                        self.ask("outside by programs", name, "get", path, lambda answer: shows(answer, NOT_HERS))

    def _pages(self) -> Iterator[tuple[str, bool]]:
        """Every page of the first zone: those about nothing, and each about a row."""
        for place in self.places:
            if not place.model:
                yield from ((place.path(given), True) for given in OF_EVERY_ZONE.get(place.name, ({},)))
            elif place.name not in BY_SECRET:
                yield from ((path, False) for path in place.paths(rows_of(place.model, self.zone)[:1]))

    def keys(self) -> None:
        """Keys of the second zone sent with acts, forms and JSON: afterwards no row of one zone points into the other."""
        before = state_of(self.other.there)

        def look(path: str) -> bytes:
            with taken_back():
                answer = self.clients["everything"].get(path)
                return b"" if answer.streaming else bytes(answer.content)

        sender = Keys(self, Inputs(self.zone, [], look))
        for person in ("everything", "officer", "admin"):
            with taken_back():
                for part, path, given in sender.sent():
                    self.ask_to_keep(part, person, path, **given)
                for found in crossed(self.zone, self.other.there):
                    self.wrong.append(f"keys {person}: {found}")
                self.cells["rows compared"] += sum(map(len, before.values()))
                after = state_of(self.other.there)
                for label in before:
                    if before[label] != after[label]:
                        self.wrong.append(f"keys {person}: rows of {label} elsewhere changed")

    def ask_to_keep(self, part: str, person: str, path: str, **given: Any) -> None:
        """As ``ask``, but what it does stays until all were sent."""
        from django.db import transaction

        key = f"{part} {person} POST {path} {given.get('data')}"
        if not self._is_asked(part, key):
            return
        self.cells[part] += 1
        try:
            with transaction.atomic():
                answer = self.clients[person].post(path, **given)
        except Exception as error:
            self.wrong.append(f"{key[:300]}: {type(error).__name__}: {str(error)[:200]}")
            return
        if why := _no_fault(answer) or shows(answer, MARK):
            self.wrong.append(f"{key[:300]}: {why}")

    def own_rows(self) -> None:
        """The copies are real: their own people are shown them, marked."""
        for place in self.places:
            row = rows_of(place.model, self.other.there).first() if place.model else None
            if row is not None:
                with taken_back():
                    answer = self.clients["far-keeper"].get(place.path(place.fill(row)))
                self.shown += bool(answer.status_code == 200 and shows(answer, MARK))

    def report(self) -> str:
        """Numbers by part, and the wrong cells."""
        parts = ", ".join(f"{part} {number}" for part, number in self.cells.items())
        total = sum(number for part, number in self.cells.items() if part != "rows compared")
        addresses = sum(1 for place in self.places if place.model)
        head = f"{addresses} addresses about rows of {len(self.places)}, {len(self.operations)} operations, {len(self.people) + 1} people"
        return "\n".join(
            [
                f"{head}: {total} cells ({parts})",
                *self.wrong,
                f"{len(self.wrong)} wrong; own rows shown on {self.shown} pages",
            ]
        )


class Keys:
    """Everything that takes a key, with keys of the second zone in it."""

    def __init__(self, matrix: Matrix, inputs: Inputs) -> None:
        self.matrix, self.inputs = matrix, inputs
        self.foreign: dict[str, list[str]] = {}
        for model, copies in matrix.other.copies.items():
            first = next(iter(copies.values()), None)
            if first is not None:
                for source in apps.get_models():
                    for one in source._meta.fields:
                        if one.related_model is model:
                            self.foreign.setdefault(one.name, []).append(str(first.pk))

    def of(self, name: str) -> list[str]:
        """Keys of the second zone that a field of this name may mean."""
        plain = name.rsplit("-", 1)[-1].removesuffix("_id").removesuffix("_pk")
        return list(dict.fromkeys(self.foreign.get(plain, ())))[:3]

    def sent(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Part, address and what is sent with it."""
        yield from self._acts()
        yield from self._forms()
        yield from self._programs()

    def _acts(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        from django.forms import ModelChoiceField

        chance = Random(1)
        for acts, act in self.inputs.acts:
            for thing in self.inputs.rows(acts.model._meta.label)[:1]:
                given = dict(self.inputs._given(chance, act))
                for name, one in act.fields().items():
                    keys = self.of(name)
                    if isinstance(one, ModelChoiceField):
                        row = rows_of(one.queryset.model._meta.label, self.matrix.other.there).first()
                        keys = [str(row.pk)] if row is not None else keys
                    for key in keys:
                        yield "keys in acts", acts.url(act, thing), {"data": {**given, name: key}}

    def _forms(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        chance, seen = Random(2), set()
        for place in self.inputs.places:
            if place.name in {"accounts:logout", "accounts:password"}:
                continue
            for form in self.inputs.seen(self.inputs.paths[place.name][0])[0]:
                if form.method != "POST" or "/act/" in form.action or form.action in seen:
                    continue
                seen.add(form.action)
                given = dict(form.given(chance))
                for name, _values in form.fields:
                    for key in self.of(name):
                        yield "keys in forms", form.action, {"data": {**given, name: key}}

    def _programs(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        chance, named = Random(3), components()
        for method, route, about, label in self.inputs.operations:
            if method != "post":
                continue
            row = rows_of(label, self.matrix.zone).first() if label else None
            if label and row is None:
                continue
            content = next(iter(about.get("requestBody", {}).get("content", {}).values()), {}).get("schema", {})
            body = example(chance, content, named)
            for name in body if isinstance(body, dict) else ():
                for key in self.of(name):
                    sent = json.dumps({**body, name: int(key)})
                    path = _filled(route, label, row, self.inputs.places)
                    yield "keys in JSON", path, {"data": sent, "content_type": "application/json"}


def _member(person: User, zone: Zone, *roles: str) -> None:
    Membership.objects.bulk_create(Membership(user=person, zone=zone, role=role) for role in roles)


def _values(row: Any) -> list[Any]:
    return [getattr(row, one.attname) for one in row._meta.concrete_fields]


def _ends(rows: Any) -> list[Any]:
    """The first and the last of rows."""
    return [rows.first(), rows.last()] if rows.count() > 1 else list(rows)


def _client(person: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person, backend=BACKEND)
    return client


def _unless(right: bool, answer: Any) -> str:
    return "" if right else f"answers {answer.status_code}"


def _no_fault(answer: Any) -> str:
    return f"answers {answer.status_code}" if answer.status_code >= 500 else ""


def shows(answer: Any, mark: str) -> str:
    """Where the mark stands in an answer: head, body, or a part of a packed sheet."""
    head = " ".join(answer.headers.values())
    body = b"".join(answer) if answer.streaming else answer.content
    if mark in head or mark.encode() in body:
        place = body.find(mark.encode())
        return f"shows {body[max(0, place - 60) : place + 60].decode(errors='replace')!r}"
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for name in packed.namelist():
                if mark.encode() in packed.read(name):
                    return f"shows the mark in {name} of the sheet"
    if json.dumps(mark)[1:-1].encode() in body:
        return "shows the mark in JSON"
    return ""


def _filled(route: str, label: str, row: Any, known: list[Place]) -> str:
    """The address of an operation about a row."""
    if label == "chains.Chain":
        node = next(place for place in known if place.name == "chains:node").fill(row)
        for name in ("code", "chain_code", "node_code"):
            route = route.replace("{" + name + "}", str(node[name]))
    if label:
        route = route.replace("{pk}", str(row.pk)).replace("{release_id}", str(getattr(row, "release_id", "")))
    return route


def _body(about: dict[str, Any]) -> Any:
    content = next(iter(about.get("requestBody", {}).get("content", {}).values()), {}).get("schema", {})
    return example(Random(4), content, components())


def _mark_rows(rows: list[Any]) -> None:
    """Puts the second mark before every text of people in these rows."""
    for row in rows:
        changed = {}
        for one in row._meta.concrete_fields:
            value = getattr(row, one.attname)
            if isinstance(value, str) and CHINESE.search(value) and not one.choices and one.related_model is None:
                changed[one.attname] = (NOT_HERS + value)[: one.max_length]
        if changed:
            type(row)._default_manager.filter(pk=row.pk).update(**changed)


# -- whose a row is: said here by hand, so that it does not rest on what is tried --


def _speaks_for(person: User) -> set[int]:
    rows = apps.get_model("chains.ChainAppointment")._default_manager.filter(
        person=person, office="chain_leader_liaison"
    )
    return {row.speaks_for_id for row in rows if row.ends_on is None and row.speaks_for_id}


def _her_lead(person: User, row: Any) -> bool:
    of_her_firm = row.suggestion is not None and row.suggestion.leader_id in _speaks_for(person)
    return bool(row.registered_by_id == person.pk or of_her_firm)


def _of_her_firm(person: User, row: Any) -> bool:
    return row.leader_id in _speaks_for(person)


PERSONAL = (
    "notices.Notice",
    "ui.SavedView",
    "ui.ImportBatch",
    "accounts.ApiToken",
    "documents.Watch",
    "exports.ExportedList",
    "outreach.CalendarFeed",
)
HERS: dict[str, Callable[[User, Any], bool]] = {
    "notices.Notice": lambda person, row: row.user_id == person.pk,
    "ui.SavedView": lambda person, row: row.user_id == person.pk,
    "ui.ImportBatch": lambda person, row: row.user_id == person.pk,
    "accounts.ApiToken": lambda person, row: row.user_id == person.pk,
    "documents.Watch": lambda person, row: row.person_id == person.pk,
    "exports.ExportedList": lambda person, row: row.person_id == person.pk,
    "leads.Lead": _her_lead,
    "suggestions.Suggestion": _of_her_firm,
    "purchases.PurchaseLine": _of_her_firm,
    "challenges.Challenge": lambda person, row: row.state not in {"drafted", "withdrawn"},
    "duties.Duty": lambda person, row: person.pk in {row.owner_id, row.given_by_id},
}
