"""The one envelope of the live socket."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from reference_platform.operation.showing import iso, now


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

    def text(self, degraded: bool = False) -> str:
        """The frame as it goes over the wire; `degraded` says that it came the slow way round an outage."""
        envelope = {name: getattr(self, name) for name in self.__slots__} | {
            "timestamp": iso(self.timestamp),
            "degraded": degraded,
        }
        return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def parsed(cls, text: str) -> Self:
        """The frame that `text()` made."""
        envelope = json.loads(text)
        del envelope["degraded"]
        return cls(**envelope | {"timestamp": datetime.fromisoformat(envelope["timestamp"])})
