"""通报: a publication told as a formal document, its figures frozen with it and traceable to the counties' records.

A circular is written from a template of words and tokens; each token is read from the publication alone, so what was
issued stays what it is whatever is sent later.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.utils import timezone

from kezhang.collection.arithmetic.ranking import Placing, first, last
from kezhang.collection.models import Publication
from kezhang.collection.publishing.circular_numbers import CircularNumbers
from kezhang.collection.publishing.publication import by_rank, place_of_score
from kezhang.orgs.models import Org, User
from kezhang.quantities.dates import chinese_date
from kezhang.quantities.periods import Period
from kezhang.reports.document.blocks import Align, Block, Content, ParagraphLevel, Part, Table, Text, level_of
from kezhang.reports.document.docx_writer import write_docx
from kezhang.reports.figure_kinds.returned import (
    POINTS,
)
from kezhang.reports.frozen import freezing
from kezhang.reports.frozen.freezing import PreparedReport
from kezhang.reports.models import Report

NAME = "circular"
LABEL = "调度情况通报"
#: Among the first and the last so many are named.
NAMED = 3
_TOKEN = re.compile(r"【([^【】]{1,40})】")
_MARK = re.compile(r"^〔(标题|署名|日期|若\s*[^〕]+|否则)〕\s*")
_LEVELS = {"标题": ParagraphLevel.TITLE, "署名": ParagraphLevel.SIGNATURE, "日期": ParagraphLevel.DATE}


class FaultyCircular(Exception):
    """The template names what there is not; the message says it all at once, in Chinese."""


def shipped() -> tuple[str, ...]:
    """The circular that comes with the product."""
    text = (files("kezhang.collection.publishing") / "words" / f"{NAME}.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())


def write(publication: Publication, by: User | None, paragraphs: Sequence[str] = ()) -> Report:
    """Raises FaultyCircular, NotAddingUp."""
    return freezing.keep(prepare(publication, by, paragraphs or shipped()))


def prepare(publication: Publication, by: User | None, paragraphs: Sequence[str]) -> PreparedReport:
    writer = _Writer(publication)
    if faults := writer.faults(paragraphs):
        raise FaultyCircular("；".join(faults))
    blocks = tuple(writer.blocks(paragraphs))
    round_ = publication.round
    title = "".join(b.text for b in blocks if isinstance(b, Block) and b.level is ParagraphLevel.TITLE)
    report = Report(
        org=round_.org,
        period=Period.month(round_.as_of.year, round_.as_of.month).code,
        as_of=round_.as_of,
        title=title,
        text=freezing.frozen_text(blocks),
        heads=writer.heads,
        template=NAME,
        paragraphs=list(paragraphs),
        made_by=by,
    )

    def document(properties: Mapping[str, str]) -> bytes:
        return write_docx(blocks, title=title, author=round_.org.bureau, properties=properties)

    return PreparedReport(report, [freezing.frozen(figure) for figure in writer.drafted], document)


class _Writer(CircularNumbers):
    """Turns a template's lines into blocks."""

    def __init__(self, publication: Publication) -> None:
        super().__init__(publication)
        self.org: Org = self.round.org
        self.words: dict[str, Callable[[], list[Part]]] = {
            "截至": lambda: [Text(chinese_date(self.round.as_of))],
            "调度": lambda: [Text(self.round.title)],
            "调度编号": lambda: [Text(self.round.number)],
            "次数": lambda: [Text(str(self.publication.number))],
            "单位": lambda: [Text(self.org.bureau)],
            "简称": lambda: [Text(self.org.short_bureau)],
            "下级": lambda: [Text("县（市、区）" if self.org.level == Org.Level.PREFECTURE else "地（州、市）")],
            "成文日期": lambda: [Text(chinese_date(timezone.localtime(self.publication.at).date()))],
            "应报": lambda: self.count("应报", self.content["obliged"]),
            "已报": lambda: self.count("已报", self.content["sent"]),
            "按时": lambda: self.count("按时", self.content["on_time"]),
            "报送率": lambda: self.share("报送率", self.content["sent"], self.content["obliged"]),
            "及时率": lambda: self.share("及时率", self.content["on_time"], self.content["obliged"]),
            "一次通过率": lambda: self.share("一次通过率", self.content.get("at_first", 0), self.content["accepted"]),
            "未报名单": lambda: [Text("、".join(self._of_status("未报")) or "无")],
            "免报名单": lambda: [Text("、".join(self._of_status("免报")) or "无")],
        }
        self.many: dict[str, Callable[[], Iterator[Content]]] = {
            "指标情况": self._told,
            "指标表": self._tables,
            "得分表": self._scores,
            "未达进度名单": self._lagging,
        }
        self.conditions: dict[str, Callable[[], bool]] = {
            "未报": lambda: bool(self._of_status("未报")),
            "免报": lambda: bool(self._of_status("免报")),
            "得分": lambda: bool(self.content["scores"]),
            "未达进度": lambda: bool(self.content["lagging"]),
        }

    def faults(self, paragraphs: Sequence[str]) -> list[str]:
        known, found = {*self.words, *self.many}, []
        for number, line in enumerate(paragraphs, start=1):
            found += [
                f"第{number}段没有“【{name}】”这个标签，可用的有{'、'.join(sorted(known))}"
                for name in _TOKEN.findall(line)
                if name not in known and self._asked(name) is None
            ]
            mark = _MARK.match(line.strip())
            if mark and mark[1].startswith("若") and mark[1][1:].strip() not in self.conditions:
                found.append(f"第{number}段的条件“{mark[1]}”没有读懂，可用的有{'、'.join(self.conditions)}")
        return found

    def blocks(self, paragraphs: Sequence[str]) -> Iterator[Content]:
        """〔若〕 and the 〔否则〕 after it: one of the two; lines between belong to what stands above them."""
        holds, inside = True, False
        for written in paragraphs:
            line = written.strip()
            if not line:
                continue
            mark = _MARK.match(line)
            text, said = (line[mark.end() :], mark[1]) if mark else (line, "")
            if said.startswith("若"):
                holds, inside = self.conditions[said[1:].strip()](), True
            elif said == "否则":
                holds = not holds
            elif inside and not (_TOKEN.fullmatch(line) and line[1:-1] in self.many):
                holds, inside = True, False
            if holds:
                yield from self._line(text, _LEVELS.get(said))

    def _line(self, text: str, level: ParagraphLevel | None) -> Iterator[Content]:
        alone = _TOKEN.fullmatch(text)
        if alone and alone[1] in self.many:
            yield from self.many[alone[1]]()
            return
        parts: list[Part] = []
        at = 0
        for token in _TOKEN.finditer(text):
            parts += [Text(text[at : token.start()])] if token.start() > at else []
            parts += self.words[token[1]]() if token[1] in self.words else self._asked(token[1]) or []
            at = token.end()
        parts += [Text(text[at:])] if at < len(text) else []
        yield Block(level or level_of("".join(part.text for part in parts)), tuple(parts))

    def _asked(self, name: str) -> list[Part] | None:
        """【指标|前3】, 【指标|后3】, 【指标|合计】, 【指标|完成率】, 【指标|单位|排名】 …; None for what is none of these."""
        label, _, rest = name.partition("|")
        line = next((each for each in self.content["indicators"] if label in (each["label"], each["indicator"])), None)
        if line is None or not rest:
            return None
        if match := re.fullmatch(r"([前后])([1-9])", rest):
            chosen = first if match[1] == "前" else last
            names = [self.names[code] for code in chosen(_placings(line), int(match[2]))]
            return [Text("、".join(names) or "无")]
        if rest in {"合计", "完成率"}:
            found = self.total(line) if rest == "合计" else self.rate(line)
            return found or [Text("待核")]
        county, _, what = rest.partition("|")
        cell = next((c for c in line["counties"] if county in (c["org"], self.names[c["org"]])), None)
        if cell is None or what not in {"", "完成", "排名"}:
            return None
        return self.place(line, cell) if what == "排名" else self.value(line, cell)

    def _of_status(self, status: str) -> list[str]:
        """The bureaus all of whose cells have one status."""
        cells: dict[str, set[str]] = {}
        for line in self.content["indicators"]:
            for cell in line["counties"]:
                cells.setdefault(cell["org"], set()).add(cell["status"])
        return [self.names[code] for code, statuses in cells.items() if statuses == {status}]

    def _told(self) -> Iterator[Content]:
        """Each indicator in a sentence: the total with its coverage, the rate of sums, the first and the last."""
        for number, line in enumerate(self.content["indicators"], start=1):
            parts: list[Part] = [Text(f"{number}.{line['label']}：")]
            total, rate = self.total(line), self.rate(line)
            if total:
                parts += [Text(f"{line['coverage']}合计"), *total]
            else:
                parts.append(
                    Text(
                        "各单位不求合计" if line["adds_up"] == "不相加，各单位各一个数" else f"合计{line['total_text']}"
                    )
                )
            if rate:
                parts += [Text("，完成率"), *rate, Text(f"（{line['rate_coverage']}）")]
            placings = _placings(line)
            for word, chosen in (("前", first), ("后", last)):
                if names := [self.names[code] for code in chosen(placings, NAMED)]:
                    parts.append(Text(f"；居{word}的是{'、'.join(names)}"))
            yield Block(ParagraphLevel.BODY, (*parts, Text("。")))

    def _tables(self) -> Iterator[Content]:
        for number, line in enumerate(self.content["indicators"], start=1):
            unit = line["unit"]
            rows = []
            for cell in sorted(line["counties"], key=by_rank):
                aim = "—" if cell["target"] is None else self.indicator(line).unit.number(Decimal(cell["target"]))
                rows.append(
                    (
                        (Text(self.names[cell["org"]]),),
                        (Text(aim),),
                        tuple(self.value(line, cell, bare=True)),
                        (Text(f"{cell['rate']}%" if cell["rate"] else "—"),),
                        tuple(self.place(line, cell)),
                    )
                )
            yield Table(
                caption=f"表{number} {line['label']}完成情况（{unit}，按{line['ranked_by']}排名）",
                heads=("单位", "任务", "完成", "完成率", "名次"),
                rows=tuple(rows),
                aligned=(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.CENTRE),
                note=(Text(f"合计{line['total_text']}，{line['coverage']}。"),),
            )

    def _scores(self) -> Iterator[Content]:
        if not self.content["scores"]:
            return
        rows = []
        for each in sorted(self.content["scores"], key=by_rank):
            points: tuple[Part, ...] = (Text("—"),)
            if each["total"] is not None:
                value, stated = Decimal(each["total"]), {"how": "stated", "value": each["total"], "parts": []}
                evidence = {**stated, "name": f"{each['name']}综合得分", "arithmetic": each["arithmetic"]}
                points = (self.number(POINTS, f"{each['org']}", each["name"], value, each["total"], "分", evidence),)
            rows.append(((Text(place_of_score(each)),), (Text(each["name"]),), points))
        yield Table(
            caption="综合得分",
            heads=("名次", "单位", "得分"),
            rows=tuple(rows),
            aligned=(Align.CENTRE, Align.LEFT, Align.RIGHT),
        )

    def _lagging(self) -> Iterator[Content]:
        for each in self.content["lagging"]:
            yield Block(ParagraphLevel.BODY, (Text(f"{each['name']}：{'、'.join(each['indicators'])}。"),))


def _placings(line: Mapping[str, Any]) -> dict[str, Placing]:
    return {cell["org"]: Placing(cell["rank"], cell["of"], cell["tied"]) for cell in line["counties"]}
