"""The plan table of CONTRACT.md, "Accounts", as far as scenarios judge by it."""

from __future__ import annotations

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
