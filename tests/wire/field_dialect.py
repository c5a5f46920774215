"""The dialect of the front: the same canonical things under other names, in other shapes, with no numbers."""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from support.targets.apex.accounts import Accounts
from support.targets.apex.rows import Rows
from support.targets.canon import (
    Account,
    Answer,
    Body,
    Event,
    Figure,
    Frame,
    Message,
    Organisation,
    Problem,
    Ready,
    Reason,
    Received,
    Refusal,
    Run,
    SignIn,
    Started,
    Thought,
    Thread,
    Tokens,
    ToolEnd,
    ToolStart,
)
from support.targets.dialect import Call, Door, Page
from support.targets.spend import UsageRecord
from support.wire.traffic import Arrival

T = TypeVar("T")

EVENTS = {
    "connection_established": Event.READY, "heard": Event.RECEIVED, "talk_opened": Event.THREAD_CREATED,
    "refused": Event.ERROR, "begun": Event.STARTED, "musing": Event.THINKING, "instrument_taken": Event.TOOL_STARTED,
    "instrument_laid_down": Event.TOOL_ENDED, "done": Event.COMPLETED, "gave_up": Event.FAILED,
}  # fmt: skip
REASONS = {401: Reason.NOT_SIGNED_IN, 403: Reason.FORBIDDEN, 404: Reason.NOT_FOUND, 409: Reason.EMAIL_TAKEN}


class Field(Rows):
    """See :class:`support.targets.dialect.Dialect`. It offers no stores: the queries it inherits are never asked."""

    name = "field"
    secret_fields = frozenset({"bearer", "renewal", "pass_phrase", "ticket"})
    correlation_header = "x-trace"
    version_header = ""
    versions: Mapping[str, str] = {}
    rewritten = Accounts.rewritten
    """Its tokens are the embedded platform's own."""

    # accounts
    def register(self, email: str | None, password: str | None, name: str | None, organisation: str | None
                 ) -> Call[SignIn]:  # fmt: skip
        body = {"mail": email, "pass_phrase": password, "label": name, "company": organisation}
        given = {name: value for name, value in body.items() if value is not None}
        return Call("registers", "accounts", "POST", "/people/signup", sign_in, body=given)

    def sign_in(self, email: str, password: str) -> Call[SignIn]:
        body = {"mail": email, "pass_phrase": password}
        return Call("signs in", "accounts", "POST", "/people/signin", sign_in, body=body)

    def refresh(self, token: str) -> Call[SignIn]:
        return Call("renews", "accounts", "POST", "/people/renew", sign_in, body={"renewal": token})

    def sign_out(self) -> Call[None]:
        return Call("signs out", "accounts", "POST", "/people/signout", nothing, (204,))

    def whoami(self) -> Call[Account]:
        return Call("opens the account", "accounts", "GET", "/people/self", account)

    def published_keys(self) -> Call[list[Mapping[str, Any]]]:
        return Call("reads the keys", "accounts", "GET", "/people/keys", lambda value: list(value["keys"]))

    def set_plan(self, organisation_id: str, plan: str) -> Call[None]:
        path = f"/companies/{organisation_id}/tier"
        return Call("sets the plan", "accounts", "PUT", path, nothing, (200, 204), {"tier": plan})

    def invite(self, organisation_id: str, email: str, role: str) -> Call[str]:
        path, body = f"/companies/{organisation_id}/guests", {"mail": email, "position": role}
        return Call("invites", "accounts", "POST", path, lambda value: str(value["ticket"]), body=body)

    def accept(self, invitation: str, password: str, name: str) -> Call[SignIn]:
        body = {"pass_phrase": password, "label": name}
        return Call("accepts", "accounts", "POST", f"/guests/{invitation}/join", sign_in, body=body)

    # conversations
    def import_usage(self, records: Sequence[UsageRecord]) -> Call[int]:
        lines = [
            {"time": each.time.isoformat(), "provider": each.provider, "model": each.model, "feature": each.feature,
             "segment": each.segment, "prompt_tokens": each.prompt_tokens, "latency_ms": each.latency_ms,
             "completion_tokens": each.completion_tokens, "cost_usd": str(each.cost_usd), "cached": each.cached,
             "error": each.error}
            for each in records
        ]  # fmt: skip
        return Call("hands in", "chat", "POST", "/spend", lambda value: int(value["taken"]),
                    body={"lines_of_spend": lines})  # fmt: skip

    def create_thread(self, fields: Mapping[str, Any]) -> Call[Thread]:
        return Call("opens a talk", "chat", "POST", "/talks", thread, body={"title": fields.get("title") or "talk"})

    def threads(self, version: str | None = None) -> Call[Page[Thread]]:
        return Call("lists talks", "chat", "GET", "/talks", page(thread))

    def thread(self, thread_id: str) -> Call[Thread]:
        return Call("opens the talk", "chat", "GET", f"/talks/{thread_id}", thread)

    def messages(self, thread_id: str, version: str | None = None) -> Call[Page[Message]]:
        return Call("reads the talk", "chat", "GET", f"/talks/{thread_id}/lines", page(message))

    def post(self, thread_id: str, text: str, message_id: str, run: bool) -> Call[Message]:
        body = {"words": text, "turn_id": message_id, "run": run}
        return Call("writes", "chat", "POST", f"/talks/{thread_id}/lines", message, body=body)

    def run(self, run_id: str) -> Call[Run]:
        return Call("reads the job", "chat", "GET", f"/jobs/{run_id}", run)

    def runs(self, thread_id: str | None = None, agent: str | None = None, status: str | None = None
             ) -> Call[Page[Run]]:  # fmt: skip
        return Call("lists jobs", "chat", "GET", f"/jobs?talk={thread_id}", page(run))

    def bearer(self, token: str) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {token}"),)

    def refusal(self, status: int, body: Any) -> Refusal | None:
        if not isinstance(body, dict) or "error_code" not in body:
            return None
        reason = Reason.WRONG_CREDENTIALS if "credentials" in body["error_code"] else REASONS.get(status, Reason.OTHER)
        return Refusal(reason, status, body["error_code"], body.get("error_message"), None, None, body["error_code"])

    # the socket
    def door(self, token: str, via: str) -> Door:
        encoded = base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")
        return Door("/live", subprotocols=("jwt-auth", f"jwt.{encoded}") if token else ("jwt-auth",))

    def user_message(self, text: str, thread_id: str | None, message_id: str, agent: str | None,
                     options: Mapping[str, Any] | None) -> str:  # fmt: skip
        payload = {"user_request": text, "talk": thread_id, "turn_id": message_id}
        return json.dumps({"type": "start_agent", "payload": payload})

    def resume(self, after_seq: int) -> str:
        raise NotImplementedError("this platform numbers nothing")

    def ping(self) -> str:
        return json.dumps({"type": "ping"})

    def cancel(self, run_id: str) -> str:
        raise NotImplementedError("this platform stops nothing")

    def unknown_kind(self) -> str:
        return json.dumps({"type": "coffee"})

    def frame(self, arrival: Arrival, actor: str, tab: str) -> Frame:
        raw = json.loads(str(arrival.data))
        data = raw["data"]
        event = EVENTS.get(data["event"], Event.UNKNOWN)
        return Frame(
            event=event, number=arrival.number, at=arrival.at, actor=actor, tab=tab, seq=None,
            user_id=data["reader"], thread_id=data["talk"], run_id=data["job"], agent=data["who"],
            produced=datetime.datetime.fromtimestamp(raw["time"], datetime.UTC), correlation_id=None, degraded=False,
            body=body(event, data), raw=raw,
        )  # fmt: skip


