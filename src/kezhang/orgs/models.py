"""Bureaus in the tree of divisions (GB/T 2260), their offices, the people who work in them, and the posts they hold.

A bureau's subtree is everything whose code starts with its ``prefix``; no other
notion of "below" exists.
"""

from datetime import date
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone


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


class Office(models.Model):
    """股室: a part of a bureau, and the ledgers and indicators it looks after."""

    org = models.ForeignKey(Org, verbose_name="单位", on_delete=models.PROTECT, related_name="offices")
    name = models.CharField("名称", max_length=40)
    ledgers = models.JSONField("台账", default=list, blank=True)
    indicators = models.JSONField("指标", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "股室"
        ordering: ClassVar = ["org", "name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "name"], name="office_name")]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """人员: who logs in. A person works in one bureau; what they may do there and elsewhere say their posts."""

    org = models.ForeignKey(Org, verbose_name="单位", null=True, blank=True, on_delete=models.PROTECT)
    full_name = models.CharField("姓名", max_length=40, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name = "人员"
        verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.full_name or self.username

    @cached_property
    def posts_in_force(self) -> tuple["Post", ...]:
        """The posts that count today; asked once for each time the person is read. Who has left holds none."""
        if not self.is_active or self.pk is None:
            return ()
        held = Post.in_force_on(timezone.localdate()).filter(person=self)
        return tuple(held.select_related("org", "acting_for").prefetch_related("offices"))


class Post(models.Model):
    """岗位: what a person is in a bureau, perhaps for some offices only, perhaps in somebody's stead for a time.

    Without a bureau it is held for the whole installation, which only the three safeguards may be.
    """

    class Kind(models.TextChoices):
        CLERK = "clerk", "填报人"
        REVIEWER = "reviewer", "审核人"
        DIRECTOR = "director", "领导"
        LIAISON = "liaison", "联络员"
        ADMINISTRATOR = "administrator", "单位管理员"
        SYSTEM = "system", "系统管理员"
        SECURITY = "security", "安全管理员"
        AUDITOR = "auditor", "审计员"

    person = models.ForeignKey(User, verbose_name="人员", on_delete=models.PROTECT, related_name="posts")
    org = models.ForeignKey(Org, verbose_name="单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("岗位", max_length=14, choices=Kind)
    offices = models.ManyToManyField(Office, verbose_name="限于股室", blank=True, related_name="+")
    acting_for = models.ForeignKey(
        User, verbose_name="代理", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    since = models.DateField("自", null=True, blank=True)
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering: ClassVar = ["person", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "org", "kind"], condition=Q(acting_for__isnull=True), name="post_once"
            ),
            models.UniqueConstraint(fields=["person", "org", "kind", "acting_for"], name="post_acting_once"),
        ]

    def __str__(self) -> str:
        """As people say it.

        >>> str(Post(kind="director", org=Org(name="朔湖县"), acting_for=User(full_name="王建国"), until=date(2024, 7, 1)))
        '朔湖县领导（代理王建国，至2024-07-01）'
        """
        where = self.org.name if self.org else "全系统"
        told = [f"代理{self.acting_for}" if self.acting_for else ""]
        if self.pk:
            told += [f"限{'、'.join(office.name for office in self.offices.all())}" if self.offices.all() else ""]
        told += [f"自{self.since}" if self.since else "", f"至{self.until}" if self.until else ""]
        said = "，".join(part for part in told if part)
        return f"{where}{self.get_kind_display()}" + (f"（{said}）" if said else "")

    @classmethod
    def in_force_on(cls, day: date) -> models.QuerySet["Post"]:
        """The posts that count on a day."""
        begun = Q(since__isnull=True) | Q(since__lte=day)
        return cls.objects.filter(begun & (Q(until__isnull=True) | Q(until__gte=day)))


#: 三员: each watches over the others, so nobody is two of them, nor one of them beside a post with work of its own.
SAFEGUARDS = frozenset({Post.Kind.SYSTEM, Post.Kind.SECURITY, Post.Kind.AUDITOR})
