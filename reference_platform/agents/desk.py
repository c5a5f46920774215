"""The desk of one run: what the specialists are given, what they found, and how it becomes an answer."""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain, zip_longest
from typing import Any

import httpx
from pydantic_ai.exceptions import AgentRunError
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, UserPromptPart
from pydantic_ai.models import Model
from pydantic_ai.models.openai import OpenAIChatModelSettings
from pydantic_ai.usage import UsageLimits

from reference_platform.accounts import audit
from reference_platform.agents import prices, specialists
from reference_platform.agents.analysis import Analysis, Result
from reference_platform.agents.breaker import Breaker
from reference_platform.agents.inventory import Inventory
from reference_platform.agents.job import Job, Outcome, Report, RunFailed
from reference_platform.agents.model import ModelUnavailable, PatientModel
from reference_platform.agents.paths import Finding
from reference_platform.agents.plans import PLANS
from reference_platform.agents.tools import TOOLS, Tool, refusal, tools_of
from reference_platform.agents.wording import count, money, plain

logger = logging.getLogger(__name__)

#: How much of a thread the agents are reminded of: so many messages, and so much of each, in characters.
_REMEMBERED, _EXCERPT = 40, 2000
#: How often one agent may turn to the model.
_TURNS = 8

#: Why a tool failed, as the asker is told.
_CAUSES = {TimeoutError: "it took too long", httpx.HTTPError: "the accounts service does not answer"}
_UNREADABLE = "the records could not be read"

Lists = dict[str, list[str]]


