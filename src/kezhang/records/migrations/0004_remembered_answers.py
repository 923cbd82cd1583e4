"""What a bureau has said of its headers becomes one kind of the answers that are remembered; batches keep theirs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("records", "0003_own_columns"),
    ]

    operations = [
        migrations.RemoveConstraint("headername", "header_name"),
        migrations.RenameModel("HeaderName", "RememberedAnswer"),
        migrations.AlterModelOptions(
            "rememberedanswer",
            {
                "ordering": ["-confirmed_at", "-pk"],
                "verbose_name": "导入时记住的",
                "verbose_name_plural": "导入时记住的",
            },
        ),
        migrations.RenameField("rememberedanswer", "header", "subject"),
        migrations.RenameField("rememberedanswer", "column", "answer"),
        migrations.AlterField("rememberedanswer", "subject", models.CharField(max_length=160, verbose_name="写法")),
        migrations.AlterField(
            "rememberedanswer", "answer", models.CharField(blank=True, max_length=160, verbose_name="读作")
        ),
        migrations.AlterField(
            "rememberedanswer", "confirmed_at", models.DateTimeField(default=timezone.now, verbose_name="确认时间")
        ),
        migrations.AddField(
            "rememberedanswer", "kind", models.CharField(default="header", max_length=10, verbose_name="种类")
        ),
        migrations.AddField(
            "rememberedanswer", "withdrawn_at", models.DateTimeField(null=True, verbose_name="收回时间")
        ),
        migrations.AddField(
            "rememberedanswer",
            "withdrawn_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            "rememberedanswer",
            models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("org", "ledger", "kind", "subject"),
                name="remembered_answer",
            ),
        ),
        migrations.AddField("batch", "answers", models.JSONField(default=list, verbose_name="回答")),
    ]
