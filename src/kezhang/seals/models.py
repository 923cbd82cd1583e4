"""What seals are kept in: heads that are signed, entries that say how a row stood, anchors that were given away."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from kezhang.seals import signing_keys
from kezhang.seals.proving import merkle

START = "0" * 64


class SignedHead(models.Model):
    """链首: how far one chain of a log goes; signed each time it moves, by a key that is not in the database."""

    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=START)
    #: The whole trees that its entries come to; "" before the first, and until something follows what is from before
    #: there were trees.
    peaks = models.TextField("树", blank=True, default="")
    at = models.DateTimeField(null=True)  # the last entry's moment
    key = models.CharField("签名密钥", max_length=16, blank=True, default="")
    signature = models.CharField("签名", max_length=100, blank=True, default="")

    class Meta:
        abstract = True

    #: What the log is called in statements and by people.
    log: ClassVar[str]
    log_label: ClassVar[str]

    @property
    def chain(self) -> str:
        """Which chain of the log it is the head of."""
        raise TypeError(f"{type(self).__name__} does not say which chain it heads")

    @classmethod
    def place_in(cls, chain: str) -> str:
        """The key of the bureau a chain belongs to, as text; "" for none."""
        return chain

    @property
    def place_of_chain(self) -> str:
        return self.place_in(self.chain)

    @classmethod
    def entries(cls) -> Any:
        """The entries of all chains, with ``chain``, ``sequence`` and ``digest``."""
        raise TypeError(f"{cls.__name__} does not say what it heads")

    @classmethod
    def entries_of(cls, chain: str) -> Any:
        """The same of one chain."""
        return cls.entries().filter(chain=chain)

    def statement(self) -> dict[str, Any]:
        """What is signed: this and nothing else is the head."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds") if self.at else ""
        return self.place_and_digests() | {"at": at}

    def place_and_digests(self) -> dict[str, Any]:
        """Which chain it heads and what all its entries come to; as an anchor keeps it."""
        told = {"log": self.log, "chain": self.chain, "sequence": self.sequence, "digest": self.digest}
        return told | {"root": self.root} if self.peaks else told

    @property
    def root(self) -> str:
        """Of the tree of its entries; "" where a hand has made the trees unreadable, which nobody signed."""
        try:
            return merkle.root_of(self.peaks.split())
        except (ValueError, TypeError):
            return ""

    def extend(self, digests: Sequence[str], at: datetime) -> None:
        """These entries follow the last one; they are not stored yet."""
        peaks = self.peaks.split()
        if not merkle.are_of(peaks, self.sequence):  # from before there were trees
            peaks = self.stored_peaks()
        self.peaks = " ".join(merkle.grown(peaks, self.sequence, digests))
        self.sequence, self.digest, self.at = self.sequence + len(digests), digests[-1], at

    def stored_peaks(self) -> list[str]:
        """The whole trees that its entries come to as they are stored, whatever the head says."""
        entries = self.entries_of(self.chain).filter(sequence__lte=self.sequence).order_by("sequence")
        return merkle.grown([], 0, entries.values_list("digest", flat=True).iterator(chunk_size=5000))

    def signed(self) -> dict[str, Any]:
        """The head as somebody else keeps it: its statement, and who signed it; {} before anything was written."""
        return self.statement() | {"key": self.key, "signature": self.signature} if self.sequence else {}

    def sign_and_save(self) -> None:
        """Once for a step, however many entries it has added."""
        self.key = signing_keys.current_id()
        self.signature = signing_keys.sign(self.statement())
        self.save()


class SealHead(SignedHead):
    """封签链首: of one bureau's seals, or of those that belong to none; locked by whoever adds to it."""

    place = models.CharField(max_length=24, primary_key=True)  # the bureau's key as text, "" for none

    log, log_label = "seals", "登记簿"

    class Meta:
        verbose_name = verbose_name_plural = "登记簿链首"

    @property
    def chain(self) -> str:
        return self.place

    @classmethod
    def entries(cls) -> Any:
        return RowSeal.objects.annotate(chain=models.F("place"))


class RowSeal(models.Model):
    """封签: how one row of a table stood when it was stored, or that it was removed; chained within a place."""

    class Kind(models.TextChoices):
        KEPT = "kept", "存入"
        GONE = "gone", "移除"

    place = models.CharField(max_length=24)
    sequence = models.PositiveBigIntegerField("序号")
    table = models.CharField("表", max_length=80)
    row = models.CharField("行", max_length=64)
    kind = models.CharField("事项", max_length=4, choices=Kind)
    state = models.JSONField("当时的内容", default=dict)
    at = models.DateTimeField("时间")
    previous = models.CharField("上一条校验值", max_length=64)
    digest = models.CharField("校验值", max_length=64)

    class Meta:
        db_table = "seals_seal"
        verbose_name = verbose_name_plural = "登记簿"
        ordering: ClassVar = ["place", "sequence"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "sequence"], name="seal_sequence")]
        indexes: ClassVar = [models.Index(fields=["table", "row"], name="seal_row")]


class Anchor(models.Model):
    """锚: a line that was signed to be kept elsewhere; this copy only remembers what has been given away and what is due."""

    number = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间", default=timezone.now)
    why = models.CharField("事由", max_length=60)
    line = models.JSONField("内容")
    written_at: "models.DateTimeField[Any, datetime | None]" = models.DateTimeField("写出时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "锚"
        ordering: ClassVar = ["number"]
