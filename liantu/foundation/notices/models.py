"""Notices to people."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from liantu.people.models import ZonedModel


class Notice(ZonedModel):
    """One message to one person: an English message id with values, told in the reader's language."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    text = models.CharField(max_length=255)
    params = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "read_at"], name="unread_notices")]

    def __str__(self) -> str:
        return self.told

    @property
    def told(self) -> str:
        """The message in the reader's language."""
        try:
            return str(_gettext(self.text) % self.params)
        except (KeyError, ValueError, TypeError):  # a room changed its words; the notice stays readable
            return _gettext(self.text)
