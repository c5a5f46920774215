"""What a verb brings back: a value, or a refusal with its reason."""

from __future__ import annotations

import dataclasses
from typing import Any, Generic, TypeVar, cast

from support.evidence.about import about
from support.targets.canon import Reason, Refusal

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Reply(Generic[T]):
    """The platform's answer to one call. A 5xx or an ill-shaped answer never gets this far: it raises
    :class:`support.wire.failures.PlatformFailure` in the verb itself (an honest "unavailable" is a refusal)."""

    says: str
    """Who did what, for messages: "Ada signs in"."""
    status: int
    took: float
    """Seconds from sending to the whole answer."""
    refusal: Refusal | None
    granted: T | None
    body: Any
    """The answer as the platform wrote it: JSON where it is JSON, else text."""
    correlation_id: str | None
    number: int = 0
    """The exchange's place in the scenario's order."""
    version: str | None = None
    """The version of the interface that served it, "older" or "newer"; None where the answer does not say."""

    @property
    def ok(self) -> bool:
        """Whether the platform granted it."""
        return self.refusal is None

    @property
    def value(self) -> T:
        """What was granted; an AssertionError that names the refusal when it was refused."""
        if self.refusal is not None:
            refused = self.refusal
            with about(self):
                raise AssertionError(
                    f"{self.says}: expected it to be granted, but it was refused because of {refused.reason}"
                    f" ({refused.status} {refused.code}: {refused.message}); correlation id {refused.correlation_id}"
                )
        return cast("T", self.granted)

    def refused(self, *reasons: Reason) -> Refusal:
        """The refusal, asserted to be for one of these reasons (any, when none is given)."""
        expected = " or ".join(reasons) or "any reason"
        with about(self):
            if self.refusal is None:
                raise AssertionError(f"{self.says}: expected a refusal because of {expected}, but it was granted")
            if reasons and self.refusal.reason not in reasons:
                raise AssertionError(
                    f"{self.says}: expected a refusal because of {expected}, but the reason was {self.refusal.reason}"
                    f" ({self.refusal.status} {self.refusal.code}: {self.refusal.message})"
                )
            return self.refusal
