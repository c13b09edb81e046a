"""The board: a column a stage; its cards are written as HTML in one go, for every template tag costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Sum, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.chains.reads import chains_of
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.projects import reads
from liantu.projects.models import Project
from liantu.projects.rules.stages import Stage
from liantu.ui import formats
from liantu.ui.pages import Link
from liantu.ui.templatetags.ui import badge, icon

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


def board_context(request: ZoneRequest) -> dict[str, Any]:
    """The board: a column a stage, the most urgent cards of each, counts and sums of all. A fixed number of queries."""
    user, zone, data = request.user, request.zone, request.GET
    plan = reads.plan_of(zone, timezone.localdate())
    rows = reads.projects_of(user, zone).filter(health=Project.Health.NORMAL)
    chain, mine, light = data.get("chain", ""), data.get("mine", ""), data.get("light", "")
    rows = rows.filter(chain__code=chain) if chain else rows
    rows = rows.filter(owner=user) if mine else rows
    rows = rows.filter(light=light) if light in LIGHT_TONES else rows
    totals = {
        one["stage"]: one
        for one in rows.values("stage").annotate(
            n=Count("pk"), signed=Sum("signed_wan_yuan"), intent=Sum("intent_wan_yuan", filter=Q(signed_wan_yuan=None))
        )
    }  # fmt: skip
    urgent = Case(When(light="red", then=0), When(light="yellow", then=1), default=2, output_field=IntegerField())
    order = Window(RowNumber(), partition_by=[F("stage")], order_by=[urgent.asc(), F("stage_since_on").asc(), "pk"])
    cards: dict[str, list[Mapping[str, Any]]] = {}
    for one in rows.annotate(place=order).filter(place__lte=CARDS_MOST).values(*CARD_FIELDS, "place"):
        cards.setdefault(one["stage"], []).append(one)
    today, may_move = timezone.localdate(), may(user, "projects.move", zone)
    return {
        "title": _("Board"),
        "links": _links(request),
        "columns": [
            _column(stage, totals.get(stage.code, {}), cards.get(stage.code, []), today, may_move)
            for stage in plan.stages
        ],
        "chains": [(one.code, one.label) for one in chains_of(user, zone)],
        "chain": chain, "mine": mine, "light": light, "lights": list(LIGHT_NAMES.items()),
        "may_move": may_move, "today": today,
    }  # fmt: skip


def _links(request: ZoneRequest) -> list[Link]:
    """Where else projects are looked at, and a new one."""
    found = [
        Link(_("Table"), reverse("projects:list"), "table"),
        Link(_("Figures"), reverse("projects:figures"), "chart"),
    ]
    if may(request.user, "projects.edit", request.zone):
        found.append(Link(_("New project"), reverse("projects:new"), "plus", main=True))
    return found


def _column(
    stage: Stage, total: Mapping[str, Any], cards: list[Mapping[str, Any]], today: date, may_move: bool
) -> dict[str, Any]:
    ordered = sorted(cards, key=lambda one: one["place"])
    return {
        "stage": stage, "name": reads.stage_name(stage), "n": total.get("n", 0),
        "amount": (total.get("signed") or 0) + (total.get("intent") or 0),
        "cards": board_cards(ordered, stage, today=today, may_move=may_move),
        "more": max(total.get("n", 0) - len(cards), 0),
    }  # fmt: skip


def board_cards(rows: Sequence[Mapping[str, Any]], stage: Stage, *, today: date, may_move: bool) -> SafeString:
    """The cards of one column in their order; every text of people is escaped."""
    if not rows:
        return mark_safe("")
    english = (get_language() or "").startswith("en")
    page = reverse("projects:detail", args=[0])
    words = {"days": _("%(n)s days"), "move": _("Move %(name)s"), "arrow": icon("arrow-right")}
    lights = {light: badge(LIGHT_NAMES[light], LIGHT_TONES[light]) for light in LIGHT_TONES}
    return mark_safe("".join(  # noqa: S308  # built of escaped parts
        _card(one, stage, page.replace("/0/", f"/{one['pk']}/"), words, lights, english, today, may_move)
        for one in rows
    ))  # fmt: skip


def _card(
    one: Mapping[str, Any], stage: Stage, address: str, words: Mapping[str, str], lights: Mapping[str, Any],
    english: bool, today: date, may_move: bool,
) -> str:  # fmt: skip
    name = one["name"] if len(one["name"]) <= NAME_CHARACTERS else one["name"][: NAME_CHARACTERS - 1] + "…"
    amount = one["signed_wan_yuan"] if one["signed_wan_yuan"] is not None else one["intent_wan_yuan"]
    chain = (english and one["chain__name_en"]) or one["chain__name"]
    days = (today - one["stage_since_on"]).days
    told = words["days"] % {"n": days}
    late = bool(stage.expected_days and days > stage.expected_days)
    owner = one["owner__display_name"] or one["owner__username"] or ""
    go = (
        f'<button type="button" class="icon-button board-go" hx-get="{address}ahead/" hx-target="#ahead" '
        f'hx-swap="outerHTML">{words["arrow"]}<span class="sr">{escape(words["move"] % {"name": one["name"]})}</span>'
        "</button>"
        if may_move else ""
    )  # fmt: skip
    light = f"{lights[one['light']]} " if one["light"] in ("yellow", "red") else ""
    return (
        f'<article class="board-card" data-pk="{one["pk"]}" data-revision="{one["revision"]}" '
        f'data-ahead="{address}ahead/" data-move="{address}act/move/"{" draggable=true" if may_move else ""}>'
        f'<p><a href="{address}">{escape(name)}</a></p>'
        f'<p class="muted">{escape(formats.money_text(amount, language=get_language() or "zh-hans"))}'
        f"{f' · {escape(chain)}' if chain else ''}</p>"
        f'<p class="muted">{light}{f"<strong>{told}</strong>" if late else told} {escape(owner)}{go}</p></article>'
    )
