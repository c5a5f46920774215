"""The last step that the runner adds to every scenario: the history checkers, over all that its actors saw.

A failing check in an after_scenario hook would be an error of the suite, not of the product; as a step it
fails the scenario like any other Then. The step is added only where a step definition for it is registered.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from behave.model import Step

TEXT = "nobody saw what was not theirs, nothing was lost, doubled or out of order"
"""The step's words, as steps/ registers them under @then."""


def make(scenario: Any) -> Any:
    """The step, placed on the scenario's own line and marked as added (support.runs.outcomes.is_added)."""
    step = Step(scenario.filename, scenario.line, "Then", "then", TEXT)
    step.added_by_runner = True
    step.parent = scenario
    return step


def add_to(scenarios: Iterable[Any], step_registry: Any) -> bool:
    """Add the step to each scenario. Returns False, having added nothing, where it is not defined."""
    chosen = [scenario for scenario in scenarios if scenario.steps]
    if not chosen or step_registry.find_step_definition(make(chosen[0])) is None:
        return False
    for scenario in chosen:
        scenario.steps.append(make(scenario))
    return True
