"""``liantu doctor``: is the installation sound?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from liantu.foundation.system.actions import tidy
from liantu.foundation.system.reads import Report, examine
from liantu.foundation.system.rules.agreement import worst
from liantu.foundation.system.slots import Finding
from liantu.ui.problems import words_of

MARKS = {"ok": "✓", "warn": "!", "bad": "✗"}


class Command(BaseCommand):
    """Run every check; exit code 1 when something is bad, 2 with --strict when something is to be looked at."""

    help = "Check database, files, registers, disk, worker and settings. Exit code 1: something is bad."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How deep, which form."""
        parser.add_argument("--deep", action="store_true", help="also read every byte: checksums, audit log, pages")
        parser.add_argument("--tidy", action="store_true", help="first take away what killed processes left")
        parser.add_argument("--strict", action="store_true", help="exit code 2 when something should be looked at")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check and print."""
        if options["tidy"]:
            names = tidy()
            self.stderr.write(_("removed: %(names)s") % {"names": ", ".join(names) or "—"})
        reports = examine(deep=options["deep"])
        if options["format"] == "json":
            self.stdout.write(json.dumps([_plain(report) for report in reports], ensure_ascii=False, indent=1))
        else:
            for report in reports:
                self.stdout.write(str(report.title))
                for finding in report.findings:
                    self.stdout.write(f"  {MARKS[finding.tone]} {_told(finding)}")
        tone = worst(report.tone for report in reports)
        if tone == "bad":
            raise SystemExit(1)
        if tone == "warn" and options["strict"]:
            raise SystemExit(2)


def _told(finding: Finding) -> str:
    """A finding in one or two lines."""
    told = words_of(finding.what)
    return told.placed if finding.tone == "ok" or not told.fix else f"{told.placed}\n    → {told.fix}"


def _plain(report: Report) -> dict[str, Any]:
    """A report for programs."""
    return {
        "check": report.key,
        "tone": report.tone,
        "findings": [
            {"tone": finding.tone, "code": finding.what.code, "text": _told(finding)} for finding in report.findings
        ],
    }
