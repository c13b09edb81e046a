"""The board: a column a stage; its cards are written as HTML in one go, for every template tag costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Sum, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.chains.reads import chains_of
from liantu.foundation.flows.acts import steps_seen
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.projects import reads
from liantu.projects.actions import STAGES
from liantu.projects.gate import gate_of, next_stage
from liantu.projects.models import Project
from liantu.projects.rules.stages import Stage, StagePlan, missing_for
from liantu.ui import formats
from liantu.ui.badges import lamp_markup, person_markup
from liantu.ui.lists import Filter, ListPage, ListState, SidePanel, View, mine
from liantu.ui.lists.columns import SEP
from liantu.ui.pages import Link
from liantu.ui.pages.board import BoardColumn, board_card
from liantu.ui.problems import words_of

LIGHT_TONES = {"green": "ok", "yellow": "warn", "red": "bad"}
LIGHT_NAMES = {
    "green": pgettext_lazy("light", "green"), "yellow": pgettext_lazy("light", "yellow"),
    "red": pgettext_lazy("light", "red"),
}  # fmt: skip
NAME_CHARACTERS = 34
CARDS_MOST = 10
CARD_FIELDS = (
    "pk", "name", "stage", "revision", "light", "stage_since_on", "signed_wan_yuan", "intent_wan_yuan", "chain__name",
    "chain__name_en", "owner__display_name", "owner__username",
)  # fmt: skip
AMOUNT = Coalesce("signed_wan_yuan", "intent_wan_yuan")


def _rows(request: ZoneRequest) -> Any:
    return reads.projects_of(request.user, request.zone).filter(health=Project.Health.NORMAL)


def _late(rows: Any, request: ZoneRequest) -> Any:
    today = timezone.localdate()
    return reads.overstaying(rows, reads.plan_of(request.zone, today), today)


def _links(request: ZoneRequest) -> list[Link]:
    is_editor = may(request.user, "projects.edit", request.zone)
    return [Link(_("New project"), reverse("projects:new"), "plus", main=True)] if is_editor else []


def _panel(request: ZoneRequest, project: Project) -> Mapping[str, Any]:
    """What the next stage, or the one that was chosen, still asks of the project, and the step itself."""
    from liantu.projects.pages import ahead_context  # the page of the project draws its own board's lights

    project = reads.whole(reads.projects_of(request.user, request.zone)).get(pk=project.pk)
    context = ahead_context(request, project, request.GET.get("stage", ""))
    following, ahead = next_stage(project), context["ahead"]
    is_next = following is not None and ahead is not None and ahead.code == following.code
    return {**context, "lamp": _lamp(project), "gate": gate_of(request, project) if is_next else None}


def _lamp(project: Project) -> SafeString:
    days = (timezone.localdate() - project.stage_since_on).days
    return lamp_markup(project.light, f"{LIGHT_NAMES.get(project.light, '')} {_('%(n)s days') % {'n': days}}")


BOARD = ListPage(
    name="projects.board",
    queryset_fn=_rows,
    columns=(),
    body="ui/pages/_board.html",
    template="projects/board.html",
    search_fields=("name", "number", "investor_name"),
    filters=(
        Filter("mine", gettext_lazy("only mine"), kind="flag", apply=lambda rows, _value: rows),
        Filter("chain", gettext_lazy("Chain"), apply="chain__code",
               choices=lambda request: [(one.code, one.label) for one in chains_of(request.user, request.zone)]),
        Filter("light", gettext_lazy("Light"), choices=tuple(LIGHT_NAMES.items())),
        Filter("from", gettext_lazy("Investment from (10k yuan)"), kind="number_from", folded=True,
               apply=lambda rows, value: rows.annotate(amount=AMOUNT).filter(amount__gte=value)),
    ),
    views=(mine(), View("late", pgettext_lazy("view", "Overdue"), _late)),
    sums=(
        (gettext_lazy("Investment"), Sum(AMOUNT), "money"),
        (gettext_lazy("Red light"), Count("pk", filter=Q(light="red")), "number"),
    ),
    ability="projects.view",
    title=gettext_lazy("Board"),
    links=_links,
    side=SidePanel(
        template="projects/_board_panel.html",
        title=lambda project: project.name,
        line=lambda project: (project.number, project.investor_name),
        fill=_panel,
        href=lambda project: project.get_absolute_url(),
        first=False,
    ),
)  # fmt: skip


def board_page(request: ZoneRequest) -> HttpResponse:
    """The board, its columns alone, or the panel of a card."""
    state = BOARD.state(request)
    return BOARD.respond(request, {"board_columns": _columns(request, state), "may_move": _may_move(request)})


def _may_move(request: ZoneRequest) -> bool:
    return may(request.user, "projects.move", request.zone)


def _columns(request: ZoneRequest, state: ListState) -> Callable[[], list[BoardColumn]]:
    """A column a stage, the most urgent cards of each, counts and sums of all; two questions, asked when drawn."""

    @cache
    def found() -> list[BoardColumn]:
        rows, today = state.records.order_by(), timezone.localdate()
        totals = {one["stage"]: one for one in rows.values("stage").annotate(n=Count("pk"), amount_sum=Sum(AMOUNT))}
        urgent = Case(When(light="red", then=0), When(light="yellow", then=1), default=2, output_field=IntegerField())
        order = Window(RowNumber(), partition_by=[F("stage")], order_by=[urgent.asc(), F("stage_since_on").asc(), "pk"])
        cards: dict[str, list[Mapping[str, Any]]] = {}
        for one in rows.annotate(place=order).filter(place__lte=CARDS_MOST).values(*CARD_FIELDS, "place"):
            cards.setdefault(one["stage"], []).append(one)
        plan = reads.plan_of(request.zone, today)
        return [
            _column(state, stage, totals.get(stage.code, {}), cards.get(stage.code, []), today, _may_move(request))
            for stage in plan.stages
        ]

    return found


def _column(
    state: ListState, stage: Stage, total: Mapping[str, Any], cards: list[Mapping[str, Any]], today: date, moves: bool
) -> BoardColumn:
    ordered, many, amount = sorted(cards, key=lambda one: one["place"]), total.get("n", 0), total.get("amount_sum")
    return BoardColumn(
        stage.code,
        reads.stage_name(stage),
        many,
        board_cards(ordered, stage, state, today=today, may_move=moves),
        formats.money_text(amount, language=get_language() or "zh-hans") if amount else "",
        max(many - len(cards), 0),
        f"{reverse('projects:list')}?stage={stage.code}",
        _("counts: a second person agrees") if stage.counts else "",
    )


def board_cards(
    rows: Sequence[Mapping[str, Any]], stage: Stage, state: ListState, *, today: date, may_move: bool
) -> SafeString:
    """The cards of one column in their order; every text of people is escaped."""
    language = get_language() or "zh-hans"
    current = state.shown.record.pk if state.shown is not None else None
    url = state.side_url("0")
    page = reverse("projects:detail", args=[0])
    return SafeString(
        "".join(
            _card(
                one, stage, today, language, may_move, one["pk"] == current, url, page.replace("/0/", f"/{one['pk']}/")
            )
            for one in rows
        )
    )


def _card(
    one: Mapping[str, Any], stage: Stage, today: date, language: str, may_move: bool, is_current: bool, url: str,
    page: str,
) -> SafeString:  # fmt: skip
    address = page.replace("/0/", f"/{one['pk']}/")
    name = one["name"] if len(one["name"]) <= NAME_CHARACTERS else one["name"][: NAME_CHARACTERS - 1] + "…"
    amount = one["signed_wan_yuan"] if one["signed_wan_yuan"] is not None else one["intent_wan_yuan"]
    chain = (language.startswith("en") and one["chain__name_en"]) or one["chain__name"] or ""
    days = (today - one["stage_since_on"]).days
    told = format_html('<span class="sr">{}</span>{}', LIGHT_NAMES.get(one["light"], ""), _("%(n)s days") % {"n": days})
    if stage.expected_days and days > stage.expected_days:
        told = format_html("<strong>{}</strong>", told)
    moves = {"pk": one["pk"], "revision": one["revision"], "ahead": f"{address}ahead/", "move": f"{address}act/move/"}
    money = formats.money_text(amount, language=language)
    return board_card(
        str(one["pk"]),
        name,
        url.replace("sel=0", f"sel={one['pk']}"),
        line=format_html("{}{}{}", money, SEP if chain else "", chain),
        foot=lamp_markup(one["light"], told)
        + person_markup(one["owner__display_name"] or one["owner__username"] or "", short=True),
        go=_("Move %(name)s") % {"name": one["name"]} if may_move else "",
        is_current=is_current,
        **(moves if may_move else {}),
    )


def answers_of(request: ZoneRequest, project: Project) -> dict[str, dict[str, Any]]:
    """For every stage what the board says when the card is held over it, and whether it may be put down there."""
    plan: StagePlan = reads.plan_of(project.zone, timezone.localdate())
    facts, why_not = reads.facts_of(project), steps_seen(STAGES, project, request.user).why_not
    found: dict[str, dict[str, Any]] = {}
    for stage in plan.stages:
        if stage.code == project.stage:
            continue
        why = why_not.get(stage.code, ())
        lacking = len(missing_for(plan, facts, stage.code)) if why else 0
        words = _("Put it here")
        if lacking:
            words = ngettext("%(n)s thing missing", "%(n)s things missing", lacking) % {"n": lacking}
        elif why:
            words = words_of(why[0]).message
        found[stage.code] = {"words": words, "open": not why}
    return found
