"""Every read on files."""

from __future__ import annotations

from liantu.foundation.files.models import StoredFile
from liantu.people.models import User, Zone, ZonedQuerySet


def files_of(user: User, zone: Zone | None) -> ZonedQuerySet[StoredFile]:
    """The zone's files that are not deleted."""
    rows: ZonedQuerySet[StoredFile] = StoredFile.objects.visible_to(user).filter(zone=zone, deleted_at__isnull=True)
    return rows.select_related("stored_by")
