"""Defects of the live connection's door, of sign-ins over restarts, and of the keys that sign them."""

# ruff: noqa: PLC0415 - the platform's modules are imported where a defect is put in place

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import ADMIT, ASK, CALLER

SIGNING = "reference_platform.accounts.signing:SigningKeys"

logger = logging.getLogger(__name__)


def _origin_is_fit(fits: Callable[[str, str], bool]) -> Callable[[_Call], _Call]:
    """A page is let in where its origin looks right beside one of the allow-list."""

    def defect(sound: _Call) -> _Call:
        async def admit(self: Any, websocket: Any) -> Any:
            origin = websocket.headers.get("origin")
            if origin is not None and any(fits(origin, own) for own in self._settings.origins):
                from reference_platform.chat.socket import token_of

                return await self._bearer.verify(token_of(websocket))
            return await sound(self, websocket)

        return admit

    return defect


def _handshakes_are_logged(sound: _Call) -> _Call:
    async def admit(self: Any, websocket: Any) -> Any:
        logger.info("handshake %s", websocket.url)
        return await sound(self, websocket)

    return admit


def _any_number_of_tabs(sound: _Call) -> _Call:
    async def enter(self: Any, connection: Any) -> bool:
        if await sound(self, connection):
            return True
        self._here.add(connection.id)
        insert = "INSERT INTO connections (id, user_id, instance) VALUES ($1, $2, $3)"
        await self._database.execute(insert, connection.id, connection.user_id, self._settings.instance)
        return True

    return enter


def _each_message_is_a_new_one(sound: _Call) -> _Call:
    async def ask(self: Any, caller: Any, asked: Any) -> Any:
        again = "SELECT 1 FROM messages WHERE client_message_id = $1 AND author_id = $2"
        if await self._database.fetchval(again, asked.client_message_id, caller.user_id):
            asked = asked.model_copy(update={"client_message_id": str(uuid4())})
        return await sound(self, caller, asked)

    return ask


def _sign_ins_live_in_the_cache(sound: _Call) -> _Call:
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    known: set[str] = set()

    async def caller(self: Any, session_id: str) -> Any:
        found = await sound(self, session_id)
        if found is None or found.is_operator:
            return found
        try:
            async with Redis.from_url(os.environ["REDIS_URL"], socket_connect_timeout=1) as cache:
                if session_id not in known:
                    known.add(session_id)
                    await cache.set(f"live:{session_id}", 1, ex=600)
                return found if await cache.get(f"live:{session_id}") else None
        except (RedisError, OSError):
            return None

    return caller


def _sign_ins_die_with_the_process(sound: _Call) -> _Call:
    started = time.time()

    async def caller(self: Any, session_id: str) -> Any:
        since = await self.database.fetchval(
            "SELECT extract(epoch FROM created_at)::float8 FROM sessions WHERE id = $1", session_id
        )
        return None if since is not None and since < started else await sound(self, session_id)

    return caller


def _sign_ins_die_with_the_database(sound: _Call) -> _Call:
    async def caller(self: Any, session_id: str) -> Any:
        older = "SELECT created_at < pg_postmaster_start_time() FROM sessions WHERE id = $1"
        return None if await self.database.fetchval(older, session_id) else await sound(self, session_id)

    return caller


def _start_forgets_who_was_signed_out(sound: _Call) -> _Call:
    async def ensure_operator(self: Any) -> None:
        await self.database.execute("UPDATE sessions SET ended_at = NULL WHERE end_reason = 'signed out'")
        await sound(self)

    return ensure_operator


def _start_makes_new_keys(sound: _Call) -> _Call:
    async def load(self: Any) -> None:
        await self.database.execute("DELETE FROM signing_keys")
        await sound(self)

    return load


def _old_key_ends_at_once(sound: _Call) -> _Call:
    async def rotate(self: Any, caller: Any) -> Any:
        made = await sound(self, caller)
        await self.database.execute("UPDATE signing_keys SET retired_at = now() WHERE retired_at IS NOT NULL")
        await self._read()
        return made

    return rotate


