"""The added last step: goes over all that the scenario's actors saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.world import World

STEP = "nobody saw what was not theirs, nothing was lost, doubled or out of order"
"""The words of the last step that the runner adds to every scenario."""


def check(world: World) -> None:
    """Waits until open runs have ended, then raises an AssertionError that lists what any checker found."""
    raise NotImplementedError
