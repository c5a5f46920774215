"""Hand-written frames and views for tests of what goes over them."""

from __future__ import annotations

import datetime

from support.history.timeline import View
from support.targets.canon import Answer, Body, Event, Frame, Ready, Received, Thought, ToolEnd, ToolStart

ADA, CLEO = "user-ada", "user-cleo"
_START = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
_CONNECTION = {Event.READY, Event.PONG, Event.HEARTBEAT, Event.ERROR, Event.GAP}


def frame(
    number: int,
    event: Event,
    seq: int | None = None,
    run_id: str | None = "run-1",
    body: Body | None = None,
    *,
    user_id: str = ADA,
    produced: float | None = None,
    complaints: tuple[str, ...] = (),
) -> Frame:
    """A frame that arrived as number ``number``, that many tenths of a second after nine o'clock."""
    moment = _START + datetime.timedelta(seconds=number / 10 if produced is None else produced)
    return Frame(
        event=event,
        number=number,
        at=100 + number / 10,
        actor="Ada",
        tab="first",
        seq=seq,
        user_id=user_id,
        thread_id=None if event in _CONNECTION else "thread-1",
        run_id=None if event in _CONNECTION else run_id,
        agent="supervisor",
        produced=moment,
        correlation_id="c",
        degraded=False,
        body=body,
        raw={},
        complaints=complaints,
    )


def sound_run(first_number: int = 1, first_seq: int = 1, run_id: str = "run-1", call: str = "call-1") -> list[Frame]:
    """A whole run as it should be: seven frames."""
    told: list[tuple[Event, Body | None]] = [
        (Event.RECEIVED, Received(f"message-{run_id}", "mine", "Why?")),
        (Event.STARTED, None),
        (Event.THINKING, Thought("I look into it", 1, 0.1)),
        (Event.TOOL_STARTED, ToolStart("look", "to look", {}, call)),
        (Event.TOOL_ENDED, ToolEnd("look", call, "success", "looked", 0.01)),
        (Event.THINKING, Thought("I have found it", 2, 0.9)),
        (Event.COMPLETED, Answer("Because.", (), (), ("Ask on.",), 1.0, ("triage",), 0.5)),
    ]
    return [
        frame(first_number + place, event, first_seq + place, run_id, body) for place, (event, body) in enumerate(told)
    ]


def ready(number: int = 0, newest_seq: int = 0, user_id: str = ADA) -> Frame:
    """The first frame of a connection."""
    return frame(number, Event.READY, None, None, Ready(user_id, "connection-1", newest_seq, {}))


def view(frames: list[Frame], *, actor: str = "Ada", user_id: str = ADA, tab: str = "first", newest_seq: int = 0,
         is_open: bool = True) -> View:  # fmt: skip
    """One connection that saw these frames."""
    return View(actor, user_id, tab, tuple(frames), (), is_open, newest_seq)
