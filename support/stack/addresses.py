"""Where the embedded stack answers. As JSON it is a target profile."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

_PERMISSIONS = ("create_accounts", "delete_forever", "load", "break_services", "announce", "spend")

DECLARED = ("model_faults", "instances", "stores", "controllers", "single_sign_on")
"""Capabilities of the embedded stack that a scenario may need (``@needs.NAME``)."""


@dataclass(frozen=True)
class Operator:
    """The platform's first operator: Sam signs in with these."""

    email: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Addresses:
    """Every address of one running stack. URLs have no trailing slash; ``None`` means: not started."""

    accounts_url: str | None
    chat_urls: tuple[str, ...]
    """The chat processes, each with an own port; a customer may use either."""
    model_provider_url: str | None
    """The OpenAI-compatible base, ending in ``/v1``."""
    control_url: str | None
    """The base of the model provider's control API."""
    identity_provider_url: str | None
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    operator: Operator
    allowed_origin: str
    """The one web origin from which browsers may call."""
    may: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(_PERMISSIONS, True))
    dialect: str = "apex"
    declares: tuple[str, ...] = DECLARED
    limits: dict[str, float] = field(default_factory=dict)
    """The platform's own limits as it was told them (support.targets.limits)."""

    def as_profile(self) -> dict[str, Any]:
        """The target profile, ready for JSON; it contains the passwords."""
        return asdict(self)

    def to_json(self) -> str:
        """The profile as JSON text; it contains the passwords."""
        return json.dumps(self.as_profile(), indent=2) + "\n"
