"""Defects of agents at work: who works, how many at once, on what, with which model, and what operators see."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any

from reference_platform.agents.plans import PLANS
from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import ASK, MODEL, REPORT, RUNS, SEND, SUPERVISOR, WORKERS
from reference_platform.operation import metrics

ROUTES = "reference_platform.chat.routes:"


def _agents_are_started_in_a_queue(sound: _Call) -> _Call:
    turn = asyncio.Lock()

    async def started(self: Any) -> None:
        async with turn:
            await asyncio.sleep(0.6)
            await sound(self)

    return started


def _customer_has_one_run_at_a_time(sound: _Call) -> _Call:
    async def claim(self: Any, connection: Any, organisation_id: str) -> list[str]:
        working = "SELECT 1 FROM runs WHERE organisation_id = $1 AND status IN ('starting', 'running', 'completing')"
        if await connection.fetchval(working, organisation_id):
            return []
        claimed: list[str] = await sound(self, connection, organisation_id)
        return claimed

    return claim


def _list_of_agents_lacks_the_last(sound: _Call) -> _Call:
    async def agents(caller: Any, workflow: Any = None) -> Any:
        reply = await sound(caller, workflow)
        return reply | {"items": reply["items"][:-1]}

    return agents


def _every_agent_is_said_to_be_free(sound: _Call) -> _Call:
    async def agents(caller: Any, workflow: Any = None) -> Any:
        reply = await sound(caller, workflow)
        return reply | {"items": [item | {"available": True, "why_not": None} for item in reply["items"]]}

    return agents


def _name_of_an_agent_is_ignored(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        return await sound(self, replace(job, agent=None), report)

    return run


def _unknown_agent_is_refused_without_help(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if frame.payload.get("code") == "unknown_agent":
            frame = replace(frame, payload=frame.payload | {"next_step": "Correct it and send it again."})
        sound(self, frame)

    return send


def _agent_of_a_larger_plan_is_left_out(sound: _Call) -> _Call:
    async def ask(self: Any, caller: Any, asked: Any) -> None:
        has = asked.agent is None or asked.agent in PLANS[caller.plan].agents
        await sound(self, caller, asked if has else asked.model_copy(update={"agent": None}))

    return ask


def _failed_start_is_tried_once_more_only(sound: _Call) -> _Call:
    async def request(self: Any, messages: Any, model_settings: Any, model_request_parameters: Any) -> Any:
        self.limits = self.limits.model_copy(update={"model_retries": 1})
        return await sound(self, messages, model_settings, model_request_parameters)

    return request


def _model_is_tried_again_without_a_pause(sound: _Call) -> _Call:
    async def request(self: Any, messages: Any, model_settings: Any, model_request_parameters: Any) -> Any:
        self.limits = self.limits.model_copy(update={"model_backoff_seconds": 0.0})
        return await sound(self, messages, model_settings, model_request_parameters)

    return request


def _passing_failure_costs_the_agent(sound: _Call) -> _Call:
    async def request(self: Any, messages: Any, model_settings: Any, model_request_parameters: Any) -> Any:
        self.limits = self.limits.model_copy(update={"model_retries": 0})
        return await sound(self, messages, model_settings, model_request_parameters)

    return request


def _breaker_never_opens(sound: _Call) -> _Call:
    async def rest(self: Any) -> float | None:
        await sound(self)
        return None

    return rest


def _breaker_never_closes(_sound: _Call) -> _Call:
    async def succeeded(self: Any) -> None:
        pass

    return succeeded


def _records_of_whoever_asked_last(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        newest = "SELECT organisation_id::text, user_id::text FROM runs ORDER BY number DESC LIMIT 1"
        row = await self.database.fetchrow(newest)
        return await sound(self, replace(job, organisation_id=row[0], user_id=row[1]), report)

    return run


def _context_is_kept_by_person(sound: _Call) -> _Call:
    said: dict[str, Any] = {}

    async def run(self: Any, job: Any, report: Any) -> Any:
        return await sound(self, replace(job, history=said.setdefault(job.user_id, []) or job.history), report)

    async def kept(self: Any, job: Any, report: Any) -> Any:
        said[job.user_id] = said.get(job.user_id) or job.history
        return await run(self, job, report)

    return kept


def _plan_does_not_bound_the_runs(_sound: _Call) -> _Call:
    async def claim(self: Any, connection: Any, organisation_id: str) -> list[str]:
        rows = await connection.fetch(
            """UPDATE runs SET status = 'starting', instance = $2, heartbeat_at = now() WHERE id IN (
                   SELECT r.id FROM runs r WHERE organisation_id = $1 AND status = 'pending' AND NOT EXISTS (
                       SELECT FROM runs o WHERE o.thread_id = r.thread_id AND o.number < r.number
                       AND o.status IN ('pending', 'starting', 'running', 'completing')))
               RETURNING id::text""",
            organisation_id,
            self._instance,
        )
        return [row["id"] for row in rows]

    return claim


def _waiting_is_not_told(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if frame.type != "run_queued" or frame.payload["reason"] != "plan_limit":
            sound(self, frame)

    return send


def _operators_find_everybodys_runs(sound: _Call) -> _Call:
    async def found(
        self: Any, page: Any, organisation: Any = None, user: Any = None, thread: Any = None, agent: Any = None,
        status: Any = None,
    ) -> Any:  # fmt: skip
        return await sound(self, page)

    return found


def _operators_read_what_was_answered(sound: _Call) -> _Call:
    async def found(
        self: Any, page: Any, organisation: Any = None, user: Any = None, thread: Any = None, agent: Any = None,
        status: Any = None,
    ) -> Any:  # fmt: skip
        reply = await sound(self, page, organisation, user, thread, agent, status)
        rows = await self._database.fetch("SELECT id::text, result FROM runs")
        results = {row["id"]: row["result"] for row in rows}
        return reply | {"items": [item | {"result": results[item["id"]]} for item in reply["items"]]}

    return found


def _anybody_may_look_for_runs(_sound: _Call) -> _Call:
    async def operating(caller: Any) -> None:
        pass

    return operating


def _agent_and_state_are_not_looked_at(sound: _Call) -> _Call:
    async def listed(
        self: Any, caller: Any, page: Any, thread: Any = None, agent: Any = None, status: Any = None
    ) -> Any:
        return await sound(self, caller, page, thread)

    return listed


def _working_session_stays_in_the_cache(sound: _Call) -> _Call:
    async def started(self: Any) -> None:
        await sound(self)
        self._log._bus.send("SET", f"run:{self._job.run_id}", "at work")

    return started


def _ended_runs_are_followed_on(sound: _Call) -> _Call:
    async def found(
        self: Any, page: Any, organisation: Any = None, user: Any = None, thread: Any = None, agent: Any = None,
        status: Any = None,
    ) -> Any:  # fmt: skip
        reply = await sound(self, page, organisation, user, thread, agent, status)
        return reply | {"items": [item | {"status": "running"} for item in reply["items"]]}

    return found


def _count_of_runs_at_work_never_falls(sound: _Call) -> _Call:
    async def page(gauges: Any) -> str:
        ended = sum(metrics.RUNS.samples.values())
        return re.sub(
            r"(?m)^(apex_runs_active) (\S+)$", lambda m: f"{m[1]} {float(m[2]) + ended:g}", await sound(gauges)
        )

    return page


def _durations_are_measured_in_milliseconds(sound: _Call) -> _Call:
    def observe(self: Any, seconds: float, of: str = "") -> None:
        sound(self, seconds * 1000 if self.name == "apex_run_seconds" else seconds, of)

    return observe


def _run_leaves_its_material_behind(sound: _Call) -> _Call:
    left: list[bytes] = []

    async def run(self: Any, job: Any, report: Any) -> Any:
        left.append(bytes(range(256)) * 4096)
        return await sound(self, job, report)

    return run


def _silence_is_never_noticed(_sound: _Call) -> _Call:
    async def sweep(self: Any) -> None:
        pass

    return sweep


def _no_alert_of_what_ended_badly(sound: _Call) -> _Call:
    async def alerts(self: Any, page: Any) -> Any:
        return await sound(self, page) | {"items": []}

    return alerts


def _alert_repeats_the_question(sound: _Call) -> _Call:
    async def alerts(self: Any, page: Any) -> Any:
        reply = await sound(self, page)
        rows = await self._database.fetch("SELECT run_id::text, content FROM messages WHERE role = 'user'")
        asked = {row["run_id"]: row["content"] for row in rows}
        return reply | {"items": [item | {"question": asked[item["run_id"]]} for item in reply["items"]]}

    return alerts


DEFECTS = [
    Defect(
        "agents_are_started_in_a_queue",
        ("AG-03",),
        f"{REPORT}.started",
        ("chat",),
        "Agents are started one after the other, each in its time.",
        _agents_are_started_in_a_queue,
    ),
    Defect(
        "customer_has_one_run_at_a_time",
        ("AG-28",),
        f"{RUNS}.claim",
        ("chat",),
        "Of one customer one run works at a time, whatever the plan allows.",
        _customer_has_one_run_at_a_time,
    ),
    Defect(
        "list_of_agents_lacks_the_last",
        ("AG-34", "AG-35"),
        f"{ROUTES}agents",
        ("chat",),
        "The list of agents lacks one.",
        _list_of_agents_lacks_the_last,
    ),
    Defect(
        "every_agent_is_said_to_be_free",
        ("AG-34",),
        f"{ROUTES}agents",
        ("chat",),
        "Every agent is said to be there for everybody.",
        _every_agent_is_said_to_be_free,
    ),
    Defect(
        "name_of_an_agent_is_ignored",
        ("AG-34",),
        SUPERVISOR,
        ("chat",),
        "An agent that is asked for by name is not the one that works.",
        _name_of_an_agent_is_ignored,
    ),
    Defect(
        "unknown_agent_is_refused_without_help",
        ("AG-34",),
        SEND,
        ("chat",),
        "Who asks for an agent that does not exist is not told which do.",
        _unknown_agent_is_refused_without_help,
    ),
    Defect(
        "agent_of_a_larger_plan_is_left_out",
        ("AG-34",),
        ASK,
        ("chat",),
        "Who asks for an agent that the plan does not have is answered by others, without a word.",
        _agent_of_a_larger_plan_is_left_out,
    ),
    Defect(
        "failed_start_is_tried_once_more_only",
        ("AG-04",),
        MODEL,
        ("chat",),
        "A call of the model that failed is tried again once.",
        _failed_start_is_tried_once_more_only,
    ),
    Defect(
        "model_is_tried_again_without_a_pause",
        ("AG-04", "AG-09"),
        MODEL,
        ("chat",),
        "A call of the model that failed is tried again at once.",
        _model_is_tried_again_without_a_pause,
    ),
    Defect(
        "passing_failure_costs_the_agent",
        ("AG-09",),
        MODEL,
        ("chat",),
        "A call of the model that failed once is not tried again.",
        _passing_failure_costs_the_agent,
    ),
    Defect(
        "breaker_never_opens",
        ("AG-27",),
        "reference_platform.agents.breaker:Breaker.rest",
        ("chat",),
        "However often a model fails, it is asked again.",
        _breaker_never_opens,
    ),
    Defect(
        "breaker_never_closes",
        ("AG-27",),
        "reference_platform.agents.breaker:Breaker.succeeded",
        ("chat",),
        "A breaker that has opened once is never closed again.",
        _breaker_never_closes,
    ),
    Defect(
        "records_of_whoever_asked_last",
        ("AG-16",),
        SUPERVISOR,
        ("chat",),
        "A run reads the records of whoever asked last.",
        _records_of_whoever_asked_last,
    ),
    Defect(
        "context_is_kept_by_person",
        ("AG-15",),
        SUPERVISOR,
        ("chat",),
        "What was said in one conversation is taken for what was said in all of a person's.",
        _context_is_kept_by_person,
    ),
    Defect(
        "plan_does_not_bound_the_runs",
        ("AG-17",),
        f"{RUNS}.claim",
        ("chat",),
        "As many runs work at once as are asked for.",
        _plan_does_not_bound_the_runs,
    ),
    Defect(
        "waiting_is_not_told",
        ("AG-17",),
        SEND,
        ("chat",),
        "Who has to wait for the plan's limit is not told so.",
        _waiting_is_not_told,
    ),
    Defect(
        "operators_find_everybodys_runs",
        ("AG-29",),
        f"{RUNS}.found",
        ("chat",),
        "Whatever an operator looks for, all runs are found.",
        _operators_find_everybodys_runs,
    ),
    Defect(
        "operators_read_what_was_answered",
        ("AG-29",),
        f"{RUNS}.found",
        ("chat",),
        "An operator who looks for a run reads its answer.",
        _operators_read_what_was_answered,
    ),
    Defect(
        "anybody_may_look_for_runs",
        ("AG-29",),
        f"{ROUTES}operating",
        ("chat",),
        "Customers may look for the runs of all others.",
        _anybody_may_look_for_runs,
    ),
    Defect(
        "agent_and_state_are_not_looked_at",
        ("AG-29",),
        f"{RUNS}.listed",
        ("chat",),
        "Whatever agent or state a customer asks for, all runs are listed.",
        _agent_and_state_are_not_looked_at,
    ),
    Defect(
        "working_session_stays_in_the_cache",
        ("AG-11",),
        f"{REPORT}.started",
        ("chat",),
        "What a run kept in the cache while it worked is never taken out.",
        _working_session_stays_in_the_cache,
    ),
    Defect(
        "ended_runs_are_followed_on",
        ("AG-05", "AG-31"),
        f"{RUNS}.found",
        ("chat",),
        "Operators see runs at work that have ended.",
        _ended_runs_are_followed_on,
    ),
    Defect(
        "count_of_runs_at_work_never_falls",
        ("AG-05", "AG-39"),
        "reference_platform.operation.metrics:page",
        ("chat",),
        "The count of runs at work counts all that ever began.",
        _count_of_runs_at_work_never_falls,
    ),
    Defect(
        "durations_are_measured_in_milliseconds",
        ("AG-14",),
        "reference_platform.operation.metrics:Metric.observe",
        ("chat",),
        "The durations of runs are summed up in milliseconds, and said to be seconds.",
        _durations_are_measured_in_milliseconds,
    ),
    Defect(
        "run_leaves_its_material_behind",
        ("AG-37",),
        SUPERVISOR,
        ("chat",),
        "What a run worked with stays in memory for ever.",
        _run_leaves_its_material_behind,
    ),
    Defect(
        "silence_is_never_noticed",
        ("AG-23",),
        f"{WORKERS}.sweep",
        ("chat",),
        "A run whose process is silent is never declared dead.",
        _silence_is_never_noticed,
    ),
    Defect(
        "no_alert_of_what_ended_badly",
        ("AG-24",),
        f"{RUNS}.alerts",
        ("chat",),
        "Operators are not alerted to runs that died or ran out of time.",
        _no_alert_of_what_ended_badly,
    ),
    Defect(
        "alert_repeats_the_question",
        ("AG-24",),
        f"{RUNS}.alerts",
        ("chat",),
        "An alert repeats what the customer asked.",
        _alert_repeats_the_question,
    ),
]
