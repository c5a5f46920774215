"""Defects of roles, plans, seats and the walls between people and companies, and of the trail of what they do."""

# ruff: noqa: PLC0415 - the platform's modules are imported where a defect is put in place

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import ASK, CALLER, DEFINITION, MAY, ORGANISATIONS, RECORD, RIGHTS, THREADS

SESSIONS = "reference_platform.accounts.sessions:Sessions"


def _may_also(role: str, *permissions: str) -> Callable[[_Call], _Call]:
    def defect(sound: _Call) -> _Call:
        def may(self: Any, permission: str) -> bool:
            return sound(self, permission) or (self.role == role and permission in permissions)

        return may

    return defect


def _may_no_more(role: str, permission: str) -> Callable[[_Call], _Call]:
    def defect(sound: _Call) -> _Call:
        def may(self: Any, asked: str) -> bool:
            return sound(self, asked) and not (self.role == role and asked == permission)

        def named(self: Any, permission: str) -> bool:
            return may(self, permission)

        return named

    return defect


def _role_is_remembered(sound: _Call) -> _Call:
    known: dict[str, Any] = {}

    async def caller(self: Any, session_id: str) -> Any:
        now = await sound(self, session_id)
        if now is None:
            return None
        first = known.setdefault(session_id, now)
        return replace(now, role=first.role, permissions=first.permissions)

    return caller


def _everybody_manages_members(_manages: _Call) -> _Call:
    def manages(self: Any, caller: Any, organisation_id: Any, role: str) -> None:
        self.belongs(caller, organisation_id)

    return manages


def _admins_and_below_make_owners(sound: _Call) -> _Call:
    def manages(self: Any, caller: Any, organisation_id: Any, role: str) -> None:
        if role != "owner":
            sound(self, caller, organisation_id, role)

    return manages


def _agents_do_as_they_are_told(sound: _Call) -> _Call:
    async def ask(self: Any, caller: Any, asked: Any) -> Any:
        done = await sound(self, caller, asked)
        if "make me an owner" in asked.content.lower():
            async with self._log.recording() as recording:
                rise = "UPDATE members SET role = 'owner' WHERE user_id = $1"
                await recording.connection.execute(rise, caller.user_id)
        return done

    return ask


def _renewal_makes_an_owner(sound: _Call) -> _Call:
    async def refresh(self: Any, refresh_token: str) -> Any:
        reply = await sound(self, refresh_token)
        rise = "UPDATE members SET role = 'owner' WHERE user_id = $1"
        await self.database.execute(rise, reply["user"]["id"])
        return reply

    return refresh


def _newcomers_get_every_plan(sound: _Call) -> _Call:
    async def register(self: Any, email: str, password: str, name: str, organisation: str | None = None) -> Any:
        reply = await sound(self, email, password, name, organisation)
        theirs = reply["user"]["organisation"]
        await self.database.execute("UPDATE organisations SET plan = 'enterprise' WHERE id = $1", theirs["id"])
        return reply | {"user": reply["user"] | {"organisation": theirs | {"plan": "enterprise"}}}

    return register


def _everybody_operates(_operating: _Call) -> _Call:
    async def operating(caller: Any) -> None:
        return None

    return operating


def _analysts_join_as_admins(sound: _Call) -> _Call:
    async def claim(self: Any, connection: Any, token: str) -> Any:
        invitation = dict(await sound(self, connection, token))
        return invitation | {"role": "admin" if invitation["role"] == "analyst" else invitation["role"]}

    return claim


def _one_seat_too_many(sound: _Call) -> _Call:
    async def has_a_seat(self: Any, connection: Any, organisation_id: Any, seats: int) -> None:
        await sound(self, connection, organisation_id, seats + 1)

    return has_a_seat


