"""What the story of a run has to tell: assertions over one customer's view of it.

Each raises AssertionError with what was expected, what was seen and in which frame. The promises are those of
CONTRACT.md, "The live socket".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from support.actors.plans import AGENTS
from support.actors.question import Story
from support.evidence.about import about, about_subject
from support.targets.canon import Event, Frame, Received, RunStep, Started, ToolEnd, ToolStart

CLOCK_GRAIN = 0.001
"""Frames carry milliseconds (CONTRACT.md: ISO 8601, ms); a recorded instant may be finer by less than this."""


@about_subject
def whole(story: Story) -> None:
    """Received, started, then thoughts and tool pairs, then exactly one terminal frame that carries an answer; all of
    one run."""
    seen = [frame.event for frame in story.frames]
    strays = [frame for frame in story.frames if frame.run_id != story.ended.run_id]
    with about(*strays):
        assert not strays, f"not under the run {story.ended.run_id}: {[frame.words() for frame in strays]}"
    with about(*story.frames[:2]):
        assert seen[:2] == [Event.RECEIVED, Event.STARTED], f"a run opens with received, started; seen: {_words(seen)}"
    assert story.answer, "the run has no answer"
    middle = seen[2:-1]
    assert set(middle) == {Event.THINKING, Event.TOOL_STARTED, Event.TOOL_ENDED}, (
        f"between start and end: thoughts, tool starts and tool ends, each at least once; seen: {_words(middle)}"
    )
    with about(story.frames[2]):
        assert middle[0] is Event.THINKING, f"a run thinks before it uses tools; seen: {_words(seen)}"
    tools_end_once(story)


def alike(stories: Sequence[Story]) -> None:
    """Every tab saw the very same frames in the same order."""
    first, *others = stories
    assert others, "only one tab is open; expected several"
    for other in others:
        pairs = zip_longest(first.frames, other.frames)
        parting = next(((ours, theirs) for ours, theirs in pairs if _raw(ours) != _raw(theirs)), ())
        with about(*parting):
            assert not parting, (
                f"tab {other.question.tab.label!r} and another tab differ: "
                f"{_words(f.event for f in first.frames)} against {_words(f.event for f in other.frames)}"
            )


def start_is_signed(story: Story, user_id: str) -> None:
    """The start names agent, run, conversation, user and the moment of its production."""
    frame = story.started
    with about(frame):
        body = frame.body
        assert isinstance(body, Started), f"the start has no readable body: {frame.words()}"
        assert body.agent == frame.agent == "supervisor", (
            f"begun by {body.agent!r}, told by {frame.agent!r}; expected the supervisor"
        )
        assert frame.user_id == user_id, f"the start names user {frame.user_id!r}; expected {user_id!r}"
        assert frame.run_id == story.ended.run_id, (
            f"the start names run {frame.run_id!r}; the end {story.ended.run_id!r}"
        )
        assert frame.run_id is not None, "the start names no run"
        assert frame.thread_id is not None, "the start names no conversation"
        assert frame.thread_id == story.ended.thread_id, (
            f"the start names conversation {frame.thread_id!r}; the end {story.ended.thread_id!r}"
        )
        assert frame.produced is not None, "the start does not say when"
        received = story.frames[0]
        assert received.produced is not None, "the acknowledgement does not say when"
        assert story.ended.produced is not None, "the end does not say when"
        assert received.produced <= frame.produced <= story.ended.produced, (
            f"the start's moment {frame.produced} lies outside the run, {received.produced} to {story.ended.produced}"
        )


def start_names_agents(story: Story, plan: str) -> None:
    """The start's plan lists exactly the agents of the customer's plan, in order."""
    with about(story.started):
        body = story.started.body
        assert isinstance(body, Started), f"the start has no readable body: {story.started.words()}"
        assert body.plan == AGENTS[plan], f"the start names {body.plan}; the {plan} plan offers {AGENTS[plan]}"


@about_subject
def thoughts_are_sentences(story: Story) -> None:
    """Each thought has several words, a step number and a progress between 0 and 1."""
    assert story.thoughts, "no thought was shown"
    for frame, thought in zip(story.thinking, story.thoughts, strict=True):
        with about(frame):
            assert len(thought.text.split()) >= 4, f"a thought is no sentence: {thought.text!r}"
            assert thought.step is not None, f"a thought without its step: {thought.text!r}"
            assert thought.step >= 1, f"step {thought.step} of {thought.text!r}; steps count from 1"
            assert thought.progress is not None, f"a thought without progress: {thought.text!r}"
            assert 0 <= thought.progress <= 1, f"progress {thought.progress} of {thought.text!r}; expected 0 to 1"
    texts = [thought.text for thought in story.thoughts]
    with about(*(frame for frame, text in zip(story.thinking, texts, strict=True) if texts.count(text) > 1)):
        assert len(set(texts)) == len(texts), f"the same thought was shown twice: {texts}"


@about_subject
def progress_rises(story: Story) -> None:
    """Steps rise one by one and progress never falls, and it moves at all."""
    steps = [thought.step for thought in story.thoughts]
    progress = [thought.progress or 0.0 for thought in story.thoughts]
    assert len(progress) > 1, f"only {len(progress)} thought was shown; progress cannot be seen"
    falls = [story.thinking[place + 1] for place, (before, after) in enumerate(pairwise(progress)) if before > after]
    with about(*falls):
        assert not falls, f"progress went back: {[round(share, 3) for share in progress]}"
    assert progress[-1] > progress[0], f"progress never moved: {progress}"
    with about(*(frame for place, frame in enumerate(story.thinking) if steps[place] != place + 1)):
        assert steps == list(range(1, len(steps) + 1)), f"steps do not count up: {steps}"


@about_subject
def thoughts_speak_of(story: Story, words: str) -> None:
    """Each of the words stands in some thought."""
    said = " ".join(thought.text for thought in story.thoughts).lower()
    missing = [word for word in words.lower().split() if word not in said]
    assert not missing, f"no thought speaks of {missing}; the thoughts: {said!r}"


@about_subject
def tools_are_announced(story: Story) -> None:
    """Each tool start names tool, purpose in words, parameters and its call."""
    assert story.tools, "no tool was used"
    for use in story.tools:
        with about(use.start):
            opening = use.opening
            assert opening.tool, f"a tool start names no tool: {use.start.words()}"
            assert opening.purpose is not None, f"{opening.tool} is announced without purpose"
            assert len(opening.purpose.split()) >= 3, (
                f"{opening.tool} is announced with the purpose {opening.purpose!r}"
            )
            assert opening.parameters is not None, f"{opening.tool} is announced without what it is given"
            assert opening.call_id, f"{opening.tool} is announced without a call"
    calls = [use.opening.call_id for use in story.tools]
    assert len(set(calls)) == len(calls), f"two tool uses share a call: {calls}"


@about_subject
def announced_before_running(story: Story, steps: Sequence[RunStep]) -> None:
    """Each announced tool has a recorded start that is not before its announcement was produced."""
    recorded = {step.call_id: step for step in steps if step.kind == "tool"}
    assert story.tools, "no tool was used"
    for use in story.tools:
        with about(use.start):
            step = recorded.get(use.opening.call_id)
            assert step is not None, f"{use.opening.tool} was announced, but no such call is recorded"
            assert step.name == use.opening.tool, f"announced as {use.opening.tool}, recorded as {step.name}"
            assert step.started_at is not None, f"{step.name} is recorded without its start"
            assert use.start.produced is not None, f"{step.name} was announced without a moment"
            assert use.start.produced <= step.started_at, (
                f"{step.name} ran at {step.started_at}, before it was announced at {use.start.produced}"
            )
            assert step.finished_at is not None, f"{step.name} is recorded without its end"
            assert step.started_at <= step.finished_at, (
                f"{step.name} is recorded to have started at {step.started_at} and ended at {step.finished_at}"
            )
    _all_recorded(story, steps)


@about_subject
def tool_ends_tell(story: Story) -> None:
    """Each tool end names the same tool, its outcome, a summary in words and a duration that fits what was seen."""
    assert story.tools, "no tool was used"
    for use in story.tools:
        with about(*use.ends):
            closing = use.closing
            assert closing.tool == use.opening.tool, f"{use.opening.tool} started; {closing.tool} ended under its call"
            assert closing.outcome, f"{closing.tool} ended without an outcome"
            assert closing.summary is not None, f"{closing.tool} ended without a summary"
            assert len(closing.summary.split()) >= 3, f"{closing.tool} ended with the summary {closing.summary!r}"
            assert closing.duration is not None, f"{closing.tool} ended without its duration"
            assert use.start.produced is not None, f"{closing.tool} was announced without a moment"
            assert use.ends[0].produced is not None, f"{closing.tool} ended without a moment"
            between = (use.ends[0].produced - use.start.produced).total_seconds()
            assert 0 <= closing.duration <= between + 2 * CLOCK_GRAIN, (
                f"{closing.tool} says it took {closing.duration:.4f} s; {between:.4f} s passed from start to end"
            )


@about_subject
def tool_ends_agree(story: Story, steps: Sequence[RunStep]) -> None:
    """Outcome and duration shown are those recorded."""
    recorded = {step.call_id: step for step in steps if step.kind == "tool"}
    assert story.tools, "no tool was used"
    for use in story.tools:
        with about(*use.ends):
            closing, step = use.closing, recorded.get(use.closing.call_id)
            assert step is not None, f"{closing.tool} ended, but no such call is recorded"
            assert step.outcome == closing.outcome, (
                f"{closing.tool} shown as {closing.outcome}, recorded as {step.outcome}"
            )
            assert step.started_at is not None, f"{closing.tool} is recorded without its start"
            assert step.finished_at is not None, f"{closing.tool} is recorded without its end"
            assert closing.duration is not None, f"{closing.tool} ended without its duration"
            took = (step.finished_at - step.started_at).total_seconds()
            assert abs(took - closing.duration) < 0.9 * CLOCK_GRAIN, (
                f"{closing.tool} shown with {closing.duration:.4f} s, recorded with {took:.4f} s"
            )
    _all_recorded(story, steps)


def _all_recorded(story: Story, steps: Sequence[RunStep]) -> None:
    calls = [step.call_id for step in steps if step.kind == "tool"]
    assert len(calls) == len(story.tools), f"{len(calls)} tool calls are recorded; {len(story.tools)} were announced"


@about_subject
def tools_overlap(story: Story) -> None:
    """At some moment two tools had started and not ended."""
    working: set[str | None] = set()
    most = 0
    for frame in story.frames:
        if isinstance(frame.body, ToolStart):
            working.add(frame.body.call_id)
        elif isinstance(frame.body, ToolEnd):
            working.discard(frame.body.call_id)
        most = max(most, len(working))
    assert most >= 2, f"at most {most} tool worked at a time, of {len(story.tools)}"


@about_subject
def tools_end_once(story: Story) -> None:
    """Each tool start has exactly one end with its call, after it, and no end comes unannounced."""
    assert story.tools, "no tool was used"
    for use in story.tools:
        with about(use.start, *use.ends):
            assert len(use.ends) == 1, f"{use.opening.tool} started once and ended {len(use.ends)} times"
            assert use.ends[0].number > use.start.number, f"{use.opening.tool} ended before it started"
    with about(*story.stray_ends):
        assert not story.stray_ends, f"ends of tools that nobody saw start: {[f.words() for f in story.stray_ends]}"


@about_subject
def result_is_last(story: Story) -> None:
    """The last frame of the run is its one terminal frame, told by the supervisor, with a whole result."""
    terminal = [frame for frame in story.frames if frame.terminal]
    with about(*terminal[1:]):
        assert len(terminal) == 1, f"{len(terminal)} terminal frames; expected one"
    assert story.frames[-1].terminal, f"the last frame is {story.frames[-1].words()}"
    assert story.ended.agent == "supervisor", f"the end is told by {story.ended.agent!r}; expected the supervisor"
    assert story.answer.text.strip(), "the result has no words"
    assert story.answer.path, "the result does not say which agents took part"
    assert story.answer.duration is not None, "the result does not say how long the run took"
    assert story.answer.duration <= story.answered_after + CLOCK_GRAIN, (
        f"the run says it took {story.answer.duration:.3f} s; the customer waited {story.answered_after:.3f} s"
    )


def in_order_of_production(frames: Sequence[Frame]) -> None:
    """Numbers rise by one and, within a run, no frame was produced before the one ahead of it."""
    assert frames, "no numbered event arrived"
    numbers = [frame.seq for frame in frames if frame.seq is not None]
    turns = [frame for before, frame in pairwise(frames) if frame.seq != (before.seq or 0) + 1]
    with about(*turns):
        assert not turns, f"numbers with a gap or a turn: {numbers}"
    latest: dict[str | None, Frame] = {}
    for frame in frames:
        before = latest.get(frame.run_id)
        with about(frame):
            assert frame.produced is not None, f"a frame without its moment: {frame.words()}"
            if before is not None and before.produced is not None:
                assert before.produced <= frame.produced, f"{frame.words()} was produced before {before.words()}"
        latest[frame.run_id] = frame


def question_comes_back(story: Story) -> None:
    """The acknowledgement carries the customer's words, character for character."""
    body = story.frames[0].body
    with about(story.frames[0]):
        assert isinstance(body, Received), f"the first frame is no acknowledgement: {story.frames[0].words()}"
        assert body.text == story.question.text, f"asked {story.question.text!r}, acknowledged {body.text!r}"
        assert body.client_message_id == story.question.message_id, (
            f"sent as {story.question.message_id!r}, acknowledged as {body.client_message_id!r}"
        )


def _raw(frame: Frame | None) -> object:
    return None if frame is None else frame.raw


def _words(events: object) -> str:
    return re.sub(r"[\[\]']", "", str([str(event) for event in events])) or "nothing"  # type: ignore[attr-defined]