def _new_key_is_never_used(_rotate: _Call) -> _Call:
    async def rotate(self: Any, caller: Any) -> Any:
        return {"kid": str(uuid4())}

    return rotate


def _keys_come_from_the_database(sound: _Call) -> _Call:
    from cryptography.hazmat.primitives import serialization

    async def find(self: Any, kid: str) -> Any:
        import asyncpg

        connection = await asyncpg.connect(os.environ["DATABASE_URL"])
        try:
            pem = await connection.fetchval("SELECT private_pem FROM signing_keys WHERE kid = $1", kid)
        finally:
            await connection.close()
        if pem is None:
            return await sound(self, kid)
        return serialization.load_pem_private_key(pem.encode(), None).public_key()

    return find


DEFECTS = [
    Defect("every_page_may_connect", ("AU-27", "GP-12"), ADMIT, ("chat",), "Any page opens the live connection.",
           _origin_is_fit(lambda origin, own: True)),
    Defect("page_of_no_origin_may_connect", ("AU-27",), ADMIT, ("chat",), "A page of no origin counts as no page.",
           _origin_is_fit(lambda origin, own: origin == "null")),
    Defect("page_that_begins_alike_may_connect", ("AU-27",), ADMIT, ("chat",),
           "An origin is compared by its beginning.", _origin_is_fit(lambda origin, own: origin.startswith(own))),
    Defect("page_that_ends_alike_may_connect", ("AU-27",), ADMIT, ("chat",),
           "An origin is compared by its end.",
           _origin_is_fit(lambda origin, own: origin.endswith(own.partition("://")[2]))),
    Defect("handshakes_are_logged", ("AU-27",), ADMIT, ("chat",),
           "The log keeps the whole address of each handshake.", _handshakes_are_logged),
    Defect("any_number_of_tabs", ("AU-27",), "reference_platform.chat.presence:Presence.enter", ("chat",),
           "A customer may have any number of connections.", _any_number_of_tabs),
    Defect("each_message_is_a_new_one", ("AU-27",), ASK, ("chat",),
           "A message that comes again is answered again.", _each_message_is_a_new_one),
    Defect("sign_ins_live_in_the_cache", ("AU-25",), CALLER, ("accounts", "chat"),
           "Who is signed in is known to the cache alone.", _sign_ins_live_in_the_cache),
    Defect("sign_ins_die_with_the_process", ("AU-25",), CALLER, ("chat",),
           "A chat process knows only sign-ins that began after its start.", _sign_ins_die_with_the_process),
    Defect("sign_ins_die_with_the_database", ("AU-25",), CALLER, ("chat",),
           "A restart of the database signs everybody out.", _sign_ins_die_with_the_database),
    Defect("start_forgets_who_was_signed_out", ("RC-07",),
           "reference_platform.accounts.customers:Customers.ensure_operator", ("accounts",),
           "When the accounts service starts, whoever was signed out is signed in again.",
           _start_forgets_who_was_signed_out),
    Defect("start_makes_new_keys", ("AU-25",), f"{SIGNING}.load", ("accounts",),
           "Each start of the accounts service makes new keys, and forgets the old ones.", _start_makes_new_keys),
    Defect("old_key_ends_at_once", ("AU-26",), f"{SIGNING}.rotate", ("accounts",),
           "A change of the key ends every sign-in.", _old_key_ends_at_once),
    Defect("new_key_is_never_used", ("AU-26",), f"{SIGNING}.rotate", ("accounts",),
           "The key is said to have changed, and has not.", _new_key_is_never_used),
    Defect("keys_come_from_the_database", ("AU-26",), "reference_platform.accounts.bearer:PublishedKeys.find",
           ("chat",), "A chat process looks keys up behind the back of the published set.",
           _keys_come_from_the_database),
]  # fmt: skip
