"""上下级: what passes between a bureau and those below it: shares of a target, rounds, returns, publications.

A version that was sent, a decision and a publication never change; what is current is found by query.
"""

from kezhang.collection.models.assignments import Assignment, Share
from kezhang.collection.models.publications import Publication, ScoreAdjustment
from kezhang.collection.models.returns import (
    FigureDecision,
    Return,
    ReturnedFigure,
    ReturnVersion,
    Sent,
    Unlocking,
)
from kezhang.collection.models.rounds import Round, RoundItem

__all__ = [
    "Assignment",
    "FigureDecision",
    "Publication",
    "Return",
    "ReturnVersion",
    "ReturnedFigure",
    "Round",
    "RoundItem",
    "ScoreAdjustment",
    "Sent",
    "Share",
    "Unlocking",
]
