"""Named predicates over frames: what an actor can expect to see. Each has words for people and says why not."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from support.targets.canon import TERMINAL, Account, Event, Frame, Notice, Problem, Reason, Received

if TYPE_CHECKING:
    from support.actors.question import Question


@dataclasses.dataclass(frozen=True)
class Condition:
    """``misfit(frame)`` is None when the frame fulfils the condition, else the reason why it does not."""

    says: str
    misfit: Callable[[Frame], str | None]
    of: Question | None = None
    """The question whose run the condition is about: its terminal frame ends all hope."""


def told(
    event: Event, of: Question | None = None, where: Callable[[Frame], bool] | None = None, says: str = ""
) -> Condition:
    """A frame of this event (of that question's run; for which ``where`` holds, worded by ``says``)."""

    def misfit(frame: Frame) -> str | None:
        if frame.event is not event:
            return f"another event than {event}"
        if of is not None and not of.owns(frame):
            return "of another run"
        if where is not None and not where(frame):
            return f"not {says or 'as wanted'}"
        return None

    return Condition(" ".join(filter(None, (str(event), says, _of(of)))), misfit, of)


def ready() -> Condition:
    """The connection is told to be ready."""
    return told(Event.READY)


def received(of: Question | None = None) -> Condition:
    """The question is acknowledged."""
    return told(Event.RECEIVED, of)


def written(message_id: str) -> Condition:
    """That message was stored."""

    def is_it(frame: Frame) -> bool:
        return isinstance(frame.body, Received) and frame.body.message_id == message_id

    return told(Event.RECEIVED, where=is_it, says=message_id)


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

    def misfit(frame: Frame) -> str | None:
        if frame.event not in TERMINAL:
            return "not the end of a run"
        return "of another run" if of is not None and not of.owns(frame) else None

    return Condition(" ".join(filter(None, ("the end of a run", _of(of)))), misfit, of)


def part_of(question: Question) -> Condition:
    """Any frame of the question's run."""

    def misfit(frame: Frame) -> str | None:
        return None if question.owns(frame) else "of another run"

    return Condition(f"any frame {_of(question)}", misfit)


def betraying(question: Question, asker: Account) -> Condition:
    """Any frame that gives away anything of the question's run, in whatever field: its ids, its asker, its words."""
    traces = [trace for trace in (question.run_id, question.thread_id, question.message_id, asker.id) if trace]
    words = json.dumps(question.text, ensure_ascii=False)[1:-1]

    def misfit(frame: Frame) -> str | None:
        written = json.dumps(frame.raw, ensure_ascii=False)
        return None if any(trace in written for trace in traces) else "nothing of that run in it"

    return Condition(f"anything that gives away the run of {words!r}", misfit)


def conversation_created(thread_id: str | None = None) -> Condition:
    """A conversation (that one) is announced."""
    if thread_id is None:
        return told(Event.THREAD_CREATED)
    return told(Event.THREAD_CREATED, where=lambda frame: frame.thread_id == thread_id, says=thread_id)


def heartbeat() -> Condition:
    """The platform shows that the connection lives."""
    return told(Event.HEARTBEAT)


def pong() -> Condition:
    """A ping is answered."""
    return told(Event.PONG)


def gap() -> Condition:
    """More was missed than is kept for a resume."""
    return told(Event.GAP)


def notice(text: str | None = None) -> Condition:
    """An announcement (with exactly these words)."""
    if text is None:
        return told(Event.NOTICE)
    return told(
        Event.NOTICE, where=lambda frame: isinstance(frame.body, Notice) and frame.body.text == text, says=repr(text)
    )


def failed(of: Question | None = None) -> Condition:
    """The run ends with a failure."""
    return told(Event.FAILED, of)


def died(of: Question | None = None) -> Condition:
    """The run ends because whoever worked on it is dead."""
    return told(Event.DIED, of)


def refused(*reasons: Reason) -> Condition:
    """An error is told, for one of these reasons (any, when none is given)."""
    says = f"because of {' or '.join(reasons)}" if reasons else ""

    def fits(frame: Frame) -> bool:
        return isinstance(frame.body, Problem) and (not reasons or frame.body.reason in reasons)

    return told(Event.ERROR, where=fits, says=says)


def _of(question: Question | None) -> str:
    return "" if question is None else f"of {question.text[:60]!r}"
