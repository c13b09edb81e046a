"""Every write of the targets room."""

from __future__ import annotations

import zlib

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.chains.actions import ask_judgement
from liantu.chains.models import Chain
from liantu.engine.ranking import fit_choice, held_out
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.prospects import calibration, reads
from liantu.prospects.asking import ask, link_of
from liantu.prospects.models import RankingFit, TargetList, TargetMark
from liantu.prospects.rules.measured import LEAST_FITTED, slider_weights
from liantu.prospects.rules.question import FACTORS, LIST_MOST, Question


def save_list(
    chain: Chain, node_code: str, question: Question, *, by: User, title: str, top: int = 200, note: str = ""
) -> TargetList:
    """Rank now and keep the list: the question, the register release, the template version and the answer's bytes.

    Raises NotAllowed; ProblemsError when there is no register, no such link, no title or nothing to save.
    """
    require(by, "prospects.save_list", chain.zone)
    link, release = link_of(chain, node_code), reads.current_release_of(chain.zone)
    title = title.strip()
    problems = []
    if release is None:
        problems.append(Problem("no_register", "There is no register yet.", fix="Bring one in under Data sources."))
    if link is None and release is not None:
        problems.append(Problem("no_link", "The published template has no such link.", where=node_code))
    if not title:
        problems.append(Problem("no_title", "The list needs a title.", where="title", fix="Write a short title."))
    if not 1 <= top <= LIST_MOST:
        problems.append(
            Problem("bad_length", "A list holds 1 to %(most)d targets.", where="top", params={"most": LIST_MOST})
        )
    if problems or link is None:
        raise ProblemsError(problems)
    ranking = ask(link.asked(question))
    answer = ranking.answer(top)
    if not answer.lines:
        raise ProblemsError(
            [Problem("nothing_found", "No enterprise fits.", fix="Loosen a filter or widen the words of the link.")]
        )
    with transaction.atomic():
        saved = TargetList.objects.create(
            zone=chain.zone,
            title=title[:120],
            chain=chain,
            version=link.version,
            node_code=link.node.code,
            node_name=link.node.name,
            release=link.register,
            question=question.canonical(),
            excluded_codes=list(link.standpoint.excluded_codes),
            context=link.standpoint.as_content(),
            top=top,
            total=ranking.total,
            content=zlib.compress(answer.content, 9),
            sha256=answer.sha256,
            note=note.strip(),
            saved_by=by,
        )
        record(
            "prospects.list_saved",
            by=by,
            zone=chain.zone,
            target=saved,
            after={"link": link.node.code, "targets": len(answer.lines), "sha256": answer.sha256},
        )
    return saved


def archive_list(saved: TargetList, *, by: User, reason: str = "") -> None:
    """Take a list out of sight; its content stays. Raises NotAllowed."""
    require(by, "prospects.save_list", saved.zone)
    with transaction.atomic():
        saved.archived_at = timezone.now()
        saved.save(update_fields=["archived_at"])
        record("prospects.list_archived", by=by, zone=saved.zone, target=saved, reason=reason)


def restore_list(saved: TargetList, *, by: User) -> None:
    """Undo ``archive_list``. Raises NotAllowed."""
    require(by, "prospects.save_list", saved.zone)
    with transaction.atomic():
        saved.archived_at = None
        saved.save(update_fields=["archived_at"])
        record("prospects.list_restored", by=by, zone=saved.zone, target=saved)


