"""Coming in: registering, signing in, and what attackers try at each door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from support.actors.alike import differences
from support.actors.reply import Reply
from support.actors.tab import Tab
from support.targets.canon import Account, Reason, SignIn, Tokens

if TYPE_CHECKING:
    from support.world import World

ATTEMPTS = 3
"""How often each refusal is timed: fewer than the 5 that lock an account; the quickest of them counts."""

ALIKE = 2.0
"""Two refusals are of one time class when neither takes more than this many times the other."""


def registers_with(world: World, person: str, flaw: str) -> Reply[SignIn]:
    """Registers with one thing wrong (:data:`support.actors.words.FLAWS`); all else is right."""
    actor = world.cast[person]
    match flaw:
        case "a password of seven characters":
            return actor.register(password="Abc-12x")
        case "a password without capital letters":
            return actor.register(password="quiet-river-27")
        case "a password without small letters":
            return actor.register(password="QUIET-RIVER-27")
        case "a password without digits":
            return actor.register(password="Quiet-River-Bank")
        case "a password without special signs":
            return actor.register(password="QuietRiver27")
        case "an address without @":
            return actor.register(email=actor.email.replace("@", "."))
        case "an address without end":
            return actor.register(email=actor.email.partition("@")[0] + "@")
        case "no address":
            return actor.register(without="email")
        case "no password":
            return actor.register(without="password")
        case "no name":
            return actor.register(without="name")
    raise LookupError(f"no such flaw of a registration: {flaw!r}")


def joins(world: World, person: str, organisation: str) -> None:
    """The person accepts an invitation into the organisation and signs in; the sign-in is remembered."""
    actor = world.cast.signed_in(person)
    seen = actor.part.organisation
    assert seen == organisation, f"expected {person} to belong to {organisation}; the cast says {seen}"
    world.facts.heard(person, actor.sign_in())


def opens_product(world: World, person: str, token: str | None = None) -> None:
    """The person's sign-in (or that token) opens the account, the conversations and the live connection."""
    opens_account(world, person, token)
    opens_conversations(world, person, token)
    opens_connection(world, person, token)


def opens_account(world: World, person: str, token: str | None = None) -> None:
    """The account that the sign-in opens is the person's own; role and plan may have changed since."""
    actor = world.cast[person]
    seen: Account = actor.whoami(token).value
    assert seen.id == actor.account.id, f"{person}'s sign-in opens account {seen.id}; expected {actor.account.id}"
    assert seen.email == actor.email.lower(), f"{person}'s account is under {seen.email!r}; expected {actor.email!r}"
    assert seen.name == actor.account.name, f"{person} is called {seen.name!r}; expected {actor.account.name!r}"
    company, expected = seen.organisation, actor.account.organisation
    assert company is not None, f"{person}'s account belongs to no organisation"
    assert expected is not None, f"{person} was told of no organisation"
    assert (company.id, company.name) == (expected.id, expected.name), f"{person}'s account belongs to {company}"


def opens_conversations(world: World, person: str, token: str | None = None) -> None:
    """A conversation made with the sign-in is listed to it, as the person's own."""
    actor = world.cast[person]
    made = actor.starts_thread("Opening").value
    listed = {thread.id: thread for thread in actor.threads(token).value}
    assert made.id in listed, f"{person}'s new conversation is not among the {len(listed)} listed"
    assert listed[made.id].owner_id == actor.account.id, (
        f"{person}'s conversation is listed as {listed[made.id].owner_id}'s"
    )


def opens_connection(world: World, person: str, token: str | None = None) -> None:
    """The live connection opens for the person."""
    actor = world.cast[person]
    tab = actor.opens_tab(f"door {len(actor.tabs) + 1}", token=token)
    assert tab.refusal is None, f"{person}'s live connection was refused: {tab.refusal}"
    assert tab.ready.user_id == actor.account.id, f"the connection is {tab.ready.user_id}'s; expected {person}'s"


def renews(world: World, person: str) -> None:
    """The refresh token buys a different access token that opens the account."""
    actor = world.cast[person]
    before = actor.tokens.access
    renewed = actor.refresh().value
    assert renewed.tokens.access != before, f"{person}'s renewed sign-in is the old one"
    opens_account(world, person, renewed.tokens.access)
    differ = differences(renewed.account, actor.whoami().value)
    assert not differ, f"the renewal tells of {person} otherwise than the account does: {differ}"
    _lasts_as_told(world, person, renewed.tokens)


def guesses(world: World, attacker: str, victim: str) -> None:
    """The attacker tries a wrong password on the victim's address and any on an unknown one, in turn."""
    guesser, email = world.cast[attacker], world.cast[victim].email
    for number in range(ATTEMPTS):
        world.facts.heard(attacker, guesser.sign_in(email=email, password=f"Wrong-{number}-Guess"))
        world.facts.heard(attacker, guesser.sign_in(email=f"nobody.{number}.{email}", password=f"Wrong-{number}-Guess"))


