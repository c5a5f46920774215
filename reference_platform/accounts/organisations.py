"""Organisations: members, roles, invitations, plans. What a caller may not see looks as if it did not
exist."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from reference_platform.accounts import passwords
from reference_platform.accounts.bearer import Caller
from reference_platform.accounts.customers import Customers, found
from reference_platform.accounts.customers import join as join_organisation
from reference_platform.accounts.sessions import digest
from reference_platform.operation.errors import Refusal, forbidden, not_found
from reference_platform.storage.database import Connection, Database


class Organisations:
    """The acts on organisations, each in one transaction."""

    def __init__(self, database: Database, customers: Customers, invitation_life: timedelta) -> None:
        self.database, self.customers, self.invitation_life = database, customers, invitation_life

    async def create(self, caller: Caller, name: str) -> dict[str, Any]:
        """A new organisation on the free plan, with the caller as its owner, who leaves the former one for
        it."""
        async with self.database.transaction() as connection:
            organisation_id = await found(connection, name)
            await self.move(connection, UUID(caller.user_id), organisation_id, "owner")
        return {"id": str(organisation_id), "name": name, "plan": "free"}

    async def members(self, caller: Caller, organisation_id: UUID) -> list[dict[str, Any]]:
        """All members, by e-mail, for any of them."""
        self.belongs(caller, organisation_id)
        rows = await self.database.fetch(
            """SELECT user_id, email, name, role FROM members JOIN users ON users.id = user_id
               WHERE organisation_id = $1 ORDER BY email""",
            organisation_id,
        )
        return [dict(row) | {"user_id": str(row["user_id"])} for row in rows]

    async def invite(self, caller: Caller, organisation_id: UUID, email: str, role: str) -> dict[str, Any]:
        """An invitation for one person, good once and for a while; its token is shown here and nowhere
        else."""
        self.manages(caller, organisation_id, role)
        token = secrets.token_urlsafe(32)
        async with self.database.transaction() as connection:
            if await connection.fetchval(
                """SELECT 1 FROM members JOIN users ON users.id = user_id
                   WHERE organisation_id = $1 AND email = $2""",
                organisation_id,
                email,
            ):
                raise Refusal(
                    409, "already_member", "This person is a member already.", "Change the role instead."
                )
            expires_at = await connection.fetchval(
                """INSERT INTO invitations (token_hash, organisation_id, email, role, expires_at)
                   VALUES ($1, $2, $3, $4, now() + $5) RETURNING expires_at""",
                digest(token),
                organisation_id,
                email,
                role,
                self.invitation_life,
            )
        return {
            "token": token,
            "email": email,
            "role": role,
            "organisation": {"id": str(organisation_id), "name": caller.organisation_name},
            "expires_at": expires_at,
        }

    async def register_invited(self, token: str, password: str, name: str) -> dict[str, Any]:
        """Registers the invited person straight into the organisation, signed in. Refusal 404: no open
        invitation; 409: the invited e-mail has an account, which then accepts with its own session."""
        password_hash = await passwords.hashed(password)
        async with self.database.transaction() as connection:
            invitation = await self.claim(connection, token)
            user_id = await self.customers.add(connection, invitation["email"], name, password_hash)
            await join_organisation(connection, invitation["organisation_id"], user_id, invitation["role"])
            session = await self.customers.sessions.start(connection, user_id)
        return await self.customers.sessions.reply(*session)

    async def move_invited(self, token: str, caller: Caller) -> dict[str, Any]:
        """Moves the invited person, who is signed in, into the organisation; open sessions go along."""
        async with self.database.transaction() as connection:
            invitation = await self.claim(connection, token)
            if invitation["email"] != caller.email:
                raise not_found()
            await self.move(
                connection, UUID(caller.user_id), invitation["organisation_id"], invitation["role"]
            )
        moved = await self.customers.sessions.bearer.caller(caller.session_id)
        return {"user": (moved or caller).public()}

    async def claim(self, connection: Connection, token: str) -> Any:
        """Uses an invitation up, in the transaction at hand; of many at once one succeeds. Refusal 404."""
        invitation = await connection.fetchrow(
            """UPDATE invitations SET accepted_at = now()
               WHERE token_hash = $1 AND accepted_at IS NULL AND expires_at > now()
               RETURNING organisation_id, email, role""",
            digest(token),
        )
        if invitation is None:
            raise not_found()
        return invitation

    async def move(self, connection: Connection, user_id: UUID, organisation_id: UUID, role: str) -> None:
        """Takes a user from the present organisation to another, in the transaction at hand."""
        former = await connection.fetchval("SELECT organisation_id FROM members WHERE user_id = $1", user_id)
        await self.queue(connection, former)
        await self.keeps_an_owner(connection, former, user_id)
        await connection.execute(
            "UPDATE members SET organisation_id = $2, role = $3 WHERE user_id = $1",
            user_id,
            organisation_id,
            role,
        )
        await connection.execute(
            "UPDATE sessions SET organisation_id = $2 WHERE user_id = $1 AND ended_at IS NULL",
            user_id,
            organisation_id,
        )

    async def change_role(
        self, caller: Caller, organisation_id: UUID, user_id: UUID, role: str
    ) -> dict[str, Any]:
        """Gives a member another role, from the next call on. Only an owner makes or unmakes an owner."""
        self.manages(caller, organisation_id, role)
        async with self.database.transaction() as connection:
            await self.queue(connection, organisation_id)
            member = await connection.fetchrow(
                """SELECT user_id, email, name, role FROM members JOIN users ON users.id = user_id
                   WHERE organisation_id = $1 AND user_id = $2""",
                organisation_id,
                user_id,
            )
            if member is None:
                raise not_found()
            self.manages(caller, organisation_id, member["role"])
            if role != "owner":
                await self.keeps_an_owner(connection, organisation_id, user_id)
            await connection.execute("UPDATE members SET role = $2 WHERE user_id = $1", user_id, role)
        return dict(member) | {"user_id": str(user_id), "role": role}

    async def set_plan(self, caller: Caller, organisation_id: UUID, plan: str) -> dict[str, Any]:
        """Puts an organisation on a plan, from the next call on; for the operator alone."""
        if not caller.may("plans:set"):
            self.belongs(caller, organisation_id)
            raise forbidden("Only the platform's operator sets plans.", "Ask the platform's operator.")
        row = await self.database.fetchrow(
            "UPDATE organisations SET plan = $2 WHERE id = $1 RETURNING name", organisation_id, plan
        )
        if row is None:
            raise not_found()
        return {"id": str(organisation_id), "name": row["name"], "plan": plan}

    def belongs(self, caller: Caller, organisation_id: UUID) -> None:
        """Refusal 404 unless the organisation is the caller's."""
        if caller.organisation_id != str(organisation_id):
            raise not_found()

    def manages(self, caller: Caller, organisation_id: UUID, role: str) -> None:
        """Refusal 404 unless the organisation is the caller's, 403 unless the caller may give and take
        this role."""
        self.belongs(caller, organisation_id)
        if not caller.may("members:manage"):
            raise forbidden(
                "Your role does not manage members.", "Ask an owner or admin of your organisation."
            )
        if role == "owner" and not caller.may("organisation:manage"):
            raise forbidden("Only an owner makes or unmakes an owner.", "Ask an owner of your organisation.")

    async def queue(self, connection: Connection, organisation_id: UUID) -> None:
        """Changes of one organisation's members queue here, until the end of the transaction at hand."""
        await connection.execute("SELECT 1 FROM organisations WHERE id = $1 FOR UPDATE", organisation_id)

    async def keeps_an_owner(self, connection: Connection, organisation_id: UUID, leaving: UUID) -> None:
        """Refusal 409 if others would stay without any owner."""
        roles = {
            row["user_id"]: row["role"]
            for row in await connection.fetch(
                "SELECT user_id, role FROM members WHERE organisation_id = $1", organisation_id
            )
        }
        if roles.pop(leaving, None) == "owner" and roles and "owner" not in roles.values():
            raise Refusal(
                409,
                "last_owner",
                "The organisation would have no owner.",
                "Make another member an owner first.",
            )
