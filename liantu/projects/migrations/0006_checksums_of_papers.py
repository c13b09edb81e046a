"""Papers that are files get the checksum of their content from the stored file."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    Evidence, StoredFile = apps.get_model("projects", "Evidence"), apps.get_model("files", "StoredFile")
    found = StoredFile.objects.filter(pk=OuterRef("file_id")).values("sha256")[:1]
    Evidence.objects.filter(file__isnull=False, content_sha256="").update(content_sha256=Subquery(found))


class Migration(migrations.Migration):
    dependencies = [("projects", "0005_papers"), ("files", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
