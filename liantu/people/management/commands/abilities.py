"""``liantu abilities``: the table of who may do what, as the page of the reference."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from liantu.people.reads import ability_table
from liantu.people.rules.abilities import ROLES

INTRODUCTION = """# Who may do what

Written by `liantu abilities > docs/reference/abilities.md`; a test holds both equal. The source is
`liantu/people/rules/abilities.py`, the one table that pages, imports, the interface for programs and
commands ask. In the browser: **System › Who may do what**, with the reason for every person.

A person holds roles in a zone, each from a day until a day. A token (`System › API tokens`) passes on at most what its
person may, and only what was ticked when it was made. ◇ marks roles from outside the zone's staff: they see only what
is theirs.
"""


class Command(BaseCommand):
    """Print the table."""

    help = "Print the table of who may do what as Markdown."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """To the standard output."""
        self.stdout.write(as_markdown())


def as_markdown() -> str:
    """The reference page: the roles with their Chinese names, then a table of abilities for every room."""
    with translation.override("zh-hans"):
        chinese = {role.code: _(role.name) for role in ROLES}
    lines = [INTRODUCTION, "| role | 角色 | code |", "|---|---|---|"]
    lines += [
        f"| {role.name}{' ◇' if role.external else ''} | {chinese[role.code]} | `{role.code}` |" for role in ROLES
    ]
    room = ""
    for row in ability_table():
        if row.room != room:
            room = row.room
            lines += ["", f"## {row.room_name}", "", "| act | code | roles |", "|---|---|---|"]
        names = ", ".join(role.name for role, held in zip(ROLES, row.cells, strict=True) if held)
        lines.append(f"| {row.ability.name} | `{row.ability.code}` | {names} |")
    return "\n".join(lines)
