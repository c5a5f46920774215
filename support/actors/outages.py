"""What happens to the services behind the platform, and what customers are told of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from support.actors import asking, conditions
from support.actors.problems import Ending
from support.actors.question import Story
from support.evidence.about import about, about_subject
from support.stack.control import CHATS
from support.targets.canon import Event, Reason

if TYPE_CHECKING:
    from support.world import World

SERVICES = {
    "the accounts service": "accounts",
    "the cache": "cache",
    "the database": "database",
    "the identity provider": "identity provider",
    "the model provider": "model provider",
    "the first chat process": "chat 1",
    "the second chat process": "chat 2",
}
"""A feature's words for the services, by :data:`support.stack.control.SERVICES`."""

STATES = ("down", "killed", "restarted", "frozen", "slow", "back")
"""What can become of a service."""

NOTICED = {"down": {"cache": "at once", "chat 1": "death", "chat 2": "death"}, "back": {"cache": "at once"}}
"""What the platform tells of itself, as a mark on each frame, and within which budget."""

SLOW = 0.01
"""Seconds that everything takes more on the way to a slow store, and on the way back."""

PING = 0.05
"""Seconds between two pings of a customer who waits for the mark to come or go."""

LATE = 0.1
"""Seconds that a late answer of the model takes."""

A_WHILE = 0.5
"""Seconds that one answer of the model takes over which others have time to act."""


def becomes(world: World, service: str, state: str) -> None:
    """From now on the service is in that state; the moment is remembered. Begins when those who are connected are
    told that all is well, and returns when they have been told of the change, or have had the time to be."""
    noticed = NOTICED.get(state, {}).get(service)
    if noticed and state == "down":
        _is_noticed(world, False, "at once")
    world.facts.struck = world.mark()
    match state:
        case "down" if service == "database":
            world.stack_control.stops(service)
        case "down" | "killed":
            world.stack_control.kills(service)
        case "restarted":
            (world.stack_control.stops if service == "database" else world.stack_control.kills)(service)
            world.stack_control.starts(service)
        case "frozen":
            world.stack_control.freezes(service)
        case "slow":
            world.stack_control.link(service).slows(SLOW)
        case "back":
            world.stack_control.starts(service)
        case _:
            raise LookupError(f"no such state of a service: {state!r}")
    if noticed:
        _is_noticed(world, state == "down", noticed)


def _is_noticed(world: World, degraded: bool, budget: str) -> None:
    """Pings until each open connection says whether the service is degraded, as it should; whether it says so in the
    end is for a Then to judge."""
    until = world.wire.now() + world.budgets.wait(budget)
    for tab in (tab for actor in world.cast.present() for tab in actor.opened_tabs if tab.open):
        while world.wire.now() < until:
            [pong] = tab.expects(conditions.pong(), since=tab.pings(), within=budget)
            if pong.degraded is degraded:
                break
            world.wire.wait("the next ping", lambda: False, PING)


def model_fails(world: World, trouble: str, people: Sequence[str]) -> None:
    """From now on the model meets the calls of these people's organisations with one of
    :data:`support.actors.model_faults.KINDS`; where it is late, with each a little later than with the one before, so
    that they do not work in step."""
    for place, person in enumerate(people):
        late = LATE * (1 + place / 5) if trouble == "latency" else None
        world.faults.aims(trouble, world.cast.signed_in(person), seconds=late)


def model_takes_time(world: World, person: str) -> None:
    """The model answers the second call for the person's next question, the one after triage, so late that others can
    act meanwhile."""
    world.faults.aims(
        "latency", world.cast.signed_in(person), times=1, seconds=A_WHILE * max(1, world.budgets.patience)
    )


def starts_while_trying(world: World, service: str, person: str) -> None:
    """The service, a chat process, starts, and from its first moment on the person tries to connect to it."""
    actor = world.cast.signed_in(person)
    world.stack_control.starts(service, ready=False)
    world.facts.tabs[person] = actor.keeps_connecting(CHATS[service])


def none_broken(world: World, person: str) -> None:
    """Each of the person's tries met nobody, an honest refusal, or a connection that was not broken off."""
    tries = world.facts.tabs[person]
    for tab in tries:
        if tab.fault is not None:
            assert tab.fault.kind == "refused", (
                f"{tab.label}: the connection broke ({tab.fault.kind}): {tab.fault.says}"
            )
        elif tab.refusal is not None:
            assert tab.refusal.reason is Reason.UNAVAILABLE, f"{tab.label} was refused because of {tab.refusal.reason}"
        else:
            assert tab.closed is None, f"{tab.label} was accepted and then closed with {tab.closed}"
    assert len(tries) > 1, f"the first of {person}'s tries was served: nobody tried from the first moment"


def told_in_time(world: World, person: str, budget: str, ending: Ending) -> Story:
    """The person's run ended badly, as said, within the budget: from asking, or from the harm where that came later."""
    story = asking.story(world, person, budget)
    since = max(story.question.asked_at, world.facts.struck.at if world.facts.struck else 0.0)
    world.budgets.keeps(budget, story.ended.at - since, f"to be told that the run ended {ending.event!s}", story.ended)
    with about(story.ended):
        asked_in = story.received.thread_id
        assert story.ended.thread_id == asked_in, f"asked in {asked_in}; its end is told in {story.ended.thread_id}"
        agents = {frame.agent for frame in story.frames if frame.event is Event.STARTED} or {story.ended.agent}
        assert story.ended.agent in agents, f"begun by {agents}; its end is told by {story.ended.agent}"
    return story


@about_subject
def marked(story: Story) -> None:
    """Every frame of the story says that the service is degraded."""
    unmarked = [frame for frame in story.frames if not frame.degraded]
    with about(*unmarked):
        assert not unmarked, f"told without a mark of degradation: {[frame.words() for frame in unmarked]}"


@about_subject
def unmarked(story: Story) -> None:
    """No frame of the story says that the service is degraded."""
    marked_ones = [frame for frame in story.frames if frame.degraded]
    with about(*marked_ones):
        assert not marked_ones, f"marked as degraded, with everything up: {[frame.words() for frame in marked_ones]}"
