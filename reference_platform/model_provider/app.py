"""The HTTP face of the scripted model: chat completions, whole and streamed, and the control API beside them.

The format follows https://platform.openai.com/docs/api-reference/chat. The control API: PUT /control/faults
{organisation|null, kind, seconds?, times?, after?}, DELETE /control/faults[?organisation=] and
GET /control/calls[?organisation=].
"""

import asyncio
import contextlib
import json
import time
import uuid
from collections import deque
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from reference_platform.model_provider import script
from reference_platform.model_provider.faults import Fault, Faults

#: How many characters one streamed piece holds, and how many calls the log keeps.
PIECE, KEPT = 400, 5000

#: Faults that answer at once: status and body.
_ANSWERS = {
    "429": (429, '{"error": {"code": "rate_limit_exceeded", "message": "too many requests"}}'),
    "500": (500, '{"error": {"code": "server_error", "message": "the model is broken"}}'),
    "garbage": (200, "<<< not a completion >>>"),
}


class Unfinished(Response):
    """The beginning of an answer; the server then ends the connection, as where a provider dies."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send what there is, and never the end."""
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})


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
        return Starlette(routes=routes)

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
        call = {"organisation": body.get("user"), "at": time.time(), "model": body.get("model"), "fault": kind}
        call |= {"called": [name for name, _ in said.calls], "stream": bool(body.get("stream"))}
        self.log.append(call)
        if kind in _ANSWERS:
            status, text = _ANSWERS[kind]
            return Response(text, status, media_type="application/json")
        if fault and kind == "latency":
            await asyncio.sleep(fault.seconds or 0)
        if fault and kind == "hang":
            await _until_gone(request, fault.seconds)
            return Unfinished()
        completion = _completion(body, said)
        call["usage"] = None if kind == "drop" else completion["usage"]
        if not body.get("stream"):
            return Unfinished("{") if kind == "drop" else JSONResponse(completion)
        events = _events(completion)
        if kind == "drop":
            return Unfinished(next(events))
        return StreamingResponse(events, media_type="text/event-stream")


async def _until_gone(request: Request, seconds: float | None) -> None:
    """Wait until the caller has hung up, at most so many seconds, or until the process ends."""
    with contextlib.suppress(TimeoutError, asyncio.CancelledError):
        async with asyncio.timeout(seconds):
            while (await request.receive())["type"] != "http.disconnect":
                pass


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


def _events(completion: dict[str, Any]) -> Iterator[str]:
    """The same completion in pieces."""
    choice, usage = completion["choices"][0], completion["usage"]
    text, calls = choice["message"]["content"], choice["message"].get("tool_calls", [])
    pieces: list[dict[str, Any]] = [{"content": text[at : at + PIECE]} for at in range(0, len(text), PIECE)]
    pieces += [{"tool_calls": [{"index": index, **call}]} for index, call in enumerate(calls)]
    choices = [{"index": 0, "delta": piece, "finish_reason": None} for piece in pieces]
    choices.append({"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]})
    shell = completion | {"object": "chat.completion.chunk", "usage": None}
    for chunk in [*({"choices": [each]} for each in choices), {"choices": [], "usage": usage}]:
        yield f"data: {json.dumps(shell | chunk, ensure_ascii=False)}\n\n"
    yield "data: [DONE]\n\n"
