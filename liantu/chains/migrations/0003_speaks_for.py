"""A liaison speaks for a leader enterprise; on a chain with one leader it is that one."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def tie_to_only_leaders(apps: Any, _schema_editor: Any) -> None:
    """Liaisons of chains with a single leader speak for it; the others wait to be told."""
    appointment = apps.get_model("chains", "ChainAppointment")
    role = apps.get_model("chains", "ChainEnterpriseRole")
    for liaison in appointment.objects.filter(office="chain_leader_liaison"):
        leaders = list(role.objects.filter(chain_id=liaison.chain_id, kind="chain_leader")[:2])
        if len(leaders) == 1:
            appointment.objects.filter(pk=liaison.pk).update(speaks_for=leaders[0])


class Migration(migrations.Migration):
    dependencies = [("chains", "0002_judgement")]

    operations = [
        migrations.AddField(
            model_name="chainappointment",
            name="speaks_for",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="liaisons",
                to="chains.chainenterpriserole", verbose_name="speaks for",
            ),
        ),
        migrations.RunPython(tie_to_only_leaders, migrations.RunPython.noop),
    ]
