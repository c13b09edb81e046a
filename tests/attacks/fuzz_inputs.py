"""One hostile input for every pair of seed and number: an address, a person, a body, headers.

Addresses come from the table of addresses, forms from the pages themselves (so that all fields but one are as the
program wants them), bodies of the interface from its description.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urljoin, urlsplit

from django import forms
from lxml import html as pages

from liantu.people.models import Zone
from liantu.ui.acts import Act, declared
from tests.attacks.fuzz_files import file_name, hostile_file, multipart
from tests.attacks.fuzz_values import (
    IDS,
    METHODS,
    NAMES,
    TEXTS,
    TYPES,
    headers,
    hostile,
    hostile_json,
    json_bytes,
    mutated,
    pairs,
    quoted,
    raw,
)
from tests.attacks.places import Place, operations, places, rows_of

FORM = "application/x-www-form-urlencoded"
ROWS_EACH = 3  # rows of a kind whose addresses are tried
NOT_A_FIELD = {"csrfmiddlewaretoken"}
PARTS = (
    "0",
    "-1",
    "1" * 40,
    "%00",
    "%2e%2e",
    "..",
    "%2f",
    "%252e",
    "²",
    "٣",
    "%ff%fe",
    "a" * 3000,
    "'",
    "%0d%0a",
    "{{7}}",
    " ",
    "1.0",
)


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes, what it sends when nothing is changed, which fields are files."""

    action: str
    method: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    files: tuple[tuple[str, str], ...]

    def given(self, chance: Random) -> list[tuple[str, str]]:
        """Names and values as a person would send them."""
        return [(name, chance.choice(values)) for name, values in self.fields if values]


@dataclass(frozen=True)
class Input:
    """What is sent. ``files``: whether it carries files; what it leads to is looked at too."""

    person: str
    method: str
    path: str
    body: bytes = b""
    content_type: str = FORM
    headers: dict[str, str] = field(default_factory=dict)

    def line(self) -> str:
        """The input in short."""
        return f"{self.person}: {self.method} {self.path[:150]} {len(self.body)} bytes {self.body[:60]!r}"


def forms_in(page: bytes, address: str) -> tuple[list[Form], list[str]]:
    """The forms of a page, and the names its links ask with."""
    try:
        tree = pages.fromstring(page)
    except Exception:  # nothing of a page in it
        return [], []
    found = []
    for one in tree.forms:
        values: dict[str, list[str]] = {}
        files: list[tuple[str, str]] = []
        for control in one.iter("input", "select", "textarea", "button"):
            if (name := control.get("name")) and name not in NOT_A_FIELD:
                if control.get("type") == "file":
                    files.append((name, control.get("accept") or ""))
                else:
                    values.setdefault(name, []).extend(_values(control))
        action = urljoin(address, one.get("action") or one.get("hx-post") or address)
        method = (one.get("method") or ("post" if one.get("hx-post") else "get")).upper()
        fields = tuple((name, tuple(dict.fromkeys(offered))) for name, offered in values.items())
        found.append(Form(action, method, fields, tuple(files)))
    asked = {part.split("=")[0] for link in tree.xpath("//@href") for part in urlsplit(link).query.split("&") if part}
    return found, sorted(asked)


def _values(control: Any) -> list[str]:
    """What a control would send: its own value, or those it offers."""
    if control.tag == "select":
        return [one.get("value", one.text or "") for one in control.iter("option")] or [""]
    if control.tag == "textarea":
        return [control.text or "一段说明"]
    kind, value = control.get("type", "text"), control.get("value") or ""
    ready = {"date": "2026-06-30", "number": "3", "month": "2026-06", "email": "a@example.com", "time": "10:00"}
    return [value or ready.get(kind, "" if kind in {"checkbox", "radio", "hidden"} else "汾泽")]


def value_of(chance: Random, one: forms.Field, rows: Callable[[Any], str]) -> str:
    """A value a declared field would take, as well as that can be known."""
    if isinstance(one, forms.ModelChoiceField):
        return rows(one.queryset)
    if isinstance(one, forms.ChoiceField):
        offered = [str(value) for value, _label in one.choices if not isinstance(_label, list | tuple)]
        return chance.choice(offered or ["x"])
    if isinstance(one, forms.DateField):
        return chance.choice(("2026-06-30", "2026-07-15", "2025-01-01"))
    if isinstance(one, forms.IntegerField | forms.DecimalField | forms.FloatField):
        return chance.choice(("1", "3", "12.5" if isinstance(one, forms.DecimalField) else "2"))
    if isinstance(one, forms.BooleanField):
        return "on"
    return chance.choice(("汾泽说明", "李强", "2026-06-30", "3"))


