"""Customers who lose the connection and come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from support.actors import asking, conditions
from support.actors.tab import Tab
from support.evidence.about import about
from support.targets.canon import Gap
from support.targets.dialect import KeptEvent

if TYPE_CHECKING:
    from support.world import World

LOOK = 0.05
"""Seconds between two looks at a run that nobody is connected to hear of."""


def loses(world: World, person: str) -> None:
    """The person's connection breaks, as a network breaks it; what had arrived by then is noted."""
    world.cast[person].tab().drops()
    world.facts.last_number[person] = asking.newest_number(world, person)


def loses_in_the_middle(world: World, person: str, question: str) -> None:
    """The person's connection breaks after the first tool has begun to work; the run goes on to its end."""
    asked = asking.asks(world, person, question)
    world.cast[person].expects(conditions.tool_started(asked), since=asked.cursor)
    loses(world, person)
    until_over(world, person)


def break_while_asking(world: World, person: str, people: Sequence[str], question: str) -> None:
    """All ask at the same moment; every connection of one breaks as soon as the work for that one has begun. Two tabs
    are served by two chat processes, so that one breaks in each."""
    asking.ask_together(world, people, question)
    asking.is_at_work(world, person)
    for tab in world.cast[person].opened_tabs:
        tab.drops()


def until_over(world: World, person: str) -> None:
    """Reads the latest question's run back, again and again, until it is over: nobody is there to be told."""
    run_id = str(asking.latest(world, person).run_id)
    until = world.wire.now() + world.budgets.wait("answer")
    while not world.cast[person].run(run_id).value.over:
        assert world.wire.now() < until, f"{person}'s run did not end while {person} was away"
        world.wire.wait("the next look", lambda: False, LOOK)


def has_missed_too_much(world: World, person: str) -> None:
    """While the person is away more happens than a return can bring back: so many conversations begin."""
    actor = world.cast[person]
    for _ in range(int(world.target.limits.replay) + 1):
        world.facts.begun.append(actor.starts_thread().value.id)


def returns(world: World, person: str) -> None:
    """The person connects again and asks for what came after the last thing seen."""
    tab = world.cast[person].opens_tab("again")
    tab.ready  # noqa: B018  a connection counts once it is ready
    tab.resumes(world.facts.last_number[person])


def missed(world: World, person: str) -> list[KeptEvent]:
    """The person's kept events after the last one that was seen; an AssertionError when there is none."""
    before = world.facts.last_number[person]
    found = [event for event in world.kept.events(world.cast[person].account.id) if event.seq > before]
    assert found, f"nothing is kept of what happened while {person} was away"
    return found


def receives_what_was_missed(world: World, person: str) -> None:
    """On the new connection come the kept events from the last one seen on: each once, in order, as they are kept."""
    tab, kept = world.cast[person].tab(), missed(world, person)
    world.wire.wait(f"what {person} missed", lambda: _newest(tab) >= kept[-1].seq, world.budgets.wait("at once"))
    came = [frame for frame in tab.frames() if frame.seq is not None]
    with about(*came):
        assert [(frame.seq, frame.run_id) for frame in came] == [(event.seq, event.run_id) for event in kept], (
            f"{person} missed the events {[event.seq for event in kept]}; came {[frame.seq for frame in came]}"
        )
    for frame, event in zip(came, kept, strict=True):
        with about(frame):
            assert event.is_told_by(frame), f"kept was {event}; it came back as {frame.words()}"
    newest, before = tab.ready.newest_seq, world.facts.last_number[person]
    with about(tab.first_frame):
        assert newest is not None, "the connection does not say which event is the newest"
        assert before <= newest <= kept[-1].seq, (
            f"the connection names the event {newest} the newest; kept are {before} to {kept[-1].seq}"
        )


def is_told_of_the_gap(world: World, person: str) -> None:
    """The gap is told with its borders and with what to do, and nothing was replayed in part."""
    tab, before = world.cast[person].tab(), world.facts.last_number[person]
    [told] = tab.expects(conditions.gap(), within="at once")
    kept = world.kept.events(world.cast[person].account.id)
    with about(told):
        assert isinstance(told.body, Gap), f"the gap has no readable body: {told.words()}"
        borders = (told.body.after_seq, told.body.newest_seq)
        assert borders == (before, kept[-1].seq), f"the gap is told as {borders}; it is {(before, kept[-1].seq)}"
        assert told.body.next_step, "the gap is told without a next step"
        assert len(told.body.next_step.split()) >= 3, f"no sentence says what to do: {told.body.next_step!r}"
    gaps = [frame for frame in tab.frames() if isinstance(frame.body, Gap)]
    with about(*gaps):
        assert len(gaps) == 1, f"{person} was told of {len(gaps)} gaps; expected one"
    replayed = [frame.seq for frame in tab.frames() if frame.seq is not None]
    assert not replayed, f"{person} was told of a gap, and yet of {replayed}"


def finds_conversations(world: World, person: str) -> None:
    """Every conversation that began meanwhile is listed, once, and no other."""
    listed = sorted(thread.id for thread in world.cast[person].threads().value)
    assert listed == sorted(world.facts.begun), f"{len(world.facts.begun)} began, {len(listed)} are listed"


def _newest(tab: Tab) -> int:
    return max((frame.seq or 0 for frame in tab.frames()), default=0)
