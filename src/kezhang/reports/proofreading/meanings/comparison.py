"""比意思: each sentence of an edited report that is not as it was made, held against what it was.

Both are read by the same reader at this moment and by their deciding words; findings kept from earlier are never
compared, or every improvement of the reader would alarm for every report there is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from kezhang.indicators.names import names
from kezhang.reading.findings import Finding, Reading
from kezhang.reading.stretches import Stretches
from kezhang.reports.document.opening.asides import Where
from kezhang.reports.models import ReportFigure
from kezhang.reports.proofreading.identification import Spot, spot_of_number
from kezhang.reports.proofreading.meanings.changed_places import changed_places
from kezhang.reports.proofreading.meanings.closed_words import Word, words
from kezhang.reports.proofreading.meanings.display_changes import displays
from kezhang.reports.proofreading.meanings.exchanged_words import exchanged_words
from kezhang.reports.proofreading.meanings.naming import Naming
from kezhang.reports.proofreading.meanings.proper_names import ProperNames
from kezhang.reports.proofreading.meanings.sentence_pairs import (
    ChangedSentences,
    Sentence,
    SentencePair,
    changed_sentences,
    sentences,
)
from kezhang.reports.proofreading.meanings.table_words import table_words
from kezhang.reports.proofreading.meanings.unit_changes import unit_change
from kezhang.reports.proofreading.new_numbers import reading_of
from kezhang.reports.proofreading.places import NumberPlace
from kezhang.reports.proofreading.proof_result import Compared, FigureState, Meaning, Strength

#: Kinds whose words, changing from one number to another, change what both mean.
_OF_A_NUMBER = frozenset({"role", "verb", "comparator", "direction", "batch", "level", "threshold", "scope"})
#: Said of the bureau itself, these add nothing; said anew of anything wider they do.
_OWN_LEVELS = frozenset({"县", "区"})
#: Who has set a task: said besides, it is the same task.
_SETS = re.compile(r"科技[局厅]下达")
#: Said or left out by themselves, the rest of the sentence says it as well.
_LEFT_TO_CONTEXT = frozenset({"其中", "存量", "同比"})
#: How a thing stands is said or left out as one likes; only another standing is another meaning.
_STYLED = frozenset({"state", "indicator"})
#: Words that open a sentence of their own and claim something without any number.
_CLAIMING = frozenset({"claim"})
#: Of a number these make a plan; in a sentence without any they are manner.
_WISHES = frozenset({"确保", "保证", "力争", "争取", "力求", "务必"})
#: From here a line beside the text is one of its own, repeated.
_REPEATED = 85.0
#: A day by itself is that of the signature, which is set when it is signed.
_SIGNED = 14


def meanings(compared: Compared, reading: Reading, starts: Sequence[int]) -> tuple[Meaning, ...]:
    """What says something else now, in the order of the text."""
    swapped = list(changed_places(compared))
    aligned = _aligned(compared)
    found = [*swapped, *displays(compared), *_units(compared, aligned), *table_words(compared)]
    told = {(m.mark, m.kind) for m in found if m.mark}
    displaced = {m.mark for m in swapped}
    resolution = compared.resolution
    changed = changed_sentences(resolution.made, resolution.edited, [(i, j) for j, i in aligned.items()])
    if changed.pairs:
        comparison = _Comparison(compared, aligned, changed, reading, starts)
        for pair in changed.pairs:
            for each in comparison.of(pair):
                if each.mark not in displaced and (each.mark, each.kind) not in told:
                    found.append(each)
    return tuple(sorted(found, key=lambda m: (m.spot.paragraph, m.spot.start) if m.spot else (0, 0)))


def _aligned(compared: Compared) -> dict[int, int]:
    """The numbers of both texts that are one: edited → made."""
    resolution = compared.resolution
    return resolution.known | {j: resolution.made_at[each.figure.mark] for j, each in compared.by_place.items()}


def _units(compared: Compared, aligned: Mapping[int, int]) -> Iterator[Meaning]:
    resolution = compared.resolution
    for j, i in aligned.items():
        was, now = resolution.made.places[i], resolution.edited.places[j]
        change = unit_change(was, now, in_table=compared.where(now.paragraph) is Where.TABLE)
        if change is None:
            continue
        figure = each.figure if (each := compared.by_place.get(j)) else None
        spot = spot_of_number(resolution.edited, j)
        named = f"{figure.label}{figure.role}" if figure else "数字"
        says = f"{named}{now.text}的单位由“{was.unit or '无'}”改为“{now.unit or '无'}”。"
        yield Meaning("unit", was.unit or "无", now.unit or "无", change, figure.mark if figure else "", spot, says)


@dataclass(frozen=True)
class _Told:
    """A deciding word with the number it belongs to: the next one after it, or the one it follows at once."""

    word: Word
    owner: int | None  # an aligned number, by its place in the made text; None for none, or for one of this text alone
    is_lone: bool  # belongs to a number that the other text does not have


class _Comparison:
    """Pairs of sentences compared, with what both readings say of their numbers at hand."""

    def __init__(
        self,
        compared: Compared,
        aligned: dict[int, int],
        changed: ChangedSentences,
        reading: Reading,
        starts: Sequence[int],
    ) -> None:
        self.compared, self.aligned, self.changed = compared, aligned, changed
        self.edited = _Findings(reading, starts)
        self.made = _Findings(*reading_of(compared.report.number, compared.resolution.made))
        self.marked = set(compared.resolution.made_at.values())
        self.naming = Naming(names())
        self.proper_names = ProperNames(compared)

    def of(self, pair: SentencePair) -> Iterator[Meaning]:
        if pair.made is None and (said := self._said_above(pair.edited)) is not None:
            pair = SentencePair(said, pair.edited)
        if pair.made is None:
            yield from self._added(pair.edited)
            return
        numbers = {self.aligned[j]: j for j in pair.edited.places if j in self.aligned}
        made = self._told(pair.made, self.compared.resolution.made.places, {i: i for i in numbers})
        edited = self._told(pair.edited, self.compared.resolution.edited.places, {j: i for i, j in numbers.items()})
        found = list(self._by_words(pair, made, edited, numbers))
        yield from found
        if named := self.proper_names.changed(pair):
            was, now, strength = named
            change = f"由“{was}”改为“{now}”" if was and now else f"删去了“{was}”" if was else f"加上了“{now}”"
            spot = Spot(pair.edited.paragraph, pair.edited.start, pair.edited.start + len(pair.edited.text), None)
            yield Meaning("name", was, now, strength, "", spot, f"名称{change}。")
        decided = {m.mark for m in found if m.mark}
        yield from self._by_names(pair, numbers, decided)

    def _said_above(self, sentence: Sentence) -> Sentence | None:
        """What a header or footer repeats of the text: the title with its year."""
        if self.compared.where(sentence.paragraph) not in {Where.HEADER, Where.FOOTER}:
            return None
        said = max(self._titles, key=lambda each: fuzz.ratio(each.plain, sentence.plain), default=None)
        return said if said is not None and fuzz.ratio(said.plain, sentence.plain) >= _REPEATED else None

    @cached_property
    def _titles(self) -> list[Sentence]:
        return sentences(self.compared.resolution.made)

    def _added(self, sentence: Sentence) -> Iterator[Meaning]:
        """A sentence that was written: what it claims without a number stands on nothing."""
        told = list(words(sentence.text))
        if any(w.kind == "negation" or (w.kind == "role" and w.sense == "计划") for w in told):
            return
        for word in told:
            if word.kind in _CLAIMING:
                spot = Spot(sentence.paragraph, sentence.start + word.start, sentence.start + word.end, None)
                says = f"新写的“{word.text}”没有数据支撑。"
                yield Meaning(word.kind, "", word.text, Strength.MEANING, "", spot, says)

    def _told(self, sentence: Sentence, places: Sequence[NumberPlace], owners: dict[int, int]) -> list[_Told]:
        figures = [places[j].start - sentence.start for j in sentence.places if owners.get(j) in self.marked]
        found = [_bounded(word, figures) for word in words(sentence.text)]
        inside = [(w.start, w.end) for w in found if w.kind in {"period", "batch", "threshold"}]
        numbers = [
            (places[j].start - sentence.start, places[j].end - sentence.start + places[j].unit_length, j)
            for j in sentence.places
            if not any(a <= places[j].start - sentence.start < b for a, b in inside)
        ]
        told = []
        for word in found:
            before = [n for n in numbers if n[0] < word.start <= n[1] + 1 and word.kind == "comparator"]
            after = [n for n in numbers if n[0] >= word.end]
            number = before[-1] if before else after[0] if after else None
            owner = None if number is None else owners.get(number[2])
            told.append(_Told(word, owner, number is not None and owner is None))
        return told

    def _by_words(
        self, pair: SentencePair, made: list[_Told], edited: list[_Told], numbers: dict[int, int]
    ) -> Iterator[Meaning]:
        assert pair.made is not None
        for kind in dict.fromkeys(t.word.kind for t in (*made, *edited)):
            ones, others = [t for t in made if t.word.kind == kind], [t for t in edited if t.word.kind == kind]
            gone = _beyond(ones, others)
            come = _beyond(others, ones)
            said_as_often = not gone and not come
            if kind == "level":
                come = [
                    t
                    for t in come
                    if gone or not (t.word.sense in _OWN_LEVELS or _SETS.match(pair.edited.text, t.word.end))
                ]
            if kind == "comparator":
                gone, come = ([t for t in side if not self._rounded(t, numbers)] for side in (gone, come))
            gone = [t for t in gone if t.word.sense not in self._parted(pair, kind)]
            come = [t for t in come if t.word.sense not in self._joined(pair, kind)]
            if gone or come:
                yield self._changed(pair, kind, gone, come, numbers)
            elif said_as_often and kind in _OF_A_NUMBER:
                yield from self._exchanged(kind, ones, others, numbers)

    def _joined(self, pair: SentencePair, kind: str) -> set[str]:
        """What sentences beside it said that were run into one with it."""
        assert pair.made is not None
        beside = [s for s in self.changed.gone if abs(s.paragraph - pair.made.paragraph) <= 1]
        return {w.sense for s in beside for w in words(s.text) if w.kind == kind}

    def _parted(self, pair: SentencePair, kind: str) -> set[str]:
        """What is said by a sentence that was cut off from it."""
        beside = [
            p.edited
            for p in self.changed.pairs
            if p.made is None and abs(p.edited.paragraph - pair.edited.paragraph) <= 1
        ]
        return {w.sense for s in beside for w in words(s.text) if w.kind == kind}

    def _rounded(self, told: _Told, numbers: dict[int, int]) -> bool:
        """余 with digits that were rounded to it says the same as before."""
        each = self.compared.by_place.get(numbers.get(told.owner, -1)) if told.owner is not None else None
        return each is not None and each.state is FigureState.CHANGED and "取整" in each.says

    def _changed(
        self, pair: SentencePair, kind: str, gone: list[_Told], come: list[_Told], numbers: dict[int, int]
    ) -> Meaning:
        assert pair.made is not None
        was, now = (("、".join(dict.fromkeys(t.word.text for t in side))) for side in (gone, come))
        owner = next((t.owner for t in (*come, *gone) if t.owner is not None), None)
        strength = Strength.MEANING
        numberless = not pair.edited.places and not pair.made.places
        wished = numberless and {t.word.text for t in (*gone, *come)} <= _WISHES
        left_to_context = wished or kind in _STYLED or {t.word.sense for t in (*gone, *come)} <= _LEFT_TO_CONTEXT
        if left_to_context and not (gone and come):
            strength = Strength.WORDING
        if kind == "period" and len(pair.edited.plain) <= _SIGNED and pair.edited.plain.endswith("日"):
            strength = Strength.WORDING  # the day of the signature
        if come:
            start = pair.edited.start + come[0].word.start
            spot = Spot(pair.edited.paragraph, start, start + len(come[0].word.text), None)
        else:
            spot = self._spot(owner, numbers) or Spot(pair.edited.paragraph, pair.edited.start, pair.edited.start, None)
        change = f"由“{was}”改为“{now}”" if was and now else f"删去了“{was}”" if was else f"加上了“{now}”"
        figure = self._figure(owner, numbers)
        named = f"{figure.label}{figure.role}：" if figure else ""
        return Meaning(
            kind,
            was,
            now,
            strength,
            figure.mark if figure else "",
            spot,
            f"{named}{change}。{self._instead(owner, numbers)}",
        )

    def _exchanged(
        self, kind: str, ones: list[_Told], others: list[_Told], numbers: dict[int, int]
    ) -> Iterator[Meaning]:
        """The same words, and not of the same numbers: 任务与完成对调. A clause moved whole takes its words along."""
        for i in numbers:
            was, now = (sorted(t.word.sense for t in side if t.owner == i) for side in (ones, others))
            figure = self._figure(i, numbers)
            if was and now and was != now:
                said, says = ("、".join(t.word.text for t in side if t.owner == i) for side in (ones, others))
                mark, named = (figure.mark, f"{figure.label}{figure.role}：") if figure else ("", "")
                told = f"{named}由“{said}”改为“{says}”。"
                yield Meaning(kind, said, says, Strength.MEANING, mark, self._spot(i, numbers), told)

    def _instead(self, owner: int | None, numbers: dict[int, int]) -> str:
        """What the ledgers say of the indicator that is named now, where it is another."""
        if owner is None:
            return ""
        was, now = self._findings(owner, numbers)
        if was is None or now is None or now.match is None or (was.match and was.match.name == now.match.name):
            return ""
        return self.naming.told(now.match.name, self.compared)

    def _by_names(self, pair: SentencePair, numbers: dict[int, int], decided: set[str]) -> Iterator[Meaning]:
        """Another indicator, or other words for the same."""
        assert pair.made is not None
        was, now = self.naming.changed(pair.made.text, pair.edited.text)
        if was and now:
            owner = next(iter(numbers), None)
            figure = self._figure(owner, numbers)
            if figure is None or figure.mark not in decided:
                says = f"指标由“{'、'.join(was)}”改为“{'、'.join(now)}”。"
                spot = self._spot(owner, numbers) or Spot(
                    pair.edited.paragraph, pair.edited.start, pair.edited.start, None
                )
                mark = figure.mark if figure else ""
                yield Meaning("indicator", "、".join(was), "、".join(now), Strength.MEANING, mark, spot, says)
                return
        yield from self._reworded(pair, numbers)

    def _reworded(self, pair: SentencePair, numbers: dict[int, int]) -> Iterator[Meaning]:
        """Other words in the clause of a number, which may name another thing: for a person to look at."""
        assert pair.made is not None
        edited = self.compared.resolution.edited.places
        for word in exchanged_words(pair.made.text, pair.edited.text):
            at = pair.edited.start + word.start
            owner = next((i for i, j in numbers.items() if edited[j].start >= at), next(iter(numbers), None))
            if owner is None:
                return
            figure = self._figure(owner, numbers)
            spot = Spot(pair.edited.paragraph, at, at + len(word.now), None)
            was, now = self._findings(owner, numbers)
            if was and now and was.match and now.match and was.match.name != now.match.name:
                mark = figure.mark if figure else ""
                says = f"指标由“{was.metric}”改为“{now.metric}”。"
                yield Meaning("indicator", word.was, word.now, Strength.MEANING, mark, spot, says)
                continue
            named = f"{figure.label}{figure.role}：" if figure else ""
            says = f"{named}“{word.was}”写作“{word.now}”，请看一眼是不是一回事。"
            yield Meaning("wording", word.was, word.now, Strength.WORDING, figure.mark if figure else "", spot, says)

    def _findings(self, made: int, numbers: dict[int, int]) -> tuple[Finding | None, Finding | None]:
        resolution = self.compared.resolution
        return self.made.at(resolution.made.places[made]), self.edited.at(resolution.edited.places[numbers[made]])

    def _figure(self, made: int | None, numbers: dict[int, int]) -> ReportFigure | None:
        found = self.compared.by_place.get(numbers.get(made, -1)) if made is not None else None
        return found.figure if found else None

    def _spot(self, made: int | None, numbers: dict[int, int]) -> Spot | None:
        if made is None or made not in numbers:
            return None
        return spot_of_number(self.compared.resolution.edited, numbers[made])


def _bounded(word: Word, figures: Sequence[int]) -> Word:
    """A figure with 以上 behind it is bounded by it; any other amount with it is the size of what is counted."""
    if word.kind != "threshold" or not any(word.start <= at < word.end for at in figures):
        return word
    bound = word.text[-2:]
    return Word("comparator", "不少于" if bound == "以上" else "不超过", bound, word.end - 2, word.end)


class _Findings:
    """A reading, asked for what it says of a number."""

    def __init__(self, reading: Reading, starts: Sequence[int]) -> None:
        self._findings, self._starts = Stretches(reading.findings), starts

    def at(self, place: NumberPlace) -> Finding | None:
        start = self._starts[place.paragraph] + place.start
        return self._findings.first(start, start + 1)


def _beyond(ones: Sequence[_Told], others: Sequence[_Told]) -> list[_Told]:
    """What one sentence says more than the other; a word of a number that only one of them has says nothing new."""
    left = list(others)
    open_ones = list(ones)
    for same in (
        lambda one, other: (one.word.text, one.owner) == (other.word.text, other.owner),
        lambda one, other: (one.word.sense, one.owner) == (other.word.sense, other.owner),
        lambda one, other: one.word.sense == other.word.sense,
    ):
        unmatched = []
        for one in open_ones:
            other = next((o for o in left if same(one, o)), None)
            if other is None:
                unmatched.append(one)
            else:
                left.remove(other)
        open_ones = unmatched
    return [told for told in open_ones if not told.is_lone]
