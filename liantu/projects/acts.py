"""Every act on a project: what comes with it, when it fits, and the action that does it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.pages import is_english
from liantu.foundation.duties.actions import take_step
from liantu.foundation.duties.models import Duty
from liantu.foundation.files.acts import paper_acts
from liantu.foundation.flows.actions import decide, withdraw
from liantu.foundation.flows.acts import steps_seen
from liantu.people.models import User
from liantu.projects import actions, pages, reads
from liantu.projects.actions.papers import PAPERS
from liantu.projects.duty_kinds import Subject
from liantu.projects.models import Evidence, Guarantee, MoneyLine, Project, ProjectMerge, StageMove
from liantu.projects.rules.stage_flow import END, RESUME
from liantu.projects.rules.stages import StagePlan
from liantu.ui.act_forms import ActForm, Amount, Day, Person, Row, Share
from liantu.ui.acts import Act, Acts, Fit
from liantu.ui.field_edits import value_act
from liantu.ui.problems import words_of

REASON = _("Reason")
GUARANTEE_STATES = (
    ("open", pgettext_lazy("guarantee", "open")),
    ("going", pgettext_lazy("guarantee", "under way")),
    ("done", pgettext_lazy("guarantee", "done")),
)


class ProjectActForm(ActForm):
    """A form about a project."""

    thing: Project

    @property
    def plan(self) -> StagePlan:
        """The plan of stages that holds today."""
        return reads.plan_of(self.thing.zone, timezone.localdate())


class StepForm(ProjectActForm):
    """A step of the project; refused when somebody was faster."""

    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class MoveForm(StepForm):
    """A step to a stage on a day."""

    stage = forms.ChoiceField(label=_("Move to"))
    on = Day(label=_("Day"), today=True)
    reason = forms.CharField(label=_("Reason (needed for a step back)"), max_length=300, required=False)

    def choices_stage(self) -> list[tuple[str, str]]:
        """The stages it does not stand in; another one chosen tells what it still needs."""
        self.fields["stage"].widget.attrs |= {
            "hx-get": reverse("projects:ahead", args=[self.thing.pk]),
            "hx-target": "#ahead",
            "hx-swap": "outerHTML",
            "hx-trigger": "change",
        }
        closed, mark = steps_seen(actions.STAGES, self.thing, self.user).why_not, f" · {_('not open yet')}"
        return [
            (one.code, f"{reads.stage_name(one)}{mark if one.code in closed else ''}")
            for one in self.plan.stages
            if one.code != self.thing.stage
        ]

    def first_stage(self) -> str:
        """The next one."""
        plan = self.plan
        ahead = plan.following(self.thing.stage) if plan.has(self.thing.stage) else None
        return ahead.code if ahead is not None else ""


class WaitingForm(ProjectActForm):
    """A step that waits for its second person."""

    step = Row(StageMove.objects.all())

    def rows_step(self) -> Any:
        """The project's own steps."""
        return self.thing.moves.filter(consent__isnull=False)


class AgreeForm(WaitingForm):
    """Agreeing may be with a note."""

    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class RefuseForm(WaitingForm):
    """Refusing says why."""

    note = forms.CharField(label=REASON, max_length=300)


class MoneyForm(ProjectActForm):
    """An amount on a rung of the ladder."""

    rung = forms.ChoiceField(label=_("Rung"), choices=MoneyLine.RungChoice.choices)
    amount = Amount(label=_("Amount (10k of the currency)"))
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False, initial="CNY", empty_value="CNY")
    rate = Amount(label=_("Rate to yuan"), decimal_places=8, required=False, initial=1)
    on = Day(label=_("Day"), today=True)
    proof = forms.ModelChoiceField(Evidence.objects.all(), label=_("Proof"), required=False, empty_label="—")
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    replaces = forms.ModelChoiceField(MoneyLine.objects.all(), label=_("Corrects"), required=False, empty_label="—")

    def rows_proof(self) -> Any:
        """Papers of the project that hold."""
        return self.thing.papers.filter(withdrawn_at__isnull=True)

    def rows_replaces(self) -> Any:
        """Statements that nothing has replaced yet."""
        return self.thing.money.filter(replaced_by__isnull=True)

    def clean_rate(self) -> Decimal:
        """1 where nothing stands."""
        rate: Decimal | None = self.cleaned_data["rate"]
        return Decimal(1) if rate is None else rate


class NoteForm(ProjectActForm):
    """A line of the project's record."""

    text = forms.CharField(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 2}))
    on = Day(label=_("Day"), today=True)
    planned_done_pct = Amount(label=_("Works planned (percent)"), required=False, decimal_places=2)
    done_pct = Amount(label=_("Works done (percent)"), required=False, decimal_places=2)


class EndForm(StepForm):
    """How it ends, and why."""

    health = forms.ChoiceField(label=_("What"))
    reason = forms.ChoiceField(label=REASON, choices=[("", "—"), *pages.REASON_NAMES.items()])
    went_to = forms.CharField(label=_("Place it went to"), max_length=120, required=False)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}))

    def choices_health(self) -> list[tuple[str, str]]:
        """All but where it stands."""
        return [(code, str(name)) for code, name in Project.Health.choices[1:] if code != self.thing.health]


