"""Defects of workflows: the paths, what steps hand on, what an answer is worth, work for many at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from reference_platform.agents.job import RunFailed
from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import ANALYSIS, ASK, CLAIM, DEFINITION, MODEL, REPORT, SUPERVISOR
from reference_platform.operation import correlation

PATHS = "reference_platform.agents.supervisor:Supervisor.path"
DESK = "reference_platform.agents.desk:RunDesk"


def _actions_are_left_out(sound: _Call) -> _Call:
    def path(self: Any, finding: str, job: Any) -> list[str]:
        agents = list(sound(self, finding, job))
        if "actions" in agents:
            agents.remove("actions")
        return agents

    return path


def _actions_come_before_optimization(sound: _Call) -> _Call:
    def path(self: Any, finding: str, job: Any) -> list[str]:
        agents = list(sound(self, finding, job))
        if "actions" in agents:
            place = agents.index("optimization")
            agents[place : place + 2] = ["actions", "optimization"]
        return agents

    return path


def _steps_are_timed_from_the_start_of_the_run(sound: _Call) -> _Call:
    async def agent_step(self: Any, agent: str, input: Any, output: Any, started: Any, finished: Any) -> None:  # noqa: A002
        if agent == "triage":
            self.begun = started
        await sound(self, agent, input, output, getattr(self, "begun", started), finished)

    return agent_step


def _everybody_takes_the_full_path(sound: _Call) -> _Call:
    async def triage(self: Any) -> str:
        await sound(self)
        return "sufficient"

    return triage


def _missing_data_are_not_asked_for(sound: _Call) -> _Call:
    async def compose(self: Any, path: list[str]) -> Any:
        self.stock.gaps.clear()
        return await sound(self, path)

    return compose


def _nothing_is_analysed_as_if_it_were_something(sound: _Call) -> _Call:
    async def triage(self: Any) -> str:
        finding = str(await sound(self))
        return "partial" if finding == "insufficient" else finding

    return triage


def _partial_data_are_not_analysed(sound: _Call) -> _Call:
    def path(self: Any, finding: str, job: Any) -> list[str]:
        agents = list(sound(self, finding, job))
        if finding == "partial":
            agents.remove("data")
        return agents

    return path


def _a_failed_triage_ends_the_run(sound: _Call) -> _Call:
    async def triage(self: Any) -> str:
        finding = str(await sound(self))
        if finding == "unknown":
            raise RunFailed("model_unavailable", "The question could not be judged.", "Please ask again later.")
        return finding

    return triage


def _failed_steps_are_recorded_as_good(sound: _Call) -> _Call:
    async def agent_step(self: Any, agent: str, input: Any, output: Any, started: Any, finished: Any) -> None:  # noqa: A002
        output = {"text": output["error"]} if "error" in output else output
        await sound(self, agent, input, output, started, finished)

    return agent_step


def _findings_are_not_handed_on(sound: _Call) -> _Call:
    async def step(self: Any, agent: str, path: list[str]) -> bool:
        earlier, self.results = self.results, {}
        worked = bool(await sound(self, agent, path))
        self.results = earlier | self.results
        return worked

    return step


def _confidence_is_always_whole(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        return replace(outcome, confidence=1.0)

    return run


def _completeness_is_always_whole(sound: _Call) -> _Call:
    async def take(analysis: Any) -> Any:
        stock = await sound(analysis)
        stock.completeness = 1.0
        return stock

    return take


def _run_times_are_not_measured(sound: _Call) -> _Call:
    def observe(self: Any, seconds: float, of: str = "") -> None:
        if self.name != "apex_run_seconds":
            sound(self, seconds, of)

    return observe


def _every_tool_works_on_every_question(sound: _Call) -> _Call:
    async def step(self: Any, agent: str, path: list[str]) -> bool:
        worked = bool(await sound(self, agent, path))
        from reference_platform.agents import tools  # noqa: PLC0415 - not before the defect is in place

        for tool in tools.tools_of(agent):
            if tool.name not in self.results:
                await self.use(agent, tool, f"all-{tool.name}-{self.job.run_id}")
        return worked

    return step


def _results_of_the_same_moment_are_shared(sound: _Call) -> _Call:
    latest: list[tuple[float, Any]] = []

    async def cost_drivers(self: Any) -> Any:
        now = time.monotonic()
        if not latest or now - latest[-1][0] > 0.5:
            latest.append((now, await sound(self)))
        return latest[-1][1]

    return cost_drivers


def _runs_wait_for_one_another(sound: _Call) -> _Call:
    turn = asyncio.Lock()

    async def run(self: Any, job: Any, report: Any) -> Any:
        async with turn:
            return await sound(self, job, report)

    return run


def _one_company_is_served_at_a_time(sound: _Call) -> _Call:
    async def claim(self: Any, connection: Any, organisation_id: str) -> Any:
        others = "SELECT 1 FROM runs WHERE organisation_id <> $1 AND status IN ('starting', 'running', 'completing')"
        if await connection.fetchval(others, organisation_id):
            return []
        return await sound(self, connection, organisation_id)

    return claim


def _many_runs_at_once_slow_to_a_crawl(sound: _Call) -> _Call:
    at_work: list[str] = []

    async def run(self: Any, job: Any, report: Any) -> Any:
        at_work.append(job.run_id)
        try:
            if len(at_work) > 1:
                await asyncio.sleep(15)
            return await sound(self, job, report)
        finally:
            at_work.remove(job.run_id)

    return run


def _records_that_come_meanwhile_are_counted(sound: _Call) -> _Call:
    async def rows(self: Any, query: str, *arguments: Any) -> Any:
        self.now = datetime.now(UTC)
        return await sound(self, query, *arguments)

    return rows


def _tools_are_recorded_under_the_supervisor(sound: _Call) -> _Call:
    async def tool_started(self: Any, agent: str, tool: str, purpose: str, parameters: Any, call_id: str) -> None:
        await sound(self, "supervisor", tool, purpose, parameters, call_id)

    return tool_started


def _each_thought_begins_a_new_correlation(sound: _Call) -> _Call:
    async def thinking(self: Any, agent: str, thought: str, step: int, progress: float) -> None:
        correlation.adopt(str(uuid4()))
        await sound(self, agent, thought, step, progress)

    return thinking


def _steps_are_kept_without_what_they_were_given(sound: _Call) -> _Call:
    async def agent_step(self: Any, agent: str, input: Any, output: Any, started: Any, finished: Any) -> None:  # noqa: A002
        await sound(self, agent, {}, output, started, finished)

    return agent_step


def _definition_has_another_order(sound: _Call) -> _Call:
    async def agents(caller: Any, workflow: Any = None) -> Any:
        reply = await sound(caller, workflow)
        return reply | {"items": reply["items"][::-1]} if workflow else reply

    return agents


def _definition_forgets_what_waits(sound: _Call) -> _Call:
    async def agents(caller: Any, workflow: Any = None) -> Any:
        reply = await sound(caller, workflow)
        return reply | {"items": [item | {"after": []} for item in reply["items"]]} if workflow else reply

    return agents


def _a_failed_step_ends_the_run(sound: _Call) -> _Call:
    async def step(self: Any, agent: str, path: list[str]) -> bool:
        if not await sound(self, agent, path):
            raise RunFailed("model_unavailable", "One of the agents has failed.", "Please ask again later.")
        return True

    return step


def _what_was_found_before_a_failure_is_lost(sound: _Call) -> _Call:
    async def step(self: Any, agent: str, path: list[str]) -> bool:
        worked = bool(await sound(self, agent, path))
        if not worked:
            self.results.clear()
        return worked

    return step


def _the_path_goes_on_after_a_failure(sound: _Call) -> _Call:
    async def step(self: Any, agent: str, path: list[str]) -> bool:
        await sound(self, agent, path)
        return True

    return step


def _the_answer_is_its_first_paragraph(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        return replace(outcome, answer=outcome.answer.split("\n\n")[0], recommendations=outcome.recommendations[:2])

    return run


def _there_is_nothing_to_act_on(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        return replace(outcome, recommendations=[])

    return run


def _rules_of_the_question_are_not_passed_on(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        return await sound(self, replace(job, options={}), report)

    return run


def _costs_are_left_to_the_model(sound: _Call) -> _Call:
    async def use(self: Any, agent: str, tool: Any, call_id: str) -> Any:
        return {} if call_id.startswith("rule-") else await sound(self, agent, tool, call_id)

    return use


def _a_time_budget_is_only_a_wish(sound: _Call) -> _Call:
    async def ask(self: Any, caller: Any, asked: Any) -> None:
        options = asked.options.model_copy(update={"time_budget_s": None})
        await sound(self, caller, asked.model_copy(update={"options": options}))

    return ask


def _the_saving_is_not_kept_with_the_run(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        return replace(outcome, savings=Decimal(0))

    return run


def _the_model_is_asked_everything_twice(sound: _Call) -> _Call:
    async def request(self: Any, messages: Any, model_settings: Any, model_request_parameters: Any) -> Any:
        await sound(self, messages, model_settings, model_request_parameters)
        return await sound(self, messages, model_settings, model_request_parameters)

    return request


def _savings_are_halved(sound: _Call) -> _Call:
    async def savings_plan(self: Any) -> Any:
        result = await sound(self)
        for figure in result.figures:
            figure["value"] /= 2
        return result

    return savings_plan


def _later_questions_get_the_first_figures(sound: _Call) -> _Call:
    given: dict[str, Any] = {}

    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        return replace(outcome, figures=given.setdefault(job.thread_id, outcome.figures))

    return run


def _defect(name: str, requirements: str, target: str, says: str, replacement: Callable[[_Call], _Call]) -> Defect:
    return Defect(name, tuple(requirements.split()), target, ("chat",), says, replacement)


DEFECTS = [
    _defect("actions_are_left_out", "WF-01", PATHS, "Nobody gets as far as actions.", _actions_are_left_out),
    _defect(
        "actions_come_before_optimization",
        "WF-05 WF-16",
        PATHS,
        "Actions are planned before there is anything to plan.",
        _actions_come_before_optimization,
    ),
    _defect(
        "steps_are_timed_from_the_start_of_the_run",
        "WF-16 WF-05",
        f"{REPORT}.agent_step",
        "Each step is recorded as if it had begun with the run.",
        _steps_are_timed_from_the_start_of_the_run,
    ),
    _defect(
        "everybody_takes_the_full_path",
        "WF-07",
        f"{DESK}.triage",
        "The path is the same, whatever triage finds.",
        _everybody_takes_the_full_path,
    ),
    _defect(
        "missing_data_are_not_asked_for",
        "WF-02 WF-03",
        f"{DESK}.compose",
        "Customers with little data are not told what to supply.",
        _missing_data_are_not_asked_for,
    ),
    _defect(
        "nothing_is_analysed_as_if_it_were_something",
        "WF-02",
        f"{DESK}.triage",
        "Without any record the data are analysed all the same.",
        _nothing_is_analysed_as_if_it_were_something,
    ),
    _defect(
        "partial_data_are_not_analysed",
        "WF-03",
        PATHS,
        "On partial data nothing is analysed.",
        _partial_data_are_not_analysed,
    ),
    _defect(
        "a_failed_triage_ends_the_run",
        "WF-04",
        f"{DESK}.triage",
        "When triage fails nobody else tries.",
        _a_failed_triage_ends_the_run,
    ),
    _defect(
        "failed_steps_are_recorded_as_good",
        "WF-04 WF-17",
        f"{REPORT}.agent_step",
        "A step that failed is recorded as a success.",
        _failed_steps_are_recorded_as_good,
    ),
    _defect(
        "findings_are_not_handed_on",
        "WF-06",
        f"{DESK}.step",
        "Each specialist begins from nothing.",
        _findings_are_not_handed_on,
    ),
    _defect(
        "confidence_is_always_whole",
        "WF-08",
        SUPERVISOR,
        "Every answer is said to be certain.",
        _confidence_is_always_whole,
    ),
    _defect(
        "completeness_is_always_whole",
        "WF-08",
        "reference_platform.agents.inventory:take",
        "Data are said to be complete, however little there is.",
        _completeness_is_always_whole,
    ),
    _defect(
        "run_times_are_not_measured",
        "WF-09",
        "reference_platform.operation.metrics:Metric.observe",
        "The metrics know nothing of runs.",
        _run_times_are_not_measured,
    ),
    _defect(
        "every_tool_works_on_every_question",
        "WF-10",
        f"{DESK}.step",
        "A simple question sets every tool to work.",
        _every_tool_works_on_every_question,
    ),
    _defect(
        "results_of_the_same_moment_are_shared",
        "TL-02 WF-11 WF-14",
        f"{ANALYSIS}.cost_drivers",
        "Whoever asks half a second after another customer gets that one's costs.",
        _results_of_the_same_moment_are_shared,
    ),
    _defect(
        "runs_wait_for_one_another",
        "TL-02 WF-18",
        SUPERVISOR,
        "A process works on one run at a time.",
        _runs_wait_for_one_another,
    ),
    _defect(
        "one_company_is_served_at_a_time",
        "WF-24",
        CLAIM,
        "No run starts while another company has one at work or waiting before it.",
        _one_company_is_served_at_a_time,
    ),
    _defect(
        "many_runs_at_once_slow_to_a_crawl",
        "WF-23",
        SUPERVISOR,
        "With several runs at work in a process each takes fifteen seconds more.",
        _many_runs_at_once_slow_to_a_crawl,
    ),
    _defect(
        "records_that_come_meanwhile_are_counted",
        "WF-12",
        f"{ANALYSIS}.rows",
        "Each tool sees the records as they are when it looks.",
        _records_that_come_meanwhile_are_counted,
    ),
    _defect(
        "tools_are_recorded_under_the_supervisor",
        "WF-12",
        f"{REPORT}.tool_started",
        "The record of a tool does not say which agent used it.",
        _tools_are_recorded_under_the_supervisor,
    ),
    _defect(
        "each_thought_begins_a_new_correlation",
        "WF-13",
        f"{REPORT}.thinking",
        "What belongs to one question cannot be found by one id.",
        _each_thought_begins_a_new_correlation,
    ),
    _defect(
        "steps_are_kept_without_what_they_were_given",
        "WF-13 WF-06",
        f"{REPORT}.agent_step",
        "The record of a step does not say what it was asked.",
        _steps_are_kept_without_what_they_were_given,
    ),
    _defect(
        "definition_has_another_order",
        "WF-15",
        DEFINITION,
        "The path that is shown is not the one that is taken.",
        _definition_has_another_order,
    ),
    _defect(
        "definition_forgets_what_waits",
        "WF-15",
        DEFINITION,
        "The definition of a path does not say which steps wait for which.",
        _definition_forgets_what_waits,
    ),
    _defect(
        "a_failed_step_ends_the_run",
        "WF-17",
        f"{DESK}.step",
        "When one specialist fails there is no answer at all.",
        _a_failed_step_ends_the_run,
    ),
    _defect(
        "what_was_found_before_a_failure_is_lost",
        "WF-17",
        f"{DESK}.step",
        "When one specialist fails the results of the others are gone.",
        _what_was_found_before_a_failure_is_lost,
    ),
    _defect(
        "the_path_goes_on_after_a_failure",
        "WF-17",
        f"{DESK}.step",
        "Actions are planned on an optimization that failed.",
        _the_path_goes_on_after_a_failure,
    ),
    _defect(
        "the_answer_is_its_first_paragraph",
        "WF-28 WF-19",
        SUPERVISOR,
        "Of the answer the first paragraph is told.",
        _the_answer_is_its_first_paragraph,
    ),
    _defect(
        "there_is_nothing_to_act_on",
        "WF-22",
        SUPERVISOR,
        "Answers hold findings and no recommendation.",
        _there_is_nothing_to_act_on,
    ),
    _defect(
        "rules_of_the_question_are_not_passed_on",
        "WF-20",
        SUPERVISOR,
        "The agents know nothing of focus and time.",
        _rules_of_the_question_are_not_passed_on,
    ),
    _defect(
        "costs_are_left_to_the_model",
        "WF-20",
        f"{DESK}.use",
        "Costs are analysed where the model happens to think of it.",
        _costs_are_left_to_the_model,
    ),
    _defect(
        "a_time_budget_is_only_a_wish",
        "WF-20",
        ASK,
        "A run goes on when its time is over.",
        _a_time_budget_is_only_a_wish,
    ),
    _defect(
        "the_saving_is_not_kept_with_the_run",
        "WF-21",
        SUPERVISOR,
        "A run is kept without what it found to save.",
        _the_saving_is_not_kept_with_the_run,
    ),
    _defect(
        "the_model_is_asked_everything_twice",
        "WF-25",
        MODEL,
        "Every call of the model is made twice.",
        _the_model_is_asked_everything_twice,
    ),
    _defect(
        "savings_are_halved",
        "WF-26",
        f"{ANALYSIS}.savings_plan",
        "The savings plan promises half of what can be saved.",
        _savings_are_halved,
    ),
    _defect(
        "later_questions_get_the_first_figures",
        "WF-27",
        SUPERVISOR,
        "In a conversation every answer rests on the figures of the first.",
        _later_questions_get_the_first_figures,
    ),
]
