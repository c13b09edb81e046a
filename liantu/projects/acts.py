"""Every act a project's page offers, from the posted form to the action: one table, one view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from liantu.lib.problems import Problem, ProblemsError
from liantu.projects import actions, forms
from liantu.projects.models import Project, ProjectIssue, StageMove

Act = Callable[[Any, Project], object]


def _day(request: HttpRequest, name: str = "on") -> Any:
    text = request.POST.get(name, "")
    day = forms.day_in(text) if text else timezone.localdate()
    if day is None:
        raise ProblemsError([Problem("bad_day_project", "“%(day)s” is no day.", where=name, params={"day": text[:20]})])
    return day


def _number(request: HttpRequest, name: str) -> Any:
    found = forms.number_in(request.POST.get(name, ""))
    if found is not None and found.is_nan():
        text = request.POST.get(name, "")[:30]
        raise ProblemsError([Problem("bad_number", "“%(number)s” is no number.", where=name, params={"number": text})])
    return found


def _move(request: Any, project: Project) -> object:
    data = request.POST
    return actions.move_project(
        project,
        data.get("stage", ""),
        by=request.user,
        on=_day(request),
        reason=data.get("reason", ""),
        revision=forms.whole_in(data, "revision") or None,
    )


def _step(request: Any, project: Project) -> StageMove:
    return get_object_or_404(project.moves.all(), pk=forms.whole_in(request.POST, "step"))


def _decide(request: Any, project: Project) -> object:
    data = request.POST
    step = _step(request, project)
    return actions.decide_move(step, data.get("verdict", ""), by=request.user, note=data.get("note", ""))


def _paper(request: Any, project: Project) -> object:
    data = request.POST
    return actions.bring_paper(
        project,
        data.getlist("tags"),
        by=request.user,
        title=data.get("title", ""),
        upload=request.FILES.get("file"),
        reference=data.get("reference", ""),
        dated_on=_day(request, "dated_on") if data.get("dated_on") else None,
    )


def _of(rows: Any, request: Any, name: str) -> Any:
    return get_object_or_404(rows, pk=forms.whole_in(request.POST, name))


def _money(request: Any, project: Project) -> object:
    data, amount, rate = request.POST, _number(request, "amount"), _number(request, "rate")
    if amount is None:
        raise ProblemsError([Problem("no_amount", "Give the amount.", where="amount")])
    proof = _of(project.papers.filter(withdrawn_at__isnull=True), request, "proof") if data.get("proof") else None
    replaces = _of(project.money.all(), request, "replaces") if data.get("replaces") else None
    return actions.state_money(
        project,
        data.get("rung", ""),
        amount,
        by=request.user,
        on=_day(request),
        currency=data.get("currency", "") or "CNY",
        rate=rate if rate is not None else Decimal(1),
        proof=proof,
        source=data.get("source", ""),
        replaces=replaces,
    )


def _note(request: Any, project: Project) -> object:
    return actions.write_note(
        project,
        request.POST.get("text", ""),
        by=request.user,
        on=_day(request),
        done_pct=_number(request, "done_pct"),
        planned_done_pct=_number(request, "planned_done_pct"),
    )


def _end(request: Any, project: Project) -> None:
    data = request.POST
    actions.end_project(
        project,
        data.get("health", ""),
        by=request.user,
        reason=data.get("reason", ""),
        note=data.get("note", ""),
        went_to=data.get("went_to", ""),
    )


def _transfer(request: Any, project: Project) -> None:
    data, part = request.POST, _number(request, "part")
    actions.transfer_credit(
        project,
        giver=data.get("giver", ""),
        taker=data.get("taker", ""),
        part=(part if part is not None else Decimal(-1)) / 100,
        by=request.user,
        reason=data.get("reason", ""),
    )


def _issue(request: Any, project: Project) -> object:
    data = request.POST
    return actions.raise_issue(
        project,
        data.get("text", ""),
        by=request.user,
        kind=data.get("kind", ""),
        owner=forms.person_in(data, "owner", request.zone),
        due_on=forms.day_in(data.get("due_on", "")),
        department=data.get("department", ""),
    )


def _settle(request: Any, project: Project) -> object:
    issue: ProjectIssue = _of(project.issues.all(), request, "issue")
    return actions.settle_issue(issue, request.POST.get("verb", ""), request.POST.get("note", ""), by=request.user)


def _vouch(request: Any, project: Project) -> object:
    return actions.vouch(project, request.POST.get("set", ""), request.POST.get("guarantor", ""), by=request.user)


def _item(request: Any, project: Project) -> None:
    guarantee = _of(project.guarantees.all(), request, "guarantee")
    actions.set_item(guarantee, forms.whole_in(request.POST, "item"), request.POST, by=request.user)


ACTS: Mapping[str, Act] = {
    "move": _move, "decide": _decide, "paper": _paper, "money": _money, "note": _note, "end": _end, "issue": _issue,
    "settle": _settle, "vouch": _vouch, "item": _item, "transfer": _transfer,
    "withdraw": lambda request, project: actions.withdraw_move(_step(request, project), by=request.user),
    "verify_paper": lambda request, project: actions.verify_paper(
        _of(project.papers.all(), request, "paper"), by=request.user
    ),
    "withdraw_paper": lambda request, project: actions.withdraw_paper(
        _of(project.papers.all(), request, "paper"), by=request.user, reason=request.POST.get("reason", "")
    ),
    "resume": lambda request, project: actions.resume_project(
        project, by=request.user, reason=request.POST.get("reason", "")
    ),
    "statistics": lambda request, project: actions.set_statistics(
        project, request.POST.get("state", ""), by=request.user
    ),
}  # fmt: skip
