"""名称的拼音首字母: from each place of a name on, so that what is typed may begin in its middle."""

from typing import ClassVar

from django.db import models

from kezhang.orgs.models import Org

#: Letters kept from each place on, and places of a name: nobody types more.
LETTERS, PLACES = 12, 16


class NameLetters(models.Model):
    """朔湖绿源 is found by shly, hly, ly and y; the record is read through its own door."""

    free_because = "可以由记录的名称重新算出"

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    letters = models.CharField("首字母", max_length=LETTERS)
    ledger = models.CharField("台账", max_length=60)
    record_id = models.BigIntegerField("记录")

    class Meta:
        verbose_name = verbose_name_plural = "名称首字母"
        indexes: ClassVar = [
            models.Index(fields=["org", "letters"], name="nameletters_typed"),
            models.Index(fields=["ledger", "record_id"], name="nameletters_record"),
        ]
