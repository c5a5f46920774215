"""Announcements: whom they reach, and whom they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.actors import conditions
from support.evidence.about import about
from support.targets.canon import Notice

if TYPE_CHECKING:
    from support.world import World


def announces(world: World, person: str, text: str, organisation: str | None = None, plan: str | None = None) -> None:
    """The person announces something to an organisation of the cast or to a plan; text and reply are remembered."""
    world.facts.announced = text
    world.mark()
    whom = None if organisation is None else _id_of(world, organisation)
    reply = world.cast[person].announces(text, whom, plan)
    world.facts.announcement = reply.granted.id if reply.granted else None
    world.facts.heard(person, reply)


def goes_to(world: World, person: str, count: int) -> None:
    """The announcement was granted, and the announcer told to how many people it goes."""
    announcement = world.facts.reply(person).value
    assert announcement.id, "the announcement has no id"
    assert announcement.recipients == count, f"it goes to {announcement.recipients} people; expected {count}"


def receives_once(world: World, person: str) -> None:
    """Exactly one announcement comes, with exactly its words, as an event of the person's own."""
    actor, text = world.cast[person], world.facts.announced
    [told] = actor.expects(conditions.notice(text), within="at once")
    actor.sees_nothing(conditions.notice(), since=told.cursor)
    came = [frame for frame in actor.tab().frames() if isinstance(frame.body, Notice)]
    with about(*came):
        assert len(came) == 1, f"{person} received {len(came)} announcements: {[frame.words() for frame in came]}"
        assert told.user_id == actor.account.id, f"{person} received an announcement for user {told.user_id}"
        assert isinstance(told.body, Notice), f"an announcement without a readable body: {told.words()}"
        assert told.body.id == world.facts.announcement, (
            f"{person} received the announcement {told.body.id}; announced was {world.facts.announcement}"
        )
        assert told.seq is not None, "the announcement has no number: it would be lost for those who are away"


def receives_none(world: World, person: str) -> None:
    """No announcement came on any of the person's tabs, whatever its words."""
    for label in world.cast[person].tabs:
        world.cast[person].sees_nothing(conditions.notice(), tab=label)


def _id_of(world: World, organisation: str) -> str:
    members = [actor for actor in world.cast.present() if actor.part.organisation == organisation and actor.signed_in]
    assert members, f"nobody of {organisation} is in this scenario: an earlier step has to bring somebody"
    found = members[0].account.organisation
    assert found is not None, f"{members[0].name} has no organisation"
    return found.id
