"""Conversations on the wire: how they are started, edited, archived, deleted and found, and how they read."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping
from typing import Any

from support.targets.apex import shapes
from support.targets.apex.pages import identity, page
from support.targets.canon import Thread, Turn
from support.targets.dialect import Call, Page

_FILED = ("tags", "priority", "department", "project")
"""The canonical fields that stand in a thread's metadata."""

_NAMES = {"parent": "parent_id", "owner": "owner_id", "organisation": "organisation_id"}
"""Canonical fields that have another name on the wire."""

_SOUGHT = {"words": "q"}


class Threads:
    """See :class:`support.targets.dialect.Dialect`, conversations."""

    def create_thread(self, fields: Mapping[str, Any]) -> Call[Thread]:
        """POST /api/threads."""
        return Call(
            "opens a conversation", "chat", "POST", "/api/threads", thread, (201,), _body(fields), makes="conversations"
        )

    def threads(self, version: str | None = None) -> Call[Page[Thread]]:
        """GET /api/threads."""
        return page("lists the conversations", "/api/threads", thread, version)

    def find_threads(self, sought: Mapping[str, str], limit: int | None = None) -> Call[Page[Thread]]:
        """GET /api/threads?q=&tag=&priority=&status=&limit=."""
        asked = {_SOUGHT.get(name, name): value for name, value in sought.items()}
        query = urllib.parse.urlencode(asked if limit is None else {**asked, "limit": limit})
        return page("looks for conversations", f"/api/threads?{query}", thread)

    def thread(self, thread_id: str) -> Call[Thread]:
        """GET /api/threads/{id}."""
        return Call("opens the conversation", "chat", "GET", _path(thread_id), thread)

    def edit_thread(self, thread_id: str, fields: Mapping[str, Any], version: int | None = None) -> Call[Thread]:
        """PATCH /api/threads/{id}, with If-Match where it is guarded by a version."""
        headers = () if version is None else (("if-match", f'"{version}"'),)
        path, body = _path(thread_id), _body(fields)
        return Call("edits the conversation", "chat", "PATCH", path, thread, body=body, headers=headers)

    def archive_thread(self, thread_id: str) -> Call[None]:
        """DELETE /api/threads/{id}."""
        return Call("archives the conversation", "chat", "DELETE", _path(thread_id), _nothing, (204,))

    def restore_thread(self, thread_id: str) -> Call[Thread]:
        """POST /api/threads/{id}/restore."""
        return Call("restores the conversation", "chat", "POST", f"{_path(thread_id)}/restore", thread)

    def delete_thread(self, thread_id: str) -> Call[None]:
        """DELETE /api/threads/{id}?permanent=true."""
        path = f"{_path(thread_id)}?permanent=true"
        return Call("deletes the conversation for ever", "chat", "DELETE", path, _nothing, (204,))


def thread(value: Any) -> Thread:
    """A thread object; in a row, too, whose metadata, facts and history have been read from their text."""
    filed, facts, history = (value.get(name) for name in ("metadata", "facts", "history"))
    filed = filed if isinstance(filed, Mapping) else {}
    return Thread(
        id=shapes.text(value, "id"),
        title=shapes.words(value.get("title")),
        status=shapes.words(value.get("status")),
        owner_id=shapes.words(value.get("owner_id", value.get("owner"))),
        organisation_id=shapes.words(value.get("organisation_id", value.get("organisation"))),
        message_count=shapes.whole(value.get("message_count")),
        raw=value,
        summary=shapes.words(value.get("summary")),
        visibility=shapes.words(value.get("visibility")),
        parent=shapes.words(value.get("parent_id")),
        facts=facts if isinstance(facts, Mapping) else {},
        tags=shapes.listed(filed.get("tags")),
        priority=shapes.words(filed.get("priority")),
        department=shapes.words(filed.get("department")),
        project=shapes.words(filed.get("project")),
        version=shapes.whole(value.get("version")),
        history=tuple(_turn(each) for each in history if isinstance(each, Mapping))
        if isinstance(history, list)
        else (),
        created_at=shapes.moment(value.get("created_at")),
        updated_at=shapes.moment(value.get("updated_at")),
        last_activity_at=shapes.moment(value.get("last_activity_at")),
    )


def told(value: Any) -> Thread | None:
    """The thread that a frame tells of; None where it tells of none that can be read."""
    return thread(value) if isinstance(value, Mapping) and shapes.words(value.get("id")) else None


def _turn(value: Mapping[str, Any]) -> Turn:
    return Turn(shapes.words(value.get("status")), shapes.moment(value.get("at")), shapes.words(value.get("by")))


def _body(fields: Mapping[str, Any]) -> dict[str, Any]:
    body = {_NAMES.get(name, name): value for name, value in fields.items() if name not in _FILED and value is not None}
    filed = {name: value for name, value in fields.items() if name in _FILED and value is not None}
    return {**body, "metadata": filed} if filed else body


def _path(thread_id: str) -> str:
    return f"/api/threads/{identity(thread_id)}"


def _nothing(_: Any) -> None:
    return None
