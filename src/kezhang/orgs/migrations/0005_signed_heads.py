

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0004_accounts'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='accesshead',
            options={'verbose_name': '访问日志链首', 'verbose_name_plural': '访问日志链首'},
        ),
        migrations.AlterModelManagers(
            name='user',
            managers=[
            ],
        ),
        migrations.AddField(
            model_name='accesshead',
            name='key',
            field=models.CharField(blank=True, default='', max_length=16, verbose_name='签名密钥'),
        ),
        migrations.AddField(
            model_name='accesshead',
            name='signature',
            field=models.CharField(blank=True, default='', max_length=100, verbose_name='签名'),
        ),
    ]
