"""Secrets leave the process only as placeholders, the same one for the same secret each time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

from support.evidence import redaction

HIDDEN = "hidden-"
"""What every placeholder begins with."""

_JWT = re.compile(r"(eyJ[\w-]{8,}\.[\w-]{8,}\.)(?!hidden-)([\w-]{16,})")
_JWT_IN_BASE64 = re.compile(r"ZXlK[\w-]{20,}")
"""base64url of "eyJ", which every JSON Web Token begins with."""
_TOKEN = "eyJ"
_BEARER = tuple(
    re.compile(rf"({word}\s+)(?!eyJ|hidden-)[\w.~+/=-]{{8,}}") for word in ("earer(?<=[Bb]earer)", "BEARER")
)
"""What is shown as a token without being a JSON Web Token: opaque, or invented. Each begins with fixed letters: Python
searches a megabyte for such a pattern ten times as fast."""
_SHORTEST = 12
"""A shorter value is no secret that anything would be made from (a weak password that is tried): it is replaced in its
field alone, not wherever these letters stand."""


class Secrets:
    """What must not be written, and what is written in its place.

    Of a JSON Web Token only the signature is replaced: its claims are evidence. A placeholder keeps the
    alphabet of what it replaces, so that a replayed actor can use it as it would the secret; replacing twice
    changes nothing."""

    def __init__(self, fields: Iterable[str] = ()) -> None:
        """:param fields: names of JSON fields whose string values are secrets."""
        self._fields = frozenset(fields)
        names = "|".join(sorted(map(re.escape, self._fields))) or "(?!)"
        self._in_field = re.compile(rf'("(?:{names})\\*"\s*:\s*\\*")(?!hidden-|eyJ)[^"\\]{{1,{_SHORTEST - 1}}}(?=\\*")')
        self._placeholders: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._pattern: re.Pattern[str] | None = None

    def hide(self, secret: str, kind: str) -> None:
        """From now on the secret is replaced; ``kind`` names it for people. Tokens are replaced in any case."""
        if len(secret) < _SHORTEST or secret.startswith((HIDDEN, _TOKEN)) or secret in self._placeholders:
            return
        self._counts[kind] = self._counts.get(kind, 0) + 1
        self._placeholders[secret] = f"{HIDDEN}{kind}-{self._counts[kind]}"
        self._pattern = None
        redaction.plant(secret)

    def notice(self, text: str | None) -> None:
        """Hides every secret field of a JSON text; other text has none."""
        if not text or not any(f'"{field}"' in text for field in self._fields):
            return
        try:
            value = json.loads(text)
        except ValueError:
            return
        self.notice_in(value)

    def notice_in(self, value: Any) -> None:
        """Hides every secret field of a JSON value."""
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in self._fields and isinstance(inner, str):
                    self.hide(inner, name)
                else:
                    self.notice_in(inner)
        elif isinstance(value, list):
            for inner in value:
                self.notice_in(inner)

    def redact(self, text: str) -> str:
        """The text with placeholders for secrets, also for tokens inside base64url."""
        text = _JWT.sub(_without_signature, text)
        text = _JWT_IN_BASE64.sub(_redact_encoded, text)
        if self._placeholders:
            if self._pattern is None:
                longest_first = sorted(self._placeholders, key=len, reverse=True)
                self._pattern = re.compile("|".join(re.escape(secret) for secret in longest_first))
            text = self._pattern.sub(lambda match: self._placeholders[match[0]], text)
        for bearer in _BEARER:
            text = bearer.sub(rf"\g<1>{HIDDEN}bearer", text)
        return self._in_field.sub(rf"\g<1>{HIDDEN}short", text)

    def redact_in(self, value: Any) -> Any:
        """A JSON value with placeholders for secrets in all its strings."""
        if isinstance(value, str):
            return self.redact(value)
        if isinstance(value, dict):
            return {name: self.redact_in(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.redact_in(inner) for inner in value]
        return value


def _without_signature(match: re.Match[str]) -> str:
    # 20 characters: whole groups of base64, so that a reader of the claims finds the token well-formed.
    return f"{match[1]}{HIDDEN}{hashlib.sha256(match[2].encode()).hexdigest()[:13]}"


def _redact_encoded(match: re.Match[str]) -> str:
    encoded = match[0]
    try:
        token = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return encoded
    redacted = _JWT.sub(_without_signature, token)
    return base64.urlsafe_b64encode(redacted.encode()).decode().rstrip("=") if redacted != token else encoded
