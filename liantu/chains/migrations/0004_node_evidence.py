"""What people keep from documents as evidence of a link."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_outside_roles"),
        ("chains", "0003_speaks_for"),
        ("documents", "0002_pairs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NodeEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node_code", models.CharField(max_length=60)),
                ("word", models.CharField(max_length=60)),
                ("about", models.CharField(max_length=300)),
                ("quote", models.CharField(max_length=400)),
                ("said_on", models.DateField(blank=True, null=True)),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=200)),
                (
                    "chain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="chains.chain"
                    ),
                ),
                (
                    "fact",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="documents.fact"
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.zone",
                        verbose_name="zone",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence of a link",
                "verbose_name_plural": "evidence of links",
                "ordering": ["-kept_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain", "node_code", "fact"), name="one_evidence_per_link_and_fact"
                    )
                ],
            },
        ),
    ]
