"""典型案例: the cases a bureau has written down, each with what was done and what came of it."""

from datetime import date

from kezhang.ledgers.documents.case_studies import CASE_STUDIES
from kezhang.orgs.models import Org
from kezhang.quantities.numerals import chinese_number
from kezhang.records import access
from kezhang.reports.document.blocks import Block, ParagraphLevel, Text, run_in

#: More than these make a volume of their own.
TOLD = 5


def cases(org: Org, as_of: date) -> list[Block]:
    """【案例】: a paragraph for each case of the year up to the date, the newest first; none where there are none."""
    records = access.records(CASE_STUDIES, org).filter(told_on__year=as_of.year, told_on__lte=as_of)
    return [
        Block(
            ParagraphLevel.HEADING2,
            run_in(
                [
                    Text(
                        f"（{chinese_number(number)}）{_sentence(case.title)}{_sentence(case.practice)}{_sentence(case.effect)}"
                    )
                ]
            ),
        )
        for number, case in enumerate(records.order_by("-told_on", "-pk")[:TOLD], start=1)
    ]


def _sentence(text: str) -> str:
    words = " ".join(text.split()).rstrip("。；;. ")
    return f"{words}。" if words else ""
