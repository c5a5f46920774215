"""A platform of another tongue: a front before the embedded stack that renames and reshapes everything.

Other paths, other field names, events nested two deep under three outer types, Unix timestamps, no number in the user's
order, tokens by subprotocol only (CONTRACT.md, "Other deployments of this family").
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime
import json
import re
import socket
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from support.wire.loop import LoopThread

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

PATHS = (
    (r"/people/signup", "accounts", "/auth/register"),
    (r"/people/signin", "accounts", "/auth/login"),
    (r"/people/renew", "accounts", "/auth/refresh"),
    (r"/people/signout", "accounts", "/auth/logout"),
    (r"/people/self", "accounts", "/auth/me"),
    (r"/people/keys", "accounts", "/.well-known/jwks.json"),
    (r"/companies/([^/]+)/tier", "accounts", r"/organisations/\1/plan"),
    (r"/companies/([^/]+)/guests", "accounts", r"/organisations/\1/invitations"),
    (r"/guests/([^/]+)/join", "accounts", r"/invitations/\1/accept"),
    (r"/spend", "chat", "/api/usage"),
    (r"/talks", "chat", "/api/threads"),
    (r"/talks/([^/]+)", "chat", r"/api/threads/\1"),
    (r"/talks/([^/]+)/lines", "chat", r"/api/threads/\1/messages"),
    (r"/jobs/([^/]+)", "chat", r"/api/runs/\1"),
)
RENAMED = {
    "email": "mail", "password": "pass_phrase", "name": "label", "organisation": "company", "access_token": "bearer",
    "refresh_token": "renewal", "token_type": "kind", "expires_in": "valid_s", "user": "person", "plan": "tier",
    "role": "position", "id": "uid", "records": "lines_of_spend", "imported": "taken", "items": "rows",
    "content": "words", "client_message_id": "turn_id", "thread_id": "talk", "run_id": "job", "owner_id": "host",
    "answer": "reply", "figures": "numbers", "value": "amount", "subject": "about", "thought": "musing",
    "tool": "instrument", "purpose": "why", "parameters": "given", "call_id": "use", "outcome": "came_to",
    "summary": "in_short", "duration_ms": "took", "path": "hands", "next_steps": "then_do", "token": "ticket",
    "recommendations": "advice", "code": "error_code", "message": "error_message",
}  # fmt: skip
BACK = {theirs: ours for ours, theirs in RENAMED.items()}
EVENTS = {
    "connection_ready": ("system_message", "connection_established"),
    "message_received": ("system_message", "heard"),
    "thread_created": ("system_message", "talk_opened"),
    "error": ("system_message", "refused"),
    "agent_started": ("agent_progress", "begun"),
    "agent_thinking": ("agent_progress", "musing"),
    "tool_executing": ("agent_progress", "instrument_taken"),
    "tool_completed": ("agent_progress", "instrument_laid_down"),
    "agent_completed": ("agent_response_complete", "done"),
    "agent_error": ("agent_response_complete", "gave_up"),
}


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The same JSON under other names."""
    if isinstance(value, dict):
        return {names.get(name, name): renamed(inner, names) for name, inner in value.items()}
    return [renamed(inner, names) for inner in value] if isinstance(value, list) else value


class FieldFront:
    """The running front; ``url`` is where it answers."""

    def __init__(self, accounts_url: str, chat_url: str) -> None:
        self._upstream = {"accounts": accounts_url, "chat": chat_url}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        config = uvicorn.Config(self._app, interface="asgi3", log_level="error", lifespan="off", ws="websockets-sansio")
        self._server = uvicorn.Server(config)
        self._thread = LoopThread()
        self._serving = asyncio.run_coroutine_threadsafe(
            self._server.serve(sockets=[self._listener]), self._thread.loop
        )

    def close(self) -> None:
        """Ends the front."""
        self._server.should_exit = True
        self._serving.result(timeout=10)
        self._thread.close()

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._socket if scope["type"] == "websocket" else self._exchange)(scope, receive, send)

    # -- HTTP
    async def _exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        status, answer = await self._asked(scope, body)
        await send({"type": "http.response.start", "status": status,
                    "headers": [(b"content-type", b"application/json")]})  # fmt: skip
        await send({"type": "http.response.body", "body": json.dumps(answer).encode() if answer is not None else b""})

    async def _asked(self, scope: Scope, body: bytes) -> tuple[int, Any]:
        found = ((re.fullmatch(pattern, scope["path"]), service, path) for pattern, service, path in PATHS)
        match, service, path = next((each for each in found if each[0]), (None, "", ""))
        if match is None:
            return 404, {"error_code": "nowhere"}
        sent = renamed(json.loads(body), BACK) if body else None
        headers = {name.decode(): value.decode() for name, value in scope["headers"] if name == b"authorization"}
        async with httpx.AsyncClient(trust_env=False, verify=False, timeout=30) as client:
            answer = await client.request(
                scope["method"], self._upstream[service] + match.expand(path), json=sent, headers=headers
            )
        if not answer.content:
            return answer.status_code, None
        told = answer.json()
        if answer.is_error:
            told = {"type": "error_message", **renamed(told["error"], RENAMED)}
            return answer.status_code, told
        status = 200 if answer.status_code == 201 else answer.status_code
        return status, renamed(told, RENAMED)

    # -- the socket
    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        token = next((name[4:] for name in scope["subprotocols"] if name.startswith("jwt.")), "")
        genuine = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        address = "ws" + self._upstream["chat"].removeprefix("http") + "/ws"
        try:
            upstream = await connect(
                address, additional_headers={"authorization": f"Bearer {genuine}"} if genuine else {}, proxy=None
            )
        except InvalidStatus as refused:
            told = renamed(json.loads(refused.response.body or b"{}").get("error", {}), RENAMED)
            await send({"type": "websocket.http.response.start", "status": refused.response.status_code, "headers": []})
            await send({"type": "websocket.http.response.body",
                        "body": json.dumps({"type": "error_message", **told}).encode()})  # fmt: skip
            return
        await send({"type": "websocket.accept", "subprotocol": "jwt-auth"})
        down = asyncio.create_task(self._downwards(upstream, send))
        with contextlib.suppress(ConnectionClosed):
            while (message := await receive())["type"] == "websocket.receive":
                await upstream.send(upwards(message["text"]))
        await upstream.close()
        await down

    async def _downwards(self, upstream: ClientConnection, send: Send) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for text in upstream:
                told = downwards(json.loads(text))
                if told is not None:
                    await send({"type": "websocket.send", "text": json.dumps(told, ensure_ascii=False)})


def upwards(text: str) -> str:
    """A client's frame in the stack's tongue."""
    frame = json.loads(text)
    said = frame["payload"]
    ours = {"type": "user_message", "content": said["user_request"], "client_message_id": said["turn_id"]}
    if said.get("talk"):
        ours["thread_id"] = said["talk"]
    return json.dumps(ours)


def downwards(frame: dict[str, Any]) -> dict[str, Any] | None:
    """A frame of the stack in this tongue; None for what this tongue has no word for."""
    if frame["type"] not in EVENTS:
        return None
    outer, event = EVENTS[frame["type"]]
    moment = datetime.datetime.fromisoformat(frame["timestamp"]).timestamp()
    data = {"event": event, "talk": frame["thread_id"], "job": frame["run_id"], "who": frame["agent"],
            "reader": frame["user_id"], **renamed(frame["payload"], RENAMED)}  # fmt: skip
    return {"type": outer, "time": moment, "data": data}
