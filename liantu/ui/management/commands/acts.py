"""``liantu acts``: every act of every room, what comes with it and who may do it."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.lib.problems import Problem, ProblemsError
from liantu.ui.acts import Act, declared


class Command(BaseCommand):
    """Lists the declared acts."""

    help = gettext_lazy("List what can be done with the things of each room, with its fields and ability.")

    def add_arguments(self, parser: CommandParser) -> None:
        """One room, or all."""
        parser.add_argument("--room", default="", help=_("only this room"))

    def handle(self, *args: object, room: str = "", **options: object) -> None:
        """One line an act: room, verb, title, ability, fields; an asterisk marks what must be given."""
        found = declared(room)
        if room and not found:
            known = ", ".join(dict.fromkeys(acts.room for acts in declared()))
            message, fix = "No room “%(room)s” declares acts.", "Rooms with acts: %(known)s."
            told = {"room": room, "known": known}
            raise ProblemsError([Problem("no_such_room", message, where="--room", fix=fix, params=told)])
        for acts in found:
            self.stdout.write(f"\n{acts.room} · {acts.model._meta.verbose_name}")
            for act in acts.acts:
                self.stdout.write(f"  {act.verb:<16} {act.title}  [{act.ability}]  {_fields(act)}".rstrip())


def _fields(act: Act) -> str:
    return ", ".join(f"{name}{'*' if one.required else ''}" for name, one in act.fields().items())
