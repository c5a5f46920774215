"""The added last step: goes over all that the scenario's actors saw."""

from __future__ import annotations

import contextlib
import math
from functools import partial
from typing import TYPE_CHECKING

from support.history import checkers, runs, timeline

if TYPE_CHECKING:
    from support.actors.actor import Actor
    from support.actors.tab import Tab
    from support.world import World

STEP = "nobody saw what was not theirs, nothing was lost, doubled or out of order"
"""The words of the last step that the runner adds to every scenario."""

LATE_AFTER = 2.0
"""Seconds, times patience, beyond what the suite itself fell behind: twice what delivery may take while Redis is down
(CONTRACT.md, "Services")."""


def check(world: World) -> None:
    """Waits until open runs have ended and every open tab has all that its owner's others have, then raises an
    AssertionError that lists what any checker found, and each service that died of what the scenario did to others."""
    settle(world)
    died = world.died()
    fell_behind = world.fell_behind()  # asked in any case: a replay has the answer, whatever was late there
    late_after = math.inf if world.hampered else LATE_AFTER * world.budgets.patience + fell_behind
    seen = timeline.of_actors(world.cast.present(), late_after, not died and world.unharmed(), runs.finals(world))
    found = {checker.__name__: checker(seen) for checker in checkers.CHECKERS}
    said = [f"{name}: {line}" for name, lines in found.items() for line in lines]
    said += [f"died: {name}, to which nobody had done anything" for name in died]
    assert not said, "over all that this scenario's people saw:\n  " + "\n  ".join(said)


def settle(world: World) -> None:
    """Waits until every run that somebody follows on an open tab has ended, and until each open tab has all the
    numbers that its owner's others have. Never raises: what does not settle is the checkers' business."""
    at_once = world.budgets.wait("at once")
    for actor in world.cast.present():
        for question in (question for tab in actor.opened_tabs for question in tab.questions):
            world.wire.wait(f"{question.text[:60]!r} is acknowledged", question.settled, at_once)
            if question.acknowledgement is not None:
                with contextlib.suppress(AssertionError):
                    question.tab.follows(question)
    for actor in world.cast.present():
        world.wire.wait(f"all of {actor.name}'s tabs have the same", partial(_even, actor), at_once)


def _even(actor: Actor) -> bool:
    return len({_newest(tab) for tab in actor.opened_tabs if tab.open}) <= 1


def _newest(tab: Tab) -> int:
    """The newest number that the tab was told of: what came before it opened it need not have."""
    before = tab.first_ready.newest_seq if tab.first_ready else None
    return max((before or 0, *(frame.seq or 0 for frame in tab.frames())))
