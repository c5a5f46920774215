"""Defects in the fine print: the admin beside the owner, the colleague beside the customer, the one question more, the
plan without the right, the act that nobody writes down."""

# ruff: noqa: PLC0415 - the platform's modules are imported where a defect is put in place

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import (
    ANALYSIS,
    ASK,
    COUNT,
    MESSAGES_LISTED,
    ORGANISATIONS,
    RECORD,
    RUNS,
    SSO,
    THREADS,
)


def _admin_sees_no_more_than_a_colleague(_sound: _Call) -> _Call:
    def reader(caller: Any) -> Any:
        return caller.organisation_id, caller.user_id, caller.role == "owner"

    return reader


def _colleague_who_reads_along_may_cancel(_sound: _Call) -> _Call:
    from reference_platform.chat.runs import OPEN

    async def cancellable(self: Any, caller: Any, run_id: Any) -> bool:
        row = await self._readable(caller, run_id)
        return row["status"] in OPEN

    return cancellable


def _invitation_is_good_for_anybody(sound: _Call) -> _Call:
    from reference_platform.accounts.sessions import digest

    async def move_invited(self: Any, token: str, caller: Any) -> Any:
        query = "SELECT email FROM invitations WHERE token_hash = $1"
        email = await self.database.fetchval(query, digest(token))
        return await sound(self, token, replace(caller, email=email))

    return move_invited


def _coming_in_by_a_provider_is_not_written_down(sound: _Call) -> _Call:
    async def record(connection: Any, action: str, user_id: Any, of: Any = None, **details: Any) -> None:
        if "provider" not in details:
            await sound(connection, action, user_id, of, **details)

    return record


def _every_plan_has_a_trail(sound: _Call) -> _Call:
    async def trail(self: Any, caller: Any, organisation_id: Any) -> Any:
        return await sound(self, replace(caller, plan="enterprise"), organisation_id)

    return trail


def _every_plan_has_single_sign_on(_sound: _Call) -> _Call:
    async def company(self: Any, connection: Any, email: str) -> Any:
        query = """SELECT o.id, o.limits, d.roles FROM sso_domains d JOIN organisations o ON o.id = d.organisation_id
                   WHERE d.domain = $1"""
        return await connection.fetchrow(query, email.rpartition("@")[2])

    return company


def _right_password_leaves_the_count(sound: _Call) -> _Call:
    async def count(self: Any, connection: Any, user_id: Any, right: bool, bounds: Any) -> Any:
        before = await connection.fetchval("SELECT failed_attempts FROM users WHERE id = $1", user_id)
        until = await sound(self, connection, user_id, right, bounds)
        if right and until is None:
            await connection.execute("UPDATE users SET failed_attempts = $2 WHERE id = $1", user_id, before)
        return until

    return count


def _one_question_more_a_minute(sound: _Call) -> _Call:
    from reference_platform.chat.settings import ChatSettings

    async def ask(self: Any, caller: Any, asked: Any) -> None:
        self._messages_per_minute = ChatSettings.model_fields["messages_per_minute"].default + 1
        await sound(self, caller, asked)

    return ask


def _questions_of_the_day_are_counted_by_person(sound: _Call) -> _Call:
    async def ask(self: Any, caller: Any, asked: Any) -> None:
        if await self._database.fetchval("SELECT count(*) FROM runs WHERE user_id = $1", caller.user_id):
            await sound(self, caller, asked)
            return
        read = "SELECT limits FROM organisations WHERE id = $1"
        write = "UPDATE organisations SET limits = $2 WHERE id = $1"
        own = await self._database.fetchval(read, caller.organisation_id)
        await self._database.execute(write, caller.organisation_id, {})
        try:
            await sound(self, caller, asked)
        finally:
            await self._database.execute(write, caller.organisation_id, own)

    return ask


def _page_is_larger_where_nobody_says(sound: _Call) -> _Call:
    from reference_platform.chat.paging import Page

    async def listed(self: Any, caller: Any, page: Any, sought: Any) -> Any:
        return await sound(self, caller, Page(25, page.cursor) if page.limit == Page.limit else page, sought)

    return listed


def _completed_ones_leave_the_list(sound: _Call) -> _Call:
    async def listed(self: Any, caller: Any, page: Any, sought: Any) -> Any:
        found = await sound(self, caller, page, sought)
        found["items"] = [each for each in found["items"] if sought.status or each["status"] != "completed"]
        return found

    return listed