def refused_alike(world: World, attacker: str) -> None:
    """Known and unknown addresses meet the same words and the same time class."""
    replies = world.facts.replies[attacker]
    known, unknown = replies[0::2], replies[1::2]
    words = {reply.refused().comparable for reply in replies}
    assert len(words) == 1, f"the refusals differ: {sorted(words)}"
    assert len({reply.status for reply in replies}) == 1, "the refusals differ in kind"
    quickest = [min(reply.took for reply in group) for group in (known, unknown)]
    assert max(quickest) <= ALIKE * min(quickest), (
        f"a known address is refused in {quickest[0] * 1000:.1f} ms, an unknown one in {quickest[1] * 1000:.1f} ms; "
        f"the one is more than {ALIKE} times the other"
    )


def holds_a_sign_in(world: World, person: str) -> None:
    """The latest reply gave a sign-in and the means to renew it, and told of the person what the account tells."""
    signed_in: SignIn = world.facts.reply(person).value
    assert signed_in.tokens.access, f"{person} holds no sign-in"
    assert signed_in.tokens.refresh, f"{person} holds nothing to renew the sign-in with"
    kind = signed_in.tokens.kind
    assert kind.lower() == "bearer", f"{person}'s sign-in is of the kind {kind!r}"
    differ = differences(signed_in.account, world.cast[person].whoami().value)
    assert not differ, f"the sign-in tells of {person} otherwise than the account does: {differ}"


def lasts_as_told(world: World, person: str) -> None:
    """The lifetime stated at the latest sign-in is that of its token, counted from now."""
    _lasts_as_told(world, person, world.facts.reply(person).value.tokens)


def _lasts_as_told(world: World, person: str, tokens: Tokens) -> None:
    told, life = tokens.lifetime, world.cast[person].token_life(tokens.access)
    assert told is not None, f"{person} was not told how long the sign-in lasts"
    assert life is not None, f"{person}'s sign-in does not say when it ends"
    assert abs(life.lasts - told) < 1, f"{person} was told {told:.0f} s; the sign-in lasts {life.lasts:.0f} s"
    assert abs(life.age) <= 5, f"{person}'s sign-in counts from {life.age:.0f} s ago; expected from now"


def tries_everywhere(world: World, attacker: str, token: str) -> None:
    """The attacker shows the token at the account, the conversations and the live connection."""
    thief = world.cast[attacker]
    world.facts.heard(attacker, thief.whoami(token))
    world.facts.heard(attacker, thief.threads(token))
    world.facts.tabs.setdefault(attacker, []).append(thief.opens_tab("forged", token=token))


def refused_everywhere(world: World, attacker: str) -> None:
    """Each door refused for want of a sign-in, and the live connection said nothing else."""
    replies = world.facts.replies[attacker]
    assert len(replies) == 2, f"{len(replies)} doors were tried; expected the account and the conversations"
    for reply in replies:
        reply.refused(Reason.NOT_SIGNED_IN)
    turned_away(world.facts.tabs[attacker][-1])


def knocks(world: World, attacker: str, victim: str, credentials: str) -> None:
    """The attacker tries to open a live connection with one of :data:`support.actors.words.CREDENTIALS`."""
    genuine, thief = world.cast[victim].tokens, world.cast[attacker]
    match credentials:
        case "no sign-in":
            tab = thief.opens_tab(token="")
        case "a sign-in of invented words":
            tab = thief.opens_tab(token="invented.words.only")
        case "a renewal in place of a sign-in":
            tab = thief.opens_tab(token=genuine.refresh)
        case "a sign-in in the address":
            tab = thief.opens_tab(token=genuine.access, via="address")
        case _:
            raise LookupError(f"no such credentials: {credentials!r}")
    world.facts.tabs.setdefault(attacker, []).append(tab)


def turned_away(tab: Tab) -> None:
    """The handshake was refused for want of a sign-in."""
    assert tab.refusal is not None, f"the live connection opened for {tab.actor}"
    assert tab.refusal.reason is Reason.NOT_SIGNED_IN, (
        f"{tab.actor} was turned away because of {tab.refusal.reason}; expected {Reason.NOT_SIGNED_IN}"
    )


def told_nothing(tab: Tab) -> None:
    """No frame reached a connection that was turned away."""
    assert not tab.frames(), f"{tab.actor} was turned away and yet told: {[frame.words() for frame in tab.frames()]}"


DOORS: Mapping[str, Callable[[World, str], None]] = {
    "the account": opens_account,
    "the live connection": opens_connection,
    "the account, the conversations and the live connection": opens_product,
}
"""What a sign-in may open, each with the check that it does."""
