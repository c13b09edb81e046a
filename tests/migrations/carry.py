"""Carries a zone from the schema of the first storey to today's, in an empty database of its own; run as a process.

``python -m tests.migrations.carry OUT``: migrates to the old schema, puts the rows of ``first_storey.json.xz`` in,
migrates on, migrates back, and writes as JSON into OUT what stood in today's schema (every row by model, what the log
proves, how pages answer) and what stands in the old one again.
Data migrations ask for the default database, so that no other alias of a running test would do.
"""

from __future__ import annotations

import gc
import json
import lzma
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

ROWS = Path(__file__).parent / "first_storey.json.xz"
PAGES = (
    "/", "/projects/", "/projects/board/", "/projects/figures/", "/leads/", "/suggestions/", "/challenges/", "/duties/",
    "/signoff/", "/rules/", "/calendar/", "/outreach/", "/documents/", "/system/audit/",
)  # fmt: skip
THINGS = ("projects.project", "leads.lead", "suggestions.suggestion", "challenges.challenge", "duties.duty",
          "signoff.signoff", "outreach.engagement", "versions.ruleversion")  # fmt: skip

TOLD_BY = ("state", "stage", "health", "kind", "merged_into_id")


class Exact(DjangoJSONEncoder):
    """Moments to the microsecond, as the chain of the log needs them."""

    def default(self, o: object) -> object:
        """One value."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def kept() -> dict[str, Any]:
    """The old zone: ``applied`` migrations, ``rows`` by model, each value by its column's name."""
    found: dict[str, Any] = json.loads(lzma.decompress(ROWS.read_bytes()))
    return found


def rows_of(model: Any) -> list[dict[str, Any]]:
    """Every row of a model."""
    names = [field.attname for field in model._meta.concrete_fields]
    return [{name: getattr(row, name) for name in names} for row in model._base_manager.order_by("pk")]


def put(apps: Any, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Put rows into the tables of an old state; references are checked when all are there."""
    from django.core.management.color import no_style
    from django.db import connection, transaction

    with transaction.atomic():
        for label, given in rows.items():
            model = apps.get_model(label)
            fields = {field.attname: field for field in model._meta.concrete_fields}
            made = [model(**{name: fields[name].to_python(value) for name, value in row.items()}) for row in given]
            model._base_manager.bulk_create(made, batch_size=200)
    models = [apps.get_model(label) for label in rows]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def pages() -> dict[str, int]:
    """How the lists, and the page of a thing of each sort and state, answer to somebody who may open them."""
    from django.apps import apps
    from django.test import Client

    users = apps.get_model("accounts", "User").objects
    client = Client(headers={"host": "localhost"})
    client.force_login(users.get(username="chief"), backend="django.contrib.auth.backends.ModelBackend")
    things = [(label, row) for label in THINGS for row in apps.get_model(label)._base_manager.all()]
    kinds = {(label, *(getattr(row, name, "") for name in TOLD_BY)): row for label, row in things}
    addresses = (*PAGES, *(row.get_absolute_url() for row in kinds.values()))
    return {address: client.get(address, follow=True).status_code for address in addresses}


def carry() -> dict[str, Any]:
    """From the empty database to today's schema with the old zone in it, and back."""
    import django

    django.setup()
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from liantu.audit.reads import prove_zone
    from liantu.people.models import Zone

    old = kept()
    applied = {tuple(one) for one in old["applied"]}
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    # The last of every app, also where another app builds on it: the way back takes away what came after it.
    after = {one: [child for child in graph.node_map[one].children if child.key in applied] for one in applied}
    targets = [one for one, children in after.items() if all(child.key[0] != one[0] for child in children)]
    executor.migrate(targets)
    put(executor.loader.project_state(targets).apps, old["rows"])
    call_command("migrate", verbosity=0)
    connection.check_constraints()
    stands = {model._meta.label_lower: rows_of(model) for model in apps.get_models(include_auto_created=True)}
    proof = prove_zone(Zone.objects.get())
    told = {"rows": stands, "proof": {"broken_at": proof.broken_at, "entries": proof.entries}, "pages": pages()}
    return {**told, "back": back(applied, targets, old["rows"])}


def back(applied: set[Any], targets: list[Any], rows: dict[str, Any]) -> dict[str, Any]:
    """The way back to the old schema: what is applied then, and the rows of the models of before."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    had = {app for app, _name in applied}
    gone = sorted({(app, None) for app, _name in executor.loader.applied_migrations if app not in had})
    executor.migrate([*targets, *gone])
    connection.check_constraints()
    executor = MigrationExecutor(connection)
    apps = executor.loader.project_state(targets).apps
    stands = {label: rows_of(apps.get_model(label)) for label in rows}
    return {"applied": sorted(executor.loader.applied_migrations), "rows": stands}


if __name__ == "__main__":
    gc.set_threshold(100_000, 50, 50)  # models are made anew at each step; looking for cycles costs a third
    Path(sys.argv[1]).write_text(json.dumps(carry(), cls=Exact, ensure_ascii=False), "utf-8")
