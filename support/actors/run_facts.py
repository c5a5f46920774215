"""What can be said of a person's latest run, in a feature's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from support.actors import cancelling, capacity, finding, lives
from support.stores import cache

if TYPE_CHECKING:
    from support.world import World

RUN_FACTS: Mapping[str, Callable[[World, str], None]] = {
    "is recorded as its asker's own, and first of all as pending": lives.is_own,
    "names its asker, the conversation, itself and the request in every event": lives.is_the_same_throughout,
    "used each tool in a phase of using tools": lives.tools_in_their_phase,
    "is kept with the times that were told": lives.has_the_times_told,
    "is read back step by step, as it was seen and recorded": lives.steps_as_seen,
    "is found by its conversation, its agents and its state": finding.finds_own,
    "is shown as cancelled": cancelling.is_shown_cancelled,
    "came to nothing more after it was cancelled": cancelling.nothing_more_came,
    "is not seen at work any more": capacity.none_at_work,
    "has left nothing in the cache": cache.holds_nothing_of_run,
}
"""Each with the assertion that it stands for."""
