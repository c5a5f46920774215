"""What customers are told when something went wrong."""

from __future__ import annotations

import dataclasses
import re

from support.actors.question import Story
from support.evidence.about import about
from support.targets.canon import Event, Frame, Problem, Reason

RESIDUE = re.compile(r"Traceback|\w+(?:Error|Exception)\b|https?://|\b\w+\.py\b|\b(?:None|null|undefined)\b|[{}<>]")
"""What a programmer would recognise and a customer would not."""


@dataclasses.dataclass(frozen=True)
class Ending:
    """How a run can end badly: by which event, and where that is more than one thing, for which reason."""

    event: Event
    reason: Reason | None = None


def ended_badly(story: Story, ending: Ending) -> None:
    """The run has this end and no other, with plain words on what happened and on what to do; no answer came."""
    ends = [frame for frame in story.frames if frame.terminal]
    with about(*ends):
        assert [frame.event for frame in ends] == [ending.event], (
            f"expected the run to end {ending.event!s}, once; it ended {[str(frame.event) for frame in ends]}"
        )
        assert story.problem is not None, f"the end says nothing of what went wrong: {story.ended.words()}"
        assert ending.reason in {None, story.problem.reason}, f"ended because of {story.problem.reason}"
        is_plain(story.problem, story.ended)


def is_plain(problem: Problem, told: Frame) -> None:
    """A sentence on what is wrong and one on what to do, in words for customers."""
    with about(told):
        assert problem.code, f"nothing says for machines what is wrong: {told.words()}"
        for what, said in (("what is wrong", problem.message), ("what to do", problem.next_step)):
            assert said, f"nothing is said on {what}: {told.words()}"
            assert len(said.split()) >= 3, f"no sentence says {what}: {said!r}"
            residue = RESIDUE.search(said)
            assert residue is None, f"{what} is told in words for machines, {residue[0]!r}: {said!r}"
