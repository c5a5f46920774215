"""Coming in through an identity provider: what goes well, what the provider does, what attackers try."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from support.actors.actor import Actor
from support.actors.reply import Reply
from support.targets.canon import Account

if TYPE_CHECKING:
    from support.world import World

GOOGLE, COMPANY = "Google", "the company's provider"
PROVIDERS = (GOOGLE, COMPANY)
"""Through whom somebody may come in."""

GROUPS = {"Apex administrators": "admin", "Cost analysts": "analyst"}
"""The groups of the company's provider that give a role; without one, somebody is a viewer."""

SLOW = 2.0
"""Seconds that a provider takes that is too slow: longer than the platform waits."""

INVENTED = "invented-by-somebody-else"

TROUBLES: Mapping[str, dict[str, Any]] = {
    "denies it": {},
    "answers with an error": {"broken": True},
    "takes too long": {"seconds": SLOW},
}
"""What can go wrong at the provider."""

PROOFS: Mapping[str, dict[str, Any]] = {
    "for another application": {"audience": "another-application"},
    "of another provider": {"issuer": "https://accounts.example"},
    "of another attempt": {"attempt": INVENTED},
    "that is over": {"ends": 1_700_000_000},
    "of an address that nobody has checked": {"checked": False},
}
"""What can be wrong with a proof of identity."""


def _another_state(world: World, attacker: Actor) -> Reply[Any]:
    return attacker.finishes_sign_on(GOOGLE, _with(_returned(world, attacker), state=INVENTED))


def _without_state(world: World, attacker: Actor) -> Reply[Any]:
    return attacker.finishes_sign_on(GOOGLE, _with(_returned(world, attacker), state=""))


def _of_another_browser(world: World, attacker: Actor) -> Reply[Any]:
    return attacker.finishes_sign_on(GOOGLE, _returned(world, world.cast["Fay"]))


def _used_before(world: World, attacker: Actor) -> Reply[Any]:
    victim = world.cast["Fay"]
    returned = _returned(world, victim)
    victim.finishes_sign_on(GOOGLE, returned).value  # noqa: B018 - the first use is granted
    return victim.finishes_sign_on(GOOGLE, returned)


def _with_code_of_another(world: World, attacker: Actor) -> Reply[Any]:
    stolen = dict(parse_qsl(_returned(world, world.cast["Fay"])))
    return attacker.finishes_sign_on(GOOGLE, _with(_returned(world, attacker), code=stolen["code"]))


RETURNS: Mapping[str, Callable[[World, Actor], Reply[Any]]] = {
    "another state": _another_state,
    "no state": _without_state,
    "what Fay's browser was given": _of_another_browser,
    "what has been used before": _used_before,
    "a code that was given to Fay": _with_code_of_another,
}
"""With what somebody can come back from the provider who should not."""

LOOKALIKES: Mapping[str, Callable[[str], str]] = {
    "ends like it": lambda domain: f"x{domain}",
    "begins with it": lambda domain: f"{domain}.evil.example",
    "is the one above it": lambda domain: domain.partition(".")[2],
    "looks like it": lambda domain: domain.replace("acme", "acrne"),
}
"""Domains that are not the company's."""


def runs(world: World) -> None:
    """The identity provider is there; on our own stack it starts now, if nobody needed it before."""

    def begins() -> None:
        if world.site is not None:
            world.site.begins_late()

    world.wire.ask("stack", "the identity provider runs", begins)


def knows(world: World, person: str, provider: str) -> None:
    """That provider knows the person, who has no account of the platform's yet."""
    runs(world)
    actor = world.cast[person]
    if provider == COMPANY:
        actor.email = f"{person.lower()}@{_domain(world)}"
    actor.is_known_at_provider()


def connects(world: World, organisation: str) -> None:
    """The people of the company come in through its own provider; groups give the roles of :data:`GROUPS`."""
    world.cast.signed_in("Olga").connects_domain(_domain(world), GROUPS)


def comes_in(world: World, person: str, provider: str) -> None:
    """The person comes in through that provider."""
    world.facts.heard(person, world.cast[person].comes_in_with(provider))


def comes_in_of_group(world: World, person: str, group: str) -> None:
    """The person comes in through the company's provider, which names that group."""
    actor = world.cast[person]
    actor.is_known_at_provider([group])
    world.facts.heard(person, actor.comes_in_with(COMPANY))


