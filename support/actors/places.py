"""How many runs a company may hold at once, and what becomes of those that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.actors import asking, conditions
from support.evidence.about import about
from support.targets.canon import Event

if TYPE_CHECKING:
    from support.world import World


def all_taken_in(world: World, person: str) -> None:
    """Waits until each question of the person's was confirmed: as many runs as may be are then at work."""
    for question in world.facts.questions[person]:
        world.cast[person].expects(conditions.received(question), since=question.cursor, within="answer")


def never_waited(world: World, person: str) -> None:
    """The latest question was answered without a word of waiting."""
    story = asking.story(world, person)
    assert story.answer.text, f"{person} was answered without words"
    waits = [frame for frame in story.frames if frame.event is Event.QUEUED]
    with about(*waits):
        assert not waits, f"{person} had to wait: {waits[0].words()}"


def is_stuck(world: World, person: str, text: str) -> None:
    """An agent of the person's hangs: the model does not answer its first call."""
    world.faults.aims("hang", world.cast[person], times=1)
    asking.asks(world, person, text)
    asking.is_at_work(world, person)


def starts_over(world: World, person: str, text: str) -> None:
    """The person stops the work at hand, signs out, signs in anew and asks in a new conversation."""
    actor, old = world.cast[person], asking.latest(world, person)
    world.facts.before[person] = (old, actor.tokens.access)
    actor.tab().cancels(str(old.run_id))
    actor.expects(conditions.told(Event.CANCELLED, old), since=old.cursor, within="at once")
    actor.sign_out().value  # noqa: B018 - a refusal fails here
    actor.sign_in().value  # noqa: B018
    actor.opens_tab("anew").ready  # noqa: B018
    asking.asks(world, person, text, anew=True)


def is_fresh(world: World, person: str) -> None:
    """The session is another one, and the former sign-in opens nothing; on the new connection nothing of the former
    work has come, and nothing of it had to be waited for."""
    old, token = world.facts.before[person]
    actor, story = world.cast[person], asking.story(world, person)
    actor.whoami(token).refused()
    former = [frame for frame in story.question.tab.frames() if frame.run_id == old.run_id]
    with about(*former):
        assert not former, f"the new connection was told of the former work: {former[0].words()}"
    waits = [frame for frame in story.frames if frame.event is Event.QUEUED]
    with about(*waits):
        assert not waits, f"the new work had to wait for the former: {waits[0].words()}"
    run = world.kept.run(str(old.run_id))
    assert run is not None, "the former run is not kept"
    assert run.over, f"the former run is still {run.status}"
