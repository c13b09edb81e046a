"""``liantu worker``: work background jobs off."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from liantu.foundation.jobs.worker import Worker


class Command(BaseCommand):
    """Run one worker; stops cleanly on SIGTERM after the current job."""

    help = "Work background jobs off until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to end when nothing is due."""
        parser.add_argument("--once", action="store_true", help="end when nothing is due")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run."""
        worker = Worker()
        worker.stop_on_signals()
        worked = worker.run(once=options["once"])
        if options["once"]:
            self.stdout.write(f"{worked}")
