"""What each price plan gives: the plan table of the platform's contract, in one place."""

from dataclasses import dataclass
from decimal import Decimal

#: Every agent of the platform, in the order in which they may take part in a run. The supervisor leads all.
AGENTS = ("triage", "data_helper", "data", "optimization", "actions", "reporting")


@dataclass(frozen=True)
class Plan:
    """One price plan and its limits."""

    name: str
    #: The agents that may take part, in the order of `AGENTS`.
    agents: tuple[str, ...]
    #: How many days of usage records the agents may read, ending now.
    history_days: int
    #: How long one run may take, in seconds.
    run_seconds: float
    #: How many runs of one organisation may work at the same time; more wait their turn.
    at_once: int
    #: How many runs an organisation may start per day (UTC).
    per_day: int
    #: How many recommendations one answer may hold.
    recommendations: int
    #: US dollars a month; None means "by contract".
    price: Decimal | None
    #: Whether an answer opens with a summary for those who decide.
    summary: bool = False


_FREE = ("triage", "data_helper", "data", "reporting")
_EARLY = ("triage", "data_helper", "data", "optimization", "reporting")

PLANS: dict[str, Plan] = {
    plan.name: plan
    for plan in (
        Plan("free", _FREE, 7, 30.0, 1, 10, 2, Decimal(0)),
        Plan("early", _EARLY, 30, 60.0, 3, 100, 5, Decimal("29.99")),
        Plan("mid", AGENTS, 90, 60.0, 5, 500, 5, Decimal(299)),
        Plan("enterprise", AGENTS, 365, 300.0, 10, 1000, 10, None, True),
    )
}


def plan_named(name: str) -> Plan:
    """The plan of that name. Raises KeyError for a name that is no plan."""
    return PLANS[name]


def lifting(agent: str) -> str:
    """The name of the first plan that has the agent."""
    return next(plan.name for plan in PLANS.values() if agent in plan.agents)
