"""The keys that sign access tokens: kept in PostgreSQL, published as a JSON Web Key Set.

The newest key that is not retired signs; all kept keys verify, so that a rotation ends no session.
"""

import asyncio
import time
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import Response
from jwt.algorithms import RSAAlgorithm

from reference_platform.accounts import bearer
from reference_platform.storage.database import Database

_KEY_BITS = 2048
_LEAST_RELOAD_SECONDS = 1.0
_FIRST_KEY_LOCK = 0x6B657973


class SigningKeys:
    """All kept keys of the platform; also `bearer.Keys` for the accounts service itself."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._keys: dict[str, rsa.RSAPrivateKey] = {}
        self._newest = ""
        self._read_at = float("-inf")

    async def load(self) -> None:
        """Reads the keys; makes the first one of a new platform."""
        await self._read()
        if not self._newest:
            async with self.database.transaction() as connection:
                await connection.execute("SELECT pg_advisory_xact_lock($1)", _FIRST_KEY_LOCK)
                if not await connection.fetchval("SELECT 1 FROM signing_keys WHERE retired_at IS NULL"):
                    insert = "INSERT INTO signing_keys (kid, private_pem) VALUES ($1, $2)"
                    await connection.execute(insert, str(uuid4()), await asyncio.to_thread(_new_pem))
            await self._read()

    async def _read(self) -> None:
        query = "SELECT kid, private_pem, retired_at FROM signing_keys ORDER BY created_at, kid"
        rows = await self.database.fetch(query)
        self._keys = {row["kid"]: self._keys.get(row["kid"]) or _loaded(row["private_pem"]) for row in rows}
        self._newest = next((row["kid"] for row in reversed(rows) if row["retired_at"] is None), "")
        self._read_at = time.monotonic()

    def sign(self, claims: dict[str, Any]) -> str:
        """An access token with these claims, signed by the newest key."""
        headers = {"kid": self._newest, "typ": bearer.TOKEN_TYPE}
        return jwt.encode(claims, self._keys[self._newest], algorithm="RS256", headers=headers)

    async def find(self, kid: str) -> rsa.RSAPublicKey | None:
        """The public key of that id; an unknown id is looked up anew, once a second at most."""
        if kid not in self._keys and time.monotonic() - self._read_at >= _LEAST_RELOAD_SECONDS:
            await self._read()
        key = self._keys.get(kid)
        return key.public_key() if key else None

    async def published(self, response: Response) -> dict[str, Any]:
        """The JSON Web Key Set: public halves only (RFC 7517)."""
        response.headers["cache-control"] = "public, max-age=60"
        keys = {kid: RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) for kid, key in self._keys.items()}
        return {"keys": [key | {"kid": kid, "use": "sig", "alg": "RS256"} for kid, key in keys.items()]}


def _new_pem() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, pkcs8, plain).decode()


def _loaded(pem: str) -> rsa.RSAPrivateKey:
    # Our own key out of our own database: checking its primes again would cost 50 ms at every start.
    key = serialization.load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key
