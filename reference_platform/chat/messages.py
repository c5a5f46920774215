"""Messages: each is stored once, announced after that, and answered where it asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4, uuid5

from reference_platform.accounts.bearer import Caller
from reference_platform.agents.plans import PLANS, plan_named
from reference_platform.chat import threads
from reference_platform.chat.bodies import NewMessage, NewThread, UserMessage
from reference_platform.chat.events import EventLog, Recording
from reference_platform.chat.frames import Frame, iso
from reference_platform.chat.paging import Page
from reference_platform.chat.runs import OPEN, Runs
from reference_platform.chat.threads import Threads
from reference_platform.chat.workers import Workers
from reference_platform.operation import correlation, errors
from reference_platform.storage.database import Database

if TYPE_CHECKING:
    import asyncpg

    from reference_platform.storage.database import Connection

_LAST_MINUTE = "SELECT count(*) FROM runs WHERE user_id = $1 AND created_at > now() - interval '1 minute'"
_TODAY = """
SELECT count(*) FROM runs
WHERE organisation_id = $1 AND created_at >= date_trunc('day', now(), 'UTC')
"""


#: The runs of the thread before this one that have not ended.
_AHEAD = """
SELECT count(*) FROM runs o JOIN runs r ON r.id = $2
WHERE o.thread_id = $1 AND o.number < r.number AND o.status = ANY($3)
"""
_STORE = """
WITH t AS (
    UPDATE threads SET message_count = message_count + 1, last_activity_at = now(),
        title = CASE WHEN title = '' THEN $2 ELSE title END
    WHERE id = $1 RETURNING message_count)
