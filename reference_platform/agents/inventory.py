"""What records there are, and whether they suffice: the ground of the triage agent's verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from reference_platform.agents.analysis import Analysis
from reference_platform.agents.wording import count

#: Fewer records, or less time between the first and the last, than these make only a partial picture.
ENOUGH_RECORDS = 10
ENOUGH_TIME = timedelta(days=1)


@dataclass
class Inventory:
    """A look at the customer's records."""

    records: int
    days: int
    #: sufficient, partial or insufficient.
    assessment: str = "sufficient"
    #: What is missing, as sentences that ask for it.
    gaps: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The inventory for a model to read."""
        seen = f"You have {count(self.records, 'usage record')} in the last {count(self.days, 'day')}."
        return [seen, f"By rule the data are {self.assessment}.", *self.gaps]


async def take(analysis: Analysis) -> Inventory:
    """Count the records within the plan's history, and what they lack."""
    [row] = await analysis.rows(
        """SELECT count(*) AS records, max(at) - min(at) AS span, count(model) AS models, count(cost_usd) AS
        costs,
           count(prompt_tokens + completion_tokens) AS tokens FROM r"""
    )
    found = Inventory(row["records"], analysis.days)
    if not found.records:
        found.assessment = "insufficient"
        found.gaps.append(
            "Please import usage records with time, provider, model, feature, segment, tokens, latency and "
            "cost."
        )
        return found
    if found.records < ENOUGH_RECORDS:
        found.gaps.append(
            f"Please import more usage records: there are only {found.records}, and {ENOUGH_RECORDS} or "
            "more are needed."
        )
    if row["span"] < ENOUGH_TIME:
        found.gaps.append(
            "Please import records of further days: all lie within one day, which shows no trend."
        )
    for column, have in (("model", "models"), ("cost", "costs"), ("token counts", "tokens")):
        if (missing := found.records - row[have]) * 2 > found.records:
            found.gaps.append(
                f"Please add the {column} to your records: missing on {missing:,} of {found.records:,}."
            )
    if found.gaps:
        found.assessment = "partial"
    return found
