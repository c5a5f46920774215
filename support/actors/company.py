"""A company's people and rules: who may do what, who leaves, where records are kept, what each prefers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from support.actors import asking, canaries, overseeing
from support.actors.reply import Reply
from support.evidence.about import about
from support.targets.canon import Reason

if TYPE_CHECKING:
    from support.actors.actor import Actor
    from support.world import World

JOINED = "joined"
"""How the trail calls that somebody has come into the company."""

LOOK = "read a private conversation"
"""How the trail calls it."""

RECENT = 60.0
"""Seconds in which a scenario is over."""

SESSION_OVER = 1008
"""How a connection ends whose session is over (CONTRACT.md, "The live socket")."""


def acts(world: World, owner: str) -> Mapping[str, Callable[[Actor], Reply[object]]]:
    """What the people of a company may try, by a feature's words; conversations are the owner's."""
    company = world.cast[owner].company_id
    private, confidential = world.facts.threads["private"], world.facts.threads["confidential"]
    return {
        "reads": lambda actor: _any(actor.threads()),
        "asks": lambda actor: _any(actor.starts_thread()),
        "brings in": lambda actor: _any(actor.imports([])),
        "invites": lambda actor: _any(actor.invites(f"guest.{actor.word()}@elsewhere.example", "viewer")),
        "opens private": lambda actor: _any(actor.thread(private)),
        "opens confidential": lambda actor: _any(actor.thread(confidential)),
        "sees the invoice": lambda actor: _any(actor.invoice(company)),
        "operates": lambda actor: _any(actor.connections()),
    }


def opens_both(world: World, owner: str) -> None:
    """The owner has a private conversation and a confidential one."""
    stage, actor = world.cast.stage, world.cast.signed_in(owner)
    for kind in ("private", "confidential"):
        call = stage.dialect.create_thread({"title": f"A {kind} plan", "visibility": kind})
        world.facts.threads[kind] = stage.perform(owner, call, actor.tokens.access, actor.instance).value.id


def each_tries(world: World, owner: str, people: list[str]) -> None:
    """Each of them tries each act."""
    for person in people:
        for name, act in acts(world, owner).items():
            world.facts.tried[f"{person} {name}"] = _kept(act(world.cast.signed_in(person)))


def each_may(world: World, rows: list[Mapping[str, str]]) -> None:
    """Exactly what the table says was granted; whatever was not is refused for a missing right, or as not there."""
    wanted = {f"{row['person']} {name}": row[name] for row in rows for name in row if name != "person"}
    assert sorted(wanted) == sorted(world.facts.tried), f"tried {sorted(world.facts.tried)}; listed {sorted(wanted)}"
    for name, may in wanted.items():
        reply = world.facts.tried[name]()
        with about(reply):
            if may == "yes":
                assert reply.ok, f"{name}: expected it to be granted, but {reply.refusal}"
            else:
                refusal = reply.refused(Reason.FORBIDDEN, Reason.NOT_FOUND)
                assert refusal.next_step, f"{name}: refused without a next step"


def opens_private(world: World, person: str) -> None:
    """The person opens the private conversation; what came of it is remembered."""
    world.facts.heard(person, world.cast.signed_in(person).thread(world.facts.threads["private"]))


def look_is_in_the_trail(world: World, person: str) -> None:
    """The person was granted the look, and the company's trail has it once: who looked, and when."""
    actor = world.cast[person]
    thread = world.facts.reply(person).value
    assert thread.id == world.facts.threads["private"], f"{person} opened {thread.id}"
    looks = [entry for entry in actor.trail().value if entry.action == LOOK]
    assert [entry.user_id for entry in looks] == [actor.account.id], (
        f"the trail has the looks of {[entry.user_id for entry in looks]}; expected one of {person}'s"
    )
    [look] = looks
    now = world.now()
    assert look.at is not None, "the trail does not say when"
    assert abs((now - look.at).total_seconds()) < RECENT, f"the trail has the look at {look.at}; it is {now}"


def puts_out(world: World, owner: str, person: str) -> None:
    """The owner puts the person out of the company; what the company's people have is noted first."""
    world.facts.struck = world.mark()
    world.cast[owner].removes(world.cast[person].account.id).value  # noqa: B018 - a refusal fails here


