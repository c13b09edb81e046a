"""What a person may do about the task force of a project: set one up, its members, its meetings, its end."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.foundation.flows.acts import StepForm
from liantu.people.models import User
from liantu.projects.models import Project
from liantu.projects.task_forces import actions, reads
from liantu.projects.task_forces.models import ProjectTaskForce, TaskForceMeeting, TaskForceMember
from liantu.projects.task_forces.wording import DUTY_NAMES, rhythm_name
from liantu.ui.act_forms import ActForm, Day, Person, Row
from liantu.ui.acts import Act, Acts

EDIT = "projects.edit"


class SetUpForm(ActForm):
    """A name and a rhythm."""

    thing: Project
    name = forms.CharField(label=_("Name of the task force"), max_length=80)
    rhythm = forms.ChoiceField(label=_("Rhythm"))

    def first_name(self) -> str:
        """After the project."""
        return (_now("Task force %(project)s") % {"project": self.thing.name[:50]})[:80]

    def choices_rhythm(self) -> list[tuple[str, str]]:
        """The rhythms of today."""
        return [(one.code, rhythm_name(one)) for one in reads.rhythms(timezone.localdate())]


class MemberForm(ActForm):
    """Somebody with an account, or a name."""

    part = forms.ChoiceField(label=pgettext_lazy("member", "Stands for"), choices=TaskForceMember.Part.choices)
    person = Person(label=_("Account"), required=False)
    name = forms.CharField(label=_("or name"), max_length=60, required=False)
    post = forms.CharField(label=_("Post"), max_length=80, required=False)


class DropForm(StepForm):
    """One of the members."""

    thing: ProjectTaskForce
    member = Row(TaskForceMember.objects.all())

    def rows_member(self) -> Any:
        """The members of this force."""
        return self.thing.members.all()


class HoldForm(ActForm):
    """What was done when, what was decided, and one matter given out."""

    thing: ProjectTaskForce
    duty = forms.ChoiceField(label=_("What"))
    on = Day(label=_("Day"), today=True)
    chaired_by = forms.CharField(label=_("Chaired by"), max_length=60, required=False)
    decisions = forms.CharField(label=_("What was decided"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    matter = forms.CharField(
        label=_("Matter"),
        max_length=300,
        required=False,
        help_text=_("A matter given out (it becomes a blockage with an owner and a day)"),
    )
    owner = Person(inside=True, label=_("Who sees to it"), required=False)
    due_on = Day(label=_("Due"), required=False)

    def choices_duty(self) -> list[tuple[str, str]]:
        """The duties of its rhythm."""
        (state,) = reads.states_of([self.thing], today=timezone.localdate())
        return [(one.code, str(DUTY_NAMES[one.code])) for one in state.duties]


class EndForm(StepForm):
    """Why it ends."""

    note = forms.CharField(label=_("Reason"), max_length=200)


def _hold(
    force: ProjectTaskForce, *, by: User, matter: str, owner: User | None, due_on: date | None, **held: Any
) -> TaskForceMeeting:
    """The meeting with the matter it gave out, if it gave one out."""
    matters = [actions.Matter(matter, owner, due_on)] if matter else []
    return actions.hold(force, by=by, matters=matters, **held)


def _may_have_force(project: Project, _user: User) -> bool:
    return reads.may_have_force(project)


def _stands(force: ProjectTaskForce, _user: User) -> bool:
    return force.ended_on is None


def _is_member(member: TaskForceMember, _user: User) -> bool:
    return member.force.ended_on is None


PROJECT_ACTS = Acts(
    "task_forces",
    model=Project,
    find=reads.project_or_404,
    acts=(Act("set_up", _("Set one up"), actions.set_up, EDIT, SetUpForm, _may_have_force),),
)
FORCE_ACTS = Acts(
    "task_forces",
    model=ProjectTaskForce,
    find=reads.force_or_404,
    prefix="force_",
    at="forces/<int:pk>/act/",
    acts=(
        Act("member", _("Add a member"), actions.add_member, EDIT, MemberForm, _stands),
        Act("drop", _("Take out"), actions.drop_member, EDIT, DropForm, _is_member, about="member", tone="small"),
        Act("hold", _("Write down a meeting or report"), _hold, EDIT, HoldForm, _stands, tone="main"),
        Act("end", _("End the task force"), actions.end_force, EDIT, EndForm, _stands, tone="bad"),
    ),
)
