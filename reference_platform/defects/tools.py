"""Defects of tools: who may use them, what they give, how they fail, and the questions that a plan gives."""

from __future__ import annotations

import asyncio
import html
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import (
    ANALYSIS,
    ASK,
    COMPOSE,
    DEFINITION,
    MAY,
    RECORD,
    REPORT,
    RIGHTS,
    SEND,
    SUPERVISOR,
    USE,
)

OFFER = "reference_platform.chat.routes:offered_tools"
RESULT = "reference_platform.agents.analysis:Result"
PLAN = "reference_platform.agents.plans:plan_named"


def _all_tools_are_offered_to_everybody(sound: _Call) -> _Call:
    async def offered_tools(caller: Any) -> Any:
        reply = await sound(caller)
        return {"items": [item | {"available": True, "why_not": None} for item in reply["items"]]}

    return offered_tools


def _tools_are_offered_by_name_alone(sound: _Call) -> _Call:
    async def offered_tools(caller: Any) -> Any:
        reply = await sound(caller)
        return {"items": [item | {"purpose": item["name"]} for item in reply["items"]]}

    return offered_tools


def _reason_names_no_plan(sound: _Call) -> _Call:
    async def offered_tools(caller: Any) -> Any:
        reply = await sound(caller)
        return {"items": [item | {"why_not": item["why_not"] and "It is locked."} for item in reply["items"]]}

    return offered_tools


def _a_tool_works_that_is_not_on_offer(sound: _Call) -> _Call:
    async def offered_tools(caller: Any) -> Any:
        reply = await sound(caller)
        return {"items": [item for item in reply["items"] if item["name"] != "compliance_check"]}

    return offered_tools


def _path_names_the_tools_of_the_first_agent_alone(sound: _Call) -> _Call:
    async def agents(caller: Any, workflow: Any = None) -> Any:
        reply = await sound(caller, workflow)
        if workflow:
            reply["items"] = [item | {"tools": item["tools"][:1]} for item in reply["items"]]
        return reply

    return agents


def _rights_are_those_of_the_start(_sound: _Call) -> _Call:
    async def refusal(database: Any, user_id: str, organisation_id: str, agent: str) -> None:
        """What was allowed when the run began stays allowed."""

    return refusal


def _refused_tools_are_not_written_down(sound: _Call) -> _Call:
    async def record(connection: Any, action: str, user_id: Any, of: Any = None, **details: Any) -> None:
        if action != "tool.refused":
            await sound(connection, action, user_id, of, **details)

    return record


def _refused_tools_run_all_the_same(sound: _Call) -> _Call:
    async def use(self: Any, agent: str, tool: Any, call_id: str) -> Any:
        output = await sound(self, agent, tool, call_id)
        if "refused" in output.get("error", ""):
            self.results[tool.name] = await tool.run(self.analysis)
        return output

    return use


def _viewers_may_ask(sound: _Call) -> _Call:
    def may(self: Any, permission: str) -> bool:
        return bool(sound(self, "threads:read" if permission in {"runs:start", "threads:write"} else permission))

    return may


