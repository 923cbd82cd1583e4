"""岗位: what a person was by a role becomes posts that allow the same."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: A clerk has also accepted what others wrote; an administrator could do everything in the bureau.
POSTS = {
    "clerk": ("clerk", "reviewer"),
    "director": ("director",),
    "administrator": ("clerk", "reviewer", "director", "administrator"),
}


def roles_to_posts(apps, schema_editor):
    User, Post = apps.get_model("orgs", "User"), apps.get_model("orgs", "Post")
    for person in User.objects.all():
        # Whoever looked after the installation belonged to no bureau; one without either could do nothing.
        kinds = POSTS[person.role] if person.org_id else ("system",) if person.is_superuser else ()
        Post.objects.bulk_create([Post(person=person, org_id=person.org_id, kind=kind) for kind in kinds])


def posts_to_roles(apps, schema_editor):
    User, Post = apps.get_model("orgs", "User"), apps.get_model("orgs", "Post")
    for person in User.objects.all():
        kinds = set(Post.objects.filter(person=person).values_list("kind", flat=True))
        person.role = next((role for role in ("administrator", "director") if role in kinds), "clerk")
        person.save(update_fields=["role"])


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
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
            },
        ),
        migrations.AddConstraint(
            model_name='office',
            constraint=models.UniqueConstraint(fields=('org', 'name'), name='office_name'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(condition=models.Q(('acting_for__isnull', True)), fields=('person', 'org', 'kind'), name='post_once'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('person', 'org', 'kind', 'acting_for'), name='post_acting_once'),
        ),
        migrations.RunPython(roles_to_posts, posts_to_roles),
    ]
