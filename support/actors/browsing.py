"""Customers in the browser: the product's own web page, somebody else's, and clients of either version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.actors import asking
from support.actors.tab import Tab
from support.runs.outcomes import NotTestable
from support.targets.canon import Reason

if TYPE_CHECKING:
    from support.world import World


def own_origin(world: World) -> str:
    """The origin of the product's own web page."""
    origin = world.target.allowed_origin
    if origin is None:
        raise NotTestable(f"the profile of {world.target.name} names no web page of the product: add allowed_origin")
    return origin


def connects(world: World, person: str, origin: str) -> Tab:
    """The person's browser opens the live connection for a page of that origin: a browser sets no headers."""
    return world.cast.signed_in(person).opens_tab(f"page of {origin}", via="subprotocol", origin=origin)


def turned_away(world: World, attacker: str) -> None:
    """The live connection was refused to the page, as forbidden, and said nothing else."""
    tab = world.facts.tabs[attacker][-1]
    assert tab.refusal is not None, f"the live connection opened for {attacker}'s page"
    assert tab.refusal.reason is Reason.FORBIDDEN, f"{attacker}'s page was turned away because of {tab.refusal.reason}"
    assert not tab.frames(), f"{attacker}'s page was told {[frame.words() for frame in tab.frames()]}"


def cannot_read(world: World, attacker: str, victim: str) -> None:
    """No answer allows the attacker's page to read, asked first or not, and none allows credentials to everybody."""
    view = world.facts.pages[attacker]
    unasked = world.cast[victim].page(view.origin).reads_unasked()
    assert not view.readable, f"{attacker}'s page could read {victim}'s conversations"
    assert not unasked.names(view.origin), f"{attacker}'s page may read an answer that it did not ask for first"
    for permission in (view.asked_first, unasked):
        assert not permission.names(view.origin), f"the platform allows {view.origin}: {permission}"
        assert not permission.careless, f"the platform allows credentials to every page: {permission}"


def own_page_reads(world: World, person: str) -> None:
    """The product's own page may read the person's conversations, after asking first as a browser does."""
    view = world.cast[person].page(own_origin(world)).reads()
    assert view.readable, f"the product's own page may not read: asked first {view.asked_first}, read {view.read}"


def reads_in(world: World, person: str, version: str) -> None:
    """The person's client, on that version of the interface, reads the latest question's conversation, and the run."""
    told = asking.story(world, person)
    actor, thread_id = world.cast[person], str(told.ended.thread_id)
    reply = actor.messages(thread_id, version)
    world.facts.conversation[person] = reply
    world.facts.heard(person, reply)


def served_in(world: World, person: str, version: str) -> None:
    """The conversation, and the list of conversations, were served in that version, and say so."""
    actor = world.cast[person]
    listed = actor.threads(version=version)
    for reply in (world.facts.conversation[person], listed):
        reply.value  # noqa: B018 - a refusal fails here
        assert reply.version == version, f"asked for the {version} version, served in {reply.version!r}"
    thread_id = asking.story(world, person).ended.thread_id
    assert thread_id in {thread.id for thread in listed.value}, f"{person}'s conversation is not listed"


def told_versions(world: World, person: str) -> None:
    """The refusal names each version that is served."""
    refusal = world.facts.reply(person).refused(Reason.UNSUPPORTED_VERSION)
    said = f"{refusal.message} {refusal.next_step}".split()
    words = {word.strip(".,;:()'\"") for word in said}
    versions = world.target.speaks().versions
    missing = [name for name in ("older", "newer") if versions[name] not in words]
    assert not missing, f"{person} is not told that the {' and '.join(missing)} version is served: {' '.join(said)!r}"
