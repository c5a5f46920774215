"""Defects of conversations as the place where agents work: what they are told of it, and what they leave in it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from uuid import uuid4

from reference_platform.agents.job import RunFailed
from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import APPEND, ASK, STARTED, SUPERVISOR

STEP = "reference_platform.agents.desk:RunDesk.step"


def _with_the_end(sound: _Call, statement: str) -> _Call:
    """A run whose end, in the same transaction, does something more; $1 is the run's id."""

    async def append(self: Any, frame: Any) -> Any:
        if frame.type == "agent_completed":
            await self.connection.execute(statement, frame.run_id)
        return await sound(self, frame)

    return append


def _answer_lands_in_the_newest_conversation(sound: _Call) -> _Call:
    return _with_the_end(
        sound,
        """UPDATE messages SET thread_id = (
               SELECT t.id FROM threads t JOIN runs r ON r.user_id = t.owner_id WHERE r.id = $1
               ORDER BY t.created_at DESC LIMIT 1)
           WHERE run_id = $1 AND role = 'assistant'""",
    )


def _answers_are_no_activity(sound: _Call) -> _Call:
    return _with_the_end(
        sound,
        "UPDATE threads t SET last_activity_at = r.created_at FROM runs r WHERE r.id = $1 AND t.id = r.thread_id",
    )


def _run_renames_its_conversation(sound: _Call) -> _Call:
    return _with_the_end(
        sound, "UPDATE threads SET title = title || ' (answered)' WHERE id = (SELECT thread_id FROM runs WHERE id = $1)"
    )


def _answer_is_stored_as_the_customers_words(sound: _Call) -> _Call:
    return _with_the_end(sound, "UPDATE messages SET role = 'user' WHERE run_id = $1 AND role = 'assistant'")


def _run_tidies_the_messages_before_it(sound: _Call) -> _Call:
    return _with_the_end(
        sound,
        """UPDATE messages SET content = replace(content, '?', '.')
           WHERE run_id <> $1 AND thread_id = (SELECT thread_id FROM runs WHERE id = $1)""",
    )


def _answer_is_kept_after_it_was_told(sound: _Call) -> _Call:
    return _with_the_end(
        sound,
        """UPDATE messages SET created_at = clock_timestamp() + interval '50 ms'
           WHERE run_id = $1 AND role = 'assistant'""",
    )


def _run_on_record_names_no_agents(sound: _Call) -> _Call:
    return _with_the_end(sound, "UPDATE runs SET path = '[]' WHERE id = $1")


def _run_on_record_begins_when_it_was_asked_for(sound: _Call) -> _Call:
    return _with_the_end(sound, "UPDATE runs SET started_at = created_at - interval '1 second' WHERE id = $1")


def _only_the_latest_results_stay(sound: _Call) -> _Call:
    return _with_the_end(
        sound,
        """DELETE FROM messages m USING runs r WHERE r.id = $1 AND m.thread_id = r.thread_id AND m.role = 'assistant'
           AND m.position < (SELECT message_count FROM threads t WHERE t.id = r.thread_id) - 2""",
    )


def _run_overwrites_what_is_on_file(sound: _Call) -> _Call:
    return _with_the_end(
        sound,
        """UPDATE threads SET facts = jsonb_build_object('biggest_cost_driver', facts -> 'biggest_cost_driver')
           WHERE id = (SELECT thread_id FROM runs WHERE id = $1)""",
    )


def _preferences_end_with_the_run(sound: _Call) -> _Call:
    return _with_the_end(
        sound, "UPDATE users SET preferences = '{}' WHERE id = (SELECT user_id FROM runs WHERE id = $1)"
    )


def _told_of_another_job(sound: _Call, **changes: Any) -> _Call:
    """Agents that are told something else than what their job says."""

    async def run(self: Any, job: Any, report: Any) -> Any:
        return await sound(self, replace(job, **changes), report)

    return run


def _preferences_are_not_passed_on(sound: _Call) -> _Call:
    return _told_of_another_job(sound, preferences={})


