"""The supervisor: leads the specialists along one of four paths and gathers what they found."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reference_platform.agents import inventory
from reference_platform.agents.analysis import Analysis
from reference_platform.agents.breaker import Breaker
from reference_platform.agents.job import Job, Outcome, Report, RunFailed
from reference_platform.agents.paths import Finding, path_of
from reference_platform.agents.plans import AGENTS, lifting
from reference_platform.agents.settings import AgentSettings
from reference_platform.storage.database import Database

if TYPE_CHECKING:
    from pydantic_ai.models import Model


class Supervisor:
    """Answers questions; one per process, shared by its runs."""

    def __init__(self, database: Database, settings: AgentSettings) -> None:
        self.database, self.settings = database, settings
        self._model: Model | None = None

    def warm(self) -> Model:
        """Load the agents' libraries and build them, once. It takes 0.7 s: best spent early, in a thread."""
        if self._model is None:
            from reference_platform.agents import model, specialists  # noqa: PLC0415 - the point of this method

            for name in AGENTS:
                specialists.specialist(name)
            self._model = model.connect(self.settings)
        return self._model

    def path(self, finding: Finding, job: Job) -> list[str]:
        """See `path_of`; a run that asks for one agent by name has that one and the report."""
        return list(dict.fromkeys([job.agent, "reporting"])) if job.agent else path_of(finding, job.plan.agents)

    async def run(self, job: Job, report: Report) -> Outcome:
        """Answer one question. Raises RunFailed, with what the asker is told, where there is no answer."""
        model = await asyncio.to_thread(self.warm) if self._model is None else self._model
        from reference_platform.agents.desk import RunDesk  # noqa: PLC0415 - loaded with the model's libraries

        await report.phase("validating")
        if job.agent:
            self._admit(job.agent, job)
        limits = (job.organisation_id, job.plan.history_days, datetime.now(UTC))
        analysis = Analysis(self.database, *limits, self.settings.accounts_url)
        breaker = Breaker(self.database, self.settings, job.organisation_id)
        desk = RunDesk(job, report, analysis, await inventory.take(analysis), model, breaker)
        path = self.path(await desk.triage() if job.agent in {None, "triage"} else "unknown", job)
        for agent in path:
            if agent not in {"triage", "reporting"} and not await desk.step(agent, path):
                path = [*path[: path.index(agent) + 1], "reporting"]
                break
        return await desk.compose(path)

    def _admit(self, agent: str, job: Job) -> None:
        if agent not in AGENTS:
            message, next_step = "There is no such agent.", f"Ask one of: {', '.join(AGENTS)}."
            raise RunFailed("agent_unavailable", message, next_step)
        if agent not in job.plan.agents:
            message = f"The {job.plan.name} plan does not include the agent {agent}."
            raise RunFailed("agent_unavailable", message, f"The {lifting(agent)} plan includes it.")
