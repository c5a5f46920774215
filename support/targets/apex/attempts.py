"""What somebody may try who is not who they claim to be, or wants what is another's."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Mapping
from typing import Any

from support.targets.apex import shapes
from support.targets.canon import Account
from support.targets.canon.attempts import Belongings
from support.targets.dialect import Call, ShapeError

_GRANTED = (200, 201, 204)


def _try(doing: str, service: str, method: str, path: str, body: Any = None) -> Call[None]:
    return Call(doing, service, method, path, lambda _: None, _GRANTED, body)


def _ids(value: Any) -> list[str]:
    items = shapes.field(value, "items")
    if not isinstance(items, list):
        raise ShapeError(f"expected a list in the field 'items', saw {type(items).__name__}")
    return [shapes.text(item, "id" if "id" in item else "user_id") for item in items]


def _listing(doing: str, service: str, path: str) -> Call[list[str]]:
    return Call(doing, service, "GET", path, _ids)


class Attempts:
    """See :class:`support.targets.dialect.Dialect`, attempts."""

    def claims(self, text: str, message_id: str, claimed: Account) -> str:
        """A user_message that names the claimed person and company in every field that the wire has for them."""
        company = claimed.organisation.id if claimed.organisation else None
        whose = {"user_id": claimed.id, "owner_id": claimed.id, "owner": claimed.id, "author_id": claimed.id}
        about = {"organisation_id": company, "organisation": company, "email": claimed.email, "roles": ["operator"]}
        said = {"type": "user_message", "content": text, "client_message_id": message_id}
        return json.dumps(said | whose | about | {"payload": whose, "user": claimed.email})

    def reading(self, own: Belongings) -> Mapping[str, Call[None]]:
        """A call for each thing of these that can be read."""
        thread, run, company = own.thread_id, own.run_id, own.company_id
        return {
            "the conversation": _try("opens it", "chat", "GET", f"/api/threads/{thread}"),
            "its messages": _try("reads its messages", "chat", "GET", f"/api/threads/{thread}/messages"),
            "its runs": _try("lists its runs", "chat", "GET", f"/api/runs?thread={thread}"),
            "the run": _try("reads the run", "chat", "GET", f"/api/runs/{run}"),
            "the members": _try("lists the members", "accounts", "GET", f"/organisations/{company}/members"),
            "the invoice": _try("reads the invoice", "accounts", "GET", f"/organisations/{company}/invoice"),
            "the audit trail": _try("reads the trail", "accounts", "GET", f"/organisations/{company}/audit"),
        }

    def changing(self, own: Belongings) -> Mapping[str, Call[None]]:
        """A call for each change that can be made to one of these; the later ones leave less."""
        thread, company, member = own.thread_id, own.company_id, own.member_id
        message = {"content": "Mine now.", "run": False}
        invitation = {"email": f"friend.{own.run_id[:8]}@elsewhere.example", "role": "viewer"}
        return {
            "writing into the conversation": _try(
                "writes", "chat", "POST", f"/api/threads/{thread}/messages", message
            ),
            "renaming it": _try("renames it", "chat", "PATCH", f"/api/threads/{thread}", {"title": "Mine now"}),
            "stopping the run": _try("stops the run", "chat", "POST", f"/api/runs/{own.run_id}/cancel"),
            "inviting a friend": _try(
                "invites", "accounts", "POST", f"/organisations/{company}/invitations", invitation
            ),
            "moving the records": _try(
                "moves the records", "accounts", "PUT", f"/organisations/{company}/residency", {"region": "eu"}
            ),
            "changing a role": _try(
                "changes a role", "accounts", "PATCH", f"/organisations/{company}/members/{member}", {"role": "viewer"}
            ),
            "putting a member out": _try(
                "puts a member out", "accounts", "DELETE", f"/organisations/{company}/members/{member}"
            ),
            "deleting the conversation": _try("deletes it", "chat", "DELETE", f"/api/threads/{thread}"),
            "ending the session": _try("ends the session", "accounts", "DELETE", f"/auth/sessions/{own.session_id}"),
        }

    def lists(self) -> Mapping[str, Call[list[str]]]:
        """A call for each list of things that are somebody's own; grants their ids."""
        return {
            "conversations": _listing("lists the conversations", "chat", "/api/threads?limit=100"),
            "runs": _listing("lists the runs", "chat", "/api/runs?limit=100"),
            "sessions": _listing("lists the sessions", "accounts", "/auth/sessions"),
        }

    def finds(self, words: str) -> Call[list[str]]:
        """GET /api/threads?q=: the conversations in which these words are found."""
        asked = urllib.parse.quote(words, safe="")
        return _listing("searches", "chat", f"/api/threads?q={asked}")

    def colleagues(self, company_id: str) -> Call[list[str]]:
        """The ids of a company's members."""
        return _listing("lists the members", "accounts", f"/organisations/{company_id}/members")

    def promoted(self, email: str, password: str, name: str, claimed: Account) -> Call[Any]:
        """A registration that gives itself every right that the wire has a field for."""
        company = claimed.organisation.id if claimed.organisation else None
        rights = {"role": "operator", "roles": ["operator"], "is_operator": True, "plan": "enterprise"}
        whose = {"organisation_id": company, "permissions": ["platform:operate"], "id": claimed.id}
        body = {"email": email, "password": password, "name": name, **rights, **whose}
        return Call("registers", "accounts", "POST", "/auth/register", shapes.sign_in, (201,), body)

    def planted(self, claimed: Account) -> Mapping[str, Call[None]]:
        """Calls that would make something of one's own into the claimed person's, or raise one's own rights."""
        company = claimed.organisation.id if claimed.organisation else None
        record = {"time": "2026-01-01T00:00:00Z", "provider": "openai", "organisation_id": company}
        return {
            "a conversation in another's name": _try(
                "opens a conversation", "chat", "POST", "/api/threads", {"title": "Yours", "owner_id": claimed.id}
            ),
            "a conversation in another company": _try(
                "opens a conversation", "chat", "POST", "/api/threads", {"title": "Yours", "organisation_id": company}
            ),
            "a record of another company": _try(
                "hands in a record", "chat", "POST", "/api/usage", {"records": [record]}
            ),
        }

    def raised(self, company_id: str) -> Mapping[str, Call[None]]:
        """Calls by which somebody would give their own company what only an operator gives."""
        limits = {"seats": 5000}
        return {
            "a better plan": _try(
                "takes a plan", "accounts", "PUT", f"/organisations/{company_id}/plan", {"plan": "enterprise"}
            ),
            "limits of their own": _try(
                "takes limits", "accounts", "PUT", f"/organisations/{company_id}/limits", limits
            ),
            "the operator's view": _try("looks at connections", "chat", "GET", "/ops/connections"),
        }

    def swapped(self, own: Belongings) -> Mapping[str, Call[None]]:
        """Calls of known addresses by a verb that they do not have."""
        return {
            "putting a conversation": _try("puts it", "chat", "PUT", f"/api/threads/{own.thread_id}", {"title": "No"}),
            "deleting a run": _try("deletes it", "chat", "DELETE", f"/api/runs/{own.run_id}"),
            "deleting the usage": _try("deletes it", "chat", "DELETE", "/api/usage"),
            "patching the account": _try("patches it", "accounts", "PATCH", "/auth/me", {"role": "operator"}),
            "posting an invoice": _try("posts it", "accounts", "POST", f"/organisations/{own.company_id}/invoice", {}),
            "patching the trail": _try("patches it", "accounts", "PATCH", f"/organisations/{own.company_id}/audit", {}),
        }

    def oversized(self, own: Belongings) -> Mapping[str, Call[None]]:
        """Calls that ask for, or bring, more than there may be."""
        thread = own.thread_id
        return {
            "a page of 101": _try("lists", "chat", "GET", "/api/threads?limit=101"),
            "a page of none": _try("lists", "chat", "GET", "/api/threads?limit=0"),
            "a page after nothing": _try("lists", "chat", "GET", "/api/threads?cursor=nowhere"),
            "a message of 8001 characters": _try(
                "writes", "chat", "POST", f"/api/threads/{thread}/messages", {"content": "x" * 8001, "run": False}
            ),
            "a body of a megabyte": _try(
                "writes", "chat", "POST", f"/api/threads/{thread}/messages", {"content": "x" * 1_000_000, "run": False}
            ),
            "a sign-in of a megabyte": _try(
                "signs in", "accounts", "POST", "/auth/login", {"email": "x" * 1_000_000, "password": "x"}
            ),
        }

    def garbage(self, own: Belongings) -> Mapping[str, tuple[Call[None], str | None]]:
        """Calls with a body that is none: the call, and the body as it goes out."""
        write = _try("writes", "chat", "POST", f"/api/threads/{own.thread_id}/messages")
        enter = _try("signs in", "accounts", "POST", "/auth/login")
        found = _try("founds", "accounts", "POST", "/organisations")
        return {
            "half a message": (write, '{"content": "x'),
            "a list of messages": (write, '[{"content": "x"}]'),
            "a message that is a number": (write, '{"content": 7}'),
            "a message with a NUL": (write, '{"content": "a\\u0000b", "run": false}'),
            "half of a sign": (write, '{"content": "\\ud800", "run": false}'),
            "deep nesting": (write, "[" * 5000 + "]" * 5000),
            "a sign-in without anything": (enter, "{}"),
            "a sign-in of lists": (enter, '{"email": [], "password": {}}'),
            "a company without a name": (found, '{"name": null}'),
            "an endless number": (write, '{"content": ' + "9" * 5000 + "}"),
        }
