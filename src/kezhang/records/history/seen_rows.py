"""所见记录: a queryset that stays at its moment, wherever and whenever it is read.

Querysets are lazy: one made inside ``known_on`` and read after it would show the present. This one, and
whatever is filtered or sorted out of it, goes back to its own moment each time it asks the database.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from kezhang.records.history.heads import Knowledge
from kezhang.records.history.past import known_on

_END = object()


class SeenRows(QuerySet):
    """Records as known on a moment; None is the present, also where a former moment is being looked at."""

    moment: Knowledge | None = None

    @classmethod
    def of(cls, rows: QuerySet, moment: Knowledge | None) -> "SeenRows":
        """The same rows, bound to a moment."""
        seen = cls(model=rows.model, query=rows.query.chain(), using=rows._db, hints=rows._hints)  # type: ignore[attr-defined]
        seen.moment = moment
        return seen

    def _clone(self) -> "SeenRows":
        clone = super()._clone()  # type: ignore[misc]
        clone.moment = self.moment
        return clone

    def _fetch_all(self) -> None:
        with known_on(self.moment):
            super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        """One row after the other; between them whoever reads is where he was."""
        rows = super().iterator(chunk_size)
        while True:
            with known_on(self.moment):
                row = next(rows, _END)
            if row is _END:
                return
            yield row

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        with known_on(self.moment):
            return super().aggregate(*args, **kwargs)

    def count(self) -> int:
        with known_on(self.moment):
            return super().count()

    def exists(self) -> bool:
        with known_on(self.moment):
            return super().exists()
