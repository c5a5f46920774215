"""The live socket: who gets in, what is understood, what is refused, when it ends."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from support.stack.addresses import Addresses
from support.stack.stack import ALLOWED_ORIGIN
from tests.platform.chat_clients import PASSWORD, TERMINAL, Customer, calls, sql


def ws(addresses: Addresses, instance: int = 0) -> str:
    """The socket's address."""
    return addresses.chat_urls[instance].replace("http", "ws", 1) + "/ws"


def test_a_token_in_header_or_subprotocol_opens_the_socket(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            async with ada.tab() as tab:
                assert tab.ready["type"] == "connection_ready"
                assert tab.ready["payload"]["user_id"] == ada.id
                assert tab.ready["payload"]["newest_seq"] == 0
                assert tab.ready["seq"] is None
            encoded = base64.urlsafe_b64encode(ada.token.encode()).decode().rstrip("=")
            options: dict[str, Any] = {"additional_headers": {}, "subprotocols": ["apex.v1", f"jwt.{encoded}"]}
            async with ada.tab(1, **options) as tab:
                assert tab.socket.subprotocol == "apex.v1"
                assert tab.ready["payload"]["user_id"] == ada.id

    asyncio.run(scenario())


def test_nobody_else_gets_in(chat: Addresses) -> None:
    async def refused(status: int, path: str = "", **options: Any) -> dict[str, Any]:
        with pytest.raises(InvalidStatus) as refusal:
            async with connect(ws(chat) + path, proxy=None, **options):
                pass
        assert refusal.value.response.status_code == status
        error: dict[str, Any] = json.loads(refusal.value.response.body or b"")["error"]
        assert set(error) == {"code", "message", "next_step", "correlation_id"}
        return error

    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            await refused(401)
            await refused(401, f"?token={ada.token}")
            await refused(401, additional_headers={"authorization": f"Bearer {ada.token[:-4]}AAAA"})
            await refused(401, additional_headers={"authorization": f"Bearer {ada.signed_in['refresh_token']}"})
            await refused(401, subprotocols=["apex.v1", "jwt.%%%"])
            async with ada.tab(additional_headers=ada.headers | {"origin": ALLOWED_ORIGIN}) as tab:
                assert tab.ready["type"] == "connection_ready"
            for origin in ("https://evil.example", "null", f"{ALLOWED_ORIGIN}.evil.example"):
                await refused(403, additional_headers=ada.headers | {"origin": origin})

    asyncio.run(scenario())


def test_frames_sent_before_the_connection_is_ready_are_not_lost(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            async with connect(ws(chat), additional_headers=ada.headers, proxy=None) as socket:
                await socket.send('{"type": "ping"}')
                await socket.send('{"type":"user_message","content":"Hello","client_message_id":"early"}')
                kinds = [json.loads(await asyncio.wait_for(socket.recv(), 5))["type"] for _ in range(4)]
                assert kinds == ["connection_ready", "pong", "thread_created", "message_received"]

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("{not json", "malformed_json"),
        ('"a string"', "malformed"),
        ("[1]", "malformed"),
        (b"\x00\x01", "malformed"),
        ("[" * 5000, "malformed_json"),
        ('{"type": "sing"}', "unknown_type"),
        ('{"no": "type"}', "unknown_type"),
        ('{"type": ["ping"]}', "unknown_type"),
        ('{"type": "user_message", "client_message_id": "a"}', "missing_field"),
        ('{"type": "user_message", "content": "hi"}', "missing_field"),
        ('{"type": "user_message", "content": "", "client_message_id": "a"}', "invalid_field"),
        ('{"type": "user_message", "content": " \\n", "client_message_id": "a"}', "invalid_field"),
        ('{"type": "user_message", "content": "a\\u0000b", "client_message_id": "a"}', "invalid_field"),
        ('{"type": "user_message", "content": "\\ud800", "client_message_id": "a"}', "invalid_field"),
        ('{"type": "user_message", "content": 7, "client_message_id": "a"}', "invalid_field"),
        (json.dumps({"type": "user_message", "content": "x" * 8001, "client_message_id": "a"}), "invalid_field"),
        ('{"type": "user_message", "content": "x", "client_message_id": "a", "thread_id": "7"}', "invalid_field"),
        ('{"type": "user_message", "content": "x", "client_message_id": "a", "agent": "no"}', "unknown_agent"),
        ('{"type": "resume", "after_seq": -1}', "invalid_field"),
        ('{"type": "resume", "after_seq": 99}', "unknown_seq"),
        ('{"type": "resume", "after_seq": 99999999999999999999}', "unknown_seq"),
        ('{"type": "cancel_run", "run_id": "4c5d1d1c-6b46-4b5e-8f43-000000000000"}', "not_found"),
    ],
)
def test_what_is_not_understood_is_answered_and_the_socket_stays(chat: Addresses, sent: str | bytes, code: str) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            async with ada.tab() as tab:
                await tab.socket.send(sent)
                error = await tab.next()
                assert (error["type"], error["seq"], error["payload"]["code"]) == ("error", None, code)
                assert error["payload"]["message"]
                assert error["payload"]["next_step"]
                await tab.send("ping")
                assert (await tab.next())["type"] == "pong"
            assert (await ada.get("/api/threads"))["items"] == []

    asyncio.run(scenario())


