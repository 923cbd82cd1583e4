"""报送清单: the rows of one list table in a version, as they were frozen; what the ledgers do later does not reach them."""

from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import UniqueConstraint

from kezhang.collection.list_tables.frozen_rows import FrozenTable
from kezhang.collection.list_tables.table import ListTable
from kezhang.collection.models.decisions import DecidedOn
from kezhang.collection.models.returns import ReturnVersion, require_unsent
from kezhang.collection.models.rounds import RoundTable
from kezhang.seals.sealed import Sealed


class ReturnedTable(Sealed, DecidedOn):
    """报送清单: its heads, its rows with the records they were made from, and a word beside them."""

    version = models.ForeignKey(ReturnVersion, on_delete=models.PROTECT, related_name="tables")
    asked = models.ForeignKey(RoundTable, on_delete=models.PROTECT, related_name="+")
    #: Whether there is a list at all: paper that brings none is not a list without rows.
    is_given = models.BooleanField("已报", default=True)
    counted = models.CharField("所列范围", max_length=200, blank=True)
    heads = models.JSONField("表头", default=list)
    rows = models.JSONField("行", default=list)
    explanation = models.TextField("说明", blank=True)
    carried = models.ForeignKey("self", verbose_name="沿用", null=True, on_delete=models.PROTECT, related_name="+")

    sealed_in = "version.answer.org_id"

    class Meta:
        verbose_name = verbose_name_plural = "报送清单"
        ordering: ClassVar = ["version", "asked__order"]
        constraints: ClassVar = [UniqueConstraint(fields=["version", "asked"], name="returned_table_once")]

    def __str__(self) -> str:
        return f"{self.asked}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        require_unsent(self.version_id, "清单")
        super().save(*args, **kwargs)

    @property
    def slug(self) -> str:
        return self.asked.table

    @property
    def label(self) -> str:
        return self.declared.label

    @property
    def declared(self) -> ListTable:
        return self.asked.declared

    @cached_property
    def frozen(self) -> FrozenTable:
        return FrozenTable.from_data(self.heads, self.rows)

    def keep(self, frozen: FrozenTable, counted: str) -> None:
        """Take these rows in place of those of before."""
        self.heads, self.rows, self.counted = frozen.heads_data, frozen.rows_data, counted
        self.__dict__.pop("frozen", None)

    @property
    def sums(self) -> list[tuple[str, str]]:
        """What its last line says: each column that adds up, by its heading."""
        frozen = self.frozen
        return [
            (head.heading, each.text(head))
            for head, each in zip(frozen.heads, frozen.sums, strict=True)
            if each is not None
        ]

    @property
    def text(self) -> str:
        """How much it is, in a few words."""
        return f"{len(self.rows)}条" if self.is_given else "未报"
