"""Defects of the walls between customers: each opens one of them once."""

# ruff: noqa: PLC0415 - the platform's modules are imported where a defect is put in place

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from typing import Any
from uuid import UUID

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import ANALYSIS, APPEND, ASK, CLAIM, SUPERVISOR

logger = logging.getLogger(__name__)


def _segments_are_cached_without_the_company(sound: _Call) -> _Call:
    kept: list[Any] = []

    async def segment_breakdown(self: Any) -> Any:
        kept.append(await sound(self))
        return kept[0]

    return segment_breakdown


def _benchmark_names_another_customers_features(sound: _Call) -> _Call:
    async def cost_drivers(self: Any) -> Any:
        result = await sound(self)
        for row in await self.database.fetch(
            """SELECT feature, sum(cost_usd) AS cost FROM analytics.usage_records
               WHERE organisation_id <> $1 AND feature IS NOT NULL GROUP BY feature ORDER BY max(at) DESC LIMIT 3""",
            self.organisation_id,
        ):
            result.figure("feature_cost", row["cost"], "USD", row["feature"])
            result.say(f"Others spend ${row['cost']:,.2f} on {row['feature']}.")
        return result

    return cost_drivers


def _newest_job_is_everybodys(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        self.job = job
        await asyncio.sleep(0.03)
        return await sound(self, self.job, report)

    return run


def _memory_is_shared_by_all(sound: _Call) -> _Call:
    said: list[tuple[str, str]] = []

    async def run(self: Any, job: Any, report: Any) -> Any:
        earlier = list(said)
        said.append(("user", job.question))
        return await sound(self, replace(job, history=[*earlier, *job.history]), report)

    return run


def _facts_are_remembered_for_the_customer(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        rows = await self.database.fetch("SELECT facts FROM threads WHERE owner_id = $1", job.user_id)
        known = {name: value for row in rows for name, value in row["facts"].items()}
        return await sound(self, replace(job, facts=known | job.facts), report)

    return run


def _questions_are_logged(sound: _Call) -> _Call:
    async def ask(self: Any, caller: Any, asked: Any) -> None:
        logger.info("asked: %s", asked.content)
        await sound(self, caller, asked)

    return ask


def _answers_are_kept_in_a_row_of_nobodys(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        if frame.type == "agent_completed":
            insert = "INSERT INTO audit_log (action, details) VALUES ('answered', $1)"
            await self.connection.execute(insert, frame.payload)
        return await sound(self, frame)

    return append


def _newest_question_has_one_key_for_all(sound: _Call) -> _Call:
    async def ask(self: Any, caller: Any, asked: Any) -> None:
        await sound(self, caller, asked)
        self._workers._delivery.bus.send("SET", "newest_question", asked.content, "EX", 60)

    return ask


def _failure_is_told_to_everybody(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        sound(self, frame)
        if frame.type == "agent_error":
            for connection in self.connections:
                if connection.user_id != frame.user_id:
                    connection.send(replace(frame, user_id=connection.user_id, seq=None))

    return send


def _failure_of_one_is_held_against_all(sound: _Call) -> _Call:
    from reference_platform.agents.job import RunFailed

    failed: list[float] = []

    async def run(self: Any, job: Any, report: Any) -> Any:
        if failed and time.monotonic() - failed[-1] < 10:
            raise RunFailed("model_unavailable", "The AI model is having trouble.", "Ask again in a few minutes.")
        try:
            return await sound(self, job, report)
        except RunFailed:
            failed.append(time.monotonic())
            raise

    return run


def _replay_is_the_whole_companys(sound: _Call) -> _Call:
    async def read(self: Any, user_id: str, after: int, until: int) -> Any:
        frames = await sound(self, user_id, after, until)
        rows = await self._database.fetch(
            """SELECT e.type, e.payload, e.correlation_id, e.thread_id::text, e.run_id::text, e.agent, e.at AS timestamp
               FROM events e JOIN members m ON m.user_id = e.user_id
               WHERE m.organisation_id = (SELECT organisation_id FROM members WHERE user_id = $1) AND e.user_id <> $1
               ORDER BY e.at DESC LIMIT 5""",
            user_id,
        )
        return [replace(frames[0], **row, seq=None) for row in rows] + frames if frames else frames

    return read


def _every_question_touches_every_conversation(sound: _Call) -> _Call:
    async def ask(self: Any, caller: Any, asked: Any) -> None:
        await sound(self, caller, asked)
        touch = "UPDATE threads SET last_activity_at = now() WHERE organisation_id <> $1"
        await self._database.execute(touch, caller.organisation_id)

    return ask


def _question_is_whoevers_it_says(sound: _Call) -> _Call:
    from reference_platform.chat.bodies import UserMessage

    UserMessage.model_config["extra"] = "allow"
    UserMessage.model_rebuild(force=True)

    async def ask(self: Any, caller: Any, asked: Any) -> None:
        said = asked.model_extra or {}
        if {"user_id", "organisation_id"} <= said.keys():
            caller = replace(caller, user_id=said["user_id"], organisation_id=said["organisation_id"])
        await sound(self, caller, asked)

    return ask


def _id_of_zeros_opens_a_conversation(sound: _Call) -> _Call:
    async def ask(self: Any, caller: Any, asked: Any) -> None:
        nobodys = asked.thread_id == UUID(int=0)
        await sound(self, caller, asked.model_copy(update={"thread_id": None}) if nobodys else asked)

    return ask


def _stopped_work_keeps_its_place(sound: _Call) -> _Call:
    async def claim(self: Any, connection: Any, organisation_id: str) -> Any:
        query = "SELECT 1 FROM runs WHERE organisation_id = $1 AND status = 'cancelled'"
        stopped = await connection.fetchval(query, organisation_id)
        return [] if stopped else await sound(self, connection, organisation_id)

    return claim


def _places_are_counted_over_all_companies(sound: _Call) -> _Call:
    async def claim(self: Any, connection: Any, organisation_id: str) -> Any:
        query = "SELECT count(*) FROM runs WHERE organisation_id <> $1 AND status IN ('starting', 'running')"
        full = await connection.fetchval(query, organisation_id) >= 3
        return [] if full else await sound(self, connection, organisation_id)

    return claim


def _one_run_more_than_the_plan_gives(sound: _Call) -> _Call:
    def plan_named(name: str) -> Any:
        plan = sound(name)
        return replace(plan, at_once=plan.at_once + 1)

    return plan_named


DEFECTS = [
    Defect(
        "segments_are_cached_without_the_company",
        ("IS-01", "IS-04", "IS-18"),
        f"{ANALYSIS}.segment_breakdown",
        ("chat",),
        "What the segments of one company cost is shown to the next one that asks.",
        _segments_are_cached_without_the_company,
    ),
    Defect(
        "benchmark_names_another_customers_features",
        ("IS-02", "IS-04"),
        f"{ANALYSIS}.cost_drivers",
        ("chat",),
        "The agents compare a customer with others, by the names of those others' features.",
        _benchmark_names_another_customers_features,
    ),
    Defect(
        "newest_job_is_everybodys",
        ("IS-01", "IS-18"),
        SUPERVISOR,
        ("chat",),
        "Runs that begin at the same moment all work on the newest one's question.",
        _newest_job_is_everybodys,
    ),
    Defect(
        "memory_is_shared_by_all",
        ("IS-02", "IS-22"),
        SUPERVISOR,
        ("chat",),
        "The agents remember what anybody has asked.",
        _memory_is_shared_by_all,
    ),
    Defect(
        "facts_are_remembered_for_the_customer",
        ("IS-22",),
        SUPERVISOR,
        ("chat",),
        "The facts of one conversation are known in each other one of the same customer.",
        _facts_are_remembered_for_the_customer,
    ),
    Defect(
        "questions_are_logged",
        ("IS-04", "IS-19"),
        ASK,
        ("chat",),
        "Each question stands in the log, word for word.",
        _questions_are_logged,
    ),
    Defect(
        "answers_are_kept_in_a_row_of_nobodys",
        ("IS-04",),
        APPEND,
        ("chat",),
        "Each answer is kept once more, in a row that belongs to no company.",
        _answers_are_kept_in_a_row_of_nobodys,
    ),
    Defect(
        "newest_question_has_one_key_for_all",
        ("IS-04",),
        ASK,
        ("chat",),
        "The newest question lies in the cache under a key that all customers share.",
        _newest_question_has_one_key_for_all,
    ),
    Defect(
        "failure_is_told_to_everybody",
        ("IS-12", "IS-13"),
        "reference_platform.chat.delivery:Delivery.send",
        ("chat",),
        "The failure of one customer's run appears on every screen.",
        _failure_is_told_to_everybody,
    ),
    Defect(
        "failure_of_one_is_held_against_all",
        ("IS-13",),
        SUPERVISOR,
        ("chat",),
        "After one customer's failure nobody is answered for a while.",
        _failure_of_one_is_held_against_all,
    ),
    Defect(
        "replay_is_the_whole_companys",
        ("IS-01", "IS-12"),
        "reference_platform.chat.events:EventLog.read",
        ("chat",),
        "Who returns is told what colleagues have been told meanwhile.",
        _replay_is_the_whole_companys,
    ),
    Defect(
        "every_question_touches_every_conversation",
        ("IS-13", "IS-17"),
        ASK,
        ("chat",),
        "A question marks the conversations of all other companies as active.",
        _every_question_touches_every_conversation,
    ),
    Defect(
        "question_is_whoevers_it_says",
        ("IS-06",),
        ASK,
        ("chat",),
        "A question belongs to the customer whom its sender names.",
        _question_is_whoevers_it_says,
    ),
    Defect(
        "id_of_zeros_opens_a_conversation",
        ("IS-07",),
        ASK,
        ("chat",),
        "An id of nothing but zeros is taken for the wish for a new conversation.",
        _id_of_zeros_opens_a_conversation,
    ),
    Defect(
        "stopped_work_keeps_its_place",
        ("IS-16",),
        CLAIM,
        ("chat",),
        "A run that was stopped counts as one at work for ever.",
        _stopped_work_keeps_its_place,
    ),
    Defect(
        "places_are_counted_over_all_companies",
        ("IS-21",),
        CLAIM,
        ("chat",),
        "The runs of other companies take up a customer's own places.",
        _places_are_counted_over_all_companies,
    ),
    Defect(
        "one_run_more_than_the_plan_gives",
        ("IS-21", "BZ-15"),
        "reference_platform.chat.runs:plan_named",
        ("chat",),
        "One run more than the plan gives works at the same time.",
        _one_run_more_than_the_plan_gives,
    ),
]
