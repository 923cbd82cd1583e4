"""列头: what the words over a column say: of what its figures are, in which unit, and in which role.

A head may name a measure (技术合同成交额), say only which of the row's figures it is (1-9月完成), or tell
something of the column before it (同比增长).
"""

import re
from decimal import Decimal

from kezhang.reading.findings import Role
from kezhang.reading.lexicon import UnitWord, units
from kezhang.reading.quantities.amounts import Amount
from kezhang.reading.tables.stacked_heads import UNDER, says_which

IN_HEAD = re.compile(r"[(（](?P<unit>[^()（）]{1,6})[)）]")
_SKIP = re.compile(
    r"序号|编号|^年\s?份$|代码|日期|时间|年限|^(?:所属|填报|立项|项目)?年度$|电话|备注|届次|批次(?!数)|文号|^(?:自评)?(?:分值|得分|权重|分数|标准分)(?:[(（]|$)"
)
_RATE = re.compile(
    r"完成率|完成比例|完成进度|进度|执行率|达成率|完成%|完成年度|占年度|占任务|占(?:年初|全年|年)?(?:预算|计划|目标)"
)
_CHANGE = re.compile(r"增长|增幅|增速|同比|环比|降幅|升降|增减|涨跌|比(?:上年|去年|同期).{0,4}[±%]")
#: 增减额: a change told in the unit of what changed.
_ABSOLUTE = re.compile(r"增[长减加]?[额量数值]|增[收支]|净增|绝对")
_TARGET = re.compile(r"目标|任务|指标值|计划|预算|考核值|预期")
_DONE = re.compile(r"(?:完成|实际|实绩|执行|到位|实施)(?:数|值|量|额|情况)?$|^(?:实际|累计)?完成")
_BEFORE = re.compile(r"(?<!比)(?<!较)(?:去年|上年|上年同期|去年同期|同期|基数|基期)(?!增|±|[+]|相比|.{0,4}[%±增])")
_RANK = re.compile(r"排名|位次|名次|排位|排序")
YEAR_SAID = re.compile(r"((?:19|20)\d\d)(?:年|$)")
_WRITTEN_YEAR = re.compile(
    r"(?:(?:19|20)\d\d[年-]?|20[Xx*]{2}年)(?:度|底|末|上半年|\d{1,2}(?:[-—]\d{1,2})?月(?:份|底|末)?)?"
)
_MONTHS = r"(?:\d{1,2}[-—~～至])?(?:\d{1,2}|本)月(?:份|底|末|止)?"
#: Which of the figures of a row a word at the head of its column means: 本月, 1-9月累计.
TALLIES = rf"(?:(?:{_MONTHS}|[一二三四1-4]季度|前三季度|上半年|下半年|全年|当月|当年|当期|本年|本期|自?年初|年末|期末|累计|止|至|底|末))+"
_TALLY = re.compile(rf"^(?:(?:19|20)\d\d年?度?)?(?P<tally>{TALLIES})?(?:完成|实现)?")
_CHANGING = r"(?:同比|环比)?(?:实际|名义)?(?:增长|增幅|增速|降幅|升降|增减|涨跌|下降)(?:率|额|量|数|速度|幅度|情况|变化)?(?:[±%]|百分点)*"
#: A column that only says something of the column before it.
_ATTRIBUTE = re.compile(
    rf"(?:{TALLIES})?(?:(?:19|20)\d\d年?)?(?:比|较)?(?:(?:19|20)\d\d年?|上年|去年|上年同期|去年同期|同期|上月)?(?:同期)?(?:{_CHANGING}|[±%][±%]?|同比(?:[±%]*|变化)|环比[±%]*)(?:[(（](?:%|百分点)[)）])?"
    r"|占比|比重|(?:目标|任务|年度)*(?:完成|执行|达成)(?:率|比例|进度)|进度|完成%|占(?:年初|全年|年)?(?:预算|计划|目标|任务)(?:数)?(?:的?比例|%)*|(?:[全本在]?[国省市州县区])?(?:内)?(?:增速|增幅)?(?:排名|位次|名次|排位)"
)
_WHEN = rf"(?:(?:19|20)\d\d年?|今年|年度|去年|上年|截至?(?:目前|\d{{1,2}}月底?)?|目前|{TALLIES})"
#: What a head says of which of the figures of a row this is, and not of what: 年度目标值, 1-9月完成, 比上年增长.
_ASPECT = re.compile(
    rf"{_WHEN}*(?:同期)?(?:绩效|考核|工作|下达|省定|市定|县定|预期|调整|年初|已|累计|实际|现|预计|总)*"
    r"(?:(?:目标任务|任务目标|任务指标|目标|任务|指标|计划|预算|决算|完成|实际|实绩|执行|发生|到位|绝对|统计|数)?(?:数|值|量|额|情况|指标)?(?:及单位)?|合计|总计|小计|总量|进展(?:情况)?)"
)
#: 高企任务数, 高企完成数: what a head says at its end of the name before.
_ASPECT_END = re.compile(
    rf"(?<=[一-鿿]{{2}})(?:{_WHEN})*(?:考核|下达|累计|实际|计划|预计)*(?:(?:目标任务|任务|目标|指标|计划|完成|预算|执行)(?:数|值|量|额)|(?<!重点)(?<!主要)(?<!工作)(?<!年度)(?:任务|目标|完成)|(?:[全在]?[省市州县])?(?:排名|位次|名次))$"
)
_GROWING_END = re.compile(rf"(?<=[一-鿿])(?:比上年|比去年)?(?:同期)?{_CHANGING}$")
#: 比上年增长, whatever unit the row has.
_GROWN = re.compile(
    r"(?:比|较)?(?:上年|去年|上年同期|去年同期|同期)?(?:同比|环比)?(?:增长|增幅|增速|降幅)(?:率|幅度|情况)?"
)
_UNIT_ALONE = re.compile(r"%|元|万元|亿元")
_MEASURE = re.compile(
    r"(?:[值额量率费款税]|(?<!分)数|收入|支出|投资|经费|资金|面积|强度|价格|利润|存栏|出栏|里程|人口|指数|能耗|浓度|人次|家数|密度|净增|余额|盈余|补助|补贴|奖励)$"
)
_LIKE_UNIT = re.compile(r"^[万亿千百]|[元吨米里亩时量/]$|/|%|^[A-Za-z]+$")
_PART = re.compile(r"^(?:其中[:：]?|[#＃])")
_UNIT_HEAD = re.compile(r"(?:计量)?单位")
_SCALES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


