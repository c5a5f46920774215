"""Runs: who may start, in which order, and how each one ends, exactly once."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from reference_platform.accounts.bearer import Caller
from reference_platform.agents.job import Outcome, RunFailed
from reference_platform.agents.plans import plan_named
from reference_platform.chat import threads
from reference_platform.chat.events import EventLog, Recording
from reference_platform.chat.frames import Frame, iso, now
from reference_platform.chat.paging import Page
from reference_platform.operation import correlation, errors
from reference_platform.storage.database import Database

if TYPE_CHECKING:
    import asyncpg

    from reference_platform.storage.database import Connection

logger = logging.getLogger(__name__)

ACTIVE = ("starting", "running", "completing")
"""A process works on the run."""

OPEN = ("pending", *ACTIVE)
"""The run has not ended; every other state is final."""

#: First in, first out within a thread; over the organisation's number at once, runs wait.
_CLAIM = """
UPDATE runs SET status = 'starting', instance = $3, heartbeat_at = now() WHERE id IN (
    SELECT r.id FROM runs r
    WHERE r.organisation_id = $1 AND r.status = 'pending' AND NOT EXISTS (
        SELECT FROM runs o WHERE o.thread_id = r.thread_id AND o.number < r.number AND o.status = ANY($4))
    ORDER BY r.number
    LIMIT greatest(0, $2 - (SELECT count(*) FROM runs a WHERE a.organisation_id = $1 AND a.status = ANY($5)))
    FOR UPDATE OF r SKIP LOCKED)
RETURNING id::text
"""

_END = """
UPDATE runs SET status = $2, finished_at = $3, error = $4, path = $5, confidence = $6, tokens = $7, cost = $8,
    savings = $9
WHERE id = $1 AND status = ANY($10)
    AND ($11::float8 IS NULL OR heartbeat_at < now() - make_interval(secs => $11))
