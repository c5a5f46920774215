"""The limits of one organisation, which the operator may set; what is not set is as settings and plan have it."""

from typing import Any

from pydantic import BaseModel, Field

from reference_platform.accounts.settings import AccountsSettings


class Limits(BaseModel, extra="forbid"):
    """Each one's unit is in its name; kept in organisations.limits, without those that are not set."""

    access_token_seconds: int | None = Field(default=None, ge=2)
    refresh_token_seconds: int | None = Field(default=None, ge=2)
    refresh_grace_seconds: float | None = Field(default=None, ge=0.25)
    lockout_attempts: int | None = Field(default=None, ge=1)
    lockout_seconds: float | None = Field(default=None, ge=0.25)
    sign_ins_per_minute: int | None = Field(default=None, ge=1)
    seats: int | None = Field(default=None, ge=1)
    #: So many runs may start in a window of so many seconds; without seconds the window is the day (UTC).
    quota_runs: int | None = Field(default=None, ge=0)
    quota_seconds: float | None = Field(default=None, ge=0.25)
    run_seconds: float | None = Field(default=None, ge=0.25)
    #: Runs get this share of the time that the plan gives them.
    run_share: float | None = Field(default=None, gt=0, le=1)


def effective(settings: AccountsSettings, own: dict[str, Any]) -> AccountsSettings:
    """The settings as they hold for an organisation with limits of its own."""
    known = {name: value for name, value in own.items() if name in type(settings).model_fields}
    return settings.model_copy(update=known)
