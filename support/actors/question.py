"""A question that was asked, and the story that its run told."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from support.targets.canon import Answer, Frame, Problem, Thought, ToolEnd, ToolStart

if TYPE_CHECKING:
    from support.actors.tab import Tab


@dataclasses.dataclass(frozen=True)
class Cursor:
    """A place in the scenario's order: frames with a greater number arrived after it."""

    number: int
    at: float


@dataclasses.dataclass(eq=False)
class Question:
    """A question sent on a tab. Its thread and run are known once the platform has told them."""

    text: str
    message_id: str
    """The id that the client gave the message."""
    cursor: Cursor
    """Taken just before sending."""
    asked_at: float
    tab: Tab
    thread_id: str | None = None
    """Of the conversation: known at once when it was given, else from the first frame that tells it."""

    @property
    def run_id(self) -> str | None:
        """The run that answers this question, as told by the platform; None before."""
        raise NotImplementedError

    def owns(self, frame: Frame) -> bool:
        """Whether the frame belongs to this question's run (or, before the run exists, acknowledges it)."""
        raise NotImplementedError


@dataclasses.dataclass(frozen=True)
class ToolUse:
    """A tool start with all the ends that name the same call (exactly one, when all is well)."""

    start: Frame
    ends: tuple[Frame, ...]

    @property
    def opening(self) -> ToolStart:
        """What the start says."""
        raise NotImplementedError

    @property
    def closing(self) -> ToolEnd:
        """What the one end says; an AssertionError when there is none or more than one."""
        raise NotImplementedError


@dataclasses.dataclass(frozen=True)
class Story:
    """All frames of one run, on one tab, in the order of arrival, up to its terminal frame."""

    question: Question
    frames: tuple[Frame, ...]

    @property
    def started(self) -> Frame:
        """The frame that told the start; an AssertionError when none did."""
        raise NotImplementedError

    @property
    def ended(self) -> Frame:
        """The terminal frame."""
        raise NotImplementedError

    @property
    def answer(self) -> Answer:
        """The answer; an AssertionError that names the problem when the run ended otherwise."""
        raise NotImplementedError

    @property
    def problem(self) -> Problem | None:
        """What went wrong, when the run ended otherwise than completed."""
        raise NotImplementedError

    @property
    def thoughts(self) -> tuple[Thought, ...]:
        """The reasoning, in order."""
        raise NotImplementedError

    @property
    def tools(self) -> tuple[ToolUse, ...]:
        """The tool uses, by order of their starts; see also :attr:`stray_ends`."""
        raise NotImplementedError

    @property
    def stray_ends(self) -> tuple[Frame, ...]:
        """Tool ends whose call nobody saw start."""
        raise NotImplementedError

    @property
    def connected_after(self) -> float:
        """Seconds from opening the tab to its first frame."""
        raise NotImplementedError

    @property
    def received_after(self) -> float:
        """Seconds from sending the question to its acknowledgement."""
        raise NotImplementedError

    @property
    def started_after(self) -> float:
        """Seconds from sending the question to the start."""
        raise NotImplementedError

    @property
    def first_thought_after(self) -> float:
        """Seconds from sending the question to the first thought."""
        raise NotImplementedError

    @property
    def answered_after(self) -> float:
        """Seconds from sending the question to the terminal frame."""
        raise NotImplementedError

    @property
    def longest_silence(self) -> float:
        """The longest time without a frame of this run, in seconds, from sending to the terminal frame."""
        raise NotImplementedError
