"""The pages of the zone's own rules: every rule, one rule with its versions, one version, the form of a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.foundation.flows.reads import history_of, open_for
from liantu.foundation.versions import actions, reads
from liantu.foundation.versions.forms import VersionForm
from liantu.foundation.versions.models import RuleVersion
from liantu.foundation.versions.rules.comparing import compared
from liantu.foundation.versions.slots import RuleKind, kind_of
from liantu.lib.problems import ProblemsError
from liantu.lib.whole_numbers import whole_number
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.pages import Card, DetailPage, Fact, FactsCard, FormPage, Head, HistoryCard, Link, Part, TableCard

TONES = {"draft": "info", "published": "ok", "retired": "muted", "dropped": "muted"}
RULES = gettext_lazy("Rules of the zone")


def _kind_names(request: ZoneRequest) -> list[tuple[str, Any]]:
    return [(kind.code, kind.name) for kind in reads.kinds_of(request.user, request.zone)]


COLUMNS: tuple[Column, ...] = (
    Column("number", gettext_lazy("Version"), sort="number", kind="number", primary=True),
    Column(
        "state",
        gettext_lazy("State"),
        "get_state_display",
        sort="state",
        kind="badge",
        tone=lambda row: TONES[row.state],
    ),
    Column("in_force_on", gettext_lazy("In force from"), sort="in_force_on", kind="date"),
    Column("note", gettext_lazy("What changes, and why"), wide=True),
    Column("drafted_by", gettext_lazy("Drafted by"), "drafted_by.label"),
    Column("published_by", gettext_lazy("Published by"), "published_by.label"),
    Column("published_at", gettext_lazy("Published at"), sort="published_at", kind="datetime"),
)

LIST = ListPage(
    "versions.list",
    lambda request: reads.versions_of(request.user, request.zone),
    (
        Column("kind", gettext_lazy("Rule"), lambda row: kind_of(row.kind).name, sort="kind", wide=True, phone="title"),
        *COLUMNS,
    ),
    search_fields=("note", "content"),
    filters=(
        Filter("kind", gettext_lazy("Rule"), choices=_kind_names),
        Filter("state", gettext_lazy("State"), choices=RuleVersion.State.choices),
    ),
    default_sort="kind",
    ability="versions.view",
    template="versions/list.html",
    title=RULES,
    subtitle=gettext_lazy("Rules that come with the program hold until the zone publishes a version of its own."),
    empty_title=gettext_lazy("The zone follows the rules that came with the program"),
    empty_text=gettext_lazy("A version of its own holds once two people have agreed to it."),
    row_href=lambda row: row.get_absolute_url(),
)


def version_or_404(request: ZoneRequest, pk: int) -> RuleVersion:
    """The version of the current zone that this person may see."""
    return get_object_or_404(reads.versions_of(request.user, request.zone), pk=pk)


def kind_or_404(request: ZoneRequest, code: str) -> RuleKind:
    """The rule that this person may see."""
    found = next((kind for kind in reads.kinds_of(request.user, request.zone) if kind.code == code), None)
    if found is None:
        raise Http404
    return found


def kept_kind_or_404(request: ZoneRequest, code: str) -> RuleKind:
    """The rule of which this person may draft versions; there is no such form for others who keep other rules."""
    kind = kind_or_404(request, code)
    if not may(request.user, kind.keep, request.zone):
        raise Http404
    return kind


def address_of(kind: RuleKind) -> str:
    """The page of a rule."""
    return reverse("versions:kind", args=[kind.code])


def drawn_rule(kind: RuleKind, text: str, *, held: bool = False) -> dict[str, Any]:
    """A rule for its kind's template; why it does not read, where it does not. ``held``: the text was let hold once."""
    try:
        rule = kind.opened(text, held=held)
    except ProblemsError as error:
        return {"template": "", "faults": error.problems}
    return {"template": kind.template, "rule": rule, **kind.shown(rule)}


