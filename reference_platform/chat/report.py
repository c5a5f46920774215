"""How a run tells of its work: each step is stored and sent, in order, and nothing once the run has ended."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from reference_platform.agents.job import Job
from reference_platform.chat.events import EventLog
from reference_platform.chat.frames import Frame, iso, now
from reference_platform.chat.runs import ACTIVE
from reference_platform.operation import correlation

if TYPE_CHECKING:
    from reference_platform.storage.database import Connection

_TOOL_ENDED = """
UPDATE run_steps SET output = $3, outcome = $4, finished_at = clock_timestamp(),
    started_at = greatest(started_at, clock_timestamp() - make_interval(secs => $5))
WHERE run_id = $1 AND call_id = $2 AND kind = 'tool' AND finished_at IS NULL
RETURNING id
"""


class RunReport:
    """The `Report` of one run. `over` is called once it turns out that the run was ended by somebody else."""

    def __init__(self, log: EventLog, job: Job, over: Callable[[], object]) -> None:
        self._log, self._job, self._over = log, job, over
        self._positions = itertools.count(1)
        # Tools run in parallel: one step at a time, so that the order of seq is the order of production.
        self._turn = asyncio.Lock()

    async def started(self) -> None:
        """The run begins, with the agents that may take part in it."""
        plan = [self._job.agent] if self._job.agent else list(self._job.plan.agents)
        await self._tell(
            "agent_started",
            "supervisor",
            {"agent": "supervisor", "plan": plan},
            "UPDATE runs SET status = 'running', started_at = $2 WHERE id = $1",
            now(),
        )

    async def phase(self, name: str) -> None:
        """See `Report.phase`; with the phase storing, the run completes."""
        status = "completing" if name == "storing" else None
        async with self._turn, self._log.recording() as recording:
            await self._alive(recording.connection)
            await recording.connection.execute(
                "UPDATE runs SET phases = phases || $2, status = coalesce($3, status) WHERE id = $1",
                self._job.run_id,
                [{"name": name, "at": iso(now())}],
                status,
            )

    async def thinking(self, agent: str, thought: str, step: int, progress: float) -> None:
        """See `Report.thinking`."""
        await self._tell("agent_thinking", agent, {"thought": thought, "step": step, "progress": progress})

    async def tool_started(self, agent: str, tool: str, purpose: str, parameters: dict[str, Any], call_id: str) -> None:
        """See `Report.tool_started`."""
        await self._tell(
            "tool_executing",
            agent,
            {"tool": tool, "purpose": purpose, "parameters": parameters, "call_id": call_id},
            """INSERT INTO run_steps (run_id, position, agent, kind, name, call_id, input, started_at)
            VALUES ($1, $2, $3, 'tool', $4, $5, $6, clock_timestamp())""",
            next(self._positions),
            agent,
            tool,
            call_id,
            parameters,
        )

    async def tool_completed(
        self,
        agent: str,
        tool: str,
        call_id: str,
        *,
        outcome: str,
        summary: str,
        duration_ms: float,
        output: dict[str, Any],
    ) -> None:
        """See `Report.tool_completed`."""
        payload = {"tool": tool, "call_id": call_id, "outcome": outcome, "summary": summary}
        await self._tell(
            "tool_completed",
            agent,
            payload | {"duration_ms": duration_ms},
            _TOOL_ENDED,
            call_id,
            output,
            outcome,
            duration_ms / 1000,
        )

    async def agent_step(
        self,
        agent: str,
        input: dict[str, Any],  # noqa: A002 - the seam's name
        output: dict[str, Any],
        started: datetime,
        finished: datetime,
    ) -> None:
        """See `Report.agent_step`."""
        async with self._turn, self._log.recording() as recording:
            await self._alive(recording.connection)
            await recording.connection.execute(
                """INSERT INTO run_steps (run_id, position, agent, kind, name, input, output, outcome,
                    started_at, finished_at)
                VALUES ($1, $2, $3, 'agent', $3, $4, $5, 'success', $6, $7)""",
                self._job.run_id,
                next(self._positions),
                agent,
                input,
                output,
                started,
                finished,
            )

    async def _tell(
        self, kind: str, agent: str, payload: dict[str, Any], store: str | None = None, *values: Any
    ) -> None:
        """Sends one frame of the run and stores what belongs to it (`store`, whose $1 is the run)."""
        async with self._turn:
            frame = Frame(
                kind,
                self._job.user_id,
                payload,
                correlation.current(),
                thread_id=self._job.thread_id,
                run_id=self._job.run_id,
                agent=agent,
            )
            async with self._log.recording() as recording:
                await self._alive(recording.connection)
                if store:
                    done = await recording.connection.execute(store, self._job.run_id, *values)
                    if done.endswith(" 0"):
                        raise LookupError(f"{kind} of {agent} belongs to no open step: {payload}")
                await recording.append(frame)

    async def _alive(self, connection: Connection) -> None:
        """Locks the run's row: whoever ends the run waits for this step, or this step finds the run ended."""
        query = "UPDATE runs SET heartbeat_at = now() WHERE id = $1 AND status = ANY($2) RETURNING 1"
        if await connection.fetchval(query, self._job.run_id, list(ACTIVE)) is None:
            self._over()
            raise asyncio.CancelledError("the run has ended")