class ResumeForm(StepForm):
    """Why it goes on."""

    reason = forms.CharField(label=REASON, max_length=300)


class IssueForm(ProjectActForm):
    """What blocks it, who sees to it and by when."""

    text = forms.CharField(label=_("What blocks it"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=Subject.choices)
    due_on = Day(label=_("Due"))
    owner = Person(inside=True, label=_("Who sees to it"))
    department = forms.CharField(label=_("Department"), max_length=80, required=False)


class IssueRow(ProjectActForm):
    """A blockage, and words."""

    issue = Row(Duty.objects.all())
    note = forms.CharField(label=_("Note"), max_length=300)

    def rows_issue(self) -> Any:
        """The project's own blockages."""
        return reads.blockages_of(self.thing)


class SolveForm(IssueRow):
    """A blockage, and how it was solved."""

    note = forms.CharField(label=_("how it was solved"), max_length=300)


class ConfirmForm(IssueRow):
    """A blockage, and who at the enterprise confirms that it is solved."""

    note = forms.CharField(label=_("who at the enterprise confirms it"), max_length=80)


class VouchForm(ProjectActForm):
    """Who vouches with which set of items."""

    template = forms.ChoiceField(label=_("Set"))
    guarantor = forms.CharField(label=_("Guarantor"), max_length=80)

    def choices_template(self) -> list[tuple[str, str]]:
        """The sets of the place."""
        unsure = _("items to be set by the zone")
        return [
            (one.code, f"{one.name_en if is_english() else one.name}" + (f" ({unsure})" if one.unsure else ""))
            for one in reads.guarantee_sets(timezone.localdate())
        ]


class ItemForm(ProjectActForm):
    """One item of a guarantee."""

    guarantee = Row(Guarantee.objects.all())
    item = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Item"), max_length=60, required=False)
    owner = forms.CharField(label=_("Who sees to it"), max_length=60, required=False)
    due_on = Day(label=_("Due"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=GUARANTEE_STATES)

    def rows_guarantee(self) -> Any:
        """The project's own guarantees that hold."""
        return self.thing.guarantees.filter(ended_on__isnull=True)


class TransferForm(ProjectActForm):
    """Credit that passes from one holder to another."""

    giver = forms.ChoiceField(label=pgettext_lazy("credit", "From"))
    taker = forms.CharField(label=pgettext_lazy("credit", "To"), max_length=120)
    part = Share(label=_("Part of the credit (percent)"), initial=50)
    reason = forms.CharField(label=REASON, max_length=300)

    def choices_giver(self) -> list[tuple[str, str]]:
        """Who holds credit now."""
        return [(one.holder, one.holder) for one in reads.standing_shares(self.thing)]


class StatisticsForm(ProjectActForm):
    """Where it stands with the statistics bureau."""

    state = forms.ChoiceField(label=_("Statistics entry"), choices=Project.Statistics.choices)

    def first_state(self) -> str:
        """Where it stands now."""
        return self.thing.statistics_state


class MergeForm(ProjectActForm):
    """Which of two projects stays, and why they are one."""

    twin = Row(Project.objects.all())
    stays = forms.ChoiceField(label=_("Stays"))
    reason = forms.CharField(label=REASON, max_length=300)

    def rows_twin(self) -> Any:
        """The other projects of the zone that are not merged."""
        return reads.projects_of(self.user, self.zone).exclude(pk=self.thing.pk)

    def choices_stays(self) -> list[tuple[str, str]]:
        """This one, or the one it is merged with."""
        twin = self.initial.get("twin")
        other = Project.objects.filter(pk=twin, zone=self.zone).first() if twin else None
        return [("this", self.thing.number), ("other", other.number if other is not None else str(_("the other one")))]


def _merge(project: Project, *, by: User, twin: Project, stays: str, reason: str) -> ProjectMerge:
    survivor, absorbed = (project, twin) if stays == "this" else (twin, project)
    return actions.merge_projects(survivor, absorbed, by=by, reason=reason)


def _stands_merged(merge: ProjectMerge, _user: User) -> bool:
    return merge.undone_at is None


def _set_item(guarantee: Guarantee, *, by: User, item: int, due_on: date | None, **values: str) -> None:
    day = due_on.isoformat() if due_on is not None else ""
    actions.set_item(guarantee, item, {**values, "due_on": day}, by=by)


def _agree(step: StageMove, *, by: User, note: str) -> StageMove:
    decide(step.asked, "agreed", by=by, reason=note)
    return step


def _refuse(step: StageMove, *, by: User, note: str) -> StageMove:
    decide(step.asked, "refused", by=by, reason=note)
    return step


def _take_back(step: StageMove, *, by: User) -> None:
    withdraw(step.asked, by=by)


def _solve(issue: Duty, *, by: User, note: str) -> Duty:
    return take_step(issue, "finish", note, by=by)


def _confirm(issue: Duty, *, by: User, note: str) -> Duty:
    return take_step(issue, "confirm", note, by=by)


def _reopen(issue: Duty, *, by: User, note: str) -> Duty:
    return take_step(issue, "reopen", note, by=by)


def _move(project: Project, *, by: User, stage: str, **more: Any) -> StageMove:
    return actions.move_project(project, stage, by=by, **more)


def _now(verb: str, project: Project, user: User) -> bool:
    return steps_seen(actions.STAGES, project, user).has(verb)


def _moves(project: Project, user: User) -> Fit:
    """Whether any stage can be entered; in words what holds all of them back."""
    seen = steps_seen(actions.STAGES, project, user)
    why = [problems for verb, problems in seen.why_not.items() if verb not in (END, RESUME)]
    if not why or any(step.verb not in (END, RESUME) for step in seen.now):
        return True
    shared = [problem for problem in why[0] if all(problem in problems for problems in why)]
    return " ".join(words_of(problem).message for problem in shared) or True


def _waits_for_another(step: StageMove, user: User) -> Fit:
    if step.state != StageMove.State.PROPOSED:
        return False
    return True if step.taken_by_id != user.pk else _("Whoever moves a project cannot verify the step.")


def _waits_as_mine(step: StageMove, user: User) -> bool:
    return step.state == StageMove.State.PROPOSED and step.taken_by_id == user.pk


def _stands(*states: str) -> Any:
    """Fits a blockage in one of the states."""

    def fits(issue: Duty, _user: User) -> bool:
        return issue.state in states

    return fits


def _change_value(project: Project, values: dict[str, Any], *, by: User, revision: int) -> Project:
    return actions.change_project(project, values, by=by, revision=revision)


# what is changed by itself where it stands on the page; the rest on the form of all fields
VALUES: tuple[str, ...] = (
    "investor_name", "content", "product", "site_need", "core_technology", "difficulties", "industry_class",
    "capital_origin", "construction_nature", "area_mu", "workshop_m2", "power_kva", "expected_output_wan_yuan",
    "expected_tax_wan_yuan", "planned_start_on", "planned_production_on", "company_credit_code", "filing_code",
)  # fmt: skip
EDIT, MOVE, VERIFY = "projects.edit", "projects.move", "projects.verify"
ACTS: Acts[Project] = Acts(
    "projects",
    model=Project,
    find=pages.project_or_404,
    acts=(
        Act("move", _("Move"), _move, MOVE, MoveForm, _moves, tone="main", open=True),
        Act("agree", _("Agree"), _agree, VERIFY, AgreeForm, _waits_for_another, about="step", tone="main"),
        Act("refuse", _("Refuse"), _refuse, VERIFY, RefuseForm, _waits_for_another, about="step"),
        Act("withdraw", _("Take the step back"), _take_back, MOVE, WaitingForm, _waits_as_mine, about="step"),
        *paper_acts(PAPERS, pages.tag_choices),
        value_act(Project, VALUES, _change_value, EDIT),
        Act("money", _("State an amount"), actions.state_money, EDIT, MoneyForm, tone="main"),
        Act("note", _("Write it down"), actions.write_note, EDIT, NoteForm),
        Act("issue", _("Write a blockage down"), actions.raise_issue, EDIT, IssueForm),
        Act("solve", _("Solved"), _solve, EDIT, SolveForm, _stands("open"), about="issue"),
        Act("confirm", _("Confirmed"), _confirm, EDIT, ConfirmForm, _stands("done"), about="issue"),
        Act("reopen", _("Open again"), _reopen, EDIT, IssueRow, _stands("done", "confirmed"), about="issue"),
        Act("vouch", _("Somebody vouches"), actions.vouch, EDIT, VouchForm),
        Act("item", _("Save"), _set_item, EDIT, ItemForm, about="guarantee"),
        Act("transfer", _("Pass the project on"), actions.transfer_credit, "projects.credit", TransferForm),
        Act("statistics", _("Set the statistics entry"), actions.set_statistics, "projects.statistics", StatisticsForm),
        Act("end", _("Suspend or end it"), actions.end_project, EDIT, EndForm, partial(_now, END), tone="bad"),
        Act(
            "merge",
            _("Merge"),
            _merge,
            "projects.merge",
            MergeForm,
            icon="merge",
            leads_to=lambda _project, merge: merge.survivor.get_absolute_url(),
            undo=lambda _project, merge: MERGE_ACTS.url(MERGE_ACTS.by_verb["undo"], merge),
        ),
        Act("resume", _("Take it up again"), actions.resume_project, EDIT, ResumeForm, partial(_now, RESUME)),
    ),
)
MERGE_ACTS: Acts[ProjectMerge] = Acts(
    "projects",
    model=ProjectMerge,
    find=pages.merge_or_404,
    acts=(Act("undo", _("Undo"), actions.undo_merge, "projects.merge", fits=_stands_merged, icon="undo"),),
    at="merges/<int:pk>/act/",
    prefix="merge_",
)
