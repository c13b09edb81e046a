from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ui', '0004_process_of_forms'),
    ]

    operations = [
        migrations.AddField(
            model_name='sentform',
            name='content',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='sentform',
            name='status',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='sentform',
            name='answer',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
    ]
