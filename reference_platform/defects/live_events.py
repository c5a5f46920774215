"""Defects of what customers see while agents work."""

from __future__ import annotations

import copy
import html
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from reference_platform.defects.defect import Defect

_Call = Callable[..., Any]

APPEND = "reference_platform.chat.events:Recording.append"
SEND = "reference_platform.chat.connection:Connection.send"
REPORT = "reference_platform.chat.report:RunReport"
TEXT = "reference_platform.chat.frames:Frame.text"


def _thoughts_are_not_shown(_sound: _Call) -> _Call:
    async def thinking(self: Any, agent: str, thought: str, step: int, progress: float) -> None:
        """Says nothing."""

    return thinking


def _start_is_not_told(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if frame.type != "agent_started":
            sound(self, frame)

    return send


def _start_names_another_agent(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if frame.type == "agent_started":
            frame = replace(frame, agent="triage", payload=frame.payload | {"agent": "triage"})
        sound(self, frame)

    return send


def _start_names_no_conversation(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        sound(self, replace(frame, thread_id=None) if frame.type == "agent_started" else frame)

    return send


def _progress_goes_back(sound: _Call) -> _Call:
    async def thinking(self: Any, agent: str, thought: str, step: int, progress: float) -> None:
        await sound(self, agent, thought, step, 1 - progress)

    return thinking


def _thought_is_shown_twice(sound: _Call) -> _Call:
    async def thinking(self: Any, agent: str, thought: str, step: int, progress: float) -> None:
        await sound(self, agent, thought, step, progress)
        await sound(self, agent, thought, step, progress)

    return thinking


def _thoughts_are_canned(sound: _Call) -> _Call:
    async def thinking(self: Any, agent: str, thought: str, step: int, progress: float) -> None:
        await sound(self, agent, f"Thinking, step {step}, please wait ...", step, progress)

    return thinking


class _Late:
    """A run's report that announces a tool only when it has ended."""

    def __init__(self, report: Any) -> None:
        self._report = report

    def __getattr__(self, name: str) -> Any:
        return getattr(self._report, name)

    async def tool_started(self, *told: Any) -> None:
        self._told = told

    async def tool_completed(self, *told: Any, **more: Any) -> None:
        await self._report.tool_started(*self._told)
        await self._report.tool_completed(*told, **more)


def _tool_is_announced_after_it_ran(sound: _Call) -> _Call:
    async def use(self: Any, agent: str, tool: Any, call_id: str) -> Any:
        began = datetime.now(UTC)
        late = copy.copy(self)
        late.report = _Late(self.report)
        output = await sound(late, agent, tool, call_id)
        # The record stays true: it says when the tool really ran.
        await self.analysis.database.execute(
            """UPDATE run_steps SET started_at = $3, finished_at = finished_at - (started_at - $3)
               WHERE run_id = $1 AND call_id = $2""",
            self.job.run_id,
            call_id,
            began,
        )
        return output

    return use


def _tool_is_announced_without_purpose(sound: _Call) -> _Call:
    async def tool_started(
        self: Any, agent: str, tool: str, purpose: str, parameters: dict[str, Any], call_id: str
    ) -> None:
        await sound(self, agent, tool, "", parameters, call_id)

    return tool_started


def _duration_is_a_thousand_times_too_long(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if frame.type == "tool_completed":
            microseconds = 1000 * frame.payload["duration_ms"]
            frame = replace(frame, payload=frame.payload | {"duration_ms": microseconds})
        sound(self, frame)

    return send


def _outcome_shown_is_not_the_recorded_one(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if frame.type == "tool_completed":
            frame = replace(frame, payload=frame.payload | {"outcome": "error"})
        sound(self, frame)

    return send


def _thought_comes_after_the_result(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        numbered = await sound(self, frame)
        if frame.type == "agent_completed":
            late = {"thought": "One more thing about this question.", "step": 99, "progress": 1.0}
            await sound(self, replace(frame, type="agent_thinking", payload=late))
        return numbered

    return append


def _result_is_cut_for_the_screen(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        if frame.type == "agent_completed":
            frame = replace(frame, payload=frame.payload | {"next_steps": frame.payload["next_steps"][:-1]})
        return await sound(self, frame)

    return append


def _end_of_a_tool_is_lost_beside_another(sound: _Call) -> _Call:
    at_work: dict[str, set[str]] = {}

    def send(self: Any, frame: Any) -> None:
        calls = at_work.setdefault(self.id, set())
        if frame.type == "tool_executing":
            calls.add(frame.payload["call_id"])
        if frame.type == "tool_completed":
            calls.discard(frame.payload["call_id"])
        if frame.type != "tool_completed" or not calls:
            sound(self, frame)

    return send


def _numbers_leave_gaps(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        if frame.type == "message_received":
            skip = "UPDATE users SET newest_seq = newest_seq + 1 WHERE id = $1"
            await self.connection.execute(skip, frame.user_id)
        return await sound(self, frame)

    return append


def _events_overtake_each_other(sound: _Call) -> _Call:
    held: dict[str, Any] = {}

    def send(self: Any, frame: Any) -> None:
        waiting = held.pop(self.id, None)
        if waiting is None and frame.type == "message_received":
            held[self.id] = frame
            return
        sound(self, frame)
        if waiting is not None:
            sound(self, waiting)

    return send


def _written_anew(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every text in it changed."""
    if isinstance(value, dict):
        return {name: _written_anew(each, change) for name, each in value.items()}
    if isinstance(value, list):
        return [_written_anew(each, change) for each in value]
    return change(value) if isinstance(value, str) else value


def _writing_is_squeezed_into_latin_1(sound: _Call) -> _Call:
    def text(self: Any, degraded: bool = False) -> Any:
        payload = _written_anew(self.payload, lambda it: it.encode("latin-1", "replace").decode("latin-1"))
        return sound(replace(self, payload=payload), degraded)

    return text


def _accents_are_taken_apart(sound: _Call) -> _Call:
    def text(self: Any, degraded: bool = False) -> Any:
        payload = _written_anew(self.payload, lambda it: unicodedata.normalize("NFD", it))
        return sound(replace(self, payload=payload), degraded)

    return text


def _markup_is_escaped(sound: _Call) -> _Call:
    def text(self: Any, degraded: bool = False) -> Any:
        payload = _written_anew(self.payload, html.escape)
        return sound(replace(self, payload=payload), degraded)

    return text


def _events_reach_colleagues(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        numbered = await sound(self, frame)
        colleagues = await self.connection.fetch(
            """SELECT other.user_id::text FROM members own JOIN members other USING (organisation_id)
               WHERE own.user_id = $1 AND other.user_id <> $1 ORDER BY other.user_id""",
            frame.user_id,
        )
        for colleague in colleagues:
            await sound(self, replace(frame, user_id=colleague["user_id"]))
        return numbered

    return append


def _events_reach_every_open_tab(_sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        for connection in self.connections:
            if connection.user_id == frame.user_id:
                connection.offer(frame)
            else:
                connection.send(frame)

    return send


def _events_reach_whoever_asked_last(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        numbered = await sound(self, frame)
        if frame.run_id:
            last = await self.connection.fetchval("SELECT user_id::text FROM runs ORDER BY number DESC LIMIT 1")
            if last != frame.user_id:
                await sound(self, replace(frame, user_id=last))
        return numbered

    return append


def _newest_tab_silences_the_older(sound: _Call) -> _Call:
    async def join(self: Any, connection: Any) -> Any:
        for other in self.connections:
            if other.user_id == connection.user_id:
                other.end()
        return await sound(self, connection)

    return join


DEFECTS = [
    Defect(
        "thoughts_are_not_shown",
        ("EV-01",),
        f"{REPORT}.thinking",
        ("chat",),
        "A run tells nothing of what the agents think.",
        _thoughts_are_not_shown,
    ),
    Defect(
        "start_is_not_told", ("EV-01", "EV-02"), SEND, ("chat",), "A run begins without a word.", _start_is_not_told
    ),
    Defect(
        "start_names_another_agent",
        ("EV-02",),
        SEND,
        ("chat",),
        "The start of a run names the first specialist in place of who leads it.",
        _start_names_another_agent,
    ),
    Defect(
        "start_names_no_conversation",
        ("EV-02",),
        SEND,
        ("chat",),
        "The start of a run does not say to which conversation it belongs.",
        _start_names_no_conversation,
    ),
    Defect(
        "progress_goes_back",
        ("EV-03",),
        f"{REPORT}.thinking",
        ("chat",),
        "The progress shown counts what is left in place of what is done.",
        _progress_goes_back,
    ),
    Defect(
        "thought_is_shown_twice",
        ("EV-03",),
        f"{REPORT}.thinking",
        ("chat",),
        "Each thought is shown twice.",
        _thought_is_shown_twice,
    ),
    Defect(
        "thoughts_are_canned",
        ("EV-03",),
        f"{REPORT}.thinking",
        ("chat",),
        "In place of the reasoning a standing phrase is shown.",
        _thoughts_are_canned,
    ),
    Defect(
        "tool_is_announced_after_it_ran",
        ("EV-04",),
        "reference_platform.agents.desk:RunDesk.use",
        ("chat",),
        "A tool is announced only when it has run.",
        _tool_is_announced_after_it_ran,
    ),
    Defect(
        "tool_is_announced_without_purpose",
        ("EV-04",),
        f"{REPORT}.tool_started",
        ("chat",),
        "A tool is announced without what it is for.",
        _tool_is_announced_without_purpose,
    ),
    Defect(
        "duration_is_a_thousand_times_too_long",
        ("EV-05",),
        SEND,
        ("chat",),
        "A tool's duration is told in microseconds as if it were milliseconds.",
        _duration_is_a_thousand_times_too_long,
    ),
    Defect(
        "outcome_shown_is_not_the_recorded_one",
        ("EV-05",),
        SEND,
        ("chat",),
        "A tool that succeeded is told to have failed.",
        _outcome_shown_is_not_the_recorded_one,
    ),
    Defect(
        "thought_comes_after_the_result",
        ("EV-06",),
        APPEND,
        ("chat",),
        "After its result a run goes on thinking aloud.",
        _thought_comes_after_the_result,
    ),
    Defect(
        "result_is_cut_for_the_screen",
        ("EV-06",),
        APPEND,
        ("chat",),
        "The result shown lacks the last of the next steps that are kept.",
        _result_is_cut_for_the_screen,
    ),
    Defect(
        "end_of_a_tool_is_lost_beside_another",
        ("EV-07",),
        SEND,
        ("chat",),
        "The end of a tool is not told while another tool is still at work.",
        _end_of_a_tool_is_lost_beside_another,
    ),
    Defect(
        "numbers_leave_gaps",
        ("EV-08",),
        APPEND,
        ("chat",),
        "A number of the user's order is left out now and then.",
        _numbers_leave_gaps,
    ),
    Defect(
        "events_overtake_each_other",
        ("EV-08",),
        SEND,
        ("chat",),
        "The acknowledgement of a question is overtaken by the event after it.",
        _events_overtake_each_other,
    ),
    Defect(
        "writing_is_squeezed_into_latin_1",
        ("EV-11",),
        TEXT,
        ("chat",),
        "What Latin-1 does not have arrives as question marks.",
        _writing_is_squeezed_into_latin_1,
    ),
    Defect(
        "accents_are_taken_apart",
        ("EV-11",),
        TEXT,
        ("chat",),
        "Accented letters arrive in another normal form.",
        _accents_are_taken_apart,
    ),
    Defect(
        "markup_is_escaped",
        ("EV-11",),
        TEXT,
        ("chat",),
        "Markup and quotation marks arrive as HTML entities.",
        _markup_is_escaped,
    ),
    Defect(
        "events_reach_colleagues",
        ("EV-12",),
        APPEND,
        ("chat",),
        "A run is told to everybody in the organisation.",
        _events_reach_colleagues,
    ),
    Defect(
        "events_reach_every_open_tab",
        ("EV-12",),
        "reference_platform.chat.delivery:Delivery.send",
        ("chat",),
        "A run is told to everybody who is connected to the same process.",
        _events_reach_every_open_tab,
    ),
    Defect(
        "events_reach_whoever_asked_last",
        ("EV-12",),
        APPEND,
        ("chat",),
        "Of two runs at the same time the older is told to whoever asked for the newer, too.",
        _events_reach_whoever_asked_last,
    ),
    Defect(
        "newest_tab_silences_the_older",
        ("EV-17",),
        "reference_platform.chat.delivery:Delivery.join",
        ("chat",),
        "Once a customer opens another tab, the tabs before it hear nothing more.",
        _newest_tab_silences_the_older,
    ),
]
