"""Settings of the accounts service."""

from datetime import timedelta

from pydantic import Field, SecretStr

from reference_platform.operation.settings import Environment, ServiceSettings

_MINUTE, _DAY = 60, 86_400

LIFETIMES: dict[Environment, tuple[int, int]] = {
    "production": (15 * _MINUTE, 7 * _DAY),
    "staging": (30 * _MINUTE, 14 * _DAY),
    "development": (120 * _MINUTE, 30 * _DAY),
    "test": (5 * _MINUTE, 1 * _DAY),
}
"""Seconds of an access and of a refresh token's life, where no setting says otherwise."""


class AccountsSettings(ServiceSettings):
    """Each variable's unit is in its name."""

    operator_email: str
    operator_password: SecretStr
    #: Where customers reach this service, the identity providers, and how long one of these may take.
    accounts_url: str = ""
    google_issuer: str | None = None
    corporate_issuer: str | None = None
    sso_client_secret: SecretStr = SecretStr("")
    sso_seconds: float = Field(default=5, ge=0.25)
    access_token_seconds: int | None = Field(default=None, ge=2)
    refresh_token_seconds: int | None = Field(default=None, ge=2)
    refresh_grace_seconds: float = Field(default=10, ge=0.25)
    lockout_attempts: int = Field(default=5, ge=1)
    lockout_seconds: float = Field(default=15 * _MINUTE, ge=0.25)
    #: Sign-ins, right or wrong: of one account, and from one address, which many people may share.
    sign_ins_per_minute: int = Field(default=30, ge=1)
    address_sign_ins_per_minute: int = Field(default=300, ge=1)
    #: Members and open invitations of one organisation.
    seats: int = Field(default=50, ge=1)
    invitation_seconds: float = Field(default=7 * _DAY, ge=0.25)

    @property
    def access_life(self) -> timedelta:
        """How long an access token lives."""
        return timedelta(seconds=self.access_token_seconds or LIFETIMES[self.environment][0])

    @property
    def refresh_life(self) -> timedelta:
        """How long a session lives without a refresh."""
        return timedelta(seconds=self.refresh_token_seconds or LIFETIMES[self.environment][1])
