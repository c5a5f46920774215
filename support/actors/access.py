"""Who may do what with whose conversation."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from support.actors.actor import Actor
from support.actors.conversations import thread_id
from support.actors.records import Row
from support.actors.reply import Reply
from support.targets.canon import Reason

if TYPE_CHECKING:
    from support.world import World

ACTS: Mapping[str, Callable[[Actor, str], Reply[Any]]] = {
    "opens": lambda actor, thread: actor.thread(thread),
    "reads along in": lambda actor, thread: actor.messages(thread),
    "edits": lambda actor, thread: actor.edits(thread, {"summary": "Taken over"}),
    "archives": lambda actor, thread: actor.archives(thread),
    "restores": lambda actor, thread: actor.restores(thread),
    "deletes for ever": lambda actor, thread: actor.deletes(thread),
    "writes in": lambda actor, thread: actor.posts("I write here too", thread),
}
"""What somebody may do, or try to do, with a conversation."""


def does(world: World, person: str, act: str, title: str) -> None:
    """The person does, or tries to do, that with the conversation; the reply is remembered, and what it would be for a
    conversation that never existed."""
    actor = world.cast.signed_in(person)
    world.facts.heard(person, ACTS[act](actor, thread_id(world, title)))
    world.facts.never = ACTS[act](actor, str(uuid.uuid5(uuid.NAMESPACE_OID, f"{world.scenario_id}:never"))).refusal


def no_such(world: World, person: str) -> None:
    """The person is told that there is no such conversation, in the very words for one that never existed."""
    refusal = world.facts.reply(person).refused(Reason.NOT_FOUND)
    assert refusal.message, f"{person} is refused without a word"
    assert refusal.next_step, f"{person} is refused without a next step"
    never = world.facts.never
    assert never is None or refusal.comparable == never.comparable, (
        f"{person} was told {refusal.comparable}; of a conversation that never existed {never and never.comparable}"
    )


def list_is_silent(world: World, person: str, title: str) -> None:
    """The person's list is granted and shows nothing of the conversation."""
    listed = world.cast[person].threads().value
    shown = [thread.id for thread in listed if thread.id == thread_id(world, title) or thread.title == title]
    assert not shown, f"{person}'s list shows {title!r}"


def open_each(world: World, people: Sequence[str]) -> None:
    """Each of the people opens each of the scenario's conversations; all replies are remembered."""
    actors = [world.cast.signed_in(person) for person in people]
    for title in world.facts.threads:
        for actor in actors:
            world.facts.opened[actor.name, title] = actor.thread(thread_id(world, title))


def list_all(world: World, people: Sequence[str]) -> None:
    """Each of the people lists their conversations."""
    for person in people:
        world.facts.heard(person, world.cast.signed_in(person).threads())


def opened_exactly(world: World, rows: Iterable[Row], people: Sequence[str]) -> None:
    """The conversations opened to exactly those of whom the table says so; the others were told that there is none."""
    seen: dict[str, dict[str, str]] = {}
    for (person, title), reply in world.facts.opened.items():
        if reply.refusal is not None:
            reply.refused(Reason.NOT_FOUND)
        else:
            assert reply.value.id == thread_id(world, title), f"{person} opened {title!r} and saw {reply.value.id}"
        seen.setdefault(title, {})[person] = "yes" if reply.ok else "no"
    _as_in(rows, people, seen)


def listed_exactly(world: World, rows: Iterable[Row], people: Sequence[str]) -> None:
    """The lists show exactly the conversations of which the table says so, and nothing else."""
    names = {thread: title for title, thread in world.facts.threads.items()}
    seen: dict[str, dict[str, str]] = {title: dict.fromkeys(people, "no") for title in names.values()}
    for person in people:
        for thread in world.facts.reply(person).value:
            seen.setdefault(names.get(thread.id, f"unknown {thread.id}"), {})[person] = "yes"
    _as_in(rows, people, seen)


def looks_recorded(world: World, person: str, title: str) -> None:
    """On record is exactly one look at a member's private conversation: this person's at this one."""
    owner = world.cast[person].account
    assert owner.organisation is not None, f"{person} has no organisation"
    looks = [(each.user_id, each.thread_id) for each in world.kept.looks(owner.organisation.id)]
    expected = [(owner.id, thread_id(world, title))]
    assert looks == expected, f"expected on record {expected} ({person} at {title!r}); recorded are {looks}"


def _as_in(rows: Iterable[Row], people: Sequence[str], seen: Mapping[str, Mapping[str, str]]) -> None:
    expected = {row.get("conversation"): {person: row.get(person) for person in people} for row in rows}
    assert seen == expected, f"expected {expected}; seen {seen}"
