"""专名: the places and the bodies that a sentence names; another name, or another order of places, says another thing."""

import re
from collections.abc import Sequence
from functools import cached_property

from kezhang.orgs.models import Org
from kezhang.reports.proofreading.meanings.sentence_pairs import SentencePair
from kezhang.reports.proofreading.proof_result import Compared, Strength

#: The end of a body's name: what stands before it may be of the sentence, so that only its last words tell it.
_BODY = re.compile(r"[一-鿿]{4}(?:有限责任公司|股份有限公司|有限公司|合作社|研究院|研究所)")
#: Shorter names are words of any sentence: 城区, 郊区.
_SHORTEST = 3
#: 朔湖县 and 朔湖县科学技术局 are the report's own: said or left out, it is clear who speaks.
_PREFECTURE = 4


class ProperNames:
    """The names that may stand in a report: the places of its prefecture, and bodies by how their names end."""

    def __init__(self, compared: Compared) -> None:
        self._own = compared.report.org

    def changed(self, pair: SentencePair) -> tuple[str, str, Strength] | None:
        """What was named and what is named now, and how much it matters; None where the same is named."""
        assert pair.made is not None
        was, now = self._bodies(pair.made.text, pair.edited.text)
        places = self._named(pair.made.text), self._named(pair.edited.text)
        if sorted(places[0]) != sorted(places[1]):
            was += [name for name in places[0] if name not in places[1] and name != self._own.name]
            now += [name for name in places[1] if name not in places[0] and name != self._own.name]
        elif places[0] != places[1] and len(set(places[0])) > 1:
            was, now = [*was, *places[0]], [*now, *places[1]]
        return ("、".join(was), "、".join(now), Strength.MEANING) if was or now else None

    def _bodies(self, made: str, edited: str) -> tuple[list[str], list[str]]:
        before, after = _BODY.findall(made), _BODY.findall(edited)
        gone = [name for name in before if name not in after and name[:4] not in edited]
        return gone, [name for name in after if name not in before and name[:4] not in made]

    def _named(self, sentence: str) -> list[str]:
        """The places of a sentence, in its order."""
        return self._places.findall(sentence)

    @cached_property
    def _places(self) -> "re.Pattern[str]":
        near = Org.objects.filter(code__startswith=self._own.code[:_PREFECTURE]).values_list("name", flat=True)
        names: Sequence[str] = sorted({name for name in near if len(name) >= _SHORTEST}, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, names)) or r"(?!)")
