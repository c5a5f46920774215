"""What operators do and see, and what every client of the HTTP calls may rely on: versions, pages of one's own."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from support.stack.addresses import Addresses
from support.stack.stack import ALLOWED_ORIGIN
from tests.platform.chat_clients import Customer, calls, sql

MAINTENANCE = "Maintenance tonight at ten"


async def samples(http: httpx.AsyncClient, url: str) -> dict[str, float]:
    """The metrics of a process: value by name and label."""
    reply = await http.get(f"{url}/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line.rsplit(" ", 1) for line in reply.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


@asynccontextmanager
async def people(chat: Addresses) -> AsyncIterator[tuple[Customer, Customer, Customer]]:
    """Sam, and Ada and Cleo of two organisations."""
    async with calls() as http:
        sam = await Customer.operator(chat, http)
        yield sam, await Customer.registered(chat, http), await Customer.registered(chat, http)


def test_a_notice_reaches_all_of_an_organisation_present_or_not_and_nobody_else(chat: Addresses) -> None:
    async def scenario() -> None:
        async with people(chat) as (sam, ada, cleo):
            ben, vera = await ada.colleague("analyst"), await ada.colleague("viewer")
            about = {"organisation": ada.organisation_id, "text": MAINTENANCE}
            async with ada.tab(0) as first, ada.tab(1) as second, ben.tab(1) as bens, cleo.tab(0) as cleos:
                told = await sam.post("/ops/notices", about)
                assert told["recipients"] == 3
                for tab in (first, second, bens):
                    notice = await tab.type("notice")
                    assert notice["payload"] == {"text": MAINTENANCE, "notice_id": told["notice_id"]}
                    assert (notice["seq"], notice["run_id"], notice["thread_id"]) == (1, None, None)
                await cleo.post("/api/threads", {"title": "The end"}, 1)
                assert (await cleos.next())["type"] == "thread_created"
            async with vera.tab() as tab:
                assert tab.ready["payload"]["newest_seq"] == 1
                await tab.send("resume", after_seq=0)
                assert (await tab.next())["payload"]["text"] == MAINTENANCE
            kept = await sql(
                chat,
                "SELECT user_id::text FROM events WHERE type = 'notice' AND seq = 1 AND user_id = ANY($1::uuid[])",
                [each.id for each in (ada, ben, vera, cleo)],
            )
            assert {row["user_id"] for row in kept} == {ada.id, ben.id, vera.id}

    asyncio.run(scenario())


def test_a_notice_to_a_plan_reaches_who_is_on_it(chat: Addresses) -> None:
    async def scenario() -> None:
        async with people(chat) as (sam, ada, cleo):
            await ada.on_plan("mid")
            await cleo.on_plan("early")
            async with ada.tab(1) as adas, cleo.tab(1) as cleos:
                await sam.post("/ops/notices", {"plan": "mid", "text": "More agents"})
                assert (await adas.next())["type"] == "notice"
                await cleos.send("ping")
                assert (await cleos.next())["type"] == "pong"

    asyncio.run(scenario())


@pytest.mark.parametrize("path", ["/ops/connections", "/ops/breakers", "/ops/notices"])
def test_operation_is_for_the_operator_alone(chat: Addresses, path: str) -> None:
    async def scenario() -> None:
        async with people(chat) as (_, ada, cleo):
            about = {"organisation": cleo.organisation_id, "text": "Free for all"}
            method = "POST" if path == "/ops/notices" else "GET"
            reply = await ada.call(method, path, json=about)
            assert reply.status_code == 403, reply.text
            assert reply.json()["error"]["code"] == "forbidden"
            nobody = await ada.http.request(method, f"{chat.chat_urls[0]}{path}", json=about)
            assert nobody.status_code == 401
            assert not await sql(chat, "SELECT 1 FROM events WHERE user_id = $1", cleo.id)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": "To whom?"}, 422, "invalid_audience"),
        ({"text": "To both", "plan": "mid", "organisation": "00000000-0000-0000-0000-000000000000"}, 422,
         "invalid_audience"),
        ({"plan": "mid", "text": " "}, 422, "invalid_field"),
        ({"plan": "gold", "text": "Hello"}, 422, "invalid_field"),
        ({"organisation": "00000000-0000-0000-0000-000000000000", "text": "Hello"}, 404, "not_found"),
    ],
)  # fmt: skip
def test_a_notice_to_nobody_is_refused(chat: Addresses, body: dict[str, Any], status: int, code: str) -> None:
    async def scenario() -> None:
        async with people(chat) as (sam, _, _):
            reply = await sam.call("POST", "/ops/notices", json=body)
            assert (reply.status_code, reply.json()["error"]["code"]) == (status, code), reply.text

    asyncio.run(scenario())


def test_the_connections_seen_are_those_that_are_open_in_any_process(chat: Addresses) -> None:
    async def scenario() -> None:
        async with people(chat) as (sam, ada, cleo):
            async with ada.tab(0) as a, ada.tab(1), ada.tab(1), cleo.tab(0), cleo.tab(1) as e:
                for instance in (0, 1):
                    seen = await sam.get("/ops/connections", instance)
                    assert seen["by_organisation"][ada.organisation_id] == 3
                    assert seen["by_organisation"][cleo.organisation_id] == 2
                    items = {each["connection_id"]: each for each in seen["items"]}
                    assert seen["total"] == len(items) == sum(seen["by_instance"].values())
                    first = items[a.ready["payload"]["connection_id"]]
                    assert (first["user_id"], first["instance"]) == (ada.id, "chat-1")
                    assert items[e.ready["payload"]["connection_id"]]["instance"] == "chat-2"
                    assert first["since"].endswith("Z")
                gauges = [await samples(ada.http, url) for url in chat.chat_urls]
                assert sum(each["apex_connections"] for each in gauges) == seen["total"]
                e.socket.transport.abort()
            async with asyncio.timeout(2):
                while seen["by_organisation"].keys() & {ada.organisation_id, cleo.organisation_id}:
                    seen = await sam.get("/ops/connections")

    asyncio.run(scenario())


def test_frames_that_wait_for_their_customer_are_counted(chat: Addresses) -> None:
    async def scenario() -> None:
        async with people(chat) as (_, ada, cleo):

            async def waiting(instance: int = 0) -> float:
                return (await samples(ada.http, chat.chat_urls[instance]))["apex_frames_undelivered"]

            before = await waiting()
            async with ada.tab() as tab:
                await ada.post("/api/threads", {"title": "seen"})
                await tab.type("thread_created")
                assert await waiting() == before
            for _ in range(3):
                await ada.post("/api/threads", {"title": "unseen"})
            assert await waiting(0) == await waiting(1) == before + 3
            async with ada.tab() as tab:
                await tab.send("resume", after_seq=1)
                await tab.until(lambda frame: frame["seq"] == 4)
                assert await waiting() == before
            async with asyncio.timeout(2):
                while await waiting() != before:
                    pass
            assert cleo

    asyncio.run(scenario())


def test_the_metrics_count_what_happens(chat: Addresses) -> None:
    async def scenario() -> None:
        async with people(chat) as (_, ada, _):
            await ada.records()
            before = await samples(ada.http, chat.chat_urls[0])
            async with ada.tab() as tab:
                await tab.ask("Where does our AI spend go?")
                await tab.ends()
            assert (await ada.http.get(f"{chat.chat_urls[0]}/api/threads")).status_code == 401
            after = await samples(ada.http, chat.chat_urls[0])
            grown = {name: value - before.get(name, 0) for name, value in after.items()}
            assert grown['apex_runs_total{status="completed"}'] == grown["apex_run_seconds_count"] == 1
            assert 0 < grown["apex_run_seconds_sum"] < 5
            assert grown['apex_tool_seconds_count{tool="cost_drivers"}'] == 1
            sent = {kind: len([f for f in tab.frames if f["type"] == kind]) for kind in {f["type"] for f in tab.frames}}
            for kind, number in sent.items():
                assert grown[f'apex_frames_total{{type="{kind}"}}'] == number
            assert grown["apex_auth_failures_total"] >= 1
            assert after["apex_runs_active"] == 0
            assert 0 <= after["apex_db_pool_in_use"] <= 10
            assert 20e6 < after["process_resident_memory_bytes"] < 500e6
            accounts = await samples(ada.http, str(chat.accounts_url))
            assert {"apex_auth_failures_total", "process_resident_memory_bytes"} <= accounts.keys()

    asyncio.run(scenario())


def test_a_spent_quota_is_counted_and_names_the_way_out(chat: Addresses) -> None:
    async def scenario() -> None:
        async with people(chat) as (_, ada, _):
            thread = await ada.post("/api/threads", {})
            await sql(
                chat,
                """INSERT INTO runs (organisation_id, user_id, thread_id, status, correlation_id, created_at)
                   SELECT $1::uuid, $2::uuid, $3::uuid, 'completed', 'x', date_trunc('day', now(), 'UTC')
                   FROM generate_series(1, 10)""",
                ada.organisation_id, ada.id, thread["id"],
            )  # fmt: skip
            before = (await samples(ada.http, chat.chat_urls[1]))["apex_quota_refusals_total"]
            reply = await ada.call("POST", f"/api/threads/{thread['id']}/messages", 1, json={"content": "One more?"})
            assert (reply.status_code, reply.json()["error"]["code"]) == (402, "quota_exceeded")
            assert "early" in reply.json()["error"]["next_step"]
            assert (await samples(ada.http, chat.chat_urls[1]))["apex_quota_refusals_total"] == before + 1

    asyncio.run(scenario())


def test_two_versions_are_served_and_no_other(chat: Addresses) -> None:
    async def scenario() -> None:
        async with people(chat) as (_, ada, _):
            thread = await ada.post("/api/threads", {})
            path = f"/api/threads/{thread['id']}/messages"
            for text in ("One", "Two"):
                await ada.post(path, {"content": text, "run": False})

            async def get(version: str | None, where: str = path, **more: Any) -> httpx.Response:
                headers = ada.headers | ({"api-version": version} if version else {})
                return await ada.http.get(f"{chat.chat_urls[0]}{where}", headers=headers, **more)

            older, newer, default = [await get(version) for version in ("1", "2", None)]
            assert [each.headers["api-version"] for each in (older, newer, default)] == ["1", "2", "2"]
            assert newer.json() == default.json()
            assert [each["text"] for each in older.json()["items"]] == ["One", "Two"]
            assert [each["content"] for each in newer.json()["items"]] == ["One", "Two"]
            page = (await get("1", params={"limit": 1})).json()
            assert set(page) == {"items", "next"}
            rest = (await get("1", params={"cursor": page["next"]})).json()
            assert [each["text"] for each in rest["items"]] == ["Two"]
            said = await ada.http.post(
                f"{chat.chat_urls[0]}{path}", headers=ada.headers | {"api-version": "1"},
                json={"text": "Three", "run": False},
            )  # fmt: skip
            assert said.json()["message"]["text"] == "Three"
            for version in ("99", "0", "two", "1.0"):
                refused = await get(version)
                error = refused.json()["error"]
                assert (refused.status_code, error["code"]) == (400, "unsupported_version")
                assert all(re.search(rf"\b{each}\b", error["message"] + error["next_step"]) for each in ("1", "2"))
            assert (await get("99", "/health")).status_code == 400
            assert (await get("1", "/health")).headers["api-version"] == "1"

    asyncio.run(scenario())


@pytest.mark.parametrize("service", ["accounts", "chat"])
def test_only_the_products_own_pages_may_read(chat: Addresses, service: str) -> None:
    async def scenario() -> None:
        url = f"{chat.accounts_url}/auth/me" if service == "accounts" else f"{chat.chat_urls[0]}/api/threads"
        asked = {"access-control-request-method": "GET", "access-control-request-headers": "authorization,api-version"}
        async with calls() as http:
            for origin, allowed in ((ALLOWED_ORIGIN, True), ("https://evil.example", False), ("null", False)):
                preflight = await http.options(url, headers=asked | {"origin": origin})
                reply = await http.get(url, headers={"origin": origin})
                for each in (preflight, reply):
                    assert each.headers.get("access-control-allow-origin") == (origin if allowed else None)
                assert preflight.is_success == allowed
                assert reply.status_code == 401
            exposed = (await http.get(url, headers={"origin": ALLOWED_ORIGIN})).headers["access-control-expose-headers"]
            assert {"x-correlation-id", "api-version"} <= set(exposed.lower().replace(" ", "").split(","))

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("What drives our cost?", "What drives our cost?"),
        ("  \n\n Where does it go?\nAnd why?", "Where does it go?"),
        ("?", "?"),
        ("x" * 61, "x" * 59 + "…"),
        ("Which of our many models, features and segments, cost most of all?",
         "Which of our many models, features and segments, cost most…"),
        ("翻" * 70, "翻" * 59 + "…"),
    ],
)  # fmt: skip
def test_a_conversation_without_a_title_is_named_after_its_first_message(
    chat: Addresses, said: str, title: str
) -> None:
    async def scenario() -> None:
        async with people(chat) as (_, ada, _):
            thread = await ada.post("/api/threads", {})
            assert len(title) <= 60
            for text in (said, "Something else"):
                await ada.post(f"/api/threads/{thread['id']}/messages", {"content": text, "run": False})
            assert (await ada.get(f"/api/threads/{thread['id']}"))["title"] == title
            given = await ada.post("/api/threads", {"title": "Mine"})
            await ada.post(f"/api/threads/{given['id']}/messages", {"content": said, "run": False})
            assert (await ada.get(f"/api/threads/{given['id']}"))["title"] == "Mine"
            async with ada.tab() as tab:
                await tab.ask(said, client_message_id=secrets.token_hex(8))
                assert (await tab.type("thread_created"))["payload"]["thread"]["title"] == title
                await tab.ends()

    asyncio.run(scenario())