def mark_target(
    chain: Chain, node_code: str, enterprise_id: int, verdict: str, *, by: User, reason: str = ""
) -> TargetMark:
    """Say that a target is right or wrong for a link, with the parts of its score as they stand (for later learning).

    A newer mark of the same enterprise replaces the standing one; both are kept. Who says again what he said last adds
    none. Raises NotAllowed; ProblemsError for an unknown verdict, a wrong without a reason, no register, or an
    enterprise the register does not hold.
    """
    require(by, "prospects.mark", chain.zone)
    link = link_of(chain, node_code)
    if verdict not in TargetMark.Verdict.values:
        raise ProblemsError([Problem("bad_verdict", "The verdict must be right or wrong.", where="verdict")])
    if verdict == TargetMark.Verdict.WRONG and not reason.strip():
        raise ProblemsError(
            [Problem("no_reason", "Say why it is wrong.", where="reason", fix="Choose or write a short reason.")]
        )
    if link is None:
        raise ProblemsError([Problem("no_link", "The published template has no such link.", where=node_code)])
    row = link.register.open().enterprise(enterprise_id)
    if row is None:
        raise ProblemsError(
            [Problem("no_enterprise", "The register has no such enterprise.", where=str(enterprise_id))]
        )
    last = (
        TargetMark.objects.filter(
            chain=chain, node_code=node_code, release=link.register, enterprise_id=enterprise_id, withdrawn_at=None
        )
        .order_by("pk")
        .last()
    )
    if last is not None and (last.marked_by_id, last.verdict, last.reason) == (by.pk, verdict, reason.strip()[:200]):
        return last
    with transaction.atomic():
        mark = TargetMark.objects.create(
            zone=chain.zone,
            chain=chain,
            node_code=node_code,
            credit_code=row["credit_code"] or "",
            release=link.register,
            enterprise_id=enterprise_id,
            name=row["name"],
            verdict=verdict,
            reason=reason.strip()[:200],
            factors=reads.factors_at(link, enterprise_id),
            marked_by=by,
        )
        record(
            "prospects.target_marked",
            by=by,
            zone=chain.zone,
            target=mark,
            after={"link": node_code, "verdict": verdict},
            reason=reason.strip(),
        )
        ask_judgement(chain.zone)  # reviewed targets tell how sure the evidence of every link is
    return mark


def withdraw_mark(mark: TargetMark, *, by: User) -> None:
    """Take a mark back; it stays in the history. Raises NotAllowed."""
    require(by, "prospects.mark", mark.zone)
    if mark.withdrawn_at is not None:
        return
    with transaction.atomic():
        mark.withdrawn_at = timezone.now()
        mark.save(update_fields=["withdrawn_at"])
        record("prospects.mark_withdrawn", by=by, zone=mark.zone, target=mark)
        ask_judgement(mark.zone)


def fit_ranking(zone: Zone, *, by: User) -> RankingFit:
    """Fit weights on the reviewed targets and compare them on held-out links; nothing is switched on.

    Raises NotAllowed; ProblemsError below LEAST_FITTED reviewed targets, or when the links do not suffice to hold
    any out.
    """
    require(by, "prospects.switch_ranking", zone)
    marks = calibration.standing_marks(zone)
    if len(marks) < LEAST_FITTED:
        raise ProblemsError(
            [
                Problem(
                    "too_few_reviewed", "%(reviewed)d targets are reviewed; %(least)d are needed.",
                    fix="Mark more targets right or wrong.", params={"reviewed": len(marks), "least": LEAST_FITTED},
                )
            ]
        )  # fmt: skip
    questions, before, names = calibration.lessons(marks)
    try:
        compared = held_out(questions, before, names)
        fitted = fit_choice(questions)
    except ValueError as error:
        raise ProblemsError(
            [
                Problem(
                    "cannot_hold_out", "The reviewed targets lie in too few links, or are all right or all wrong.",
                    fix="Review targets of several links, right ones and wrong ones.",
                )
            ]
        ) from error  # fmt: skip
    weights = dict(zip(FACTORS, (float(value) for value in fitted.weights), strict=True))
    with transaction.atomic():
        made = RankingFit.objects.create(
            zone=zone, weights=weights, sliders=slider_weights(weights), reviewed=len(marks),
            map_fitted=compared.map_fitted, map_before=compared.map_before, fitted_by=by,
        )  # fmt: skip
        after = {"reviewed": made.reviewed, "map_fitted": made.map_fitted, "map_before": made.map_before}
        record("prospects.ranking_fitted", by=by, zone=zone, target=made, after=after)
    return made


def switch_ranking(fit: RankingFit, on: bool, *, by: User) -> None:
    """Let lists start from fitted weights, or no longer; only one fit is on. Raises NotAllowed; ProblemsError for a
    worse one.
    """
    require(by, "prospects.switch_ranking", fit.zone)
    if on and fit.map_fitted <= fit.map_before:
        raise ProblemsError(
            [Problem("not_better", "On held-out links it is no better than the shipped ranking.", where="fit")]
        )
    with transaction.atomic():
        now = timezone.now()
        RankingFit.objects.filter(zone=fit.zone, switched_on_at__isnull=False, switched_off_at__isnull=True).update(
            switched_off_at=now
        )
        if on:
            fit.switched_on_at, fit.switched_on_by, fit.switched_off_at = now, by, None
            fit.save(update_fields=["switched_on_at", "switched_on_by", "switched_off_at"])
        record("prospects.ranking_switched", by=by, zone=fit.zone, target=fit, after={"on": on})
