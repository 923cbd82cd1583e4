"""A bureau's own columns in the list of appointments."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("technology_deputies", "0003_past_from_log")]

    operations = [
        migrations.AddField(
            model_name="technologydeputy",
            name="own",
            field=models.JSONField(default=dict, editable=False, verbose_name="自有列"),
        ),
        migrations.AddField(
            model_name="technologydeputyformer",
            name="own",
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
