"""Reading the editor's form and files into a template, and what the editor shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import yaml
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liantu.chains import pages, reads
from liantu.chains.actions import decode_template, read_template_file, second_person_rule
from liantu.chains.models import Chain, TemplateVersion
from liantu.chains.rules.template import (
    INTENTS,
    STAGES,
    Edge,
    Node,
    Template,
    TemplateError,
    check_template,
    is_warning,
    parse_template,
)
from liantu.chains.rules.template_compare import compare_templates
from liantu.chains.rules.template_sheets import TemplateSheets, rows_from_template, template_from_rows
from liantu.chains.standing import standings_of
from liantu.chains.wording import field_name, intent_name
from liantu.lib.industries import industries
from liantu.lib.problems import Problem, ProblemsError
from liantu.lib.reference_files import reference_path
from liantu.lib.whole_numbers import whole_number
from liantu.parsers.sheets import sheets_of_workbook
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.sheets import write_workbook

FIELDS = ("code", "name", "name_en", "stage", "words", "exclude", "gbt4754", "intent", "logistic_class")
NODES_MOST = 400
SHEET_MOST_BYTES = 5_000_000


def logistic_classes() -> list[dict[str, Any]]:
    """The supply radius classes of the place."""
    content = yaml.safe_load(reference_path("logistic_classes.yaml").read_text("utf-8"))
    return list(content["classes"])


def shipped_templates() -> list[tuple[str, str]]:
    """The templates that ship with the program: (file name, the chain in the reader's language)."""
    english, found = (get_language() or "").startswith("en"), []
    for path in sorted(reference_path("chains").glob("*.yaml")):
        head = yaml.safe_load(path.read_text("utf-8").partition("\nnodes:")[0])  # the links are not read: many files
        found.append((path.stem, str((english and head.get("name_en")) or head["chain"])))
    return found


def text_to_adopt(request: ZoneRequest) -> tuple[str, str]:
    """The text and name of the chosen template. Raises ProblemsError when there is none."""
    chosen = request.POST.get("shipped", "")
    if chosen in dict(shipped_templates()):
        return read_template_file(reference_path("chains") / f"{chosen}.yaml"), f"{chosen}.yaml"
    upload = request.FILES.get("file")
    if upload is None:
        raise ProblemsError([Problem("no_file", "No file was chosen.", fix="Choose a shipped template or a file.")])
    return decode_template(upload.read(1_000_001), name=upload.name or "template.yaml"), upload.name or "template.yaml"


def revision_in(data: QueryDict) -> int:
    """The revision the editor saw."""
    return whole_number(data.get("revision"), most=2**31 - 1) or 0


def template_in(data: QueryDict, chain: Chain) -> Template:
    """The template in the editor's form. Raises TemplateError with every problem, named by row."""
    template = _template_of_form(data, chain)
    known = [entry["code"] for entry in logistic_classes()]
    problems = [problem for problem in check_template(template, logistic_classes=known) if not is_warning(problem)]
    if problems:
        raise TemplateError(problems)
    return template


def _template_of_form(data: QueryDict, chain: Chain) -> Template:
    """The form as it stands, right or wrong."""
    columns = {name: data.getlist(f"node_{name}")[:NODES_MOST] for name in FIELDS}
    length = max((len(column) for column in columns.values()), default=0)
    nodes = []
    for row in range(length):
        cell = {name: column[row].strip() if row < len(column) else "" for name, column in columns.items()}
        if not any(cell[name] for name in ("code", "name", "words")):
            continue  # an empty line at the end of the table
        lists = {name: pages.split_words(cell[name]) for name in ("words", "exclude", "gbt4754")}
        values: dict[str, Any] = {**cell, **lists}
        nodes.append(Node(**values))
    edges = []
    for line in data.get("edges", "")[:40_000].splitlines():
        ends = [part.strip() for part in line.replace("→", ">").replace("，", ",").replace(",", ">").split(">")]
        edges += [Edge(source, target) for source, target in pairwise(ends)] if any(ends) else []
    version = reads.published_version(chain)
    return Template(
        chain=data.get("chain", chain.name).strip(),
        version=(version.number + 1) if version else 1,
        nodes=tuple(nodes),
        edges=tuple(edges),
        name_en=data.get("name_en", chain.name_en).strip(),
        source=_("the form"),
    )


def template_in_file(upload: UploadedFile[bytes] | None) -> Template:
    """The template in an uploaded YAML or Excel file. Raises ProblemsError, TemplateError."""
    if upload is None:
        raise ProblemsError([Problem("no_file", "No file was chosen.", fix="Choose a shipped template or a file.")])
    name = upload.name or "file"
    data = upload.read(SHEET_MOST_BYTES + 1)
    if not data.startswith((b"PK", b"\xd0\xcf")):
        return parse_template(decode_template(data, name=name), source=name)
    if len(data) > SHEET_MOST_BYTES:
        raise ProblemsError([Problem("template_too_long", "The file is longer than one megabyte.", where=name)])
    return template_from_rows(_sheets_in(data, name), source=name)


def _sheets_in(data: bytes, name: str) -> TemplateSheets:
    """The three sheets of a workbook as rows by heading. Raises ProblemsError."""
    sheets = sheets_of_workbook(name, data, sheets_most=10, rows_most=5_000)
    by_heading = {
        sheet: tuple(dict(zip(lines[0], line, strict=False)) for line in lines[1:])
        for sheet, lines in sheets.items()
        if lines
    }
    return TemplateSheets(by_heading.get("chain", ()), by_heading.get("nodes", ()), by_heading.get("edges", ()))


@dataclass(frozen=True)
class EditorRow:
    """One link as the form shows it."""

    code: str
    name: str
    name_en: str
    stage: str
    words: str
    exclude: str
    gbt4754: str
    intent: str
    logistic_class: str


def _editor_row(node: Node) -> EditorRow:
    return EditorRow(
        node.code,
        node.name,
        node.name_en,
        node.stage,
        "、".join(node.words),
        "、".join(node.exclude),
        "、".join(node.gbt4754),
        node.intent,
        node.logistic_class,
    )


def context(request: ZoneRequest, chain: Chain, *, data: QueryDict | None = None) -> dict[str, Any]:
    """The editor: the draft (or the version in force, or the refused form) as rows, and its picture."""
    draft, published = reads.draft_version(chain), reads.published_version(chain)
    shown = draft or published
    template = _template_of_form(data, chain) if data is not None else reads.template_of(shown) if shown else None
    if template is None:
        template = Template(chain=chain.name, version=1, nodes=(), name_en=chain.name_en)
    return {
        "title": _("Draw the chain"),
        "chain": chain,
        "draft": draft,
        "published": published,
        "template": template,
        "crumbs": [
            (_("Chains"), reverse("chains:index")),
            (chain.label, chain.get_absolute_url()),
            (_("Template"), ""),
        ],
        "rows": [_editor_row(node) for node in template.nodes],
        "blank": EditorRow("", "", "", "midstream", "", "", "", "make", ""),
        "edges": "\n".join(f"{edge.source} > {edge.target}" for edge in template.edges),
        "stages": STAGES,
        "intents": [(intent, intent_name(intent)) for intent in INTENTS],
        "logistic_classes": logistic_classes(),
        "revision": revision_in(data) if data is not None else (draft.revision if draft else 0),
        "steps": draft.steps.count() if draft else 0,
        "last_step": last_saving(draft) if draft else None,
        "second_person": second_person_rule(timezone.localdate()),
        "english": pages.is_english(),
        "may_publish": may(request.user, "chains.publish_template", request.zone),
        **_picture_and_warnings(template, chain),
    }


@dataclass(frozen=True)
class Saving:
    """Who saved a draft last, and when."""

    who: Any
    when: datetime


def last_saving(draft: TemplateVersion) -> Saving:
    """The newest saving of ``draft``: a second person opening it sees that somebody is at work."""
    step = draft.steps.select_related("made_by").first()
    return Saving(step.made_by, step.made_at) if step else Saving(draft.created_by, draft.created_at)


def check_context(request: ZoneRequest, chain: Chain) -> dict[str, Any]:
    """Problems, warnings and picture of the form as it stands."""
    template = _template_of_form(request.POST, chain)
    known = [entry["code"] for entry in logistic_classes()]
    found = check_template(template, logistic_classes=known)
    problems = [one for one in found if not is_warning(one)]
    return {
        "problems": problems,
        "bad_nodes": _nodes_named(template, problems),
        **_picture_and_warnings(template, chain),
    }


def _nodes_named(template: Template, problems: Sequence[Problem]) -> list[str]:
    """Codes (names where a code is missing) of the links the problems are about, so that their rows can be marked."""
    names = [node.code or node.name for node in template.nodes]
    return sorted({name for name in names for problem in problems if name in problem.where.split(" · ")})


def _picture_and_warnings(template: Template, chain: Chain) -> dict[str, Any]:
    """The picture when the template can be drawn, and the warnings that do not stop it."""
    found = check_template(template, industry_codes=industries())
    drawable = not any(not is_warning(problem) for problem in found)
    standing = standings_of(chain.zone, [chain])[chain.pk]
    known = {link.code: (link.counts.city, link.presence["city"]) for link in standing.links}
    picture = pages.picture_of(template, known, chain_code="") if drawable and template.nodes else None
    return {"picture": picture, "warnings": [problem for problem in found if is_warning(problem)]}


def compare_context(request: ZoneRequest, chain: Chain) -> dict[str, Any]:
    """Two versions side by side: what was added, removed, changed."""
    numbers = list(chain.versions.order_by("-number").values_list("number", flat=True))
    if not numbers:
        raise Http404
    new = _number(request, "new", numbers[0], numbers)
    old = _number(request, "old", numbers[1] if len(numbers) > 1 else numbers[0], numbers)
    texts = {version.number: version for version in chain.versions.filter(number__in=(old, new))}
    changes = compare_templates(reads.template_of(texts[old]), reads.template_of(texts[new]))
    return {
        "title": _("Compare versions"),
        "chain": chain,
        "numbers": numbers,
        "old": old,
        "new": new,
        "changes": changes,
        "nodes_changed": [
            (node, [(field_name(field.field), field) for field in node.fields]) for node in changes.nodes_changed
        ],
        "crumbs": [
            (_("Chains"), reverse("chains:index")),
            (chain.label, chain.get_absolute_url()),
            (_("Versions"), reverse("chains:versions", args=[chain.code])),
            (_("Compare"), ""),
        ],
    }


def _number(request: ZoneRequest, name: str, default: int, known: list[int]) -> int:
    number = whole_number(request.GET.get(name))
    return number if number is not None and number in known else default


def _as_yaml(version: TemplateVersion) -> tuple[bytes, str]:
    return version.text.encode("utf-8"), "application/yaml; charset=utf-8"


def _as_workbook(version: TemplateVersion) -> tuple[bytes, str]:
    sheets = rows_from_template(replace(reads.template_of(version), version=version.number))
    tables = {}
    for name, rows in (("chain", sheets.chain), ("nodes", sheets.nodes), ("edges", sheets.edges)):
        headings = list(rows[0]) if rows else ["source", "target"]
        tables[name] = (headings, [[row.get(heading, "") for heading in headings] for row in rows])
    return write_workbook(tables), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


FORMS: dict[str, Callable[[TemplateVersion], tuple[bytes, str]]] = {"yaml": _as_yaml, "xlsx": _as_workbook}
