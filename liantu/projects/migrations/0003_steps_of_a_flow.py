"""Steps of projects become rows of a flow: same table, same rows, names shared by all flows."""

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0002_newest_first'),
        ('signoff', '0002_flows'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField('stagemove', 'from_stage', 'from_state'),
        migrations.RenameField('stagemove', 'to_stage', 'to_state'),
        migrations.RenameField('stagemove', 'reason', 'note'),
        migrations.RenameField('stagemove', 'moved_by', 'taken_by'),
        migrations.RenameField('stagemove', 'moved_at', 'taken_at'),
        migrations.AddField(
            model_name='stagemove',
            name='consent',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='signoff.signoff'),
        ),
        migrations.AddField(
            model_name='stagemove',
            name='given',
            field=models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AddField(
            model_name='stagemove',
            name='verb',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AlterField(
            model_name='stagemove',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='stagemove',
            name='decision_note',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='stagemove',
            name='from_state',
            field=models.CharField(blank=True, max_length=40, verbose_name='from'),
        ),
        migrations.AlterField(
            model_name='stagemove',
            name='note',
            field=models.TextField(blank=True, verbose_name='note'),
        ),
        migrations.AlterField(
            model_name='stagemove',
            name='state',
            field=models.CharField(choices=[('proposed', 'Waits for a second person'), ('made', 'Made'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn'), ('expired', 'Not decided in time')], default='made', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='stagemove',
            name='taken_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='when'),
        ),
        migrations.AlterField(
            model_name='stagemove',
            name='taken_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AlterField(
            model_name='stagemove',
            name='to_state',
            field=models.CharField(blank=True, max_length=40, verbose_name='to'),
        ),
    ]