def test_too_much_and_no_text_close_the_socket(chat: Addresses) -> None:
    async def closed(ada: Customer, *data: Any, text: bool | None = None) -> int | None:
        async with ada.tab() as tab:
            await tab.socket.send(*data, text=text)
            return await tab.close_code()

    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            assert await closed(ada, json.dumps({"type": "ping", "more": "x" * 66_000})) == 1009
            assert await closed(ada, b'{"type": "\xff"}', text=True) == 1007

    asyncio.run(scenario())


def test_five_sockets_a_customer_whichever_process_serves_them(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            async with ada.tab(0), ada.tab(1), ada.tab(0), ada.tab(1):
                async with ada.tab(0), ada.tab(1) as sixth:
                    assert sixth.ready["type"] == "error"
                    assert sixth.ready["payload"]["code"] == "rate_limited"
                    assert await sixth.close_code() == 1013
                async with ada.tab(1) as again:
                    assert again.ready["type"] == "connection_ready"

    asyncio.run(scenario())


def test_questions_over_the_limit_of_a_minute_are_refused_and_not_stored(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await (await Customer.registered(chat, http)).on_plan("enterprise")
            thread = await ada.post("/api/threads", {"title": "Many"})
            async with ada.tab() as tab:
                ids = [await tab.ask(f"Question {number}", thread["id"]) for number in range(13)]
                error = await tab.type("error")
                assert error["payload"]["code"] == "rate_limited"
                assert error["payload"]["client_message_id"] == ids[-1]
                await tab.ends(12)
            page = await ada.get(f"/api/threads/{thread['id']}/messages?limit=100")
            asked = [message for message in page["items"] if message["role"] == "user"]
            assert [message["client_message_id"] for message in asked] == ids[:-1]

    asyncio.run(scenario())


def test_a_session_that_ends_closes_its_sockets_and_no_other(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            login = {"email": ada.signed_in["user"]["email"], "password": PASSWORD}
            other = Customer(chat, http, (await http.post(f"{chat.accounts_url}/auth/login", json=login)).json())
            async with ada.tab(0) as one, ada.tab(1) as two, other.tab(0) as stays:
                assert (await http.post(f"{chat.accounts_url}/auth/logout", headers=ada.headers)).is_success
                assert [await tab.close_code() for tab in (one, two)] == [1008, 1008]
                await stays.send("ping")
                assert (await stays.next())["type"] == "pong"
                # Ended behind Redis's back: the tables alone tell it.
                session = json.loads(base64.urlsafe_b64decode(other.token.split(".")[1] + "=="))["sid"]
                await sql(chat, "UPDATE sessions SET ended_at = now() WHERE id = $1", session)
                assert await stays.close_code() == 1008

    asyncio.run(scenario())


def test_rich_content_comes_back_unchanged(chat: Addresses) -> None:
    said = 'Zürich 中文 🦜👩‍🚀 "quotes" \\ </script> \u2028 e\u0301 {"a": [1, 2.50]}'

    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            async with ada.tab() as tab:
                await tab.ask(said)
                assert (await tab.type("message_received"))["payload"]["content"] == said
                thread_id = (await tab.type(*TERMINAL))["thread_id"]
            page = await ada.get(f"/api/threads/{thread_id}/messages", 1)
            assert page["items"][0]["content"] == said

    asyncio.run(scenario())


def test_an_idle_socket_gets_heartbeats(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            async with ada.tab() as tab:
                frame = json.loads(await asyncio.wait_for(tab.socket.recv(), 6))
                assert (frame["type"], frame["seq"]) == ("heartbeat", None)

    asyncio.run(scenario())
