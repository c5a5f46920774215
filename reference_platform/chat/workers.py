"""The work of this process: it takes runs, has the agents do them, and buries those of dead processes."""

import asyncio
import json
import logging
import time
from typing import Any
from uuid import UUID

from reference_platform.accounts.bearer import SignedIn
from reference_platform.agents.job import Job, RunFailed
from reference_platform.agents.plans import plan_named
from reference_platform.agents.supervisor import Supervisor
from reference_platform.chat.delivery import Delivery
from reference_platform.chat.report import RunReport
from reference_platform.chat.runs import ACTIVE, OPEN, Ending, Runs
from reference_platform.chat.settings import ChatSettings
from reference_platform.chat.tasks import Tasks
from reference_platform.operation import correlation
from reference_platform.storage.database import Database

logger = logging.getLogger(__name__)

#: Channel: {"run_id"} of a run that was ended by another process than the one that works on it.
RUN_ENDED = "run.ended"

SWEEP_SECONDS = 1.0

_BRIEF = """
SELECT r.id::text AS run_id, r.organisation_id::text, r.user_id::text, r.thread_id::text, m.content AS question,
    t.facts, u.preferences, nullif(r.agent, 'supervisor') AS agent, r.options, o.plan, m.position, r.correlation_id,
    (o.limits->>'run_seconds')::float8 AS run_seconds, coalesce((o.limits->>'run_share')::float8, 1) AS run_share
FROM runs r JOIN messages m ON m.id = r.message_id JOIN threads t ON t.id = r.thread_id
    JOIN organisations o ON o.id = r.organisation_id JOIN users u ON u.id = r.user_id WHERE r.id = $1"""
#: Answers given since the question was asked belong to what was said before it; later questions do not.
_HISTORY = """
SELECT role, content FROM messages
WHERE thread_id = $1 AND (position < $2 OR role = 'assistant') ORDER BY position DESC LIMIT 40"""
_BEAT = "UPDATE runs SET heartbeat_at = now() WHERE id = ANY($1::uuid[]) AND status = ANY($2) RETURNING id::text"
_SILENT = (
    "SELECT id::text, instance FROM runs WHERE status = ANY($1) AND heartbeat_at < now() - make_interval(secs => $2)"
)
_WAITING = "SELECT DISTINCT organisation_id::text AS id FROM runs WHERE status = 'pending'"

_INTERRUPTED = RunFailed("interrupted", "The service was restarted while it worked on this.", "Ask again.")
_TOO_LONG = RunFailed(
    "run_timeout",
    "The agents did not finish within the time that your plan allows.",
    "Ask a narrower question, or one thing at a time.",
)
_BROKEN = RunFailed("internal", "Something went wrong on our side.", "Ask again; we have been told.")
_CANCELLED = {"message": "You cancelled this run.", "next_step": "Ask again whenever you like."}


