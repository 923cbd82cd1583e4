"""调度的一生: open, closed, published; its deadline may be moved while it is open."""

from kezhang.collection.models import Round
from kezhang.orgs.permissions import Verb
from kezhang.records.local_time import moment_text
from kezhang.workflow.steps import Step, Workflow

State = Round.State
#: Rounds in the log of changes.
SUBJECT = "rounds"

EXTEND = Step("extend", "调整截止时间", frozenset({State.OPEN}), Verb.COLLECT)
CLOSE = Step("close", "关闭调度", frozenset({State.OPEN}), Verb.COLLECT, (State.CLOSED,))
PUBLISH = Step("publish", "公布结果", frozenset({State.CLOSED, State.PUBLISHED}), Verb.COLLECT, (State.PUBLISHED,))
STEPS = {step.name: step for step in (EXTEND, CLOSE, PUBLISH)}


def _refusal(round_: Round, step: Step) -> str:
    """Why it is not possible, with the moment; "" where the usual words say it."""
    if round_.is_closed and step in {CLOSE, EXTEND}:
        when = f"于{moment_text(round_.closed_at)}" if round_.closed_at else ""
        return f"{round_} 已{when}关闭，不能再{step.label}。"
    if not round_.is_closed and step is PUBLISH:
        return f"{round_} 还没有关闭，结果是暂定的，不能公布；请先关闭。"
    return ""


LIFE = Workflow(
    label="调度",
    subject=SUBJECT,
    things=Round,
    steps=STEPS,
    refusal=_refusal,
    begins=State.OPEN,
    states=dict(State.choices),
)
