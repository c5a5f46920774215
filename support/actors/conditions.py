"""Named predicates over frames: what an actor can expect to see. Each has words for people and says why not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from support.targets.canon import Event, Frame

if TYPE_CHECKING:
    from support.actors.question import Question


@dataclasses.dataclass(frozen=True)
class Condition:
    """``misfit(frame)`` is None when the frame fulfils the condition, else the reason why it does not."""

    says: str
    misfit: Callable[[Frame], str | None]
    of: Question | None = None
    """The question whose run the condition is about: its terminal frame ends all hope."""


def told(event: Event, of: Question | None = None, where: Callable[[Frame], bool] | None = None,
         says: str = "") -> Condition:
    """A frame of this event (of that question's run; for which ``where`` holds, worded by ``says``)."""
    raise NotImplementedError


def ready() -> Condition:
    """The connection is told to be ready."""
    return told(Event.READY)


def received(of: Question | None = None) -> Condition:
    """The question is acknowledged."""
    return told(Event.RECEIVED, of)


def queued(of: Question | None = None) -> Condition:
    """The question has to wait for its turn."""
    return told(Event.QUEUED, of)


def started(of: Question | None = None) -> Condition:
    """The run begins."""
    return told(Event.STARTED, of)


def thinking(of: Question | None = None) -> Condition:
    """The agents think aloud."""
    return told(Event.THINKING, of)


def tool_started(of: Question | None = None) -> Condition:
    """A tool is about to run."""
    return told(Event.TOOL_STARTED, of)


def tool_ended(of: Question | None = None) -> Condition:
    """A tool has run."""
    return told(Event.TOOL_ENDED, of)


def completed(of: Question | None = None) -> Condition:
    """The run ends with an answer."""
    return told(Event.COMPLETED, of)


def ended(of: Question | None = None) -> Condition:
    """The run ends, however."""
    raise NotImplementedError


def conversation_created(thread_id: str | None = None) -> Condition:
    """A conversation (that one) is announced."""
    raise NotImplementedError


def refused(*reasons: str) -> Condition:
    """An error is told, for one of these reasons (any, when none is given)."""
    raise NotImplementedError
