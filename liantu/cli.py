"""The ``liantu`` command: every subcommand is a management command of a room."""

from __future__ import annotations

import os
import sys


def main(arguments: list[str] | None = None) -> None:
    """Run one subcommand; ``liantu help`` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liantu.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["liantu", *(sys.argv[1:] if arguments is None else arguments)])


if __name__ == "__main__":
    main()
