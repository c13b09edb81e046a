"""What the page frame needs on every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Zone, demo switch and navigation for ``ui/base.html``."""
    return {"zone": getattr(request, "zone", None), "demo": settings.DEMO}
