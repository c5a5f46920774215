"""Several agents at one question: who reports, and whether the stages that are shown are those that are worked."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import pairwise

from support.actors.question import Story
from support.actors.telling import CLOCK_GRAIN
from support.evidence.about import about, about_subject
from support.targets.canon import Event, Frame, RunStep

_REPORTS = frozenset({Event.THINKING, Event.TOOL_STARTED, Event.TOOL_ENDED})


@about_subject
def report_under_the_run(story: Story, agents: Sequence[str]) -> None:
    """Exactly these agents report, in this order of their first words, each under the run that was asked for, and the
    answer names the same."""
    told = [frame for frame in story.question.tab.frames(story.question.cursor) if frame.event in _REPORTS]
    strays = [frame for frame in told if frame.run_id != story.started.run_id]
    with about(*strays):
        assert not strays, f"reports under another run than {story.started.run_id}: {[f.words() for f in strays]}"
    assert _in_turn(told) == list(agents), f"expected reports of {list(agents)}; reported have {_in_turn(told)}"
    assert list(story.answer.path) == list(agents), f"the answer names {list(story.answer.path)}"


@about_subject
def stages_as_recorded(story: Story, steps: Sequence[RunStep]) -> None:
    """The agents that were seen at work are those recorded, in the same order, and each report of an agent was made
    between the recorded start and end of that agent's stage."""
    stages = [step for step in steps if step.kind == "agent"]
    seen = [frame for frame in story.frames if frame.event in _REPORTS]
    assert [stage.name for stage in stages] == _in_turn(seen), (
        f"recorded are the stages {[stage.name for stage in stages]}; seen were {_in_turn(seen)}"
    )
    for stage in stages:
        assert stage.started_at is not None, f"{stage.name} is recorded without its start"
        assert stage.finished_at is not None, f"{stage.name} is recorded without its end"
        for frame in (each for each in seen if each.agent == stage.name):
            with about(frame):
                assert frame.produced is not None, f"a report without its moment: {frame.words()}"
                grain = datetime.timedelta(seconds=CLOCK_GRAIN)
                assert stage.started_at - grain <= frame.produced <= stage.finished_at + grain, (
                    f"{stage.name} worked from {stage.started_at} to {stage.finished_at};"
                    f" its report was made at {frame.produced}"
                )


@about_subject
def seen_before_the_next(story: Story, steps: Sequence[RunStep]) -> None:
    """The first report of each stage arrived before the stage after it had ended. Arrival is counted from the frame
    that took the shortest way, so that two clocks need not agree."""
    stages = [step for step in steps if step.kind == "agent"]
    seen = [frame for frame in story.frames if frame.event in _REPORTS and frame.produced is not None]
    shortest = min(_under_way(frame) for frame in seen)
    for stage, following in pairwise(stages):
        first = next(frame for frame in seen if frame.agent == stage.name)
        assert first.produced is not None, f"a report without its moment: {first.words()}"
        assert following.finished_at is not None, f"{following.name} is recorded without its end"
        left = (following.finished_at - first.produced).total_seconds()
        late = _under_way(first) - shortest
        with about(first):
            assert late < left, (
                f"{stage.name} was shown {late:.3f} s late, {late - left:.3f} s after {following.name} had ended"
            )


def _under_way(frame: Frame) -> float:
    assert frame.produced is not None, f"a report without its moment: {frame.words()}"
    return frame.at - frame.produced.timestamp()


def _in_turn(frames: Sequence[Frame]) -> list[str]:
    """The agents in the order of their first words."""
    return list(dict.fromkeys(str(frame.agent) for frame in frames))
