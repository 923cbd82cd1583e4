"""Writing a report, as .docx and as PDF, against bare python-docx writing the same paragraphs."""

import io
from dataclasses import replace
from datetime import date
from itertools import count

import docx

from bench.clock import Timed, best
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.reports.document.blocks import Block, Text, paragraphs
from kezhang.reports.document.docx_writer import write_docx
from kezhang.reports.document.pdf import write_pdf
from kezhang.reports.drafting.draft import draft
from kezhang.reports.templating.parsing import TemplateText

TIMES = 2  # the shipped template fills five pages; twice that is a long report of ten


def measure(org: Org) -> list[tuple[str, Timed, Timed, str]]:
    """What was measured, ours, the baseline, and the bound on their ratio."""
    made = draft(TemplateText.shipped("half_year").lines, org, Period.half(2024, 1), date(2024, 6, 30))
    blocks = list(made.blocks) * TIMES
    texts = ["".join(part.text for part in parts) for block in blocks for parts in paragraphs(block)]

    def ours() -> None:
        write_docx(blocks, title=made.title, author=org.bureau, properties={"KezhangReport": "KZ"})

    rounds = count()

    def set_as_pdf() -> None:
        """Other words each time: typst remembers every paragraph it has set."""
        anew = [replace(b, parts=(*b.parts, Text(str(next(rounds))))) for b in blocks if isinstance(b, Block)]
        write_pdf(anew, title=made.title, author=org.bureau)

    def bare() -> None:
        document = docx.Document()
        for text in texts:
            document.add_paragraph(text)
        document.save(io.BytesIO())

    base = best(bare)
    return [
        (f"report of {len(blocks)} paragraphs ÷ bare python-docx", best(ours), base, "≤ 1.5"),
        ("the same set as PDF ÷ bare python-docx", best(set_as_pdf), base, "≤ 1.5"),
    ]
