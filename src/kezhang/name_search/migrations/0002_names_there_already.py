"""The letters of the names that were stored before the index was kept."""

from django.db import migrations

from kezhang.name_search.index import AT_ONCE, letters_from_each_place

NAMED = (("enterprises", "Enterprise", "name"), ("envoys", "Envoy", "name"), ("villages", "Village", "name"), ("projects", "Project", "title"))


def fill(apps, schema_editor) -> None:
    letters_of = apps.get_model("name_search", "NameLetters")
    for slug, model, field in NAMED:
        rows = apps.get_model("ledgers", model).objects.values_list("org_id", "pk", field)
        made = (
            letters_of(org_id=org_id, letters=letters, ledger=slug, record_id=pk)
            for org_id, pk, name in rows.iterator(AT_ONCE)
            for letters in letters_from_each_place(name)
        )
        letters_of.objects.bulk_create(made, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("name_search", "0001_initial"), ("ledgers", "0009_due_days")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
