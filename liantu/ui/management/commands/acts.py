"""``liantu acts``: every act of every room, what comes with it and who may do it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.forms import FileField
from django.utils import translation
from django.utils.translation import gettext as _

from liantu.lib.problems import Problem, ProblemsError
from liantu.ui.acts import Act, Acts, declared

IS_ADDRESS = re.compile(r"\| `POST /api/v1/[^`]*/acts/\w+` \|")


class Command(BaseCommand):
    """Lists the declared acts."""

    help = "List what can be done with the things of each room, with its fields and ability."

    def add_arguments(self, parser: CommandParser) -> None:
        """One room, or all."""
        parser.add_argument("--room", default="", help=_("only this room"))
        parser.add_argument("--addresses", action="store_true", help=_("as the table of docs/reference/api.md"))
        parser.add_argument("--into", default="", help=_("write that table into this page, in place of its own"))

    def handle(self, *args: object, room: str = "", addresses: bool = False, into: str = "", **options: object) -> None:
        """One line an act: room, verb, title, ability, fields; an asterisk marks what must be given."""
        found = declared(room)
        if room and not found:
            known = ", ".join(dict.fromkeys(acts.room for acts in declared()))
            message, fix = "No room “%(room)s” declares acts.", "Rooms with acts: %(known)s."
            told = {"room": room, "known": known}
            raise ProblemsError([Problem("no_such_room", message, where="--room", fix=fix, params=told)])
        if into:
            write_addresses(Path(into))
            return
        if addresses:
            self.stdout.write("\n".join(addresses_of(found)))
            return
        for acts in found:
            self.stdout.write(f"\n{acts.room} · {acts.model._meta.verbose_name}")
            for act in acts.acts:
                self.stdout.write(f"  {act.verb:<16} {act.title}  [{act.ability}]  {_fields(act)}".rstrip())


def addresses_of(found: Iterable[Acts[Any]]) -> list[str]:
    """The rows of the table of addresses, in English: address, what it does and takes, ability."""
    rows = []
    with translation.override("en"):
        for acts in found:
            for act in acts.acts:
                takes = ", ".join(f"`{name}`" for name, one in act.fields().items() if not isinstance(one, FileField))
                told = f"{acts.model._meta.verbose_name}: {act.title}" + (f"; {takes}" if takes else "")
                at = f"POST /api/v1/{acts.room}/{acts.below}{{pk}}/acts/{act.verb}"
                rows.append(f"| `{at}` | {told} | `{act.ability}` |")
    return rows


def write_addresses(page: Path) -> None:
    """Put the rows of every declared act where such rows stand in a page. Raises ProblemsError when there are none."""
    lines = page.read_text("utf-8").splitlines()
    rest = [line for line in lines if not IS_ADDRESS.match(line)]
    if len(rest) == len(lines):
        raise ProblemsError(
            [
                Problem(
                    "no_table_of_acts",
                    "“%(page)s” has no table of acts.",
                    where="--into",
                    fix="Name the page that has it: docs/reference/api.md.",
                    params={"page": str(page)},
                )
            ]
        )
    first = next(number for number, line in enumerate(lines) if IS_ADDRESS.match(line))
    page.write_text("\n".join([*rest[:first], *addresses_of(declared()), *rest[first:], ""]), "utf-8")


def _fields(act: Act) -> str:
    return ", ".join(f"{name}{'*' if one.required else ''}" for name, one in act.fields().items())
