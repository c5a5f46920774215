"""How a run tells of its work: each step is stored and sent, in order, and nothing once the run has ended."""

import asyncio
import itertools
from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn

from reference_platform.agents.job import Job
from reference_platform.chat.events import EventLog, RunOver
from reference_platform.chat.frames import Frame
from reference_platform.operation import correlation, metrics
from reference_platform.operation.showing import iso, now
from reference_platform.storage.database import Database

_Json = dict[str, Any]

#: Parameters as `EventLog.tell` gives them.
_TOOL_BEGINS = """
INSERT INTO run_steps (run_id, position, agent, kind, name, call_id, input, started_at)
VALUES ($4, $9, $5, 'tool', $10, $11, $12, clock_timestamp()) RETURNING id"""
#: Holds the run before the step, as whoever ends the run does: the other way round they wait for each other.
_TOOL_ENDED = """
UPDATE run_steps SET output = $10, outcome = $11, finished_at = clock_timestamp(),
    started_at = greatest(started_at, clock_timestamp() - make_interval(secs => $12))
FROM hold_run($4) AS held WHERE run_id = held AND call_id = $9 AND kind = 'tool' AND finished_at IS NULL RETURNING id"""

#: Each touches a run at work only, and returns a row then.
_BEGIN = """
UPDATE runs SET status = 'running', started_at = $2, heartbeat_at = now()
WHERE id = $1 AND status = 'starting' RETURNING id"""
_PHASE = """
UPDATE runs SET phases = phases || $2, status = coalesce($3, status), heartbeat_at = now()
WHERE id = $1 AND status IN ('starting', 'running', 'completing') RETURNING id"""
_AGENT_STEP = """
INSERT INTO run_steps (run_id, position, agent, kind, name, input, output, outcome, started_at, finished_at)
SELECT id, $2, $3, 'agent', $3, $4, $5, CASE WHEN $5 ? 'error' THEN 'error' ELSE 'success' END, $6, $7 FROM runs
WHERE id = $1 AND status IN ('starting', 'running', 'completing') RETURNING id"""


class RunReport:
    """The `Report` of one run. `over` is called once it turns out that the run was ended by somebody else."""

    def __init__(self, database: Database, log: EventLog, job: Job, over: Callable[[], object]) -> None:
        self._database, self._log, self._job, self._over = database, log, job, over
        self._positions = itertools.count(1)
        # Tools run in parallel: one frame at a time, so that the order of seq is the order of production.
        self._turn = asyncio.Lock()

    async def started(self) -> None:
        """The run begins, with the agents that may take part in it."""
        plan = [self._job.agent] if self._job.agent else list(self._job.plan.agents)
        async with self._turn, self._log.recording() as recording:
            frame = self._frame("agent_started", "supervisor", {"agent": "supervisor", "plan": plan})
            if await recording.connection.fetchval(_BEGIN, self._job.run_id, frame.timestamp) is None:
                self._stop()
            await recording.append(frame)

    async def phase(self, name: str) -> None:
        """See `Report.phase`; with the phase storing, the run completes."""
        status = "completing" if name == "storing" else None
        await self._record(_PHASE, [{"name": name, "at": iso(now())}], status)

    async def thinking(self, agent: str, thought: str, step: int, progress: float) -> None:
        """See `Report.thinking`."""
        await self._tell("agent_thinking", agent, {"thought": thought, "step": step, "progress": progress})

    async def tool_started(self, agent: str, tool: str, purpose: str, parameters: _Json, call_id: str) -> None:
        """See `Report.tool_started`."""
        payload = {"tool": tool, "purpose": purpose, "parameters": parameters, "call_id": call_id}
        position = next(self._positions)
        await self._tell("tool_executing", agent, payload, _TOOL_BEGINS, position, tool, call_id, parameters)

    async def tool_completed(
        self, agent: str, tool: str, call_id: str, *, outcome: str, summary: str, duration_ms: float, output: _Json
    ) -> None:
        """See `Report.tool_completed`."""
        metrics.TOOL_SECONDS.observe(duration_ms / 1000, tool)
        payload = {"tool": tool, "call_id": call_id, "outcome": outcome, "summary": summary, "duration_ms": duration_ms}
        await self._tell("tool_completed", agent, payload, _TOOL_ENDED, call_id, output, outcome, duration_ms / 1000)

    async def agent_step(
        self,
        agent: str,
        input: _Json,  # noqa: A002 - the seam's name
        output: _Json,
        started: datetime,
        finished: datetime,
    ) -> None:
        """See `Report.agent_step`."""
        await self._record(_AGENT_STEP, next(self._positions), agent, input, output, started, finished)

    async def _tell(self, kind: str, agent: str, payload: _Json, step: str | None = None, *values: Any) -> None:
        async with self._turn:
            try:
                await self._log.tell(self._frame(kind, agent, payload), step, *values)
            except RunOver:
                self._stop()

    async def _record(self, statement: str, *values: Any) -> None:
        if await self._database.fetchval(statement, self._job.run_id, *values) is None:
            self._stop()

    def _frame(self, kind: str, agent: str, payload: _Json) -> Frame:
        job = self._job
        return Frame(kind, job.user_id, payload, correlation.current(), job.thread_id, job.run_id, agent)

    def _stop(self) -> NoReturn:
        """The run was ended by somebody else: whatever works on it stops here."""
        self._over()
        raise asyncio.CancelledError("the run has ended")
