"""Template tags of every page: ``{% load ui %}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from liantu.people.abilities import may as people_may
from liantu.people.requests import zone_of
from liantu.ui import formats
from liantu.ui.acts import acts_on
from liantu.ui.badges import TONES, badge_markup
from liantu.ui.context import reverse_or_empty
from liantu.ui.file_fields import FilesInput
from liantu.ui.lists.columns import in_local_time
from liantu.ui.navigation.menu import Menu
from liantu.ui.problems import told_of, words_of
from liantu.ui.suggesting import SuggestInput
from liantu.ui.toasts import UNDO
from liantu.ui.written_fields import DayInput

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture from the sprite; silent for screen readers unless it has a label."""
    href = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}"><use href="{}"/></svg>', label, href
        )
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag
def badge(text: Any, tone: str = "muted") -> SafeString:
    """A short state in a coloured shape; the tone has a mark of its own, so that colour never speaks alone."""
    return badge_markup(text, tone)


@register.inclusion_tag("ui/_person.html", takes_context=True)
def person(
    context: template.Context, who: Any, phone: str = "", reveal: str = "", note: str = "", page: str = ""
) -> dict[str, Any]:
    """A person with what is known of her: office, the covered telephone and how it is shown, her duties, her page."""
    username = getattr(who, "username", "")
    duties = reverse_or_empty("duties:list") if username and may(context, "duties.view") else ""
    return {
        "name": str(getattr(who, "label", "") or who),
        "key": f"{who._meta.model_name}-{who.pk}",
        "note": note or getattr(who, "office", ""),
        "phone": phone,
        "reveal": reveal,
        "page": page,
        "duties": f"{duties}?{urlencode({'owner': username})}" if duties else "",
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/_meter.html")
def meter(value: Any, max: Any = 100, label: str = "", tone: str = "info") -> dict[str, Any]:
    """A value against its most, drawn as a bar with its number."""
    number, most = _number(value), _number(max) or 1.0
    return {
        "missing": formats.is_missing(value),
        "width": _width(number / most),
        "text": formats.count_text(value),
        "label": label,
        "tone": tone if tone in TONES else "info",
    }


@register.inclusion_tag("ui/_parts_bar.html")
def parts_bar(parts: Iterable[Any], total: Any = None, detail: bool = False) -> dict[str, Any]:
    """Why this score: one segment per part ({label, value, contribution}), longest sum = full width or ``total``."""
    rows = [_part(part) for part in parts]
    whole = _number(total) or sum(abs(row["contribution"]) for row in rows) or 1.0
    left = 0.0
    for index, row in enumerate(rows):
        row["x"], row["w"] = round(left, 2), _width(abs(row["contribution"]) / whole)
        row["tone"] = index % 6 + 1
        left += row["w"]
    return {"parts": rows, "detail": detail, "sum": round(sum(row["contribution"] for row in rows), 3)}


def _part(part: Any) -> dict[str, Any]:
    """A part as plain values, from a mapping or an object."""

    def get(name: str, default: Any = "") -> Any:
        return part.get(name, default) if isinstance(part, Mapping) else getattr(part, name, default)

    return {
        "label": get("label") or get("factor"),
        "value": get("value"),
        "contribution": _number(get("contribution", 0)),
        "note": get("note"),
    }


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _width(share: float) -> float:
    """A share as per cent between 0 and 100, for SVG."""
    return round(min(max(share, 0.0), 1.0) * 100, 2)


@register.inclusion_tag("ui/_empty.html")
def empty(title: str, text: str = "", url: str = "", action: str = "", icon: str = "inbox") -> dict[str, str]:
    """Nothing here yet: what this place is for and what to do next."""
    return {"title": title, "text": text, "url": url, "action": action, "icon": icon}


@register.simple_tag
def steps(done: int, of: int) -> SafeString:
    """How many steps of a way are made, as a row of small boxes; the number stands in words for who cannot see it."""
    label = pgettext("way", "step %(done)d of %(of)d") % {"done": done, "of": of}
    boxes = [f"M{place * 6} 0h5v6h-5z" for place in range(of)]
    return format_html(
        '<svg class="steps-bar" viewBox="0 0 {} 6" role="img" aria-label="{}">'
        '<path class="on" d="{}"/><path d="{}"/></svg>',
        of * 6 - 1, label, "".join(boxes[:done]), "".join(boxes[done:]),
    )  # fmt: skip


@register.simple_tag
def day_input(name: str, value: Any, element: str = "") -> SafeString:
    """A day in a line of filters: a text and the calendar; ``element``: the id of its text."""
    widget = DayInput({"id": element or f"id_{name}"})
    widget.toward, widget.chips, widget.grain = "past", (), True
    return widget.render(name, value)


@register.simple_tag
def file_input(name: str, accept: str) -> SafeString:
    """A file to choose or drop, in a form that is no declared one; it must be given."""
    return FilesInput({"id": f"id_{name}", "accept": accept, "required": True}).render(name, None)


@register.simple_tag
def suggest_input(name: str, kind: str, value: Any, label: Any, number: int) -> SafeString:
    """A field with suggestions of a kind in a line that repeats; a new name will do."""
    attrs = {"id": f"{name}-{number}", "aria-label": label, "placeholder": label, "maxlength": 200}
    return SuggestInput(kind, new=True, attrs=attrs).render(name, value)


@register.inclusion_tag("ui/_problems.html")
def problems(items: Iterable[Any], title: str = "") -> dict[str, Any]:
    """Everything wrong with an input: what, where, how to fix it."""
    return {"problems": list(dict.fromkeys(words_of(item) for item in items or ())), "title": title}


@register.inclusion_tag("ui/_problems.html", takes_context=True)
def refusal(context: template.Context) -> dict[str, Any]:
    """What was refused, on the page that was asked for again; nothing else."""
    error = getattr(context.get("request"), "refusal", None)
    return {"problems": told_of(error, getattr(error, "form", None)) if error is not None else [], "title": ""}


@register.inclusion_tag("ui/acts/_acts.html", takes_context=True)
def acts(context: template.Context, thing: Any, *verbs: str, **known: Any) -> dict[str, Any]:
    """What this person may do with ``thing`` now: ``{% acts lead %}``, ``{% acts one "verify" paper=paper %}``.

    Named verbs: only these. Named values: the part of the thing that is acted on, and what a form shows at first.
    """
    request, found = context["request"], acts_on(thing, verbs)
    shown = [] if found is None else found.drawn(thing, request, verbs, known, in_line=True)
    return {"acts": shown, "csrf_token": context.get("csrf_token"), "request": request}


@register.inclusion_tag("ui/_progress.html")
def progress(done: Any, total: Any, note: str = "", label: str = "") -> dict[str, Any]:
    """How far long work is; without a total it only says that it runs."""
    most = _number(total)
    share = min(_number(done) / most, 1.0) if most > 0 else None
    return {
        "done": done,
        "total": total,
        "note": note,
        "label": label,
        "share": share,
        "pct": None if share is None else int(share * 100),
    }


@register.inclusion_tag("ui/_pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], param: str = "page", target: str = "") -> dict[str, Any]:
    """Where we are in a long list, and the way on."""
    window: list[dict[str, Any]] = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
        is_gap = not isinstance(number, int)
        window.append(
            {
                "number": number,
                "gap": is_gap,
                "current": number == page.number,
                "url": "" if is_gap else _changed_query(context, {param: number}),
            }
        )
    return {
        "page": page,
        "window": window,
        "target": target,
        "previous": _changed_query(context, {param: page.number - 1}) if page.has_previous() else "",
        "next": _changed_query(context, {param: page.number + 1}) if page.has_next() else "",
    }


@register.simple_tag(takes_context=True)
def qs(context: template.Context, **changes: Any) -> str:
    """This page's query string with the named values changed; None or "" takes one away."""
    return _changed_query(context, changes)


def _changed_query(context: template.Context, changes: Mapping[str, Any]) -> str:
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, list | tuple):
            query.setlist(key, [str(item) for item in value])
        else:
            query[key] = str(value)
    return "?" + query.urlencode()


@register.inclusion_tag("ui/_method_link.html")
def method_link(name: str, label: str = "") -> dict[str, str]:
    """A small link to how a figure is made: ``{% method_link "presence" %}``."""
    return {"url": reverse_or_empty("ui:method", name), "label": label}


@register.simple_tag
def url_if(name: str, *args: Any) -> str:
    """The address of the named page, or "" while no room has it."""
    return reverse_or_empty(name, *args)


@register.simple_tag(takes_context=True)
def may(context: template.Context, ability: str) -> bool:
    """Whether the reader may do this here: ``{% may "chains.export" as can_export %}``."""
    request = context.get("request")
    return request is not None and people_may(request.user, ability, zone_of(request))


@register.simple_tag(takes_context=True)
def way(context: template.Context) -> list[tuple[Any, str]]:
    """The way to this page: its room and what lies between, at most three steps, never the page itself."""
    given = context.get("crumbs") or ()
    menu: Menu | None = getattr(context.get("frame"), "menu", None)
    if menu is None:
        return [(label, url) for label, url in given if url]
    return menu.crumbs(str(context.get("title") or ""), given)


@register.simple_tag(takes_context=True)
def inside(context: template.Context, drawn: Any) -> SafeString:
    """The inside of a declared card: its template with the page's context and the card's own."""
    chosen = context.template.engine.get_template(drawn.template) if context.template else None
    if chosen is None:
        return SafeString("")
    with context.push(drawn=drawn, **drawn.context):
        return chosen.render(context)


@register.filter
def named_in(field: BoundField, error: Any) -> bool:
    """Whether what is wrong with a field names it already."""
    return str(field.label or "").lower() in str(error).lower()


@register.filter
def undo_url(message: Any) -> str:
    """The way back that a toast offers, or ""."""
    tags = getattr(message, "extra_tags", "") or ""
    return tags[len(UNDO) :] if tags.startswith(UNDO) else ""


@register.filter
def query_fields(url: str) -> list[tuple[str, str]]:
    """What the query of an address has, as the fields of a form that posts it."""
    return parse_qsl(urlsplit(url).query)


@register.filter
def count(value: Any) -> str:
    """A number with thousands separators; "—" for nothing."""
    return formats.count_text(value)


@register.filter
def wan_yuan(value: Any, currency: str = "CNY") -> str:
    """An amount given in 万: 1,200 万元, 3.5 亿元."""
    return formats.money_text(value, currency=currency, language=get_language() or "zh-hans")


@register.filter
def wan(value: Any) -> str:
    """An amount in 10,000 of a currency that the row does not carry: the number and 万, never 元."""
    return formats.wan_text(value, language=get_language() or "zh-hans")


@register.filter
def date_zh(value: Any) -> str:
    """A day in words of the reader's language."""
    return formats.date_text(value, language=get_language() or "zh-hans")


@register.filter
def near(value: Any) -> str:
    """A day or moment as people say it today: 昨天, 今天 16:00, 11月26日."""
    today = timezone.localdate()
    return formats.near_text(in_local_time(value), today=today, language=get_language() or "zh-hans")


@register.filter
def cell_day(value: Any) -> str:
    """A day in a list: 11-26, with its year when it is another."""
    return formats.cell_day_text(in_local_time(value), today=timezone.localdate())


@register.simple_tag
def sep() -> SafeString:
    """What stands between two facts of one line: a drawn rule, since faces draw "·" in different widths."""
    return SafeString('<i class="sep" aria-hidden="true"></i>')


@register.simple_tag
def comma(is_last: bool = False) -> str:
    """What stands between the names of a list: "、" in Chinese, a comma in English; nothing after the last one."""
    return "" if is_last else pgettext("between names", ", ")


@register.filter
def led(label: str) -> str:
    """A label with its colon before what it leads to: a full-width colon brings its own space, another one gets it."""
    return label if label.endswith("：") else f"{label} "


@register.filter
def listed(names: Iterable[Any]) -> str:
    """Names one after the other, with what stands between them in the reader's language."""
    return pgettext("between names", ", ").join(str(name) for name in names or ())


@register.filter
def iso(value: Any) -> str:
    """A day or moment for a dense table."""
    return formats.iso_text(in_local_time(value))


@register.filter
def pct(share: Any, digits: int = 0) -> str:
    """A share (0…1) as per cent."""
    return formats.NOTHING if formats.is_missing(share) else f"{_number(share) * 100:z.{digits}f}%"


@register.filter
def signed(value: Any) -> str:
    """A whole difference with its sign: +5, −30, 0."""
    if formats.is_missing(value):
        return formats.NOTHING
    number = round(_number(value))
    return f"+{number:,}" if number > 0 else f"−{-number:,}" if number else "0"


@register.simple_tag
def map_stage(stage: str) -> str:
    """The name of a stage of the chain."""
    return {
        "upstream": pgettext("stage", "Upstream"),
        "midstream": pgettext("stage", "Midstream"),
        "downstream": pgettext("stage", "Downstream"),
        "support": pgettext("stage", "Support"),
    }.get(stage, stage)


@register.simple_tag
def map_state(state: str) -> str:
    """The state of a link in a word."""
    return {
        "strong": pgettext("link", "strong"),
        "present": pgettext("link", "present"),
        "weak": pgettext("link", "weak"),
        "single": pgettext("link", "single firm"),
        "gap": pgettext("link", "missing"),
        "undecided": pgettext("link", "undecided"),
    }.get(state, state)


_STATE_TONES = {"strong": "ok", "present": "info", "weak": "warn", "single": "warn", "gap": "bad", "undecided": "muted"}


@register.simple_tag
def map_badge(state: str) -> SafeString:
    """The state of a link as a badge."""
    return badge(map_state(state), _STATE_TONES.get(state, "muted"))
