"""Tools on offer: who may use which, as they are told, compared with what works for them.

The promises are those of CONTRACT.md, "Accounts"; a feature writes a tool's name with blanks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from support.actors import asking
from support.actors.tooling import plain
from support.targets.canon.workflows import ToolOffer

if TYPE_CHECKING:
    from support.world import World

Rows = Sequence[Mapping[str, str]]


def look_at_offer(world: World, people: Iterable[str]) -> None:
    """Each looks at the tools on offer; what each is told is remembered."""
    for person in people:
        world.facts.heard(person, world.cast[person].tools())


def offered_like(world: World, rows: Rows) -> None:
    """Exactly these tools are offered, each under its agent; a person's cell says "yes", or the plan that has it."""
    people = [heading for heading in rows[0] if heading not in {"tool", "agent"}]
    for person in people:
        expected = {(row["tool"], row["agent"]): row[person] for row in rows}
        offers = world.facts.reply(person).value
        seen = {(plain(offer.name), offer.agent): _may_use(offer, expected) for offer in offers}
        assert seen == expected, f"{person} should be offered {expected}, and is offered {seen}"
        assert len(offers) == len(expected), f"{person} is offered a tool twice: {[offer.name for offer in offers]}"


def _may_use(offer: ToolOffer, expected: Mapping[tuple[str, str], str]) -> str:
    """ "yes", or the word of the table that the reason ends with; else the reason itself."""
    if offer.available:
        return "yes" if offer.why_not is None else f"yes, though {offer.why_not}"
    told = (offer.why_not or "").rstrip(".").split()
    wanted = expected.get((plain(offer.name), offer.agent), "")
    return wanted if told and told[-1] == wanted else f"no: {offer.why_not}"


def have_purposes(world: World, people: Iterable[str]) -> None:
    """Each tool that each of them was offered has a purpose in words, and no two have the same."""
    for person in people:
        purposes = [offer.purpose for offer in world.facts.reply(person).value]
        for purpose in purposes:
            assert purpose is not None, f"{person} is offered a tool without a purpose"
            assert len(purpose.split()) >= 4, f"{person} is offered a tool with the purpose {purpose!r}"
        assert len(set(purposes)) == len(purposes), f"{person} is offered two tools with one purpose: {purposes}"


def offered_all(world: World, person: str) -> None:
    """The person may use every tool, and there are some."""
    offers = world.cast[person].tools().value
    assert offers, f"{person} is offered nothing"
    refused = [offer.name for offer in offers if not offer.available]
    assert not refused, f"{person} may not use {refused}"


def offered_none(world: World, person: str) -> None:
    """The person may use no tool because of the role, and is told so of each."""
    offers = world.cast[person].tools().value
    assert offers, f"{person} is not told of any tool"
    for offer in offers:
        assert not offer.available, f"{person} may use {offer.name}"
        assert "role only reads" in (offer.why_not or ""), (
            f"{offer.name} is kept from {person} because {offer.why_not!r}"
        )


def all_on_offer(world: World, person: str) -> None:
    """The tools that worked are exactly those that the person may use, each under the agent that it is offered with."""
    offered = {(offer.agent, offer.name) for offer in world.cast[person].tools().value if offer.available}
    seen = {(str(use.start.agent), str(use.opening.tool)) for use in asking.story(world, person).tools}
    assert seen == offered, f"on offer to {person}: {sorted(offered)}; at work: {sorted(seen)}"


def all_on_path(world: World, person: str, finding: str = "sufficient") -> None:
    """The tools that worked are exactly those that the path's definition names, each under its agent."""
    named = {(step.agent, tool) for step in world.cast[person].path(finding).value for tool in step.tools}
    seen = {(str(use.start.agent), str(use.opening.tool)) for use in asking.story(world, person).tools}
    assert seen == named, f"the path names {sorted(named)}; at work: {sorted(seen)}"
