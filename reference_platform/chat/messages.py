"""Messages: each is stored once, announced after that, and answered where it asks for it."""

from datetime import UTC
from typing import Any
from uuid import UUID, uuid4, uuid5

import asyncpg

from reference_platform.accounts.bearer import Caller, SignedIn
from reference_platform.agents.plans import PLANS, lifting, plan_named
from reference_platform.chat import threads
from reference_platform.chat.bodies import NewMessage, NewThread, UserMessage
from reference_platform.chat.events import EventLog
from reference_platform.chat.frames import Frame
from reference_platform.chat.paging import Paged
from reference_platform.chat.runs import OPEN, Runs
from reference_platform.chat.threads import Threads
from reference_platform.chat.workers import Workers
from reference_platform.operation import correlation, errors, versions
from reference_platform.operation.showing import shown
from reference_platform.storage.database import Connection, Database

_COLUMNS = (
    *("id", "thread_id", "position", "role", "author_id", "content", "client_message_id", "run_id", "figures"),
    "created_at",
)
_SELECT = "SELECT *, content AS text FROM messages WHERE thread_id = $1"
_LIST = f"{_SELECT} AND position > coalesce($2, 0) ORDER BY position LIMIT $3"
_KNOWN = f"{_SELECT} AND client_message_id = $2"
_STORE = """
WITH t AS (
    UPDATE threads SET message_count = message_count + 1, last_activity_at = clock_timestamp(),
        title = CASE WHEN title = '' THEN $2 ELSE title END
    WHERE id = $1 RETURNING message_count)
INSERT INTO messages (thread_id, position, author_id, role, content, client_message_id, run_id, created_at)
SELECT $1, message_count, $3, 'user', $4, $5, $6, clock_timestamp() FROM t RETURNING *, content AS text"""
#: Questions of the user in the last minute, and of the organisation in the window at hand, which is the day (UTC) where
#: the organisation has none of its own; windows are counted from the epoch, and so is the day.
_ASKED = """
SELECT (SELECT count(*) FROM runs WHERE user_id = $1 AND created_at > now() - interval '1 minute') AS lately,
    (SELECT count(*) FROM runs WHERE organisation_id = $2 AND created_at >= until - length) AS spent, own, until
FROM organisations o, make_interval(secs => coalesce((limits->>'quota_seconds')::float8, 86400)) AS length,
    CAST(limits->>'quota_runs' AS integer) AS own,
    date_bin(length, now(), to_timestamp(0)) AS since, LATERAL (SELECT since + length AS until) AS w
WHERE o.id = $2"""
#: The runs of the thread before this one that have not ended.
_AHEAD = """
SELECT count(*) FROM runs o JOIN runs r ON r.id = $2
WHERE o.thread_id = $1 AND o.number < r.number AND o.status = ANY($3)"""


