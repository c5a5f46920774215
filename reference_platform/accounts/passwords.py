"""Passwords: what a strong one is, how they are kept (argon2id, m=19456 KiB, t=2, p=1) and compared."""

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic_core import PydanticCustomError

# OWASP's second recommendation; 16 ms a hash, always in a thread, so that nobody else waits for it.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def strong(password: str) -> str:
    """The password itself; a validation error `weak_password` that names all it lacks."""
    kinds = {
        "8 characters": len(password) >= 8,
        "an upper-case letter": any(character.isupper() for character in password),
        "a lower-case letter": any(character.islower() for character in password),
        "a digit": any(character.isdigit() for character in password),
        "a special character": any(not character.isalnum() for character in password),
    }
    lacking = [kind for kind, present in kinds.items() if not present]
    if lacking:
        context = {"lacking": ", ".join(lacking), "next_step": "Choose a password that has all of these."}
        raise PydanticCustomError("weak_password", "The password is too weak: it lacks {lacking}.", context)
    return password


async def hashed(password: str) -> str:
    """What is kept of a password."""
    return await asyncio.to_thread(_HASHER.hash, password)


async def matches(password_hash: str | None, password: str) -> bool:
    """Is this the password of that hash? Without a hash (no such user) it is False after the same time."""
    return await asyncio.to_thread(_matches, password_hash, password)


def _matches(password_hash: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash or _nobodys_hash(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody's password")


async def prepare() -> None:
    """Makes the hash that unknown users are compared with: the first of them waits no longer than others."""
    await asyncio.to_thread(_nobodys_hash)
