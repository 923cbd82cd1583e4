"""The head keeps its chain's last moment; a batch keeps what its sheet was based on."""

from django.db import migrations, models
from django.db.models import Max


def last_moments(apps, schema_editor):
    head = apps.get_model("records", "ChainHead")
    change = apps.get_model("records", "Change")
    for org, at in change.objects.order_by().values_list("org").annotate(Max("at")):
        head.objects.filter(org=org).update(at=at)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.AddField("chainhead", "at", models.DateTimeField(null=True)),
        migrations.AddField("batch", "basis", models.PositiveBigIntegerField(null=True, verbose_name="底表序号")),
        migrations.AlterField(
            "batch",
            "state",
            models.CharField(
                choices=[
                    ("planned", "待确认"),
                    ("applied", "已导入"),
                    ("undone", "已撤销"),
                    ("dropped", "已放弃"),
                ],
                default="planned",
                max_length=8,
                verbose_name="状态",
            ),
        ),
        migrations.RunPython(last_moments, migrations.RunPython.noop),
    ]
