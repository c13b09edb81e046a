"""What the work of task forces asks of a person today: her open tasks."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from liantu.chains.work import reads
from liantu.chains.work.rules.flow import is_overdue
from liantu.foundation.notices.slots import Todo, todo
from liantu.people.abilities import may


def _todos(user: Any, zone: Any) -> list[Todo]:
    """The person's open tasks, overdue ones in red."""
    if not may(user, "work.view", zone):
        return []
    today = timezone.localdate()
    return [
        Todo(
            f"{one.text} · {one.chain.label}",
            one.get_absolute_url(),
            one.due_on,
            "bad" if is_overdue(one.state, one.due_on, today) else "info",
        )
        for one in reads.my_open_tasks(user, zone)
    ]


todo.fill("work", _todos, module=__name__)
