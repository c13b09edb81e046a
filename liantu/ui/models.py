"""What the frame remembers for a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A name for search, filters and order of one list; private to one person in one zone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=60)
    path = models.CharField(max_length=300)
    query = models.TextField(blank=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "zone", "list_name", "name"], name="one_saved_view_per_name")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """The address that shows the list this way."""
        return f"{self.path}?{self.query}"
