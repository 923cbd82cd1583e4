"""Everything the migrations before came to, in one step: what a new installation begins with."""

import django.db.models.deletion
import django.utils.timezone
import kezhang.indicators.catalogue
import kezhang.records.fields
import kezhang.records.migration_steps
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('targets', '0001_initial'), ('targets', '0002_progress_entries'), ('targets', '0003_former_versions'), ('targets', '0004_past_from_log'), ('targets', '0005_reviewed_entries'), ('targets', '0006_own_columns')]

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        kezhang.records.migration_steps.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Target',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source', models.CharField(blank=True, choices=[('system_export', '系统导出'), ('document', '文件通知'), ('list', '公示名单'), ('self_report', '企业自报'), ('manual', '手工')], default='manual', max_length=14, verbose_name='数据来源')),
                        ('remark', models.TextField(blank=True, verbose_name='备注')),
                        ('voided_at', models.DateTimeField(editable=False, null=True, verbose_name='作废时间')),
                        ('void_reason', models.TextField(blank=True, editable=False, verbose_name='作废原因')),
                        ('indicator', models.CharField(choices=kezhang.indicators.catalogue.indicator_choices, max_length=60, verbose_name='指标')),
                        ('year', models.PositiveIntegerField(help_text='任务考核的年度；培育储备可为下一年度', verbose_name='年度')),
                        ('value', kezhang.records.fields.QuantityField(blank=True, help_text='文件中隐去的填“是否隐去”，此处留空', null=True, verbose_name='目标值')),
                        ('upper_value', kezhang.records.fields.QuantityField(blank=True, help_text='比较方式为“介于”时填写', null=True, verbose_name='目标上限')),
                        ('unit', models.CharField(help_text='与文件一致，如 家、项、万元', max_length=12, verbose_name='计量单位')),
                        ('is_masked', models.BooleanField(default=False, help_text='文件以 * 代替数字时填“是”', verbose_name='是否隐去')),
                        ('type', models.CharField(choices=[('assigned', '上级下达'), ('own', '自定目标'), ('government_report', '政府工作报告'), ('five_year_plan', '五年规划'), ('contract', '目标责任书')], max_length=20, verbose_name='目标类型')),
                        ('assigner', models.CharField(blank=True, max_length=60, verbose_name='下达单位')),
                        ('document_number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                        ('document_title', models.CharField(blank=True, max_length=200, verbose_name='依据文件')),
                        ('comparator', models.CharField(choices=[('at_least', '不少于'), ('equal', '等于'), ('at_most', '不超过'), ('range', '介于')], default='at_least', max_length=10, verbose_name='比较方式')),
                        ('counted_as', models.CharField(blank=True, help_text='如 申报、认定、登记、支出', max_length=60, verbose_name='统计口径')),
                        ('extent', models.CharField(choices=[('full_year', '全年'), ('second_half', '下半年'), ('unknown', '未说明')], default='full_year', max_length=12, verbose_name='范围')),
                        ('first_quarter', kezhang.records.fields.QuantityField(blank=True, null=True, verbose_name='一季度目标')),
                        ('second_quarter', kezhang.records.fields.QuantityField(blank=True, help_text='累计数', null=True, verbose_name='二季度目标')),
                        ('third_quarter', kezhang.records.fields.QuantityField(blank=True, help_text='累计数', null=True, verbose_name='三季度目标')),
                        ('section', models.CharField(blank=True, max_length=40, verbose_name='责任股室')),
                        ('version', models.PositiveIntegerField(default=1, verbose_name='版本')),
                        ('effective_on', models.DateField(help_text='文件成文日期；新版本不覆盖旧版本', verbose_name='生效日期')),
                        ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='填报单位')),
                        ('first_known', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='录入时间')),
                        ('own', models.JSONField(default=dict, editable=False, verbose_name='自有列')),
                    ],
                    options={
                        'verbose_name': '任务',
                        'verbose_name_plural': '任务',
                        'ordering': ['-year', 'indicator', 'type', '-version'],
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('org', 'indicator', 'year', 'type', 'version'), name='target_key_indicator_year_type_version', violation_error_message='台账中已有相同的记录。')],
                    },
                ),
                migrations.CreateModel(
                    name='ProgressEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source', models.CharField(blank=True, choices=[('system_export', '系统导出'), ('document', '文件通知'), ('list', '公示名单'), ('self_report', '企业自报'), ('manual', '手工')], default='manual', max_length=14, verbose_name='数据来源')),
                        ('remark', models.TextField(blank=True, verbose_name='备注')),
                        ('voided_at', models.DateTimeField(editable=False, null=True, verbose_name='作废时间')),
                        ('void_reason', models.TextField(blank=True, editable=False, verbose_name='作废原因')),
                        ('indicator', models.CharField(choices=kezhang.indicators.catalogue.indicator_choices, max_length=60, verbose_name='指标')),
                        ('year', models.PositiveIntegerField(verbose_name='年度')),
                        ('month', models.PositiveSmallIntegerField(verbose_name='月份')),
                        ('as_of', models.DateField(verbose_name='截至日期')),
                        ('unit', models.CharField(max_length=12, verbose_name='计量单位')),
                        ('in_month', kezhang.records.fields.QuantityField(blank=True, help_text='累计数减上月累计数；更正后可以是负数', null=True, verbose_name='本月完成')),
                        ('cumulative', kezhang.records.fields.QuantityField(verbose_name='累计完成')),
                        ('same_period', kezhang.records.fields.QuantityField(blank=True, null=True, verbose_name='去年同期')),
                        ('last_year', kezhang.records.fields.QuantityField(blank=True, null=True, verbose_name='去年全年')),
                        ('rate', kezhang.records.fields.QuantityField(blank=True, help_text='按报送表填写的完成率；公文中也写作“占比”', null=True, verbose_name='完成率(%)')),
                        ('rank', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='排名')),
                        ('rank_of', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='参加排名数')),
                        ('cause', models.TextField(blank=True, verbose_name='未达进度原因')),
                        ('next_step', models.TextField(blank=True, verbose_name='下步措施')),
                        ('state', models.CharField(choices=[('due', '待填报'), ('submitted', '已填报'), ('returned', '审核退回'), ('approved', '审核通过'), ('reported', '已上报'), ('corrected', '已更正')], default='submitted', help_text='待填报、审核退回的不作为已报数；审核通过和退回由填报人以外的人填', max_length=10, verbose_name='填报状态')),
                        ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='填报单位')),
                        ('first_known', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='录入时间')),
                        ('own', models.JSONField(default=dict, editable=False, verbose_name='自有列')),
                    ],
                    options={
                        'verbose_name': '进度填报',
                        'verbose_name_plural': '进度填报',
                        'ordering': ['-year', '-month', 'indicator'],
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('org', 'indicator', 'year', 'month'), name='progressentry_key_indicator_year_month', violation_error_message='台账中已有相同的记录。')],
                    },
                ),
                migrations.CreateModel(
                    name='ProgressEntryFormer',
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
                        ('indicator', models.CharField(max_length=60)),
                        ('year', models.PositiveIntegerField()),
                        ('month', models.PositiveSmallIntegerField()),
                        ('as_of', models.DateField()),
                        ('unit', models.CharField(max_length=12)),
                        ('in_month', kezhang.records.fields.QuantityField(blank=True, null=True)),
                        ('cumulative', kezhang.records.fields.QuantityField()),
                        ('same_period', kezhang.records.fields.QuantityField(blank=True, null=True)),
                        ('last_year', kezhang.records.fields.QuantityField(blank=True, null=True)),
                        ('rate', kezhang.records.fields.QuantityField(blank=True, null=True)),
                        ('rank', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('rank_of', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('cause', models.TextField(blank=True)),
                        ('next_step', models.TextField(blank=True)),
                        ('state', models.CharField(default='submitted', max_length=10)),
                        ('org_id', models.BigIntegerField()),
                        ('own', models.JSONField(default=dict, editable=False)),
                    ],
                    options={
                        'db_table': 'targets_progressentry_former',
                        'abstract': False,
                        'default_permissions': (),
                        'constraints': [models.UniqueConstraint(fields=('version_of', 'known_to'), name='progressentryformer_version')],
                    },
                ),
                migrations.CreateModel(
                    name='TargetFormer',
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
                        ('indicator', models.CharField(max_length=60)),
                        ('year', models.PositiveIntegerField()),
                        ('value', kezhang.records.fields.QuantityField(blank=True, null=True)),
                        ('upper_value', kezhang.records.fields.QuantityField(blank=True, null=True)),
                        ('unit', models.CharField(max_length=12)),
                        ('is_masked', models.BooleanField(default=False)),
                        ('type', models.CharField(max_length=20)),
                        ('assigner', models.CharField(blank=True, max_length=60)),
                        ('document_number', models.CharField(blank=True, max_length=60)),
                        ('document_title', models.CharField(blank=True, max_length=200)),
                        ('comparator', models.CharField(default='at_least', max_length=10)),
                        ('counted_as', models.CharField(blank=True, max_length=60)),
                        ('extent', models.CharField(default='full_year', max_length=12)),
                        ('first_quarter', kezhang.records.fields.QuantityField(blank=True, null=True)),
                        ('second_quarter', kezhang.records.fields.QuantityField(blank=True, null=True)),
                        ('third_quarter', kezhang.records.fields.QuantityField(blank=True, null=True)),
                        ('section', models.CharField(blank=True, max_length=40)),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('effective_on', models.DateField()),
                        ('org_id', models.BigIntegerField()),
                        ('own', models.JSONField(default=dict, editable=False)),
                    ],
                    options={
                        'db_table': 'targets_target_former',
                        'abstract': False,
                        'default_permissions': (),
                        'constraints': [models.UniqueConstraint(fields=('version_of', 'known_to'), name='targetformer_version')],
                    },
                ),
            ],
        ),
    ]
