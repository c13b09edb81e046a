"""What each page of the targets room shows, from reads to template context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.chains.firm_sums import EVIDENCE_TYPES
from liantu.chains.models import Chain
from liantu.chains.pages import is_english
from liantu.chains.rules.membership import LEAST_CASES
from liantu.chains.slots import FOUND_FIRMS, LinkPlace
from liantu.lib.problems import KeptLostError, Problem, ProblemsError
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.prospects import calibration, reads, whynot, wording
from liantu.prospects.asking import POOL, link_of
from liantu.prospects.forms import first_question, question_in
from liantu.prospects.models import TargetList, TargetMark
from liantu.prospects.rules.question import FACTORS, LIST_MOST, Question
from liantu.prospects.rules.rank_fusion import TERMS
from liantu.prospects.score_bars import score_bar
from liantu.prospects.tables import Named, saved_table, targets_table
from liantu.sources.models import RegisterRelease
from liantu.ui.lists import ListPage
from liantu.ui.pages import Card, DetailPage, Head, Link
from liantu.ui.wiring import Seen


def bases(release: RegisterRelease, chain: Chain | None = None, node_code: str = "") -> dict[str, str]:
    """The beginnings of the addresses of rows, resolved once instead of once a line."""
    row = reverse("enterprises:register_row", args=[release.release_id, 0]).removesuffix("0/")
    mark = reverse("prospects:mark", args=[chain.code, node_code, 0]).removesuffix("0/") if chain else ""
    return {"row_base": row, "mark_base": mark}


WRONG_REASONS = (
    gettext_lazy("Only trades it"),
    gettext_lazy("Does something else"),
    gettext_lazy("Closed or moved"),
    gettext_lazy("Already in the zone"),
    gettext_lazy("Same group as one of ours"),
    gettext_lazy("Not wanted here"),
)
ROLE_TONES = {"make": "ok", "service": "info", "trade": "muted"}


def _abilities(request: ZoneRequest) -> dict[str, bool]:
    """What the person may do on these pages."""
    return {
        f"may_{act}": may(request.user, f"prospects.{act}", request.zone) for act in ("save_list", "mark", "export")
    }


def index_context(request: ZoneRequest) -> dict[str, Any]:
    """The overview: links to fill by chain, saved lists."""
    return {
        "groups": reads.links_to_fill(request.user, request.zone),
        "lists": reads.lists_of(request.user, request.zone)[:200],
        "release": reads.current_release_of(request.zone),
        **_abilities(request),
    }


def node_context(request: ZoneRequest, chain: Chain, node_code: str) -> dict[str, Any]:
    """The ranked list of a link with its controls; an unusable question keeps the page and tells every problem."""
    release = reads.current_release_of(request.zone)
    problems: tuple[object, ...] = ()
    try:
        question = question_in(request.GET, request.zone)
    except ProblemsError as refused:
        question, problems = Question(), refused.problems
    page = reads.target_page(request.zone, chain, node_code, question, top=LIST_MOST)
    if page is None and release is not None:
        raise Http404
    fit = calibration.fit_in_use(request.zone)
    pairs = question.as_query(all_weights=fit is not None)
    start = first_question(fit)
    return {
        "crumbs": [(_("Targets"), reverse("prospects:index")), (chain.label, chain.get_absolute_url())],
        "chain": chain,
        "link_label": page.label if page else node_code,
        "node_code": node_code,
        "page": page,
        "question": question,
        "problems": problems,
        "sliders": sliders_of(question, start),
        "term_sliders": term_sliders_of(question, start, page),
        "is_weighed": (question.weights, question.terms, question.fused) != (start.weights, start.terms, start.fused),
        "release": release,
        "query": urlencode(pairs),
        "asked_pairs": pairs,
        "wrong_reasons": WRONG_REASONS,
        "fit": fit,
        "precision": calibration.precision_of(chain, page.targets.given if page else []),
        "links": _node_links(chain, node_code),
        "many_buttons": FOUND_FIRMS.buttons(Seen(request.user, request.zone), LinkPlace(chain, node_code)),
        **(bases(release, chain, node_code) if release else {}),
        **_mark_words(),
        **_abilities(request),
    }


def node_list(request: ZoneRequest, context: Mapping[str, Any]) -> ListPage:
    """The list of the page that ``context`` is of."""
    provinces = reads.provinces_of(context["release"])
    return targets_table(request, context["chain"], context["node_code"], context["page"], provinces)


def _node_links(chain: Chain, node_code: str) -> list[Link]:
    return [Link(_("Why this link"), reverse("chains:node", args=[chain.code, node_code]), "chain")]


def sliders_of(question: Question, start: Question) -> list[dict[str, Any]]:
    """One slider a factor; ``start``: where they stand while nobody moved them."""
    return [
        {
            "name": f"w_{factor}",
            "label": _(reads.FACTOR_NAMES[factor]),
            "value": question.weights[factor],
            "start": start.weights[factor],
        }
        for factor in FACTORS
    ]


def term_sliders_of(question: Question, start: Question, page: reads.TargetPage | None) -> list[dict[str, Any]]:
    """One slider a kind of evidence; what nobody has data for is told and cannot be moved."""
    left_out = page.ranking.left_out if page is not None else ()
    return [
        {
            "name": f"t_{term}",
            "label": _(reads.FACTOR_NAMES[term]),
            "value": question.terms[term],
            "start": start.terms[term],
            "left_out": term in left_out,
        }
        for term in TERMS
    ]


REASON_NAMES = {
    "gone": gettext_lazy("closed, by its status in the register"),
    "restricted": gettext_lazy("on the list of those not to be invited"),
    "known": gettext_lazy("known to the zone already"),
    "relative": gettext_lazy("of the group of an enterprise here"),
    "here": gettext_lazy("in the home city already"),
    "city": gettext_lazy("in a city that was left out"),
    "trader": gettext_lazy("only trades it"),
    "province": gettext_lazy("outside the provinces asked for"),
    "capital": gettext_lazy("capital out of the bounds"),
    "age": gettext_lazy("age out of the bounds"),
    "code": gettext_lazy("no valid credit code"),
}


def why_context(request: ZoneRequest, chain: Chain, node_code: str) -> dict[str, Any]:
    """Who was dropped before ranking, by reason; and where the enterprise asked for stands."""
    question = _question_or_shipped(request)
    release, text = reads.current_release_of(request.zone), request.GET.get("name", "")[:120].strip()
    link = link_of(chain, node_code)
    if link is None or release is None:
        raise Http404
    question_here = link.asked(question)
    found = whynot.excluded_of(question_here)
    asked = whynot.why_not(question_here, text) if text else None
    back = reverse("prospects:node", args=[chain.code, node_code])
    return {
        "title": _("Why not?"),
        "crumbs": [
            (_("Targets"), "/targets/"),
            (chain.label, chain.get_absolute_url()),
            (node_code, back),
            (_("Why not?"), ""),
        ],
        "chain": chain,
        "node_code": node_code,
        "text": text,
        "query": question.as_query(all_weights=True),
        "asked_words": wording.told_question(question),
        "verdicts": [
            (
                one,
                REASON_NAMES.get(one.reason, ""),
                [(_(reads.FACTOR_NAMES[term]), points) for term, points in one.behind],
                score_bar(one.row["parts"]) if one.row else "",
            )
            for one in asked or ()
        ],
        "asked": asked is not None,
        "counts": [(REASON_NAMES[name], number) for name, number in found.counts.items()],
        "rows": [(hit, REASON_NAMES[reason]) for hit, reason in found.rows],
        "pool": POOL,
        **bases(release),
    }


def _question_or_shipped(request: ZoneRequest) -> Question:
    """The question of the address; the shipped one when it cannot be used."""
    try:
        return question_in(request.GET, request.zone)
    except ProblemsError:
        return Question()


def _mark_words() -> dict[str, str]:
    """The two words of an unmarked cell, looked up once a page."""
    return {"l_right": _("Right"), "l_wrong": _("Wrong")}


def mark_context(chain: Chain, node_code: str, given: TargetMark) -> dict[str, Any]:
    """The cell of a row after marking."""
    return {
        "chain": chain,
        "node_code": node_code,
        "mark": given,
        "enterprise_id": given.enterprise_id,
        "wrong_reasons": WRONG_REASONS,
        "may_mark": True,
        **bases(given.release, chain, node_code),
        **_mark_words(),
    }


def asking_context(chain: Chain, node_code: str, enterprise_id: int) -> dict[str, Any]:
    """The cell of a row while it asks why the target is wrong."""
    mark = reverse("prospects:mark", args=[chain.code, node_code, 0]).removesuffix("0/")
    return {
        "mark_base": mark,
        "chain": chain,
        "node_code": node_code,
        "mark": None,
        "enterprise_id": enterprise_id,
        "wrong_reasons": WRONG_REASONS,
        "may_mark": True,
        "asking": True,
    }


def withdrawn_context(given: TargetMark) -> dict[str, Any]:
    """The cell of a row after a mark was taken back."""
    return {**mark_context(given.chain, given.node_code, given), "mark": None}


def _list_links(request: ZoneRequest, saved: TargetList) -> list[Link]:
    """Prove it, take it out, put it away; archiving offers to undo it, as an act would not."""
    found = [Link(_("Prove it again"), "?prove=1", "check")]
    if may(request.user, "prospects.export", request.zone):
        found.append(Link("Excel", reverse("prospects:list_export", args=[saved.pk]), "download"))
    if may(request.user, "prospects.save_list", request.zone) and saved.archived_at is None:
        found.append(Link(_("Archive"), reverse("prospects:list_archive", args=[saved.pk]), method="post"))
    return found


def _saved_by(saved: TargetList) -> str:
    told = {"who": saved.saved_by or "—", "day": f"{timezone.localtime(saved.saved_at):%Y-%m-%d %H:%M}"}
    return _("saved by %(who)s on %(day)s") % told


def _proof(request: ZoneRequest, saved: TargetList) -> dict[str, Any] | None:
    return {"proof": reads.prove_list(saved)} if "prove" in request.GET else None


def _asked(_request: ZoneRequest, saved: TargetList) -> dict[str, Any]:
    return {"asked_words": wording.told_question(saved.asked())}


def _saved_lines(request: ZoneRequest, saved: TargetList) -> dict[str, Any]:
    """One page of the saved targets, as they were."""
    problems: tuple[Problem, ...] = ()
    rows: list[Named] = []
    try:
        rows = [Named(reads.Target(row["rank"], row, None)) for row in saved.answer().rows()]
    except KeptLostError as error:
        problems = error.problems
    base = bases(saved.release)["row_base"]
    return {"saved_list": saved_table(saved, rows, base).state(request), "damaged": problems}


LIST: DetailPage[TargetList] = DetailPage(
    ability="prospects.view",
    find=reads.list_or_404,
    head=Head(
        title=lambda saved: saved.title,
        line=lambda saved: [saved.chain.name, saved.node_name, _saved_by(saved)],
        links=_list_links,
        crumbs=lambda _saved: [(_("Targets"), reverse("prospects:index"))],
    ),
    styles=("prospects/targets.css",),
    cards=(
        Card(code="proof", template="prospects/_proof.html", fill=_proof, bare=True),
        Card(code="question", template="prospects/_list_facts.html", fill=_asked),
        Card(code="targets", template="prospects/_saved_lines.html", fill=_saved_lines),
    ),
)


def calibration_context(request: ZoneRequest) -> dict[str, Any]:
    """Reviewed targets, how right they were, and the rankings fitted on them."""
    return {
        "title": _("Calibration"),
        "crumbs": [(_("Targets"), reverse("prospects:index")), (_("Calibration"), "")],
        "page": calibration.calibration_page(request.zone),
        **_chances(request),
        "may_switch": may(request.user, "prospects.switch_ranking", request.zone),
    }


def _chances(request: ZoneRequest) -> dict[str, Any]:
    """What the kinds of evidence are worth, raw and by the reviewed targets."""
    day = timezone.localdate()
    rows, cases = calibration.chances_of(request.zone, day)
    names, key = EVIDENCE_TYPES.on(day).kinds(), "name_en" if is_english() else "name"
    return {
        "chances": [(getattr(names[kind], key), raw, fitted) for kind, raw, fitted in rows],
        "cases": cases,
        "least_cases": LEAST_CASES,
    }


RUNG_NAMES = {
    "known": gettext_lazy("became known"),
    "suggested": gettext_lazy("suggested"),
    "met": gettext_lazy("met"),
    "signed": gettext_lazy("signed"),
    "started": gettext_lazy("started"),
}


def hit_rate_context(request: ZoneRequest) -> dict[str, Any]:
    """What became of the first fifty of last year's lists."""
    page = calibration.hit_rate_page(request.user, request.zone, today=timezone.localdate())
    return {
        "title": _("Hit rate"),
        "crumbs": [(_("Targets"), reverse("prospects:index")), (_("Hit rate"), "")],
        "page": page,
        "reached": [
            (RUNG_NAMES[rung], number) for rung, number in page.reached.items() if rung not in page.kept_elsewhere
        ],
        "missing": [RUNG_NAMES[rung] for rung in page.kept_elsewhere],
        "rows": [(one, [one.reached.get(rung, "") for rung in RUNG_NAMES]) for one in page.outcomes[:200]],
        "rungs": list(RUNG_NAMES.values()),
    }
