"""把握: how surely a finding is right, by what its metric looks like and by what told its role.

The steps are those measured at first sight, on 339 findings of texts the reader had not seen: of those called sure
95 in a hundred were right, of those called likely 85, of the rest 57.
"""

import re
from decimal import Decimal

from kezhang.reading.meaning.metrics import NamedMetric
from kezhang.reading.meaning.roles import Judged

SURE, LIKELY, UNSURE, NAMELESS = Decimal("0.95"), Decimal("0.85"), Decimal("0.6"), Decimal("0.4")
#: A name that still holds a clause or a list was hardly cut at its border.
_UNCUT = re.compile(r"[、，的了把将为由使向()（）]|对(?!接|口|象|外)|和(?!美|谐)|(?<![普惠涉波])及(?!格|时)|(?<!参)与")
_LONGEST, _SHORTEST = 14, 3


def confidence(named: NamedMetric, judged: Judged) -> Decimal:
    metric = named.metric
    if not metric:
        return NAMELESS
    if len(metric) > _LONGEST or (_UNCUT.search(metric) and "占" not in metric):
        return UNSURE
    if len(metric) < _SHORTEST or judged.cue == "manner":
        return LIKELY
    return SURE