class Messages:
    """Takes in and lists the messages of threads."""

    def __init__(
        self, database: Database, log: EventLog, runs: Runs, workers: Workers, messages_per_minute: int
    ) -> None:
        self._database, self._log, self._runs, self._workers = database, log, runs, workers
        self._threads, self._messages_per_minute = Threads(database, log), messages_per_minute

    async def ask(self, caller: Caller, asked: UserMessage) -> None:
        """A question over the socket; one without a thread opens it. Refusals as those of `post`."""
        # The same message sent twice must find the same thread: its id follows from asker and message.
        thread_id = asked.thread_id or uuid5(UUID(caller.user_id), asked.client_message_id)
        await self._take_in(caller, thread_id, asked, opens=asked.thread_id is None)

    async def post(self, caller: SignedIn, thread_id: UUID, new: NewMessage) -> dict[str, Any]:
        """{"message", "run"}: stores the message, and starts a run where it asks for one.

        The same client_message_id again gives what the first gave. Refusal 404 for a thread that is not to be
        read, 403 for one that only its owner writes in, 402 for a spent quota, 429 for too many a minute.
        """
        return await self._take_in(caller, thread_id, new, opens=False)

    async def listed(self, caller: SignedIn, thread_id: UUID, page: Paged) -> dict[str, Any]:
        """The thread's messages in order. Refusal 404."""
        rows = await self._database.fetch(_LIST, thread_id, *page.after(int), page.limit + 1)
        # After that: of a thread that is deleted meanwhile nobody sees that it is empty.
        await self._threads.get(caller, thread_id)
        return page.reply(rows, _columns(), "position")

    async def _take_in(self, caller: Caller, thread_id: UUID, new: NewMessage, opens: bool) -> dict[str, Any]:
        if new.run and not caller.may("runs:start"):
            raise errors.forbidden("Your role only reads.", "Ask an owner of your organisation for another role.")
        if new.agent and new.agent not in plan_named(caller.plan).agents:
            raise errors.forbidden(f"Your plan has no agent {new.agent}.", f"The plan {lifting(new.agent)} has it.")
        made, claimed = None, list[str]()
        async with self._log.recording() as recording:
            connection = recording.connection
            if new.run:
                await self._runs.lock(connection, caller.organisation_id)
            if opens:
                thread = NewThread(title=threads.title_of(new.content))
                made = await self._threads.insert(recording, caller, thread, thread_id)
            await self._threads.own(connection, caller, thread_id)
            if known := await connection.fetchrow(_KNOWN, thread_id, new.client_message_id):
                return _reply(known)
            if new.run:
                await self._check_limits(connection, caller)
                await self._runs.check_parent(connection, caller, new.parent_run)
            title, run_id = threads.title_of(new.content), uuid4() if new.run else None
            said = (title, caller.user_id, new.content, new.client_message_id, run_id)
            message = await connection.fetchrow(_STORE, thread_id, *said)
            assert message is not None
            if new.run:
                await self._runs.add(connection, message, caller, new)
                claimed = await self._runs.claim(connection, caller.organisation_id)
            if made:
                await self._threads.announce(recording, made)
            about = shown(message, "client_message_id", "content", "position") | {"message_id": str(message["id"])}
            await recording.append(_frame("message_received", message, about))
            if run_id and str(run_id) not in claimed:
                wait = await self._wait(connection, caller, message)
                await recording.append(_frame("run_queued", message, wait))
        self._workers.launch(claimed)
        return _reply(message)

    async def _check_limits(self, connection: Connection, caller: Caller) -> None:
        asked = await connection.fetchrow(_ASKED, caller.user_id, caller.organisation_id)
        assert asked is not None
        if asked["lately"] >= self._messages_per_minute:
            message = f"That makes more than {self._messages_per_minute} questions a minute; it was not stored."
            raise errors.Refusal(429, "rate_limited", message, "Wait a minute and send it again.")
        plan = plan_named(caller.plan)
        allowed = plan.per_day if asked["own"] is None else asked["own"]
        if asked["spent"] >= allowed:
            until = f"{asked['until'].astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
            message = f"Your plan {plan.name} gives {allowed} questions a day (UTC); they are spent until {until}."
            lifting = next((each.name for each in PLANS.values() if each.per_day > plan.per_day), None)
            next_step = f"The plan {lifting} gives more." if lifting else "Ask us for more, or wait for tomorrow."
            raise errors.Refusal(402, "quota_exceeded", message, next_step)

    async def _wait(self, connection: Connection, caller: Caller, message: asyncpg.Record) -> dict[str, Any]:
        """What the asker is told of a run that cannot start at once."""
        ahead = await connection.fetchval(_AHEAD, message["thread_id"], message["run_id"], list(OPEN))
        why = "It starts after the question before it in this conversation."
        if not ahead:
            why = (
                f"It starts when one of the {plan_named(caller.plan).at_once} runs ends that your plan allows at once."
            )
        return {"reason": "thread_busy" if ahead else "plan_limit", "ahead": ahead, "message": why}


def _frame(kind: str, message: asyncpg.Record, payload: dict[str, Any]) -> Frame:
    ids = shown(message, "thread_id", "run_id")
    return Frame(kind, str(message["author_id"]), payload, correlation.current(), **ids)


def _reply(message: asyncpg.Record) -> dict[str, Any]:
    run_id = message["run_id"]
    return {"message": shown(message, *_columns()), "run": {"id": str(run_id)} if run_id else None}


def _columns() -> tuple[str, ...]:
    return tuple("text" if name == "content" and versions.current() == "1" else name for name in _COLUMNS)
