"""The checkers: each a pure function from a timeline to what is wrong in it, in words; empty when nothing is.

What they hold against a platform is CONTRACT.md's, "The live socket".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from support.history import conversations, runs
from support.history.timeline import Timeline, View, names
from support.targets.canon import CONNECTION_ONLY, TERMINAL, Event, Frame, Ready, Received, ToolEnd, ToolStart

Checker = Callable[[Timeline], list[str]]


_WORK = frozenset({Event.THINKING, Event.TOOL_STARTED, Event.TOOL_ENDED, Event.COMPLETED})
"""What can only come once a run has started."""


def lost(timeline: Timeline) -> list[str]:
    """A number of the user's order that never came on a connection, though later ones did; or a question that nobody
    acknowledged; or a frame that only some of a user's open tabs got."""
    found = []
    newest: dict[str, int] = {}
    for view in timeline.views:
        for frame in view.numbered():
            newest[view.actor] = max(newest.get(view.actor, 0), frame.seq or 0)
    for view in timeline.views:
        came = {frame.seq for frame in view.numbered() if frame.seq is not None}
        if not came or view.newest_seq is None:
            first, last = min(came, default=0), max(came, default=0)
        else:
            first = min([view.newest_seq, *(resume.after_seq for resume in view.resumes)]) + 1
            last = max(came)
        if view.open and view.newest_seq is not None and newest.get(view.actor, 0) > view.newest_seq:
            first, last = first or view.newest_seq + 1, newest[view.actor]
        missing = sorted(set(range(first, last + 1)) - came) if last else []
        if missing and not any(frame.event is Event.GAP for frame in view.frames):
            found.append(f"{view.words()} never got number {_ranges(missing)} of {first} to {last}")
    for asked in timeline.questions:
        if not asked.acknowledged and not asked.refused:
            found.append(f"{asked.actor}'s question {asked.text!r} was neither acknowledged nor refused")
    return found


def doubled(timeline: Timeline) -> list[str]:
    """A number that came twice on a connection without a resume; a connection that is ready twice; a message
    acknowledged twice; a run that ended twice; a call of a tool that started or ended twice."""
    found = []
    for view in timeline.views:
        for segment in _segments(view):
            counts = Counter(frame.seq for frame in segment)
            found += [f"{view.words()} got number {seq} {times} times" for seq, times in counts.items() if times > 1]
        readies = sum(frame.event is Event.READY for frame in view.frames)
        if readies > 1:
            found.append(f"{view.words()} was told {readies} times that it is ready")
    for view, run_id, frames in timeline.per_run():
        what = Counter(_once(frame) for frame in frames)
        found += [
            f"{view.words()} was told {times} times: {said}, of {names(timeline.runs(), run_id)}"
            for said, times in what.items()
            if said is not None and times > 1
        ]
    return found


def reordered(timeline: Timeline) -> list[str]:
    """Numbers that fall, frames of a run before its start or after its end, an end of a tool before its start, frames
    of a run whose moments of production fall."""
    found = []
    for view in timeline.views:
        for segment in _segments(view):
            found += [
                f"{view.words()} got number {later.seq} after {earlier.seq}: {later.words()}"
                for earlier, later in pairwise(segment)
                if (later.seq or 0) < (earlier.seq or 0)
            ]
        first = next(iter(view.frames), None)
        # A connection that is one too many is told so, and closed, in place of being ready.
        turned_away = len(view.frames) == 1 and first is not None and first.event is Event.ERROR
        if first is not None and first.event is not Event.READY and not turned_away:
            found.append(f"{view.words()} was told something before the connection was ready: {first.words()}")
    for view, run_id, frames in timeline.per_run():
        found += [f"{view.words()}, {names(timeline.runs(), run_id)}: {said}" for said in _out_of_order(frames)]
    return found


def foreign(timeline: Timeline) -> list[str]:
    """A frame for another user, or of a run that another person of the scenario asked for."""
    found = []
    owners = timeline.runs()
    for view in timeline.views:
        for frame in view.frames:
            ready_for = frame.body.user_id if isinstance(frame.body, Ready) else None
            for user_id in (frame.user_id, ready_for):
                if user_id is not None and view.user_id is not None and user_id != view.user_id:
                    found.append(f"{view.words()} got a frame for user {user_id}: {frame.words()}")
            owner = owners.get(frame.run_id or "", view.actor)
            if owner != view.actor:
                found.append(f"{view.words()} got a frame of {owner}'s run: {frame.words()}")
    return found


def late(timeline: Timeline) -> list[str]:
    """A live frame that took longer than ``late_after`` from production to arrival than the quickest of its view.

    Compared with the quickest, because the two clocks need not agree."""
    found = []
    for view in timeline.views:
        resumed = min((resume.number for resume in view.resumes), default=None)
        timed = [
            (frame.at - frame.produced.timestamp(), frame)
            for frame in view.frames
            if frame.produced is not None
            and frame.event not in CONNECTION_ONLY
            and (resumed is None or frame.number < resumed)
        ]
        if timed:
            quickest = min(took for took, _ in timed)
            found += [
                f"{view.words()} got a frame {took - quickest:.1f} s late: {frame.words()}"
                for took, frame in timed
                if took - quickest > timeline.late_after
            ]
    return found


