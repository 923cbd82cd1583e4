"""就地打开: files that a test made itself, opened without a process of their own.

That what comes from outside is opened in a process of its own, within its limits, and told in a sentence when that
process dies, is tested with hostile files, by page and by command, and with every kind of workbook and document. What is
done with what stands in a file does not depend on it, and a process costs ten times what such a file does.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from kezhang.containment import plain_data
from kezhang.containment.refused_file import RefusedFile
from kezhang.reading.sources import opening
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.reports.document import conversion
from kezhang.submissions.sending import submitted_files

#: Whoever opens files from outside.
DOORS = (workbook_reader, opening, conversion, submitted_files)


@contextmanager
def files_opened_here() -> Iterator[None]:
    """Until the end of it; values come as they come from the other process."""
    with ExitStack() as patched:
        for door in DOORS:
            patched.enter_context(mock.patch.object(door, "contained", _parsed))
        yield


def _parsed(
    parse: Any, content: bytes, *arguments: Any, refuses: type[RefusedFile] = RefusedFile, **_: Any
) -> list[Any]:
    try:
        return [plain_data.read(plain_data.written(each)) for each in parse(content, *arguments)]
    except RefusedFile as fault:
        raise refuses(str(fault)) from fault
