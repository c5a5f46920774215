"""Defects of the doors: what opens to whom it should not, and what an answer gives away."""

# ruff: noqa: PLC0415 - the platform's modules are imported where a defect is put in place

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import APPLICATION, HOLDER, MESSAGES_LISTED, THREADS


def _conversation_opens_for_anybody(sound: _Call) -> _Call:
    from reference_platform.chat.threads import COLUMNS
    from reference_platform.operation.showing import shown

    async def get(self: Any, caller: Any, thread_id: Any) -> Any:
        row = await self._database.fetchrow("SELECT * FROM threads WHERE id = $1", thread_id)
        return shown(row, *COLUMNS) if row else await sound(self, caller, thread_id)

    return get


def _conversation_of_another_is_forbidden_instead_of_absent(sound: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal

    async def get(self: Any, caller: Any, thread_id: Any) -> Any:
        try:
            return await sound(self, caller, thread_id)
        except Refusal:
            if await self._database.fetchval("SELECT 1 FROM threads WHERE id = $1", thread_id):
                raise Refusal(403, "forbidden", "This is somebody else's.", "Ask its owner.") from None
            raise

    return get


def _refusal_names_the_company_behind_it(sound: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal

    async def get(self: Any, caller: Any, run_id: Any) -> Any:
        try:
            return await sound(self, caller, run_id)
        except Refusal:
            query = "SELECT o.name FROM runs r JOIN organisations o ON o.id = r.organisation_id WHERE r.id = $1"
            if name := await self._database.fetchval(query, run_id):
                raise Refusal(404, "not_found", f"There is no such thing outside {name}.", "Sign in there.") from None
            raise

    return get


def _members_invoice_and_trail_open_for_anybody(_sound: _Call) -> _Call:
    def belongs(self: Any, caller: Any, organisation_id: Any) -> None:
        """Lets everybody pass."""

    return belongs


def _anybody_edits_a_conversation(sound: _Call) -> _Call:
    async def own(self: Any, connection: Any, caller: Any, thread_id: Any) -> Any:
        row = await connection.fetchrow("SELECT * FROM threads WHERE id = $1 FOR NO KEY UPDATE", thread_id)
        return row or await sound(self, connection, caller, thread_id)

    return own


def _sessions_are_ended_by_anybody(sound: _Call) -> _Call:
    async def end_session(self: Any, caller: Any, session_id: Any) -> None:
        known = "SELECT 1 FROM sessions WHERE id = $1 AND ended_at IS NULL"
        if await self.database.fetchval(known, session_id):
            await self.sessions.end(str(session_id), "ended by its user")
        else:
            await sound(self, caller, session_id)

    return end_session


def _connection_tells_that_a_run_is_anothers(sound: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal, forbidden

    async def cancellable(self: Any, caller: Any, run_id: Any) -> Any:
        try:
            return await sound(self, caller, run_id)
        except Refusal:
            if await self._database.fetchval("SELECT 1 FROM runs WHERE id = $1", run_id):
                raise forbidden("This run is another company's.", "Ask whoever started it.") from None
            raise

    return cancellable


def _search_goes_over_all_companies(sound: _Call) -> _Call:
    async def listed(self: Any, caller: Any, page: Any, sought: Any) -> Any:
        if not sought.q:
            return await sound(self, caller, page, sought)
        query = "SELECT owner_id::text, organisation_id::text FROM threads WHERE strpos(title, $1) > 0 LIMIT 1"
        row = await self._database.fetchrow(query, sought.q)
        seen_as = replace(caller, user_id=row["owner_id"], organisation_id=row["organisation_id"]) if row else caller
        return await sound(self, seen_as, page, sought)

    return listed


def _list_ends_with_the_newest_of_all(sound: _Call) -> _Call:
    async def listed(self: Any, caller: Any, page: Any, sought: Any) -> Any:
        reply = await sound(self, caller, page, sought)
        row = await self._database.fetchrow(
            "SELECT owner_id::text, organisation_id::text FROM threads ORDER BY created_at DESC LIMIT 1"
        )
        if row and row["owner_id"] != caller.user_id and sought.q is None:
            other = replace(caller, user_id=row["owner_id"], organisation_id=row["organisation_id"])
            reply["items"] += (await sound(self, other, page, sought))["items"][:1]
        return reply

    return listed


def _sessions_of_everybody_are_listed(sound: _Call) -> _Call:
    async def own_sessions(self: Any, caller: Any) -> Any:
        rows = await self.database.fetch("SELECT id::text FROM sessions ORDER BY created_at DESC LIMIT 3")
        reply = await sound(self, caller)
        known = {each["id"] for each in reply["items"]}
        reply["items"] += [{"id": row["id"], "current": False} for row in rows if row["id"] not in known]
        return reply

    return own_sessions


def _id_is_completed_by_the_platform(sound: _Call) -> _Call:
    from reference_platform.chat.threads import COLUMNS
    from reference_platform.operation.showing import shown

    async def get(self: Any, caller: Any, thread_id: Any) -> Any:
        beginning = f"{str(thread_id)[:-1]}%"
        row = await self._database.fetchrow("SELECT * FROM threads WHERE id::text LIKE $1", beginning)
        exact = row is not None and row["id"] == thread_id
        return shown(row, *COLUMNS) if row and not exact else await sound(self, caller, thread_id)

    return get


def _refusal_of_what_is_there_takes_longer(sound: _Call) -> _Call:
    async def listed(self: Any, caller: Any, thread_id: Any, page: Any) -> Any:
        if await self._database.fetchval("SELECT 1 FROM threads WHERE id = $1", thread_id):
            await asyncio.sleep(0.15)
        return await sound(self, caller, thread_id, page)

    return listed


def _newcomer_starts_on_the_best_plan(sound: _Call) -> _Call:
    async def found(connection: Any, name: str) -> Any:
        organisation_id = await sound(connection, name)
        await connection.execute("UPDATE organisations SET plan = 'enterprise' WHERE id = $1", organisation_id)
        return organisation_id

    return found


def _unknown_fields_of_records_are_dropped_in_silence(sound: _Call) -> _Call:
    from reference_platform.agents.usage import UsageRecord

    def read(content_type: str, body: bytes) -> Any:
        try:
            sent = json.loads(body)
            known = [{k: v for k, v in each.items() if k in UsageRecord.model_fields} for each in sent["records"]]
        except (ValueError, TypeError, KeyError, AttributeError):
            return sound(content_type, body)
        return sound(content_type, json.dumps({"records": known}).encode())

    return read


def _owner_sets_the_plan(sound: _Call) -> _Call:
    async def set_plan(self: Any, caller: Any, organisation_id: Any, plan: Any) -> Any:
        return await sound(self, replace(caller, permissions=caller.permissions | {"plans:set"}), organisation_id, plan)

    return set_plan


def _wrong_verb_is_an_error_of_our_own(sound: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal

    def of_error(error: Exception, outages: Any) -> Any:
        refusal = sound(error, outages)
        return Refusal(500, "internal", "Something went wrong.", "Try again.") if refusal.status == 405 else refusal

    return of_error


def _unknown_page_is_the_first_one(sound: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal

    def after(self: Any, *kinds: Any) -> Any:
        try:
            return sound(self, *kinds)
        except Refusal:
            return [None] * len(kinds)

    return after


def _bodies_have_no_bound(_sound: _Call) -> _Call:
    def bounded(receive: Any) -> Any:
        return receive

    return bounded


def _refusal_shows_what_is_inside(sound: _Call) -> _Call:
    from reference_platform.operation.errors import invalid

    def of_validation(errors: Any) -> Any:
        refusal = sound(errors)
        if refusal.code == "invalid_field":
            return invalid("invalid_field", f"ValidationError in bodies.py: {dict(errors[0])['type']}", "Look at it.")
        return refusal

    return of_validation


def _answers_may_be_kept_on_the_way(sound: _Call) -> _Call:
    def new(health: Any, outages: Any, *gauges: Any) -> Any:
        app = sound(health, outages, *gauges)

        async def keep(request: Any, call_next: Any) -> Any:
            response = await call_next(request)
            response.headers["cache-control"] = "public, max-age=60"
            return response

        app.middleware("http")(keep)
        return app

    return new


DEFECTS = [
    Defect(
        "conversation_opens_for_anybody",
        ("IS-17", "IS-19"),
        f"{THREADS}.get",
        ("chat",),
        "Whoever knows the id of a conversation can read it.",
        _conversation_opens_for_anybody,
    ),
    Defect(
        "conversation_of_another_is_forbidden_instead_of_absent",
        ("IS-17", "IS-19"),
        f"{THREADS}.get",
        ("chat",),
        "The refusal tells that there is such a conversation.",
        _conversation_of_another_is_forbidden_instead_of_absent,
    ),
    Defect(
        "refusal_names_the_company_behind_it",
        ("IS-19",),
        "reference_platform.chat.runs:Runs.get",
        ("chat",),
        "The refusal of a run names the company that it belongs to.",
        _refusal_names_the_company_behind_it,
    ),
    Defect(
        "members_invoice_and_trail_open_for_anybody",
        ("IS-19",),
        "reference_platform.accounts.organisations:Organisations.belongs",
        ("accounts",),
        "A role in one's own company opens the members, the invoice and the trail of each other one.",
        _members_invoice_and_trail_open_for_anybody,
    ),
    Defect(
        "anybody_edits_a_conversation",
        ("IS-05", "IS-17"),
        f"{THREADS}.own",
        ("chat",),
        "Whoever knows the id of a conversation can change it.",
        _anybody_edits_a_conversation,
    ),
    Defect(
        "sessions_are_ended_by_anybody",
        ("IS-05",),
        f"{HOLDER}.end_session",
        ("accounts",),
        "Whoever knows the id of a session can end it.",
        _sessions_are_ended_by_anybody,
    ),
    Defect(
        "connection_tells_that_a_run_is_anothers",
        ("IS-12",),
        "reference_platform.chat.runs:Runs.cancellable",
        ("chat",),
        "Who tries to stop another's run learns that there is one.",
        _connection_tells_that_a_run_is_anothers,
    ),
    Defect(
        "search_goes_over_all_companies",
        ("IS-03", "IS-04"),
        f"{THREADS}.listed",
        ("chat",),
        "A search finds the conversations of every company.",
        _search_goes_over_all_companies,
    ),
    Defect(
        "list_ends_with_the_newest_of_all",
        ("IS-03",),
        f"{THREADS}.listed",
        ("chat",),
        "A list of conversations holds one of somebody else's.",
        _list_ends_with_the_newest_of_all,
    ),
    Defect(
        "sessions_of_everybody_are_listed",
        ("IS-03",),
        f"{HOLDER}.own_sessions",
        ("accounts",),
        "The list of one's sessions holds the newest of the platform.",
        _sessions_of_everybody_are_listed,
    ),
    Defect(
        "id_is_completed_by_the_platform",
        ("IS-17",),
        f"{THREADS}.get",
        ("chat",),
        "An id that is nearly one is taken for it, whoever asks.",
        _id_is_completed_by_the_platform,
    ),
    Defect(
        "refusal_of_what_is_there_takes_longer",
        ("IS-17",),
        MESSAGES_LISTED,
        ("chat",),
        "Time tells another's conversation from none.",
        _refusal_of_what_is_there_takes_longer,
    ),
    Defect(
        "newcomer_starts_on_the_best_plan",
        ("IS-05", "IS-06"),
        "reference_platform.accounts.customers:found",
        ("accounts",),
        "Who registers is on the plan of enterprises.",
        _newcomer_starts_on_the_best_plan,
    ),
    Defect(
        "unknown_fields_of_records_are_dropped_in_silence",
        ("IS-06",),
        "reference_platform.agents.usage:read",
        ("chat",),
        "A record that names another company is taken in as one's own.",
        _unknown_fields_of_records_are_dropped_in_silence,
    ),
    Defect(
        "owner_sets_the_plan",
        ("IS-05",),
        "reference_platform.accounts.organisations:Organisations.set_plan",
        ("accounts",),
        "Anybody puts any company on any plan.",
        _owner_sets_the_plan,
    ),
    Defect(
        "wrong_verb_is_an_error_of_our_own",
        ("IS-07",),
        "reference_platform.operation.errors:of_error",
        ("chat", "accounts"),
        "A verb that an address does not have breaks the service.",
        _wrong_verb_is_an_error_of_our_own,
    ),
    Defect(
        "unknown_page_is_the_first_one",
        ("IS-07",),
        "reference_platform.chat.paging:Page.after",
        ("chat",),
        "A page after nothing is the first page.",
        _unknown_page_is_the_first_one,
    ),
    Defect(
        "bodies_have_no_bound",
        ("IS-07",),
        "reference_platform.operation.requests:bounded",
        ("chat", "accounts"),
        "A body of any length is read to its end.",
        _bodies_have_no_bound,
    ),
    Defect(
        "refusal_shows_what_is_inside",
        ("IS-07",),
        "reference_platform.operation.errors:of_validation",
        ("chat", "accounts"),
        "A refusal names the error and the file that it comes from.",
        _refusal_shows_what_is_inside,
    ),
    Defect(
        "answers_may_be_kept_on_the_way",
        ("IS-04",),
        APPLICATION,
        ("chat", "accounts"),
        "Answers about one customer may be kept, and given to the next, by any cache on the way.",
        _answers_may_be_kept_on_the_way,
    ),
]
