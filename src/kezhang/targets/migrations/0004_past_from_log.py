"""What was changed before former versions were kept, filled in from the log."""

from django.db import migrations

from kezhang.records.history.past_from_log import fill


class Migration(migrations.Migration):
    dependencies = [("targets", "0003_former_versions"), ("records", "0002_one_lock_per_bureau")]

    operations = [migrations.RunPython(fill("targets"), migrations.RunPython.noop)]
