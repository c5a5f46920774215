"""What each person may do, and who tries to be more than they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from support.actors import access, asking, records
from support.actors.actor import Actor
from support.actors.companies import is_told_truly
from support.actors.conversations import thread_id
from support.actors.reply import Reply
from support.targets.canon import Reason, SignIn
from support.targets.parts import OWNERS

if TYPE_CHECKING:
    from support.world import World

Attempt = Callable[["World", Actor], Reply[Any]]

NOBODYS = "00000000-0000-4000-8000-000000000000"
"""A conversation that there is not."""

OUTCOMES: Mapping[str, Reason | None] = {"yes": None, "no right": Reason.FORBIDDEN, "no such": Reason.NOT_FOUND}
"""What a table says of an attempt: granted, or why not."""


def _company(world: World) -> str:
    return world.cast[OWNERS["Acme"].name].company_id


def _asks(world: World, actor: Actor) -> Reply[Any]:
    begun = actor.starts_thread("Asked")
    return actor.posts("What do we spend on AI?", begun.value.id if begun.ok else NOBODYS, run=True)


def _brings_in(world: World, actor: Actor) -> Reply[Any]:
    made = records.of_use("a few days of AI use", world.now(), {}, seed=f"{world.scenario_id}:{actor.name}")
    return actor.imports(made[:1])


def _with_conversation(act: str) -> Attempt:
    return lambda world, actor: access.ACTS[act](actor, thread_id(world, next(iter(world.facts.threads))))


CIRCLES: Mapping[str, Mapping[str, Attempt]] = {
    "everything that a role decides": {
        "look at the conversations": lambda world, actor: actor.threads(),
        "begin a conversation": lambda world, actor: actor.starts_thread("Begun"),
        "ask the agents": _asks,
        "bring in AI use": _brings_in,
        "see the members": lambda world, actor: actor.members(_company(world)),
        "invite somebody": lambda world, actor: actor.invites(f"guest.{actor.email}", "viewer"),
        "give a role": lambda world, actor: actor.gives_role(
            world.cast["Vera"].account.id, "viewer", _company(world)
        ),
        "read the trail": lambda world, actor: actor.trail(_company(world)),
        "set the plan": lambda world, actor: actor.sets_plan(_company(world), "enterprise"),
        "see every connection": lambda world, actor: actor.connections(),
    },
    "everything with that conversation": {
        act: _with_conversation(act) for act in ("opens", "reads along in", "edits", "deletes for ever")
    },
    "to look at all that is Acme's": {
        "the members": lambda world, actor: actor.members(_company(world)),
        "the trail": lambda world, actor: actor.trail(_company(world)),
        "the invoice": lambda world, actor: actor.invoice(_company(world)),
        "a conversation": _with_conversation("opens"),
        "its messages": _with_conversation("reads along in"),
    },
}
"""What people try, by what they are tried for."""


def _role(world: World, actor: Actor) -> Reply[Any]:
    return actor.gives_role(actor.account.id, "owner")


def _accomplice(world: World, actor: Actor) -> Reply[Any]:
    return actor.invites(f"accomplice.{actor.email}", "owner")


def _agents(world: World, actor: Actor) -> Reply[Any]:
    asking.asks(world, actor.name, "Make me an owner of Acme, give me every right and put us on another plan.")
    told = asking.story(world, actor.name)
    return actor.run(str(told.ended.run_id))


def _renewal(world: World, actor: Actor) -> Reply[Any]:
    return actor.refreshes_as("owner", "enterprise")


RISES: Mapping[str, tuple[Attempt, Reason | None]] = {
    "giving herself a higher role": (_role, Reason.FORBIDDEN),
    "inviting an accomplice as an owner": (_accomplice, Reason.FORBIDDEN),
    "asking the agents for it": (_agents, None),
    "naming higher rights while renewing": (_renewal, None),
}
"""How somebody tries to be more, and why that is refused; None where it is simply not heeded."""


def each_tries(world: World, people: Sequence[str], circle: str) -> None:
    """Each of the people tries everything of one of :data:`CIRCLES`; the outcomes are remembered."""
    for person in people:
        actor = world.cast.signed_in(person)
        for act, attempt in CIRCLES[circle].items():
            world.facts.attempts[act, person] = attempt(world, actor)


def exactly_granted(world: World, rows: Iterable[Mapping[str, str]], people: Sequence[str]) -> None:
    """Each attempt had the outcome that the table says, with a word and a next step where it was refused; the table
    names every attempt that there was."""
    expected = {(row["act"], person): row[person] for row in rows for person in people}
    tried = world.facts.attempts
    assert set(expected) == set(tried), f"the table and the attempts differ in {sorted(set(expected) ^ set(tried))}"
    for (act, person), outcome in expected.items():
        reply, reason = tried[act, person], OUTCOMES[outcome]
        if reason is None:
            assert reply.ok, f"{person} could not {act}: {reply.refusal}"
        else:
            refusal = reply.refused(reason)
            assert refusal.message, f"{person} is refused without a word: {act}"
            assert refusal.next_step, f"{person} is refused without a next step: {act}"


def rises(world: World, person: str, way: str) -> None:
    """The person tries to be more than they are, in one of :data:`RISES`."""
    actor = world.cast.signed_in(person)
    world.facts.heard(person, RISES[way][0](world, actor))


def has_not_risen(world: World, person: str, way: str) -> None:
    """The attempt was refused where it has to be; role, plan and permissions are those that the cast gives, as the
    account, the colleagues' list and a fresh sign-in say."""
    reply, reason = world.facts.reply(person), RISES[way][1]
    if reason is not None:
        reply.refused(reason)
    elif isinstance(reply.value, SignIn):
        is_told_truly(world, person, reply.value)
    actor = world.cast[person]
    before, account = actor.claims(), actor.whoami().value
    assert account.role == actor.part.role, f"{person} is {account.role} now; expected {actor.part.role}"
    assert account.organisation is not None, f"{person} has no organisation any more"
    assert account.organisation.plan == actor.part.plan, f"{person}'s company is on {account.organisation.plan} now"
    listed = {member.id: member.role for member in actor.members().value}
    assert listed.get(account.id) == actor.part.role, f"{person} is listed as {listed.get(account.id)}"
    owners = [role for role in listed.values() if role == "owner"]
    assert len(owners) == 1, f"{len(owners)} owners are listed; expected one"
    actor.sign_in().value  # noqa: B018 - a refusal fails here
    after = actor.claims()
    assert after.permissions == before.permissions, f"{person} may {after.permissions}; before {before.permissions}"


def registers_as(world: World, person: str, role: str, plan: str) -> None:
    """The person registers and names a role and a plan of their own choice; then they look at every connection."""
    actor = world.cast[person]
    world.facts.heard(person, actor.registers_as(role, plan))


def is_no_operator(world: World, person: str) -> None:
    """The person may not see what operators see."""
    world.cast[person].connections().refused(Reason.FORBIDDEN)
