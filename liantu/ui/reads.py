"""What the frame reads across all rooms."""

from __future__ import annotations

from liantu.people.models import User, Zone
from liantu.ui.models import Pin


def pinned_page(user: User, zone: Zone) -> str:
    """The name of the address of the page this person put at her side; "" for none."""
    return Pin.objects.filter(user=user, zone=zone).values_list("page", flat=True).first() or ""
