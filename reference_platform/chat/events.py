"""Each user's event log: the frames in their order, kept in the transaction that stores the state."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import asyncpg

from reference_platform.chat.bus import Bus
from reference_platform.chat.frames import Frame
from reference_platform.storage.database import Database

if TYPE_CHECKING:
    from reference_platform.storage.database import Connection

#: The row lock on the user is held until the transaction ends: frames commit in the order of their seq.
_APPEND = """
WITH bumped AS (UPDATE users SET newest_seq = newest_seq + 1 WHERE id = $1 RETURNING newest_seq)
INSERT INTO events (user_id, seq, type, thread_id, run_id, agent, at, correlation_id, payload)
SELECT $1, newest_seq, $2, $3, $4, $5, $6, $7, $8 FROM bumped
RETURNING seq
"""

#: The same for a frame of a run that is at work, together with what belongs to it, in one statement.
_APPEND_OF_RUN = "SELECT append_run_event($1, $2, $3, $4, $5, $6, $7, $8)"

#: PostgreSQL's code for a frame of a run that has ended.
_RUN_HAS_ENDED = "RN001"

_READ = """
SELECT user_id::text, seq, type, thread_id::text, run_id::text, agent, at, correlation_id, payload
FROM events WHERE user_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4
"""


class RunOver(Exception):  # noqa: N818 - a state of the run
    """The run has ended: nothing more is said of it."""


class Recording:
    """One transaction that changes state and says so: its frames are published once all is committed."""

    def __init__(self, log: EventLog, connection: Connection) -> None:
        self.connection = connection
        self.frames: list[Frame] = []
        self._log = log

    async def append(self, frame: Frame) -> Frame:
        """Gives the frame the user's next seq and stores it. Call it last: it locks the user's row."""
        numbered = await self._log.append(self.connection, frame)
        self.frames.append(numbered)
        return numbered


class EventLog:
    """The frames of every user, in order."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus

    @asynccontextmanager
    async def recording(self) -> AsyncIterator[Recording]:
        """A transaction for state and its frames: stored together, published right after, or not at all."""
        async with self._database.connection() as connection:
            async with connection.transaction():
                recording = Recording(self, connection)
                yield recording
            for frame in recording.frames:
                self.publish(frame)

    async def append(self, connection: Connection, frame: Frame) -> Frame:
        """Stores the frame under the user's next seq, within the connection's transaction.

        Raises LookupError where the user is gone.
        """
        seq = await connection.fetchval(_APPEND, *_values(frame))
        if seq is None:
            raise LookupError(f"no user {frame.user_id} to tell of {frame.type}")
        return frame.numbered(seq)

    async def tell(self, frame: Frame, step: str | None = None, *values: Any) -> Frame:
        """Stores a frame of a run at work, with the step that it tells of, and publishes it.

        `step` is a statement that returns a row; its parameters are those of the frame ($1 user, $4 run, $5 agent,
        $6 instant) and from $9 on `values`. RunOver: the run has ended; LookupError: the step touched no row. In
        both cases nothing is stored or said.
        """
        query = f"WITH step AS ({step}) {_APPEND_OF_RUN} FROM step" if step else _APPEND_OF_RUN
        try:
            seq = await self._database.fetchval(query, *_values(frame), *values)
        except asyncpg.PostgresError as problem:
            if problem.sqlstate == _RUN_HAS_ENDED:
                raise RunOver from None
            raise
        if seq is None:
            raise LookupError(f"{frame.type} of {frame.agent} belongs to no open step: {frame.payload}")
        numbered = frame.numbered(seq)
        self.publish(numbered)
        return numbered

    def publish(self, frame: Frame) -> None:
        """Announces a stored frame to every process that serves the user; if that is lost, the log has it."""
        self._bus.publish(f"user:{frame.user_id}", frame.text())

    async def read(self, user_id: str, after: int, until: int, limit: int = 100) -> list[Frame]:
        """The user's frames with `after` < seq <= `until`, in order, at most `limit` of them."""
        rows = await self._database.fetch(_READ, user_id, after, until, limit)
        return [
            Frame(
                type=row["type"],
                user_id=row["user_id"],
                payload=row["payload"],
                correlation_id=row["correlation_id"],
                thread_id=row["thread_id"],
                run_id=row["run_id"],
                agent=row["agent"],
                timestamp=row["at"],
                seq=row["seq"],
            )
            for row in rows
        ]

    async def newest(self, user_ids: list[str]) -> dict[str, int]:
        """The seq of each user's newest frame; a user who is gone is left out."""
        query = "SELECT id::text, newest_seq FROM users WHERE id = ANY($1::uuid[])"
        rows = await self._database.fetch(query, user_ids)
        return {row["id"]: row["newest_seq"] for row in rows}


def _values(frame: Frame) -> tuple[Any, ...]:
    return (
        frame.user_id,
        frame.type,
        frame.thread_id,
        frame.run_id,
        frame.agent,
        frame.timestamp,
        frame.correlation_id,
        frame.payload,
    )
