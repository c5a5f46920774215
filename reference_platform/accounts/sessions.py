"""Sessions: started by a sign-in, carried on by refresh tokens that each serve once, ended at once and
everywhere.

PostgreSQL is the truth; Redis only tells open sockets sooner. A refresh token is never kept, only its hash.
The successor of a spent token is derived from that token and a key of the session, so that two tabs that
refresh at the same time get the same one.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from reference_platform.accounts import audit, limits
from reference_platform.accounts.bearer import Bearer, Caller, SignedIn, refused
from reference_platform.accounts.fields import Secret
from reference_platform.accounts.settings import AccountsSettings
from reference_platform.accounts.signing import SigningKeys
from reference_platform.storage.database import Connection
from reference_platform.storage.transport import SESSION_ENDED, Transport


class Sessions:
    """Starts, carries on and ends sessions, and writes their access tokens."""

    def __init__(self, bearer: Bearer, signing: SigningKeys, transport: Transport, settings: AccountsSettings) -> None:
        self.bearer, self.database = bearer, bearer.database
        self.signing, self.transport, self.settings = signing, transport, settings

    async def start(self, connection: Connection, user_id: UUID) -> tuple[UUID, str]:
        """A new session of the user, in the transaction at hand: its id and its first refresh token."""
        token = secrets.token_urlsafe(32)
        query = """
            WITH session AS (
                INSERT INTO sessions (user_id, organisation_id, successor_key, expires_at)
                SELECT user_id, organisation_id, $2,
                    now() + coalesce(make_interval(secs => (limits->>'refresh_token_seconds')::float8), $3)
                FROM members JOIN organisations o ON o.id = organisation_id WHERE user_id = $1 RETURNING id)
            INSERT INTO refresh_tokens (token_hash, session_id) SELECT $4, id FROM session
            RETURNING session_id"""
        key, life = secrets.token_bytes(32), self.settings.refresh_life
        session_id: UUID | None = await connection.fetchval(query, user_id, key, life, digest(token))
        if session_id is None:
            raise refused("session_ended", "This account is no more.")
        return session_id, token

    async def reply(self, session_id: UUID, refresh_token: str) -> dict[str, Any]:
        """What a sign-in and a refresh answer; the access token is written from what PostgreSQL says now."""
        caller = await self.bearer.caller(str(session_id))
        if caller is None:
            raise refused("session_ended", "This session has ended.")
        life = limits.effective(self.settings, caller.limits).access_life
        await self.signing.fresh()
        return {
            "access_token": self.access_token(caller, life),
            "refresh_token": refresh_token,
            "token_type": "Bearer",
            "expires_in": int(life.total_seconds()),
            "user": caller.public(),
        }

    def access_token(self, caller: Caller, life: timedelta) -> str:
        """A signed access token for the caller's session, living so long from now on."""
        now = datetime.now(UTC)
        return self.signing.sign(
            {
                "iss": self.settings.token_issuer,
                "aud": self.settings.token_audience,
                "sub": caller.user_id,
                "org": caller.organisation_id,
                "roles": [caller.role],
                "plan": caller.plan,
                "permissions": sorted(caller.permissions),
                "sid": caller.session_id,
                "jti": str(uuid4()),
                "iat": now,
                "nbf": now,
                "exp": now + life,
            }
        )

    async def refresh(self, refresh_token: Secret) -> dict[str, Any]:
        """New tokens for a refresh token. Refusal 401: unknown, its session is over, or spent too long ago.

        The last ends the session: two parties hold what one should.
        """
        query = """
            SELECT s.id, s.user_id, s.successor_key, o.limits,
                extract(epoch FROM clock_timestamp() - t.spent_at) AS spent
            FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
                JOIN organisations o ON o.id = s.organisation_id
            WHERE t.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > now() FOR UPDATE OF t, s"""
        async with self.database.transaction() as connection:
            row = await connection.fetchrow(query, digest(refresh_token))
            if row is None:
                raise refused("invalid_refresh_token", "This refresh token opens nothing.")
            bounds = limits.effective(self.settings, row["limits"])
            stolen = row["spent"] is not None and row["spent"] > bounds.refresh_grace_seconds
            next_token = successor(row["successor_key"], refresh_token)
            if stolen:
                await self.close(connection, row["id"], "spent refresh token used again")
                await audit.record(connection, "session.ended", row["user_id"], reason="spent refresh token used again")
            elif row["spent"] is None:
                await self.rotate(connection, row["id"], refresh_token, next_token, bounds.refresh_life)
        if stolen:
            await self.announce(str(row["id"]))
            raise refused("session_ended", "This refresh token was used before; its session has been ended.")
        return await self.reply(row["id"], next_token)

    async def rotate(
        self, connection: Connection, session_id: UUID, spent: str, next_token: str, life: timedelta
    ) -> None:
        """Spends one refresh token and puts its successor in its place; the session's life starts anew."""
        spend = "UPDATE refresh_tokens SET spent_at = clock_timestamp() WHERE token_hash = $1"
        place = "INSERT INTO refresh_tokens (token_hash, session_id) VALUES ($1, $2)"
        prolong = "UPDATE sessions SET expires_at = now() + $2 WHERE id = $1"
        await connection.execute(spend, digest(spent))
        await connection.execute(place, digest(next_token), session_id)
        await connection.execute(prolong, session_id, life)

    async def logout(self, caller: SignedIn) -> None:
        """Ends the caller's session."""
        await audit.record(self.database, "sign_out", caller.user_id)
        await self.end(caller.session_id, "signed out")

    async def end(self, session_id: str, reason: str) -> None:
        """Ends a session: from the commit on no service admits its tokens, and its sockets close."""
        async with self.database.transaction() as connection:
            await self.close(connection, UUID(session_id), reason)
        await self.announce(session_id)

    async def close(self, connection: Connection, session_id: UUID, reason: str) -> None:
        """Marks a session as ended, in the transaction at hand; the first reason stays."""
        query = "UPDATE sessions SET ended_at = now(), end_reason = $2 WHERE id = $1 AND ended_at IS NULL"
        await connection.execute(query, session_id, reason)

    async def close_all(self, connection: Connection, user_id: UUID, reason: str, but: str | None = None) -> list[str]:
        """Ends every session of the user but that one, in the transaction at hand; their ids, to `announce` then."""
        query = """UPDATE sessions SET ended_at = now(), end_reason = $2
                   WHERE user_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $3 RETURNING id::text"""
        return [row["id"] for row in await connection.fetch(query, user_id, reason, but)]

    async def announce(self, *session_ids: str) -> None:
        """Tells the chat processes that sessions have ended; call it after the commit."""
        for session_id in session_ids:
            await self.transport.publish(SESSION_ENDED, {"session_id": session_id})


def digest(token: str) -> bytes:
    """What is kept of a random token. It has 256 bits of chance: a fast hash suffices."""
    return hashlib.sha256(token.encode()).digest()


def successor(key: bytes, token: str) -> str:
    """The refresh token that follows `token` in a session with this key; nobody can tell it without both."""
    return base64.urlsafe_b64encode(hmac.digest(key, token.encode(), "sha256")).rstrip(b"=").decode()
