"""Everything the migrations before came to, in one step: what a new installation begins with."""

import django.db.models.deletion
import django.utils.timezone
import kezhang.records.migration_steps
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('records', '0001_initial'), ('records', '0002_one_lock_per_bureau'), ('records', '0003_own_columns'), ('records', '0004_remembered_answers'), ('records', '0005_own_options'), ('records', '0006_rejected_rows'), ('records', '0007_rows_to_mend'), ('records', '0008_signed_heads'), ('records', '0009_request_of_changes'), ('records', '0010_tree_of_entries')]

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        kezhang.records.migration_steps.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='ChainHead',
                    fields=[
                        ('org', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='orgs.org')),
                        ('sequence', models.PositiveBigIntegerField(default=0)),
                        ('digest', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                        ('at', models.DateTimeField(null=True)),
                        ('key', models.CharField(blank=True, default='', max_length=16, verbose_name='签名密钥')),
                        ('signature', models.CharField(blank=True, default='', max_length=100, verbose_name='签名')),
                        ('peaks', models.TextField(blank=True, default='', verbose_name='树')),
                    ],
                    options={
                        'verbose_name': '变更链首',
                        'verbose_name_plural': '变更链首',
                    },
                ),
                migrations.CreateModel(
                    name='Evidence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ledger', models.CharField(max_length=60, verbose_name='台账')),
                        ('record_id', models.BigIntegerField(verbose_name='记录')),
                        ('name', models.CharField(max_length=200, verbose_name='文件名')),
                        ('file', models.FileField(upload_to='evidence/%Y/%m', verbose_name='文件')),
                        ('sha256', models.CharField(max_length=64, verbose_name='校验值')),
                        ('size', models.PositiveBigIntegerField(verbose_name='大小')),
                        ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org')),
                    ],
                    options={
                        'verbose_name': '佐证材料',
                        'verbose_name_plural': '佐证材料',
                        'ordering': ['added_at'],
                        'indexes': [models.Index(fields=['ledger', 'record_id'], name='evidence_record')],
                    },
                ),
                migrations.CreateModel(
                    name='OwnColumn',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ledger', models.CharField(max_length=60, verbose_name='台账')),
                        ('label', models.CharField(max_length=30, verbose_name='列名')),
                        ('kind', models.CharField(choices=[('text', '文字'), ('number', '数'), ('amount', '金额'), ('date', '日期'), ('choice', '选项')], max_length=8, verbose_name='类型')),
                        ('choices', models.JSONField(default=list, verbose_name='选项')),
                        ('unit', models.CharField(blank=True, max_length=8, verbose_name='金额单位')),
                        ('since', models.DateTimeField(auto_now_add=True, verbose_name='设置时间')),
                        ('withdrawn_at', models.DateTimeField(null=True, verbose_name='停用时间')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='设置单位')),
                    ],
                    options={
                        'verbose_name': '自有列',
                        'verbose_name_plural': '自有列',
                        'ordering': ['pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('org', 'ledger', 'label'), name='own_column_label')],
                    },
                ),
                migrations.CreateModel(
                    name='RememberedAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ledger', models.CharField(max_length=60, verbose_name='台账')),
                        ('confirmed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='确认时间')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org')),
                        ('subject', models.CharField(max_length=160, verbose_name='写法')),
                        ('answer', models.CharField(blank=True, max_length=160, verbose_name='读作')),
                        ('kind', models.CharField(default='header', max_length=10, verbose_name='种类')),
                        ('withdrawn_at', models.DateTimeField(null=True, verbose_name='收回时间')),
                        ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '导入时记住的',
                        'verbose_name_plural': '导入时记住的',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('org', 'ledger', 'kind', 'subject'), name='remembered_answer')],
                        'ordering': ['-confirmed_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='OwnOption',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ledger', models.CharField(max_length=60, verbose_name='台账')),
                        ('column', models.CharField(max_length=60, verbose_name='列')),
                        ('label', models.CharField(max_length=60, verbose_name='选项')),
                        ('since', models.DateTimeField(auto_now_add=True, verbose_name='设置时间')),
                        ('withdrawn_at', models.DateTimeField(null=True, verbose_name='停用时间')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='设置单位')),
                    ],
                    options={
                        'verbose_name': '自有选项',
                        'verbose_name_plural': '自有选项',
                        'ordering': ['pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('org', 'ledger', 'column', 'label'), name='own_option_label')],
                    },
                ),
                migrations.CreateModel(
                    name='Upload',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
                        ('unread', models.JSONField(default=list, verbose_name='没有读的文件')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='导入人')),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='填报单位')),
                    ],
                    options={
                        'verbose_name': '一起上传的文件',
                        'verbose_name_plural': '一起上传的文件',
                        'ordering': ['-at'],
                    },
                ),
                migrations.CreateModel(
                    name='Batch',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('ledger', models.CharField(max_length=60, verbose_name='台账')),
                        ('state', models.CharField(choices=[('planned', '待确认'), ('applied', '已导入'), ('undone', '已撤销'), ('dropped', '已放弃')], default='planned', max_length=8, verbose_name='状态')),
                        ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                        ('file', models.FileField(blank=True, upload_to='imports/%Y/%m', verbose_name='文件')),
                        ('sha256', models.CharField(max_length=64, verbose_name='文件校验值')),
                        ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
                        ('applied_at', models.DateTimeField(null=True, verbose_name='导入时间')),
                        ('undone_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
                        ('created', models.PositiveIntegerField(default=0, verbose_name='新增')),
                        ('updated', models.PositiveIntegerField(default=0, verbose_name='修改')),
                        ('unchanged', models.PositiveIntegerField(default=0, verbose_name='未变')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='导入人')),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='填报单位')),
                        ('basis', models.PositiveBigIntegerField(null=True, verbose_name='底表序号')),
                        ('answers', models.JSONField(default=list, verbose_name='回答')),
                        ('rejected', models.PositiveIntegerField(default=0, verbose_name='没有导入的行')),
                        ('only', models.JSONField(null=True, verbose_name='只导入的行')),
                        ('rest_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rests', to='records.batch')),
                        ('taken_at', models.DateTimeField(null=True, verbose_name='下载待改行的时间')),
                        ('upload', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='records.upload')),
                    ],
                    options={
                        'verbose_name': '导入批次',
                        'verbose_name_plural': '导入批次',
                        'ordering': ['-uploaded_at'],
                    },
                ),
                migrations.CreateModel(
                    name='Change',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sequence', models.PositiveBigIntegerField(verbose_name='序号')),
                        ('ledger', models.CharField(max_length=60, verbose_name='台账')),
                        ('record_id', models.BigIntegerField(verbose_name='记录')),
                        ('kind', models.CharField(choices=[('create', '新增'), ('update', '修改'), ('void', '作废'), ('restore', '恢复')], max_length=8, verbose_name='操作')),
                        ('before', models.JSONField(verbose_name='变更前')),
                        ('after', models.JSONField(verbose_name='变更后')),
                        ('by_name', models.CharField(max_length=60, verbose_name='操作人')),
                        ('at', models.DateTimeField(verbose_name='时间')),
                        ('reason', models.TextField(blank=True, verbose_name='原因')),
                        ('accepted', models.JSONField(default=list, verbose_name='已说明的提醒')),
                        ('previous', models.CharField(max_length=64, verbose_name='上一条校验值')),
                        ('digest', models.CharField(max_length=64, verbose_name='校验值')),
                        ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='records.batch')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org')),
                        ('request', models.CharField(blank=True, default='', max_length=16, verbose_name='请求编号')),
                    ],
                    options={
                        'verbose_name': '变更',
                        'verbose_name_plural': '变更',
                        'ordering': ['org', 'sequence'],
                        'indexes': [models.Index(fields=['ledger', 'record_id'], name='change_record')],
                        'constraints': [models.UniqueConstraint(fields=('org', 'sequence'), name='change_sequence')],
                    },
                ),
            ],
        ),
    ]
