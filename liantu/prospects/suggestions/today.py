"""What suggestion lists put on the day's page: what to decide, to follow, to hand in; a liaison's own suggestions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext

from liantu.chains.purchases.reads import leaders_of
from liantu.prospects.suggestions import reads
from liantu.prospects.suggestions.actions import SUGGESTIONS
from liantu.prospects.suggestions.models import Suggestion
from liantu.ui.wiring import Alike, Seen, Todo


def waiting(seen: Seen) -> list[Todo]:
    """To decide for a chief, to follow for whoever was named, to hand in or correct for a liaison."""
    return [*_to_decide(seen), *_to_follow(seen), *_missing(seen)]


def _to_decide(seen: Seen) -> Iterator[Todo]:
    rows = reads.suggestions_of(seen.user, seen.zone).filter(state=Suggestion.State.SUBMITTED)
    if seen.may("suggestions.decide") and (number := rows.count()):
        names = pgettext("between names", ", ").join(rows.values_list("firm_name", flat=True)[:3])
        text = ngettext("Decide on %(n)d suggestion", "Decide on %(n)d suggestions", number) % {"n": number}
        url = f"{reverse('suggestions:list')}?state=submitted"
        yield Todo(text, url, None, "warn", (names,), pgettext("suggestions", "Decide"))


def _to_follow(seen: Seen) -> Iterator[Todo]:
    today, rows = timezone.localdate(), reads.suggestions_of(seen.user, seen.zone)
    for one in rows.filter(state=Suggestion.State.ASSIGNED, assignee=seen.user)[:20]:
        late = one.due_on is not None and one.due_on < today
        text = gettext("Follow the suggestion %(enterprise)s") % {"enterprise": one.firm_name}
        button = pgettext("button", "Report back")
        yield Todo(text, one.get_absolute_url(), one.due_on, "bad" if late else "info", (one.node_name,), button)
    for one in rows.filter(state=Suggestion.State.RETURNED, submitted_by=seen.user)[:20]:
        text = gettext("Correct the returned suggestion %(enterprise)s") % {"enterprise": one.firm_name}
        yield Todo(text, one.get_absolute_url(), None, "warn", button=pgettext("button", "Correct it"))


def _missing(seen: Seen) -> Iterator[Todo]:
    """Lists that are late: a liaison hands hers in, who is inside reminds those of the leaders, all at once."""
    if not seen.may("suggestions.file"):
        return
    mine, inside = leaders_of(seen.user, seen.zone), seen.may("suggestions.follow")
    for due in reads.lists_missing(seen.zone, today=timezone.localdate(), leaders=mine):
        given = {"leader": due.leader.printed_name, "period": due.period.code}
        alike = None
        if inside:
            text = gettext("%(leader)s has not handed in its list for %(period)s") % given
            button, post = pgettext("button", "Remind"), reverse("suggestions:remind", args=[due.leader.pk])
            alike = Alike(
                f"suggestions.missing.{due.period.code}",
                lambda n, period=due.period.code: (
                    gettext("%(n)d leaders have not handed in their lists for %(period)s")  # type: ignore[misc]
                    % {"n": n, "period": period}
                ),
                reverse("suggestions:list"),
                pgettext("button", "Remind all"),
                reverse("suggestions:remind_all"),
            )
        else:
            text = gettext("Hand in the list of %(leader)s for %(period)s") % given
            button, post = pgettext("button", "Hand it in"), ""
        where = reverse("suggestions:new") if not inside else reverse("suggestions:list")
        yield Todo(
            text, where, due.period.due_on, "bad", (due.leader.chain.label,), button, post=post,
            name=due.leader.printed_name, alike=alike,
        )  # fmt: skip


def own_suggestions(seen: Seen, _today: date) -> Mapping[str, object]:
    """The newest suggestions of the enterprises this person speaks for, each with where it stands."""
    rows = reads.suggestions_of(seen.user, seen.zone).order_by("-submitted_at")
    shown = [(one, SUGGESTIONS.state_name(one, one.state)) for one in rows[:5]]
    return {"suggestions": shown, "how_many": rows.count()}
