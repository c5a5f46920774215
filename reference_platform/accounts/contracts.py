"""What an organisation has agreed on: what it owes for a month, and where its usage records are kept."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Body

from reference_platform.accounts.bearer import SignedIn
from reference_platform.accounts.organisations import Organisations
from reference_platform.agents.plans import PLANS
from reference_platform.operation.errors import Refusal, forbidden

Region = Annotated[Literal["us", "eu"], Body(embed=True)]

#: What the runs of the month (UTC) at hand have used; a saving found again and again is one saving.
_USED = """
SELECT date_trunc('month', now(), 'UTC') AS since, count(c.run_id) AS runs, coalesce(sum(c.amount), 0) AS usage,
    coalesce(sum((r.tokens ->> 'prompt')::bigint), 0)::bigint AS prompt_tokens,
    coalesce(sum((r.tokens ->> 'completion')::bigint), 0)::bigint AS completion_tokens,
    coalesce(max(r.savings), 0) AS savings
FROM charges c LEFT JOIN runs r ON r.id = c.run_id
WHERE c.organisation_id = $1 AND c.at >= date_trunc('month', now(), 'UTC')"""


class Contracts:
    """The acts on what organisations have agreed on."""

    def __init__(self, organisations: Organisations) -> None:
        self.organisations, self.database = organisations, organisations.database

    async def invoice(self, caller: SignedIn, organisation_id: UUID) -> dict[str, Any]:
        """The month so far, for owners and admins: base by the plan, usage, and their total, exact to the cent.

        Amounts are texts of US dollars, rounded once each from exact sums. An enterprise's base is none here: that
        price stands in its contract.
        """
        self.organisations.belongs(caller, organisation_id)
        if not caller.may("audit:read"):
            raise forbidden("Your role does not read invoices.", "Ask an owner or admin of yours.")
        used = await self.database.fetchrow(_USED, organisation_id)
        assert used is not None
        base = PLANS[caller.plan].price
        about = {"organisation_id": str(organisation_id), "plan": caller.plan, "since": used["since"].isoformat()}
        amounts = {"base": base or Decimal(0), "usage": used["usage"], "savings": used["savings"]}
        shown = {name: cents(amount) for name, amount in amounts.items()}
        total = Decimal(shown["base"]) + Decimal(shown["usage"])
        counted = {name: used[name] for name in ("runs", "prompt_tokens", "completion_tokens")}
        return about | shown | {"total": cents(total), "by_contract": base is None} | counted

    async def reside(self, caller: SignedIn, organisation_id: UUID, region: Region) -> dict[str, Any]:
        """Chooses the region of the organisation's usage records; those that are there move. For owners."""
        self.organisations.belongs(caller, organisation_id)
        if not caller.may("organisation:manage"):
            raise forbidden("Only an owner chooses where records are kept.", "Ask an owner of your organisation.")
        if caller.plan != "enterprise":
            message = "To choose where records are kept is part of the plan enterprise."
            raise Refusal(403, "plan_required", message, "Move to the plan enterprise.")
        query = "UPDATE organisations SET region = $2 WHERE id = $1 RETURNING id::text, name, plan, region"
        change = (caller, organisation_id, "residency.changed", query, region)
        return await self.organisations.operate(*change, region=region)


def cents(amount: Decimal) -> str:
    """US dollars to the cent, half a cent up."""
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP)}"
