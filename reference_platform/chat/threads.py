"""Threads: what a customer and the agents talk in."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import Header

from reference_platform.accounts.bearer import Caller, SignedIn
from reference_platform.chat.bodies import NewThread, ThreadEdit
from reference_platform.chat.events import EventLog, Recording
from reference_platform.chat.frames import Frame
from reference_platform.chat.paging import Paged, Sought
from reference_platform.operation import correlation, errors
from reference_platform.operation.showing import iso, now, shown
from reference_platform.storage.database import Connection, Database

COLUMNS = (
    *("id", "title", "summary", "status", "owner_id", "organisation_id", "visibility", "parent_id", "facts"),
    *("metadata", "version", "history", "created_at", "updated_at", "last_activity_at", "message_count"),
)
#: The one state that each may be changed to; out of the archive leads `restore` alone.
_NEXT = {"draft": {"active"}, "active": {"completed"}, "completed": {"archived"}, "archived": set[str]()}
#: Who may read thread `t`; the parameters are those of `reader`.
READABLE = """t.organisation_id = $1
    AND (t.owner_id = $2 OR t.visibility = 'organisation' OR (t.visibility = 'private' AND $3))"""
_CREATE = """
INSERT INTO threads AS t (id, organisation_id, owner_id, parent_id, title, summary, status, visibility, facts, metadata,
    history)
VALUES (coalesce($1, gen_random_uuid()), $2, $3, $4, $5, $6, $7, $8, jsonb_strip_nulls($9), jsonb_strip_nulls($10), $11)
ON CONFLICT (id) DO NOTHING RETURNING t.*"""
_LIST = """
SELECT t.* FROM threads t
WHERE t.organisation_id = $1 AND (t.owner_id = $2 OR t.visibility = 'organisation')
    AND ($3::timestamptz IS NULL OR (t.created_at, t.id) < ($3, $4::uuid))
    AND CASE WHEN $5::text IS NULL THEN t.status <> 'archived' ELSE t.status = $5 END
    AND ($6::text IS NULL OR t.metadata -> 'tags' ? $6) AND ($7::text IS NULL OR t.metadata ->> 'priority' = $7)
    AND ($8::text IS NULL OR strpos(lower(concat_ws(E'\\n', t.title, t.summary)), lower($8)) > 0 OR EXISTS (
        SELECT FROM messages m WHERE m.thread_id = t.id AND strpos(lower(m.content), lower($8)) > 0))
ORDER BY t.created_at DESC, t.id DESC LIMIT $9"""
_OWN = f"SELECT t.* FROM threads t WHERE t.id = $4 AND {READABLE} FOR NO KEY UPDATE"
_CHANGE = """
UPDATE threads SET title = coalesce($2, title), summary = coalesce($3, summary), visibility = coalesce($4, visibility),
    facts = jsonb_strip_nulls(facts || $5), metadata = jsonb_strip_nulls(metadata || $6), status = $7,
    history = history || $8, version = version + 1, updated_at = clock_timestamp(), last_activity_at = clock_timestamp()
WHERE id = $1 RETURNING *"""
_WITH_CHILDREN = """
WITH RECURSIVE gone AS (
    SELECT id FROM threads WHERE id = $1 UNION SELECT t.id FROM threads t JOIN gone ON t.parent_id = gone.id)
