"""The HTTP calls that deployed platforms share, and how they refuse."""

from __future__ import annotations

import base64
import binascii
import json
import urllib.parse
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from support.runs.outcomes import NotOffered
from support.targets.apex import shapes
from support.targets.canon import Account, Message, Reason, Refusal, SignIn, Thread, Tokens
from support.targets.dialect import Call, Page, ShapeError

T = TypeVar("T")

PAGE = 20
"""How many items a list is asked for at once, by limit and offset."""

_CREATED = (200, 201)
_REASONS = {
    400: Reason.INVALID,
    401: Reason.NOT_SIGNED_IN,
    404: Reason.NOT_FOUND,
    409: Reason.EMAIL_TAKEN,
    422: Reason.INVALID,
    423: Reason.LOCKED,
    429: Reason.RATE_LIMITED,
    503: Reason.UNAVAILABLE,
}


class Calls:
    """Accounts and conversations."""

    def register(
        self, email: str | None, password: str | None, name: str | None, organisation: str | None
    ) -> Call[SignIn]:
        """POST /auth/register {email, password, confirm_password, name}; no organisation is named there."""
        body = {"email": email, "password": password, "confirm_password": password, "name": name}
        given = {key: value for key, value in body.items() if value is not None}
        return Call("registers", "accounts", "POST", "/auth/register", sign_in, _CREATED, given, makes="accounts")

    def sign_in(self, email: str, password: str) -> Call[SignIn]:
        """POST /auth/login."""
        body = {"email": email, "password": password}
        return Call("signs in", "accounts", "POST", "/auth/login", sign_in, body=body)

    def refresh(self, token: str) -> Call[SignIn]:
        """POST /auth/refresh {refresh_token}."""
        body = {"refresh_token": token}
        return Call("renews the sign-in", "accounts", "POST", "/auth/refresh", sign_in, body=body)

    def sign_out(self) -> Call[None]:
        """POST /auth/logout."""
        return Call("signs out", "accounts", "POST", "/auth/logout", _nothing, (200, 204))

    def whoami(self) -> Call[Account]:
        """GET /auth/me."""
        return Call("opens the account", "accounts", "GET", "/auth/me", account)

    def create_thread(self, fields: Mapping[str, Any]) -> Call[Thread]:
        """POST /api/threads {title, metadata}; the title stands in the metadata too."""
        given = {name for name, value in fields.items() if value is not None}
        unknown = sorted(given - {"title", "metadata"})
        if unknown:
            raise NotOffered(f"conversations of this dialect have no {unknown[0]}")
        title, metadata = fields.get("title"), dict(fields.get("metadata") or {})
        body = {"title": title, "metadata": metadata | ({} if title is None else {"title": title})}
        makes = "conversations"
        return Call("opens a conversation", "chat", "POST", "/api/threads", thread, _CREATED, body, makes=makes)

    def threads(self, version: str | None = None) -> Call[Page[Thread]]:
        """GET /api/threads?limit=&offset=."""
        return page("lists the conversations", "/api/threads", thread)

    def thread(self, thread_id: str) -> Call[Thread]:
        """GET /api/threads/{id}."""
        return Call("opens the conversation", "chat", "GET", _path(thread_id), thread)

    def edit_thread(self, thread_id: str, fields: Mapping[str, Any], version: int | None = None) -> Call[Thread]:
        """PUT /api/threads/{id}."""
        return Call("edits the conversation", "chat", "PUT", _path(thread_id), thread, body=dict(fields))

    def archive_thread(self, thread_id: str) -> Call[None]:
        """DELETE /api/threads/{id}: there it archives."""
        return Call("archives the conversation", "chat", "DELETE", _path(thread_id), _nothing, (200, 204))

    def messages(self, thread_id: str, version: str | None = None) -> Call[Page[Message]]:
        """GET /api/threads/{id}/messages?limit=&offset=."""
        return page("reads the conversation", f"{_path(thread_id)}/messages", message)

    def post(self, thread_id: str, text: str, message_id: str, run: bool) -> Call[Message]:
        """POST /api/threads/{id}/messages {message}: the same message twice is two there."""
        body, makes = {"message": text}, "questions" if run else "messages"
        return Call("writes a message", "chat", "POST", f"{_path(thread_id)}/messages", message, _CREATED, body,
                    makes=makes)  # fmt: skip

    def bearer(self, token: str) -> tuple[tuple[str, str], ...]:
        """Authorization: Bearer."""
        return (("authorization", f"Bearer {token}"),)

    def refusal(self, status: int, body: Any) -> Refusal | None:
        """{type: error_message, error_code, error_message, details}, or {detail}. Without a token 403, with a bad one
        401; what is another's 403, what is not there 404."""
        if not isinstance(body, Mapping):
            return None
        code = shapes.words(body.get("error_code")) or shapes.words(body.get("detail"))
        if code is None:
            return None
        said = shapes.words(body.get("error_message")) or code
        told = {name: value for name, value in body.items() if name not in ("timestamp", "correlation_id")}
        return Refusal(
            reason_of(status, said), status, code, said, shapes.words(body.get("details")),
            shapes.words(body.get("correlation_id")), json.dumps(told, sort_keys=True),
        )  # fmt: skip


