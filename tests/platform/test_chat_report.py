"""What a run tells: in order, each tool ended once, nothing after its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import pytest

from reference_platform.agents.job import Job, RunFailed
from reference_platform.agents.plans import PLANS
from reference_platform.chat.bus import Bus
from reference_platform.chat.events import EventLog
from reference_platform.chat.frames import Frame
from reference_platform.chat.report import RunReport
from reference_platform.chat.runs import OPEN, Ending, Runs
from reference_platform.storage.database import Database
from reference_platform.storage.transport import Transport
from support.stack.addresses import Addresses
from tests.platform.chat_clients import Customer, calls


@dataclass
class Desk:
    """A run at work by nobody, with two processes' views of the event log."""

    database: Database
    logs: tuple[EventLog, EventLog]
    runs: Runs
    report: RunReport
    job: Job
    stopped: list[str]

    async def frames(self) -> list[Frame]:
        """All frames of the user."""
        return await self.logs[0].read(self.job.user_id, 0, 100)


@asynccontextmanager
async def desk(chat: Addresses) -> AsyncIterator[Desk]:
    """A new customer's run that has just been claimed."""
    assert chat.database_url
    assert chat.redis_url
    async with (
        calls() as http,
        Database.opened(chat.database_url, "test") as database,
        Transport.opened(chat.redis_url) as transport,
    ):
        ada = await Customer.registered(chat, http)
        thread = await ada.post("/api/threads", {})
        run_id = str(uuid4())
        await database.execute(
            """INSERT INTO runs (id, organisation_id, user_id, thread_id, status, correlation_id)
            VALUES ($1, $2, $3, $4, 'starting', 'x')""",
            run_id, ada.organisation_id, ada.id, thread["id"],
        )  # fmt: skip
        job = Job(run_id, ada.organisation_id, ada.id, thread["id"], PLANS["free"], "Why?")
        one, two = (EventLog(database, Bus(transport, chat.redis_url)) for _ in range(2))
        stopped: list[str] = []
        report = RunReport(database, one, job, lambda: stopped.append("over"))
        yield Desk(database, (one, two), Runs(database, one, "test"), report, job, stopped)


def test_frames_of_many_writers_are_numbered_one_by_one(chat: Addresses) -> None:
    async def scenario() -> None:
        async with desk(chat) as ada:

            async def writes(log: EventLog, number: int) -> None:
                async with log.recording() as recording:
                    await recording.append(Frame("notice", ada.job.user_id, {"number": number}, "x"))

            await asyncio.gather(*(writes(ada.logs[number % 2], number) for number in range(60)))
            frames = await ada.frames()
            assert [frame.seq for frame in frames] == list(range(1, 62))
            assert len({frame.payload.get("number") for frame in frames[1:]}) == 60

    asyncio.run(scenario())


def test_what_is_rolled_back_is_not_told(chat: Addresses) -> None:
    async def scenario() -> None:
        async with desk(chat) as ada:

            async def fails() -> None:
                async with ada.logs[0].recording() as recording:
                    await recording.append(Frame("notice", ada.job.user_id, {}, "x"))
                    raise ZeroDivisionError

            with pytest.raises(ZeroDivisionError):
                await fails()
            assert [frame.type for frame in await ada.frames()] == ["thread_created"]

    asyncio.run(scenario())


def test_tools_in_parallel_are_told_in_the_order_of_production(chat: Addresses) -> None:
    async def scenario() -> None:
        async with desk(chat) as ada:
            await ada.report.started()

            async def uses(number: int) -> None:
                name, call_id = f"tool_{number}", f"call_{number}"
                await ada.report.tool_started("data", name, "to see", {"n": number}, call_id)
                what = {"outcome": "success", "summary": "seen", "duration_ms": 0.5, "output": {"n": number}}
                await ada.report.tool_completed("data", name, call_id, **what)  # type: ignore[arg-type]

            await asyncio.gather(*(uses(number) for number in range(8)))
            frames = (await ada.frames())[1:]
            assert [frame.timestamp for frame in frames] == sorted(frame.timestamp for frame in frames)
            steps = await ada.database.fetch("SELECT * FROM run_steps WHERE run_id = $1", ada.job.run_id)
            assert {step["outcome"] for step in steps} == {"success"}
            for step in steps:
                told = next(f for f in frames if f.payload.get("call_id") == step["call_id"])
                assert told.timestamp <= step["started_at"] <= step["finished_at"]
            with pytest.raises(LookupError):
                await ada.report.tool_completed(
                    "data", "tool_1", "call_1", outcome="success", summary="again", duration_ms=1, output={}
                )
            assert len(await ada.frames()) == len(frames) + 1

    asyncio.run(scenario())


def test_a_run_that_ends_ends_its_tools_and_says_nothing_more(chat: Addresses) -> None:
    async def scenario() -> None:
        async with desk(chat) as ada:
            await ada.report.started()
            await ada.report.tool_started("data", "slow", "to see", {}, "call_1")
            cancelled = Ending("cancelled", "run_cancelled", {"message": "No more."}, states=OPEN)
            failed = Ending.failed(RunFailed("internal", "It broke.", "Ask again."))
            ends = await asyncio.gather(*(ada.runs.end(ada.job.run_id, each) for each in (cancelled, failed) * 3))
            assert len([end for end in ends if end]) == 1
            for late in (
                ada.report.thinking("data", "One more thing", 9, 1.0),
                ada.report.phase("composing"),
                ada.report.tool_started("data", "late", "to see", {}, "call_2"),
                ada.report.started(),
            ):
                with pytest.raises(asyncio.CancelledError):
                    await late
            assert ada.stopped == ["over"] * 4
            kinds = [frame.type for frame in await ada.frames()]
            assert kinds[:4] == ["thread_created", "agent_started", "tool_executing", "tool_completed"]
            assert len(kinds) == 5
            assert kinds[4] in {"run_cancelled", "agent_error"}
            [step] = await ada.database.fetch("SELECT * FROM run_steps WHERE run_id = $1", ada.job.run_id)
            assert step["outcome"] == "error"

    asyncio.run(scenario())
