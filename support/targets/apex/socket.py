"""The live socket of the wire: how it is asked for, what is sent, and how what comes in reads."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from support.targets.apex import shapes, threads
from support.targets.apex.calls import reason
from support.targets.canon import (
    CONNECTION_ONLY,
    TERMINAL,
    Body,
    Event,
    Frame,
    Gap,
    Notice,
    Problem,
    Ready,
    Received,
    Started,
    Thought,
    ToolEnd,
    ToolStart,
    Waiting,
)
from support.targets.dialect import Door
from support.wire.traffic import Arrival

EVENTS = {
    "connection_ready": Event.READY,
    "pong": Event.PONG,
    "heartbeat": Event.HEARTBEAT,
    "error": Event.ERROR,
    "history_gap": Event.GAP,
    "message_received": Event.RECEIVED,
    "run_queued": Event.QUEUED,
    "agent_started": Event.STARTED,
    "agent_thinking": Event.THINKING,
    "tool_executing": Event.TOOL_STARTED,
    "tool_completed": Event.TOOL_ENDED,
    "agent_completed": Event.COMPLETED,
    "agent_error": Event.FAILED,
    "agent_death": Event.DIED,
    "run_cancelled": Event.CANCELLED,
    "thread_created": Event.THREAD_CREATED,
    "thread_updated": Event.THREAD_UPDATED,
    "thread_archived": Event.THREAD_ARCHIVED,
    "thread_deleted": Event.THREAD_DELETED,
    "notice": Event.NOTICE,
}
"""The frame types of the wire."""

PAYLOADS = {
    Event.READY: ("user_id", "connection_id", "newest_seq", "limits"),
    Event.ERROR: ("code", "message", "next_step"),
    Event.QUEUED: ("reason", "ahead", "message"),
    Event.STARTED: ("agent", "plan"),
    Event.THINKING: ("thought", "step", "progress"),
    Event.TOOL_STARTED: ("tool", "purpose", "parameters", "call_id"),
    Event.TOOL_ENDED: ("tool", "call_id", "outcome", "summary", "duration_ms"),
    Event.COMPLETED: ("answer", "figures", "recommendations", "next_steps", "confidence", "path", "duration_ms"),
    Event.FAILED: ("code", "message", "next_step"),
    Event.DIED: ("reason", "next_step"),
    Event.CANCELLED: ("message", "next_step"),
    Event.NOTICE: ("text", "notice_id"),
    Event.THREAD_CREATED: ("thread",),
    Event.THREAD_UPDATED: ("thread",),
    Event.THREAD_ARCHIVED: ("thread",),
}
"""The fields that the payload of an event must have (CONTRACT.md, the live socket)."""

_OPTIONS = {"seconds": "time_budget_s"}
"""The canonical options of a run, by their names on the wire."""

_OF_A_RUN = TERMINAL | {
    Event.RECEIVED, Event.QUEUED, Event.STARTED, Event.THINKING, Event.TOOL_STARTED, Event.TOOL_ENDED,
}  # fmt: skip
_OF_A_CONVERSATION = {Event.THREAD_CREATED, Event.THREAD_UPDATED, Event.THREAD_ARCHIVED}
_ENVELOPE = (
    "type",
    "seq",
    "user_id",
    "thread_id",
    "run_id",
    "agent",
    "timestamp",
    "correlation_id",
    "degraded",
    "payload",
)


class Socket:
    """See :class:`support.targets.dialect.Dialect`, the socket."""

    def door(self, token: str, via: str) -> Door:
        """/ws, with the token in the header or among the subprotocols; in the address it must be refused."""
        if not token:
            return Door("/ws")
        match via:
            case "header":
                return Door("/ws", headers=(("authorization", f"Bearer {token}"),))
            case "subprotocol":
                encoded = base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")
                return Door("/ws", subprotocols=("apex.v1", f"jwt.{encoded}"))
            case "address":
                return Door(f"/ws?token={token}")
            case _:
                raise ValueError(f"a token goes via header, subprotocol or address, not via {via!r}")

    def user_message(
        self, text: str, thread_id: str | None, message_id: str, agent: str | None, options: Mapping[str, Any] | None
    ) -> str:
        """user_message."""
        return _written(
            "user_message",
            thread_id=thread_id,
            content=text,
            client_message_id=message_id,
            agent=agent,
            options=options and {_OPTIONS.get(name, name): value for name, value in options.items()},
        )

    def resume(self, after_seq: int) -> str:
        """resume."""
        return _written("resume", after_seq=after_seq)

    def ping(self) -> str:
        """ping."""
        return _written("ping")

    def cancel(self, run_id: str) -> str:
        """cancel_run."""
        return _written("cancel_run", run_id=run_id)

    def unknown_kind(self) -> str:
        """No frame of the contract."""
        return _written("make_coffee")

    def frame(self, arrival: Arrival, actor: str, tab: str) -> Frame:
        """Reads one frame: {type, seq, user_id, thread_id, run_id, agent, timestamp, correlation_id,
        degraded, payload}."""
        raw, complaints = _parsed(arrival.data)
        event = EVENTS.get(str(raw.get("type")), Event.UNKNOWN)
        payload = raw.get("payload")
        if not isinstance(payload, Mapping):
            payload = {}
        produced = shapes.moment(raw.get("timestamp"))
        if not complaints:
            complaints = _complaints(event, raw, payload)
            if produced is None:
                complaints.append(f"timestamp is {raw.get('timestamp')!r}")
        return Frame(
            event=event,
            number=arrival.number,
            at=arrival.at,
            actor=actor,
            tab=tab,
            seq=shapes.whole(raw.get("seq")),
            user_id=shapes.words(raw.get("user_id")),
            thread_id=shapes.words(raw.get("thread_id")),
            run_id=shapes.words(raw.get("run_id")),
            agent=shapes.words(raw.get("agent")),
            produced=produced,
            correlation_id=shapes.words(raw.get("correlation_id")),
            degraded=raw.get("degraded") is True,
            body=body(event, payload),
            raw=raw,
            complaints=tuple(complaints),
        )


def _written(kind: str, **fields: Any) -> str:
    given = {name: value for name, value in fields.items() if value is not None}
    return json.dumps({"type": kind, **given}, ensure_ascii=False)


def _parsed(data: str | bytes | None) -> tuple[dict[str, Any], list[str]]:
    if not isinstance(data, str):
        return {}, ["a binary frame; expected text"]
    try:
        raw = json.loads(data)
    except ValueError:
        return {}, [f"no JSON: {data[:80]!r}"]
    return (raw, []) if isinstance(raw, dict) else ({}, [f"no JSON object: {data[:80]!r}"])


def _complaints(event: Event, raw: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    found = [f"no {name} in the envelope" for name in _ENVELOPE if name not in raw]
    if event is Event.UNKNOWN:
        found.append(f"unknown type {raw.get('type')!r}")
    if event in CONNECTION_ONLY:
        if raw.get("seq") is not None:
            found.append(f"seq {raw['seq']!r} on a frame of one connection; expected null")
    elif shapes.whole(raw.get("seq")) is None:
        found.append(f"seq is {raw.get('seq')!r}; expected a whole number")
    needed: tuple[str, ...] = ("user_id", "thread_id", "run_id") if event in _OF_A_RUN else ("user_id",)
    if event is Event.RECEIVED:
        needed = ("user_id", "thread_id")  # a message may be written without having it answered
    found += [f"{name} is {raw.get(name)!r}" for name in needed if not shapes.words(raw.get(name))]
    found += [f"no {name} in the payload" for name in PAYLOADS.get(event, ()) if name not in payload]
    return found


def body(event: Event, payload: Mapping[str, Any]) -> Body | None:
    """What an event says."""
    return threads.told(payload.get("thread")) if event in _OF_A_CONVERSATION else _body(event, payload)


def _body(event: Event, payload: Mapping[str, Any]) -> Body | None:
    get = payload.get
    limits = get("limits")
    parameters = get("parameters")
    took = shapes.number(get("duration_ms"))
    match event:
        case Event.READY:
            return Ready(
                shapes.words(get("user_id")),
                shapes.words(get("connection_id")),
                shapes.whole(get("newest_seq")),
                limits if isinstance(limits, dict) else {},
            )
        case Event.RECEIVED:
            return Received(
                shapes.words(get("message_id")), shapes.words(get("client_message_id")), shapes.words(get("content"))
            )
        case Event.STARTED:
            return Started(shapes.words(get("agent")), shapes.listed(get("plan")))
        case Event.THINKING:
            return Thought(
                shapes.words(get("thought")) or "", shapes.whole(get("step")), shapes.number(get("progress"))
            )
        case Event.TOOL_STARTED:
            return ToolStart(
                shapes.words(get("tool")),
                shapes.words(get("purpose")),
                parameters if isinstance(parameters, dict) else None,
                shapes.words(get("call_id")),
            )
        case Event.TOOL_ENDED:
            return ToolEnd(
                shapes.words(get("tool")),
                shapes.words(get("call_id")),
                shapes.words(get("outcome")),
                shapes.words(get("summary")),
                None if took is None else took / 1000,
            )
        case Event.COMPLETED:
            return shapes.answer(payload)
        case Event.FAILED | Event.ERROR | Event.DIED | Event.CANCELLED:
            code = shapes.words(get("code")) if event in {Event.FAILED, Event.ERROR} else str(event)
            said = shapes.words(get("message")) or shapes.words(get("reason"))
            return Problem(reason(code), code, said, shapes.words(get("next_step")))
        case Event.NOTICE:
            return Notice(shapes.words(get("notice_id")), shapes.words(get("text")))
        case Event.GAP:
            return Gap(shapes.whole(get("after_seq")), shapes.whole(get("newest_seq")), shapes.words(get("next_step")))
        case Event.QUEUED:
            return Waiting(shapes.words(get("reason")), shapes.whole(get("ahead")), shapes.words(get("message")))
        case _:
            return None
