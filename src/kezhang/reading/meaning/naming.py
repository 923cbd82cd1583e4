"""名称: what one number was named, and what it takes over from another."""

import re
from dataclasses import dataclass

#: From so many characters on a noun names something.
NAMED = 4
#: So many kinds of what is counted right after them: 5大类26项监测指标, 21批173项案例.
KINDS = frozenset(("类", "批"))

_MORE = re.compile(r"(?<=[一-鿿]{2})(?:净增长?|新增|增加)(?:总?数|总?量)$")


@dataclass(slots=True)
class NamedMetric:
    """A metric, whether it is the number's own, and how far into the words after it reaches."""

    metric: str | None
    own: bool
    taken: int = 0
    noun: str = ""  # what is counted, without verbs: tells whether two speak of the same things
    attached: bool = False  # money or people of the things counted just before
    unit: str | None = None
    listed: bool = False  # one of several names, each with its number in brackets


def whose_share(before: NamedMetric | None) -> str:
    """高新技术企业总量86家，占规模以上工业企业的12%: the share of the firms, not of their number."""
    said = (before.metric or "") if before else ""
    return said.removesuffix("总量").removesuffix("总数") if before and before.unit == "家" else said


def inherited(before: NamedMetric | None, share: str = "") -> NamedMetric:
    """The metric told before; ``share``: the word that says it is its share of a whole."""
    said, noun = (before.metric, before.noun) if before else (None, "")
    if share and not (said or "").endswith(("占比", "比重")):
        said = f"{said}占比" if said else share
    return NamedMetric(said, False, noun=noun)


def stock_of(before: NamedMetric) -> NamedMetric:
    """高新技术企业净增数突破20家，总数突破70家: of the firms there are, not of how many more they became."""
    noun = _MORE.sub("", before.noun)
    return NamedMetric(noun, False, noun=noun)


def with_level(level: str, noun: str) -> str:
    """省 and 孵化器 are 省级孵化器."""
    level = level.removesuffix("的")
    if not level.endswith(("级", "上", "办", "有", "营")) and level not in {"兵团", "中央"}:
        level += "级"
    return level + re.sub(
        r"^(?:(?:[国省市州县区][、和及]?){2,4}[二两三四]级|各级|(?:国家|[省市州县区])级?以上各类|国家级|省级|市级|县级|(?:国家|自治区|[省市州县区])级?(?:[、和及](?:国家|自治区|[省市州县区])级?)+)(?:及?以上)?",
        "",
        noun,
    )
