"""The tables of the wire: named read-only queries, and how their rows read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from support.targets.apex import shapes, threads
from support.targets.apex.socket import EVENTS, body
from support.targets.canon import Account, Event, Look, Organisation, Run, Thread
from support.targets.canon.operation import OpenConnection
from support.targets.dialect import KeptEvent, Query, ShapeError
from support.targets.spend import UsageRecord

_ACCOUNT = """
SELECT u.id, u.email, u.name, m.role, o.id AS organisation_id, o.name AS organisation_name, o.plan
FROM users u LEFT JOIN members m ON m.user_id = u.id LEFT JOIN organisations o ON o.id = m.organisation_id
WHERE lower(u.email) = lower($1)"""
_THREAD = "SELECT * FROM threads WHERE id = $1::text::uuid"
_THREADS = "SELECT * FROM threads WHERE owner_id = $1::text::uuid ORDER BY created_at, id"
_LOOKS = """
SELECT user_id, details FROM audit_log
WHERE organisation_id = $1::text::uuid AND action = 'thread.read' ORDER BY at, id"""
_MESSAGES = "SELECT * FROM messages WHERE thread_id = $1::text::uuid ORDER BY position"
_RUN = "SELECT * FROM runs WHERE id = $1::text::uuid"
_RUNS = "SELECT * FROM runs WHERE thread_id = $1::text::uuid ORDER BY created_at, id"
_STEPS = "SELECT * FROM run_steps WHERE run_id = $1::text::uuid ORDER BY position"
_EVENTS = "SELECT * FROM events WHERE user_id = $1::text::uuid ORDER BY seq"
_USAGE = "SELECT * FROM analytics.usage_records WHERE organisation_id = $1::text::uuid ORDER BY at, id"

_CONNECTIONS = """
SELECT c.*, m.organisation_id FROM connections c LEFT JOIN members m ON m.user_id = c.user_id
WHERE c.user_id = $1::text::uuid ORDER BY c.since, c.id"""


def _opened(row: Mapping[str, Any]) -> dict[str, Any]:
    """jsonb columns come as text."""
    opened = dict(row)
    names = ("result", "path", "payload", "error", "phases", "states", "tokens")
    for name in (*names, "facts", "metadata", "history", "details"):
        if isinstance(opened.get(name), str):
            opened[name] = json.loads(opened[name])
    return opened


def _account(row: Mapping[str, Any]) -> Account:
    organisation = None
    if row["organisation_id"] is not None:
        organisation = Organisation(row["organisation_id"], row["organisation_name"], row["plan"])
    return Account(row["id"], row["email"], row["name"], organisation, row["role"])


def _event(row: Mapping[str, Any]) -> KeptEvent:
    opened = _opened(row)
    event, payload = EVENTS.get(row["type"], Event.UNKNOWN), opened["payload"] or {}
    told = body(event, payload)
    return KeptEvent(row["seq"], event, row["run_id"], row["thread_id"], opened, told, empty=not payload)


def _usage(row: Mapping[str, Any]) -> UsageRecord:
    at = shapes.moment(row["at"])
    if at is None:
        raise ShapeError(f"expected an instant in the column 'at', saw {row['at']!r}")
    return UsageRecord(
        time=at,
        provider=row["provider"],
        model=row["model"],
        feature=row["feature"],
        segment=row["segment"],
        prompt_tokens=row["prompt_tokens"],
        completion_tokens=row["completion_tokens"],
        latency_ms=round(row["latency_ms"]),
        cost_usd=Decimal(row["cost_usd"]),
        cached=row["cached"],
        error=row["error"],
    )


def _connection(row: Mapping[str, Any]) -> OpenConnection:
    since = shapes.moment(row["since"])
    return OpenConnection(row["id"], row["user_id"], row.get("organisation_id"), row["instance"], since)


def _look(row: Mapping[str, Any]) -> Look:
    return Look(row["user_id"], _opened(row)["details"].get("thread_id"))


def _thread(row: Mapping[str, Any]) -> Thread:
    return threads.thread(_opened(row))


def _run(row: Mapping[str, Any]) -> Run:
    return shapes.run(_opened(row))


class Rows:
    """See :class:`support.targets.dialect.Dialect`, what is kept."""

    kept_account = Query("accounts", _ACCOUNT, _account)
    kept_thread = Query("thread", _THREAD, _thread)
    kept_threads = Query("threads", _THREADS, _thread)
    kept_looks = Query("looks", _LOOKS, _look)
    kept_messages = Query("messages", _MESSAGES, shapes.message)
    kept_run = Query("run", _RUN, _run)
    kept_runs = Query("runs", _RUNS, _run)
    kept_steps = Query("steps", _STEPS, shapes.step)
    kept_events = Query("events", _EVENTS, _event)
    kept_usage = Query("usage", _USAGE, _usage)
    kept_connections = Query("connections", _CONNECTIONS, _connection)

    def listening(self, user_id: str) -> str:
        """The channel of Redis that the chat processes listen to for the user."""
        return f"user:{user_id}"
