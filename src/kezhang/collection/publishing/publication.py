"""公布: the results of a closed round kept once, numbered; what is known later makes the next number and edits none."""

from collections.abc import Mapping
from typing import Any

from kezhang.collection.arithmetic.rounding import plain
from kezhang.collection.models import Publication, Round
from kezhang.collection.publishing.coverage import timeliness_of
from kezhang.collection.publishing.results import MatrixCell, MatrixLine, RoundResults, results
from kezhang.collection.rounds.life import LIFE, PUBLISH
from kezhang.orgs.models import User
from kezhang.records.writing.journal import Author
from kezhang.seals.statements import digest_of


def publish(round_: Round, by: User | None) -> Publication:
    """The last publication where nothing has changed since, else the next. Raises NotPossible."""
    with LIFE.under_way(round_, PUBLISH, by) as found:
        content = told(results(found))
        digest = digest_of(content)
        last = found.publications.order_by("-number").first()
        if last is not None and last.digest == digest:
            return last
        number = (last.number if last else 0) + 1
        made = Publication.objects.create(round=found, number=number, content=content, digest=digest, by=by)
        reason = f"第{number}次结果"
        LIFE.move(
            found, Round.State.PUBLISHED, PUBLISH, Author(by=by, reason=reason), publication=number, digest=digest
        )
    return made


def told(found: RoundResults) -> dict[str, Any]:
    """The results as data: exact decimals as texts, every value with its status, every total with its coverage."""
    counted = timeliness_of(found.round)
    return {
        "round": found.round.number,
        "org": found.round.org.code,
        "as_of": str(found.round.as_of),
        "basis": "报送口径",
        "obliged": counted.obliged,
        "sent": counted.sent,
        "on_time": counted.on_time,
        "accepted": counted.accepted,
        "at_first": counted.accepted_at_first,
        "counties": [{"org": county.code, "name": county.name} for county in found.counties],
        "indicators": [_line(line) for line in found.lines],
        "scores": [
            {
                "org": county.code,
                "name": county.name,
                "total": None if (total := found.scores[county.code].total) is None else str(total),
                "rank": found.placings[county.code].place,
                "tied": found.placings[county.code].tied,
                "vetoed": found.scores[county.code].vetoed,
                "items": [
                    {
                        "label": item.label,
                        "points": None if item.points is None else str(item.points),
                        "says": item.says,
                    }
                    for item in found.scores[county.code].items
                ],
                "arithmetic": found.scores[county.code].says,
            }
            for county in found.counties
            if found.scores
        ],
        "lagging": [
            {"org": county.code, "name": county.name, "indicators": names} for county, names in found.lagging()
        ],
    }


def _line(line: MatrixLine) -> dict[str, Any]:
    rate, unit = line.rate.value, line.indicator.unit
    return {
        "indicator": line.item.indicator,
        "label": line.indicator.label,
        "unit": unit.label,
        "total": None if line.total is None else plain(line.total),
        "total_text": line.total_text,
        "adds_up": line.indicator.over_places.value,
        "coverage": line.coverage,
        "rate": None if rate is None else _percent(rate),
        "rate_coverage": line.rate.coverage,
        "ranked_by": "完成率" if line.by_rate else "完成数",
        "counties": [_cell(code, cell, line) for code, cell in line.cells.items()],
    }


def _cell(code: str, cell: MatrixCell, line: MatrixLine) -> dict[str, Any]:
    placing = line.placings[code]
    return {
        "org": code,
        "value": None if cell.value is None else plain(cell.value),
        "text": cell.figure.text if cell.figure is not None and cell.status.counts else cell.status.value,
        "status": cell.status.value,
        "target": None if cell.aim is None else plain(cell.aim),
        "rate": None if cell.rate is None else _percent(cell.rate),
        "rank": placing.place,
        "tied": placing.tied,
        "of": placing.of,
        "figure": cell.figure.pk if cell.figure is not None and cell.status.counts else None,
    }


def by_rank(each: Mapping[str, Any]) -> tuple[bool, int, str]:
    """The order in which bureaus are listed: by their rank, those without one last."""
    return each["rank"] is None, each["rank"] or 0, each["org"]


def place_of_score(score: Mapping[str, Any]) -> str:
    """The rank of a score as a table writes it."""
    return "否决" if score["vetoed"] else "—" if score["rank"] is None else str(score["rank"])


def _percent(rate: Any) -> str:
    return f"{rate * 100:.1f}"
