"""Identities that are not one's own: claimed in what is sent, or none at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from support.actors import asking, conditions, problems
from support.evidence.about import about
from support.targets.canon import Problem, Reason

if TYPE_CHECKING:
    from support.world import World


def asks_as(world: World, person: str, other: str, text: str) -> None:
    """The person's question claims, in every field that could say so, to be the other person's."""
    actor, claimed = world.cast[person], world.cast[other].account
    message_id = actor.new_id()
    data = world.cast.stage.dialect.claims(text, message_id, claimed)
    question = actor.tab().asks_written(text, message_id, data)
    world.facts.questions.setdefault(person, []).append(question)


def work_is_own(world: World, person: str, other: str) -> None:
    """Each frame of the run is addressed to the person, the run's conversation is the person's, as it is told and as
    it is kept, and the other person has none."""
    story = asking.story(world, person)
    own = world.cast[person].account
    for frame in story.frames:
        with about(frame):
            assert frame.user_id == own.id, f"work that {person} asked for is told to user {frame.user_id}"
    thread = world.cast[person].thread(str(story.ended.thread_id)).value
    assert thread.owner_id == own.id, f"the conversation is {thread.owner_id}'s; expected {person}'s"
    company = own.organisation.id if own.organisation else None
    kept = world.kept.thread(thread.id)
    assert kept is not None, "the conversation is not kept"
    assert (kept.owner_id, kept.organisation_id) == (own.id, company), (
        f"the conversation is kept for {kept.owner_id} of {kept.organisation_id}; expected {person}'s {own.id}"
    )
    listed = [each.id for each in world.cast[other].threads().value]
    assert thread.id not in listed, f"{other} was given a conversation that {person} began"


def asks_in_each(world: World, person: str, names: Sequence[str]) -> None:
    """The person asks in a conversation of each of these names, which are none, one after the other."""
    actor, tab = world.cast[person], world.cast[person].tab()
    world.facts.last_number[person] = asking.newest_number(world, person)
    world.facts.struck = tab.marks()
    world.facts.tabs.setdefault(person, []).append(tab)
    for name in names:
        tab.sends_raw(world.cast.stage.dialect.user_message("Whose is this?", name, actor.new_id(), None, None))


def each_is_refused(world: World, person: str, count: int) -> None:
    """So many errors came, one for each, for want of such a conversation, with a word on what to do; none is kept."""
    actor, tab = world.cast[person], world.cast[person].tab()
    refusals = [conditions.refused(Reason.NOT_FOUND, Reason.INVALID)] * count
    for frame in tab.expects(*refusals, since=world.facts.struck, within="at once"):
        assert isinstance(frame.body, Problem), f"an error without a readable body: {frame.words()}"
        problems.is_plain(frame.body, frame)
    before = world.facts.last_number[person]
    added = [each.event for each in world.kept.events(actor.account.id) if each.seq > before]
    assert not added, f"of questions in conversations that are none is kept: {added}"
