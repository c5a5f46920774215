"""A small platform of the family's other tongue (CONTRACT.md, the last section): it keeps all in memory, and answers
by rote. It stands for no promise: it shows that the dialect ``field`` understands what is in use."""

from __future__ import annotations

import asyncio
import base64
import datetime
import json
import re
import socket
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import jwt
import uvicorn

from support.wire.loop import LoopThread

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Answer = tuple[int, Any]

KEY = "a key of thirty-two bytes at least, for HS256"
STYLES = ("nested in data.event", "nested in data.type", "flat")


class FieldServer:
    """Running; ``url`` is where it answers. ``style``: one of :data:`STYLES`."""

    def __init__(self, style: str) -> None:
        self.style = style
        self.users: dict[str, dict[str, Any]] = {}
        self.threads: dict[str, dict[str, Any]] = {}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        config = uvicorn.Config(self._app, interface="asgi3", log_level="error", lifespan="off", ws="websockets-sansio")
        self._server = uvicorn.Server(config)
        self._thread = LoopThread()
        serving = self._server.serve(sockets=[self._listener])
        self._serving = asyncio.run_coroutine_threadsafe(serving, self._thread.loop)

    def close(self) -> None:
        """Ends it."""
        self._server.should_exit = True
        self._serving.result(timeout=10)
        self._thread.close()

    async def _app(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._talks(scope, receive, send)
            return
        body = (await receive()).get("body", b"")
        sent = json.loads(body) if body else {}
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        query = dict(each.split("=") for each in scope["query_string"].decode().split("&") if each)
        status, answer = self._answers(scope["method"], scope["path"], sent, headers, query)
        kind = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": kind})
        await send({"type": "http.response.body", "body": b"" if answer is None else json.dumps(answer).encode()})

    # -- HTTP
    def _answers(
        self, method: str, path: str, sent: Any, headers: Mapping[str, str], query: Mapping[str, str]
    ) -> Answer:
        match method, path:
            case "POST", "/auth/register":
                if sent["email"] in self.users:
                    return refusal(409, "EMAIL_TAKEN", "This address is taken")
                if sent["password"] != sent["confirm_password"]:
                    return refusal(422, "MISMATCH", "The passwords differ")
                self.users[sent["email"]] = {"id": str(uuid.uuid4()), **sent}
                return 201, self._tokens(self.users[sent["email"]])
            case "POST", "/auth/login":
                user = self.users.get(sent["email"])
                if user is None or user["password"] != sent["password"]:
                    return refusal(401, "AUTH_FAILED", "Invalid credentials")
                return 200, self._tokens(user)
            case "POST", "/auth/refresh":
                return 200, self._tokens(self._of(sent["refresh_token"]) or {})
        user = self._of(headers.get("authorization", "").removeprefix("Bearer "))
        if user is None:
            missing = "authorization" not in headers
            return refusal(403 if missing else 401, "NO_AUTH", "Not authenticated" if missing else "Bad token")
        if (method, path) == ("POST", "/auth/logout"):
            return 200, None
        if (method, path) == ("GET", "/auth/me"):
            return 200, {"user_id": user["id"], "email": user["email"], "name": user["name"]}
        return self._converses(user, method, path, sent, query)

    def _converses(self, user: Any, method: str, path: str, sent: Any, query: Mapping[str, str]) -> Answer:
        start, end = int(query.get("offset", 0)), int(query.get("offset", 0)) + int(query.get("limit", 20))
        if path == "/api/threads":
            if method == "POST":
                return 201, self._opens(user, sent["metadata"])
            mine = [shown(each) for each in self.threads.values() if each["user"] == user["id"]]
            return 200, {"threads": mine[start:end], "total": len(mine)}
        found = re.fullmatch(r"/api/threads/([^/]+)(/messages)?", path)
        thread = self.threads.get(found[1]) if found else None
        if thread is None:
            return refusal(404, "NOT_FOUND", "No such thing")
        if thread["user"] != user["id"]:
            return refusal(403, "FORBIDDEN", "This is not yours")
        match method, bool(found and found[2]):
            case "POST", True:
                thread["messages"].append({"id": str(uuid.uuid4()), "role": "user", "content": sent["message"],
                                           "created_at": time.time()})  # fmt: skip
                return 201, {"message": thread["messages"][-1]}
            case "GET", True:
                return 200, thread["messages"][start:end]
            case "PUT", False:
                thread["metadata"] |= sent
                return 200, shown(thread)
            case "DELETE", False:
                thread["status"] = "archived"
                return 204, None
        return 200, shown(thread)

    def _opens(self, user: Any, metadata: Any) -> Any:
        thread = {"id": str(uuid.uuid4()), "user": user["id"], "status": "active", "messages": [],
                  "metadata": {**metadata, "user_id": user["id"]}}  # fmt: skip
        self.threads[thread["id"]] = thread
        return shown(thread)

    def _tokens(self, user: Any) -> Any:
        now = int(time.time())
        claims = {"sub": user["id"], "email": user["email"], "permissions": [], "iss": "field", "aud": "field",
                  "iat": now, "exp": now + 900, "token_type": "access", "jti": str(uuid.uuid4())}  # fmt: skip
        refresh = jwt.encode({**claims, "token_type": "refresh"}, KEY, "HS256")
        return {"access_token": jwt.encode(claims, KEY, "HS256"), "refresh_token": refresh, "token_type": "bearer"}

    def _of(self, token: str) -> Any:
        try:
            claims = jwt.decode(token, KEY, ["HS256"], audience="field")
        except jwt.PyJWTError:
            return None
        return self.users.get(claims["email"])

    # -- the socket
    async def _talks(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        await receive()
        encoded = next((each[4:] for each in scope["subprotocols"] if each.startswith("jwt.")), "")
        bearer = dict(scope["headers"]).get(b"authorization", b"").decode().removeprefix("Bearer ")
        user = self._of(bearer or base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode())
        if user is None:
            status, told = refusal(401, "NO_AUTH", "Bad token")
            await send({"type": "websocket.http.response.start", "status": status, "headers": []})
            await send({"type": "websocket.http.response.body", "body": json.dumps(told).encode()})
            return
        await send({"type": "websocket.accept", "subprotocol": "jwt-auth" if encoded else None})

        async def tells(outer: str, event: str, payload: Mapping[str, Any]) -> None:
            frame = self._frame(outer, event, payload)
            await send({"type": "websocket.send", "text": json.dumps(frame)})

        first = {"nested in data.event": "connection_established", "nested in data.type": "connect"}
        about = {"user_id": user["id"], "connection_id": "c-1"}
        await tells("system_message", first.get(self.style, "connection_established"), about)
        while (message := await receive())["type"] == "websocket.receive":
            sent = json.loads(message["text"])
            if sent["type"] == "start_agent":
                await self._works(user, sent["payload"], tells)
            elif sent["type"] == "ping":
                await tells("pong", "pong", {})
            else:
                error = {"error_code": "UNKNOWN", "error_message": "No such type", "details": "Send start_agent."}
                await send({"type": "websocket.send", "text": json.dumps({"type": "error_message", **error})})

    async def _works(self, user: Any, asked: Any, tells: Callable[..., Awaitable[None]]) -> None:
        thread = asked.get("thread_id") or self._opens(user, {"title": asked["user_request"]})["id"]
        of = {"user_id": user["id"], "thread_id": thread, "run_id": str(uuid.uuid4()), "agent_name": "analyst"}
        call = {"tool_name": "usage_summary", "call_id": "t-1"}
        received = {"client_message_id": asked["turn_id"], "content": asked["user_request"]}
        await tells("system_message", "message_received", {**of, **received})
        await tells("agent_progress", "agent_started", {**of, "plan": ["analyst"]})
        await tells("agent_progress", "agent_thinking", {**of, "thought": "I look at the records.", "step": 1})
        await tells("agent_progress", "tool_executing", {**of, **call, "purpose": "to sum up", "parameters": {}})
        await tells("agent_progress", "tool_completed", {**of, **call, "outcome": "ok", "summary": "3 records"})
        answer = {"response": f"You asked: {asked['user_request']}", "figures": [], "confidence": 0.5}
        await tells("agent_response_complete", "agent_completed", {**of, **answer})

    def _frame(self, outer: str, event: str, payload: Mapping[str, Any]) -> Any:
        now = datetime.datetime.now(datetime.UTC)
        if self.style == "flat":
            return {"type": event, "timestamp": now.isoformat(), "payload": payload}
        name = self.style.removeprefix("nested in data.")
        return {"type": outer, "timestamp": now.timestamp(), "data": {name: event, **payload}}


def refusal(status: int, code: str, said: str) -> Answer:
    """As the family words it."""
    return status, {"type": "error_message", "error_code": code, "error_message": said, "details": "Try again."}


def shown(thread: Any) -> Any:
    """A conversation without what is the server's own; its title stands in the metadata alone."""
    return {name: thread[name] for name in ("id", "status", "metadata")}
