"""A company and its people: who is brought in with which rights, how many there may be, what is written down."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from support.actors.alike import differences
from support.targets.canon import Reason, SignIn, Tokens
from support.targets.canon.tenancy import Claims, TrailEntry

if TYPE_CHECKING:
    from support.world import World


def brings_in(world: World, owner: str, roles: Mapping[str, str]) -> None:
    """The owner invites each person into the role, and each joins."""
    actor = world.cast.signed_in(owner)
    for person, role in roles.items():
        newcomer = world.cast[person]
        world.facts.heard(person, newcomer.accepts(actor.invites(newcomer.email, role).value))


def each_may(world: World, owner: str, rows: Iterable[Mapping[str, str]]) -> None:
    """Each person has that role and exactly those permissions, and the company has no other people but the owner."""
    people = {owner}
    for row in rows:
        person, role, may = row["person"], row["role"], sorted(row["may"].split(", "))
        people.add(person)
        told = world.facts.reply(person).value
        is_told_truly(world, person, told)
        said = world.cast[person].claims(told.tokens.access)
        assert said.roles == (role,), f"{person}'s sign-in names the roles {said.roles}; expected {role}"
        assert sorted(said.permissions) == may, f"{person} may {sorted(said.permissions)}; expected {may}"
    listed = sorted((member.name, member.role) for member in world.cast[owner].members().value)
    expected = sorted([(owner, "owner"), *((row["person"], row["role"]) for row in rows)])
    assert listed == expected, f"the company's people are {listed}; expected {expected}"


def owns_one(world: World, person: str, plan: str) -> None:
    """The person is signed in as the owner of an organisation on that plan."""
    told = world.facts.reply(person).value
    is_told_truly(world, person, told)
    assert told.account.organisation is not None, f"{person} has no organisation"
    assert told.account.organisation.plan == plan, f"{person} is on the {told.account.organisation.plan} plan"
    assert told.account.role == "owner", f"{person} is {told.account.role} of the organisation"


def is_told_truly(world: World, person: str, told: SignIn) -> None:
    """The account and the end that the person was told of at sign-in are those that it has."""
    actor = world.cast[person]
    differ = differences(told.account, actor.whoami(told.tokens.access).value)
    assert not differ, f"{person} was told of another account than it opens: {differ}"
    _ends_as_told(person, told.tokens, actor.claims(told.tokens.access))


def _ends_as_told(person: str, tokens: Tokens, said: Claims) -> None:
    assert said.issued_at is not None, f"{person}'s sign-in does not say when it was issued"
    assert said.expires_at is not None, f"{person}'s sign-in names no end"
    assert abs(said.expires_at - said.issued_at - (tokens.lifetime or 0)) < 1, f"{person} was told another end"


def gives_role(world: World, person: str, other: str, role: str) -> None:
    """The person gives somebody of their company another role."""
    other_id = world.cast.signed_in(other).account.id
    world.facts.heard(person, world.cast[person].gives_role(other_id, role))


def has_role(world: World, person: str, role: str) -> None:
    """The person has that role, as their account and the list of the company's people say."""
    actor = world.cast[person]
    account = actor.whoami().value
    listed = {member.id: member.role for member in actor.members().value}
    assert account.role == role, f"{person} is {account.role}; expected {role}"
    assert listed.get(account.id) == role, f"{person} is listed as {listed.get(account.id)}; expected {role}"


def has_invited(world: World, owner: str, person: str, role: str) -> None:
    """The owner has invited the person, who has not answered yet."""
    reply = world.cast.signed_in(owner).invites(world.cast[person].email, role)
    reply.value  # noqa: B018 - a refusal fails here
    world.facts.heard(owner, reply)


def takes_up(world: World, person: str, owner: str) -> None:
    """The person, signed in, takes up the owner's latest invitation."""
    actor, stage = world.cast[person], world.cast.stage
    call = stage.dialect.accept(world.facts.reply(owner).value, actor.password, actor.name)
    # Whoever is signed in and let in would be told so in another shape than a newcomer, which is for the Then to judge.
    call = dataclasses.replace(call, statuses=(200, 201), grants=lambda told: told)
    world.facts.heard(person, stage.perform(person, call, actor.tokens.access))


def comes_in_by_it(world: World, person: str, owner: str) -> None:
    """The owner's latest invitation makes the person a member of the owner's company."""
    told = world.cast[person].accepts(world.facts.reply(owner).value).value
    is_told_truly(world, person, told)
    assert told.account.organisation is not None, f"{person} has no organisation"
    company = world.cast[owner].company_id
    assert told.account.organisation.id == company, f"{person} came into {told.account.organisation}; invited {company}"


def invites_many(world: World, owner: str, count: int) -> None:
    """The owner invites so many people, one after the other."""
    actor = world.cast.signed_in(owner)
    for number in range(1, count + 1):
        world.facts.heard(owner, actor.invites(f"seat.{number}.{actor.email}", "viewer"))


def last_has_no_seat(world: World, owner: str, count: int) -> None:
    """So many were invited, and the one after them was not, for want of a seat; a word says what to do."""
    *granted, last = world.facts.replies[owner]
    assert len(granted) == count, f"{len(granted)} people were invited before the last; expected {count}"
    for reply in granted:
        assert reply.value, f"{owner} invited somebody and got no invitation"
    refusal = last.refused(Reason.NO_SEAT)
    assert refusal.next_step, f"{owner} is refused without a next step"