def is_gone(world: World, person: str, colleague: str) -> None:
    """The person's connections end with their session, the former sign-in opens nothing, operators see no connection of
    theirs, and the colleague's connection goes on."""
    actor = world.cast[person]
    for tab in actor.opened_tabs:
        code, reason = tab.closed_within("at once")
        assert code == SESSION_OVER, f"{person}'s connection was closed with {code} {reason!r}"
    actor.whoami().refused(Reason.NOT_SIGNED_IN)
    left = overseeing.until(world, lambda: world.kept.connections(actor.account.id), lambda rows: not rows)
    assert not left, f"{len(left)} connections of {person}'s are still known"
    sessions = [each for tab in world.cast[colleague].opened_tabs for each in [tab.open]]
    assert all(sessions), f"a connection of {colleague}'s was closed"


def knows_nothing_more(world: World, person: str, company_of: str) -> None:
    """Who was put out and signs in anew finds a company of their own, none of the former one's conversations, and no
    canary of the former colleagues."""
    actor = world.cast[person]
    signed = actor.sign_in().value
    company = signed.account.organisation
    assert company is not None, f"{person} belongs to no company at all"
    assert company.id != world.cast[company_of].company_id, f"{person} is still of {company_of}'s company"
    seen = {thread.id for thread in actor.threads().value}
    kept = set(world.facts.threads.values()) & seen
    assert not kept, f"{person} still sees {kept}"


def chooses(world: World, person: str, region: str) -> None:
    """The person chooses the region of the company's records; what came of it is remembered."""
    world.facts.heard(person, world.cast.signed_in(person).chooses_region(region))


def kept_in(world: World, person: str, region: str) -> None:
    """All records of the person's company, as many as were brought in, stand in one table, that region's, and in no
    other."""
    stage, actor = world.cast.stage, world.cast[person]
    places = stage.rows(stage.dialect.kept_places, actor.company_id)
    expected = sum(
        len(records) for name, records in world.facts.records.items()
        if world.cast[name].company_id == actor.company_id
    )  # fmt: skip
    assert [(each.region, each.records) for each in places] == [(region, expected)], (
        f"{expected} records are to be kept in {region}; kept are {places}"
    )
    assert places[0].place.endswith(region), f"the records of {region} stand in {places[0].place}"


def prefers(world: World, people: list[str]) -> None:
    """Each keeps a canary as what they prefer."""
    for person in people:
        word = canaries.new(world, person, "preference")
        world.cast.signed_in(person).prefers({"style": word}).value  # noqa: B018 - a refusal fails here


def has_own_preferences(world: World, people: list[str]) -> None:
    """Each reads back exactly their own preference, and the answer that they were given follows it."""
    for person in people:
        [own] = world.facts.canaries.of(person, "preference")
        kept = world.cast[person].preferences().value
        assert dict(kept) == {"style": own.word}, f"{person} prefers {own.word}; kept is {dict(kept)}"
        story = asking.story(world, person)
        with about(story.ended):
            assert own.word in story.answer.text, f"the answer does not know what {person} prefers"


def _any(reply: Reply[object]) -> Reply[object]:
    return reply


def _kept(reply: Reply[object]) -> Callable[[], Reply[object]]:
    return lambda: reply


def has_seats(world: World, owner: str, count: int) -> None:
    """With the members that there are, the owner can invite as many as make up the seats, and not one more."""
    actor = world.cast[owner]
    members = len(actor.members().value)
    for _ in range(count - members):
        actor.invites(f"seat.{actor.word()}@elsewhere.example", "viewer").value  # noqa: B018 - a refusal fails here
    refusal = actor.invites(f"seat.{actor.word()}@elsewhere.example", "viewer").refused(Reason.NO_SEAT)
    assert refusal.next_step, "the refusal of a seat names no next step"


def came_in(world: World, owner: str, people: list[str]) -> None:
    """The trail has each of these people joining once, and nobody else but the founder."""
    joined = [entry.user_id for entry in world.cast.signed_in(owner).trail().value if entry.action == JOINED]
    expected = sorted(world.cast[person].account.id for person in people)
    assert sorted(map(str, joined)) == expected, f"the trail has {joined} joining; expected {people}"
