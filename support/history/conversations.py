"""Checkers of conversations: what is read has to follow from what was done. An act without an answer may have happened
or not: it explains what is read after it, and accuses nobody.

Two acts follow one another where one began after the answer to the other; for those that overlap any order is fine.
What they hold against a platform is CONTRACT.md's, "Threads, messages, runs": PostgreSQL is every process's truth.
"""

from __future__ import annotations

from collections.abc import Iterator

from support.history.deeds import Deed, Shown
from support.history.timeline import Timeline
from support.targets.canon import Event, Frame


def phantom(timeline: Timeline) -> list[str]:
    """A conversation showed what nobody had made of it, as where an edit that was refused took effect."""
    found = []
    for reading, shown in _readings(timeline):
        writings = [deed for deed in _writings(timeline, shown.thread_id) if deed.begun < reading.done]
        if not any(deed.kind == "start" for deed in writings):
            continue  # it was there before the scenario, or the platform opened it for a question
        for name, value in shown.fields.items():
            made = [deed.wanted[name] for deed in writings if name in deed.wanted]
            begun = any(deed.kind == "start" and name in deed.wanted for deed in writings)
            if begun and value not in made:
                found.append(f"{reading.words()} showed the {name} {value!r}, which nobody gave it; made was {made}")
    return found


def resurrected(timeline: Timeline) -> list[str]:
    """A conversation that was deleted for ever was shown again, or something was told of it."""
    gone = {deed.thread_id: deed for deed in timeline.deeds if deed.kind == "delete" and deed.outcome == "granted"}
    found = [
        f"{reading.words()} showed a conversation that {gone[shown.thread_id].words()} had deleted for ever"
        for reading, shown in _readings(timeline)
        if shown.thread_id in gone and reading.begun > gone[shown.thread_id].done
    ]
    for view in timeline.views:
        told: set[str | None] = set()
        for frame in view.frames:
            if frame.event is Event.THREAD_DELETED:
                told.add(frame.thread_id)
            elif frame.thread_id in told and frame.thread_id in gone:
                found.append(f"{view.words()} heard of a conversation after its deletion: {frame.words()}")
    return found


def stale(timeline: Timeline) -> list[str]:
    """A conversation was shown in an older version than an answer before had shown."""
    found = []
    for reading, shown in _shown(timeline):
        earlier = [
            (other.version or 0, deed)
            for deed, other in _shown(timeline)
            if other.thread_id == shown.thread_id and deed.done < reading.begun
        ]
        newest, deed = max(earlier, key=lambda each: each[0], default=(0, reading))
        if shown.version is not None and shown.version < newest:
            found.append(f"{reading.words()} showed version {shown.version}; {deed.words()} had shown {newest} before")
    return found


def lost_update(timeline: Timeline) -> list[str]:
    """An edit was confirmed, and what was read after it has another value that no other edit explains."""
    found = []
    for reading, shown in _readings(timeline):
        writings = _writings(timeline, shown.thread_id)
        for writing in writings:
            if writing.outcome != "granted" or writing.done >= reading.begun:
                continue
            for name, value in writing.wanted.items():
                others = [
                    deed.wanted[name]
                    for deed in writings
                    if deed is not writing and name in deed.wanted and deed.done > writing.begun
                    and deed.begun < reading.done
                ]  # fmt: skip
                if shown.fields.get(name) not in [value, *others]:
                    found.append(
                        f"{writing.words()} made the {name} {value!r}; {reading.words()} showed"
                        f" {shown.fields.get(name)!r}"
                    )
    return found


def differing(timeline: Timeline) -> list[str]:
    """Two tabs of one person were told different things under one number."""
    deleted = {deed.thread_id for deed in timeline.deeds if deed.kind == "delete"}
    found = []
    first: dict[tuple[str, int], Frame] = {}
    for view in timeline.views:
        for frame in view.numbered():
            known = first.setdefault((view.actor, frame.seq or 0), frame)
            # What is replayed of a conversation that has been deleted meanwhile tells of its deletion alone.
            if known.thread_id not in deleted and _said(known) != _said(frame):
                found.append(f"{view.words()} was told {frame.words()}; another tab was told {known.words()}")
    return found


CHECKERS = (phantom, resurrected, stale, lost_update, differing)


def _shown(timeline: Timeline) -> Iterator[tuple[Deed, Shown]]:
    """Every answer that showed a conversation, whatever the act was."""
    for deed in timeline.deeds:
        for shown in deed.shown:
            yield deed, shown


def _readings(timeline: Timeline) -> Iterator[tuple[Deed, Shown]]:
    for deed, shown in _shown(timeline):
        if deed.kind == "read":
            yield deed, shown


def _writings(timeline: Timeline, thread_id: str) -> list[Deed]:
    """What was done to the conversation and was not refused."""
    return [
        deed
        for deed in timeline.deeds
        if deed.thread_id == thread_id and deed.kind in {"start", "edit"} and deed.outcome != "refused"
    ]


def _said(frame: Frame) -> tuple[object, ...]:
    """What a numbered frame says; that it came the slow way (degraded) may differ from tab to tab."""
    about = (frame.event, frame.user_id, frame.thread_id, frame.run_id, frame.agent)
    return (*about, frame.produced, frame.correlation_id, frame.body)
