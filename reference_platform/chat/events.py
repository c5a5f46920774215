"""Each user's event log: the frames in their order, kept in the transaction that stores the state."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from operator import attrgetter
from typing import Any
from uuid import UUID

import asyncpg

from reference_platform.chat.bus import Bus
from reference_platform.chat.frames import Frame
from reference_platform.operation import metrics
from reference_platform.storage.database import Connection, Database

_VALUES = attrgetter("user_id", "type", "thread_id", "run_id", "agent", "timestamp", "correlation_id", "payload")
#: The row lock on the user is held until the transaction ends: frames commit in the order of their seq.
_APPEND = """
WITH bumped AS (UPDATE users SET newest_seq = newest_seq + 1 WHERE id = $1 RETURNING newest_seq)
INSERT INTO events (user_id, seq, type, thread_id, run_id, agent, at, correlation_id, payload)
SELECT $1, newest_seq, $2, $3, $4, $5, $6, $7, $8 FROM bumped RETURNING seq"""
#: The same for a frame of a run at work, in one round trip together with the step that it tells of.
_APPEND_OF_RUN = "SELECT append_run_event($1, $2, $3, $4, $5, $6, $7, $8)"
_RUN_HAS_ENDED = "RN001"
#: The same for all members of an organisation or of a plan; rows are locked in one order, so that two do not collide.
_APPEND_TO_MEMBERS = """
WITH members AS (
    SELECT u.id FROM users u JOIN members m ON m.user_id = u.id JOIN organisations o ON o.id = m.organisation_id
    WHERE o.id = $1 OR o.plan = $2 ORDER BY u.id FOR NO KEY UPDATE OF u),
bumped AS (UPDATE users u SET newest_seq = newest_seq + 1 FROM members WHERE u.id = members.id RETURNING u.*)
INSERT INTO events (user_id, seq, type, at, correlation_id, payload)
SELECT id, newest_seq, $3, $4, $5, $6 FROM bumped RETURNING user_id::text, seq"""
_READ = """
SELECT type, user_id::text, payload, correlation_id, thread_id::text, run_id::text, agent, at AS timestamp, seq
FROM events WHERE user_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT 100"""


class RunOver(Exception):  # noqa: N818 - a state of the run
    """The run has ended: nothing more is said of it."""


class Recording:
    """One transaction that changes state and says so: its frames are published once all is committed."""

    def __init__(self, connection: Connection, statement: str, values: tuple[Any, ...]) -> None:
        self.connection = connection
        self.frames: list[Frame] = []
        self._statement, self._values = statement, values

    async def append(self, frame: Frame) -> Frame:
        """Gives the frame the user's next seq and stores it. Call it last: it locks the user's row.

        RunOver: it tells of a run at work that has ended. LookupError: no such user, or no such step.
        """
        statement, values = self._statement, self._values
        self._statement, self._values = _APPEND, ()
        try:
            seq = await self.connection.fetchval(statement, *_VALUES(frame), *values)
        except asyncpg.PostgresError as problem:
            raise RunOver from None if problem.sqlstate == _RUN_HAS_ENDED else problem
        if seq is None:
            raise LookupError(f"{frame.type} belongs to nobody, or to no open step: {frame.payload}")
        self.frames.append(replace(frame, seq=seq))
        return self.frames[-1]

    async def append_to_members(self, frame: Frame, organisation: UUID | None, plan: str | None) -> int:
        """Gives everybody of an organisation or a plan this frame, each with the next seq; how many they are."""
        values = (organisation, plan, frame.type, frame.timestamp, frame.correlation_id, frame.payload)
        rows = await self.connection.fetch(_APPEND_TO_MEMBERS, *values)
        self.frames += [replace(frame, **row) for row in rows]
        return len(rows)


class EventLog:
    """The frames of every user, in order."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database, self._bus = database, bus

    @asynccontextmanager
    async def recording(self) -> AsyncIterator[Recording]:
        """A transaction for state and its frames: stored together, published right after, or not at all."""
        async with self._database.connection() as connection:
            async with connection.transaction():
                recording = Recording(connection, _APPEND, ())
                yield recording
            self._publish(recording)

    async def tell(self, frame: Frame, step: str | None = None, *values: Any) -> None:
        """Stores and publishes a frame of a run at work in a single statement, as fast as it goes.

        `step` is a statement that returns a row; its parameters are the frame's ($1 user, $4 run, $5 agent,
        $6 instant) and from $9 on `values`. Errors as those of `Recording.append`.
        """
        async with self._database.connection() as connection:
            statement = f"WITH step AS ({step}) {_APPEND_OF_RUN} FROM step" if step else _APPEND_OF_RUN
            recording = Recording(connection, statement, values)
            await recording.append(frame)
            self._publish(recording)

    async def read(self, user_id: str, after: int, until: int) -> list[Frame]:
        """The user's frames with `after` < seq <= `until`, in order, at most 100 of them."""
        return [Frame(**row) for row in await self._database.fetch(_READ, user_id, after, until)]

    async def newest(self, user_ids: list[str]) -> dict[str, int]:
        """The seq of each user's newest frame; a user who is gone is left out."""
        query = "SELECT id::text, newest_seq FROM users WHERE id = ANY($1::uuid[])"
        return {row["id"]: row["newest_seq"] for row in await self._database.fetch(query, user_ids)}

    def _publish(self, recording: Recording) -> None:
        """Announces stored frames to every process that serves the user; what is lost here is in the log."""
        for frame in recording.frames:
            metrics.FRAMES.add(of=frame.type)
            self._bus.publish(f"user:{frame.user_id}", frame.text())
