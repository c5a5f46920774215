"""Who is calling: every service verifies an access token here, the same way.

First the token itself (signature by a published key, algorithm allow-list, issuer, audience, times, use),
then, in one query, what PostgreSQL says now: is the session alive, which role, which plan. A changed role or
an ended session so takes effect with the next call, whatever the token still claims.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Protocol
from uuid import UUID

import jwt
from fastapi import Depends, Request

from reference_platform.accounts.roles import PERMISSIONS
from reference_platform.operation.errors import Refusal
from reference_platform.storage.database import Database

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

logger = logging.getLogger(__name__)

ALGORITHMS = ("RS256",)
"""The only signatures accepted; a token's own `alg` never decides."""

TOKEN_TYPE = "at+jwt"
"""The `typ` header of an access token (RFC 9068); identity tokens do not carry it and open nothing."""

_CLAIMS = ("sub", "org", "sid", "jti", "iss", "aud", "iat", "nbf", "exp")
_LONGEST_TOKEN = 8192


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind a call, as PostgreSQL knows them at this moment. Ids are UUID texts."""

    user_id: str
    organisation_id: str
    role: str
    plan: str
    session_id: str
    permissions: frozenset[str]
    email: str
    is_operator: bool
    name: str
    organisation_name: str
    #: What the operator has set for the organisation (see limits.Limits).
    limits: dict[str, Any] = field(default_factory=dict)

    def may(self, permission: str) -> bool:
        """Does the role permit this act (see roles.PERMISSIONS)?"""
        return permission in self.permissions

    def public(self) -> dict[str, Any]:
        """The user object of replies."""
        return {
            "id": self.user_id,
            "email": self.email,
            "name": self.name,
            "organisation": {"id": self.organisation_id, "name": self.organisation_name, "plan": self.plan},
            "role": self.role,
        }


class Keys(Protocol):
    """Where the public keys come from."""

    async def find(self, kid: str) -> "RSAPublicKey | None":
        """The key of that id; None where there is no such key."""


class PublishedKeys:
    """The keys that the accounts service publishes: kept, and fetched again for an unknown id.

    `least_interval` seconds pass between two fetches, so that made-up ids cost the accounts service nothing; after
    `longest` all are fetched again, so that a key that has ended is forgotten.
    """

    def __init__(self, url: str, least_interval: float = 1.0, longest: float = 60.0) -> None:
        self.url, self.least_interval, self.longest = url, least_interval, longest
        self._keys: dict[str, RSAPublicKey] = {}
        self._fetched_at = float("-inf")
        self._lock = asyncio.Lock()

    async def find(self, kid: str) -> "RSAPublicKey | None":
        """The key of that id. Refusal 503 when none is known yet and the accounts service does not answer."""
        if self._due(kid) and not (kid in self._keys and self._lock.locked()):
            async with self._lock:  # whoever has no key yet waits for those that are under way
                if self._due(kid):
                    await self.fetch()
        if not self._keys:
            raise Refusal(503, "unavailable", "Tokens cannot be checked at the moment.", "Try again in a few seconds.")
        return self._keys.get(kid)

    def _due(self, kid: str) -> bool:
        return time.monotonic() - self._fetched_at >= (self.longest if kid in self._keys else self.least_interval)

    async def fetch(self) -> None:
        """Reads the published keys now; those known before stay where that fails."""
        import httpx  # noqa: PLC0415 - only the services that fetch keys pay for the import

        try:
            # Reading certificates takes 30 ms: only where the address needs them.
            secure = self.url.startswith("https:")
            async with httpx.AsyncClient(timeout=2, trust_env=False, verify=secure) as client:
                reply = (await client.get(self.url)).raise_for_status()
            published = jwt.PyJWKSet.from_dict(reply.json()).keys
            self._keys = {key.key_id: key.key for key in published if key.key_id}
        except (httpx.HTTPError, ValueError, jwt.PyJWTError) as error:
            logger.error("the published keys cannot be read (%s)", type(error).__name__)
        finally:
            self._fetched_at = time.monotonic()


class Bearer:
    """Verifies access tokens against `keys` and the sessions in `database`."""

    def __init__(self, keys: Keys, database: Database, issuer: str, audience: str) -> None:
        self.keys, self.database, self.issuer, self.audience = keys, database, issuer, audience

    async def verify(self, token: str) -> Caller:
        """The caller behind an access token. Refusal 401 with the reason; outages as they come."""
        claims = await self.claims(token)
        caller = await self.caller(claims["sid"])
        if caller is None or caller.user_id != claims["sub"]:
            raise refused("session_ended", "This session has ended.")
        return caller

    async def claims(self, token: str) -> dict[str, Any]:
        """The claims of a token that is sound in itself, whatever its session; Refusal 401 for any other."""
        try:
            header = jwt.get_unverified_header(token[: _LONGEST_TOKEN + 1])
            kid = header.get("kid")
            if len(token) > _LONGEST_TOKEN or header.get("typ") != TOKEN_TYPE or not isinstance(kid, str):
                raise jwt.InvalidTokenError
            key = await self.keys.find(kid)
            if key is None:
                raise jwt.InvalidKeyError
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                issuer=self.issuer,
                audience=self.audience,
                options={"require": list(_CLAIMS), "strict_aud": True},
            )
            UUID(claims["sid"])
        except jwt.ExpiredSignatureError:
            raise refused("token_expired", "This access token has reached the end of its life.") from None
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
            raise refused("invalid_token", "This is not an access token of this platform.") from None
        return claims

    async def caller(self, session_id: str) -> Caller | None:
        """Who holds the session, with role and plan as they are now; None once it has ended."""
        row = await self.database.fetchrow(
            """SELECT u.id::text AS user_id, u.email, u.name, u.is_operator, s.id::text AS session_id, o.plan, o.limits,
                      o.id::text AS organisation_id, o.name AS organisation_name,
                      CASE WHEN u.is_operator THEN 'operator' ELSE m.role END AS role
               FROM sessions s JOIN users u ON u.id = s.user_id
               JOIN members m ON m.user_id = u.id JOIN organisations o ON o.id = m.organisation_id
               WHERE s.id = $1 AND s.ended_at IS NULL AND s.expires_at > now()""",
            session_id,
        )
        return Caller(**row, permissions=PERMISSIONS[row["role"]]) if row else None


def refused(code: str, message: str) -> Refusal:
    """The 401 of every service."""
    return Refusal(401, code, message, "Sign in again.", {"www-authenticate": "Bearer"})


def token_of(authorization: str | None) -> str:
    """The token of an Authorization header. Refusal 401 where there is none."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise refused("missing_token", "This needs an access token.")
    return token.strip()


async def signed_in(request: Request) -> Caller:
    """FastAPI dependency: the caller of this request, by `app.state.bearer`."""
    bearer: Bearer = request.app.state.bearer
    return await bearer.verify(token_of(request.headers.get("authorization")))


SignedIn = Annotated[Caller, Depends(signed_in)]
"""A route's parameter `caller: SignedIn` admits only who holds a live session."""


async def me(caller: SignedIn) -> dict[str, Any]:
    """The caller as a user object."""
    return caller.public()
