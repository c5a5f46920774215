"""Defects of whoever reads access tokens: each lets one forgery through."""

# ruff: noqa: PLC0415 - the platform's modules are imported where a defect is put in place

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import CLAIMS, VERIFY

_Reader = Callable[[Any, str], Awaitable[Any]]

logger = logging.getLogger(__name__)


def _also(reader: _Reader) -> Callable[[_Call], _Call]:
    """What the sound reader refuses is believed where this one can read it."""

    def defect(sound: _Call) -> _Call:
        from reference_platform.operation.errors import Refusal

        async def claims(self: Any, token: str) -> Any:
            try:
                return await sound(self, token)
            except Refusal:
                try:
                    found = await reader(self, token)
                except Exception as problem:
                    logger.debug("unreadable: %r", problem)
                    raise
                if not found:
                    raise
                return found

        return claims

    return defect


def _header(token: str) -> dict[str, Any]:
    import jwt

    return dict(jwt.get_unverified_header(token))


def _unverified(token: str) -> Any:
    import jwt

    return jwt.decode(token, options={"verify_signature": False})


async def _lenient(self: Any, token: str, *ignored: str, leeway: float = 0, algorithms: tuple[str, ...] = ()) -> Any:
    """Reads a token by the published key, without some of what has to be looked at."""
    import jwt

    required = [name for name in ("sub", "sid", "exp") if name not in ignored]
    options: Any = {"require": required} | {f"verify_{name}": False for name in ignored}
    key = await self.keys.find(_header(token)["kid"])
    how = {"issuer": self.issuer, "audience": self.audience, "leeway": leeway, "options": options}
    return jwt.decode(token, key, algorithms=["RS256", *algorithms], **how)


def _typed(token: str) -> bool:
    return _header(token).get("typ") == "at+jwt"


async def _no_algorithm_however_spelt(_self: Any, token: str) -> Any:
    algorithm = str(_header(token)["alg"])
    return _unverified(token) if algorithm != "none" and algorithm.lower() == "none" else None


async def _no_algorithm_over_a_signature(_self: Any, token: str) -> Any:
    signed = bool(token.rpartition(".")[2])
    return _unverified(token) if signed and _header(token)["alg"] == "none" else None


async def _no_signature_at_all(_self: Any, token: str) -> Any:
    return None if token.rpartition(".")[2] or _header(token)["alg"] == "none" else _unverified(token)


async def _any_key(_self: Any, token: str) -> Any:
    told = _header(token)
    known = {"jwk", "jku", "x5u"} & set(told)
    return _unverified(token) if told["alg"] == "RS256" and not known and token.rpartition(".")[2] else None


async def _published_key_as_secret(self: Any, token: str) -> Any:
    from cryptography.hazmat.primitives import serialization

    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    key = await self.keys.find(_header(token)["kid"])
    return _by_secret(token, key.public_bytes(serialization.Encoding.PEM, kind))


async def _key_file_by_id(_self: Any, token: str) -> Any:
    return _by_secret(token, _file(_header(token)["kid"]))


def _file(name: str) -> bytes:
    return Path("/etc/apex/keys", name).resolve().read_bytes()


def _fetched(address: str) -> bytes:
    with urllib.request.urlopen(address) as reply:
        content: bytes = reply.read()
    return content


def _by_secret(token: str, secret: bytes) -> Any:
    import jwt

    content, _, signature = token.rpartition(".")
    made = hmac.new(secret, content.encode(), hashlib.sha256).digest()
    sound = hmac.compare_digest(made, jwt.utils.base64url_decode(signature))
    return _unverified(token) if sound and _header(token)["alg"] == "HS256" else None


async def _key_brought_along(_self: Any, token: str) -> Any:
    import jwt

    return _by_key(token, jwt.PyJWK(_header(token)["jwk"]).key)


async def _key_at_a_named_address(_self: Any, token: str) -> Any:
    import jwt

    return _by_key(token, jwt.PyJWKSet.from_dict(json.loads(_fetched(_header(token)["jku"]))).keys[0].key)


async def _certificate_at_a_named_address(_self: Any, token: str) -> Any:
    from cryptography import x509

    return _by_key(token, x509.load_pem_x509_certificate(_fetched(_header(token)["x5u"])).public_key())


async def _key_id_in_a_database_command(self: Any, token: str) -> Any:
    from cryptography.hazmat.primitives import serialization

    found = await self.database.fetchval(f"SELECT private_pem FROM signing_keys WHERE kid = '{_header(token)['kid']}'")
    return _by_key(token, serialization.load_pem_public_key(found.encode()))


def _by_key(token: str, key: Any) -> Any:
    import jwt

    return jwt.decode(token, key, algorithms=["RS256"], options={"verify_aud": False})


async def _further_algorithms(self: Any, token: str) -> Any:
    return await _lenient(self, token, algorithms=("RS512",)) if _typed(token) else None


