"""Bureaus in the tree of divisions (GB/T 2260), and the people who work in them.

A bureau's subtree is everything whose code starts with its ``prefix``; no other
notion of "below" exists.
"""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models


class Org(models.Model):
    """单位: one bureau, standing for one division of GB/T 2260."""

    class Level(models.TextChoices):
        PROVINCIAL = "provincial", "省级"
        PREFECTURE = "prefecture", "州市级"
        COUNTY = "county", "县区级"

    code = models.CharField("行政区划代码", max_length=6, unique=True)
    name = models.CharField("行政区名称", max_length=60)
    level = models.CharField("级别", max_length=12, choices=Level)
    parent = models.ForeignKey("self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT)
    prefix = models.CharField("代码前缀", max_length=6, db_index=True, editable=False)

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"

    def save(self, *args, **kwargs) -> None:
        self.prefix = significant(self.code)
        super().save(*args, **kwargs)

    @property
    def bureau(self) -> str:
        """科技局全称: the bureau's full name, as a report signs it."""
        kind = "科学技术厅" if self.level == self.Level.PROVINCIAL else "科学技术局"
        return f"{self.name}{kind}"

    @property
    def short_bureau(self) -> str:
        """简称: how a neighbour speaks of it, 县科技局 or 州科技局."""
        if self.level == self.Level.PROVINCIAL:
            return f"{'自治区' if self.name.endswith('自治区') else self.name[-1]}科技厅"
        return f"{self.place_word}科技局"

    @property
    def place_word(self) -> str:
        """行政区通称: 县, 区, 市, 州 … as in 全县, 我州."""
        return "地区" if self.name.endswith("地区") else self.name[-1]


def significant(code: str) -> str:
    """The part of a code its whole subtree shares: pairs of trailing zeros cut off.

    >>> significant("650000"), significant("652700"), significant("652799")
    ('65', '6527', '652799')
    """
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


class User(AbstractUser):
    """人员: who logs in. A person belongs to one bureau and has one role there."""

    class Role(models.TextChoices):
        CLERK = "clerk", "填报人"
        DIRECTOR = "director", "领导"
        ADMINISTRATOR = "administrator", "管理员"

    org = models.ForeignKey(Org, verbose_name="单位", null=True, blank=True, on_delete=models.PROTECT)
    role = models.CharField("角色", max_length=14, choices=Role, default=Role.CLERK)
    full_name = models.CharField("姓名", max_length=40, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name = "人员"
        verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.full_name or self.username
