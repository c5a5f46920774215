"""The tools of the agents: what each is for and whose it is. `Analysis` does their work."""

from dataclasses import dataclass

from reference_platform.accounts.roles import PERMISSIONS
from reference_platform.agents.analysis import Analysis, Result
from reference_platform.agents.plans import PLANS, plan_named
from reference_platform.storage.database import Database


@dataclass(frozen=True)
class Tool:
    """A tool that an agent may call. `purpose` says what it is good for, in the words in which people ask."""

    name: str
    agent: str
    purpose: str
    #: Whether an analysis by its agent never goes without it, whatever the model chooses.
    mandatory: bool = False

    async def run(self, analysis: Analysis) -> Result:
        """Do the work over the caller's records."""
        result: Result = await getattr(analysis, self.name)()
        return result


#: What a reader wants to know first comes first: answers take up findings in this order.
TOOLS = (
    Tool("cost_drivers", "data", "What drives cost: expensive models, features, where money and budget go", True),
    Tool("savings_plan", "actions", "How to save: reduce, cut, optimize cost and spend; steps, plan, target"),
    Tool("usage_summary", "data", "Usage in total: cost and spend, number of requests, tokens, errors"),
    Tool("model_alternatives", "optimization", "Cheaper models: cut cost by price, which to switch to"),
    Tool("cache_opportunities", "optimization", "Repeated requests: cut cost by a cache, deduplication"),
    Tool("usage_trends", "data", "Trend by week: growth of spend, forecast, rising or falling cost"),
    Tool("latency_profile", "data", "Speed: how fast or slow models are, latency, performance, bottleneck"),
    Tool("segment_breakdown", "data", "Cost by customer segment: share, team, department, tier, revenue"),
    Tool("customer_health", "data", "Health by segment: failing requests, error rate, quality, churn risk"),
    Tool("compliance_check", "actions", "Compliance: audit, unattributed cost, governance, policy, report"),
)


def names(agent: str) -> list[str]:
    """The names of an agent's tools."""
    return [tool.name for tool in tools_of(agent)]


def tools_of(agent: str) -> tuple[Tool, ...]:
    """The tools of one agent, in the order in which they are offered."""
    return tuple(tool for tool in TOOLS if tool.agent == agent)


_RIGHTS = """
SELECT role, plan FROM members m JOIN organisations o ON o.id = m.organisation_id WHERE m.user_id = $1 AND o.id = $2"""


def why_not(permissions: frozenset[str], plan: str, agent: str) -> str | None:
    """Why somebody with these rights, on that plan, may not use an agent or its tools; None where they may."""
    if agent not in plan_named(plan).agents:
        return f"It is part of the plan {next(each.name for each in PLANS.values() if agent in each.agents)}."
    return None if "runs:start" in permissions else "Your role only reads."


async def refusal(database: Database, user_id: str, organisation_id: str, agent: str) -> str | None:
    """`why_not` by the rights that the user has at this moment, which may be fewer than when the run began."""
    row = await database.fetchrow(_RIGHTS, user_id, organisation_id)
    return why_not(PERMISSIONS[row["role"]], row["plan"], agent) if row else "You are no member any more."
