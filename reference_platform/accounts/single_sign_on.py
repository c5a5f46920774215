"""Coming in through an identity provider: OpenID Connect's code flow with state, nonce and PKCE.

An attempt serves once, in the browser that began it. What the provider proves is believed for its issuer, this client
and this attempt alone. Through `google` newcomers found an organisation of their own; through `corporate` they join the
one that the operator has connected with the very domain of their address, in the role that their groups give.
"""

import html
import logging
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import jwt
from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic_core import PydanticCustomError

from reference_platform.accounts import addresses, audit
from reference_platform.accounts.bearer import SignedIn
from reference_platform.accounts.customers import found, join
from reference_platform.accounts.fields import Domain, Groups
from reference_platform.accounts.limits import effective
from reference_platform.accounts.organisations import Organisations
from reference_platform.accounts.sessions import digest
from reference_platform.operation import errors
from reference_platform.operation.errors import Refusal
from reference_platform.storage.database import OUTAGES, Connection

logger = logging.getLogger(__name__)

COOKIE = "apex_sso"
#: For how long an attempt can be finished.
ATTEMPT_LIFE = timedelta(minutes=10)
_CLAIMS = ("iss", "sub", "aud", "exp", "iat", "nonce")
_FINISH = """
DELETE FROM sso_attempts
WHERE state_hash = $1 AND browser_hash = $2 AND provider = $3 AND created_at > now() - $4::interval
RETURNING nonce, verifier"""
#: Nothing where another organisation has the domain.
_CONNECT = """
INSERT INTO sso_domains AS d (domain, organisation_id, roles) SELECT $2, id, $3 FROM organisations
WHERE id = $1 AND NOT EXISTS (SELECT FROM sso_domains WHERE domain = $2 AND organisation_id <> $1)
ON CONFLICT (organisation_id) DO UPDATE SET domain = $2, roles = $3 RETURNING d.organisation_id::text AS id, domain"""
_BEGIN = """
INSERT INTO sso_attempts (state_hash, browser_hash, provider, nonce, verifier) VALUES ($1, $2, $3, $4, $5)"""
#: What a browser is told of on a page.
_TOLD: tuple[type[Exception], ...] = (Refusal, *OUTAGES)
_PAGE = """<!doctype html><html lang="en"><title>Sign-in</title><h1>You are not signed in</h1>
<p id="message">{message}</p><p id="next_step">{next_step}</p>
<p>Code <code id="code">{code}</code>, reference <code id="correlation_id">{correlation_id}</code></p></html>"""


