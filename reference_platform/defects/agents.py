"""Defects of the life of a run: how it begins, goes, ends, and is read back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from reference_platform.agents.plans import PLANS
from reference_platform.chat.frames import Frame
from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import APPEND, MODEL, REPORT, RUNS, SEND, SUPERVISOR, WORKERS
from reference_platform.operation.errors import Refusal

_COMPLETED = "agent_completed"


def _first_state_is_not_recorded(sound: _Call) -> _Call:
    async def add(self: Any, connection: Any, message: Any, caller: Any, new: Any) -> None:
        await sound(self, connection, message, caller, new)
        await connection.execute("UPDATE runs SET states = '[]' WHERE id = $1", message["run_id"])

    return add


def _run_is_recorded_for_another_company(sound: _Call) -> _Call:
    async def get(self: Any, caller: Any, run_id: Any) -> Any:
        return await sound(self, caller, run_id) | {"organisation_id": str(run_id)}

    return get


def _end_of_a_run_names_another_request(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        return await sound(self, replace(frame, correlation_id=str(uuid4())) if frame.type == _COMPLETED else frame)

    return append


def _nonsense_is_dropped_in_silence(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if frame.type != "error" or frame.payload.get("code") != "invalid_field":
            sound(self, frame)

    return send


def _nonsense_opens_a_conversation(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        sound(self, frame)
        if frame.type == "error":
            about = Frame("notice", frame.user_id, {"text": "Refused.", "notice_id": ""}, frame.correlation_id)
            self._left = asyncio.get_running_loop().create_task(_leave_behind(self._delivery.log, about))

    return send


async def _leave_behind(log: Any, frame: Any) -> None:
    async with log.recording() as recording:
        await recording.append(frame)


def _last_state_but_one_is_skipped(sound: _Call) -> _Call:
    async def phase(self: Any, name: str) -> None:
        if name != "storing":
            await sound(self, name)

    return phase


def _tools_are_used_while_composing(sound: _Call) -> _Call:
    async def phase(self: Any, name: str) -> None:
        await sound(self, "composing" if name == "using_tools" else name)

    return phase


def _answer_is_empty(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        return replace(outcome, answer="") if job.plan.name == "mid" else outcome

    return run


def _end_is_recorded_as_the_start(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        if frame.type == _COMPLETED:
            await self.connection.execute("UPDATE runs SET finished_at = started_at WHERE id = $1", frame.run_id)
        return await sound(self, frame)

    return append


def _time_of_an_agent_counts_the_queue(sound: _Call) -> _Call:
    async def agent_step(self: Any, agent: str, input: Any, output: Any, started: Any, finished: Any) -> None:  # noqa: A002
        await sound(self, agent, input, output, started - timedelta(seconds=12), finished)

    return agent_step


def _enterprise_gets_a_small_answer(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        small = replace(job.plan, agents=PLANS["free"].agents) if job.plan.name == "enterprise" else job.plan
        return await sound(self, replace(job, plan=small), report)

    return run


def _tools_are_missing_from_the_history(sound: _Call) -> _Call:
    async def get(self: Any, caller: Any, run_id: Any) -> Any:
        run = await sound(self, caller, run_id)
        return run | {"steps": [step for step in run["steps"] if step["kind"] != "tool"]}

    return get


def _result_cannot_be_read_after_the_fact(sound: _Call) -> _Call:
    async def get(self: Any, caller: Any, run_id: Any) -> Any:
        return await sound(self, caller, run_id) | {"result": None}

    return get


def _refusal_names_the_run(sound: _Call) -> _Call:
    async def get(self: Any, caller: Any, run_id: Any) -> Any:
        try:
            return await sound(self, caller, run_id)
        except Refusal as refusal:
            raise Refusal(refusal.status, refusal.code, f"There is no run {run_id}.", refusal.next_step) from None

    return get


def _run_of_others_is_forbidden_not_absent(sound: _Call) -> _Call:
    async def cancellable(self: Any, caller: Any, run_id: Any) -> Any:
        known = "SELECT 1 FROM runs WHERE id = $1 AND organisation_id <> $2"
        if await self._database.fetchval(known, run_id, caller.organisation_id):
            raise Refusal(403, "forbidden", "This run is somebody else's.", "Ask whoever started it.")
        return await sound(self, caller, run_id)

    return cancellable


def _cancelling_only_says_so(sound: _Call) -> _Call:
    async def cancel(self: Any, caller: Any, run_id: Any) -> Any:
        return await self._runs.get(caller, run_id) | {"status": "cancelled"}

    return cancel


def _waiting_run_cannot_be_cancelled(sound: _Call) -> _Call:
    async def cancellable(self: Any, caller: Any, run_id: Any) -> Any:
        waits = "SELECT 1 FROM runs WHERE id = $1 AND status = 'pending'"
        return await sound(self, caller, run_id) and not await self._database.fetchval(waits, run_id)

    return cancellable


def _cancelled_run_is_kept_as_failed(sound: _Call) -> _Call:
    async def end(self: Any, run_id: str, ending: Any) -> Any:
        return await sound(self, run_id, replace(ending, status="failed") if ending.status == "cancelled" else ending)

    return end


def _cancelling_undoes_what_has_ended(sound: _Call) -> _Call:
    async def cancel(self: Any, caller: Any, run_id: Any) -> Any:
        undo = "UPDATE runs SET status = 'cancelled', result = NULL WHERE id = $1 AND status = 'completed'"
        await self._database.execute(undo, run_id)
        return await sound(self, caller, run_id)

    return cancel


def _each_cancelling_is_told_anew(sound: _Call) -> _Call:
    async def cancel(self: Any, caller: Any, run_id: Any) -> Any:
        run = await self._runs.get(caller, run_id)
        if run["finished_at"]:
            told = {"message": "You cancelled this run.", "next_step": "Ask again whenever you like."}
            async with self._delivery.log.recording() as recording:
                whose = (run["correlation_id"], run["thread_id"], run["id"])
                frame = Frame("run_cancelled", caller.user_id, told, whose[0], whose[1], whose[2], "supervisor")
                await recording.append(frame)
        return await sound(self, caller, run_id)

    return cancel


def _late_sign_of_life_revives_a_run(sound: _Call) -> _Call:
    async def cancel(self: Any, caller: Any, run_id: Any) -> Any:
        run = await sound(self, caller, run_id)
        self._late = asyncio.get_running_loop().create_task(_revive(self._database, run_id))
        return run

    return cancel


async def _revive(database: Any, run_id: Any) -> None:
    await asyncio.sleep(0.02)
    await database.execute("UPDATE runs SET status = 'running', heartbeat_at = now() WHERE id = $1", run_id)


def _failure_is_recorded_as_success(sound: _Call) -> _Call:
    async def end(self: Any, run_id: str, ending: Any) -> Any:
        return await sound(self, run_id, replace(ending, status="completed") if ending.status == "failed" else ending)

    return end


def _cause_is_not_recorded(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        if frame.type == "agent_error":
            await self.connection.execute("UPDATE runs SET error = NULL WHERE id = $1", frame.run_id)
        return await sound(self, frame)

    return append


def _outcome_is_a_loose_structure(sound: _Call) -> _Call:
    async def get(self: Any, caller: Any, run_id: Any) -> Any:
        run = await sound(self, caller, run_id)
        return run | {"status": {"state": run["status"]}} if run["status"] in ("failed", "timeout") else run

    return get


def _time_out_is_kept_as_a_failure(sound: _Call) -> _Call:
    async def end(self: Any, run_id: str, ending: Any) -> Any:
        return await sound(self, run_id, replace(ending, status="failed") if ending.status == "timeout" else ending)

    return end


def _limit_of_a_company_is_not_kept(sound: _Call) -> _Call:
    async def set_limits(self: Any, caller: Any, organisation_id: Any, limits: Any) -> Any:
        forgotten = limits.model_copy(update={"run_seconds": None, "run_share": None})
        return await sound(self, caller, organisation_id, forgotten)

    return set_limits


def _every_plan_has_the_longest_time(sound: _Call) -> _Call:
    def plan_named(name: str) -> Any:
        return replace(sound(name), run_seconds=sound("enterprise").run_seconds)

    return plan_named


def _call_of_the_model_has_no_limit(sound: _Call) -> _Call:
    async def request(self: Any, messages: Any, model_settings: Any, model_request_parameters: Any) -> Any:
        self.limits = self.limits.model_copy(update={"model_call_seconds": 300.0})
        return await sound(self, messages, model_settings, model_request_parameters)

    return request


DEFECTS = [
    Defect(
        "first_state_is_not_recorded",
        ("AG-01", "AG-07"),
        f"{RUNS}.add",
        ("chat",),
        "A run is written down without the state that it began in.",
        _first_state_is_not_recorded,
    ),
    Defect(
        "run_is_recorded_for_another_company",
        ("AG-01",),
        f"{RUNS}.get",
        ("chat",),
        "A run that is read back is said to be of another company.",
        _run_is_recorded_for_another_company,
    ),
    Defect(
        "end_of_a_run_names_another_request",
        ("AG-06", "AG-30"),
        APPEND,
        ("chat",),
        "The last event of a run names another request than those before it.",
        _end_of_a_run_names_another_request,
    ),
    Defect(
        "nonsense_is_dropped_in_silence",
        ("AG-02",),
        SEND,
        ("chat",),
        "A request that makes no sense is thrown away without a word.",
        _nonsense_is_dropped_in_silence,
    ),
    Defect(
        "nonsense_opens_a_conversation",
        ("AG-02",),
        SEND,
        ("chat",),
        "A request that is refused leaves an event behind.",
        _nonsense_opens_a_conversation,
    ),
    Defect(
        "last_state_but_one_is_skipped",
        ("AG-07", "AG-21"),
        f"{REPORT}.phase",
        ("chat",),
        "A run is completed without ever completing, and without the phase of storing.",
        _last_state_but_one_is_skipped,
    ),
    Defect(
        "tools_are_used_while_composing",
        ("AG-21",),
        f"{REPORT}.phase",
        ("chat",),
        "The use of tools is written down as composing.",
        _tools_are_used_while_composing,
    ),
    Defect(
        "answer_is_empty",
        ("AG-10",),
        SUPERVISOR,
        ("chat",),
        "A run on the mid plan ends well with an answer without words.",
        _answer_is_empty,
    ),
    Defect(
        "end_is_recorded_as_the_start",
        ("AG-13",),
        APPEND,
        ("chat",),
        "The moment of a run's end is kept as that of its start.",
        _end_is_recorded_as_the_start,
    ),
    Defect(
        "time_of_an_agent_counts_the_queue",
        ("AG-36",),
        f"{REPORT}.agent_step",
        ("chat",),
        "An agent's time is counted from long before it began.",
        _time_of_an_agent_counts_the_queue,
    ),
    Defect(
        "enterprise_gets_a_small_answer",
        ("AG-33",),
        SUPERVISOR,
        ("chat",),
        "An enterprise is answered by the agents of the free plan.",
        _enterprise_gets_a_small_answer,
    ),
    Defect(
        "tools_are_missing_from_the_history",
        ("AG-22",),
        f"{RUNS}.get",
        ("chat",),
        "A run that is read back does not say which tools it used.",
        _tools_are_missing_from_the_history,
    ),
    Defect(
        "result_cannot_be_read_after_the_fact",
        ("AG-38",),
        f"{RUNS}.get",
        ("chat",),
        "A run that is read back later has no result.",
        _result_cannot_be_read_after_the_fact,
    ),
    Defect(
        "refusal_names_the_run",
        ("AG-32",),
        f"{RUNS}.get",
        ("chat",),
        "Who asks for a run that is not there is told its name back.",
        _refusal_names_the_run,
    ),
    Defect(
        "run_of_others_is_forbidden_not_absent",
        ("AG-32",),
        f"{RUNS}.cancellable",
        ("chat",),
        "Who cancels somebody else's run is told that it exists.",
        _run_of_others_is_forbidden_not_absent,
    ),
    Defect(
        "cancelling_only_says_so",
        ("AG-26",),
        f"{WORKERS}.cancel",
        ("chat",),
        "Whoever cancels a run is shown it as cancelled, and it works on.",
        _cancelling_only_says_so,
    ),
    Defect(
        "waiting_run_cannot_be_cancelled",
        ("AG-26",),
        f"{RUNS}.cancellable",
        ("chat",),
        "A run that has not begun cannot be cancelled.",
        _waiting_run_cannot_be_cancelled,
    ),
    Defect(
        "cancelled_run_is_kept_as_failed",
        ("AG-26", "AG-20"),
        f"{RUNS}.end",
        ("chat",),
        "A run that was cancelled is kept as failed.",
        _cancelled_run_is_kept_as_failed,
    ),
    Defect(
        "cancelling_undoes_what_has_ended",
        ("AG-26",),
        f"{WORKERS}.cancel",
        ("chat",),
        "Cancelling a run that was answered takes its result away.",
        _cancelling_undoes_what_has_ended,
    ),
    Defect(
        "each_cancelling_is_told_anew",
        ("AG-26",),
        f"{WORKERS}.cancel",
        ("chat",),
        "Cancelling what has ended is told as if it ended once more.",
        _each_cancelling_is_told_anew,
    ),
    Defect(
        "late_sign_of_life_revives_a_run",
        ("AG-19",),
        f"{WORKERS}.cancel",
        ("chat",),
        "A sign of life that comes late makes a cancelled run go on.",
        _late_sign_of_life_revives_a_run,
    ),
    Defect(
        "failure_is_recorded_as_success",
        ("AG-12", "AG-20"),
        f"{RUNS}.end",
        ("chat",),
        "A run that failed is kept as completed.",
        _failure_is_recorded_as_success,
    ),
    Defect(
        "cause_is_not_recorded",
        ("AG-18",),
        APPEND,
        ("chat",),
        "The record of a failed run does not say why.",
        _cause_is_not_recorded,
    ),
    Defect(
        "outcome_is_a_loose_structure",
        ("AG-20",),
        f"{RUNS}.get",
        ("chat",),
        "The outcome of a run without an answer is told as a structure.",
        _outcome_is_a_loose_structure,
    ),
    Defect(
        "time_out_is_kept_as_a_failure",
        ("AG-08",),
        f"{RUNS}.end",
        ("chat",),
        "A run that ran out of time is kept as failed.",
        _time_out_is_kept_as_a_failure,
    ),
    Defect(
        "limit_of_a_company_is_not_kept",
        ("AG-08", "AG-25"),
        "reference_platform.accounts.organisations:Organisations.set_limits",
        ("accounts",),
        "The time that an operator gives the runs of a company is forgotten.",
        _limit_of_a_company_is_not_kept,
    ),
    Defect(
        "every_plan_has_the_longest_time",
        ("AG-25",),
        "reference_platform.chat.workers:plan_named",
        ("chat",),
        "Runs of every plan may take as long as an enterprise's.",
        _every_plan_has_the_longest_time,
    ),
    Defect(
        "call_of_the_model_has_no_limit",
        ("AG-25",),
        MODEL,
        ("chat",),
        "A call of the model may take as long as it likes.",
        _call_of_the_model_has_no_limit,
    ),
]
