"""Customers: sign-up, sign-in with its lock against guessing, and the platform's first operator."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from fastapi import Request

from reference_platform.accounts import audit, limits, passwords
from reference_platform.accounts.fields import AnyEmail, Email, MaybeName, NewName, NewPassword, Secret
from reference_platform.accounts.sessions import Sessions, digest
from reference_platform.accounts.settings import AccountsSettings
from reference_platform.operation.errors import Refusal
from reference_platform.storage.database import Connection

_OPERATOR_LOCK = 0x6F706572
_BY_EMAIL = """
SELECT u.id, password_hash, locked_until, limits FROM users u JOIN members m ON m.user_id = u.id
    JOIN organisations o ON o.id = m.organisation_id WHERE email = $1"""


class Customers:
    """The users of the platform and their way in."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions, self.database, self.settings = sessions, sessions.database, sessions.settings

    async def register(
        self, email: Email, password: NewPassword, name: NewName, organisation: MaybeName = None
    ) -> dict[str, Any]:
        """A new user who owns an organisation on the free plan, signed in. Refusal 409: e-mail taken."""
        password_hash = await passwords.hashed(password)
        async with self.database.transaction() as connection:
            user_id = await self.add(connection, email, name, password_hash)
            organisation_id = await found(connection, organisation or f"{name}'s organisation")
            await join(connection, organisation_id, user_id, "owner")
            await audit.record(connection, "account.registered", user_id)
            session = await self.sessions.start(connection, user_id)
        return await self.sessions.reply(*session)

    async def add(self, connection: Connection, email: str, name: str, password_hash: str | None) -> UUID:
        """A new user, in the transaction at hand. Refusal 409: the e-mail is taken."""
        query = """INSERT INTO users (email, name, password_hash) VALUES ($1, $2, $3)
                   ON CONFLICT (email) DO NOTHING RETURNING id"""
        user_id: UUID | None = await connection.fetchval(query, email, name, password_hash)
        if user_id is None:
            message, next_step = "This e-mail has an account already.", "Sign in, or use another e-mail."
            raise Refusal(409, "email_taken", message, next_step)
        return user_id

    async def login(self, request: Request, email: AnyEmail, password: Secret) -> dict[str, Any]:
        """A new session. Refusal 401: unknown e-mail or wrong password, one wording and time; 423: locked; 429."""
        user = await self.database.fetchrow(_BY_EMAIL, email)
        bounds = limits.effective(self.settings, user["limits"] if user else {})
        await self.throttle(email, request.client.host if request.client else "", bounds)
        if user and user["locked_until"] and user["locked_until"] > datetime.now(UTC):
            raise locked(user["locked_until"])
        right = await passwords.matches(user["password_hash"] if user else None, password)
        # An unknown user takes the same way through the database, so that time tells nothing either.
        user_id = user["id"] if user else uuid4()
        async with self.database.transaction() as connection:
            locked_until = await self.count(connection, user_id, right, bounds)
            admitted = right and not locked_until
            await audit.record(connection, "sign_in.succeeded" if admitted else "sign_in.refused", user_id)
            session = await self.sessions.start(connection, user_id) if admitted else None
        if locked_until:
            raise locked(locked_until)
        if session is None:
            raise wrong()
        return await self.sessions.reply(*session)

    async def throttle(self, email: str, address: str, bounds: AccountsSettings) -> None:
        """Counts a sign-in. Refusal 429 where there were too many within a minute, of the account or from there."""
        names = (f"sign_ins:{digest(email).hex()}", f"sign_ins:{address}")
        of_account, from_address = await self.sessions.transport.count(60, *names)
        if of_account > bounds.sign_ins_per_minute or from_address > bounds.address_sign_ins_per_minute:
            message = "There were too many attempts to sign in within a minute."
            raise Refusal(429, "rate_limited", message, "Wait a minute, then try again.", {"retry-after": "60"})

    async def count(
        self, connection: Connection, user_id: UUID, right: bool, bounds: AccountsSettings
    ) -> datetime | None:
        """Counts an attempt; the lock's end if the account was locked before this attempt, else None.

        The attempts of one account queue at its row, so that of many guesses at once only as many count as
        the rule allows, and a right one that comes after the last of them is refused.
        """
        query = """SELECT failed_attempts, locked_until, locked_until > clock_timestamp() AS locked
                   FROM users WHERE id = $1 FOR NO KEY UPDATE"""
        row = await connection.fetchrow(query, user_id)
        if row and row["locked"]:
            until: datetime = row["locked_until"]
            return until
        before = row["failed_attempts"] if row else 0
        if right and not before:
            return None
        # A lock that has run out starts the count anew.
        failed = 0 if right else 1 if row and row["locked_until"] else before + 1
        query = "UPDATE users SET failed_attempts = $2, locked_until = clock_timestamp() + $3 WHERE id = $1"
        lock = timedelta(seconds=bounds.lockout_seconds) if failed >= bounds.lockout_attempts else None
        await connection.execute(query, user_id, failed, lock)
        if lock:
            await audit.record(connection, "account.locked", user_id)
        return None

    async def ensure_operator(self) -> None:
        """The operator of the settings exists and signs in with the password of the settings."""
        email = self.settings.operator_email.lower()
        password = self.settings.operator_password.get_secret_value()
        query = "SELECT password_hash FROM users WHERE email = $1 AND is_operator"
        if await passwords.matches(await self.database.fetchval(query, email), password):
            return
        password_hash = await passwords.hashed(password)
        async with self.database.transaction() as connection:
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _OPERATOR_LOCK)
            if not await connection.fetchval("SELECT 1 FROM users WHERE email = $1", email):
                user_id = await self.add(connection, email, "Operator", password_hash)
                await join(connection, await found(connection, "Platform operation"), user_id, "owner")
            update = "UPDATE users SET password_hash = $2, is_operator = true WHERE email = $1"
            await connection.execute(update, email, password_hash)


async def found(connection: Connection, name: str) -> UUID:
    """A new organisation on the free plan, in the transaction at hand."""
    query = "INSERT INTO organisations (name) VALUES ($1) RETURNING id"
    organisation_id: UUID = await connection.fetchval(query, name)
    return organisation_id


async def join(connection: Connection, organisation_id: UUID, user_id: UUID, role: str) -> None:
    """Makes a user who belongs nowhere yet a member, in the transaction at hand."""
    query = "INSERT INTO members (organisation_id, user_id, role) VALUES ($1, $2, $3)"
    await connection.execute(query, organisation_id, user_id, role)


def wrong() -> Refusal:
    """The one reply to an unknown e-mail and to a wrong password."""
    message, next_step = "The e-mail or the password is wrong.", "Check both and try again."
    return Refusal(401, "invalid_credentials", message, next_step, {"www-authenticate": "Bearer"})


def locked(until: datetime) -> Refusal:
    """The reply while an account is locked."""
    seconds = str(max(1, round((until - datetime.now(UTC)).total_seconds())))
    message = "This account is locked after too many wrong passwords."
    next_step = f"Wait {seconds} seconds, then sign in with the right password."
    return Refusal(423, "account_locked", message, next_step, {"retry-after": seconds})
