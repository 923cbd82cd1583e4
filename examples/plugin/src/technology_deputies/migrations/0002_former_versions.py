"""Former versions of appointments, and since when each has been known."""


import django.utils.timezone
import kezhang.records.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('technology_deputies', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='technologydeputy',
            name='first_known',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='录入时间'),
        ),
        migrations.CreateModel(
            name='TechnologyDeputyFormer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version_of', models.BigIntegerField()),
                ('known_from', models.DateTimeField()),
                ('known_to', models.DateTimeField()),
                ('source', models.CharField(blank=True, default='manual', max_length=14)),
                ('remark', models.TextField(blank=True)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.TextField(blank=True, editable=False)),
                ('first_known', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('enterprise_name', kezhang.records.fields.OrganisationNameField(max_length=120)),
                ('credit_code', kezhang.records.fields.CreditCodeField(blank=True, max_length=18)),
                ('person', models.CharField(max_length=40)),
                ('home_organisation', models.CharField(max_length=80)),
                ('field', models.CharField(blank=True, max_length=60)),
                ('batch', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('appointed_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('telephone', models.CharField(blank=True, max_length=20)),
                ('org_id', models.BigIntegerField()),
                ('enterprise_id', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'technology_deputies_technologydeputy_former',
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('version_of', 'known_to'), name='technologydeputyformer_version')],
            },
        ),
    ]
