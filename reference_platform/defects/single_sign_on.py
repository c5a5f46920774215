"""Defects of coming in through an identity provider."""

# ruff: noqa: PLC0415 - the platform's modules are imported where a defect is put in place

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import SSO


def _state_is_not_compared(sound: _Call) -> _Call:
    from reference_platform.accounts.sessions import digest
    from reference_platform.operation.errors import Refusal

    async def finish(self: Any, provider: str, state: str, browser: str) -> Any:
        try:
            return await sound(self, provider, state, browser)
        except Refusal:
            begun = "SELECT nonce, verifier FROM sso_attempts WHERE browser_hash = $1"
            row = await self.database.fetchrow(begun, digest(browser))
            if row is None:
                raise
            return row["nonce"], row["verifier"]

    return finish


def _browser_is_not_compared(sound: _Call) -> _Call:
    from reference_platform.accounts.sessions import digest
    from reference_platform.operation.errors import Refusal

    async def finish(self: Any, provider: str, state: str, browser: str) -> Any:
        try:
            return await sound(self, provider, state, browser)
        except Refusal:
            begun = "DELETE FROM sso_attempts WHERE state_hash = $1 RETURNING nonce, verifier"
            row = await self.database.fetchrow(begun, digest(state))
            if row is None:
                raise
            return row["nonce"], row["verifier"]

    return finish


def _way_back_serves_twice(_callback: _Call) -> _Call:
    answered: dict[str, Any] = {}

    async def callback(self: Any, provider: str, request: Any, state: str = "", code: str = "", error: str = "") -> Any:
        if code not in answered:
            answered[code] = await _callback(self, provider, request, state, code, error)
        return answered[code]

    return callback


def _challenge_is_always_the_same(_start: _Call) -> _Call:
    """Every attempt has the same verifier and nonce, so that a code of one serves in another."""

    async def start(self: Any, provider: str, response: Any) -> Any:
        from urllib.parse import parse_qsl, urlencode

        from reference_platform.accounts.single_sign_on import challenge

        begun = await _start(self, provider, response)
        same = "the-same-for-everybody-the-same-for-everybody"
        await self.database.execute("UPDATE sso_attempts SET nonce = $1, verifier = $1", same)
        address, _, query = begun["authorization_url"].partition("?")
        asked = dict(parse_qsl(query)) | {"nonce": same, "code_challenge": challenge(same)}
        return begun | {"authorization_url": f"{address}?{urlencode(asked)}"}

    return start


def _challenge_is_not_sent(_start: _Call) -> _Call:
    async def start(self: Any, provider: str, response: Any) -> Any:
        begun = await _start(self, provider, response)
        plain = begun["authorization_url"].replace("code_challenge_method=S256", "code_challenge_method=plain")
        return begun | {"authorization_url": plain}

    return start


def _believed_without(*ignored: str) -> Callable[[_Call], _Call]:
    def defect(_believed: _Call) -> _Call:
        import jwt

        def believed(self: Any, proof: str, key: Any, issuer: str, client_id: str) -> Any:
            options: Any = {f"verify_{name}": False for name in ignored}
            return dict(jwt.decode(proof, key, ["RS256"], audience=client_id, issuer=issuer, options=options))

        return believed

    return defect


def _proof_may_be_of_any_attempt(sound: _Call) -> _Call:
    async def proof(self: Any, provider: str, code: str, nonce: str, verifier: str) -> Any:
        import secrets

        kept = secrets.compare_digest
        secrets.compare_digest = lambda a, b: True
        try:
            return await sound(self, provider, code, nonce, verifier)
        finally:
            secrets.compare_digest = kept

    return proof


def _unchecked_address_is_believed(sound: _Call) -> _Call:
    def believed(self: Any, proof: str, key: Any, issuer: str, client_id: str) -> Any:
        return sound(self, proof, key, issuer, client_id) | {"email_verified": True}

    return believed


def _domain_is_compared(like: str) -> Callable[[_Call], _Call]:
    """Any address whose domain is like a connected one lets its person in."""

    def defect(sound: _Call) -> _Call:
        from reference_platform.operation.errors import Refusal

        async def company(self: Any, connection: Any, email: str) -> Any:
            try:
                return await sound(self, connection, email)
            except Refusal:
                query = f"SELECT domain FROM sso_domains d WHERE {like} ORDER BY domain LIMIT 1"
                domain = await connection.fetchval(query, email.rpartition("@")[2])
                if domain is None:
                    raise
                return await sound(self, connection, f"somebody@{domain}")

        return company

    return defect


def _everybody_joins_as_an_admin(_role_of: _Call) -> _Call:
    def role_of(roles: Any, groups: Any) -> str:
        return "admin"

    return role_of


def _everybody_joins_as_a_viewer(_role_of: _Call) -> _Call:
    def role_of(roles: Any, groups: Any) -> str:
        return "viewer"

    return role_of


def _each_time_somebody_new(sound: _Call) -> _Call:
    async def admit(self: Any, provider: str, claims: Any) -> Any:
        forget = "DELETE FROM identities WHERE issuer = $1 AND subject = $2"
        await self.database.execute(forget, claims["iss"], claims["sub"])
        old = "UPDATE users SET email = id::text || email WHERE email = $1"
        await self.database.execute(old, claims["email"])
        return await sound(self, provider, claims)

    return admit


def _newcomers_join_as_viewers(sound: _Call) -> _Call:
    async def newcomer(self: Any, connection: Any, provider: str, claims: Any) -> Any:
        user_id = await sound(self, connection, provider, claims)
        if provider == "google":
            await connection.execute("UPDATE members SET role = 'viewer' WHERE user_id = $1", user_id)
        return user_id

    return newcomer


