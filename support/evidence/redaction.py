"""Takes secrets out of everything that is written, and finds those that slipped through.

Two nets: values that the suite knows to be secret (``plant``: passwords it chose, tokens it was given), and
shapes that are secret whatever their value: bearer tokens, JSON Web Tokens, named fields, addresses with
credentials, keys. Of a JSON Web Token only the signature goes: its claims are evidence.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

REPLACED = "[secret]"
_BETWEEN = "\x00"
_SHORTEST = 6
"""A planted value shorter than this would be found in innocent text."""
_SHORT = 500
"""A text up to this length is remembered once it was cleaned."""
_NOT_HIDDEN = r"(?!\[secret\]|hidden-)"
"""What the wire and this module put in a secret's place is no secret."""
_FIELDS = ("oken", "assword", "asswd", "ecret", "api_key", "apikey", "apiKey", "private_key", "privateKey")
"""How names of fields end whose values are secrets: access_token, Password, client_secret."""


def _encoded_token(match: re.Match[str]) -> str:
    """A base64url token of the socket's subprotocol; left alone where its signature is hidden already."""
    try:
        text = base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return f"jwt.{REPLACED}"
    return match[0] if text.rpartition(".")[2].startswith("hidden-") else f"jwt.{REPLACED}"


_Shape = tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _shape(hint: str, pattern: str, replacement: str | Callable[[re.Match[str]], str] = rf"\g<1>{REPLACED}") -> _Shape:
    """``hint``: letters without which the pattern matches nowhere; to look for them costs next to nothing."""
    return hint, re.compile(pattern, re.DOTALL), replacement


# Each pattern begins with fixed letters and knows upper from lower case: transcripts are megabytes, and Python
# searches such a pattern ten times as fast as one without.
_SHAPES: dict[str, _Shape] = {
    "a private key": _shape(
        "PRIVATE KEY", r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", REPLACED
    ),
    "a token": _shape("eyJ", rf"(eyJ[\w-]{{8,}}\.[\w-]{{8,}}\.){_NOT_HIDDEN}[\w-]{{16,}}"),
    "a token of the socket": _shape("jwt.", r"jwt\.(ZXlK[\w-]{20,})", _encoded_token),
    "a bearer token": _shape("earer", rf"([Bb]earer\s+)(?!eyJ){_NOT_HIDDEN}[\w.~+/=-]{{8,}}"),
    "an address with a password": _shape("://", rf"(://[^/@\s:'\"]*:){_NOT_HIDDEN}[^@/\s'\"]+(?=@)"),
    **{
        f"a secret field (...{field})": _shape(field, rf"({field}\\?[\"']\s*:\s*\\?[\"'])(?!eyJ){_NOT_HIDDEN}[^\"'\\]+")
        for field in _FIELDS
    },
    **{
        f"a secret parameter (...{field})": _shape(
            f"{field}=", rf"({field}=)(?!eyJ){_NOT_HIDDEN}[^&\s\"'<>,;)\]\\]{{4,}}"
        )
        for field in _FIELDS
    },
    "a key": _shape("sk-", r"sk-(?<![\w-]sk-)[A-Za-z0-9_-]{16,}", REPLACED),
}

_HEAD = re.compile(rf"[\w-]{{{_SHORTEST}}}")
"""What of a secret is looked up, and all of it is compared only where that is found: to look for each of some thousand
secrets takes longer than the run that they are of."""
_RUN = re.compile(rf"[\w-]{{{_SHORTEST},}}")
"""Where in a text such a head can stand."""

_planted: dict[str, list[str]] = {}
"""By their heads; those without one by an empty one."""
_known: set[str] = set()
_new: list[str] = []
"""Planted, and not asked for by ``newly_planted``."""


def plant(secret: str) -> None:
    """From now on this value is a secret, to be replaced and searched for. Of a token, its signature."""
    parts = secret.split(".")
    if len(parts) == 3 and secret.startswith("eyJ"):
        secret = parts[2]
    if len(secret) >= _SHORTEST and secret not in _known:
        _known.add(secret)
        _new.append(secret)
        _clean_short.cache_clear()
        head = _HEAD.search(secret)
        _planted.setdefault(head[0] if head else "", []).append(secret)


def newly_planted() -> list[str]:
    """What was planted since this was asked last: for another process that looks for secrets too."""
    found = list(_new)
    _new.clear()
    return found


def clean(text: str) -> str:
    """The text with every secret replaced."""
    return _clean_short(text) if len(text) <= _SHORT else _clean(text)


@lru_cache(maxsize=20_000)
def _clean_short(text: str) -> str:
    """Reports say the same few thousand things again and again."""
    return _clean(text)


def _clean(text: str) -> str:
    for secret in _planted_in(text):
        text = text.replace(secret, REPLACED)
    for hint, pattern, replacement in _SHAPES.values():
        if hint in text:
            text = pattern.sub(replacement, text)
    return text


def _planted_in(text: str) -> list[str]:
    """The planted secrets in a text, the longest first, for one may hold another."""
    if not _planted:
        return []
    runs = set(_RUN.findall(text))
    windows = (run[at : at + _SHORTEST] for run in runs for at in range(len(run) - _SHORTEST + 1))
    heads = {window for window in windows if window in _planted}
    found = [secret for head in ("", *heads) for secret in _planted.get(head, ()) if secret in text]
    return sorted(found, key=len, reverse=True)


def clean_all(texts: Sequence[str]) -> list[str]:
    """As ``clean`` for many short texts at once, which takes the time of one."""
    parts = clean(_BETWEEN.join(texts)).split(_BETWEEN)
    # A text that looks like the beginning of a secret may have taken its neighbours in.
    return parts if len(parts) == len(texts) else [clean(text) for text in texts]


def clean_in(value: Any) -> Any:
    """A JSON value with every secret replaced in all its strings."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: clean_in(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [clean_in(inner) for inner in value]
    return value


def clean_bytes(data: bytes) -> bytes:
    """As ``clean`` for UTF-8 text; other data (pictures) is left as it is."""
    try:
        return clean(data.decode("utf-8")).encode("utf-8")
    except UnicodeDecodeError:
        return data


def leaks(*folders: Path | None) -> list[str]:
    """Each secret in the files below the folders, as ``file: what it is``, without the secret."""
    found = []
    files = {path.resolve(): None for folder in folders if folder for path in sorted(folder.rglob("*"))}
    for path in files:
        if path.is_file():
            found += [f"{path.name}: {what}" for what in _leaks_in(path.read_bytes())]
    return found


def _leaks_in(data: bytes) -> Iterator[str]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    if _planted_in(text):
        yield "a secret that this run used"
    for what, (hint, pattern, replacement) in _SHAPES.items():
        if hint in text and pattern.sub(replacement, text) != text:
            yield what