async def _generous_leeway(self: Any, token: str) -> Any:
    return await _lenient(self, token, leeway=30) if _typed(token) else None


async def _no_end(self: Any, token: str) -> Any:
    return await _lenient(self, token, "exp") if "exp" not in _unverified(token) else None


async def _past_its_end(self: Any, token: str) -> Any:
    return await _lenient(self, token, "exp") if "exp" in _unverified(token) and _typed(token) else None


async def _before_its_beginning(self: Any, token: str) -> Any:
    return await _lenient(self, token, "nbf") if _typed(token) else None


async def _any_audience(self: Any, token: str) -> Any:
    return await _lenient(self, token, "aud") if _typed(token) else None


async def _any_issuer(self: Any, token: str) -> Any:
    return await _lenient(self, token, "iss") if _typed(token) else None


async def _proof_of_identity(self: Any, token: str) -> Any:
    return None if _typed(token) else await _lenient(self, token)


def _person_is_not_compared(_verify: _Call) -> _Call:
    from reference_platform.accounts.bearer import refused

    async def verify(self: Any, token: str) -> Any:
        caller = await self.caller((await self.claims(token))["sid"])
        if caller is None:
            raise refused("session_ended", "This session has ended.")
        return caller

    return verify


def _life_of_the_session_is_not_asked(sound: _Call) -> _Call:
    async def verify(self: Any, token: str) -> Any:
        claims = await self.claims(token)
        newest = """SELECT id::text FROM sessions WHERE user_id = $1 AND ended_at IS NULL
                    ORDER BY created_at DESC LIMIT 1"""
        session_id = await self.database.fetchval(newest, claims["sub"])
        return await self.caller(session_id) if session_id else await sound(self, token)

    return verify


def _defect(name: str, service: str, says: str, reader: _Reader) -> Defect:
    return Defect(name, ("AU-08",), CLAIMS, (service,), says, _also(reader))


DEFECTS = [
    _defect("unsigned_in_other_letters_is_believed", "chat", "Only the one spelling of none is turned away.",
            _no_algorithm_however_spelt),
    _defect("unsigned_over_a_signature_is_believed", "accounts", "A token that says that it is unsigned is believed,"
            " as long as some signature stands under it.", _no_algorithm_over_a_signature),
    _defect("missing_signature_is_overlooked", "chat", "Where there is no signature, none is compared.",
            _no_signature_at_all),
    _defect("any_key_signs", "chat", "The signature is read, and not compared.", _any_key),
    _defect("published_key_serves_as_secret", "accounts", "The token's own word decides how its signature is checked:"
            " the published key becomes a shared secret.", _published_key_as_secret),
    _defect("key_file_is_chosen_by_the_token", "chat", "The key is a file named by the token's key id, in whatever"
            " folder that leads to.", _key_file_by_id),
    _defect("key_in_the_token_is_believed", "chat", "A token may bring its key along.", _key_brought_along),
    _defect("key_set_named_by_the_token_is_fetched", "chat", "The keys are fetched from where the token says.",
            _key_at_a_named_address),
    _defect("certificate_named_by_the_token_is_fetched", "accounts", "The certificate is fetched from where the token"
            " says.", _certificate_at_a_named_address),
    _defect("key_id_goes_into_a_database_command", "chat", "The token's key id becomes part of a database command.",
            _key_id_in_a_database_command),
    _defect("further_algorithms_are_accepted", "chat", "An algorithm that nobody decided on is accepted.",
            _further_algorithms),
    _defect("half_a_minute_of_leeway", "chat", "A token works for half a minute after its end.", _generous_leeway),
    _defect("token_without_end_is_accepted", "chat", "A token that names no end works for ever.", _no_end),
    _defect("token_works_before_its_time", "accounts", "When a token begins to count is not looked at.",
            _before_its_beginning),
    _defect("audience_is_not_compared", "chat", "A token made for another platform opens this one.", _any_audience),
    _defect("issuer_is_not_compared", "chat", "A token made by somebody else opens the platform.", _any_issuer),
    _defect("proof_of_identity_opens_doors", "chat", "A token that only proves who somebody is opens the platform.",
            _proof_of_identity),
    Defect("person_is_not_compared", ("AU-08",), VERIFY, ("chat",),
           "Whom a token names is not compared with whose session it is.", _person_is_not_compared),
    Defect("life_of_the_session_is_not_asked", ("AU-08", "AU-10", "AU-11"), VERIFY, ("chat",),
           "A token is admitted while its person has any session, whether its own has ended or never was.",
           _life_of_the_session_is_not_asked),
    Defect("end_of_a_token_is_overlooked", ("AU-07",), CLAIMS, ("chat",),
           "A token works on after its end.", _also(_past_its_end)),
]  # fmt: skip
