"""What records there are, and whether they suffice: the ground of the triage agent's verdict."""

from dataclasses import dataclass, field
from datetime import timedelta

from reference_platform.agents.analysis import Analysis
from reference_platform.agents.wording import count

#: Fewer records, or less time between the first and the last, than these make only a partial picture.
ENOUGH_RECORDS, ENOUGH_TIME = 10, timedelta(days=1)


@dataclass
class Inventory:
    """A look at the customer's records; `gaps` are sentences that ask for what is missing."""

    records: int
    days: int
    #: The share, 0 to 1, that is there of model, cost and token counts on as many records as are needed.
    completeness: float = 0.0
    gaps: list[str] = field(default_factory=list)

    @property
    def assessment(self) -> str:
        """sufficient, partial or insufficient, by rule."""
        return "insufficient" if not self.records else "partial" if self.gaps else "sufficient"

    def lines(self) -> list[str]:
        """The inventory for a model to read."""
        seen = f"You have {count(self.records, 'usage record')} in the last {count(self.days, 'day')}."
        whole = f"Completeness: {self.completeness:g} on a scale from 0 to 1."
        return [seen, whole, f"By rule the data are {self.assessment}.", *self.gaps]


async def take(analysis: Analysis) -> Inventory:
    """Count the records within the plan's history, and what they lack."""
    [(records, span, *filled)] = await analysis.rows(
        """SELECT count(*), max(at) - min(at), count(model), count(cost_usd),
           count(prompt_tokens + completion_tokens) FROM r"""
    )
    share = sum(filled) / (len(filled) * max(records, ENOUGH_RECORDS))
    found = Inventory(records, analysis.days, round(share, 2))
    if not records:
        columns = "time, provider, model, feature, segment, tokens, latency and cost"
        found.gaps.append(f"Please import usage records with {columns}.")
        return found
    if records < ENOUGH_RECORDS:
        found.gaps.append(f"Please import more records: {ENOUGH_RECORDS} are needed, there are {records}.")
    if span < ENOUGH_TIME:
        found.gaps.append("Please import records of further days: all lie within one day, without a trend.")
    for column, have in zip(("model", "cost", "token counts"), filled, strict=True):
        if (records - have) * 2 > records:
            missing = f"missing on {records - have:,} of {records:,} records"
            found.gaps.append(f"Please add the {column}: {missing}.")
    return found
