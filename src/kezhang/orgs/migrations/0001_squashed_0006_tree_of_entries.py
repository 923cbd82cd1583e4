"""Everything the migrations before came to, in one step: what a new installation begins with."""

import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('orgs', '0001_initial'), ('orgs', '0002_posts'), ('orgs', '0003_no_role'), ('orgs', '0004_accounts'), ('orgs', '0005_signed_heads'), ('orgs', '0006_tree_of_entries')]

    initial = True

    dependencies = [
        ('auth', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Org',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, unique=True, verbose_name='行政区划代码')),
                ('name', models.CharField(max_length=60, verbose_name='行政区名称')),
                ('level', models.CharField(choices=[('provincial', '省级'), ('prefecture', '州市级'), ('county', '县区级')], max_length=12, verbose_name='级别')),
                ('prefix', models.CharField(db_index=True, editable=False, max_length=6, verbose_name='代码前缀')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='orgs.org', verbose_name='上级')),
                ('full_name', models.CharField(blank=True, max_length=60, verbose_name='单位全称')),
            ],
            options={
                'verbose_name': '单位',
                'verbose_name_plural': '单位',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='AccessHead',
            fields=[
                ('place', models.CharField(max_length=6, primary_key=True, serialize=False)),
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('digest', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                ('at', models.DateTimeField(null=True)),
                ('key', models.CharField(blank=True, default='', max_length=16, verbose_name='签名密钥')),
                ('signature', models.CharField(blank=True, default='', max_length=100, verbose_name='签名')),
                ('peaks', models.TextField(blank=True, default='', verbose_name='树')),
            ],
            options={
                'verbose_name': '访问日志链首',
                'verbose_name_plural': '访问日志链首',
            },
        ),
        migrations.CreateModel(
            name='WrongGuesses',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=200, unique=True, verbose_name='对象')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='次数')),
                ('last_at', models.DateTimeField(db_index=True, verbose_name='最后一次')),
            ],
            options={
                'verbose_name': '输错次数',
                'verbose_name_plural': '输错次数',
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('full_name', models.CharField(blank=True, max_length=40, verbose_name='姓名')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('org', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='orgs.org', verbose_name='单位')),
                ('must_change_password', models.BooleanField(default=False, verbose_name='须修改密码')),
                ('password_set_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='密码设置时间')),
            ],
            options={
                'verbose_name': '人员',
                'verbose_name_plural': '人员',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('ledgers', models.JSONField(blank=True, default=list, verbose_name='台账')),
                ('indicators', models.JSONField(blank=True, default=list, verbose_name='指标')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='orgs.org', verbose_name='单位')),
            ],
            options={
                'verbose_name': '股室',
                'verbose_name_plural': '股室',
                'ordering': ['org', 'name'],
                'constraints': [models.UniqueConstraint(fields=('org', 'name'), name='office_name')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('clerk', '填报人'), ('reviewer', '审核人'), ('director', '领导'), ('liaison', '联络员'), ('administrator', '单位管理员'), ('system', '系统管理员'), ('security', '安全管理员'), ('auditor', '审计员')], max_length=14, verbose_name='岗位')),
                ('since', models.DateField(blank=True, null=True, verbose_name='自')),
                ('until', models.DateField(blank=True, null=True, verbose_name='至')),
                ('acting_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='代理')),
                ('offices', models.ManyToManyField(blank=True, related_name='+', to='orgs.office', verbose_name='限于股室')),
                ('org', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='单位')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '岗位',
                'verbose_name_plural': '岗位',
                'ordering': ['person', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('acting_for__isnull', True)), fields=('person', 'org', 'kind'), name='post_once'), models.UniqueConstraint(fields=('person', 'org', 'kind', 'acting_for'), name='post_acting_once')],
            },
        ),
        migrations.CreateModel(
            name='FormerPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=128)),
                ('given_up_at', models.DateTimeField(auto_now_add=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '用过的密码',
                'verbose_name_plural': '用过的密码',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='OpenSession',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('began_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='登录时间')),
                ('address', models.CharField(blank=True, max_length=60, verbose_name='网络地址')),
                ('browser', models.CharField(blank=True, max_length=200, verbose_name='浏览器')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '登录会话',
                'verbose_name_plural': '登录会话',
                'ordering': ['-began_at'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AccessEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=6)),
                ('sequence', models.PositiveBigIntegerField(verbose_name='序号')),
                ('at', models.DateTimeField(db_index=True, verbose_name='时间')),
                ('kind', models.CharField(choices=[('login', '登录'), ('failed', '登录失败'), ('logout', '退出'), ('account', '密码和口令'), ('people', '人员和岗位'), ('export', '导出'), ('download', '下载'), ('personal', '看个人信息'), ('audit', '查阅日志')], max_length=8, verbose_name='事项')),
                ('person_name', models.CharField(max_length=160, verbose_name='姓名或登录名')),
                ('address', models.CharField(blank=True, max_length=60, verbose_name='网络地址')),
                ('says', models.TextField(verbose_name='内容')),
                ('previous', models.CharField(max_length=64, verbose_name='上一条校验值')),
                ('digest', models.CharField(max_length=64, verbose_name='校验值')),
                ('org', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='单位')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '访问日志',
                'verbose_name_plural': '访问日志',
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('place', 'sequence'), name='access_event_sequence')],
            },
        ),
    ]
