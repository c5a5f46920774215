"""Reaching for what is another's, and for more than is one's own: what is tried, and what it has to bring.

What is another's has to look exactly like what never existed: the same answer, in the same time.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from support.actors import asking, conditions, problems
from support.actors.reply import Reply
from support.evidence.about import about
from support.targets.canon import Event, Problem, Reason
from support.targets.canon.attempts import Belongings

if TYPE_CHECKING:
    from support.actors.actor import Actor
    from support.targets.dialect import Call
    from support.world import World

TIMINGS = 25
"""How often each of two answers is timed; the quickest of them counts."""

ALIKE = 2.0
"""Two answers are of one time class when neither takes more than this many times the other."""

BUSY = 3
"""A difference of less than so many echoes is the machine's, not the platform's."""

GUESSES = 15
"""How many ids near a real one are tried."""


def belongings(world: World, person: str) -> Belongings:
    """What is the person's own: conversation and run of the latest answer, the company, a colleague, the session."""
    if person not in world.facts.belongings:
        actor, story = world.cast[person], asking.story(world, person)
        stage, company = world.cast.stage, world.cast[person].company_id
        members = ask(world, actor, stage.dialect.colleagues(company)).value
        sessions = ask(world, actor, stage.dialect.lists()["sessions"]).value
        member = next((each for each in members if each != actor.account.id), actor.account.id)
        ids = (str(story.ended.thread_id), str(story.ended.run_id), company, member, sessions[-1])
        world.facts.belongings[person] = Belongings(*ids)
    return world.facts.belongings[person]


def reaches(world: World, person: str, other: str, how: str) -> None:
    """The person tries each of these calls ("reading", "changing") on the other's things, and on things that never
    existed."""
    actor, theirs = world.cast[person], belongings(world, other)
    invented = Belongings(*(actor.new_id() for _ in dataclasses.fields(Belongings)))
    calls: Mapping[str, Call[None]] = getattr(world.cast.stage.dialect, how)(theirs)
    nothing: Mapping[str, Call[None]] = getattr(world.cast.stage.dialect, how)(invented)
    for name, call in calls.items():
        world.facts.reached[name] = (begun(world, actor, call), begun(world, actor, nothing[name]))


def as_if_nothing(world: World, names: list[str]) -> None:
    """Exactly these things were reached for; each answer is the one for a thing that never existed, word for word."""
    assert sorted(world.facts.reached) == sorted(names), f"reached for {sorted(world.facts.reached)}; listed {names}"
    pairs = {name: (one(), other()) for name, (one, other) in world.facts.reached.items()}
    for name, (real, invented) in pairs.items():
        with about(real, invented):
            assert _told(real) == _told(invented), (
                f"{name} of somebody else is answered {_told(real)}; one that never existed {_told(invented)}"
            )
            if real.refusal is not None:
                refusal = real.refused(Reason.NOT_FOUND)
                assert refusal.message, f"{name}: refused without a word"
                assert refusal.next_step, f"{name}: refused without a next step"
    assert any(real.refusal for real, _ in pairs.values()), "nothing at all was refused"


def owner_reaches(world: World, person: str, how: str) -> None:
    """The owner is granted each of these calls."""
    own = belongings(world, person)
    for name, call in getattr(world.cast.stage.dialect, how)(own).items():
        reply = ask(world, world.cast[person], call)
        with about(reply):
            assert reply.ok, f"{person} reached for {name}, which is {person}'s own, and was refused: {reply.refusal}"


def asks_there(world: World, person: str, other: str) -> None:
    """The person asks in the other's conversation over the live connection, and stops the other's run; then the same
    with a conversation and a run that never existed."""
    actor, theirs = world.cast[person], belongings(world, other)
    tab = actor.tab()
    world.facts.struck = tab.marks()
    for thread, run in ((theirs.thread_id, theirs.run_id), (actor.new_id(), actor.new_id())):
        message = world.cast.stage.dialect.user_message("What was said here?", thread, actor.new_id(), None, None)
        tab.sends_raw(message)
        tab.cancels(run)


def told_of_nothing(world: World, person: str) -> None:
    """Four errors came: for the other's things the very ones that came for things that never existed."""
    tab = world.cast[person].tab()
    frames = tab.expects(*[conditions.refused(Reason.NOT_FOUND)] * 4, since=world.facts.struck, within="at once")
    said = [(frame.body.code, frame.body.message, frame.body.next_step) for frame in frames
            if isinstance(frame.body, Problem)]  # fmt: skip
    with about(*frames):
        assert said[:2] == said[2:], f"for another's things came {said[:2]}; for none {said[2:]}"
        for frame in frames:
            assert isinstance(frame.body, Problem), f"an error without a readable body: {frame.words()}"
            problems.is_plain(frame.body, frame)
    known = [frame for frame in tab.frames(world.facts.struck) if frame.event is not Event.ERROR and frame.run_id]
    assert not known, f"{person} was told of somebody's run: {known[0].words() if known else ''}"


