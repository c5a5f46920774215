"""Runs: order, queueing, limits, endings, and who may see them."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from support.stack.addresses import Addresses
from tests.platform.chat_clients import TERMINAL, Customer, Tab, calls, sql

QUESTION = "What drives my AI cost and how can I save?"


async def fault(chat: Addresses, customer: Customer, kind: str, **more: Any) -> None:
    """Has the model provider fail for the customer's organisation."""
    body = {"organisation": customer.organisation_id, "kind": kind} | more
    assert (await customer.http.put(f"{chat.control_url}/faults", json=body)).is_success


async def heal(chat: Addresses, customer: Customer) -> None:
    """Takes the fault back."""
    url = f"{chat.control_url}/faults?organisation={customer.organisation_id}"
    assert (await customer.http.delete(url)).is_success


def of_run(tab: Tab, run_id: str) -> list[dict[str, Any]]:
    """The frames of one run, as they came."""
    return [frame for frame in tab.frames if frame["run_id"] == run_id]


def test_a_question_is_answered_stored_and_told_on_every_tab(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await (await Customer.registered(chat, http)).on_plan("enterprise")
            await ada.records()
            async with ada.tab(0) as here, ada.tab(1) as there:
                message_id = await here.ask(QUESTION)
                [end] = await here.ends()
                await there.ends()
                assert here.frames == there.frames
                assert here.seqs() == list(range(1, len(here.frames) + 1))
            run_id, thread_id = end["run_id"], end["thread_id"]
            frames = of_run(here, run_id)
            kinds = [frame["type"] for frame in frames]
            assert here.frames[0]["type"] == "thread_created"
            assert kinds[:2] == ["message_received", "agent_started"]
            assert kinds[-1] == "agent_completed"
            assert len([kind for kind in kinds if kind in TERMINAL]) == 1
            assert {frame["user_id"] for frame in frames} == {ada.id}
            assert len({frame["correlation_id"] for frame in frames}) == 1
            assert frames[1]["payload"]["plan"][0] == "triage"
            assert {frame["agent"] for frame in frames} > {"supervisor", "data"}

            run = await ada.get(f"/api/runs/{run_id}", 1)
            assert run["status"] == "completed"
            assert run["result"] == end["payload"]
            assert run["correlation_id"] == end["correlation_id"]
            assert (run["phases"][0]["name"], run["phases"][-1]["name"]) == ("queued", "storing")
            steps = {step["call_id"]: step for step in run["steps"] if step["kind"] == "tool"}
            begun = {f["payload"]["call_id"]: f for f in frames if f["type"] == "tool_executing"}
            ended = {f["payload"]["call_id"]: f for f in frames if f["type"] == "tool_completed"}
            assert steps.keys() == begun.keys() == ended.keys()
            assert len(begun) >= 3
            for call_id, frame in begun.items():
                told, done = (datetime.fromisoformat(frame["timestamp"]), ended[call_id])
                assert told <= datetime.fromisoformat(steps[call_id]["started_at"])
                assert frame["seq"] < done["seq"]
                assert steps[call_id]["outcome"] == done["payload"]["outcome"] == "success"

            items = (await ada.get(f"/api/threads/{thread_id}/messages", 1))["items"]
            assert [(item["role"], item["run_id"]) for item in items] == [("user", run_id), ("assistant", run_id)]
            assert items[0]["client_message_id"] == message_id
            assert items[1]["content"] == end["payload"]["answer"]
            assert items[1]["figures"] == end["payload"]["figures"]
            [listed] = (await ada.get(f"/api/runs?thread={thread_id}"))["items"]
            assert listed["id"] == run_id
            thread = await ada.get(f"/api/threads/{thread_id}")
            assert (thread["message_count"], thread["title"]) == (2, QUESTION)

    asyncio.run(scenario())


def test_what_is_announced_is_stored_already(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            async with ada.tab() as tab:
                await tab.ask("Hello there")
                received = await tab.type("message_received")
                [row] = await sql(chat, "SELECT * FROM messages WHERE id = $1", received["payload"]["message_id"])
                assert row["content"] == "Hello there"
                completed = await tab.type("agent_completed")
                query = "SELECT content FROM messages WHERE run_id = $1 AND role = 'assistant'"
                [row] = await sql(chat, query, completed["run_id"])
                assert row["content"] == completed["payload"]["answer"]

    asyncio.run(scenario())


def test_questions_in_one_thread_are_answered_one_after_the_other(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await (await Customer.registered(chat, http)).on_plan("enterprise")
            await ada.records()
            thread = await ada.post("/api/threads", {"title": "One by one"})
            async with ada.tab(0) as here, ada.tab(1) as there:
                for number in range(6):
                    await (here, there)[number % 2].ask(f"Question {number}: which model?", thread["id"])
                ended = await here.ends(6)
                queued = [frame for frame in here.frames if frame["type"] == "run_queued"]
                assert len(queued) == 5
                assert {frame["payload"]["reason"] for frame in queued} == {"thread_busy"}
            received = [frame["run_id"] for frame in here.frames if frame["type"] == "message_received"]
            assert [frame["run_id"] for frame in ended] == received
            work = [f["run_id"] for f in here.frames if f["type"] not in {"message_received", "run_queued"}][1:]
            assert [run for n, run in enumerate(work) if n == 0 or work[n - 1] != run] == received

    asyncio.run(scenario())


def test_a_plan_allows_so_many_runs_at_once_and_the_rest_wait(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            fay = await Customer.registered(chat, http)
            await fault(chat, fay, "latency", seconds=0.5)
            async with fay.tab(0) as here, fay.tab(1) as there:
                await here.ask("The first")
                await here.type("agent_started")
                await there.ask("The second")
                queued = await here.type("run_queued")
                assert queued["payload"]["reason"] == "plan_limit"
                await here.ends(2)
            started = [frame["seq"] for frame in here.frames if frame["type"] == "agent_started"]
            ended = [frame["seq"] for frame in here.frames if frame["type"] in TERMINAL]
            assert ended[0] < started[1]

    asyncio.run(scenario())


def test_a_spent_quota_names_the_plan_that_lifts_it(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            fay = await Customer.registered(chat, http)
            thread = await fay.post("/api/threads", {})
            spent = """
                INSERT INTO runs (organisation_id, user_id, thread_id, status, correlation_id, created_at)
                SELECT $1, $2, $3, 'completed', 'x', date_trunc('day', now(), 'UTC')
                FROM generate_series(1, 9)"""
            await sql(chat, spent, fay.organisation_id, fay.id, thread["id"])
            async with fay.tab() as tab:
                await tab.ask("The tenth", thread["id"])
                await tab.ends()
                await tab.ask("The eleventh", thread["id"])
                error = await tab.type("error")
                assert error["payload"]["code"] == "quota_exceeded"
                assert "early" in error["payload"]["next_step"]
                path = f"/api/threads/{thread['id']}/messages"
                refused = await fay.call("POST", path, json={"content": "The twelfth", "run": True})
                assert refused.status_code == 402
                await fay.on_plan("early")
                await tab.ask("Once more", thread["id"])
                await tab.ends(2)

    asyncio.run(scenario())


def test_a_cancelled_run_says_so_once_and_nothing_after(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await (await Customer.registered(chat, http)).on_plan("enterprise")
            await fault(chat, ada, "hang", times=1)
            thread = await ada.post("/api/threads", {})
            async with ada.tab(0) as tab, ada.tab(1) as other:
                await tab.ask("This hangs", thread["id"])
                run_id = (await tab.type("agent_started"))["run_id"]
                await tab.ask("This waits", thread["id"])
                waiting = (await tab.type("run_queued"))["run_id"]
                await tab.ask("This too", thread["id"])
                await tab.type("run_queued")
                await other.send("cancel_run", run_id=waiting)
                assert (await tab.type("run_cancelled"))["run_id"] == waiting
                await other.send("cancel_run", run_id=run_id)
                assert (await tab.type("run_cancelled"))["run_id"] == run_id
                await tab.type("agent_completed")
                for path in (f"/api/runs/{run_id}/cancel", f"/api/runs/{waiting}/cancel"):
                    assert (await ada.post(path, {}, 1))["status"] == "cancelled"
                await ada.post("/api/threads", {"title": "The end"})
                await tab.type("thread_created")
            for ended in (run_id, waiting):
                assert [f["type"] for f in of_run(tab, ended)].index("run_cancelled") == len(of_run(tab, ended)) - 1

    asyncio.run(scenario())


def test_a_run_that_cannot_be_answered_says_why_and_the_next_one_is(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            await fault(chat, ada, "500")
            async with ada.tab() as tab:
                await tab.ask("Are you there?")
                [end] = await tab.ends()
                assert (end["type"], end["payload"]["code"]) == ("agent_error", "model_unavailable")
                assert end["payload"]["message"]
                assert end["payload"]["next_step"]
                run = await ada.get(f"/api/runs/{end['run_id']}")
                assert (run["status"], run["error"], run["result"]) == ("failed", end["payload"], None)
                await heal(chat, ada)
                await tab.ask("And now?", end["thread_id"])
                assert (await tab.ends(2))[-1]["type"] == "agent_completed"

    asyncio.run(scenario())


def test_a_run_over_its_time_is_ended(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            await fault(chat, ada, "hang")
            async with ada.tab() as tab:
                await tab.ask("Quickly, please", options={"time_budget_s": 0.4})
                [end] = await tab.ends()
                assert (end["type"], end["payload"]["code"]) == ("agent_error", "run_timeout")
                assert (await ada.get(f"/api/runs/{end['run_id']}"))["status"] == "timeout"

    asyncio.run(scenario())


def test_the_same_message_twice_is_one_message(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await (await Customer.registered(chat, http)).on_plan("enterprise")
            async with ada.tab(0) as here, ada.tab(1) as there:
                same = [tab.ask("Say it once", client_message_id="once") for tab in (here, there, here, there)]
                await asyncio.gather(*same)
                [end] = await here.ends()
                path = f"/api/threads/{end['thread_id']}/messages"
                body = {"content": "Say it once", "client_message_id": "once", "run": True}
                again = await ada.post(path, body)
                assert again["run"] == {"id": end["run_id"]}
                await ada.post("/api/threads", {"title": "The end"})
                await here.until(lambda frame: frame["payload"].get("thread", {}).get("title") == "The end")
            kinds = [frame["type"] for frame in here.frames]
            assert kinds.count("message_received") == kinds.count("agent_started") == 1
            assert kinds.count("thread_created") == 2
            assert len((await ada.get(path))["items"]) == 2

    asyncio.run(scenario())


def test_a_viewer_reads_and_does_not_ask(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            olga = await (await Customer.registered(chat, http)).on_plan("enterprise")
            vera = await olga.colleague("viewer")
            thread = await olga.post("/api/threads", {"title": "Shared", "visibility": "organisation"})
            path = f"/api/threads/{thread['id']}"
            assert (await vera.get(path))["title"] == "Shared"
            assert [item["id"] for item in (await vera.get("/api/threads"))["items"]] == [thread["id"]]
            refused = await vera.call("POST", f"{path}/messages", json={"content": "May I?", "run": True})
            assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")
            async with vera.tab() as tab:
                for thread_id in (thread["id"], None):
                    await tab.ask("May I?", thread_id)
                    assert (await tab.next())["payload"]["code"] == "forbidden"
            assert not any(item["available"] for item in (await vera.get("/api/agents"))["items"])

    asyncio.run(scenario())


def test_what_is_somebody_elses_does_not_exist(chat: Addresses) -> None:
    nowhere = "4c5d1d1c-6b46-4b5e-8f43-000000000000"

    async def scenario() -> None:
        async with calls() as http:
            ada = await (await Customer.registered(chat, http)).on_plan("enterprise")
            cleo = await (await Customer.registered(chat, http)).on_plan("enterprise")
            ben = await ada.colleague("analyst")
            async with ada.tab() as tab, cleo.tab() as watching, ben.tab() as beside:
                await tab.ask("A secret")
                [end] = await tab.ends()
                thread_id, run_id = end["thread_id"], end["run_id"]
                for stranger, told in ((cleo, watching), (ben, beside)):
                    for method, path, body in (
                        ("GET", "/api/threads/{thread}", None),
                        ("GET", "/api/threads/{thread}/messages", None),
                        ("POST", "/api/threads/{thread}/messages", {"content": "x", "run": True}),
                        ("GET", "/api/runs/{run}", None),
                        ("POST", "/api/runs/{run}/cancel", None),
                    ):
                        foreign = path.format(thread=thread_id, run=run_id)
                        absent = path.format(thread=nowhere, run=nowhere)
                        replies = [await stranger.call(method, each, json=body) for each in (foreign, absent)]
                        errors = [reply.json()["error"] for reply in replies]
                        assert [reply.status_code for reply in replies] == [404, 404], path
                        assert errors[0].pop("correlation_id") != errors[1].pop("correlation_id")
                        assert errors[0] == errors[1]
                    assert (await stranger.get(f"/api/runs?thread={thread_id}"))["items"] == []
                    assert (await stranger.get("/api/threads"))["items"] == []
                    await told.ask("x", thread_id)
                    assert (await told.next())["payload"]["code"] == "not_found"
                    await told.send("cancel_run", run_id=run_id)
                    assert (await told.next())["payload"]["code"] == "not_found"
                    assert told.seqs() == []
                assert len((await ada.get(f"/api/threads/{thread_id}/messages"))["items"]) == 2

    asyncio.run(scenario())


def test_pages_miss_and_double_nothing_while_rows_are_written(chat: Addresses) -> None:
    async def pages(ada: Customer, path: str) -> list[str]:
        seen: list[str] = []
        cursor = ""
        while True:
            page = await ada.get(f"{path}?limit=4{cursor}")
            seen += [item["id"] for item in page["items"]]
            if page["next_cursor"] is None:
                return seen
            cursor = f"&cursor={page['next_cursor']}"
            await ada.post("/api/threads", {"title": "One more"})

    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            made = [(await ada.post("/api/threads", {"title": f"{n}"}, n % 2))["id"] for n in range(10)]
            assert await pages(ada, "/api/threads") == made[::-1]
            for n in range(9):
                path = f"/api/threads/{made[0]}/messages"
                await ada.post(path, {"content": f"Message {n}", "run": False})
            items = (await ada.get(f"{path}?limit=100"))["items"]
            assert [item["position"] for item in items] == list(range(1, 10))
            assert await pages(ada, path) == [item["id"] for item in items]
            for cursor in ("nonsense", "AAAA", "%00"):
                assert (await ada.call("GET", f"/api/threads?cursor={cursor}")).status_code == 422
            assert (await ada.call("GET", "/api/threads?limit=101")).status_code == 422

    asyncio.run(scenario())
