"""Secrets: replaced in whatever shape they come, found again where they slipped through, evidence left readable."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import jwt
import pytest

from support.evidence import redaction
from support.evidence.redaction import clean, clean_in, leaks, plant

TOKEN = jwt.encode({"sub": "ada", "org": "acme"}, "k" * 40, "HS256")
SIGNATURE = TOKEN.split(".")[2]
ENCODED = base64.urlsafe_b64encode(TOKEN.encode()).decode().rstrip("=")
SECRETS = {
    f"Authorization: Bearer {TOKEN}": SIGNATURE,
    "authorization: bearer abcdef0123456789": "abcdef0123456789",
    f"Sec-WebSocket-Protocol: apex.v1, jwt.{ENCODED}": ENCODED,
    json.dumps({"email": "ada@acme.test", "password": "Str0ng&p w!"}): "Str0ng&p w!",
    json.dumps(json.dumps({"refresh_token": "r-0123456789"})): "r-0123456789",
    "{'client_secret': 'do-not-tell'}": "do-not-tell",
    "postgresql://suite:hush-hush@127.0.0.1:5432/apex": "hush-hush",
    "redis://:hush-hush@127.0.0.1:6379/0": "hush-hush",
    "GET /reset?token=t0123456789&next=1": "t0123456789",
    "OPENAI_API_KEY=sk-abcdefghijklmnop0123": "abcdefghijklmnop0123",
    "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----": "MIIE",
}
"""A text with a secret, and the part that must not be written."""
INNOCENT = [
    "the password is wrong",
    "Ada changes her password: it is refused",
    "a token is refused",
    "http://127.0.0.1:8000/organisations/a@b",
    "task-force-0123456789abcdef",
    '{"token_type": "Bearer", "expires_in": 900}',
    '{"password": "hidden-password-1"}',
    "completion_tokens=1200 prompt_tokens=88",
]


@pytest.fixture(autouse=True)
def _nothing_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_planted", {})
    monkeypatch.setattr(redaction, "_known", set())
    redaction._clean_short.cache_clear()


@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_is_replaced_and_then_is_no_leak(text: str, tmp_path: Path) -> None:
    (tmp_path / "before.txt").write_text(text)
    assert leaks(tmp_path) != []
    assert SECRETS[text] not in clean(text)
    assert clean(clean(text)) == clean(text)
    (tmp_path / "before.txt").write_text(clean(text))
    assert leaks(tmp_path) == []


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_the_claims_of_a_token_stay_readable() -> None:
    assert TOKEN.rpartition(".")[0] in clean(f"Bearer {TOKEN}")


def test_a_planted_secret_is_found_in_any_shape(tmp_path: Path) -> None:
    plant("correct horse battery")
    plant("short")
    plant(TOKEN)
    assert clean_in({"a": ["correct horse battery!"], "b": 1, "c": f"x{SIGNATURE}"}) == {
        "a": ["[secret]!"],
        "b": 1,
        "c": "x[secret]",
    }
    assert clean("a short text") == "a short text"
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "page.html").write_text("<b>correct horse battery</b>")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    assert leaks(tmp_path) == ["page.html: a secret that this run used"]


@pytest.mark.parametrize("secret", ["p w! &%", "a-b c-d", "Aa1!0123456789", "inside-a-longer-one", "naïve-passwörd"])
def test_a_planted_secret_is_found_whatever_it_is_made_of(secret: str) -> None:
    plant(secret)
    plant("another-0123456789")
    assert clean(f"told: {secret}.") == f"told: {redaction.REPLACED}."
    assert clean(f"x{secret}x") == f"x{redaction.REPLACED}x"


def test_of_two_secrets_that_overlap_the_longer_one_goes_whole() -> None:
    plant("hush-hush")
    plant("hush-hush-hush")
    assert clean("hush-hush-hush") == redaction.REPLACED