def reason_of(status: int | None, said: str) -> Reason:
    """The canonical reason behind a status and what was said with it."""
    words = said.lower()
    if status in (400, 401, 403) and ("credential" in words or "password" in words):
        return Reason.WRONG_CREDENTIALS
    if status == 403:
        return Reason.NOT_SIGNED_IN if "authenticated" in words or "token" in words else Reason.FORBIDDEN
    return _REASONS.get(status or 0, Reason.OTHER)


def page(doing: str, path: str, reads: Callable[[Any], T], offset: int = 0) -> Call[Page[T]]:
    """A part of a list: an array, or an array under one of the names that are in use."""

    def grants(value: Any) -> Page[T]:
        items = value
        if isinstance(value, Mapping):
            items = next((each for name in ("items", "threads", "messages", "data")
                          if isinstance(each := value.get(name), list)), None)  # fmt: skip
        if not isinstance(items, list):
            raise ShapeError(f"expected a list, saw {type(value).__name__}")
        more = page(doing, path, reads, offset + PAGE) if len(items) == PAGE else None
        return Page(tuple(reads(each) for each in items), more)

    return Call(doing, "chat", "GET", f"{path}?limit={PAGE}&offset={offset}", grants)


def sign_in(value: Any) -> SignIn:
    """The tokens, and who it is: by the answer where it says so, by the token's claims where it does not."""
    access = shapes.text(value, "access_token")
    tokens = Tokens(
        access,
        shapes.words(value.get("refresh_token")) or "",
        shapes.words(value.get("token_type")) or "Bearer",
        shapes.number(value.get("expires_in")),
    )
    user = value.get("user")
    return SignIn(tokens, account(user if isinstance(user, Mapping) else _claims(access)))


def account(value: Any) -> Account:
    """A user object, or the claims of a token; these platforms name no organisation."""
    user = value["user"] if isinstance(value, Mapping) and isinstance(value.get("user"), Mapping) else value
    identity = next((found for name in ("id", "user_id", "sub") if (found := shapes.words(user.get(name)))), None)
    if identity is None:
        raise ShapeError(f"expected an id of the user, saw {sorted(user)}")
    email = shapes.text(user, "email")
    return Account(identity, email, shapes.words(user.get("name")) or email, None, None)


def thread(value: Any) -> Thread:
    """A conversation; its title may stand in the metadata alone, and its owner too."""
    inner = value.get("metadata") if isinstance(value, Mapping) else None
    metadata = inner if isinstance(inner, Mapping) else {}
    owner = next((value[name] for name in ("owner_id", "user_id", "owner") if value.get(name)), metadata.get("user_id"))
    return Thread(
        id=shapes.text(value, "id"),
        title=shapes.words(value.get("title")) or shapes.words(metadata.get("title")),
        status=shapes.words(value.get("status")),
        owner_id=shapes.words(owner),
        organisation_id=None,
        message_count=shapes.whole(value.get("message_count")),
        raw=value,
    )


def message(value: Any) -> Message:
    """A message; a posted one may come wrapped."""
    inner = value.get("message") if isinstance(value, Mapping) else None
    told = inner if isinstance(inner, Mapping) else value
    words = next((told[name] for name in ("content", "message") if isinstance(told.get(name), str)), None)
    if words is None:
        raise ShapeError(f"expected the words of a message, saw {sorted(told)}")
    role, thread_id = shapes.words(told.get("role")) or "user", shapes.words(told.get("thread_id"))
    run = shapes.words(told.get("run_id"))
    return Message(shapes.text(told, "id"), thread_id, role, words, None, None, run, moment(told.get("created_at")))


def moment(value: Any) -> datetime | None:
    """An instant: in ISO 8601, or in Unix time, in seconds or milliseconds."""
    seconds = shapes.number(value)
    if seconds is None:
        return shapes.moment(value)
    return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)


def _claims(token: str) -> Mapping[str, Any]:
    part = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error):
        raise ShapeError("expected a user, or a token with claims, saw neither") from None
    return claims if isinstance(claims, Mapping) else {}


def _path(thread_id: str) -> str:
    return f"/api/threads/{urllib.parse.quote(thread_id, safe='')}"


def _nothing(_: Any) -> None:
    return None
