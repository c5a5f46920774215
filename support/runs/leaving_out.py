"""A scenario that finds on its way that the target does not offer or not permit it is left out, not in error.

behave knows no such outcome: an exception is an error to it. So a step's exception of these two kinds is caught
before behave sees it, and the scenario is skipped with its reason kept. NotTestable stays an error: it is red.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from support.runs.outcomes import NotOffered, NotPermitted, Outcome, plain_cause


class LeavingOut:
    """behave's step registry, whose matches leave a scenario out instead of raising."""

    def __init__(self, registry: Any) -> None:
        self._registry = registry

    def __getattr__(self, name: str) -> Any:
        return getattr(self._registry, name)

    def find_match(self, step: Any) -> Any:
        """As behave's, or None."""
        match = self._registry.find_match(step)
        if match is not None:
            match.run = _leaving_out(match.run)
        return match


def hook_leaving_out(hook: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """The before_scenario hook, leaving its scenario out where it raises one of the two."""

    @wraps(hook)
    def before_scenario(context: Any, scenario: Any) -> None:
        try:
            hook(context, scenario)
        except (NotOffered, NotPermitted) as refusal:
            _leave_out(scenario, refusal)

    return before_scenario


def _leaving_out(run: Callable[[Any], None]) -> Callable[[Any], None]:
    @wraps(run)
    def run_step(context: Any) -> None:
        try:
            run(context)
        except (NotOffered, NotPermitted) as refusal:
            _leave_out(context.scenario, refusal)

    return run_step


def _leave_out(scenario: Any, refusal: NotOffered | NotPermitted) -> None:
    scenario.decided_before = Outcome(refusal.status, plain_cause(refusal))
    scenario.skip()
