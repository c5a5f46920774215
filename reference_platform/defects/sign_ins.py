"""Defects of the lock against guessing, of renewal, and of how sign-ins end."""

# ruff: noqa: PLC0415 - the platform's modules are imported where a defect is put in place

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import CALLER, CLOSE_ALL, COUNT, HOLDER, ORGANISATIONS, VERIFY

REFRESH = "reference_platform.accounts.sessions:Sessions.refresh"


def _guesses_are_not_counted(_count: _Call) -> _Call:
    async def count(self: Any, connection: Any, user_id: Any, right: bool, bounds: Any) -> Any:
        return None

    return count


def _right_password_breaks_the_lock(sound: _Call) -> _Call:
    from reference_platform.accounts import passwords

    async def login(self: Any, request: Any, email: str, password: str) -> Any:
        kept = await self.database.fetchval("SELECT password_hash FROM users WHERE email = $1", email)
        if await passwords.matches(kept, password):
            await self.database.execute("UPDATE users SET locked_until = NULL WHERE email = $1", email)
        return await sound(self, request, email, password)

    return login


def _lock_of(seconds: float) -> Callable[[_Call], _Call]:
    def defect(sound: _Call) -> _Call:
        async def count(self: Any, connection: Any, user_id: Any, right: bool, bounds: Any) -> Any:
            other = bounds.model_copy(update={"lockout_seconds": seconds})
            return await sound(self, connection, user_id, right, other)

        return count

    return defect


def _sign_ins_are_not_counted(_throttle: _Call) -> _Call:
    async def throttle(self: Any, email: str, address: str, bounds: Any) -> None:
        return None

    return throttle


def _sign_out_forgets_the_page_alone(_logout: _Call) -> _Call:
    async def logout(self: Any, caller: Any) -> None:
        await self.announce(caller.session_id)

    return logout


def _tabs_stay_open(_end_session: _Call) -> _Call:
    def end_session(self: Any, session_id: str) -> None:
        return None

    return end_session


def _spares(reason: str) -> Callable[[_Call], _Call]:
    """Sessions that should end for this reason live on."""

    def defect(sound: _Call) -> _Call:
        async def close_all(self: Any, connection: Any, user_id: Any, why: str, but: str | None = None) -> Any:
            return [] if why == reason else await sound(self, connection, user_id, why, but)

        async def named(self: Any, connection: Any, user_id: Any, reason: str, but: str | None = None) -> Any:
            return await close_all(self, connection, user_id, reason, but)

        return named

    return defect


def _everybody_elsewhere_is_signed_out(sound: _Call) -> _Call:
    async def close_all(self: Any, connection: Any, user_id: Any, reason: str, but: str | None = None) -> Any:
        own = await sound(self, connection, user_id, reason, but)
        elsewhere = """UPDATE sessions s SET ended_at = now() FROM users u
                       WHERE u.id = s.user_id AND NOT u.is_operator AND s.ended_at IS NULL AND s.organisation_id <> (
                           SELECT organisation_id FROM members WHERE user_id = $1) RETURNING s.id::text"""
        return own + [row["id"] for row in await connection.fetch(elsewhere, user_id)]

    return close_all


def _another_session_is_ended(sound: _Call) -> _Call:
    from uuid import UUID

    async def end_session(self: Any, caller: Any, session_id: Any) -> None:
        await sound(self, caller, UUID(caller.session_id))

    return end_session


def _account_is_only_marked(_leave: _Call) -> _Call:
    async def leave(self: Any, caller: Any) -> None:
        mark = "UPDATE users SET name = 'deleted' WHERE id = $1"
        await self.database.execute(mark, caller.user_id)

    return leave


def _company_is_only_marked(_delete: _Call) -> _Call:
    async def delete(self: Any, caller: Any, organisation_id: Any) -> None:
        mark = "UPDATE organisations SET name = 'deleted' WHERE id = $1"
        await self.database.execute(mark, organisation_id)

    return delete


def _spent_renewal_serves_for_ever(_effective: _Call) -> _Call:
    def effective(settings: Any, own: Any) -> Any:
        known = {name: value for name, value in own.items() if name in type(settings).model_fields}
        return settings.model_copy(update=known | {"refresh_grace_seconds": 1e9})

    return effective


def _ended_sessions_are_remembered_as_live(sound: _Call) -> _Call:
    known: dict[str, Any] = {}

    async def caller(self: Any, session_id: str) -> Any:
        if session_id not in known:
            known[session_id] = await sound(self, session_id)
        return known[session_id]

    return caller


def _session_never_ends_by_itself(sound: _Call) -> _Call:
    async def caller(self: Any, session_id: str) -> Any:
        prolong = "UPDATE sessions SET expires_at = now() + interval '1 hour' WHERE id = $1 AND ended_at IS NULL"
        await self.database.execute(prolong, session_id)
        return await sound(self, session_id)

    return caller


def _each_use_has_its_own_successor(_successor: _Call) -> _Call:
    def successor(key: bytes, token: str) -> str:
        return secrets.token_urlsafe(32)

    return successor


def _one_sign_in_at_a_time(sound: _Call) -> _Call:
    async def start(self: Any, connection: Any, user_id: Any) -> Any:
        await self.close_all(connection, user_id, "signed in elsewhere")
        return await sound(self, connection, user_id)

    return start


