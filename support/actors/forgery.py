"""Forged access tokens: what somebody who holds a genuine one would try, by what they hold beside it.

Attackers sign with a key of their own. The last group is signed with the platform's key, as a sister service or an
older build of the platform would sign: only so does it show whether anything but the signature is looked at.
"""

from __future__ import annotations

import base64
import dataclasses
import functools
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import rsa

STRANGER = "00000000-0000-4000-8000-000000000000"
"""A user id, and a session id, in the right form that nobody has."""

_NULL_FILE = "../../../../../../../../dev/null"


@dataclasses.dataclass(frozen=True)
class Genuine:
    """What a forger has in hand."""

    token: str
    claims: Callable[..., dict[str, Any]]
    """The token's claims with these changed: ``support.targets.dialect.Dialect.rewritten``."""
    published: Callable[[], list[Mapping[str, Any]]]
    """The published keys."""
    private: Callable[[str], str]
    """The platform's own key of that id, in PEM; asked for by :data:`SIGNED_RIGHTLY` alone."""
    now: float
    """Unix seconds."""

    @property
    def parts(self) -> tuple[dict[str, Any], str, str]:
        """The header, read; claims and signature as they stand."""
        header, claims, signature = self.token.split(".")
        return _decoded(header), claims, signature

    def resigned(self, header: Mapping[str, Any] | None = None, **changes: Any) -> str:
        """Signed with the platform's key, with these changes of the header and of the claims."""
        told, _, _ = self.parts
        return _rs256({**told, **(header or {})}, _encoded(self.claims(**changes)), _loaded(self.private(told["kid"])))


def forge(kind: str, genuine: Genuine) -> str:
    """The forged token of that kind; a LookupError that lists them for any other."""
    if kind not in KINDS:
        raise LookupError(f"there is no forgery {kind!r}: known are {', '.join(KINDS)}")
    return KINDS[kind](genuine)


def _altered(genuine: Genuine) -> str:
    _, _, signature = genuine.parts
    header = genuine.token.partition(".")[0]
    return f"{header}.{_encoded(genuine.claims(user_id=STRANGER))}.{signature}"


def _unsigned(spelling: str, keeps: bool = False) -> Callable[[Genuine], str]:
    def forged(genuine: Genuine) -> str:
        header, claims, signature = genuine.parts
        return f"{_encoded({**header, 'alg': spelling})}.{claims}.{signature if keeps else ''}"

    return forged


def _stripped(genuine: Genuine) -> str:
    return genuine.token.rpartition(".")[0] + "."


def _with_header(**told: Any) -> Callable[[Genuine], str]:
    """Signed with the forger's key, with this in the header."""

    def forged(genuine: Genuine) -> str:
        header, claims, _ = genuine.parts
        return _rs256({**header, **{name: each() for name, each in told.items()}}, claims, own_key())

    return forged


def _with_published_key(genuine: Genuine) -> str:
    header, claims, _ = genuine.parts
    return _hs256(header, claims, _pem(header.get("kid"), genuine.published()))


def _with_empty_secret(genuine: Genuine) -> str:
    header, claims, _ = genuine.parts
    return _hs256({**header, "kid": _NULL_FILE}, claims, b"")


def _by_unlisted_algorithm(genuine: Genuine) -> str:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - only forgeries pay for the import
    from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415

    header, claims, _ = genuine.parts
    content = f"{_encoded({**header, 'alg': 'RS512'})}.{claims}"
    key = _loaded(genuine.private(header["kid"]))
    return f"{content}.{_base64(key.sign(content.encode(), padding.PKCS1v15(), hashes.SHA512()))}"


@functools.cache
def own_key() -> rsa.RSAPrivateKey:
    """The forger's own key; it takes a tenth of a second to make, and one is enough for a run."""
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _rs256(header: Mapping[str, Any], claims: str, key: rsa.RSAPrivateKey) -> str:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415

    content = f"{_encoded(header)}.{claims}"
    return f"{content}.{_base64(key.sign(content.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _hs256(header: Mapping[str, Any], claims: str, secret: bytes) -> str:
    content = f"{_encoded({**header, 'alg': 'HS256'})}.{claims}"
    return f"{content}.{_base64(hmac.new(secret, content.encode(), hashlib.sha256).digest())}"


def _loaded(pem: str) -> rsa.RSAPrivateKey:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

    key: Any = serialization.load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    loaded: rsa.RSAPrivateKey = key
    return loaded


def _jwk() -> dict[str, Any]:
    from jwt.algorithms import RSAAlgorithm  # noqa: PLC0415

    return {**RSAAlgorithm.to_jwk(own_key().public_key(), as_dict=True), "use": "sig", "alg": "RS256"}


def _key_set() -> bytes:
    return json.dumps({"keys": [_jwk()]}).encode()


def _spki() -> str:
    """The forger's public key in PEM, on one line as a database command needs it."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return own_key().public_key().public_bytes(serialization.Encoding.PEM, kind).decode()


@functools.cache
def _certificate() -> bytes:
    import datetime  # noqa: PLC0415

    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "forger")])
    since = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = x509.CertificateBuilder(name, name, own_key().public_key(), x509.random_serial_number(), since, since.replace(year=2036))  # noqa: E501
    return made.sign(own_key(), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _data(content: bytes) -> str:
    """An address that holds its own content (RFC 2397), so that no server is needed."""
    return f"data:application/octet-stream;base64,{base64.b64encode(content).decode()}"


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


OUTSIDE: dict[str, Callable[[Genuine], str]] = {
    "altered in its content": _altered,
    "stripped of its signature": _stripped,
    "declared unsigned": _unsigned("none"),
    "declared unsigned in capital letters": _unsigned("NONE"),
    "declared unsigned in mixed letters": _unsigned("nOnE"),
    "declared unsigned over its signature": _unsigned("none", keeps=True),
    "signed with another key": _with_header(),
    "signed with the published key": _with_published_key,
    "signed with the key that it brings along": _with_header(jwk=_jwk),
    "signed with a key at an address that it names": _with_header(jku=lambda: _data(_key_set())),
    "signed with a certificate at an address that it names": _with_header(x5u=lambda: _data(_certificate())),
    "signed with an empty file as its key": _with_empty_secret,
    "signed with a key that a database command brings in": _with_header(kid=lambda: f"x' UNION SELECT '{_spki()}' -- "),
}
"""What needs nothing but the token and the published keys."""

SIGNED_RIGHTLY: dict[str, Callable[[Genuine], str]] = {
    "signed by an algorithm that is not on the list": _by_unlisted_algorithm,
    "over since a second": lambda genuine: genuine.resigned(issued_at=genuine.now - 60, expires_at=genuine.now - 1),
    "good from a minute on": lambda genuine: genuine.resigned(not_before=genuine.now + 60),
    "good without an end": lambda genuine: genuine.resigned(expires_at=None),
    "made for another audience": lambda genuine: genuine.resigned(audience="another-platform"),
    "made by another issuer": lambda genuine: genuine.resigned(issuer="another-issuer"),
    "made for a person who is no more": lambda genuine: genuine.resigned(user_id=STRANGER),
    "made for a session that never was": lambda genuine: genuine.resigned(session_id=STRANGER),
    "a proof of identity and no access": lambda genuine: genuine.resigned({"typ": "JWT"}),
}
"""What has the right signature, and is wrong in something else."""

KINDS = {**OUTSIDE, **SIGNED_RIGHTLY}
