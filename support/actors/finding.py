"""Runs that are looked for: by customers, by operators, and by people whose they are not; and what operators are
alerted to."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from support.actors import asking
from support.actors.alike import differences
from support.targets.canon import Reason, Run

if TYPE_CHECKING:
    from support.world import World

NOBODYS = ("a run that never was", "a run by a name that is no id")
"""Runs that nobody has."""

TRAITS = ("person", "conversation", "agent")
"""By what operators look for a run."""

ALERTS = ("timed out", "died")
"""What operators are alerted to, by a feature's words."""


def asks_for(world: World, person: str, run: str) -> None:
    """The person reads and cancels that run, and then one that never was; what was answered is remembered."""
    actor = world.cast[person]
    never = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{world.scenario_id}:{person}"))
    match run:
        case "a run that never was":
            wanted = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{world.scenario_id}:{person}:{run}"))
        case "a run by a name that is no id":
            wanted = "the-latest-one"
        case _:
            wanted = str(asking.story(world, run.rsplit(" ", 1)[-1]).ended.run_id)
    for run_id in (wanted, never):
        world.facts.heard(person, actor.run(run_id))
        world.facts.heard(person, actor.stops(run_id))
    for owner in world.facts.questions:
        told = asking.story(world, owner)
        world.facts.run[owner] = world.cast[owner].run(str(told.ended.run_id))


def is_told_of_none(world: World, person: str) -> None:
    """To read and to cancel it was refused as not being there, in the very words for a run that never was."""
    wanted, never = world.facts.replies[person][-4:-2], world.facts.replies[person][-2:]
    for reply, other in zip(wanted, never, strict=True):
        refusal, expected = reply.refused(Reason.NOT_FOUND), other.refused(Reason.NOT_FOUND)
        assert refusal.message, f"{reply.says}: refused without a word"
        assert refusal.next_step, f"{reply.says}: refused without a next step"
        assert refusal.comparable == expected.comparable, (
            f"{reply.says}: {refusal.comparable}; for a run that never was {expected.comparable}"
        )


def looks_by(world: World, person: str, of: str, trait: str) -> None:
    """The operator looks for that person's runs by what is known of one; what was found is remembered."""
    actor, told = world.cast[of], asking.story(world, of)
    match trait:
        case "person":
            reply = world.cast[person].runs_of_all(user_id=actor.account.id)
        case "conversation":
            reply = world.cast[person].runs_of_all(thread_id=told.ended.thread_id)
        case "agent":
            reply = world.cast[person].runs_of_all(user_id=actor.account.id, agent=told.answer.path[0])
        case _:
            raise LookupError(f"nobody looks for a run by its {trait}")
    world.facts.heard(person, reply)


def looks_everywhere(world: World, person: str) -> None:
    """The person looks for the runs of the whole platform."""
    world.facts.heard(person, world.cast[person].runs_of_all())


def found(world: World, person: str, of: str) -> None:
    """Exactly that person's run was found: whose it is, where it belongs, who works on it, how far it is."""
    told = asking.story(world, of)
    runs: Sequence[Run] = world.facts.reply(person).value
    assert [run.id for run in runs] == [told.ended.run_id], f"found {[run.id for run in runs]}"
    seen = (runs[0].user_id, runs[0].thread_id, runs[0].status, runs[0].correlation_id)
    expected = (world.cast[of].account.id, told.ended.thread_id, "completed", told.ended.correlation_id)
    assert seen == expected, f"found user, conversation, state and request {seen}; expected {expected}"
    assert runs[0].instance, "it is not told which process worked on the run"
    own = world.cast[of].run(runs[0].id).value
    differ = differences(runs[0], own, but=("answer", "steps", "phases", "path", "confidence", "instance"))
    assert not differ, f"operators see the run otherwise than {of}: {differ}"


def nothing_was_read(world: World, person: str) -> None:
    """Nothing that was asked or answered in this scenario stands in what the person was given."""
    for reply in world.facts.replies[person]:
        _says_nothing(world, reply.body)


def finds_own(world: World, person: str) -> None:
    """The person's run is found by its conversation, by an agent that took part and by its state, and not by those
    that do not fit."""
    actor, told = world.cast[person], asking.story(world, person)
    fitting = (
        actor.runs(told.ended.thread_id),
        actor.runs(agent=told.answer.path[0]),
        actor.runs(status="completed"),
    )
    for reply in fitting:
        seen = [run.id for run in reply.value]
        assert seen == [told.ended.run_id], f"{reply.says}: found {seen}; expected {told.ended.run_id}"
        differ = differences(reply.value[0], actor.run(seen[0]).value, but=("steps",))
        assert not differ, f"{reply.says}: found is the run otherwise than it is read by its id: {differ}"
    for reply in (actor.runs(agent="actions"), actor.runs(status="failed")):
        seen = [run.id for run in reply.value]
        assert not seen, f"{reply.says}: found {seen}; no run is like that"


def is_alerted(world: World, person: str, of: str, kind: str) -> None:
    """One alert of that kind names the run, its customer, company and conversation, and the process, and no word of
    what was asked."""
    question, account = asking.latest(world, of), world.cast[of].account
    alerts = [alert for alert in world.cast[person].alerts().value.items if alert.run_id == question.run_id]
    assert [alert.kind for alert in alerts] == [kind], f"alerts of the run: {[each.kind for each in alerts]}"
    [alert] = alerts
    assert account.organisation is not None, f"{of} has no organisation"
    seen = (alert.user_id, alert.organisation_id, alert.thread_id)
    assert seen == (account.id, account.organisation.id, question.thread_id), f"the alert names {seen}"
    assert alert.instance, "the alert does not say where the run was at work"
    assert alert.at is not None, "the alert does not say when"
    _says_nothing(world, alert.raw)


def _says_nothing(world: World, body: Any) -> None:
    written = json.dumps(body, ensure_ascii=False)
    for owner, questions in world.facts.questions.items():
        for question in questions:
            assert question.text not in written, f"{owner}'s question can be read: {written[:300]}"
        ended = [frame for frame in questions[-1].tab.frames() if frame.terminal and questions[-1].owns(frame)]
        answer = getattr(ended[-1].body, "text", None) if ended else None
        assert not answer or json.dumps(answer, ensure_ascii=False)[1:-1] not in written, f"{owner}'s answer is read"
