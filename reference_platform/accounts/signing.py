"""The keys that sign access tokens: kept in PostgreSQL, published as a JSON Web Key Set.

The newest key signs. One that was replaced is served, and verifies, until the last token that it signed has ended: a
rotation ends no session. `retired_at` is that instant.
"""

import asyncio
import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import Response
from jwt.algorithms import RSAAlgorithm

from reference_platform.accounts import audit, bearer
from reference_platform.accounts.bearer import SignedIn
from reference_platform.accounts.settings import AccountsSettings
from reference_platform.operation.errors import forbidden
from reference_platform.storage.database import Database

_KEY_BITS = 2048
_KEPT = """
SELECT kid, private_pem, retired_at AS ends_at FROM signing_keys WHERE retired_at IS NULL OR retired_at > now()
ORDER BY created_at, kid"""
_ADD = "INSERT INTO signing_keys (kid, private_pem) VALUES ($1, $2)"
#: An organisation's own limit may let its tokens live longer than all others'; other processes notice a moment later.
_RETIRE = """
UPDATE signing_keys SET retired_at = now() + interval '2 s' + greatest($1, make_interval(secs => (
    SELECT max((limits->>'access_token_seconds')::float8) FROM organisations))) WHERE retired_at IS NULL"""
_LEAST_RELOAD_SECONDS = 1.0
_FIRST_KEY_LOCK = 0x6B657973


class SigningKeys:
    """All kept keys of the platform; also `bearer.Keys` for the accounts service itself."""

    def __init__(self, database: Database, settings: AccountsSettings) -> None:
        self.database, self.settings = database, settings
        #: By kid, the oldest first: the key, and when it ends if another has taken its place.
        self._keys: dict[str, tuple[rsa.RSAPrivateKey, datetime | None]] = {}
        self._read_at = float("-inf")

    async def load(self) -> None:
        """Reads the keys; makes the first one of a new platform."""
        await self._read()
        if not self._keys:
            async with self.database.transaction() as connection:
                await connection.execute("SELECT pg_advisory_xact_lock($1)", _FIRST_KEY_LOCK)
                if not await connection.fetchval("SELECT 1 FROM signing_keys WHERE retired_at IS NULL"):
                    await connection.execute(_ADD, str(uuid4()), await asyncio.to_thread(_new_pem))
            await self._read()

    async def rotate(self, caller: SignedIn) -> dict[str, Any]:
        """Signs with a new key from now on; for the operator alone. {kid} of the new one."""
        if not caller.is_operator:
            raise forbidden("Only the platform's operator changes its keys.", "Ask the platform's operator.")
        kid, pem = str(uuid4()), await asyncio.to_thread(_new_pem)
        async with self.database.transaction() as connection:
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _FIRST_KEY_LOCK)
            await connection.execute(_RETIRE, self.settings.access_life)
            await connection.execute(_ADD, kid, pem)
            await audit.record(connection, "keys.rotated", caller.user_id)
        await self._read()
        return {"kid": kid}

    async def _read(self) -> None:
        rows = await self.database.fetch(_KEPT)
        known = {kid: key for kid, (key, _) in self._keys.items()}
        self._keys = {
            row["kid"]: (known.get(row["kid"]) or _loaded(row["private_pem"]), row["ends_at"]) for row in rows
        }
        self._read_at = time.monotonic()

    async def fresh(self) -> None:
        """Reads the keys anew where that is a while ago: another process may have rotated them."""
        if time.monotonic() - self._read_at >= _LEAST_RELOAD_SECONDS:
            await self._read()

    def sign(self, claims: dict[str, Any]) -> str:
        """An access token with these claims, signed by the newest key."""
        kid, (key, _) = next(each for each in reversed(self._keys.items()) if each[1][1] is None)
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid, "typ": bearer.TOKEN_TYPE})

    async def find(self, kid: str) -> rsa.RSAPublicKey | None:
        """The public key of that id; an unknown id is looked up anew, once a second at most."""
        if kid not in self._keys:
            await self.fresh()
        return self._serving().get(kid)

    async def published(self, response: Response) -> dict[str, Any]:
        """The JSON Web Key Set: public halves only (RFC 7517)."""
        await self.fresh()
        response.headers["cache-control"] = "public, max-age=60"
        keys = {kid: RSAAlgorithm.to_jwk(key, as_dict=True) for kid, key in self._serving().items()}
        return {"keys": [key | {"kid": kid, "use": "sig", "alg": "RS256"} for kid, key in keys.items()]}

    def _serving(self) -> dict[str, rsa.RSAPublicKey]:
        now = datetime.now(UTC)
        return {kid: key.public_key() for kid, (key, ends_at) in self._keys.items() if not ends_at or ends_at > now}


def _new_pem() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, pkcs8, plain).decode()


def _loaded(pem: str) -> rsa.RSAPrivateKey:
    # Our own key out of our own database: checking its primes again would cost 50 ms at every start.
    key = serialization.load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key
