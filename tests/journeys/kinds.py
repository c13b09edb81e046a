"""Every kind of page, with one that shows it: what the checks of the face walk through."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of page: who opens which address of the demo zone, and what it answers."""

    code: str
    person: str
    path: str
    status: int = 200


KINDS = (
    # the day's page, as each role has it
    Kind("today", "officer", "/"),
    Kind("today-leader", "leader", "/"),
    Kind("today-data", "data", "/"),
    Kind("today-liaison", "liaison", "/"),
    Kind("today-ambassador", "ambassador1", "/"),
    Kind("duties", "officer", "/duties/"),
    Kind("notices", "officer", "/notices/"),
    Kind("signoff", "leader", "/signoff/"),
    Kind("more", "officer", "/more/"),
    Kind("me", "officer", "/me/"),
    Kind("search", "officer", "/search/?q=%E5%86%B7%E8%BD%A7"),
    # projects and leads
    Kind("list", "officer", "/projects/"),
    Kind("list-panel", "officer", "/projects/?sel=20"),
    Kind("project", "officer", "/projects/20/"),
    Kind("project-papers", "officer", "/projects/20/?tab=papers"),
    Kind("project-change", "officer", "/projects/20/change/"),
    Kind("project-card", "officer", "/projects/20/card/"),
    Kind("board", "officer", "/projects/board/"),
    Kind("figures", "leader", "/projects/figures/"),
    Kind("wall", "leader", "/projects/figures/wall/"),
    Kind("task-forces", "officer", "/projects/task-forces/"),
    Kind("import", "officer", "/projects/project/import/"),
    Kind("leads", "officer", "/leads/"),
    Kind("long-form", "officer", "/leads/new/"),
    # chains, targets
    Kind("chains", "chief", "/chains/"),
    Kind("chain-map", "chief", "/chains/premium-steel/"),
    Kind("chain-people", "chief", "/chains/premium-steel/people/"),
    Kind("link", "chief", "/chains/premium-steel/rolled-products/"),
    Kind("atlas", "chief", "/atlas/premium-steel/"),
    Kind("work", "chief", f"/{'work'}/premium-steel/"),  # in two parts: no path of a machine
    Kind("targets-start", "officer", "/targets/"),
    Kind("targets", "officer", "/targets/premium-steel/rolled-products/"),
    Kind("purchases", "liaison", "/purchases/purchaseline/"),
    Kind("suggestions", "liaison", "/suggestions/"),
    Kind("challenges", "liaison", "/challenges/"),
    # enterprises, visits
    Kind("list-enterprises", "officer", "/enterprises/"),
    Kind("enterprise", "officer", "/enterprises/register/demo-2026-06-30/18473/"),
    Kind("visits", "officer", "/outreach/"),
    Kind("visit", "officer", "/outreach/1/"),
    Kind("visit-form", "officer", "/outreach/log/"),
    Kind("month", "officer", "/outreach/month/"),
    Kind("contacts", "officer", "/outreach/contacts/"),
    Kind("agreements", "officer", "/outreach/agreement/"),
    # what is read and looked up
    Kind("documents", "officer", "/documents/"),
    Kind("review", "officer", "/documents/1/"),
    Kind("brief", "officer", "/documents/brief/"),
    Kind("claims", "data", "/documents/claims/"),
    Kind("registers", "data", "/sources/"),
    Kind("statistics", "data", "/sources/statistics/"),
    # the house
    Kind("calendar", "admin", "/calendar/"),
    Kind("rules", "admin", "/rules/"),
    Kind("system", "admin", "/system/"),
    Kind("jobs", "admin", "/system/jobs/"),
    Kind("audit", "admin", "/system/audit/"),
    Kind("people", "admin", "/system/people/"),
    Kind("gallery", "admin", "/system/gallery/"),
    Kind("no-such-page", "officer", "/no-such-page/", 404),
)
