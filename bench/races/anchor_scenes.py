"""锚: lines that are signed at the same moment get a number each, follow one another, and none of them fails."""

from typing import Any

from django.db import IntegrityError
from django.test import Client

from bench.races.scenes import CREW, Outcome, Scene, Told, nothing, outcome
from kezhang.orgs.models import Org
from kezhang.seals import anchors
from kezhang.seals.models import Anchor

#: Lines of each: many more than anybody tries again.
EACH = 12


def lines_before(_: Org) -> dict[str, Any]:
    return {"before": Anchor.objects.count()}


def sign_some(_client: Client, _given: dict[str, Any], number: int, _: Any) -> Told:
    try:
        for _turn in range(EACH):
            anchors.take("比赛")
    except IntegrityError as fault:
        return Told(number, "broken", text=str(fault))
    return Told(number, "done")


def followed(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    numbers = list(Anchor.objects.order_by("number").values_list("number", flat=True))
    lost = CREW * EACH - (len(numbers) - given["before"])
    return outcome(
        outcomes, lost=lost + len(list(anchors.examine())), double=len(numbers) - numbers[-1], expected=("done",)
    )


ANCHOR_SCENES = (Scene("sign lines", lines_before, nothing, sign_some, followed),)