def guesses(world: World, person: str, other: str) -> None:
    """The person asks for conversations and runs with ids near the other's."""
    actor, theirs = world.cast[person], belongings(world, other)
    for number in range(GUESSES):
        for identity in (theirs.thread_id, theirs.run_id):
            near = f"{identity[:-1]}{(int(identity[-1], 16) + number + 1) % 16:x}"
            own = dataclasses.replace(theirs, thread_id=near, run_id=near)
            calls = world.cast.stage.dialect.reading(own)
            for name in ("the conversation", "the run"):
                answer = begun(world, actor, calls[name])
                world.facts.reached[f"{name} {near}"] = (answer, answer)


def guessed_nothing(world: World) -> None:
    """Each guess was refused for want of such a thing."""
    assert len(world.facts.reached) >= GUESSES, f"{len(world.facts.reached)} guesses were made"
    for answer, _ in world.facts.reached.values():
        answer().refused(Reason.NOT_FOUND)


def times(world: World, person: str, other: str) -> None:
    """The person asks for the other's conversation and for one that never existed, in turn, many times."""
    actor, theirs = world.cast[person], belongings(world, other)
    for number in range(TIMINGS):
        invented = dataclasses.replace(theirs, thread_id=actor.new_id())
        pair = [
            begun(world, actor, world.cast.stage.dialect.reading(each)["its messages"]) for each in (theirs, invented)
        ]
        world.facts.reached[f"time {number + 1}"] = (pair[0], pair[1])


def took_alike(world: World) -> None:
    """Both were refused in one time class, by the quickest answer of each."""
    pairs = [(one(), other()) for one, other in world.facts.reached.values()]
    for reply in (each for pair in pairs for each in pair):
        reply.refused(Reason.NOT_FOUND)
    real, invented = min(pair[0].took for pair in pairs), min(pair[1].took for pair in pairs)
    slower, quicker = max(real, invented), min(real, invented)
    busy = BUSY * world.budgets.echo()
    assert slower <= ALIKE * quicker or slower - quicker <= busy, (
        f"another's conversation is refused in {real * 1000:.1f} ms, none at all in {invented * 1000:.1f} ms"
    )


def searches(world: World, person: str, other: str) -> None:
    """The person searches for each canary of the other's, and lists whatever can be listed."""
    actor, dialect = world.cast[person], world.cast.stage.dialect
    for canary in world.facts.canaries.of(other):
        world.facts.listed[f"a search for a {canary.kind}"] = ask(world, actor, dialect.finds(canary.word)).value
    for name, call in dialect.lists().items():
        world.facts.listed[name] = ask(world, actor, call).value


def found_nothing_of(world: World, person: str, other: str) -> None:
    """No search found anything, and no list holds anything of the other's; the other finds the conversation by its
    title, and has it listed."""
    theirs = {world.facts.threads[other], *(str(each.run_id) for each in world.facts.questions.get(other, ()))}
    assert world.facts.listed, f"{person} has listed nothing"
    for name, ids in world.facts.listed.items():
        assert not theirs & set(ids), f"{name} of {person}'s holds what is {other}'s"
        assert not name.startswith("a search") or not ids, f"{name} of {other}'s found {person} {ids}"
    [title] = world.facts.canaries.of(other, "title")
    found = ask(world, world.cast[other], world.cast.stage.dialect.finds(title.word)).value
    assert found == [world.facts.threads[other]], f"{other} searched for the title and found {found}"


def lists_all(world: World) -> None:
    """Each customer lists whatever can be listed."""
    for person in list(world.facts.threads):
        for name, call in world.cast.stage.dialect.lists().items():
            world.facts.listed[f"{person}: {name}"] = ask(world, world.cast[person], call).value


def lists_are_own(world: World) -> None:
    """Each list of conversations is exactly the customer's own, and each list of sessions and runs shares nothing with
    any other customer's."""
    seen: dict[str, str] = {}
    for person, thread in world.facts.threads.items():
        listed = {name: world.facts.listed[f"{person}: {name}"] for name in world.cast.stage.dialect.lists()}
        assert listed["conversations"] == [thread], f"{person} has {thread}; listed are {listed['conversations']}"
        assert len(listed["sessions"]) == 1, f"{person} signed in once; listed are {listed['sessions']}"
        for name, ids in listed.items():
            for identity in ids:
                assert seen.setdefault(identity, person) == person, f"{name}: {seen[identity]}'s is {person}'s too"


def begun(world: World, actor: Actor, call: Call[Any]) -> Callable[[], Reply[Any]]:
    """One call of the person's, which is judged only when somebody asks what came of it."""
    stage = world.cast.stage
    answer = stage.wire.exchange(actor.name, stage.request(call, actor.tokens.access, actor.instance))
    return partial(stage.judged, actor.name, call, answer)


def ask(world: World, actor: Actor, call: Call[Any]) -> Reply[Any]:
    """One call of the person's, with their own sign-in."""
    return world.cast.stage.perform(actor.name, call, actor.tokens.access, actor.instance)


def _told(reply: Reply[Any]) -> tuple[int, str]:
    """What the answer says, without what differs with each answer."""
    if reply.refusal is not None:
        return reply.status, reply.refusal.comparable
    return reply.status, json.dumps(reply.body, sort_keys=True)