def _tools_are_shown_outside_of_the_conversation(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        sound(self, replace(frame, thread_id=None) if frame.type.startswith("tool_") else frame)

    return send


def _tool_ends_without_its_duration(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if frame.type == "tool_completed":
            payload = {name: value for name, value in frame.payload.items() if name != "duration_ms"}
            frame = replace(frame, payload=payload)
        sound(self, frame)

    return send


def _questions_do_not_decide_which_tools_work(sound: _Call) -> _Call:
    def tools_of(agent: str) -> Any:
        return sound(agent)[:2]

    return tools_of


def _latency_is_found_and_not_told(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        return replace(outcome, figures=[each for each in outcome.figures if each["tool"] != "latency_profile"])

    return run


def _tools_wait_for_each_other(sound: _Call) -> _Call:
    turns: dict[str, asyncio.Lock] = {}

    async def use(self: Any, agent: str, tool: Any, call_id: str) -> Any:
        async with turns.setdefault(self.job.run_id, asyncio.Lock()):
            return await sound(self, agent, tool, call_id)

    return use


def _fifth_tool_is_forgotten(sound: _Call) -> _Call:
    async def use(self: Any, agent: str, tool: Any, call_id: str) -> Any:
        output = await sound(self, agent, tool, call_id)
        if list(self.results).index(tool.name) >= 4:
            self.results[tool.name].figures.clear()
        return output

    return use


def _advice_stops_at_the_third(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        return replace(outcome, recommendations=outcome.recommendations[:3])

    return run


def _savings_plan_has_no_figure(sound: _Call) -> _Call:
    async def savings_plan(self: Any) -> Any:
        result = await sound(self)
        result.figures.clear()
        return result

    return savings_plan


def _tool_times_are_not_measured(sound: _Call) -> _Call:
    def observe(self: Any, seconds: float, of: str = "") -> None:
        if self.name != "apex_tool_seconds":
            sound(self, seconds, of)

    return observe


def _tokens_are_not_counted(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        return replace(await sound(self, job, report), tokens={"prompt": 0, "completion": 0})

    return run


def _names_lose_what_is_not_english(sound: _Call) -> _Call:
    def plain(text: str) -> Any:
        return sound(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode())

    return plain


def _names_are_escaped_for_a_page(sound: _Call) -> _Call:
    def figure(self: Any, name: str, value: Any, unit: str, subject: str | None = None) -> None:
        sound(self, name, value, unit, subject and html.escape(subject))

    return figure


def _large_results_are_cut(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        return replace(outcome, figures=outcome.figures[:200])

    return run


def _compliance_never_asks_the_accounts_service(sound: _Call) -> _Call:
    async def compliance_check(self: Any) -> Any:
        result = await sound(self)
        result.findings = [line.replace("against 1 ", "against 3 ") for line in result.findings]
        return result

    return compliance_check


def _unattributed_cost_is_half_of_it(sound: _Call) -> _Call:
    async def compliance_check(self: Any) -> Any:
        result = await sound(self)
        for figure in result.figures:
            figure["value"] /= 2
        return result

    return compliance_check


def _failed_tools_pass_for_good_ones(sound: _Call) -> _Call:
    async def tool_completed(
        self: Any, agent: str, tool: str, call_id: str, *, outcome: str, summary: str, duration_ms: float, output: Any
    ) -> None:
        told = {"summary": summary, "duration_ms": duration_ms, "output": output}
        await sound(self, agent, tool, call_id, outcome="success", **told)

    return tool_completed


def _what_is_missing_is_not_told(sound: _Call) -> _Call:
    async def compose(self: Any, path: list[str]) -> Any:
        self.problems.clear()
        return await sound(self, path)

    return compose


def _hanging_tools_are_given_twice_the_time(sound: _Call) -> _Call:
    async def use(self: Any, agent: str, tool: Any, call_id: str) -> Any:
        settings = self.breaker.settings
        self.breaker.settings = settings.model_copy(update={"tool_seconds": 2 * settings.tool_seconds})
        try:
            return await sound(self, agent, tool, call_id)
        finally:
            self.breaker.settings = settings

    return use


def _free_questions_have_no_end(sound: _Call) -> _Call:
    def plan_named(name: str) -> Any:
        plan = sound(name)
        return replace(plan, per_day=10**6) if name == "free" else plan

    return plan_named


def _every_plan_gives_as_much_as_the_free_one(sound: _Call) -> _Call:
    def plan_named(name: str) -> Any:
        return replace(sound(name), per_day=10)

    return plan_named


def _of_quota(frame: Any) -> bool:
    return bool(frame.type == "error" and frame.payload["code"] == "quota_exceeded")


def _spent_quota_names_no_larger_plan(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if _of_quota(frame):
            frame = replace(frame, payload=frame.payload | {"next_step": "Wait until tomorrow, please."})
        sound(self, frame)

    return send


def _spent_quota_does_not_say_until_when(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if _of_quota(frame):
            said = frame.payload["message"].partition(" until ")[0]
            frame = replace(frame, payload=frame.payload | {"message": f"{said}."})
        sound(self, frame)

    return send


def _questions_do_not_come_back_with_the_day(sound: _Call) -> _Call:
    async def ask(self: Any, caller: Any, asked: Any) -> None:
        forget = "UPDATE organisations SET limits = limits - 'quota_seconds' WHERE id = $1"
        await self._database.execute(forget, caller.organisation_id)
        await sound(self, caller, asked)

    return ask


def _defect(name: str, requirements: str, target: str, says: str, replacement: Callable[[_Call], _Call]) -> Defect:
    return Defect(name, tuple(requirements.split()), target, ("chat",), says, replacement)


DEFECTS = [
    _defect(
        "all_tools_are_offered_to_everybody",
        "TL-01 TL-12",
        OFFER,
        "Every tool is on offer, whatever plan or role.",
        _all_tools_are_offered_to_everybody,
    ),
    _defect(
        "tools_are_offered_by_name_alone",
        "TL-01",
        OFFER,
        "A tool's purpose is its own name.",
        _tools_are_offered_by_name_alone,
    ),
    _defect("reason_names_no_plan", "TL-01", OFFER, "Nobody is told which plan has a tool.", _reason_names_no_plan),
    _defect(
        "a_tool_works_that_is_not_on_offer",
        "TL-14",
        OFFER,
        "A tool is at work that the registry does not know.",
        _a_tool_works_that_is_not_on_offer,
    ),
    _defect(
        "path_names_the_tools_of_the_first_agent_alone",
        "TL-14",
        DEFINITION,
        "The definition of a path names one tool of each agent.",
        _path_names_the_tools_of_the_first_agent_alone,
    ),
    _defect(
        "rights_are_those_of_the_start",
        "TL-12",
        RIGHTS,
        "Whoever has lost a right keeps it until the run has ended.",
        _rights_are_those_of_the_start,
    ),
    _defect(
        "refused_tools_are_not_written_down",
        "TL-12",
        RECORD,
        "A refused tool leaves no trace in the trail.",
        _refused_tools_are_not_written_down,
    ),
    _defect(
        "refused_tools_run_all_the_same",
        "TL-12",
        USE,
        "A tool is said to be refused, and its figures are in the answer.",
        _refused_tools_run_all_the_same,
    ),
    _defect(
        "viewers_may_ask",
        "TL-12",
        MAY,
        "A role that only reads can start agents.",
        _viewers_may_ask,
    ),
    _defect(
        "tools_are_shown_outside_of_the_conversation",
        "TL-08",
        SEND,
        "A tool's frames name no conversation.",
        _tools_are_shown_outside_of_the_conversation,
    ),
    _defect(
        "tool_ends_without_its_duration",
        "TL-03",
        SEND,
        "Nobody is told how long a tool took.",
        _tool_ends_without_its_duration,
    ),
    _defect(
        "questions_do_not_decide_which_tools_work",
        "TL-15",
        "reference_platform.agents.tools:tools_of",
        "Each agent has its first two tools, whatever is asked.",
        _questions_do_not_decide_which_tools_work,
    ),
    _defect(
        "latency_is_found_and_not_told",
        "TL-15",
        SUPERVISOR,
        "What the latency tool found is left out of the answer's figures.",
        _latency_is_found_and_not_told,
    ),
    _defect("tools_wait_for_each_other", "TL-07", USE, "A run's tools work one at a time.", _tools_wait_for_each_other),
    _defect("fifth_tool_is_forgotten", "TL-07", USE, "A fifth tool's figures are lost.", _fifth_tool_is_forgotten),
    _defect(
        "advice_stops_at_the_third",
        "TL-04 TL-11",
        SUPERVISOR,
        "No answer holds more than three recommendations.",
        _advice_stops_at_the_third,
    ),
    _defect(
        "savings_plan_has_no_figure",
        "TL-04 TL-11",
        f"{ANALYSIS}.savings_plan",
        "The savings plan speaks of a saving and gives no figure.",
        _savings_plan_has_no_figure,
    ),
    _defect(
        "tool_times_are_not_measured",
        "TL-10",
        "reference_platform.operation.metrics:Metric.observe",
        "The metrics know nothing of tools.",
        _tool_times_are_not_measured,
    ),
    _defect("tokens_are_not_counted", "TL-10", SUPERVISOR, "A run takes no tokens, it says.", _tokens_are_not_counted),
    _defect(
        "names_lose_what_is_not_english",
        "TL-13",
        "reference_platform.agents.wording:plain",
        "Letters beyond English are dropped from the words.",
        _names_lose_what_is_not_english,
    ),
    _defect(
        "names_are_escaped_for_a_page",
        "TL-13",
        f"{RESULT}.figure",
        "Names in figures are escaped as for a web page.",
        _names_are_escaped_for_a_page,
    ),
    _defect(
        "large_results_are_cut", "TL-13", SUPERVISOR, "An answer holds 200 figures at most.", _large_results_are_cut
    ),
    _defect(
        "compliance_never_asks_the_accounts_service",
        "TL-09",
        f"{ANALYSIS}.compliance_check",
        "The compliance check speaks of keys from memory.",
        _compliance_never_asks_the_accounts_service,
    ),
    _defect(
        "unattributed_cost_is_half_of_it",
        "TL-09",
        f"{ANALYSIS}.compliance_check",
        "The compliance check counts half of what nobody answers for.",
        _unattributed_cost_is_half_of_it,
    ),
    _defect(
        "failed_tools_pass_for_good_ones",
        "TL-05",
        f"{REPORT}.tool_completed",
        "A failed tool is told as a success.",
        _failed_tools_pass_for_good_ones,
    ),
    _defect(
        "what_is_missing_is_not_told",
        "TL-05 TL-06 WF-17",
        COMPOSE,
        "An answer with a gap does not say so.",
        _what_is_missing_is_not_told,
    ),
    _defect(
        "hanging_tools_are_given_twice_the_time",
        "TL-06",
        USE,
        "A tool that hangs is stopped at twice its limit.",
        _hanging_tools_are_given_twice_the_time,
    ),
    _defect("free_questions_have_no_end", "TL-16", PLAN, "The free plan has no quota.", _free_questions_have_no_end),
    _defect(
        "every_plan_gives_as_much_as_the_free_one",
        "TL-16",
        PLAN,
        "A larger plan gives no more questions.",
        _every_plan_gives_as_much_as_the_free_one,
    ),
    _defect(
        "spent_quota_names_no_larger_plan",
        "TL-16",
        SEND,
        "A spent quota is told without the way to more.",
        _spent_quota_names_no_larger_plan,
    ),
    _defect(
        "spent_quota_does_not_say_until_when",
        "TL-16",
        SEND,
        "A spent quota is told without the end of the day.",
        _spent_quota_does_not_say_until_when,
    ),
    _defect(
        "questions_do_not_come_back_with_the_day",
        "TL-16",
        ASK,
        "An organisation's own day never ends.",
        _questions_do_not_come_back_with_the_day,
    ),
]
