"""A question that was asked, and the story that its run told."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import TYPE_CHECKING

from support.evidence.about import about
from support.targets.canon import TERMINAL, Answer, Cursor, Event, Frame, Problem, Received, Thought, ToolEnd, ToolStart

if TYPE_CHECKING:
    from support.actors.tab import Tab

__all__ = ["Cursor", "Question", "Story", "ToolUse"]

_OF_A_RUN = TERMINAL | {Event.QUEUED, Event.STARTED, Event.THINKING, Event.TOOL_STARTED, Event.TOOL_ENDED}


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
    given_thread: str | None = None
    """The conversation that it was asked in; None for a new one."""
    _acknowledgement: Frame | None = dataclasses.field(default=None, init=False, repr=False)

    @property
    def acknowledgement(self) -> Frame | None:
        """The frame that acknowledges it on its own tab; None before."""
        if self._acknowledgement is None:
            for frame in self.tab.frames(self.cursor):
                if frame.event is Event.RECEIVED and self._acknowledged_by(frame):
                    self._acknowledgement = frame
                    break
        return self._acknowledgement

    @property
    def thread_id(self) -> str | None:
        """The conversation: the given one, else as told by the platform; None before."""
        if self.given_thread is not None:
            return self.given_thread
        told = self.acknowledgement
        return told.thread_id if told else None

    @property
    def run_id(self) -> str | None:
        """The run that answers this question, as told by the platform; None before."""
        told = self.acknowledgement
        if told is None or told.run_id is not None:
            return told.run_id if told else None
        # A platform that does not name the run in its acknowledgement names it in what follows in the conversation.
        later = (frame for frame in self.tab.frames(told.cursor) if frame.thread_id == told.thread_id)
        return next((frame.run_id for frame in later if frame.run_id and frame.event in _OF_A_RUN), None)

    def settled(self) -> bool:
        """Whether it was acknowledged or refused, or can be neither any more."""
        return self.acknowledgement is not None or not self.tab.open or self.tab.told_an_error_since(self.cursor)

    def owns(self, frame: Frame) -> bool:
        """Whether the frame belongs to this question's run, its acknowledgement included."""
        if frame.event is Event.RECEIVED:
            return self._acknowledged_by(frame)
        run_id = self.run_id
        if run_id is not None:
            return frame.run_id == run_id
        # Some platforms name no run at all: then the conversation and the order have to do.
        thread_id = self.thread_id
        return (
            thread_id is not None
            and frame.thread_id == thread_id
            and frame.run_id is None
            and frame.event in _OF_A_RUN
            and frame.number > self.cursor.number
        )

    def _acknowledged_by(self, frame: Frame) -> bool:
        if not isinstance(frame.body, Received):
            return False
        if frame.body.client_message_id is not None:
            return frame.body.client_message_id == self.message_id
        fits = self.given_thread is None or frame.thread_id == self.given_thread
        return fits and frame.number > self.cursor.number and frame.body.text in {None, self.text}


@dataclasses.dataclass(frozen=True)
class ToolUse:
    """A tool start with all the ends that name the same call (exactly one, when all is well)."""

    start: Frame
    ends: tuple[Frame, ...]

    @property
    def opening(self) -> ToolStart:
        """What the start says."""
        assert isinstance(self.start.body, ToolStart), f"expected a tool start, seen {self.start.words()}"
        return self.start.body

    @property
    def closing(self) -> ToolEnd:
        """What the one end says; an AssertionError when there is none or more than one."""
        with about(*(self.ends or (self.start,))):
            assert len(self.ends) == 1, f"{self.opening.tool} started once and ended {len(self.ends)} times"
        body = self.ends[0].body
        assert isinstance(body, ToolEnd), f"expected a tool's end, seen {self.ends[0].words()}"
        return body


