"""What becomes of conversations that are archived, restored and deleted for ever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from support.actors import asking
from support.actors.alike import between
from support.actors.conversations import thread_id
from support.actors.conversing import together
from support.targets.canon import Reason

if TYPE_CHECKING:
    from support.world import World

LOOKS = 4
"""How often each reader looks before and while a conversation is deleted."""


def archives(world: World, person: str, title: str) -> None:
    """The person archives the conversation; the reply is remembered."""
    world.mark()
    world.facts.heard(person, world.cast[person].archives(thread_id(world, title)))


def has_archived(world: World, person: str, title: str) -> None:
    """The person has archived the conversation."""
    archives(world, person, title)
    world.facts.reply(person).value  # noqa: B018 - a refusal fails here
    world.facts.known[title] = world.cast[person].thread(thread_id(world, title)).value


def restores(world: World, person: str, title: str) -> None:
    """The person restores the conversation; the reply is remembered."""
    world.facts.heard(person, world.cast[person].restores(thread_id(world, title)))


def deletes(world: World, person: str, title: str) -> None:
    """The person deletes the conversation for ever; the reply is remembered."""
    world.mark()
    world.facts.heard(person, world.cast[person].deletes(thread_id(world, title)))


def deletes_that(world: World, person: str) -> None:
    """The person deletes the conversation of the latest question for ever."""
    asked = asking.latest(world, person)
    world.facts.heard(person, world.cast[person].deletes(str(asked.thread_id)))


def can_be_deleted_now(world: World) -> None:
    """The conversation of the only question is deleted for ever by its asker, and nothing of it is kept."""
    [person] = world.facts.questions
    thread = str(asking.latest(world, person).thread_id)
    world.cast[person].deletes(thread).value  # noqa: B018 - a refusal fails here
    _nothing_kept(world, person, thread)


def holds_what_was_said(world: World, title: str) -> None:
    """Its owner reads exactly the messages that were written in it, in their order, and they are kept."""
    said = world.facts.said[title]
    read = world.cast[world.facts.owners[title]].messages(thread_id(world, title)).value
    assert not between(read, said), f"said in {title!r} was {said}; read otherwise: {between(read, said)}"
    kept = world.kept.messages(thread_id(world, title))
    assert not between(kept, said), f"said in {title!r} was {said}; kept otherwise: {between(kept, said)}"


def is_no_more(world: World, person: str, title: str) -> None:
    """To its owner the conversation does not exist any more: not by itself, not in a list, not by its messages."""
    actor, thread = world.cast[person], thread_id(world, title)
    actor.thread(thread).refused(Reason.NOT_FOUND)
    actor.messages(thread).refused(Reason.NOT_FOUND)
    for listed in (actor.threads().value, actor.finds({"status": "archived"}).value):
        assert thread not in {each.id for each in listed}, f"{title!r} was deleted for ever, and is listed"


def nothing_kept(world: World, title: str) -> None:
    """No row of the conversation, its messages and runs is kept, and of what its owner was told only that it was
    deleted; the deletion was granted."""
    person = world.facts.owners[title]
    world.facts.reply(person).value  # noqa: B018 - a refusal fails here
    _nothing_kept(world, person, thread_id(world, title))


def _nothing_kept(world: World, person: str, thread: str) -> None:
    assert world.kept.thread(thread) is None, f"the conversation {thread} is kept"
    for what, rows in (("messages", world.kept.messages(thread)), ("runs", world.kept.runs(thread))):
        assert not rows, f"{len(rows)} {what} of the deleted conversation {thread} are kept"
    events = [each for each in world.kept.events(world.cast[person].account.id) if each.thread_id == thread]
    told = [str(each.event) for each in events if not each.empty]
    assert not told, f"of the deleted conversation {thread} is kept what {person} was told by {told[:3]}"


def deletes_while_read(world: World, person: str, title: str, readers: Sequence[str]) -> None:
    """While the readers look at the messages again and again, the person deletes the conversation for ever; each look
    is remembered, whatever became of it, those of before and of after the deletion too."""
    thread = thread_id(world, title)
    actors = [world.cast[reader] for reader in readers]
    readings = [(actor, actor.messages_of(thread)) for actor in actors for _ in range(LOOKS)]
    deletion = (world.cast[person], world.cast[person].deletion_of(thread))
    middle = len(readings) // 2
    looks = together(readings)
    mixed = together([*readings[:middle], deletion, *readings[middle:]])
    after = together(readings)
    world.facts.heard(person, mixed[middle])
    world.facts.readings = [*looks, *mixed[:middle], *mixed[middle + 1 :], *after]


def each_look_was_whole(world: World, title: str) -> None:
    """Each look showed every message that was written, or that there is no such conversation; the first of all showed
    it, the last did not."""
    said = [each.text for each in world.facts.said[title]]
    for look in world.facts.readings:
        if look.refusal is not None:
            look.refused(Reason.NOT_FOUND)
        else:
            seen = [message.text for message in look.value.items]
            assert seen == said, f"a look at {title!r} showed {seen}; said was {said}"
    assert world.facts.readings[0].ok, f"{title!r} could not be read before it was deleted"
    assert not world.facts.readings[-1].ok, f"{title!r} can still be read after it was deleted"