RETURNING user_id::text, thread_id::text, organisation_id::text, correlation_id, started_at
"""


@dataclass(frozen=True)
class Ending:
    """How a run ends: its final state, the terminal frame, and what it leaves."""

    status: str
    frame: str
    payload: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None
    #: From which states it may end so.
    states: tuple[str, ...] = ACTIVE
    #: Only if its process has been silent for so many seconds.
    silent: float | None = None

    @classmethod
    def failed(cls, problem: RunFailed, status: str = "failed") -> Ending:
        """Ended without an answer, with the reason."""
        told = {"code": problem.code, "message": problem.message, "next_step": problem.next_step}
        return cls(status, "agent_error", told)


class Runs:
    """The record of runs and the rules of their life; the work itself is done by `Workers`."""

    def __init__(self, database: Database, log: EventLog, instance: str) -> None:
        self._database, self._log, self._instance = database, log, instance

    async def lock(self, connection: Connection, organisation_id: str) -> None:
        """Makes this transaction the only one that counts, adds or claims the organisation's runs."""
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"runs:{organisation_id}")

    async def add(
        self,
        connection: Connection,
        message: asyncpg.Record,
        caller: Caller,
        agent: str | None,
        options: dict[str, Any],
    ) -> None:
        """Writes down the run that is to answer the message."""
        await connection.execute(
            """INSERT INTO runs (id, organisation_id, user_id, thread_id, message_id, agent, options,
                correlation_id, phases, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())""",
            message["run_id"],
            caller.organisation_id,
            caller.user_id,
            message["thread_id"],
            message["id"],
            agent or "supervisor",
            options,
            correlation.current(),
            [{"name": "queued", "at": iso(now())}],
        )

    async def claim(self, connection: Connection, organisation_id: str) -> list[str]:
        """Takes the organisation's runs that may start now for this process; `lock` it first. Their ids."""
        plan = await connection.fetchval("SELECT plan FROM organisations WHERE id = $1", organisation_id)
        if plan is None:
            return []
        at_once = plan_named(plan).at_once
        rows = await connection.fetch(_CLAIM, organisation_id, at_once, self._instance, list(OPEN), list(ACTIVE))
        return [row["id"] for row in rows]

    async def end(self, run_id: str, ending: Ending) -> str | None:
        """Ends the run: state, answer and terminal frame in one transaction.

        The id of the organisation, whose next run may start now; None where the run has ended already: then
        nothing is stored and nothing said.
        """
        async with self._log.recording() as recording:
            at, outcome = now(), ending.outcome
            row = await recording.connection.fetchrow(
                _END,
                run_id,
                ending.status,
                at,
                None if outcome else ending.payload,
                outcome and outcome.path,
                outcome and outcome.confidence,
                outcome and outcome.tokens,
                outcome and outcome.cost,
                outcome and outcome.savings,
                list(ending.states),
                ending.silent,
            )
            if row is None:
                return None
            payload = ending.payload
            if outcome:
                payload = self._told(outcome, round((at - row["started_at"]).total_seconds() * 1000))
                await self._store_answer(recording.connection, run_id, row["thread_id"], payload)
            await self._end_tools(recording, run_id, row, ending.status)
            await recording.append(self._frame(ending.frame, run_id, row, "supervisor", payload))
        return str(row["organisation_id"])

    async def get(self, caller: Caller, run_id: UUID) -> dict[str, Any]:
        """The run with its steps. Refusal 404 where the caller may not read its thread."""
        row = await self._readable(caller, run_id)
        steps = await self._database.fetch(
            """SELECT kind, agent, name, call_id, outcome, started_at, finished_at
            FROM run_steps WHERE run_id = $1 ORDER BY position""",
            run_id,
        )
        return public(row) | {"steps": [_public_step(step) for step in steps]}

    async def listed(self, caller: Caller, thread_id: UUID | None, page: Page) -> dict[str, Any]:
        """The runs of a thread that the caller may read, or the caller's own, oldest first."""
        rows = await self._database.fetch(
            f"""SELECT r.* FROM runs r JOIN threads t ON t.id = r.thread_id
            WHERE {threads.READABLE} AND CASE WHEN $4::uuid IS NULL THEN r.user_id = $2 ELSE t.id = $4 END
              AND r.number > $5 ORDER BY r.number LIMIT $6""",
            *threads.reader(caller),
            thread_id,
            page.number(),
            page.limit + 1,
        )
        return page.reply(rows, public, lambda row: str(row["number"]))

    async def cancellable(self, caller: Caller, run_id: UUID) -> bool:
        """Whether the run is still to be cancelled. Refusal 404 for a foreign run, 403 for a colleague's."""
        row = await self._readable(caller, run_id)
        if str(row["user_id"]) != caller.user_id:
            raise errors.forbidden("This run is somebody else's.", "Ask whoever started it to cancel it.")
        return row["status"] in OPEN

    async def silent(self, seconds: float) -> list[str]:
        """The ids of runs whose process has given no sign of life for so long."""
        rows = await self._database.fetch(
            """SELECT id::text FROM runs
            WHERE status = ANY($1) AND heartbeat_at < now() - make_interval(secs => $2)""",
            list(ACTIVE),
            seconds,
        )
        return [row["id"] for row in rows]

    async def waiting(self) -> list[str]:
        """The ids of organisations with runs that wait for their turn."""
        rows = await self._database.fetch(
            "SELECT DISTINCT organisation_id::text AS id FROM runs WHERE status = 'pending'"
        )
        return [row["id"] for row in rows]

    async def beat(self, run_ids: list[str]) -> set[str]:
        """Gives a sign of life for the runs; the ids of those that have not ended."""
        rows = await self._database.fetch(
            """UPDATE runs SET heartbeat_at = now() WHERE id = ANY($1::uuid[]) AND status = ANY($2)
            RETURNING id::text""",
            run_ids,
            list(ACTIVE),
        )
        return {row["id"] for row in rows}

    async def _readable(self, caller: Caller, run_id: UUID) -> asyncpg.Record:
        row = await self._database.fetchrow(
            f"SELECT r.* FROM runs r JOIN threads t ON t.id = r.thread_id WHERE r.id = $4 AND {threads.READABLE}",
            *threads.reader(caller),
            run_id,
        )
        if row is None:
            raise errors.not_found()
        return row

    def _told(self, outcome: Outcome, duration_ms: int) -> dict[str, Any]:
        return {
            "answer": outcome.answer,
            "figures": outcome.figures,
            "recommendations": outcome.recommendations,
            "next_steps": outcome.next_steps,
            "confidence": outcome.confidence,
            "path": outcome.path,
            "duration_ms": duration_ms,
        }

    async def _store_answer(self, connection: Connection, run_id: str, thread_id: str, told: dict[str, Any]) -> None:
        await connection.execute("UPDATE runs SET result = $2 WHERE id = $1", run_id, told)
        await connection.execute(
            """WITH t AS (UPDATE threads SET message_count = message_count + 1, last_activity_at = now()
                WHERE id = $1 RETURNING message_count)
            INSERT INTO messages (thread_id, position, role, content, run_id, figures, created_at)
            SELECT $1, message_count, 'assistant', $2, $3, $4, clock_timestamp() FROM t""",
            thread_id,
            told["answer"],
            run_id,
            told["figures"],
        )

    async def _end_tools(self, recording: Recording, run_id: str, row: asyncpg.Record, status: str) -> None:
        """No tool is left open in the eyes of whoever watches: those at work end with their run."""
        tools = await recording.connection.fetch(
            """UPDATE run_steps SET outcome = 'error', finished_at = now()
            WHERE run_id = $1 AND kind = 'tool' AND finished_at IS NULL
            RETURNING agent, name, call_id, started_at, finished_at""",
            run_id,
        )
        for tool in tools:
            payload = {
                "tool": tool["name"],
                "call_id": tool["call_id"],
                "outcome": "error",
                "summary": f"Not finished: the run ended before ({status}).",
                "duration_ms": round((tool["finished_at"] - tool["started_at"]).total_seconds() * 1000, 1),
            }
            await recording.append(self._frame("tool_completed", run_id, row, tool["agent"], payload))

    def _frame(self, kind: str, run_id: str, row: asyncpg.Record, agent: str, payload: dict[str, Any]) -> Frame:
        user_id, correlation_id, thread_id = row["user_id"], row["correlation_id"], row["thread_id"]
        return Frame(kind, user_id, payload, correlation_id, thread_id=thread_id, run_id=run_id, agent=agent)


def public(row: asyncpg.Record) -> dict[str, Any]:
    """The run as customers see it."""
    return {
        "id": str(row["id"]),
        "thread_id": str(row["thread_id"]),
        "message_id": row["message_id"] and str(row["message_id"]),
        "agent": row["agent"],
        "status": row["status"],
        "phases": row["phases"],
        "result": row["result"],
        "error": row["error"],
        "path": row["path"],
        "confidence": row["confidence"],
        "tokens": row["tokens"],
        "cost": None if row["cost"] is None else float(row["cost"]),
        "options": row["options"],
        "parent_run": row["parent_run"] and str(row["parent_run"]),
        "correlation_id": row["correlation_id"],
        "created_at": iso(row["created_at"]),
        "started_at": row["started_at"] and iso(row["started_at"]),
        "finished_at": row["finished_at"] and iso(row["finished_at"]),
    }


def _public_step(row: asyncpg.Record) -> dict[str, Any]:
    ended = row["finished_at"]
    return dict(row) | {"started_at": iso(row["started_at"]), "finished_at": ended and iso(ended)}
