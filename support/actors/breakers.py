"""How the platform deals with a model that fails: it tries again, and it stops asking."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from support.actors import asking, capacity, conditions, overseeing
from support.actors.question import Story
from support.targets.canon.operation import Breaker, ModelCall

if TYPE_CHECKING:
    from support.world import World

HELD = 0.8
"""Seconds for which a call is held up: long enough for other runs to begin meanwhile."""

SLACK = 1.0
"""Seconds by which a pause may be longer than its limit: a busy machine's."""


def fails_first(world: World, person: str, count: int, kind: str) -> None:
    """So many calls for the person's organisation meet that fault, then the model is well; late ones take a while."""
    late = HELD if kind == "latency" else None
    world.faults.aims(kind, world.cast.signed_in(person), times=count, seconds=late)


def fails_in_the_middle(world: World, person: str, kind: str) -> None:
    """The model fails one call for the person's organisation, after it has answered two."""
    world.faults.aims(kind, world.cast.signed_in(person), times=1, after=2)


def was_asked_again(world: World, person: str, count: int) -> None:
    """So many calls failed, in a row, and each was followed by another one: not sooner than the pause of its turn
    allows, and not much later."""
    calls, limits = world.faults.calls(world.cast[person]), world.target.limits
    failed = [place for place, call in enumerate(calls) if call.fault is not None]
    assert len(failed) == count, f"{len(failed)} calls failed; expected {count}"
    assert failed == list(range(failed[0], failed[0] + count)), f"calls {failed} failed; expected {count} in a row"
    assert len(calls) > failed[-1] + 1, "after the last failure the model was not asked again"
    assert count <= limits.model_retries, f"{count} tries more; {limits.model_retries:g} are allowed"
    pauses = [(after.at - before.at).total_seconds() for before, after in pairwise(calls[failed[0] : failed[-1] + 2])]
    for turn, pause in enumerate(pauses):
        least = min(limits.model_backoff * 2**turn, limits.model_backoff_cap)
        assert least * 0.9 <= pause <= least + SLACK, f"pause {turn + 1} took {pause:.2f} s; expected {least:g} s"


def was_given_up(world: World, person: str) -> None:
    """The one call that got no answer was given up at the limit of a call, and the model asked again after a pause."""
    calls, limits = world.faults.calls(world.cast[person]), world.target.limits
    silent = [place for place, call in enumerate(calls) if call.fault is not None]
    assert silent == [0], f"the calls {silent} met a fault; expected the first one alone"
    assert len(calls) > 1, "the model was not asked again"
    took = (calls[1].at - calls[0].at).total_seconds()
    least = limits.model_call + limits.model_backoff
    assert least * 0.9 <= took <= least + SLACK, f"asked again after {took:.2f} s; expected {least:g} s"


def has_failed(world: World, person: str, count: int) -> None:
    """So many questions of the person's fail at the same time for want of the model, which goes on failing."""
    world.faults.aims("500", world.cast.signed_in(person))
    capacity.asks_apart(world, person, capacity.questions(count))
    for question in world.facts.questions[person]:
        world.cast[person].expects(conditions.failed(question), since=question.cursor, within="failure")
    state = _seen(world, person)
    assert state is not None, f"operators see no breaker of {person}'s company"
    world.facts.calls = len(world.faults.calls(world.cast[person]))


def may_be_asked_again(world: World, person: str) -> None:
    """The model is well, and the breaker lets calls through again: operators see it half open."""
    world.faults.lifts(world.cast[person])
    until = world.wire.now() + world.target.limits.breaker * 2
    while world.wire.now() < until:
        seen = _seen(world, person)
        if seen is None or seen.state != "open":
            break
        world.wire.wait("the next look", lambda: False, overseeing.LOOK)


def was_not_asked(world: World, person: str) -> None:
    """The model got no call for the person's organisation since the breaker opened."""
    calls: list[ModelCall] = world.faults.calls(world.cast[person])
    assert world.facts.calls > 0, "the model was never asked in this scenario"
    assert len(calls) == world.facts.calls, f"the model was asked {len(calls) - world.facts.calls} times more"


def is_seen(world: World, person: str, state: str) -> None:
    """Operators see, at once, the breaker of the person's company in that state; an open one since a moment of its
    own, after at least three failures."""
    seen = overseeing.until(world, lambda: _seen(world, person), lambda it: it is not None and it.state == state)
    assert seen is not None, f"operators see no breaker of {person}'s company"
    assert seen.state == state, f"operators see the breaker {seen.state}; expected {state}"
    assert (seen.opened_at is not None) == (state == "open"), f"{state}, opened at {seen.opened_at}"
    assert (seen.failures >= 3) == (state == "open"), f"{state} after {seen.failures} failures"


def _seen(world: World, person: str) -> Breaker | None:
    organisation = world.cast[person].account.organisation
    assert organisation is not None, f"{person} has no organisation"
    found = [each for each in world.cast["Sam"].breakers().value if each.organisation_id == organisation.id]
    assert len(found) <= 1, f"operators see {len(found)} breakers of one company and model"
    return found[0] if found else None


def told_at_limit(world: World, person: str, seconds: float) -> Story:
    """The end of the person's run was told not before its limit, and soon after it."""
    told = asking.story(world, person, "outage")
    took = told.answered_after
    assert seconds * 0.95 <= took <= seconds + SLACK, f"told after {took:.2f} s; the run's limit is {seconds:g} s"
    return told
