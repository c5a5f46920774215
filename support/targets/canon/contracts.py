"""What a company owes, and what its runs were charged with."""

from __future__ import annotations

import dataclasses
from decimal import Decimal


@dataclasses.dataclass(frozen=True)
class Invoice:
    """The invoice of the month so far; amounts in US dollars, as they are displayed."""

    plan: str | None
    base: Decimal
    usage: Decimal
    total: Decimal
    savings: Decimal
    runs: int | None
    prompt_tokens: int | None
    completion_tokens: int | None
    by_contract: bool | None
    """Whether the base is agreed on elsewhere, and stands here as nothing."""


@dataclasses.dataclass(frozen=True)
class Charge:
    """What one run was charged with, exact, in US dollars; with what is kept of the run itself."""

    run_id: str | None
    amount: Decimal
    cost: Decimal | None
    """The cost that is kept with the run."""
    prompt_tokens: int | None
    completion_tokens: int | None
    savings: Decimal | None


@dataclasses.dataclass(frozen=True)
class Place:
    """How many records of a company are kept at one place, and in which region that is."""

    place: str
    region: str
    records: int
