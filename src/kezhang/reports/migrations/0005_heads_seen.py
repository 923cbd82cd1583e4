from django.db import migrations, models


def heads_from_log(apps, schema_editor):
    """Reports made before it was kept: what stood in each bureau's log before the report's own first entry."""
    change = apps.get_model("records", "Change")
    org = apps.get_model("orgs", "Org")
    for report in apps.get_model("reports", "Report").objects.select_related("org"):
        begun = change.objects.filter(ledger="reports", record_id=report.pk).order_by("pk").first()
        moment = begun.at if begun else report.made_at
        below = org.objects.filter(prefix__startswith=report.org.prefix).values("pk")
        last = change.objects.filter(org__in=below, at__lt=moment).order_by().values("org")
        report.heads = {str(row["org"]): row["last"] for row in last.annotate(last=models.Max("sequence"))}
        report.save(update_fields=["heads"])


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_templates_and_promises"),
        ("records", "0002_one_lock_per_bureau"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="heads",
            field=models.JSONField(default=dict, verbose_name="所见链首"),
        ),
        migrations.RunPython(heads_from_log, migrations.RunPython.noop),
    ]