def body(event: Event, data: Mapping[str, Any]) -> Body | None:
    took = (data.get("took") or 0) / 1000
    match event:
        case Event.READY:
            return Ready(data["reader"], None, None, {})
        case Event.RECEIVED:
            return Received(None, data["turn_id"], data.get("words"))
        case Event.STARTED:
            return Started(data["who"], tuple(data["tier"]))
        case Event.THINKING:
            return Thought(data["musing"], data["step"], data["progress"])
        case Event.TOOL_STARTED:
            return ToolStart(data["instrument"], data["why"], data["given"], data["use"])
        case Event.TOOL_ENDED:
            return ToolEnd(data["instrument"], data["use"], data["came_to"], data["in_short"], took)
        case Event.COMPLETED:
            numbers = tuple(figure(each) for each in data["numbers"])
            return Answer(data["reply"], numbers, tuple(data["advice"]), tuple(data["then_do"]), data["confidence"],
                          tuple(data["hands"]), took)  # fmt: skip
        case Event.FAILED | Event.ERROR:
            return Problem(Reason.OTHER, data["error_code"], data["error_message"], None)
    return None


def figure(value: Mapping[str, Any]) -> Figure:
    return Figure(value["label"], value["about"], Decimal(str(value["amount"])), value["unit"])


def account(value: Any) -> Account:
    company = value["company"]
    organisation = Organisation(company["uid"], company["label"], company["tier"])
    return Account(value["uid"], value["mail"], value["label"], organisation, value["position"])


def sign_in(value: Any) -> SignIn:
    tokens = Tokens(value["bearer"], value["renewal"], value["kind"], value["valid_s"])
    return SignIn(tokens, account(value["person"]))


def thread(value: Any) -> Thread:
    return Thread(value["uid"], value["title"], value["status"], value.get("host"), None, None, value)


def message(value: Any) -> Message:
    return Message(value["uid"], None, value["position"], value["words"], None, None, value.get("job"), None)


def run(value: Any) -> Run:
    return Run(value["uid"], None, value["status"], None, None, (), None, None, None, None, value)


def page(reads: Callable[[Any], T]) -> Callable[[Any], Page[T]]:
    return lambda value: Page(tuple(reads(each) for each in value["rows"]), None)


def nothing(_: Any) -> None:
    return None
