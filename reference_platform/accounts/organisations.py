"""Organisations: members, roles, invitations, plans.

What a caller may not see looks as if it did not exist.
"""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from reference_platform.accounts import audit, passwords
from reference_platform.accounts.bearer import Caller, SignedIn, signed_in
from reference_platform.accounts.customers import Customers, found, join
from reference_platform.accounts.fields import Email, MaybeName, MaybePassword, NewName, Plan, Role
from reference_platform.accounts.limits import Limits, effective
from reference_platform.accounts.sessions import digest
from reference_platform.operation.errors import Refusal, forbidden, invalid, not_found
from reference_platform.storage.database import Connection

_MEMBERS = "SELECT user_id::text, email, name, role FROM members JOIN users ON users.id = user_id"


class Organisations:
    """The acts on organisations, each in one transaction."""

    def __init__(self, customers: Customers) -> None:
        self.customers, self.sessions, self.database = customers, customers.sessions, customers.database

    async def create(self, caller: SignedIn, name: NewName) -> dict[str, Any]:
        """A new organisation on the free plan; the caller leaves the former one and becomes its owner."""
        async with self.database.transaction() as connection:
            organisation_id = await found(connection, name)
            await self.move(connection, UUID(caller.user_id), organisation_id, "owner")
            await audit.record(connection, "organisation.founded", caller.user_id)
        return {"id": str(organisation_id), "name": name, "plan": "free"}

    async def members(self, caller: SignedIn, organisation_id: UUID) -> dict[str, Any]:
        """All members, by e-mail, for any of them."""
        self.belongs(caller, organisation_id)
        query = f"{_MEMBERS} WHERE organisation_id = $1 ORDER BY email"
        return {"items": [dict(row) for row in await self.database.fetch(query, organisation_id)]}

    async def invite(self, caller: SignedIn, organisation_id: UUID, email: Email, role: Role) -> dict[str, Any]:
        """An invitation for one person, good once and for a while; its token is shown here alone."""
        self.manages(caller, organisation_id, role)
        token = secrets.token_urlsafe(32)
        query = f"{_MEMBERS} WHERE organisation_id = $1 AND email = $2"
        if await self.database.fetchrow(query, organisation_id, email):
            message, next_step = "This person is a member already.", "Change the role instead."
            raise Refusal(409, "already_member", message, next_step)
        query = """INSERT INTO invitations (token_hash, organisation_id, email, role, expires_at)
                   VALUES ($1, $2, $3, $4, now() + $5) RETURNING expires_at"""
        bounds = effective(self.sessions.settings, caller.limits)
        life = timedelta(seconds=bounds.invitation_seconds)
        async with self.database.transaction() as connection:
            await self.queue(connection, organisation_id)
            await self.has_a_seat(connection, organisation_id, bounds.seats)
            expires_at = await connection.fetchval(query, digest(token), organisation_id, email, role, life)
            await audit.record(connection, "member.invited", caller.user_id, role=role)
        organisation = {"id": str(organisation_id), "name": caller.organisation_name}
        invitation = {"token": token, "email": email, "role": role}
        return invitation | {"organisation": organisation, "expires_at": expires_at}

    async def accept(
        self, token: str, request: Request, response: Response, password: MaybePassword = None, name: MaybeName = None
    ) -> dict[str, Any]:
        """Whoever is signed in moves, and sends nothing; anybody else is registered with a password and a name."""
        if "authorization" in request.headers:
            response.status_code = 200
            return await self.move_invited(token, await signed_in(request))
        if password is None or name is None:
            next_step = "Send both, or accept with the session of an account of yours."
            raise invalid("missing_field", "The field password or name is missing.", next_step)
        return await self.register_invited(token, password, name)

    async def register_invited(self, token: str, password: str, name: str) -> dict[str, Any]:
        """Registers the invited person straight into the organisation, signed in.

        Refusal 404: no open invitation; 409: the e-mail has an account, which accepts with its own session.
        """
        password_hash = await passwords.hashed(password)
        async with self.database.transaction() as connection:
            invitation = await self.claim(connection, token)
            user_id = await self.customers.add(connection, invitation["email"], name, password_hash)
            await join(connection, invitation["organisation_id"], user_id, invitation["role"])
            await audit.record(connection, "member.joined", user_id, role=invitation["role"])
            session = await self.sessions.start(connection, user_id)
        return await self.sessions.reply(*session)

    async def move_invited(self, token: str, caller: Caller) -> dict[str, Any]:
        """Moves the invited person, who is signed in, into the organisation; open sessions go along."""
        async with self.database.transaction() as connection:
            invitation = await self.claim(connection, token)
            if invitation["email"] != caller.email:
                raise not_found()
            organisation_id, role = invitation["organisation_id"], invitation["role"]
            await self.move(connection, UUID(caller.user_id), organisation_id, role)
            await audit.record(connection, "member.joined", caller.user_id, role=role)
        moved = await self.sessions.bearer.caller(caller.session_id)
        return {"user": (moved or caller).public()}

    async def claim(self, connection: Connection, token: str) -> Any:
        """Uses an invitation up, in the transaction at hand; of many at once one succeeds. Refusal 404."""
        query = """UPDATE invitations SET accepted_at = now()
                   WHERE token_hash = $1 AND accepted_at IS NULL AND expires_at > now()
                   RETURNING organisation_id, email, role"""
        invitation = await connection.fetchrow(query, digest(token))
        if invitation is None:
            raise not_found()
        return invitation

    async def move(self, connection: Connection, user_id: UUID, organisation_id: UUID, role: str) -> None:
        """Takes a user from the present organisation to another, in the transaction at hand."""
        former = await connection.fetchval("SELECT organisation_id FROM members WHERE user_id = $1", user_id)
        await self.queue(connection, former)
        await self.keeps_an_owner(connection, former, user_id)
        join_other = "UPDATE members SET organisation_id = $2, role = $3 WHERE user_id = $1"
        await connection.execute(join_other, user_id, organisation_id, role)
        follow = "UPDATE sessions SET organisation_id = $2 WHERE user_id = $1 AND ended_at IS NULL"
        await connection.execute(follow, user_id, organisation_id)

    async def change_role(self, caller: SignedIn, organisation_id: UUID, user_id: UUID, role: Role) -> dict[str, Any]:
        """Gives a member another role, from the next call on. Only an owner makes or unmakes an owner."""
        self.manages(caller, organisation_id, role)
        async with self.database.transaction() as connection:
            await self.queue(connection, organisation_id)
            one = f"{_MEMBERS} WHERE organisation_id = $1 AND user_id = $2"
            member = await connection.fetchrow(one, organisation_id, user_id)
            if member is None:
                raise not_found()
            self.manages(caller, organisation_id, member["role"])
            if role != "owner":
                await self.keeps_an_owner(connection, organisation_id, user_id)
            await connection.execute("UPDATE members SET role = $2 WHERE user_id = $1", user_id, role)
            await audit.record(connection, "role.changed", caller.user_id, member=str(user_id), role=role)
        return dict(member) | {"role": role}

    async def remove(self, caller: SignedIn, organisation_id: UUID, user_id: UUID) -> None:
        """Puts a member out: every session ends at once, the seat is free, what the member wrote stays.

        Whoever is put out may sign in again, and finds an organisation of their own.
        """
        self.belongs(caller, organisation_id)
        async with self.database.transaction() as connection:
            await self.queue(connection, organisation_id)
            one = f"{_MEMBERS} WHERE organisation_id = $1 AND user_id = $2"
            member = await connection.fetchrow(one, organisation_id, user_id)
            if member is None:
                raise not_found()
            if str(user_id) != caller.user_id:
                self.manages(caller, organisation_id, member["role"])
            own = await found(connection, f"{member['name']}'s organisation")
            await self.move(connection, user_id, own, "owner")
            ended = await self.sessions.close_all(connection, user_id, "removed from the organisation")
            await audit.record(connection, "member.removed", caller.user_id, organisation_id, member=str(user_id))
        await self.sessions.announce(*ended)

    async def set_plan(self, caller: SignedIn, organisation_id: UUID, plan: Plan) -> dict[str, Any]:
        """Puts an organisation on a plan, from the next call on; for the operator alone."""
        if not caller.may("plans:set"):
            self.belongs(caller, organisation_id)
            raise forbidden("Only the platform's operator sets plans.", "Ask the platform's operator.")
        query = "UPDATE organisations SET plan = $2 WHERE id = $1 RETURNING id::text, name, plan"
        return await self.operate(caller, organisation_id, "plan.changed", query, plan, plan=plan)

    async def set_limits(self, caller: SignedIn, organisation_id: UUID, limits: Limits) -> dict[str, Any]:
        """Gives an organisation limits of its own, in place of those it had; for the operator alone."""
        if not caller.may("plans:set"):
            self.belongs(caller, organisation_id)
            raise forbidden("Only the platform's operator sets limits.", "Ask the platform's operator.")
        own = limits.model_dump(exclude_none=True)
        query = "UPDATE organisations SET limits = $2 WHERE id = $1 RETURNING id::text, name, plan, limits"
        return await self.operate(caller, organisation_id, "limits.changed", query, own, limits=sorted(own))

    async def operate(
        self, caller: Caller, organisation_id: UUID, action: str, query: str, *values: Any, **details: Any
    ) -> dict[str, Any]:
        """Changes an organisation, and writes it down; the organisation now. Refusal 404: there is no such one."""
        async with self.database.transaction() as connection:
            row = await connection.fetchrow(query, organisation_id, *values)
            if row is None:
                raise not_found()
            await audit.record(connection, action, caller.user_id, organisation_id, **details)
        return dict(row)

    async def delete(self, caller: SignedIn, organisation_id: UUID) -> None:
        """Erases an organisation with its members and all that is theirs, for an owner of it or for the operator."""
        if not caller.is_operator:
            self.belongs(caller, organisation_id)
            if not caller.may("organisation:manage"):
                raise forbidden("Only an owner deletes an organisation.", "Ask an owner of your organisation.")
        async with self.database.transaction() as connection:
            await self.queue(connection, organisation_id)
            ids = "SELECT id::text FROM sessions WHERE organisation_id = $1 AND ended_at IS NULL"
            ended = [row["id"] for row in await connection.fetch(ids, organisation_id)]
            await audit.record(connection, "organisation.deleted", caller.user_id, organisation_id)
            of_it = "DELETE FROM users WHERE id IN (SELECT user_id FROM members WHERE organisation_id = $1)"
            await connection.execute(of_it, organisation_id)
            await self.erase(connection, organisation_id)
        await self.sessions.announce(*ended)

    async def erase(self, connection: Connection, organisation_id: UUID) -> None:
        """Deletes what has no members any more; its trail keeps times, actions and ids. Refusal 404."""
        await connection.execute("UPDATE audit_log SET details = '{}' WHERE organisation_id = $1", organisation_id)
        if await connection.execute("DELETE FROM organisations WHERE id = $1", organisation_id) == "DELETE 0":
            raise not_found()

    async def trail(self, caller: SignedIn, organisation_id: UUID) -> dict[str, Any]:
        """The audit trail, oldest first: for its owners and admins on a plan that has it, and for the operator."""
        if not caller.is_operator:
            self.belongs(caller, organisation_id)
            if not caller.may("audit:read"):
                raise forbidden("Your role does not read the audit trail.", "Ask an owner or admin of yours.")
            if caller.plan != "enterprise":
                message = "The audit trail is part of the plan enterprise."
                raise Refusal(403, "plan_required", message, "Move to the plan enterprise.")
        return {"items": await audit.trail(self.database, organisation_id)}

    def belongs(self, caller: Caller, organisation_id: UUID) -> None:
        """Refusal 404 unless the organisation is the caller's."""
        if caller.organisation_id != str(organisation_id):
            raise not_found()

    def manages(self, caller: Caller, organisation_id: UUID, role: str) -> None:
        """Refusal 404: not the caller's organisation; 403: the caller may not give and take this role."""
        self.belongs(caller, organisation_id)
        if not caller.may("members:manage"):
            raise forbidden("Your role does not manage members.", "Ask an owner or admin of yours.")
        if role == "owner" and not caller.may("organisation:manage"):
            raise forbidden("Only an owner makes or unmakes an owner.", "Ask an owner of your organisation.")

    async def queue(self, connection: Connection, organisation_id: UUID) -> None:
        """Changes of one organisation's members queue here, until the end of the transaction at hand."""
        await connection.execute("SELECT 1 FROM organisations WHERE id = $1 FOR NO KEY UPDATE", organisation_id)

    async def has_a_seat(self, connection: Connection, organisation_id: UUID, seats: int) -> None:
        """Refusal 409 where members and open invitations take all seats; `queue` first."""
        query = """SELECT (SELECT count(*) FROM members WHERE organisation_id = $1) + (SELECT count(*)
                   FROM invitations WHERE organisation_id = $1 AND accepted_at IS NULL AND expires_at > now())"""
        if await connection.fetchval(query, organisation_id) >= seats:
            message = f"All {seats} seats of the organisation are taken or promised."
            raise Refusal(409, "no_seat", message, "Remove a member, or ask the platform's operator for more seats.")

    async def keeps_an_owner(self, connection: Connection, organisation_id: UUID, leaving: UUID) -> None:
        """Refusal 409 if others would stay without any owner."""
        query = "SELECT user_id, role FROM members WHERE organisation_id = $1"
        roles = {row["user_id"]: row["role"] for row in await connection.fetch(query, organisation_id)}
        if roles.pop(leaving, None) == "owner" and roles and "owner" not in roles.values():
            message, next_step = "The organisation would have no owner.", "Make another member owner first."
            raise Refusal(409, "last_owner", message, next_step)
