"""Days of the place, notices read into days, and office hours."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.people.models import ZonedModel

PERSON: Any = settings.AUTH_USER_MODEL


class CalendarNotice(ZonedModel):
    """A notice of holidays as it was entered; a later one on the same days holds, both stay."""

    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("number or address of the notice"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    is_whole = models.BooleanField(_("names all holidays of the year"), default=False)
    entered_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)

    class Meta:
        verbose_name = _("holiday notice")
        verbose_name_plural = _("holiday notices")
        ordering = ["-entered_at", "-id"]

    def __str__(self) -> str:
        return f"{self.year}"


class CalendarDay(ZonedModel):
    """A day on which the place works otherwise than the week says; it wins over the published calendar."""

    class Kind(models.TextChoices):
        """How the place works on it."""

        WORK = "work", pgettext_lazy("day", "Work")
        REST = "rest", pgettext_lazy("day", "Rest")
        MORNING = "morning", pgettext_lazy("day", "Work in the morning only")
        AFTERNOON = "afternoon", pgettext_lazy("day", "Work in the afternoon only")

    day = models.DateField(_("day"))
    kind = models.CharField(_("how"), max_length=10, choices=Kind.choices, default=Kind.REST)
    name = models.CharField(_("reason"), max_length=60, blank=True)
    notice = models.ForeignKey(CalendarNotice, on_delete=models.PROTECT, null=True, blank=True, related_name="days")

    class Meta:
        verbose_name = _("day of the place")
        verbose_name_plural = _("days of the place")
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["zone", "day"], name="one_kind_a_day")]

    def __str__(self) -> str:
        return f"{self.day}"


class OfficeHoursRow(ZonedModel):
    """When offices work on a working day, from a day on (summer and winter hours are two rows a year)."""

    from_on = models.DateField(_("from"))
    spans = models.CharField(_("office hours"), max_length=80, help_text=_("Such as 8:30-12:00 14:00-17:30"))
    noon = models.TimeField(_("half days are cut at"), default=time(13))

    class Meta:
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")
        ordering = ["-from_on"]
        constraints = [models.UniqueConstraint(fields=["zone", "from_on"], name="one_office_hours_a_day")]

    def __str__(self) -> str:
        return f"{self.from_on} {self.spans}"
