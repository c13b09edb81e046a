"""``liantu zone``: make a zone with its first administrator; list zones."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liantu.foundation.accounts.actions import make_zone
from liantu.lib.problems import ProblemsError
from liantu.people.models import Zone
from liantu.ui.problems import line_of


class Command(BaseCommand):
    """Make or list zones."""

    help = "Make a zone and its first administrator, or list the zones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the zone is called and where it lies."""
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="list the zones")
        add = acts.add_parser("add", help="make a zone")
        add.add_argument("code", help="short code in Latin letters, such as fenze")
        add.add_argument("name", help="name of the zone")
        add.add_argument("--name-en", default="")
        add.add_argument("--province", default="", help="山西省")
        add.add_argument("--city", default="", help="运城市")
        add.add_argument("--county", default="")
        add.add_argument("--administrator", default="admin", help="user name of the first administrator")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it; a generated password is shown once."""
        if options["act"] == "list":
            for zone in Zone.objects.all():
                self.stdout.write(f"{zone.code:16} {zone.name}  {zone.province}{zone.city}{zone.county}")
            return
        password = secrets.token_urlsafe(12)
        place = {name: options[name] for name in ("name_en", "province", "city", "county")}
        try:
            zone, person = make_zone(
                options["code"], options["name"], administrator=options["administrator"], password=password, **place
            )
        except ProblemsError as error:
            raise CommandError(line_of(error)) from error
        self.stdout.write(f"{zone.name}: {person.username} / {password}")
