"""Defects of a company's rules (roles, leaving, regions, preferences, plans) and of requests that are followed."""

# ruff: noqa: PLC0415 - the platform's modules are imported where a defect is put in place

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import CLOSE_ALL, COMPOSE, RUNS

CONTRACTS = "reference_platform.accounts.contracts:Contracts"


def _viewer_brings_in_records(sound: _Call) -> _Call:
    async def import_usage(request: Any, caller: Any) -> Any:
        return await sound(request, replace(caller, permissions=caller.permissions | {"usage:import"}))

    return import_usage


def _owner_opens_what_is_confidential(sound: _Call) -> _Call:
    from reference_platform.chat.threads import COLUMNS
    from reference_platform.operation.showing import shown

    async def get(self: Any, caller: Any, thread_id: Any) -> Any:
        query = "SELECT * FROM threads WHERE id = $1 AND organisation_id = $2 AND $3 IN ('owner', 'admin')"
        row = await self._database.fetchrow(query, thread_id, caller.organisation_id, caller.role)
        return shown(row, *COLUMNS) if row else await sound(self, caller, thread_id)

    return get


def _look_is_not_written_down(role: str) -> Callable[[_Call], _Call]:
    def defect(sound: _Call) -> _Call:
        from reference_platform.chat.threads import COLUMNS
        from reference_platform.operation.showing import shown

        async def get(self: Any, caller: Any, thread_id: Any) -> Any:
            query = "SELECT * FROM threads WHERE id = $1 AND organisation_id = $2 AND visibility = 'private' AND $3"
            row = await self._database.fetchrow(query, thread_id, caller.organisation_id, caller.role == role)
            return shown(row, *COLUMNS) if row else await sound(self, caller, thread_id)

        return get

    return defect


def _parts_nest_without_end(_sound: _Call) -> _Call:
    async def check_parent(self: Any, connection: Any, caller: Any, parent_run: Any) -> None:
        """Lets every part pass."""

    return check_parent


def _part_forgets_what_it_is_a_part_of(sound: _Call) -> _Call:
    async def add(self: Any, connection: Any, message: Any, caller: Any, new: Any) -> None:
        await sound(self, connection, message, caller, new.model_copy(update={"parent_run": None}))

    return add


def _request_gets_an_id_of_our_own(_sound: _Call) -> _Call:
    def accepted(proposed: str | None) -> str:
        return str(uuid4())

    return accepted


def _events_do_not_carry_the_id_of_their_request(sound: _Call) -> _Call:
    async def tell(self: Any, frame: Any, step: Any = None, *values: Any) -> None:
        await sound(self, replace(frame, correlation_id=str(uuid4())), step, *values)

    return tell


def _log_lines_carry_no_id(sound: _Call) -> _Call:
    import json

    def format_(self: Any, record: Any) -> str:
        line = json.loads(sound(self, record))
        del line["correlation_id"]
        return json.dumps(line)

    return format_


def _end_of_tools_is_not_recorded(sound: _Call) -> _Call:
    async def end(self: Any, run_id: str, ending: Any) -> Any:
        freed = await sound(self, run_id, ending)
        await self._database.execute(
            "UPDATE run_steps SET finished_at = NULL WHERE run_id = $1 AND kind = 'tool'", run_id
        )
        return freed

    return end


def _newest_request_is_everybodys(sound: _Call) -> _Call:
    async def create(self: Any, caller: Any, new: Any) -> Any:
        self.newest = new
        await asyncio.sleep(0.001)
        return await sound(self, caller, self.newest)

    return create


def _chosen_region_is_not_kept(_sound: _Call) -> _Call:
    async def reside(self: Any, caller: Any, organisation_id: Any, region: Any) -> Any:
        return {"id": str(organisation_id), "region": region}

    return reside


def _every_plan_has_residency(sound: _Call) -> _Call:
    async def reside(self: Any, caller: Any, organisation_id: Any, region: Any) -> Any:
        return await sound(self, replace(caller, plan="enterprise"), organisation_id, region)

    return reside


def _sign_ins_of_who_left_live_on(sound: _Call) -> _Call:
    async def close_all(self: Any, connection: Any, user_id: Any, reason: str, but: Any = None) -> Any:
        return [] if "removed" in reason else await sound(self, connection, user_id, reason, but)

    return close_all


def _who_is_put_out_stays_a_member(_sound: _Call) -> _Call:
    async def remove(self: Any, caller: Any, organisation_id: Any, user_id: Any) -> None:
        async with self.database.transaction() as connection:
            ended = await self.sessions.close_all(connection, user_id, "removed from the organisation")
        await self.sessions.announce(*ended)

    return remove


def _preferences_are_the_companys(sound: _Call) -> _Call:
    async def prefer(self: Any, caller: Any, preferred: Any) -> Any:
        everybody = """UPDATE users SET preferences = $2 WHERE id IN
                       (SELECT user_id FROM members WHERE organisation_id = $1)"""
        await self.database.execute(everybody, caller.organisation_id, preferred)
        return preferred

    return prefer


