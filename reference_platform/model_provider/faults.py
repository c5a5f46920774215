"""Faults that an operator of the stack asks for, per organisation, and the log of the calls that were made.
Faults that an operator of the stack asks for, per organisation, and the log of the calls that were made.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

KINDS = ("latency", "429", "500", "hang", "garbage", "drop")


@dataclass
class Fault:
    """One kind of failure for the next calls of an organisation."""

    kind: str
    #: How long a late or hanging answer takes, in seconds; None means as long as the caller waits.
    seconds: float | None = None
    #: For how many calls it holds; None means until it is removed.
    times: int | None = None
    #: How many calls pass untouched before.
    after: int = 0


@dataclass
class Faults:
    """The faults in force, by organisation; None stands for everyone without a fault of their own."""

    by_organisation: dict[str | None, Fault] = field(default_factory=dict)

    def put(self, request: dict[str, Any]) -> None:
        """Set the fault of one organisation. Raises ValueError, in words, for one that does not exist."""
        kind, organisation = str(request.get("kind")), request.get("organisation")
        if kind not in KINDS:
            raise ValueError(f"kind is {kind!r}, expected one of {', '.join(KINDS)}")
        if organisation is not None and not isinstance(organisation, str):
            raise ValueError("organisation must be an id or null")
        for name, least in (("seconds", 0), ("times", 1), ("after", 0)):
            value = request.get(name)
            if value is not None and (
                isinstance(value, bool) or not isinstance(value, int | float) or value < least
            ):
                raise ValueError(f"{name} is {value!r}, expected a number from {least} up")
        self.by_organisation[organisation] = Fault(
            kind, request.get("seconds"), request.get("times"), int(request.get("after") or 0)
        )

    def clear(self, organisation: str | None) -> None:
        """Take back the fault of one organisation, or every fault for None."""
        if organisation is None:
            self.by_organisation.clear()
        else:
            self.by_organisation.pop(organisation, None)

    def strike(self, organisation: str | None) -> Fault | None:
        """The fault that this call meets; one that is used up is gone."""
        key = organisation if organisation in self.by_organisation else None
        fault = self.by_organisation.get(key)
        if fault is None:
            return None
        if fault.after:
            fault.after -= 1
            return None
        if fault.times is not None:
            fault.times -= 1
            if not fault.times:
                del self.by_organisation[key]
        return fault


@dataclass
class CallLog:
    """The latest calls, oldest first, bounded."""

    calls: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=5000))

    def add(self, **call: Any) -> None:
        """Note one call."""
        self.calls.append(call)

    def of(self, organisation: str | None) -> list[dict[str, Any]]:
        """The calls of one organisation; all for None."""
        return [call for call in self.calls if organisation is None or call["organisation"] == organisation]