class Inputs:
    """Makes inputs. ``look(path)``: the page as somebody with every role sees it."""

    def __init__(self, zone: Zone, people: list[str], look: Callable[[str], bytes]) -> None:
        self.zone, self.people, self.look = zone, people, look
        self.places = places()
        self.paths = {place.name: self._paths(place) for place in self.places}
        self.acts = [(acts, act) for acts in declared() for act in acts.acts]
        self.operations = list(operations())
        self.bringing = sorted(
            name for name in self.paths if name.endswith(("_import", ":bring", ":upload", ":append"))
        )
        self.bringing += [
            "sources:new",
            "enterprises:import_new",
            "outreach:log",
            "documents:bring",
            "outreach:change",
        ] * 2
        self._seen: dict[str, tuple[list[Form], list[str]]] = {}
        self._rows: dict[str, list[Any]] = {}

    def _paths(self, place: Place) -> list[str]:
        if not place.model:
            from tests.attacks.places import OF_EVERY_ZONE

            return [place.path(given) for given in OF_EVERY_ZONE.get(place.name, ({},))]
        return place.paths(rows_of(place.model, self.zone)[:ROWS_EACH]) or [place.route_of("1")]

    def seen(self, path: str) -> tuple[list[Form], list[str]]:
        """Forms and names of links of a page; a page is looked at once."""
        if path not in self._seen:
            self._seen[path] = forms_in(self.look(path), path)
        return self._seen[path]

    def rows(self, label: str) -> list[Any]:
        """Rows of a kind."""
        if label not in self._rows:
            self._rows[label] = list(rows_of(label, self.zone)[:ROWS_EACH])
        return self._rows[label]

    def make(self, seed: int, number: int) -> Input:
        """The input of this number."""
        chance = Random(f"{seed}:{number}")
        turn = chance.random()
        person = "everything" if chance.random() < 0.6 else chance.choice(self.people)
        kinds = (
            (0.2, self.asked),
            (0.3, self.misdirected),
            (0.62, self.posted),
            (0.75, self.acted),
            (0.9, self.by_program),
        )
        kind = next((make for most, make in kinds if turn < most), self.brought)
        made = kind(chance, person)
        more = headers(chance) if chance.random() < 0.12 else {}
        method = chance.choice(METHODS) if chance.random() < 0.03 else made.method
        content_type = chance.choice(TYPES) if chance.random() < 0.03 else made.content_type
        if method == "GET" and chance.random() < 0.15:
            more = {"HTTP_HX_REQUEST": "true", **more}
        return Input(made.person, method, made.path, made.body, content_type, {**made.headers, **more})

    def asked(self, chance: Random, person: str) -> Input:
        """A page with words in its address nobody should write there."""
        path = chance.choice(self.paths[chance.choice(self.places).name])
        shown, names = self.seen(path)
        known = [name for form in shown if form.method == "GET" for name, _values in form.fields] + names
        given = []
        for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
            name = chance.choice(known) if known and chance.random() < 0.75 else chance.choice(NAMES)
            given.append((name, self.short(hostile(chance, name=name))))
        if chance.random() < 0.1:
            given += given
        return Input(person, "GET", f"{path}?{pairs(given)}")

    @staticmethod
    def short(value: str) -> str:
        """As long as a server lets an address be."""
        return value[:3000]

    def misdirected(self, chance: Random, person: str) -> Input:
        """An address with something else in one of its parts."""
        path = chance.choice(self.paths[chance.choice(self.places).name])
        if chance.random() < 0.2:
            path = self._operation(chance)[1]
        parts = path.split("/")
        place = chance.randrange(1, max(2, len(parts)))
        value = chance.choice(PARTS) if chance.random() < 0.6 else quoted(self.short(chance.choice((*IDS, *TEXTS))))
        if place < len(parts):
            parts[place] = value
        else:
            parts.append(value)
        method = "GET" if chance.random() < 0.7 else "POST"
        return Input(person, method, "/".join(parts) or "/")

    def changed(self, chance: Random, given: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """A form as it should be but for one field, seldom more: changed, gone, twice, or of another name."""
        given = list(given)
        for _ in range(chance.choice((1, 1, 1, 1, 2, 6))):
            if not given:
                return [(chance.choice(NAMES), hostile(chance))]
            place = chance.randrange(len(given))
            name, value = given[place]
            turn = chance.random()
            if turn < 0.82:
                given[place] = (name, hostile(chance, value, name))
            elif turn < 0.88:
                del given[place]
            elif turn < 0.94:
                given.append((name, hostile(chance, value, name)))
            else:
                given[place] = (mutated(chance, name), value)
        return given

    def posted(self, chance: Random, person: str) -> Input:
        """A form of a page, changed in one field."""
        for _ in range(8):
            path = chance.choice(self.paths[chance.choice(self.places).name])
            posting = [form for form in self.seen(path)[0] if form.method == "POST" and "/logout" not in form.action]
            if posting:
                form = chance.choice(posting)
                break
        else:
            return self.acted(chance, person)
        given = form.given(chance)
        if chance.random() < 0.95:
            given = self.changed(chance, given)
        if form.files:
            return self._with_files(chance, person, form, given)
        return Input(person, "POST", _local(form.action), raw(pairs(given)))

    def _with_files(self, chance: Random, person: str, form: Form, given: list[tuple[str, str]]) -> Input:
        files = []
        for name, accept in form.files:
            for _ in range(chance.choice((1, 1, 1, 2, 0))):
                kinds = [one.strip(" .") for one in accept.split(",") if one.strip().startswith(".")]
                kind, content = hostile_file(chance, chance.choice(kinds) if kinds and chance.random() < 0.8 else "")
                files.append((name, file_name(chance, kind), content))
        content_type, body = multipart(chance, given, files)
        return Input(person, "POST", _local(form.action), body, content_type)

    def brought(self, chance: Random, _person: str) -> Input:
        """A file nobody should send, where files are taken."""
        path = chance.choice(self.paths[chance.choice(self.bringing)])
        taking = [form for form in self.seen(path)[0] if form.files]
        form = chance.choice(taking) if taking else Form(path, "POST", (), (("file", ""),))
        given = form.given(chance)
        return self._with_files(
            chance, "everything", form, self.changed(chance, given) if chance.random() < 0.2 else given
        )

    def acted(self, chance: Random, person: str) -> Input:
        """An act on a row, whether a page offers it now or not."""
        acts, act = chance.choice(self.acts)
        things = self.rows(acts.model._meta.label)
        path = acts.url(act, chance.choice(things)) if things else acts.url(act, acts.model(pk=1))
        given = self.changed(chance, self._given(chance, act))
        taken = [name for name, one in act.fields().items() if isinstance(one, forms.FileField)]
        if taken:
            form = Form(path, "POST", (), tuple((name, "") for name in taken))
            return self._with_files(chance, person, form, given)
        return Input(person, "POST", path, raw(pairs(given)))

    def _given(self, chance: Random, act: Act) -> list[tuple[str, str]]:
        def row(rows: Any) -> str:
            known = self.rows(rows.model._meta.label)
            return str(chance.choice(known).pk) if known else "1"

        return [
            (name, value_of(chance, one, row))
            for name, one in act.fields().items()
            if not isinstance(one, forms.FileField)
        ]

    def _operation(self, chance: Random) -> tuple[str, str, dict[str, Any]]:
        method, route, about, label = chance.choice(self.operations)
        rows = self.rows(label) if label else []
        row = chance.choice(rows) if rows else None
        places_ = {"pk": getattr(row, "pk", 1), "release_id": getattr(row, "release_id", "no")}
        if label == "chains.Chain" and row is not None:
            node = next(place for place in self.places if place.name == "chains:node").fill(row)
            places_ |= {name: node[name] for name in ("code", "chain_code", "node_code")}
        for name, value in places_.items():
            route = route.replace("{" + name + "}", str(value))
        return method.upper(), route, about

    def by_program(self, chance: Random, person: str) -> Input:
        """The interface: its parameters, its JSON."""
        method, path, about = self._operation(chance)
        if method == "GET" or chance.random() < 0.05:
            names = [one["name"] for one in about.get("parameters", ()) if one["in"] == "query"] or list(NAMES)
            given = [
                (chance.choice(names), self.short(hostile(chance, name=names[0])))
                for _ in range(chance.choice((1, 1, 2)))
            ]
            return Input(person, method, f"{path}?{pairs(given)}")
        content = _example(chance, about, self)
        if isinstance(content, dict) and content and chance.random() < 0.9:
            for _ in range(chance.choice((1, 1, 1, 3))):
                name = chance.choice(sorted(content))
                content[name] = hostile_json(chance, content[name])
        body = json_bytes(chance, content)
        return Input(person, method, path, body, "application/json")


def _local(address: str) -> str:
    """The path and query of an address of a form."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _example(chance: Random, about: dict[str, Any], world: Inputs) -> Any:
    """A body as the description wants it."""
    content = about.get("requestBody", {}).get("content", {})
    schema = next(iter(content.values()), {}).get("schema", {})
    return example(chance, schema, components())


@functools.cache
def components() -> dict[str, Any]:
    """The named shapes of the interface."""
    from liantu.api import api

    found: dict[str, Any] = api.get_openapi_schema()["components"]["schemas"]
    return found


def example(chance: Random, schema: dict[str, Any], named: dict[str, Any], depth: int = 0) -> Any:
    """A value of a shape."""
    if "$ref" in schema:
        schema = named.get(schema["$ref"].rsplit("/", 1)[1], {})
    if offered := schema.get("enum"):
        return chance.choice(offered)
    if several := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return example(chance, chance.choice(several), named, depth + 1)
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        inside = schema.get("properties", {})
        return {name: example(chance, one, named, depth + 1) for name, one in inside.items()} if depth < 6 else {}
    if kind == "array":
        return [example(chance, schema.get("items", {}), named, depth + 1)]
    if kind in {"integer", "number"}:
        return chance.choice((1, 2, 3, 120))
    if kind == "boolean":
        return True
    if kind == "null":
        return None
    return (
        "2026-06-30" if schema.get("format", "").startswith("date") else chance.choice(("汾泽", "2026-06-30", "1", "3"))
    )