def stuck(timeline: Timeline) -> list[str]:
    """An acknowledged question whose run never ended, seen from its asker's open tabs; a tool that never ended though
    its run did."""
    found = []
    decided = {final.run_id for final in timeline.finals}  # what was not told of these is for their records to say
    for asked in timeline.questions:
        views = [view for view in timeline.views if view.actor == asked.actor and view.open]
        if asked.acknowledged and views and asked.run_id not in decided:
            ended = asked.run_id is not None and any(
                frame.terminal and frame.run_id == asked.run_id
                for view in timeline.views
                if view.actor == asked.actor  # also a connection that has closed since
                for frame in view.frames
            )
            if not ended:
                found.append(f"{asked.actor}'s question {asked.text!r} was acknowledged and its run never ended")
    for view, run_id, frames in timeline.per_run():
        if any(frame.terminal for frame in frames):
            starts = {frame.body.call_id for frame in frames if isinstance(frame.body, ToolStart)}
            ends = {frame.body.call_id for frame in frames if isinstance(frame.body, ToolEnd)}
            found += [
                f"{view.words()}, {names(timeline.runs(), run_id)}: the tool call {call} started and never ended"
                for call in sorted(map(str, starts - ends))
            ]
    return found


def unfollowed(timeline: Timeline) -> list[str]:
    """Frames of one run under more than one correlation id: the run cannot be followed by the id of its question."""
    found = []
    for view, run_id, frames in timeline.per_run():
        ids = {frame.correlation_id for frame in frames if frame.correlation_id is not None}
        if len(ids) > 1:
            found.append(f"{view.words()}, {names(timeline.runs(), run_id)}: told under {len(ids)} correlation ids")
    return found


def degraded(timeline: Timeline) -> list[str]:
    """A frame that says that the service is degraded, though every service was known to be well all along."""
    if not timeline.all_well:
        return []
    return [
        f"{view.words()} was told that the service is degraded, and it was not: {frame.words()}"
        for view in timeline.views
        for frame in view.frames
        if frame.degraded
    ]


def misshapen(timeline: Timeline) -> list[str]:
    """A frame that is not in the shape of its event."""
    return [
        f"{view.words()} got a frame that is out of shape ({'; '.join(frame.complaints)}): {frame.words()}"
        for view in timeline.views
        for frame in view.frames
        if frame.complaints
    ]


CHECKERS: tuple[Checker, ...] = (
    *(lost, doubled, reordered, foreign, late, stuck, unfollowed, degraded, misshapen),
    *conversations.CHECKERS,
    *runs.CHECKERS,
)


def _segments(view: View) -> Iterator[list[Frame]]:
    """The numbered frames between one resume and the next: only within these the order has to rise."""
    borders = [resume.number for resume in view.resumes]
    for low, high in pairwise([-1, *borders, float("inf")]):
        yield [frame for frame in view.numbered() if low < frame.number <= high]


def _once(frame: Frame) -> str | None:
    """What of a run may be told only once, in words; None for what may be repeated."""
    if frame.event in TERMINAL:
        return "the end"
    match frame.body:
        case Received(message_id=message_id):
            return f"message received ({message_id})"
        case ToolStart(call_id=call_id):
            return f"the start of the tool call {call_id}"
        case ToolEnd(call_id=call_id):
            return f"the end of the tool call {call_id}"
    return "the start" if frame.event is Event.STARTED else None


def _out_of_order(frames: list[Frame]) -> Iterator[str]:
    # Who connects in the middle of a run does not see its beginning: only what is seen can be out of order.
    whole = any(frame.event is Event.RECEIVED for frame in frames)
    to_start = whole or any(frame.event is Event.STARTED for frame in frames)
    starts = {frame.body.call_id for frame in frames if isinstance(frame.body, ToolStart)}
    hidden = {frame.body.call_id for frame in frames if isinstance(frame.body, ToolEnd)} - starts
    begun, ended = False, False
    opened: set[str | None] = set()
    for frame in frames:
        if ended:
            yield f"came after the end: {frame.words()}"
        if frame.event is Event.STARTED:
            begun = True
        elif to_start and not begun and frame.event in _WORK:
            yield f"came before the start: {frame.words()}"
        if isinstance(frame.body, ToolStart):
            opened.add(frame.body.call_id)
        elif isinstance(frame.body, ToolEnd) and frame.body.call_id not in (opened if whole else opened | hidden):
            yield f"a tool ended before it started: {frame.words()}"
        ended = ended or frame.terminal
    for earlier, later in pairwise(frames):
        if earlier.produced and later.produced and later.produced < earlier.produced:
            yield f"produced before the frame ahead of it: {later.words()}"


def _ranges(numbers: list[int]) -> str:
    """1-3, 7"""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)
