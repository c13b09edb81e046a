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
    Kind("today", "officer", "/"),
    Kind("today-leader", "leader", "/"),
    Kind("list", "officer", "/projects/"),
    Kind("list-enterprises", "officer", "/enterprises/"),
    Kind("targets", "officer", "/targets/premium-steel/rolled-products/"),
    Kind("leads", "officer", "/leads/"),
    Kind("documents", "officer", "/documents/"),
    Kind("project", "officer", "/projects/20/"),
    Kind("board", "officer", "/projects/board/"),
    Kind("long-form", "officer", "/leads/new/"),
    Kind("visit-form", "officer", "/outreach/log/"),
    Kind("visit", "officer", "/outreach/1/"),
    Kind("review", "officer", "/documents/1/"),
    Kind("chain-map", "chief", "/chains/premium-steel/"),
    Kind("link", "chief", "/chains/premium-steel/rolled-products/"),
    Kind("figures", "leader", "/projects/figures/"),
    Kind("month", "officer", "/outreach/month/"),
    Kind("atlas", "chief", "/atlas/premium-steel/"),
    Kind("project-card", "officer", "/projects/20/card/"),
    Kind("brief", "officer", "/documents/brief/"),
    Kind("import", "officer", "/projects/project/import/"),
    Kind("gallery", "admin", "/system/gallery/"),
    Kind("rooms-of-a-liaison", "liaison", "/"),
    Kind("no-such-page", "officer", "/no-such-page/", 404),
)
