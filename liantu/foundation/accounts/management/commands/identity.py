"""``liantu identity forget USERNAME``: the next log-in through the provider links anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from liantu.foundation.accounts.actions import forget_identity
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.models import User
from liantu.ui.problems import line_of


class Command(BaseCommand):
    """Forget who a person is at the identity provider."""

    help = "Forget which identity at the provider is a person; the next log-in links anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose."""
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("forget", help="forget it").add_argument("username", help="user name of the person")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say how many were forgotten."""
        try:
            if not settings.OIDC_ENABLED:
                raise ProblemsError([Problem("no_provider", "Single sign-on is off: LIANTU_OIDC_ISSUER is not set.")])
            person = User.objects.filter(username=options["username"]).first()
            if person is None:
                raise ProblemsError([Problem("no_person", "Nobody has this user name.", where=options["username"])])
            from allauth.socialaccount.models import SocialAccount

            number = forget_identity(person, linked=SocialAccount.objects.all())
        except ProblemsError as error:
            raise CommandError(line_of(error)) from error
        self.stdout.write(f"{person.username}: {number}")