INSERT INTO messages (thread_id, position, author_id, role, content, client_message_id, run_id, created_at)
SELECT $1, message_count, $3, 'user', $4, $5, $6, clock_timestamp() FROM t RETURNING *
"""


class Messages:
    """Takes in and lists the messages of threads."""

    def __init__(
        self, database: Database, log: EventLog, runs: Runs, workers: Workers, messages_per_minute: int
    ) -> None:
        self._database, self._log, self._runs, self._workers = database, log, runs, workers
        self._threads = Threads(database, log)
        self._messages_per_minute = messages_per_minute

    async def ask(self, caller: Caller, asked: UserMessage) -> None:
        """A question over the socket; one without a thread opens it. Refusals as those of `post`."""
        # The same message sent twice must find the same thread: its id follows from asker and message.
        thread_id = asked.thread_id or uuid5(UUID(caller.user_id), asked.client_message_id)
        new = NewMessage(**asked.model_dump(exclude={"thread_id"}), run=True)
        await self._take_in(caller, thread_id, new, opens=asked.thread_id is None)

    async def post(self, caller: Caller, thread_id: UUID, new: NewMessage) -> dict[str, Any]:
        """{"message", "run"}: stores the message, and starts a run where it asks for one.

        The same client_message_id again gives what the first gave. Refusal 404 for a thread that is not to be
        read, 403 for one that only its owner writes in, 402 for a spent quota, 429 for too many a minute.
        """
        return await self._take_in(caller, thread_id, new, opens=False)

    async def listed(self, caller: Caller, thread_id: UUID, page: Page) -> dict[str, Any]:
        """The thread's messages in order. Refusal 404."""
        await self._threads.get(caller, thread_id)
        rows = await self._database.fetch(
            "SELECT * FROM messages WHERE thread_id = $1 AND position > $2 ORDER BY position LIMIT $3",
            thread_id,
            page.number(),
            page.limit + 1,
        )
        return page.reply(rows, public, lambda row: str(row["position"]))

    async def _take_in(self, caller: Caller, thread_id: UUID, new: NewMessage, opens: bool) -> dict[str, Any]:
        if new.run and not caller.may("runs:start"):
            raise errors.forbidden("Your role only reads.", "Ask an owner of your organisation for another role.")
        if new.agent and new.agent not in plan_named(caller.plan).agents:
            raise errors.forbidden(f"Your plan has no agent {new.agent}.", "Choose a plan that has it.")
        claimed: list[str] = []
        async with self._log.recording() as recording:
            connection = recording.connection
            if new.run:
                await self._runs.lock(connection, caller.organisation_id)
            made = None
            if opens:
                thread = NewThread(title=threads.title_of(new.content))
                made = await self._threads.insert(recording, caller, thread, thread_id)
            await self._lock_thread(connection, caller, thread_id)
            if first := await self._known(connection, thread_id, new.client_message_id):
                return first
            if new.run:
                await self._check_limits(connection, caller)
            message = await self._store(connection, caller, thread_id, new)
            if new.run:
                options = new.options.model_dump(exclude_none=True)
                await self._runs.add(connection, message, caller, new.agent, options)
                claimed = await self._runs.claim(connection, caller.organisation_id)
            if made:
                await self._threads.announce(recording, made)
            await self._announce(recording, caller, message)
            if new.run and str(message["run_id"]) not in claimed:
                await self._announce_wait(recording, caller, message)
        self._workers.launch(claimed)
        return _reply(message)

    async def _lock_thread(self, connection: Connection, caller: Caller, thread_id: UUID) -> None:
        """Makes this transaction the only one that writes in the thread."""
        row = await connection.fetchrow(
            f"SELECT t.owner_id::text FROM threads t WHERE t.id = $4 AND {threads.READABLE} FOR NO KEY UPDATE",
            *threads.reader(caller),
            thread_id,
        )
        if row is None:
            raise errors.not_found()
        if row["owner_id"] != caller.user_id or not caller.may("threads:write"):
            raise errors.forbidden("Only its owner writes in this conversation.", "Open one of your own.")

    async def _known(self, connection: Connection, thread_id: UUID, message_id: str) -> dict[str, Any] | None:
        """What the first message of this client_message_id gave, where there is one."""
        row = await connection.fetchrow(
            "SELECT * FROM messages WHERE thread_id = $1 AND client_message_id = $2", thread_id, message_id
        )
        return _reply(row) if row else None

    async def _check_limits(self, connection: Connection, caller: Caller) -> None:
        if await connection.fetchval(_LAST_MINUTE, caller.user_id) >= self._messages_per_minute:
            raise errors.Refusal(
                429,
                "rate_limited",
                f"That makes more than {self._messages_per_minute} questions a minute; it was not stored.",
                "Wait a minute and send it again.",
            )
        plan = plan_named(caller.plan)
        if await connection.fetchval(_TODAY, caller.organisation_id) >= plan.per_day:
            lifting = next((each.name for each in PLANS.values() if each.per_day > plan.per_day), None)
            raise errors.Refusal(
                402,
                "quota_exceeded",
                f"Your plan {plan.name} gives {plan.per_day} questions a day (UTC), and they are spent.",
                f"The plan {lifting} gives more." if lifting else "Ask us for a higher quota, or wait for tomorrow.",
            )

    async def _store(self, connection: Connection, caller: Caller, thread_id: UUID, new: NewMessage) -> asyncpg.Record:
        """Stores the message as the thread's next, with the id of the run that is to answer it."""
        message = await connection.fetchrow(
            _STORE,
            thread_id,
            threads.title_of(new.content),
            caller.user_id,
            new.content,
            new.client_message_id,
            str(uuid4()) if new.run else None,
        )
        assert message is not None
        return message

    async def _announce(self, recording: Recording, caller: Caller, message: asyncpg.Record) -> None:
        payload = {
            "message_id": str(message["id"]),
            "client_message_id": message["client_message_id"],
            "content": message["content"],
            "position": message["position"],
        }
        await recording.append(self._frame("message_received", caller, message, payload))

    async def _announce_wait(self, recording: Recording, caller: Caller, message: asyncpg.Record) -> None:
        thread_id, run_id = message["thread_id"], message["run_id"]
        ahead = await recording.connection.fetchval(_AHEAD, thread_id, run_id, list(OPEN))
        at_once = plan_named(caller.plan).at_once
        payload = {
            "reason": "thread_busy" if ahead else "plan_limit",
            "ahead": ahead,
            "message": "It starts after the question before it in this conversation."
            if ahead
            else f"It starts when one of the {at_once} runs ends that your plan allows at once.",
        }
        await recording.append(self._frame("run_queued", caller, message, payload))

    def _frame(self, kind: str, caller: Caller, message: asyncpg.Record, payload: dict[str, Any]) -> Frame:
        return Frame(
            kind,
            caller.user_id,
            payload,
            correlation.current(),
            thread_id=str(message["thread_id"]),
            run_id=message["run_id"] and str(message["run_id"]),
        )


def _reply(message: asyncpg.Record) -> dict[str, Any]:
    run_id = message["run_id"]
    return {"message": public(message), "run": {"id": str(run_id)} if run_id else None}


def public(row: asyncpg.Record) -> dict[str, Any]:
    """The message as customers see it."""
    return {
        "id": str(row["id"]),
        "thread_id": str(row["thread_id"]),
        "position": row["position"],
        "role": row["role"],
        "author_id": row["author_id"] and str(row["author_id"]),
        "content": row["content"],
        "client_message_id": row["client_message_id"],
        "run_id": row["run_id"] and str(row["run_id"]),
        "figures": row["figures"],
        "created_at": iso(row["created_at"]),
    }
