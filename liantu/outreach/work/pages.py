"""The pages of the work: a chain's year, a meeting, a round, and the forms of both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.chains.models import Chain
from liantu.chains.reads import chains_of
from liantu.foundation.duties.actions import Owed
from liantu.foundation.duties.models import Duty
from liantu.foundation.duties.tables import tone_of
from liantu.lib.whole_numbers import whole_number
from liantu.outreach.work import actions, reads
from liantu.outreach.work.forms import InspectionForm, MeetingForm, TaskForm
from liantu.outreach.work.models import Inspection, InspectionStop, Meeting
from liantu.outreach.work.reads import YearOfWork
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.formats import date_text
from liantu.ui.lists import Column
from liantu.ui.pages import Card, DetailPage, Fact, FactsCard, FormPage, Head, HistoryCard, Link, Part, TableCard

POINT_TONES = {"planned": "muted", "going": "info", "done": "ok", "dropped": "muted"}
STYLES = ("work/work.css",)


def _crumbs(chain: Chain, *more: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("Chains"), reverse("chains:index")), (chain.label, chain.get_absolute_url()), *more]


def _crumbs_below(chain: Chain) -> list[tuple[Any, str]]:
    return _crumbs(chain, (_("The year's work"), reads.address_of_year(chain)))


def _tasks(tasks: Iterable[Duty]) -> dict[str, Any]:
    return {"duties": [(one, tone_of(one)) for one in tasks]}


# -- the year ------------------------------------------------------------------------------------------------


def year_or_404(request: ZoneRequest, code: str) -> YearOfWork:
    """The year of a chain's work that the address asks for. Raises Http404."""
    today, year = timezone.localdate(), whole_number(request.GET.get("year"), least=1900, most=2200)
    return reads.year_of(reads.chain_or_404(request, code), today.year if year is None else year, today=today)


def _year_links(request: ZoneRequest, work: YearOfWork) -> list[Link]:
    found = [Link(_("Print"), prints=True)]
    if may(request.user, "work.edit", request.zone):
        code = [work.chain.code]
        found.append(Link(_("Meeting"), reverse("work:meeting_new", args=code), "plus"))
        found.append(Link(_("Inspection"), reverse("work:inspection_new", args=code), "plus", main=True))
    return found


def _years(work: YearOfWork) -> list[tuple[str, str]]:
    return [(f"{year}", "" if year == work.year else f"?year={year}") for year in work.years]


def _places(inspection: Inspection) -> str:
    return "、".join(stop.place for stop in inspection.stops.all())


HELD_ON = Column("held_on", gettext_lazy("Held on"), kind="date")
ABOUT = Column("title", gettext_lazy("About"), primary=True, href=lambda one: one.get_absolute_url())
POINTS = (
    Column("text", gettext_lazy("Work point"), primary=True, template="work/_point.html"),
    Column("measure", gettext_lazy("Measured by")),
    Column("reached", gettext_lazy("Reached"), template="work/_reached.html"),
    Column("department", gettext_lazy("In charge")),
    Column("due_on", gettext_lazy("Due"), kind="date"),
    Column("state", gettext_lazy("State"), "get_state_display", kind="badge", tone=lambda one: POINT_TONES[one.state]),
)
YEAR: DetailPage[YearOfWork] = DetailPage(
    ability="work.view",
    find=year_or_404,
    head=Head(
        title=lambda work: _("%(chain)s: work of %(year)s") % {"chain": work.chain.label, "year": work.year},
        line=_years,
        links=_year_links,
        crumbs=lambda work: _crumbs(work.chain),
    ),
    shared=lambda request, _work: {"may_edit": may(request.user, "work.edit", request.zone)},
    styles=STYLES,
    even=True,
    cards=(
        Card(code="progress", template="work/_progress.html", place="wide"),
        TableCard(
            code="points",
            title=gettext_lazy("Work points"),
            columns=POINTS,
            rows=lambda _request, work: work.points,
            empty=gettext_lazy("No work points for this year yet: add them or bring a sheet."),
            above="work/_points_head.html",
            place="wide",
        ),
        Card(
            code="tasks",
            title=gettext_lazy("Tasks"),
            template="work/_tasks.html",
            fill=lambda _request, work: {**_tasks(work.tasks), "how_many": len(work.tasks)},
            place="wide",
        ),
        TableCard(
            code="meetings",
            title=gettext_lazy("Meetings"),
            columns=(HELD_ON, ABOUT),
            rows=lambda _request, work: work.meetings,
            empty=gettext_lazy("None this year."),
        ),
        TableCard(
            code="inspections",
            title=gettext_lazy("Inspections"),
            columns=(HELD_ON, ABOUT, Column("stops", gettext_lazy("Enterprise or place"), _places, wide=True)),
            rows=lambda _request, work: work.inspections,
            empty=gettext_lazy("None this year."),
            place="side",
        ),
    ),
)


# -- a meeting, a round --------------------------------------------------------------------------------------


def _head(said: str) -> Head[Any]:
    """Chain, day, and what is said beside them; to be printed."""
    return Head(
        line=lambda one: [
            (one.chain.label, one.chain.get_absolute_url()),
            date_text(one.held_on, language=get_language() or ""),
            getattr(one, said),
        ],
        links=lambda _request, _one: [Link(_("Print"), prints=True)],
        crumbs=lambda one: _crumbs_below(one.chain),
    )


