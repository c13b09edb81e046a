"""Every write on notices."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from liantu.foundation.accounts.models import User, Zone
from liantu.foundation.notices.models import Notice


def notify(user: User, text: str, params: Mapping[str, object], *, url: str, zone: Zone) -> Notice:
    """Tell a person something; ``text`` is an English message id with %(name)s places."""
    values = {name: value if isinstance(value, int | float | str) else str(value) for name, value in params.items()}
    return Notice.objects.create(user=user, zone=zone, text=text[:255], params=values, url=url)


def mark_read(user: User, zone: Zone, pk: int | None = None) -> int:
    """Mark one notice, or all of a zone, as read; answers how many."""
    rows = Notice.objects.filter(user=user, zone=zone, read_at__isnull=True)
    return (rows if pk is None else rows.filter(pk=pk)).update(read_at=timezone.now())
