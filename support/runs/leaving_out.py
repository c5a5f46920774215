"""A scenario that finds on its way that the target does not offer or not permit it is left out, not in error; so is
one that is interrupted.

behave knows no such outcome: an exception is an error to it. So a step's exception of these kinds is caught
before behave sees it, and the scenario is skipped with its reason kept. NotTestable stays an error: it is red.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from support.runs.interruption import Interruption
from support.runs.limit import Limit
from support.runs.outcomes import NotOffered, NotPermitted, Outcome, Status, plain_cause


class LeavingOut:
    """behave's step registry, whose matches leave a scenario out instead of raising."""

    def __init__(self, registry: Any, interruption: Interruption, limit: Limit) -> None:
        self._registry = registry
        self._interruption = interruption
        self._limit = limit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._registry, name)

    def find_match(self, step: Any) -> Any:
        """As behave's, or None."""
        match = self._registry.find_match(step)
        if match is not None:
            match.run = self._leaving_out(match.run)
        return match

    def _leaving_out(self, run: Callable[[Any], None]) -> Callable[[Any], None]:
        @wraps(run)
        def run_step(context: Any) -> None:
            try:
                with self._interruption.heeds(), self._limit.heeds():
                    run(context)
            except (NotOffered, NotPermitted) as refusal:
                _leave_out(context.scenario, Outcome(refusal.status, plain_cause(refusal)))
            except KeyboardInterrupt:
                _leave_out(context.scenario, _interrupted(self._interruption))

        return run_step


def hook_leaving_out(hook: Callable[[Any, Any], None], interruption: Interruption) -> Callable[[Any, Any], None]:
    """The before_scenario hook, leaving its scenario out where it raises one of the two or is interrupted."""

    @wraps(hook)
    def before_scenario(context: Any, scenario: Any) -> None:
        try:
            with interruption.heeds():
                hook(context, scenario)
        except (NotOffered, NotPermitted) as refusal:
            _leave_out(scenario, Outcome(refusal.status, plain_cause(refusal)))
        except KeyboardInterrupt:
            scenario.interrupted_before = True
            _leave_out(scenario, _interrupted(interruption))

    return before_scenario


def _interrupted(interruption: Interruption) -> Outcome:
    return Outcome(Status.NOT_RUN, f"interrupted by {interruption.by} while it ran")


def _leave_out(scenario: Any, outcome: Outcome) -> None:
    scenario.decided_before = outcome
    scenario.skip()
