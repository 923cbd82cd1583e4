"""步骤: the one way to move something from state to state; reports and returns declare their steps with it."""
