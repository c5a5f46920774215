"""Runs: who may start, in which order, and how each one ends, exactly once."""

from dataclasses import dataclass, field
from typing import Any, Literal, Self
from uuid import UUID

import asyncpg

from reference_platform.accounts.bearer import Caller, SignedIn
from reference_platform.agents.job import Outcome, RunFailed
from reference_platform.agents.plans import plan_named
from reference_platform.chat import threads
from reference_platform.chat.bodies import NewMessage
from reference_platform.chat.events import EventLog, Recording
from reference_platform.chat.frames import Frame
from reference_platform.chat.paging import Paged
from reference_platform.operation import correlation, errors, metrics
from reference_platform.operation.showing import iso, now, shown
from reference_platform.storage.database import Connection, Database

ACTIVE = ("starting", "running", "completing")
"""A process works on the run."""

OPEN = ("pending", *ACTIVE)
"""The run has not ended; every other state is final."""

Status = Literal["pending", "starting", "running", "completing", "completed", "failed", "timeout", "dead", "cancelled"]

DEEPEST = 10
"""How many runs may stand above a run."""

COLUMNS = (
    *("id", "user_id", "organisation_id", "thread_id", "message_id", "agent", "status", "states", "phases", "result"),
    *("error", "path", "confidence", "tokens", "cost", "savings", "options", "parent_run", "correlation_id"),
    *("created_at", "started_at", "finished_at"),
)
#: What operators see: who, what, where and when, and nothing that was said.
_OPERATED = (
    *("id", "organisation_id", "user_id", "thread_id", "agent", "status", "states", "instance", "heartbeat_at"),
    *("correlation_id", "created_at", "started_at", "finished_at"),
)
_ALERT = ("kind", "at", "run_id", "organisation_id", "user_id", "thread_id", "agent", "instance", "correlation_id")
_STEP_COLUMNS = ("kind", "agent", "name", "call_id", "outcome", "input", "output", "started_at", "finished_at")
_TOLD = ("answer", "figures", "recommendations", "next_steps", "confidence", "completeness", "path")
_ADD = """
INSERT INTO runs (id, organisation_id, user_id, thread_id, message_id, agent, options, parent_run, correlation_id,
    phases, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp())"""
#: How many runs there are from one of the user's up to the first, both counted; none where it is not the user's.
_DEPTH = """
WITH RECURSIVE line AS (
    SELECT parent_run FROM runs WHERE id = $1 AND user_id = $2
    UNION ALL SELECT r.parent_run FROM line JOIN runs r ON r.id = line.parent_run)
SELECT count(*) FROM line"""
#: First in, first out within a thread; over the organisation's number at once, runs wait.
_CLAIM = """
UPDATE runs SET status = 'starting', instance = $3, heartbeat_at = now() WHERE id IN (
    SELECT r.id FROM runs r
    WHERE r.organisation_id = $1 AND r.status = 'pending' AND NOT EXISTS (
        SELECT FROM runs o WHERE o.thread_id = r.thread_id AND o.number < r.number AND o.status = ANY($4))
    ORDER BY r.number
    LIMIT greatest(0, $2 - (SELECT count(*) FROM runs a WHERE a.organisation_id = $1 AND a.status = ANY($5)))
    FOR UPDATE OF r SKIP LOCKED)
RETURNING id::text"""
_END = """
UPDATE runs SET status = $2, finished_at = $3, error = $4
WHERE id = $1 AND status = ANY($5) AND ($6::float8 IS NULL OR heartbeat_at < now() - make_interval(secs => $6))
RETURNING user_id::text, thread_id::text, organisation_id::text, correlation_id, started_at"""
#: With the charge for it, exact to the last digit.
_RESULT = """
WITH charged AS (
    INSERT INTO charges (organisation_id, run_id, amount, kind)
    SELECT organisation_id, id, $6, 'run' FROM runs WHERE id = $1)
UPDATE runs SET result = $2, path = $3, confidence = $4, tokens = $5, cost = $6, savings = $7 WHERE id = $1"""
_ANSWER = """
WITH t AS (
    UPDATE threads
    SET message_count = message_count + 1, last_activity_at = clock_timestamp(), facts = facts || $5
    WHERE id = $1 RETURNING message_count)
INSERT INTO messages (thread_id, position, role, content, run_id, figures, created_at)
SELECT $1, message_count, 'assistant', $2, $3, $4, clock_timestamp() FROM t"""
_END_TOOLS = """
UPDATE run_steps SET outcome = 'error', finished_at = now()
WHERE run_id = $1 AND kind = 'tool' AND finished_at IS NULL
RETURNING agent, name, call_id, extract(epoch FROM finished_at - started_at)::float8 * 1000 AS ms"""
#: An agent's runs are those that it was asked for by name in and those that it took part in.
_MATCHING = """
    (r.thread_id = coalesce($4, r.thread_id)) AND ($5::text IS NULL OR r.agent = $5 OR r.path ? $5)
    AND r.status = coalesce($6, r.status) AND r.number > coalesce($7, 0) ORDER BY r.number LIMIT $8"""
