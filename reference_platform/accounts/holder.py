"""What account holders do with what is their own."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body
from pydantic import AfterValidator

from reference_platform.accounts import audit, passwords
from reference_platform.accounts.bearer import SignedIn
from reference_platform.accounts.customers import locked, wrong
from reference_platform.accounts.fields import NewPassword, Secret
from reference_platform.accounts.limits import effective
from reference_platform.accounts.organisations import Organisations
from reference_platform.operation.errors import invalid, not_found
from reference_platform.operation.fields import storable
from reference_platform.operation.showing import shown

#: How much a user may have kept as preferences, in characters of JSON.
_PREFERENCES = 8192


class Holder:
    """The acts of whoever is signed in on the account itself."""

    def __init__(self, organisations: Organisations) -> None:
        self.organisations, self.customers = organisations, organisations.customers
        self.sessions, self.database = organisations.sessions, organisations.database

    async def preferences(self, caller: SignedIn) -> dict[str, Any]:
        """What the caller prefers, as it was last put."""
        query = "SELECT preferences FROM users WHERE id = $1"
        return dict(await self.database.fetchval(query, caller.user_id))

    async def prefer(
        self, caller: SignedIn, preferred: Annotated[dict[str, Any], AfterValidator(storable), Body()]
    ) -> dict[str, Any]:
        """Keeps what the caller prefers in place of what was kept before; the agents are told of it."""
        if len(json.dumps(preferred)) > _PREFERENCES:
            raise invalid("too_large", "These are too many preferences to keep.", "Send fewer, or shorter ones.")
        await self.database.execute("UPDATE users SET preferences = $2 WHERE id = $1", caller.user_id, preferred)
        return preferred

    async def own_sessions(self, caller: SignedIn) -> dict[str, Any]:
        """The caller's live sessions, oldest first; `current` is the one that asks."""
        query = """SELECT id, created_at, expires_at, id = $2 AS current FROM sessions
                   WHERE user_id = $1 AND ended_at IS NULL AND expires_at > now() ORDER BY created_at, id"""
        rows = await self.database.fetch(query, caller.user_id, caller.session_id)
        return {"items": [shown(row, "id", "created_at", "expires_at", "current") for row in rows]}

    async def end_session(self, caller: SignedIn, session_id: UUID) -> None:
        """Ends one of the caller's sessions. Refusal 404: it is none of theirs, or has ended."""
        if str(session_id) not in {each["id"] for each in (await self.own_sessions(caller))["items"]}:
            raise not_found()
        await audit.record(self.database, "session.ended", caller.user_id, session=str(session_id))
        await self.sessions.end(str(session_id), "ended by its user")

    async def end_sessions(self, caller: SignedIn) -> None:
        """Ends every session of the caller, this one too."""
        async with self.database.transaction() as connection:
            await audit.record(connection, "sessions.ended", caller.user_id)
            ended = await self.sessions.close_all(connection, UUID(caller.user_id), "ended by its user")
        await self.sessions.announce(*ended)

    async def change_password(self, caller: SignedIn, current_password: Secret, new_password: NewPassword) -> None:
        """A new password; every other session ends. Refusal 401 and 423 as for a sign-in: guesses count the same."""
        kept = await self.database.fetchval("SELECT password_hash FROM users WHERE id = $1", caller.user_id)
        right, new = await passwords.matches(kept, current_password), await passwords.hashed(new_password)
        user_id, ended, bounds = UUID(caller.user_id), [], effective(self.sessions.settings, caller.limits)
        async with self.database.transaction() as connection:
            until = await self.customers.count(connection, user_id, right, bounds)
            if right and not until:
                await connection.execute("UPDATE users SET password_hash = $2 WHERE id = $1", user_id, new)
                ended = await self.sessions.close_all(connection, user_id, "password changed", but=caller.session_id)
                await audit.record(connection, "password.changed", user_id)
        if until:
            raise locked(until)
        if not right:
            raise wrong()
        await self.sessions.announce(*ended)

    async def leave(self, caller: SignedIn) -> None:
        """Erases the caller, and the organisation with its last member. Refusal 409: others would have no owner."""
        organisation_id, user_id = UUID(caller.organisation_id), UUID(caller.user_id)
        async with self.database.transaction() as connection:
            await self.organisations.queue(connection, organisation_id)
            await self.organisations.keeps_an_owner(connection, organisation_id, user_id)
            ended = await self.sessions.close_all(connection, user_id, "account deleted")
            await audit.record(connection, "account.deleted", user_id)
            await connection.execute("DELETE FROM users WHERE id = $1", user_id)
            others = "SELECT 1 FROM members WHERE organisation_id = $1"
            if not await connection.fetchval(others, organisation_id):
                await self.organisations.erase(connection, organisation_id)
        await self.sessions.announce(*ended)
