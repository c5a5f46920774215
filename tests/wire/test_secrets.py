"""What is written in place of a secret: never the secret, always the same, and stable when it is replaced again."""

from __future__ import annotations

import base64
import json

import jwt

from support.wire.secrets import Secrets

TOKEN = jwt.encode({"sub": "ada", "exp": 2_000_000_000}, "a key of some length that nobody knows", "HS256")
FIELDS = ("password", "access_token")


def test_of_a_token_only_the_signature_goes() -> None:
    written = Secrets().redact(f"Bearer {TOKEN}")
    assert TOKEN.rpartition(".")[0] in written
    assert TOKEN.rpartition(".")[2] not in written
    claims = jwt.decode(written.removeprefix("Bearer "), options={"verify_signature": False, "verify_exp": False})
    assert claims["sub"] == "ada"


def test_replacing_twice_changes_nothing() -> None:
    secrets = Secrets(FIELDS)
    secrets.hide("a-long-enough-password", "password-of-ada")
    once = secrets.redact(json.dumps({"access_token": TOKEN, "password": "a-long-enough-password"}))
    assert secrets.redact(once) == once
    again = Secrets(FIELDS)
    again.notice(once)
    assert again.redact(once) == once


def test_a_token_in_base64_is_found() -> None:
    encoded = base64.urlsafe_b64encode(TOKEN.encode()).decode().rstrip("=")
    written = Secrets().redact(f"apex.v1, jwt.{encoded}")
    assert encoded not in written
    inner = written.partition("jwt.")[2]
    assert base64.urlsafe_b64decode(inner + "=" * (-len(inner) % 4)).decode() == Secrets().redact(TOKEN)


def test_a_secret_field_is_hidden_wherever_its_value_stands() -> None:
    secrets = Secrets(FIELDS)
    secrets.notice('{"user": {"password": "correct-horse-battery"}}')
    assert secrets.redact("it was correct-horse-battery") == "it was hidden-password-1"


def test_a_short_value_is_hidden_in_its_field_alone() -> None:
    secrets = Secrets(FIELDS)
    body = json.dumps({"password": "weak", "reason": "too weak"})
    secrets.notice(body)
    assert json.loads(secrets.redact(body)) == {"password": "hidden-short", "reason": "too weak"}
    nested = json.dumps({"body": body})
    assert "hidden-short" in secrets.redact(nested)
    assert "too weak" in secrets.redact(nested)


def test_the_same_secret_has_the_same_placeholder() -> None:
    secrets = Secrets()
    secrets.hide("a-long-enough-password", "password")
    secrets.hide("another-long-password", "password")
    secrets.hide("a-long-enough-password", "password")
    assert secrets.redact("a-long-enough-password another-long-password") == "hidden-password-1 hidden-password-2"


def test_an_opaque_bearer_token_is_hidden() -> None:
    assert Secrets().redact("Bearer quite-invented-words") == "Bearer hidden-bearer"


def test_a_known_secret_keeps_its_name_where_it_is_shown_as_a_bearer() -> None:
    secrets = Secrets(FIELDS)
    secrets.hide("an-opaque-refresh-token", "refresh")
    assert secrets.redact("Bearer an-opaque-refresh-token") == "Bearer hidden-refresh-1"
