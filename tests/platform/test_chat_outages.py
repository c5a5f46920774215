"""Outages: what does not need the missing part goes on and says that it is degraded; what needs it is refused in
words; nothing that was acknowledged is lost; all recovers by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from support.stack.process import Service
from support.stack.stack import Stack
from tests.platform.chat_clients import Customer, calls, sql


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A platform to be broken; each test mends what it broke."""
    with Stack(environment={"DATABASE_SECONDS": "1"}) as stack:
        yield stack
        assert not stack.died()


def mended(stack: Stack) -> None:
    """All is up again, and says so."""
    stack.heal()
    stack.wait_healthy(10)


@pytest.mark.parametrize("harm", ["kill", "freeze", "stop"])
def test_with_one_chat_process_down_the_other_answers_and_says_that_it_is_degraded(stack: Stack, harm: str) -> None:
    async def scenario() -> None:
        async with calls() as http:
            addresses = stack.addresses()
            ada = await Customer.registered(addresses, http)
            await ada.records()
            down: Service = stack.services["chat-1"]
            async with ada.tab(1) as before:
                await before.ask("Where does our AI spend go?")
                await before.ends()
                assert not any(frame["degraded"] for frame in before.frames)
                getattr(down, harm)()
                try:
                    if harm == "freeze":  # nobody can tell it from a pause before it has been silent for so long
                        await asyncio.sleep(addresses.limits["dead_after"] + 0.6)
                    async with ada.tab(1) as tab:
                        await tab.ask("What can we save?")
                        [end] = await tab.ends()
                        assert end["type"] == "agent_completed"
                        assert all(frame["degraded"] for frame in (tab.ready, *tab.frames))
                        health = (await http.get(f"{addresses.chat_urls[1]}/health")).json()
                        assert health["status"] == "degraded"
                        assert "chat-1" in health["dependencies"]["chat processes"]["reason"]
                        sam = await Customer.operator(addresses, http)
                        assert set((await sam.get("/ops/connections", 1))["by_instance"]) == {"chat-2"}
                finally:
                    mended(stack)
                async with asyncio.timeout(5):
                    degraded = True
                    while degraded:
                        await before.send("ping")
                        degraded = (await before.type("pong"))["degraded"]

    asyncio.run(scenario())


@pytest.mark.parametrize("harm", ["kill", "freeze"])
def test_a_run_of_a_process_that_is_gone_is_declared_dead_in_time(stack: Stack, harm: str) -> None:
    async def scenario() -> None:
        async with calls() as http:
            addresses = stack.addresses()
            ada = await Customer.registered(addresses, http)
            await ada.records()
            fault = {"organisation": ada.organisation_id, "kind": "latency", "seconds": 0.6}
            assert (await http.put(f"{addresses.control_url}/faults", json=fault)).is_success
            async with ada.tab(1) as awake, ada.tab(0) as asker:
                await asker.ask("Are you there?")
                await awake.type("agent_started")
                getattr(stack.services["chat-1"], harm)()
                try:
                    death = await awake.ends(1, seconds=addresses.limits["dead_after"] + 2)
                    assert death[0]["type"] == "agent_death"
                    assert death[0]["payload"]["reason"]
                    assert death[0]["payload"]["next_step"]
                    assert death[0]["degraded"]
                    [run] = await sql(addresses, "SELECT status FROM runs WHERE id = $1", death[0]["run_id"])
                    assert run["status"] == "dead"
                finally:
                    mended(stack)
                await awake.send("ping")
                await awake.type("pong")
                assert awake.frames[-2] == death[0]

    asyncio.run(scenario())


def test_connections_from_the_first_moment_of_a_start_are_refused_or_served(stack: Stack) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(stack.addresses(), http)
            url = stack.addresses().chat_urls[0].replace("http", "ws", 1) + "/ws"
            served: list[int] = []
            refused: list[Exception] = []

            async def tries() -> None:
                while len(served) < 3:
                    try:
                        async with connect(url, additional_headers=ada.headers, proxy=None) as socket:
                            assert "connection_ready" in str(await socket.recv())
                            served.append(1)
                    except (OSError, InvalidHandshake) as error:
                        refused.append(error)
                    except ConnectionClosed as error:
                        raise AssertionError(f"closed with {error.rcvd}") from error
                    await asyncio.sleep(0.01)

            stack.services["chat-1"].kill()
            try:
                trying = [asyncio.create_task(tries()) for _ in range(2)]
                await asyncio.sleep(0.1)
                await asyncio.get_running_loop().run_in_executor(None, lambda: None)
                stack.services["chat-1"].start()
                await asyncio.wait_for(asyncio.gather(*trying), 20)
            finally:
                mended(stack)
            assert served
            assert refused

    asyncio.run(scenario())


