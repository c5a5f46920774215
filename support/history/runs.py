"""Checkers of runs: what a run was told to have come to has to be what its record says in the end.

An end that nobody was told of is no verdict: the run may have ended all the same. The final read of its record decides,
and where that cannot be had it stays unknown and accuses nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from support.history.timeline import Final, Timeline, names
from support.runs.outcomes import NotOffered
from support.targets.canon import Event, Frame, ToolStart

if TYPE_CHECKING:
    from support.actors.question import Question
    from support.world import World

_ENDS = {
    Event.COMPLETED: {"completed"},
    Event.FAILED: {"failed", "timeout"},
    Event.DIED: {"dead"},
    Event.CANCELLED: {"cancelled"},
}
"""In which states a run may be whose end was told so."""


def finals(world: World) -> list[Final]:
    """The records of the runs that are worth a look: each person's latest, and all whose end was not an answer."""
    found = []
    for actor in world.cast.present():
        questions = [question for tab in actor.opened_tabs for question in tab.questions if question.run_id]
        for question in sorted(questions, key=lambda each: each.cursor.number):
            if question is questions[-1] or _end(question) is not Event.COMPLETED:
                found.append(_final(world, actor.name, str(question.run_id)))
    return found


def _final(world: World, person: str, run_id: str) -> Final:
    try:
        reply = world.cast[person].run(run_id)
    except (AssertionError, NotOffered):  # no answer, none that can be read, or no word for it
        return Final(run_id)
    if reply.refusal is not None:
        return Final(run_id)
    run = reply.value
    calls = tuple(step.call_id for step in run.steps if step.kind == "tool")
    return Final(run_id, run.status, run.over, calls, reply.number)


def _end(question: Question) -> Event | None:
    frames = question.tab.frames(question.cursor)
    return next((frame.event for frame in frames if frame.terminal and question.owns(frame)), None)


def revived(timeline: Timeline) -> list[str]:
    """A run whose end was told is, by its record, at work again, or came to something else in the end."""
    return [
        f"{names(timeline.runs(), final.run_id)} was told to have ended {end.event!s}; its record says {final.state}"
        for final, frames in _read(timeline)
        for end in [frame for frame in frames if frame.terminal][:1]
        if not final.over or final.state not in _ENDS[end.event]
    ]


def left_open(timeline: Timeline) -> list[str]:
    """A run whose end nobody was told of: by its record it is open still, or it has ended without a word."""
    found = []
    for final, frames in _read(timeline):
        if not any(frame.terminal for frame in frames) and _is_followed(timeline, final.run_id):
            said = "it has ended, and nobody was told" if final.over else "it was left open"
            found.append(f"{names(timeline.runs(), final.run_id)} is {final.state} by its record: {said}")
    return found


def ran_twice(timeline: Timeline) -> list[str]:
    """A call of a tool that is recorded twice, or that ran though nobody who saw the whole run was told of it."""
    found = []
    for final, frames in _read(timeline):
        run = names(timeline.runs(), final.run_id)
        found += [
            f"{run}: the tool call {call} is recorded {times} times"
            for call, times in Counter(final.calls).items()
            if times > 1
        ]
        announced = {frame.body.call_id for frame in frames if isinstance(frame.body, ToolStart)}
        if frames and frames[0].event is Event.RECEIVED and any(frame.terminal for frame in frames):
            hidden = [call for call in dict.fromkeys(final.calls) if call not in announced]
            found += [f"{run}: the tool call {call} ran and was told to nobody" for call in hidden]
    return found


CHECKERS = (revived, left_open, ran_twice)


def _read(timeline: Timeline) -> Iterator[tuple[Final, list[Frame]]]:
    """Each record that could be read, with what its asker was told of the run on the connection that saw most."""
    for final in timeline.finals:
        if final.state is not None:
            told = [frames for view, run_id, frames in timeline.per_run() if run_id == final.run_id]
            yield final, max(told, key=len, default=[])


def _is_followed(timeline: Timeline, run_id: str) -> bool:
    asker = timeline.runs().get(run_id)
    return any(view.actor == asker and view.open for view in timeline.views)
