"""角色: gone, in a step of its own, because PostgreSQL alters no table whose rows have just been pointed to."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0002_posts"),
    ]

    operations = [
        migrations.RemoveField(model_name="user", name="role"),
    ]
