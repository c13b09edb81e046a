"""What leads put on the day's page: hands of the clock that are due, what nobody answered, claims; one's own leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext

from liantu.foundation.calendar.reads import calendar_of
from liantu.lib.clocks import Calendar, CalendarMissingError
from liantu.projects.leads import metrics, reads
from liantu.projects.leads.models import Lead
from liantu.ui.metrics import show
from liantu.ui.wiring import Seen, Todo

OWN_MOST = 6


def waiting(seen: Seen) -> list[Todo]:
    """Hands of the clock due for an officer, leads nobody answered, claims to decide for leadership."""
    return [*_due(seen), *_unanswered(seen), *_claims(seen)]


def _due(seen: Seen) -> Iterator[Todo]:
    if not seen.may("leads.work"):
        return
    today, rows = timezone.localdate(), reads.leads_of(seen.user, seen.zone).filter(owner=seen.user)
    due = reads.due_leads(rows, today=today, within_days=7)[:20]
    calendar = calendar_of(seen.zone) if due else None
    for lead in due:
        code = _next_hand(lead, calendar, today) if calendar is not None else ""
        words, button, why = _of_hand(code)
        late = lead.next_due_on is not None and lead.next_due_on < today
        holder = gettext("first contact: %(holder)s") % {"holder": lead.holder} if lead.holder else ""
        yield Todo(
            words % {"enterprise": lead.firm_name}, lead.get_absolute_url(), lead.next_due_on,
            "bad" if late else "warn", tuple(part for part in (why, holder) if part), button,
        )  # fmt: skip


def _next_hand(lead: Lead, calendar: Calendar, today: date) -> str:
    try:
        hand = reads.next_hand(reads.hands(lead, calendar, today=today))
    except CalendarMissingError:
        return ""
    return hand.code if hand is not None else ""


def _of_hand(code: str) -> tuple[str, str, str]:
    """What a hand of the clock asks for: sentence, button, why."""
    found = {
        "respond": (gettext("Answer %(enterprise)s"), pgettext("button", "Note the answer"),
                    gettext("first answer within the time of the clock")),
        "screen": (gettext("Screen the lead %(enterprise)s"), pgettext("button", "Screen it"),
                   gettext("does it fit the chains, is it real")),
        "feed_back": (gettext("Tell the holder of %(enterprise)s how it stands"), pgettext("button", "Feed back"),
                      gettext("who brought the lead waits for a word")),
        "report": (gettext("Report on the lead %(enterprise)s"), pgettext("button", "Report"),
                   gettext("a report keeps the protection alive")),
    }  # fmt: skip
    return found.get(code, (gettext("See to the lead %(enterprise)s"), pgettext("button", "See to it"), ""))


def _unanswered(seen: Seen) -> Iterator[Todo]:
    if not seen.may("leads.work"):
        return
    waiting = show(metrics.TO_ANSWER, seen)
    if waiting.value:
        names = metrics.waiting_rows(seen).values_list("firm_name", flat=True)[:3]
        text = ngettext("%(n)d lead nobody has answered", "%(n)d leads nobody has answered", int(waiting.value))
        told = pgettext("between names", ", ").join(names) + ("…" if int(waiting.value) > len(names) else "")
        yield Todo(
            text % {"n": waiting.value}, waiting.url, None, "warn", (told,), pgettext("button", "Answer them"),
            icon="inbox",
        )  # fmt: skip


def _claims(seen: Seen) -> Iterator[Todo]:
    claims = reads.open_disputes(seen.zone) if seen.may("leads.decide") else 0
    if claims:
        text = ngettext("Decide on %(n)d claim on a lead", "Decide on %(n)d claims on leads", claims) % {"n": claims}
        yield Todo(text, reverse("leads:list"), None, "warn", button=pgettext("leads", "Decide"), consent=True)


def of_the_week(seen: Seen, since: date, until: date) -> tuple[str, str, str] | None:
    """Leads registered in these days, and how many of them nobody has answered."""
    if not seen.may("leads.view"):
        return None
    rows = reads.leads_of(seen.user, seen.zone).filter(registered_at__date__range=(since, until))
    number, silent = rows.count(), rows.filter(state=Lead.State.REGISTERED).count()
    text = ngettext("%(n)d lead", "%(n)d leads", number) % {"n": number} if number else ""
    if silent:
        not_yet = ngettext("%(n)d not answered", "%(n)d not answered", silent) % {"n": silent}
        text = pgettext("between facts", ", ").join([text, not_yet])
    return pgettext("week", "New leads"), text, reverse("leads:list") if number else ""


def own_leads(seen: Seen, today: date) -> Mapping[str, object]:
    """The leads this person registered, the newest first, with where each stands and how long it is protected."""
    rows = reads.leads_of(seen.user, seen.zone).order_by("-registered_at")
    return {"leads": rows[:OWN_MOST], "how_many": rows.count(), "today": today}