def _edit_of_facts_is_not_told(sound: _Call) -> _Call:
    async def untold(_frame: Any) -> None:
        """Says nothing."""

    async def change(self: Any, recording: Any, caller: Any, row: Any, edit: Any, allowed: Any) -> Any:
        if edit.facts and not (edit.status or edit.title):
            recording = SimpleNamespace(connection=recording.connection, append=untold)
        return await sound(self, recording, caller, row, edit, allowed)

    return change


def _deletion_is_not_written_down(sound: _Call) -> _Call:
    async def erase(self: Any, recording: Any, caller: Any, thread_id: Any) -> None:
        await sound(self, recording, caller, thread_id)
        forget = "DELETE FROM audit_log WHERE organisation_id = $1 AND action = 'thread.deleted'"
        await recording.connection.execute(forget, caller.organisation_id)

    return erase


def _messages_end_with_the_first_page(sound: _Call) -> _Call:
    async def listed(self: Any, caller: Any, thread_id: Any, page: Any) -> Any:
        found = await sound(self, caller, thread_id, page)
        return found | {name: None for name in found if name.startswith("next")}

    return listed


def _every_conversation_has_the_same_title(_sound: _Call) -> _Call:
    def title_of(content: str) -> str:
        return "New conversation"

    return title_of


def _table_loses_its_last_row(sound: _Call) -> _Call:
    def read(content_type: str, body: bytes) -> Any:
        records = sound(content_type, body)
        return records[:-1] if content_type.startswith("text/csv") else records

    return read


def _what_is_fit_of_a_flawed_import_is_stored(sound: _Call) -> _Call:
    import json

    from reference_platform.operation.errors import Refusal

    def read(content_type: str, body: bytes) -> Any:
        try:
            return sound(content_type, body)
        except Refusal:
            fit = []
            for record in json.loads(body)["records"]:
                try:
                    fit += sound(content_type, json.dumps({"records": [record]}).encode())
                except Refusal:
                    continue
            return fit

    return read


def _admins_delete_the_company(sound: _Call) -> _Call:
    async def delete(self: Any, caller: Any, organisation_id: Any) -> None:
        more = {"organisation:manage"} if caller.role == "admin" else set[str]()
        await sound(self, replace(caller, permissions=caller.permissions | more), organisation_id)

    return delete


def _viewer_writes_in_what_was_hers(sound: _Call) -> _Call:
    async def own(self: Any, connection: Any, caller: Any, thread_id: Any) -> Any:
        writer = replace(caller, permissions=caller.permissions | {"threads:write"})
        return await sound(self, connection, writer, thread_id)

    return own


def _one_mistake_locks_again(sound: _Call) -> _Call:
    async def count(self: Any, connection: Any, user_id: Any, right: bool, bounds: Any) -> Any:
        before = await connection.fetchval("SELECT failed_attempts FROM users WHERE id = $1", user_id)
        until = await sound(self, connection, user_id, right, bounds)
        if not right and until is None and before is not None and before >= bounds.lockout_attempts:
            lock = "UPDATE users SET locked_until = clock_timestamp() + make_interval(secs => $2) WHERE id = $1"
            await connection.execute(lock, user_id, bounds.lockout_seconds)
        return until

    return count


def _no_question_means_any_number(sound: _Call) -> _Call:
    async def ask(self: Any, caller: Any, asked: Any) -> None:
        lift = "UPDATE organisations SET limits = limits - 'quota_runs' WHERE id = $1 AND limits->>'quota_runs' = '0'"
        await self._database.execute(lift, caller.organisation_id)
        await sound(self, caller, asked)

    return ask


def _guard_is_not_for_states(sound: _Call) -> _Call:
    async def edit(self: Any, caller: Any, thread_id: Any, edit: Any, if_match: Any = None) -> Any:
        return await sound(self, caller, thread_id, edit, None if edit.status else if_match)

    return edit


def _plans_read_a_day_more(sound: _Call) -> _Call:
    async def rows(self: Any, query: str, *arguments: Any) -> Any:
        self.days, own = self.days + 1, self.days
        try:
            return await sound(self, query, *arguments)
        finally:
            self.days = own

    return rows