SELECT id::text FROM threads WHERE id IN (SELECT id FROM gone) ORDER BY id FOR UPDATE"""
_AT_WORK = "SELECT EXISTS (SELECT FROM runs WHERE thread_id = ANY($1::uuid[]) AND finished_at IS NULL)"
#: Who was away hears that it is deleted, under the numbers of what was told of it; nothing else of it stays.
_FORGET = """
UPDATE events SET type = 'thread_deleted', run_id = NULL, agent = NULL, payload = '{}'
WHERE user_id = $2 AND thread_id = ANY($1::uuid[])"""
_AUDIT = "INSERT INTO audit_log (organisation_id, user_id, action, details) VALUES ($1, $2, $3, $4)"


def reader(caller: Caller) -> tuple[str, str, bool]:
    """The first three parameters of a query with READABLE: organisation, user, sees private ones."""
    return caller.organisation_id, caller.user_id, caller.role in {"owner", "admin"}


def title_of(content: str) -> str:
    """A title out of a first message: its first line, cut at a word; 60 characters at most."""
    line = content.strip().splitlines()[0].strip()
    return line if len(line) <= 60 else line[:60].rsplit(" ", 1)[0][:59].rstrip(" ,;:") + "…"


class Threads:
    """Makes, finds, changes and deletes threads; whatever the caller may not read does not exist for the caller."""

    def __init__(self, database: Database, log: EventLog) -> None:
        self._database, self._log = database, log

    async def create(self, caller: SignedIn, new: NewThread) -> dict[str, Any]:
        """Makes a thread and tells its owner's sockets. Refusal 403 for a role that only reads; a parent has to be
        the caller's own."""
        async with self._log.recording() as recording:
            if new.parent_id:
                await self.own(recording.connection, caller, new.parent_id)
            thread = await self.insert(recording, caller, new)
            assert thread is not None
            await self.announce(recording, thread)
        return thread

    async def insert(
        self, recording: Recording, caller: Caller, new: NewThread, thread_id: UUID | None = None
    ) -> dict[str, Any] | None:
        """Makes a thread within the transaction; None where one of that id is there already."""
        if not caller.may("threads:write"):
            raise errors.forbidden("Your role only reads.", "Ask an owner of your organisation for another role.")
        whose = (thread_id, caller.organisation_id, caller.user_id, new.parent_id)
        what = (new.title or "", new.summary, new.status, new.visibility, new.facts, new.metadata)
        row = await recording.connection.fetchrow(_CREATE, *whose, *what, [_moved(new.status, caller)])
        return shown(row, *COLUMNS) if row else None

    async def announce(self, recording: Recording, thread: dict[str, Any], kind: str = "thread_created") -> None:
        """Tells the owner's sockets of a thread."""
        owner, about = thread["owner_id"], {"thread": thread}
        await recording.append(Frame(kind, owner, about, correlation.current(), thread["id"]))

    async def get(self, caller: SignedIn, thread_id: UUID) -> dict[str, Any]:
        """The thread. Refusal 404. Owners and admins see a member's private one, and that is recorded."""
        query = f"SELECT t.* FROM threads t WHERE t.id = $4 AND {READABLE}"
        row = await self._database.fetchrow(query, *reader(caller), thread_id)
        if row is None:
            raise errors.not_found()
        if row["visibility"] == "private" and str(row["owner_id"]) != caller.user_id:
            about = {"thread_id": str(thread_id)}
            await self._database.execute(_AUDIT, caller.organisation_id, caller.user_id, "thread.read", about)
        return shown(row, *COLUMNS)

    async def listed(self, caller: SignedIn, page: Paged, sought: Sought) -> dict[str, Any]:
        """The caller's own threads and those shared with the organisation, newest first; archived ones when sought.

        The order never changes, so that no row is missed or doubled while others are written.
        """
        after = page.after(datetime.fromisoformat, UUID)
        which = (sought.status, sought.tag, sought.priority, sought.q, page.limit + 1)
        rows = await self._database.fetch(_LIST, caller.organisation_id, caller.user_id, *after, *which)
        return page.reply(rows, COLUMNS, "created_at", "id")

    async def own(self, connection: Connection, caller: Caller, thread_id: UUID) -> asyncpg.Record:
        """The caller's own thread, in which this transaction alone writes. Refusals 404 and, for readers, 403."""
        row = await connection.fetchrow(_OWN, *reader(caller), thread_id)
        if row is None:
            raise errors.not_found()
        if str(row["owner_id"]) != caller.user_id or not caller.may("threads:write"):
            raise errors.forbidden("Only its owner writes in this conversation.", "Open one of your own.")
        return row

    async def edit(
        self, caller: SignedIn, thread_id: UUID, edit: ThreadEdit, if_match: Annotated[str | None, Header()] = None
    ) -> dict[str, Any]:
        """Changes what is named, field by field. Refusal 409: no such change of state; 412: not the version seen."""
        async with self._log.recording() as recording:
            row = await self.own(recording.connection, caller, thread_id)
            if if_match is not None and if_match.strip('"') not in {"*", str(row["version"])}:
                message = f"Somebody was quicker: it is at version {row['version']} now. Nothing was changed."
                raise errors.Refusal(412, "stale_version", message, "Read it again, then decide.")
            return await self.change(recording, caller, row, edit, _NEXT[row["status"]])

    async def restore(self, caller: SignedIn, thread_id: UUID) -> dict[str, Any]:
        """Makes an archived thread active again. Refusal 409 for any other."""
        async with self._log.recording() as recording:
            row = await self.own(recording.connection, caller, thread_id)
            if row["status"] != "archived":
                raise _not_allowed(row["status"], "restored", _NEXT[row["status"]])
            return await self.change(recording, caller, row, ThreadEdit(status="active"), {"active"})

    async def delete(self, caller: SignedIn, thread_id: UUID, permanent: bool = False) -> None:
        """Archives the thread; or removes it for ever with its messages and children. Refusal 409: a run is at work."""
        async with self._log.recording() as recording:
            row = await self.own(recording.connection, caller, thread_id)
            if permanent:
                await self.erase(recording, caller, thread_id)
            elif row["status"] != "archived":
                await self.change(recording, caller, row, ThreadEdit(status="archived"), {"archived"})

    async def change(
        self, recording: Recording, caller: Caller, row: asyncpg.Record, edit: ThreadEdit, allowed: Collection[str]
    ) -> dict[str, Any]:
        """Changes the locked row and says so. Refusal 409: the wanted state is not among the allowed ones."""
        status = edit.status or row["status"]
        moved = [] if status == row["status"] else [_moved(status, caller)]
        if moved and status not in allowed:
            raise _not_allowed(row["status"], status, allowed)
        what = (edit.title, edit.summary, edit.visibility, edit.facts, edit.metadata, status, moved)
        changed = await recording.connection.fetchrow(_CHANGE, row["id"], *what)
        thread = shown(changed, *COLUMNS)
        kind = "thread_archived" if moved and status == "archived" else "thread_updated"
        await self.announce(recording, thread, kind)
        return thread

    async def erase(self, recording: Recording, caller: Caller, thread_id: UUID) -> None:
        """Removes the thread, its messages, its runs, its children, and what the event log holds of them."""
        connection = recording.connection
        gone = [row["id"] for row in await connection.fetch(_WITH_CHILDREN, thread_id)]
        if await connection.fetchval(_AT_WORK, gone):
            message = "The agents are at work in this conversation; it was not deleted."
            raise errors.Refusal(409, "run_at_work", message, "Cancel the run, or wait for its end.")
        await connection.execute("DELETE FROM threads WHERE id = $1", thread_id)
        await connection.execute(_FORGET, gone, caller.user_id)
        for each in gone:
            about = {"thread_id": each}
            await connection.execute(_AUDIT, caller.organisation_id, caller.user_id, "thread.deleted", about)
            await recording.append(Frame("thread_deleted", caller.user_id, {}, correlation.current(), each))


def _moved(status: str, caller: Caller) -> dict[str, str]:
    return {"status": status, "at": iso(now()), "by": caller.user_id}


def _not_allowed(status: str, wanted: str, allowed: Collection[str]) -> errors.Refusal:
    message = f"A conversation that is {status} cannot be {wanted}; nothing was changed."
    next_step = f"Allowed from here: {', '.join(allowed) or 'none but to restore it'}."
    return errors.Refusal(409, "status_not_allowed", message, next_step)
