"""Everything the migrations before came to, in one step: what a new installation begins with."""

import django.db.models.deletion
import django.utils.timezone
import kezhang.collection.list_tables.declared
import kezhang.collection.models.decisions
import kezhang.indicators.catalogue
import kezhang.records.fields
import kezhang.records.migration_steps
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('collection', '0001_initial'), ('collection', '0002_list_tables'), ('collection', '0003_head_of_returns'), ('collection', '0004_restatements')]

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
        ('targets', '0001_initial'),
    ]

    operations = [
        kezhang.records.migration_steps.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Assignment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('indicator', models.CharField(choices=kezhang.indicators.catalogue.indicator_choices, max_length=60, verbose_name='指标')),
                        ('year', models.PositiveIntegerField(verbose_name='年度')),
                        ('version', models.PositiveIntegerField(default=1, verbose_name='版本')),
                        ('state', models.CharField(choices=[('prepared', '拟定'), ('issued', '已下达'), ('replaced', '已调整')], default='prepared', max_length=10, verbose_name='状态')),
                        ('whole', kezhang.records.fields.QuantityField(null=True, verbose_name='总任务')),
                        ('upper', kezhang.records.fields.QuantityField(null=True, verbose_name='总任务上限')),
                        ('is_masked', models.BooleanField(default=False, verbose_name='总任务隐去')),
                        ('unit', models.CharField(max_length=12, verbose_name='计量单位')),
                        ('comparator', models.CharField(choices=[('at_least', '不少于'), ('equal', '等于'), ('at_most', '不超过'), ('range', '介于')], default='at_least', max_length=10, verbose_name='比较方式')),
                        ('document_number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                        ('document_title', models.CharField(blank=True, max_length=200, verbose_name='依据文件')),
                        ('effective_on', models.DateField(verbose_name='生效日期')),
                        ('reason', models.TextField(blank=True, verbose_name='合计与总任务不符的原因')),
                        ('weight', kezhang.records.fields.QuantityField(null=True, verbose_name='考核权重')),
                        ('cap', kezhang.records.fields.QuantityField(null=True, verbose_name='得分上限')),
                        ('method', models.CharField(choices=[('ratio', '比例'), ('met', '达标'), ('lower', '越少越好')], default='ratio', max_length=8, verbose_name='计分办法')),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='拟定时间')),
                        ('issued_at', models.DateTimeField(null=True, verbose_name='下达时间')),
                        ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='下达单位')),
                        ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='targets.target', verbose_name='本级任务')),
                    ],
                    options={
                        'verbose_name': '任务下达',
                        'verbose_name_plural': '任务下达',
                        'ordering': ['-year', 'indicator', '-version'],
                        'constraints': [models.UniqueConstraint(fields=('org', 'indicator', 'year', 'version'), name='assignment_version')],
                    },
                ),
                migrations.CreateModel(
                    name='Round',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=24, unique=True, verbose_name='调度编号')),
                        ('title', models.CharField(max_length=120, verbose_name='标题')),
                        ('as_of', models.DateField(verbose_name='截至日期')),
                        ('state', models.CharField(choices=[('open', '开放'), ('closed', '已关闭'), ('published', '已通报')], default='open', max_length=10, verbose_name='状态')),
                        ('document_number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                        ('asks_reasons', models.BooleanField(default=True, verbose_name='欠进度须说明')),
                        ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='开放时间')),
                        ('deadline', models.DateTimeField(verbose_name='截止时间')),
                        ('former_deadlines', models.JSONField(default=list, verbose_name='原截止时间')),
                        ('bonus_cap', kezhang.records.fields.QuantityField(default=Decimal('5'), verbose_name='加分上限')),
                        ('closed_at', models.DateTimeField(null=True, verbose_name='关闭时间')),
                        ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='发起单位')),
                    ],
                    options={
                        'verbose_name': '调度',
                        'verbose_name_plural': '调度',
                        'ordering': ['-opened_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Publication',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='次数')),
                        ('content', models.JSONField(verbose_name='结果')),
                        ('digest', models.CharField(max_length=64, verbose_name='校验值')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='collection.round')),
                    ],
                    options={
                        'verbose_name': '调度结果',
                        'verbose_name_plural': '调度结果',
                        'ordering': ['round', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('round', 'number'), name='publication_number')],
                    },
                ),
                migrations.CreateModel(
                    name='RoundItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('indicator', models.CharField(choices=kezhang.indicators.catalogue.indicator_choices, max_length=60, verbose_name='指标')),
                        ('order', models.PositiveIntegerField(verbose_name='序号')),
                        ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='collection.round')),
                    ],
                    options={
                        'verbose_name': '调度项',
                        'verbose_name_plural': '调度项',
                        'ordering': ['round', 'order'],
                        'constraints': [models.UniqueConstraint(fields=('round', 'indicator'), name='round_item_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ScoreAdjustment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('bonus', '加分'), ('deduction', '扣分'), ('veto', '一票否决')], max_length=10, verbose_name='种类')),
                        ('points', kezhang.records.fields.QuantityField(null=True, verbose_name='分值')),
                        ('reason', models.TextField(verbose_name='依据')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org')),
                        ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='collection.round')),
                    ],
                    options={
                        'verbose_name': '加减分',
                        'verbose_name_plural': '加减分',
                        'ordering': ['round', 'org__code', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Share',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('value', kezhang.records.fields.QuantityField(null=True, verbose_name='任务数')),
                        ('is_masked', models.BooleanField(default=False, verbose_name='隐去')),
                        ('first_quarter', kezhang.records.fields.QuantityField(null=True, verbose_name='一季度目标')),
                        ('second_quarter', kezhang.records.fields.QuantityField(null=True, verbose_name='二季度目标')),
                        ('third_quarter', kezhang.records.fields.QuantityField(null=True, verbose_name='三季度目标')),
                        ('base', kezhang.records.fields.QuantityField(null=True, verbose_name='上年数')),
                        ('is_by_hand', models.BooleanField(default=True, verbose_name='手工填写')),
                        ('is_adopted', models.BooleanField(default=False, verbose_name='沿用已有任务')),
                        ('signed_at', models.DateTimeField(null=True, verbose_name='签收时间')),
                        ('objection', models.TextField(blank=True, verbose_name='异议')),
                        ('objected_at', models.DateTimeField(null=True, verbose_name='提出异议时间')),
                        ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='collection.assignment')),
                        ('objected_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='承担单位')),
                        ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='targets.target', verbose_name='任务记录')),
                    ],
                    options={
                        'verbose_name': '任务分解',
                        'verbose_name_plural': '任务分解',
                        'ordering': ['assignment', 'org__code'],
                        'constraints': [models.UniqueConstraint(fields=('assignment', 'org'), name='share_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RoundTable',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('table', models.CharField(choices=kezhang.collection.list_tables.declared.table_choices, max_length=60, verbose_name='清单')),
                        ('order', models.PositiveIntegerField(verbose_name='序号')),
                        ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tables', to='collection.round')),
                    ],
                    options={
                        'verbose_name': '调度清单',
                        'verbose_name_plural': '调度清单',
                        'ordering': ['round', 'order'],
                        'constraints': [models.UniqueConstraint(fields=('round', 'table'), name='round_table_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Return',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('due', '待报'), ('filling', '填报中'), ('reviewing', '待审'), ('signing', '待签'), ('sent', '已报送'), ('returned', '已退回'), ('accepted', '已接收'), ('missing', '未报'), ('exempt', '免报')], default='due', max_length=10, verbose_name='状态')),
                        ('channel', models.CharField(choices=[('system', '系统'), ('sheet', '表格'), ('document', '文稿')], default='system', max_length=10, verbose_name='渠道')),
                        ('exempt_reason', models.CharField(blank=True, max_length=200, verbose_name='免报依据')),
                        ('one_person', models.BooleanField(default=False, verbose_name='一人办理')),
                        ('taken_at', models.DateTimeField(null=True, verbose_name='开始审定时间')),
                        ('revise_by', models.DateTimeField(null=True, verbose_name='修改期限')),
                        ('disposition', models.CharField(blank=True, max_length=20, verbose_name='关闭时处理')),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='报送单位')),
                        ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='collection.round')),
                    ],
                    options={
                        'verbose_name': '报送',
                        'verbose_name_plural': '报送',
                        'ordering': ['round', 'org__code'],
                        'constraints': [models.UniqueConstraint(fields=('round', 'org'), name='return_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ReturnVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='稿次')),
                        ('kind', models.CharField(choices=[('first', '首报'), ('revised', '修改'), ('late', '补报'), ('correction', '更正')], max_length=10, verbose_name='种类')),
                        ('heads', models.JSONField(default=dict, verbose_name='所见链首')),
                        ('measured_at', models.DateTimeField(null=True, verbose_name='取数时间')),
                        ('reviewed_at', models.DateTimeField(null=True, verbose_name='审核时间')),
                        ('sent_at', models.DateTimeField(null=True, verbose_name='报送时间')),
                        ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤回时间')),
                        ('by_deadline', models.BooleanField(null=True, verbose_name='按时')),
                        ('checks', models.JSONField(default=list, verbose_name='核查')),
                        ('file', models.FileField(blank=True, upload_to='returns/%Y', verbose_name='来源文件')),
                        ('file_name', models.CharField(blank=True, max_length=200, verbose_name='来源文件名')),
                        ('sha256', models.CharField(blank=True, max_length=64, verbose_name='来源文件校验值')),
                        ('digest', models.CharField(blank=True, max_length=64, verbose_name='数字校验值')),
                        ('note', models.TextField(blank=True, verbose_name='说明')),
                        ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='collection.return')),
                        ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('head', models.JSONField(default=dict, verbose_name='报送时的链首')),
                    ],
                    options={
                        'verbose_name': '报送稿',
                        'verbose_name_plural': '报送稿',
                        'ordering': ['answer', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('answer', 'number'), name='return_version_number')],
                    },
                ),
                migrations.CreateModel(
                    name='Unlocking',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('indicators', models.JSONField(verbose_name='指标')),
                        ('reason', models.TextField(verbose_name='原因')),
                        ('granted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                        ('until', models.DateField(verbose_name='至')),
                        ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unlockings', to='collection.return')),
                        ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '解锁',
                        'verbose_name_plural': '解锁',
                        'ordering': ['answer', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='ReturnedFigure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('status', models.CharField(choices=[('known', '有数'), ('unpublished', '未公布'), ('inapplicable', '不适用'), ('masked', '隐去')], default='known', max_length=12, verbose_name='状态')),
                        ('value', models.CharField(blank=True, max_length=60, verbose_name='报送值')),
                        ('ledger_value', models.CharField(blank=True, max_length=60, verbose_name='台账值')),
                        ('target_value', models.CharField(blank=True, max_length=60, verbose_name='任务')),
                        ('target_text', models.CharField(blank=True, max_length=60, verbose_name='任务文字')),
                        ('expected', models.CharField(blank=True, max_length=60, verbose_name='应达')),
                        ('light', models.CharField(blank=True, max_length=12, verbose_name='进度')),
                        ('same_period', models.CharField(blank=True, max_length=60, verbose_name='上年同期')),
                        ('parts', models.JSONField(default=list, verbose_name='分子分母')),
                        ('evidence', models.JSONField(default=dict, verbose_name='依据')),
                        ('definition', models.JSONField(default=dict, verbose_name='定义')),
                        ('explanation', models.TextField(blank=True, verbose_name='原因')),
                        ('next_step', models.TextField(blank=True, verbose_name='下步措施')),
                        ('override_reason', models.TextField(blank=True, verbose_name='手工数原因')),
                        ('override_evidence', models.TextField(blank=True, verbose_name='手工数依据')),
                        ('sentence', models.TextField(blank=True, verbose_name='来源原文')),
                        ('carried', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='collection.returnedfigure', verbose_name='沿用')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='collection.returnversion')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='collection.rounditem')),
                    ],
                    options={
                        'verbose_name': '报送数',
                        'verbose_name_plural': '报送数',
                        'ordering': ['version', 'item__order'],
                        'constraints': [models.UniqueConstraint(fields=('version', 'item'), name='returned_figure_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ReturnedTable',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('is_given', models.BooleanField(default=True, verbose_name='已报')),
                        ('counted', models.CharField(blank=True, max_length=200, verbose_name='所列范围')),
                        ('heads', models.JSONField(default=list, verbose_name='表头')),
                        ('rows', models.JSONField(default=list, verbose_name='行')),
                        ('explanation', models.TextField(blank=True, verbose_name='说明')),
                        ('carried', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='collection.returnedtable', verbose_name='沿用')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tables', to='collection.returnversion')),
                        ('asked', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='collection.roundtable')),
                    ],
                    options={
                        'verbose_name': '报送清单',
                        'verbose_name_plural': '报送清单',
                        'ordering': ['version', 'asked__order'],
                        'constraints': [models.UniqueConstraint(fields=('version', 'asked'), name='returned_table_once')],
                    },
                    bases=(kezhang.collection.models.decisions.DecidedOn, models.Model),
                ),
                migrations.CreateModel(
                    name='FigureDecision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('is_accepted', models.BooleanField(verbose_name='接收')),
                        ('note', models.TextField(blank=True, verbose_name='意见')),
                        ('by_name', models.CharField(max_length=60, verbose_name='审定人')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('figure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='collection.returnedfigure')),
                    ],
                    options={
                        'verbose_name': '审定',
                        'verbose_name_plural': '审定',
                        'ordering': ['figure', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='TableDecision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('is_accepted', models.BooleanField(verbose_name='接收')),
                        ('note', models.TextField(blank=True, verbose_name='意见')),
                        ('by_name', models.CharField(max_length=60, verbose_name='审定人')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('table', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='collection.returnedtable')),
                    ],
                    options={
                        'verbose_name': '清单审定',
                        'verbose_name_plural': '清单审定',
                        'ordering': ['table', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Restatement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('value', models.CharField(blank=True, max_length=60, verbose_name='重述值')),
                        ('definition', models.JSONField(default=dict, verbose_name='定义')),
                        ('evidence', models.JSONField(default=dict, verbose_name='依据')),
                        ('reason', models.TextField(verbose_name='依据和原因')),
                        ('by_name', models.CharField(max_length=60, verbose_name='经办人')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('figure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restatements', to='collection.returnedfigure')),
                    ],
                    options={
                        'verbose_name': '重述',
                        'verbose_name_plural': '重述',
                        'ordering': ['figure', 'pk'],
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name='Return',
            name='accepted',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='collection.returnversion'),
        ),
        migrations.AddField(
            model_name='Return',
            name='carried_from',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='collection.returnversion'),
        ),
    ]