class Workers:
    """Runs at work in this process, one task each."""

    def __init__(
        self, database: Database, delivery: Delivery, runs: Runs, supervisor: Supervisor, settings: ChatSettings
    ) -> None:
        self._database, self._delivery, self._runs = database, delivery, runs
        self._supervisor, self._settings = supervisor, settings
        self._at_work: dict[str, asyncio.Task[None]] = {}
        self._tasks = Tasks()
        self._stopping = False
        self._looked_at = self._sighted_since = float("-inf")

    @property
    def at_work(self) -> int:
        """How many runs this process works on."""
        return len(self._at_work)

    async def start(self) -> None:
        """Begins to look after runs: this process's own, waiting ones, and those whose process is silent."""
        await self._delivery.bus.subscribe(RUN_ENDED, lambda text: self._drop(json.loads(text)["run_id"]))
        self._tasks.every(lambda: self._settings.heartbeat_seconds, self.beat)
        self._tasks.every(lambda: SWEEP_SECONDS, self.sweep)

    async def stop(self) -> None:
        """Ends the runs at work with an honest word to who asked, and all else."""
        self._stopping = True
        await self._tasks.stop()

    def launch(self, run_ids: list[str]) -> None:
        """Starts to work on runs that this process has claimed."""
        for run_id in run_ids:
            self._at_work[run_id] = self._tasks.spawn(self._work(run_id))

    async def take(self, organisation_id: str) -> None:
        """Claims what the organisation may start now, and starts it."""
        if not self._stopping:
            async with self._database.transaction() as connection:
                await self._runs.lock(connection, organisation_id)
                claimed = await self._runs.claim(connection, organisation_id)
            self.launch(claimed)

    async def cancel(self, caller: SignedIn, run_id: UUID) -> dict[str, Any]:
        """Cancels the caller's run, wherever it is at work; nothing happens to one that has ended. The run."""
        if await self._runs.cancellable(caller, run_id):
            await self._end_elsewhere(str(run_id), Ending("cancelled", "run_cancelled", _CANCELLED, states=OPEN))
        return await self._runs.get(caller, run_id)

    async def beat(self) -> None:
        """Gives a sign of life for the runs at work, and drops those that have been ended by others."""
        if mine := list(self._at_work):
            alive = {row["id"] for row in await self._database.fetch(_BEAT, mine, ACTIVE)}
            for run_id in set(mine) - alive:
                self._drop(run_id)

    async def sweep(self) -> None:
        """Declares dead the runs that nobody gives a sign of life for, and takes runs that wait.

        After an outage, or where it stood still itself, it waits first: the others could give no sign either.
        """
        silence = self._settings.dead_after_seconds
        reason = f"The agent at work on this has given no sign of life for {silence:g} seconds."
        told = {"reason": reason, "next_step": "Ask again; your question is kept in the conversation."}
        found, moment = await self._database.fetch(_SILENT, ACTIVE, silence), time.monotonic()
        if moment - self._looked_at > 0.75 * silence:
            self._sighted_since = moment
        self._looked_at = moment
        for row in found if moment - self._sighted_since > silence else ():
            self._delivery.presence.suspect(row["instance"])
            await self._end_elsewhere(row["id"], Ending("dead", "agent_death", told, silent=silence))
        for row in await self._database.fetch(_WAITING):
            await self.take(row["id"])

    async def _work(self, run_id: str) -> None:
        try:
            # A run that cannot be read falls silent, so that the asker is told of its death.
            job, correlation_id = await self._job(run_id)
            correlation.adopt(correlation_id)
            ending = await self._ending(job)
        finally:
            self._at_work.pop(run_id, None)
        if ending and (freed := await self._runs.end(run_id, ending)):
            await self.take(freed)

    async def _ending(self, job: Job) -> Ending | None:
        """Does the job; how its run ends, or None where somebody else has ended it."""
        limit = asyncio.timeout_at(job.deadline)
        report = RunReport(self._database, self._delivery.log, job, lambda: self._drop(job.run_id))
        try:
            async with limit:
                await report.started()
                outcome = await self._supervisor.run(job, report)
                await report.phase("storing")
        except asyncio.CancelledError:
            return Ending.failed(_INTERRUPTED) if self._stopping else None
        except RunFailed as problem:
            return Ending.failed(problem, "timeout" if problem.code == "run_timeout" else "failed")
        except Exception as problem:
            if limit.expired():
                return Ending.failed(_TOO_LONG, "timeout")
            logger.exception("run failed", exc_info=problem, extra={"fields": {"run_id": job.run_id}})
            return Ending.failed(_BROKEN)
        return Ending("completed", "agent_completed", outcome=outcome)

    async def _job(self, run_id: str) -> tuple[Job, str]:
        row = await self._database.fetchrow(_BRIEF, run_id)
        if row is None:
            raise LookupError(f"run {run_id} is gone")
        fields = dict(row)
        position, correlation_id, plan = fields.pop("position"), fields.pop("correlation_id"), plan_named(row["plan"])
        own, share = fields.pop("run_seconds"), fields.pop("run_share")
        earlier = await self._database.fetch(_HISTORY, row["thread_id"], position)
        budgets = (own or plan.run_seconds * share, self._settings.run_seconds, row["options"].get("time_budget_s"))
        deadline = asyncio.get_running_loop().time() + min(filter(None, budgets))
        history = [(each["role"], each["content"]) for each in reversed(earlier)]
        return Job(**fields | {"plan": plan, "history": history, "deadline": deadline}), correlation_id

    async def _end_elsewhere(self, run_id: str, ending: Ending) -> None:
        """Ends a run that may be at work in any process: that one is told, and the next run gets its turn."""
        if freed := await self._runs.end(run_id, ending):
            self._delivery.bus.publish(RUN_ENDED, json.dumps({"run_id": run_id}))
            self._drop(run_id)
            await self.take(freed)

    def _drop(self, run_id: str) -> None:
        if task := self._at_work.pop(run_id, None):
            task.cancel()
