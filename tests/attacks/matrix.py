"""Every address × every person × rows that are not hers: the number of cells and the wrong ones (``cells``).

python -m tests.attacks.matrix                       # every cell
python -m tests.attacks.matrix --every 20 --seed 3   # one of twenty, others with each seed
python -m tests.attacks.matrix --database postgresql
"""

from __future__ import annotations

import argparse
import logging
import sys

from tests.attacks.fuzz import demo_zone_of_tests


def main() -> int:
    """Ask the cells, print the wrong ones; 1 when there is one."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with demo_zone_of_tests(given.database) as zone:
        from tests.attacks.cells import Matrix  # once the settings are read

        logging.disable(logging.ERROR)
        asked = Matrix(zone, given.every, given.seed)
        asked.run()
        print(f"{given.database}, {asked.report()}")
    return 1 if asked.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