def _tasks_card(title: Any) -> Card:
    return Card(
        code="tasks",
        title=title,
        template="duties/_rows.html",
        fill=lambda _request, one: _tasks(reads.tasks_from(one)),
    )


def question_labels() -> list[tuple[str, Any]]:
    """The five questions with their labels."""
    return [
        (name, InspectionStop._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in actions.QUESTIONS
    ]


def _stops(_request: ZoneRequest, one: Inspection) -> dict[str, Any]:
    """The stops with the answers heard there."""
    labels = question_labels()
    rows = one.stops.select_related("enterprise")
    heard = {stop: [(label, getattr(stop, name)) for name, label in labels if getattr(stop, name)] for stop in rows}
    return {"stops": list(heard.items())}


MEETING: DetailPage[Meeting] = DetailPage(
    ability="work.view",
    find=lambda request, pk: reads.row_or_404(request, Meeting, pk),
    head=_head("place"),
    cards=(
        FactsCard(
            code="meeting",
            facts=(
                Fact("attendees", gettext_lazy("Present"), kind="lines"),
                Fact("notes", gettext_lazy("Notes"), kind="lines"),
                Fact("decisions", gettext_lazy("Decisions"), kind="lines"),
            ),
        ),
        _tasks_card(gettext_lazy("Tasks")),
        HistoryCard(),
    ),
)
INSPECTION: DetailPage[Inspection] = DetailPage(
    ability="work.view",
    find=lambda request, pk: reads.row_or_404(request, Inspection, pk),
    head=_head("led_by"),
    cards=(
        Card(code="stops", template="work/_stops.html", fill=_stops, bare=True),
        _tasks_card(gettext_lazy("Instructions")),
        HistoryCard(),
    ),
)


# -- their forms ---------------------------------------------------------------------------------------------


def _owed(values: dict[str, Any]) -> list[Owed]:
    """The tasks of a form, taken out of what it read."""
    return [Owed(line["text"], line["owner"], line["due_on"]) for line in values.pop("tasks")]


def _keep_meeting(request: ZoneRequest, chain: Chain, form: MeetingForm) -> Meeting:
    values = form.given()
    return actions.keep_meeting(chain, values, _owed(values), by=request.user)


def _keep_inspection(request: ZoneRequest, chain: Chain, form: InspectionForm) -> Inspection:
    values = form.given()
    return actions.keep_inspection(chain, values, values.pop("stops"), _owed(values), by=request.user)


def _task_parts(form: MeetingForm | InspectionForm, title: Any) -> Part:
    return Part([form.names_of("tasks", number) for number in form.numbers_of("tasks")], title)


def _meeting_parts(form: MeetingForm) -> list[Part]:
    own = Part([("held_on", "title"), "place", "attendees", "notes", "decisions"])
    return [own, _task_parts(form, _("Tasks"))]


def _stop_parts(form: InspectionForm, number: int) -> list[Part]:
    """One stop: where, and its five questions, folded after the first."""
    title, questions = _("Stop %(n)s") % {"n": number}, form.names_of("stops", number, *actions.QUESTIONS)
    where = form.names_of("stops", number, "place")
    if number == 1:
        return [Part([*where, *questions], title)]
    return [Part(where, title), Part(questions, _("The five questions"), folded=True)]


def _inspection_parts(form: InspectionForm) -> list[Part]:
    """Head, stop after stop, and the instructions."""
    stops = [part for number in form.numbers_of("stops") for part in _stop_parts(form, number)]
    return [Part([("held_on", "title"), "led_by"]), *stops, _task_parts(form, _("Instructions"))]


def _task_form(request: ZoneRequest, _thing: None, data: Any, _files: Any) -> TaskForm:
    code = request.GET.get("chain", "")
    known = chains_of(request.user, request.zone).filter(code=code).first() if code else None
    first = {} if known is None else {"chain": known.pk}
    return TaskForm(data, thing=None, user=request.user, zone=request.zone, initial=first)


def _give_task(request: ZoneRequest, _thing: None, form: TaskForm) -> Duty:
    given = form.cleaned_data
    return actions.give_task(given["chain"], given["text"], given["owner"], given["due_on"], by=request.user)


NEW_TASK = FormPage(
    ability="work.edit",
    title=pgettext_lazy("begin", "Give a task"),
    subtitle=gettext_lazy("its owner is told, and finds it among what is to be done today"),
    submit=pgettext_lazy("begin", "Give a task"),
    done=gettext_lazy("The task is given."),
    form=_task_form,
    do=_give_task,
    parts=(Part(("text", ("owner", "due_on"), "chain")),),
    crumbs=lambda _thing: [(_("Duties"), reverse("duties:list"))],
    cancel=lambda _thing: reverse("duties:list"),
)
NEW_MEETING = FormPage(
    ability="work.edit",
    find=reads.chain_or_404,
    title=gettext_lazy("New meeting"),
    subtitle=gettext_lazy("what was decided becomes tasks with owner and day"),
    form=MeetingForm,
    parts=_meeting_parts,
    do=_keep_meeting,
    crumbs=_crumbs_below,
)
NEW_INSPECTION = FormPage(
    ability="work.edit",
    find=reads.chain_or_404,
    title=gettext_lazy("New inspection"),
    subtitle=gettext_lazy("stop by stop; an instruction becomes a task with owner and day"),
    form=InspectionForm,
    parts=_inspection_parts,
    do=_keep_inspection,
    crumbs=_crumbs_below,
)
