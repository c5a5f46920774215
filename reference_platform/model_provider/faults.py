"""Faults that an operator of the stack asks for, per organisation."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field


class Fault(BaseModel, extra="forbid"):
    """One kind of failure for the next calls of an organisation; None is whoever has no fault of their own.

    `seconds` is how long a late or hanging answer takes, None as long as the caller waits; `times` for how
    many calls it holds, None until it is removed; `after` how many calls pass untouched before.
    """

    organisation: str | None = None
    kind: Literal["latency", "429", "500", "hang", "garbage", "drop"]
    seconds: Annotated[float | None, Field(ge=0)] = None
    times: Annotated[int | None, Field(ge=1)] = None
    after: Annotated[int, Field(ge=0)] = 0


class Faults:
    """The faults in force, one per organisation."""

    def __init__(self) -> None:
        self._by_organisation: dict[str | None, Fault] = {}

    def put(self, fault: Fault) -> None:
        """Set the fault of one organisation."""
        self._by_organisation[fault.organisation] = fault

    def clear(self, organisation: str | None) -> None:
        """Take back the fault of one organisation, or every fault for None."""
        for key in [organisation] if organisation is not None else list(self._by_organisation):
            self._by_organisation.pop(key, None)

    def strike(self, organisation: str | None) -> Fault | None:
        """The fault that this call meets; one that is used up is gone."""
        fault = self._by_organisation.get(organisation) or self._by_organisation.get(None)
        if fault and fault.after:
            fault.after -= 1
            return None
        if fault and fault.times:
            fault.times -= 1
            if not fault.times:
                del self._by_organisation[fault.organisation]
        return fault
