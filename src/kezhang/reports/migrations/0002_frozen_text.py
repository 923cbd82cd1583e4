from django.db import migrations, models

from kezhang.reports.document.docx_reader import NotADocument, open_document


def read_files(apps, schema_editor):
    """Reports made before their text was kept beside their figures have it in their files."""
    for report in apps.get_model("reports", "Report").objects.all():
        try:
            with report.file.open("rb") as made:
                paragraphs = open_document(made.read()).paragraphs
        except (OSError, NotADocument):
            continue
        report.text = [
            {"text": p.text, "figures": [[m.mark, m.start, m.end] for m in p.marked if m.carrier == "tag"]}
            for p in paragraphs
            if p.text
        ]
        report.save(update_fields=["text"])


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="text",
            field=models.JSONField(default=list, verbose_name="生成时的文字"),
        ),
        migrations.RunPython(read_files, migrations.RunPython.noop),
    ]
