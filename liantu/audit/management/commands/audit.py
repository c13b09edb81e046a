"""``liantu audit``: ``verify`` proves that the log is whole, ``heads`` prints its ends, ``compare`` reads a print."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from liantu.audit.reads import ChainProof, contradicted, ends_of, lines_of, prove_log
from liantu.people.models import Zone


class Command(BaseCommand):
    """Check the audit log."""

    help = "Walk the audit log of every zone and name the first entry that does not fit; exit code 1 if there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which check."""
        parser.add_argument("act", choices=["verify", "heads", "compare"])
        parser.add_argument("copy", nargs="?", type=Path, help="with compare: ends printed or sent earlier")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Verify and print a line a zone."""
        if options["act"] == "compare":
            self._compare(options["copy"])
            return
        if options["act"] == "heads":
            self.stdout.write(f"{timezone.localtime():%Y-%m-%d %H:%M}")
            for line in lines_of(ends_of(Zone.objects.all())):
                self.stdout.write(line)
            return
        proofs = prove_log()
        for proof in proofs:
            self.stdout.write(f"{proof.zone:24} {proof.entries:8} entries  {_state(proof)}")
        self.stdout.write(LIMITS)
        if any(proof.broken_at is not None for proof in proofs):
            raise SystemExit(1)

    def _compare(self, copy: Path | None) -> None:
        """Compare the log with a copy of its ends that was kept elsewhere; exit code 1 when it says otherwise."""
        if copy is None:
            raise CommandError("Name the copy: liantu audit compare FILE")
        try:
            found = contradicted(copy.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{copy.name}: {error}") from error
        for line in found:
            self.stdout.write(f"CONTRADICTED {line}")
        if found:
            raise SystemExit(1)
        self.stdout.write("The log holds every entry the copy names.")


LIMITS = (
    "Proved: no entry was changed, added, taken out or given to another person by who lacks the key; no end was cut "
    "off that the anchors remember. Not proved: what somebody did who had key, database and anchors together; compare "
    "the ends with a copy kept elsewhere (liantu audit heads)."
)


def _state(proof: ChainProof) -> str:
    if proof.broken_at is not None:
        return f"BROKEN at entry {proof.broken_at}: {proof.why}"
    unproven = f"; {proof.unproven} sealed with a key that is not here" if proof.unproven else ""
    missed = f"; {proof.unanchored} no anchor remembers" if proof.unanchored else ""
    return f"ok, ends in {proof.end[:16] or '-'}{unproven}{missed}"
