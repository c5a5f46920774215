"""How people find their conversations again: by pages, by what is in them, and in time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from support.actors.alike import differences
from support.actors.conversing import together
from support.actors.reply import Reply
from support.targets.canon import Thread

if TYPE_CHECKING:
    from support.world import World

AT_A_TIME = 20
"""Conversations that are started at the same moment where there have to be many."""

SOUGHT_BY = {"the tag": "tag", "the priority": "priority", "the words": "words"}
"""A feature's words for what a conversation is looked for by."""


def has_many(world: World, person: str, count: int) -> None:
    """The person has so many conversations, started one after the other; they are remembered in that order."""
    actor = world.cast.signed_in(person)
    world.facts.many = [actor.starts_thread(f"Number {number}").value.id for number in range(1, count + 1)]


def pages_while_written(world: World, person: str, size: int) -> None:
    """The person reads page after page of that size, each through the next chat process; between two pages a
    conversation is started, and one that was seen and one that was not yet seen are edited."""
    actor, many = world.cast[person], world.facts.many
    reply = actor.first_page(size)
    world.facts.paged = [list(reply.value.items)]
    while (following := reply.value.next) is not None and len(world.facts.paged) <= len(many):
        actor.starts_thread(f"Meanwhile {len(world.facts.paged)}").value  # noqa: B018 - a refusal fails here
        for thread_id in (world.facts.paged[0][0].id, many[0]):
            actor.edits(thread_id, {"summary": f"Edited {len(world.facts.paged)} times"}).value  # noqa: B018
        reply = actor.next_page(following, len(world.facts.paged) % len(world.target.chat_urls))
        world.facts.paged.append(list(reply.value.items))


def saw_each_once(world: World, person: str, count: int, size: int) -> None:
    """The pages showed the conversations that were there, each once, newest first, and as many to a page."""
    shown = [thread.id for page in world.facts.paged for thread in page]
    expected = world.facts.many[::-1]
    assert len(expected) == count, f"the scenario expects {count} conversations; {len(expected)} were started"
    assert shown == expected, f"{person} has {expected}, newest first; the pages showed {shown}"
    sizes = [len(page) for page in world.facts.paged]
    assert sizes == [size] * (count // size), f"{count} conversations on pages of {size}; the pages had {sizes}"


def asks_for_any_page(world: World, person: str) -> None:
    """The person asks for conversations and does not say how many."""
    call = world.cast.stage.dialect.find_threads({})
    world.facts.heard(person, world.cast[person].next_page(call))


def page_shows_newest(world: World, person: str, count: int) -> None:
    """The page shows so many, the newest of them all, newest first; more follow."""
    page = world.facts.reply(person).value
    shown, expected = [thread.id for thread in page.items], world.facts.many[::-1][:count]
    assert shown == expected, f"the newest are {expected}; the page shows {len(shown)}: {shown}"
    assert page.next is not None, "the page does not say that there is more"


def page_shows(world: World, person: str, size: int, count: int) -> None:
    """A page of that size shows all of them, and says that nothing follows."""
    page = world.cast[person].first_page(size).value
    shown = {thread.id for thread in page.items}
    assert shown == set(world.facts.many), f"{person} has {world.facts.many}; the page shows {shown}"
    assert len(page.items) == count, f"a page of {size} shows {len(page.items)} of {count}"
    assert page.next is None, "the page says that there is more"


def looks_for(world: World, person: str, way: str, what: str) -> None:
    """The person looks for conversations; the reply is remembered."""
    world.facts.sought[person] = world.cast[person].finds({way: what})


def looked_up(world: World, person: str) -> list[Thread]:
    """What the person's latest search found; the person's list where there was none."""
    found = world.facts.sought.get(person)
    return world.cast[person].threads().value if found is None else found.value


def found_exactly(world: World, person: str, found: list[Thread], titles: Sequence[str]) -> None:
    """Found were the conversations of these titles, each once, and no others; each as it shows itself by itself."""
    names = {thread_id: title for title, thread_id in world.facts.threads.items()}
    seen = sorted(names.get(thread.id, thread.title or "") for thread in found)
    assert seen == sorted(titles), f"expected {person} to find {sorted(titles)}; found were {seen}"
    for thread in found:
        differ = differences(thread, world.cast[person].thread(thread.id).value)
        assert not differ, f"{thread.title!r} is found otherwise than it shows itself: {differ}"


def grows(world: World, person: str, count: int, at_once: int) -> None:
    """The person starts so many conversations, lists them all and opens some of them at the same moment; how long each
    of the three took is remembered."""
    actor = world.cast[person]
    started: list[Reply[Thread]] = []
    moments = [world.wire.now()]
    for first in range(0, count, AT_A_TIME):
        numbers = range(first, min(first + AT_A_TIME, count))
        acts = [actor.start_of({"title": f"Number {number}"}) for number in numbers]
        started += together([(actor, act) for act in acts])
    moments.append(world.wire.now())
    world.facts.sought[person] = actor.threads()
    moments.append(world.wire.now())
    opened = together([(actor, actor.reading_of(reply.value.id)) for reply in started[:at_once]])
    moments.append(world.wire.now())
    world.facts.started = started
    world.facts.growth = moments
    world.facts.opened = {(person, reply.value.id): reply for reply in opened}


def done_in_time(world: World, count: int, deed: str, budget: str) -> None:
    """So many conversations were started, listed or opened (:data:`DEEDS`), all of them, within the budget."""
    DEEDS[deed](world, count)
    place = list(DEEDS).index(deed)
    moments: Sequence[float] = world.facts.growth
    took = moments[place + 1] - moments[place]
    world.budgets.keeps(budget, took, f"{count} conversations that were {deed}")


def _started(world: World, count: int) -> None:
    ids = set(_ids(world))
    assert len(ids) == count, f"{count} were started; they have {len(ids)} ids"


def _listed(world: World, count: int) -> None:
    [reply] = world.facts.sought.values()
    listed = [thread.id for thread in reply.value]
    assert len(listed) == count, f"{count} were started; listed were {len(listed)}"
    assert sorted(listed) == sorted(_ids(world)), f"others were listed than were started: {listed}"


def _opened(world: World, count: int) -> None:
    opened = world.facts.opened
    assert len(opened) == count, f"{count} were opened; {len(opened)} showed themselves"
    assert {thread_id for _, thread_id in opened} == set(_ids(world)[:count]), f"others were opened: {opened}"


def _ids(world: World) -> list[str]:
    return [reply.value.id for reply in world.facts.started]


DEEDS: Mapping[str, Callable[[World, int], None]] = {"started": _started, "listed": _listed, "opened": _opened}
"""What was done with many conversations, in that order, each with the check that it was done with all of them."""
