"""What stands in the places of addresses: for every pattern with places the rows that fill it. A pattern without a case fails.

Acts and declared tables say themselves what they are about; the rest is named here, once, by the name of the address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.urls import URLPattern

from liantu.people.models import User, Zone
from liantu.ui.acts import declared
from liantu.ui.crud import TABLES
from tests.access.test_cast import PLACE, routes

# of addresses with one number: the kind of thing it names
BY_NUMBER = {
    "notices:open": "notices.Notice",
    "accounts:role_end": "accounts.Membership",
    "accounts:explain": "accounts.User",
    "accounts:token_revoke": "accounts.ApiToken",
    "ui:delete_view": "ui.SavedView",
    "jobs:detail": "jobs.Job",
    "jobs:cancel": "jobs.Job",
    "jobs:retry": "jobs.Job",
    "jobs:switch": "jobs.ScheduledJob",
    "jobs:run_now": "jobs.ScheduledJob",
    "audit:entry": "audit.AuditEntry",
    "signoff:detail": "signoff.SignOff",
    "versions:detail": "versions.RuleVersion",
    "versions:change": "versions.RuleVersion",
    "duties:detail": "duties.Duty",
    "exports:detail": "exports.ExportedList",
    "exports:fetch": "exports.ExportedList",
    "exports:cancel": "exports.ExportedList",
    "exports:discard": "exports.ExportedList",
    "files:download": "files.StoredFile",
    "files:delete": "files.StoredFile",
    "purchases:confirm": "purchases.PurchaseLine",
    "work:task": "duties.Duty",
    "work:meeting": "work.Meeting",
    "work:inspection": "work.Inspection",
    "suggestions:detail": "suggestions.Suggestion",
    "suggestions:change": "suggestions.Suggestion",
    "suggestions:phone": "suggestions.Suggestion",
    "challenges:detail": "challenges.Challenge",
    "prospects:list": "prospects.TargetList",
    "prospects:list_export": "prospects.TargetList",
    "prospects:list_archive": "prospects.TargetList",
    "prospects:list_restore": "prospects.TargetList",
    "prospects:mark_withdraw": "prospects.TargetMark",
    "enterprises:import": "enterprises.EnterpriseImport",
    "enterprises:detail": "enterprises.Enterprise",
    "outreach:engagement": "outreach.Engagement",
    "outreach:change": "outreach.Engagement",
    "outreach:event": "outreach.Engagement",
    "outreach:contact": "outreach.Contact",
    "outreach:contact_change": "outreach.Contact",
    "outreach:phone": "outreach.Contact",
    "outreach:agreement": "outreach.Agreement",
    "outreach:obligation": "duties.Duty",
    "leads:detail": "leads.Lead",
    "leads:phone": "leads.Lead",
    "projects:detail": "projects.Project",
    "projects:card": "projects.Project",
    "projects:change": "projects.Project",
    "projects:ahead": "projects.Project",
    "projects:answers": "projects.Project",
    "duties:row": "duties.Duty",
    "suggestions:remind": "chains.ChainEnterpriseRole",
    "products:detail": "products.ProductRelease",
    "products:dropped": "products.ProductRelease",
    "documents:claim": "documents.Claim",
    "documents:review": "documents.Document",
    "statistics:detail": "statistics.StatisticTable",
    "sources:import": "sources.RegisterImport",
}
# of numbers below the interface, outside acts
BY_NUMBER_OF_PROGRAMS = {
    "duties": "duties.Duty",
    "enterprises": "enterprises.Enterprise",
    "leads": "leads.Lead",
    "outreach": "outreach.Engagement",
    "projects": "projects.Project",
}
CHAIN = ("chains.Chain", lambda chain: {"code": chain.code, "chain_code": chain.code})
RELEASE = ("sources.RegisterRelease", lambda release: {"release_id": release.release_id})
Fill = Callable[[Any], dict[str, object]]


def _node(chain: Any) -> str:
    from liantu.chains.reads import published_version, template_of

    version = published_version(chain)
    nodes = template_of(version).nodes if version is not None else ()
    return str(nodes[chain.pk % len(nodes)].code) if nodes else "no-such"


def _of_chain(**more: object) -> tuple[str, Fill]:
    """An address about a chain: its code, a node of it, and what else the address asks."""
    return "chains.Chain", lambda chain: {
        "code": chain.code,
        "chain_code": chain.code,
        "node_code": _node(chain),
        **more,
    }


def _of_release(**more: object) -> tuple[str, Fill]:
    return "sources.RegisterRelease", lambda release: {"release_id": release.release_id, **more}


# addresses with other places, or several
CASES: dict[str, tuple[str, Fill]] = {
    **{
        f"chains:{name}": _of_chain(number=1, form="yaml")
        for name in [
            "detail",
            "people",
            "table",
            "editor",
            "check",
            "undo",
            "drop",
            "publish",
            "upload",
            "versions",
            "compare",
            "download",
            "node",
            "node_preview",
            "first",
        ]
    },
    **{f"atlas:{name}": _of_chain() for name in ("atlas", "write", "export", "paper")},
    **{f"work:{name}": _of_chain() for name in ("year", "meeting_new", "inspection_new")},
    **{
        f"prospects:{name}": _of_chain(enterprise_id=1) for name in ("node", "why", "save", "export", "mark", "compare")
    },
    "enterprises:register_row": _of_release(enterprise_id=1),
    "enterprises:take_in": _of_release(enterprise_id=1),
    "enterprises:merge": ("enterprises.Enterprise", lambda one: {"first": one.pk, "second": one.pk + 1}),
    "enterprises:apart": ("enterprises.Enterprise", lambda one: {"first": one.pk, "second": one.pk + 1}),
    "outreach:feed": ("outreach.CalendarFeed", lambda feed: {"token": feed.token}),
    "outreach:attached": ("outreach.EngagementFile", lambda one: {"pk": one.engagement_id, "file_pk": one.pk}),
    "leads:public": ("leads.LeadForm", lambda form: {"token": form.token}),
    "projects:paper": ("projects.Evidence", lambda paper: {"pk": paper.project_id, "paper_pk": paper.pk}),
    "sources:release": _of_release(),
    "sources:append": _of_release(),
    "sources:download": _of_release(name="quality.json"),
}
# places that name nothing of a zone: the same words stand in every zone
OF_EVERY_ZONE: dict[str, tuple[dict[str, object], ...]] = {
    "ui:suggest": ({"kind": "firm"}, {"kind": "no-such"}),
    "ui:gallery_kind": ({"kind": "board"}, {"kind": "no-such"}),
    "calendar:month": ({"year": 2026, "month": 11}, {"year": 9999, "month": 13}),
    "ui:method": ({"method": "presence"}, {"method": "no-such"}),
    "versions:kind": ({"rule": "stage_plan"}, {"rule": "no-such"}),
    "versions:new": ({"rule": "stage_plan"}, {"rule": "no-such"}),
}


@dataclass(frozen=True)
class Place:
    """An address: its name, pattern and route, and the kind of row that fills it ('' for none)."""

    name: str
    pattern: URLPattern
    route: str
    model: str = ""
    fill: Fill = lambda row: {"pk": row.pk}

    def path(self, given: dict[str, object]) -> str:
        """The address with its places filled."""
        return "/" + PLACE.sub(lambda found: str(given[found[1]]), self.route)

    def route_of(self, value: str) -> str:
        """The address with one value in all its places, when no row fills it."""
        return "/" + PLACE.sub(value, self.route)

    def paths(self, rows: QuerySet[Any] | list[Any]) -> list[str]:
        """The address for each row."""
        return [self.path(self.fill(row)) for row in rows]

    @property
    def kind(self) -> type[Model]:
        return apps.get_model(self.model)


def declared_places() -> dict[str, str]:
    """Addresses of acts and of declared tables, with the kind of row they are about."""
    found = {f"{acts.room}:{acts.name(act)}": acts.model._meta.label for acts in declared() for act in acts.acts}
    for table in TABLES.values():
        for view in ("edit", "delete"):
            found[f"{table.namespace}:{table.name}_{view}"] = table.model._meta.label
        found[f"{table.namespace}:{table.name}_batch"] = "ui.ImportBatch"
    return found


def places() -> list[Place]:
    """Every address of the program. Raises AssertionError for patterns whose places nobody filled."""
    known, found, bare = routes(), [], []  # declared tables are known once the addresses are read
    by_declaration = declared_places()
    for name, pattern, route in known:
        if not PLACE.search(route) or name in OF_EVERY_ZONE:
            found.append(Place(name, pattern, route))
        elif name in CASES:
            found.append(Place(name, pattern, route, *CASES[name]))
        elif label := BY_NUMBER.get(name) or by_declaration.get(name):
            found.append(Place(name, pattern, route, label))
        else:
            bare.append(f"{name} ({route})")
    assert not bare, f"addresses nobody filled, name them in tests/attacks/places.py: {bare}"
    return found


def rows_of(label: str, zone: Zone) -> QuerySet[Any]:
    """All rows of a kind that lie in a zone, by number."""
    model = apps.get_model(label)
    if model is User:
        return User.objects.filter(memberships__zone=zone).distinct().order_by("pk")
    return model._default_manager.filter(zone=zone).order_by("pk")


def operations() -> Iterator[tuple[str, str, dict[str, Any], str]]:
    """Every operation of the interface: method, route, its description, the kind of row its number names."""
    from liantu.api import api

    acts = {f"{one.room}/{one.below}": one.model._meta.label for one in declared()}
    for route, by_method in api.get_openapi_schema()["paths"].items():
        for method, about in by_method.items():
            label = ""
            if "{pk}" in route:
                below = re.sub(r"^/api/v1/", "", route)
                label = (
                    acts[below.split("{pk}")[0]] if "/acts/" in below else BY_NUMBER_OF_PROGRAMS[below.split("/")[0]]
                )
            elif "{code}" in route or "{chain_code}" in route:
                label = "chains.Chain"
            elif "{release_id}" in route:
                label = "sources.RegisterRelease"
            assert label or "{" not in route, f"{route}: say in tests/attacks/places.py what fills it"
            yield method, route, about, label
