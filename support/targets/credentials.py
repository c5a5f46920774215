"""Secrets that a profile gives: itself, or by the name of the environment variable that holds them."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from typing import Any

from support.settings import SettingsError


@dataclasses.dataclass(frozen=True)
class Credentials:
    """An e-mail address and its password."""

    email: str
    password: str = dataclasses.field(repr=False)

    @classmethod
    def of_profile(cls, entry: object, whose: str, where: str) -> Credentials:
        """Reads email and password (or password_env). Raises SettingsError."""
        if not isinstance(entry, Mapping) or not entry.get("email"):
            raise SettingsError(f"{where}: expected an email for {whose}, saw {_keys(entry)}: add it")
        return cls(str(entry["email"]), secret(entry, "password", whose, where))


def secret(entry: Mapping[str, Any], name: str, whose: str, where: str) -> str:
    """The secret of that name, or (``NAME_env``) the content of an environment variable. Raises SettingsError."""
    variable = entry.get(f"{name}_env")
    found = os.environ.get(str(variable)) if variable else entry.get(name)
    if not found:
        seen = f"no environment variable {variable}" if variable else _keys(entry)
        raise SettingsError(f"{where}: expected {name} or {name}_env for {whose}, saw {seen}: add it")
    return str(found)


def _keys(entry: object) -> str:
    """What an entry names: never its values, which may be secrets."""
    return f"only {', '.join(sorted(entry)) or 'nothing'}" if isinstance(entry, Mapping) else type(entry).__name__
