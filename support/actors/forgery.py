"""Forged access tokens: what an attacker who holds a genuine one would try."""

from __future__ import annotations

KINDS = ("altered", "unsigned", "unsigned by header", "signed with another key", "signed with the public key",
         "a refresh token", "not a token")
"""altered: another user id under the old signature; unsigned: the signature left out; unsigned by header: alg none;
the last two are no forged tokens, but what a confused client sends."""
