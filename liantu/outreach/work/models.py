"""Work points of a year, meetings and inspections; the tasks that come of them are duties."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.models import Chain
from liantu.enterprises.models import Enterprise
from liantu.people.models import ZonedModel

PERSON = settings.AUTH_USER_MODEL


class WorkPoint(ZonedModel):
    """One of the points (工作要点) a chain's task force sets itself for a year."""

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", pgettext_lazy("work point", "Planned")
        GOING = "going", pgettext_lazy("work point", "Under way")
        DONE = "done", pgettext_lazy("work point", "Done")
        DROPPED = "dropped", pgettext_lazy("work point", "Given up")

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="work_points", verbose_name=_("chain"))
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    text = models.CharField(_("work point"), max_length=300)
    measure = models.CharField(_("measured by"), max_length=120, blank=True)
    target = models.DecimalField(
        _("to reach"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    reached = models.DecimalField(
        _("reached"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    department = models.CharField(_("in charge"), max_length=80, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED)

    class Meta:
        verbose_name = _("work point")
        verbose_name_plural = _("work points")
        ordering = ["chain", "-year", "due_on", "id"]
        constraints = [models.UniqueConstraint(fields=["chain", "year", "text"], name="one_work_point")]

    def __str__(self) -> str:
        return self.text


class ProgressNote(ZonedModel):
    """How far a work point had come on a day; only ever added to."""

    point = models.ForeignKey(WorkPoint, on_delete=models.CASCADE, related_name="notes")
    text = models.CharField(_("progress"), max_length=500)
    reached = models.DecimalField(_("reached"), max_digits=14, decimal_places=2, null=True, blank=True)
    noted_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("progress note")
        verbose_name_plural = _("progress notes")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text


class Meeting(ZonedModel):
    """A meeting of a task force: who sat there, what was said, what was decided."""

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="meetings", verbose_name=_("chain"))
    held_on = models.DateField(_("held on"))
    title = models.CharField(_("about"), max_length=120)
    place = models.CharField(_("where"), max_length=120, blank=True)
    attendees = models.TextField(_("present"), blank=True, help_text=_("Names as printed, one a line or with 、."))
    notes = models.TextField(_("notes"), blank=True)
    decisions = models.TextField(_("what was decided"), blank=True)
    kept_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The meeting's page."""
        return reverse("work:meeting", args=[self.pk])


class Inspection(ZonedModel):
    """A chief's round (调研): stop by stop, with five questions at each."""

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="inspections", verbose_name=_("chain"))
    held_on = models.DateField(_("held on"))
    title = models.CharField(_("about"), max_length=120)
    led_by = models.CharField(_("led by"), max_length=80, blank=True)
    kept_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The inspection's page."""
        return reverse("work:inspection", args=[self.pk])


class InspectionStop(ZonedModel):
    """One stop of a round and what was heard there."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="stops")
    order = models.PositiveSmallIntegerField(default=1)
    place = models.CharField(_("enterprise or place"), max_length=200)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    progress = models.CharField(_("progress of the project"), max_length=500, blank=True)
    strength = models.CharField(_("strength of the enterprise"), max_length=500, blank=True)
    annual_output = models.CharField(_("annual output"), max_length=500, blank=True)
    core_technology = models.CharField(_("core technology"), max_length=500, blank=True)
    difficulties = models.CharField(_("difficulties"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("stop of an inspection")
        verbose_name_plural = _("stops of inspections")
        ordering = ["inspection", "order", "id"]

    def __str__(self) -> str:
        return self.place
