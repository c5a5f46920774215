"""The supervisor: leads the specialists along one of four paths and gathers what they found."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reference_platform.agents import inventory
from reference_platform.agents.analysis import Analysis
from reference_platform.agents.job import Job, Outcome, Report, RunFailed
from reference_platform.agents.plans import AGENTS, PLANS
from reference_platform.agents.settings import AgentSettings
from reference_platform.storage.database import Database

if TYPE_CHECKING:
    from pydantic_ai.models import Model

    from reference_platform.agents.desk import RunDesk

#: The agents of each path, by what triage found in the records.
PATHS = {
    "sufficient": ("triage", "data", "optimization", "actions", "reporting"),
    "partial": ("triage", "data_helper", "data", "reporting"),
    "insufficient": ("triage", "data_helper", "reporting"),
    "unknown": ("data_helper", "reporting"),
}


class Supervisor:
    """Answers questions; one per process, shared by its runs."""

    def __init__(self, database: Database, settings: AgentSettings) -> None:
        self.database = database
        self.settings = settings
        self._model: Model | None = None
        self._desk: type[RunDesk] | None = None

    def warm(self) -> None:
        """Load the agents' libraries and build them. Takes 0.7 s; call it off the event loop, before the
        first run.
        """
        from reference_platform.agents import desk, model, specialists  # noqa: PLC0415 - the point of this method

        specialists.triage()
        for name in AGENTS[1:]:
            specialists.specialist(name)
        self._desk = desk.RunDesk
        self._model = model.connect(self.settings)

    def path(self, finding: str, job: Job) -> list[str]:
        """The agents that take part, in order: the path for what triage found, as far as the plan goes."""
        return [agent for agent in PATHS[finding] if agent in job.plan.agents]

    async def run(self, job: Job, report: Report) -> Outcome:
        """Answer one question. Raises RunFailed, with what the asker is told, where there is no answer."""
        if self._model is None:
            await asyncio.to_thread(self.warm)
        assert self._model is not None
        assert self._desk is not None
        await report.phase("validating")
        named = None if job.agent == "supervisor" else job.agent
        if named:
            self._admit(named, job)
        analysis = Analysis(self.database, job.organisation_id, job.plan.history_days, datetime.now(UTC))
        stock = await inventory.take(analysis)
        desk = self._desk(job, report, analysis, stock, model=self._model, settings=self.settings)
        await desk.enter("thinking")
        if named:
            path = list(dict.fromkeys([named, "reporting"]))
            if named == "triage":
                await desk.triage()
        else:
            path = self.path(await desk.triage(), job)
        for agent in path:
            if agent not in {"triage", "reporting"} and not await desk.step(agent, path):
                path = [*path[: path.index(agent) + 1], "reporting"]
                break
        return await desk.compose(path)

    def _admit(self, agent: str, job: Job) -> None:
        if agent not in AGENTS:
            raise RunFailed(
                "agent_unavailable", "There is no such agent.", f"Ask one of: {', '.join(AGENTS)}."
            )
        if agent not in job.plan.agents:
            lifting = next(plan.name for plan in PLANS.values() if agent in plan.agents)
            raise RunFailed(
                "agent_unavailable",
                f"The {job.plan.name} plan does not include the agent {agent}.",
                f"The {lifting} plan includes it.",
            )
