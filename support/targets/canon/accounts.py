"""Who somebody is, how they sign in, and why a platform refuses."""

from __future__ import annotations

import dataclasses
import enum


class Reason(enum.StrEnum):
    """Why a platform refused, in one vocabulary for HTTP, handshakes, error frames and closes."""

    EMAIL_TAKEN = "e-mail taken"
    BAD_EMAIL = "bad e-mail"
    WEAK_PASSWORD = "weak password"
    MISSING_FIELD = "missing field"
    WRONG_CREDENTIALS = "wrong credentials"
    NOT_SIGNED_IN = "not signed in"
    LOCKED = "locked"
    RATE_LIMITED = "rate limited"
    QUOTA_SPENT = "quota spent"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not found"
    CONFLICT = "conflict"
    STALE = "stale"
    WRONG_STATE = "a state that may not follow"
    AT_WORK = "agents at work"
    INVALID = "invalid"
    TOO_LARGE = "too large"
    MALFORMED = "malformed"
    UNKNOWN_KIND = "unknown kind"
    UNAVAILABLE = "unavailable"
    NO_SUCH_ACT = "no such act"
    UNSUPPORTED_VERSION = "unserved version"
    UNKNOWN_AGENT = "unknown agent"
    OUT_OF_TIME = "out of time"
    MODEL_DOWN = "no answer of the model"
    PLAN_REQUIRED = "plan required"
    NO_SEAT = "no seat"
    DENIED = "denied by the provider"
    UNTRUSTED = "not to be trusted"
    NO_COMPANY = "no company"
    OTHER = "other"


@dataclasses.dataclass(frozen=True)
class Refusal:
    """A well-formed no: its reason, the platform's own code and words, and what it tells the customer to do."""

    reason: Reason
    status: int | None
    code: str | None
    message: str | None
    next_step: str | None
    correlation_id: str | None
    comparable: str
    """The whole body as text without what must differ per request; equal refusals have equal texts."""
    wait: float | None = None
    """How many seconds the customer is told to wait, where that is said."""


@dataclasses.dataclass(frozen=True)
class Organisation:
    """A customer's organisation."""

    id: str
    name: str
    plan: str


@dataclasses.dataclass(frozen=True)
class Account:
    """Who somebody is, as the platform says."""

    id: str
    email: str
    name: str
    organisation: Organisation | None
    role: str | None


@dataclasses.dataclass(frozen=True)
class Tokens:
    """What a sign-in hands out. ``lifetime`` is the stated one in seconds."""

    access: str
    refresh: str
    kind: str
    lifetime: float | None


@dataclasses.dataclass(frozen=True)
class SignIn:
    """The answer to registering, signing in or refreshing."""

    tokens: Tokens
    account: Account
