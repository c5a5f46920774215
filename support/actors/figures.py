"""The oracle: every figure of an answer, computed anew from the records that the suite sent."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal

from support.actors.records import Price, UsageRecord
from support.targets.canon import Answer


def expected(records: Sequence[UsageRecord], price: Mapping[str, Price], now: datetime.datetime,
             window_days: int = 365) -> dict[tuple[str, str | None], Decimal]:
    """Figure by (name, subject), over the records within the window that ends now. Exact."""
    raise NotImplementedError


def disagreements(answer: Answer, records: Sequence[UsageRecord], price: Mapping[str, Price],
                  now: datetime.datetime, window_days: int = 365) -> list[str]:
    """Where the answer does not agree with the records: each figure by name and subject, and each money amount
    and percentage in its text (rounded as displayed). Empty when all agree."""
    raise NotImplementedError