@pytest.mark.parametrize("harm", ["kill", "freeze"])
def test_without_postgresql_everything_is_refused_in_words_and_nothing_acknowledged_is_lost(
    stack: Stack, harm: str
) -> None:
    async def scenario() -> None:
        async with calls() as http:
            addresses = stack.addresses()
            ada = await Customer.registered(addresses, http)
            thread = await ada.post("/api/threads", {})
            path = f"/api/threads/{thread['id']}/messages"

            async def writes() -> tuple[list[str], list[httpx.Response]]:
                kept, refused = [], []
                for number in range(1000):
                    reply = await ada.call("POST", path, number % 2, json={"content": f"{number}", "run": False})
                    if reply.is_success:
                        kept.append(f"{number}")
                    else:
                        refused.append(reply)
                    if refused and reply.is_success:
                        return kept, refused
                raise AssertionError(refused)

            async with ada.tab() as tab:
                writing = asyncio.create_task(writes())
                await tab.type("message_received")
                harmed: Any = stack.postgres
                getattr(harmed, harm)()
                try:
                    await tab.ask("Is anybody there?", thread["id"])
                    error = (await tab.type("error", seconds=8))["payload"]
                    assert (error["code"], bool(error["next_step"])) == ("unavailable", True)
                    ready = await http.get(f"{addresses.chat_urls[0]}/health/ready")
                    assert ready.status_code == 503
                    assert "postgresql" in ready.json()["dependencies"]["postgresql"]["reason"]
                    for url in (f"{addresses.accounts_url}/auth/me", f"{addresses.chat_urls[0]}/api/threads"):
                        refusal = await http.get(url, headers=ada.headers)
                        assert refusal.status_code == 503
                        assert refusal.json()["error"]["next_step"]
                finally:
                    mended(stack)
                kept, refused = await asyncio.wait_for(writing, 20)
                for reply in refused:
                    assert (reply.status_code, bool(reply.json()["error"]["next_step"])) == (503, True)
                stored = [row["content"] for row in await sql(
                    addresses, "SELECT content FROM messages WHERE thread_id = $1 ORDER BY position", thread["id"]
                )]  # fmt: skip
                assert set(kept) <= set(stored)
                await tab.ask("And now?")
                [end] = await tab.ends(seconds=15)
                assert end["type"] == "agent_completed"

    asyncio.run(scenario())


def test_an_outage_of_postgresql_kills_no_run_that_goes_on(stack: Stack) -> None:
    async def scenario() -> None:
        async with calls() as http:
            addresses = stack.addresses()
            ada = await Customer.registered(addresses, http)
            fault = {"organisation": ada.organisation_id, "kind": "latency", "seconds": 0.4}
            assert (await http.put(f"{addresses.control_url}/faults", json=fault)).is_success
            silence = addresses.limits["dead_after"]
            async with ada.tab() as tab:
                await tab.ask("Will you live?")
                started = await tab.type("agent_started")
                # As if the process had not been able to say that its run lives, while nobody could look either.
                for service in ("chat-1", "chat-2"):
                    stack.services[service].freeze()
                try:
                    await sql(
                        addresses,
                        "UPDATE runs SET heartbeat_at = now() - make_interval(secs => $2) WHERE id = $1",
                        started["run_id"], 2 * silence,
                    )  # fmt: skip
                    await asyncio.sleep(silence)
                finally:
                    stack.services["chat-2"].thaw()
                    await asyncio.sleep(silence / 2)
                    stack.services["chat-1"].thaw()
                mended(stack)
                [end] = await tab.ends()
                assert end["type"] != "agent_death"

    asyncio.run(scenario())


def test_the_first_question_after_an_outage_of_the_model_is_answered(stack: Stack) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(stack.addresses(), http)
            await ada.records()
            thread = await ada.post("/api/threads", {})
            async with ada.tab() as tab:
                stack.services["model_provider"].kill()
                try:
                    await tab.ask("Where does our AI spend go?", thread["id"])
                    [error] = await tab.ends()
                    assert (error["type"], error["payload"]["code"]) == ("agent_error", "model_unavailable")
                    assert error["payload"]["next_step"]
                finally:
                    mended(stack)
                await tab.ask("And now?", thread["id"])
                [_, end] = await tab.ends(2)
                assert end["type"] == "agent_completed"

    asyncio.run(scenario())


def test_a_breaker_is_seen_from_every_process_and_closes_by_itself(stack: Stack) -> None:
    async def scenario() -> None:
        async with calls() as http:
            addresses = stack.addresses()
            ada, sam = await Customer.registered(addresses, http), await Customer.operator(addresses, http)
            fault = {"organisation": ada.organisation_id, "kind": "500"}
            assert (await http.put(f"{addresses.control_url}/faults", json=fault)).is_success

            async def breaker(instance: int) -> dict[str, Any]:
                items = (await sam.get("/ops/breakers", instance))["items"]
                return next(each for each in items if each["organisation_id"] == ada.organisation_id)

            async with ada.tab() as tab:
                for number in (1, 2):
                    await tab.ask("Where does our AI spend go?")
                    await tab.ends(number)
                for instance in (0, 1):
                    seen = await breaker(instance)
                    assert (seen["state"], seen["failures"], seen["model"]) == ("open", 3, "gpt-4")
                    assert seen["opened_at"].endswith("Z")
                before = (await http.get(f"{addresses.control_url}/calls?organisation={ada.organisation_id}")).json()
                await tab.ask("Once more?")
                refused = (await tab.ends(3))[-1]
                assert (refused["type"], bool(refused["payload"]["next_step"])) == ("agent_error", True)
                after = (await http.get(f"{addresses.control_url}/calls?organisation={ada.organisation_id}")).json()
                assert after == before
                assert (await http.delete(f"{addresses.control_url}/faults")).is_success
                async with asyncio.timeout(5):
                    while (await breaker(0))["state"] != "half_open":
                        pass
                await tab.ask("And now?")
                assert (await tab.ends(4))[-1]["type"] == "agent_completed"
                assert (await breaker(1))["state"] == "closed"

    asyncio.run(scenario())