def _invitations_take_no_seat(_has_a_seat: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal

    async def has_a_seat(self: Any, connection: Any, organisation_id: Any, seats: int) -> None:
        members = "SELECT count(*) FROM members WHERE organisation_id = $1"
        if await connection.fetchval(members, organisation_id) >= seats:
            raise Refusal(409, "no_seat", "All seats are taken.", "Remove a member.")

    return has_a_seat


def _every_company_is_ones_own(_belongs: _Call) -> _Call:
    def belongs(self: Any, caller: Any, organisation_id: Any) -> None:
        return None

    return belongs


def _colleagues_read_along(sound: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal

    async def get(self: Any, caller: Any, thread_id: Any) -> Any:
        try:
            return await sound(self, caller, thread_id)
        except Refusal:
            owner = await self._database.fetchrow(
                "SELECT owner_id::text, organisation_id::text FROM threads WHERE id = $1", thread_id
            )
            if owner is None or owner["organisation_id"] != caller.organisation_id:
                raise
            return await sound(self, replace(caller, user_id=owner["owner_id"]), thread_id)

    return get


def _owners_of_companies_own_all_in_it(sound: _Call) -> _Call:
    async def own(self: Any, connection: Any, caller: Any, thread_id: Any) -> Any:
        owner = await connection.fetchrow(
            "SELECT owner_id::text, organisation_id::text FROM threads WHERE id = $1", thread_id
        )
        if owner and caller.role == "owner" and owner["organisation_id"] == caller.organisation_id:
            caller = replace(caller, user_id=owner["owner_id"])
        return await sound(self, connection, caller, thread_id)

    return own


def _strangers_read_along(sound: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal

    async def get(self: Any, caller: Any, thread_id: Any) -> Any:
        try:
            return await sound(self, caller, thread_id)
        except Refusal:
            owner = await self._database.fetchrow(
                "SELECT owner_id::text, organisation_id::text FROM threads WHERE id = $1", thread_id
            )
            if owner is None or owner["organisation_id"] == caller.organisation_id:
                raise
            theirs = replace(caller, user_id=owner["owner_id"], organisation_id=owner["organisation_id"])
            return await sound(self, theirs, thread_id)

    return get


def _are_not_written_down(*actions: str) -> Callable[[_Call], _Call]:
    def defect(sound: _Call) -> _Call:
        async def record(connection: Any, action: str, user_id: Any, of: Any = None, **details: Any) -> None:
            if action not in actions:
                await sound(connection, action, user_id, of, **details)

        return record

    return defect


def _is_written_to_the_actors_own_company(sound: _Call) -> _Call:
    async def record(connection: Any, action: str, user_id: Any, of: Any = None, **details: Any) -> None:
        await sound(connection, action, user_id, None, **details)

    return record


def _is_written_without_a_company(sound: _Call) -> _Call:
    async def trail(database: Any, organisation_id: Any) -> Any:
        return [entry | {"organisation_id": None} for entry in await sound(database, organisation_id)]

    return trail


def _trail_is_shown_newest_first(sound: _Call) -> _Call:
    async def trail(database: Any, organisation_id: Any) -> Any:
        return (await sound(database, organisation_id))[::-1]

    return trail


def _trail_keeps_its_details(_erase: _Call) -> _Call:
    async def erase(self: Any, connection: Any, organisation_id: Any) -> None:
        await connection.execute("DELETE FROM organisations WHERE id = $1", organisation_id)

    return erase


def _trail_goes_with_the_company(sound: _Call) -> _Call:
    async def erase(self: Any, connection: Any, organisation_id: Any) -> None:
        await sound(self, connection, organisation_id)
        await connection.execute("DELETE FROM audit_log WHERE organisation_id = $1", organisation_id)

    return erase


def _changed(**claims: Any) -> Callable[[_Call], _Call]:
    """Every access token says this, whoever it is for."""

    def defect(sound: _Call) -> _Call:
        def sign(self: Any, told: Any) -> str:
            return str(sound(self, told | claims))

        def named(self: Any, claims: dict[str, Any]) -> str:
            return sign(self, claims)

        return named

    return defect


def _actions_are_offered_to_nobody(sound: _Call) -> _Call:
    async def agents(caller: Any, workflow: Any = None) -> Any:
        reply = await sound(caller, workflow)
        refused = {"available": False, "why_not": "It is part of the plan enterprise."}
        return reply | {"items": [it | (refused if it["name"] == "actions" else {}) for it in reply["items"]]}

    return agents


def _all_agents_are_offered_to_everybody(sound: _Call) -> _Call:
    async def agents(caller: Any, workflow: Any = None) -> Any:
        reply = await sound(caller, workflow)
        return reply | {"items": [item | {"available": True, "why_not": None} for item in reply["items"]]}

    return agents


def _no_tool_is_above_anybody(_refusal: _Call) -> _Call:
    async def refusal(database: Any, user_id: str, organisation_id: str, agent: str) -> None:
        return None

    return refusal


DEFECTS = [
    Defect("viewers_write", ("AU-15",), MAY, ("chat",), "A viewer may begin conversations.",
           _may_also("viewer", "threads:write")),
    Defect("viewers_have_the_agents_work", ("AU-15", "AU-30"), MAY, ("chat",), "A viewer may have the agents work.",
           _may_also("viewer", "runs:start", "threads:write")),
    Defect("owners_set_their_own_plan", ("AU-15",), MAY, ("accounts",), "An owner chooses the company's plan alone.",
           _may_also("owner", "plans:set")),
    Defect("owners_cannot_read_the_trail", ("AU-15",), MAY, ("accounts",), "An owner may not read the trail.",
           _may_no_more("owner", "audit:read")),
    Defect("role_is_remembered", ("AU-15",), CALLER, ("chat",),
           "A role counts as it was when the session began.", _role_is_remembered),
    Defect("everybody_manages_members", ("AU-15", "AU-16"), f"{ORGANISATIONS}.manages", ("accounts",),
           "Any member gives and takes roles.", _everybody_manages_members),
    Defect("anybody_makes_owners", ("AU-16",), f"{ORGANISATIONS}.manages", ("accounts",),
           "Who gives the highest role is not asked for a right.", _admins_and_below_make_owners),
    Defect("agents_give_rights_when_asked", ("AU-16",), ASK, ("chat",),
           "The agents do what they are told, rights or no rights.", _agents_do_as_they_are_told),
    Defect("renewal_makes_an_owner", ("AU-16",), f"{SESSIONS}.refresh", ("accounts",),
           "Renewing makes the customer an owner.", _renewal_makes_an_owner),
    Defect("newcomers_get_every_plan", ("AU-16",), "reference_platform.accounts.customers:Customers.register",
           ("accounts",), "Who registers is on the plan that they like.", _newcomers_get_every_plan),
    Defect("everybody_operates", ("AU-15", "AU-16"), "reference_platform.chat.operators:operating", ("chat",),
           "What operators see is shown to everybody who is signed in.", _everybody_operates),
    Defect("all_agents_are_offered_to_everybody", ("AU-17",), DEFINITION, ("chat",),
           "Each plan's customers are shown every agent as theirs.", _all_agents_are_offered_to_everybody),
    Defect("actions_are_offered_to_nobody", ("AU-17",), DEFINITION, ("chat",),
           "No plan gives the work of the actions agent.", _actions_are_offered_to_nobody),
    Defect("colleagues_read_along", ("AU-18",), f"{THREADS}.get", ("chat",),
           "A private conversation opens to every colleague.", _colleagues_read_along),
    Defect("owners_own_what_members_wrote", ("AU-18",), f"{THREADS}.own", ("chat",),
           "A company's owner changes and deletes the members' conversations.", _owners_of_companies_own_all_in_it),
    Defect("analysts_join_as_admins", ("AU-19",), f"{ORGANISATIONS}.claim", ("accounts",),
           "Who is invited as an analyst joins as an admin.", _analysts_join_as_admins),
    Defect("one_seat_too_many", ("AU-19",), f"{ORGANISATIONS}.has_a_seat", ("accounts",),
           "A company gets a seat more than it has.", _one_seat_too_many),
    Defect("invitations_take_no_seat", ("AU-19",), f"{ORGANISATIONS}.has_a_seat", ("accounts",),
           "Only who has joined takes a seat, so that any number can be invited.", _invitations_take_no_seat),
    Defect("every_company_is_ones_own", ("AU-20",), f"{ORGANISATIONS}.belongs", ("accounts",),
           "Whose a company is, is not looked at.", _every_company_is_ones_own),
    Defect("strangers_read_along", ("AU-20",), f"{THREADS}.get", ("chat",),
           "A conversation opens to other companies.", _strangers_read_along),
    Defect("change_of_role_is_not_written_down", ("AU-28",), RECORD, ("accounts",),
           "The trail lacks changes of roles.", _are_not_written_down("role.changed")),
    Defect("what_changes_ones_own_sign_in_is_not_written_down", ("AU-28",), RECORD, ("accounts",),
           "The trail lacks sign-outs, new passwords, ended sign-ins and locks.",
           _are_not_written_down("sign_out", "password.changed", "session.ended", "sessions.ended", "account.locked")),
    Defect("removal_is_not_written_down", ("IS-15",), RECORD, ("accounts",),
           "The trail lacks members who were put out.", _are_not_written_down("member.removed")),
    Defect("wrong_password_is_not_written_down", ("AU-28",), RECORD, ("accounts",),
           "The trail lacks refused sign-ins.", _are_not_written_down("sign_in.refused")),
    Defect("operators_acts_are_written_down_elsewhere", ("AU-28",), RECORD, ("accounts",),
           "What the operator does to a company stands in the operator's own trail.",
           _is_written_to_the_actors_own_company),
    Defect("trail_names_no_company", ("AU-28",), "reference_platform.accounts.audit:trail", ("accounts",),
           "The trail does not say for which company an act was.", _is_written_without_a_company),
    Defect("trail_runs_backwards", ("AU-28",), "reference_platform.accounts.audit:trail", ("accounts",),
           "The trail does not show what came after what.", _trail_is_shown_newest_first),
    Defect("trail_keeps_its_details", ("AU-28",), f"{ORGANISATIONS}.erase", ("accounts",),
           "The trail of a company that is gone still tells more than ids.", _trail_keeps_its_details),
    Defect("trail_goes_with_the_company", ("AU-28",), f"{ORGANISATIONS}.erase", ("accounts",),
           "With the company goes its trail.", _trail_goes_with_the_company),
    Defect("tokens_share_an_id", ("AU-06",), "reference_platform.accounts.signing:SigningKeys.sign", ("accounts",),
           "Every token has the same id.", _changed(jti="token")),
    Defect("token_names_too_many_rights", ("AU-06",), "reference_platform.accounts.signing:SigningKeys.sign",
           ("accounts",), "Every token names rights that its person has not.",
           _changed(permissions=["members:manage", "threads:read"])),
    Defect("token_names_the_free_plan", ("AU-06",), "reference_platform.accounts.signing:SigningKeys.sign",
           ("accounts",), "Every token names the plan of newcomers.", _changed(plan="free")),
    Defect("no_tool_is_above_anybody", ("AU-30",), RIGHTS, ("chat",),
           "A tool works for whoever asked, whatever their rights are by then.", _no_tool_is_above_anybody),
]  # fmt: skip
