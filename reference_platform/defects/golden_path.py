"""Defects of the way from a question to its answer."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import APPEND, CLAIM, MESSAGES_LISTED, SEND, STARTED, SUPERVISOR


def _answer_is_announced_but_not_stored(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        if frame.type == "agent_completed":
            await self.connection.execute("DELETE FROM messages WHERE run_id = $1 AND role = 'assistant'", frame.run_id)
        return await sound(self, frame)

    return append


def _tools_are_not_shown(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if frame.type not in {"tool_executing", "tool_completed"}:
            sound(self, frame)

    return send


def _answer_is_an_echo(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        return replace(outcome, answer=f"{job.question} That is a good question, thank you for asking it.")

    return run


def _later_answers_are_echoes(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        if len(job.history) < 10:
            return outcome
        return replace(outcome, answer=f"{job.question} That is a good question, thank you for asking it.")

    return run


def _figures_are_off_by_a_cent(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        wrong = [
            figure | {"value": figure["value"] + 0.01} if figure["unit"] == "USD" else figure
            for figure in outcome.figures
        ]
        return replace(outcome, figures=wrong)

    return run


def _answer_is_taken_from_an_earlier_question(sound: _Call) -> _Call:
    given: dict[str, Any] = {}

    async def run(self: Any, job: Any, report: Any) -> Any:
        return given.setdefault(job.organisation_id, await sound(self, job, report))

    return run


def _savings_are_left_vague(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        texts = (outcome.answer, *outcome.recommendations)
        answer, *recommendations = (re.sub(r"\$[\d,]+\.\d\d", "some money", text) for text in texts)
        return replace(outcome, answer=answer, recommendations=recommendations)

    return run


def _free_customer_hears_of_the_start_late(sound: _Call) -> _Call:
    async def started(self: Any) -> None:
        if self._job.plan.name == "free":
            await asyncio.sleep(0.7)
        await sound(self)

    return started


def _free_customer_waits_for_a_first_thought(sound: _Call) -> _Call:
    async def thinking(self: Any, agent: str, thought: str, step: int, progress: float) -> None:
        if self._job.plan.name == "free" and step == 1:
            await asyncio.sleep(1.0)
        await sound(self, agent, thought, step, progress)

    return thinking


def _history_is_not_passed_on(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        return await sound(self, replace(job, history=[]), report)

    return run


def _conversations_run_into_each_other(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        rows = await self.database.fetch(
            """SELECT role, content FROM messages m JOIN threads t ON t.id = m.thread_id
               WHERE t.owner_id = $1 AND m.content <> $2 ORDER BY m.created_at""",
            job.user_id,
            job.question,
        )
        everything = [(row["role"], row["content"]) for row in rows]
        return await sound(self, replace(job, history=everything), report)

    return run


def _queued_questions_run_side_by_side(_sound: _Call) -> _Call:
    async def claim(self: Any, connection: Any, organisation_id: str) -> list[str]:
        rows = await connection.fetch(
            """UPDATE runs SET status = 'starting', heartbeat_at = now()
               WHERE organisation_id = $1 AND status = 'pending' RETURNING id::text""",
            organisation_id,
        )
        return [row["id"] for row in rows]

    return claim


def _last_question_is_taken_first(_sound: _Call) -> _Call:
    async def claim(self: Any, connection: Any, organisation_id: str) -> list[str]:
        rows = await connection.fetch(
            """UPDATE runs SET status = 'starting', heartbeat_at = now() WHERE id IN (
                   SELECT id FROM runs r WHERE organisation_id = $1 AND status = 'pending' AND NOT EXISTS (
                       SELECT FROM runs o WHERE o.thread_id = r.thread_id
                       AND o.status IN ('starting', 'running', 'completing'))
                   ORDER BY number DESC LIMIT 1)
               RETURNING id::text""",
            organisation_id,
        )
        return [row["id"] for row in rows]

    return claim


def _result_is_not_kept_with_the_run(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        if frame.type == "agent_completed":
            await self.connection.execute("UPDATE runs SET result = NULL WHERE id = $1", frame.run_id)
        return await sound(self, frame)

    return append


def _conversation_is_read_backwards(sound: _Call) -> _Call:
    async def listed(self: Any, caller: Any, thread_id: Any, page: Any) -> Any:
        reply = await sound(self, caller, thread_id, page)
        return reply | {"items": reply["items"][::-1]}

    return listed


def _readiness_is_told_late(sound: _Call) -> _Call:
    held: dict[str, Any] = {}

    def release(connection: Any) -> None:
        if ready := held.pop(connection.id, None):
            sound(connection, ready)

    def send(self: Any, frame: Any) -> None:
        if frame.type == "connection_ready":
            held[self.id] = frame
            asyncio.get_running_loop().call_later(0.4, release, self)
        else:
            sound(self, frame)
            release(self)

    return send


def _readiness_names_another_user(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if frame.type == "connection_ready":
            frame = replace(frame, payload=frame.payload | {"user_id": self.id})
        sound(self, frame)

    return send


DEFECTS = [
    Defect(
        "answer_is_announced_but_not_stored",
        ("GP-01", "GP-11"),
        APPEND,
        ("chat",),
        "An answer is shown and never kept.",
        _answer_is_announced_but_not_stored,
    ),
    Defect(
        "tools_are_not_shown",
        ("GP-01",),
        SEND,
        ("chat",),
        "A run tells nothing of the tools that it uses.",
        _tools_are_not_shown,
    ),
    Defect(
        "answer_is_an_echo",
        ("GP-02",),
        SUPERVISOR,
        ("chat",),
        "The answer gives the question back with kind words.",
        _answer_is_an_echo,
    ),
    Defect(
        "later_answers_are_echoes",
        ("GP-15",),
        SUPERVISOR,
        ("chat",),
        "From the sixth question of a conversation on, the answer gives the question back with kind words.",
        _later_answers_are_echoes,
    ),
    Defect(
        "figures_are_off_by_a_cent",
        ("GP-02",),
        SUPERVISOR,
        ("chat",),
        "Each amount is a cent more than the records give.",
        _figures_are_off_by_a_cent,
    ),
    Defect(
        "answer_is_taken_from_an_earlier_question",
        ("GP-02",),
        SUPERVISOR,
        ("chat",),
        "Every question of an organisation gets the answer to its first one.",
        _answer_is_taken_from_an_earlier_question,
    ),
    Defect(
        "savings_are_left_vague",
        ("GP-02",),
        SUPERVISOR,
        ("chat",),
        "The answer's words name no amount of money.",
        _savings_are_left_vague,
    ),
    Defect(
        "free_customer_hears_of_the_start_late",
        ("GP-03",),
        STARTED,
        ("chat",),
        "A customer on the free plan hears nothing for more than half a second after asking.",
        _free_customer_hears_of_the_start_late,
    ),
    Defect(
        "free_customer_waits_for_a_first_thought",
        ("GP-03",),
        "reference_platform.chat.report:RunReport.thinking",
        ("chat",),
        "A customer on the free plan waits more than a second for a first thought.",
        _free_customer_waits_for_a_first_thought,
    ),
    Defect(
        "history_is_not_passed_on",
        ("GP-04",),
        SUPERVISOR,
        ("chat",),
        "The agents are not told what was said before.",
        _history_is_not_passed_on,
    ),
    Defect(
        "conversations_run_into_each_other",
        ("GP-04",),
        SUPERVISOR,
        ("chat",),
        "The agents are told what was said in the customer's other conversations too.",
        _conversations_run_into_each_other,
    ),
    Defect(
        "readiness_is_told_late",
        ("GP-05",),
        SEND,
        ("chat",),
        "An early question is answered before the connection is told to be ready.",
        _readiness_is_told_late,
    ),
    Defect(
        "readiness_names_another_user",
        ("GP-05",),
        SEND,
        ("chat",),
        "The connection is said to be somebody else's.",
        _readiness_names_another_user,
    ),
    Defect(
        "queued_questions_run_side_by_side",
        ("GP-09",),
        CLAIM,
        ("chat",),
        "Questions of one conversation do not wait for the one before them.",
        _queued_questions_run_side_by_side,
    ),
    Defect(
        "last_question_is_taken_first",
        ("GP-09",),
        CLAIM,
        ("chat",),
        "Of the questions that wait, the newest is answered first.",
        _last_question_is_taken_first,
    ),
    Defect(
        "result_is_not_kept_with_the_run",
        ("GP-11",),
        APPEND,
        ("chat",),
        "A run that is read back has no result.",
        _result_is_not_kept_with_the_run,
    ),
    Defect(
        "conversation_is_read_backwards",
        ("GP-11",),
        MESSAGES_LISTED,
        ("chat",),
        "A conversation that is read back begins with its end.",
        _conversation_is_read_backwards,
    ),
]
