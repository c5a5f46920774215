"""The plan table of CONTRACT.md, "Accounts", as far as scenarios judge by it."""

from __future__ import annotations

from decimal import Decimal

_FREE = ("triage", "data_helper", "data", "reporting")
_ALL = ("triage", "data_helper", "data", "optimization", "actions", "reporting")

AGENTS: dict[str, tuple[str, ...]] = {
    "free": _FREE,
    "early": ("triage", "data_helper", "data", "optimization", "reporting"),
    "mid": _ALL,
    "enterprise": _ALL,
}
"""The agents that each plan offers, in the order in which they may take part."""

HISTORY_DAYS = {"free": 7, "early": 30, "mid": 90, "enterprise": 365}
"""How many days of usage records agents may read, ending now."""

RECOMMENDATIONS = {"free": 2, "early": 5, "mid": 5, "enterprise": 10}
"""How many recommendations an answer holds at most."""

SUMMARY = frozenset({"enterprise"})
"""The plans whose answers open with a summary for those who decide."""

BASE: dict[str, Decimal | None] = {
    "free": Decimal("0.00"),
    "early": Decimal("29.99"),
    "mid": Decimal("299.00"),
    "enterprise": None,
}
"""US dollars a month; None: by contract."""