@dataclass
class RulePage:
    """One rule of the zone today."""

    request: ZoneRequest
    kind: RuleKind
    today: date

    @cached_property
    def current(self) -> RuleVersion | None:
        """The zone's own version in force; None where the shipped one holds."""
        return reads.in_force(self.request.zone, self.kind.code, self.today).first()

    @cached_property
    def text(self) -> str:
        """The text in force."""
        return self.current.content if self.current is not None else self.kind.shipped(self.today)

    def origin(self) -> str:
        """Whose text holds."""
        if self.current is None:
            return _("The text that came with the program")
        return _("The zone's own text, version %(n)s") % {"n": self.current.number}

    def versions(self) -> Iterable[RuleVersion]:
        """All versions of the rule, newest first."""
        rows = reads.versions_of(self.request.user, self.request.zone).filter(kind=self.kind.code)
        return rows.order_by("-number")


def _rule_links(request: ZoneRequest, page: RulePage) -> list[Link]:
    if not may(request.user, page.kind.keep, request.zone):
        return []
    return [Link(_("Draft a new version"), reverse("versions:new", args=[page.kind.code]), "edit", main=True)]


RULE = DetailPage(
    ability="versions.view",
    head=Head(
        title=lambda page: page.kind.name,
        line=lambda page: [page.origin()],
        links=_rule_links,
        crumbs=lambda _page: [(RULES, reverse("versions:list"))],
    ),
    cards=(
        Card(
            code="holds",
            title=gettext_lazy("What holds today"),
            template="versions/_rule.html",
            fill=lambda _request, page: drawn_rule(page.kind, page.text, held=page.current is not None),
        ),
        Card(
            code="text",
            title=gettext_lazy("As text"),
            template="versions/_text.html",
            fill=lambda _request, page: {"text": page.text},
            folded=True,
        ),
        TableCard(
            code="versions",
            title=gettext_lazy("Versions"),
            columns=tuple(
                Column(**{**vars(column), "href": RuleVersion.get_absolute_url}) if column.primary else column
                for column in COLUMNS
            ),
            rows=lambda _request, page: page.versions(),
            empty=gettext_lazy("The zone has written none yet."),
        ),
    ),
)


def _badges(version: RuleVersion) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = [(version.get_state_display(), TONES[version.state])]
    holds = reads.in_force(version.zone, version.kind, timezone.localdate()).first()
    if holds == version:
        found.append((_("in force today"), "ok"))
    return found


def _version_links(request: ZoneRequest, version: RuleVersion) -> list[Link]:
    found = []
    question = open_for(reads.FLOW, version)
    if question is not None:
        found.append(Link(_("To the decision"), question.get_absolute_url(), "check", main=True))
    if not may(request.user, kind_of(version.kind).keep, request.zone):
        return found
    if version.state == "draft" and question is None and version.drafted_by_id == request.user.pk:
        found.append(Link(_("Change the draft"), reverse("versions:change", args=[version.pk]), "edit"))
    again = f"{reverse('versions:new', args=[version.kind])}?like={version.pk}"
    return [*found, Link(_("Draft from this text"), again, "plus")]


def _warnings(_request: ZoneRequest, version: RuleVersion) -> tuple[Any, Sequence[Any]]:
    """A published text that is not the one two people agreed to."""
    return _("Do not rely on this text"), reads.doubts_about(version)


VERSION = DetailPage(
    ability="versions.view",
    find=version_or_404,
    head=Head(
        badges=_badges,
        links=_version_links,
        crumbs=lambda version: [
            (RULES, reverse("versions:list")),
            (kind_of(version.kind).name, address_of(kind_of(version.kind))),
        ],
    ),
    warnings=_warnings,
    cards=(
        Card(
            code="changes",
            title=gettext_lazy("Against what holds today"),
            template="versions/_changes.html",
            fill=lambda _request, version: {"lines": reads.against_what_holds(version, timezone.localdate())},
        ),
        Card(
            code="rule",
            title=gettext_lazy("The rule"),
            template="versions/_rule.html",
            fill=lambda _request, version: drawn_rule(
                kind_of(version.kind), version.content, held=version.published_at is not None
            ),
        ),
        Card(
            code="text",
            title=gettext_lazy("As text"),
            template="versions/_text.html",
            fill=lambda _request, version: {"text": version.content},
            folded=True,
        ),
        FactsCard(
            code="facts",
            title=gettext_lazy("Version"),
            place="side",
            facts=(
                Fact("note", gettext_lazy("What changes, and why")),
                Fact("in_force_on", gettext_lazy("In force from"), kind="date"),
                Fact("drafted_by", gettext_lazy("Drafted by"), "drafted_by.label"),
                Fact("drafted_at", gettext_lazy("Drafted at"), kind="datetime"),
                Fact("published_by", gettext_lazy("Published by"), "published_by.label", optional=True),
                Fact("published_at", gettext_lazy("Published at"), kind="datetime", optional=True),
                Fact("content_hash", gettext_lazy("Checksum"), lambda row: row.content_hash[:12], kind="code"),
            ),
        ),
        Card(code="acts", title=gettext_lazy("Steps"), template="versions/_acts.html", place="side", printed=False),
        HistoryCard(lambda version: history_of(version, actions.VERSIONS)),
    ),
)


