"""Bureaus in the tree of divisions (GB/T 2260), their offices, the people who work in them, and the posts they hold.

A bureau's subtree is everything whose code starts with its ``prefix``; no other
notion of "below" exists.
"""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from kezhang.seals.models import SignedHead
from kezhang.seals.sealed import Sealed, SealedUsers


class Org(Sealed):
    """单位: one bureau, standing for one division of GB/T 2260."""

    class Level(models.TextChoices):
        PROVINCIAL = "provincial", "省级"
        PREFECTURE = "prefecture", "州市级"
        COUNTY = "county", "县区级"

    code = models.CharField("行政区划代码", max_length=6, unique=True)
    name = models.CharField("行政区名称", max_length=60)
    full_name = models.CharField(
        "单位全称", max_length=60, blank=True
    )  # where it is not the division's name and 科学技术局
    level = models.CharField("级别", max_length=12, choices=Level)
    parent = models.ForeignKey("self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT)
    prefix = models.CharField("代码前缀", max_length=6, db_index=True, editable=False)

    sealed_in = ""

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
    def prefixes(self) -> list[str]:
        """Of the bureau and of those above it.

        >>> Org(prefix="652701").prefixes
        ['65', '6527', '652701']
        """
        return [self.prefix[:length] for length in range(2, len(self.prefix) + 1, 2)]

    def is_in_line_with(self, other: "Org") -> bool:
        """Whether one of the two lies within the other: what one has set for all below it may meet what the other has."""
        return self.prefix.startswith(other.prefix) or other.prefix.startswith(self.prefix)

    @property
    def bureau(self) -> str:
        """科技局全称: the bureau's full name, as a report signs it."""
        if self.full_name:
            return self.full_name
        kind = "科学技术厅" if self.level == self.Level.PROVINCIAL else "科学技术局"
        return f"{self.name}{kind}"

    @property
    def short_bureau(self) -> str:
        """简称: how a neighbour speaks of it, 县科技局 or 州科技局."""
        if self.level == self.Level.PROVINCIAL:
            return f"{'自治区' if self.name.endswith('自治区') else self.name[-1]}科技厅"
        return f"{self.place_word}科技局"

    @property
    def leadership(self) -> str:
        """党委政府: before whom the bureau works, 县委、县政府 or 州委、州政府.

        >>> Org(name="朔湖县", level="county").leadership, Org(name="喀什地区", level="prefecture").leadership
        ('县委、县政府', '地委、行署')
        """
        if self.name.endswith("自治区"):
            return "自治区党委、自治区人民政府"
        return "地委、行署" if self.place_word == "地区" else f"{self.place_word}委、{self.place_word}政府"

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


class Office(Sealed):
    """股室: a part of a bureau, and the ledgers and indicators it looks after."""

    org = models.ForeignKey(Org, verbose_name="单位", on_delete=models.PROTECT, related_name="offices")
    name = models.CharField("名称", max_length=40)
    ledgers = models.JSONField("台账", default=list, blank=True)
    indicators = models.JSONField("指标", default=list, blank=True)

    sealed_in = ""
    may_go = True

    class Meta:
        verbose_name = verbose_name_plural = "股室"
        ordering: ClassVar = ["org", "name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "name"], name="office_name")]

    def __str__(self) -> str:
        return self.name


class User(Sealed, AbstractUser):
    """人员: who logs in. A person works in one bureau; what they may do there and elsewhere say their posts."""

    org = models.ForeignKey(Org, verbose_name="单位", null=True, blank=True, on_delete=models.PROTECT)
    full_name = models.CharField("姓名", max_length=40, blank=True)
    must_change_password = models.BooleanField("须修改密码", default=False)
    password_set_at = models.DateTimeField("密码设置时间", default=timezone.now)

    objects: ClassVar = SealedUsers()

    sealed_in = ""
    unsealed = frozenset({"last_login"})
    sealed_as_digest = frozenset({"password", "second_factor"})

    class Meta(AbstractUser.Meta):
        verbose_name = "人员"
        verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.full_name or self.username

    def more_sealed(self) -> dict[str, Any]:
        """The secret of the telephone: a second factor that is taken away or exchanged shows."""
        devices = TOTPDevice.objects.filter(user_id=self.pk, confirmed=True).order_by("pk")
        return {"second_factor": list(devices.values_list("key", flat=True))}

    @cached_property
    def posts_in_force(self) -> tuple["Post", ...]:
        """The posts that count today; asked once for each time the person is read. Who has left holds none."""
        return tuple(Post.held_by(self, timezone.localdate())) if self.is_active and self.pk is not None else ()


class Post(Sealed):
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

    sealed_in = ""
    may_go = True

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering: ClassVar = ["person", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "org", "kind"], condition=Q(acting_for__isnull=True), name="post_once"
            ),
            models.UniqueConstraint(fields=["person", "org", "kind", "acting_for"], name="post_acting_once"),
        ]

    @cached_property
    def narrowed_to(self) -> tuple[Office, ...]:
        """The offices it is for; none where it is for the whole bureau."""
        return tuple(self.offices.all())

    def __str__(self) -> str:
        """As people say it.

        >>> str(Post(kind="director", org=Org(name="朔湖县"), acting_for=User(full_name="王建国"), until=date(2024, 7, 1)))
        '朔湖县领导（代理王建国，至2024-07-01）'
        """
        where = self.org.name if self.org else "全系统"
        told = [f"代理{self.acting_for}" if self.acting_for else ""]
        if self.pk:
            told += [f"限{'、'.join(office.name for office in self.narrowed_to)}" if self.narrowed_to else ""]
        told += [f"自{self.since}" if self.since else "", f"至{self.until}" if self.until else ""]
        said = "，".join(part for part in told if part)
        return f"{where}{self.get_kind_display()}" + (f"（{said}）" if said else "")

    def more_sealed(self) -> dict[str, Any]:
        joined = type(self).offices.through.objects.filter(post=self.pk)  # whether or not the office is there
        return {"offices": sorted(joined.values_list("office_id", flat=True))}

    @classmethod
    def in_force_on(cls, day: date) -> models.QuerySet["Post"]:
        """The posts that count on a day."""
        begun = Q(since__isnull=True) | Q(since__lte=day)
        return cls.objects.filter(begun & (Q(until__isnull=True) | Q(until__gte=day)))

    @classmethod
    def held_by(cls, person: User, day: date) -> list["Post"]:
        """The posts of a person that count on a day, with their bureaus and offices.

        Every request begins with this question: written down as a statement it costs a tenth of what it costs to have
        one worked out, and it still asks the database each time.
        """
        on = connection.ops.adapt_datefield_value(day)
        found = list(cls.objects.raw(_HELD, [person.pk, on, on]))
        for post in found:
            read = vars(post)
            bureau = [read.pop(f"bureau_{name}") for name in _OF_BUREAU]
            post.org = Org.from_db(post._state.db, _OF_BUREAU, bureau) if post.org_id is not None else None
            if not read.pop("is_narrowed"):
                post.narrowed_to = ()
        return found


