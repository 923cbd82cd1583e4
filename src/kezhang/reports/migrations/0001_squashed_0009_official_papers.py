"""Everything the migrations before came to, in one step: what a new installation begins with."""

import django.db.models.deletion
import kezhang.records.migration_steps
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('reports', '0001_initial'), ('reports', '0002_frozen_text'), ('reports', '0003_life'), ('reports', '0004_templates_and_promises'), ('reports', '0005_heads_seen'), ('reports', '0006_withdrawn'), ('reports', '0007_papers'), ('reports', '0008_renewals'), ('reports', '0009_official_papers')]

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
        ('targets', '0001_initial'),
    ]

    operations = [
        kezhang.records.migration_steps.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Report',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=40, unique=True, verbose_name='报告编号')),
                        ('period', models.CharField(max_length=24, verbose_name='期间')),
                        ('as_of', models.DateField(verbose_name='截至日期')),
                        ('title', models.CharField(max_length=200, verbose_name='标题')),
                        ('state', models.CharField(choices=[('draft', '草稿'), ('out', '发出修改'), ('returned', '已送回，未核对'), ('checked', '已核对'), ('issued', '已签发'), ('superseded', '已被更正'), ('withdrawn', '已撤回')], default='draft', max_length=10, verbose_name='状态')),
                        ('file', models.FileField(upload_to='reports/%Y', verbose_name='文件')),
                        ('sha256', models.CharField(max_length=64, verbose_name='文件校验值')),
                        ('digest', models.CharField(max_length=64, verbose_name='数字校验值')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='生成时间')),
                        ('issued_at', models.DateTimeField(null=True, verbose_name='签发时间')),
                        ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='单位')),
                        ('text', models.JSONField(default=list, verbose_name='生成时的文字')),
                        ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='reports.report', verbose_name='更正哪份')),
                        ('paragraphs', models.JSONField(default=list, verbose_name='模板文字')),
                        ('template', models.CharField(blank=True, max_length=80, verbose_name='模板')),
                        ('why', models.TextField(blank=True, verbose_name='更正原因')),
                        ('heads', models.JSONField(default=dict, verbose_name='所见链首')),
                        ('notes', models.JSONField(default=list, verbose_name='起草时的提示')),
                        ('paper', models.FileField(blank=True, upload_to='reports/%Y', verbose_name='模板文件')),
                        ('code_word', models.CharField(blank=True, max_length=20, verbose_name='发文机关代字')),
                        ('official', models.JSONField(default=dict, verbose_name='公文要素')),
                        ('paper_year', models.PositiveIntegerField(null=True, verbose_name='发文年份')),
                        ('serial', models.PositiveIntegerField(null=True, verbose_name='发文序号')),
                    ],
                    options={
                        'verbose_name': '报告',
                        'verbose_name_plural': '报告',
                        'ordering': ['-made_at'],
                        'constraints': [models.UniqueConstraint(fields=('org', 'code_word', 'paper_year', 'serial'), name='report_paper_number')],
                    },
                ),
                migrations.CreateModel(
                    name='Template',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60, verbose_name='名称')),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='单位')),
                    ],
                    options={
                        'verbose_name': '报告模板',
                        'verbose_name_plural': '报告模板',
                        'ordering': ['name'],
                        'constraints': [models.UniqueConstraint(fields=('org', 'name'), name='template_name')],
                    },
                ),
                migrations.CreateModel(
                    name='PaperSettings',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code_word', models.CharField(blank=True, max_length=12, verbose_name='发文机关代字')),
                        ('letter_word', models.CharField(blank=True, max_length=12, verbose_name='函的代字')),
                        ('mark', models.CharField(blank=True, max_length=30, verbose_name='发文机关标志')),
                        ('letter_mark', models.CharField(blank=True, max_length=30, verbose_name='信函的发文机关标志')),
                        ('addressee', models.CharField(blank=True, max_length=300, verbose_name='主送机关')),
                        ('copied_to', models.CharField(blank=True, max_length=300, verbose_name='抄送机关')),
                        ('signer', models.CharField(blank=True, max_length=100, verbose_name='签发人')),
                        ('printed_by', models.CharField(blank=True, max_length=100, verbose_name='印发机关')),
                        ('org', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='单位')),
                    ],
                    options={
                        'verbose_name': '公文设置',
                        'verbose_name_plural': '公文设置',
                    },
                ),
                migrations.CreateModel(
                    name='ReportFigure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mark', models.CharField(max_length=8, verbose_name='标记')),
                        ('key', models.CharField(max_length=200, verbose_name='同一数字')),
                        ('slug', models.CharField(max_length=60, verbose_name='指标代码')),
                        ('label', models.CharField(max_length=80, verbose_name='指标')),
                        ('role', models.CharField(max_length=10, verbose_name='角色')),
                        ('value', models.CharField(max_length=60, verbose_name='准确值')),
                        ('display', models.CharField(max_length=40, verbose_name='文中数字')),
                        ('unit', models.CharField(max_length=20, verbose_name='文中单位')),
                        ('definition', models.JSONField(verbose_name='定义')),
                        ('evidence', models.JSONField(verbose_name='依据')),
                        ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='reports.report')),
                    ],
                    options={
                        'verbose_name': '报告数字',
                        'verbose_name_plural': '报告数字',
                        'ordering': ['report', 'mark'],
                        'constraints': [models.UniqueConstraint(fields=('report', 'mark'), name='reportfigure_mark')],
                    },
                ),
                migrations.CreateModel(
                    name='Revision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='第几稿')),
                        ('what', models.CharField(choices=[('out', '发出'), ('back', '送回')], max_length=4, verbose_name='往来')),
                        ('name', models.CharField(max_length=200, verbose_name='文件名')),
                        ('file', models.FileField(upload_to='reports/%Y', verbose_name='文件')),
                        ('sha256', models.CharField(max_length=64, verbose_name='文件校验值')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                        ('note', models.TextField(blank=True, verbose_name='说明')),
                        ('findings', models.JSONField(null=True, verbose_name='核对结果')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='reports.report')),
                    ],
                    options={
                        'verbose_name': '往来',
                        'verbose_name_plural': '往来',
                        'ordering': ['at', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='TemplateVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='版本')),
                        ('paragraphs', models.JSONField(verbose_name='文字')),
                        ('file', models.FileField(upload_to='templates/%Y', verbose_name='文件')),
                        ('sha256', models.CharField(max_length=64, verbose_name='文件校验值')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='reports.template')),
                    ],
                    options={
                        'verbose_name': '模板版本',
                        'verbose_name_plural': '模板版本',
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('template', 'number'), name='templateversion_number')],
                    },
                ),
                migrations.CreateModel(
                    name='Promise',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sentence', models.TextField(verbose_name='原句')),
                        ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='reports.report')),
                        ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='targets.target')),
                    ],
                    options={
                        'verbose_name': '承诺',
                        'verbose_name_plural': '承诺',
                        'ordering': ['report', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('report', 'target'), name='promise_target')],
                    },
                ),
                migrations.CreateModel(
                    name='Renewal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('as_of', models.DateField(verbose_name='截至日期')),
                        ('digest', models.CharField(max_length=64, verbose_name='数字校验值')),
                        ('figures', models.JSONField(verbose_name='更新后的数字')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                        ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='reports.report')),
                    ],
                    options={
                        'verbose_name': '更新',
                        'verbose_name_plural': '更新',
                        'ordering': ['report', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('report', 'digest'), name='renewal_digest')],
                    },
                ),
            ],
        ),
    ]
