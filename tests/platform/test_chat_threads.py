"""Threads: edits, states, archive and deletion, search, and who may do what."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest

from support.stack.addresses import Addresses
from tests.platform.chat_clients import Customer, calls, sql


async def refused(customer: Customer, status: int, code: str, method: str, path: str, **more: Any) -> str:
    """The call is refused so; what is said of it."""
    reply = await customer.call(method, path, **more)
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code), reply.text
    return str(reply.json()["error"]["message"] + " " + reply.json()["error"]["next_step"])


async def edited(customer: Customer, path: str, body: Any, instance: int = 0, **headers: str) -> dict[str, Any]:
    """The thread after an edit that is granted."""
    url = f"{customer.addresses.chat_urls[instance]}{path}"
    reply = await customer.http.patch(url, json=body, headers=customer.headers | headers)
    assert reply.status_code == 200, reply.text
    thread: dict[str, Any] = reply.json()
    return thread


def test_edits_merge_field_by_field_and_a_stale_one_is_refused(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            given = {"title": "Q3", "facts": {"budget": 5, "industry": "retail"}, "metadata": {"tags": ["a"]}}
            thread = await ada.post("/api/threads", given | {"summary": "So far"})
            path = f"/api/threads/{thread['id']}"
            first = await edited(ada, path, {"facts": {"budget": 7, "focus": "cost"}}, 1)
            second = await edited(ada, path, {"metadata": {"priority": "high", "tags": ["b"]}}, **{"if-match": '"2"'})
            third = await edited(ada, path, {"facts": {"industry": None}, "metadata": {"tags": None}})
            assert third["facts"] == {"budget": 7, "focus": "cost"}
            assert (second["metadata"], third["metadata"]) == (
                {"tags": ["b"], "priority": "high"},
                {"priority": "high"},
            )
            assert (third["title"], third["summary"]) == ("Q3", "So far")
            assert [each["version"] for each in (thread, first, second, third)] == [1, 2, 3, 4]
            moments = [datetime.fromisoformat(each["last_activity_at"]) for each in (thread, first, second, third)]
            assert moments == sorted(set(moments))
            reply = await ada.http.patch(
                f"{chat.chat_urls[0]}{path}", json={"title": "Late"}, headers=ada.headers | {"if-match": '"3"'}
            )
            assert (reply.status_code, reply.json()["error"]["code"]) == (412, "stale_version")
            assert await ada.get(path) == third

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "body",
    [
        {"owner_id": "00000000-0000-0000-0000-000000000000"},
        {"status": "forgotten"},
        {"metadata": {"priority": "whatever"}},
        {"metadata": {"colour": "red"}},
        {"facts": {"budget": "\0"}},
        {"title": " "},
    ],
)
def test_an_edit_that_cannot_stand_changes_nothing(chat: Addresses, body: dict[str, Any]) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            thread = await ada.post("/api/threads", {"title": "Q3"})
            reply = await ada.call("PATCH", f"/api/threads/{thread['id']}", json=body | {"summary": "new"})
            assert reply.status_code == 422, reply.text
            assert await ada.get(f"/api/threads/{thread['id']}") == thread

    asyncio.run(scenario())


def test_only_allowed_changes_of_state_happen_and_the_history_is_kept(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            async with ada.tab(1) as tab:
                thread = await ada.post("/api/threads", {"status": "draft"})
                path = f"/api/threads/{thread['id']}"
                assert "Allowed from here: active." in await refused(
                    ada, 409, "status_not_allowed", "PATCH", path, json={"status": "archived", "title": "No"}
                )
                await refused(ada, 409, "status_not_allowed", "POST", f"{path}/restore")
                for status in ("active", "completed", "completed", "archived"):
                    await edited(ada, path, {"status": status})
                await refused(ada, 409, "status_not_allowed", "PATCH", path, json={"status": "active"})
                assert (await ada.get("/api/threads"))["items"] == []
                assert [each["id"] for each in (await ada.get("/api/threads?status=archived"))["items"]] == [
                    thread["id"]
                ]
                restored = await ada.post(f"{path}/restore", None, 1)
                for _ in range(2):
                    assert (await ada.call("DELETE", path)).status_code == 204
                kinds = [(await tab.next())["type"] for _ in range(7)]
            history = (await ada.get(path))["history"]
            states = ["draft", "active", "completed", "archived", "active", "archived"]
            assert [each["status"] for each in history] == states
            assert [each["at"] for each in history] == sorted(each["at"] for each in history)
            assert {each["by"] for each in history} == {ada.id}
            assert (restored["status"], restored["title"]) == ("active", "")
            assert kinds == [
                *("thread_created", "thread_updated", "thread_updated", "thread_updated", "thread_archived"),
                *("thread_updated", "thread_archived"),
            ]

    asyncio.run(scenario())


def test_permanent_deletion_leaves_nothing_of_thread_children_and_messages(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await (await Customer.registered(chat, http)).on_plan("enterprise")
            parent = await ada.post("/api/threads", {"title": "Parent redbreast"})
            child = await ada.post("/api/threads", {"title": "Child redbreast", "parent_id": parent["id"]})
            other = await ada.post("/api/threads", {"title": "Other"})
            async with ada.tab() as tab:
                await tab.ask("What of the redbreast?", child["id"])
                await tab.type("message_received")
                assert "Cancel the run" in await refused(
                    ada, 409, "run_at_work", "DELETE", f"/api/threads/{parent['id']}?permanent=true"
                )
                await tab.ends()
                assert (await ada.call("DELETE", f"/api/threads/{parent['id']}?permanent=true")).status_code == 204
                gone = [await tab.type("thread_deleted") for _ in range(2)]
                assert {frame["thread_id"] for frame in gone} == {parent["id"], child["id"]}
            for thread in (parent, child):
                await refused(ada, 404, "not_found", "GET", f"/api/threads/{thread['id']}")
            assert [each["id"] for each in (await ada.get("/api/threads"))["items"]] == [other["id"]]
            for table in ("threads", "messages", "runs", "run_steps", "events"):
                [row] = await sql(chat, f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%redbreast%'")
                assert row["count"] == 0, table
            async with ada.tab() as tab:
                await tab.send("resume", after_seq=0)
                assert (await tab.next())["type"] == "thread_deleted"

    asyncio.run(scenario())


def test_threads_are_found_by_tag_priority_and_words(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            tagged = await ada.post("/api/threads", {"metadata": {"tags": ["board", "q3"], "priority": "high"}})
            named = await ada.post("/api/threads", {"title": "100% Board_plan"})
            told = await ada.post("/api/threads", {"title": "Notes"})
            await ada.post(f"/api/threads/{told['id']}/messages", {"content": "The quay WALL", "run": False})

            async def found(query: str) -> list[str]:
                return [each["id"] for each in (await ada.get(f"/api/threads?{query}", 1))["items"]]

            assert await found("tag=board") == await found("priority=high") == [tagged["id"]]
            assert await found("q=board_") == await found("q=100%25") == [named["id"]]
            assert await found("q=quay+wall") == [told["id"]]
            assert await found("tag=board&priority=low") == await found("tag=boa") == []
            assert await found("q=%25") == [named["id"]]
            await refused(ada, 422, "invalid_field", "GET", "/api/threads?q=%00")
            await refused(ada, 422, "invalid_field", "GET", "/api/threads?limit=101")

    asyncio.run(scenario())


def test_who_reads_and_who_writes(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            olga = await Customer.registered(chat, http)
            ada, ben = await olga.colleague("analyst"), await olga.colleague("analyst")
            cleo = await Customer.registered(chat, http)
            threads = {
                each: await ada.post("/api/threads", {"title": each, "visibility": each})
                for each in ("private", "organisation", "confidential")
            }
            may = {"private": [ada, olga], "organisation": [ada, ben, olga], "confidential": [ada]}
            for visibility, thread in threads.items():
                path = f"/api/threads/{thread['id']}"
                for who in (ada, ben, olga, cleo):
                    reads = who.id in {each.id for each in may[visibility]}
                    assert (await who.call("GET", path)).status_code == (200 if reads else 404)
                    writes = 200 if who is ada else 403 if reads else 404
                    for method, each in (("PATCH", path), ("DELETE", path), ("POST", f"{path}/restore")):
                        if who is not ada:
                            assert (await who.call(method, each, json={"title": "X"})).status_code == writes
                    child = await who.call("POST", "/api/threads", json={"parent_id": thread["id"]})
                    assert child.status_code == {200: 201}.get(writes, writes)
            query = "SELECT * FROM audit_log WHERE action = 'thread.read' AND organisation_id = $1"
            [row] = await sql(chat, query, olga.organisation_id)
            assert str(row["user_id"]) == olga.id
            assert threads["private"]["id"] in row["details"]

    asyncio.run(scenario())


def test_pages_miss_and_double_nothing_while_rows_are_written(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            made = [(await ada.post("/api/threads", {"title": f"{number}"}))["id"] for number in range(9)]
            seen: list[str] = []
            cursor = ""
            while True:
                page = await ada.get(f"/api/threads?limit=2{cursor}", len(seen) % 2)
                seen += [each["id"] for each in page["items"]]
                await ada.post("/api/threads", {"title": "meanwhile"})
                await edited(ada, f"/api/threads/{made[len(seen) % 9]}", {"title": "edited"})
                if page["next_cursor"] is None:
                    break
                cursor = f"&cursor={page['next_cursor']}"
            assert seen == made[::-1]

    asyncio.run(scenario())
