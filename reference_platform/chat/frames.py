"""The one envelope of the live socket."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any


def now() -> datetime:
    """This instant in UTC, cut to the millisecond, so that the wire and the tables hold the same one."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def iso(moment: datetime) -> str:
    """The instant as ISO 8601 in UTC with milliseconds, the form of every instant on the wire."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame to a customer.

    A frame of the user has a `seq`, is kept in the event log and reaches each of the user's sockets. One of a
    connection (connection_ready, pong, heartbeat, error, history_gap) has none and is kept nowhere.
    """

    type: str
    user_id: str
    payload: dict[str, Any]
    correlation_id: str
    thread_id: str | None = None
    run_id: str | None = None
    #: Who reports: the supervisor or one of its specialists; None for frames that are not a run's own.
    agent: str | None = None
    #: The instant of production, before storing.
    timestamp: datetime = field(default_factory=now)
    seq: int | None = None

    def numbered(self, seq: int) -> Frame:
        """The same frame with its place in the user's order."""
        return replace(self, seq=seq)

    def text(self, degraded: bool = False) -> str:
        """The frame as it goes over the wire; `degraded` says that it came the slow way round an outage."""
        envelope = {
            "type": self.type,
            "seq": self.seq,
            "user_id": self.user_id,
            "thread_id": self.thread_id,
            "run_id": self.run_id,
            "agent": self.agent,
            "timestamp": iso(self.timestamp),
            "correlation_id": self.correlation_id,
            "degraded": degraded,
            "payload": self.payload,
        }
        return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def parsed(cls, text: str | bytes) -> Frame:
        """The frame that `text()` made. Raises ValueError or KeyError for anything else."""
        envelope = json.loads(text)
        return cls(
            type=envelope["type"],
            user_id=envelope["user_id"],
            payload=envelope["payload"],
            correlation_id=envelope["correlation_id"],
            thread_id=envelope["thread_id"],
            run_id=envelope["run_id"],
            agent=envelope["agent"],
            timestamp=datetime.fromisoformat(envelope["timestamp"]),
            seq=envelope["seq"],
        )
