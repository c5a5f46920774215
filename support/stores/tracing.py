"""Question, run and answer: each leads to the others, in what is read back and in what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from support.actors import asking
from support.actors.alike import GRAIN, between
from support.actors.conversations import thread_id
from support.targets.canon import Message, Received

if TYPE_CHECKING:
    from support.world import World


def lead_to_one_another(world: World, person: str) -> None:
    """From the question's own id: the message that was told, its run, that run's steps, and the one answer of that run;
    all in one conversation and under one correlation."""
    story = asking.story(world, person)
    told, run_id, thread = story.received.body, str(story.ended.run_id), str(story.ended.thread_id)
    assert isinstance(told, Received), f"the question was acknowledged without its message: {story.received.words()}"
    messages = world.kept.messages(thread)
    [question] = [each for each in messages if each.client_message_id == story.question.message_id]
    assert question.id == told.message_id, f"kept is message {question.id}; told was {told.message_id}"
    assert question.run_id == run_id, f"the question leads to run {question.run_id}; told was {run_id}"
    run = world.kept.run(run_id)
    assert run is not None, f"the question leads to run {run_id}, which is not kept"
    assert run.thread_id == thread, f"the run leads to conversation {run.thread_id}; told was {thread}"
    assert run.id == world.cast[person].run(run_id).value.id, "the run is read back under another id"
    assert world.kept.steps(run_id), f"run {run_id} leads to no step"
    answers = [each for each in messages if each.role == "assistant" and each.run_id == run_id]
    assert [each.text for each in answers] == [story.answer.text], f"run {run_id} leads to the answers {answers}"
    traces = {frame.correlation_id for frame in story.frames} | {run.correlation_id}
    assert len(traces) == 1, f"the run is told and kept under several correlations: {traces}"


def answer_reads_back(world: World, person: str) -> None:
    """The last message that the person reads is the agents' answer, under the run that gave it."""
    story = asking.story(world, person)
    last = world.cast[person].messages(str(story.ended.thread_id)).value[-1]
    seen, told = (last.role, last.text, last.run_id), ("assistant", story.answer.text, story.ended.run_id)
    assert seen == told, f"told was {told}; the last message is {seen}"


def notes_messages(world: World, person: str) -> None:
    """Remembers what is kept of the person's conversation."""
    thread = str(asking.story(world, person).ended.thread_id)
    world.facts.said[person] = list(world.kept.messages(thread))


def noted_are_unchanged(world: World) -> None:
    """The noted messages are kept as they were, field by field; the next question and its answer follow."""
    [(person, noted)] = world.facts.said.items()
    story = asking.story(world, person)
    kept = list(world.kept.messages(str(story.ended.thread_id)))
    assert kept[: len(noted)] == noted, f"noted was {noted}; kept is {kept[: len(noted)]}"
    said = [(each.role, each.text) for each in kept[len(noted) :]]
    expected = [("user", story.question.text), ("assistant", story.answer.text)]
    assert said == expected, f"expected {expected} to have followed; it was {said}"


def kept_before_told(world: World, person: str) -> None:
    """Each question was kept before its acknowledgement was produced, each answer before its end was; and both in the
    order in which they were told."""
    stories = asking.stories(world, person)
    messages = world.kept.messages(str(stories[-1].ended.thread_id))
    told = []
    for story in stories:
        for frame, role in ((story.received, "user"), (story.ended, "assistant")):
            message = _of(messages, role, str(frame.run_id))
            assert message.created_at is not None, f"a message is kept without its moment: {message}"
            assert frame.produced is not None, f"told without a moment: {frame.words()}"
            assert message.created_at <= frame.produced + GRAIN, (
                f"{frame.words()} was produced at {frame.produced}, before its message was kept at {message.created_at}"
            )
            told.append((frame.number, message.position or 0, message.created_at))
    told.sort()
    positions, moments = [each[1] for each in told], [each[2] for each in told]
    assert positions == sorted(positions), f"told in the order {positions} of their places in the conversation"
    assert moments == sorted(moments), f"told in another order than kept: {moments}"


def all_read_back(world: World, person: str, count: int) -> None:
    """So many questions and answers are read back, in the order asked, each answer under its run, and each run has its
    result."""
    stories = asking.stories(world, person)
    assert len(stories) == count, f"the scenario expects {count} questions; {len(stories)} were asked"
    thread, actor = str(stories[-1].ended.thread_id), world.cast[person]
    expected = [
        each
        for story in stories
        for each in (
            ("user", story.question.text, story.ended.run_id),
            ("assistant", story.answer.text, story.ended.run_id),
        )
    ]
    read = [(each.role, each.text, each.run_id) for each in actor.messages(thread).value]
    assert read == expected, f"asked and answered was {expected}; read back is {read}"
    results = [run.answer for run in actor.runs(thread).value]
    assert results == [story.answer for story in stories], "the runs read back have other results than were told"


def runs_on_record(world: World, person: str, title: str, count: int) -> None:
    """The conversation's runs, as read back and as kept, are those that the person was told of, in that order: each
    completed, with the agents that the answer names, and made, begun and ended in turn between question and end."""
    stories, thread = asking.stories(world, person), thread_id(world, title)
    assert len(stories) == count, f"the scenario expects {count} runs; {len(stories)} were told"
    read, kept = world.cast[person].runs(thread).value, world.kept.runs(thread)
    differ = between(read, kept, but=("instance",))
    assert not differ, f"the runs of {title!r} are read otherwise than they are kept: {differ}"
    for where, runs in (("read back", read), ("kept", kept)):
        ids = [run.id for run in runs]
        assert ids == [story.ended.run_id for story in stories], f"{where} are the runs {ids}; told were others"
        for run, story in zip(runs, stories, strict=True):
            assert run.status == "completed", f"{where}, run {run.id} is {run.status}"
            assert run.path == story.answer.path, f"{where}, {run.path} worked; told were {story.answer.path}"
            moments = (run.created_at, run.started_at, run.finished_at)
            known = [moment for moment in moments if moment is not None]
            assert len(known) == len(moments), f"{where}, run {run.id} lacks a moment: {moments}"
            assert known == sorted(known), f"{where}, the moments of run {run.id} are not in order: {moments}"
            begun, ended = story.started.produced, story.ended.produced
            assert begun is not None, "the start was told without a moment"
            assert ended is not None, "the end was told without a moment"
            assert abs(known[1] - begun) <= GRAIN, f"{where}, begun at {known[1]}; told was {begun}"
            assert known[2] <= ended + GRAIN, f"{where}, ended at {known[2]}; told was {ended}"


def _of(messages: Sequence[Message], role: str, run_id: str) -> Message:
    found = [each for each in messages if each.role == role and each.run_id == run_id]
    assert len(found) == 1, f"expected one message of {role} for run {run_id}; kept are {found}"
    return found[0]
