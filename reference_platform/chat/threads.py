"""Threads: what a customer and the agents talk in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from reference_platform.accounts.bearer import Caller, SignedIn
from reference_platform.chat.bodies import NewThread
from reference_platform.chat.events import EventLog, Recording
from reference_platform.chat.frames import Frame, shown
from reference_platform.chat.paging import Paged
from reference_platform.operation import correlation, errors
from reference_platform.storage.database import Database

COLUMNS = (
    *(
        "id",
        "title",
        "summary",
        "status",
        "owner_id",
        "organisation_id",
        "visibility",
        "parent_id",
        "facts",
        "metadata",
    ),
    *("version", "created_at", "updated_at", "last_activity_at", "message_count"),
)
#: Who may read thread `t`; the parameters are those of `reader`.
READABLE = """t.organisation_id = $1
    AND (t.owner_id = $2 OR t.visibility = 'organisation' OR (t.visibility = 'private' AND $3))"""
_CREATE = """
INSERT INTO threads AS t (id, organisation_id, owner_id, title, metadata, facts, visibility)
VALUES (coalesce($1, gen_random_uuid()), $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING RETURNING t.*"""
_LIST = """
SELECT t.* FROM threads t
WHERE t.organisation_id = $1 AND (t.owner_id = $2 OR t.visibility = 'organisation') AND t.status <> 'archived'
    AND ($3::timestamptz IS NULL OR (t.created_at, t.id) < ($3, $4::uuid))
ORDER BY t.created_at DESC, t.id DESC LIMIT $5"""
_AUDIT = "INSERT INTO audit_log (organisation_id, user_id, action, details) VALUES ($1, $2, 'thread.read', $3)"


def reader(caller: Caller) -> tuple[str, str, bool]:
    """The first three parameters of a query with READABLE: organisation, user, sees private ones."""
    return caller.organisation_id, caller.user_id, caller.role in {"owner", "admin"}


def title_of(content: str) -> str:
    """A title out of a first message: its first line, cut at a word; 60 characters at most."""
    line = content.strip().splitlines()[0].strip()
    return line if len(line) <= 60 else line[:60].rsplit(" ", 1)[0][:59].rstrip(" ,;:") + "…"


class Threads:
    """Makes and finds threads; whatever the caller may not read does not exist for the caller."""

    def __init__(self, database: Database, log: EventLog) -> None:
        self._database, self._log = database, log

    async def create(self, caller: SignedIn, new: NewThread) -> dict[str, Any]:
        """Makes a thread and tells its owner's sockets. Refusal 403 for a role that only reads."""
        async with self._log.recording() as recording:
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
        whose = (thread_id, caller.organisation_id, caller.user_id)
        what = (new.title or "", new.metadata, new.facts, new.visibility)
        row = await recording.connection.fetchrow(_CREATE, *whose, *what)
        return shown(row, *COLUMNS) if row else None

    async def announce(self, recording: Recording, thread: dict[str, Any]) -> None:
        """Tells the owner's sockets of a new thread."""
        owner, about = thread["owner_id"], {"thread": thread}
        await recording.append(Frame("thread_created", owner, about, correlation.current(), thread["id"]))

    async def get(self, caller: SignedIn, thread_id: UUID) -> dict[str, Any]:
        """The thread. Refusal 404. Owners and admins see a member's private one, and that is recorded."""
        query = f"SELECT t.* FROM threads t WHERE t.id = $4 AND {READABLE}"
        row = await self._database.fetchrow(query, *reader(caller), thread_id)
        if row is None:
            raise errors.not_found()
        if row["visibility"] == "private" and str(row["owner_id"]) != caller.user_id:
            about = {"thread_id": str(thread_id)}
            await self._database.execute(_AUDIT, caller.organisation_id, caller.user_id, about)
        return shown(row, *COLUMNS)

    async def listed(self, caller: SignedIn, page: Paged) -> dict[str, Any]:
        """The caller's own threads and those shared with the organisation, newest first.

        The order never changes, so that no row is missed or doubled while others are written.
        """
        after = page.after(datetime.fromisoformat, UUID)
        whose = (caller.organisation_id, caller.user_id)
        rows = await self._database.fetch(_LIST, *whose, *after, page.limit + 1)
        return page.reply(rows, COLUMNS, "created_at", "id")
