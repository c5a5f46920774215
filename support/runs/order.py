"""In which order scenarios run where nobody draws one: what blocks everything comes first, then what is severe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from behave.model import ScenarioOutline

from support.runs.selection import scenarios_of

SEVERITIES = ("blocker", "critical", "normal", "minor")
"""The most severe first."""


def blockers_first(features: list[Any], read_again: Callable[[Any], Any]) -> None:
    """Put features into their order, in place: all scenarios tagged @blocker, then all others, in each feature the
    most severe first.

    :param read_again: reads a feature once more: one that has both kinds comes twice, each time with one kind.
    """
    first, then = [], []
    for feature in features:
        blockers = [_severity(each) == 0 for each in scenarios_of(feature)]
        if any(blockers) and not all(blockers):
            others = read_again(feature)
            _keep(feature, lambda scenario: _severity(scenario) == 0)
            _keep(others, lambda scenario: _severity(scenario) > 0)
            first.append(feature)
            then.append(others)
        else:
            (first if any(blockers) else then).append(feature)
    for feature in then:
        _sort(feature)
    then.sort(key=_most_severe)
    features[:] = [*first, *then]


def _severity(scenario: Any) -> int:
    place = scenario
    while place is not None:
        given = [SEVERITIES.index(str(tag)) for tag in getattr(place, "tags", ()) if str(tag) in SEVERITIES]
        if given:
            return given[-1]
        place = getattr(place, "parent", None)
    return SEVERITIES.index("normal")


def _most_severe(place: Any) -> int:
    if isinstance(place, ScenarioOutline):
        return min((_severity(each) for each in place.scenarios), default=len(SEVERITIES))
    if hasattr(place, "run_items"):
        return min((_severity(each) for each in scenarios_of(place)), default=len(SEVERITIES))
    return _severity(place)


def _sort(container: Any) -> None:
    container.run_items.sort(key=_most_severe)
    for item in container.run_items:
        if hasattr(item, "run_items"):
            _sort(item)


def _keep(container: Any, wanted: Callable[[Any], bool]) -> None:
    for item in list(container.run_items):
        if isinstance(item, ScenarioOutline):
            item.scenarios[:] = [each for each in item.scenarios if wanted(each)]
            kept = bool(item.scenarios)
        elif hasattr(item, "run_items"):
            _keep(item, wanted)
            kept = bool(item.run_items)
        else:
            kept = wanted(item)
        if not kept:
            container.run_items.remove(item)
