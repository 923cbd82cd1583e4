"""Writing a report against bare python-docx writing the same paragraphs."""

import io
from datetime import date

import docx

from bench.clock import Timed, best
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.reports.drafting import draft
from kezhang.reports.layout import write_docx
from kezhang.reports.template import read_template, shipped

PAGES_OF = 2  # the shipped template fills five pages; twice that is a long report


def measure(org: Org) -> tuple[str, Timed, Timed]:
    made = draft(read_template(shipped("half_year")), org, Period.half(2024, 1), date(2024, 6, 30))
    blocks = list(made.blocks) * PAGES_OF
    texts = [b.text for b in blocks]

    def ours() -> None:
        write_docx(blocks, title=made.title, author=org.bureau, properties={"KezhangReport": "KZ"})

    def bare() -> None:
        document = docx.Document()
        for text in texts:
            document.add_paragraph(text)
        document.save(io.BytesIO())

    return f"report of {len(blocks)} paragraphs ÷ bare python-docx", best(ours), best(bare)
