"""What people write into a chain's atlas: the technology route, the fields of application, the policies."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.models import Chain
from liantu.people.models import ZonedModel


class AtlasText(ZonedModel):
    """A text of the atlas; the newest of each kind is shown, older ones stay."""

    class Kind(models.TextChoices):
        """Which part of the atlas."""

        TECHNOLOGY = "technology_route", _("Technology route")
        FIELDS = "application_fields", _("Fields of application")
        POLICIES = "policies", _("Policies")

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="atlas_texts")
    kind = models.CharField(pgettext_lazy("atlas", "part"), max_length=20, choices=Kind.choices)
    text = models.TextField(_("text"), max_length=20_000)
    source = models.CharField(_("source"), max_length=200, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("text of the atlas")
        verbose_name_plural = _("texts of the atlas")
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.get_kind_display())
