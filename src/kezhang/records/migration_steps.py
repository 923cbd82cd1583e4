"""迁移步骤: many changes of a schema taken as one step.

Django renders every model that hangs together anew after each operation, and all ledgers hang together through
their bureau: a column more on sixty ledgers took half a minute, at every installation and before every test.
Taken as one step the models are rendered once.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class AtOnce(Operation):
    """同时进行: operations on tables of which each is named once, so that none builds on what another does.

    Raises ValueError for two on the same table: on SQLite the second would build it anew without the first's column.
    """

    category = OperationCategory.MIXED
    serialization_expand_args: ClassVar = ["operations"]

    def __init__(self, operations: Sequence[Any]) -> None:
        named = Counter(getattr(each, "model_name_lower", None) or each.name_lower for each in operations)
        if twice := sorted(name for name, times in named.items() if times > 1):
            raise ValueError(f"named twice in one step: {', '.join(twice)}")
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)  # what has not been rendered is not rendered again
        for each in self.operations:
            each.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for each in self.operations:
            each.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for each in reversed(self.operations):
            each.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "；".join(each.describe() for each in self.operations)
