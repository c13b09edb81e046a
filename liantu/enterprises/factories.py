"""Invented enterprises for tests."""

from __future__ import annotations

from typing import Any

from liantu.enterprises.models import Enterprise
from liantu.lib.chinese_text import company_name_key
from liantu.people.models import Zone


def make_enterprise(zone: Zone, name: str = "岚川轧钢有限公司", **values: Any) -> Enterprise:
    """An enterprise of the zone."""
    made: Enterprise = Enterprise.objects.create(zone=zone, name=name, normalised_name=company_name_key(name), **values)
    return made
