"""What has to be kept: assertions that compare what people saw with what the platform stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from support.actors import asking
from support.actors.alike import between, differences
from support.evidence.about import about
from support.targets.canon import Event, Message, RunStep

if TYPE_CHECKING:
    from support.world import World


def steps(world: World, person: str) -> Sequence[RunStep]:
    """The recorded steps of the person's latest run."""
    run_id = asking.story(world, person).ended.run_id
    assert run_id, f"{person}'s run was told without an id"
    return world.kept.steps(run_id)


def question_and_answer(world: World, person: str) -> None:
    """The latest question and its answer are the conversation's last two messages, and the run is completed."""
    told = asking.story(world, person)
    messages = _messages(world, person)
    assert [m.role for m in messages[-2:]] == ["user", "assistant"], (
        f"the conversation ends with {[m.role for m in messages[-2:]]}; expected question and answer"
    )
    question, answer = messages[-2:]
    assert question.text == told.question.text, f"asked {told.question.text!r}, kept {question.text!r}"
    assert answer.text == told.answer.text, f"answered {told.answer.text!r}, kept {answer.text!r}"
    assert answer.run_id == told.ended.run_id, (
        f"the kept answer belongs to run {answer.run_id}; told {told.ended.run_id}"
    )
    assert question.run_id in {None, told.ended.run_id}, (
        f"the kept question belongs to run {question.run_id}; told {told.ended.run_id}"
    )
    run = world.kept.run(str(told.ended.run_id))
    assert run is not None, f"no run {told.ended.run_id} is kept"
    assert run.status == "completed", f"the kept run is {run.status}"
    assert run.answer is not None, "the run is kept without its result"
    assert run.answer.text == told.answer.text, f"answered {told.answer.text!r}, kept with the run {run.answer.text!r}"


def result(world: World, person: str) -> None:
    """The result that was shown is, field by field, the one that is kept with the run."""
    told = asking.story(world, person)
    run = world.kept.run(str(told.ended.run_id))
    assert run is not None, f"no run {told.ended.run_id} is kept"
    assert run.answer == told.answer, f"shown {told.answer}, kept {run.answer}"


def without_answer(world: World, person: str, fate: str) -> None:
    """The latest run is kept in that state with no result, and no answer of it stands in the conversation."""
    told = asking.latest(world, person)
    run = world.kept.run(str(told.run_id))
    assert run is not None, f"no run {told.run_id} is kept"
    assert run.status == fate, f"the run is kept as {run.status}; expected {fate}"
    assert run.answer is None, f"the run is kept with a result: {run.answer}"
    ends = [frame.body for frame in told.tab.frames(told.cursor) if told.owns(frame) and frame.event is Event.FAILED]
    differ = [each for end in ends for each in differences(end, run.problem, but=("reason",))]
    assert not differ, f"the failure is told otherwise than it is kept: {differ}"
    messages = _messages(world, person)
    answers = [message.text for message in messages if message.role == "assistant" and message.run_id == told.run_id]
    assert not answers, f"an answer of the run is kept: {answers}"
    asked = [message.text for message in messages if message.client_message_id == told.message_id]
    assert asked == [told.text], f"asked {told.text!r}, kept {asked}"


def question_unchanged(world: World, person: str) -> None:
    """The latest question is kept character for character."""
    told = asking.story(world, person)
    kept = [message.text for message in _messages(world, person) if message.role == "user"]
    assert kept == [told.question.text], f"asked {told.question.text!r}, kept {kept}"


def questions_in_order(world: World, person: str) -> None:
    """All questions are kept in the order asked, each answer after its question and with its words."""
    stories = asking.stories(world, person)
    messages = _messages(world, person)
    asked = [told.question.text for told in stories]
    kept = [message.text for message in messages if message.role == "user"]
    assert kept == asked, f"asked {asked}, kept {kept}"
    answers = [message for message in messages if message.role == "assistant"]
    assert [message.text for message in answers] == [told.answer.text for told in stories], (
        "the kept answers are not those that were told, in their order"
    )
    assert [message.run_id for message in answers] == [told.ended.run_id for told in stories], (
        "the kept answers belong to other runs than those that told them"
    )


def events(world: World, person: str) -> None:
    """The numbered frames that arrived are exactly the person's kept events, in the same order."""
    arrived = list(asking.numbered_frames(world, person))
    kept = world.kept.events(world.cast[person].account.id)
    first = arrived[0].seq or 0
    expected = [event for event in kept if first <= event.seq <= (arrived[-1].seq or 0)]
    assert [frame.seq for frame in arrived] == [event.seq for event in expected], (
        f"arrived {len(arrived)} events, kept {len(expected)} between {first} and {arrived[-1].seq}; "
        "number for number they have to be the same"
    )
    for frame, event in zip(arrived, expected, strict=True):
        with about(frame):
            assert event.is_told_by(frame), f"kept is {event}; told was {frame.words()}"


def one_account(world: World, person: str) -> None:
    """Exactly one account is kept under the person's address, and it is the one that the person was given."""
    actor = world.cast[person]
    kept = world.kept.accounts(actor.email)
    differ = between(kept, [actor.account])
    assert not differ, f"under {person}'s address is kept otherwise than {person} was told: {differ}"


def no_account(world: World, person: str) -> None:
    """No account is kept under the person's address, nor under any other that the person tried."""
    actor = world.cast[person]
    for email in {actor.email, *actor.tried_emails}:
        kept = world.kept.accounts(email)
        assert not kept, f"{person} was refused, yet an account is kept under the address that was tried"


def _messages(world: World, person: str) -> Sequence[Message]:
    question = asking.latest(world, person)
    assert question.thread_id, f"{person}'s question was never told to belong to a conversation"
    return world.kept.messages(question.thread_id)
