"""Accounts over the wire: sessions, members, the trail, keys."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from support.targets.apex import shapes
from support.targets.canon import SignIn
from support.targets.canon.tenancy import Claims, Member, Session, TrailEntry
from support.targets.dialect import Call, Query, ShapeError

T = TypeVar("T")

PERMISSIONS = {
    "threads:read": "read",
    "threads:write": "write",
    "runs:start": "ask",
    "usage:import": "bring in use",
    "members:manage": "manage members",
    "audit:read": "read the trail",
    "organisation:manage": "manage the company",
    "plans:set": "set plans",
    "platform:operate": "operate",
}
"""The permissions that an access token names."""

ACTIONS = {
    "account.registered": "registered",
    "sign_in.succeeded": "signed in",
    "sign_in.refused": "was refused",
    "account.locked": "was locked out",
    "sign_out": "signed out",
    "password.changed": "changed the password",
    "account.deleted": "deleted the account",
    "organisation.founded": "founded a company",
    "organisation.deleted": "deleted the company",
    "member.invited": "invited somebody",
    "member.joined": "joined",
    "thread.read": "read a private conversation",
    "thread.deleted": "deleted a conversation",
    "residency.changed": "changed the region",
    "member.removed": "removed somebody",
    "role.changed": "changed a role",
    "plan.changed": "changed the plan",
    "limits.changed": "changed the limits",
    "session.ended": "ended a sign-in",
    "sessions.ended": "ended every sign-in",
}
"""The actions of the audit trail."""

_CLAIMS = {
    "user_id": "sub",
    "organisation_id": "org",
    "roles": "roles",
    "plan": "plan",
    "permissions": "permissions",
    "issuer": "iss",
    "audience": "aud",
    "token_id": "jti",
    "session_id": "sid",
    "issued_at": "iat",
    "not_before": "nbf",
    "expires_at": "exp",
}


def _pem(row: Mapping[str, Any]) -> str:
    return str(row["private_pem"])


class Accounts:
    """See :class:`support.targets.dialect_accounts.AccountsDialect`."""

    key_set_variable = "ACCOUNTS_URL"
    kept_key = Query("signing key", "SELECT private_pem FROM signing_keys WHERE kid = $1", _pem)

    def token_says(self, token: str) -> Claims:
        """The parts of a JSON Web Token."""
        head, body = (_part(token, place) for place in (0, 1))
        texts = {name: shapes.words(body.get(claim)) for name, claim in _CLAIMS.items()}
        times = {name: shapes.number(body.get(_CLAIMS[name])) for name in ("issued_at", "not_before", "expires_at")}
        return Claims(
            user_id=texts["user_id"],
            organisation_id=texts["organisation_id"],
            roles=shapes.listed(body.get("roles")),
            plan=texts["plan"],
            permissions=tuple(PERMISSIONS.get(each, each) for each in shapes.listed(body.get("permissions"))),
            issuer=texts["issuer"],
            audience=texts["audience"],
            token_id=texts["token_id"],
            session_id=texts["session_id"],
            key_id=shapes.words(head.get("kid")),
            **times,
        )

    def rewritten(self, token: str, **changes: Any) -> dict[str, Any]:
        """The claims by their own names."""
        changed = {_CLAIMS[name]: value for name, value in changes.items()}
        return {name: value for name, value in {**_part(token, 1), **changed}.items() if value is not None}

    def claiming(self, call: Call[SignIn], role: str, plan: str) -> Call[SignIn]:
        """The fields of a user object beside those that are asked for."""
        mine = {"role": role, "roles": [role], "plan": plan, "is_operator": True, "permissions": list(PERMISSIONS)}
        return dataclasses.replace(call, body={**call.body, **mine})

    def sessions(self) -> Call[list[Session]]:
        """GET /auth/sessions."""
        return Call("lists the sign-ins", "accounts", "GET", "/auth/sessions", _items(_session))

    def end_session(self, session_id: str) -> Call[None]:
        """DELETE /auth/sessions/{id}."""
        return _does("ends a sign-in", "DELETE", f"/auth/sessions/{quote(session_id)}")

    def end_sessions(self) -> Call[None]:
        """DELETE /auth/sessions."""
        return _does("ends every sign-in", "DELETE", "/auth/sessions")

    def change_password(self, current: str, new: str) -> Call[None]:
        """POST /auth/password."""
        body = {"current_password": current, "new_password": new}
        return _does("changes the password", "POST", "/auth/password", body)

    def leave(self) -> Call[None]:
        """DELETE /auth/me."""
        return _does("deletes the account", "DELETE", "/auth/me")

    def members(self, organisation_id: str) -> Call[list[Member]]:
        """GET /organisations/{id}/members."""
        return Call("lists the members", "accounts", "GET", _of(organisation_id, "members"), _items(_member))

    def change_role(self, organisation_id: str, user_id: str, role: str) -> Call[None]:
        """PATCH /organisations/{id}/members/{user_id}."""
        return _does("changes a role", "PATCH", _of(organisation_id, "members", user_id), {"role": role})

    def remove_member(self, organisation_id: str, user_id: str) -> Call[None]:
        """DELETE /organisations/{id}/members/{user_id}."""
        return _does("removes a member", "DELETE", _of(organisation_id, "members", user_id))

    def delete_organisation(self, organisation_id: str) -> Call[None]:
        """DELETE /organisations/{id}."""
        return _does("deletes the organisation", "DELETE", _of(organisation_id))

    def trail(self, organisation_id: str) -> Call[list[TrailEntry]]:
        """GET /organisations/{id}/audit."""
        return Call("reads the trail", "accounts", "GET", _of(organisation_id, "audit"), _items(_entry))

    def rotate_keys(self) -> Call[str]:
        """POST /auth/keys."""
        grants: Callable[[Any], str] = lambda value: shapes.text(value, "kid")  # noqa: E731
        return Call("changes the signing key", "accounts", "POST", "/auth/keys", grants, (201,))


def _does(doing: str, method: str, path: str, body: Any = None) -> Call[None]:
    return Call(doing, "accounts", method, path, lambda _: None, (200, 204), body)


def _of(organisation_id: str, *parts: str) -> str:
    return "/".join(["/organisations", *(quote(part, safe="") for part in (organisation_id, *parts))])


def _items(reads: Callable[[Any], T]) -> Callable[[Any], list[T]]:
    def grants(value: Any) -> list[T]:
        items = shapes.field(value, "items")
        if not isinstance(items, list):
            raise ShapeError(f"expected a list in the field 'items', saw {type(items).__name__}")
        return [reads(item) for item in items]

    return grants


def _part(token: str, place: int) -> dict[str, Any]:
    try:
        part = token.split(".")[place]
        read = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, binascii.Error, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _session(value: Any) -> Session:
    created, ends = (shapes.moment(shapes.field(value, name)) for name in ("created_at", "expires_at"))
    return Session(shapes.text(value, "id"), value.get("current") is True, created, ends)


def _member(value: Any) -> Member:
    return Member(*(shapes.text(value, name) for name in ("user_id", "email", "name", "role")))


def _entry(value: Any) -> TrailEntry:
    action, details = shapes.text(value, "action"), value.get("details")
    return TrailEntry(
        at=shapes.moment(value.get("at")),
        organisation_id=shapes.words(value.get("organisation_id")),
        user_id=shapes.words(value.get("user_id")),
        action=ACTIONS.get(action, action),
        details=details if isinstance(details, Mapping) else {},
    )
