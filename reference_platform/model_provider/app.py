"""The HTTP face of the scripted model: chat completions, whole and streamed, and the control API beside them.

The format follows https://platform.openai.com/docs/api-reference/chat. The control API: PUT /control/faults
{organisation|null, kind, seconds?, times?, after?}, DELETE /control/faults[?organisation=] and
GET /control/calls[?organisation=].
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reference_platform.model_provider import script
from reference_platform.model_provider.faults import Fault, Faults

#: How many characters one streamed piece holds, and how many calls the log keeps.
PIECE, KEPT = 120, 5000

#: Faults that answer at once: status and body.
_ANSWERS = {
    "429": (429, '{"error": {"code": "rate_limit_exceeded", "message": "too many requests"}}'),
    "500": (500, '{"error": {"code": "server_error", "message": "the model is broken"}}'),
    "garbage": (200, "<<< not a completion >>>"),
}


class Dropped(Exception):  # noqa: N818 - what became of the connection
    """The connection is to end in the middle of the answer."""


class DropsConnections:
    """Ends a connection without a word where `Dropped` was raised, as a dying provider would."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application; the answer of a dropped call is left unfinished, so that the server hangs up.

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
                headers = [(b"content-length", b"1")]
                await send({"type": "http.response.start", "status": 200, "headers": headers})


class ScriptedModel:
    """The process's whole state, faults and the log of calls, and its routes."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.log: deque[dict[str, Any]] = deque(maxlen=KEPT)

    def app(self) -> ASGIApp:
        """The application to serve."""
        routes = [
            Route("/v1/chat/completions", self.complete, methods=["POST"]),
            Route("/control/faults", self.put_fault, methods=["PUT"]),
            Route("/control/faults", self.clear_faults, methods=["DELETE"]),
            Route("/control/calls", self.calls),
            Route("/health/live", self.health),
            Route("/health/ready", self.health),
        ]
        return Starlette(routes=routes, middleware=[Middleware(DropsConnections)])

    async def health(self, _: Request) -> Response:
        """It leans on nothing, so it is ready whenever it is alive."""
        return JSONResponse({"status": "healthy"})

    async def put_fault(self, request: Request) -> Response:
        """Set a fault."""
        try:
            self.faults.put(Fault.model_validate_json(await request.body()))
        except ValidationError as error:
            return _refusal(422, "bad_fault", str(error))
        return Response(status_code=204)

    async def clear_faults(self, request: Request) -> Response:
        """Take faults back."""
        self.faults.clear(request.query_params.get("organisation"))
        return Response(status_code=204)

    async def calls(self, request: Request) -> Response:
        """The latest calls, oldest first."""
        of = request.query_params.get("organisation")
        return JSONResponse({"calls": [call for call in self.log if of in {None, call["organisation"]}]})

    async def complete(self, request: Request) -> Response:
        """One chat completion."""
        try:
            body = await request.json()
            said = script.reply(body)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return _refusal(400, "invalid_request_error", f"not a chat-completions request: {error!r}")
        fault = self.faults.strike(body.get("user"))
        kind = fault.kind if fault else None
        self.log.append(
            {"organisation": body.get("user"), "at": time.time(), "model": body.get("model"), "fault": kind}
            | {"called": [name for name, _ in said.calls], "stream": bool(body.get("stream"))}
        )
        if kind in _ANSWERS:
            status, text = _ANSWERS[kind]
            return Response(text, status, media_type="application/json")
        if fault and kind == "latency":
            await asyncio.sleep(fault.seconds or 0)
        if fault and kind == "hang":
            await _until_gone(request, fault.seconds)
        stream = bool(body.get("stream"))
        if kind == "hang" or (kind == "drop" and not stream):
            raise Dropped
        completion = _completion(body, said)
        if stream:
            return StreamingResponse(_streamed(completion, kind == "drop"), media_type="text/event-stream")
        return JSONResponse(completion)


async def _until_gone(request: Request, seconds: float | None) -> None:
    """Wait until the caller has hung up, at most so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


def _refusal(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"message": message, "code": code}}, status)


def _completion(request: dict[str, Any], said: script.Reply) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": said.text}
    for name, arguments in said.calls:
        function = {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}
        call = {"id": f"call_{uuid.uuid4().hex}", "type": "function", "function": function}
        message.setdefault("tool_calls", []).append(call)
    # A token is taken as four characters: the scripted model has no tokenizer, and nobody bills by it.
    texts = (json.dumps(said, ensure_ascii=False) for said in (request["messages"], message))
    prompt, written = (len(text) // 4 for text in texts)
    finish = "tool_calls" if said.calls else "stop"
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": request.get("model", ""),
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written},
    }


async def _streamed(completion: dict[str, Any], drop: bool) -> AsyncIterator[str]:
    """The same completion in pieces; a dropped one ends after the first."""
    choice = completion["choices"][0]
    text, calls = choice["message"]["content"], choice["message"].get("tool_calls", [])
    shell = {**completion, "object": "chat.completion.chunk"}
    usage = shell.pop("usage")
    deltas = [{"content": text[start : start + PIECE]} for start in range(0, len(text), PIECE)]
    deltas += [{"tool_calls": [{"index": index, **call}]} for index, call in enumerate(calls)]
    for delta in deltas:
        yield _event(shell | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        if drop:
            raise Dropped
    yield _event(shell | {"choices": [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}]})
    yield _event(shell | {"choices": [], "usage": usage})
    yield "data: [DONE]\n\n"


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"
