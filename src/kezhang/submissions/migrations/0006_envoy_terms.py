"""聘期: how envoys are assessed, kept on and let go."""

import django.db.models.deletion
import django.utils.timezone
import kezhang.records.migration_steps
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0001_squashed_0006_tree_of_entries'),
        ('submissions', '0001_squashed_0005_contests_minors_and_links'),
    ]

    operations = [
        kezhang.records.migration_steps.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='AssessmentRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('filled', models.PositiveSmallIntegerField(default=30, verbose_name='按月填报')),
                        ('points', models.PositiveSmallIntegerField(default=30, verbose_name='积分')),
                        ('agreed', models.PositiveSmallIntegerField(default=20, verbose_name='协议履行')),
                        ('villages', models.PositiveSmallIntegerField(default=20, verbose_name='结对村到访')),
                        ('full_points', models.PositiveIntegerField(default=120, verbose_name='全年满分积分')),
                        ('excellent_from', models.PositiveSmallIntegerField(default=90, verbose_name='优秀')),
                        ('good_from', models.PositiveSmallIntegerField(default=80, verbose_name='良好')),
                        ('pass_from', models.PositiveSmallIntegerField(default=60, verbose_name='合格')),
                        ('excellent_share', models.PositiveSmallIntegerField(default=20, null=True, verbose_name='优秀比例上限')),
                        ('org', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org')),
                    ],
                    options={
                        'verbose_name': '特派员考核办法',
                        'verbose_name_plural': '特派员考核办法',
                    },
                ),
                migrations.CreateModel(
                    name='EnvoyReview',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=12, unique=True, verbose_name='地址')),
                        ('kind', models.CharField(choices=[('annual', '年度考核'), ('dispatch', '调度考核')], max_length=8, verbose_name='类型')),
                        ('state', models.CharField(choices=[('grading', '评定中'), ('settled', '已审定')], default='grading', max_length=8, verbose_name='状态')),
                        ('first', models.DateField(verbose_name='考核期起')),
                        ('last', models.DateField(verbose_name='考核期止')),
                        ('rule', models.JSONField(default=dict, verbose_name='考核办法')),
                        ('measured_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='取数时间')),
                        ('settled_at', models.DateTimeField(null=True, verbose_name='审定时间')),
                        ('over_share_why', models.CharField(blank=True, max_length=300, verbose_name='优秀超过上限的理由')),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='建立时间')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='单位')),
                    ],
                    options={
                        'verbose_name': '特派员考核',
                        'verbose_name_plural': '特派员考核',
                        'ordering': ['-last', '-pk'],
                        'constraints': [models.UniqueConstraint(fields=('org', 'kind', 'last'), name='one_envoy_review')],
                    },
                ),
                migrations.CreateModel(
                    name='EnvoyReviewLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('envoy_name', models.CharField(max_length=60, verbose_name='科技特派员')),
                        ('basis', models.JSONField(default=dict, verbose_name='依据')),
                        ('proposed', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='拟分')),
                        ('score', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='得分')),
                        ('grade', models.CharField(blank=True, choices=[('excellent', '优秀'), ('good', '良好'), ('pass', '合格'), ('fail', '不合格')], max_length=10, verbose_name='等次')),
                        ('result', models.CharField(blank=True, choices=[('extend', '续派'), ('adjust', '调整'), ('exit', '退出'), ('praise', '表扬')], max_length=10, verbose_name='结果运用')),
                        ('why', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                        ('graded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='submissions.envoyreview')),
                    ],
                    options={
                        'verbose_name': '特派员考核的一行',
                        'verbose_name_plural': '特派员考核的一行',
                        'ordering': ['envoy_name'],
                        'constraints': [models.UniqueConstraint(fields=('review', 'envoy_name'), name='envoy_review_line')],
                    },
                ),
                migrations.CreateModel(
                    name='TenureCase',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('agreement', models.BigIntegerField(db_index=True, verbose_name='协议')),
                        ('envoy_name', models.CharField(max_length=60, verbose_name='科技特派员')),
                        ('kind', models.CharField(choices=[('renew', '续聘'), ('exit', '退出')], max_length=8, verbose_name='去留')),
                        ('state', models.CharField(choices=[('proposed', '待批准'), ('done', '已办结'), ('refused', '未批准'), ('withdrawn', '已撤回')], default='proposed', max_length=10, verbose_name='状态')),
                        ('takes_effect_on', models.DateField(verbose_name='生效日期')),
                        ('until', models.DateField(null=True, verbose_name='续聘至')),
                        ('number', models.CharField(blank=True, max_length=40, verbose_name='新协议编号')),
                        ('exit_reason', models.CharField(blank=True, choices=[('failed', '考核不合格'), ('moved', '调动'), ('voluntary', '主动退出'), ('expired', '期满')], max_length=10, verbose_name='退出原因')),
                        ('successors', models.JSONField(default=list, verbose_name='接替')),
                        ('why', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                        ('proposed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='提出时间')),
                        ('decided_at', models.DateTimeField(null=True, verbose_name='办理时间')),
                        ('decided_why', models.CharField(blank=True, max_length=300, verbose_name='办理说明')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='单位')),
                        ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '特派员去留',
                        'verbose_name_plural': '特派员去留',
                        'ordering': ['-proposed_at', '-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('agreement',), name='one_open_tenure_case')],
                    },
                ),
            ],
        ),
    ]
