"""Defects of conversations as records: how they are started, edited, found, seen and deleted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from starlette.requests import Request

from reference_platform.accounts.bearer import SignedIn
from reference_platform.chat import threads
from reference_platform.chat.bodies import ThreadEdit
from reference_platform.chat.frames import Frame
from reference_platform.chat.paging import Page, Search
from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import APPEND
from reference_platform.operation import correlation, errors
from reference_platform.operation.showing import shown

CREATE = "reference_platform.chat.threads:Threads.create"
INSERT = "reference_platform.chat.threads:Threads.insert"
ANNOUNCE = "reference_platform.chat.threads:Threads.announce"
GET = "reference_platform.chat.threads:Threads.get"
LISTED = "reference_platform.chat.threads:Threads.listed"
OWN = "reference_platform.chat.threads:Threads.own"
EDIT = "reference_platform.chat.threads:Threads.edit"
RESTORE = "reference_platform.chat.threads:Threads.restore"
DELETE = "reference_platform.chat.threads:Threads.delete"
CHANGE = "reference_platform.chat.threads:Threads.change"
ERASE = "reference_platform.chat.threads:Threads.erase"


def _started(sound: _Call, **changes: Any) -> _Call:
    """A start of a conversation that is not the one that was asked for."""

    async def insert(self: Any, recording: Any, caller: Any, new: Any, thread_id: Any = None) -> Any:
        return await sound(self, recording, caller, new.model_copy(update=changes), thread_id)

    return insert


def _conversation_starts_without_its_title(sound: _Call) -> _Call:
    return _started(sound, title=None)


def _filing_is_dropped(sound: _Call) -> _Call:
    return _started(sound, metadata={})


def _changed_again(sound: _Call, statement: str) -> _Call:
    """An edit after which the row is changed once more: $1 is its id, $2 the row as it was, as JSON."""

    async def change(self: Any, recording: Any, caller: Any, row: Any, edit: Any, allowed: Any) -> Any:
        thread = await sound(self, recording, caller, row, edit, allowed)
        await recording.connection.execute(statement, row["id"], shown(row, *threads.COLUMNS))
        return thread

    return change


def _edit_is_confirmed_and_not_stored(sound: _Call) -> _Call:
    return _changed_again(
        sound,
        """UPDATE threads SET title = $2::jsonb ->> 'title', summary = $2 ->> 'summary', facts = $2 -> 'facts',
               metadata = $2 -> 'metadata' WHERE id = $1""",
    )


def _history_forgets_the_states_before(sound: _Call) -> _Call:
    return _changed_again(
        sound, "UPDATE threads SET history = jsonb_build_array(history -> -1) WHERE id = $1 AND $2::jsonb IS NOT NULL"
    )


def _every_state_has_the_moment_of_the_first(sound: _Call) -> _Call:
    return _changed_again(
        sound,
        """UPDATE threads SET history = jsonb_set(history, '{-1,at}', history -> 0 -> 'at')
           WHERE id = $1 AND $2::jsonb IS NOT NULL""",
    )


def _edits_are_no_activity(sound: _Call) -> _Call:
    return _changed_again(
        sound, "UPDATE threads SET last_activity_at = ($2::jsonb ->> 'last_activity_at')::timestamptz WHERE id = $1"
    )


def _conversation_goes_to_the_customer_before(sound: _Call) -> _Call:
    recent: dict[str, Any] = {}

    async def insert(self: Any, recording: Any, caller: Any, new: Any, thread_id: Any = None) -> Any:
        moment = asyncio.get_running_loop().time()
        before, at = recent.get("caller", caller), recent.get("at", moment)
        recent.update(caller=caller, at=moment)
        return await sound(self, recording, before if moment - at < 0.03 else caller, new, thread_id)

    return insert


def _starts_at_once_give_one_conversation(sound: _Call) -> _Call:
    under_way: dict[str, Any] = {}

    async def insert(self: Any, recording: Any, caller: Any, new: Any, thread_id: Any = None) -> Any:
        if caller.user_id in under_way:
            return await under_way[caller.user_id]
        starting = asyncio.ensure_future(sound(self, recording, caller, new, thread_id))
        under_way[caller.user_id] = starting
        try:
            return await starting
        finally:
            del under_way[caller.user_id]

    return insert


def _start_is_told_twice(sound: _Call) -> _Call:
    async def announce(self: Any, recording: Any, thread: Any, kind: str = "thread_created") -> None:
        for _ in range(2 if kind == "thread_created" else 1):
            await sound(self, recording, thread, kind)

    return announce


def _start_is_told_after_the_first_question(sound: _Call) -> _Call:
    async def announce(self: Any, recording: Any, thread: Any, kind: str = "thread_created") -> None:
        if kind != "thread_created":
            await sound(self, recording, thread, kind)
            return

        async def late() -> None:
            await asyncio.sleep(0.25)
            async with self._log.recording() as later:
                await sound(self, later, thread, kind)

        _unfinished.add(asyncio.create_task(late()))

    return announce


_unfinished: set[Any] = set()


def _parent_is_looked_for_too_late(sound: _Call) -> _Call:
    async def create(self: Any, caller: Any, new: Any) -> Any:
        if new.parent_id:
            await sound(self, caller, new.model_copy(update={"parent_id": None}))
            async with self._log.recording() as recording:
                await self.own(recording.connection, caller, new.parent_id)
        return await sound(self, caller, new)

    return create


def _refused_otherwise(sound: _Call, where: str, refusal: errors.Refusal) -> _Call:
    """What does not do in that part of a request is refused in another way."""

    def of_validation(errors: Any) -> Any:
        return refusal if errors[0]["loc"][0] == where else sound(errors)

    return of_validation


def _impossible_id_is_another_refusal(sound: _Call) -> _Call:
    refusal = errors.invalid("invalid_field", "That is not an id.", "Send an id of the right form.")
    return _refused_otherwise(sound, "path", refusal)


def _unfit_detail_is_another_refusal(sound: _Call) -> _Call:
    refusal = errors.forbidden("That is not for you.", "Ask an owner of your organisation for another role.")
    return _refused_otherwise(sound, "body", refusal)


def _id_that_is_nobodys_is_forbidden(sound: _Call) -> _Call:
    async def get(self: Any, caller: Any, thread_id: Any) -> Any:
        if not await self._database.fetchval("SELECT 1 FROM threads WHERE id = $1", thread_id):
            raise errors.forbidden("This conversation is somebody else's.", "Ask its owner.")
        return await sound(self, caller, thread_id)

    return get


def _edit_replaces_what_it_does_not_name(sound: _Call) -> _Call:
    async def change(self: Any, recording: Any, caller: Any, row: Any, edit: Any, allowed: Any) -> Any:
        if edit.metadata or edit.facts:
            empty = "UPDATE threads SET metadata = '{}', facts = '{}', summary = NULL WHERE id = $1"
            await recording.connection.execute(empty, row["id"])
        return await sound(self, recording, caller, row, edit, allowed)

    return change


def _first_edit_of_a_field_wins(sound: _Call) -> _Call:
    async def change(self: Any, recording: Any, caller: Any, row: Any, edit: Any, allowed: Any) -> Any:
        new = {name: value for name, value in edit.metadata.items() if name not in row["metadata"]}
        return await sound(self, recording, caller, row, edit.model_copy(update={"metadata": new}), allowed)

    return change


def _stale_edit_is_accepted(sound: _Call) -> _Call:
    async def edit(self: Any, caller: Any, thread_id: Any, edit: Any, if_match: Any = None) -> Any:
        return await sound(self, caller, thread_id, edit, None)

    return edit


def _fresh_guarded_edit_is_refused(sound: _Call) -> _Call:
    async def edit(self: Any, caller: Any, thread_id: Any, edit: Any, if_match: Any = None) -> Any:
        return await sound(self, caller, thread_id, edit, f"{if_match}.0" if if_match else None)

    return edit


def _edits_at_the_same_moment_overwrite_each_other(_sound: _Call) -> _Call:
    async def edit(self: Any, caller: Any, thread_id: Any, edit: Any, if_match: Any = None) -> Any:
        thread = await self.get(caller, thread_id)
        await asyncio.sleep(0.02)
        async with self._log.recording() as recording:
            row = await recording.connection.fetchrow(
                "UPDATE threads SET title = coalesce($2, title), facts = $3, version = $4 WHERE id = $1 RETURNING *",
                thread_id, edit.title, thread["facts"] | edit.facts, thread["version"] + 1,
            )  # fmt: skip
            changed = shown(row, *threads.COLUMNS)
            await self.announce(recording, changed, "thread_updated")
        return changed

    return edit


def _refused_edit_is_half_done(sound: _Call) -> _Call:
    async def edit(self: Any, caller: Any, thread_id: Any, edit: Any, if_match: Any = None) -> Any:
        if edit.status:
            await sound(self, caller, thread_id, edit.model_copy(update={"status": None}), if_match)
        return await sound(self, caller, thread_id, edit, None)

    return edit


def _edit_is_confirmed_before_it_is_stored(sound: _Call) -> _Call:
    async def edit(self: Any, caller: Any, thread_id: Any, edit: Any, if_match: Any = None) -> Any:
        thread = await self.get(caller, thread_id)

        async def later() -> None:
            await asyncio.sleep(0.5)
            await sound(self, caller, thread_id, edit, if_match)

        _unfinished.add(asyncio.create_task(later()))
        return thread | {"summary": edit.summary or thread["summary"], "version": thread["version"] + 1}

    return edit


def _owner_can_be_edited(sound: _Call) -> _Call:
    def router(acts: Any, *dependencies: Any) -> Any:
        address, named = "PATCH /api/threads/{thread_id}", ("owner_id", "organisation_id")
        if address in acts:
            edit = acts[address]

            async def edit_all(request: Request, caller: SignedIn, thread_id: UUID) -> Any:
                body = await request.json()
                whose = {name: body.pop(name) for name in named if name in body}
                body = ThreadEdit.model_validate(body)
                thread = await edit(caller, thread_id, body, request.headers.get("if-match"))
                for name, value in whose.items():
                    statement = f"UPDATE threads SET {name} = $2 WHERE id = $1"
                    await request.app.state.database.execute(statement, thread_id, value)
                return thread | whose

            acts = {**acts, address: edit_all}
        return sound(acts, *dependencies)

    return router


def _any_state_may_follow(sound: _Call) -> _Call:
    async def change(self: Any, recording: Any, caller: Any, row: Any, edit: Any, allowed: Any) -> Any:
        return await sound(self, recording, caller, row, edit, ("draft", "active", "completed", "archived"))

    return change


def _no_state_may_follow(sound: _Call) -> _Call:
    async def change(self: Any, recording: Any, caller: Any, row: Any, edit: Any, allowed: Any) -> Any:
        return await sound(self, recording, caller, row, edit, [each for each in allowed if each == "archived"])

    return change


def _change_of_state_is_not_told(sound: _Call) -> _Call:
    async def announce(self: Any, recording: Any, thread: Any, kind: str = "thread_created") -> None:
        if kind != "thread_updated":
            await sound(self, recording, thread, kind)

    return announce


def _state_told_is_the_one_before(sound: _Call) -> _Call:
    async def announce(self: Any, recording: Any, thread: Any, kind: str = "thread_created") -> None:
        told = thread | {"status": thread["history"][-2]["status"]} if len(thread["history"]) > 1 else thread
        await sound(self, recording, told, kind)

    return announce


def _archived_is_told_as_an_update(sound: _Call) -> _Call:
    async def announce(self: Any, recording: Any, thread: Any, kind: str = "thread_created") -> None:
        await sound(self, recording, thread, "thread_updated" if kind == "thread_archived" else kind)

    return announce


def _messages_are_no_activity(sound: _Call) -> _Call:
    async def post(self: Any, caller: Any, thread_id: Any, new: Any) -> Any:
        query = "SELECT last_activity_at FROM threads WHERE id = $1"
        before = await self._database.fetchval(query, thread_id)
        reply = await sound(self, caller, thread_id, new)
        await self._database.execute("UPDATE threads SET last_activity_at = $2 WHERE id = $1", thread_id, before)
        return reply

    return post


def _anybody_opens_any_conversation(_sound: _Call) -> _Call:
    async def get(self: Any, caller: Any, thread_id: Any) -> Any:
        row = await self._database.fetchrow("SELECT * FROM threads WHERE id = $1", thread_id)
        if row is None:
            raise errors.not_found()
        return shown(row, *threads.COLUMNS)

    return get


def _anybody_writes_in_any_conversation(_sound: _Call) -> _Call:
    async def own(self: Any, connection: Any, caller: Any, thread_id: Any) -> Any:
        row = await connection.fetchrow("SELECT * FROM threads WHERE id = $1 FOR NO KEY UPDATE", thread_id)
        if row is None:
            raise errors.not_found()
        return row

    return own


def _refusal_tells_that_it_exists(sound: _Call) -> _Call:
    async def get(self: Any, caller: Any, thread_id: Any) -> Any:
        try:
            return await sound(self, caller, thread_id)
        except errors.Refusal:
            if await self._database.fetchval("SELECT 1 FROM threads WHERE id = $1", thread_id):
                raise errors.forbidden("This conversation is somebody else's.", "Ask its owner.") from None
            raise

    return get


def _colleagues_edit_what_they_read(sound: _Call) -> _Call:
    async def own(self: Any, connection: Any, caller: Any, thread_id: Any) -> Any:
        try:
            return await sound(self, connection, caller, thread_id)
        except errors.Refusal as refusal:
            if refusal.status != 403:
                raise
            return await connection.fetchrow("SELECT * FROM threads WHERE id = $1 FOR NO KEY UPDATE", thread_id)

    return own


def _confidential_opens_to_the_owner_of_the_organisation(sound: _Call) -> _Call:
    async def get(self: Any, caller: Any, thread_id: Any) -> Any:
        query = "SELECT * FROM threads WHERE id = $1 AND organisation_id = $2"
        row = await self._database.fetchrow(query, thread_id, caller.organisation_id)
        if row and row["visibility"] == "confidential" and caller.role in {"owner", "admin"}:
            return shown(row, *threads.COLUMNS)
        return await sound(self, caller, thread_id)

    return get


def _shared_conversation_opens_to_its_owner_alone(sound: _Call) -> _Call:
    async def get(self: Any, caller: Any, thread_id: Any) -> Any:
        thread = await sound(self, caller, thread_id)
        if thread["visibility"] == "organisation" and thread["owner_id"] != caller.user_id:
            raise errors.not_found()
        return thread

    return get


def _look_is_not_recorded(sound: _Call) -> _Call:
    async def get(self: Any, caller: Any, thread_id: Any) -> Any:
        thread = await sound(self, caller, thread_id)
        await self._database.execute(
            "DELETE FROM audit_log WHERE action = 'thread.read' AND organisation_id = $1", caller.organisation_id
        )
        return thread

    return get


def _all(statement: str) -> _Call:
    """A list that is made another way: all at once, by a statement over the organisation ($1) and the user ($2)."""

    async def listed(self: Any, caller: Any, page: Any, sought: Any) -> Any:
        rows = await self._database.fetch(statement, caller.organisation_id, caller.user_id)
        return {"items": [shown(row, *threads.COLUMNS) for row in rows], "next_cursor": None}

    return listed


def _list_shows_colleagues_private_ones(_sound: _Call) -> _Call:
    return _all("SELECT * FROM threads WHERE organisation_id = $1 AND $2::text IS NOT NULL AND status <> 'archived'")


def _list_shows_archived_ones(_sound: _Call) -> _Call:
    return _all("SELECT * FROM threads WHERE organisation_id = $1 AND owner_id = $2 ORDER BY created_at DESC, id DESC")


def _sought(sound: _Call, by: str, fits: Callable[[Any, str], bool]) -> _Call:
    """A search that compares in its own way, where something is sought by that."""

    async def listed(self: Any, caller: Any, page: Any, sought: Any) -> Any:
        wanted = getattr(sought, by)
        if not wanted:
            return await sound(self, caller, page, sought)
        query = "SELECT * FROM threads WHERE owner_id = $1 ORDER BY created_at DESC, id DESC"
        rows = await self._database.fetch(query, caller.user_id)
        return {"items": [shown(row, *threads.COLUMNS) for row in rows if fits(row, wanted)], "next_cursor": None}

    return listed


def _tags_are_not_looked_at(sound: _Call) -> _Call:
    return _sought(sound, "tag", lambda _row, _tag: True)


def _tag_is_found_by_its_beginning(sound: _Call) -> _Call:
    return _sought(sound, "tag", lambda row, tag: tag in json.dumps(row["metadata"].get("tags", [])))


def _words_are_sought_in_titles_alone(sound: _Call) -> _Call:
    return _sought(sound, "q", lambda row, words: words.lower() in row["title"].lower())


def _priority_is_not_looked_at(sound: _Call) -> _Call:
    return _sought(sound, "priority", lambda row, priority: bool(row["id"]) and bool(priority))


def _words_are_taken_as_a_pattern(sound: _Call) -> _Call:
    async def listed(self: Any, caller: Any, page: Any, sought: Any) -> Any:
        if not sought.q:
            return await sound(self, caller, page, sought)
        rows = await self._database.fetch(
            """SELECT t.* FROM threads t WHERE owner_id = $1 AND (title ILIKE $2 OR summary ILIKE $2 OR EXISTS (
                   SELECT FROM messages m WHERE m.thread_id = t.id AND m.content ILIKE $2))""",
            caller.user_id,
            f"%{sought.q}%",
        )
        return {"items": [shown(row, *threads.COLUMNS) for row in rows], "next_cursor": None}

    return listed


def _page_leaves_out_a_row(sound: _Call) -> _Call:
    def reply(self: Any, rows: Any, columns: Any, *keys: str) -> Any:
        if len(rows) > self.limit:
            rows = [*rows[: self.limit - 1], rows[self.limit], rows[self.limit]]
        return sound(self, rows, columns, *keys)

    return reply


def _pages_follow_what_happened_last(_sound: _Call) -> _Call:
    async def listed(self: Any, caller: Any, page: Any, sought: Any) -> Any:
        query = """SELECT * FROM threads WHERE owner_id = $1 AND status <> 'archived'
            ORDER BY last_activity_at DESC, id DESC LIMIT $2 OFFSET $3"""
        offset = int(page.cursor or 0)
        rows = await self._database.fetch(query, caller.user_id, page.limit + 1, offset)
        more = str(offset + page.limit) if len(rows) > page.limit else None
        return {"items": [shown(row, *threads.COLUMNS) for row in rows[: page.limit]], "next_cursor": more}

    return listed


def _long_list_is_slow(sound: _Call) -> _Call:
    async def listed(self: Any, caller: Any, page: Any, sought: Any) -> Any:
        count = await self._database.fetchval("SELECT count(*) FROM threads WHERE owner_id = $1", caller.user_id)
        await asyncio.sleep(count * 0.012)
        return await sound(self, caller, page, sought)

    return listed


def _archiving_deletes_for_ever(sound: _Call) -> _Call:
    async def delete(self: Any, caller: Any, thread_id: Any, permanent: bool = False) -> None:
        await sound(self, caller, thread_id, True)

    return delete


def _restoring_gives_a_draft(sound: _Call) -> _Call:
    async def restore(self: Any, caller: Any, thread_id: Any) -> Any:
        thread = await sound(self, caller, thread_id)
        statement = """UPDATE threads SET status = 'draft', history = jsonb_set(history, '{-1,status}', '"draft"')
            WHERE id = $1"""
        await self._database.execute(statement, thread_id)
        return thread | {"status": "draft"}

    return restore


def _deleting_for_ever_only_archives(sound: _Call) -> _Call:
    async def delete(self: Any, caller: Any, thread_id: Any, permanent: bool = False) -> None:
        await sound(self, caller, thread_id, False)

    return delete


def _what_was_told_of_it_outlives_a_conversation(_sound: _Call) -> _Call:
    async def erase(self: Any, recording: Any, caller: Any, thread_id: Any) -> None:
        await recording.connection.execute("DELETE FROM threads WHERE id = $1", thread_id)
        await recording.append(Frame("thread_deleted", caller.user_id, {}, correlation.current(), str(thread_id)))

    return erase


def _conversation_at_work_is_deleted(sound: _Call) -> _Call:
    async def erase(self: Any, recording: Any, caller: Any, thread_id: Any) -> None:
        open_runs = "UPDATE runs SET finished_at = now() WHERE thread_id = $1"
        await recording.connection.execute(open_runs, thread_id)
        await sound(self, recording, caller, thread_id)

    return erase


def _children_outlive_their_conversation(sound: _Call) -> _Call:
    async def erase(self: Any, recording: Any, caller: Any, thread_id: Any) -> None:
        await recording.connection.execute("UPDATE threads SET parent_id = NULL WHERE parent_id = $1", thread_id)
        await sound(self, recording, caller, thread_id)

    return erase


def _archiving_takes_children_along(sound: _Call) -> _Call:
    async def delete(self: Any, caller: Any, thread_id: Any, permanent: bool = False) -> None:
        await sound(self, caller, thread_id, permanent)
        await self._database.execute("UPDATE threads SET status = 'archived' WHERE parent_id = $1", thread_id)

    return delete


def _archiving_empties_the_conversation(sound: _Call) -> _Call:
    async def delete(self: Any, caller: Any, thread_id: Any, permanent: bool = False) -> None:
        await sound(self, caller, thread_id, permanent)
        await self._database.execute("DELETE FROM messages WHERE thread_id = $1", thread_id)

    return delete


def _messages_go_before_their_conversation(sound: _Call) -> _Call:
    async def delete(self: Any, caller: Any, thread_id: Any, permanent: bool = False) -> None:
        if permanent:
            await self._database.execute("DELETE FROM messages WHERE thread_id = $1", thread_id)
            await asyncio.sleep(0.1)
        await sound(self, caller, thread_id, permanent)

    return delete


def _deletion_is_not_told(sound: _Call) -> _Call:
    async def append(self: Any, frame: Any) -> Any:
        return frame if frame.type == "thread_deleted" else await sound(self, frame)

    return append


def _missing_sign_in_is_another_refusal(sound: _Call) -> _Call:
    def token_of(authorization: Any) -> str:
        if not authorization:
            raise errors.not_found()
        return str(sound(authorization))

    return token_of


def _unknown_state_is_dropped_in_silence(sound: _Call) -> _Call:
    def router(acts: Any, *dependencies: Any) -> Any:
        address, known = "PATCH /api/threads/{thread_id}", ("draft", "active", "completed", "archived")
        if address in acts:
            edit = acts[address]

            async def edit_known(request: Request, caller: SignedIn, thread_id: UUID) -> Any:
                body = await request.json()
                if body.get("status") not in known:
                    body.pop("status", None)
                return await edit(caller, thread_id, ThreadEdit.model_validate(body), request.headers.get("if-match"))

            acts = {**acts, address: edit_known}
        return sound(acts, *dependencies)

    return router


def _page_is_of_any_size(sound: _Call) -> _Call:
    def router(acts: Any, *dependencies: Any) -> Any:
        address = "GET /api/threads"
        if address in acts:
            listed = acts[address]

            async def listed_at_will(request: Request, caller: SignedIn) -> Any:
                asked: dict[str, Any] = dict(request.query_params)
                page = Page(int(asked.pop("limit", "20")), asked.pop("cursor", None))
                return await listed(caller, page, Search(**asked))

            acts = {**acts, address: listed_at_will}
        return sound(acts, *dependencies)

    return router


def _own_private_ones_are_not_listed(sound: _Call) -> _Call:
    async def listed(self: Any, caller: Any, page: Any, sought: Any) -> Any:
        reply = await sound(self, caller, page, sought)
        return reply | {"items": [each for each in reply["items"] if each["visibility"] != "private"]}

    return listed


def _what_is_not_archived_can_be_restored(_sound: _Call) -> _Call:
    async def restore(self: Any, caller: Any, thread_id: Any) -> Any:
        async with self._log.recording() as recording:
            row = await self.own(recording.connection, caller, thread_id)
            return await self.change(recording, caller, row, ThreadEdit(status="active"), ("active",))

    return restore


_CHAT = ("chat",)

DEFECTS = [
    Defect(
        "conversation_starts_without_its_title", ("TH-01",), INSERT, _CHAT,
        "A conversation that is started has no title.",
        _conversation_starts_without_its_title,
    ),
    Defect(
        "filing_is_dropped", ("TH-02",), INSERT, _CHAT,
        "Tags, priority, department and project of a new conversation are taken and not kept.",
        _filing_is_dropped,
    ),
    Defect(
        "start_is_told_twice", ("TH-03",), ANNOUNCE, _CHAT,
        "Open clients are told twice that a conversation is started.",
        _start_is_told_twice,
    ),
    Defect(
        "start_is_told_after_the_first_question", ("TH-07",), ANNOUNCE, _CHAT,
        "A client hears of a new conversation only after what happens in it.",
        _start_is_told_after_the_first_question,
    ),
    Defect(
        "conversation_goes_to_the_customer_before", ("TH-04",), INSERT, _CHAT,
        "Of customers who start conversations at the same moment one gets the other's.",
        _conversation_goes_to_the_customer_before,
    ),
    Defect(
        "starts_at_once_give_one_conversation", ("TH-08",), INSERT, _CHAT,
        "Conversations that are started at the same moment are taken for one.",
        _starts_at_once_give_one_conversation,
    ),
    Defect(
        "parent_is_looked_for_too_late", ("TH-06",), CREATE, _CHAT,
        "A conversation that is refused for its parent is made all the same.",
        _parent_is_looked_for_too_late,
    ),
    Defect(
        "impossible_id_is_another_refusal", ("TH-05",), "reference_platform.operation.errors:of_validation", _CHAT,
        "An id of the wrong form is refused in another way than one that nobody has.",
        _impossible_id_is_another_refusal,
    ),
    Defect(
        "unfit_detail_is_another_refusal", ("TH-05", "TH-06"), "reference_platform.operation.errors:of_validation",
        _CHAT,
        "Who sends a detail that does not do is told to have no right to it.",
        _unfit_detail_is_another_refusal,
    ),
    Defect(
        "id_that_is_nobodys_is_forbidden", ("TH-05",), GET, _CHAT,
        "A conversation that does not exist is said to be somebody else's.",
        _id_that_is_nobodys_is_forbidden,
    ),
    Defect(
        "missing_sign_in_is_another_refusal", ("TH-05",), "reference_platform.accounts.bearer:token_of", _CHAT,
        "Who has not signed in is not told so.",
        _missing_sign_in_is_another_refusal,
    ),
    Defect(
        "unknown_state_is_dropped_in_silence", ("TH-13",), "reference_platform.operation.application:router", _CHAT,
        "An edit to a state that does not exist is confirmed, and nothing happens.",
        _unknown_state_is_dropped_in_silence,
    ),
    Defect(
        "page_is_of_any_size", ("TH-18",), "reference_platform.operation.application:router", _CHAT,
        "A page of a list may be as long as somebody likes.",
        _page_is_of_any_size,
    ),
    Defect(
        "own_private_ones_are_not_listed", ("TH-17",), LISTED, _CHAT,
        "The list leaves out one's own private conversations.",
        _own_private_ones_are_not_listed,
    ),
    Defect(
        "what_is_not_archived_can_be_restored", ("TH-22",), RESTORE, _CHAT,
        "A conversation that was never put away can be restored.",
        _what_is_not_archived_can_be_restored,
    ),
    Defect(
        "edit_is_confirmed_and_not_stored", ("TH-10",), CHANGE, _CHAT,
        "An edit is confirmed and never kept.",
        _edit_is_confirmed_and_not_stored,
    ),
    Defect(
        "edit_replaces_what_it_does_not_name", ("TH-10",), CHANGE, _CHAT,
        "An edit of one detail empties the others.",
        _edit_replaces_what_it_does_not_name,
    ),
    Defect(
        "first_edit_of_a_field_wins", ("TH-10",), CHANGE, _CHAT,
        "A detail that was given once cannot be changed.",
        _first_edit_of_a_field_wins,
    ),
    Defect(
        "stale_edit_is_accepted", ("TH-10",), EDIT, _CHAT,
        "An edit guarded by an old version overwrites what was not read.",
        _stale_edit_is_accepted,
    ),
    Defect(
        "fresh_guarded_edit_is_refused", ("TH-10",), EDIT, _CHAT,
        "No guarded edit is ever accepted.",
        _fresh_guarded_edit_is_refused,
    ),
    Defect(
        "edits_are_no_activity", ("TH-11",), CHANGE, _CHAT,
        "An edit does not count as activity.",
        _edits_are_no_activity,
    ),
    Defect(
        "messages_are_no_activity", ("TH-11",), "reference_platform.chat.messages:Messages.post", _CHAT,
        "A message does not count as activity.",
        _messages_are_no_activity,
    ),
    Defect(
        "edits_at_the_same_moment_overwrite_each_other", ("TH-15",), EDIT, _CHAT,
        "An edit writes back what it had read, over what others have written meanwhile.",
        _edits_at_the_same_moment_overwrite_each_other,
    ),
    Defect(
        "refused_edit_is_half_done", ("TH-16",), EDIT, _CHAT,
        "An edit that is refused for its state has changed everything else.",
        _refused_edit_is_half_done,
    ),
    Defect(
        "edit_is_confirmed_before_it_is_stored", ("TH-16",), EDIT, _CHAT,
        "An edit is confirmed first and stored a moment later, if nothing comes between.",
        _edit_is_confirmed_before_it_is_stored,
    ),
    Defect(
        "owner_can_be_edited", ("TH-26",), "reference_platform.operation.application:router", _CHAT,
        "An edit that names another owner gives the conversation away.",
        _owner_can_be_edited,
    ),
    Defect(
        "any_state_may_follow", ("TH-13",), CHANGE, _CHAT,
        "A conversation can be brought from any state into any other.",
        _any_state_may_follow,
    ),
    Defect(
        "no_state_may_follow", ("TH-13",), CHANGE, _CHAT,
        "A draft cannot become active, and nothing can be completed.",
        _no_state_may_follow,
    ),
    Defect(
        "history_forgets_the_states_before", ("TH-13", "TH-09"), CHANGE, _CHAT,
        "Only the latest state of a conversation is on record.",
        _history_forgets_the_states_before,
    ),
    Defect(
        "every_state_has_the_moment_of_the_first", ("TH-09",), CHANGE, _CHAT,
        "The record of states does not say when each of them began.",
        _every_state_has_the_moment_of_the_first,
    ),
    Defect(
        "change_of_state_is_not_told", ("TH-14",), ANNOUNCE, _CHAT,
        "Open clients do not hear that a conversation has changed.",
        _change_of_state_is_not_told,
    ),
    Defect(
        "state_told_is_the_one_before", ("TH-14",), ANNOUNCE, _CHAT,
        "Open clients are told the state that a conversation had before.",
        _state_told_is_the_one_before,
    ),
    Defect(
        "archived_is_told_as_an_update", ("TH-14", "TH-22"), ANNOUNCE, _CHAT,
        "Open clients are not told that a conversation was put away.",
        _archived_is_told_as_an_update,
    ),
    Defect(
        "anybody_opens_any_conversation", ("TH-12", "TH-17"), GET, _CHAT,
        "Whoever knows its id reads a conversation.",
        _anybody_opens_any_conversation,
    ),
    Defect(
        "anybody_writes_in_any_conversation", ("TH-12",), OWN, _CHAT,
        "Whoever knows its id edits, archives, deletes and continues a conversation.",
        _anybody_writes_in_any_conversation,
    ),
    Defect(
        "refusal_tells_that_it_exists", ("TH-12", "TH-17"), GET, _CHAT,
        "A stranger is told that a conversation is somebody else's.",
        _refusal_tells_that_it_exists,
    ),
    Defect(
        "colleagues_edit_what_they_read", ("TH-20",), OWN, _CHAT,
        "A colleague who reads a shared conversation can change and delete it.",
        _colleagues_edit_what_they_read,
    ),
    Defect(
        "confidential_opens_to_the_owner_of_the_organisation", ("TH-20",), GET, _CHAT,
        "Who runs an organisation reads its members' confidential conversations.",
        _confidential_opens_to_the_owner_of_the_organisation,
    ),
    Defect(
        "shared_conversation_opens_to_its_owner_alone", ("TH-20",), GET, _CHAT,
        "A conversation that is shared with the organisation stays its owner's.",
        _shared_conversation_opens_to_its_owner_alone,
    ),
    Defect(
        "look_is_not_recorded", ("TH-20",), GET, _CHAT,
        "Who runs an organisation reads a member's private conversation unrecorded.",
        _look_is_not_recorded,
    ),
    Defect(
        "list_shows_colleagues_private_ones", ("TH-20",), LISTED, _CHAT,
        "The list names colleagues' private and confidential conversations.",
        _list_shows_colleagues_private_ones,
    ),
    Defect(
        "page_leaves_out_a_row", ("TH-18",), "reference_platform.chat.paging:Page.reply", _CHAT,
        "Between two pages one row is missing.",
        _page_leaves_out_a_row,
    ),
    Defect(
        "pages_follow_what_happened_last", ("TH-18",), LISTED, _CHAT,
        "What is edited or started while somebody pages is seen twice or not at all.",
        _pages_follow_what_happened_last,
    ),
    Defect(
        "tags_are_not_looked_at", ("TH-19",), LISTED, _CHAT,
        "A search for a tag finds everything.",
        _tags_are_not_looked_at,
    ),
    Defect(
        "tag_is_found_by_its_beginning", ("TH-19",), LISTED, _CHAT,
        "A search for a tag finds others that begin alike.",
        _tag_is_found_by_its_beginning,
    ),
    Defect(
        "words_are_sought_in_titles_alone", ("TH-19",), LISTED, _CHAT,
        "A search for words finds nothing of what was said.",
        _words_are_sought_in_titles_alone,
    ),
    Defect(
        "priority_is_not_looked_at", ("TH-19",), LISTED, _CHAT,
        "A search for a priority finds every conversation.",
        _priority_is_not_looked_at,
    ),
    Defect(
        "words_are_taken_as_a_pattern", ("TH-19",), LISTED, _CHAT,
        "A search for signs such as _ or % finds everything.",
        _words_are_taken_as_a_pattern,
    ),
    Defect(
        "long_list_is_slow", ("TH-21",), LISTED, _CHAT,
        "The more conversations there are, the longer each page takes.",
        _long_list_is_slow,
    ),
    Defect(
        "list_shows_archived_ones", ("TH-22",), LISTED, _CHAT,
        "A conversation that was put away stays in the list.",
        _list_shows_archived_ones,
    ),
    Defect(
        "archiving_deletes_for_ever", ("TH-22",), DELETE, _CHAT,
        "A conversation that was put away is gone.",
        _archiving_deletes_for_ever,
    ),
    Defect(
        "restoring_gives_a_draft", ("TH-22",), RESTORE, _CHAT,
        "A conversation that is restored is a draft again.",
        _restoring_gives_a_draft,
    ),
    Defect(
        "archiving_empties_the_conversation", ("TH-24", "TH-22"), DELETE, _CHAT,
        "A conversation that was put away has lost its messages.",
        _archiving_empties_the_conversation,
    ),
    Defect(
        "deleting_for_ever_only_archives", ("TH-23",), DELETE, _CHAT,
        "What was deleted for ever is only hidden.",
        _deleting_for_ever_only_archives,
    ),
    Defect(
        "what_was_told_of_it_outlives_a_conversation", ("TH-23",), ERASE, _CHAT,
        "After a conversation was deleted, its words still stand in the log of what was told.",
        _what_was_told_of_it_outlives_a_conversation,
    ),
    Defect(
        "conversation_at_work_is_deleted", ("TH-23",), ERASE, _CHAT,
        "A conversation is deleted under the hands of the agents.",
        _conversation_at_work_is_deleted,
    ),
    Defect(
        "deletion_is_not_told", ("TH-23",), APPEND, _CHAT,
        "Open clients go on to show a conversation that was deleted.",
        _deletion_is_not_told,
    ),
    Defect(
        "children_outlive_their_conversation", ("TH-24",), ERASE, _CHAT,
        "Conversations under one that was deleted stay.",
        _children_outlive_their_conversation,
    ),
    Defect(
        "archiving_takes_children_along", ("TH-24",), DELETE, _CHAT,
        "Conversations under one that is put away disappear with it.",
        _archiving_takes_children_along,
    ),
    Defect(
        "messages_go_before_their_conversation", ("TH-25",), DELETE, _CHAT,
        "While a conversation is being deleted its readers find it empty.",
        _messages_go_before_their_conversation,
    ),
]  # fmt: skip
