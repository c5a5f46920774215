"""The tools of the agents: what each is for and whose it is. `Analysis` does their work."""

from dataclasses import dataclass

from reference_platform.agents.analysis import Analysis, Result


@dataclass(frozen=True)
class Tool:
    """A tool that an agent may call. `purpose` says what it is good for, in the words in which people ask."""

    name: str
    agent: str
    purpose: str

    async def run(self, analysis: Analysis) -> Result:
        """Do the work over the caller's records."""
        result: Result = await getattr(analysis, self.name)()
        return result


#: What a reader wants to know first comes first: answers take up findings in this order.
TOOLS = (
    Tool("cost_drivers", "data", "What drives cost: expensive models, features, where money and budget go"),
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


def tools_of(agent: str) -> tuple[Tool, ...]:
    """The tools of one agent, in the order in which they are offered."""
    return tuple(tool for tool in TOOLS if tool.agent == agent)
