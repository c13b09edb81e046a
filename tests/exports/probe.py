"""A process of its own for tests and benchmarks: many rows put in, a long list written, and what it took.

``python -m tests.exports.probe fill ROWS`` · ``people NUMBER`` · ``write csv|xlsx``; prints JSON.
The installation is that of the environment (``LIANTU_HOME``, ``LIANTU_DATABASE_URL``); its tables are there.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

LIST = "/enterprises/?export="
BATCH = 5_000


def fill(rows: int) -> dict[str, Any]:
    """A zone with so many enterprises."""
    from liantu.enterprises.models import Enterprise
    from liantu.people.models import Zone

    zone, _made = Zone.objects.get_or_create(code="north", defaults={"name": "北区"})
    for start in range(0, rows, BATCH):
        Enterprise.objects.bulk_create(
            Enterprise(
                zone=zone,
                name=f"岚川精密机械制造有限公司{number:07}",
                province="山西省",
                city="太原市",
                capital_wan_yuan=number % 9_000,
                register_status="存续",
            )
            for number in range(start, min(rows, start + BATCH))
        )
    return {"rows": rows}


def people(number: int) -> dict[str, Any]:
    """So many officers, each logged in; their session keys."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from liantu.people.models import Membership, User, Zone

    zone, keys = Zone.objects.get(code="north"), []
    for one in range(number):
        user, _made = User.objects.get_or_create(username=f"officer{one}")
        Membership.objects.get_or_create(user=user, zone=zone, role="promotion_officer")
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        keys.append(session.session_key)
    return {"sessions": keys}


def write(file_format: str) -> dict[str, Any]:
    """Ask for the list and work it off as the worker does; seconds, rows, bytes, peak memory of the process."""
    from liantu.foundation.exports import actions
    from liantu.foundation.exports.models import ExportedList
    from liantu.foundation.jobs.worker import Worker
    from liantu.people.models import User, Zone

    asked = actions.ask(LIST + file_format, by=User.objects.get(username="officer0"), zone=Zone.objects.get())
    began = time.perf_counter()
    Worker().run(once=True)
    made = ExportedList.objects.get(pk=asked.pk)
    return {
        "seconds": time.perf_counter() - began,
        "rows": made.rows,
        "bytes": made.size_bytes,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    """Do one thing and print what came of it."""
    import django

    django.setup()
    done = {"fill": lambda given: fill(int(given)), "people": lambda given: people(int(given)), "write": write}
    print(json.dumps(done[sys.argv[1]](sys.argv[2])))


if __name__ == "__main__":
    main()