def tells_no_figure(head: str) -> bool:
    """序号, 备注, 得分: a column of which no figure is read."""
    return bool(_SKIP.search(head))


def is_head_of_units(head: str) -> bool:
    return bool(_UNIT_HEAD.fullmatch(head))


def unit_of(head: str) -> UnitWord | None:
    """The unit in the brackets of a head, or the one it is or implies."""
    top, under, below = head.partition(UNDER)
    if under:
        return unit_of(below) or (
            of_percent() if is_share_of_change(below) else None if is_rank(below) else unit_of(top)
        )
    bracketed = [match["unit"].strip() for match in IN_HEAD.finditer(head)]
    for said in bracketed[::-1]:  # 化肥施用量(折纯)(吨): the last that is one
        if known := _known_unit(said):
            return known
    if bracketed:
        return None
    head = head.strip()
    if _UNIT_ALONE.fullmatch(head):
        return _known_unit(head)
    if head.endswith(
        ("%", "合格率", "完成率", "执行率", "增长率", "到位率", "占比", "覆盖率", "达标率")
    ) or _GROWN.fullmatch(head):
        return of_percent()
    return _known_unit("百分点") if head.endswith("百分点") else None


def _known_unit(written: str) -> UnitWord | None:
    """万元, 千瓦·时: a unit of the list, or so many thousands of one."""
    written = written.replace("·", "")
    known = units()
    if written in known:
        return known[written]
    if written[:1] in _SCALES and written[1:] in known:
        base = known[written[1:]]
        return UnitWord(base.name, base.kind, base.factor * _SCALES[written[0]])
    return None


def without_unit(words: str) -> str:
    """研发投入（亿元） is 研发投入; 因公出国（境）费 stays as it is."""
    words = words.replace("()", "")
    return IN_HEAD.sub(lambda found: "" if unit_of(found[0]) or _LIKE_UNIT.search(found["unit"]) else found[0], words)


