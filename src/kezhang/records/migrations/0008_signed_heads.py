

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0007_rows_to_mend'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='chainhead',
            options={'verbose_name': '变更链首', 'verbose_name_plural': '变更链首'},
        ),
        migrations.AddField(
            model_name='chainhead',
            name='key',
            field=models.CharField(blank=True, default='', max_length=16, verbose_name='签名密钥'),
        ),
        migrations.AddField(
            model_name='chainhead',
            name='signature',
            field=models.CharField(blank=True, default='', max_length=100, verbose_name='签名'),
        ),
    ]