def comes_in_from(world: World, person: str, likeness: str) -> None:
    """The person comes in through the company's provider with an address of a domain that is not the company's."""
    actor = world.cast[person]
    actor.email = f"{person.lower()}@{LOOKALIKES[likeness](_domain(world))}"
    actor.is_known_at_provider(list(GROUPS))
    world.facts.heard(person, actor.comes_in_with(COMPANY))


def meets(world: World, person: str, trouble: str) -> None:
    """The person tries to come in with Google, and one of :data:`TROUBLES` is met."""
    actor = world.cast[person]
    actor.is_known_at_provider(**TROUBLES[trouble])
    world.facts.heard(person, actor.comes_in_with(GOOGLE, denies=trouble == "denies it"))


def meets_nobody(world: World, person: str) -> None:
    """The person tries to begin, with the provider down."""
    world.facts.heard(person, world.cast[person].begins_sign_on(GOOGLE))


def proves(world: World, person: str, flaw: str) -> None:
    """The person comes in with Google, whose proof of identity has one of :data:`PROOFS` wrong."""
    actor = world.cast[person]
    actor.is_known_at_provider(says=PROOFS[flaw])
    world.facts.heard(person, actor.comes_in_with(GOOGLE))


def comes_back_with(world: World, person: str, what: str) -> None:
    """The person comes back from the provider with one of :data:`RETURNS`."""
    world.facts.heard(person, RETURNS[what](world, world.cast[person]))


def next_attempt_works(world: World, person: str) -> None:
    """The person, whose provider is well again, comes in at the next attempt."""
    actor = world.cast[person]
    actor.is_known_at_provider()
    account = actor.comes_in_with(GOOGLE).value.account
    assert account.email == actor.email, f"{person} came in as {account.email}"


def was_guarded(world: World, person: str) -> None:
    """The way to the provider carries a state, a nonce and a hashed challenge, each new for each attempt."""
    begun = [world.cast[person].begins_sign_on(GOOGLE).value for _ in range(2)]
    asked = [dict(parse_qsl(urlsplit(each.address).query)) for each in begun]
    for name in ("state", "nonce", "code_challenge"):
        values = [each.get(name) for each in asked]
        assert all(values), f"the way to the provider carries no {name}"
        assert values[0] != values[1], f"two attempts have the same {name}"
    assert [each["state"] for each in asked] == [each.state for each in begun], "another state is told than is sent"
    methods = {each.get("code_challenge_method") for each in asked}
    assert methods == {"S256"}, f"the challenge is sent by {methods}; expected S256"


def is_the_same(world: World, person: str) -> None:
    """Both times the person came in as the same account."""
    seen: list[Account] = [reply.value.account for reply in world.facts.replies[person]]
    assert len({account.id for account in seen}) == 1, f"{person} came in as {[account.id for account in seen]}"


def belongs_to(world: World, person: str, organisation: str, role: str) -> None:
    """The person is a member of the company with that role, by their own account and by the owner's list."""
    account, owner = world.facts.reply(person).value.account, world.cast["Olga"]
    assert account.organisation is not None, f"{person} belongs nowhere"
    assert account.organisation.id == owner.company_id, f"{person} belongs to {account.organisation.name}"
    assert account.role == role, f"{person} is {account.role}; expected {role}"
    listed = {member.email: member.role for member in owner.members().value}
    assert listed.get(account.email) == role, f"{person} is listed as {listed.get(account.email)}"


def reads_a_page(world: World, person: str) -> None:
    """What the person sees is a page of words, with nothing of the machinery behind it."""
    page = world.facts.reply(person).body
    assert isinstance(page, str), f"{person} sees no page, but {page}"
    assert page.lower().startswith("<!doctype html"), f"{person} sees no page, but {page[:60]!r}"
    for trace in ("Traceback", 'File "', "Error(", "asyncpg", "httpx"):
        assert trace not in page, f"{person} sees {trace!r} on the page"


def _domain(world: World) -> str:
    """The company's own domain, another one in each scenario."""
    return f"{world.cast['Olga'].email.partition('@')[0].partition('.')[2]}.acme.example"


def _returned(world: World, actor: Actor) -> str:
    actor.is_known_at_provider()
    return actor.agrees_at_provider(actor.begins_sign_on(GOOGLE).value)


def _with(returned: str, **changed: str) -> str:
    return urlencode({**dict(parse_qsl(returned)), **changed})
