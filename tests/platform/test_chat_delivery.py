"""Delivery: no gap, no double, no stranger, whatever breaks on the way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from itertools import count, pairwise
from typing import Any

import pytest
from websockets.asyncio.client import connect

from support.stack.addresses import Addresses
from support.stack.stack import Stack
from tests.platform.chat_clients import TERMINAL, Customer, Tab, calls, sql


@pytest.fixture(scope="module")
def fragile() -> Iterator[Stack]:
    """A platform with short limits, to be broken; each test mends what it broke."""
    limits = {"REPLAY_FRAMES": "60", "SOCKET_BUFFER_BYTES": "60000", "STALL_SECONDS": "2"}
    with Stack(environment=limits) as stack:
        yield stack


async def fault(stack: Stack, customer: Customer, kind: str, **more: Any) -> None:
    """Has the model provider fail for the customer's organisation."""
    body = {"organisation": customer.organisation_id, "kind": kind} | more
    assert (await customer.http.put(f"{stack.addresses().control_url}/faults", json=body)).is_success


def in_order(tab: Tab) -> bool:
    """Whether each frame of the user came once, and none is missing between the first and the last."""
    return all(later == earlier + 1 for earlier, later in pairwise(tab.seqs()))


def test_resume_gives_what_was_missed_once_and_in_order_while_frames_flow(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)

            async def writes(instance: int) -> None:
                for number in range(60):
                    await ada.post("/api/threads", {"title": f"{instance}/{number}"}, instance)

            async def comes_and_goes(instance: int) -> list[int]:
                seen: list[int] = []
                for turn in count():
                    async with ada.tab((instance + turn) % 2) as tab:
                        await tab.send("resume", after_seq=seen[-1] if seen else 0)
                        for _ in range(7):
                            if seen and seen[-1] == 120:
                                return seen
                            seen.append((await tab.type("thread_created"))["seq"])
                raise AssertionError

            results = await asyncio.gather(
                writes(0), writes(1), comes_and_goes(0), comes_and_goes(1), comes_and_goes(0)
            )
            assert results[2:] == [list(range(1, 121))] * 3

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_a_socket_that_was_dropped_in_mid_run_carries_on_elsewhere(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await (await Customer.registered(chat, http)).on_plan("enterprise")
            await ada.records()
            async with ada.tab(0) as first, ada.tab(0) as witness:
                await first.ask("What drives my cost?")
                await first.type("tool_executing")
                first.socket.transport.abort()
                async with ada.tab(1) as second:
                    await second.send("resume", after_seq=first.seqs()[-1])
                    await second.type(*TERMINAL)
                await witness.ends()
                assert first.frames + second.frames == witness.frames

    asyncio.run(scenario())


def test_resuming_twice_doubles_nothing(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            for number in range(5):
                await ada.post("/api/threads", {"title": f"{number}"})
            async with ada.tab() as tab:
                for after in (3, 3, 1, 4, 0, 5):
                    await tab.send("resume", after_seq=after)
                await tab.send("ping")
                await tab.type("pong")
                await ada.post("/api/threads", {"title": "live"}, 1)
                await tab.type("thread_created")
            assert tab.seqs() == [4, 5, 2, 3, 1, 6]

    asyncio.run(scenario())


def test_too_long_a_gap_is_told(fragile: Stack) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(fragile.addresses(), http)
            for number in range(62):
                await ada.post("/api/threads", {"title": f"{number}"})
            async with ada.tab() as tab:
                await tab.send("resume", after_seq=1)
                gap = await tab.next()
                assert (gap["type"], gap["seq"]) == ("history_gap", None)
                await tab.send("resume", after_seq=2)
                await tab.until(lambda frame: frame["seq"] == 62)
                assert tab.seqs() == list(range(3, 63))

    asyncio.run(scenario())


def test_a_reader_who_does_not_read_is_closed_and_delays_nobody(fragile: Stack) -> None:
    async def scenario() -> None:
        async with calls() as http:
            addresses = fragile.addresses()
            ada = await Customer.registered(addresses, http)
            url = addresses.chat_urls[0].replace("http", "ws", 1) + "/ws"
            options: dict[str, Any] = {"additional_headers": ada.headers, "proxy": None, "max_queue": 1}
            async with connect(url, **options) as lazy, ada.tab(0) as keen:
                lazy.transport.pause_reading()
                thread = await ada.post("/api/threads", {})
                path = f"/api/threads/{thread['id']}/messages"
                for number in range(150):
                    await ada.post(path, {"content": f"{number} " + "x" * 7900, "run": False})
                    sent = await keen.type("message_received", seconds=2)
                    assert sent["payload"]["content"].startswith(f"{number} ")
                lazy.transport.resume_reading()
                assert await Tab(lazy).close_code() == 1013
                assert in_order(keen)

    asyncio.run(scenario())


def test_without_redis_frames_still_come_and_say_so(fragile: Stack) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(fragile.addresses(), http)
            async with ada.tab(0) as here, ada.tab(1) as there:
                await here.ask("Before the outage")
                for tab in (here, there):
                    await tab.ends()
                fragile.valkey.kill()
                try:
                    await here.ask("During the outage")
                    for tab in (here, there):
                        await tab.ends(2)
                        during = [frame for frame in tab.frames if frame["run_id"] == tab.frames[-1]["run_id"]]
                        assert all(frame["degraded"] for frame in during)
                        assert not tab.frames[0]["degraded"]
                finally:
                    fragile.valkey.heal()
                async with asyncio.timeout(10):
                    degraded = True
                    while degraded:
                        await ada.post("/api/threads", {"title": "Is it over?"}, 1)
                        degraded = (await here.type("thread_created"))["degraded"]
                await there.until(lambda frame: frame["seq"] == here.seqs()[-1])
                assert here.seqs() == there.seqs() == list(range(1, here.seqs()[-1] + 1))

    asyncio.run(scenario())


def test_a_frozen_redis_delays_frames_by_a_second_at_most(fragile: Stack) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(fragile.addresses(), http)
            async with ada.tab(0) as here, ada.tab(1) as there:
                fragile.valkey.freeze()
                try:
                    for number in range(3):
                        asked = ada.post("/api/threads", {"title": f"{number}"})
                        await asyncio.gather(asked, here.type("thread_created"), there.type("thread_created"))
                finally:
                    fragile.valkey.thaw()
                await ada.post("/api/threads", {"title": "The end"})
                for tab in (here, there):
                    await tab.until(lambda frame: frame["payload"].get("thread", {}).get("title") == "The end")
                    assert tab.seqs() == [1, 2, 3, 4]

    asyncio.run(scenario())


def test_without_postgresql_nothing_is_acknowledged_and_all_recovers_by_itself(fragile: Stack) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(fragile.addresses(), http)
            thread = await ada.post("/api/threads", {})
            async with ada.tab(0) as here, ada.tab(1) as there:
                await there.ask("Before the outage", thread["id"])
                await here.ends()
                fragile.postgres.kill()
                try:
                    await here.ask("During the outage", thread["id"])
                    assert (await here.type("error"))["payload"]["code"] == "unavailable"
                    refused = await ada.call("GET", "/api/threads")
                    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "unavailable")
                finally:
                    fragile.postgres.heal()
                await here.ask("After the outage", thread["id"])
                for tab in (here, there):
                    assert [end["type"] for end in await tab.ends(2)] == ["agent_completed"] * 2
                    assert in_order(tab)
            items = (await ada.get(f"/api/threads/{thread['id']}/messages"))["items"]
            asked = [item["content"] for item in items if item["role"] == "user"]
            assert asked == ["Before the outage", "After the outage"]

    asyncio.run(scenario())


def test_when_a_process_dies_the_asker_is_told_and_the_next_question_answered(fragile: Stack) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(fragile.addresses(), http)
            await fault(fragile, ada, "hang", times=1)
            thread = await ada.post("/api/threads", {})
            async with ada.tab(1) as stays:
                async with ada.tab(0) as tab:
                    await tab.ask("Who answers this?", thread["id"])
                    await tab.type("agent_started")
                    await tab.ask("And this?", thread["id"])
                    await tab.type("run_queued")
                fragile.services["chat-1"].kill()
                try:
                    death = await stays.type(*TERMINAL)
                    assert death["type"] == "agent_death"
                    assert death["payload"]["reason"]
                    assert death["payload"]["next_step"]
                    [_, end] = await stays.ends(2)
                    assert end["type"] == "agent_completed"
                    assert (await ada.get(f"/api/runs/{death['run_id']}", 1))["status"] == "dead"
                finally:
                    fragile.services["chat-1"].heal()
                assert in_order(stays)

    asyncio.run(scenario())


def test_a_process_that_wakes_up_says_nothing_more_of_a_run_declared_dead(fragile: Stack) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(fragile.addresses(), http)
            await fault(fragile, ada, "latency", seconds=1)
            async with ada.tab(0) as sleeper, ada.tab(1) as awake:
                await sleeper.ask("Are you asleep?")
                await awake.type("agent_started")
                fragile.services["chat-1"].freeze()
                try:
                    assert (await awake.type(*TERMINAL))["type"] == "agent_death"
                finally:
                    fragile.services["chat-1"].thaw()
                await sleeper.type("agent_death")
                await asyncio.sleep(1.5)  # the model's late answer has come by now
                await ada.post("/api/threads", {"title": "The end"})
                for tab in (sleeper, awake):
                    await tab.until(lambda frame: frame["payload"].get("thread", {}).get("title") == "The end")
                    assert tab.frames[-2]["type"] == "agent_death"
                    assert in_order(tab)

    asyncio.run(scenario())


def test_a_process_that_is_asked_to_end_tells_the_askers_and_leaves(fragile: Stack) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(fragile.addresses(), http)
            await fault(fragile, ada, "hang")
            async with ada.tab(0) as leaving, ada.tab(1) as stays:
                await leaving.ask("Will you finish?")
                await stays.type("agent_started")
                chat = fragile.services["chat-1"]
                assert chat.pid
                try:
                    chat.ask_to_end()
                    assert await leaving.close_code() == 1012
                    [error] = await stays.ends()
                    assert (error["type"], error["payload"]["code"]) == ("agent_error", "interrupted")
                finally:
                    chat.restart()

    asyncio.run(scenario())


def test_frames_reach_their_user_alone(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            customers = [await Customer.registered(chat, http) for _ in range(4)]
            tabs = [(customer, await customer_tab(customer, n % 2)) for n, customer in enumerate(customers)]
            for customer, tab in tabs:
                await tab.ask(f"The canary of {customer.id}")
            for _, tab in tabs:
                await tab.ends()
                await tab.socket.close()
            for customer, tab in tabs:
                heard = json.dumps(tab.frames)
                assert {frame["user_id"] for frame in tab.frames} == {customer.id}
                assert not any(other.id in heard for other in customers if other is not customer)
                assert tab.seqs() == list(range(1, len(tab.frames) + 1))
            kept = await sql(chat, "SELECT seq FROM events WHERE user_id = $1 ORDER BY seq", customers[0].id)
            assert [row["seq"] for row in kept] == tabs[0][1].seqs()

    asyncio.run(scenario())


async def customer_tab(customer: Customer, instance: int) -> Tab:
    """A tab that stays open until it is closed."""
    url = customer.addresses.chat_urls[instance].replace("http", "ws", 1) + "/ws"
    tab = Tab(await connect(url, additional_headers=customer.headers, proxy=None, max_queue=None))
    tab.ready = await tab.next()
    tab.frames.clear()
    return tab
