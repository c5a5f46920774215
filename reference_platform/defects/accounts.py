"""Defects of sign-up, sign-in and the doors that a sign-in opens."""

# ruff: noqa: PLC0415 - the platform's modules are imported where a defect is put in place

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import CALLER, CLAIMS, VERIFY


def _weak_password_is_accepted(_strong: _Call) -> _Call:
    def strong(password: str) -> str:
        return password

    return strong


def _special_signs_are_not_asked_for(sound: _Call) -> _Call:
    def strong(password: str) -> str:
        sound(f"{password}!" if len(password) >= 8 else password)
        return password

    return strong


def _unfit_address_is_accepted(_fit: _Call) -> _Call:
    def fit(text: str) -> str:
        return text.strip().lower()

    return fit


def _missing_detail_is_called_unfit(sound: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal, invalid

    def of_validation(errors: Any) -> Refusal:
        if errors[0]["type"] == "missing":
            return invalid("invalid_field", "Something cannot be accepted.")
        refusal: Refusal = sound(errors)
        return refusal

    return of_validation


def _taken_address_is_taken_over(sound: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal

    async def register(self: Any, email: str, password: str, name: str, organisation: str | None = None) -> Any:
        try:
            return await sound(self, email, password, name, organisation)
        except Refusal:
            async with self.database.transaction() as connection:
                user_id = await connection.fetchval("SELECT id FROM users WHERE email = $1", email)
                session = await self.sessions.start(connection, user_id)
            return await self.sessions.reply(*session)

    return register


def _newcomer_cannot_renew(sound: _Call) -> _Call:
    async def register(self: Any, email: str, password: str, name: str, organisation: str | None = None) -> Any:
        reply = await sound(self, email, password, name, organisation)
        return reply | {"refresh_token": reply["refresh_token"][::-1]}

    return register


def _returning_customer_cannot_renew(sound: _Call) -> _Call:
    async def login(self: Any, request: Any, email: str, password: str) -> Any:
        reply = await sound(self, request, email, password)
        return reply | {"refresh_token": reply["refresh_token"][::-1]}

    return login


def _stated_lifetime_is_twice_the_real_one(sound: _Call) -> _Call:
    async def login(self: Any, request: Any, email: str, password: str) -> Any:
        reply = await sound(self, request, email, password)
        return reply | {"expires_in": 2 * reply["expires_in"]}

    return login


def _any_password_opens(_matches: _Call) -> _Call:
    async def matches(password_hash: str | None, password: str) -> bool:
        return password_hash is not None

    return matches


def _unknown_address_is_told_apart(sound: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal

    async def login(self: Any, request: Any, email: str, password: str) -> Any:
        if not await self.database.fetchval("SELECT 1 FROM users WHERE email = $1", email):
            raise Refusal(401, "invalid_credentials", "There is no such account.", "Register first.")
        return await sound(self, request, email, password)

    return login


def _unknown_address_is_refused_faster(sound: _Call) -> _Call:
    async def matches(password_hash: str | None, password: str) -> bool:
        return password_hash is not None and await sound(password_hash, password)

    return matches


def _declared_unsigned_is_believed(sound: _Call) -> _Call:
    import jwt

    async def claims(self: Any, token: str) -> Any:
        try:
            unsigned = jwt.get_unverified_header(token).get("alg") == "none"
        except jwt.PyJWTError:
            unsigned = False
        if unsigned:
            return jwt.decode(token, options={"verify_signature": False})
        return await sound(self, token)

    return claims


def _signatures_are_not_checked(sound: _Call) -> _Call:
    import jwt

    async def verify(self: Any, token: str) -> Any:
        head_and_body = token.split(".")[:2]
        try:
            claims = jwt.decode(".".join([*head_and_body, ""]), options={"verify_signature": False})
        except jwt.PyJWTError:
            return await sound(self, token)
        return await self.caller(claims["sid"]) or await sound(self, token)

    return verify


def _chat_knows_the_first_sign_in_only(sound: _Call) -> _Call:
    async def caller(self: Any, session_id: str) -> Any:
        first = await self.database.fetchval(
            """SELECT first.id::text FROM sessions own JOIN sessions first USING (user_id)
               WHERE own.id = $1 ORDER BY first.created_at LIMIT 1""",
            session_id,
        )
        return await sound(self, session_id) if first == session_id else None

    return caller


def _renewal_opens_the_connection(sound: _Call) -> _Call:
    from reference_platform.accounts.sessions import digest

    async def verify(self: Any, token: str) -> Any:
        session_id = await self.database.fetchval(
            "SELECT session_id::text FROM refresh_tokens WHERE token_hash = $1", digest(token)
        )
        return await self.caller(session_id) if session_id else await sound(self, token)

    return verify


def _address_of_the_connection_may_hold_the_sign_in(sound: _Call) -> _Call:
    def token_of(websocket: Any) -> Any:
        for value in websocket.query_params.values():
            if value.count(".") == 2:
                return value
        return sound(websocket)

    return token_of


def _connection_opens_before_it_is_refused(sound: _Call) -> _Call:
    from reference_platform.operation.errors import Refusal

    async def serve(self: Any, websocket: Any) -> None:
        try:
            await self.admit(websocket)
        except Refusal as refusal:
            await websocket.accept()
            await websocket.send_json({"type": "error", "payload": refusal.body()["error"]})
            await websocket.close(1008)
        else:
            await sound(self, websocket)

    return serve


DEFECTS = [
    Defect(
        "newcomer_cannot_renew",
        ("AU-01",),
        "reference_platform.accounts.customers:Customers.register",
        ("accounts",),
        "The refresh token that a registration gives renews nothing.",
        _newcomer_cannot_renew,
    ),
    Defect(
        "weak_password_is_accepted",
        ("AU-02",),
        "reference_platform.accounts.passwords:strong",
        ("accounts",),
        "Any password does.",
        _weak_password_is_accepted,
    ),
    Defect(
        "special_signs_are_not_asked_for",
        ("AU-02",),
        "reference_platform.accounts.passwords:strong",
        ("accounts",),
        "A password without special signs does.",
        _special_signs_are_not_asked_for,
    ),
    Defect(
        "unfit_address_is_accepted",
        ("AU-02",),
        "reference_platform.accounts.addresses:fit",
        ("accounts",),
        "An e-mail address is not looked at.",
        _unfit_address_is_accepted,
    ),
    Defect(
        "missing_detail_is_called_unfit",
        ("AU-02",),
        "reference_platform.operation.errors:of_validation",
        ("accounts",),
        "A registration that lacks a field is refused with another reason.",
        _missing_detail_is_called_unfit,
    ),
    Defect(
        "taken_address_is_taken_over",
        ("AU-02",),
        "reference_platform.accounts.customers:Customers.register",
        ("accounts",),
        "Who registers with a taken address is signed in to the account behind it.",
        _taken_address_is_taken_over,
    ),
    Defect(
        "stated_lifetime_is_twice_the_real_one",
        ("AU-03",),
        "reference_platform.accounts.customers:Customers.login",
        ("accounts",),
        "A sign-in is said to last twice as long as it does.",
        _stated_lifetime_is_twice_the_real_one,
    ),
    Defect(
        "returning_customer_cannot_renew",
        ("AU-03",),
        "reference_platform.accounts.customers:Customers.login",
        ("accounts",),
        "The refresh token that a sign-in gives renews nothing.",
        _returning_customer_cannot_renew,
    ),
    Defect(
        "any_password_opens",
        ("AU-04",),
        "reference_platform.accounts.passwords:matches",
        ("accounts",),
        "A known address is let in with any password.",
        _any_password_opens,
    ),
    Defect(
        "unknown_address_is_told_apart",
        ("AU-04",),
        "reference_platform.accounts.customers:Customers.login",
        ("accounts",),
        "The refusal says which part was wrong.",
        _unknown_address_is_told_apart,
    ),
    Defect(
        "unknown_address_is_refused_faster",
        ("AU-04",),
        "reference_platform.accounts.passwords:matches",
        ("accounts",),
        "An unknown address is refused in no time, because no password is compared.",
        _unknown_address_is_refused_faster,
    ),
    Defect(
        "declared_unsigned_is_believed",
        ("AU-08",),
        CLAIMS,
        ("chat",),
        "The chat believes a token that says that it is unsigned.",
        _declared_unsigned_is_believed,
    ),
    Defect(
        "signatures_are_not_checked",
        ("AU-08",),
        VERIFY,
        ("accounts",),
        "The accounts service reads tokens without looking at their signature.",
        _signatures_are_not_checked,
    ),
    Defect(
        "chat_knows_the_first_sign_in_only",
        ("AU-24",),
        CALLER,
        ("chat",),
        "A later sign-in of a customer opens the account, but not the conversations.",
        _chat_knows_the_first_sign_in_only,
    ),
    Defect(
        "renewal_opens_the_connection",
        ("AU-27",),
        VERIFY,
        ("chat",),
        "A refresh token opens the live connection.",
        _renewal_opens_the_connection,
    ),
    Defect(
        "address_of_the_connection_may_hold_the_sign_in",
        ("AU-27",),
        "reference_platform.chat.socket:token_of",
        ("chat",),
        "A sign-in that stands in the address, for every log to keep, opens the live connection.",
        _address_of_the_connection_may_hold_the_sign_in,
    ),
    Defect(
        "connection_opens_before_it_is_refused",
        ("AU-27",),
        "reference_platform.chat.socket:Sockets.serve",
        ("chat",),
        "The live connection opens for anybody and is closed a moment later.",
        _connection_opens_before_it_is_refused,
    ),
]
