"""The live socket of deployed platforms: nested or flat, stamped either way, unnumbered."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from support.runs.outcomes import NotOffered
from support.targets.apex.socket import EVENTS as SHARED
from support.targets.apex.socket import Socket as ApexSocket
from support.targets.canon import Event, Frame, Problem, Ready
from support.targets.dialect import Door
from support.targets.field.calls import moment, reason_of
from support.wire.traffic import Arrival

OUTER = frozenset({"system_message", "agent_progress", "agent_response_complete"})
"""Types that only wrap: what happened stands in data.event or data.type."""

EVENTS = {
    **SHARED,
    "connect": Event.READY,
    "connection_established": Event.READY,
    "connected": Event.READY,
    "error_message": Event.ERROR,
    "tool_started": Event.TOOL_STARTED,
    "agent_response_complete": Event.COMPLETED,
    "agent_failed": Event.FAILED,
    "user_message_received": Event.RECEIVED,
}
"""Names that are in use beside the shared ones."""

_NAMES = {
    "response": "answer",
    "result": "answer",
    "tool_name": "tool",
    "agent_name": "agent",
    "message_text": "thought",
}
"""Other names of fields of a payload."""


class Socket:
    """See :class:`support.targets.dialect.Dialect`, the socket."""

    def door(self, token: str, via: str) -> Door:
        """/ws, with the token in the header or among the subprotocols."""
        if not token:
            return Door("/ws", subprotocols=("jwt-auth",))
        if via == "header":
            return Door("/ws", headers=(("authorization", f"Bearer {token}"),))
        if via == "address":
            return Door(f"/ws?token={token}")
        encoded = base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")
        return Door("/ws", subprotocols=("jwt-auth", f"jwt.{encoded}"))

    def user_message(
        self, text: str, thread_id: str | None, message_id: str, agent: str | None, options: Mapping[str, Any] | None
    ) -> str:
        """start_agent {user_request, thread_id?, turn_id?}."""
        if agent or options:
            raise NotOffered("a question of this dialect names neither an agent nor options")
        payload = {"user_request": text, "thread_id": thread_id, "turn_id": message_id}
        given = {name: value for name, value in payload.items() if value is not None}
        return json.dumps({"type": "start_agent", "payload": given}, ensure_ascii=False)

    def resume(self, after_seq: int) -> str:
        """Nothing is numbered there."""
        raise NotOffered("this dialect numbers nothing, so nothing can be resumed")

    def cancel(self, run_id: str) -> str:
        """Nothing can be stopped there."""
        raise NotOffered("this dialect has no word for stopping")

    def ping(self) -> str:
        """ping."""
        return json.dumps({"type": "ping"})

    def unknown_kind(self) -> str:
        """No frame of any platform."""
        return json.dumps({"type": "make_coffee"})

    def frame(self, arrival: Arrival, actor: str, tab: str) -> Frame:
        """Reads one frame, whatever its nesting: the shared names inside are read as those of apex."""
        raw, complaints = _parsed(arrival.data)
        outer = str(raw.get("type"))
        inner: Mapping[str, Any] = next(
            (raw[name] for name in ("data", "payload") if isinstance(raw.get(name), Mapping)), {}
        )
        name = next((str(inner[each]) for each in ("event", "type") if outer in OUTER and inner.get(each)), outer)
        event = EVENTS.get(name, Event.UNKNOWN)
        nested = inner.get("payload")
        payload = dict(nested if isinstance(nested, Mapping) else inner)
        payload |= {ours: payload[theirs] for theirs, ours in _NAMES.items() if theirs in payload}
        if event is Event.UNKNOWN and not complaints:
            complaints = [f"unknown event {name!r} in a frame of type {outer!r}"]

        def told(*names: str) -> str | None:
            places = (raw, inner, payload)
            found = (place.get(each) for each in names for place in places)
            return next((each for each in found if isinstance(each, str) and each), None)

        spoken = next((kind for kind, each in SHARED.items() if each is event), outer)
        as_apex = json.dumps({"type": spoken, "payload": payload})
        body = ApexSocket().frame(dataclasses.replace(arrival, data=as_apex), actor, tab).body
        match event:
            case Event.READY:
                body = Ready(told("user_id"), told("connection_id"), None, {})
            case Event.ERROR | Event.FAILED:
                said = told("error_message", "message", "error") or ""
                body = Problem(reason_of(None, said), told("error_code", "code"), said, told("details", "next_step"))
        stamp = next((found for place in (raw, inner) for each in ("timestamp", "time")
                      if (found := place.get(each)) is not None), None)  # fmt: skip
        return Frame(
            event=event, number=arrival.number, at=arrival.at, actor=actor, tab=tab, seq=None,
            user_id=told("user_id"), thread_id=told("thread_id"), run_id=told("run_id"),
            agent=told("agent", "agent_name"), produced=moment(stamp), correlation_id=told("correlation_id"),
            degraded=raw.get("degraded") is True, body=body, raw=raw, complaints=tuple(complaints),
        )  # fmt: skip


def _parsed(data: str | bytes | None) -> tuple[dict[str, Any], list[str]]:
    try:
        raw = json.loads(data) if isinstance(data, str) else None
    except ValueError:
        raw = None
    return (raw, []) if isinstance(raw, dict) else ({}, [f"no JSON object: {str(data)[:80]!r}"])