_OF_BUREAU = [field.attname for field in Org._meta.concrete_fields]
_HELD = f"""SELECT held.*, {", ".join(f"bureau.{field.column} AS bureau_{field.attname}" for field in Org._meta.concrete_fields)},
  EXISTS (SELECT 1 FROM {Post.offices.through._meta.db_table} AS narrowed WHERE narrowed.post_id = held.id) AS is_narrowed
FROM {Post._meta.db_table} AS held LEFT JOIN {Org._meta.db_table} AS bureau ON bureau.id = held.org_id
WHERE held.person_id = %s AND (held.since IS NULL OR held.since <= %s) AND (held.until IS NULL OR held.until >= %s)
ORDER BY held.id"""  # noqa: S608 - names of our own tables

#: 三员: each watches over the others, so nobody is two of them, nor one of them beside a post with work of its own.
SAFEGUARDS = frozenset({Post.Kind.SYSTEM, Post.Kind.SECURITY, Post.Kind.AUDITOR})


class FormerPassword(Sealed):
    """用过的密码: the digest of a password somebody had, so that it is not taken again."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=128)
    given_up_at = models.DateTimeField(auto_now_add=True)

    sealed_in = ""
    may_go = True
    sealed_as_digest = frozenset({"digest"})

    class Meta:
        verbose_name = verbose_name_plural = "用过的密码"
        ordering: ClassVar = ["-pk"]


class WrongGuesses(models.Model):
    """输错次数: how often a login name, or anybody at one address, has been wrong lately."""

    subject = models.CharField("对象", max_length=200, unique=True)
    count = models.PositiveIntegerField("次数", default=0)
    last_at = models.DateTimeField("最后一次", db_index=True)

    free_because = "一天后作废的计数，每次输错和锁定另记入访问日志"

    class Meta:
        verbose_name = verbose_name_plural = "输错次数"


class OpenSession(AbstractBaseSession):
    """登录会话: a login that lasts, with whose it is and where it began, so that its owner can end it."""

    person = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField("登录时间", default=timezone.now)
    address = models.CharField("网络地址", max_length=60, blank=True)
    browser = models.CharField("浏览器", max_length=200, blank=True)

    free_because = "半天后作废，内容由密钥签名；登录和退出记入访问日志"

    class Meta(AbstractBaseSession.Meta):
        verbose_name = verbose_name_plural = "登录会话"
        ordering: ClassVar = ["-began_at"]

    @classmethod
    def get_session_store_class(cls) -> type:
        from kezhang.orgs.sessions import SessionStore  # noqa: PLC0415 - the store names this model

        return SessionStore


class AccessEvent(models.Model):
    """访问日志: who logged in, took data along, looked at personal data or changed people; chained like the changes.

    Each bureau has a chain of its own; what belongs to none, such as a login name nobody has, has one too.
    """

    class Kind(models.TextChoices):
        LOGIN = "login", "登录"
        FAILED = "failed", "登录失败"
        LOGOUT = "logout", "退出"
        ACCOUNT = "account", "密码和口令"
        PEOPLE = "people", "人员和岗位"
        EXPORT = "export", "导出"
        DOWNLOAD = "download", "下载"
        PERSONAL = "personal", "看个人信息"
        AUDIT = "audit", "查阅日志"

    org = models.ForeignKey(Org, verbose_name="单位", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=6)  # the bureau's code, "" for none
    sequence = models.PositiveBigIntegerField("序号")
    at = models.DateTimeField("时间", db_index=True)
    kind = models.CharField("事项", max_length=8, choices=Kind)
    person = models.ForeignKey(User, verbose_name="人员", null=True, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField("姓名或登录名", max_length=160)
    address = models.CharField("网络地址", max_length=60, blank=True)
    says = models.TextField("内容")
    previous = models.CharField("上一条校验值", max_length=64)
    digest = models.CharField("校验值", max_length=64)

    bound_by = "访问日志自己的链"

    class Meta:
        verbose_name = verbose_name_plural = "访问日志"
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "sequence"], name="access_event_sequence")]


class AccessHead(SignedHead):
    """访问日志链首: where a bureau's chain of access events stands; locked by whoever adds to it."""

    place = models.CharField(max_length=6, primary_key=True)  # the bureau's code, "" for none

    log, log_label = "access", "访问日志"

    class Meta:
        verbose_name = verbose_name_plural = "访问日志链首"

    @property
    def chain(self) -> str:
        return self.place

    @classmethod
    def place_in(cls, chain: str) -> str:
        org = Org.objects.filter(code=chain).first() if chain else None
        return str(org.pk) if org else ""

    @classmethod
    def entries(cls) -> Any:
        return AccessEvent.objects.annotate(chain=models.F("place"))
