"""The desk of one run: what the specialists are given, what they found, and how it becomes an answer."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain, zip_longest
from typing import Any

from pydantic_ai.exceptions import UnexpectedModelBehavior
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, UserPromptPart
from pydantic_ai.models import Model
from pydantic_ai.models.openai import OpenAIChatModelSettings

from reference_platform.agents import prices, specialists, tools
from reference_platform.agents.analysis import Analysis, Result
from reference_platform.agents.inventory import Inventory
from reference_platform.agents.job import Job, Outcome, Report, RunFailed
from reference_platform.agents.model import ModelUnavailable, PatientModel, Spent
from reference_platform.agents.plans import PLANS
from reference_platform.agents.settings import AgentSettings
from reference_platform.agents.wording import count, plain

logger = logging.getLogger(__name__)

#: How much of a thread the agents are reminded of: so many messages, and so much of each, in characters.
_REMEMBERED, _EXCERPT = 40, 2000


class RunDesk:
    """One run's material and findings."""

    def __init__(
        self,
        job: Job,
        report: Report,
        analysis: Analysis,
        stock: Inventory,
        *,
        model: Model,
        settings: AgentSettings,
    ) -> None:

        self.job = job
        self.report = report
        self.analysis = analysis
        self.stock = stock
        self.model = model
        self.settings = settings
        self.spent = Spent()
        self.results: dict[str, Result] = {}
        self.problems: list[str] = []
        self.thoughts = 0
        self.phase = ""
        self.failed: set[str] = set()
        self.progress = 0.0

    # ---- the agents' work

    async def triage(self) -> str:
        """What the triage agent finds: a key of `PATHS`; unknown where it fails."""

        started = datetime.now(UTC)
        material = self._material({"Data inventory": self.stock.lines()})
        try:
            found = await specialists.triage().run(
                self.job.question,
                instructions=material,
                message_history=self._history(),
                deps=specialists.Duty("triage", self),
                model=self._model("triage"),
                model_settings=self._settings(),
            )
        except (ModelUnavailable, UnexpectedModelBehavior) as error:
            logger.warning("triage failed: %s", error)
            await self._record("triage", {"finding": "unknown"}, started)
            return "unknown"
        verdict = found.output
        await self.think("triage", verdict.reason)
        await self._record("triage", {"finding": verdict.data, "reason": verdict.reason}, started)
        return verdict.data

    async def step(self, agent: str, path: list[str]) -> bool:
        """One specialist's part. False when it failed; what the earlier ones found is kept, and the asker is
        told.
        """

        self.progress = path.index(agent) / len(path)
        before = set(self.results)
        try:
            await self._consult(agent)
        except ModelUnavailable as error:
            if not self.results:
                raise self._model_down(error) from error
            self.problems.append(f"The part of the {agent} agent is missing: the model failed, {error}.")
            return False
        used = set(self.results) - before
        return not used or bool(used - self.failed)

    async def compose(self, path: list[str]) -> Outcome:
        """The reporting agent's answer, with the figures and steps behind it."""

        recommendations = self._gathered("recommendations")[: self.job.plan.recommendations]
        next_steps = self._next_steps(recommendations)
        confidence, certainty = self._confidence()
        self.progress = (len(path) - 1) / len(path)
        lists = {
            "Findings": [*self.problems, *self._gathered("findings")] or self.stock.lines()[:1],
            "Recommendations": recommendations,
            "Confidence": [certainty],
            "Next steps": next_steps,
        }
        try:
            answer = await self._consult("reporting", lists)
        except ModelUnavailable as error:
            raise self._model_down(error) from error
        return Outcome(
            answer=answer,
            figures=[{**f, "tool": name} for name, result in self.results.items() for f in result.figures],
            recommendations=recommendations,
            next_steps=next_steps,
            confidence=confidence,
            path=path,
            tokens={"prompt": self.spent.prompt, "completion": self.spent.completion},
            cost=self._cost(),
            savings=self._savings(),
        )

    async def enter(self, phase: str) -> None:
        """Begin a phase of the run, unless it is in it already."""
        if phase != self.phase:
            self.phase = phase
            await self.report.phase(phase)

    async def _consult(self, agent: str, lists: dict[str, list[str]] | None = None) -> str:

        started = datetime.now(UTC)
        await self.enter("composing" if agent == "reporting" else "thinking")
        if lists is None:
            lists = {"Findings so far": self._gathered("findings")}
            if agent == "data_helper":
                lists = {"Data inventory": self.stock.lines()}
        answered = await specialists.specialist(agent).run(
            self.job.question,
            instructions=self._material(lists),
            message_history=self._history(),
            deps=specialists.Duty(agent, self),
            model=self._model(agent),
            model_settings=self._settings(),
        )
        text: str = answered.output
        await self.think(agent, "\n\n".join(text.split("\n\n")[:2]) if agent == "reporting" else text)
        await self._record(agent, {"text": text}, started)
        return text

    async def use(self, agent: str, tool: tools.Tool, call_id: str) -> dict[str, Any]:
        """Run a tool with its live events. A failure is told to the model, never raised."""
        await self.enter("using_tools")
        parameters = {
            "days": self.analysis.days,
            "until": self.analysis.now.isoformat(timespec="milliseconds"),
        }
        await self.report.tool_started(agent, tool.name, tool.purpose, parameters, call_id)
        started, outcome, result = time.perf_counter(), "success", Result()
        try:
            async with asyncio.timeout(self.settings.tool_seconds):
                result = await tool.run(self.analysis)
            summary = result.findings[0] if result.findings else "Nothing to report."
        except asyncio.CancelledError:
            await self._ended(
                agent, tool, call_id, "cancelled", "The run was cancelled.", started=started, output={}
            )
            raise
        except Exception as error:
            logger.exception("tool %s failed", tool.name)
            outcome = "error"
            self.failed.add(tool.name)
            late = isinstance(error, TimeoutError)
            cause = "it took too long" if late else "the records could not be read"
            summary = f"{tool.name.replace('_', ' ').capitalize()} failed: {cause}."
            self.problems.append(f"{summary} What it would have found is missing here.")
        self.results[tool.name] = result
        output = result.output() if outcome == "success" else {"error": summary}
        await self._ended(agent, tool, call_id, outcome, summary, started=started, output=output)
        return output

    async def _ended(
        self,
        agent: str,
        tool: tools.Tool,
        call_id: str,
        outcome: str,
        summary: str,
        *,
        started: float,
        output: dict[str, Any],
    ) -> None:
        took = (time.perf_counter() - started) * 1000
        await self.report.tool_completed(
            agent,
            tool.name,
            call_id,
            outcome=outcome,
            summary=summary,
            duration_ms=round(took, 3),
            output=output,
        )

    async def think(self, agent: str, thought: str) -> None:
        """Show a thought, as the next of this run."""
        if thought := thought.strip():
            self.thoughts += 1
            await self.report.thinking(agent, thought, self.thoughts, round(self.progress, 2))

    async def _record(self, agent: str, output: dict[str, Any], started: datetime) -> None:
        given = {"question": self.job.question, "findings": self._gathered("findings")}
        await self.report.agent_step(agent, given, output, started, datetime.now(UTC))

    # ---- what the model is given

    def _model(self, agent: str) -> PatientModel:

        async def hears(text: str) -> None:
            await self.think(agent, text)

        # Triage answers in JSON, which is no thought to show.
        return PatientModel(self.model, self.settings, self.spent, None if agent == "triage" else hears)

    def _settings(self) -> OpenAIChatModelSettings:
        return OpenAIChatModelSettings(openai_user=self.job.organisation_id)

    def _history(self) -> list[ModelMessage]:

        return [
            ModelRequest([UserPromptPart(text[:_EXCERPT])])
            if role == "user"
            else ModelResponse([TextPart(text[:_EXCERPT])])
            for role, text in self.job.history[-_REMEMBERED:]
        ]

    def _material(self, lists: dict[str, list[str]]) -> str:
        """The lists as headed sections; those that are steps are numbered."""
        facts = {**self.job.preferences, **self.job.facts, **self.job.options}
        sections = {
            "Facts": [f"{name.replace('_', ' ')}: {_said(value)}" for name, value in facts.items()],
            **lists,
        }
        return "\n\n".join(
            f"## {title}\n" + "\n".join(f"{_mark(title, n)} {plain(line)}" for n, line in enumerate(lines, 1))
            for title, lines in sections.items()
            if lines
        )

    # ---- what came of it

    def _gathered(self, what: str) -> list[str]:
        """Findings or recommendations of all tools: each tool's first in order of priority, then the second
        ones.
        """
        lists = [getattr(self.results[name], what) for name in tools.PRIORITY if name in self.results]
        return list(dict.fromkeys(line for line in chain.from_iterable(zip_longest(*lists)) if line))

    def _confidence(self) -> tuple[float, str]:
        """The share of figures that rest on records, and that in words."""
        total = sum(len(result.figures) for result in self.results.values())
        resting = (
            sum(len(r.figures) for r in self.results.values() if r.recorded) if self.stock.records else 0
        )
        share = round(resting / total, 2) if total else 0.0
        if not total:
            return (
                0.0,
                "Confidence: 0 on a scale from 0 to 1, for no figure could be worked out from records.",
            )
        source = count(self.stock.records, "record")
        words = f"{resting} of {count(total, 'figure')} come straight from your {source}"
        rest = f", the other {total - resting} are estimates at list prices" if resting < total else ""
        return share, f"Confidence: {share:g} on a scale from 0 to 1. {words}{rest}."

    def _next_steps(self, recommendations: list[str]) -> list[str]:
        steps = list(self.stock.gaps)
        if self.problems:
            steps.append("Ask again in a few minutes for the part that is missing here.")
        if recommendations:
            steps.append("Decide who carries out the first recommendation, and by when.")
        plan = self.job.plan
        richer = next((p for p in PLANS.values() if set(plan.agents) < set(p.agents)), None)
        if richer and self.stock.records:
            added = " and ".join(agent for agent in richer.agents if agent not in plan.agents)
            steps.append(f"Consider the {richer.name} plan: it adds {added} to your answers.")
        if self.stock.records:
            steps.append("Import the coming week's records and ask again, to see what has changed.")
        return steps

    def _model_down(self, error: Exception) -> RunFailed:
        return RunFailed(
            "model_unavailable",
            f"The AI model gave no answer: {error}.",
            "Your question is kept. Ask it again in a few minutes.",
        )

    def _cost(self) -> Decimal:
        price = prices.per_token(self.settings.model_name, None)
        return (
            prices.cost(prices.Tokens(self.spent.prompt, self.spent.completion), price)
            if price
            else Decimal(0)
        )

    def _savings(self) -> Decimal:
        """The plan's saving where there is a plan, else the bigger of what models and a cache would save."""
        found: dict[str, Decimal] = {}
        for name in ("savings_plan", "model_alternatives", "cache_opportunities"):
            figures = self.results[name].figures if name in self.results else []
            found[name] = sum((Decimal(str(figure["value"])) for figure in figures), Decimal(0))
        return found["savings_plan"] or max(found.values())


def _mark(title: str, n: int) -> str:
    return f"{n}." if title in {"Recommendations", "Next steps"} else "-"


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_said(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    return str(value)
