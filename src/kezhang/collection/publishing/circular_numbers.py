"""通报的数字: each number of a circular with its mark and what it rests on, down to the records of the county that sent it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kezhang.catalogue import INDICATORS
from kezhang.collection.models import Publication, ReturnedFigure
from kezhang.indicators.indicator import AnyIndicator
from kezhang.quantities.units import PERCENT
from kezhang.reports.document.blocks import Number, Part, Text
from kezhang.reports.drafting.figures import Drafted
from kezhang.reports.figure_kinds.returned import (
    ANSWERED,
    PLACE,
    RETURNED,
    RETURNED_RATE,
    TOGETHER,
    ReturnedKind,
)


class CircularNumbers:
    """Collects the numbers of one circular in the order they appear."""

    def __init__(self, publication: Publication) -> None:
        self.publication, self.round = publication, publication.round
        self.content: dict[str, Any] = publication.content
        self.drafted: list[Drafted] = []
        self.names = {county["org"]: county["name"] for county in self.content["counties"]}
        pks = [cell["figure"] for line in self.content["indicators"] for cell in line["counties"] if cell["figure"]]
        self.figures = ReturnedFigure.objects.select_related("version").in_bulk(pks)
        #: How far each county's log went when its figures were measured: its records are shown as known then.
        self.heads = {org: at for figure in self.figures.values() for org, at in figure.version.heads.items()}

    def indicator(self, line: Mapping[str, Any]) -> AnyIndicator:
        return INDICATORS[line["indicator"]]

    def value(self, line: Mapping[str, Any], cell: Mapping[str, Any], *, bare: bool = False) -> list[Part]:
        """What the county sent; a number stated by hand says so, what is no number says its status."""
        if cell["value"] is None:
            return [Text(cell["text"])]
        unit = self.indicator(line).unit
        name = self.names[cell["org"]]
        digits = unit.number(Decimal(cell["value"]))
        number = self.number(
            RETURNED, f"{line['indicator']}|{cell['org']}", f"{name}{line['label']}", Decimal(cell["value"]), digits,
            unit.label, self.evidence(cell), line["indicator"],
        )  # fmt: skip
        by_hand = cell["text"].removeprefix(unit.write(Decimal(cell["value"])))
        return [number, Text(by_hand if bare else unit.label + by_hand)] if by_hand or not bare else [number]

    def evidence(self, cell: Mapping[str, Any]) -> dict[str, Any]:
        """The records the county's figure rests on, or that it was stated in a file or by hand."""
        figure = self.figures.get(cell["figure"])
        held = figure.evidence if figure is not None else {}
        if held and figure is not None and not figure.override_reason and held.get("value") is not None:
            return {key: value for key, value in held.items() if key != "identities"}
        words = figure.sentence or figure.override_reason if figure is not None else ""
        return {"how": "stated", "value": cell["value"], "parts": [], "name": words or "报送数"}

    def total(self, line: Mapping[str, Any]) -> list[Part]:
        if line["total"] is None:
            return []
        unit, value = self.indicator(line).unit, Decimal(line["total"])
        counted = [cell for cell in line["counties"] if cell["value"] is not None]
        name = f"{line['label']}合计"
        evidence: dict[str, Any] = {
            "how": "sum",
            "value": line["total"],
            "parts": [self.evidence(cell) for cell in counted],
            "name": name,
        }
        if line["adds_up"] != "各单位相加":
            evidence = {"how": "stated", "value": line["total"], "parts": [], "name": f"{name}（{line['adds_up']}）"}
        number = self.number(
            TOGETHER,
            line["indicator"],
            line["label"],
            value,
            unit.number(value),
            unit.label,
            evidence,
            line["indicator"],
        )
        return [number, Text(unit.label)]

    def rate(self, line: Mapping[str, Any]) -> list[Part]:
        pairs = [cell for cell in line["counties"] if cell["value"] is not None and cell["target"] is not None]
        over = sum((Decimal(cell["value"]) for cell in pairs), Decimal(0))
        under = sum((Decimal(cell["target"]) for cell in pairs), Decimal(0))
        if line["rate"] is None or not under:
            return []
        value, label = over / under, line["label"]
        aims = [
            {"how": "stated", "value": c["target"], "parts": [], "name": f"{self.names[c['org']]}任务"} for c in pairs
        ]
        parts = [
            {
                "how": "sum",
                "value": str(over),
                "parts": [self.evidence(cell) for cell in pairs],
                "name": f"{label}完成",
            },
            {"how": "sum", "value": str(under), "parts": aims, "name": f"{label}任务"},
        ]
        evidence = {"how": "ratio", "value": str(value), "parts": parts, "name": f"{label}完成率"}
        digits = PERCENT.number(value)
        return [
            self.number(RETURNED_RATE, line["indicator"], label, value, digits, "%", evidence, line["indicator"]),
            Text("%"),
        ]

    def place(self, line: Mapping[str, Any], cell: Mapping[str, Any]) -> list[Part]:
        if cell["rank"] is None:
            return [Text("—")]
        by_rate = line["ranked_by"] == "完成率"
        unit = self.indicator(line).unit

        def printed(each: Mapping[str, Any]) -> str:
            return each["rate"] if by_rate else unit.number(Decimal(each["value"]))

        ranked = [printed(each) for each in line["counties"] if each["rank"] is not None]
        lower = not by_rate and self.indicator(line).direction.name == "DOWN"
        name = self.names[cell["org"]]
        evidence = {
            "how": "place", "value": str(cell["rank"]), "parts": [], "own": printed(cell), "values": ranked,
            "lower": lower, "name": f"{name}{line['label']}名次",
        }  # fmt: skip
        number = self.number(
            PLACE, f"{line['indicator']}|{cell['org']}", f"{name}{line['label']}", Decimal(cell["rank"]), str(cell["rank"]),
            "", evidence, line["indicator"],
        )  # fmt: skip
        return [Text("并列"), number] if cell["tied"] else [number]

    def count(self, word: str, value: int) -> list[Part]:
        evidence = {"how": "stated", "value": str(value), "parts": [], "name": f"{word}单位数"}
        return [self.number(ANSWERED, word, word, Decimal(value), str(value), "个", evidence)]

    def share(self, word: str, part: int, whole: int) -> list[Part]:
        if not whole:
            return [Text("待核")]
        counts = [{"how": "stated", "value": str(n), "parts": [], "name": word} for n in (part, whole)]
        evidence = {"how": "ratio", "value": str(Decimal(part) / whole), "parts": counts, "name": word}
        value = Decimal(part) / Decimal(whole)
        return [self.number(ANSWERED, word, word, value, PERCENT.number(value), "%", evidence), Text("%")]

    def number(
        self, kind: ReturnedKind, key: str, label: str, value: Decimal, digits: str, unit: str,
        evidence: Mapping[str, Any], slug: str = "",
    ) -> Number:  # fmt: skip
        mark = f"k{len(self.drafted) + 1:03}"
        definition = {"指标": label, "计算": kind.note, "依据": f"{self.publication}", "单位": unit, "口径": "报送口径"}
        self.drafted.append(
            Drafted(
                mark, (kind.key, self.round.number, *key.split("|")), slug or kind.key, label[:80], kind.role, value,
                digits, unit, definition, evidence,
            )
        )  # fmt: skip
        return Number(mark, digits)
