"""Everything the migrations before came to, in one step: what a new installation begins with."""

import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('jobs', '0001_initial'), ('jobs', '0002_job_files')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='JobWorker',
            fields=[
                ('name', models.CharField(max_length=120, primary_key=True, serialize=False, verbose_name='名称')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='启动时间')),
                ('heartbeat_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='最近响应')),
            ],
            options={
                'verbose_name': '后台程序',
                'verbose_name_plural': '后台程序',
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40, verbose_name='种类')),
                ('subject', models.CharField(max_length=200, verbose_name='对象')),
                ('key', models.CharField(blank=True, max_length=80, verbose_name='对象标识')),
                ('org_id', models.BigIntegerField(verbose_name='单位')),
                ('org_prefix', models.CharField(max_length=6, verbose_name='单位代码前缀')),
                ('owner_id', models.BigIntegerField(verbose_name='发起人')),
                ('owner_name', models.CharField(max_length=150, verbose_name='发起人姓名')),
                ('state', models.CharField(choices=[('waiting', '等待'), ('running', '进行中'), ('done', '完成'), ('failed', '未完成'), ('cancelled', '已取消'), ('interrupted', '中断')], default='waiting', max_length=12, verbose_name='状态')),
                ('arguments', models.JSONField(default=dict, verbose_name='内容')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='已做')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='共')),
                ('words', models.CharField(blank=True, max_length=60, verbose_name='正在做')),
                ('result', models.JSONField(default=dict, verbose_name='结果')),
                ('fault', models.TextField(blank=True, verbose_name='问题')),
                ('worker', models.CharField(blank=True, max_length=120, verbose_name='后台程序')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='次数')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='提交时间')),
                ('started_at', models.DateTimeField(null=True, verbose_name='开始时间')),
                ('heartbeat_at', models.DateTimeField(null=True, verbose_name='最近响应')),
                ('cancel_asked_at', models.DateTimeField(null=True, verbose_name='要求取消')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('given', models.FileField(blank=True, max_length=200, upload_to='jobs/given', verbose_name='交来的文件')),
                ('made', models.FileField(blank=True, max_length=200, upload_to='jobs/made', verbose_name='做成的文件')),
                ('made_name', models.CharField(blank=True, max_length=200, verbose_name='文件名')),
            ],
            options={
                'verbose_name': '后台任务',
                'verbose_name_plural': '后台任务',
                'ordering': ['-created_at'],
                'indexes': [models.Index(fields=['state', 'created_at'], name='job_state'), models.Index(fields=['owner_id', 'created_at'], name='job_owner')],
            },
        ),
    ]
