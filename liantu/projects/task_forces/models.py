"""Task forces of projects, their members, and their meetings with what was decided."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.foundation.flows.models import Revised
from liantu.people.models import ZonedModel
from liantu.projects.models import Project

PERSON: Any = settings.AUTH_USER_MODEL


class ProjectTaskForce(Revised):
    """The people who drive one project forward, and the rhythm they do it in."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="task_forces")
    name = models.CharField(pgettext_lazy("project", "task force"), max_length=80)
    rhythm = models.CharField(pgettext_lazy("task force", "rhythm"), max_length=20)
    since_on = models.DateField(_("since"), default=timezone.localdate)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    ended_note = models.CharField(_("why it ended"), max_length=200, blank=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("project task force")
        verbose_name_plural = _("project task forces")
        ordering = ["-since_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(ended_on__isnull=True), name="one_task_force_per_project"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the project it drives, where it stands."""
        return f"{self.project.get_absolute_url()}?tab=people"


class TaskForceMember(ZonedModel):
    """One member: leader, department or zone, with an account or only a name."""

    class Part(models.TextChoices):
        """For whom the member stands."""

        LEADER = "leader", pgettext_lazy("task force", "Leading official")
        DEPARTMENT = "department", pgettext_lazy("task force", "Department")
        ZONE = "zone", pgettext_lazy("task force", "Zone's officer")
        AGENT = "agent", pgettext_lazy("task force", "Approval agent")
        FIRM = "firm", pgettext_lazy("task force", "Enterprise")

    force = models.ForeignKey(ProjectTaskForce, on_delete=models.CASCADE, related_name="members")
    part = models.CharField(_("stands for"), max_length=10, choices=Part.choices)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    post = models.CharField(pgettext_lazy("person", "post"), max_length=80, blank=True)
    person = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("member of a task force")
        verbose_name_plural = _("members of task forces")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["force", "name", "post"], name="one_member_per_name_and_post")]

    def __str__(self) -> str:
        return self.name


class TaskForceMeeting(ZonedModel):
    """A duty done: a dispatch meeting, a report, an appraisal, an inspection, with what was decided."""

    class Duty(models.TextChoices):
        """Which duty."""

        DISPATCH = "dispatch", _("Dispatch meeting")
        REPORT = "report", pgettext_lazy("task force", "Report")
        APPRAISAL = "appraisal", pgettext_lazy("task force", "Appraisal")
        INSPECTION = "inspection", pgettext_lazy("task force", "Inspection")

    force = models.ForeignKey(ProjectTaskForce, on_delete=models.CASCADE, related_name="meetings")
    duty = models.CharField(_("what"), max_length=12, choices=Duty.choices)
    on = models.DateField(_("day"))
    chaired_by = models.CharField(_("chaired by"), max_length=60, blank=True)
    decisions = models.TextField(_("what was decided"))
    written_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("meeting of a task force")
        verbose_name_plural = _("meetings of task forces")
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["force", "duty", "-on"], name="meetings_by_duty")]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.on}"