def is_unit(words: str) -> bool:
    return not IN_HEAD.search(words) and unit_of(f"({words})") is not None


def is_share_of_change(head: str) -> bool:
    """同比增长 without a unit is told in per cent, 增减额 in the unit of its row."""
    return bool(_CHANGE.search(head)) and not _ABSOLUTE.search(head)


def of_other_unit(head: str) -> bool:
    """A column that the unit of the whole table does not hold for."""
    return is_share_of_change(head) or bool(
        re.search(
            r"率|占比|比重|排名|位次|名次|强度|个数|家数|户数|人数|人次|场次|项数|件数|笔数|宗数|数量|占.{0,4}%", head
        )
    )


def is_attribute(head: str) -> bool:
    """Whether a column only says something of the column before it."""
    return bool(_ATTRIBUTE.fullmatch(_bare(head)) or _ATTRIBUTE.fullmatch(head))


def tally_of(head: str) -> str:
    """本月, 累计: which figure of its row a column tells, in its first words."""
    return (_TALLY.match(head) or {"tally": ""})["tally"] or ""


def is_measure(words: str) -> bool:
    """Whether words name what figures are of, by their last: 成交额, 授权数, 收入."""
    return bool(_MEASURE.search(IN_HEAD.sub("", words).strip())) and not _ASPECT.fullmatch(words)


def metric_of(head: str, row: str, base: str, *, by_year: bool, of_places: bool, measured: bool = False) -> str | None:
    """What a cell tells of: its row where the head says only which figure it is, else its column.

    ``measured``: the row has its unit in a column of its own, and so is what is measured.
    """
    top, under, below = head.partition(UNDER)
    if under and (says_which(below) or is_attribute(below)):
        return metric_of(top, row, base, by_year=by_year, of_places=of_places, measured=measured)
    head = top + below
    whole, column = IN_HEAD.sub("", head).strip(), _bare(head)
    if is_attribute(head) or (base and of_places and _BEFORE.search(head)):
        if base and column in {"占比", "比重"}:
            return f"{base}占比"
        return base or row or column
    if (by_year and not column) or _ASPECT.fullmatch(whole) or _UNIT_ALONE.fullmatch(whole):
        return row or column or None
    if (
        (measured or is_measure(row))
        and (says_which(column) or not is_measure(column))
        and not _CHANGE.search(column)
        and not _RANK.search(column)
    ):
        return row  # 一般公共预算, 财政拨款: a part of it
    column = _ASPECT_END.sub("", _PART.sub("", column))
    tally = _TALLY.match(column)
    if tally and tally["tally"] and len(column) - tally.end() > 1:
        column = column[tally.end() :]
    grown = _GROWING_END.sub("", column)
    return grown if len(grown) > 1 else column


def role_of(head: str, cell: Amount, *, earlier: bool, aimed: bool) -> Role:
    if cell.kind == "rank" or _RANK.search(head):
        return Role.RANK
    if _RATE.search(head) and cell.unit == "%":
        return Role.COMPLETION_RATE
    if _CHANGE.search(head) or (cell.unit == "%" and re.search(r"±|[+]-|变化", head)):
        return Role.CHANGE
    if _DONE.search(IN_HEAD.sub("", head)) and not earlier:
        return Role.ACTUAL
    if aimed or _TARGET.search(head):
        return Role.TARGET
    return Role.BASELINE if earlier else Role.ACTUAL


def is_of_before(head: str, latest: int) -> bool:
    """Whether a column tells what was before the others."""
    year = YEAR_SAID.search(head)
    return bool(year and int(year[1]) < latest and not _CHANGE.search(head)) or bool(_BEFORE.search(head))


def is_rank(head: str) -> bool:
    return bool(_RANK.search(head))


def sets_aims(head: str) -> bool:
    return bool(_TARGET.search(head))


def of_percent() -> UnitWord:
    return UnitWord("%", "ratio", Decimal(1))


def _bare(head: str) -> str:
    return _WRITTEN_YEAR.sub("", IN_HEAD.sub("", head)).strip()
