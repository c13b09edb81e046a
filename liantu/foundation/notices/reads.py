"""Every read on notices and the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from liantu.foundation.accounts.abilities import may
from liantu.foundation.accounts.models import User, Zone
from liantu.foundation.notices.models import Notice
from liantu.foundation.notices.slots import Todo, today_panel, todo


def notices_of(user: User, zone: Zone | None) -> QuerySet[Notice]:
    """A person's notices in the zone, newest first."""
    return Notice.objects.visible_to(user).filter(user=user, zone=zone)


def unread_count(user: User, zone: Zone | None) -> int:
    """How many are unread."""
    return notices_of(user, zone).filter(read_at__isnull=True).count()


def todos_of(user: User, zone: Zone) -> list[Todo]:
    """Everything the person has to do, soonest first, undated last."""
    found = [item for source in todo.values() for item in source(user, zone)]
    return sorted(found, key=lambda item: (item.due_on or date.max, item.text))


@dataclass(frozen=True)
class FilledPanel:
    """A panel of the day with its content."""

    title: Any
    template: str
    content: dict[str, Any]
    styles: tuple[str, ...] = ()


def panels_of(user: User, zone: Zone) -> list[FilledPanel]:
    """The panels this person sees; one that has nothing to say is left out."""
    filled = []
    for panel in today_panel.values():
        if panel.ability and not may(user, panel.ability, zone):
            continue
        content = panel.fill(user, zone)
        if content is not None:
            filled.append(FilledPanel(panel.title, panel.template, content, panel.styles))
    return filled
