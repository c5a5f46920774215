"""The keys that sign and check sign-ins: changed by the operator, and what a process does that knows others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.actors import entering, single_sign_on
from support.targets.canon import Reason

if TYPE_CHECKING:
    from support.world import World

OTHER = 1
"""The place of the chat process that is told of another key set."""


def changes(world: World) -> None:
    """The operator has a new key sign from now on; its id is remembered as what Sam was told."""
    sam = world.cast.signed_in("Sam")
    world.facts.heard("Sam", sam.changes_key())


def next_is_signed_by_it(world: World, person: str) -> None:
    """The person's next sign-in is signed by the new key and opens everything; the former key is still published."""
    actor, new = world.cast[person], world.facts.reply("Sam").value
    old = actor.claims().key_id
    assert old != new, f"{person}'s sign-in was signed by the new key before there was one"
    actor.sign_in().value  # noqa: B018 - a refusal fails here
    seen = actor.claims().key_id
    assert seen == new, f"{person}'s next sign-in is signed by {seen}; expected the new key {new}"
    entering.opens_product(world, person)
    published = [key.get("kid") for key in actor.published_keys().value]
    assert {old, new} <= set(published), f"published are {published}; expected {old} and {new} among them"


def is_told_of_others(world: World) -> None:
    """The second chat process is started anew with the key set of the identity provider in place of the platform's."""
    single_sign_on.runs(world)
    world.stack_control.retells("chat 2", world.target.speaks().key_set_variable, "identity provider")


def refuses(world: World, person: str) -> None:
    """That process refuses the person's sign-in, at its calls and at the live connection."""
    actor = world.cast[person]
    actor.agents(OTHER).refused(Reason.NOT_SIGNED_IN)
    entering.turned_away(actor.opens_tab("other keys", instance=OTHER))


def others_admit(world: World, person: str) -> None:
    """The first process admits it as ever."""
    actor = world.cast[person]
    assert actor.agents(0).ok, f"the first chat process refuses {person}"
    tab = actor.opens_tab("own keys", instance=0)
    assert tab.ready.user_id == actor.account.id, f"the connection is {tab.ready.user_id}'s; expected {person}'s"