def reads_trail(world: World, person: str, organisation_id: str | None = None) -> None:
    """The person reads the trail of the company."""
    world.facts.heard(person, world.cast.signed_in(person).trail(organisation_id))


def trail_says_once(world: World, reader: str, person: str, action: str) -> None:
    """The trail has that act of the person's once, with its time and the company."""
    actor, user_id = world.cast.signed_in(reader), world.cast[person].account.id
    found = [entry for entry in actor.trail().value if entry.action == action]
    assert [entry.user_id for entry in found] == [user_id], f"{person} {action}; the trail says that of {found}"
    _moment(world, found[0], actor.company_id)


def trail_says(world: World, person: str, rows: Iterable[Mapping[str, str]]) -> None:
    """The trail names exactly these people and acts, in this order, each with its time and the company."""
    found: list[TrailEntry] = world.facts.reply(person).value
    names = {actor.account.id: actor.name for actor in world.cast.present() if actor.has_account}
    seen = [(names.get(str(entry.user_id), "Sam"), entry.action) for entry in found]
    expected = [(row["who"], row["what"]) for row in rows]
    assert seen == expected, f"the trail says {seen}; expected {expected}"
    moments = [_moment(world, entry, world.cast[person].company_id) for entry in found]
    assert moments == sorted(moments), f"something is written down before what it came after: {moments}"


def _moment(world: World, entry: TrailEntry, company_id: str) -> datetime.datetime:
    """When it was, which is just now; what is written down is the company's."""
    assert entry.organisation_id == company_id, f"{entry.action!r} is written down for {entry.organisation_id}"
    assert entry.at is not None, f"{entry.action!r} is written down without a time"
    assert abs((world.now() - entry.at).total_seconds()) < 60, f"{entry.action!r} is written down at {entry.at}"
    return entry.at


def tries_to_delete(world: World, person: str) -> None:
    """The person tries to delete the company; the reply is remembered."""
    world.facts.heard(person, world.cast[person].deletes_organisation())


def company_goes(world: World, owner: str) -> None:
    """The owner deletes the company, and the operator reads what is left of its trail."""
    actor = world.cast.signed_in(owner)
    company = actor.company_id
    actor.deletes_organisation().value  # noqa: B018 - a refusal fails here
    reads_trail(world, "Sam", company)


def trail_names_ids_alone(world: World, reader: str, owner: str) -> None:
    """What is left has ids, times and acts, the deletion last, and no detail and no word that names anybody."""
    found: list[TrailEntry] = world.facts.reply(reader).value
    assert found, "nothing is left of the trail"
    assert found[-1].action == "deleted the company", f"the trail ends with {found[-1].action!r}"
    assert found[-1].user_id == world.cast[owner].account.id, f"the trail ends with an act of {found[-1].user_id}"
    told = [entry for entry in found if entry.details]
    assert not told, f"details are left of {[entry.action for entry in told]}"
    assert not world.kept.accounts(world.cast[owner].email), f"{owner}'s account is still kept"


def sign_in_says(world: World, person: str, rows: Iterable[Mapping[str, str]]) -> None:
    """What the sign-in says of the person is what the table says, and what the account says that it opens."""
    actor = world.cast[person]
    tokens = world.facts.reply(person).value.tokens
    said, account = actor.claims(tokens.access), actor.whoami(tokens.access).value
    assert account.organisation is not None, f"{person}'s account has no organisation"
    names = {account.id: account.name, account.organisation.id: account.organisation.name.split()[0]}
    seen = {
        "person": names.get(str(said.user_id)),
        "company": names.get(str(said.organisation_id)),
        "role": ", ".join(said.roles),
        "plan": said.plan,
        "may": ", ".join(sorted(said.permissions)),
    }
    expected = {row["says"]: row["what"] for row in rows}
    assert seen == expected, f"{person}'s sign-in says {seen}; expected {expected}"
    assert (account.role, account.organisation.plan) == (expected["role"], expected["plan"]), (
        f"the account that it opens is {account.role} on {account.organisation.plan}"
    )


def sign_in_is_complete(world: World, person: str) -> None:
    """Issuer and audience are named, id and session are its own, it counts from now and ends when it was told to, and
    a published key has signed it."""
    actor = world.cast[person]
    tokens = world.facts.reply(person).value.tokens
    said = actor.claims(tokens.access)
    assert said.issuer, f"{person}'s sign-in names no issuer"
    assert said.audience, f"{person}'s sign-in names no audience"
    assert said.token_id, f"{person}'s sign-in has no id"
    assert said.session_id, f"{person}'s sign-in names no session"
    assert said.not_before is not None, f"{person}'s sign-in does not say from when on it counts"
    assert said.not_before <= world.now().timestamp() + 1, f"{person}'s sign-in counts only from {said.not_before} on"
    _ends_as_told(person, tokens, said)
    other = actor.claims(actor.sign_in().value.tokens.access)
    assert other.token_id != said.token_id, f"two of {person}'s sign-ins have the same id"
    assert other.session_id != said.session_id, f"two of {person}'s sign-ins are one session"
    keys = [key.get("kid") for key in actor.published_keys().value]
    assert said.key_id in keys, f"the key {said.key_id!r} that signed it is not published: {keys}"
