"""The cards of the board as HTML, written in one go: a board holds hundreds, and every template tag costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.projects.rules.stages import Stage
from liantu.ui import formats
from liantu.ui.templatetags.ui import badge, icon

LIGHT_TONES = {"green": "ok", "yellow": "warn", "red": "bad"}
LIGHT_NAMES = {
    "green": pgettext_lazy("light", "green"), "yellow": pgettext_lazy("light", "yellow"),
    "red": pgettext_lazy("light", "red"),
}  # fmt: skip
NAME_CHARACTERS = 34


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
