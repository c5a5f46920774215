"""The added last step: goes over all that the scenario's actors saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.evidence.about import about_named
from support.history import checkers, timeline

if TYPE_CHECKING:
    from support.world import World

STEP = "nobody saw what was not theirs, nothing was lost, doubled or out of order"
"""The words of the last step that the runner adds to every scenario."""

LATE_AFTER = 2.0
"""Seconds, times patience: twice what delivery may take while Redis is down (CONTRACT.md, "Services")."""


def check(world: World) -> None:
    """Waits until open runs have ended and every open tab has all that its owner's others have, then raises an
    AssertionError that lists what any checker found."""
    world.settles()
    seen = timeline.of_actors(world.cast.present(), LATE_AFTER * world.budgets.patience)
    found = {checker.__name__: checker(seen) for checker in checkers.CHECKERS}
    said = [f"{name}: {line}" for name, lines in found.items() for line in lines]
    with about_named("\n".join(said)):
        assert not said, "over all that this scenario's people saw:\n  " + "\n  ".join(said)
