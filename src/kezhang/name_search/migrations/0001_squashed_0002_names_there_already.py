"""Everything the migrations before came to, in one step: what a new installation begins with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('name_search', '0001_initial'), ('name_search', '0002_names_there_already')]

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='NameLetters',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letters', models.CharField(max_length=12, verbose_name='首字母')),
                ('ledger', models.CharField(max_length=60, verbose_name='台账')),
                ('record_id', models.BigIntegerField(verbose_name='记录')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org')),
            ],
            options={
                'verbose_name': '名称首字母',
                'verbose_name_plural': '名称首字母',
                'indexes': [models.Index(fields=['org', 'letters'], name='nameletters_typed'), models.Index(fields=['ledger', 'record_id'], name='nameletters_record')],
            },
        ),
    ]