@dataclasses.dataclass(frozen=True)
class Story:
    """All frames of one run, on one tab, in the order of arrival, as far as they have arrived."""

    question: Question
    frames: tuple[Frame, ...]
    opened_at: float
    """When the tab was opened: monotonic, just before connecting."""
    ready_at: float | None
    """When the tab's first frame arrived."""

    @property
    def number(self) -> int:
        """The place of its latest frame in the scenario's order; of the question where none has come."""
        return self.frames[-1].number if self.frames else self.question.cursor.number

    @property
    def received(self) -> Frame:
        """The frame that acknowledged the question; an AssertionError when none did."""
        return self._first(Event.RECEIVED)

    @property
    def started(self) -> Frame:
        """The frame that told the start; an AssertionError when none did."""
        return self._first(Event.STARTED)

    @property
    def ended(self) -> Frame:
        """The (first) terminal frame."""
        return next(frame for frame in self.frames if frame.terminal)

    @property
    def answer(self) -> Answer:
        """The answer; an AssertionError that names the problem when the run ended otherwise."""
        body = self.ended.body
        with about(self.ended):
            assert isinstance(body, Answer), (
                f"expected an answer to {self.question.text!r},"
                f" but the run ended {self.ended.event}: {self.ended.words()}"
            )
        return dataclasses.replace(body, number=self.ended.number)

    @property
    def problem(self) -> Problem | None:
        """What went wrong, when the run ended otherwise than completed."""
        return self.ended.body if isinstance(self.ended.body, Problem) else None

    @property
    def thoughts(self) -> tuple[Thought, ...]:
        """The reasoning, in order."""
        return tuple(frame.body for frame in self.thinking if isinstance(frame.body, Thought))

    @property
    def thinking(self) -> tuple[Frame, ...]:
        """The frames that hold the reasoning, in order."""
        return tuple(frame for frame in self.frames if isinstance(frame.body, Thought))

    @property
    def tools(self) -> tuple[ToolUse, ...]:
        """The tool uses, by order of their starts; see also :attr:`stray_ends`."""
        return tuple(
            ToolUse(start, tuple(end for end in self._ends() if _call(end) == _call(start))) for start in self._starts()
        )

    @property
    def stray_ends(self) -> tuple[Frame, ...]:
        """Tool ends whose call nobody saw start."""
        calls = {_call(start) for start in self._starts()}
        return tuple(end for end in self._ends() if _call(end) not in calls)

    @property
    def connected_after(self) -> float:
        """Seconds from opening the tab to its first frame."""
        assert self.ready_at is not None, "the tab never got a first frame"
        return self.ready_at - self.opened_at

    @property
    def received_after(self) -> float:
        """Seconds from sending the question to its acknowledgement."""
        return self.received.at - self.question.asked_at

    @property
    def started_after(self) -> float:
        """Seconds from sending the question to the start."""
        return self.started.at - self.question.asked_at

    @property
    def first_thought_after(self) -> float:
        """Seconds from sending the question to the first thought."""
        return self._first(Event.THINKING).at - self.question.asked_at

    @property
    def answered_after(self) -> float:
        """Seconds from sending the question to the terminal frame."""
        return self.ended.at - self.question.asked_at

    @property
    def longest_silence(self) -> float:
        """The longest time without a frame of this run, in seconds, from sending to the terminal frame."""
        return max((later - earlier for earlier, later in pairwise(self._moments())), default=0.0)

    @property
    def after_the_silence(self) -> tuple[Frame, ...]:
        """The frame that ended the longest silence."""
        silences = [later - earlier for earlier, later in pairwise(self._moments())]
        return (self.frames[silences.index(max(silences))],) if silences else ()

    def _moments(self) -> list[float]:
        """When it was asked, and when each frame of it came, up to the terminal one."""
        return [self.question.asked_at, *(f.at for f in self.frames if f.number <= self.ended.number)]

    def _first(self, event: Event) -> Frame:
        for frame in self.frames:
            if frame.event is event:
                return frame
        seen = "; ".join(frame.words() for frame in self.frames) or "nothing"
        with about(self):
            raise AssertionError(f"expected {event!s} for {self.question.text!r}; of its run came: {seen}")

    def _starts(self) -> list[Frame]:
        return [frame for frame in self.frames if frame.event is Event.TOOL_STARTED]

    def _ends(self) -> list[Frame]:
        return [frame for frame in self.frames if frame.event is Event.TOOL_ENDED]


def _call(frame: Frame) -> str | None:
    return frame.body.call_id if isinstance(frame.body, ToolStart | ToolEnd) else None
