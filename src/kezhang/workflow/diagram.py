"""图: a workflow as documentation shows it: a diagram of its states, and who makes which move."""

from collections.abc import Iterator

from kezhang.workflow.steps import Workflow


def lines(workflow: Workflow) -> Iterator[str]:
    """Markdown: a state diagram and a table."""
    states = list(workflow.states)
    yield f"\n## {workflow.label}"
    yield "\n```mermaid\nstateDiagram-v2"
    for state, label in workflow.states.items():
        yield f'  state "{label}" as {state}'
    if workflow.begins:
        yield f"  [*] --> {workflow.begins}"
    for step in workflow.steps.values():
        for start in sorted(step.starts, key=states.index):
            for end in step.ends or (start,):
                yield f"  {start} --> {end}: {step.label}"
    yield "```"
    yield "\n| 步骤 | 从 | 到 | 由谁办理 | 须写明 |\n| --- | --- | --- | --- | --- |"
    for step in workflow.steps.values():
        starts = "、".join(workflow.states[start] for start in sorted(step.starts, key=states.index))
        ends = "或".join(workflow.states[end] for end in step.ends) or "不变"
        yield f"| {step.label} `{step.name}` | {starts} | {ends} | {step.holders} | {step.note} |"