def _provider_that_fails_is_not_believed(sound: _Call) -> _Call:
    from reference_platform.accounts.single_sign_on import untrusted
    from reference_platform.operation.errors import Refusal

    async def ask(self: Any, provider: str, method: str, url: str, form: Any = None) -> Any:
        try:
            return await sound(self, provider, method, url, form)
        except Refusal:
            raise untrusted() from None

    return ask


def _denial_is_called_an_outage(_denied: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal

    def denied(error: str) -> Any:
        return Refusal(503, "sso_unavailable", "The provider does not answer.", "Try again.")

    return denied


def _trace_is_shown(sound: _Call) -> _Call:
    import traceback

    from fastapi.responses import HTMLResponse

    async def callback(self: Any, provider: str, request: Any, state: str = "", code: str = "", error: str = "") -> Any:
        reply = await sound(self, provider, request, state, code, error)
        if reply.status_code == 200:
            return reply
        stack = "".join(traceback.format_stack()).replace("<", "(")
        page = reply.body.decode().replace("</html>", f"<pre>Traceback {stack}</pre></html>")
        return HTMLResponse(page, reply.status_code)

    return callback


DEFECTS = [
    Defect("state_is_not_compared", ("AU-12",), f"{SSO}.finish", ("accounts",),
           "Whoever has begun to come in may come back with any state.", _state_is_not_compared),
    Defect("browser_is_not_compared", ("AU-12",), f"{SSO}.finish", ("accounts",),
           "A way back that was given to one browser serves in another.", _browser_is_not_compared),
    Defect("way_back_serves_twice", ("AU-12",), f"{SSO}.callback", ("accounts",),
           "A way back from the provider serves again and again.", _way_back_serves_twice),
    Defect("challenge_is_always_the_same", ("AU-12",), f"{SSO}.start", ("accounts",),
           "All attempts share one challenge, so that a stolen code serves.", _challenge_is_always_the_same),
    Defect("challenge_is_not_hashed", ("AU-12",), f"{SSO}.start", ("accounts",),
           "The challenge is sent as it is.", _challenge_is_not_sent),
    Defect("proof_for_another_application_is_believed", ("AU-12",), f"{SSO}.believed", ("accounts",),
           "A proof of identity for another application opens this one.", _believed_without("aud")),
    Defect("proof_of_another_provider_is_believed", ("AU-12",), f"{SSO}.believed", ("accounts",),
           "Who issued a proof of identity is not looked at.", _believed_without("iss")),
    Defect("proof_that_is_over_is_believed", ("AU-12",), f"{SSO}.believed", ("accounts",),
           "A proof of identity is good for ever.", _believed_without("exp")),
    Defect("proof_of_any_attempt_is_believed", ("AU-12",), f"{SSO}.proof", ("accounts",),
           "A proof of identity that was made for another attempt serves.", _proof_may_be_of_any_attempt),
    Defect("unchecked_address_is_believed", ("AU-12",), f"{SSO}.believed", ("accounts",),
           "An address that the provider has not checked is believed.", _unchecked_address_is_believed),
    Defect("newcomers_through_google_only_read", ("AU-12",), f"{SSO}.newcomer", ("accounts",),
           "Who comes in with Google may only read in their own organisation.", _newcomers_join_as_viewers),
    Defect("each_time_somebody_new", ("AU-12",), f"{SSO}.admit", ("accounts",),
           "Whoever comes in with Google again gets another account.", _each_time_somebody_new),
    Defect("provider_that_fails_is_not_believed", ("AU-13",), f"{SSO}.ask", ("accounts",),
           "When the provider does not answer, the customer is told that it cannot be trusted.",
           _provider_that_fails_is_not_believed),
    Defect("denial_is_called_an_outage", ("AU-13",), "reference_platform.accounts.single_sign_on:denied",
           ("accounts",), "Whoever said no is told that the provider does not answer.", _denial_is_called_an_outage),
    Defect("trace_is_shown", ("AU-13",), f"{SSO}.callback", ("accounts",),
           "The page that says why shows the machinery as well.", _trace_is_shown),
    Defect("domain_may_end_alike", ("AU-14",), f"{SSO}.company", ("accounts",),
           "An address whose domain ends like the company's lets in.", _domain_is_compared("$1 LIKE '%' || domain")),
    Defect("domain_may_begin_alike", ("AU-14",), f"{SSO}.company", ("accounts",),
           "An address whose domain begins with the company's lets in.", _domain_is_compared("$1 LIKE domain || '%'")),
    Defect("domain_above_lets_in", ("AU-14",), f"{SSO}.company", ("accounts",),
           "The domain above the company's lets in.", _domain_is_compared("domain LIKE '%.' || $1")),
    Defect("domain_may_look_alike", ("AU-14",), f"{SSO}.company", ("accounts",),
           "A domain that looks like the company's lets in.",
           _domain_is_compared("domain = replace($1, 'rn', 'm')")),
    Defect("everybody_joins_as_an_admin", ("AU-14",), "reference_platform.accounts.single_sign_on:role_of",
           ("accounts",), "Whatever the directory says, people join as administrators.", _everybody_joins_as_an_admin),
    Defect("everybody_joins_as_a_viewer", ("AU-14",), "reference_platform.accounts.single_sign_on:role_of",
           ("accounts",), "Whatever the directory says, people join as viewers.", _everybody_joins_as_a_viewer),
]  # fmt: skip