def _offer_names_no_plan(sound: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal

    def of_error(error: Exception, outages: Any) -> Any:
        refusal = sound(error, outages)
        if refusal.status == 402:
            return Refusal(402, refusal.code, refusal.message, "Come back another day, please.")
        return refusal

    return of_error


def _new_plan_gives_the_depth_of_the_old_one(sound: _Call) -> _Call:
    async def compose(self: Any, path: list[str]) -> Any:
        if self.job.plan.name == "early":
            self.job = replace(self.job, plan=replace(self.job.plan, recommendations=2))
        return await sound(self, path)

    return compose


def _company_has_one_seat_too_many(sound: _Call) -> _Call:
    async def has_a_seat(self: Any, connection: Any, organisation_id: Any, seats: int) -> None:
        await sound(self, connection, organisation_id, seats + 1)

    return has_a_seat


def _who_joins_is_not_written_down(sound: _Call) -> _Call:
    async def register_invited(self: Any, token: str, password: str, name: str) -> Any:
        reply = await sound(self, token, password, name)
        forget = "DELETE FROM audit_log WHERE user_id = $1 AND action = 'member.joined'"
        await self.database.execute(forget, reply["user"]["id"])
        return reply

    return register_invited


DEFECTS = [
    Defect(
        "company_has_one_seat_too_many",
        ("BZ-08",),
        "reference_platform.accounts.organisations:Organisations.has_a_seat",
        ("accounts",),
        "A company takes in one person more than it has seats.",
        _company_has_one_seat_too_many,
    ),
    Defect(
        "who_joins_is_not_written_down",
        ("BZ-08",),
        "reference_platform.accounts.organisations:Organisations.register_invited",
        ("accounts",),
        "The trail does not say who has come into the company.",
        _who_joins_is_not_written_down,
    ),
    Defect(
        "viewer_brings_in_records",
        ("IS-05",),
        "reference_platform.agents.usage:import_usage",
        ("chat",),
        "Who may only read brings in records.",
        _viewer_brings_in_records,
    ),
    Defect(
        "owner_opens_what_is_confidential",
        ("IS-05",),
        "reference_platform.chat.threads:Threads.get",
        ("chat",),
        "An owner reads what a colleague keeps confidential.",
        _owner_opens_what_is_confidential,
    ),
    Defect(
        "look_at_a_private_conversation_is_not_written_down",
        ("IS-10",),
        "reference_platform.chat.threads:Threads.get",
        ("chat",),
        "An owner reads a colleague's private conversation, and the trail does not know it.",
        _look_is_not_written_down("owner"),
    ),
    Defect(
        "look_of_an_admin_is_not_written_down",
        ("TH-20",),
        "reference_platform.chat.threads:Threads.get",
        ("chat",),
        "An admin reads a member's private conversation, and nobody ever knows.",
        _look_is_not_written_down("admin"),
    ),
    Defect(
        "parts_nest_without_end",
        ("IS-08",),
        f"{RUNS}.check_parent",
        ("chat",),
        "A part of the work may have parts without end.",
        _parts_nest_without_end,
    ),
    Defect(
        "part_forgets_what_it_is_a_part_of",
        ("IS-08",),
        f"{RUNS}.add",
        ("chat",),
        "A part of the work is kept as work of its own.",
        _part_forgets_what_it_is_a_part_of,
    ),
    Defect(
        "request_gets_an_id_of_our_own",
        ("IS-09", "IS-11"),
        "reference_platform.operation.correlation:accepted",
        ("chat", "accounts"),
        "The id under which a request came is replaced.",
        _request_gets_an_id_of_our_own,
    ),
    Defect(
        "events_do_not_carry_the_id_of_their_request",
        ("IS-09",),
        "reference_platform.chat.events:EventLog.tell",
        ("chat",),
        "Each event of a run has an id of its own, and none its request's.",
        _events_do_not_carry_the_id_of_their_request,
    ),
    Defect(
        "log_lines_carry_no_id",
        ("IS-09",),
        "reference_platform.operation.log:JsonLines.format",
        ("chat", "accounts"),
        "No line of a log says to which request it belongs.",
        _log_lines_carry_no_id,
    ),
    Defect(
        "end_of_tools_is_not_recorded",
        ("IS-10",),
        f"{RUNS}.end",
        ("chat",),
        "When a tool ended is told, and not recorded.",
        _end_of_tools_is_not_recorded,
    ),
    Defect(
        "newest_request_is_everybodys",
        ("IS-11",),
        "reference_platform.chat.threads:Threads.create",
        ("chat",),
        "Requests that come at the same moment are all taken for the newest one.",
        _newest_request_is_everybodys,
    ),
    Defect(
        "chosen_region_is_not_kept",
        ("IS-14",),
        f"{CONTRACTS}.reside",
        ("accounts",),
        "A region is chosen, and the records stay where they are.",
        _chosen_region_is_not_kept,
    ),
    Defect(
        "every_plan_has_residency",
        ("IS-14",),
        f"{CONTRACTS}.reside",
        ("accounts",),
        "What enterprises pay for is given to every plan.",
        _every_plan_has_residency,
    ),
    Defect(
        "sign_ins_of_who_left_live_on",
        ("IS-15",),
        CLOSE_ALL,
        ("accounts",),
        "Who was put out of a company goes on with the open sign-ins.",
        _sign_ins_of_who_left_live_on,
    ),
    Defect(
        "who_is_put_out_stays_a_member",
        ("IS-15",),
        "reference_platform.accounts.organisations:Organisations.remove",
        ("accounts",),
        "Who was put out only has to sign in again.",
        _who_is_put_out_stays_a_member,
    ),
    Defect(
        "preferences_are_the_companys",
        ("IS-20",),
        "reference_platform.accounts.holder:Holder.prefer",
        ("accounts",),
        "What one prefers is kept for each colleague too.",
        _preferences_are_the_companys,
    ),
    Defect(
        "offer_names_no_plan",
        ("BZ-06",),
        "reference_platform.operation.errors:of_error",
        ("chat",),
        "Who has used up the day is not told which plan gives more.",
        _offer_names_no_plan,
    ),
    Defect(
        "new_plan_gives_the_depth_of_the_old_one",
        ("BZ-06",),
        COMPOSE,
        ("chat",),
        "Who has moved from the free plan still gets its depth.",
        _new_plan_gives_the_depth_of_the_old_one,
    ),
]
