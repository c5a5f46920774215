"""The one envelope of the live socket, and how rows of the tables are shown."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID


def now() -> datetime:
    """This instant in UTC, cut to the millisecond, so that the wire and the tables hold the same one."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def iso(moment: datetime) -> str:
    """The instant as ISO 8601 in UTC with milliseconds, the form of every instant on the wire."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def shown(row: Any, *names: str) -> dict[str, Any]:
    """Those columns of a row as customers see them: ids and instants as text, amounts as numbers."""
    return {name: _plain(row[name]) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    return str(value) if isinstance(value, UUID) else float(value) if isinstance(value, Decimal) else value


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
