"""What operators see of the platform: connections, health, what waits for delivery, memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from support.actors import asking, conditions
from support.actors.actor import Actor
from support.runs.outcomes import NotOffered
from support.targets.canon.operation import Health

if TYPE_CHECKING:
    from support.world import World

T = TypeVar("T")

LOOK = 0.05
"""Seconds between two looks of an operator who expects a change at once."""

MEBIBYTE = 1024 * 1024

ROUNDS = 8
"""How often the same is done before memory is judged."""

WARM = 3
"""After so many rounds each chat process has loaded what it needs."""

GROWTH = MEBIBYTE // 2
"""Bytes by which the chat processes together may grow with each further round: the allocator's own keeping. Of the
reference platform they grew by 0.12 to 0.16 MiB where 5 connections were opened and closed in each round (nine runs),
and by 0.09 to 0.16 MiB where 4 people were answered 8 questions (eight runs); what each connection leaves behind is
seen from 0.1 MiB on."""


def sees_connections(world: World, person: str, count: int) -> None:
    """Through each chat process the operator sees, at once, exactly the connections of the person's company: their
    number as the platform counts them, and each of them."""
    company = _company(world, person)
    open_tabs = sorted(
        str(tab.ready.connection_id)
        for actor in world.cast.present()
        if actor.has_account and actor.account.organisation and actor.account.organisation.id == company
        for tab in actor.opened_tabs
        if tab.open
    )
    assert len(open_tabs) == count, f"the scenario expects {count} connections; open are {len(open_tabs)}"
    for instance in range(len(world.target.chat_urls)):
        look = partial(_connections, world, instance, company)
        at_last = until(world, look, lambda seen: seen == (count, open_tabs))
        assert at_last == (count, open_tabs), (
            f"{person}'s company has the {count} connections {open_tabs}; operators see {at_last[0]}: {at_last[1]}"
        )


def sees_platform(world: World, status: str) -> None:
    """Each chat process that is up says, at once, that it is so; what is not healthy names the reason."""
    for instance in range(len(world.target.chat_urls)):
        health = until(world, partial(_health, world, instance), lambda it: it.status == status)
        assert health.status == status, f"expected {health.instance} to be {status}; it says {health}"
        ailing = [name for name, each in health.dependencies.items() if not each.ok]
        assert bool(ailing) == (status != "healthy"), f"{status}, but ailing are {ailing}"
        for name in ailing:
            assert health.dependencies[name].reason, f"{name} is ailing without a reason"


def waiting(world: World) -> float:
    """How many events wait for delivery, as operators are told."""
    told = _sam(world).metrics().value.frames_undelivered
    if told is None:
        raise NotOffered(f"{world.target.name} does not say what waits for delivery")
    return told


def notes_what_waits(world: World) -> None:
    """Remembers how many events wait for delivery now."""
    world.facts.waiting = waiting(world)


def sees_waiting(world: World, missed: int) -> None:
    """Exactly so many events more wait for delivery than were noted."""
    expected = world.facts.waiting + missed
    seen = until(world, lambda: waiting(world), lambda count: count == expected)
    assert seen == expected, f"{missed} events were missed; {seen - world.facts.waiting:g} more wait for delivery"


def notes_memory(world: World) -> None:
    """Remembers what the chat processes take up in memory now, in bytes, all together."""
    told = [metrics.memory for metrics in _sam(world).metrics_of_chat()]
    world.facts.memory.append(sum(each or 0.0 for each in told))
    assert all(told), "a chat process does not say how much memory it takes up"


def comes_and_goes(world: World, person: str, tabs: int, events: int) -> None:
    """The person opens so many tabs, follows a question and begins conversations until so many events have arrived, and
    closes all of them; after each of several rounds the memory is noted."""
    actor = world.cast.signed_in(person)
    for turn in range(ROUNDS):
        opened = [actor.opens_tab(f"tab {place + 1} of round {turn + 1}") for place in range(tabs)]
        question = asking.asks(world, person, "What do we spend on AI?", anew=True)
        for tab in opened:
            assert tab.follows(question).answer.text, f"{question.text!r} was answered without words"
        while sum(frame.seq is not None for tab in opened for frame in tab.frames()) < events:
            begun = conditions.conversation_created(actor.starts_thread().value.id)
            for tab in opened:
                tab.expects(begun, since=question.cursor, within="at once")
        for tab in opened:
            tab.closes()
        _waits_until_gone(world, person)
        notes_memory(world)


def memory_is_steady(world: World) -> None:
    """Once warm, the chat processes together grew by no more than :data:`GROWTH` with each further round: what is left
    behind adds up, however slowly."""
    noted = world.facts.memory[WARM - 1 :]
    grown = (noted[-1] - noted[0]) / (len(noted) - 1)
    seen = [round(each / MEBIBYTE, 1) for each in world.facts.memory]
    assert grown <= GROWTH, (
        f"the chat grew by {grown / MEBIBYTE:.2f} MiB with each of the last {len(noted) - 1} rounds; expected"
        f" {GROWTH / MEBIBYTE:g} MiB at most; after each round: {seen} MiB"
    )


def until(world: World, look: Callable[[], T], fits: Callable[[T], bool]) -> T:
    """Looks again and again, as long as "at once" allows, until what is seen fits; what was seen last."""
    end = world.wire.now() + world.budgets.wait("at once")
    seen = look()
    while not fits(seen) and world.wire.now() < end:
        world.wire.wait("the next look", lambda: False, LOOK)
        seen = look()
    return seen


def _company(world: World, person: str) -> str:
    company = world.cast[person].account.organisation
    assert company is not None, f"{person} has no organisation"
    return company.id


def _waits_until_gone(world: World, person: str) -> None:
    """Until the person's company is counted to have no connection, or has had the time to; a Then judges that."""
    company = _company(world, person)
    for instance in range(len(world.target.chat_urls)):
        look = partial(_sam(world).connections, instance)
        until(world, look, lambda seen: seen.value.of(company) == 0)


def _connections(world: World, instance: int, organisation_id: str) -> tuple[int, list[str]]:
    found = _sam(world).connections(instance).value
    assert found.total == len(found.items), f"{found.total} connections are counted, {len(found.items)} are listed"
    added = sum(found.by_organisation.values())
    assert added == found.total, f"{found.total} connections are counted in all, {added} by organisation"
    listed = sorted(each.id for each in found.items if each.organisation_id == organisation_id)
    return found.of(organisation_id), listed


def _health(world: World, instance: int) -> Health:
    return _sam(world).health(instance=instance).value


def _sam(world: World) -> Actor:
    return world.cast["Sam"]
