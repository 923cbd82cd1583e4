"""上下级: what passes between a bureau and those below it: shares of a target, rounds, returns, publications.

A version that was sent, a decision and a publication never change; what is current is found by query.
"""

from kezhang.collection.models.assignments import Assignment, Share
from kezhang.collection.models.claims import Claim
from kezhang.collection.models.decisions import FigureDecision, TableDecision
from kezhang.collection.models.publications import Publication, ScoreAdjustment
from kezhang.collection.models.restatements import Restatement
from kezhang.collection.models.returned_tables import ReturnedTable
from kezhang.collection.models.returns import (
    Return,
    ReturnedFigure,
    ReturnVersion,
    Sent,
    Unlocking,
)
from kezhang.collection.models.rounds import Round, RoundItem, RoundTable

__all__ = [
    "Assignment",
    "Claim",
    "FigureDecision",
    "Publication",
    "Restatement",
    "Return",
    "ReturnVersion",
    "ReturnedFigure",
    "ReturnedTable",
    "Round",
    "RoundItem",
    "RoundTable",
    "ScoreAdjustment",
    "Sent",
    "Share",
    "TableDecision",
    "Unlocking",
]