@dataclass
class RunDesk:
    """One run's material and findings: `results` of tools by name, `problems` that the asker must be told."""

    job: Job
    report: Report
    analysis: Analysis
    stock: Inventory
    model: Model
    breaker: Breaker
    spent: prices.Tokens = field(default_factory=prices.Tokens)
    results: dict[str, Result] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    phase: str = ""
    thoughts: int = 0
    progress: float = 0.0

    # The agents' work.

    async def triage(self) -> Finding:
        """What the triage agent finds in the records; unknown where it fails."""
        try:
            verdict: specialists.Verdict = await self._consult("triage", {"Inventory": self.stock.lines()})
        except ModelUnavailable as error:
            logger.warning("triage failed: %s", error)
            return "unknown"
        return verdict.data

    async def step(self, agent: str, path: list[str]) -> bool:
        """One specialist's part. False when it failed: what others found is kept, and the asker is told."""
        self.progress, before = path.index(agent) / len(path), set(self.results)
        found = self._gathered("findings")
        try:
            await self._consult(agent, {"Inventory": self.stock.lines(), "Findings so far": found})
            for tool in tools_of(agent):
                if tool.mandatory and tool.name not in self.results:
                    await self.use(agent, tool, f"rule-{tool.name}-{self.job.run_id}")
        except ModelUnavailable as error:
            if not self.results:
                raise _model_down(error) from error
            self.problems.append(f"The part of the {agent} agent is missing: the model failed, {error}.")
            return False
        used = set(self.results) - before
        return not used or bool(used - self.failed)

    async def compose(self, path: list[str]) -> Outcome:
        """The reporting agent's answer, with the figures and steps behind it."""
        self.progress = (len(path) - 1) / len(path)
        recommendations = self._gathered("recommendations")[: self.job.plan.recommendations]
        next_steps = self._next_steps(recommendations)
        confidence, certainty = self._confidence()
        lists = {
            "Summary": self._summary(recommendations),
            "Findings": [*self.problems, *self._gathered("findings")] or self.stock.lines()[:1],
            "Recommendations": recommendations,
            "Confidence": [certainty, *self.stock.lines()[1:2]],
            "Next steps": next_steps,
        }
        try:
            answer: str = await self._consult("reporting", lists)
        except ModelUnavailable as error:
            raise _model_down(error) from error
        price = prices.per_token(self.breaker.settings.model_name, None)
        return Outcome(
            answer=answer,
            figures=[{**f, "tool": name} for name, result in self.results.items() for f in result.figures],
            recommendations=recommendations,
            next_steps=next_steps,
            confidence=confidence,
            completeness=self.stock.completeness,
            path=path,
            tokens={"prompt": self.spent.prompt, "completion": self.spent.completion},
            cost=prices.cost(self.spent, price) if price else Decimal(0),
            savings=self._savings(),
            learned=self._learned(),
        )

    async def _consult(self, agent: str, lists: Lists) -> Any:
        """Have one agent do its part, and show and record what it says."""
        await self.enter("composing" if agent == "reporting" else "thinking")
        facts = {**self.job.preferences, **self.job.facts, **self.job.options}
        lists = {"Facts": [f"{name.replace('_', ' ')}: {_said(value)}" for name, value in facts.items()]} | lists
        started, given = datetime.now(UTC), {"question": self.job.question, **lists}

        async def hears(text: str) -> None:
            await self.think(agent, text)

        # Triage answers in JSON, which is no thought to show.
        model = PatientModel(self.model, self.breaker, self.spent, None if agent == "triage" else hears)
        try:
            answered = await specialists.specialist(agent).run(
                self.job.question,
                instructions=self._material(lists),
                message_history=self._history(),
                deps=specialists.Duty(agent, self),
                model=model,
                model_settings=OpenAIChatModelSettings(openai_user=self.job.organisation_id),
                usage_limits=UsageLimits(request_limit=_TURNS),
            )
        except (AgentRunError, ModelUnavailable) as error:
            # pydantic-ai's own errors: an answer against the schema, no answer, calls without end.
            known = isinstance(error, ModelUnavailable)
            cause = error if known else ModelUnavailable("its answer cannot be used")
            await self.report.agent_step(agent, given, {"error": str(cause)}, started, datetime.now(UTC))
            raise cause from error.__cause__ if known else error
        said = answered.output
        text: str = said.reason if agent == "triage" else said
        await self.think(agent, "\n\n".join(text.split("\n\n")[:2]) if agent == "reporting" else text)
        output = said.model_dump() if agent == "triage" else {"text": text}
        await self.report.agent_step(agent, given, output, started, datetime.now(UTC))
        return said

    async def use(self, agent: str, tool: Tool, call_id: str) -> dict[str, Any]:
        """Run a tool with its live events. A failure is told to the model and the asker, never raised."""
        await self.enter("using_tools")
        until = self.analysis.now.isoformat(timespec="milliseconds")
        parameters = {"days": self.analysis.days, "until": until}
        await self.report.tool_started(agent, tool.name, tool.purpose, parameters, call_id)
        started, outcome, summary = time.perf_counter(), "cancelled", "The run was cancelled."
        result, output = Result(), dict[str, Any]()
        try:
            async with asyncio.timeout(self.breaker.settings.tool_seconds):
                outcome, summary, result = await self._done(agent, tool)
            output = result.output()
        except Exception as error:
            logger.exception("tool %s failed", tool.name)
            cause = next((says for kind, says in _CAUSES.items() if isinstance(error, kind)), _UNREADABLE)
            outcome, summary = "error", f"{_title(tool)} failed: {cause}."
        finally:
            if outcome != "success":
                output = {"error": summary}
                self.failed.add(tool.name)
                self.problems.append(f"{summary} What it would have found is missing here.")
            self.results[tool.name] = result
            took = round((time.perf_counter() - started) * 1000, 3)
            await self.report.tool_completed(
                agent, tool.name, call_id, outcome=outcome, summary=summary, duration_ms=took, output=output
            )
        return output

    async def _done(self, agent: str, tool: Tool) -> tuple[str, str, Result]:
        """Outcome, summary and result of a tool; one that the asker has no right to is recorded and does not run."""
        job, database = self.job, self.analysis.database
        if why_not := await refusal(database, job.user_id, job.organisation_id, agent):
            about = {"tool": tool.name, "run_id": job.run_id}
            await audit.record(database, "tool.refused", job.user_id, job.organisation_id, **about)
            return "refused", f"{_title(tool)} is refused: {why_not}", Result()
        result = await tool.run(self.analysis)
        return "success", next(iter(result.findings), "There is nothing to report."), result

    async def think(self, agent: str, thought: str) -> None:
        """Show a thought, as the next of this run."""
        if thought := thought.strip():
            self.thoughts += 1
            await self.report.thinking(agent, thought, self.thoughts, round(self.progress, 2))

    async def enter(self, phase: str) -> None:
        """Begin a phase of the run, unless it is in it already."""
        if phase != self.phase:
            self.phase = phase
            await self.report.phase(phase)

    # What the model is given.

    def _history(self) -> list[ModelMessage]:
        said = [(role, text[:_EXCERPT]) for role, text in self.job.history[-_REMEMBERED:]]
        return [
            ModelRequest([UserPromptPart(text)]) if role == "user" else ModelResponse([TextPart(text)])
            for role, text in said
        ]

    def _material(self, lists: Lists) -> str:
        """The lists as headed sections; those that are steps are numbered."""
        sections = []
        for title, lines in lists.items():
            steps = title in {"Recommendations", "Next steps"}
            items = [f"{f'{n}.' if steps else '-'} {plain(line)}" for n, line in enumerate(lines, 1)]
            sections += ["\n".join([f"## {title}", *items])] if items else []
        return "\n\n".join(sections)

    # What came of it.

    def _gathered(self, what: str) -> list[str]:
        """Findings or recommendations of all tools: first ones in the order of `TOOLS`, then second."""
        lists = [getattr(self.results[tool.name], what) for tool in TOOLS if tool.name in self.results]
        return list(dict.fromkeys(line for line in chain.from_iterable(zip_longest(*lists)) if line))

    def _summary(self, recommendations: list[str]) -> list[str]:
        """For those who decide, where the plan gives it: what was looked at, what can be saved, what comes first."""
        if not self.job.plan.summary or not self.results:
            return []
        looked = f"{count(self.stock.records, 'record')} of {count(self.stock.days, 'day')} were looked at"
        saving = f"; {money(self._savings())} can be saved" if "savings_plan" in self.results else ""
        first = f" The first of {count(len(recommendations), 'step')}: {recommendations[0]}" if recommendations else ""
        return [f"Executive summary: {looked}{saving}.{first}"]

    def _confidence(self) -> tuple[float, str]:
        """The share of figures that rest on records, and that in words."""
        found = self.results.values()
        total = sum(len(result.figures) for result in found)
        resting = sum(len(result.figures) for result in found if result.recorded and self.stock.records)
        if not total:
            return 0.0, "Confidence: 0 on a scale from 0 to 1, for no figure could be worked out."
        share, source = round(resting / total, 2), count(self.stock.records, "record")
        rest = ", the rest from list prices" if resting < total else ""
        words = f"{resting} of {count(total, 'figure')} come straight from your {source}{rest}"
        return share, f"Confidence: {share:g} on a scale from 0 to 1. {words}."

    def _next_steps(self, recommendations: list[str]) -> list[str]:
        """What the asker can do now: fill gaps, ask again, decide, a richer plan."""
        plan, steps = self.job.plan, list(self.stock.gaps)
        if self.problems:
            steps.append("Ask again in a few minutes for the part that is missing here.")
        if recommendations:
            steps.append("Decide who carries out the first recommendation, and by when.")
        if self.stock.records:
            richer = next((p for p in PLANS.values() if set(plan.agents) < set(p.agents)), plan)
            if added := [agent for agent in richer.agents if agent not in plan.agents]:
                steps.append(f"Consider the {richer.name} plan: it adds {' and '.join(added)}.")
            steps.append("Import the coming week's records and ask again, to see what has changed.")
        return steps

    def _learned(self) -> dict[str, str]:
        """The finding that later questions in the thread start from, where this run has made it."""
        costs = [
            f for result in self.results.values() for f in result.figures if f["name"] == "model_cost" and f["subject"]
        ]
        return {"biggest_cost_driver": max(costs, key=lambda f: f["value"])["subject"]} if costs else {}

    def _savings(self) -> Decimal:
        """The plan's saving where there is one, else the bigger of what models and a cache would save."""
        found = [
            sum((Decimal(str(f["value"])) for f in self.results.get(name, Result()).figures), Decimal(0))
            for name in ("savings_plan", "model_alternatives", "cache_opportunities")
        ]
        return found[0] or max(found)


def _model_down(error: Exception) -> RunFailed:
    next_step = "Your question is kept. Ask it again in a few minutes."
    return RunFailed("model_unavailable", f"The AI model gave no answer: {error}.", next_step)


def _title(tool: Tool) -> str:
    return tool.name.replace("_", " ").capitalize()


def _said(value: Any) -> str:
    """A fact in words, nested ones too."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_said(inner)}" for name, inner in value.items())
    return ", ".join(map(_said, value)) if isinstance(value, list) else str(value)
