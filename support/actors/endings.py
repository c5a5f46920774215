"""How a sign-in comes to its end, and what it is worth afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from support.actors import conditions, entering
from support.actors.actor import Actor
from support.targets.canon import Reason
from support.targets.parts import OWNERS

if TYPE_CHECKING:
    from support.world import World

SHORT = 2
"""Seconds that a sign-in lasts where a scenario sees one end: the shortest life there is."""
GRACE = 0.25
"""Seconds for which a spent renewal still serves, where a scenario sees that end."""
MOMENT = 0.1
"""Seconds past an end until it is looked at."""


def _signs_out(world: World, actor: Actor) -> None:
    actor.sign_out()


def _changes_password(world: World, actor: Actor) -> None:
    actor.sign_in().value  # noqa: B018 - a refusal fails here, as do those below
    actor.changes_password().value  # noqa: B018


def _ends_all(world: World, actor: Actor) -> None:
    actor.ends_sessions().value  # noqa: B018


def _ends_from_another(world: World, actor: Actor) -> None:
    old = actor.claims().session_id
    actor.sign_in().value  # noqa: B018
    actor.ends_session(str(old)).value  # noqa: B018


def _deletes(world: World, actor: Actor) -> None:
    actor.leaves_for_good().value  # noqa: B018


def _is_removed(world: World, actor: Actor) -> None:
    owner = world.cast.signed_in(OWNERS[str(actor.part.organisation)].name)
    owner.removes(actor.account.id).value  # noqa: B018


def _company_goes(world: World, actor: Actor) -> None:
    owner = world.cast.signed_in(OWNERS[str(actor.part.organisation)].name)
    owner.deletes_organisation().value  # noqa: B018


def _spent_renewal_returns(world: World, actor: Actor) -> None:
    actor.is_limited(spent_renewal_serves=GRACE)
    spent = actor.tokens.refresh
    world.facts.given_up[actor.name] = actor.refresh().value.tokens
    passes(world, GRACE + MOMENT)
    world.facts.heard("Mallory", world.cast["Mallory"].refresh(spent))


PARTINGS: dict[str, Callable[[World, Actor], None]] = {
    "signing out": _signs_out,
    "a new password": _changes_password,
    "ending every sign-in": _ends_all,
    "ending it from another device": _ends_from_another,
    "the account's deletion": _deletes,
    "removal from the company": _is_removed,
    "the company's deletion": _company_goes,
    "a spent renewal that comes back": _spent_renewal_returns,
}
"""How a sign-in can be brought to its end."""


def ends(world: World, person: str, way: str) -> None:
    """The person's sign-in ends in one of :data:`PARTINGS`; it is remembered."""
    actor = world.cast.signed_in(person)
    world.facts.given_up[person] = actor.tokens
    PARTINGS[way](world, actor)


def opens_nothing(world: World, person: str) -> None:
    """The sign-in that ended opens neither account nor conversations nor live connection, and cannot be renewed."""
    _opens_no_door(world, person)
    tokens = world.facts.given_up[person]
    if tokens.refresh:
        world.cast[person].refresh(tokens.refresh).refused(Reason.NOT_SIGNED_IN)


def _opens_no_door(world: World, person: str) -> None:
    actor, token = world.cast[person], world.facts.given_up[person].access
    actor.whoami(token).refused(Reason.NOT_SIGNED_IN)
    actor.threads(token).refused(Reason.NOT_SIGNED_IN)
    for instance in range(len(world.target.chat_urls)):
        entering.turned_away(actor.opens_tab(f"ended {instance}", token=token, instance=instance))


def lasts(world: World, person: str, what: str) -> None:
    """From now on that of the person's company lasts as short as can be: "sign-in" or "session"."""
    actor = world.cast.signed_in(person)
    actor.is_limited(**{f"{what.replace('-', '_')}_lasts": SHORT})
    actor.sign_in().value  # noqa: B018 - the one that lasts so short


def outlives(world: World, person: str) -> None:
    """The person waits until what was limited has ended."""
    world.facts.given_up[person] = world.cast[person].tokens
    passes(world, SHORT + MOMENT)


def passes(world: World, seconds: float) -> None:
    """So much time passes, however patient the suite is: the platform's clock is what is waited for."""
    world.wire.wait("a limit's end", lambda: False, seconds)


def expired(world: World, person: str, what: str) -> None:
    """The sign-in whose time is over opens nothing; it is renewed as long as its session lives, and not after that."""
    actor, tokens = world.cast[person], world.facts.given_up[person]
    _opens_no_door(world, person)
    renewed = actor.refresh(tokens.refresh)
    if what == "session":
        renewed.refused(Reason.NOT_SIGNED_IN)
    else:
        entering.opens_account(world, person, renewed.value.tokens.access)


def stays_open(world: World, person: str) -> None:
    """A ping on the person's tab is answered at once."""
    tab = world.cast[person].tab()
    tab.expects(conditions.pong(), since=tab.pings(), within="at once")


def tabs_closed(world: World, person: str, code: int) -> None:
    """Each tab that the person had opened is closed with that code and a word on why."""
    tabs = [tab for tab in world.cast[person].opened_tabs if tab.refusal is None]
    assert tabs, f"{person} has opened no tab"
    for tab in tabs:
        seen, reason = tab.closed_within()
        assert seen == code, f"{person}'s tab {tab.label!r} was closed with {seen} {reason!r}; expected {code}"
        assert reason, f"{person}'s tab {tab.label!r} was closed without a word"