class SingleSignOn:
    """The way in through `google` and `corporate`, as far as settings name them."""

    def __init__(self, organisations: Organisations) -> None:
        self.organisations, self.customers = organisations, organisations.customers
        self.sessions, self.database = organisations.sessions, organisations.database
        self.settings = organisations.sessions.settings

    async def start(self, provider: str, response: Response) -> dict[str, Any]:
        """{authorization_url, state}: where the browser goes now. Refusal 404: no such provider; 503: it is down."""
        places = await self.ask(provider, "GET", f"{self.issuer(provider)}/.well-known/openid-configuration")
        state, nonce, verifier, browser = (secrets.token_urlsafe(32) for _ in range(4))
        async with self.database.transaction() as connection:
            await connection.execute("DELETE FROM sso_attempts WHERE created_at < now() - $1::interval", ATTEMPT_LIFE)
            await connection.execute(_BEGIN, digest(state), digest(browser), provider, nonce, verifier)
        asked = self.client(provider) | {"response_type": "code", "scope": "openid email profile", "state": state}
        asked |= {"nonce": nonce, "code_challenge": challenge(verifier), "code_challenge_method": "S256"}
        secure = self.settings.accounts_url.startswith("https:")
        age = int(ATTEMPT_LIFE.total_seconds())
        response.set_cookie(COOKIE, browser, age, path="/auth/sso", secure=secure, httponly=True, samesite="lax")
        return {"authorization_url": f"{places['authorization_endpoint']}?{urlencode(asked)}", "state": state}

    async def callback(
        self, provider: str, request: Request, state: str = "", code: str = "", error: str = ""
    ) -> Response:
        """Back from the provider: signed in, or a page that says why not and what to do."""
        try:
            attempt = await self.finish(provider, state, request.cookies.get(COOKIE, ""))
            if error:
                raise denied(error)
            claims = await self.proof(provider, code, *attempt)
            session = await self.admit(provider, claims)
            return JSONResponse(await self.sessions.reply(*session))
        except _TOLD as problem:
            refusal = errors.of_error(problem, OUTAGES)
            said = {name: html.escape(str(value)) for name, value in refusal.body()["error"].items()}
            return HTMLResponse(_PAGE.format(**said), refusal.status)

    async def connect(self, caller: SignedIn, organisation_id: UUID, domain: Domain, roles: Groups) -> dict[str, Any]:
        """Has people of a domain join an organisation; for the operator, who has seen that the domain is theirs."""
        if not caller.may("plans:set"):
            self.organisations.belongs(caller, organisation_id)
            raise errors.forbidden("Only the platform's operator connects a domain.", "Ask the platform's operator.")
        return await self.organisations.operate(caller, organisation_id, "sso.connected", _CONNECT, domain, roles)

    def issuer(self, provider: str) -> str:
        """The provider's address. Refusal 404 where there is none."""
        known = {"google": self.settings.google_issuer, "corporate": self.settings.corporate_issuer}
        if not (found := known.get(provider)):
            raise errors.not_found()
        return found

    def client(self, provider: str) -> dict[str, str]:
        """Who this is to the provider."""
        back = f"{self.settings.accounts_url}/auth/sso/{provider}/callback"
        return {"client_id": f"apex-{provider}", "redirect_uri": back}

    async def finish(self, provider: str, state: str, browser: str) -> tuple[str, str]:
        """Nonce and verifier of the attempt, which is used up. Refusal 400: not begun here, too old, or used."""
        row = await self.database.fetchrow(_FINISH, digest(state), digest(browser), provider, ATTEMPT_LIFE)
        if row is None:
            message = "This sign-in was not begun in this browser, was finished already, or took too long."
            raise Refusal(400, "sso_attempt", message, "Begin again from the product's own page.")
        return row["nonce"], row["verifier"]

    async def proof(self, provider: str, code: str, nonce: str, verifier: str) -> dict[str, Any]:
        """What the provider says of who has come, for a code. Refusal 401: not to be believed; 503: no answer."""
        issuer = self.issuer(provider)
        places = await self.ask(provider, "GET", f"{issuer}/.well-known/openid-configuration")
        sent = self.client(provider) | {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        sent |= {"client_secret": self.settings.sso_client_secret.get_secret_value()}
        said = await self.ask(provider, "POST", places["token_endpoint"], sent)
        keys = await self.ask(provider, "GET", places["jwks_uri"])
        try:
            kid = jwt.get_unverified_header(said["id_token"])["kid"]
            claims = self.believed(said["id_token"], jwt.PyJWKSet.from_dict(keys)[kid], issuer, f"apex-{provider}")
            if not secrets.compare_digest(str(claims["nonce"]), nonce) or claims.get("email_verified") is not True:
                raise jwt.InvalidTokenError
            return claims | {"email": addresses.fit(str(claims.get("email", "")))}
        except (jwt.PyJWTError, PydanticCustomError, KeyError, TypeError):
            raise untrusted() from None

    def believed(self, proof: str, key: jwt.PyJWK, issuer: str, client_id: str) -> dict[str, Any]:
        """The claims of a proof of identity of this issuer for this client. Raises jwt.PyJWTError for any other."""
        options: Any = {"require": list(_CLAIMS), "strict_aud": True}
        return dict(jwt.decode(proof, key, ["RS256"], audience=client_id, issuer=issuer, options=options))

    async def ask(self, provider: str, method: str, url: str, form: dict[str, str] | None = None) -> Any:
        """One exchange with the provider. Refusal 401: it refuses; 503: it does not answer, or not in time."""
        import httpx  # noqa: PLC0415 - only who comes in this way pays for the import

        try:
            # Reading certificates takes 30 ms: only where the address needs them.
            how: Any = {"verify": url.startswith("https:"), "timeout": self.settings.sso_seconds, "trust_env": False}
            async with httpx.AsyncClient(**how) as client:
                reply: httpx.Response = await client.request(method, url, data=form)
            if reply.status_code < 500:
                if reply.status_code != 200:
                    raise untrusted()
                return reply.json()
        except (httpx.HTTPError, ValueError) as problem:
            logger.warning("the provider %s does not answer: %s", provider, type(problem).__name__)
        message = "Your identity provider does not answer at the moment."
        raise Refusal(503, "sso_unavailable", message, "Try again in a minute, or sign in with your password.")

    async def admit(self, provider: str, claims: dict[str, Any]) -> tuple[UUID, str]:
        """A session for whoever has come. Refusal 403: nobody connected that domain; 409: the e-mail is taken."""
        known = "SELECT user_id FROM identities WHERE issuer = $1 AND subject = $2"
        async with self.database.transaction() as connection:
            identity = (claims["iss"], claims["sub"])
            user_id = await connection.fetchval(known, *identity)
            if user_id is None:
                user_id = await self.newcomer(connection, provider, claims)
                link = "INSERT INTO identities (issuer, subject, user_id) VALUES ($1, $2, $3)"
                await connection.execute(link, *identity, user_id)
            await audit.record(connection, "sign_in.succeeded", user_id, provider=provider)
            return await self.sessions.start(connection, user_id)

    async def newcomer(self, connection: Connection, provider: str, claims: dict[str, Any]) -> UUID:
        """A new user, in the organisation and the role that are theirs, in the transaction at hand."""
        name = str(claims.get("name") or claims["email"])[:200]
        if provider == "google":
            user_id = await self.customers.add(connection, claims["email"], name, None)
            await join(connection, await found(connection, f"{name}'s organisation"), user_id, "owner")
            return user_id
        company = await self.company(connection, claims["email"])
        await self.organisations.queue(connection, company["id"])
        seats = effective(self.settings, company["limits"]).seats
        await self.organisations.has_a_seat(connection, company["id"], seats)
        user_id = await self.customers.add(connection, claims["email"], name, None)
        await join(connection, company["id"], user_id, role_of(company["roles"], claims.get("groups")))
        return user_id

    async def company(self, connection: Connection, email: str) -> Any:
        """The organisation whose people have that very domain. Refusal 403 where there is none."""
        query = """SELECT o.id, o.limits, d.roles FROM sso_domains d JOIN organisations o ON o.id = d.organisation_id
                   WHERE d.domain = $1 AND o.plan = 'enterprise'"""
        row = await connection.fetchrow(query, email.rpartition("@")[2])
        if row is None:
            message = "No company has connected the domain of your address."
            raise Refusal(403, "sso_no_company", message, "Ask your administrator, or sign in with your password.")
        return row


def challenge(verifier: str) -> str:
    """What the provider is told of a verifier at first (RFC 7636, S256)."""
    from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415 - as above

    return str(create_s256_code_challenge(verifier))


def role_of(roles: dict[str, str], groups: Any) -> str:
    """The highest role that one of the groups gives; without any, that of a viewer."""
    given = {roles[group] for group in groups if group in roles} if isinstance(groups, list) else set[str]()
    return next((role for role in ("admin", "analyst") if role in given), "viewer")


def denied(error: str) -> Refusal:
    """The provider sent the person back with an error."""
    if error == "access_denied":
        message, next_step = "Your identity provider did not let you through.", "Try again, and agree to the sign-in."
        return Refusal(403, "sso_denied", message, next_step)
    message, next_step = "Your identity provider reports an error.", "Try again in a minute, or ask your administrator."
    return Refusal(503, "sso_unavailable", message, next_step)


def untrusted() -> Refusal:
    """What the provider says is not to be believed."""
    message = "What your identity provider sent cannot be trusted."
    return Refusal(401, "sso_untrusted", message, "Begin again; if it stays, tell your administrator.")
