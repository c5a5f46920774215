"""A target's profile: where a deployment answers, what it offers, and what may be done to it."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from support.settings import SettingsError
from support.targets.apex import Apex
from support.targets.cast_source import CastSource
from support.targets.credentials import Credentials
from support.targets.dialect import Dialect
from support.targets.field import Field
from support.targets.limits import Limits
from support.targets.spending import Spending

DIALECTS: dict[str, type[Dialect]] = {"apex": Apex, "field": cast("type[Dialect]", Field)}
"""The dialects by the name that a profile gives."""

PERMISSIONS = ("create_accounts", "delete_forever", "load", "break_services", "announce", "spend")
"""What a profile's [may] can allow; whatever it does not mention is forbidden."""

_KNOWN = frozenset(
    {
        "name", "accounts_url", "chat_urls", "model_provider_url", "control_url", "identity_provider_url",
        "database_url", "redis_url", "operator", "allowed_origin", "may", "dialect", "declares", "cast", "patience",
        "limits", "spend",
    }
)  # fmt: skip


FOLDER = Path("deploy/targets")
"""Where profiles lie that a run may call by their names."""


def named(name: str) -> Path:
    """The profile's file: the name itself, or the profile of that name in :data:`FOLDER`."""
    inside = FOLDER / f"{name}.toml"
    return inside if not Path(name).exists() and inside.exists() else Path(name)


@dataclasses.dataclass(frozen=True)
class Target:
    """A deployment, as a profile describes it. URLs have no trailing slash; an address that is None is not given."""

    name: str
    accounts_url: str
    chat_urls: tuple[str, ...]
    control_url: str | None = None
    identity_provider_url: str | None = None
    database_url: str | None = dataclasses.field(default=None, repr=False)
    redis_url: str | None = dataclasses.field(default=None, repr=False)
    operator: Credentials | None = None
    allowed_origin: str | None = None
    may: frozenset[str] = frozenset()
    """Which of :data:`PERMISSIONS` are granted."""
    declares: frozenset[str] = frozenset()
    """The capabilities that it offers, by the names of ``@needs.NAME``."""
    dialect: str = "apex"
    cast: CastSource = dataclasses.field(default_factory=CastSource)
    patience: float = 1.0
    """Multiplies the waits of the suite, beside the setting of that name."""
    spending: Spending = dataclasses.field(default_factory=Spending)
    """What a run may ask for and spend there, and how fast."""
    limits: Limits = dataclasses.field(default_factory=Limits)
    """The platform's own limits, as far as scenarios judge by them."""

    def speaks(self) -> Dialect:
        """Its dialect."""
        return DIALECTS[self.dialect]()

    def address(self, service: str, instance: int = 0) -> str:
        """The URL of "accounts", of the control API ("control"), or of the chat process with that index (counted
        round)."""
        match service:
            case "accounts":
                return self.accounts_url
            case "control":
                return self.control_url or ""
            case "identity":
                return self.identity_provider_url or ""
            case _:
                return self.chat_urls[instance % len(self.chat_urls)]

    def secrets(self) -> Iterator[tuple[str, str]]:
        """Every secret of the profile that may be spoken over the wire, with the name that people know it by."""
        if self.operator is not None:
            yield self.operator.password, "password-of-the-operator"
        yield from self.cast.secrets()

    def recorded(self) -> dict[str, Any]:
        """As a transcript keeps it, for a replay: no database address. The tape hides :meth:`secrets`."""
        return {
            "name": self.name,
            "accounts_url": self.accounts_url,
            "chat_urls": list(self.chat_urls),
            "control_url": self.control_url,
            "identity_provider_url": self.identity_provider_url,
            "operator": None if self.operator is None else dataclasses.asdict(self.operator),
            "allowed_origin": self.allowed_origin,
            "may": dict.fromkeys(sorted(self.may), True),
            "declares": sorted(self.declares),
            "dialect": self.dialect,
            "cast": self.cast.recorded(),
            "patience": self.patience,
            "limits": dataclasses.asdict(self.limits),
        }

    @classmethod
    def of_profile(cls, profile: Mapping[str, Any], where: str) -> Target:
        """Reads a profile; ``where`` is named in the SettingsError of a bad one."""
        unknown = sorted(set(profile) - _KNOWN)
        if unknown:
            raise SettingsError(
                f"{where}: a profile has no entry {unknown[0]!r}: known are {', '.join(sorted(_KNOWN))}"
            )
        dialect = profile.get("dialect", "apex")
        if dialect not in DIALECTS:
            raise SettingsError(f"{where}: dialect {dialect!r} is not known: choose one of {', '.join(DIALECTS)}")
        chat_urls = tuple(_url(url, "chat_urls", where) for url in profile.get("chat_urls") or ())
        if not chat_urls:
            raise SettingsError(f"{where}: expected at least one address in chat_urls, saw none: add it")
        operator = profile.get("operator")
        return cls(
            name=str(profile.get("name", where)),
            accounts_url=_url(profile.get("accounts_url"), "accounts_url", where),
            chat_urls=chat_urls,
            control_url=profile.get("control_url"),
            identity_provider_url=profile.get("identity_provider_url"),
            database_url=profile.get("database_url"),
            redis_url=profile.get("redis_url"),
            operator=None if operator is None else Credentials.of_profile(operator, "the operator", where),
            allowed_origin=profile.get("allowed_origin"),
            may=_permissions(profile.get("may") or {}, where),
            declares=frozenset(profile.get("declares") or ()),
            dialect=dialect,
            cast=CastSource.of_profile(profile.get("cast") or {}, where),
            patience=_patience(profile.get("patience", 1.0), where),
            spending=Spending.of_profile(profile.get("spend") or {}, where),
            limits=Limits.of_profile(profile.get("limits") or {}, where),
        )

    @classmethod
    def of_file(cls, path: Path) -> Target:
        """Reads a profile in JSON (as ``goldenpath stack up`` writes it) or TOML. Raises SettingsError."""
        try:
            text = path.read_text(encoding="utf-8")
            profile = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        except OSError as error:
            raise SettingsError(
                f"target {path} cannot be read ({error.strerror}): name a profile's file,"
                " or leave the setting out for the embedded stack"
            ) from error
        except ValueError as error:
            raise SettingsError(f"target {path} is neither JSON nor TOML ({error}): correct it") from error
        if not isinstance(profile, dict):
            raise SettingsError(f"target {path}: expected a table of entries, saw {type(profile).__name__}: correct it")
        return cls.of_profile(profile, str(path))


def _url(value: object, name: str, where: str) -> str:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        raise SettingsError(f"{where}: expected an http address in {name}, saw {value!r}: correct it")
    return value.rstrip("/")


def _permissions(may: Mapping[str, Any], where: str) -> frozenset[str]:
    unknown = sorted(set(may) - set(PERMISSIONS))
    if unknown:
        raise SettingsError(f"{where}: [may] has no entry {unknown[0]!r}: known are {', '.join(PERMISSIONS)}")
    return frozenset(name for name, granted in may.items() if granted is True)


def _patience(value: object, where: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
        raise SettingsError(f"{where}: expected a number above 0 in patience, saw {value!r}: correct it")
    return float(value)
