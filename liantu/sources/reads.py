"""Every read of the data sources."""

from __future__ import annotations

from liantu.foundation.accounts.models import Zone
from liantu.sources.models import RegisterRelease


def current_release(zone: Zone | None) -> RegisterRelease | None:
    """The register a zone works on: its own current one, else the newest one shared by another zone."""
    if zone is None:
        return None
    ready = RegisterRelease.objects.filter(state=RegisterRelease.State.READY)
    own = ready.filter(zone=zone, is_current=True).first()
    return own or ready.filter(shared=True).order_by("-as_of_on", "-id").first()
