"""The tables of this room."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ledger', models.CharField(max_length=60, verbose_name='台账')),
                ('record_id', models.BigIntegerField(verbose_name='记录')),
                ('subject', models.CharField(max_length=200, verbose_name='记录名称')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('text', models.TextField(max_length=1000, verbose_name='内容')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='收回时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org')),
            ],
            options={
                'verbose_name': '留言',
                'verbose_name_plural': '留言',
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['ledger', 'record_id'], name='comment_record')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ledger', models.CharField(max_length=60, verbose_name='台账')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('query', models.CharField(max_length=2000, verbose_name='地址中的条件')),
                ('is_shared', models.BooleanField(default=False, verbose_name='本单位共用')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='保存时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org')),
            ],
            options={
                'verbose_name': '视图',
                'verbose_name_plural': '视图',
                'ordering': ['-is_shared', 'name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('org', 'ledger', 'by', 'name'), name='savedview_name')],
            },
        ),
        migrations.CreateModel(
            name='CalledPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField(null=True, verbose_name='已看时间')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='called', to='teamwork.comment')),
            ],
            options={
                'verbose_name': '提到的人',
                'verbose_name_plural': '提到的人',
                'indexes': [models.Index(fields=['person', 'seen_at'], name='called_waiting')],
                'constraints': [models.UniqueConstraint(fields=('comment', 'person'), name='called_once')],
            },
        ),
    ]