# -- drafting ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drafting:
    """What is drafted: a rule anew (``like``: from the text of another version), or a draft changed."""

    kind: RuleKind
    version: RuleVersion | None = None
    like: RuleVersion | None = None


def new_draft(request: ZoneRequest, code: str) -> Drafting:
    """A draft about to be written. Raises Http404."""
    kind, like = kept_kind_or_404(request, code), whole_number(request.GET.get("like"))
    known = version_or_404(request, like) if like is not None else None
    return Drafting(kind, like=known if known is not None and known.kind == kind.code else None)


def changed_draft(request: ZoneRequest, pk: int) -> Drafting:
    """A draft about to be changed. Raises Http404."""
    version = version_or_404(request, pk)
    return Drafting(kept_kind_or_404(request, version.kind), version)


def _form(request: ZoneRequest, drafting: Drafting, data: Any, _files: Any) -> VersionForm:
    one = drafting.version
    if one is not None:
        first = {"text": one.content, "in_force_on": one.in_force_on, "note": one.note, "revision": one.revision}
        return VersionForm(data, initial=first)
    like, today = drafting.like, timezone.localdate()
    text = like.content if like is not None else reads.text_on(request.zone, drafting.kind, today)
    return VersionForm(data, initial={"text": text})


def _keep(request: ZoneRequest, drafting: Drafting, form: VersionForm) -> RuleVersion:
    given, one = form.cleaned_data, drafting.version
    text, day, note = given["text"], given["in_force_on"], given["note"]
    if one is None:
        return actions.draft(request.zone, drafting.kind, text, by=request.user, in_force_on=day, note=note)
    return actions.change_draft(
        one, text, by=request.user, in_force_on=day, note=note, revision=given["revision"] or one.revision
    )


def _check(request: ZoneRequest, drafting: Drafting, form: VersionForm) -> Mapping[str, Any]:
    """What the text would change. Raises ProblemsError with everything wrong with it."""
    text = actions.with_plain_ends(form.cleaned_data["text"])
    faults = reads.faults_of(request.zone, drafting.kind, text)
    if faults:
        raise ProblemsError(faults)
    before = reads.text_on(request.zone, drafting.kind, timezone.localdate())
    return {"lines": compared(before, text), **drawn_rule(drafting.kind, text)}


def _title(drafting: Drafting) -> str:
    if drafting.version is not None:
        return str(drafting.version)
    return _("New version: %(name)s") % {"name": drafting.kind.name}


DRAFT = FormPage(
    form=_form,
    do=_keep,
    ability="versions.keep",
    title=_title,
    submit=gettext_lazy("Keep the draft"),
    subtitle=gettext_lazy("Nothing holds before a second person has agreed to it."),
    parts=(Part(("text", ("in_force_on", "note"))),),
    done=gettext_lazy("The draft is kept. Propose it when it is ready."),
    crumbs=lambda drafting: [(RULES, reverse("versions:list")), (drafting.kind.name, address_of(drafting.kind))],
    cancel=lambda drafting: (
        drafting.version.get_absolute_url() if drafting.version is not None else address_of(drafting.kind)
    ),
    check=_check,
    checked="versions/_checked.html",
)
