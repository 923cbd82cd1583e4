"""Draws the pictures of report pages in docs/pictures/ from the example district; run it when the layout changes.

The one rule: a picture is a page of the report that the product itself writes, set from the example workbooks.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

HOME = tempfile.mkdtemp(prefix="kezhang-pictures-")
os.environ["KEZHANG_HOME"] = HOME
os.environ["DJANGO_SETTINGS_MODULE"] = "kezhang.web.settings"

import django  # noqa: E402

django.setup()

import typst  # noqa: E402
from django.core.management import call_command  # noqa: E402

from kezhang.cli.demo import DISTRICT, import_examples  # noqa: E402
from kezhang.orgs.divisions import add_county  # noqa: E402
from kezhang.quantities.periods import Period  # noqa: E402
from kezhang.reports.document.blocks import Block  # noqa: E402
from kezhang.reports.document.pdf import sources  # noqa: E402
from kezhang.reports.drafting.draft import draft  # noqa: E402
from kezhang.reports.templating.parsing import TemplateText  # noqa: E402

ROOT = Path(__file__).parent.parent
PIXELS_PER_INCH = 72
#: A readme should load at once.
MOST_BYTES = 150_000


def main() -> int:
    call_command("migrate", verbosity=0)
    org = add_county(DISTRICT.code, DISTRICT.name)
    import_examples(org, sorted((ROOT / "examples" / DISTRICT.folder).glob("*.xlsx")))
    period = Period.half(DISTRICT.as_of.year, 1)
    made = draft(TemplateText.shipped(DISTRICT.template).lines, org, period, DISTRICT.as_of)
    pages = typst.compile(
        **sources(made.blocks, title=made.title, author=org.bureau), format="png", ppi=PIXELS_PER_INCH
    )
    assert isinstance(pages, list)
    shown = [n for n, block in enumerate(made.blocks) if not isinstance(block, Block)]
    # The page with the table and the chart is the one that the blocks up to the last of them reach.
    reached = typst.compile(
        **sources(made.blocks[: shown[-1] + 1], title=made.title, author=org.bureau), format="png", ppi=20
    )
    assert isinstance(reached, list)
    written = {"report.png": pages[0], "report-table.png": pages[len(reached) - 1]}
    for name, picture in written.items():
        (ROOT / "docs" / "pictures" / name).write_bytes(picture)
        sys.stdout.write(f"docs/pictures/{name}: {len(picture)} bytes\n")
    return int(any(len(picture) > MOST_BYTES for picture in written.values()))


if __name__ == "__main__":
    try:
        code = main()
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
    sys.exit(code)
