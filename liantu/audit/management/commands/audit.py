"""``liantu audit verify``: prove that the log is whole."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from liantu.audit.reads import prove_zone
from liantu.people.models import Zone


class Command(BaseCommand):
    """Check the audit log."""

    help = "Walk the audit log of every zone and name the first entry that does not fit; exit code 1 if there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which check."""
        parser.add_argument("act", choices=["verify"])

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Verify and print a line a zone."""
        proofs = [prove_zone(zone) for zone in [None, *Zone.objects.order_by("code")]]
        for proof in proofs:
            state = (
                f"ok, ends in {proof.end[:16] or '-'}"
                if proof.broken_at is None
                else f"BROKEN at entry {proof.broken_at}: {proof.why}"
            )
            self.stdout.write(f"{proof.zone:24} {proof.entries:8} entries  {state}")
        if any(proof.broken_at is not None for proof in proofs):
            raise SystemExit(1)
