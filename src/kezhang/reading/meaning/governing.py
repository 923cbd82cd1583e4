"""主导动词: whether a number of things is what is new, what there is, what came on balance, what was applied for,
recognised or planned.

高新技术企业 of a report may be any of these; the verb that governs the number tells. Each cue has a weight by
where it stands: in the metric itself, right before the number, or in the list the number stands in.
"""

import re
from collections.abc import Mapping

from kezhang.reading.findings import GoverningVerb, Role
from kezhang.reading.lexicon import alternation, lexicon, recalled
from kezhang.reading.meaning.contexts import Context
from kezhang.reading.meaning.roles import Judged

_WORDS: Mapping[str, list[str]] = lexicon("governing")["verbs"]
_VERB_OF = {word: GoverningVerb(verb) for verb, words in _WORDS.items() for word in words}
_CUE = re.compile(alternation(_VERB_OF))
_LEVEL = re.compile(rf"(?:{alternation(lexicon('governing')['level'])})(?:了|约|近|超过?)?\s*$")
_IN_METRIC, _BEFORE, _IN_LIST = 4, 2, 1


def governing(metric: str | None, context: Context, judged: Judged, carried: str) -> GoverningVerb | None:
    """The verb that speaks loudest of a number of things; None where none does, and of money and shares."""
    if context.amount.kind != "count" or judged.role in {Role.CHANGE, Role.OTHER}:
        return None
    scores: dict[GoverningVerb, int] = {}
    for words, weight in ((metric or "", _IN_METRIC), (context.left[-12:], _BEFORE), (carried, _IN_LIST)):
        first, last = _verbs(words)
        if verb := last if weight == _BEFORE else first:
            scores[verb] = scores.get(verb, 0) + weight
    if _is_level(context.left):
        scores[GoverningVerb.STOCK] = scores.get(GoverningVerb.STOCK, 0) + _BEFORE
    if judged.role is Role.PLAN and not scores:
        return GoverningVerb.PLANNED
    return max(scores, key=lambda verb: scores[verb]) if scores else None


@recalled
def _verbs(words: str) -> tuple[GoverningVerb | None, GoverningVerb | None]:
    """The first verb said in the words, and the last."""
    found = _CUE.findall(words)
    return (_VERB_OF[found[0]], _VERB_OF[found[-1]]) if found else (None, None)


@recalled
def _is_level(words: str) -> bool:
    return _LEVEL.search(words) is not None
