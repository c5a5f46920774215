"""Sessions: carried on, ended, and what a token is worth."""

import asyncio
import json
import time
from typing import Any

import httpx
import jwt
import pytest
import redis
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from reference_platform.accounts.bearer import PublishedKeys
from reference_platform.operation.errors import Refusal
from tests.platform.accounts_clients import PASSWORD, Accounts, bearer, code


def refreshed(client: httpx.Client, token: str) -> httpx.Response:
    """The reply to a refresh token."""
    return client.post("/auth/refresh", json={"refresh_token": token})


def test_a_refresh_gives_a_new_pair_and_the_session_goes_on(accounts: Accounts) -> None:
    first = accounts.registers()
    second = refreshed(accounts.two, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert accounts.one.get("/auth/me", headers=bearer(second)).json() == first["user"]
    assert refreshed(accounts.one, second["refresh_token"]).status_code == 200


def test_of_five_uses_at_once_one_successor_results(accounts: Accounts) -> None:
    first = accounts.registers()
    replies = accounts.at_once("/auth/refresh", [{"refresh_token": first["refresh_token"]}] * 5)
    assert [reply.status_code for reply in replies] == [200] * 5
    successors = {reply.json()["refresh_token"] for reply in replies}
    assert len(successors) == 1
    assert all(
        accounts.two.get("/auth/me", headers=bearer(reply.json())).status_code == 200 for reply in replies
    )
    assert refreshed(accounts.one, successors.pop()).status_code == 200


def test_a_spent_token_used_again_later_ends_the_session(accounts: Accounts) -> None:
    first = accounts.registers()
    second = refreshed(accounts.one, first["refresh_token"]).json()
    accounts.sql(
        """UPDATE refresh_tokens SET spent_at = spent_at - interval '10 s'
           WHERE session_id = (SELECT id FROM sessions WHERE user_id = $1) AND spent_at IS NOT NULL""",
        first["user"]["id"],
    )
    assert code(refreshed(accounts.two, first["refresh_token"])) == (401, "session_ended")
    assert code(refreshed(accounts.two, second["refresh_token"])) == (401, "invalid_refresh_token")
    assert code(accounts.one.get("/auth/me", headers=bearer(second))) == (401, "session_ended")


def test_a_made_up_refresh_token_opens_and_ends_nothing(accounts: Accounts) -> None:
    first = accounts.registers()
    for made_up in ("", "x", first["refresh_token"][:-1], first["access_token"]):
        assert code(refreshed(accounts.one, made_up)) == (401, "invalid_refresh_token")
    assert refreshed(accounts.one, first["refresh_token"]).status_code == 200


def test_a_session_that_nobody_carries_on_ends_by_itself(accounts: Accounts) -> None:
    first = accounts.registers()
    accounts.sql("UPDATE sessions SET expires_at = now() WHERE user_id = $1", first["user"]["id"])
    assert code(accounts.one.get("/auth/me", headers=bearer(first))) == (401, "session_ended")
    assert code(refreshed(accounts.one, first["refresh_token"])) == (401, "invalid_refresh_token")


def test_a_sign_out_ends_this_session_at_once_everywhere(accounts: Accounts) -> None:
    first = accounts.registers()
    credentials = {"email": first["user"]["email"], "password": PASSWORD}
    other = accounts.one.post("/auth/login", json=credentials).json()
    with redis.Redis.from_url(accounts.addresses.redis_url) as client, client.pubsub() as listener:
        listener.subscribe("session.ended")
        assert listener.get_message(timeout=5) is not None  # the subscription itself
        assert accounts.one.post("/auth/logout", headers=bearer(first)).status_code == 204
        told: Any = listener.get_message(timeout=5)
    sid = jwt.decode(first["access_token"], options={"verify_signature": False})["sid"]
    assert json.loads(told["data"]) == {"session_id": sid}
    assert code(accounts.two.get("/auth/me", headers=bearer(first))) == (401, "session_ended")
    assert code(accounts.two.post("/auth/logout", headers=bearer(first))) == (401, "session_ended")
    assert refreshed(accounts.two, first["refresh_token"]).status_code == 401
    assert accounts.two.get("/auth/me", headers=bearer(other)).status_code == 200


def test_a_sign_out_needs_no_redis_and_a_sign_in_survives_a_restart(accounts: Accounts) -> None:
    leaving, staying = accounts.registers(), accounts.registers()
    valkey, second = accounts.stack.valkey, accounts.stack.services["accounts-2"]
    valkey.kill()
    try:
        assert accounts.one.get("/health").json()["status"] == "degraded"
        assert accounts.one.get("/health/ready").status_code == 200
        assert accounts.one.post("/auth/logout", headers=bearer(leaving)).status_code == 204
        assert accounts.two.get("/auth/me", headers=bearer(leaving)).status_code == 401
    finally:
        valkey.heal()
    second.restart()
    assert accounts.two.get("/auth/me", headers=bearer(leaving)).status_code == 401
    assert accounts.two.get("/auth/me", headers=bearer(staying)).status_code == 200


def test_only_an_unchanged_access_token_of_this_platform_opens_anything(accounts: Accounts) -> None:
    real = accounts.registers()
    claims = jwt.decode(real["access_token"], options={"verify_signature": False})
    [row] = accounts.sql("SELECT kid, private_pem FROM signing_keys")
    key = serialization.load_pem_private_key(row["private_pem"].encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    headers = {"kid": row["kid"], "typ": "at+jwt"}
    now = int(time.time())

    def forged(change: dict[str, Any], without: str = "", **header: Any) -> str:
        payload = {name: value for name, value in (claims | change).items() if name != without}
        return jwt.encode(payload, key, algorithm="RS256", headers=headers | header)

    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    head, body, signature = real["access_token"].split(".")
    other_body = forged({"roles": ["operator"]}).split(".")[1]
    by_hmac = jwt.api_jws.PyJWS()
    by_hmac._algorithms["HS256"].prepare_key = lambda secret: secret  # type: ignore[method-assign, assignment]
    bad = {
        "payload altered": f"{head}.{other_body}.{signature}",
        "signature stripped": f"{head}.{body}.",
        "signed by a stranger": jwt.encode(claims, stranger, algorithm="RS256", headers=headers),
        "unsigned": jwt.encode(claims, "", algorithm="none", headers=headers),
        "signed with the public key": by_hmac.encode(
            json.dumps(claims).encode(), public, algorithm="HS256", headers=headers
        ),
        "another algorithm": jwt.encode(claims, key, algorithm="RS512", headers=headers),
        "unknown key": forged({}, kid="another"),
        "an identity token": forged({}, typ="JWT"),
        "another audience": forged({"aud": "elsewhere"}),
        "audience among others": forged({"aud": [claims["aud"], "elsewhere"]}),
        "another issuer": forged({"iss": "elsewhere"}),
        "not yet": forged({"nbf": now + 60}),
        "no session": forged({"sid": "none"}),
        "another user": forged({"sub": accounts.registers()["user"]["id"]}),
        "refresh token": real["refresh_token"],
        "too long": real["access_token"] + "A" * 9000,
        "nonsense": "a.b.c",
        **{
            f"without {name}": forged({}, without=name) for name in ("exp", "iss", "aud", "sid", "sub", "nbf")
        },
    }
    answers = {
        what: code(accounts.two.get("/auth/me", headers={"authorization": f"Bearer {token}"}))
        for what, token in bad.items()
    }
    assert answers == {
        what: (401, "session_ended" if what == "another user" else "invalid_token") for what in bad
    }
    expired = accounts.one.get("/auth/me", headers={"authorization": f"Bearer {forged({'exp': now})}"})
    assert code(expired) == (401, "token_expired")
    for nothing in ({}, {"authorization": "Basic x"}, {"authorization": "Bearer"}):
        assert code(accounts.one.get("/auth/me", headers=nothing)) == (401, "missing_token")
    fine = accounts.one.get("/auth/me", headers={"authorization": f"bearer {forged({})}"})
    assert fine.status_code == 200


def test_the_published_keys_verify_and_hold_nothing_private(accounts: Accounts) -> None:
    reply = accounts.one.get("/.well-known/jwks.json")
    assert reply.json() == accounts.two.get("/.well-known/jwks.json").json()
    assert all(not set(key) & {"d", "p", "q", "dp", "dq", "qi"} for key in reply.json()["keys"])

    async def find() -> tuple[object, object]:
        keys = PublishedKeys(str(accounts.one.base_url).rstrip("/") + "/.well-known/jwks.json")
        return await keys.find(reply.json()["keys"][0]["kid"]), await keys.find("another")

    found, none = asyncio.run(find())
    assert isinstance(found, rsa.RSAPublicKey)
    assert none is None


def test_without_any_published_key_a_token_cannot_be_judged() -> None:
    keys = PublishedKeys("http://127.0.0.1:9/.well-known/jwks.json")
    with pytest.raises(Refusal) as refusal:
        asyncio.run(keys.find("any"))
    assert refusal.value.status == 503