def _renewal_gives_the_old_token_back(sound: _Call) -> _Call:
    written: dict[str, str] = {}

    def access_token(self: Any, caller: Any, life: Any) -> str:
        written.setdefault(caller.session_id, sound(self, caller, life))
        return written[caller.session_id]

    return access_token


def _issuing_takes_its_time(sound: _Call) -> _Call:
    async def refresh(self: Any, refresh_token: str) -> Any:
        await asyncio.sleep(0.05)
        return await sound(self, refresh_token)

    return refresh


def _checking_takes_its_time(sound: _Call) -> _Call:
    async def verify(self: Any, token: str) -> Any:
        await asyncio.sleep(0.03)
        return await sound(self, token)

    return verify


DEFECTS = [
    Defect("guesses_are_not_counted", ("AU-05",), COUNT, ("accounts",),
           "Passwords may be tried for ever.", _guesses_are_not_counted),
    Defect("right_password_breaks_the_lock", ("AU-05",), "reference_platform.accounts.customers:Customers.login",
           ("accounts",), "A locked account opens to the right password.", _right_password_breaks_the_lock),
    Defect("lock_lasts_a_minute", ("AU-05",), COUNT, ("accounts",),
           "An account is locked for a minute in place of a quarter of an hour.", _lock_of(60)),
    Defect("lock_cannot_be_shortened", ("AU-05",), COUNT, ("accounts",),
           "A lock lasts as long as everybody's, whatever the company's own limit.", _lock_of(900)),
    Defect("sign_ins_are_not_counted", ("AU-05",), "reference_platform.accounts.customers:Customers.throttle",
           ("accounts",), "Nobody counts how often somebody signs in.", _sign_ins_are_not_counted),
    Defect("sign_out_forgets_the_page_alone", ("AU-10", "AU-11"),
           "reference_platform.accounts.sessions:Sessions.logout", ("accounts",),
           "Signing out closes the tabs, and the sign-in stays good.", _sign_out_forgets_the_page_alone),
    Defect("tabs_outlive_their_sign_in", ("AU-10", "AU-11"), "reference_platform.chat.delivery:Delivery.end_session",
           ("chat",), "Open tabs stay open when their sign-in ends.", _tabs_stay_open),
    Defect("new_password_leaves_old_sign_ins", ("AU-10",), CLOSE_ALL, ("accounts",),
           "After a new password whoever knew the old one stays signed in.", _spares("password changed")),
    Defect("ending_all_ends_nothing", ("AU-10", "AU-21"), CLOSE_ALL, ("accounts",),
           "Ending every sign-in ends none.", _spares("ended by its user")),
    Defect("another_sign_in_is_ended", ("AU-10",), f"{HOLDER}.end_session", ("accounts",),
           "In place of the chosen sign-in the one at hand is ended.", _another_session_is_ended),
    Defect("account_is_only_marked_as_deleted", ("AU-10",), f"{HOLDER}.leave", ("accounts",),
           "A deleted account is marked, and goes on working.", _account_is_only_marked),
    Defect("removed_member_stays_signed_in", ("AU-10",), CLOSE_ALL, ("accounts",),
           "Whoever is removed from a company stays signed in.", _spares("removed from the organisation")),
    Defect("company_is_only_marked_as_deleted", ("AU-10",), f"{ORGANISATIONS}.delete", ("accounts",),
           "A deleted company is marked, and its people go on working.", _company_is_only_marked),
    Defect("spent_renewal_serves_for_ever", ("AU-10",), "reference_platform.accounts.limits:effective", ("accounts",),
           "A spent renewal can be used again whenever somebody finds it.", _spent_renewal_serves_for_ever),
    Defect("live_sessions_are_remembered", ("AU-10", "AU-11"), CALLER, ("chat",),
           "A chat process remembers who was signed in, and asks no more.", _ended_sessions_are_remembered_as_live),
    Defect("session_never_ends_by_itself", ("AU-29",), CALLER, ("chat",),
           "Reading keeps a session alive beyond its time.", _session_never_ends_by_itself),
    Defect("one_company_signs_everybody_out", ("AU-21",), CLOSE_ALL, ("accounts",),
           "Ending one's own sign-ins ends those of everybody at other companies.", _everybody_elsewhere_is_signed_out),
    Defect("each_use_of_a_renewal_has_its_own_successor", ("AU-22",),
           "reference_platform.accounts.sessions:successor", ("accounts",),
           "Tabs that renew at the same moment get different renewals.", _each_use_has_its_own_successor),
    Defect("one_sign_in_at_a_time", ("AU-22",), "reference_platform.accounts.sessions:Sessions.start", ("accounts",),
           "A new sign-in ends the one before.", _one_sign_in_at_a_time),
    Defect("renewal_gives_the_old_token_back", ("AU-09",),
           "reference_platform.accounts.sessions:Sessions.access_token", ("accounts",),
           "A renewal gives the access token of before.", _renewal_gives_the_old_token_back),
    Defect("issuing_takes_its_time", ("AU-23",), REFRESH, ("accounts",),
           "Issuing a sign-in takes 50 ms longer.", _issuing_takes_its_time),
    Defect("checking_takes_its_time", ("AU-23",), VERIFY, ("accounts",),
           "Checking a sign-in takes 30 ms longer.", _checking_takes_its_time),
]  # fmt: skip
