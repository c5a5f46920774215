"""The tools of the agents: what each is for and whose it is. `Analysis` does their work."""

from __future__ import annotations

from dataclasses import dataclass

from reference_platform.agents.analysis import Analysis, Result


@dataclass(frozen=True)
class Tool:
    """A tool that an agent may call."""

    name: str
    agent: str
    #: What it is good for, in the words in which people ask for it.
    purpose: str

    async def run(self, analysis: Analysis) -> Result:
        """Do the work over the caller's records."""
        result: Result = await getattr(analysis, self.name)()
        return result


TOOLS = tuple(
    Tool(*row)
    for row in (
        (
            "cost_drivers",
            "data",
            "Find what drives cost: the expensive models and features, where money and budget go",
        ),
        ("usage_summary", "data", "Sum up usage: total cost and spend, number of requests, tokens, errors"),
        (
            "usage_trends",
            "data",
            "Compare weeks: trend and growth of spend, forecast, rising or falling cost",
        ),
        (
            "segment_breakdown",
            "data",
            "Split cost by customer segment: share, team, department, tier, revenue",
        ),
        (
            "latency_profile",
            "data",
            "Measure speed: latency, response time, slow models, performance, bottleneck",
        ),
        (
            "customer_health",
            "data",
            "Check customer health: failing requests, error rate, quality and risk by segment",
        ),
        (
            "model_alternatives",
            "optimization",
            "Compare models by price: a cheaper model, which one to choose or switch to",
        ),
        (
            "cache_opportunities",
            "optimization",
            "Find repeated requests: cut cost by a cache, caching and deduplication",
        ),
        (
            "savings_plan",
            "actions",
            "Plan how to save: reduce, cut or optimize cost and spend, steps, action plan, target",
        ),
        (
            "compliance_check",
            "actions",
            "Check compliance: audit, unattributed cost, governance, risk, policy, report",
        ),
    )
)

#: The order in which an answer takes up what the tools found: what a reader wants first comes first.
PRIORITY = (
    "cost_drivers",
    "savings_plan",
    "usage_summary",
    "model_alternatives",
    "cache_opportunities",
    "usage_trends",
    "latency_profile",
    "segment_breakdown",
    "customer_health",
    "compliance_check",
)


def tools_of(agent: str) -> tuple[Tool, ...]:
    """The tools of one agent, in the order in which they are offered."""
    return tuple(tool for tool in TOOLS if tool.agent == agent)
