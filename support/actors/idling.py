"""Connections on which nothing happens, and clients that do not listen."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from support.actors import conditions, mistakes
from support.actors.tab import Tab
from support.evidence.about import about
from support.targets.canon import Event, Frame, Received

if TYPE_CHECKING:
    from support.world import World


def begins(world: World, person: str) -> None:
    """From now on the person does nothing; the connection is remembered."""
    tab = world.cast[person].tab()
    world.facts.tabs.setdefault(person, []).append(tab)
    tab.acts(tab.marks())


def receives_heartbeat(world: World, person: str, budget: str) -> None:
    """A heartbeat comes within the budget from the last frame before it."""
    tab = world.facts.tabs[person][-1]
    before = tab.frames()[-1]
    [beat] = tab.expects(conditions.heartbeat(), within=budget)
    world.budgets.keeps(budget, beat.at - before.at, "the heartbeat", beat)


def ping_is_answered(world: World, person: str) -> None:
    """A pong comes at once."""
    tab = world.facts.tabs[person][-1]
    cursor = tab.pings()
    [pong] = tab.expects(conditions.pong(), since=cursor, within="at once")
    world.budgets.keeps("at once", pong.at - cursor.at, "the pong", pong)


def counts_nothing(world: World, person: str) -> None:
    """Heartbeat and pong have no number, and the next event of the person has the number after the newest."""
    actor, tab = world.cast[person], world.facts.tabs[person][-1]
    numbered = [frame for frame in tab.frames() if frame.seq is not None]
    with about(*numbered):
        assert not numbered, f"nothing happened, yet came the events {[frame.words() for frame in numbered]}"
    cursor = tab.marks()
    thread = actor.starts_thread().value
    [created] = tab.expects(conditions.conversation_created(thread.id), since=cursor, within="at once")
    newest = tab.ready.newest_seq
    assert newest is not None, "the connection does not say which event is the newest"
    _told_once(world, tab)
    with about(created):
        assert created.seq == newest + 1, f"the next event has the number {created.seq}; expected {newest + 1}"


def _told_once(world: World, tab: Tab) -> None:
    """One pong for the one ping, and no two heartbeats closer to each other than half of what lies between them."""
    pongs = [frame for frame in tab.frames() if frame.event is Event.PONG]
    with about(*pongs):
        assert len(pongs) == 1, f"one ping was answered {len(pongs)} times"
    beats = [frame for frame in tab.frames() if frame.event is Event.HEARTBEAT]
    with about(*beats):
        close = [after for before, after in pairwise(beats) if after.at - before.at < world.target.limits.heartbeat / 2]
        assert not close, f"a heartbeat came again at once: {[frame.words() for frame in close]}"


def stops_reading(world: World, person: str) -> None:
    """The first of the person's tabs takes nothing more; it is remembered."""
    tab = world.cast[person].opened_tabs[0]
    world.facts.tabs.setdefault(person, []).append(tab)
    tab.stops_reading()


def writes_until_given_up(world: World, person: str) -> None:
    """The person writes messages of the greatest length until operators see one connection fewer; then the client reads
    again, what is left of it."""
    actor, slow = world.cast[person], world.facts.tabs[person][-1]
    others = _others(world, person)
    thread = actor.starts_thread().value.id
    until = world.wire.now() + world.budgets.wait("outage")
    while _connected(world, slow):
        assert world.wire.now() < until, f"a client that does not read is not given up after {len(world.facts.written)}"
        text = mistakes.of_length(f"{len(world.facts.written)}: nobody reads this?", mistakes.MESSAGE)
        cursor = others[0].marks()
        actor.posts(text, thread, instance=others[0].instance).value  # noqa: B018 - a refusal fails here
        world.facts.written.append((text, cursor))
    slow.reads_again()


def others_go_on(world: World, person: str) -> None:
    """Each other tab received every message, in order, none of them later than at once."""
    written = world.facts.written
    assert written, "nothing was written"
    for tab in _others(world, person):
        heard = _all_heard(world, tab, len(written))
        with about(*heard):
            assert [_text(frame) for frame in heard] == [text for text, _ in written], (
                f"{person} wrote {len(written)} messages; {tab.label!r} received {len(heard)}, or in another order"
            )
        pairs = zip(heard, written, strict=True)
        took, slowest = max(((frame.at - cursor.at, frame) for frame, (_, cursor) in pairs), key=lambda pair: pair[0])
        world.budgets.keeps("at once", took, "a message on the way to a tab that reads", slowest)


def _all_heard(world: World, tab: Tab, count: int) -> list[Frame]:
    says = f"{count} messages on {tab.label!r}"
    world.wire.wait(says, lambda: len(_heard(tab)) >= count, world.budgets.wait("at once"), tab.channel)
    return _heard(tab)


def _heard(tab: Tab) -> list[Frame]:
    return [frame for frame in tab.frames() if isinstance(frame.body, Received)]


def _text(frame: Frame) -> str | None:
    return frame.body.text if isinstance(frame.body, Received) else None


def _connected(world: World, tab: Tab) -> bool:
    connection = str(tab.ready.connection_id)
    return connection in {each.id for each in world.cast["Sam"].connections().value.items}


def _others(world: World, person: str) -> list[Tab]:
    slow = world.facts.tabs[person][-1]
    return [tab for tab in world.cast[person].opened_tabs if tab is not slow]
