"""Everything the migrations before came to, in one step: what a new installation begins with."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('seals', '0001_initial'), ('seals', '0002_tree_of_entries')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Anchor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True, verbose_name='序号')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('why', models.CharField(max_length=60, verbose_name='事由')),
                ('line', models.JSONField(verbose_name='内容')),
                ('written_at', models.DateTimeField(null=True, verbose_name='写出时间')),
            ],
            options={
                'verbose_name': '锚',
                'verbose_name_plural': '锚',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='SealHead',
            fields=[
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('digest', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                ('at', models.DateTimeField(null=True)),
                ('key', models.CharField(blank=True, default='', max_length=16, verbose_name='签名密钥')),
                ('signature', models.CharField(blank=True, default='', max_length=100, verbose_name='签名')),
                ('place', models.CharField(max_length=24, primary_key=True, serialize=False)),
                ('peaks', models.TextField(blank=True, default='', verbose_name='树')),
            ],
            options={
                'verbose_name': '登记簿链首',
                'verbose_name_plural': '登记簿链首',
            },
        ),
        migrations.CreateModel(
            name='RowSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=24)),
                ('sequence', models.PositiveBigIntegerField(verbose_name='序号')),
                ('table', models.CharField(max_length=80, verbose_name='表')),
                ('row', models.CharField(max_length=64, verbose_name='行')),
                ('kind', models.CharField(choices=[('kept', '存入'), ('gone', '移除')], max_length=4, verbose_name='事项')),
                ('state', models.JSONField(default=dict, verbose_name='当时的内容')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('previous', models.CharField(max_length=64, verbose_name='上一条校验值')),
                ('digest', models.CharField(max_length=64, verbose_name='校验值')),
            ],
            options={
                'db_table': 'seals_seal',
                'verbose_name': '登记簿',
                'verbose_name_plural': '登记簿',
                'ordering': ['place', 'sequence'],
                'indexes': [models.Index(fields=['table', 'row'], name='seal_row')],
                'constraints': [models.UniqueConstraint(fields=('place', 'sequence'), name='seal_sequence')],
            },
        ),
    ]
