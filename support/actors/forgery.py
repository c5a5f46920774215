"""Forged access tokens: what an attacker who holds a genuine one would try."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

KINDS = ("altered", "unsigned", "unsigned by header", "signed with another key", "signed with the public key")
"""altered: another user id under the old signature; unsigned: the signature left out; unsigned by header: alg none;
signed with another key: RS256 under the genuine kid; signed with the public key: HS256, the published key as secret."""

_STRANGER = "00000000-0000-4000-8000-000000000000"
"""A user id in the right form that nobody has."""


def forge(kind: str, genuine: str, published_keys: Callable[[], list[Mapping[str, Any]]]) -> str:
    """The forged token of that kind; a LookupError that lists them for any other."""
    header, claims, signature = genuine.split(".")
    match kind:
        case "altered":
            return f"{header}.{_encoded({**_decoded(claims), 'sub': _STRANGER})}.{signature}"
        case "unsigned":
            return f"{header}.{claims}."
        case "unsigned by header":
            return f"{_encoded({**_decoded(header), 'alg': 'none'})}.{claims}."
        case "signed with another key":
            return _signed_with_another_key(f"{header}.{claims}")
        case "signed with the public key":
            told = _decoded(header)
            content = f"{_encoded({**told, 'alg': 'HS256'})}.{claims}"
            secret = _pem(told.get("kid"), published_keys())
            return f"{content}.{_base64(hmac.new(secret, content.encode(), hashlib.sha256).digest())}"
        case _:
            raise LookupError(f"there is no forgery {kind!r}: known are {', '.join(KINDS)}")


def _signed_with_another_key(content: str) -> str:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - only forgeries pay for the import
    from cryptography.hazmat.primitives.asymmetric import padding, rsa  # noqa: PLC0415

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return f"{content}.{_base64(key.sign(content.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _pem(key_id: object, keys: list[Mapping[str, Any]]) -> bytes:
    import jwt  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

    chosen = next((key for key in keys if key.get("kid") == key_id), keys[0])
    public = jwt.PyJWK(dict(chosen)).key
    pem: bytes = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem


def _decoded(part: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return decoded


def _encoded(value: Mapping[str, Any]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
