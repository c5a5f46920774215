"""What the doors of the product do with what should not come through them: claimed rights, wrong verbs, too much, and
garbage."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from support.actors import problems, reaching
from support.targets.canon import Reason
from support.targets.canon.attempts import Belongings
from support.wire.traffic import Response

if TYPE_CHECKING:
    from support.targets.dialect import Call
    from support.world import World


def tries(world: World, person: str, calls: Mapping[str, Call[Any]]) -> None:
    """The person tries each of these calls; the answers are remembered by name."""
    for name, call in calls.items():
        world.facts.tried[name] = reaching.begun(world, world.cast[person], call)


def sends_garbage(world: World, person: str, own: Belongings) -> None:
    """The person sends bodies that are none."""
    stage, actor = world.cast.stage, world.cast[person]
    for name, (call, body) in stage.dialect.garbage(own).items():
        request = stage.request(dataclasses.replace(call, body={}), actor.tokens.access, actor.instance)
        answer = stage.wire.exchange(person, dataclasses.replace(request, body=body))
        world.facts.tried[name] = partial(stage.judged, person, call, answer)


def each_refused(world: World, person: str, expected: Mapping[str, Reason]) -> None:
    """Exactly these were tried, and each was refused for that reason, in plain words with a next step."""
    assert sorted(world.facts.tried) == sorted(expected), f"tried {sorted(world.facts.tried)}, listed {list(expected)}"
    for name, reason in expected.items():
        refusal = world.facts.tried[name]().refused(reason)
        for what, said in (("word", refusal.message), ("next step", refusal.next_step)):
            assert said, f"{name} is refused without a {what}"
            residue = problems.RESIDUE.search(said)
            assert residue is None, f"{name} is refused in words for machines, {residue[0]!r}: {said!r}"


def keeps_no_copy(world: World, person: str, own: Belongings) -> None:
    """No answer about the person's things may be kept by a cache on the way, and none says by what it is served."""
    stage, actor = world.cast.stage, world.cast[person]
    calls: dict[str, Call[Any]] = {**stage.dialect.reading(own), "the account": stage.dialect.whoami()}
    for name, call in calls.items():
        answer = stage.wire.exchange(person, stage.request(call, actor.tokens.access, actor.instance))
        assert isinstance(answer, Response), f"{name}: no answer"
        assert answer.status < 400, f"{person} may not read {name}: {answer.status}"
        kept = answer.header("cache-control") or ""
        assert "no-store" in kept, f"{name} may be kept by any cache on the way: {kept!r}"
        served = answer.header("server") or answer.header("x-powered-by")
        assert not served, f"{name} says what serves it: {served!r}"


def promotes(world: World, person: str, other: str) -> None:
    """The person registers with every right there is, in the other's company."""
    actor, stage = world.cast[person], world.cast.stage
    stage.may("create_accounts")
    call = stage.dialect.promoted(actor.email, actor.password, actor.name, world.cast[other].account)
    actor.tried_emails.append(actor.email)
    reply = stage.perform(person, call)
    actor.is_registered(reply)
    world.facts.heard(person, reply)
