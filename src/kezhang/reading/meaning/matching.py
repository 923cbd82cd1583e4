"""对照: which of the caller's names a metric means, how surely, and which comes next.

What sets two indicators apart (申报 or 认定, 登记 or 吸纳, 省级 or 州级) outweighs how alike they
are written; a metric that is none of the names stays none.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rapidfuzz import fuzz, process

from kezhang.reading.findings import GoverningVerb, Match, Name
from kezhang.reading.lexicon import alternation, lexicon

_LISTS = lexicon("matching")
_SYNONYMS: dict[str, str] = _LISTS["synonyms"]
_SYNONYM = re.compile(alternation(_SYNONYMS))
_MARK_OF = {word: mark for mark, words in _LISTS["marks"].items() for word in words}
_MARK = re.compile(alternation(_MARK_OF))
_LEVEL_OF = {word: level for level, words in _LISTS["levels"].items() for word in words}
_LEVEL = re.compile(alternation(_LEVEL_OF))
_FLOWS = frozenset(lexicon("governing")["matching"]["flows"])
_EMPTY = re.compile(rf"(?:{alternation(_LISTS['words']['empty'])})$|第[一二三四五六七八九十\d]+批")
_ALIKE = [frozenset(group) for group in _LISTS["words"]["alike"]]
#: Below this a metric is none of the names.
ENOUGH = 0.75
_ALONE = frozenset(_LISTS["words"]["alone"])
#: Two names closer than this cannot be told apart by the words.
_TIE = 0.02
_CLOSE = 45.0
_CANDIDATES = 40
_KEPT = 20_000
_GENERAL = 2
_ONLY_WRITTEN, _ONLY_KNOWN, _OTHER_LEVEL, _NO_LEVEL = 0.2, 0.16, 0.5, 0.06


@dataclass(frozen=True, slots=True)
class _Form:
    """A name or metric taken apart: what it speaks of, what sets it apart, at which level."""

    whole: str
    noun: str
    bare: bool  # nothing but marks
    marks: frozenset[str]
    level: str


@lru_cache(maxsize=4096)
def _form(written: str) -> _Form:
    whole = _SYNONYM.sub(lambda match: _SYNONYMS[match[0]], written)
    marks = frozenset(_MARK_OF[word] for word in _MARK.findall(whole))
    level = _LEVEL.search(whole)
    noun = _LEVEL.sub("", _MARK.sub("", whole))
    shorter = _EMPTY.sub("", noun)
    return _Form(whole, shorter or noun or whole, not shorter, marks, _LEVEL_OF[level[0]] if level else "")


class Matcher:
    """The names of one caller, ready to be asked."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._known = [(name, _form(said)) for name in names for said in (name.label, *name.aliases)]
        self._nouns = [form.noun for _, form in self._known]
        self._wholes = [form.whole for _, form in self._known]
        self._asked: dict[tuple[str, str | None, bool], Match | None] = {}

    def match(
        self, metric: str | None, unit: str | None, verb: str = "", governs: GoverningVerb | None = None
    ) -> Match | None:
        """The name a metric means with score and runner-up, or None.

        ``unit`` None: nothing is known of it. ``verb``: what the list before the metric is governed by,
        as 申报 in 申报国家级项目3项、省级项目5项. ``governs``: what the number is of them; what is new, applied for
        or recognised is never the stock.
        """
        if not metric or not self._known:
            return None
        flows = governs is not None and governs.value in _FLOWS
        found = self._ask(metric, unit, flows)
        governed = self._ask(verb + metric, unit, flows) if verb else None
        return max((m for m in (found, governed) if m), key=lambda m: m.score, default=None)

    def _ask(self, metric: str, unit: str | None, flows: bool) -> Match | None:
        key = (metric, unit, flows)
        if len(self._asked) > _KEPT:  # a thousand reports must not fill the memory with their metrics
            self._asked.clear()
        if key not in self._asked:
            self._asked[key] = self._find(*key)
        return self._asked[key]

    def _find(self, metric: str, unit: str | None, flows: bool) -> Match | None:
        if metric in _ALONE:
            return None
        form = _form(metric)
        best: dict[str, float] = {}
        # 科普培训受益: where nothing but marks is left, the whole is compared.
        asked, known_as = (form.whole, self._wholes) if form.bare else (form.noun, self._nouns)
        near = process.extract(asked, known_as, scorer=fuzz.ratio, limit=_CANDIDATES, score_cutoff=_CLOSE)
        for _, alike, place in near:
            name, known = self._known[place]
            if unit is not None and not comparable(unit, name.unit):
                continue
            if flows and name.stock:
                continue
            if known.whole == form.whole:
                score = 1.0
            elif len(form.noun) <= _GENERAL and not form.marks:  # 企业, 产品: too general to mean one of them
                continue
            else:
                score = _score(alike / 100, form, known)
            best[name.name] = max(score, best.get(name.name, 0.0))
        ranked = sorted(best.items(), key=lambda entry: -entry[1])[:2]
        second = ranked[1] if len(ranked) > 1 else (None, 0.0)
        if not ranked or ranked[0][1] < ENOUGH or ranked[0][1] - second[1] < _TIE:
            return None
        return Match(ranked[0][0], _rounded(ranked[0][1]), second[0], _rounded(second[1]))


def _score(alike: float, written: _Form, known: _Form) -> float:
    score = alike - _ONLY_WRITTEN * len(written.marks - known.marks) - _ONLY_KNOWN * len(known.marks - written.marks)
    if written.level != known.level:
        score -= _OTHER_LEVEL if written.level and known.level else _NO_LEVEL
    return min(score, 0.99)


def comparable(unit: str, known: str | None) -> bool:
    """Whether a figure read in this unit can be one of a name's."""
    if known is None or unit == known:
        return True
    return any(unit in group and known in group for group in _ALIKE)


def _rounded(score: float) -> Decimal:
    return Decimal(str(round(max(score, 0.0), 2)))


@lru_cache(maxsize=8)
def _matcher(names: tuple[Name, ...]) -> Matcher:
    return Matcher(names)


def matcher(names: Iterable[Name]) -> Matcher:
    """The matcher of these names; the same names give the same one."""
    return _matcher(tuple(names))
