"""The HTTP calls of the wire, and how a refusal reads."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from support.targets.apex import shapes
from support.targets.apex.pages import identity as _id
from support.targets.apex.pages import page as _page
from support.targets.canon import Account, Message, Reason, Refusal, SignIn
from support.targets.dialect import Call, Page, ShapeError
from support.targets.spend import UsageRecord

_REASON_BY_CODE = {
    "email_taken": Reason.EMAIL_TAKEN,
    "bad_email": Reason.BAD_EMAIL,
    "invalid_email": Reason.BAD_EMAIL,
    "weak_password": Reason.WEAK_PASSWORD,
    "missing_field": Reason.MISSING_FIELD,
    "invalid_field": Reason.INVALID,
    "wrong_credentials": Reason.WRONG_CREDENTIALS,
    "invalid_credentials": Reason.WRONG_CREDENTIALS,
    "plan_required": Reason.PLAN_REQUIRED,
    "no_seat": Reason.NO_SEAT,
    "sso_denied": Reason.DENIED,
    "sso_attempt": Reason.UNTRUSTED,
    "sso_untrusted": Reason.UNTRUSTED,
    "sso_unavailable": Reason.UNAVAILABLE,
    "sso_no_company": Reason.NO_COMPANY,
    "quota_exceeded": Reason.QUOTA_SPENT,
    "rate_limited": Reason.RATE_LIMITED,
    "forbidden": Reason.FORBIDDEN,
    "not_found": Reason.NOT_FOUND,
    "too_large": Reason.TOO_LARGE,
    "malformed_json": Reason.MALFORMED,
    "nested_too_deep": Reason.INVALID,
    "malformed": Reason.MALFORMED,
    "unknown_type": Reason.UNKNOWN_KIND,
    "unavailable": Reason.UNAVAILABLE,
    "unsupported_version": Reason.UNSUPPORTED_VERSION,
    "unknown_agent": Reason.UNKNOWN_AGENT,
    "run_timeout": Reason.OUT_OF_TIME,
    "model_unavailable": Reason.MODEL_DOWN,
    "status_not_allowed": Reason.WRONG_STATE,
    "run_at_work": Reason.AT_WORK,
}
_REASON_BY_STATUS = {
    400: Reason.MALFORMED,
    401: Reason.NOT_SIGNED_IN,
    402: Reason.QUOTA_SPENT,
    403: Reason.FORBIDDEN,
    404: Reason.NOT_FOUND,
    405: Reason.NO_SUCH_ACT,
    409: Reason.CONFLICT,
    412: Reason.STALE,
    413: Reason.TOO_LARGE,
    422: Reason.INVALID,
    423: Reason.LOCKED,
    429: Reason.RATE_LIMITED,
    503: Reason.UNAVAILABLE,
}


def reason(code: str | None, status: int | None = None) -> Reason:
    """The canonical reason behind a code, or behind a status where the code is not known."""
    return _REASON_BY_CODE.get(code or "") or _REASON_BY_STATUS.get(status or 0, Reason.OTHER)


class Calls:
    """See :class:`support.targets.dialect.Dialect`, accounts and conversations."""

    def register(
        self, email: str | None, password: str | None, name: str | None, organisation: str | None
    ) -> Call[SignIn]:
        """POST /auth/register."""
        body = _given(email=email, password=password, name=name, organisation=organisation)
        return Call("registers", "accounts", "POST", "/auth/register", shapes.sign_in, (201,), body, makes="accounts")

    def sign_in(self, email: str, password: str) -> Call[SignIn]:
        """POST /auth/login."""
        body = {"email": email, "password": password}
        return Call("signs in", "accounts", "POST", "/auth/login", shapes.sign_in, body=body)

    def refresh(self, token: str) -> Call[SignIn]:
        """POST /auth/refresh."""
        body = {"refresh_token": token}
        return Call("renews the sign-in", "accounts", "POST", "/auth/refresh", shapes.sign_in, body=body)

    def sign_out(self) -> Call[None]:
        """POST /auth/logout."""
        return Call("signs out", "accounts", "POST", "/auth/logout", _nothing, (204,))

    def whoami(self) -> Call[Account]:
        """GET /auth/me."""
        return Call("opens the account", "accounts", "GET", "/auth/me", _account)

    def published_keys(self) -> Call[list[Mapping[str, Any]]]:
        """GET /.well-known/jwks.json."""
        return Call("reads the published keys", "accounts", "GET", "/.well-known/jwks.json", _keys)

    def set_plan(self, organisation_id: str, plan: str) -> Call[None]:
        """PUT /organisations/{id}/plan."""
        path = f"/organisations/{_id(organisation_id)}/plan"
        return Call(f"puts the organisation on {plan}", "accounts", "PUT", path, _nothing, (200, 204), {"plan": plan})

    def invite(self, organisation_id: str, email: str, role: str) -> Call[str]:
        """POST /organisations/{id}/invitations."""
        path = f"/organisations/{_id(organisation_id)}/invitations"
        body = {"email": email, "role": role}
        return Call(
            "invites somebody", "accounts", "POST", path, lambda value: shapes.text(value, "token"), (201,), body
        )

    def accept(self, invitation: str, password: str, name: str) -> Call[SignIn]:
        """POST /invitations/{token}/accept."""
        path = f"/invitations/{_id(invitation)}/accept"
        body = {"password": password, "name": name}
        return Call("accepts the invitation", "accounts", "POST", path, shapes.sign_in, (201,), body, makes="accounts")

    def import_usage(self, records: Sequence[UsageRecord]) -> Call[int]:
        """POST /api/usage."""
        body = {"records": [_record(record) for record in records]}
        return Call(
            "hands in usage records", "chat", "POST", "/api/usage", _imported, (201,), body, makes="imports of usage"
        )

    def messages(self, thread_id: str, version: str | None = None) -> Call[Page[Message]]:
        """GET /api/threads/{id}/messages."""
        reads = shapes.older_message if version == "older" else shapes.message
        return _page("reads the conversation", f"/api/threads/{_id(thread_id)}/messages", reads, version)

    def post(self, thread_id: str, text: str, message_id: str, run: bool) -> Call[Message]:
        """POST /api/threads/{id}/messages."""
        path = f"/api/threads/{_id(thread_id)}/messages"
        body = {"content": text, "client_message_id": message_id, "run": run}
        makes = "questions" if run else "messages"
        return Call("writes a message", "chat", "POST", path, _posted, (201,), body, makes=makes)

    def bearer(self, token: str) -> tuple[tuple[str, str], ...]:
        """Authorization: Bearer."""
        return (("authorization", f"Bearer {token}"),)

    def refusal(self, status: int, body: Any) -> Refusal | None:
        """{"error": {code, message, next_step, correlation_id}}, or a page that shows the same."""
        body = _of_page(body) if isinstance(body, str) else body
        error = body.get("error") if isinstance(body, Mapping) else None
        if not isinstance(error, Mapping) or not isinstance(error.get("code"), str):
            return None
        told = {name: value for name, value in error.items() if name != "correlation_id"}
        return Refusal(
            reason=reason(error["code"], status),
            status=status,
            code=error["code"],
            message=shapes.words(error.get("message")),
            next_step=shapes.words(error.get("next_step")),
            correlation_id=shapes.words(error.get("correlation_id")),
            wait=_told_to_wait(shapes.words(error.get("next_step")) or ""),
            comparable=json.dumps({**body, "error": told}, sort_keys=True),
        )


def _of_page(page: str) -> dict[str, Any] | None:
    shown = {name: html.unescape(text) for name, text in re.findall(r'<\w+ id="(\w+)">([^<]*)<', page)}
    return {"error": shown} if page.lower().startswith("<!doctype html") else None


def _told_to_wait(next_step: str) -> float | None:
    found = re.search(r"[Ww]ait (\d+) second", next_step)
    return float(found[1]) if found else None


def _record(record: UsageRecord) -> dict[str, Any]:
    return {
        "time": record.time.isoformat(),
        "provider": record.provider,
        "model": record.model,
        "feature": record.feature,
        "segment": record.segment,
        "prompt_tokens": record.prompt_tokens,
        "completion_tokens": record.completion_tokens,
        "latency_ms": record.latency_ms,
        "cost_usd": str(record.cost_usd),
        "cached": record.cached,
        "error": record.error,
    }


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _nothing(_: Any) -> None:
    return None


def _account(value: Any) -> Account:
    return shapes.account(value["user"] if isinstance(value, Mapping) and "user" in value else value)


def _keys(value: Any) -> list[Mapping[str, Any]]:
    return list(shapes.field(value, "keys"))


def _imported(value: Any) -> int:
    count = shapes.whole(shapes.field(value, "imported"))
    if count is None:
        raise ShapeError(f"expected a whole number in the field 'imported', saw {value['imported']!r}")
    return count


def _posted(value: Any) -> Message:
    return shapes.message(shapes.field(value, "message"))
