"""候选指标: which indicators a number of an old report may mean, by the reader's match and by the words around it.

The longer a name's share in the clause, the likelier; words of the sentence and of the heading count less, and
never alone carry a name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kezhang.catalogue import INDICATORS, names_of
from kezhang.indicators.indicator import AnyIndicator
from kezhang.indicators.names import unit_read

NONE = Decimal(0)
#: A match of the reader from here on is believed.
BELIEVED = Decimal("0.84")
#: A score of the words around is taken from here on, if it is so far ahead of the next.
TAKEN, AHEAD = Decimal("0.50"), Decimal("0.04")
_WEIGHTS = (
    Decimal(1),
    Decimal("0.75"),
    Decimal("0.5"),
)  # found in the clause, in the sentence, in the paragraph and its heading
#: Without a word of it in the clause a name is hardly meant.
_ELSEWHERE = Decimal("0.6")
#: What was done to things of one kind are numbers of their own.
_VERBS = ("申报", "认定", "立项", "推荐", "验收", "收到", "兑现", "入库")
_LEVELS = ("国家级", "自治区", "省级", "市级", "州级", "县级")
#: Words that name a stock, not what came to it this year.
_STOCK = ("现有", "有效", "总数", "总量", "存量", "保有", "达到")
#: What has numbers of its own that are elsewhere called the same.
_EVENTS = ("科技活动周", "大篷车", "创新创业大赛", "特派团")
_EVENT = Decimal("0.15")
_LEAD, _SUPPORT = Decimal("0.12"), Decimal("0.55")
_SAID_OF = frozenset({"次数", "场次", "数量", "批次", "人数"})
_OTHER, _ANOTHER, _SAME_UNIT, _HELPER = Decimal("0.7"), Decimal("0.5"), Decimal("0.05"), Decimal("0.9")
_COUNTS = frozenset({"家", "个", "户", "项", "件", "人", "名", "人次", "家次"})
_COMMON = frozenset("的和与及数量情况工作本年全县区")


@dataclass(frozen=True)
class Around:
    """The words a number stands in: its clause up to it and after it, its sentence, its paragraph with the heading."""

    clause: str
    sentence: str
    paragraph: str


@dataclass(frozen=True)
class Candidate:
    """An indicator a number may mean, and how well its name is borne out."""

    indicator: AnyIndicator
    score: Decimal


def candidates(around: Around, unit: str, matched: Sequence[tuple[str, Decimal]]) -> list[Candidate]:
    """The likeliest first; ``matched`` is what the reader says, by name and score."""
    scores = dict(matched)
    for slug, indicator in INDICATORS.items():
        own = unit_read(indicator.unit)
        if not comparable(unit, own):
            scores.pop(slug, None)
            continue
        words = max((_borne_out(name, around) for name in _names(slug)), default=NONE)
        words *= (_ANOTHER if _is_of_another(indicator.label, around) else 1) * (1 if indicator.code else _HELPER)
        said = scores.get(slug, NONE) * (1 if words >= _SUPPORT else _OTHER)  # a match that few of the words bear out
        scores[slug] = max(said, words + (_SAME_UNIT if own == unit and words else NONE))
    found = [Candidate(INDICATORS[slug], score) for slug, score in scores.items() if score >= TAKEN * _OTHER]
    return sorted(found, key=lambda each: (-each.score, -len(each.indicator.label)))


def is_clear(found: Sequence[Candidate]) -> bool:
    """Whether the first may be proposed: good enough, and ahead of the second."""
    if not found or found[0].score < TAKEN:
        return False
    return len(found) == 1 or found[0].score - found[1].score >= AHEAD or found[0].score >= BELIEVED


def is_sure(found: Sequence[Candidate]) -> bool:
    """Whether nobody needs to look: well borne out, and nothing else nearly so."""
    return bool(found) and found[0].score >= BELIEVED and (len(found) == 1 or found[0].score - found[1].score >= _LEAD)


def comparable(written: str, read: str) -> bool:
    """Whether a number in one unit may be of an indicator in the other; people count the same things in many words."""
    if written == read or (written in _COUNTS and read in _COUNTS):
        return True
    return {written, read} <= {"场次", "场", "次", "期", "批次", "批"} or {written, read} <= {"份", "册", "本"}


@cache
def _names(slug: str) -> tuple[str, ...]:
    return tuple(name for name in names_of(INDICATORS[slug]) if not name.isascii())


def _borne_out(name: str, around: Around) -> Decimal:
    """How far the words around bear a name out: by its pairs of characters, or by its words in whatever order."""
    around = Around(*(words.replace("获批", "立项") for words in (around.clause, around.sentence, around.paragraph)))
    event = next((event for event in _EVENTS if event in name), "")
    if event and event not in around.paragraph and event not in around.sentence:
        return NONE  # 发放资料 alone is not 活动周
    rest = name.replace(event, "") if event else name
    pairs = [rest[n : n + 2] for n in range(len(rest) - 1)]
    pairs = [pair for pair in pairs if not set(pair) <= _COMMON and pair not in _COUNTS]
    return max(_share(pairs, around), _share(_words(rest), around)) + (_EVENT if event else NONE)


def _share(pieces: Sequence[str], around: Around) -> Decimal:
    """The share of the pieces that the words around have, by their length, the nearer counting more."""
    total, near = NONE, False
    for piece in pieces:
        for weight, words in zip(_WEIGHTS, (around.clause, around.sentence, around.paragraph), strict=True):
            if piece in words:
                total += weight * len(piece)
                near = near or weight == _WEIGHTS[0]
                break
    length = sum(map(len, pieces))
    return total / length * (1 if near else _ELSEWHERE) if length else NONE


@cache
def _words(name: str) -> tuple[str, ...]:
    import rjieba  # noqa: PLC0415 - its dictionary is slow to load, and most programs propose no template

    return tuple(word for word in rjieba.cut(name) if len(word) > 1 and word not in _COUNTS and word not in _SAID_OF)


def _is_of_another(name: str, around: Around) -> bool:
    """Whether the clause says another verb, another level, or a stock where the name is of what is new."""
    for words in (_VERBS, _LEVELS):
        said = {word for word in words if word in around.clause}
        if said and any(word in name for word in words) and not any(word in name for word in said):
            return True
    return "认定" in name and "认定" not in around.clause and any(word in around.clause for word in _STOCK)
