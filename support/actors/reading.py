"""Coming back: what a person reads later, compared with what was first seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.actors import asking
from support.actors.alike import differences
from support.targets.canon import Run

if TYPE_CHECKING:
    from support.world import World


def again(world: World, person: str) -> None:
    """Signs in anew and reads the latest question's conversation and run; both replies are remembered."""
    told = asking.story(world, person)
    actor = world.cast[person]
    actor.sign_in().value  # noqa: B018  a refused sign-in fails here
    world.facts.conversation[person] = actor.messages(str(told.ended.thread_id))
    world.facts.run[person] = actor.run(str(told.ended.run_id))


def conversation_as_seen(world: World, person: str) -> None:
    """The conversation holds the question and the answer, character for character, in their order."""
    told = asking.story(world, person)
    read = [(message.role, message.text) for message in world.facts.conversation[person].value]
    seen = [("user", told.question.text), ("assistant", told.answer.text)]
    assert read == seen, f"seen {seen}, read back {read}"
    answered_by = world.facts.conversation[person].value[-1].run_id
    assert answered_by == told.ended.run_id, f"the answer belongs to run {answered_by}; told {told.ended.run_id}"


def run_as_seen(world: World, person: str) -> None:
    """The run is completed, belongs to the conversation, and has field by field the result that was told."""
    told = asking.story(world, person)
    run = world.facts.run[person].value
    for reply in world.facts.replies.get(person, []):
        if isinstance(reply.granted, Run):
            differ = differences(reply.granted, run)
            assert not differ, f"{reply.says} otherwise than the run reads: {differ}"
    assert run.status == "completed", f"the run reads {run.status}; it was told completed"
    assert run.thread_id == told.ended.thread_id, f"the run belongs to {run.thread_id}; told {told.ended.thread_id}"
    assert run.answer == told.answer, f"told {told.answer}, read back {run.answer}"
