"""The HTTP face of the scripted model: chat completions, whole and streamed, and the control API beside them.

The format follows https://platform.openai.com/docs/api-reference/chat. The control API:
PUT /control/faults {organisation|null, kind, seconds?, times?, after?}, DELETE
/control/faults[?organisation=], GET /control/calls[?organisation=].
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reference_platform.model_provider import script
from reference_platform.model_provider.faults import CallLog, Fault, Faults

#: How many characters one streamed piece holds.
PIECE = 120


class Dropped(Exception):  # noqa: N818
    """The connection is to end in the middle of the answer."""


class DropsConnections:
    """Ends a connection without a word where `Dropped` was raised, as a dying provider would."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application and leave the answer of a dropped call unfinished; the server closes its
        connection.

        A call that still hangs when the process ends is cancelled by the server, and dropped like the others.
        """
        begun = False

        async def note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, note)
        except (Dropped, asyncio.CancelledError):
            if not begun:  # or the server would make it an honest 500
                await send(
                    {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]}
                )


class ScriptedModel:
    """The process's whole state, faults and the call log, and its routes."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.log = CallLog()

    def app(self) -> ASGIApp:
        """The application to serve."""
        routes = [
            Route("/v1/chat/completions", self.complete, methods=["POST"]),
            Route("/control/faults", self.put_fault, methods=["PUT"]),
            Route("/control/faults", self.clear_faults, methods=["DELETE"]),
            Route("/control/calls", self.calls, methods=["GET"]),
            Route("/health/live", self.health, methods=["GET"]),
            Route("/health/ready", self.health, methods=["GET"]),
        ]
        return Starlette(routes=routes, middleware=[Middleware(DropsConnections)])

    async def health(self, _: Request) -> Response:
        """Alive; it leans on nothing, so it is ready whenever it is alive."""
        return JSONResponse({"status": "healthy"})

    async def put_fault(self, request: Request) -> Response:
        """Set a fault."""
        try:
            self.faults.put(await request.json())
        except (ValueError, AttributeError) as error:
            return _refusal(422, "bad_fault", str(error))
        return Response(status_code=204)

    async def clear_faults(self, request: Request) -> Response:
        """Take faults back."""
        self.faults.clear(request.query_params.get("organisation"))
        return Response(status_code=204)

    async def calls(self, request: Request) -> Response:
        """The call log."""
        return JSONResponse({"calls": self.log.of(request.query_params.get("organisation"))})

    async def complete(self, request: Request) -> Response:
        """One chat completion."""
        try:
            body = await request.json()
            said = script.reply(body)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return _refusal(400, "invalid_request_error", f"not a chat-completions request: {error!r}")
        organisation = body.get("user")
        fault = self.faults.strike(organisation)
        self.log.add(
            organisation=organisation,
            at=time.time(),
            model=body.get("model"),
            stream=bool(body.get("stream")),
            offered=[tool["function"]["name"] for tool in body.get("tools") or []],
            called=[name for name, _ in said.calls],
            fault=fault.kind if fault else None,
        )
        if fault and (failed := await self._failed(fault, request)):
            return failed
        completion = _completion(body, said)
        drop = fault is not None and fault.kind == "drop"
        if body.get("stream"):
            usage = bool((body.get("stream_options") or {}).get("include_usage"))
            return StreamingResponse(_streamed(completion, usage, drop), media_type="text/event-stream")
        if drop:
            raise Dropped
        return JSONResponse(completion)

    async def _failed(self, fault: Fault, request: Request) -> Response | None:
        if fault.kind == "429":
            return _refusal(429, "rate_limit_exceeded", "too many requests")
        if fault.kind == "500":
            return _refusal(500, "server_error", "the model is broken")
        if fault.kind == "garbage":
            return Response("<<< 0x7f not a completion >>>", media_type="text/event-stream")
        if fault.kind == "latency":
            await asyncio.sleep(fault.seconds or 0)
        if fault.kind == "hang":
            await _until_gone(request, fault.seconds)
            raise Dropped
        return None


async def _until_gone(request: Request, seconds: float | None) -> None:
    """Wait until the caller has hung up, at most so many seconds."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(gone(), seconds)
    except TimeoutError:
        return


def _refusal(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"message": message, "type": code, "code": code}}, status)


def _completion(request: dict[str, Any], said: script.Reply) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": said.text}
    if said.calls:
        message["tool_calls"] = [
            {
                "id": f"call_{uuid.uuid4().hex}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)},
            }
            for name, arguments in said.calls
        ]
    # A token is taken as four characters: the scripted model has no tokenizer, and nobody bills by it.
    prompt = len(json.dumps(request["messages"], ensure_ascii=False)) // 4
    written = len(json.dumps(message, ensure_ascii=False)) // 4
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": request.get("model", ""),
        "choices": [
            {"index": 0, "message": message, "finish_reason": "tool_calls" if said.calls else "stop"}
        ],
        "usage": {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written},
    }


async def _streamed(completion: dict[str, Any], usage: bool, drop: bool) -> AsyncIterator[str]:
    choice = completion["choices"][0]
    message: dict[str, Any] = choice["message"]
    shell = {key: completion[key] for key in ("id", "created", "model")} | {"object": "chat.completion.chunk"}

    def piece(delta: dict[str, Any], finish: str | None = None) -> str:
        choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
        return f"data: {json.dumps({**shell, 'choices': choices}, ensure_ascii=False)}\n\n"

    text: str = message["content"]
    yield piece({"role": "assistant", "content": text[:PIECE]})
    if drop:
        raise Dropped
    for start in range(PIECE, len(text), PIECE):
        yield piece({"content": text[start : start + PIECE]})
    for index, call in enumerate(message.get("tool_calls", [])):
        yield piece({"tool_calls": [{"index": index, **call}]})
    yield piece({}, choice["finish_reason"])
    if usage:
        yield f"data: {json.dumps({**shell, 'choices': [], 'usage': completion['usage']})}\n\n"
    yield "data: [DONE]\n\n"