_LIST = f"""
SELECT r.* FROM runs r JOIN threads t ON t.id = r.thread_id
WHERE {threads.READABLE} AND ($4::uuid IS NOT NULL OR r.user_id = $2) AND {_MATCHING}"""
_FIND = f"""
SELECT r.* FROM runs r WHERE r.organisation_id = coalesce($1, r.organisation_id)
    AND r.user_id = coalesce($2, r.user_id) AND $3 AND {_MATCHING}"""
_ALERTS = """
SELECT *, 'run_' || status AS kind, finished_at AS at, id AS run_id FROM runs
WHERE status IN ('dead', 'timeout') AND number < coalesce($1, number + 1) ORDER BY number DESC LIMIT $2"""
_GET = f"SELECT r.* FROM runs r JOIN threads t ON t.id = r.thread_id WHERE {threads.READABLE} AND r.id = $4"


@dataclass(frozen=True)
class Ending:
    """How a run ends: its final state, the terminal frame, and the answer if there is one."""

    status: str
    frame: str
    payload: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None
    #: From which states it may end so.
    states: tuple[str, ...] = ACTIVE
    #: Only if its process has been silent for so many seconds.
    silent: float | None = None

    @classmethod
    def failed(cls, problem: RunFailed, status: str = "failed") -> Self:
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

    async def add(self, connection: Connection, message: asyncpg.Record, caller: Caller, new: NewMessage) -> None:
        """Writes down the run that is to answer the message."""
        ids = (message["run_id"], caller.organisation_id, caller.user_id, message["thread_id"], message["id"])
        how = (new.agent or "supervisor", new.options.model_dump(exclude_none=True), new.parent_run)
        queued = [{"name": "queued", "at": iso(now())}]
        await connection.execute(_ADD, *ids, *how, correlation.current(), queued)

    async def check_parent(self, connection: Connection, caller: Caller, parent_run: UUID | None) -> None:
        """Refusal 404: the run above is not the caller's; 422: runs are nested as deep as they may be."""
        if parent_run is None:
            return
        depth = await connection.fetchval(_DEPTH, parent_run, caller.user_id)
        if not depth:
            raise errors.not_found()
        if depth > DEEPEST:
            message = f"Runs are nested {DEEPEST} deep at most, and this one would be deeper."
            raise errors.invalid("nested_too_deep", message, "Ask it as a question of its own.")

    async def claim(self, connection: Connection, organisation_id: str) -> list[str]:
        """Takes the organisation's runs that may start now for this process; `lock` it first. Their ids."""
        plan = await connection.fetchval("SELECT plan FROM organisations WHERE id = $1", organisation_id)
        limits = (plan_named(plan).at_once if plan else 0, self._instance, OPEN, ACTIVE)
        return [row["id"] for row in await connection.fetch(_CLAIM, organisation_id, *limits)]

    async def end(self, run_id: str, ending: Ending) -> str | None:
        """Ends the run: state, answer and terminal frame in one transaction.

        The id of the organisation, whose next run may start now; None where the run has ended already: then
        nothing is stored and nothing said.
        """
        async with self._log.recording() as recording:
            at, outcome, payload = now(), ending.outcome, ending.payload
            error = None if outcome else payload
            how = (ending.status, at, error, ending.states, ending.silent)
            row = await recording.connection.fetchrow(_END, run_id, *how)
            if row is None:
                return None
            if outcome:
                took = {"duration_ms": round((at - row["started_at"]).total_seconds() * 1000)}
                payload = {name: getattr(outcome, name) for name in _TOLD} | took
                more = (outcome.path, outcome.confidence, outcome.tokens, outcome.cost, outcome.savings)
                await recording.connection.execute(_RESULT, run_id, payload, *more)
                answer = (row["thread_id"], outcome.answer, run_id, outcome.figures, outcome.learned)
                await recording.connection.execute(_ANSWER, *answer)
            await self._end_tools(recording, run_id, row, ending.status)
            await recording.append(_frame(ending.frame, run_id, row, "supervisor", payload))
        metrics.RUNS.add(of=ending.status)
        if row["started_at"]:
            metrics.RUN_SECONDS.observe((at - row["started_at"]).total_seconds())
        return str(row["organisation_id"])

    async def get(self, caller: SignedIn, run_id: UUID) -> dict[str, Any]:
        """The run with its steps. Refusal 404 where the caller may not read its thread."""
        row = await self._readable(caller, run_id)
        steps = await self._database.fetch("SELECT * FROM run_steps WHERE run_id = $1 ORDER BY position", run_id)
        return shown(row, *COLUMNS) | {"steps": [shown(step, *_STEP_COLUMNS) for step in steps]}

    async def listed(
        self, caller: SignedIn, page: Paged, thread: UUID | None = None, agent: str | None = None,
        status: Status | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """The runs of a thread that the caller may read, or the caller's own, oldest first; those that match."""
        which = (*threads.reader(caller), thread, agent, status)
        rows = await self._database.fetch(_LIST, *which, *page.after(int), page.limit + 1)
        return page.reply(rows, COLUMNS, "number")

    async def found(
        self, page: Paged, organisation: UUID | None = None, user: UUID | None = None, thread: UUID | None = None,
        agent: str | None = None, status: Status | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """For operators: the runs of the platform that match, oldest first, without a word of what was said."""
        which = (organisation, user, True, thread, agent, status)
        rows = await self._database.fetch(_FIND, *which, *page.after(int), page.limit + 1)
        return page.reply(rows, _OPERATED, "number")

    async def alerts(self, page: Paged) -> dict[str, Any]:
        """For operators: the runs that died or ran out of time, newest first."""
        rows = await self._database.fetch(_ALERTS, *page.after(int), page.limit + 1)
        return page.reply(rows, _ALERT, "number")

    async def cancellable(self, caller: Caller, run_id: UUID) -> bool:
        """Whether the run is still to be cancelled. Refusal 404 for a foreign run, 403 for a colleague's."""
        row = await self._readable(caller, run_id)
        if str(row["user_id"]) != caller.user_id:
            raise errors.forbidden("This run is somebody else's.", "Ask whoever started it to cancel it.")
        return row["status"] in OPEN

    async def _readable(self, caller: Caller, run_id: UUID) -> asyncpg.Record:
        row = await self._database.fetchrow(_GET, *threads.reader(caller), run_id)
        if row is None:
            raise errors.not_found()
        return row

    async def _end_tools(self, recording: Recording, run_id: str, row: asyncpg.Record, status: str) -> None:
        """No tool is left open in the eyes of whoever watches: those at work end with their run."""
        for tool in await recording.connection.fetch(_END_TOOLS, run_id):
            payload = {"tool": tool["name"], "call_id": tool["call_id"], "outcome": "error"}
            payload |= {"summary": f"Not finished: the run ended before ({status}).", "duration_ms": tool["ms"]}
            await recording.append(_frame("tool_completed", run_id, row, tool["agent"], payload))


def _frame(kind: str, run_id: str, row: asyncpg.Record, agent: str, payload: dict[str, Any]) -> Frame:
    return Frame(kind, row["user_id"], payload, row["correlation_id"], row["thread_id"], run_id, agent)
