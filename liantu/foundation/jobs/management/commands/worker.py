"""``liantu worker``: work background jobs off."""

from __future__ import annotations

import os
import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections

from liantu.foundation.jobs.worker import END_SIGNALS, Worker
from liantu.parsers.bounded import cool_down


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
        elif worker.outgrown:
            _begin_afresh(worker)


def _begin_afresh(worker: Worker) -> None:
    """The same command in the same process with empty memory: whoever watches over the process sees it live on.

    A signal that comes meanwhile waits: the mask goes along, and the fresh worker takes it off when it can hear.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, END_SIGNALS)
    for one in END_SIGNALS:
        signal.signal(one, signal.SIG_DFL)  # got by another thread, it ends the process at once: no job is held
    if worker.stopping.is_set():
        return
    connections.close_all()
    cool_down()
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  # the words it was started with