def _what_is_on_file_is_not_passed_on(sound: _Call) -> _Call:
    return _told_of_another_job(sound, facts={})


def _preferences_are_taken_from_a_colleague(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        rows = await self.database.fetch(
            "SELECT u.preferences FROM users u JOIN members m ON m.user_id = u.id WHERE m.organisation_id = $1",
            job.organisation_id,
        )
        everybodys = {name: value for row in rows for name, value in row["preferences"].items()}
        return await sound(self, replace(job, preferences=everybodys), report)

    return run


def _only_the_latest_message_is_remembered(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        return await sound(self, replace(job, history=job.history[-1:]), report)

    return run


def _only_two_turns_are_remembered(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        return await sound(self, replace(job, history=job.history[-4:]), report)

    return run


def _agents_hear_what_colleagues_said(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        rows = await self.database.fetch(
            """SELECT role, content FROM messages m JOIN threads t ON t.id = m.thread_id
               WHERE t.organisation_id = $1 AND m.content <> $2 ORDER BY m.created_at""",
            job.organisation_id,
            job.question,
        )
        return await sound(self, replace(job, history=[(row["role"], row["content"]) for row in rows]), report)

    return run


def _what_a_run_found_is_forgotten(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        return replace(await sound(self, job, report), learned={})

    return run


async def _facts_elsewhere(supervisor: Any, job: Any) -> dict[str, Any]:
    """The facts of the user's other conversations."""
    query = "SELECT facts FROM threads WHERE owner_id = $1 AND id <> $2"
    rows = await supervisor.database.fetch(query, job.user_id, job.thread_id)
    return {name: value for row in rows for name, value in row["facts"].items()}


def _what_a_run_found_is_known_everywhere(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        return await sound(self, replace(job, facts=await _facts_elsewhere(self, job) | job.facts), report)

    return run


def _regimes_of_conversations_are_joined(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        others = await _facts_elsewhere(self, job)
        joined = {name: f"{value}; {others[name]}" if name in others else value for name, value in job.facts.items()}
        return await sound(self, replace(job, facts=joined), report)

    return run


def _file_reaches_the_first_agent_alone(sound: _Call) -> _Call:
    async def step(self: Any, agent: str, path: list[str]) -> bool:
        whole, self.job = self.job, replace(self.job, facts={})
        try:
            return bool(await sound(self, agent, path))
        finally:
            self.job = whole

    return step


def _each_agent_begins_from_nothing(sound: _Call) -> _Call:
    async def step(self: Any, agent: str, path: list[str]) -> bool:
        before, self.results = self.results, {}
        try:
            return bool(await sound(self, agent, path))
        finally:
            self.results = before | self.results

    return step


def _thoughts_are_told_in_another_conversation(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        return await sound(self, replace(frame, thread_id=str(uuid4())) if frame.type == "agent_thinking" else frame)

    return append


def _end_is_told_under_another_correlation(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        strange = replace(frame, correlation_id=str(uuid4())) if frame.type == "agent_completed" else frame
        return await sound(self, strange)

    return append


def _foreign_conversation_is_silently_replaced(sound: _Call) -> _Call:
    async def ask(self: Any, caller: Any, asked: Any) -> None:
        owner = await self._database.fetchval("SELECT owner_id::text FROM threads WHERE id = $1", asked.thread_id)
        strange = asked.thread_id is not None and owner != caller.user_id
        await sound(self, caller, asked.model_copy(update={"thread_id": None}) if strange else asked)

    return ask


def _run_is_read_back_as_unfinished(sound: _Call) -> _Call:
    async def get(self: Any, caller: Any, run_id: Any) -> Any:
        run = await sound(self, caller, run_id)
        return run | {"status": "completing"} if run["status"] == "completed" else run

    return get


def _working_data_stay_in_the_cache(sound: _Call) -> _Call:
    async def started(self: Any) -> None:
        self._log._bus.send("SET", f"work:{self._job.run_id}", self._job.question)
        await sound(self)

    return started


def _mid_customer_hears_of_the_start_late(sound: _Call) -> _Call:
    async def started(self: Any) -> None:
        if self._job.plan.name == "mid":
            await asyncio.sleep(0.7)
        await sound(self)

    return started


def _customers_wait_for_one_another(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        async with self.database.connection() as connection:
            if not await connection.fetchval("SELECT pg_try_advisory_lock(4711)"):
                await connection.execute("SELECT pg_advisory_lock(4711)")
                await asyncio.sleep(1.7)
            try:
                return await sound(self, job, report)
            finally:
                await connection.execute("SELECT pg_advisory_unlock(4711)")

    return run


def _questions_under_load_are_turned_away(sound: _Call) -> _Call:
    at_work: set[str] = set()

    async def run(self: Any, job: Any, report: Any) -> Any:
        if len(at_work) >= 2:
            raise RunFailed("overloaded", "There is too much to do at the moment.", "Ask again in a few minutes.")
        at_work.add(job.run_id)
        try:
            return await sound(self, job, report)
        finally:
            at_work.discard(job.run_id)

    return run


_CHAT = ("chat",)

DEFECTS = [
    Defect(
        "thoughts_are_told_in_another_conversation", ("MS-01",), APPEND, _CHAT,
        "What agents think is told in another conversation than the one in which they were asked.",
        _thoughts_are_told_in_another_conversation,
    ),
    Defect(
        "answer_lands_in_the_newest_conversation", ("MS-01",), APPEND, _CHAT,
        "An answer is stored in the customer's newest conversation, wherever the question was asked.",
        _answer_lands_in_the_newest_conversation,
    ),
    Defect(
        "agents_hear_what_colleagues_said", ("MS-02",), SUPERVISOR, _CHAT,
        "The agents are told what was said in all conversations of the organisation.",
        _agents_hear_what_colleagues_said,
    ),
    Defect(
        "each_agent_begins_from_nothing", ("MS-03",), STEP, _CHAT,
        "Each agent begins as if none had worked before it.",
        _each_agent_begins_from_nothing,
    ),
    Defect(
        "foreign_conversation_is_silently_replaced", ("MS-04",), ASK, _CHAT,
        "A question in somebody else's conversation is answered in a new one of one's own.",
        _foreign_conversation_is_silently_replaced,
    ),
    Defect(
        "preferences_are_not_passed_on", ("MS-05",), SUPERVISOR, _CHAT,
        "The agents are not told what the customer prefers.",
        _preferences_are_not_passed_on,
    ),
    Defect(
        "preferences_are_taken_from_a_colleague", ("MS-05",), SUPERVISOR, _CHAT,
        "The agents are told what anybody in the organisation prefers.",
        _preferences_are_taken_from_a_colleague,
    ),
    Defect(
        "answers_are_no_activity", ("TH-11",), APPEND, _CHAT,
        "A conversation looks as if nothing had happened since its last question.", _answers_are_no_activity,
    ),
    Defect(
        "run_renames_its_conversation", ("MS-06",), APPEND, _CHAT,
        "A run changes the title that the customer has given.",
        _run_renames_its_conversation,
    ),
    Defect(
        "end_is_told_under_another_correlation", ("MS-07",), APPEND, _CHAT,
        "The end of a run cannot be traced back to its question.",
        _end_is_told_under_another_correlation,
    ),
    Defect(
        "answer_is_stored_as_the_customers_words", ("MS-08",), APPEND, _CHAT,
        "An answer is stored as if the customer had written it.",
        _answer_is_stored_as_the_customers_words,
    ),
    Defect(
        "run_tidies_the_messages_before_it", ("MS-09",), APPEND, _CHAT,
        "A run changes the words of the messages before it.",
        _run_tidies_the_messages_before_it,
    ),
    Defect(
        "only_the_latest_message_is_remembered", ("MS-10",), SUPERVISOR, _CHAT,
        "The agents know nothing but the message before the question.",
        _only_the_latest_message_is_remembered,
    ),
    Defect(
        "only_two_turns_are_remembered", ("MS-11",), SUPERVISOR, _CHAT,
        "What was said more than two turns ago is forgotten.",
        _only_two_turns_are_remembered,
    ),
    Defect(
        "answer_is_kept_after_it_was_told", ("MS-12",), APPEND, _CHAT,
        "An answer is told first and written down after that.",
        _answer_is_kept_after_it_was_told,
    ),
    Defect(
        "run_on_record_names_no_agents", ("MS-13",), APPEND, _CHAT,
        "The record of a run does not say which agents worked.",
        _run_on_record_names_no_agents,
    ),
    Defect(
        "run_on_record_begins_when_it_was_asked_for", ("MS-13",), APPEND, _CHAT,
        "The record of a run does not say when the work began.",
        _run_on_record_begins_when_it_was_asked_for,
    ),
    Defect(
        "what_a_run_found_is_forgotten", ("MS-14",), SUPERVISOR, _CHAT,
        "The next run knows nothing of what the one before has found.",
        _what_a_run_found_is_forgotten,
    ),
    Defect(
        "what_a_run_found_is_known_everywhere", ("MS-14",), SUPERVISOR, _CHAT,
        "What a run has found is told to agents in the customer's other conversations.",
        _what_a_run_found_is_known_everywhere,
    ),
    Defect(
        "what_is_on_file_is_not_passed_on", ("MS-15",), SUPERVISOR, _CHAT,
        "The agents are not told of industry, compliance and focus.",
        _what_is_on_file_is_not_passed_on,
    ),
    Defect(
        "file_reaches_the_first_agent_alone", ("MS-19",), STEP, _CHAT,
        "The agents in the middle of a run are not told what the conversation has on file.",
        _file_reaches_the_first_agent_alone,
    ),
    Defect(
        "only_the_latest_results_stay", ("MS-16",), APPEND, _CHAT,
        "A conversation keeps the results of its latest two runs alone.",
        _only_the_latest_results_stay,
    ),
    Defect(
        "run_overwrites_what_is_on_file", ("MS-17",), APPEND, _CHAT,
        "What a run has found takes the place of what the conversation had on file.",
        _run_overwrites_what_is_on_file,
    ),
    Defect(
        "run_is_read_back_as_unfinished", ("MS-18",), "reference_platform.chat.runs:Runs.get", _CHAT,
        "A run that has ended reads as if it were still at work.",
        _run_is_read_back_as_unfinished,
    ),
    Defect(
        "regimes_of_conversations_are_joined", ("MS-20",), SUPERVISOR, _CHAT,
        "The agents are told the regime of the customer's other conversations too.",
        _regimes_of_conversations_are_joined,
    ),
    Defect(
        "working_data_stay_in_the_cache", ("MS-21",), STARTED, _CHAT,
        "The question of a run stays in the cache when the run has ended.",
        _working_data_stay_in_the_cache,
    ),
    Defect(
        "preferences_end_with_the_run", ("MS-21",), APPEND, _CHAT,
        "With the working data of a run the customer's preferences are cleared away.",
        _preferences_end_with_the_run,
    ),
    Defect(
        "mid_customer_hears_of_the_start_late", ("MS-22",), STARTED, _CHAT,
        "A customer on the mid plan hears nothing for more than half a second after asking.",
        _mid_customer_hears_of_the_start_late,
    ),
    Defect(
        "customers_wait_for_one_another", ("MS-23",), SUPERVISOR, _CHAT,
        "The run of one customer does not begin before that of another has ended.",
        _customers_wait_for_one_another,
    ),
    Defect(
        "questions_under_load_are_turned_away", ("MS-24",), SUPERVISOR, _CHAT,
        "When several customers ask at once, some of them are turned away.",
        _questions_under_load_are_turned_away,
    ),
]  # fmt: skip
