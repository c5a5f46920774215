"""The agents as customers know them: who there is, who may be asked, who answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from support.actors import asking, conditions
from support.actors.plans import AGENTS
from support.targets.canon import Problem

if TYPE_CHECKING:
    from support.world import World

YES = "yes"
"""In a table: the agent may be used."""


def looks(world: World, person: str) -> None:
    """The person looks at the agents, through each chat process; what was shown is remembered."""
    for instance in range(len(world.target.chat_urls)):
        world.facts.heard(person, world.cast[person].agents(instance))


def are_shown(world: World, person: str, expected: Mapping[str, str]) -> None:
    """Through each chat process exactly these agents are shown, in this order: those that may be used, and for the
    others the plan that has them."""
    replies = world.facts.replies[person]
    assert len(replies) == len(world.target.chat_urls), f"{person} looked {len(replies)} times"
    for reply in replies:
        shown = reply.value
        assert [offer.name for offer in shown] == list(expected), f"shown are {[offer.name for offer in shown]}"
        for offer in shown:
            wanted = expected[offer.name]
            if wanted == YES:
                assert offer.available, f"{offer.name} may not be used: {offer.why_not}"
                assert offer.why_not is None, f"{offer.name} may be used, but {offer.why_not}"
            else:
                assert not offer.available, f"{offer.name} may be used; expected {wanted}"
                plan = wanted.split()[-1]
                assert plan in (offer.why_not or "").split(".")[0].split(), f"{offer.name}: {offer.why_not!r}"


def asks_by_name(world: World, person: str, agent: str, question: str) -> None:
    """The person asks that agent."""
    asked = world.cast[person].asks(question, agent=agent)
    world.facts.questions.setdefault(person, []).append(asked)


def is_told_the_names(world: World, person: str) -> None:
    """What the person was told to do names every agent that there is."""
    said = _told(world, person).next_step or ""
    missing = [agent for agent in AGENTS["enterprise"] if agent not in said]
    assert not missing, f"{missing} are not named: {said!r}"


def is_told_the_plan(world: World, person: str, plan: str) -> None:
    """What the person was told to do names the plan."""
    said = _told(world, person).next_step or ""
    assert plan in said.replace(".", " ").split(), f"the plan {plan} is not named: {said!r}"


def stands_alone(world: World, people: list[str], budget: str) -> None:
    """Each was answered in time with figures of their own records, and in nothing that they were sent stands a
    feature of somebody else's."""
    features = {each: {str(record.feature) for record in world.facts.records[each]} for each in people}
    for person in people:
        told = asking.story(world, person, budget)
        asking.answered_in_time(world, person, told, budget)
        named = {figure.subject for figure in told.answer.figures}
        assert features[person] <= named, f"{person}'s answer names {named}; of records on {features[person]}"
        for other in set(people) - {person}:
            for frame in world.cast[person].tab().frames():
                strays = [word for word in features[other] if word in str(frame.raw)]
                assert not strays, f"{person} was sent {strays} of {other}: {frame.words()}"


def _told(world: World, person: str) -> Problem:
    [frame] = world.cast[person].expects(conditions.refused(), within="at once")
    assert isinstance(frame.body, Problem), f"an error without a readable body: {frame.words()}"
    return frame.body