DEFECTS = [
    Defect("admin_sees_no_more_than_a_colleague", ("TH-20",), "reference_platform.chat.threads:reader", ("chat",),
           "Only the owner, no admin, opens a member's private conversation.", _admin_sees_no_more_than_a_colleague),
    Defect("colleague_who_reads_along_may_cancel", ("AG-26",), f"{RUNS}.cancellable", ("chat",),
           "Whoever may read a conversation stops the work in it.", _colleague_who_reads_along_may_cancel),
    Defect("invitation_is_good_for_anybody", ("AU-16",), f"{ORGANISATIONS}.move_invited", ("accounts",),
           "Whoever gets hold of an invitation comes in by it.", _invitation_is_good_for_anybody),
    Defect("coming_in_by_a_provider_is_not_written_down", ("AU-14",), RECORD, ("accounts",),
           "The trail lacks those who come in by the company's provider.",
           _coming_in_by_a_provider_is_not_written_down),
    Defect("every_plan_has_a_trail", ("AU-28",), f"{ORGANISATIONS}.trail", ("accounts",),
           "The trail is shown on every plan.", _every_plan_has_a_trail),
    Defect("every_plan_has_single_sign_on", ("AU-14",), f"{SSO}.company", ("accounts",),
           "A company that has left the plan still comes in by its provider.", _every_plan_has_single_sign_on),
    Defect("right_password_leaves_the_count", ("AU-05",), COUNT, ("accounts",),
           "Wrong passwords add up over right ones, until a careful customer is locked out.",
           _right_password_leaves_the_count),
    Defect("one_question_more_a_minute", ("AU-27",), ASK, ("chat",),
           "The limit of questions a minute begins one too late.", _one_question_more_a_minute),
    Defect("questions_of_the_day_are_counted_by_person", ("TL-16",), ASK, ("chat",),
           "Each colleague has the questions of the day once more.", _questions_of_the_day_are_counted_by_person),
    Defect("page_is_larger_where_nobody_says", ("TH-18",), f"{THREADS}.listed", ("chat",),
           "A page holds 25 conversations where nobody says how many.", _page_is_larger_where_nobody_says),
    Defect("completed_ones_leave_the_list", ("TH-18",), f"{THREADS}.listed", ("chat",),
           "What is completed is hidden as if it were archived.", _completed_ones_leave_the_list),
    Defect("deletion_is_not_written_down", ("AU-28",), f"{THREADS}.erase", ("chat",),
           "The trail lacks conversations that were deleted for ever.", _deletion_is_not_written_down),
    Defect("messages_end_with_the_first_page", ("TH-24",), MESSAGES_LISTED, ("chat",),
           "Of a long conversation only the first page can be read.", _messages_end_with_the_first_page),
    Defect("every_conversation_has_the_same_title", ("TH-01",), "reference_platform.chat.threads:title_of", ("chat",),
           "Every conversation that begins with a question has the same name.",
           _every_conversation_has_the_same_title),
    Defect("table_loses_its_last_row", ("BZ-07",), "reference_platform.agents.usage:read", ("chat",),
           "A table of AI use comes in without its last row.", _table_loses_its_last_row),
    Defect("what_is_fit_of_a_flawed_import_is_stored", ("BZ-07",), "reference_platform.agents.usage:read", ("chat",),
           "Of an import with a wrong record the others are kept.", _what_is_fit_of_a_flawed_import_is_stored),
    Defect("admins_delete_the_company", ("AU-15",), f"{ORGANISATIONS}.delete", ("accounts",),
           "An admin deletes the whole company.", _admins_delete_the_company),
    Defect("viewer_writes_in_what_was_hers", ("AU-15",), f"{THREADS}.own", ("chat",),
           "Whoever is made a viewer still changes and deletes the own conversations.",
           _viewer_writes_in_what_was_hers),
    Defect("one_mistake_locks_again", ("AU-05",), COUNT, ("accounts",),
           "After a lock one wrong password locks again.", _one_mistake_locks_again),
    Defect("no_question_means_any_number", ("TL-16",), ASK, ("chat",),
           "A company without a question a day asks as many as it likes.", _no_question_means_any_number),
    Defect("guard_is_not_for_states", ("TH-10",), f"{THREADS}.edit", ("chat",),
           "A guarded change of state overwrites what was not read.", _guard_is_not_for_states),
    Defect("plans_read_a_day_more", ("BZ-15",), f"{ANALYSIS}.rows", ("chat",),
           "The agents read a day more of AI use than the plan gives.", _plans_read_a_day_more),
    Defect("edit_of_facts_is_not_told", ("TH-10",), f"{THREADS}.change", ("chat",),
           "Open tabs hear nothing of what is put on file.", _edit_of_facts_is_not_told),
]  # fmt: skip
